"""Updates and replacements: with and without the recipient's agreement (D28 9.2; QCVN 102: 15, 16)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lienthong.errors import DeliveryWithheld
from lienthong.model.codes import AgencyState, Business, Question, Status, Withholding
from lienthong.model.event import EventType
from lienthong.model.submission import Submission
from lienthong.services.copies import OriginalNotConsigned
from tests.builders.agencies import DEPARTMENT, DISTRICT, STRANGER
from tests.builders.documents import document
from tests.doubles.services import Services

BOTH = pytest.mark.parametrize("business", [Business.UPDATE, Business.REPLACEMENT])
QUESTIONS = {Business.UPDATE: Question.UPDATE, Business.REPLACEMENT: Question.REPLACEMENT}


def follow(exchange: Services, business: Business, *targets: str, **changes: tuple[str, ...]) -> Submission:
    return exchange.deliver(document("VB-sau", business=business, targets=targets, **changes))  # type: ignore[arg-type]


def open_(exchange: Services, sent: Submission) -> None:
    exchange.handling.open(exchange.caller(DEPARTMENT), sent.submission_id)


def answer(exchange: Services, sent: Submission, code: Status) -> None:
    exchange.handling.set_status(exchange.caller(DEPARTMENT), sent.submission_id, code, "đã thi hành")


@BOTH
def test_an_unopened_original_is_withheld_at_once_and_nothing_is_asked(business: Business) -> None:
    exchange = Services()
    original = exchange.deliver(document("VB-1"))
    following = follow(exchange, business, "VB-1")
    old, new = (exchange.delivery(sent.submission_id, DEPARTMENT) for sent in (original, following))
    assert (old.withheld, old.destroyed_at) == (Withholding.SUPERSEDED, None)
    assert (new.question, new.withheld) == (None, None)
    (event,) = exchange.events(original.submission_id, EventType.COPY_WITHHOLDING)
    assert event.details["by"] == following.submission_id
    with pytest.raises(DeliveryWithheld):
        open_(exchange, original)


@BOTH
def test_an_opened_original_stays_in_force_until_its_recipient_has_agreed(business: Business) -> None:
    exchange = Services()
    original = exchange.deliver(document("VB-1"))
    open_(exchange, original)
    following = follow(exchange, business, "VB-1")
    assert exchange.delivery(following.submission_id, DEPARTMENT).question is QUESTIONS[business]
    open_(exchange, original)
    assert exchange.delivery(original.submission_id, DEPARTMENT).withheld is None


@BOTH
def test_agreeing_supersedes_the_original_and_proves_its_destruction(business: Business) -> None:
    exchange = Services()
    original = exchange.deliver(document("VB-1"))
    open_(exchange, original)
    following = follow(exchange, business, "VB-1")
    answered_at = exchange.clock.advance(60)
    answer(exchange, following, Status.AGREES)
    old = exchange.delivery(original.submission_id, DEPARTMENT)
    assert (old.withheld, old.destroyed_at) == (Withholding.SUPERSEDED, answered_at)
    (destruction,) = exchange.events(original.submission_id, EventType.COPY_DESTRUCTION)
    assert destruction.details["by"] == following.submission_id
    assert len(exchange.events(following.submission_id, EventType.REPLACEMENT_AGREEMENT)) == 1
    with pytest.raises(DeliveryWithheld):
        open_(exchange, original)
    open_(exchange, following)


@BOTH
def test_refusing_keeps_both_copies_and_the_original_in_force(business: Business) -> None:
    exchange = Services()
    original = exchange.deliver(document("VB-1"))
    open_(exchange, original)
    following = follow(exchange, business, "VB-1")
    answer(exchange, following, Status.DISAGREES)
    open_(exchange, original)
    open_(exchange, following)
    (refusal,) = exchange.events(following.submission_id, EventType.REPLACEMENT_REFUSAL)
    assert refusal.details["reason"] == "đã thi hành"
    assert not exchange.events(original.submission_id, EventType.COPY_DESTRUCTION)


@BOTH
def test_the_original_is_frozen_at_its_sender_whatever_the_recipients_answer(business: Business) -> None:
    exchange = Services()
    original = exchange.deliver(document("VB-1"))
    open_(exchange, original)
    following = follow(exchange, business, "VB-1")
    answer(exchange, following, Status.AGREES)
    assert exchange.story(original.submission_id).submission == original
    assert exchange.content.open(original.envelope.attachments[0].sha256).read()


def test_a_question_does_not_stop_the_ordinary_way() -> None:
    exchange = Services()
    original = exchange.deliver(document("VB-1"))
    open_(exchange, original)
    following = follow(exchange, Business.UPDATE, "VB-1")
    answer(exchange, following, Status.ACCEPTED)
    answer(exchange, following, Status.AGREES)
    answer(exchange, following, Status.FINISHED)
    delivery = exchange.delivery(following.submission_id, DEPARTMENT)
    assert (delivery.status, delivery.answer) == (Status.FINISHED, Status.AGREES)


def test_recipients_that_had_not_got_the_original_are_asked_nothing() -> None:
    exchange = Services()
    exchange.deliver(document("VB-1"))
    following = follow(exchange, Business.UPDATE, "VB-1", recipients=(DEPARTMENT.code, STRANGER.code))
    assert exchange.delivery(following.submission_id, STRANGER).question is None


def test_several_originals_are_superseded_each_by_what_was_done_with_it() -> None:
    exchange = Services()
    opened, unopened = exchange.deliver(document("VB-1")), exchange.deliver(document("VB-2"))
    open_(exchange, opened)
    following = follow(exchange, Business.REPLACEMENT, "VB-1", "VB-2")
    assert exchange.delivery(unopened.submission_id, DEPARTMENT).withheld is Withholding.SUPERSEDED
    assert exchange.delivery(opened.submission_id, DEPARTMENT).withheld is None
    answer(exchange, following, Status.AGREES)
    assert exchange.delivery(opened.submission_id, DEPARTMENT).withheld is Withholding.SUPERSEDED
    assert not exchange.events(unopened.submission_id, EventType.COPY_DESTRUCTION)


def test_a_replacement_that_overtakes_its_original_waits_for_it() -> None:
    exchange = Services()
    original = exchange.send(document("VB-1"))
    exchange.validating.validate(original.submission_id)
    following = exchange.send(document("VB-2", business=Business.REPLACEMENT, targets=("VB-1",)))
    exchange.validating.validate(following.submission_id)
    with pytest.raises(OriginalNotConsigned) as early:
        exchange.consigning.consign(following.submission_id, [DEPARTMENT.code])
    assert early.value.facts["original"] == original.submission_id
    exchange.settle()
    assert exchange.delivery(original.submission_id, DEPARTMENT).withheld is Withholding.SUPERSEDED
    assert exchange.delivery(following.submission_id, DEPARTMENT).withheld is None


def test_a_replacement_that_cannot_be_delivered_leaves_the_original_in_force() -> None:
    exchange = Services()
    original = exchange.deliver(document("VB-1"))
    following = exchange.send(document("VB-2", business=Business.REPLACEMENT, targets=("VB-1",)))
    exchange.registry._agencies[DEPARTMENT.code] = replace(DEPARTMENT, state=AgencyState.LOCKED, version=2)
    exchange.settle()
    assert exchange.delivery(following.submission_id, DEPARTMENT).withheld is Withholding.UNDELIVERABLE
    assert exchange.delivery(original.submission_id, DEPARTMENT).withheld is None


def test_a_replacement_recalled_before_it_arrives_leaves_the_original_in_force() -> None:
    exchange = Services()
    original = exchange.deliver(document("VB-1"))
    open_(exchange, original)
    following = exchange.send(document("VB-2", business=Business.REPLACEMENT, targets=("VB-1",)))
    exchange.validating.validate(following.submission_id)
    exchange.recalling.recall(exchange.caller(DISTRICT), following.submission_id, "gửi nhầm")
    exchange.settle()
    delivery = exchange.delivery(following.submission_id, DEPARTMENT)
    assert (delivery.withheld, delivery.question) == (Withholding.RECALLED, None)
    open_(exchange, original)


def test_a_recalled_original_is_not_superseded_once_more() -> None:
    exchange = Services()
    original = exchange.deliver(document("VB-1"))
    following = exchange.send(document("VB-2", business=Business.REPLACEMENT, targets=("VB-1",)))
    exchange.recalling.recall(exchange.caller(DISTRICT), original.submission_id, "gửi nhầm")
    exchange.settle()
    assert exchange.delivery(following.submission_id, DEPARTMENT).withheld is None
    assert len(exchange.events(original.submission_id, EventType.COPY_WITHHOLDING)) == 1
