"""The registry and the trust anchors in DynamoDB (docs/adr/0001, "Keys")."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lienthong.adapters import records
from lienthong.adapters.attribute_values import to_item
from lienthong.adapters.dynamodb_nonces import nonce_write
from lienthong.adapters.dynamodb_reads import read_collection, read_items
from lienthong.adapters.dynamodb_writes import (
    ABSENT,
    Condition,
    Pause,
    Write,
    WriteKind,
    WriteRefused,
    apply_writes,
    over_version,
)
from lienthong.adapters.failures import named_failures
from lienthong.model.agency import Agency
from lienthong.model.event import Event
from lienthong.ports import Nonce, RegistryChange, RegistryRefused, TrustAnchor

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from lienthong.adapters.attribute_values import Item

_NONCE, _NEW, _STALE, _NAME = "nonce", "new agency", "version", "name"


@dataclass(frozen=True, slots=True)
class DynamoDbRegistry:
    """:class:`lienthong.ports.Registry` over the tables ``table`` and ``nonce_table``."""

    client: DynamoDBClient
    table: str
    nonce_table: str
    pause: Pause = time.sleep

    def agencies(self, names: Iterable[str]) -> Mapping[str, Agency]:
        """The agencies by these names. One AWS call (BatchGetItem) for 50 names; twice that with aliases.

        Code and alias are asked for together: a sender's recipients are mostly codes, and one round trip
        tells both. Read consistently, so that a lock is in force for the next request that reads.
        """
        wanted = tuple(dict.fromkeys(names))
        codes, aliases = self._entries(
            key for name in wanted for key in (records.agency_key(name), records.alias_key(name))
        )
        behind = {code for name, code in aliases.items() if name not in codes} - codes.keys()
        known = codes | self._entries(map(records.agency_key, sorted(behind)))[0]
        found = {name: known.get(name) or known.get(aliases.get(name, "")) for name in wanted}
        return {name: agency for name, agency in found.items() if agency}

    def _entries(self, keys: Iterable[Item]) -> tuple[dict[str, Agency], dict[str, str]]:
        agencies: dict[str, Agency] = {}
        aliases: dict[str, str] = {}
        for item in read_items(self.client, self.table, list(keys), self.pause):
            name = item["PK"].get("S", "").removeprefix("A#")
            if records.sort_key(item) == "AGENCY":
                agencies[name] = records.agency_from_item(item)
            else:
                aliases[name] = item["code"].get("S", "")
        return agencies, aliases

    def all(self) -> tuple[Agency, ...]:
        """Every agency. One AWS call (Query) for every megabyte; eventually consistent."""
        paginator = self.client.get_paginator("query")
        pages = paginator.paginate(
            TableName=self.table,
            IndexName=records.INDEX,
            KeyConditionExpression="GSI1PK = :all",
            ExpressionAttributeValues=to_item({":all": records.AGENCIES}),
        )
        with named_failures():
            return tuple(records.agency_from_item(item) for page in pages for item in page["Items"])

    def record(self, change: RegistryChange) -> None:
        """Write the change. One AWS call (TransactWriteItems)."""
        try:
            apply_writes(self.client, list(self._writes(change)), self.pause)
        except WriteRefused as refused:
            raise _registry_refused(refused) from refused

    def _writes(self, change: RegistryChange) -> Iterator[Write]:
        agency = change.agency
        is_new = agency.version == 1
        condition = ABSENT if is_new else over_version(agency.version)
        yield self._write("Put", records.agency_to_item(agency), condition, _NEW if is_new else _STALE)
        if is_new:
            yield self._write("ConditionCheck", records.alias_key(agency.code), ABSENT, _NAME)
        yield from self._alias_writes(change)
        yield self._write("Put", records.registry_event_to_item(change.event), ABSENT, _STALE)
        if change.nonce:
            yield nonce_write(self.nonce_table, change.nonce, _NONCE)

    def _alias_writes(self, change: RegistryChange) -> Iterator[Write]:
        code = change.agency.code
        own = Condition("attribute_not_exists(PK) OR code = :code", {":code": code})
        aliases = set(change.agency.aliases) - {code}
        for alias in sorted(aliases):
            yield self._write("Put", records.alias_to_item(alias, code), own, _NAME)
            yield self._write("ConditionCheck", records.agency_key(alias), ABSENT, _NAME)
        previous = set(change.previous.aliases) if change.previous else set()
        for alias in sorted(previous - aliases - {code}):
            yield self._write("Delete", records.alias_key(alias), own, _STALE)

    def _write(self, kind: WriteKind, item: Item, condition: Condition, meaning: str) -> Write:
        return Write(kind, self.table, item, condition, meaning)

    def history(self, code: str) -> tuple[Event, ...]:
        """The agency's changes. One AWS call (Query) for every megabyte."""
        items = read_collection(self.client, self.table, f"A#{code}", "E#")
        return tuple(map(records.event_from_item, items))


def _registry_refused(refused: WriteRefused) -> RegistryRefused:
    taken = {refusal.write.item["PK"].get("S", "").removeprefix("A#") for refusal in refused.of(_NAME)}
    return RegistryRefused(
        nonce_spent=bool(refused.of(_NONCE)),
        exists=bool(refused.of(_NEW)),
        stale=bool(refused.of(_STALE)),
        taken_aliases=tuple(sorted(taken)),
    )


@dataclass(frozen=True, slots=True)
class DynamoDbTrustStore:
    """:class:`lienthong.ports.TrustStore` over the registry's table."""

    client: DynamoDBClient
    table: str
    nonce_table: str
    pause: Pause = time.sleep

    def anchors(self) -> tuple[TrustAnchor, ...]:
        """All anchors. One AWS call (Query) for every megabyte."""
        items = read_collection(self.client, self.table, records.TRUST, "ANCHOR#")
        return tuple(map(records.anchor_from_item, items))

    def record(self, anchor: TrustAnchor, event: Event, nonce: Nonce | None) -> None:
        """Add or replace one. One AWS call (TransactWriteItems)."""
        writes = [
            Write("Put", self.table, records.anchor_to_item(anchor), None, "anchor"),
            Write("Put", self.table, records.registry_event_to_item(event), ABSENT, _STALE),
        ]
        if nonce:
            writes.append(nonce_write(self.nonce_table, nonce, _NONCE))
        try:
            apply_writes(self.client, writes, self.pause)
        except WriteRefused as refused:
            raise _registry_refused(refused) from refused
