"""Relaying: from the events on the table's stream to whoever must act on them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import pytest

from lienthong.errors import Unavailable
from lienthong.model.event import Event, EventType, JsonValue
from lienthong.ports import Message
from lienthong.services.relaying import CONSIGN, TAKE_BACK, TELL, VALIDATE, Relaying
from tests.builders.agencies import DEPARTMENT, DISTRICT
from tests.doubles.fixed_clock import FixedClock
from tests.doubles.memory_queue import MemoryQueue
from tests.doubles.memory_topic import MemoryTopic

SUBJECT = "lt-aaaaaaaaaaaaaaaaaaaaaaaaaa"
EVENT = Event("01H", EventType.STATUS_CHANGE, SUBJECT, FixedClock().now(), "exchange", bytes(32))


class Relay:
    """A relay over doubles."""

    def __init__(self) -> None:
        self.validation, self.routing, self.topic = MemoryQueue(), MemoryQueue(), MemoryTopic()
        self.telling = MemoryQueue()
        self.relay = Relaying(self.validation, self.routing, self.telling, self.topic).relay


def with_recipients(kind: EventType, count: int, targets: int | None = None) -> Event:
    codes: list[object] = [f"H39.{number}" for number in range(count)]
    details: dict[str, object] = {"recipients": codes}
    if targets is not None:
        details["targets"] = targets
    return replace(EVENT, type=kind, details=details)  # type: ignore[arg-type]


def test_an_arrival_goes_to_validation_and_nowhere_else() -> None:
    relay = Relay()
    relay.relay([replace(EVENT, type=EventType.SUBMISSION_ARRIVAL)])
    assert relay.validation.waiting == (Message(VALIDATE, EVENT.subject),)
    assert (relay.routing.waiting, relay.topic.notices) == ((), ())


@pytest.mark.parametrize(
    ("kind", "message"),
    [(EventType.SUBMISSION_ACCEPTANCE, CONSIGN), (EventType.RECALL_REQUEST, TAKE_BACK)],
)
@pytest.mark.parametrize(("count", "groups"), [(1, [1]), (24, [24]), (25, [24, 1]), (500, [24] * 20 + [20])])
def test_recipients_go_to_routing_in_groups_each_exactly_once(
    kind: EventType, message: str, count: int, groups: list[int]
) -> None:
    relay = Relay()
    relay.relay([with_recipients(kind, count)])
    bodies = [sent.body["recipients"] for sent in relay.routing.waiting]
    assert {sent.kind for sent in relay.routing.waiting} == {message}
    assert [len(body) for body in bodies if isinstance(body, list)] == groups
    named = [code for body in bodies if isinstance(body, list) for code in body]
    assert named == [f"H39.{number}" for number in range(count)]


def test_groups_are_smaller_where_each_recipient_brings_targets_along() -> None:
    relay = Relay()
    relay.relay([with_recipients(EventType.SUBMISSION_ACCEPTANCE, 24, targets=20)])
    assert len(relay.routing.waiting) == 12


@pytest.mark.parametrize(
    "kind",
    [
        kind
        for kind in EventType
        if kind
        not in (EventType.SUBMISSION_ARRIVAL, EventType.SUBMISSION_ACCEPTANCE, EventType.RECALL_REQUEST)
    ],
)
def test_every_other_event_calls_for_no_work(kind: EventType) -> None:
    relay = Relay()
    relay.relay([with_recipients(kind, 3)])
    assert (relay.validation.waiting, relay.routing.waiting) == ((), ())


def test_each_agency_to_be_told_gets_a_notice_of_its_own_with_a_stable_id() -> None:
    relay = Relay()
    event = replace(EVENT, notify=(DISTRICT.code, DEPARTMENT.code), agency=DEPARTMENT.code)
    relay.relay([event])
    relay.relay([event])
    ids = [notice.notice_id for notice in relay.topic.notices]
    assert ids == [f"01H.{DISTRICT.code}", f"01H.{DEPARTMENT.code}"] * 2
    assert relay.topic.notices[0].payload["recipient"] == DEPARTMENT.code


@pytest.mark.parametrize("kind", list(EventType))
def test_a_notice_says_in_vietnamese_what_to_do_and_names_no_person_and_no_subject(kind: EventType) -> None:
    relay = Relay()
    details: dict[str, JsonValue] = {
        "reason": "Nguyễn Văn Mẫu từ chối",
        "status": "02",
        "document_id": "VB-1",
        "duty": "receipt",
        "due": "2026-03-02T10:00:00Z",
        "done_at": None,
        "day": "2026-03-02",
        "in_hand": {"late": 1, "will_be_late": 0},
        "answers_for": {"late": 0, "will_be_late": 0},
        "below": {"late": 2, "will_be_late": 3},
    }
    relay.relay([replace(EVENT, type=kind, notify=(DISTRICT.code,), details=details)])
    (notice,) = relay.topic.notices
    assert EVENT.subject in notice.text_vi
    assert "Đề nghị" in notice.text_vi or kind is EventType.SUBMISSION_ACCEPTANCE
    assert unicodedata.is_normalized("NFC", notice.text_vi + notice.subject_vi)
    assert "Mẫu" not in f"{notice.text_vi}{notice.subject_vi}{notice.payload}"
    assert len(notice.subject_vi) <= 100
    assert not re.search(r"[{}]", notice.text_vi)
    assert set(notice.payload) == {
        "type",
        "event_id",
        "submission_id",
        "recipient",
        "status",
        "at",
        "deadline",
    }


def test_a_failure_is_the_callers_to_repeat_and_nothing_is_swallowed() -> None:
    class Away(MemoryTopic):
        def publish(self, notices: object) -> None:
            raise Unavailable

    relay = Relaying(MemoryQueue(), MemoryQueue(), MemoryQueue(), Away())
    with pytest.raises(Unavailable):
        relay.relay([replace(EVENT, notify=(DISTRICT.code,))])


def test_an_empty_batch_sends_nothing() -> None:
    relay = Relay()
    relay.relay([])
    assert (relay.validation.waiting, relay.routing.waiting, relay.topic.notices) == ((), (), ())


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("received", False),
        ("accepted", True),
        ("not-accepted", True),
        ("handed-over", False),
        ("step-finished", False),
        ("supplement-requested", True),
        ("supplement-received", False),
        ("obligation-imposed", True),
        ("obligation-met", False),
        ("reappointed", True),
        ("withdrawn", False),
        ("stopped", True),
        ("decided", True),
        ("returned", False),
    ],
)
def test_what_happens_to_a_dossier_waits_to_be_told_to_its_applicant(kind: str, told: bool) -> None:
    relay, code = Relay(), "000.13.30.H39-260302-0001"
    relay.relay([replace(EVENT, type=EventType.DOSSIER_EVENT, subject=code, details={"kind": kind})])
    expected = (Message(TELL, code, {"event_id": "01H"}),) if told else ()
    assert relay.telling.waiting == expected
    assert (relay.validation.waiting, relay.routing.waiting, relay.topic.notices) == ((), (), ())


def test_what_became_of_a_notice_is_told_to_nobody_again() -> None:
    relay = Relay()
    relay.relay([replace(EVENT, type=EventType.APPLICANT_NOTICE, details={"kind": "done"})])
    assert relay.telling.waiting == ()
