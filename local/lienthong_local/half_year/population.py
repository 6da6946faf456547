"""Dossiers' lives, act by act through the rules, until the numbers asked for come out; the same by seed.

No outcome is set: a life is lived towards one, judged by the rule of the reports, and lived again where it
came to another. So the figures are the rules' own, and exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from random import Random

from lienthong.model.calendar import date_in_vietnam
from lienthong.onestop.clock import Clock, WorkingDays
from lienthong.onestop.codes import DossierCode, SequenceKey
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.procedures import Catalogue, Procedure
from lienthong.onestop.report import Period
from lienthong.onestop.timeliness import Timeliness, judge
from lienthong.onestop.words import Channel
from lienthong_local.half_year.errors import NoSuchLife
from lienthong_local.half_year.life import Life
from lienthong_local.half_year.targets import UnitPlan

_TRIES = 400
#: Of so many lives of same-day procedures that were to be late, one is.
_SAME_DAY_LATE = 8


class Outcome(StrEnum):
    """What a life comes to by the period's end."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    OPEN_IN_TIME = "open_in_time"
    OPEN_OVERDUE = "open_overdue"


_OPEN = frozenset({Outcome.OPEN_IN_TIME, Outcome.OPEN_OVERDUE})


@dataclass(frozen=True, slots=True)
class Wanted:
    """One dossier to come: its outcome, whether it is from before the period, how it came."""

    outcome: Outcome
    carried_over: bool
    channel: Channel


class Population:
    """The dossiers of one unit's half-year."""

    def __init__(self, plan: UnitPlan, catalogue: Catalogue, clock: Clock, period: Period, seed: int) -> None:
        self._plan = plan
        self._clock = clock
        self._period = period
        # Seeded by text, which gives the same numbers on every machine.
        self._random = Random(f"{seed} {plan.centre}")
        self._procedures = [catalogue.in_force(code, period.first) for code in plan.weights]
        self._weights = list(plan.weights.values())
        self._numbers: Counter[SequenceKey] = Counter()
        self._first = clock.calendar.working_day_from(period.first)
        self._days = clock.calendar.working_days_between(self._first, period.last)

    def dossiers(self) -> Iterator[Dossier]:
        """Every dossier of the plan, folded, in no order of time."""
        return (life.dossier for life in self.lives())

    def lives(self) -> Iterator[Life]:
        """The same with the events of each."""
        for wanted in self._wanted():
            yield self._lived(wanted)

    def _wanted(self) -> list[Wanted]:
        """The plan's numbers as single dossiers; what was carried over half a year ago is settled by now."""
        target, random = self._plan.target, self._random
        outcomes = [outcome for outcome in Outcome for _ in range(getattr(target, outcome.value))]
        random.shuffle(outcomes)
        outcomes.sort(key=lambda outcome: outcome in _OPEN)
        channels = [random.choice((Channel.DIRECT, Channel.DIRECT, Channel.POSTAL)) for _ in outcomes]
        new = range(target.carried_over, target.total)
        for number in random.sample(new, target.online):
            channels[number] = Channel.ONLINE
        return [
            Wanted(outcome, number < target.carried_over, channel)
            for number, (outcome, channel) in enumerate(zip(outcomes, channels, strict=True))
        ]

    def _lived(self, wanted: Wanted) -> Life:
        for _ in range(_TRIES):
            procedure = self._random.choices(self._procedures, self._weights)[0]
            if not self._can_be(procedure, wanted):
                continue
            life = self._try(procedure, wanted)
            if life and self._came_to(life.dossier) == (wanted.outcome, wanted.carried_over):
                return life
        raise NoSuchLife(outcome=wanted.outcome.value, centre=self._plan.centre)

    def _can_be(self, procedure: Procedure, wanted: Wanted) -> bool:
        """What is done in a day is hardly early, late, carried over or waiting."""
        if procedure.allowance != WorkingDays(0):
            return True
        if wanted.outcome is Outcome.LATE:
            return self._random.randrange(_SAME_DAY_LATE) == 0
        return wanted.outcome is Outcome.ON_TIME and not wanted.carried_over

    def _try(self, procedure: Procedure, wanted: Wanted) -> Life | None:
        """One life towards what is wanted; ``None`` where the day chosen left no room for it."""
        accepted_at = self._instant_on(self._acceptance_day(procedure, wanted))
        key = SequenceKey.at(self._plan.centre, accepted_at)
        code = DossierCode.of(key, self._numbers[key] + 1)
        settling = self._plan.settling[procedure.code]
        life = Life(code, procedure, settling, self._clock, self._random)
        life.begin(self._plan.centre, accepted_at, wanted.channel)
        if wanted.outcome in _OPEN:
            life.stay_open(self._period.end)
        else:
            life.pause_perhaps(self._period.end)
            end = self._end(life.due, life.now, wanted.outcome)
            if end <= life.now or end > self._period.end:
                return None
            life.finish(end)
        self._numbers[key] += 1
        return life

    def _acceptance_day(self, procedure: Procedure, wanted: Wanted) -> date:
        """A working day; for what stays open near the period's end, for what is overdue a little earlier."""
        calendar, length = self._clock.calendar, max(1, procedure.duration.hours() // 8)
        if wanted.carried_over:
            before = self._random.randint(1, length)
            return calendar.add_working_days(self._first, -before)
        if wanted.outcome is Outcome.OPEN_IN_TIME:
            return calendar.add_working_days(self._first, self._days - self._random.randint(0, length - 1))
        if wanted.outcome is Outcome.OPEN_OVERDUE:
            return calendar.add_working_days(self._first, self._days - length - self._random.randint(1, 8))
        return calendar.add_working_days(self._first, self._random.randint(0, self._days))

    def _end(self, due: datetime, now: datetime, outcome: Outcome) -> datetime:
        """When it is to be done: on a day before the deadline's, on that day, or after it."""
        calendar = self._clock.calendar
        day = date_in_vietnam(due)
        if outcome is Outcome.ON_TIME:
            return self._between(max(now, calendar.opens_at(day)), due)
        if outcome is Outcome.LATE:
            return self._instant_on(calendar.add_working_days(day, self._random.randint(1, 6)))
        days = calendar.working_days_between(date_in_vietnam(now), day)
        if days < 1:
            return now
        early = calendar.add_working_days(day, -self._random.randint(1, min(days, 4)))
        return self._between(max(now, calendar.opens_at(early)), calendar.closes_at(early))

    def _instant_on(self, day: date) -> datetime:
        """An instant of a working day's office hours."""
        calendar = self._clock.calendar
        return self._between(calendar.opens_at(day), calendar.closes_at(day) - timedelta(minutes=20))

    def _between(self, first: datetime, last: datetime) -> datetime:
        minutes = self._clock.calendar.working_time_between(first, last) // timedelta(minutes=1)
        if minutes < 1:
            return first
        return self._clock.calendar.add_working_time(
            first, timedelta(minutes=self._random.randint(1, minutes))
        )

    def _came_to(self, dossier: Dossier) -> tuple[Outcome, bool] | None:
        judgement = judge(dossier, self._period.end)
        accepted = dossier.accepted_at
        if judgement is None or accepted is None:
            return None
        if dossier.ended_at and dossier.ended_at < self._period.start:
            return None
        late = judgement.timeliness is Timeliness.LATE
        if not judgement.ended:
            outcome = Outcome.OPEN_OVERDUE if late else Outcome.OPEN_IN_TIME
        else:
            early = judgement.timeliness is Timeliness.EARLY
            outcome = Outcome.LATE if late else Outcome.EARLY if early else Outcome.ON_TIME
        return outcome, accepted < self._period.start
