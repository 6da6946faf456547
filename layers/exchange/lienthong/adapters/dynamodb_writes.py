"""Conditional writes to DynamoDB: one action as a PutItem, several as one transaction.

1. Two actions on one item, or more than 100, are the caller's fault and never sent.
2. A single put costs half of a transaction, so it is one.
3. A transaction carries one token through all its tries: a try whose answer was lost is not applied twice.
4. Where a condition fails, the caller learns which actions were refused, and the item that stood there.
5. Where only another transaction was in the way, the same transaction is tried again after a jittered pause.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, cast
from uuid import uuid4

from botocore.exceptions import ClientError

from lienthong.adapters.attribute_values import to_item
from lienthong.adapters.failures import code_of, named_failures
from lienthong.errors import Throttled

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from lienthong.adapters.attribute_values import Item

#: DynamoDB's limit of one transaction.
TRANSACTION_ITEMS = 100
#: Tries of a transaction that others stand in the way of, and the longest first pause in seconds.
CONFLICT_TRIES = 5
CONFLICT_PAUSE = 0.02

Pause: TypeAlias = Callable[[float], None]
WriteKind: TypeAlias = Literal["Put", "Delete", "ConditionCheck", "Update"]


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition expression with its names and values."""

    expression: str
    values: Mapping[str, str | int] | None = None
    names: Mapping[str, str] | None = None


#: Nothing is there yet.
ABSENT = Condition("attribute_not_exists(PK)")


def over_version(version: int) -> Condition:
    """The record still is the one that was read: a version before this one."""
    return Condition("#version = :read", {":read": version - 1}, {"#version": "version"})


@dataclass(frozen=True, slots=True)
class Write:
    """One action: put an item; delete, update or only check one by its key; ``meaning``: its caller's word.

    ``update`` is an update's expression and values; names of attributes in it are no reserved words.
    """

    kind: WriteKind
    table: str
    item: Item
    condition: Condition | None
    meaning: str
    update: tuple[str, Mapping[str, str | int]] | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """An action whose condition failed, and the item that stood there (empty where none did)."""

    write: Write
    standing: Item


@dataclass(eq=False)
class WriteRefused(Exception):
    """Conditions failed; nothing was written."""

    refusals: tuple[Refusal, ...]

    def of(self, meaning: str) -> tuple[Refusal, ...]:
        """The refusals of this meaning."""
        return tuple(refusal for refusal in self.refusals if refusal.write.meaning == meaning)


def apply_writes(client: DynamoDBClient, writes: Sequence[Write], pause: Pause = time.sleep) -> None:
    """Apply all or nothing. One AWS call; none for no writes; up to five where transactions conflict.

    Raises:
        WriteRefused: conditions failed.
        Throttled: other transactions stood in the way each time, or DynamoDB asks to slow down.
        ValueError: two actions on one item, or too many.
    """
    _require_one_action_per_item(writes)
    if len(writes) == 1 and writes[0].kind == "Put":
        _put(client, writes[0])
    elif writes:
        _transact(client, writes, pause)


def _require_one_action_per_item(writes: Sequence[Write]) -> None:
    if len(writes) > TRANSACTION_ITEMS:
        raise ValueError(f"{len(writes)} items; a transaction takes at most {TRANSACTION_ITEMS}")
    places = {(write.table, *_key_texts(write.item)) for write in writes}
    if len(places) < len(writes):
        raise ValueError("a transaction takes one action on each item")


def _key_texts(item: Item) -> tuple[str, str]:
    return item["PK"].get("S", ""), item.get("SK", {}).get("S", "")


def _put(client: DynamoDBClient, write: Write) -> None:
    # The mark tells a try of ours whose answer was lost from somebody else's write.
    mark = to_item({"written_by": uuid4().hex})
    try:
        with named_failures():
            client.put_item(
                TableName=write.table,
                Item=write.item | mark,
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **_condition_arguments(write.condition),  # type: ignore[arg-type]
            )
    except ClientError as error:
        if code_of(error) != "ConditionalCheckFailedException":
            raise
        standing = cast("Item", error.response.get("Item", {}))
        if standing.get("written_by") != mark["written_by"]:
            raise WriteRefused((Refusal(write, standing),)) from error


def _transact(client: DynamoDBClient, writes: Sequence[Write], pause: Pause) -> None:
    actions = [_action(write) for write in writes]
    token = uuid4().hex
    for attempt in range(CONFLICT_TRIES):
        try:
            with named_failures():
                client.transact_write_items(TransactItems=actions, ClientRequestToken=token)
            return
        except ClientError as error:
            if code_of(error) != "TransactionCanceledException":
                raise
            _explain_cancellation(error, writes)
        if attempt + 1 < CONFLICT_TRIES:
            pause(random.uniform(0, CONFLICT_PAUSE * 2**attempt))
    raise Throttled


def _action(write: Write) -> TransactWriteItemTypeDef:
    arguments = {
        "TableName": write.table,
        "Item" if write.kind == "Put" else "Key": write.item,
        **_condition_arguments(write.condition),
    }
    if write.update:
        expression, values = write.update
        given = write.condition.values or {} if write.condition else {}
        arguments["UpdateExpression"] = expression
        arguments["ExpressionAttributeValues"] = to_item({**values, **given})
    if write.condition:
        arguments["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
    return cast("TransactWriteItemTypeDef", {write.kind: arguments})


def _condition_arguments(condition: Condition | None) -> dict[str, object]:
    if condition is None:
        return {}
    arguments: dict[str, object] = {"ConditionExpression": condition.expression}
    if condition.values:
        arguments["ExpressionAttributeValues"] = to_item(condition.values)
    if condition.names:
        arguments["ExpressionAttributeNames"] = dict(condition.names)
    return arguments


def _explain_cancellation(error: ClientError, writes: Sequence[Write]) -> None:
    """Raise what the reasons say; return where only a conflict stood in the way, which a new try may end."""
    reasons = error.response.get("CancellationReasons", [])
    refusals = tuple(
        Refusal(write, cast("Item", reason.get("Item", {})))
        for write, reason in zip(writes, reasons, strict=True)
        if reason.get("Code") == "ConditionalCheckFailed"
    )
    if refusals:
        raise WriteRefused(refusals) from error
    codes = {reason.get("Code") for reason in reasons} - {"None"}
    if codes <= {"ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded"}:
        raise Throttled from error
    if "TransactionConflict" not in codes:
        raise error
