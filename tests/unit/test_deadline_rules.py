"""By when what is due: the decrees' periods over working days, Tết and nights included."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from lienthong.calendar.errors import CalendarYearMissing
from lienthong.calendar.reading import shipped
from lienthong.calendar.working import WorkingCalendar
from lienthong.deadlines.rules import Duty, Rule, shipped_rules
from lienthong.model.calendar import VIETNAM

CALENDAR = WorkingCalendar(shipped())


def at(text: str) -> datetime:
    """An instant by the clock on the wall in Vietnam."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM).astimezone(UTC)


def rule(duty: Duty, day: str = "2026-11-27") -> Rule:
    found = shipped_rules().in_force(duty, date.fromisoformat(day))
    assert found
    return found


@pytest.mark.parametrize(
    ("signed", "due"),
    [
        ("2026-11-26", "2026-11-27 11:30"),
        ("2026-11-27", "2026-11-30 11:30"),  # Friday: the next working day is Monday
        ("2026-11-28", "2026-11-30 11:30"),
        ("2020-01-22", "2020-01-30 11:30"),  # the eve of Tết
        ("2026-08-21", "2026-08-22 11:30"),  # a make-up Saturday is a working day
    ],
)
def test_a_document_is_sent_by_the_morning_after_its_signing(signed: str, due: str) -> None:
    assert rule(Duty.SENDING, signed).due_of_date(date.fromisoformat(signed), CALENDAR) == at(due)


@pytest.mark.parametrize("signed", ["2026-11-27", "2026-11-28"])
def test_an_urgent_document_is_sent_before_its_day_ends_worked_or_not(signed: str) -> None:
    due = rule(Duty.URGENT_SENDING, signed).due_of_date(date.fromisoformat(signed), CALENDAR)
    assert due == at(f"{signed} 23:59:59") + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("consigned", "due"),
    [
        ("2026-11-27 06:00", "2026-11-27 17:00"),
        ("2026-11-27 12:15", "2026-11-27 17:00"),
        ("2026-11-27 16:59", "2026-11-27 17:00"),
        ("2026-11-27 17:00", "2026-11-30 17:00"),  # after office hours: the next working day
        ("2026-11-28 09:00", "2026-11-30 17:00"),
        ("2020-01-22 18:00", "2020-01-30 17:00"),
        ("2026-08-22 09:00", "2026-08-22 17:00"),
    ],
)
def test_receipt_is_confirmed_on_the_working_day_of_arrival(consigned: str, due: str) -> None:
    day = "2020-06-01" if consigned < "2020-03-05" else consigned[:10]
    assert rule(Duty.RECEIPT, day).due_from(at(consigned), CALENDAR) == at(due)


def test_a_due_date_that_is_a_day_off_moves_to_the_next_working_day() -> None:
    completion = rule(Duty.COMPLETION)
    assert completion.due_of_date(date(2026, 11, 27), CALENDAR) == at("2026-11-27 17:00")
    assert completion.due_of_date(date(2026, 11, 28), CALENDAR) == at("2026-11-30 17:00")
    assert completion.due_of_date(date(2026, 2, 16), CALENDAR) == at("2026-02-23 17:00")


def test_answers_are_counted_in_working_days_from_the_next_one_on() -> None:
    assert rule(Duty.RECALL_ANSWER).due_from(at("2026-11-27 09:00"), CALENDAR) == at("2026-11-30 17:00")
    assert rule(Duty.UPDATE_ANSWER).due_from(at("2026-11-27 09:00"), CALENDAR) == at("2026-12-02 17:00")
    assert rule(Duty.UPDATE_ANSWER).due_from(at("2026-11-28 09:00"), CALENDAR) == at("2026-12-03 17:00")


def test_warnings_come_two_office_hours_before_or_on_the_morning_before() -> None:
    assert rule(Duty.RECEIPT).warning.before(at("2026-11-27 17:00"), CALENDAR) == at("2026-11-27 15:00")
    assert rule(Duty.SENDING).warning.before(at("2026-11-30 08:00"), CALENDAR) == at("2026-11-27 16:00")
    assert rule(Duty.COMPLETION).warning.before(at("2026-11-30 17:00"), CALENDAR) == at("2026-11-27 07:00")


def test_a_duty_binds_from_the_day_on_which_its_decree_came_into_force() -> None:
    rules = shipped_rules()
    assert rules.in_force(Duty.RECEIPT, date(2020, 3, 4)) is None
    assert rules.in_force(Duty.RECEIPT, date(2020, 3, 5))
    assert rules.in_force(Duty.SENDING, date(2018, 8, 31)) is None
    assert rules.in_force(Duty.SENDING, date(2018, 9, 1))


def test_every_duty_has_a_rule_with_its_clause_in_both_languages() -> None:
    for duty in Duty:
        found = rule(duty)
        assert found.source
        assert found.vi != found.en


def test_a_year_that_is_not_loaded_is_named() -> None:
    with pytest.raises(CalendarYearMissing, match="2027"):
        rule(Duty.RECEIPT).due_from(at("2026-12-31 18:00"), CALENDAR)
