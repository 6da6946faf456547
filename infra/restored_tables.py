"""Tables that are written anew from images, and read back to prove that they hold exactly those."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lienthong.adapters.attribute_values import as_streamed, to_item
from lienthong.adapters.dynamodb_log import DynamoDbLog
from lienthong.adapters.failures import named_failures
from lienthong.errors import ExchangeError, Throttled
from lienthong.model.bundle import RecordImage
from lienthong.ports import LogHead
from lienthong.tlog.merkle import EMPTY_ROOT

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

#: DynamoDB's limit of one BatchWriteItem.
BATCH = 25
ROUNDS = 8
#: Sums of fingerprints are compared modulo this.
_MODULUS = 2**256


class TablesNotEmpty(ExchangeError):
    """Restoring would write over what stands."""

    code = "rebuild.tables-not-empty"
    en = "The table {table} is not empty. Rebuild into the tables of a new stack."
    vi = "Bảng {table} đã có dữ liệu. Đề nghị khôi phục vào bảng của một hệ thống mới."


class TableDiffers(ExchangeError):
    """What was read back is not what was written."""

    code = "rebuild.table-differs"
    en = (
        "The table {table} does not hold what was written ({written} records, {found} found). "
        "Empty it and repeat."
    )
    vi = (
        "Bảng {table} không chứa đúng dữ liệu đã ghi ({written} bản ghi, tìm thấy {found}). "
        "Đề nghị xóa dữ liệu trong bảng và làm lại."
    )


@dataclass(slots=True)
class Tally:
    """How many items, and the sum of their fingerprints: equal only for equal sets of items, in any order."""

    count: int = 0
    total: int = 0

    def add(self, item: Mapping[str, Any]) -> None:
        text = json.dumps(as_streamed(item), sort_keys=True, ensure_ascii=False)
        digest = hashlib.sha256(text.encode()).digest()
        self.count += 1
        self.total = (self.total + int.from_bytes(digest, "big")) % _MODULUS


@dataclass(slots=True)
class RestoredTables:
    """The tables of a new stack.

    Attributes:
        tables: name by what a :class:`RecordImage` calls its table, ``exchange`` and ``registry``.
        log: the log's table.
    """

    client: DynamoDBClient
    tables: Mapping[str, str]
    log: str
    pause: Callable[[float], None] = time.sleep
    _written: dict[str, Tally] = field(default_factory=dict)

    def require_empty(self) -> None:
        """Nothing may stand in any of them.

        Raises:
            TablesNotEmpty: something does.
        """
        for table in (*self.tables.values(), self.log):
            with named_failures():
                if self.client.scan(TableName=table, Limit=1, ConsistentRead=True)["Items"]:
                    raise TablesNotEmpty(table=table)

    def write_records(self, images: Iterable[RecordImage]) -> Counter[str]:
        """Write every record; how many, by table."""
        waiting: dict[str, list[dict[str, Any]]] = {table: [] for table in self.tables.values()}
        for image in images:
            assert image.item is not None
            table = self.tables[image.table]
            waiting[table].append(_writable(image.item))
            if len(waiting[table]) == BATCH:
                self._write(table, waiting[table])
                waiting[table] = []
        for table, items in waiting.items():
            self._write(table, items)
        return Counter({name: self._tally(table).count for name, table in self.tables.items()})

    def write_log(self, head: LogHead, indexes: Mapping[str, int]) -> None:
        """Write where every event stands, and last the head, so that a broken-off run is no log yet."""
        items = [dict(to_item({"PK": f"E#{event}", "index": index})) for event, index in indexes.items()]
        for start in range(0, len(items), BATCH):
            self._write(self.log, items[start : start + BATCH])
        DynamoDbLog(self.client, self.log).swap(LogHead(0, EMPTY_ROOT), head, {})

    def prove(self) -> None:
        """Read the records back.

        Raises:
            TableDiffers: they are not what was written.
        """
        for table in self.tables.values():
            found, written = Tally(), self._tally(table)
            for item in _scan(self.client, table):
                found.add(item)
            if found != written:
                raise TableDiffers(table=table, written=written.count, found=found.count)

    def _tally(self, table: str) -> Tally:
        return self._written.setdefault(table, Tally())

    def _write(self, table: str, items: Sequence[dict[str, Any]]) -> None:
        for item in items:
            self._tally(table).add(item)
        left: Sequence[Any] = [{"PutRequest": {"Item": item}} for item in items]
        for round_ in range(ROUNDS):
            if not left:
                return
            if round_:
                self.pause(random.uniform(0, 0.05 * 2**round_))
            with named_failures():
                answer = self.client.batch_write_item(RequestItems={table: left})
            left = answer["UnprocessedItems"].get(table, [])
        if left:
            raise Throttled


def _scan(client: DynamoDBClient, table: str) -> Iterator[Mapping[str, Any]]:
    with named_failures():
        for page in client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
            yield from page["Items"]


def _writable(value: Any) -> Any:
    """An item as its stream showed it → as DynamoDB's client takes it: base64 becomes bytes."""
    if isinstance(value, Mapping):
        if isinstance(value.get("B"), str):
            return {"B": base64.b64decode(value["B"], validate=True)}
        return {name: _writable(inner) for name, inner in value.items()}
    return [_writable(inner) for inner in value] if isinstance(value, list) else value
