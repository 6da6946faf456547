"""The national portal's on-time rule, case by case, and the incumbent's mistakes, each by its name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lienthong.onestop.dossier import Dossier
from lienthong.onestop.figures import Share
from lienthong.onestop.timeliness import Judgement, Timeliness, judge
from lienthong.onestop.words import Channel
from tests.builders.dossiers import CLOCK, Story, at, days, hours, procedure, restarting

#: Ten working days from Monday 3 June 2019: due on Monday 17 June, 17:00.
DUE = at("2019-06-17 17:00")
PERIOD_END = at("2019-06-30 23:59:59")


def judged(story: Story, as_of: str = "2019-06-30 23:59:59") -> Judgement:
    judgement = judge(story.dossier, at(as_of))
    assert judgement is not None
    return judgement


def timeliness(story: Story, as_of: str = "2019-06-30 23:59:59") -> Timeliness:
    return judged(story, as_of).timeliness


# --- the end and the appointment --------------------------------------------------------------------


def test_an_end_at_the_appointment_is_on_time_and_a_second_later_is_late() -> None:
    assert timeliness(Story().accepted().decided("2019-06-17 17:00")) is Timeliness.ON_TIME
    assert timeliness(Story().accepted().decided("2019-06-17 17:00:01")) is Timeliness.LATE


def test_done_comes_before_returned_an_applicant_who_comes_late_makes_nothing_late() -> None:
    story = Story().accepted().decided("2019-06-17 10:00").returned("2019-06-25 09:00")
    assert timeliness(story) is Timeliness.ON_TIME
    assert judged(story).end == at("2019-06-17 10:00")


def test_done_on_a_day_before_is_early_and_on_the_day_itself_is_on_time() -> None:
    assert timeliness(Story().accepted().decided("2019-06-14 16:59")) is Timeliness.EARLY
    assert timeliness(Story().accepted().decided("2019-06-17 07:00")) is Timeliness.ON_TIME


def test_days_are_vietnam_s_where_utc_has_another() -> None:
    # 06:30 on the 17th in Vietnam is 23:30 on the 16th in UTC.
    assert timeliness(Story().accepted().decided("2019-06-17 06:30")) is Timeliness.ON_TIME


# --- refused, stopped, withdrawn --------------------------------------------------------------------


def test_refused_stopped_and_withdrawn_count_as_ends_where_the_dossier_was_accepted() -> None:
    for end in (
        Story().accepted().refused("2019-06-14 09:00"),
        Story().accepted().stopped("2019-06-14 09:00"),
        Story().accepted().withdrawn("2019-06-14 09:00"),
    ):
        assert judged(end).ended
        assert timeliness(end) is Timeliness.EARLY
    for late in (
        Story().accepted().refused("2019-06-18 09:00"),
        Story().accepted().stopped("2019-06-18 09:00"),
        Story().accepted().withdrawn("2019-06-18 09:00"),
    ):
        assert timeliness(late) is Timeliness.LATE


def test_what_was_refused_or_withdrawn_before_it_was_accepted_does_not_count() -> None:
    assert judge(Story().refused("2019-06-03 09:00").dossier, PERIOD_END) is None
    assert judge(Story(channel=Channel.ONLINE).withdrawn("2019-06-03 09:00").dossier, PERIOD_END) is None
    assert judge(Story(channel=Channel.ONLINE).dossier, PERIOD_END) is None


# --- supplements ------------------------------------------------------------------------------------


def test_supplement_time_is_subtracted() -> None:
    story = Story().accepted().asked("2019-06-05 09:00").supplied("2019-06-12 09:00")
    assert judged(story).due == at("2019-06-24 17:00")
    assert timeliness(story.decided("2019-06-24 16:00")) is Timeliness.ON_TIME


@pytest.mark.parametrize(
    "done", ["2019-06-20 10:00", "2019-06-24 10:00", "2019-06-25 10:00", "2019-06-27 10:00"]
)
def test_the_portal_s_subtraction_and_the_clock_s_addition_are_one_rule(done: str) -> None:
    """End less supplement time against the first appointment, as the portal has it, in working days."""
    story = Story().accepted().asked("2019-06-05 09:00").supplied("2019-06-12 09:00").decided(done)
    paused = CLOCK.calendar.working_days_between(at("2019-06-05 09:00").date(), at("2019-06-12 09:00").date())
    end = CLOCK.calendar.add_working_days(at(done).date(), -paused)
    by_subtraction = end > DUE.date()
    assert (timeliness(story) is Timeliness.LATE) is by_subtraction


def test_an_unanswered_request_counts_as_the_end() -> None:
    story = Story().accepted().asked("2019-06-05 09:00")
    far = judge(story.dossier, at("2019-12-31 12:00"))
    assert far is not None
    assert (far.end, far.timeliness, far.ended) == (at("2019-06-05 09:00"), Timeliness.ON_TIME, False)


def test_an_unanswered_request_that_itself_came_late_is_late() -> None:
    assert timeliness(Story().accepted().asked("2019-06-18 09:00")) is Timeliness.LATE


def test_what_is_stopped_for_want_of_an_answer_ended_with_the_request() -> None:
    story = Story().accepted().asked("2019-06-17 09:00").stopped("2019-09-17 09:00")
    assert timeliness(story, "2019-12-31 12:00") is Timeliness.ON_TIME
    assert judged(story, "2019-12-31 12:00").ended


def test_more_than_one_request_is_late_however_soon_it_ends() -> None:
    story = Story().accepted().asked("2019-06-04 09:00").supplied("2019-06-05 09:00")
    story.asked("2019-06-05 10:00").supplied("2019-06-06 09:00").decided("2019-06-06 10:00")
    assert judged(story).requests == 2
    assert timeliness(story) is Timeliness.LATE


def test_payments_are_no_supplements_and_two_of_them_make_nothing_late() -> None:
    story = Story().accepted().to_be_paid("2019-06-04 09:00").paid("2019-06-05 09:00")
    story.to_be_paid("2019-06-05 10:00").paid("2019-06-06 09:00").decided("2019-06-06 10:00")
    assert timeliness(story) is Timeliness.EARLY


# --- what is not finished ---------------------------------------------------------------------------


def test_what_is_not_finished_is_held_against_the_period_s_end() -> None:
    story = Story().accepted()
    assert timeliness(story, "2019-06-17 17:00") is Timeliness.ON_TIME
    assert timeliness(story, "2019-06-17 17:00:01") is Timeliness.LATE
    assert not judged(story).ended


def test_what_happens_at_the_very_instant_has_happened() -> None:
    story = Story().accepted().decided("2019-06-14 10:00")
    assert judged(story, "2019-06-03 08:00").ended is False
    assert judged(story, "2019-06-14 10:00").ended is True
    asked = Story().accepted().asked("2019-06-17 09:00").supplied("2019-06-19 09:00")
    assert judged(asked, "2019-06-17 09:00").requests == 1
    # Answered at that instant, so its clock runs again, and its new deadline counts.
    assert judged(asked, "2019-06-19 09:00").end == at("2019-06-19 09:00")
    assert judged(asked, "2019-06-19 09:00").due > DUE


def test_what_is_not_finished_is_never_early() -> None:
    assert timeliness(Story().accepted(), "2019-06-04 09:00") is Timeliness.ON_TIME


def test_what_happened_after_the_period_does_not_change_its_judgement() -> None:
    story = Story().accepted()
    before = judge(story.dossier, at("2019-06-16 12:00"))
    story.asked("2019-06-17 09:00").supplied("2019-06-25 09:00").decided("2019-06-25 10:00")
    assert judge(story.dossier, at("2019-06-16 12:00")) == before
    assert judge(story.dossier, at("2019-06-03 07:59")) is None


# --- new dates --------------------------------------------------------------------------------------


def test_a_new_date_given_in_time_counts() -> None:
    story = Story().accepted().reappointed("2019-06-14 09:00", "2019-06-20").decided("2019-06-20 10:00")
    assert timeliness(story) is Timeliness.ON_TIME


def test_a_new_date_given_too_late_counts_for_the_applicant_and_not_for_the_measure() -> None:
    story = Story().accepted().reappointed("2019-06-17 09:00", "2019-06-20").decided("2019-06-20 10:00")
    assert timeliness(story) is Timeliness.LATE
    assert story.dossier.appointments[-1].promised == at("2019-06-20 17:00")


def test_restarting_and_resuming_differ_only_in_the_deadline() -> None:
    acts = [
        Story(under=one)
        .accepted()
        .asked("2019-06-05 09:00")
        .supplied("2019-06-12 09:00")
        .decided("2019-06-25 10:00")
        for one in (procedure(), restarting(procedure()))
    ]
    assert [timeliness(story) for story in acts] == [Timeliness.LATE, Timeliness.EARLY]


# --- the incumbent's mistakes -----------------------------------------------------------------------


def test_early_needs_no_extension_date() -> None:
    story = Story().accepted().decided("2019-06-05 10:00")
    assert len(story.dossier.appointments) == 1
    assert timeliness(story) is Timeliness.EARLY


def test_nothing_released_is_no_share_and_never_100_percent() -> None:
    nothing = Share(0, 0)
    assert (nothing.basis_points, nothing.plain()) == (None, None)
    assert (nothing.written("en"), nothing.written("vi")) == ("n/a", "không có")


def test_a_same_day_dossier_after_15_00_is_on_time_the_next_day_and_early_on_the_same() -> None:
    under = procedure(days(0))
    late_in_the_day = "2019-06-03 15:30"
    assert (
        timeliness(Story(late_in_the_day, under).accepted().decided("2019-06-04 16:00")) is Timeliness.ON_TIME
    )
    assert (
        timeliness(Story(late_in_the_day, under).accepted().decided("2019-06-03 16:00")) is Timeliness.EARLY
    )
    assert timeliness(Story(late_in_the_day, under).accepted().decided("2019-06-05 07:30")) is Timeliness.LATE


def test_a_dossier_in_hours_is_late_by_the_minute() -> None:
    story = Story("2019-06-03 08:00", procedure(hours(4))).accepted()
    assert timeliness(story.decided("2019-06-03 13:30")) is Timeliness.ON_TIME
    late = Story("2019-06-03 08:00", procedure(hours(4))).accepted().decided("2019-06-03 13:31")
    assert timeliness(late) is Timeliness.LATE


# --- shares -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [
        (16_110, 41_111, "39.19 %"),
        (24_885, 41_111, "60.53 %"),
        (116, 41_111, "0.28 %"),
        (1_614, 1_645, "98.12 %"),
        (1, 8, "12.50 %"),
        (1, 3, "33.33 %"),
        (2, 3, "66.67 %"),
        (1, 20_000, "0.01 %"),
        (1, 20_001, "0.00 %"),
        (7, 7, "100.00 %"),
        (0, 7, "0.00 %"),
    ],
)
def test_shares_are_rounded_half_up_at_the_second_place(part: int, whole: int, written: str) -> None:
    assert Share(part, whole).written() == written
    assert Share(part, whole).written("vi") == written.replace(".", ",")


def test_the_judgement_needs_no_calendar_and_takes_microseconds() -> None:
    dossier: Dossier = Story().accepted().decided("2019-06-17 10:00").dossier
    assert judge(dossier, DUE + timedelta(days=4000)) == judge(dossier, PERIOD_END)
