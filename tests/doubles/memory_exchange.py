"""Submissions, deliveries and events in memory: transactions, versions and pages as DynamoDB keeps them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from lienthong.errors import CURSOR_FAULT, MalformedRequest
from lienthong.model.codes import Status, SubmissionState
from lienthong.model.delivery import Delivery, legal_codes
from lienthong.model.event import Event
from lienthong.model.submission import Submission
from lienthong.ports import Change, CommitRefused, Page, Story
from tests.doubles.memory_nonces import MemoryNonces

T = TypeVar("T")
TRANSACTION_ITEMS = 100
_RANK = re.compile(r"([012]#)?\d{4}-\d\d-\d\d#\d\d:\d\d:\d\d\.\d{6}\+00:00#[a-z0-9-]+")


class MemoryExchange:
    """All records behind one lock. ``committed`` holds every event in the order of its commit: the stream."""

    def __init__(self, nonces: MemoryNonces | None = None) -> None:
        self._nonces = nonces or MemoryNonces()
        self._submissions: dict[str, Submission] = {}
        self._deliveries: dict[tuple[str, str], Delivery] = {}
        self._events: dict[tuple[str, str], Event] = {}
        self.committed: list[Event] = []

    def commit(self, change: Change) -> None:
        _require_one_action_per_item(change)
        with self._nonces.lock:
            if refusal := self._refusal(change):
                raise refusal
            if change.nonce:
                self._nonces.spend(change.nonce)
            for submission in (*change.new_submissions, *change.submissions):
                self._submissions[submission.submission_id] = submission
            for delivery in (*change.new_deliveries, *change.deliveries):
                self._deliveries[_key(delivery)] = delivery
            for event in change.events:
                self._events[event.subject, event.event_id] = event
            self.committed.extend(change.events)

    def _refusal(self, change: Change) -> CommitRefused | None:
        refusal = CommitRefused(
            nonce_spent=change.nonce is not None and self._nonces.is_spent(change.nonce),
            existing_submissions=tuple(
                self._submissions[new.submission_id]
                for new in change.new_submissions
                if new.submission_id in self._submissions
            ),
            existing_deliveries=frozenset(
                _key(new) for new in change.new_deliveries if _key(new) in self._deliveries
            ),
            stale=self._is_stale(change),
            recalled=not all(self._is_unrecalled(submission_id) for submission_id in change.unrecalled),
        )
        holds = (
            refusal.nonce_spent,
            refusal.existing_submissions,
            refusal.existing_deliveries,
            refusal.stale,
            refusal.recalled,
        )
        return refusal if any(holds) else None

    def _is_stale(self, change: Change) -> bool:
        return (
            any(
                _version(self._submissions.get(submission.submission_id)) != submission.version - 1
                for submission in change.submissions
            )
            or any(
                _version(self._deliveries.get(_key(delivery))) != delivery.version - 1
                for delivery in change.deliveries
            )
            or any((event.subject, event.event_id) in self._events for event in change.events)
        )

    def _is_unrecalled(self, submission_id: str) -> bool:
        submission = self._submissions.get(submission_id)
        return (
            submission is not None
            and submission.state is SubmissionState.ACCEPTED
            and submission.recall is None
        )

    def submission(self, submission_id: str) -> Submission | None:
        with self._nonces.lock:
            return self._submissions.get(submission_id)

    def submissions(self, submission_ids: Sequence[str]) -> Mapping[str, Submission]:
        if len(set(submission_ids)) > TRANSACTION_ITEMS:
            raise ValueError(f"{len(set(submission_ids))} keys; at most {TRANSACTION_ITEMS} are read at once")
        with self._nonces.lock:
            return {one: self._submissions[one] for one in submission_ids if one in self._submissions}

    def delivery(self, submission_id: str, recipient: str) -> tuple[Submission, Delivery] | None:
        with self._nonces.lock:
            submission = self._submissions.get(submission_id)
            delivery = self._deliveries.get((submission_id, recipient))
        return (submission, delivery) if submission and delivery else None

    def deliveries(self, keys: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Delivery]:
        if len(set(keys)) > TRANSACTION_ITEMS:
            raise ValueError(f"{len(set(keys))} keys; at most {TRANSACTION_ITEMS} are read at once")
        with self._nonces.lock:
            return {key: self._deliveries[key] for key in keys if key in self._deliveries}

    def story(self, submission_id: str) -> Story | None:
        with self._nonces.lock:
            submission = self._submissions.get(submission_id)
            if submission is None:
                return None
            deliveries = [d for (of, _), d in sorted(self._deliveries.items()) if of == submission_id]
            events = [event for (of, _), event in sorted(self._events.items()) if of == submission_id]
        return Story(submission, tuple(deliveries), tuple(events))

    def event(self, submission_id: str, event_id: str) -> Event | None:
        with self._nonces.lock:
            return self._events.get((submission_id, event_id))

    def events(
        self, submission_id: str, *, recipient: str | None, after: str, limit: int
    ) -> tuple[Event, ...]:
        with self._nonces.lock:
            found = [
                event
                for (of, event_id), event in sorted(self._events.items())
                if of == submission_id
                and event_id > after
                and (recipient is None or event.concerns(recipient))
            ]
        return tuple(found[:limit])

    def inbox(
        self, recipient: str, *, status: Status | None, unopened: bool, cursor: str | None, limit: int
    ) -> Page[Delivery]:
        with self._nonces.lock:
            ranked = {_rank(one): one for one in self._deliveries.values() if one.recipient == recipient}
        wanted = {
            rank: delivery
            for rank, delivery in ranked.items()
            if (status is None or delivery.status is status) and (not unopened or rank[0] == "0")
        }
        start = _start_of(cursor)
        after = [rank for rank in sorted(wanted) if start is None or rank > start]
        return _page(wanted, after, limit)

    def outbox(self, sender: str, *, cursor: str | None, limit: int) -> Page[Submission]:
        with self._nonces.lock:
            mine = [submission for submission in self._submissions.values() if submission.sender == sender]
        ranked = {
            f"{one.received_at.isoformat('#', 'microseconds')}#{one.submission_id}": one for one in mine
        }
        start = _start_of(cursor)
        after = [rank for rank in sorted(ranked, reverse=True) if start is None or rank < start]
        return _page(ranked, after, limit)


def _page(items: Mapping[str, T], after: Sequence[str], limit: int) -> Page[T]:
    chosen = after[:limit]
    return Page(tuple(items[rank] for rank in chosen), chosen[-1] if len(after) > limit else None)


def _start_of(cursor: str | None) -> str | None:
    if cursor is not None and not _RANK.fullmatch(cursor):
        raise MalformedRequest([CURSOR_FAULT])
    return cursor


def _rank(delivery: Delivery) -> str:
    """Unopened copies that can still be acted on, then open ones, then those with nothing left to say."""
    group = "2" if not legal_codes(delivery) else "1" if delivery.opened_at else "0"
    return f"{group}#{delivery.consigned_at.isoformat('#', 'microseconds')}#{delivery.submission_id}"


def _key(delivery: Delivery) -> tuple[str, str]:
    return delivery.submission_id, delivery.recipient


def _version(record: Submission | Delivery | None) -> int | None:
    return record.version if record else None


def _require_one_action_per_item(change: Change) -> None:
    """More than 100 items, or two actions on one, is a fault of the caller that DynamoDB refuses as well."""
    items = [
        *(submission.submission_id for submission in (*change.new_submissions, *change.submissions)),
        *change.unrecalled,
        *(_key(delivery) for delivery in (*change.new_deliveries, *change.deliveries)),
        *((event.subject, event.event_id) for event in change.events),
        *((change.nonce,) if change.nonce else ()),
    ]
    if len(items) > TRANSACTION_ITEMS:
        raise ValueError(f"{len(items)} items; a transaction takes at most {TRANSACTION_ITEMS}")
    if len(set(items)) < len(items):
        raise ValueError("a transaction takes one action on each item")
