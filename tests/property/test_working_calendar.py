"""The working calendar against one that counts day by day, over make-up days and half-days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.calendar.data import CalendarData, DayKind, SpecialDays
from lienthong.calendar.errors import MalformedCalendar
from lienthong.calendar.reading import calendar_json, calendar_of, read_calendar, shipped
from lienthong.calendar.working import WorkingCalendar
from lienthong.errors import Fault
from lienthong.model.calendar import VIETNAM, date_in_vietnam
from tests.builders.slow_calendar import (
    is_worked_minute,
    sessions_of,
    working_days_after,
    working_minutes,
)

#: The civil service's calendar, and a province's own half-days.
HALVES = (
    SpecialDays(date(2024, 3, 6), date(2024, 3, 6), DayKind.MORNING, "Nghỉ chiều", "afternoon off"),
    SpecialDays(date(2024, 3, 11), date(2024, 3, 12), DayKind.AFTERNOON, "Nghỉ sáng", "mornings off"),
)
YEARS = {**shipped().years, 2024: tuple(sorted((*shipped().years[2024], *HALVES), key=lambda day: day.first))}
DATA = CalendarData(YEARS, shipped().hours)
CALENDAR = WorkingCalendar(DATA)
#: Far enough from both ends that what is counted stays within loaded years.
days = st.dates(date(2018, 7, 1), date(2026, 5, 31)) | st.dates(date(2024, 2, 1), date(2024, 5, 15))
minutes = st.integers(0, 1439)
counts = st.integers(0, 60)


@st.composite
def instants(draw: st.DrawFn) -> datetime:
    day, minute = draw(days), draw(minutes)
    local = datetime(day.year, day.month, day.day, tzinfo=VIETNAM) + timedelta(minutes=minute)
    return local.astimezone(UTC)


@given(days)
def test_a_day_is_worked_if_it_has_sessions(day: date) -> None:
    assert CALENDAR.is_working(day) is bool(sessions_of(DATA, day))
    assert CALENDAR.next_working_day(day) == next(working_days_after(DATA, day))
    assert CALENDAR.working_day_from(day) == next(working_days_after(DATA, day - timedelta(days=1)))


@given(days, st.integers(1, 60))
def test_adding_days_is_counting_them_one_by_one(day: date, count: int) -> None:
    reached = CALENDAR.add_working_days(day, count)
    assert reached == next(islice(working_days_after(DATA, day), count - 1, None))
    assert CALENDAR.working_days_between(day, reached) == count


@given(days, counts, counts)
def test_adding_days_twice_is_adding_their_sum(day: date, first: int, second: int) -> None:
    added = CALENDAR.add_working_days(CALENDAR.add_working_days(day, first), second)
    assert added == CALENDAR.add_working_days(day, first + second)


@given(days, counts)
def test_from_a_working_day_there_and_back_is_where_one_was(day: date, count: int) -> None:
    start = CALENDAR.working_day_from(day)
    assert CALENDAR.add_working_days(CALENDAR.add_working_days(start, count), -count) == start


@given(days, days, st.integers(-30, 30))
def test_a_later_day_leads_to_no_earlier_one(first: date, second: date, count: int) -> None:
    early, late = sorted((first, second))
    assert CALENDAR.add_working_days(early, count) <= CALENDAR.add_working_days(late, count)
    assert CALENDAR.add_working_days(early, count) <= CALENDAR.add_working_days(early, count + 1)


@settings(max_examples=60)
@given(instants(), st.integers(0, 4000))
def test_working_time_is_counted_as_minute_by_minute(start: datetime, length: int) -> None:
    end = start + timedelta(minutes=length)
    counted = timedelta(minutes=working_minutes(DATA, start, end))
    assert CALENDAR.working_time_between(start, end) == counted
    assert CALENDAR.working_time_between(end, start) == -counted
    assert CALENDAR.is_office_time(start) is is_worked_minute(DATA, start)


@given(instants(), st.integers(1, 6000))
def test_adding_working_time_takes_just_so_much_and_ends_in_office_time(start: datetime, length: int) -> None:
    amount = timedelta(minutes=length)
    reached = CALENDAR.add_working_time(start, amount)
    assert CALENDAR.working_time_between(start, reached) == amount
    # The very minute before it was worked: nothing later would have been early enough.
    assert is_worked_minute(DATA, reached - timedelta(minutes=1))


@given(instants(), st.integers(1, 6000), st.integers(1, 6000))
def test_adding_working_time_twice_is_adding_the_sum(start: datetime, first: int, second: int) -> None:
    a, b = timedelta(minutes=first), timedelta(minutes=second)
    once = CALENDAR.add_working_time(CALENDAR.add_working_time(start, a), b)
    assert once == CALENDAR.add_working_time(start, a + b)


@given(instants(), st.integers(1, 6000))
def test_going_back_takes_off_what_was_added(start: datetime, length: int) -> None:
    amount = timedelta(minutes=length)
    back = CALENDAR.add_working_time(start, -amount)
    assert CALENDAR.working_time_between(back, start) == amount
    assert CALENDAR.is_office_time(back)


@given(days)
def test_the_office_opens_and_closes_with_its_first_and_last_session(day: date) -> None:
    worked = CALENDAR.working_day_from(day)
    sessions = sessions_of(DATA, worked)
    for instant, expected in (
        (CALENDAR.opens_at(day), sessions[0][0]),
        (CALENDAR.morning_ends_at(day), sessions[0][1]),
        (CALENDAR.closes_at(day), sessions[-1][1]),
    ):
        assert date_in_vietnam(instant) == worked
        assert instant.astimezone(VIETNAM).time() == expected


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.just("2024-03-06"),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["format", "years", "hours", "2024", "first", "last", "kind", "vi", "en", "sessions"]
            )
            | st.text(max_size=5),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


def read_or_faults(read: Callable[[], CalendarData]) -> CalendarData | list[Fault]:
    try:
        return read()
    except MalformedCalendar as refused:
        return list(refused.faults) or pytest.fail("refused without a fault")


@given(json_values)
def test_no_json_makes_the_reading_fail_otherwise_than_with_faults(value: object) -> None:
    for candidate in (value, {"format": "lienthong-calendar/1", "years": value, "hours": value}):
        data = read_or_faults(lambda given=candidate: calendar_of(given))  # type: ignore[misc]
        assert isinstance(data, list) or calendar_of(calendar_json(data)) == data


@given(st.binary(max_size=60))
def test_no_bytes_make_the_reading_fail_otherwise_than_with_faults(content: bytes) -> None:
    assert read_or_faults(lambda: read_calendar(content))
