"""On which past days the stories of dossiers play, so that whatever day it is today they come out alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from lienthong.calendar.working import WorkingCalendar
from lienthong.model.calendar import VIETNAM, date_in_vietnam

#: Working days that the land office took for its first step (of four), then the next two, then the last.
_FIRST_STEP, _NEXT_STEPS, _SIGNING = 9, 2, 1
#: The slow ones were over some days ago; the one under way was handed in while they were fresh in mind.
_BEGUN_BEFORE, _UNDER_WAY_SINCE = 20, 4
#: Later than that counts for the next working day (Decree 61/2018).
AFTER_FIFTEEN = (15, 1)


def hour_of(day: date, hour: int, minute: int = 0) -> datetime:
    """An hour of a day in Vietnam, in UTC."""
    return datetime.combine(day, time(hour, minute), VIETNAM).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class DaysOfCopies:
    """An afternoon on which the office was open after 15:00, and the working day after it; both are over."""

    day: date
    following: date

    @classmethod
    def before(cls, now: datetime, calendar: WorkingCalendar) -> DaysOfCopies:
        """The last such days.

        Raises:
            CalendarYearMissing
        """
        day = calendar.add_working_days(date_in_vietnam(now), -2)
        while calendar.closes_at(day) <= hour_of(day, *AFTER_FIFTEEN):
            day = calendar.add_working_days(day, -1)
        return cls(day, calendar.next_working_day(day))


@dataclass(frozen=True, slots=True)
class DaysOfTransfers:
    """When five transfers went through the land office slowly, and since when another lies there."""

    begun: date
    first_step: date
    next_steps: date
    signed: date
    under_way: date

    @classmethod
    def before(cls, now: datetime, calendar: WorkingCalendar) -> DaysOfTransfers:
        """Counted back from the working day that it is, or that comes.

        Raises:
            CalendarYearMissing
        """
        today = calendar.working_day_from(date_in_vietnam(now))
        begun = calendar.add_working_days(today, -_BEGUN_BEFORE)
        first_step = calendar.add_working_days(begun, _FIRST_STEP)
        next_steps = calendar.add_working_days(first_step, _NEXT_STEPS)
        signed = calendar.add_working_days(next_steps, _SIGNING)
        return cls(begun, first_step, next_steps, signed, calendar.add_working_days(today, -_UNDER_WAY_SINCE))
