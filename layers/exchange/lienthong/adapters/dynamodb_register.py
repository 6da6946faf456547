"""Reported entries of outgoing registers in the exchange's table (docs/adr/0017)."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lienthong.adapters import records
from lienthong.adapters.dynamodb_nonces import nonce_write
from lienthong.adapters.dynamodb_reads import read_items
from lienthong.adapters.dynamodb_writes import (
    ABSENT,
    Pause,
    Write,
    WriteRefused,
    apply_writes,
    over_version,
)
from lienthong.model.register import EntryPlace, RegisterEntry
from lienthong.ports import RegisterChange, RegisterRefused

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_NONCE, _MOVED = "nonce", "version"


@dataclass(frozen=True, slots=True)
class DynamoDbRegister:
    """:class:`lienthong.ports.RegisterStore` over the tables ``table`` and ``nonce_table``."""

    client: DynamoDBClient
    table: str
    nonce_table: str
    pause: Pause = time.sleep

    def record(self, change: RegisterChange) -> None:
        """Write the change. One AWS call (TransactWriteItems)."""
        try:
            apply_writes(self.client, list(self._writes(change)), self.pause)
        except WriteRefused as refused:
            raise RegisterRefused(bool(refused.of(_NONCE)), bool(refused.of(_MOVED))) from refused

    def _writes(self, change: RegisterChange) -> Iterator[Write]:
        for entry in change.entries:
            condition = ABSENT if entry.version == 1 else over_version(entry.version)
            yield Write("Put", self.table, records.entry_to_item(entry), condition, _MOVED)
        for event in change.events:
            yield Write("Put", self.table, records.exchange_event_to_item(event), ABSENT, _MOVED)
        if change.nonce:
            yield nonce_write(self.nonce_table, change.nonce, _NONCE)

    def standing(self, places: Sequence[EntryPlace]) -> Mapping[EntryPlace, RegisterEntry]:
        """The entries in these places. One AWS call (BatchGetItem) for 100 of them, none without any."""
        keys = [records.entry_key(place) for place in dict.fromkeys(places)]
        found = map(records.entry_from_item, read_items(self.client, self.table, keys, self.pause))
        return {entry.place: entry for entry in found}
