"""A dossier's life: what may follow what, by whom, and what is said to those who try otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from lienthong.errors import ExchangeError, IntegrityFault
from lienthong.onestop import moves
from lienthong.onestop.errors import (
    EventOutOfOrder,
    IllegalMove,
    SecondReappointment,
    StepNotOpen,
    StepsUnassigned,
    StepsUnfinished,
    WrongAgency,
)
from lienthong.onestop.events import DossierEvent, event_of
from lienthong.onestop.folding import apply, fold
from lienthong.onestop.legality import agencies_for, legal_kinds
from lienthong.onestop.moves import Act
from lienthong.onestop.portal import synchronisation
from lienthong.onestop.words import Channel, Kind, PortalStatus, Reason
from tests.builders.dossiers import CENTRE, LAND, LEAD, TAX, TRANSFER, Story, at, procedure

ELSEWHERE = "000.00.12.H39"


def through_the_land_office() -> Story:
    story = Story(under=TRANSFER).accepted().handed_over("2019-06-03 09:00", 1)
    return story.finished("2019-06-06 10:00", 1, by=LAND)


def whole_way() -> Story:
    story = through_the_land_office()
    story.handed_over("2019-06-06 10:30", 2, by=LAND).handed_over("2019-06-06 10:31", 3, by=LAND)
    story.finished("2019-06-10 09:00", 3, by=LAND).to_be_paid("2019-06-10 10:00", by=TAX)
    story.paid("2019-06-12 10:00").finished("2019-06-12 11:00", 2, by=TAX)
    story.handed_over("2019-06-12 14:00", 4).finished("2019-06-13 09:00", 4, by=LEAD)
    return story.decided("2019-06-13 10:00", by=LEAD).returned("2019-06-14 08:00")


def test_a_land_transfer_goes_through_three_agencies_two_of_them_side_by_side() -> None:
    dossier = whole_way().dossier
    assert dossier.status is PortalStatus.RETURNED
    assert [part.step for part in dossier.parts] == [1, 2, 3, 4]
    assert dossier.is_worked_off()
    assert dossier.ended_at == at("2019-06-13 10:00")
    assert dossier.returned_at == at("2019-06-14 08:00")


def test_each_of_the_portal_s_ten_states_is_reached() -> None:
    online = Story(channel=Channel.ONLINE)
    working = through_the_land_office()
    states = [
        online.dossier,
        Story().accepted().dossier,
        Story().refused("2019-06-03 09:00").dossier,
        working.dossier,
        Story().accepted().asked("2019-06-04 08:00").dossier,
        Story().accepted().to_be_paid("2019-06-04 08:00").dossier,
        Story().accepted().withdrawn("2019-06-04 08:00").dossier,
        Story().accepted().stopped("2019-06-04 08:00").dossier,
        Story().accepted().decided("2019-06-04 08:00").dossier,
        whole_way().dossier,
    ]
    assert [dossier.status.value for dossier in states] == list(range(1, 11))
    assert [synchronisation(dossier)["TrangThaiHoSo"] for dossier in states] == [str(n) for n in range(1, 11)]


def test_the_portal_gets_the_appointment_that_the_applicant_was_told_and_times_in_vietnam() -> None:
    told = synchronisation(Story().accepted().reappointed("2019-06-17 16:00", "2019-06-20").dossier)
    assert told["NgayHenTra"] == "20190620170000"
    assert told["NgayTiepNhan"] == "20190603080000"
    assert (told["NgayTra"], told["NgayKetThucXuLy"]) == ("", "")
    assert told["KenhThucHien"] == "1"
    whole = synchronisation(whole_way().dossier)
    assert (whole["NgayKetThucXuLy"], whole["NgayTra"]) == ("20190613100000", "20190614080000")


def test_the_portal_is_told_who_has_it_in_hand() -> None:
    story = through_the_land_office()
    assert synchronisation(story.dossier)["DonViXuLy"] == CENTRE
    story.handed_over("2019-06-06 10:30", 2, by=LAND).handed_over("2019-06-06 10:31", 3, by=LAND)
    assert synchronisation(story.dossier)["DonViXuLy"] == f"{TAX};{LAND}"


# --- what is refused, and what is said --------------------------------------------------------------


def refusal(act: Callable[[], object], kind: type[ExchangeError]) -> ExchangeError:
    with pytest.raises(kind) as refused:
        act()
    for language in ("en", "vi"):
        assert "{" not in refused.value.sentence(language)
    return refused.value


def test_a_supplement_after_the_decision_is_refused_with_what_is_left_to_do() -> None:
    story = Story().accepted().decided("2019-06-05 09:00")
    refused = refusal(lambda: story.asked("2019-06-05 10:00"), IllegalMove)
    assert refused.facts["legal"] == ["return the result"]
    assert refused.sentence("vi").endswith("Có thể thực hiện: trả kết quả.")


def test_a_second_re_appointment_is_refused_with_the_date_that_stands() -> None:
    story = Story().accepted().reappointed("2019-06-10 09:00", "2019-06-20")
    refused = refusal(lambda: story.reappointed("2019-06-12 09:00", "2019-06-25"), SecondReappointment)
    assert "17:00 20/06/2019" in refused.sentence("vi")
    assert Kind.REAPPOINTED not in legal_kinds(story.dossier)


def test_a_step_handed_over_by_the_wrong_agency_is_refused_with_those_that_can() -> None:
    story = through_the_land_office()
    refused = refusal(lambda: story.handed_over("2019-06-06 10:30", 2, by=TAX), WrongAgency)
    assert refused.facts["holders"] == sorted([LAND, CENTRE])


def test_a_step_is_finished_only_by_the_agency_that_has_it() -> None:
    story = through_the_land_office()
    story.handed_over("2019-06-06 10:30", 2, by=LAND).handed_over("2019-06-06 10:31", 3, by=LAND)
    refused = refusal(lambda: story.finished("2019-06-07 09:00", 2, by=LAND), WrongAgency)
    assert refused.facts["holders"] == [TAX]


@pytest.mark.parametrize("by", [ELSEWHERE, TAX])
def test_an_agency_that_does_not_have_it_in_hand_asks_for_nothing(by: str) -> None:
    story = Story(under=TRANSFER).accepted().handed_over("2019-06-03 09:00", 1)
    refusal(lambda: story.asked("2019-06-04 09:00", by=by), WrongAgency)
    refusal(lambda: story.to_be_paid("2019-06-04 09:00", by=by), WrongAgency)
    refusal(lambda: story.decided("2019-06-04 09:00", by=by), WrongAgency)


def test_only_the_parties_of_a_dossier_may_know_of_it_and_an_agency_is_one_once_it_reaches_it() -> None:
    story = through_the_land_office()
    assert story.dossier.parties() == {CENTRE, LEAD, LAND}
    story.handed_over("2019-06-06 10:30", 2, by=LAND)
    assert story.dossier.parties() == {CENTRE, LEAD, LAND, TAX}


@pytest.mark.parametrize(
    ("number", "why"),
    [(4, "earlier steps are not finished"), (1, "it is finished"), (9, "the procedure has no such step")],
)
def test_a_step_handed_over_out_of_its_turn_is_refused_with_those_whose_turn_it_is(
    number: int, why: str
) -> None:
    story = through_the_land_office()
    refused = refusal(lambda: story.handed_over("2019-06-06 10:30", number), StepNotOpen)
    assert (refused.facts["why"], refused.facts["legal"]) == (why, ["2", "3"])


def test_a_step_is_not_handed_over_or_finished_twice() -> None:
    story = Story(under=TRANSFER).accepted().handed_over("2019-06-03 09:00", 1)
    refusal(lambda: story.handed_over("2019-06-03 09:05", 1), StepNotOpen)
    story.finished("2019-06-04 09:00", 1, by=LAND)
    refusal(lambda: story.finished("2019-06-04 09:05", 1, by=LAND), StepNotOpen)
    story.handed_over("2019-06-04 10:00", 2)
    refused = refusal(lambda: story.handed_over("2019-06-04 10:05", 2), StepNotOpen)
    assert (refused.facts["wanted"], refused.facts["why"]) == ("handed over", "it was handed over")
    refused = refusal(lambda: story.finished("2019-06-04 11:00", 3, by=LAND), StepNotOpen)
    assert (refused.facts["wanted"], refused.facts["why"]) == ("finished", "it was not handed over")


def test_the_next_group_waits_for_every_step_of_the_one_before() -> None:
    story = through_the_land_office()
    story.handed_over("2019-06-06 10:30", 2, by=LAND).finished("2019-06-07 09:00", 2, by=TAX)
    refusal(lambda: story.handed_over("2019-06-07 10:00", 4), StepNotOpen)
    story.handed_over("2019-06-07 10:00", 3).finished("2019-06-07 11:00", 3, by=LAND)
    assert story.handed_over("2019-06-07 14:00", 4, by=TAX).dossier.open_parts[0].step == 4


def test_nothing_is_granted_before_every_step_is_finished_but_a_reasoned_refusal_may_be_sooner() -> None:
    story = through_the_land_office()
    refused = refusal(lambda: story.decided("2019-06-06 11:00"), StepsUnfinished)
    assert refused.facts["steps"] == ["2", "3", "4"]
    assert story.decided("2019-06-06 11:00", granted=False).dossier.granted is False


def test_while_the_clock_stands_still_a_step_may_end_but_nothing_begins() -> None:
    story = through_the_land_office()
    story.handed_over("2019-06-06 10:30", 2, by=LAND).asked("2019-06-06 11:00", by=TAX)
    refusal(lambda: story.handed_over("2019-06-06 14:00", 3), IllegalMove)
    refusal(lambda: story.reappointed("2019-06-06 14:00", "2019-06-25"), IllegalMove)
    story.finished("2019-06-25 09:00", 2, by=TAX)
    part = story.dossier.part(2)
    assert part is not None
    # Not late: its clock stood still since the request.
    assert part.held_at == at("2019-06-06 11:00")
    assert not part.was_late


def test_a_procedure_whose_steps_nobody_is_named_for_is_not_accepted() -> None:
    story = Story(under=replace(TRANSFER, steps=(replace(TRANSFER.steps[0], responsible="surveyor"),)))
    refused = refusal(story.accepted, StepsUnassigned)
    assert refused.facts["roles"] == ["surveyor"]
    assert story.dossier.status is PortalStatus.NEW


def test_a_dossier_is_accepted_under_the_edition_it_was_received_under() -> None:
    story = Story()
    story.procedure = replace(story.procedure, effective_from=date(2019, 1, 1))
    refusal(story.accepted, IntegrityFault)


def test_an_online_dossier_waits_for_the_centre_and_no_clock_runs() -> None:
    story = Story("2019-06-01 22:00", channel=Channel.ONLINE)
    assert not story.dossier.appointments
    refusal(lambda: story.asked("2019-06-03 08:00"), IllegalMove)
    story.accepted("2019-06-03 09:00")
    assert story.dossier.appointments[-1].due == at("2019-06-17 17:00")


@pytest.mark.parametrize(
    "end",
    [
        lambda story: story.refused("2019-06-04 09:00"),
        lambda story: story.withdrawn("2019-06-04 09:00"),
        lambda story: story.stopped("2019-06-04 09:00"),
        lambda story: story.decided("2019-06-04 09:00").returned("2019-06-04 10:00"),
    ],
)
def test_nothing_follows_the_end(end: Callable[[Story], Story]) -> None:
    story = end(Story().accepted())
    assert legal_kinds(story.dossier) == frozenset()
    refused = refusal(lambda: story.asked("2019-06-05 09:00"), IllegalMove)
    assert refused.facts["legal"] == ["-"]


# --- order and repetition ---------------------------------------------------------------------------


def test_the_same_event_again_changes_nothing_wherever_it_comes() -> None:
    story = whole_way()
    for event in story.events:
        assert apply(story.dossier, event) is story.dossier
    twice = [event for event in story.events for _ in range(2)]
    assert fold(twice) == story.dossier


def test_a_second_act_is_no_repetition() -> None:
    story = Story().accepted().asked("2019-06-04 09:00")
    again = replace(story.events[-1], id="E099")
    refusal(lambda: apply(story.dossier, again), IllegalMove)


def test_an_event_from_before_the_last_one_is_refused() -> None:
    story = Story().accepted("2019-06-03 10:00")
    act = Act("E099", at("2019-06-03 09:59"), CENTRE)
    early = moves.stop(story.dossier, act, Reason.OTHER)
    refusal(lambda: apply(story.dossier, early), EventOutOfOrder)


def test_a_history_without_its_beginning_or_with_two_is_refused() -> None:
    story = Story().accepted()
    refusal(lambda: apply(None, story.events[1]), EventOutOfOrder)
    refusal(lambda: apply(story.dossier, replace(story.events[0], id="E099")), EventOutOfOrder)


def test_another_dossier_s_event_is_refused() -> None:
    story = Story().accepted()
    other = replace(
        Story().accepted().asked("2019-06-04 09:00").events[-1], dossier="000.13.30.H39-190603-0002"
    )
    refusal(lambda: apply(story.dossier, other), EventOutOfOrder)


def test_no_events_are_no_dossier() -> None:
    assert fold(()) is None


def test_every_event_is_read_back_as_it_was_written() -> None:
    stories = [
        whole_way(),
        Story().accepted().reappointed("2019-06-10 09:00", "2019-06-20").asked("2019-06-11 09:00"),
        Story().accepted().stopped("2019-06-04 09:00"),
        Story().accepted().withdrawn("2019-06-04 09:00"),
        Story().refused("2019-06-04 09:00"),
        Story().accepted().asked("2019-06-04 09:00").supplied("2019-06-05 09:00"),
    ]
    events = [event for story in stories for event in story.events]
    assert {event.kind for event in events} == set(Kind)
    read: list[DossierEvent] = [event_of(event.to_json()) for event in events]
    assert read == events


def test_every_word_is_there_in_both_languages() -> None:
    for word in (*Kind, *PortalStatus, *Channel, *Reason):
        assert word.vi
        assert word.en
        assert word.vi != word.en


def test_every_act_has_somebody_whose_it_is() -> None:
    story = Story(under=procedure()).accepted()
    assert all(agencies_for(story.dossier, kind) for kind in legal_kinds(story.dossier))
