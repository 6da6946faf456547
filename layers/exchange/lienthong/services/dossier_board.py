"""The one-stop's board: what agencies have in hand, what will be late if nobody acts, why things were late.

Everything is read from the view ``dossiers``, and nothing in it names a person. An agency sees itself and
those below it; anything else does not exist (design, rule 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lienthong.calendar.errors import CalendarYearMissing
from lienthong.calendar.working import WorkingCalendar
from lienthong.errors import CURSOR_FAULT, MalformedRequest, NotFound
from lienthong.model.calendar import date_in_vietnam
from lienthong.onestop.clock import Clock
from lienthong.onestop.codes import is_dossier_code
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.lateness import Cause, CauseKind, causes_of
from lienthong.onestop.report import Period
from lienthong.onestop.rules import rules_on
from lienthong.onestop.timeliness import Judgement, Timeliness, judge
from lienthong.onestop.warning import Outlook
from lienthong.ports import Clock as WallClock
from lienthong.ports import JsonObject, Registry, ViewStore
from lienthong.services.authentication import Authentication, Caller
from lienthong.services.dossier_reading import DossierReading
from lienthong.services.dossier_records import sortable
from lienthong.services.foreseeing import (
    Foreseeing,
    Foreseen,
    Foresight,
    counts_by_centre,
    counts_by_holder,
)
from lienthong.services.oversight import Oversight, Scope, below

#: Of so many late dossiers of a period the causes are looked into, and so many lines added up are shown.
MOST_LATE = 5_000
MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class HandPage:
    """A page of an agency's dossiers."""

    agency: str
    as_of: datetime
    dossiers: tuple[JsonObject, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class WarningsPage:
    """A page of warnings, and what all of them add up to.

    Attributes:
        totals: by the agency whose it is to act; centres: by who took them in.
        by_day: how many become late on each Vietnamese day.
        names: of every agency that is named.
    """

    agency: str
    foresight: Foresight
    items: tuple[Foreseen, ...]
    totals: Mapping[str, Mapping[Outlook, int]]
    centres: Mapping[str, Mapping[Outlook, int]]
    by_day: Mapping[date, int]
    names: Mapping[str, str]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one dossier is late, or that it is not; ``missing_year``: nobody can say until it is loaded."""

    dossier: Dossier
    as_of: datetime
    judgement: Judgement | None
    causes: tuple[Cause, ...]
    missing_year: int | None
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, order=True)
class CauseKey:
    """What is added up: one kind of cause at one agency, in one procedure's step (none between steps)."""

    kind: CauseKind
    agency: str
    procedure: str
    step: int


@dataclass(frozen=True, slots=True)
class CauseLine:
    """A sum: how many dossiers, how much office time; and those that it cost most."""

    key: CauseKey
    dossiers: int
    over: timedelta
    worst: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LatenessSummary:
    """The causes of a period, the dearest first.

    ``late`` of ``counted`` dossiers; ``looked_into`` of the late ones.
    """

    agency: str
    period: Period
    as_of: datetime
    counted: int
    late: int
    looked_into: int
    lines: tuple[CauseLine, ...]
    missing_years: tuple[int, ...]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DossierBoard:
    """Answers; ``view`` is the view's name in its store."""

    store: ViewStore
    view: str
    calendar: WorkingCalendar
    registry: Registry
    authentication: Authentication
    clock: WallClock

    @property
    def reading(self) -> DossierReading:
        """Reads the view."""
        return DossierReading(self.store, self.view)

    def page(
        self, caller: Caller, name: str, *, ended: bool, due_by: date | None, cursor: str | None, limit: int
    ) -> HandPage:
        """What an agency has in hand, what is due first; or what has ended for it, the last first.

        ``due_by``: only what is due, or has ended, by the end of that day in Vietnam.

        Raises:
            NotFound: no such agency that the caller may see.
        """
        agency = self._agency(caller, name)
        last = sortable(Period(due_by, due_by).end) + "~" if due_by else ""
        read = self.reading.ended if ended else self.reading.in_hand
        found = read(agency, last=last, cursor=cursor, limit=limit)
        return HandPage(agency, self.clock.now(), found.items, found.cursor)

    def warnings(
        self, caller: Caller, name: str, scope: Scope, *, cursor: str | None, limit: int
    ) -> WarningsPage:
        """What is late or will be late if nobody acts, of an agency or of it and all below it, as of now.

        Raises:
            NotFound: no such agency that the caller may see. MalformedRequest: no cursor of ours.
        """
        agency = self._agency(caller, name)
        foresight = Foreseeing(self.reading, self.calendar).of(self._within(agency, scope), self.clock.now())
        items, following = _page_of(foresight.foreseen, cursor, limit)
        totals, centres = counts_by_holder(foresight.foreseen), counts_by_centre(foresight.foreseen)
        named = {agency, *totals, *centres, *(one.dossier.lead for one in items)}
        return WarningsPage(
            agency=agency,
            foresight=foresight,
            items=items,
            totals=totals,
            centres=centres,
            by_day=_by_day(foresight.foreseen),
            names=self.names(named),
            cursor=following,
        )

    def explain(self, caller: Caller, code: str) -> Explanation:
        """Why a dossier is late.

        Raises:
            NotFound: no such dossier of the caller's, or of an agency below it.
        """
        dossier = next(iter(self.reading.dossiers([code])), None) if is_dossier_code(code) else None
        if dossier is None or not self._may_see(caller, dossier):
            raise NotFound
        self.authentication.spend(caller)
        now = self.clock.now()
        causes, missing = _causes(dossier, now, self.clock_on(now))
        codes = {*dossier.parties(), *(cause.agency for cause in causes)}
        return Explanation(dossier, now, judge(dossier, now), causes, missing, self.names(codes))

    def lateness(self, caller: Caller, name: str, scope: Scope, period: Period) -> LatenessSummary:
        """What made dossiers late in a period, added up.

        Of what a centre or a settling agency answers for every cause counts, whoever's it is; of other
        agencies' dossiers only the causes that lie with an agency that is asked for.

        Raises:
            NotFound: no such agency that the caller may see.
        """
        agency = self._agency(caller, name)
        return _Adding(self, agency, self._within(agency, scope), period).add()

    def _agency(self, caller: Caller, name: str) -> str:
        code = Oversight(self.registry).agency(caller, name).code
        self.authentication.spend(caller)
        return code

    def _within(self, agency: str, scope: Scope) -> frozenset[str]:
        if scope is Scope.SELF:
            return frozenset({agency})
        return frozenset(below(agency, self.registry.all()))

    def _may_see(self, caller: Caller, dossier: Dossier) -> bool:
        return any(Oversight(self.registry).sees(caller, code) for code in sorted(dossier.parties()))

    def names(self, codes: Iterable[str]) -> Mapping[str, str]:
        """What the agencies are called that are named."""
        known = self.registry.agencies(codes)
        return {code: known[code].name for code in sorted(codes) if code in known}

    def clock_on(self, instant: datetime) -> Clock:
        """The calendar with the rules in force on that day."""
        return Clock(self.calendar, rules_on(date_in_vietnam(instant)))


class _Adding:
    """Adds up the causes of one period."""

    def __init__(self, board: DossierBoard, agency: str, within: frozenset[str], period: Period) -> None:
        self._board = board
        self._agency = agency
        self._within = within
        self._period = period
        self._as_of = min(period.end, board.clock.now())
        self._found: dict[CauseKey, list[tuple[timedelta, str]]] = {}
        self._years: set[int] = set()
        self._looked_into = 0

    def add(self) -> LatenessSummary:
        counted, late = 0, []
        for dossier in self._board.reading.of_period(self._period):
            judgement = self._judgement(dossier)
            if judgement:
                counted += self._answers_for(dossier)
                if judgement.timeliness is Timeliness.LATE:
                    late.append(dossier)
        own = [one.code for one in late if self._answers_for(one)]
        others = [one.code for one in late if not self._answers_for(one)]
        clock = self._board.clock_on(self._as_of)
        for dossier in self._board.reading.dossiers([*own, *others][:MOST_LATE]):
            self._look_into(dossier, clock)
        return self._summary(counted, len(own))

    def _judgement(self, dossier: Dossier) -> Judgement | None:
        """As Report 06 counts it: what had ended before the period is none of it."""
        if dossier.ended_at and dossier.ended_at < self._period.start:
            return None
        return judge(dossier, self._as_of)

    def _answers_for(self, dossier: Dossier) -> bool:
        return not self._within.isdisjoint({dossier.centre, dossier.lead})

    def _look_into(self, dossier: Dossier, clock: Clock) -> None:
        causes, missing = _causes(dossier, self._as_of, clock)
        if missing:
            self._years.add(missing)
        everything = self._answers_for(dossier)
        self._looked_into += everything
        for cause in causes:
            if everything or cause.agency in self._within:
                key = CauseKey(cause.kind, cause.agency, dossier.procedure, cause.step or 0)
                self._found.setdefault(key, []).append((cause.over, dossier.code))

    def _summary(self, counted: int, late: int) -> LatenessSummary:
        lines = sorted((_line(key, found) for key, found in self._found.items()), key=_dearest)[:MOST_LINES]
        names = self._board.names({self._agency, *(line.key.agency for line in lines)})
        return LatenessSummary(
            self._agency,
            self._period,
            self._as_of,
            counted,
            late,
            self._looked_into,
            tuple(lines),
            tuple(sorted(self._years)),
            names,
        )


def _causes(dossier: Dossier, as_of: datetime, clock: Clock) -> tuple[tuple[Cause, ...], int | None]:
    """The causes; or the year that has to be loaded first."""
    try:
        return causes_of(dossier, as_of, clock), None
    except CalendarYearMissing as missing:
        return (), missing.year


def _line(key: CauseKey, found: list[tuple[timedelta, str]]) -> CauseLine:
    worst = sorted(found, key=lambda one: (-one[0], one[1]))
    codes = dict.fromkeys(code for _, code in worst)
    return CauseLine(key, len(codes), sum((over for over, _ in found), timedelta(0)), tuple(codes)[:5])


def _dearest(line: CauseLine) -> tuple[timedelta, CauseKey]:
    return -line.over, line.key


def _by_day(foreseen: Iterable[Foreseen]) -> Mapping[date, int]:
    """On which day how many of those that are not late yet will be."""
    days: dict[date, int] = {}
    for one in foreseen:
        if one.warning.outlook is Outlook.WILL_BE_LATE:
            day = date_in_vietnam(one.warning.due)
            days[day] = days.get(day, 0) + 1
    return days


def _page_of(
    foreseen: tuple[Foreseen, ...], cursor: str | None, limit: int
) -> tuple[tuple[Foreseen, ...], str | None]:
    """What stands behind the cursor, which names the place and not the number: meanwhile some were done."""
    if cursor is not None and not is_dossier_code(cursor.rpartition("|")[2]):
        raise MalformedRequest([CURSOR_FAULT])
    behind = [one for one in foreseen if cursor is None or _place(one) > cursor]
    items = tuple(behind[:limit])
    return items, _place(items[-1]) if len(behind) > limit else None


def _place(one: Foreseen) -> str:
    return f"{sortable(one.warning.due)}|{one.dossier.code}"
