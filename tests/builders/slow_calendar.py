"""The working calendar once more, day by day and minute by minute: what the fast one is held against."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from lienthong.calendar.data import CalendarData, DayKind
from lienthong.model.calendar import VIETNAM

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def sessions_of(data: CalendarData, day: date) -> list[tuple[time, time]]:
    """The office hours of a day, read off the data."""
    kinds = [entry.kind for entry in data.years[day.year] if entry.first <= day <= entry.last]
    hours = [entry for entry in data.hours if entry.effective_from <= day][-1]
    whole = [(session.start, session.end) for session in hours.sessions]
    if not kinds:
        return [] if day.isoweekday() in (6, 7) else whole
    return {
        DayKind.OFF: [],
        DayKind.WORK: whole,
        DayKind.MORNING: whole[:1],
        DayKind.AFTERNOON: whole[1:],
    }[kinds[0]]


def is_worked_minute(data: CalendarData, instant: datetime) -> bool:
    """Whether the minute that begins here is office time."""
    local = instant.astimezone(VIETNAM)
    return any(start <= local.time() < end for start, end in sessions_of(data, local.date()))


def working_minutes(data: CalendarData, first: datetime, last: datetime) -> int:
    """Counted one by one."""
    count, at = 0, first
    while at < last:
        count += is_worked_minute(data, at)
        at += MINUTE
    return count


def working_days_after(data: CalendarData, day: date) -> Iterator[date]:
    """The working days after a day, one by one."""
    while True:
        day += DAY
        if sessions_of(data, day):
            yield day
