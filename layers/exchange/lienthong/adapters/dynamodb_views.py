"""Views of the log in DynamoDB (docs/adr/0012, "Keys")."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from lienthong.adapters.attribute_values import from_item, to_item
from lienthong.adapters.dynamodb_reads import read_item, read_items
from lienthong.adapters.dynamodb_writes import ABSENT, Condition, Pause, Write, WriteRefused, apply_writes
from lienthong.adapters.failures import named_failures
from lienthong.adapters.frozen_values import Plain
from lienthong.ports import JsonObject, Page, Position, PositionMoved, ViewKey

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

    from lienthong.adapters.attribute_values import Item

_POSITION, _RECORD = "POSITION", "record"
_HIGHEST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class DynamoDbViews:
    """:class:`lienthong.ports.ViewStore` over the table ``table``."""

    client: DynamoDBClient
    table: str
    pause: Pause = time.sleep

    def position(self, view: str) -> Position:
        """How far. One AWS call (GetItem)."""
        item = read_item(self.client, self.table, _position_key(view))
        if item is None:
            return Position()
        plain = from_item(item)
        return Position(int(str(plain["index"])), int(str(plain["bundle"])))

    def items(self, view: str, keys: Sequence[ViewKey]) -> Mapping[ViewKey, JsonObject]:
        """The records. One AWS call (BatchGetItem) for 100 keys."""
        wanted = [_key(view, key) for key in dict.fromkeys(keys)]
        found = read_items(self.client, self.table, wanted, self.pause) if wanted else []
        start = len(view) + 1
        return {(item["PK"]["S"][start:], item["SK"]["S"]): _value(item) for item in found}

    def commit(
        self, view: str, before: Position, after: Position, changes: Mapping[ViewKey, JsonObject | None]
    ) -> None:
        """Records and position. One AWS call (TransactWriteItems)."""
        place = _position_key(view) | to_item({"index": after.index, "bundle": after.bundle})
        writes = [Write("Put", self.table, place, _is_still(before), _POSITION)]
        writes += self._writes(view, changes)
        try:
            apply_writes(self.client, writes, self.pause)
        except WriteRefused as refused:
            raise PositionMoved from refused

    def _writes(self, view: str, changes: Mapping[ViewKey, JsonObject | None]) -> Iterator[Write]:
        for key, value in changes.items():
            item = _key(view, key)
            if value is None:
                yield Write("Delete", self.table, item, None, "record")
            else:
                yield Write(
                    "Put", self.table, item | to_item({"value": cast("Plain", dict(value))}), None, "record"
                )

    def remove(self, view: str, key: ViewKey) -> None:
        """Delete. One AWS call (DeleteItem)."""
        with named_failures():
            self.client.delete_item(TableName=self.table, Key=_key(view, key))

    def page(
        self,
        view: str,
        partition: str,
        *,
        first: str = "",
        last: str = "",
        cursor: str | None = None,
        limit: int = 100,
        newest_first: bool = False,
    ) -> Page[tuple[str, JsonObject]]:
        """A page. One AWS call (Query), more only where it passes a megabyte."""
        query: QueryInputTypeDef = {
            "TableName": self.table,
            "KeyConditionExpression": "PK = :pk AND SK BETWEEN :first AND :last",
            "ExpressionAttributeValues": to_item(
                {":pk": f"{view}#{partition}", ":first": first or "\0", ":last": last or _HIGHEST}
            ),
            "ConsistentRead": True,
            "ScanIndexForward": not newest_first,
        }
        after = _key(view, (partition, cursor)) if cursor else None
        found: list[tuple[str, JsonObject]] = []
        while len(found) <= limit:
            query["Limit"] = limit - len(found) + 1
            if after:
                query["ExclusiveStartKey"] = after
            with named_failures():
                answer = self.client.query(**query)
            found += [(item["SK"]["S"], _value(item)) for item in answer["Items"]]
            after = answer.get("LastEvaluatedKey")
            if after is None:
                break
        return Page(tuple(found[:limit]), found[limit - 1][0] if len(found) > limit else None)


def _position_key(view: str) -> Item:
    return to_item({"PK": view, "SK": _POSITION})


def _key(view: str, key: ViewKey) -> Item:
    return to_item({"PK": f"{view}#{key[0]}", "SK": key[1]})


def _value(item: Mapping[str, object]) -> JsonObject:
    return cast("JsonObject", from_item(cast("Item", item))["value"])


def _is_still(before: Position) -> Condition:
    if before.index == 0:
        return ABSENT
    return Condition("#index = :index", {":index": before.index}, {"#index": "index"})
