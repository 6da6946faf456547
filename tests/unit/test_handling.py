"""Handling: what a recipient does with a delivery: look, open, set a status."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from lienthong.errors import (
    DeliveryWithheld,
    IllegalTransition,
    NotFound,
    ReasonRequired,
    Unauthenticated,
    Unavailable,
)
from lienthong.model.agency import Channel, ChannelKind
from lienthong.model.codes import AgencyState, Status
from lienthong.model.event import EventType
from lienthong.model.limits import LIMITS
from lienthong.model.submission import Submission
from lienthong.services.authentication import Caller
from lienthong.services.handling import legal_now
from tests.builders.agencies import AUDITOR, DEPARTMENT, DISTRICT, STRANGER, agency
from tests.builders.documents import CONTENT, document
from tests.doubles.raced_exchange import RacedExchange, RefusingExchange
from tests.doubles.services import Services


def delivered(exchange: Services) -> Submission:
    return exchange.deliver(document(contents={"Công văn 12.pdf": CONTENT}))


def set_status(exchange: Services, submission_id: str, code: str, reason: str = "") -> None:
    exchange.handling.set_status(exchange.caller(DEPARTMENT), submission_id, Status(code), reason)


def test_looking_does_not_open() -> None:
    exchange = Services()
    sent = delivered(exchange)
    submission, delivery = exchange.handling.view(exchange.caller(DEPARTMENT), sent.submission_id)
    assert (submission, delivery.opened_at) == (sent, None)
    assert not exchange.events(sent.submission_id, EventType.CONTENT_HANDOVER)


def test_opening_is_recorded_and_gives_links_to_exactly_what_was_sent() -> None:
    exchange = Services()
    sent = delivered(exchange)
    now = exchange.clock.advance(60)
    opened = exchange.handling.open(exchange.caller(DEPARTMENT), sent.submission_id)
    (link,) = opened.links
    assert exchange.content.fetch(link.url) == (CONTENT, "Công văn 12.pdf", "application/pdf")
    assert link.expires_at == now + timedelta(seconds=LIMITS.download_seconds)
    assert opened.delivery.opened_at == now
    (event,) = exchange.events(sent.submission_id, EventType.CONTENT_HANDOVER)
    assert (event.actor, event.agency) == (DEPARTMENT.code, DEPARTMENT.code)


def test_opening_again_gives_fresh_links_and_records_nothing_more() -> None:
    exchange = Services()
    sent = delivered(exchange)
    first = exchange.handling.open(exchange.caller(DEPARTMENT), sent.submission_id)
    exchange.clock.advance(3600)
    again = exchange.handling.open(exchange.caller(DEPARTMENT), sent.submission_id)
    assert again.delivery == first.delivery
    assert again.links[0].expires_at > first.links[0].expires_at
    assert len(exchange.events(sent.submission_id, EventType.CONTENT_HANDOVER)) == 1


ACTS: dict[str, Callable[[Services, str, bool], object]] = {
    "view": lambda exchange, of, stranger: exchange.handling.view(_caller(exchange, stranger), of),
    "open": lambda exchange, of, stranger: exchange.handling.open(_caller(exchange, stranger), of),
    "status": lambda exchange, of, stranger: exchange.handling.set_status(
        _caller(exchange, stranger), of, Status.ACCEPTED, ""
    ),
}


def _caller(exchange: Services, stranger: bool) -> Caller:
    return exchange.caller(STRANGER if stranger else DEPARTMENT)


@pytest.mark.parametrize("act", list(ACTS))
def test_another_agencys_delivery_does_not_exist(act: str) -> None:
    exchange = Services()
    sent = delivered(exchange)
    with pytest.raises(NotFound):
        ACTS[act](exchange, sent.submission_id, True)
    with pytest.raises(NotFound):
        ACTS[act](exchange, "lt-aaaaaaaaaaaaaaaaaaaaaaaaaa", False)


@pytest.mark.parametrize("act", list(ACTS))
def test_a_replayed_request_is_refused(act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = Services()
    sent = delivered(exchange)
    caller = exchange.caller(DEPARTMENT)
    monkeypatch.setattr(exchange, "caller", lambda _agency: caller)
    ACTS[act](exchange, sent.submission_id, False)
    before = exchange.story(sent.submission_id)
    with pytest.raises(Unauthenticated):
        ACTS[act](exchange, sent.submission_id, False)
    assert exchange.story(sent.submission_id) == before


def test_the_whole_ordinary_way_leaves_one_event_for_each_step() -> None:
    exchange = Services()
    sent = delivered(exchange)
    for code in ("03", "04", "05", "05", "06"):
        set_status(exchange, sent.submission_id, code)
    types = [event.type for event in exchange.events(sent.submission_id)][-5:]
    assert types == [EventType.CONSIGNMENT_ACCEPTANCE, *[EventType.STATUS_CHANGE] * 4]
    assert exchange.delivery(sent.submission_id, DEPARTMENT).status is Status.FINISHED


def test_a_refusal_is_an_event_with_its_reason() -> None:
    exchange = Services()
    sent = delivered(exchange)
    set_status(exchange, sent.submission_id, "02", "không thuộc thẩm quyền")
    (event,) = exchange.events(sent.submission_id, EventType.CONSIGNMENT_REJECTION)
    assert event.details["reason"] == "không thuộc thẩm quyền"
    assert event.details["previous"] == "01"


def test_an_illegal_status_and_a_refusal_without_reason_change_nothing() -> None:
    exchange = Services()
    sent = delivered(exchange)
    before = exchange.story(sent.submission_id)
    with pytest.raises(IllegalTransition):
        set_status(exchange, sent.submission_id, "06")
    with pytest.raises(ReasonRequired):
        set_status(exchange, sent.submission_id, "02")
    assert exchange.story(sent.submission_id) == before


def test_the_same_status_again_changes_nothing() -> None:
    exchange = Services()
    sent = delivered(exchange)
    set_status(exchange, sent.submission_id, "03")
    before = exchange.story(sent.submission_id)
    set_status(exchange, sent.submission_id, "03")
    assert exchange.story(sent.submission_id) == before


def test_a_sender_with_a_channel_is_told_every_status() -> None:
    told = agency(DISTRICT.code, DISTRICT.name, channels=(Channel(ChannelKind.EMAIL, "vt@example.vn"),))
    exchange = Services(agencies=(told, DEPARTMENT))
    sent = exchange.deliver(document(), told)
    set_status(exchange, sent.submission_id, "03")
    (event,) = exchange.events(sent.submission_id, EventType.CONSIGNMENT_ACCEPTANCE)
    assert event.notify == (told.code,)


def test_a_status_that_meets_another_change_is_decided_anew() -> None:
    exchange = Services()
    sent = delivered(exchange)
    caller = exchange.caller(DEPARTMENT)
    store = RacedExchange(exchange.exchange, lambda: exchange.handling.open(caller, sent.submission_id))
    handling = replace(exchange.handling, store=store)
    handling.set_status(exchange.caller(DEPARTMENT), sent.submission_id, Status.ACCEPTED, "")
    delivery = exchange.delivery(sent.submission_id, DEPARTMENT)
    assert (delivery.status, delivery.opened_at) == (Status.ACCEPTED, exchange.clock.now())


def test_two_clerks_who_set_different_statuses_do_not_overwrite_each_other() -> None:
    exchange = Services()
    sent = delivered(exchange)
    store = RacedExchange(
        exchange.exchange, lambda: set_status(exchange, sent.submission_id, "02", "không nhận")
    )
    with pytest.raises(IllegalTransition):
        replace(exchange.handling, store=store).set_status(
            exchange.caller(DEPARTMENT), sent.submission_id, Status.ACCEPTED, ""
        )
    assert exchange.delivery(sent.submission_id, DEPARTMENT).status is Status.REFUSED


def test_a_recall_between_looking_and_opening_wins() -> None:
    exchange = Services()
    sent = delivered(exchange)
    sender = exchange.caller(DISTRICT)
    store = RacedExchange(
        exchange.exchange, lambda: exchange.recalling.recall(sender, sent.submission_id, "gửi nhầm")
    )
    with pytest.raises(DeliveryWithheld):
        replace(exchange.handling, store=store).open(exchange.caller(DEPARTMENT), sent.submission_id)
    assert exchange.delivery(sent.submission_id, DEPARTMENT).opened_at is None


def test_a_delivery_that_others_keep_changing_is_unavailable_for_the_moment() -> None:
    exchange = Services()
    sent = delivered(exchange)
    handling = replace(exchange.handling, store=RefusingExchange(exchange.exchange))
    with pytest.raises(Unavailable):
        handling.open(exchange.caller(DEPARTMENT), sent.submission_id)
    with pytest.raises(Unavailable):
        handling.set_status(exchange.caller(DEPARTMENT), sent.submission_id, Status.ACCEPTED, "")


def test_what_could_not_be_delivered_cannot_be_opened() -> None:
    exchange = Services()
    sent = exchange.send(document())
    exchange.registry._agencies[DEPARTMENT.code] = replace(DEPARTMENT, state=AgencyState.LOCKED, version=2)
    exchange.settle()
    exchange.registry._agencies[DEPARTMENT.code] = replace(DEPARTMENT, version=3)
    with pytest.raises(DeliveryWithheld) as withheld:
        exchange.handling.open(exchange.caller(DEPARTMENT), sent.submission_id)
    assert withheld.value.facts["cause"] == "undeliverable"


def test_the_answer_names_the_codes_that_are_legal_now() -> None:
    exchange = Services()
    sent = delivered(exchange)
    assert legal_now(exchange.delivery(sent.submission_id, DEPARTMENT)) == ["02", "03"]


def test_the_inbox_holds_the_oldest_unopened_first_and_nobody_elses() -> None:
    exchange = Services()
    ids = []
    for number in range(3):
        exchange.clock.advance(60)
        ids.append(exchange.deliver(document(f"VB-{number}")).submission_id)
    exchange.deliver(document("VB-other", recipients=(STRANGER.code,)))
    exchange.handling.open(exchange.caller(DEPARTMENT), ids[0])
    page = exchange.inbox.page(
        exchange.caller(DEPARTMENT), status=None, unopened=False, cursor=None, limit=50
    )
    assert [delivery.submission_id for delivery in page.items] == [ids[1], ids[2], ids[0]]


def test_only_sender_and_auditor_read_a_story() -> None:
    exchange = Services()
    sent = delivered(exchange)
    for reader in (DISTRICT, AUDITOR):
        assert exchange.reading.story(exchange.caller(reader), sent.submission_id).submission == sent
    for other in (DEPARTMENT, STRANGER):
        with pytest.raises(NotFound):
            exchange.reading.story(exchange.caller(other), sent.submission_id)
