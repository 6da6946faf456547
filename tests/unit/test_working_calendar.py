"""The civil service's calendar: what was worked and what was not, and what a calendar may say."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from timeit import timeit
from typing import Any

import pytest

from lienthong.calendar.data import CalendarData, DayKind
from lienthong.calendar.errors import CalendarYearMissing, MalformedCalendar
from lienthong.calendar.reading import FORMAT, MOST_BYTES, calendar_json, calendar_of, read_calendar, shipped
from lienthong.calendar.working import WorkingCalendar
from lienthong.model.calendar import VIETNAM

CALENDAR = WorkingCalendar(shipped())


def at(text: str) -> datetime:
    """An instant by the clock on the wall in Vietnam."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2018-09-03", False),  # National Day fell on a Sunday
        ("2018-12-31", False),  # exchanged …
        ("2019-01-05", True),  # … for this Saturday
        ("2019-04-29", False),
        ("2019-05-04", True),
        ("2020-01-23", False),
        ("2020-01-30", True),
        ("2020-09-03", True),
        ("2021-05-03", False),
        ("2026-08-22", True),
        ("2026-08-23", False),
        ("2026-11-27", True),
    ],
)
def test_holidays_and_make_up_days_are_as_they_were_decided(day: str, worked: bool) -> None:
    assert CALENDAR.is_working(date.fromisoformat(day)) is worked


def test_the_morning_after_the_day_before_tet_is_after_tet() -> None:
    eve = date(2020, 1, 22)
    assert CALENDAR.next_working_day(eve) == date(2020, 1, 30)
    assert CALENDAR.morning_ends_at(CALENDAR.next_working_day(eve)) == at("2020-01-30 11:30")


def test_two_working_hours_before_a_monday_morning_are_friday_afternoon() -> None:
    before = CALENDAR.add_working_time(at("2026-11-30 08:00"), timedelta(hours=-2))
    assert before == at("2026-11-27 16:00")


def test_office_time_ends_with_a_session_and_not_at_the_next_opening() -> None:
    assert CALENDAR.add_working_time(at("2026-11-27 11:00"), timedelta(minutes=30)) == at("2026-11-27 11:30")
    assert CALENDAR.add_working_time(at("2026-11-27 16:00"), timedelta(hours=1)) == at("2026-11-27 17:00")
    assert CALENDAR.is_office_time(at("2026-11-27 16:59:59"))
    assert not CALENDAR.is_office_time(at("2026-11-27 17:00"))
    assert not CALENDAR.is_office_time(at("2026-11-27 12:00"))


def test_nothing_added_is_the_very_instant_even_at_night() -> None:
    night = at("2026-11-28 23:00")
    assert CALENDAR.add_working_time(night, timedelta(0)) == night
    assert CALENDAR.add_working_days(date(2026, 11, 28), 0) == date(2026, 11, 28)


@pytest.mark.parametrize(
    ("ask", "year"),
    [
        (lambda: CALENDAR.is_working(date(2027, 1, 4)), 2027),
        (lambda: CALENDAR.next_working_day(date(2026, 12, 31)), 2027),
        (lambda: CALENDAR.add_working_days(date(2026, 12, 30), 5), 2027),
        (lambda: CALENDAR.add_working_days(date(2018, 1, 2), -1), 2017),
        (lambda: CALENDAR.closes_at(date(2027, 6, 1)), 2027),
        (lambda: CALENDAR.opens_at(date(2017, 6, 1)), 2017),
        (lambda: CALENDAR.add_working_time(at("2026-12-31 16:00"), timedelta(hours=2)), 2027),
        (lambda: CALENDAR.add_working_time(at("2018-01-02 08:00"), timedelta(hours=-2)), 2017),
        (lambda: CALENDAR.working_time_between(at("2026-12-31 16:00"), at("2027-01-01 08:00")), 2027),
        (lambda: CALENDAR.working_days_between(date(2026, 1, 1), date(2028, 1, 1)), 2028),
        (lambda: CALENDAR.is_office_time(at("2027-01-01 08:00")), 2027),
    ],
)
def test_a_year_that_is_not_loaded_is_named_and_never_guessed(ask: Any, year: int) -> None:
    with pytest.raises(CalendarYearMissing) as missing:
        ask()
    assert missing.value.year == year
    for language in ("en", "vi"):
        assert str(year) in missing.value.sentence(language)
        assert "lienthong-ops calendar load" in missing.value.sentence(language)


def test_nothing_is_counted_across_a_year_that_is_missing_between_two() -> None:
    years = {year: days for year, days in shipped().years.items() if year != 2020}
    gap = WorkingCalendar(CalendarData(years, shipped().hours))
    assert gap.is_working(date(2019, 6, 3))
    assert gap.is_working(date(2021, 6, 1))
    with pytest.raises(CalendarYearMissing, match="2020"):
        gap.working_time_between(at("2019-06-03 08:00"), at("2021-06-01 08:00"))
    with pytest.raises(CalendarYearMissing, match="2020"):
        gap.next_working_day(date(2019, 12, 31))
    with pytest.raises(CalendarYearMissing, match="2020"):
        gap.working_days_between(date(2021, 6, 1), date(2019, 6, 3))


def test_a_due_date_takes_less_than_fifty_microseconds() -> None:
    start = at("2026-02-13 16:00")
    repeats = 2_000
    taken = min(
        timeit(lambda: CALENDAR.add_working_time(start, timedelta(hours=20)), number=repeats)
        for _ in range(5)
    )
    assert taken / repeats < 50e-6


# --- what a calendar may say ------------------------------------------------------------------------


def year(*days: dict[str, str], name: str = "2027") -> dict[str, Any]:
    return {"format": FORMAT, "years": {name: list(days)}}


