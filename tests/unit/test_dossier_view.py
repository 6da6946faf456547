"""The view ``dossiers``: where each dossier stands for lists, warnings and reports, and what is left out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lienthong.model.event import EventType
from lienthong.onestop.clock import WorkingDays
from lienthong.onestop.events import Acceptance, DossierEvent, PlannedStep
from lienthong.onestop.folding import apply, fold
from lienthong.onestop.moves import Act, decide, finish_step, hand_over
from lienthong.services.dossier_records import MOST_AGENCIES, dossier_key, folded_dossier, pace_key
from lienthong.services.dossier_view import MOST_EVENTS, MOST_TIMES, DossierView
from lienthong.services.following import Entry
from lienthong.services.recomputing import differences, recomputed
from lienthong.services.viewing import Held, Viewing
from tests.builders.dossier_log import VIEW, entry_of, events_of, folded, reading_of
from tests.builders.dossiers import CENTRE, CLOCK, LAND, LEAD, TAX, TRANSFER, Story, at, days, procedure
from tests.builders.logged import Logged
from tests.doubles.fixed_clock import FixedClock
from tests.doubles.memory_exchange import MemoryExchange
from tests.doubles.memory_registry import MemoryRegistry
from tests.doubles.memory_views import MemoryViews
from tests.doubles.seeded_ids import SeededIds


def transfer(number: int = 1) -> Story:
    """A land transfer, with the tax and the land office side by side."""
    return (
        Story(under=TRANSFER, number=number)
        .accepted()
        .handed_over("2019-06-03 09:00", 1)
        .finished("2019-06-05 10:00", 1, LAND)
        .handed_over("2019-06-05 11:00", 2)
        .handed_over("2019-06-05 11:00", 3)
    )


def listed(partition: str, *stories: Story) -> list[tuple[str, Any]]:
    records = folded(events_of(stories))
    return sorted((sort, record) for (where, sort), record in records.items() if where == partition)


def codes(partition: str, *stories: Story) -> list[str]:
    return [record["code"] for _, record in listed(partition, *stories)]


# --- lists ----------------------------------------------------------------------------------------


def test_who_works_on_a_step_has_the_dossier_in_hand_with_the_step_s_own_deadline() -> None:
    story = transfer()
    ((sort, record),) = listed(f"HAND#{TAX}", story)
    assert sort == f"2019-06-10T10:00:00.000000Z#{story.dossier.code}"
    assert record == {
        "code": story.dossier.code,
        "procedure": "2.000889",
        "centre": CENTRE,
        "lead": LEAD,
        "status": 4,
        "steps": [2],
        "since": "2019-06-05T04:00:00Z",
        "due": "2019-06-10T10:00:00Z",
        "whole_due": "2019-06-17T10:00:00Z",
        "paused_since": None,
    }
    # Two agencies side by side: both have it, the centre has not.
    assert codes(f"HAND#{LAND}", story) == [story.dossier.code]
    assert codes(f"HAND#{CENTRE}", story) == []
    assert codes(f"TAKEN#{CENTRE}", story) == codes(f"TAKEN#{LEAD}", story) == [story.dossier.code]


def test_between_steps_the_centre_has_it_since_the_last_one_ended() -> None:
    story = transfer().finished("2019-06-06 09:00", 2, TAX).finished("2019-06-07 09:00", 3, LAND)
    ((_, record),) = listed(f"HAND#{CENTRE}", story)
    assert (record["steps"], record["since"]) == ([], "2019-06-07T02:00:00Z")
    assert record["due"] == record["whole_due"]
    assert codes(f"HAND#{TAX}", story) == codes(f"HAND#{LAND}", story) == []


def test_a_dossier_that_was_not_accepted_yet_is_in_the_centre_s_hand_due_at_no_time_and_counts_nowhere() -> (
    None
):
    story = Story()
    ((sort, record),) = listed(f"HAND#{CENTRE}", story)
    assert sort == f"~#{story.dossier.code}"
    assert (record["due"], record["since"]) == (None, "2019-06-03T01:00:00Z")
    assert codes(f"TAKEN#{CENTRE}", story) == []
    assert listed("M#2019-06", story) == listed("O", story) == []


def test_a_paused_dossier_stays_in_hand_and_says_since_when_the_clock_stands() -> None:
    ((_, record),) = listed(f"HAND#{TAX}", transfer().asked("2019-06-06 08:00", by=TAX))
    assert (record["paused_since"], record["status"]) == ("2019-06-06T01:00:00Z", 5)


def test_what_has_ended_is_listed_by_its_end_for_everybody_who_had_to_do_with_it() -> None:
    story = transfer().decided("2019-06-07 10:00", granted=False)
    for agency in (CENTRE, LEAD, LAND, TAX):
        ((sort, record),) = listed(f"ENDED#{agency}", story)
        assert sort == f"2019-06-07T03:00:00.000000Z#{story.dossier.code}"
        assert (record["status"], record["accepted"], record["due"]) == (9, True, "2019-06-17T10:00:00Z")
        assert codes(f"HAND#{agency}", story) == codes(f"TAKEN#{agency}", story) == []
    refused = Story().refused("2019-06-03 09:00")
    assert listed(f"ENDED#{CENTRE}", refused)[0][1]["accepted"] is False


# --- reports --------------------------------------------------------------------------------------


def test_an_ended_dossier_is_carried_into_every_month_that_began_while_it_was_open() -> None:
    story = Story("2019-06-28 08:00").accepted().decided("2019-08-01 00:00")
    records = folded(story.events)
    place = f"{LEAD}#{story.dossier.code}"
    where = {partition for partition, sort in records if sort == place}
    assert where == {"M#2019-06", "C#2019-07", "C#2019-08"}


def test_a_dossier_open_for_more_than_half_a_year_stands_among_the_long_ones() -> None:
    six = Story("2018-12-28 08:00").accepted().decided("2019-06-03 10:00")
    seven = Story("2018-12-28 08:00", number=2).accepted().decided("2019-07-03 10:00")
    records = folded(events_of([six, seven]))
    assert len([key for key in records if key[0].startswith("C#")]) == 6
    assert [sort for partition, sort in records if partition == "LONG"] == [
        f"2019-07-03T03:00:00.000000Z#{seven.dossier.code}"
    ]


# --- pace -----------------------------------------------------------------------------------------


def test_an_agency_s_pace_is_what_it_last_took_for_a_step_without_pauses() -> None:
    story = transfer().asked("2019-06-06 08:00", by=TAX).supplied("2019-06-07 08:00")
    story = story.finished("2019-06-10 09:00", 2, TAX)
    records = folded(story.events)
    times = [["2019-06-03T02:00:00Z", "2019-06-05T03:00:00Z", story.dossier.code]]
    assert records[pace_key(LAND, "2.000889", 1)] == {"times": times}
    assert pace_key(TAX, "2.000889", 2) not in records
    pace = reading_of(story).pace([(LAND, "2.000889", 1), (TAX, "2.000889", 2)], CLOCK.calendar)
    assert [hours.total_seconds() / 3600 for hours in pace.taken[LAND, "2.000889", 1]] == [18.0]
    assert (TAX, "2.000889", 2) not in pace.taken


def test_of_many_times_the_last_are_kept() -> None:
    stories = [
        Story(f"2019-06-03 08:{n:02d}", number=n + 1).accepted().decided(f"2019-06-04 09:{n:02d}")
        for n in range(MOST_TIMES + 3)
    ]
    times: Any = folded(events_of(stories))[pace_key(LEAD, "2.000889", 0)]["times"]
    assert [one[2] for one in times] == [story.dossier.code for story in stories[3:]]


# --- what comes late, twice, or without end -------------------------------------------------------


def test_an_event_from_between_that_comes_last_is_folded_in_its_place() -> None:
    story = transfer().asked("2019-06-06 08:00", by=TAX).supplied("2019-06-07 08:00")
    request = story.events.pop(6)
    records = folded([*story.events, request])
    assert records == folded([*story.events[:6], request, *story.events[6:]])
    assert records[dossier_key(story.dossier.code)]["waiting"] == []


def test_what_can_never_be_folded_waits_and_hinders_nothing() -> None:
    story = transfer()
    strange = Story(under=TRANSFER).accepted().decided("2019-06-04 08:00", granted=False).events[-1]
    strange = DossierEvent(
        "E999", story.dossier.code, strange.kind, strange.at, "000.99.99.H39", strange.details
    )
    records = folded([*story.events[:3], strange, *story.events[3:]])
    record = records[dossier_key(story.dossier.code)]
    assert record["waiting"] == ["E999"]
    assert record["folded"] == folded(story.events)[dossier_key(story.dossier.code)]["folded"]


def test_a_dossier_with_endless_acts_is_folded_as_far_as_a_record_may_grow() -> None:
    story = Story(under=procedure(days(10))).accepted()
    for number in range(MOST_EVENTS // 2 + 5):
        minute = f"2019-06-03 {8 + number // 60:02d}:{number % 60:02d}"
        story.to_be_paid(f"{minute}:00").paid(f"{minute}:30")
    record = folded(story.events)[dossier_key(story.dossier.code)]
    assert record["left_out"] == len(story.events) - MOST_EVENTS
    assert len(str(record["folded"])) < 100_000


def many_agencies() -> list[DossierEvent]:
    """Forty agencies side by side, as no procedure has them, each with its step; then the end."""
    story = Story(under=TRANSFER).accepted()
    received, accepted = story.events
    assert isinstance(accepted.details, Acceptance)
    offices = [f"000.{number:02d}.30.H39" for number in range(20, 60)]
    plan = tuple(PlannedStep(n, 1, office, WorkingDays(3)) for n, office in enumerate(offices, start=1))
    accepted = replace(accepted, details=replace(accepted.details, steps=plan))
    dossier = apply(apply(None, received), accepted)
    made = [received, accepted]

    def act(event: DossierEvent) -> None:
        nonlocal dossier
        dossier = apply(dossier, event)
        made.append(event)

    for planned in plan:
        when = at(f"2019-06-03 09:{planned.number:02d}")
        act(hand_over(dossier, Act(f"E1{planned.number:02d}", when, CENTRE), planned.number, CLOCK))
    for planned in plan[:20]:
        when = at(f"2019-06-04 09:{planned.number:02d}")
        act(finish_step(dossier, Act(f"E2{planned.number:02d}", when, planned.agency), planned.number))
    act(decide(dossier, Act("E300", at("2020-01-02 09:00"), CENTRE), granted=False))
    return made


@pytest.mark.parametrize("late", [0, 1, 30, 50, 62])
def test_whatever_comes_late_no_entry_changes_more_than_a_transaction_takes(late: int) -> None:
    events = many_agencies()
    moved = events.pop(late)
    records = folded([*events, moved])
    code = moved.dossier
    assert folded_dossier(records[dossier_key(code)]) == fold(
        sorted([*events, moved], key=lambda e: (e.at, e.id))
    )
    ended = [key for key in records if key[0].startswith("ENDED#")]
    assert len(ended) == MOST_AGENCIES
    assert not [key for key in records if key[0].startswith(("HAND#", "TAKEN#"))]


# --- the whole run --------------------------------------------------------------------------------


def test_the_view_that_was_grown_is_the_view_made_anew_after_any_number_of_runs() -> None:
    stories = [transfer(1), transfer(2).asked("2019-06-06 08:00", by=TAX), Story(number=3)]
    events = events_of(stories)
    events[4], events[5] = events[5], events[4]
    logged, store = Logged(), MemoryViews()
    viewing = Viewing(
        logged.following, store, MemoryExchange(), MemoryRegistry([]), FixedClock(), SeededIds()
    )
    for index, event in enumerate(events, start=1):
        logged.append(entry_of(index, event).event)
        assert viewing.fold_on([DossierView()]) == 0
        anew = recomputed(DossierView(), logged.following, index)
        assert list(differences(store.records[VIEW].items(), anew)) == []


def test_events_that_are_not_a_dossier_s_are_nothing_to_it() -> None:
    held = Held(VIEW, MemoryViews())
    other = Logged().event(EventType.CONSULTATION, CENTRE, actor=CENTRE)
    assert list(DossierView().keys(Entry(0, other))) == []
    DossierView().fold(Entry(0, other), held)
    assert held.changes == {}
