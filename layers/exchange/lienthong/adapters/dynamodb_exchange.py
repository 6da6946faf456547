"""Submissions, deliveries and events in DynamoDB (docs/adr/0001, "Keys")."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lienthong.adapters import records
from lienthong.adapters.attribute_values import to_item
from lienthong.adapters.dynamodb_nonces import nonce_write
from lienthong.adapters.dynamodb_reads import BATCH_KEYS, read_collection, read_item, read_items
from lienthong.adapters.dynamodb_writes import (
    ABSENT,
    Condition,
    Pause,
    Write,
    WriteRefused,
    apply_writes,
    over_version,
)
from lienthong.adapters.failures import named_failures
from lienthong.adapters.frozen_values import Plain
from lienthong.errors import CURSOR_FAULT, MalformedRequest
from lienthong.model.codes import Status, SubmissionState
from lienthong.model.delivery import Delivery
from lienthong.model.event import FOR_EVERY_RECIPIENT, Event
from lienthong.model.submission import Submission
from lienthong.ports import Change, CommitRefused, Page, Story

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

    from lienthong.adapters.attribute_values import Item

_NONCE, _EXISTING_SUBMISSION, _EXISTING_DELIVERY = "nonce", "new submission", "new delivery"
_STALE, _RECALLED = "version", "unrecalled"
_UNRECALLED = Condition(
    "#state = :accepted AND attribute_not_exists(#recall)",
    {":accepted": SubmissionState.ACCEPTED.value},
    {"#state": "state", "#recall": "recall"},
)
#: What the sort key of an in- or outbox may look like; anything else never came from us.
_POSITION = re.compile(r"(?:[012]#)?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z#(?P<id>[a-z0-9-]{1,64})")
#: A filtered listing stops here and hands out a cursor, so that no request reads a whole inbox.
_FILTERED_READS = 5


@dataclass(frozen=True, slots=True)
class DynamoDbExchange:
    """:class:`lienthong.ports.ExchangeStore` over the tables ``table`` and ``nonce_table``."""

    client: DynamoDBClient
    table: str
    nonce_table: str
    pause: Pause = time.sleep

    def commit(self, change: Change) -> None:
        """Write the change. One AWS call (PutItem for a single item, otherwise TransactWriteItems)."""
        try:
            apply_writes(self.client, list(self._writes(change)), self.pause)
        except WriteRefused as refused:
            raise _commit_refused(refused) from refused

    def _writes(self, change: Change) -> Iterator[Write]:
        for submission in change.new_submissions:
            yield self._put(records.submission_to_item(submission), ABSENT, _EXISTING_SUBMISSION)
        for submission in change.submissions:
            yield self._put(records.submission_to_item(submission), over_version(submission.version), _STALE)
        for delivery in change.new_deliveries:
            yield self._put(records.delivery_to_item(delivery), ABSENT, _EXISTING_DELIVERY)
        for delivery in change.deliveries:
            yield self._put(records.delivery_to_item(delivery), over_version(delivery.version), _STALE)
        for submission_id in change.unrecalled:
            key = records.submission_key(submission_id)
            yield Write("ConditionCheck", self.table, key, _UNRECALLED, _RECALLED)
        for event in change.events:
            # Events are appended, never replaced.
            yield self._put(records.exchange_event_to_item(event), ABSENT, _STALE)
        if change.nonce:
            yield nonce_write(self.nonce_table, change.nonce, _NONCE)

    def _put(self, item: Item, condition: Condition, meaning: str) -> Write:
        return Write("Put", self.table, item, condition, meaning)

    def submission(self, submission_id: str) -> Submission | None:
        """The submission. One AWS call (GetItem)."""
        item = read_item(self.client, self.table, records.submission_key(submission_id))
        return records.submission_from_item(item) if item else None

    def submissions(self, submission_ids: Sequence[str]) -> Mapping[str, Submission]:
        """The submissions among these ids. One AWS call (BatchGetItem), none without ids."""
        keys = [records.submission_key(one) for one in dict.fromkeys(submission_ids)]
        if len(keys) > BATCH_KEYS:
            raise ValueError(f"{len(keys)} keys; at most {BATCH_KEYS} are read at once")
        found = map(records.submission_from_item, read_items(self.client, self.table, keys, self.pause))
        return {submission.submission_id: submission for submission in found}

    def delivery(self, submission_id: str, recipient: str) -> tuple[Submission, Delivery] | None:
        """The submission and one of its deliveries. One AWS call (BatchGetItem)."""
        keys = [records.submission_key(submission_id), records.delivery_key(submission_id, recipient)]
        items = {
            records.sort_key(item): item for item in read_items(self.client, self.table, keys, self.pause)
        }
        submission, delivery = items.get("SUBMISSION"), items.get(f"D#{recipient}")
        if submission is None or delivery is None:
            return None
        return records.submission_from_item(submission), records.delivery_from_item(delivery)

    def deliveries(self, keys: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Delivery]:
        """The deliveries among these keys. One AWS call (BatchGetItem), none without keys."""
        places = [records.delivery_key(*key) for key in dict.fromkeys(keys)]
        if len(places) > BATCH_KEYS:
            raise ValueError(f"{len(places)} keys; at most {BATCH_KEYS} are read at once")
        found = map(records.delivery_from_item, read_items(self.client, self.table, places, self.pause))
        return {(delivery.submission_id, delivery.recipient): delivery for delivery in found}

    def story(self, submission_id: str) -> Story | None:
        """The whole record. One AWS call (Query) for every megabyte of it."""
        parts: dict[str, list[Item]] = {"S": [], "D": [], "E": []}
        for item in read_collection(self.client, self.table, f"S#{submission_id}"):
            parts[records.sort_key(item)[0]].append(item)
        if not parts["S"]:
            return None
        return Story(
            records.submission_from_item(parts["S"][0]),
            tuple(map(records.delivery_from_item, parts["D"])),
            tuple(map(records.event_from_item, parts["E"])),
        )

    def event(self, submission_id: str, event_id: str) -> Event | None:
        """One event. One AWS call (GetItem)."""
        item = read_item(self.client, self.table, records.exchange_event_key(submission_id, event_id))
        return records.event_from_item(item) if item else None

    def events(
        self, submission_id: str, *, recipient: str | None, after: str, limit: int
    ) -> tuple[Event, ...]:
        """The next events. One AWS call (Query); with a ``recipient`` one for every megabyte passed over."""
        values: dict[str, Plain] = {
            ":pk": records.partition_of(submission_id),
            # Behind that very event, and before whatever is no event.
            ":from": f"E#{after}\0" if after else "E#",
            ":to": "E#~",
        }
        query: QueryInputTypeDef = {
            "TableName": self.table,
            "KeyConditionExpression": "PK = :pk AND SK BETWEEN :from AND :to",
            "ConsistentRead": True,
        }
        if recipient is not None:
            kinds = {f":k{number}": kind.value for number, kind in enumerate(sorted(FOR_EVERY_RECIPIENT))}
            own = f"agency = :agency OR (attribute_not_exists(agency) AND #type IN ({', '.join(kinds)}))"
            query |= {"FilterExpression": own, "ExpressionAttributeNames": {"#type": "type"}}
            values |= {":agency": recipient, **kinds}
        query["ExpressionAttributeValues"] = to_item(values)
        return tuple(map(records.event_from_item, self._first(query, limit)))

    def _first(self, query: QueryInputTypeDef, limit: int) -> list[Item]:
        """The first items of a query, whatever its filter passes over."""
        items: list[Item] = []
        while True:
            if "FilterExpression" not in query:
                query["Limit"] = limit - len(items)
            with named_failures():
                answer = self.client.query(**query)
            items += answer["Items"]
            if len(items) >= limit or "LastEvaluatedKey" not in answer:
                return items[:limit]
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def inbox(
        self, recipient: str, *, status: Status | None, unopened: bool, cursor: str | None, limit: int
    ) -> Page[Delivery]:
        """A page of the inbox. One AWS call (Query), up to five with a ``status``; then it may be short."""
        values: dict[str, Plain] = {":pk": f"INBOX#{recipient}"}
        query: QueryInputTypeDef = {"TableName": self.table, "KeyConditionExpression": "GSI1PK = :pk"}
        if unopened:
            query["KeyConditionExpression"] += " AND begins_with(GSI1SK, :group)"
            values[":group"] = "0#"
        if status:
            query |= {
                "FilterExpression": "#status = :status",
                "ExpressionAttributeNames": {"#status": "status"},
            }
            values[":status"] = status.value
        query["ExpressionAttributeValues"] = to_item(values)
        after = _place_in(f"INBOX#{recipient}", f"D#{recipient}", cursor)
        items, following = self._page(query, after, limit, reads=_FILTERED_READS if status else 1)
        return Page(tuple(map(records.delivery_from_item, items)), following)

    def outbox(self, sender: str, *, cursor: str | None, limit: int) -> Page[Submission]:
        """A page of the outbox. One AWS call (Query); more only where a page passes a megabyte."""
        query: QueryInputTypeDef = {
            "TableName": self.table,
            "KeyConditionExpression": "GSI1PK = :pk",
            "ExpressionAttributeValues": to_item({":pk": f"OUTBOX#{sender}"}),
            "ScanIndexForward": False,
        }
        after = _place_in(f"OUTBOX#{sender}", "SUBMISSION", cursor)
        items, following = self._page(query, after, limit, reads=1)
        return Page(tuple(map(records.submission_from_item, items)), following)

    def _page(
        self, query: QueryInputTypeDef, after: Item | None, limit: int, *, reads: int
    ) -> tuple[list[Item], str | None]:
        items: list[Item] = []
        for _ in range(reads):
            # One more than wanted tells whether the page is the last without another call.
            query |= {"IndexName": records.INDEX, "Limit": limit - len(items) + 1}
            if after:
                query["ExclusiveStartKey"] = after
            with named_failures():
                answer = self.client.query(**query)
            items += answer["Items"]
            after = answer.get("LastEvaluatedKey")
            if after is None or len(items) > limit:
                break
        if len(items) > limit:
            return items[:limit], _cursor(items[limit - 1])
        return items, _cursor(after) if after else None


def _commit_refused(refused: WriteRefused) -> CommitRefused:
    return CommitRefused(
        nonce_spent=bool(refused.of(_NONCE)),
        existing_submissions=tuple(
            records.submission_from_item(refusal.standing) for refusal in refused.of(_EXISTING_SUBMISSION)
        ),
        existing_deliveries=frozenset(
            (delivery.submission_id, delivery.recipient)
            for refusal in refused.of(_EXISTING_DELIVERY)
            for delivery in [records.delivery_from_item(refusal.write.item)]
        ),
        stale=bool(refused.of(_STALE)),
        recalled=bool(refused.of(_RECALLED)),
    )


def _cursor(item: Item) -> str:
    """Where a page ended. The position only: whose box it is comes from the caller, never from a cursor."""
    return base64.urlsafe_b64encode(item["GSI1SK"].get("S", "").encode()).decode().rstrip("=")


def _place_in(box: str, sort_key: str, cursor: str | None) -> Item | None:
    if cursor is None:
        return None
    position = _decode_cursor(cursor)
    match = _POSITION.fullmatch(position)
    if match is None:
        raise MalformedRequest([CURSOR_FAULT])
    return to_item({"GSI1PK": box, "GSI1SK": position, "PK": f"S#{match['id']}", "SK": sort_key})


def _decode_cursor(cursor: str) -> str:
    try:
        return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except ValueError as error:
        raise MalformedRequest([CURSOR_FAULT]) from error
