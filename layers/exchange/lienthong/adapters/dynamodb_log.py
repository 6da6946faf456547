"""The log's head, every event's index, and how far it is published, in DynamoDB (docs/adr/0008, "Keys")."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lienthong.adapters.attribute_values import from_item, to_item
from lienthong.adapters.dynamodb_reads import read_item, read_items
from lienthong.adapters.dynamodb_writes import ABSENT, Condition, Pause, Write, WriteRefused, apply_writes
from lienthong.adapters.failures import code_of, named_failures
from lienthong.adapters.frozen_values import Plain, decode, instant_text
from lienthong.ports import HeadMoved, LogHead, LogReading, Publication
from lienthong.tlog.merkle import EMPTY_ROOT

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from lienthong.adapters.attribute_values import Item

_HEAD = to_item({"PK": "HEAD"})
_PUBLISHED = to_item({"PK": "PUBLISHED"})


@dataclass(frozen=True, slots=True)
class DynamoDbLog:
    """:class:`lienthong.ports.LogTable` over the table ``table``."""

    client: DynamoDBClient
    table: str
    pause: Pause = time.sleep

    def read(self, event_ids: Sequence[str]) -> LogReading:
        """Head and indexes. One AWS call (BatchGetItem)."""
        keys = [_HEAD, _PUBLISHED, *map(_event_key, dict.fromkeys(event_ids))]
        found = read_items(self.client, self.table, keys, self.pause)
        items = {item["PK"].get("S", ""): item for item in found}
        head, published = items.pop("HEAD", None), items.pop("PUBLISHED", None)
        publication = publication_from_item(published)
        indexes = {name.removeprefix("E#"): int(item["index"]["N"]) for name, item in items.items()}
        if head is None:
            return LogReading(LogHead(0, EMPTY_ROOT), indexes, publication)
        return LogReading(_head_from(head), indexes, publication, head.get("stopped", {}).get("S", ""))

    def swap(self, before: LogHead, after: LogHead, indexes: Mapping[str, int]) -> None:
        """Head and indexes. One AWS call (TransactWriteItems)."""
        head = _HEAD | to_item(
            {
                "size": after.size,
                "root": after.root.hex(),
                "bundle": after.bundle,
                "timestamped": after.timestamped,
            }
        )
        writes = [Write("Put", self.table, head, _is_still(before), "head")]
        for event_id, index in indexes.items():
            item = _event_key(event_id) | to_item({"index": index})
            writes.append(Write("Put", self.table, item, ABSENT, "event"))
        try:
            apply_writes(self.client, writes, self.pause)
        except WriteRefused as refused:
            raise HeadMoved from refused

    def stop(self, why: str) -> None:
        """Stop. One AWS call (UpdateItem)."""
        self._update(
            _HEAD,
            "SET stopped = if_not_exists(stopped, :why), #size = if_not_exists(#size, :zero), "
            "root = if_not_exists(root, :empty)",
            {":why": why, ":zero": 0, ":empty": EMPTY_ROOT.hex()},
        )

    def resume(self) -> None:
        """Go on. One AWS call (UpdateItem)."""
        self._update(_HEAD, "REMOVE stopped", {}, "attribute_exists(PK)")

    def publication(self) -> Publication:
        """How far. One AWS call (GetItem)."""
        return publication_from_item(read_item(self.client, self.table, _PUBLISHED))

    def mark_published(self, size: int, at: datetime) -> None:
        """Published. One AWS call (UpdateItem)."""
        self._update(
            _PUBLISHED,
            "SET #size = :size, waiting_since = if_not_exists(waiting_since, :at)",
            {":size": size, ":at": instant_text(at)},
            "attribute_not_exists(#size) OR #size < :size",
        )

    def mark_attested(self, size: int, at: datetime, token: str) -> None:
        """Attested. One AWS call (UpdateItem), two where something larger has been published meanwhile."""
        values: dict[str, Plain] = {":size": size, ":at": instant_text(at), ":token": token}
        newer = " AND (attribute_not_exists(attested_size) OR attested_size < :size)"
        mark = "SET attested_size = :size, attested_at = :at, attested_token = :token"
        if not self._update(_PUBLISHED, f"{mark} REMOVE waiting_since", values, "#size = :size" + newer):
            self._update(_PUBLISHED, f"{mark}, waiting_since = :at", values, "#size > :size" + newer)

    def _update(self, key: Item, update: str, values: Mapping[str, Plain], condition: str = "") -> bool:
        """Whether the condition held."""
        request: dict[str, object] = {"TableName": self.table, "Key": key, "UpdateExpression": update}
        if condition:
            request["ConditionExpression"] = condition
        if values:
            request["ExpressionAttributeValues"] = to_item(values)
        if "#size" in update + condition:
            request["ExpressionAttributeNames"] = {"#size": "size"}
        try:
            with named_failures():
                self.client.update_item(**request)  # type: ignore[arg-type]
        except ClientError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise
            return False
        return True


def _event_key(event_id: str) -> Item:
    return to_item({"PK": f"E#{event_id}"})


def _head_from(item: Item) -> LogHead:
    plain = from_item(item)
    return LogHead(
        int(str(plain["size"])),
        bytes.fromhex(str(plain["root"])),
        str(plain.get("bundle", "")),
        int(str(plain.get("timestamped", 0))),
    )


def publication_from_item(item: Item | None) -> Publication:
    """How far the log is published and attested, from its record; from none, not at all."""
    return decode(Publication, from_item(item)) if item else Publication()


def _is_still(head: LogHead) -> Condition:
    if head.size == 0:
        return Condition(
            "attribute_not_exists(PK) OR (#size = :size AND attribute_not_exists(stopped))",
            {":size": 0},
            {"#size": "size"},
        )
    return Condition(
        "#size = :size AND root = :root AND attribute_not_exists(stopped)",
        {":size": head.size, ":root": head.root.hex()},
        {"#size": "size"},
    )
