"""Foreseeing: which open dossiers are late or will be, from the view and each agency's own pace.

It answers as of now: what has not reached the view yet (a minute) is not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nsmallest

from lienthong.calendar.errors import CalendarYearMissing
from lienthong.calendar.working import WorkingCalendar
from lienthong.model.calendar import date_in_vietnam
from lienthong.onestop.clock import Clock
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.rules import rules_on
from lienthong.onestop.timeliness import judge
from lienthong.onestop.warning import EarlyWarning, Outlook, Pace, PaceKey, warning_of
from lienthong.services.dossier_reading import DossierReading

#: So many open dossiers are looked at, what is due first; more in one answer nobody could act on.
MOST_LOOKED_AT = 10_000
#: Of more agencies than these it is quicker to read every open dossier than each one's list.
_MANY = 40


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A dossier that needs somebody, and by how much office time it is, or will be, late.

    ``over`` is ``None`` where a year between is not loaded.
    """

    dossier: Dossier
    warning: EarlyWarning
    over: timedelta | None


@dataclass(frozen=True, slots=True)
class Foresight:
    """What is foreseen, the nearest deadline first.

    Attributes:
        looked_at: how many open dossiers were judged; left_out: how many, due later, were not.
        undated: codes of which nobody can say when they will be done until ``missing_years`` of the calendar
            are loaded; those that are late already are foreseen all the same.
    """

    as_of: datetime
    looked_at: int
    left_out: int
    foreseen: tuple[Foreseen, ...]
    undated: tuple[str, ...]
    missing_years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Foreseeing:
    """Judges at most ``most`` open dossiers: from lists or, of more than ``many`` agencies, from all."""

    reading: DossierReading
    calendar: WorkingCalendar
    most: int = MOST_LOOKED_AT
    many: int = _MANY

    def of(self, agencies: frozenset[str], now: datetime) -> Foresight:
        """What is late or will be of the dossiers that these agencies have in hand, took in or settle.

        Raises:
            RulesNotInForce: the one-stop has none for today.
        """
        busy = agencies & self.reading.busy()
        codes = self.reading.open_codes(sorted(busy)) if len(busy) <= self.many else self.reading.all_open()
        first = nsmallest(self.most, codes, key=lambda code: (codes[code], code))
        dossiers = [one for one in self.reading.dossiers(first) if _concerned(one) & agencies]
        return self._judge(dossiers, now, len(codes) - len(first))

    def _judge(self, dossiers: list[Dossier], now: datetime, left_out: int) -> Foresight:
        pace = self.reading.pace((key for one in dossiers for key in _paces(one)), self.calendar)
        judging = _Judging(now, pace, Clock(self.calendar, rules_on(date_in_vietnam(now))))
        foreseen = sorted(
            (found for one in dossiers if (found := judging.judge(one))),
            key=lambda one: (one.warning.due, one.dossier.code),
        )
        undated = judging.undated
        years = tuple(sorted({*undated.values()}))
        return Foresight(now, len(dossiers), left_out, tuple(foreseen), tuple(undated), years)


class _Judging:
    """One look at the open dossiers."""

    def __init__(self, now: datetime, pace: Pace, clock: Clock) -> None:
        self._now = now
        self._pace = pace
        self._clock = clock
        #: The year that is missing by dossier.
        self.undated: dict[str, int] = {}

    def judge(self, dossier: Dossier) -> Foreseen | None:
        """One dossier; ``None`` where nothing is to be said, or nobody can say it."""
        try:
            warning = warning_of(dossier, self._now, self._pace, self._clock)
            return Foreseen(dossier, warning, warning.over(self._clock)) if warning else None
        except CalendarYearMissing as missing:
            self.undated[dossier.code] = missing.year
            return self._late_already(dossier)

    def _late_already(self, dossier: Dossier) -> Foreseen | None:
        """That it is late needs no year to come; only when it will be done does."""
        judgement = judge(dossier, self._now)
        if judgement is None or judgement.end <= judgement.due:
            return None
        steps = tuple(part.step for part in dossier.open_parts)
        warning = EarlyWarning(
            dossier.code, Outlook.LATE, dossier.holders, steps, judgement.due, self._now, None
        )
        over = None
        with suppress(CalendarYearMissing):
            over = self._clock.calendar.working_time_between(judgement.due, self._now)
        return Foreseen(dossier, warning, over)


def counts_by_holder(foreseen: Iterable[Foreseen]) -> Mapping[str, Mapping[Outlook, int]]:
    """How many each agency has in hand, by what is foreseen; one that two have in hand counts for both."""
    return _counted((holder, one.warning.outlook) for one in foreseen for holder in one.warning.holders)


def counts_by_centre(foreseen: Iterable[Foreseen]) -> Mapping[str, Mapping[Outlook, int]]:
    """How many of what each centre took in, by what is foreseen; each dossier once."""
    return _counted((one.dossier.centre, one.warning.outlook) for one in foreseen)


def _counted(found: Iterable[tuple[str, Outlook]]) -> Mapping[str, Mapping[Outlook, int]]:
    counts: dict[str, dict[Outlook, int]] = {}
    for agency, outlook in found:
        counts.setdefault(agency, dict.fromkeys(Outlook, 0))[outlook] += 1
    return counts


def _concerned(dossier: Dossier) -> frozenset[str]:
    return frozenset({dossier.centre, dossier.lead, *dossier.holders})


def _paces(dossier: Dossier) -> Iterator[PaceKey]:
    """Of whose pace it depends when it will be done."""
    if not dossier.plan:
        yield dossier.lead, dossier.procedure, 0
    done = {part.step for part in dossier.parts if not part.is_open}
    for step in dossier.plan:
        if step.number not in done:
            yield step.agency, dossier.procedure, step.number
