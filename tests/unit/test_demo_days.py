"""The demonstration's days: whatever day it is today, the stories of dossiers come out alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from lienthong.calendar.errors import CalendarYearMissing
from lienthong.model.calendar import VIETNAM
from lienthong.onestop.clock import WorkingDays
from lienthong.onestop.warning import EarlyWarning, Outlook, Pace, warning_of
from lienthong_local.demo.days import AFTER_FIFTEEN, DaysOfCopies, DaysOfTransfers, hour_of
from tests.builders.dossiers import CLOCK, LAND, SIGNER, TAX, TRANSFER, Story

YEAR = 2026
HOURS = ((0, 5), (9, 0), (15, 30), (23, 55))


def instants() -> Iterator[datetime]:
    day = date(YEAR, 2, 10)
    while day.year == YEAR:
        yield from (hour_of(day, *hour) for hour in HOURS)
        day += timedelta(days=1)


def wall(instant: datetime) -> str:
    return f"{instant.astimezone(VIETNAM):%F %T}"


def slow(days: DaysOfTransfers) -> Story:
    """A transfer as the land office took it."""
    begun, first, second = (hour_of(day, 9) for day in (days.begun, days.first_step, days.next_steps))
    story = Story(wall(begun), under=TRANSFER).accepted().handed_over(wall(begun), 1)
    story.finished(wall(first), 1, LAND).handed_over(wall(first), 2, LAND).handed_over(wall(first), 3, LAND)
    story.finished(wall(second), 2, TAX).finished(wall(second), 3, LAND).handed_over(wall(second), 4)
    signed = wall(hour_of(days.signed, 9))
    return story.finished(signed, 4, SIGNER).decided(signed).returned(signed)


def warnings_at(now: datetime) -> tuple[EarlyWarning | None, EarlyWarning | None]:
    """What is said of the transfer under way: at the office's own pace, and as the procedure has it."""
    days = DaysOfTransfers.before(now, CLOCK.calendar)
    assert days.begun < days.first_step < days.next_steps < days.signed
    assert hour_of(days.signed, 9, 30) < now, "nothing is recorded that has yet to come"
    begun = wall(hour_of(days.under_way, 8, 30))
    transfer = Story(begun, under=TRANSFER).accepted().handed_over(begun, 1).dossier
    pace = Pace.of([slow(days).dossier] * 5, CLOCK)
    return warning_of(transfer, now, pace, CLOCK), warning_of(transfer, now, Pace({}), CLOCK)


def test_on_every_day_of_a_year_a_transfer_is_warned_about_in_time_and_only_for_the_offices_pace() -> None:
    missing = []
    for now in instants():
        try:
            warned, usual = warnings_at(now)
        except CalendarYearMissing:
            missing.append(now)
            continue
        assert warned is not None, now
        assert (warned.outlook, warned.holders) == (Outlook.WILL_BE_LATE, (LAND,)), now
        assert warned.apology_by is not None, now
        assert now < warned.apology_by < warned.due < warned.expected, now
        assert usual is None, "as the procedure has it, it would be in time"
    assert all(now > hour_of(date(YEAR, 12, 1), 0) for now in missing), "only the year's end is not known yet"


@pytest.mark.parametrize("hour", [(14, 59), AFTER_FIFTEEN])
def test_on_every_day_of_a_year_a_copys_promise_lies_in_the_past(hour: tuple[int, int]) -> None:
    for now in instants():
        days = DaysOfCopies.before(now, CLOCK.calendar)
        due = WorkingDays(0).due(hour_of(days.day, *hour), CLOCK)
        wanted = days.following if hour == AFTER_FIFTEEN else days.day
        assert due == CLOCK.calendar.closes_at(wanted), now
        assert due < now.astimezone(UTC), now
