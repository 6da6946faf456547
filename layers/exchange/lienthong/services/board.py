"""The board: what an agency and those below it owe, what is late and since when, and how they have kept time.

It reads the view ``deadlines`` and nothing else. Lateness is told in office time, so that a weekend makes
nobody later; where a year between is not loaded it is not told at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from lienthong.calendar.errors import CalendarYearMissing
from lienthong.calendar.working import WorkingCalendar
from lienthong.deadlines.obligations import Obligation, Standing
from lienthong.errors import CURSOR_FAULT, MalformedRequest
from lienthong.model.calendar import VIETNAM, date_in_vietnam
from lienthong.ports import Clock, JsonObject, Registry, ViewStore
from lienthong.services.authentication import Authentication, Caller
from lienthong.services.deadline_records import (
    LATE,
    MISSING,
    NEXT,
    PAST,
    count_partition,
    open_partition,
    sortable,
)
from lienthong.services.deadline_view import minutes_late
from lienthong.services.oversight import Oversight, Scope, below

#: What was met late is shown for this long after its end.
_REMEMBERED = timedelta(days=31)
_CHUNK = 250


@dataclass(frozen=True, slots=True)
class Owed:
    """An obligation as it stands now.

    Attributes:
        late_minutes: office time since its end; 0 where it is not late, ``None`` where nobody can say.
        late_days: working days begun since then.
    """

    obligation: Obligation
    state: Standing
    late_minutes: int | None
    late_days: int | None


@dataclass(frozen=True, slots=True)
class BoardPage:
    """A page, by time of the end.

    ``missing_years`` have obligations that cannot be dated until their working days are loaded.
    """

    agency: str
    as_of: datetime
    items: tuple[Owed, ...]
    missing_years: tuple[int, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Kept:
    """How one agency has kept one duty in one month: how often in time and late; minutes are office time."""

    month: str
    agency: str
    duty: str
    in_time: int
    late: int
    late_minutes: int
    latest_minutes: int


@dataclass(frozen=True, slots=True)
class Summary:
    """A month's counts, by agency and duty."""

    agency: str
    month: str
    kept: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Answers what is owed; ``view`` is the view's name in its store."""

    store: ViewStore
    view: str
    calendar: WorkingCalendar
    registry: Registry
    authentication: Authentication
    clock: Clock

    def page(
        self,
        caller: Caller,
        name: str | None,
        scope: Scope,
        state: Standing | None,
        *,
        cursor: str | None,
        limit: int,
    ) -> BoardPage:
        """A page of what an agency (the caller where none is named) or its subtree owes.

        ``state`` leaves only that; ``None`` everything that is still owed.

        Raises:
            NotFound: no such agency that the caller may see.
            MalformedRequest: no such cursor.
        """
        agency = self._agency(caller, name)
        self.authentication.spend(caller)
        now = self.clock.now()
        partitions = _partitions(agency, scope, state, now)
        visible = self._visible(agency, scope)
        items: list[Owed] = []
        following: str | None = None
        for at, obligation in self._records(partitions, cursor):
            stands = self._stands(obligation, now)
            if obligation.agency in visible and _is_asked_for(stands, state):
                items.append(stands)
                if len(items) == limit:
                    # Only at a record that the caller may see: a cursor says where it stands.
                    following = at
                    break
        items.sort(key=lambda owed: owed.obligation.due)
        return BoardPage(agency, now, tuple(items), self._missing(), following)

    def summary(self, caller: Caller, name: str | None, scope: Scope, month: str | None) -> Summary:
        """How an agency or its subtree has kept time in a month (``YYYY-MM``; this one where none is named).

        Raises:
            NotFound: no such agency that the caller may see.
        """
        agency = self._agency(caller, name)
        self.authentication.spend(caller)
        month = month or f"{self.clock.now().astimezone(VIETNAM):%Y-%m}"
        visible = self._visible(agency, scope)
        kept = [_kept(month, sort, value) for sort, value in self._everything(count_partition(month))]
        return Summary(agency, month, tuple(one for one in kept if one.agency in visible))

    def _agency(self, caller: Caller, name: str | None) -> str:
        """The agency asked for: the caller, its predecessor, or one that it oversees."""
        return Oversight(self.registry).agency(caller, name).code if name else caller.holder

    def _visible(self, agency: str, scope: Scope) -> frozenset[str]:
        if scope is Scope.SELF:
            return frozenset({agency})
        return frozenset(below(agency, self.registry.all()))

    def _stands(self, obligation: Obligation, now: datetime) -> Owed:
        state = obligation.state_at(now)
        if obligation.suspended or state not in (Standing.LATE, Standing.DONE_LATE):
            return Owed(obligation, Standing.OPEN if obligation.suspended else state, 0, 0)
        until = obligation.done_at or now
        try:
            minutes = minutes_late(self.calendar, obligation.due, until)
            days = self.calendar.working_days_between(date_in_vietnam(obligation.due), date_in_vietnam(until))
        except CalendarYearMissing:
            return Owed(obligation, state, None, None)
        return Owed(obligation, state, minutes, days)

    def _missing(self) -> tuple[int, ...]:
        return tuple(int(sort) for sort, _ in self._everything(MISSING))

    # records -----------------------------------------------------------------------------------------

    def _records(
        self, partitions: list[tuple[str, str]], cursor: str | None
    ) -> Iterator[tuple[str, Obligation]]:
        """Obligations behind the cursor, each with the cursor behind it."""
        start, after = _read_cursor(cursor, len(partitions))
        for at, (partition, first) in enumerate(partitions):
            if at < start:
                continue
            resume = after if at == start else None
            while True:
                page = self.store.page(self.view, partition, first=first, cursor=resume, limit=_CHUNK)
                for sort, value in page.items:
                    yield f"{at}|{sort}", Obligation.from_json(value)
                resume = page.cursor
                if resume is None:
                    break

    def _everything(self, partition: str) -> Iterator[tuple[str, JsonObject]]:
        cursor = None
        while True:
            page = self.store.page(self.view, partition, cursor=cursor, limit=_CHUNK)
            yield from page.items
            cursor = page.cursor
            if cursor is None:
                return


def _partitions(agency: str, scope: Scope, state: Standing | None, now: datetime) -> list[tuple[str, str]]:
    """Where to look, and from which sort key on: what is late stands first."""
    if state is Standing.DONE_LATE:
        return [(PAST, sortable(now - _REMEMBERED))]
    if scope is Scope.SELF:
        return [(open_partition(agency), "")]
    return [(LATE, ""), (NEXT, "")]


def _is_asked_for(owed: Owed, state: Standing | None) -> bool:
    # What came late stands among the alarms until it has been told; it is no longer owed.
    if state is None:
        return owed.state is not Standing.DONE_LATE
    return owed.state is state


def _read_cursor(cursor: str | None, partitions: int) -> tuple[int, str | None]:
    if cursor is None:
        return 0, None
    at, bar, sort = cursor.partition("|")
    if not bar or not sort or at not in {str(number) for number in range(partitions)}:
        raise MalformedRequest([CURSOR_FAULT])
    return int(at), sort


def _kept(month: str, sort: str, value: JsonObject) -> Kept:
    agency, _, duty = sort.partition("#")
    counts = {name: int(str(number)) for name, number in value.items()}
    return Kept(month, agency, duty, **counts)