def day(first: str, kind: str = "off", **more: str) -> dict[str, str]:
    return {"first": first, "kind": kind, "vi": "Nghỉ", "en": "off", **more}


def test_a_loaded_year_joins_the_shipped_ones() -> None:
    loaded = calendar_of(year(day("2027-02-05", last="2027-02-11"), day("2027-03-03", "morning")))
    joined = WorkingCalendar(shipped().with_loaded(loaded))
    assert joined.next_working_day(date(2026, 12, 31)) == date(2027, 1, 1)
    assert joined.next_working_day(date(2027, 2, 4)) == date(2027, 2, 12)
    assert joined.closes_at(date(2027, 3, 3)) == at("2027-03-03 11:30")


def test_a_year_loaded_again_takes_the_place_of_the_one_before() -> None:
    first = shipped().with_loaded(calendar_of(year(day("2027-01-01"))))
    second = first.with_loaded(calendar_of(year(day("2027-01-04"))))
    assert not WorkingCalendar(first).is_working(date(2027, 1, 1))
    assert WorkingCalendar(second).is_working(date(2027, 1, 1))


def test_new_office_hours_count_from_their_day_on() -> None:
    hours: dict[str, Any] = {
        "effective_from": "2026-06-01",
        "sessions": [["07:30", "12:00"], ["13:30", "17:00"]],
    }
    changed = WorkingCalendar(
        shipped().with_loaded(calendar_of({"format": FORMAT, "years": {}, "hours": [hours]}))
    )
    assert changed.opens_at(date(2026, 5, 29)) == at("2026-05-29 07:00")
    assert changed.opens_at(date(2026, 6, 1)) == at("2026-06-01 07:30")


def test_a_year_before_any_office_hours_is_as_good_as_missing() -> None:
    early = WorkingCalendar(shipped().with_loaded(calendar_of(year(name="2017"))))
    assert early.is_working(date(2018, 1, 2))
    with pytest.raises(CalendarYearMissing, match="2017"):
        early.is_working(date(2017, 6, 1))


def test_what_is_published_is_read_back() -> None:
    assert calendar_of(calendar_json(shipped())) == shipped()


@pytest.mark.parametrize(
    ("value", "pointer", "code"),
    [
        ({"format": "x"}, "/format", "calendar.format"),
        ([], "/format", "calendar.format"),
        ({"format": FORMAT, "yeers": {}}, "/yeers", "calendar.unknown"),
        ({"format": FORMAT, "years": []}, "/years", "calendar.years"),
        (year(name="27"), "/years/27", "calendar.year"),
        (year(name="２０２７"), "/years/２０２７", "calendar.year"),
        ({"format": FORMAT, "years": {"2027": {}}}, "/years/2027", "calendar.days"),
        (year(day("2027-02-30")), "/years/2027/0/first", "calendar.date"),
        (year(day("2027-W10-3")), "/years/2027/0/first", "calendar.date"),
        (year(day("2026-12-31", last="2027-01-01")), "/years/2027/0", "calendar.range"),
        (year(day("2027-01-05", last="2027-01-04")), "/years/2027/0", "calendar.range"),
        (year(day("2027-01-05", "holiday")), "/years/2027/0/kind", "calendar.kind"),
        (year(day("2027-01-05", "work")), "/years/2027/0", "calendar.weekday"),
        (year(day("2027-01-02", "morning")), "/years/2027/0", "calendar.weekday"),
        (year(day("2027-01-05"), day("2027-01-04", last="2027-01-06")), "/years/2027/1", "calendar.overlap"),
        (year(day("2027-01-05", note="x")), "/years/2027/0/note", "calendar.unknown"),
        (
            year({"first": "2027-01-05", "kind": "off", "vi": "x" * 201, "en": ""}),
            "/years/2027/0/vi",
            "calendar.text",
        ),
        (
            {"format": FORMAT, "hours": [{"effective_from": "2027-01-01", "sessions": []}]},
            "/hours/0/sessions",
            "calendar.sessions",
        ),
        (
            {
                "format": FORMAT,
                "hours": [
                    {"effective_from": "2027-01-01", "sessions": [["13:00", "17:00"], ["07:00", "11:30"]]}
                ],
            },
            "/hours/0/sessions",
            "calendar.sessions",
        ),
        (
            {"format": FORMAT, "hours": [{"effective_from": "2027-01-01", "sessions": [["7:00", "11:30"]]}]},
            "/hours/0/sessions",
            "calendar.sessions",
        ),
        (
            {
                "format": FORMAT,
                "hours": [
                    {"effective_from": d, "sessions": [["07:00", "11:30"]]}
                    for d in ("2027-01-01", "2027-01-01")
                ],
            },
            "/hours/1",
            "calendar.order",
        ),
    ],
)
def test_each_fault_of_a_calendar_is_named_where_it_is(value: Any, pointer: str, code: str) -> None:
    with pytest.raises(MalformedCalendar) as refused:
        calendar_of(value)
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [(pointer, code)]


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(MalformedCalendar) as refused:
        calendar_of(year(day("2027-13-01"), day("2027-01-05", "work"), day("2027-01-06", "nghỉ")))
    assert len(refused.value.faults) == 3


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe{}", b"[" * 100_000, b"{}" + b" " * MOST_BYTES, b'{"format": NaN']
)
def test_what_is_no_calendar_at_all_is_refused(content: bytes) -> None:
    with pytest.raises(MalformedCalendar):
        read_calendar(content)


def test_every_shipped_day_says_why_in_both_languages() -> None:
    for days in shipped().years.values():
        for entry in days:
            assert entry.vi
            assert entry.en
    assert {entry.kind for days in shipped().years.values() for entry in days} == {DayKind.OFF, DayKind.WORK}
    assert json.dumps(calendar_json(shipped()))
