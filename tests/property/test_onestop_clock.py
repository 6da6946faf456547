"""The one-stop's clock against one that counts day by day and minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lienthong.calendar.data import CalendarData, DayKind, SpecialDays
from lienthong.calendar.reading import shipped
from lienthong.calendar.working import WorkingCalendar
from lienthong.model.calendar import VIETNAM, date_in_vietnam
from lienthong.onestop.clock import (
    Allowance,
    Clock,
    OfficeTime,
    PausePolicy,
    Running,
    WorkingDays,
    allowance_of,
)
from lienthong.onestop.errors import NewDateNotLater
from lienthong.onestop.rules import shipped_rules
from tests.builders import slow_clock
from tests.builders.slow_calendar import working_minutes

#: The civil service's calendar with a half-day that ends before 15:00, and mornings off.
HALVES = (
    SpecialDays(date(2024, 3, 6), date(2024, 3, 6), DayKind.MORNING, "Nghỉ chiều", "afternoon off"),
    SpecialDays(date(2024, 3, 11), date(2024, 3, 12), DayKind.AFTERNOON, "Nghỉ sáng", "mornings off"),
)
YEARS = {**shipped().years, 2024: tuple(sorted((*shipped().years[2024], *HALVES), key=lambda day: day.first))}
DATA = CalendarData(YEARS, shipped().hours)
CLOCK = Clock(WorkingCalendar(DATA), shipped_rules()[0])

#: Around half-days, Tết, and a make-up Saturday, and anywhere else far enough from the ends.
days = st.dates(date(2024, 2, 1), date(2024, 5, 15)) | st.dates(date(2018, 2, 1), date(2025, 12, 31))


@st.composite
def instants(draw: st.DrawFn) -> datetime:
    day = draw(days)
    minute = draw(
        st.sampled_from([0, 419, 420, 689, 690, 780, 899, 900, 901, 1019, 1020]) | st.integers(0, 1439)
    )
    local = datetime(day.year, day.month, day.day, tzinfo=VIETNAM) + timedelta(minutes=minute)
    return local.astimezone(UTC)


day_allowances = st.integers(0, 25).map(WorkingDays)
hour_allowances = st.integers(1, 3000).map(lambda minutes: OfficeTime(timedelta(minutes=minutes)))
allowances: st.SearchStrategy[Allowance] = day_allowances | hour_allowances
later = st.integers(0, 60 * 24 * 20).map(lambda minutes: timedelta(minutes=minutes))


@given(instants(), st.integers(0, 30))
def test_working_days_are_due_when_a_count_day_by_day_says(start: datetime, count: int) -> None:
    assert WorkingDays(count).due(start, CLOCK) == slow_clock.day_due(DATA, start, count)


@settings(max_examples=60)
@given(instants(), st.integers(1, 2500))
def test_office_time_is_due_when_a_count_minute_by_minute_says(start: datetime, minutes: int) -> None:
    due = OfficeTime(timedelta(minutes=minutes)).due(start, CLOCK)
    assert due == slow_clock.hour_due(DATA, start, minutes)


@given(instants(), later, allowances)
def test_what_begins_later_is_never_due_earlier(
    start: datetime, wait: timedelta, allowance: Allowance
) -> None:
    assert CLOCK.run(start, allowance).due <= CLOCK.run(start + wait, allowance).due


@given(instants(), st.integers(0, 25), st.integers(0, 10))
def test_more_working_days_are_never_due_earlier(start: datetime, fewer: int, more: int) -> None:
    assert WorkingDays(fewer).due(start, CLOCK) <= WorkingDays(fewer + more).due(start, CLOCK)


@st.composite
def paused(draw: st.DrawFn) -> tuple[Running, datetime, datetime]:
    """A running deadline, a pause that begins after its start, and its end."""
    running = CLOCK.run(draw(instants()), draw(allowances))
    since = running.start + draw(later)
    return running, since, since + draw(later)


@given(paused(), st.sampled_from(PausePolicy))
def test_a_pause_never_brings_a_deadline_forward(
    pause: tuple[Running, datetime, datetime], policy: PausePolicy
) -> None:
    running, since, until = pause
    assert CLOCK.go_on(running, since, until, policy, running.allowance).due >= running.due


@given(paused())
def test_restarting_is_never_due_before_resuming(pause: tuple[Running, datetime, datetime]) -> None:
    running, since, until = pause
    resumed = CLOCK.go_on(running, since, until, PausePolicy.RESUME, running.allowance)
    restarted = CLOCK.go_on(running, since, until, PausePolicy.RESTART, running.allowance)
    assert restarted.due >= resumed.due


@given(instants(), st.integers(1, 25), later, later)
def test_after_a_pause_exactly_the_working_days_are_left_that_were_not_used(
    start: datetime, count: int, wait: timedelta, length: timedelta
) -> None:
    running = CLOCK.run(start, WorkingDays(count))
    since, until = start + wait, start + wait + length
    assume(since <= running.due)
    used = slow_clock.worked_days(DATA, date_in_vietnam(start), date_in_vietnam(since))
    resumed = CLOCK.go_on(running, since, until, PausePolicy.RESUME, running.allowance)
    assert resumed.allowance == WorkingDays(count - used)
    assert resumed.due == slow_clock.day_due(DATA, until, count - used)


@settings(max_examples=60)
@given(instants(), st.integers(1, 2500), later, later)
def test_after_a_pause_exactly_the_office_time_is_left_that_was_not_used(
    start: datetime, minutes: int, wait: timedelta, length: timedelta
) -> None:
    running = CLOCK.run(start, OfficeTime(timedelta(minutes=minutes)))
    since, until = start + wait, start + wait + length
    assume(since <= running.due)
    used = working_minutes(DATA, CLOCK.counts_from(start), since)
    resumed = CLOCK.go_on(running, since, until, PausePolicy.RESUME, running.allowance)
    assert resumed.allowance == OfficeTime(timedelta(minutes=minutes - used))
    assert resumed.due == (slow_clock.hour_due(DATA, until, minutes - used))


@given(paused(), later, later, st.sampled_from(PausePolicy))
def test_a_second_pause_never_brings_it_forward_either(
    pause: tuple[Running, datetime, datetime], wait: timedelta, length: timedelta, policy: PausePolicy
) -> None:
    running, since, until = pause
    once = CLOCK.go_on(running, since, until, policy, running.allowance)
    again = CLOCK.go_on(once, until + wait, until + wait + length, policy, running.allowance)
    assert again.due >= once.due


@given(instants(), allowances, later, later, st.sampled_from(PausePolicy))
def test_what_was_late_before_it_paused_stays_late(
    start: datetime, allowance: Allowance, late: timedelta, length: timedelta, policy: PausePolicy
) -> None:
    running = CLOCK.run(start, allowance)
    since = running.due + timedelta(microseconds=1) + late
    assert CLOCK.go_on(running, since, since + length, policy, running.allowance) is running


@given(paused(), st.integers(-5, 60), st.sampled_from(PausePolicy))
def test_a_new_date_is_later_and_a_pause_after_it_never_takes_it_back(
    pause: tuple[Running, datetime, datetime], ahead: int, policy: PausePolicy
) -> None:
    running, since, until = pause
    day = date_in_vietnam(running.due) + timedelta(days=ahead)
    at = min(running.start + timedelta(hours=1), since)
    due = CLOCK.calendar.closes_at(day)
    if due <= max(running.due, at):
        with pytest.raises(NewDateNotLater):
            CLOCK.move(running, at, day)
        return
    moved = CLOCK.move(running, at, day)
    assert moved.due == due
    assert CLOCK.go_on(moved, since, until, policy, running.allowance).due >= moved.due


@given(instants())
def test_a_dossier_is_forwarded_the_same_day_or_in_the_first_hour_of_the_next_working_day(
    received: datetime,
) -> None:
    day = slow_clock.dealt_with_on(DATA, received)
    by = CLOCK.forward_by(received)
    if day == date_in_vietnam(received):
        assert by == slow_clock.closing(DATA, day)
    else:
        assert by == slow_clock.opening(DATA, day) + timedelta(hours=1)
    assert by > received


@given(allowances)
def test_an_allowance_is_read_back_as_it_was_written(allowance: Allowance) -> None:
    assert allowance_of(allowance.to_json()) == allowance
