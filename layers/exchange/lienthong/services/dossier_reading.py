"""Reading the view ``dossiers``: what a report of a period needs, what is open, and how fast agencies are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar, cast

from lienthong.calendar.errors import CalendarYearMissing
from lienthong.calendar.working import WorkingCalendar
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.report import Period
from lienthong.onestop.report_records import reported_dossier_of
from lienthong.onestop.warning import Pace, PaceKey
from lienthong.ports import JsonObject, Page, ViewStore
from lienthong.services.dossier_records import (
    AGENCIES,
    LONG,
    OPEN,
    accepted_partition,
    carried_partition,
    dossier_key,
    ended_partition,
    folded_dossier,
    hand_partition,
    month_after,
    month_of,
    pace_key,
    sortable,
    taken_partition,
)

_CHUNK = 1000
_KEYS = 100
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class DossierReading:
    """Reads; ``view`` is the view's name in its store (``dossiers.2``)."""

    store: ViewStore
    view: str

    def position(self) -> int:
        """How many of the log's entries have been folded."""
        return self.store.position(self.view).index

    def of_period(self, period: Period) -> Iterator[Dossier]:
        """Every dossier that was open at some time of these days, each once and as far as reports want it.

        A few that had ended earlier in the first month come with them; Report 06 leaves them out itself. A
        megabyte is read with each AWS call, some 500 bytes of it for each dossier.
        """
        first = period.first.replace(day=1)
        opened = f"{first:%Y-%m}"
        for month in _months(first, period.last):
            yield from _reported(self._all(accepted_partition(month)))
        carried = self._all(carried_partition(opened))
        yield from _reported(carried)
        long = self._all(LONG, first=sortable(Period(first, first).start))
        for dossier in _reported([*self._all(OPEN), *long]):
            if dossier.accepted_at and month_of(dossier.accepted_at) < opened:
                yield dossier

    def busy(self) -> frozenset[str]:
        """The agencies that have ever had a dossier. One AWS call for some thousands."""
        return frozenset(sort for sort, _ in self._all(AGENCIES))

    def open_codes(self, agencies: Iterable[str]) -> dict[str, str]:
        """The open dossiers of these agencies (in hand, taken in, or to be settled by them) by code.

        With each the next instant at which something about it is due; text that sorts.
        """
        found: dict[str, str] = {}
        for agency in agencies:
            for partition in (hand_partition(agency), taken_partition(agency)):
                for sort, record in self._all(partition):
                    code = str(record["code"])
                    found[code] = min(sort, found.get(code, sort))
        return found

    def all_open(self) -> dict[str, str]:
        """Every dossier that is accepted and open, as :meth:`open_codes` has them. A megabyte a call."""
        return {one.code: sortable(one.appointments[-1].due) for one in _reported(self._all(OPEN))}

    def in_hand(self, agency: str, *, last: str, cursor: str | None, limit: int) -> Page[JsonObject]:
        """A page of what an agency has in hand, what is due first; up to the sort key ``last``."""
        page = self.store.page(self.view, hand_partition(agency), last=last, cursor=cursor, limit=limit)
        return Page(tuple(record for _, record in page.items), page.cursor)

    def ended(self, agency: str, *, last: str, cursor: str | None, limit: int) -> Page[JsonObject]:
        """A page of what has ended for an agency up to the sort key ``last``, the last first."""
        page = self.store.page(
            self.view, ended_partition(agency), last=last, cursor=cursor, limit=limit, newest_first=True
        )
        return Page(tuple(record for _, record in page.items), page.cursor)

    def dossiers(self, codes: Iterable[str]) -> Iterator[Dossier]:
        """The dossiers of these codes, whole. One AWS call for a hundred."""
        for some in _hundreds(codes):
            records = self.store.items(self.view, [dossier_key(code) for code in some])
            for code in some:
                dossier = folded_dossier(records.get(dossier_key(code)))
                if dossier:
                    yield dossier

    def pace(self, keys: Iterable[PaceKey], calendar: WorkingCalendar) -> Pace:
        """How long agencies took for these steps, the last times. One AWS call for a hundred.

        What was done in a year that is not loaded cannot be counted, and says nothing.
        """
        taken = {}
        for some in _hundreds(dict.fromkeys(keys)):
            found = self.store.items(self.view, [pace_key(*key) for key in some])
            for key in some:
                if pace_key(*key) in found:
                    taken[key] = tuple(sorted(_taken(found[pace_key(*key)], calendar)))
        return Pace(taken)

    def _all(self, partition: str, *, first: str = "") -> Iterator[tuple[str, JsonObject]]:
        cursor = None
        while True:
            page = self.store.page(self.view, partition, first=first, cursor=cursor, limit=_CHUNK)
            yield from page.items
            cursor = page.cursor
            if cursor is None:
                return


def _hundreds(many: Iterable[_T]) -> Iterator[list[_T]]:
    waiting = list(many)
    for start in range(0, len(waiting), _KEYS):
        yield waiting[start : start + _KEYS]


def _months(first: date, last: date) -> Iterator[str]:
    while first <= last:
        yield f"{first:%Y-%m}"
        first = month_after(first)


def _reported(records: Iterable[tuple[str, JsonObject]]) -> Iterator[Dossier]:
    for _, record in records:
        yield reported_dossier_of(str(record["reported"]))


def _taken(record: JsonObject, calendar: WorkingCalendar) -> Iterator[timedelta]:
    """The office time of each time that stands in a record of an agency's pace."""
    for begun, done, _ in cast("list[list[str]]", record["times"]):
        with suppress(CalendarYearMissing):
            yield calendar.working_time_between(datetime.fromisoformat(begun), datetime.fromisoformat(done))
