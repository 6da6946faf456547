"""Early warning: what will be late if nobody acts, from the remaining work and each agency's own pace."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby

from lienthong.onestop.clock import Allowance, Clock
from lienthong.onestop.dossier import Dossier, Part
from lienthong.onestop.timeliness import judge

#: Fewer finished steps than this say nothing of an agency's pace; then its time counts as used up to the end.
FEWEST = 5
#: The pace of dossiers without steps, from acceptance to result.
_WHOLE = 0
PaceKey = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Pace:
    """How long an agency takes for a procedure's step: office time of those it has finished, sorted."""

    taken: Mapping[PaceKey, tuple[timedelta, ...]]

    @classmethod
    def of(cls, dossiers: Iterable[Dossier], clock: Clock) -> Pace:
        """The pace seen in these dossiers; what was interrupted by a pause tells nothing and is left out."""
        taken: dict[PaceKey, list[timedelta]] = defaultdict(list)
        for dossier in dossiers:
            for agency, step, begun, done in finished_steps(dossier):
                time = clock.calendar.working_time_between(begun, done)
                taken[agency, dossier.procedure, step].append(time)
        return cls({key: tuple(sorted(times)) for key, times in taken.items()})

    def typical(self, key: PaceKey, elapsed: timedelta = timedelta(0)) -> timedelta | None:
        """What it will have taken in the end: the median of those that took longer than this already has.

        ``None`` where too few are known, and where none ever took so long.
        """
        times = self.taken.get(key, ())
        longer = times[bisect_right(times, elapsed) :] if elapsed else times
        return longer[(len(longer) - 1) // 2] if longer and len(times) >= FEWEST else None


class Outlook(StrEnum):
    """What a warning says."""

    LATE = "late"
    WILL_BE_LATE = "will-be-late"

    @property
    def vi(self) -> str:
        """The outlook, for a clerk."""
        return {"late": "đã quá hạn", "will-be-late": "sẽ quá hạn"}[self.value]


@dataclass(frozen=True, slots=True)
class EarlyWarning:
    """One dossier that needs somebody.

    Attributes:
        holders: the agencies that have it in hand, so whose it is to act.
        steps: the steps being worked on.
        expected: when it will be done at the usual pace.
        apology_by: until when an apology with a new date would be in time; ``None`` where none can be given.
    """

    dossier: str
    outlook: Outlook
    holders: tuple[str, ...]
    steps: tuple[int, ...]
    due: datetime
    expected: datetime
    apology_by: datetime | None

    def over(self, clock: Clock) -> timedelta:
        """Office time by which it will be late."""
        return clock.calendar.working_time_between(self.due, self.expected)


def warnings(
    dossiers: Iterable[Dossier], now: datetime, pace: Pace, clock: Clock
) -> tuple[EarlyWarning, ...]:
    """Every dossier that is late or will be, the nearest deadline first.

    Raises:
        CalendarYearMissing: an expected end lies in a year that is not loaded.
    """
    found = (warning_of(dossier, now, pace, clock) for dossier in dossiers)
    return tuple(sorted((one for one in found if one), key=lambda one: (one.due, one.dossier)))


def warning_of(dossier: Dossier, now: datetime, pace: Pace, clock: Clock) -> EarlyWarning | None:
    """The warning, if there is one; nothing is expected while the clock stands still.

    ``dossier`` is folded up to ``now``.

    Raises:
        CalendarYearMissing: as :func:`warnings`.
    """
    judgement = judge(dossier, now)
    if judgement is None or judgement.ended:
        return None
    expected = now if dossier.paused else expected_end(dossier, now, pace, clock)
    late = judgement.end > judgement.due
    if not late and (dossier.paused or expected <= judgement.due):
        return None
    apology_by = clock.apology_by(judgement.due)
    possible = dossier.reappointments_left > 0 and now <= apology_by and not dossier.paused
    return EarlyWarning(
        dossier.code,
        Outlook.LATE if late else Outlook.WILL_BE_LATE,
        dossier.holders,
        tuple(part.step for part in dossier.open_parts),
        judgement.due,
        expected,
        apology_by if possible else None,
    )


def expected_end(dossier: Dossier, now: datetime, pace: Pace, clock: Clock) -> datetime:
    """When it will be done: open steps at their agency's pace, then group by group what is still to come."""
    forecast = _Forecast(dossier, now, pace, clock)
    if not dossier.plan:
        return forecast.whole()
    at = now
    done = {part.step for part in dossier.parts if not part.is_open}
    remaining = sorted(
        (step for step in dossier.plan if step.number not in done), key=lambda step: step.group
    )
    for _, group in groupby(remaining, key=lambda step: step.group):
        ends = [
            forecast.open_step(part)
            if (part := dossier.part(step.number))
            else forecast.coming(at, step.agency, step.number, step.allowance)
            for step in group
        ]
        at = max(at, *ends)
    return at


@dataclass(frozen=True, slots=True)
class _Forecast:
    dossier: Dossier
    now: datetime
    pace: Pace
    clock: Clock

    def whole(self) -> datetime:
        """Of a dossier without steps."""
        running = self.dossier.running
        assert running is not None
        return self._reached(self.dossier.lead, _WHOLE, running.start, running.due)

    def open_step(self, part: Part) -> datetime:
        """Of a step under way."""
        return self._reached(part.agency, part.step, part.running.start, part.running.due)

    def coming(self, at: datetime, agency: str, step: int, allowance: Allowance) -> datetime:
        """Of a step that begins then."""
        typical = self.pace.typical((agency, self.dossier.procedure, step))
        if typical is None:
            return allowance.due(at, self.clock)
        return self.clock.calendar.add_working_time(at, typical)

    def _reached(self, agency: str, step: int, begun: datetime, due: datetime) -> datetime:
        elapsed = self.clock.calendar.working_time_between(begun, self.now)
        typical = self.pace.typical((agency, self.dossier.procedure, step), elapsed)
        if typical is None:
            return max(self.now, due)
        return max(self.now, self.clock.calendar.add_working_time(begun, typical))


def finished_steps(dossier: Dossier) -> Iterator[tuple[str, int, datetime, datetime]]:
    """Steps that were worked on without a pause: agency, step, begin, end."""
    for part in dossier.parts:
        if part.finished_at and not _was_paused(dossier, part.handed_at, part.finished_at):
            yield part.agency, part.step, part.handed_at, part.finished_at
    begun, done = dossier.accepted_at, dossier.ended_at
    if not dossier.plan and begun and done and not _was_paused(dossier, begun, done):
        yield dossier.lead, _WHOLE, begun, done


def _was_paused(dossier: Dossier, first: datetime, last: datetime) -> bool:
    return any(
        pause.since < last and (pause.until is None or pause.until > first) for pause in dossier.pauses
    )
