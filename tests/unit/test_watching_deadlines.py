"""Deadlines warn before they pass and are told when they have: once each, to who must keep them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from lienthong.errors import Unavailable
from lienthong.model.codes import AgencyState, Priority, Status
from lienthong.model.event import Event, EventType
from lienthong.model.submission import Submission
from lienthong.ports import Change, ExchangeStore
from lienthong.services.following import Following
from lienthong.services.viewing import Viewing
from tests.builders.deadlines import CALENDAR
from tests.doubles.accepting_validator import AcceptingValidator
from tests.doubles.deadline_world import (
    COMMITTEE,
    OWN_DEPARTMENT,
    OWN_DISTRICT,
    SILENT,
    DeadlineWorld,
)
from tests.doubles.memory_registry import MemoryRegistry
from tests.doubles.memory_views import MemoryViews

QUICK, SLOW, TARDY, NEVER = range(4)
WARNING, EXPIRY = EventType.DEADLINE_WARNING, EventType.DEADLINE_EXPIRY


def kinds(events: list[Event]) -> list[EventType]:
    return [event.type for event in events]


def test_a_receipt_not_confirmed_is_warned_of_and_then_told_to_the_agency_and_the_one_above() -> None:
    world = DeadlineWorld()
    sent = world.send()
    assert world.run() == 0
    assert world.at("2026-11-27 14:59").run() == 0
    assert world.at("2026-11-27 15:00").run() == 1
    assert world.at("2026-11-27 16:59").run() == 0
    assert world.at("2026-11-27 17:00").run() == 1
    assert world.at("2026-12-04 17:00").run() == 0
    assert kinds(world.alarms(sent)) == [WARNING, EXPIRY]
    expiry = world.alarms(sent)[1]
    assert (expiry.agency, expiry.actor) == (OWN_DEPARTMENT.code, "exchange")
    assert expiry.details["due"] == "2026-11-27T10:00:00Z"
    assert expiry.details["source"] == "30/2020/NĐ-CP, 21.2c"
    expected = [
        (kind.value, code) for kind in (WARNING, EXPIRY) for code in (OWN_DEPARTMENT.code, COMMITTEE.code)
    ]
    assert world.told() == expected


def test_texts_name_document_and_end_and_neither_subject_nor_person() -> None:
    world = DeadlineWorld()
    sent = world.send()
    world.at("2026-11-27 17:00").run()
    own, above = (notice for notice in world.exchange.topic.notices if notice.payload["deadline"])
    assert own.text_vi == (
        f"Đã quá hạn tiếp nhận văn bản đến mã {sent.submission_id}: hạn là 17:00 ngày 27/11/2026. "
        "Đề nghị thực hiện ngay."
    )
    assert above.text_vi.startswith(f"Đơn vị {OWN_DEPARTMENT.code} đã quá hạn tiếp nhận văn bản đến")
    for notice in (own, above):
        assert sent.envelope.subject not in f"{notice}"
        assert "Mẫu" not in f"{notice}"


def test_an_urgent_document_that_was_sent_late_is_told_to_its_sender_and_the_one_above() -> None:
    world = DeadlineWorld("2026-11-27 07:30")
    sent = world.send(issued_on=date(2026, 11, 26), priority=Priority.URGENT)
    assert world.run() == 1
    assert world.run() == 0
    (alarm,) = world.alarms(sent)
    assert (alarm.type, alarm.agency) == (EXPIRY, OWN_DISTRICT.code)
    assert alarm.details["duty"] == "urgent-sending"
    assert alarm.details["done_at"] == "2026-11-27T00:30:00Z"
    assert "hết ngày 26/11/2026" in world.exchange.topic.notices[-1].text_vi
    # The recipient does not learn of it.
    assert not alarm.concerns(OWN_DEPARTMENT.code)


def test_who_has_only_an_inbox_is_not_written_to_but_the_one_above_is() -> None:
    world = DeadlineWorld()
    sent = world.send(recipient=SILENT)
    world.at("2026-11-27 17:00").run()
    assert world.alarms(sent)[0].notify == (COMMITTEE.code,)


def test_an_agency_that_is_locked_is_not_written_to_and_its_alarm_is_recorded_all_the_same() -> None:
    locked = replace(COMMITTEE, state=AgencyState.LOCKED)
    world = DeadlineWorld(agencies=(locked, OWN_DISTRICT, OWN_DEPARTMENT))
    sent = world.send()
    world.at("2026-11-27 17:00").run()
    assert world.alarms(sent)[0].notify == (OWN_DEPARTMENT.code,)


def test_what_an_ended_agency_owed_is_told_to_its_heir_and_the_one_above() -> None:
    ended = replace(
        OWN_DEPARTMENT,
        state=AgencyState.ENDED,
        ended_on=date(2026, 11, 27),
        successor=OWN_DISTRICT.code,
    )
    world = DeadlineWorld()
    sent = world.send()
    world.project()
    world.exchange.registry = MemoryRegistry((COMMITTEE, OWN_DISTRICT, ended), world.exchange.nonces)
    world.at("2026-11-28 17:00")
    world.watching().watch()
    assert set(world.alarms(sent)[0].notify) == {OWN_DISTRICT.code, COMMITTEE.code}


def test_what_passed_long_before_anybody_watched_is_recorded_and_nobody_is_written_to() -> None:
    world = DeadlineWorld("2026-09-01 08:00")
    old = world.send(1)
    world.at("2026-11-27 08:00")
    new = world.send(2)
    world.at("2026-11-27 17:00").run()
    assert (kinds(world.alarms(old)), world.alarms(old)[0].notify) == ([EXPIRY], ())
    assert world.alarms(new)[0].notify == (OWN_DEPARTMENT.code, COMMITTEE.code)


def test_a_rejected_document_is_warned_of_while_there_is_time_to_send_it_again() -> None:
    world = DeadlineWorld(
        "2026-11-27 08:00", validator=AcceptingValidator(**{"cong-van.pdf": ("signature.missing",)})
    )
    sent = world.send()
    world.run()
    assert world.at("2026-11-30 09:34").run() == 0
    assert world.at("2026-11-30 11:34").run() == 1
    assert kinds(world.alarms(sent)) == [EXPIRY]
    assert world.alarms(sent)[0].agency == OWN_DISTRICT.code


# --- the records decide, not the view, which is a minute behind -----------------------------------------


@pytest.mark.parametrize(
    ("act", "due_on"),
    [
        ("accept", None),
        ("refuse", None),
        ("recall", None),
        ("recall-opened", None),
        ("finish", date(2026, 11, 27)),
    ],
)
def test_nobody_is_told_of_what_was_done_in_the_minute_that_the_view_is_behind(
    act: str, due_on: date | None
) -> None:
    world = DeadlineWorld()
    sent = world.send(due_on=due_on)
    caller = world.exchange.caller
    if act == "recall-opened":
        world.exchange.handling.open(caller(OWN_DEPARTMENT), sent.submission_id)
    if act == "finish":
        world.answer(sent, Status.ACCEPTED)
    world.project()
    world.at("2026-11-27 16:59:30")
    if act.startswith("recall"):
        world.exchange.recalling.recall(caller(OWN_DISTRICT), sent.submission_id, "gửi nhầm")
    elif act == "refuse":
        world.exchange.handling.set_status(caller(OWN_DEPARTMENT), sent.submission_id, Status.REFUSED, "Nhầm")
    else:
        world.answer(sent, Status.FINISHED if act == "finish" else Status.ACCEPTED)
    world.at("2026-11-27 17:00")
    assert world.watching().watch() == 0
    world.exchange.settle()
    assert world.run() == 0
    assert world.alarms(sent) == []


def test_a_document_sent_again_in_that_minute_is_not_told_as_unsent() -> None:
    broken = {"cong-van.pdf": ("signature.missing",)}
    world = DeadlineWorld("2026-11-26 08:00", validator=AcceptingValidator(**broken))
    world.send(issued_on=date(2026, 11, 26))
    world.project()
    world.exchange.validator = AcceptingValidator()
    world.exchange._compose()
    # Corrected: the same bytes would be the same, rejected submission.
    world.at("2026-11-27 11:29:50").send(issued_on=date(2026, 11, 26), due_on=date(2026, 12, 4))
    world.at("2026-11-27 11:34")
    assert world.watching().watch() == 0


def test_answers_to_a_take_back_and_what_a_refused_one_leaves_are_watched() -> None:
    world = DeadlineWorld()
    sent = world.send()
    caller = world.exchange.caller
    world.exchange.handling.open(caller(OWN_DEPARTMENT), sent.submission_id)
    world.exchange.recalling.recall(caller(OWN_DISTRICT), sent.submission_id, "gửi nhầm")
    world.exchange.settle()
    world.at("2026-11-27 17:00").run()
    assert world.alarms(sent) == []
    world.at("2026-11-30 17:00").run()
    assert [alarm.details["duty"] for alarm in world.alarms(sent)] == ["recall-answer"]
    world.at("2026-12-01 08:00")
    world.exchange.handling.set_status(
        caller(OWN_DEPARTMENT), sent.submission_id, Status.DISAGREES, "Đã dùng"
    )
    world.at("2026-12-01 17:00").run()
    assert [alarm.details["duty"] for alarm in world.alarms(sent)] == ["recall-answer", "receipt"]


# --- twice, late, in parts, and when something fails -----------------------------------------------------


def test_a_run_that_finds_its_alarms_recorded_but_not_folded_records_nothing_twice() -> None:
    world = DeadlineWorld()
    for number in range(3):
        world.send(number)
    world.project()
    world.at("2026-11-27 17:00")
    assert [world.watching().watch() for _ in range(3)] == [3, 0, 0]
    assert len(world.alarms()) == 3


def test_after_an_outage_of_days_what_has_passed_is_told_as_passed_once() -> None:
    world = DeadlineWorld()
    sent = [world.send(number) for number in range(4)]
    world.answer(sent[0], Status.ACCEPTED)
    world.at("2026-12-07 09:00")
    world.answer(sent[1], Status.ACCEPTED)
    assert world.run() == 2
    assert world.run() == 0
    assert [kinds(world.alarms(one)) for one in sent] == [[], [], [EXPIRY], [EXPIRY]]


def test_a_run_that_has_worked_for_long_enough_leaves_the_rest_to_the_next() -> None:
    world = DeadlineWorld()
    for number in range(250):
        world.send(number)
    world.project()
    world.at("2026-11-27 17:00")

    class Slow:
        """Each commit takes half a second."""

        def __init__(self, store: ExchangeStore) -> None:
            self._store = store

        def __getattr__(self, name: str) -> Any:
            return getattr(self._store, name)

        def commit(self, change: Change) -> None:
            world.exchange.clock.advance(timedelta(seconds=0.5))
            self._store.commit(change)

    assert world.watching(Slow).watch() == 100
    world.project()
    assert world.watching(Slow).watch() == 100
    world.project()
    assert world.watching(Slow).watch() == 50
    assert len({event.event_id for event in world.alarms()}) == 250


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("failing", [0, 1, 2])
def test_a_run_that_fails_before_or_after_a_commit_is_finished_by_the_next(
    failing: int, before: bool
) -> None:
    world = DeadlineWorld()
    for number in range(3):
        world.send(number)
    world.project()
    world.at("2026-11-27 17:00")
    calls = []

    class Failing:
        """One commit fails before or after it has been done."""

        def __init__(self, store: ExchangeStore) -> None:
            self._store = store

        def __getattr__(self, name: str) -> Any:
            return getattr(self._store, name)

        def commit(self, change: Change) -> None:
            calls.append(change)
            if before and len(calls) == failing + 1:
                raise Unavailable
            self._store.commit(change)
            if not before and len(calls) == failing + 1:
                raise Unavailable

    with pytest.raises(Unavailable):
        world.watching(Failing).watch()
    assert world.run() == 3 - failing - (not before)
    assert len(world.alarms()) == 3


def test_alarms_recorded_under_one_calendar_are_not_recorded_again_when_the_view_is_made_anew() -> None:
    world = DeadlineWorld()
    world.send()
    world.at("2026-11-27 15:00").run()
    world.at("2026-11-27 17:00").run()
    world.project()
    before = world.records
    world.views = MemoryViews()
    assert world.run() == 0
    assert world.records == before


# --- a year -------------------------------------------------------------------------------------------------


def test_a_year_of_obligations_passes_with_exactly_the_alarms_that_it_should_have() -> None:
    """Every working day of 2025 a document comes: answered at once, slowly, late, or never, in turns."""
    world = DeadlineWorld("2025-01-01 07:00")
    sent: list[Submission] = []
    tardy: Submission | None = None
    day = date(2025, 1, 1)
    while day < date(2025, 12, 29):
        if CALENDAR.is_working(day):
            world.at(f"{day} 08:30")
            if tardy:
                world.answer(tardy, Status.ACCEPTED)
            manner = len(sent) % 4
            sent.append(world.send(len(sent)))
            if manner == QUICK:
                world.at(f"{day} 10:00").answer(sent[-1], Status.ACCEPTED)
            world.at(f"{day} 15:00").run()
            if manner == SLOW:
                world.at(f"{day} 16:00").answer(sent[-1], Status.ACCEPTED)
            tardy = sent[-1] if manner == TARDY else None
        world.at(f"{day} 17:00").run()
        day += timedelta(days=1)

    told: dict[str, list[EventType]] = {one.submission_id: [] for one in sent}
    for alarm in world.alarms():
        told[alarm.subject].append(alarm.type)
    expected = {QUICK: [], SLOW: [WARNING], TARDY: [WARNING, EXPIRY], NEVER: [WARNING, EXPIRY]}
    assert [told[one.submission_id] for one in sent] == [expected[at % 4] for at in range(len(sent))]
    world.project()
    of_receipt = [v for (_, sort), v in world.records.items() if sort == f"{OWN_DEPARTMENT.code}#receipt"]
    total = {name: sum(int(str(value[name])) for value in of_receipt) for name in of_receipt[0]}
    manners = [at % 4 for at in range(len(sent))]
    assert total["in_time"] == manners.count(QUICK) + manners.count(SLOW)
    unanswered = tardy is not None
    late = manners.count(TARDY) - unanswered
    assert total["late"] == late
    # 90 minutes into the next working day, whatever lay between.
    assert total["late_minutes"] == 90 * late
    assert len(world.partition("LATE")) == manners.count(NEVER) + unanswered

    made_anew = MemoryViews()
    e = world.exchange
    stores = (made_anew, e.exchange, e.registry)
    Viewing(Following(e.log_files), *stores, e.clock, e.ids).fold_on([world.view])
    assert made_anew.records == world.views.records
