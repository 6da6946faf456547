"""Dossiers, the people behind them, centres and procedures, as contracts (docs/adr/0019)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from lienthong.model.event import Event
from lienthong.onestop.codes import SequenceKey
from lienthong.onestop.filing import Centre, DayCounter, FiledDossier, ProcedureEditions
from lienthong.onestop.people import Person
from lienthong.ports.exchange import Nonce, Page


@dataclass(frozen=True, slots=True)
class IntakeKey:
    """By what an intake is recognised when it comes again.

    ``key`` and ``content`` are SHA-256 (hex) of the client's own id and of everything it said; the second is
    of personal data, so this record stands with the people.
    """

    centre: str
    key: str
    content: str
    visit: str
    dossiers: tuple[str, ...]
    expires_at: int


@dataclass(frozen=True, slots=True)
class DayMark:
    """Which dossiers one applicant (a keyed digest) handed in under one procedure on one day."""

    centre: str
    day: date
    procedure: str
    applicant: str
    dossiers: tuple[str, ...] = ()
    expires_at: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True)
class DossierChange:
    """One transaction. At most 100 records, events and nonce together (DynamoDB's limit).

    Every record with a version is written only over ``version - 1``; with version 1 only where nothing is.
    """

    dossiers: tuple[FiledDossier, ...] = ()
    people: tuple[Person, ...] = ()
    counter: DayCounter | None = None
    intake: IntakeKey | None = None
    marks: tuple[DayMark, ...] = ()
    procedures: tuple[ProcedureEditions, ...] = ()
    centre: Centre | None = None
    events: tuple[Event, ...] = ()
    nonce: Nonce | None = None


@dataclass(eq=False)
class DossierRefused(Exception):
    """The transaction's conditions did not hold; nothing was written.

    Attributes:
        nonce_spent: the request was seen before.
        moved: a record stood where a new one was to go, or had moved on since it was read.
    """

    nonce_spent: bool = False
    moved: bool = False


@dataclass(frozen=True, slots=True)
class IntakePlaces:
    """What has to be known before an intake; ``applicant`` is ``None`` where no number was given."""

    sequence: SequenceKey
    key: str
    procedures: tuple[str, ...]
    applicant: str | None


@dataclass(frozen=True, slots=True)
class BeforeIntake:
    """What stands before an intake; marks by procedure."""

    counter: DayCounter
    centre: Centre | None = None
    intake: IntakeKey | None = None
    procedures: Mapping[str, ProcedureEditions] = field(default_factory=dict)
    marks: Mapping[str, DayMark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FiledStory:
    """A dossier's entry and its events, in the order of their ids."""

    filed: FiledDossier
    events: tuple[Event, ...]


class DossierStore(Protocol):
    """Dossiers and what their intake needs."""

    def record(self, change: DossierChange) -> None:
        """Write the change as one transaction.

        Raises:
            DossierRefused: a condition did not hold; nothing was written.
        """
        ...

    def before_intake(self, places: IntakePlaces) -> BeforeIntake:
        """What stands, in one round trip, read consistently; a counter at 0 where the day has none."""
        ...

    def story(self, code: str) -> FiledStory | None:
        """A dossier whole, read consistently."""
        ...

    def people(self, codes: Sequence[str]) -> Mapping[str, Person]:
        """The people behind at most 100 dossiers, by code, read consistently; those deleted are missing."""
        ...

    def page(
        self, centre: str, *, ended: bool, due_by: date | None, cursor: str | None, limit: int
    ) -> Page[FiledDossier]:
        """A centre's dossiers: open ones by what is due first, ended ones by when they ended.

        ``due_by`` is a day in Vietnam, and includes it. Eventually consistent.

        Raises:
            MalformedRequest: no cursor of this listing.
        """
        ...

    def centre(self, code: str) -> Centre | None:
        """A centre, read consistently."""
        ...

    def procedures(self) -> tuple[ProcedureEditions, ...]:
        """Every procedure by code. Eventually consistent."""
        ...

    def editions(self, codes: Sequence[str]) -> Mapping[str, ProcedureEditions]:
        """These procedures where they stand, read consistently."""
        ...


class KeyedDigests(Protocol):
    """Digests under a secret that no reader of a table has."""

    def digest(self, text: str) -> str:
        """The same text always gives the same digest (hex); without the secret nobody can try texts."""
        ...
