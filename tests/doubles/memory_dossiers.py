"""Dossiers and the people behind them in memory; their events go to the exchange's, as in its table."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from lienthong.errors import CURSOR_FAULT, MalformedRequest
from lienthong.model.calendar import VIETNAM
from lienthong.onestop.codes import SequenceKey
from lienthong.onestop.filing import Centre, DayCounter, FiledDossier, ProcedureEditions
from lienthong.onestop.people import Person
from lienthong.ports import (
    BeforeIntake,
    Change,
    CommitRefused,
    DayMark,
    DossierChange,
    DossierRefused,
    FiledStory,
    IntakeKey,
    IntakePlaces,
    Page,
)
from tests.doubles.memory_exchange import TRANSACTION_ITEMS, MemoryExchange
from tests.doubles.memory_nonces import MemoryNonces

_Versioned = FiledDossier | Person | DayMark | ProcedureEditions | DayCounter | Centre


class MemoryDossiers:
    """Records by their keys, behind the lock that the nonces and the exchange have."""

    def __init__(self, exchange: MemoryExchange, nonces: MemoryNonces) -> None:
        self._exchange = exchange
        self._nonces = nonces
        self._filed: dict[str, FiledDossier] = {}
        self._people: dict[str, Person] = {}
        self._counters: dict[SequenceKey, DayCounter] = {}
        self._intakes: dict[tuple[str, str], IntakeKey] = {}
        self._marks: dict[tuple[str, date, str, str], DayMark] = {}
        self._procedures: dict[str, ProcedureEditions] = {}
        self._centres: dict[str, Centre] = {}

    def record(self, change: DossierChange) -> None:
        versioned = self._versioned(change)
        items = len(versioned) + len(change.events) + bool(change.intake) + bool(change.nonce)
        if items > TRANSACTION_ITEMS:
            raise ValueError(f"{items} items; a transaction takes at most {TRANSACTION_ITEMS}")
        with self._nonces.lock:
            moved = any(standing != wanted - 1 for standing, wanted in versioned) or (
                change.intake is not None and (change.intake.centre, change.intake.key) in self._intakes
            )
            if moved:
                spent = change.nonce is not None and self._nonces.is_spent(change.nonce)
                raise DossierRefused(spent, moved)
            try:
                self._exchange.commit(Change(events=change.events, nonce=change.nonce))
            except CommitRefused as refused:
                raise DossierRefused(refused.nonce_spent, refused.stale) from refused
            self._write(change)

    def _versioned(self, change: DossierChange) -> list[tuple[int, int]]:
        """The version that stands and the one to be written, of every record that has one."""
        found: list[tuple[_Versioned | None, _Versioned]] = [
            *((self._filed.get(one.code), one) for one in change.dossiers),
            *((self._people.get(one.dossier), one) for one in change.people),
            *((self._marks.get(_place(one)), one) for one in change.marks),
            *((self._procedures.get(one.code), one) for one in change.procedures),
        ]
        if change.counter:
            found.append((self._counters.get(change.counter.key), change.counter))
        if change.centre:
            found.append((self._centres.get(change.centre.code), change.centre))
        return [(standing.version if standing else 0, wanted.version) for standing, wanted in found]

    def _write(self, change: DossierChange) -> None:
        self._filed.update((one.code, one) for one in change.dossiers)
        self._people.update((one.dossier, one) for one in change.people)
        self._marks.update((_place(one), one) for one in change.marks)
        self._procedures.update((one.code, one) for one in change.procedures)
        if change.counter:
            self._counters[change.counter.key] = change.counter
        if change.intake:
            self._intakes[change.intake.centre, change.intake.key] = change.intake
        if change.centre:
            self._centres[change.centre.code] = change.centre

    def before_intake(self, places: IntakePlaces) -> BeforeIntake:
        agency, day = places.sequence.agency, places.sequence.day
        with self._nonces.lock:
            marks = {
                one: self._marks[agency, day, one, places.applicant]
                for one in places.procedures
                if places.applicant and (agency, day, one, places.applicant) in self._marks
            }
            return BeforeIntake(
                self._counters.get(places.sequence, DayCounter(agency, day)),
                self._centres.get(agency),
                self._intakes.get((agency, places.key)),
                {one: self._procedures[one] for one in places.procedures if one in self._procedures},
                marks,
            )

    def story(self, code: str) -> FiledStory | None:
        with self._nonces.lock:
            filed = self._filed.get(code)
        if filed is None:
            return None
        return FiledStory(filed, self._exchange.events(code, recipient=None, after="", limit=1_000))

    def people(self, codes: Sequence[str]) -> Mapping[str, Person]:
        with self._nonces.lock:
            return {code: self._people[code] for code in codes if code in self._people}

    def forget(self, code: str) -> None:
        """What the table does by itself once a person's time is over."""
        with self._nonces.lock:
            del self._people[code]

    def page(
        self, centre: str, *, ended: bool, due_by: date | None, cursor: str | None, limit: int
    ) -> Page[FiledDossier]:
        start = _start_of(cursor) if cursor is not None else None
        with self._nonces.lock:
            ranked = sorted(
                (_rank(one), one.code, one)
                for one in self._filed.values()
                if one.centre == centre and bool(one.ended_at) is ended
            )
        until = datetime.combine(due_by + timedelta(days=1), time(), VIETNAM) if due_by else None
        wanted = [one for one in ranked if until is None or one[0] <= until]
        after = [one for one in wanted if start is None or one[:2] > start]
        page = after[:limit]
        following = _cursor_of(page[-1]) if len(after) > limit else None
        return Page(tuple(one for *_, one in page), following)

    def centre(self, code: str) -> Centre | None:
        with self._nonces.lock:
            return self._centres.get(code)

    def procedures(self) -> tuple[ProcedureEditions, ...]:
        with self._nonces.lock:
            return tuple(one for _, one in sorted(self._procedures.items()))

    def editions(self, codes: Sequence[str]) -> Mapping[str, ProcedureEditions]:
        with self._nonces.lock:
            return {code: self._procedures[code] for code in codes if code in self._procedures}


class MemoryDigests:
    """Digests that are told apart, with the text that each stands for kept from everybody."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def digest(self, text: str) -> str:
        return self._known.setdefault(text, f"{len(self._known) + 1:064x}")


def _place(mark: DayMark) -> tuple[str, date, str, str]:
    return mark.centre, mark.day, mark.procedure, mark.applicant


def _rank(filed: FiledDossier) -> datetime:
    return filed.ended_at or filed.due or filed.received_at


def _cursor_of(ranked: tuple[datetime, str, FiledDossier]) -> str:
    return base64.urlsafe_b64encode(f"{ranked[0].isoformat()}#{ranked[1]}".encode()).decode()


def _start_of(cursor: str) -> tuple[datetime, str]:
    try:
        instant, code = base64.urlsafe_b64decode(cursor).decode().split("#")
        return datetime.fromisoformat(instant), code
    except ValueError as error:
        raise MalformedRequest([CURSOR_FAULT]) from error
