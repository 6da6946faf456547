"""Submissions, deliveries and their events, as contracts (docs/adr/0001)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from lienthong.model.codes import Status
from lienthong.model.delivery import Delivery
from lienthong.model.event import Event
from lienthong.model.submission import Submission

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Nonce:
    """A one-time number of a signed request; it can be spent once until ``expires_at``."""

    key_id: str
    value: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One transaction. At most 100 records, events, checks and nonce together (DynamoDB's limit).

    Attributes:
        new_submissions, new_deliveries: written only where nothing is.
        submissions, deliveries: written only over ``version - 1``.
        unrecalled: submissions that must be accepted and not recalled, without being changed.
    """

    new_submissions: tuple[Submission, ...] = ()
    submissions: tuple[Submission, ...] = ()
    new_deliveries: tuple[Delivery, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    unrecalled: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    nonce: Nonce | None = None


@dataclass(eq=False)
class CommitRefused(Exception):
    """The transaction's conditions did not hold; nothing was written. The services decide what it means.

    Attributes:
        nonce_spent: the request was seen before.
        existing_submissions: those that stood where a new one was to go.
        existing_deliveries: recipients (submission id, code) whose delivery stood already.
        stale: a record had moved on since it was read.
        recalled: an ``unrecalled`` condition did not hold.
    """

    nonce_spent: bool = False
    existing_submissions: tuple[Submission, ...] = ()
    existing_deliveries: frozenset[tuple[str, str]] = frozenset()
    stale: bool = False
    recalled: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page of a listing; ``cursor`` is opaque and ``None`` on the last page."""

    items: tuple[T, ...]
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """Everything recorded about a submission; events in the order in which they happened."""

    submission: Submission
    deliveries: tuple[Delivery, ...]
    events: tuple[Event, ...]


class ExchangeStore(Protocol):
    """Submissions, deliveries and their events."""

    def commit(self, change: Change) -> None:
        """Write the change as one transaction.

        Raises:
            CommitRefused: a condition did not hold; nothing was written.
        """
        ...

    def submission(self, submission_id: str) -> Submission | None:
        """The submission, read consistently."""
        ...

    def submissions(self, submission_ids: Sequence[str]) -> Mapping[str, Submission]:
        """The submissions that exist among at most 100 ids, read consistently."""
        ...

    def delivery(self, submission_id: str, recipient: str) -> tuple[Submission, Delivery] | None:
        """The submission and one of its deliveries, in one round trip, read consistently."""
        ...

    def deliveries(self, keys: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Delivery]:
        """The deliveries that exist among at most 100 keys (submission id, recipient), read consistently."""
        ...

    def story(self, submission_id: str) -> Story | None:
        """The whole record of a submission, read consistently."""
        ...

    def event(self, submission_id: str, event_id: str) -> Event | None:
        """One event of a submission, read consistently."""
        ...

    def events(
        self, submission_id: str, *, recipient: str | None, after: str, limit: int
    ) -> tuple[Event, ...]:
        """The next events of a submission behind the event ``after``, in order, read consistently.

        With a ``recipient`` only those that :meth:`lienthong.model.event.Event.concerns` it. Fewer than
        ``limit`` only where there are no more.
        """
        ...

    def inbox(
        self, recipient: str, *, status: Status | None, unopened: bool, cursor: str | None, limit: int
    ) -> Page[Delivery]:
        """A recipient's deliveries: the unopened first, each group oldest first. Eventually consistent."""
        ...

    def outbox(self, sender: str, *, cursor: str | None, limit: int) -> Page[Submission]:
        """A sender's submissions, newest first. Eventually consistent."""
        ...


class NonceStore(Protocol):
    """Spent nonces of requests that change nothing."""

    def spend(self, nonce: Nonce) -> bool:
        """Spend it; false if it had been spent."""
        ...
