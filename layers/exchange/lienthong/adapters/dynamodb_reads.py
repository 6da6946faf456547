"""Reads from DynamoDB that go on until they are complete."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from lienthong.adapters.attribute_values import to_item
from lienthong.adapters.dynamodb_writes import Pause
from lienthong.adapters.failures import named_failures
from lienthong.errors import Throttled

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from lienthong.adapters.attribute_values import Item

#: DynamoDB's limit of one BatchGetItem.
BATCH_KEYS = 100
#: Rounds that a batch is given before its unprocessed keys count as throttled.
BATCH_ROUNDS = 5


def read_item(client: DynamoDBClient, table: str, key: Item) -> Item | None:
    """One item, read consistently. One AWS call."""
    with named_failures():
        return client.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")


def read_items(
    client: DynamoDBClient, table: str, keys: Sequence[Item], pause: Pause = time.sleep
) -> list[Item]:
    """The items among these different keys, read consistently, in any order. One AWS call for 100 keys.

    Raises:
        Throttled: keys were left unprocessed again and again.
    """
    found: list[Item] = []
    for start in range(0, len(keys), BATCH_KEYS):
        found += _read_batch(client, table, keys[start : start + BATCH_KEYS], pause)
    return found


def _read_batch(client: DynamoDBClient, table: str, keys: Sequence[Item], pause: Pause) -> Iterator[Item]:
    return (item for _, item in read_from_tables(client, {table: keys}, pause))


def read_from_tables(
    client: DynamoDBClient, keys: Mapping[str, Sequence[Item]], pause: Pause = time.sleep
) -> Iterator[tuple[str, Item]]:
    """The items among at most 100 different keys of several tables, each with its table. One AWS call.

    Raises:
        Throttled: keys were left unprocessed again and again.
    """
    wanted = {table: [dict(key) for key in some] for table, some in keys.items() if some}
    for round_ in range(BATCH_ROUNDS):
        asked = {table: {"Keys": some, "ConsistentRead": True} for table, some in wanted.items()}
        with named_failures():
            answer = client.batch_get_item(RequestItems=cast("Any", asked))
        for table, items in answer["Responses"].items():
            yield from ((table, item) for item in items)
        left = answer["UnprocessedKeys"]
        if not left:
            return
        wanted = {table: [dict(key) for key in left[table]["Keys"]] for table in left}
        pause(random.uniform(0, 0.05 * 2**round_))
    raise Throttled


def read_collection(client: DynamoDBClient, table: str, partition: str, prefix: str = "") -> Iterator[Item]:
    """All items under one partition key (and sort-key prefix), in order, read consistently.

    One AWS call for every megabyte.
    """
    values = {":pk": partition} | ({":sk": prefix} if prefix else {})
    condition = "PK = :pk" + (" AND begins_with(SK, :sk)" if prefix else "")
    paginator = client.get_paginator("query")
    with named_failures():
        for page in paginator.paginate(
            TableName=table,
            KeyConditionExpression=condition,
            ExpressionAttributeValues=to_item(values),
            ConsistentRead=True,
        ):
            yield from page["Items"]
