"""Looking up over four tables: dossiers and procedures, slips' locks, agencies' names, and counters.

Of the people's table nothing but a slip's lock is ever asked for, and the function's role allows no more.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lienthong.adapters import dossier_records, records
from lienthong.adapters.attribute_values import from_item, to_item
from lienthong.adapters.dynamodb_reads import read_collection, read_from_tables
from lienthong.adapters.dynamodb_writes import Pause
from lienthong.adapters.failures import code_of, named_failures
from lienthong.adapters.frozen_values import decode
from lienthong.model.event import Event
from lienthong.onestop.look_limits import Tally
from lienthong.onestop.tracking import SlipLock
from lienthong.ports import Described

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

#: Counters' keys begin so; the function's role may write no others (template.yaml).
LOOK = "LOOK#"


@dataclass(frozen=True, slots=True)
class DynamoDbTracking:
    """:class:`lienthong.ports.TrackingStore`; counters lie with the nonces, in a table without a stream."""

    client: DynamoDBClient
    table: str
    people_table: str
    registry_table: str
    nonce_table: str
    pause: Pause = time.sleep

    def count(self, tally: Tally) -> bool:
        """Count a look. One AWS call (UpdateItem)."""
        values = {":one": 1, ":most": tally.most, ":until": math.ceil(tally.until.timestamp())}
        try:
            with named_failures():
                self.client.update_item(
                    TableName=self.nonce_table,
                    Key=to_item({"PK": f"{LOOK}{tally.key}"}),
                    UpdateExpression="ADD looks :one SET expires_at = :until",
                    ConditionExpression="attribute_not_exists(looks) OR looks < :most",
                    ExpressionAttributeValues=to_item(values),
                )
        except ClientError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise
            return False
        return True

    def lock(self, code: str) -> SlipLock | None:
        """A slip's lock. One AWS call (GetItem)."""
        with named_failures():
            answer = self.client.get_item(
                TableName=self.people_table,
                Key=dossier_records.person_key(code),
                ProjectionExpression="salt, secret_hash, expires_at",
                ConsistentRead=True,
            )
        return decode(SlipLock, from_item(answer["Item"])) if "Item" in answer else None

    def story(self, code: str) -> tuple[Event, ...]:
        """A dossier's events. One AWS call (Query) for every megabyte of them."""
        items = read_collection(self.client, self.table, f"H#{code}", "E#")
        return tuple(map(records.event_from_item, items))

    def described(self, procedure: str, agencies: Collection[str]) -> Described:
        """Editions and names. One AWS call (BatchGetItem over two tables)."""
        keys = {
            self.table: [dossier_records.procedure_key(procedure)],
            self.registry_table: [records.agency_key(code) for code in sorted(set(agencies))],
        }
        editions, names = None, {}
        for _, item in read_from_tables(self.client, keys, self.pause):
            if records.sort_key(item) == "AGENCY":
                agency = records.agency_from_item(item)
                names[agency.code] = agency.name
            else:
                editions = dossier_records.procedure_from_item(item)
        return Described(editions, names)
