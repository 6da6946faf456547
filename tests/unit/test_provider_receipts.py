"""What providers say later of notices: recorded once, in whatever order, and heeded."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from lienthong.adapters.provider_receipts import receipts_in
from lienthong.errors import Unavailable
from lienthong.services.provider_receipts import ProviderReceipts
from tests.builders.provider_receipts import (
    NUMBER,
    event_of_letter,
    pushed_by_logs,
    pushed_by_topic,
    status_of_text,
)
from tests.builders.visits import ready
from tests.doubles.composed import ComposedExchange, composed
from tests.doubles.flaky import Disturbance, Flakiness, Strike
from tests.unit.test_telling_applicants import Office


class Desk(Office):
    """An office whose applicants have been told, and what comes back of it."""

    def note(self, event: dict[str, Any], flakiness: Flakiness | None = None) -> None:
        receipts, _ = receipts_in(event)
        store = flakiness.behind(self.notices) if flakiness else self.notices
        exchange = self.exchange
        ProviderReceipts(store, exchange.telemetry, exchange.clock, exchange.ids).note(receipts)

    def said(self) -> list[tuple[str, str | None]]:
        """Outcome and reason of every event but that it was sent."""
        return [outcome[2:] for outcome in self.outcomes() if outcome[2] != "sent"]


@pytest.fixture
def exchange() -> Iterator[ComposedExchange]:
    with composed() as found:
        ready(found)
        yield found


@pytest.fixture
def desk(exchange: ComposedExchange) -> Desk:
    return Desk(exchange)


def told(desk: Desk, wish: str) -> Any:
    """A dossier whose applicant has been told; the provider calls the message ``m-1``."""
    permit = desk.take_in(wish)
    desk.work()
    return permit


def test_a_text_message_that_arrived_is_delivered(desk: Desk) -> None:
    told(desk, "sms")
    desk.note(pushed_by_logs(status_of_text("m-1")))
    assert desk.outcomes() == [("received", "sms", "sent", None), ("received", "sms", "delivered", None)]
    assert desk.events()[1].details["provider_id"] == "m-1"


@pytest.mark.parametrize(
    ("response", "reason", "silent"),
    [
        ("Unknown error attempting to reach phone", "undelivered", False),
        ("Phone is currently unreachable/unavailable", "undelivered", False),
        ("Phone number is opted out", "opted-out", True),
        ("Phone has blocked SMS", "opted-out", True),
        ("Invalid phone number", "bounced", True),
    ],
)
def test_a_telephone_that_gets_nothing_any_more_is_left_alone(
    desk: Desk, response: str, reason: str, silent: bool
) -> None:
    permit = told(desk, "sms")
    desk.note(pushed_by_logs(status_of_text("m-1", "FAILURE", response)))
    assert desk.said() == [("failed", reason)]
    permit.done("supplement-requested", reason="papers-missing")
    desk.work()
    after = ("supplement-needed", "sms", "suppressed", "unreachable") if silent else None
    assert (desk.outcomes()[-1] == after) is silent
    assert len(desk.texts.carried) == (1 if silent else 2)


@pytest.mark.parametrize(
    ("kind", "inside", "said", "silent"),
    [
        ("Delivery", {}, ("delivered", None), False),
        ("Bounce", {"bounceType": "Permanent"}, ("failed", "bounced"), True),
        ("Bounce", {"bounceType": "Transient"}, ("failed", "undelivered"), False),
        ("Complaint", {}, ("failed", "complained"), True),
        ("Reject", {"reason": "Bad content"}, ("failed", "undelivered"), False),
    ],
)
def test_what_ses_says_of_an_e_mail_is_recorded_and_heeded(
    desk: Desk, kind: str, inside: dict[str, object], said: tuple[str, str | None], silent: bool
) -> None:
    permit = told(desk, "email")
    desk.note(pushed_by_topic(event_of_letter("m-1", kind, **inside)))
    assert desk.said() == [said]
    permit.done("stopped", reason="no-answer")
    desk.work()
    assert len(desk.letters.carried) == (1 if silent else 2)


def test_one_way_that_is_silent_leaves_the_other(desk: Desk) -> None:
    permit = told(desk, "sms")
    desk.note(pushed_by_logs(status_of_text("m-1", "FAILURE", "Phone number is opted out")))
    other = desk.take_in("sms")
    permit.done("supplement-requested", reason="papers-missing")
    desk.work()
    assert len(desk.texts.carried) == 2
    assert other.code in desk.texts.carried[-1].text, "another dossier is not silenced"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_receipts_come_twice_and_in_any_order_and_only_stronger_words_are_news(
    desk: Desk, order: tuple[int, ...]
) -> None:
    told(desk, "email")
    events = [
        event_of_letter("m-1"),
        event_of_letter("m-1", "Bounce", bounceType="Permanent"),
        event_of_letter("m-1", "Complaint"),
    ]
    for number in order:
        for _ in range(2):
            desk.note(pushed_by_topic(events[number]))
    words = [(None, "bounced", "complained")[number] for number in order]
    ranks = [number for at, number in enumerate(order) if number >= max(order[: at + 1])]
    assert [reason for _, reason in desk.said()] == [
        (None, "bounced", "complained")[number] for number in ranks
    ]
    assert words[-1] in {None, "bounced", "complained"}
    assert len(desk.notices.silences) == 1


@pytest.mark.parametrize("disturbance", [Disturbance.FAILS_BEFORE, Disturbance.FAILS_AFTER])
@pytest.mark.parametrize("call", range(2))
def test_whatever_call_fails_a_receipt_that_comes_again_is_recorded_once(
    desk: Desk, call: int, disturbance: Disturbance
) -> None:
    told(desk, "sms")
    flakiness = Flakiness()
    flakiness.arm(Strike(call, disturbance))
    receipt = pushed_by_logs(status_of_text("m-1"))
    with pytest.raises(Unavailable):
        desk.note(receipt, flakiness)
    desk.note(receipt, flakiness)
    assert desk.said() == [("delivered", None)]


def test_a_receipt_that_is_faster_than_our_own_record_comes_again(desk: Desk) -> None:
    desk.take_in("sms")
    receipt = pushed_by_logs(status_of_text("m-1"))
    with pytest.raises(Unavailable):
        desk.note(receipt)
    desk.work()
    desk.note(receipt)
    assert desk.said() == [("delivered", None)]


def test_an_old_id_that_is_nobodys_is_counted_and_keeps_nobody_waiting(desk: Desk) -> None:
    told(desk, "sms")
    desk.exchange.clock.advance(timedelta(hours=1))
    desk.note(pushed_by_logs(status_of_text("of-somebody-else"), status_of_text("m-1")))
    assert desk.said() == [("delivered", None)]
    assert desk.exchange.telemetry.total("NoticeReceiptUnknown") == 1


STRANGE: list[Any] = [
    {},
    {"Records": "none"},
    {"Records": [None, 1, {}, {"Sns": {"Message": 1}}, {"Sns": {"Message": "{"}}]},
    {"awslogs": {}},
    {"awslogs": {"data": "!"}},
    {"awslogs": {"data": base64.b64encode(b"no gzip").decode()}},
    {"awslogs": {"data": base64.b64encode(gzip.compress(b"[]")).decode()}},
    {"awslogs": {"data": base64.b64encode(gzip.compress(bytes(20 * 1024 * 1024))).decode()}},
    pushed_by_logs({}, [], None, 7, "text"),
    pushed_by_logs(status_of_text("x" * 201)),
    pushed_by_logs(status_of_text("m-1", "PERHAPS")),
    pushed_by_topic({"eventType": "Bounce"}, {"eventType": "Delivery", "mail": {"messageId": 3}}),
    pushed_by_topic(event_of_letter("m-1", "Bounce")),
    pushed_by_topic({**event_of_letter("m-1"), "mail": {"messageId": "m-1", "timestamp": "yesterday"}}),
]


@pytest.mark.parametrize("event", STRANGE, ids=range(len(STRANGE)))
def test_what_nobody_understands_is_counted_and_nothing_else(desk: Desk, event: Any) -> None:
    told(desk, "sms")
    receipts, strange = receipts_in(event)
    assert (receipts, strange > 0) == ((), True)


def test_what_says_nothing_of_the_outcome_is_no_receipt() -> None:
    assert receipts_in(pushed_by_topic(event_of_letter("m-1", "Send"))) == ((), 0)
    assert receipts_in(pushed_by_logs(status_of_text("m-1"), kind="CONTROL_MESSAGE")) == ((), 0)


def test_no_number_is_recorded(desk: Desk) -> None:
    told(desk, "sms")
    desk.note(pushed_by_logs(status_of_text("m-1", "FAILURE", "Phone has blocked SMS")))
    assert NUMBER[3:] not in repr([event.to_json() for event in desk.events()])
