"""Why a dossier is late, and which will be if nobody acts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lienthong.calendar.errors import CalendarYearMissing
from lienthong.onestop.lateness import Cause, CauseKind, causes_of
from lienthong.onestop.procedures import Procedure
from lienthong.onestop.warning import Outlook, Pace, expected_end, warning_of, warnings
from tests.builders.dossiers import CENTRE, CLOCK, LAND, LEAD, TAX, TRANSFER, Story, at, days, procedure, step

TWO_STEPS = procedure(days(6), step(1, 1, "land", days(3)), step(2, 2, "tax", days(2)))


def causes(story: Story, as_of: str = "2019-12-31 12:00") -> tuple[Cause, ...]:
    return causes_of(story.dossier, at(as_of), CLOCK)


def told(story: Story, as_of: str = "2019-12-31 12:00") -> list[tuple[CauseKind, str, int | None]]:
    return [(cause.kind, cause.agency, cause.step) for cause in causes(story, as_of)]


def test_what_is_in_time_has_no_causes_even_where_a_step_was_late() -> None:
    story = Story(under=TWO_STEPS).accepted().handed_over("2019-06-03 09:00", 1)
    story.finished("2019-06-07 10:00", 1, by=LAND).handed_over("2019-06-07 10:10", 2)
    story.finished("2019-06-10 10:00", 2, by=TAX).decided("2019-06-11 10:00")
    assert story.dossier.parts[0].was_late
    assert causes(story) == ()


def test_the_step_and_its_agency_are_named_with_the_office_time_they_cost() -> None:
    story = Story(under=TWO_STEPS).accepted().handed_over("2019-06-03 09:00", 1)
    story.finished("2019-06-12 09:00", 1, by=LAND).handed_over("2019-06-12 09:10", 2)
    story.finished("2019-06-13 09:00", 2, by=TAX).decided("2019-06-13 10:00")
    (cause,) = causes(story)
    assert (cause.kind, cause.agency, cause.step) == (CauseKind.STEP, LAND, 1)
    # From Thursday 6 June, 17:00, to Wednesday 12 June, 9:00: three whole days and two hours.
    assert cause.over == 3 * timedelta(hours=8.5) + timedelta(hours=2)
    assert cause.since == at("2019-06-06 17:00")


def test_a_dossier_that_lay_at_the_desk_is_the_centre_s() -> None:
    story = Story(under=TWO_STEPS).accepted().handed_over("2019-06-11 09:00", 1)
    story.finished("2019-06-12 09:00", 1, by=LAND).handed_over("2019-06-12 09:10", 2)
    story.finished("2019-06-13 09:00", 2, by=TAX).decided("2019-06-13 10:00")
    assert told(story) == [(CauseKind.FORWARDING, CENTRE, 1)]


def test_a_dossier_that_lay_between_two_agencies_is_the_giver_s() -> None:
    story = Story(under=TWO_STEPS).accepted().handed_over("2019-06-03 09:00", 1)
    story.finished("2019-06-05 09:00", 1, by=LAND).handed_over("2019-06-14 09:00", 2, by=LAND)
    story.finished("2019-06-14 10:00", 2, by=TAX).decided("2019-06-14 11:00")
    assert told(story) == [(CauseKind.FORWARDING, LAND, 2)]


def test_a_result_that_came_long_after_the_last_step_is_the_leading_agency_s() -> None:
    story = Story(under=TWO_STEPS).accepted().handed_over("2019-06-03 09:00", 1)
    story.finished("2019-06-05 09:00", 1, by=LAND).handed_over("2019-06-05 09:10", 2)
    story.finished("2019-06-06 09:00", 2, by=TAX).decided("2019-06-14 11:00")
    assert told(story) == [(CauseKind.DECISION, LEAD, None)]


def test_a_dossier_without_steps_is_late_by_the_leading_agency() -> None:
    (cause,) = causes(Story(under=procedure(days(3))).accepted().decided("2019-06-07 10:00"))
    assert (cause.kind, cause.agency) == (CauseKind.WHOLE, LEAD)
    assert cause.over == timedelta(hours=3)


def test_the_pause_is_not_held_against_the_step() -> None:
    story = Story(under=TWO_STEPS).accepted().handed_over("2019-06-03 09:00", 1)
    story.asked("2019-06-04 09:00", by=LAND).supplied("2019-06-24 09:00").finished(
        "2019-06-25 09:00", 1, by=LAND
    )
    story.handed_over("2019-06-25 09:10", 2).finished("2019-07-04 09:00", 2, by=TAX).decided(
        "2019-07-04 10:00"
    )
    assert told(story) == [(CauseKind.STEP, TAX, 2)]


def test_a_pause_within_what_a_step_was_late_by_is_taken_off() -> None:
    story = Story(under=TWO_STEPS).accepted().handed_over("2019-06-03 09:00", 1)
    story.asked("2019-06-07 09:00", by=LAND).supplied("2019-06-12 09:00").finished(
        "2019-06-13 09:00", 1, by=LAND
    )
    story.handed_over("2019-06-13 09:10", 2).finished("2019-06-17 09:00", 2, by=TAX).decided(
        "2019-06-17 10:00"
    )
    by_step = {cause.step: cause.over for cause in causes(story) if cause.kind is CauseKind.STEP}
    # Two hours before the pause; after it the rest of Wednesday from 9:00, and two hours of Thursday.
    assert by_step == {1: timedelta(hours=2 + 6.5 + 2)}


def test_payments_are_no_requests_for_supplements() -> None:
    story = Story(under=TWO_STEPS).accepted().handed_over("2019-06-03 09:00", 1)
    story.to_be_paid("2019-06-04 09:00", by=LAND).paid("2019-06-05 09:00")
    story.to_be_paid("2019-06-05 10:00", by=LAND).paid("2019-06-06 09:00")
    assert told(story, "2019-06-28 12:00") == [(CauseKind.STEP, LAND, 1)]


def test_of_a_second_request_that_waits_the_time_until_now_is_told_and_of_later_ones_nothing() -> None:
    story = Story(under=TWO_STEPS).accepted().handed_over("2019-06-03 09:00", 1)
    story.asked("2019-06-04 09:00", by=LAND).supplied("2019-06-05 09:00")
    story.asked("2019-06-05 10:00", by=LAND).supplied("2019-06-28 09:00")
    (second,) = (c for c in causes(story, "2019-06-05 11:00") if c.kind is CauseKind.SECOND_REQUEST)
    assert second.over == timedelta(hours=1)
    # Before it was made, nothing was late.
    assert causes(story, "2019-06-05 09:30") == ()


def test_a_second_request_and_one_that_came_late_are_named_with_who_asked() -> None:
    story = Story(under=TWO_STEPS).accepted().handed_over("2019-06-03 09:00", 1)
    story.asked("2019-06-07 09:00", by=LAND).supplied("2019-06-10 09:00")
    story.asked("2019-06-10 10:00", by=LAND).supplied("2019-06-12 09:00")
    found = told(story, "2019-06-12 10:00")
    assert (CauseKind.SECOND_REQUEST, LAND, None) in found
    assert (CauseKind.LATE_REQUEST, LAND, None) in found


def test_an_unfinished_dossier_is_late_by_the_step_that_has_it() -> None:
    story = Story(under=TWO_STEPS).accepted().handed_over("2019-06-03 09:00", 1)
    assert told(story, "2019-06-20 12:00") == [(CauseKind.STEP, LAND, 1)]
    assert told(Story(under=TWO_STEPS).accepted(), "2019-06-20 12:00") == [(CauseKind.FORWARDING, CENTRE, 1)]


def test_what_happened_later_is_not_told_of_the_past() -> None:
    story = Story(under=TWO_STEPS).accepted().handed_over("2019-06-03 09:00", 1)
    before = causes(story, "2019-06-20 12:00")
    story.finished("2019-06-24 09:00", 1, by=LAND).handed_over("2019-06-24 09:10", 2)
    assert causes(story, "2019-06-20 12:00") == before


def test_steps_in_time_that_are_too_long_together_are_the_plan_s_fault() -> None:
    long = procedure(days(2), step(1, 1, "land", days(3)))
    story = Story(under=long).accepted().handed_over("2019-06-03 09:00", 1)
    story.finished("2019-06-06 09:00", 1, by=LAND).decided("2019-06-06 10:00")
    assert told(story) == [(CauseKind.PLAN, LEAD, None)]


def test_causes_stand_in_the_order_of_what_they_cost_in_both_languages() -> None:
    story = Story(under=TWO_STEPS).accepted().handed_over("2019-06-05 09:00", 1)
    story.finished("2019-06-20 09:00", 1, by=LAND).handed_over("2019-06-20 09:10", 2)
    found = causes(story, "2019-07-31 12:00")
    assert [cause.over for cause in found] == sorted((cause.over for cause in found), reverse=True)
    assert len({cause.kind for cause in found}) == 2
    assert all(kind.vi and kind.en for kind in CauseKind)


# --- early warning ----------------------------------------------------------------------------------


def seen(under: Procedure, step_days: int, count: int = 9) -> Pace:
    """The pace of agencies that take so many days for every step."""
    stories = [Story("2019-03-04 08:00", under, number=number).accepted() for number in range(1, count + 1)]
    for story in stories:
        day = date(2019, 3, 4)
        for planned in story.dossier.plan:
            done = CLOCK.calendar.add_working_days(day, step_days)
            story.handed_over(f"{day} 16:00", planned.number)
            story.finished(f"{done} 16:00", planned.number, by=planned.agency)
            day = done
    return Pace.of([story.dossier for story in stories], CLOCK)


def under_way() -> Story:
    return Story(under=TWO_STEPS).accepted().handed_over("2019-06-03 16:00", 1)


def test_agencies_that_are_slow_by_habit_are_warned_about_before_anything_is_late() -> None:
    now = at("2019-06-04 08:00")
    slow, fast = seen(TWO_STEPS, 4), seen(TWO_STEPS, 1)
    found = warning_of(under_way().dossier, now, slow, CLOCK)
    assert found is not None
    assert (found.outlook, found.holders, found.steps) == (Outlook.WILL_BE_LATE, (LAND,), (1,))
    assert found.expected > found.due == at("2019-06-11 17:00")
    assert found.apology_by == at("2019-06-10 17:00")
    assert found.over(CLOCK) > timedelta(0)
    assert warning_of(under_way().dossier, now, fast, CLOCK) is None


def test_without_a_known_pace_the_procedure_s_own_times_count() -> None:
    nothing = Pace({})
    assert warning_of(under_way().dossier, at("2019-06-04 08:00"), nothing, CLOCK) is None
    late_start = Story(under=TWO_STEPS).accepted().handed_over("2019-06-07 09:00", 1)
    found = warning_of(late_start.dossier, at("2019-06-07 10:00"), nothing, CLOCK)
    assert found is not None
    assert found.expected == at("2019-06-14 17:00")


def test_four_dossiers_say_nothing_of_a_pace() -> None:
    key = (LAND, TWO_STEPS.code, 1)
    assert seen(TWO_STEPS, 4, count=4).typical(key) is None
    assert seen(TWO_STEPS, 4, count=5).typical(key) == timedelta(hours=34)


def test_the_pace_is_that_of_dossiers_that_took_at_least_as_long() -> None:
    key = ("a", "p", 1)
    pace = Pace({key: tuple(timedelta(hours=hour) for hour in (1, 2, 3, 10, 20))})
    assert pace.typical(key) == timedelta(hours=3)
    assert pace.typical(key, timedelta(hours=5)) == timedelta(hours=10)
    assert pace.typical(key, timedelta(hours=20)) is None


def test_side_by_side_the_slower_step_decides() -> None:
    story = Story(under=TRANSFER).accepted().handed_over("2019-06-03 09:00", 1)
    story.finished("2019-06-04 09:00", 1, by=LAND).handed_over("2019-06-04 09:10", 2).handed_over(
        "2019-06-04 09:11", 3
    )
    times = {2: timedelta(hours=40), 3: timedelta(hours=5), 4: timedelta(hours=2)}
    agencies = {2: TAX, 3: LAND, 4: LEAD}
    pace = Pace({(agencies[n], TRANSFER.code, n): (time,) * 5 for n, time in times.items()})
    end = expected_end(story.dossier, at("2019-06-04 10:00"), pace, CLOCK)
    tax = CLOCK.calendar.add_working_time(at("2019-06-04 09:10"), times[2])
    assert end == CLOCK.calendar.add_working_time(tax, times[4])


def test_what_is_late_already_is_told_as_that_and_no_apology_is_in_time_any_more() -> None:
    found = warning_of(under_way().dossier, at("2019-06-12 08:00"), Pace({}), CLOCK)
    assert found is not None
    assert (found.outlook, found.apology_by) == (Outlook.LATE, None)


def test_a_second_apology_is_not_proposed() -> None:
    story = under_way().reappointed("2019-06-04 09:00", "2019-06-12")
    found = warning_of(story.dossier, at("2019-06-04 10:00"), seen(TWO_STEPS, 6), CLOCK)
    assert found is not None
    assert found.apology_by is None


@pytest.mark.parametrize(
    "quiet",
    [
        lambda: under_way().asked("2019-06-04 09:00", by=LAND),
        lambda: Story(under=TWO_STEPS),
        lambda: under_way().stopped("2019-06-04 09:00"),
    ],
)
def test_nothing_is_warned_of_what_waits_for_the_applicant_or_is_over(quiet: object) -> None:
    assert callable(quiet)
    assert warning_of(quiet().dossier, at("2019-06-10 10:00"), seen(TWO_STEPS, 6), CLOCK) is None


def test_a_dossier_without_steps_is_expected_at_its_agency_s_pace() -> None:
    three = procedure(days(3))
    finished = [
        Story("2019-03-04 08:00", three, number=number).accepted().decided("2019-03-08 08:00").dossier
        for number in range(1, 8)
    ]
    pace = Pace.of(finished, CLOCK)
    found = warning_of(Story(under=three).accepted().dossier, at("2019-06-04 08:00"), pace, CLOCK)
    assert found is not None
    assert found.expected == at("2019-06-07 08:00")


def test_pauses_say_nothing_of_a_pace() -> None:
    paused = Story(under=TWO_STEPS).accepted().handed_over("2019-06-03 09:00", 1)
    paused.asked("2019-06-04 09:00", by=LAND).supplied("2019-06-24 09:00").finished(
        "2019-06-25 09:00", 1, by=LAND
    )
    assert Pace.of([paused.dossier], CLOCK).taken == {}


def test_steps_before_and_after_a_pause_tell_of_a_pace() -> None:
    story = Story(under=TWO_STEPS).accepted().handed_over("2019-06-03 09:00", 1)
    story.finished("2019-06-04 09:00", 1, by=LAND).asked("2019-06-04 09:00").supplied("2019-06-10 09:00")
    story.handed_over("2019-06-10 09:00", 2).finished("2019-06-11 09:00", 2, by=TAX)
    day = (timedelta(hours=8.5),)
    assert Pace.of([story.dossier], CLOCK).taken == {
        (LAND, TWO_STEPS.code, 1): day,
        (TAX, TWO_STEPS.code, 2): day,
    }


def test_at_the_very_deadline_nothing_is_late_and_an_apology_is_in_time_until_its_very_end() -> None:
    plain = Story(under=procedure(days(3))).accepted().dossier
    assert warning_of(plain, at("2019-06-06 17:00"), Pace({}), CLOCK) is None
    late = warning_of(plain, at("2019-06-06 17:00:01"), Pace({}), CLOCK)
    assert late is not None
    assert late.outlook is Outlook.LATE
    slow = seen(TWO_STEPS, 6)
    for now, possible in (("2019-06-10 17:00", True), ("2019-06-10 17:00:01", False)):
        found = warning_of(under_way().dossier, at(now), slow, CLOCK)
        assert found is not None
        assert (found.apology_by is not None) is possible


def test_warnings_stand_by_their_deadline_and_an_unknown_year_is_named() -> None:
    near, far = (
        under_way(),
        Story("2019-06-05 08:00", TWO_STEPS).accepted().handed_over("2019-06-05 16:00", 1),
    )
    found = warnings([far.dossier, near.dossier], at("2019-06-06 08:00"), seen(TWO_STEPS, 6), CLOCK)
    assert [one.dossier for one in found] == [near.dossier.code, far.dossier.code]
    last = Story("2026-12-14 08:00", TWO_STEPS).accepted().handed_over("2026-12-28 16:00", 1)
    with pytest.raises(CalendarYearMissing, match="2027"):
        warnings([last.dossier], at("2026-12-30 08:00"), Pace({}), CLOCK)
