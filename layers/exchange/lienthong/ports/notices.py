"""Notices to applicants, as contracts: what is claimed before one is sent, and who carries it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from lienthong.model.event import Event
from lienthong.onestop.notices import NoticeKind
from lienthong.onestop.people import NoticeWish, Person
from lienthong.onestop.telling import NoticeReason


class ClaimState(StrEnum):
    """How far one notice is by one way."""

    WAITING = "waiting"
    SENDING = "sending"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class NoticeClaim:
    """The record that keeps a notice from being sent twice: of one event, by one way.

    Attributes:
        attempts: how often it was claimed for sending.
        segments: taken from the day's budget by the last attempt.
        since: when it was last claimed; not_before: when it may be tried again.
        provider_id: the provider's id, once it has taken the message.
        receipt: the strongest word that the provider has said of it since; ``None`` before any.
        expires_at: Unix time from which it is deleted by itself.
    """

    dossier: str
    event_id: str
    kind: NoticeKind
    channel: NoticeWish
    state: ClaimState
    expires_at: int
    attempts: int = 0
    segments: int = 0
    since: datetime | None = None
    not_before: datetime | None = None
    provider_id: str | None = None
    receipt: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Spending:
    """Segments taken from a centre's day, up to ``most``; negative ones are given back."""

    centre: str
    day: date
    segments: int
    expires_at: int
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """A way by which the applicant of one dossier cannot, or will not, be reached any more."""

    dossier: str
    channel: NoticeWish
    reason: NoticeReason
    expires_at: int


@dataclass(frozen=True, slots=True)
class NoticeChange:
    """One transaction: the claim over the version before it, and what goes with it."""

    claim: NoticeClaim | None = None
    spending: Spending | None = None
    silence: Silence | None = None
    events: tuple[Event, ...] = ()


@dataclass(eq=False)
class NoticeRefused(Exception):
    """Nothing was written: the claim had moved on, or the day's budget is used up."""

    moved: bool = False
    used_up: bool = False


@dataclass(frozen=True, slots=True)
class BeforeNotice:
    """What stands before a notice; ``person`` is ``None`` where nobody is known any more.

    ``events`` are the dossier's in the order of their ids, and none where there is no such dossier.
    """

    events: tuple[Event, ...] = ()
    person: Person | None = None
    claims: tuple[NoticeClaim, ...] = ()
    silences: tuple[Silence, ...] = ()
    segments_today: int = 0


class NoticeStore(Protocol):
    """Claims, budgets, and what became of notices."""

    def before(self, dossier: str, event_id: str, centre: str, day: date) -> BeforeNotice:
        """What stands, read consistently; nothing personal is kept of it."""
        ...

    def sent_as(self, provider_id: str) -> NoticeClaim | None:
        """The claim of what a provider took under this id, read consistently."""
        ...

    def record(self, change: NoticeChange) -> None:
        """Write the change as one transaction.

        Raises:
            NoticeRefused: nothing was written.
        """
        ...


@dataclass(eq=False)
class NotTaken(Exception):
    """The provider answered, and has not taken the message.

    Attributes:
        for_ever: it never will; else another try may succeed.
    """

    for_ever: bool


class TextMessages(Protocol):
    """Carries text messages."""

    def send(self, number: str, text: str) -> str:
        """The provider's id of the message. ``number`` in E.164.

        Raises:
            NotTaken: surely not sent. lienthong.errors.Unavailable: nobody knows whether it was.
        """
        ...


class Letters(Protocol):
    """Carries e-mails."""

    def send(self, address: str, subject: str, body: str) -> str:
        """The provider's id of the message.

        Raises:
            NotTaken: surely not sent. lienthong.errors.Unavailable: nobody knows whether it was.
        """
        ...
