"""The clock's named cases: day 0, the 15:00 rule, make-up days, pauses, new dates, unknown years."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from time import process_time
from timeit import timeit

import pytest

from lienthong.calendar.data import CalendarData, DayKind, SpecialDays
from lienthong.calendar.errors import CalendarYearMissing
from lienthong.calendar.reading import shipped
from lienthong.calendar.working import WorkingCalendar
from lienthong.onestop.clock import Clock, OfficeTime, PausePolicy, WorkingDays
from lienthong.onestop.errors import NewDateNotLater, RulesNotInForce
from lienthong.onestop.procedures import Counting
from lienthong.onestop.rules import rules_on, shipped_rules
from tests.builders.dossiers import CLOCK, TRANSFER, Story, at, days, hours, procedure, restarting

HALF_DAY = SpecialDays(date(2024, 3, 6), date(2024, 3, 6), DayKind.MORNING, "Nghỉ chiều", "afternoon off")
WITH_HALF_DAY = Clock(
    WorkingCalendar(
        CalendarData(
            {
                **shipped().years,
                2024: tuple(sorted((*shipped().years[2024], HALF_DAY), key=lambda one: one.first)),
            },
            shipped().hours,
        )
    ),
    CLOCK.rules,
)

# --- day 0 and the 15:00 rule -----------------------------------------------------------------------


def test_day_zero_is_the_day_of_receipt_and_counting_starts_on_the_next_working_day() -> None:
    friday = at("2019-06-07 08:00")
    assert WorkingDays(1).due(friday, CLOCK) == at("2019-06-10 17:00")
    assert WorkingDays(3).due(friday, CLOCK) == at("2019-06-12 17:00")


def test_the_hour_of_receipt_does_not_move_a_deadline_in_days() -> None:
    assert WorkingDays(3).due(at("2019-06-07 07:00"), CLOCK) == WorkingDays(3).due(
        at("2019-06-07 16:59"), CLOCK
    )


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2019-06-03 08:00", "2019-06-03 17:00"),
        ("2019-06-03 15:00", "2019-06-03 17:00"),
        ("2019-06-03 15:00:01", "2019-06-04 17:00"),
        ("2019-06-07 16:00", "2019-06-10 17:00"),
        ("2019-06-08 09:00", "2019-06-10 17:00"),
        ("2019-06-03 05:00", "2019-06-03 17:00"),
        # An office that closes at 11:30 that day: at closing it is over.
        ("2024-03-06 11:29", "2024-03-06 11:30"),
        ("2024-03-06 11:30", "2024-03-07 17:00"),
    ],
)
def test_a_same_day_procedure_is_due_that_day_or_after_15_00_on_the_next(received: str, due: str) -> None:
    assert WorkingDays(0).due(at(received), WITH_HALF_DAY) == at(due)


@pytest.mark.parametrize(
    ("received", "by"),
    [
        ("2019-06-03 14:59", "2019-06-03 17:00"),
        ("2019-06-03 15:00", "2019-06-03 17:00"),
        ("2019-06-03 15:01", "2019-06-04 08:00"),
        ("2019-06-07 15:01", "2019-06-10 08:00"),
    ],
)
def test_what_comes_after_15_00_is_forwarded_at_the_start_of_the_next_working_day(
    received: str, by: str
) -> None:
    assert CLOCK.forward_by(at(received)) == at(by)


def test_a_make_up_saturday_is_worked_and_counted_and_the_day_off_for_it_is_not() -> None:
    # 29 April 2019 was exchanged for Saturday 4 May.
    assert WorkingDays(1).due(at("2019-04-26 08:00"), CLOCK) == at("2019-05-02 17:00")
    assert WorkingDays(3).due(at("2019-04-26 08:00"), CLOCK) == at("2019-05-04 17:00")
    assert WorkingDays(0).due(at("2019-05-04 09:00"), CLOCK) == at("2019-05-04 17:00")


def test_tet_is_passed_over() -> None:
    assert WorkingDays(2).due(at("2020-01-22 10:00"), CLOCK) == at("2020-01-31 17:00")


# --- hours ------------------------------------------------------------------------------------------


def test_hours_count_from_the_hour_of_receipt_over_the_midday_break() -> None:
    assert OfficeTime(timedelta(hours=4)).due(at("2019-06-03 10:00"), CLOCK) == at("2019-06-03 15:30")


def test_hours_of_what_comes_after_15_00_count_from_the_next_opening() -> None:
    assert OfficeTime(timedelta(hours=4)).due(at("2019-06-03 15:30"), CLOCK) == at("2019-06-04 11:00")


def test_an_eight_hour_day_is_eight_hours_of_office_time_from_the_hour_of_receipt() -> None:
    three = replace(procedure(days(3)), counting=Counting.EIGHT_HOUR_DAYS).allowance
    assert three == OfficeTime(timedelta(hours=24))
    assert three.due(at("2019-06-03 10:00"), CLOCK) == at("2019-06-06 08:30")
    assert procedure(hours(24)).allowance == three


def test_a_same_day_procedure_stays_one_in_eight_hour_days() -> None:
    same_day = replace(procedure(days(0)), counting=Counting.EIGHT_HOUR_DAYS)
    assert same_day.allowance == WorkingDays(0)


# --- pauses -----------------------------------------------------------------------------------------


def test_after_a_supplement_the_clock_resumes_with_the_remainder() -> None:
    story = Story(under=procedure(days(10))).accepted().asked("2019-06-06 09:00").supplied("2019-06-17 09:00")
    # Three of ten days were used by 6 June; seven remain after 17 June.
    assert story.dossier.running is not None
    assert story.dossier.running.allowance == WorkingDays(7)
    assert story.dossier.running.due == at("2019-06-26 17:00")


def test_where_the_procedure_says_so_the_clock_restarts() -> None:
    story = Story(under=restarting(procedure(days(10)))).accepted()
    story.asked("2019-06-06 09:00").supplied("2019-06-17 09:00")
    assert story.dossier.running is not None
    assert story.dossier.running.due == at("2019-07-01 17:00")


def test_a_payment_resumes_the_clock_even_where_a_supplement_restarts_it() -> None:
    story = Story(under=restarting(procedure(days(10)))).accepted()
    story.to_be_paid("2019-06-06 09:00").paid("2019-06-17 09:00")
    assert story.dossier.running is not None
    assert story.dossier.running.due == at("2019-06-26 17:00")


def test_a_supplement_asked_for_and_received_on_one_day_moves_nothing() -> None:
    plain = Story().accepted()
    story = Story().accepted().asked("2019-06-05 08:00").supplied("2019-06-05 16:00")
    assert story.dossier.running is not None
    assert plain.dossier.running is not None
    assert story.dossier.running.due == plain.dossier.running.due


def test_a_supplement_asked_for_after_the_deadline_does_not_heal_it() -> None:
    story = Story(under=procedure(days(3))).accepted()
    story.asked("2019-06-07 09:00").supplied("2019-06-20 09:00")
    assert story.dossier.running is not None
    assert story.dossier.running.due == at("2019-06-06 17:00")


def test_a_supplement_asked_for_at_the_very_deadline_is_in_time_and_the_clock_goes_on_that_day() -> None:
    story = Story(under=procedure(days(3))).accepted().asked("2019-06-06 17:00").supplied("2019-06-20 09:00")
    assert story.dossier.running is not None
    assert story.dossier.running.due == at("2019-06-20 17:00")


def test_every_open_step_pauses_with_the_whole_and_finished_ones_do_not() -> None:
    story = Story(under=TRANSFER).accepted()
    story.handed_over("2019-06-03 09:00", 1).finished("2019-06-06 10:00", 1, by="000.09.30.H39")
    story.handed_over("2019-06-06 10:30", 2, by="000.09.30.H39").handed_over("2019-06-06 10:31", 3)
    before = {part.step: part.running.due for part in story.dossier.parts}
    story.asked("2019-06-07 09:00").supplied("2019-06-14 09:00")
    after = {part.step: part.running.due for part in story.dossier.parts}
    assert after[1] == before[1] == at("2019-06-07 17:00")
    assert before[2] == before[3] == at("2019-06-11 17:00")
    assert after[2] == after[3] == at("2019-06-18 17:00")


# --- new dates --------------------------------------------------------------------------------------


def test_an_apology_is_in_time_until_the_working_day_before_expiry() -> None:
    # Due on Monday 17 June: the Friday before is the last day.
    assert CLOCK.apology_by(at("2019-06-17 17:00")) == at("2019-06-14 17:00")
    in_time = Story().accepted().reappointed("2019-06-14 17:00", "2019-06-20")
    too_late = Story().accepted().reappointed("2019-06-14 17:01", "2019-06-20")
    assert in_time.dossier.running is not None
    assert in_time.dossier.running.due == at("2019-06-20 17:00")
    assert too_late.dossier.running is not None
    assert too_late.dossier.running.due == at("2019-06-17 17:00")
    # The applicant was told all the same.
    assert too_late.dossier.appointments[-1].promised == at("2019-06-20 17:00")


def test_a_new_date_on_a_day_off_is_the_next_working_day() -> None:
    story = Story().accepted().reappointed("2019-06-10 09:00", "2019-06-22")
    assert story.dossier.appointments[-1].promised == at("2019-06-24 17:00")


@pytest.mark.parametrize("day", ["2019-06-17", "2019-06-14", "2018-06-20"])
def test_a_new_date_that_is_not_later_is_refused(day: str) -> None:
    with pytest.raises(NewDateNotLater) as refused:
        Story().accepted().reappointed("2019-06-10 09:00", day)
    assert "17:00 17/06/2019" in refused.value.sentence("vi")


# --- data, and its limits ---------------------------------------------------------------------------


def test_a_deadline_beyond_the_loaded_years_is_refused_and_names_the_year_to_load() -> None:
    for allowance in (WorkingDays(10), OfficeTime(timedelta(hours=80)), WorkingDays(0)):
        with pytest.raises(CalendarYearMissing) as refused:
            allowance.due(at("2026-12-31 16:00"), CLOCK)
        assert refused.value.year == 2027
        assert "2027" in refused.value.sentence("vi")
    with pytest.raises(CalendarYearMissing):
        CLOCK.run(at("2017-12-29 08:00"), WorkingDays(1))


def test_the_hour_of_the_rule_is_data() -> None:
    earlier = Clock(CLOCK.calendar, replace(CLOCK.rules, cut_off=time(11, 30)))
    assert WorkingDays(0).due(at("2019-06-03 14:00"), earlier) == at("2019-06-04 17:00")


def test_rules_are_those_in_force_and_a_day_before_all_is_refused() -> None:
    assert rules_on(date(2019, 6, 3)) is shipped_rules()[0]
    with pytest.raises(RulesNotInForce) as refused:
        rules_on(date(2017, 12, 31))
    assert "2018-01-01" in refused.value.sentence("vi")


def test_one_algorithm_gives_the_appointment_the_step_the_pause_and_the_new_date() -> None:
    """The incumbent had two that disagreed: one for the slip, one for the steps."""
    one_step = procedure(days(7), replace(TRANSFER.steps[0], duration=days(7)))
    slip = Story("2019-04-26 16:00", one_step).accepted().handed_over("2019-04-26 16:00", 1).dossier
    assert slip.running is not None
    assert slip.parts[0].running.due == slip.running.due
    resumed = CLOCK.go_on(
        slip.running, slip.running.start, slip.running.start, PausePolicy.RESUME, WorkingDays(7)
    )
    assert resumed == slip.running
    moved = CLOCK.move(slip.running, slip.running.start, date(2019, 5, 20))
    assert moved.allowance.due(moved.start, CLOCK) == moved.due


def test_a_due_date_takes_less_than_fifty_microseconds() -> None:
    start, repeats = at("2019-04-26 16:00"), 2_000
    for allowance in (WorkingDays(15), WorkingDays(0), OfficeTime(timedelta(hours=24))):
        # The time of this process alone: what others do on the machine is no fault of the clock's.
        taken = min(
            timeit(lambda one=allowance: one.due(start, CLOCK), timer=process_time, number=repeats)  # type: ignore[misc]
            for _ in range(5)
        )
        assert taken / repeats < 50e-6
