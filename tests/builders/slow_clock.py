"""The one-stop's clock once more, day by day and minute by minute: what the fast one is held against."""

from __future__ import annotations

from datetime import UTC, date, datetime

from lienthong.calendar.data import CalendarData
from lienthong.model.calendar import VIETNAM, date_in_vietnam
from tests.builders.slow_calendar import DAY, MINUTE, is_worked_minute, sessions_of, working_days_after


def closing(data: CalendarData, day: date) -> datetime:
    """When the office closes on a working day."""
    return datetime.combine(day, sessions_of(data, day)[-1][1], VIETNAM).astimezone(UTC)


def opening(data: CalendarData, day: date) -> datetime:
    """When it opens."""
    return datetime.combine(day, sessions_of(data, day)[0][0], VIETNAM).astimezone(UTC)


def dealt_with_on(data: CalendarData, instant: datetime) -> date:
    """The 15:00 rule, read off the hours."""
    local = instant.astimezone(VIETNAM)
    sessions = sessions_of(data, local.date())
    afternoon = (local.hour, local.minute, local.second, local.microsecond) > (15, 0, 0, 0)
    if sessions and not afternoon and local.time() < sessions[-1][1]:
        return local.date()
    return next(working_days_after(data, local.date()))


def day_due(data: CalendarData, start: datetime, count: int) -> datetime:
    """So many working days, one by one."""
    if count == 0:
        return closing(data, dealt_with_on(data, start))
    days = working_days_after(data, date_in_vietnam(start))
    for _ in range(count - 1):
        next(days)
    return closing(data, next(days))


def hour_due(data: CalendarData, start: datetime, minutes: int) -> datetime:
    """So many minutes of office time, one by one, from a start on the full minute."""
    day = dealt_with_on(data, start)
    at = start if day == date_in_vietnam(start) else opening(data, day)
    while minutes:
        minutes -= is_worked_minute(data, at)
        at += MINUTE
    return at


def worked_days(data: CalendarData, first: date, last: date) -> int:
    """Working days after the first up to and with the last."""
    count, day = 0, first
    while day < last:
        day += DAY
        count += bool(sessions_of(data, day))
    return count
