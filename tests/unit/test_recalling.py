"""Recall (13): before opening, after opening, agreed, refused (D28 9.2; ND30 18.4b)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lienthong.errors import (
    AlreadyRecalled,
    DeliveryWithheld,
    IllegalTransition,
    NotFound,
    ReasonRequired,
    SubmissionNotAccepted,
    Unauthenticated,
    Unavailable,
)
from lienthong.model.agency import Agency
from lienthong.model.codes import Business, Question, Status, Withholding
from lienthong.model.event import EventType
from lienthong.model.submission import Submission
from tests.builders.agencies import DEPARTMENT, DISTRICT, STRANGER
from tests.builders.documents import document
from tests.doubles.raced_exchange import RacedExchange
from tests.doubles.services import Services

REASON = "gửi nhầm nơi nhận"
BOTH = (DEPARTMENT.code, STRANGER.code)


def recall(exchange: Services, sent: Submission, reason: str = REASON) -> Submission:
    return exchange.recalling.recall(exchange.caller(DISTRICT), sent.submission_id, reason)


def open_(exchange: Services, sent: Submission) -> None:
    exchange.handling.open(exchange.caller(DEPARTMENT), sent.submission_id)


def answer(exchange: Services, sent: Submission, code: str, reason: str = "đã thi hành") -> None:
    exchange.handling.set_status(exchange.caller(DEPARTMENT), sent.submission_id, Status(code), reason)


def recalled_after_opening(exchange: Services) -> Submission:
    sent = exchange.deliver(document())
    open_(exchange, sent)
    recall(exchange, sent)
    exchange.settle()
    return sent


def test_a_recalled_document_is_withheld_from_an_agency_that_has_not_opened_it() -> None:
    exchange = Services()
    sent = exchange.deliver(document())
    recall(exchange, sent)
    exchange.settle()
    assert exchange.delivery(sent.submission_id, DEPARTMENT).withheld is Withholding.RECALLED
    with pytest.raises(DeliveryWithheld) as withheld:
        open_(exchange, sent)
    assert withheld.value.facts["cause"] == "recalled"
    assert len(exchange.events(sent.submission_id, EventType.COPY_WITHHOLDING)) == 1


def test_a_recall_is_in_force_before_its_message_has_been_worked_off() -> None:
    exchange = Services()
    sent = exchange.deliver(document())
    recall(exchange, sent)
    with pytest.raises(DeliveryWithheld):
        open_(exchange, sent)
    assert exchange.delivery(sent.submission_id, DEPARTMENT).opened_at is None


def test_an_opened_copy_is_asked_for_and_cannot_be_opened_while_the_question_stands() -> None:
    exchange = Services()
    sent = recalled_after_opening(exchange)
    delivery = exchange.delivery(sent.submission_id, DEPARTMENT)
    assert (delivery.question, delivery.withheld) == (Question.RECALL, None)
    (event,) = exchange.events(sent.submission_id, EventType.RECALL_NOTIFICATION)
    assert event.notify == (DEPARTMENT.code,)
    with pytest.raises(DeliveryWithheld):
        open_(exchange, sent)


def test_nothing_but_an_answer_is_taken_while_the_question_stands() -> None:
    exchange = Services()
    sent = recalled_after_opening(exchange)
    with pytest.raises(IllegalTransition) as refused:
        answer(exchange, sent, "03")
    assert refused.value.facts["legal"] == ["15", "16"]


def test_agreeing_proves_the_destruction_of_the_opened_copy() -> None:
    exchange = Services()
    sent = recalled_after_opening(exchange)
    answered_at = exchange.clock.advance(60)
    answer(exchange, sent, "15", "")
    delivery = exchange.delivery(sent.submission_id, DEPARTMENT)
    assert (delivery.withheld, delivery.destroyed_at) == (Withholding.RECALLED, answered_at)
    (destruction,) = exchange.events(sent.submission_id, EventType.COPY_DESTRUCTION)
    assert destruction.details["attachments"] == [sent.envelope.attachments[0].sha256]
    assert destruction.proof
    assert len(exchange.events(sent.submission_id, EventType.RECALL_AGREEMENT)) == 1
    with pytest.raises(DeliveryWithheld):
        open_(exchange, sent)


def test_refusing_leaves_the_copy_with_the_recipient() -> None:
    exchange = Services()
    sent = recalled_after_opening(exchange)
    answer(exchange, sent, "16")
    assert exchange.handling.open(exchange.caller(DEPARTMENT), sent.submission_id).links
    (refusal,) = exchange.events(sent.submission_id, EventType.RECALL_REFUSAL)
    assert refusal.details["reason"] == "đã thi hành"
    answer(exchange, sent, "03", "")
    assert exchange.delivery(sent.submission_id, DEPARTMENT).status is Status.ACCEPTED


def test_a_refused_recall_is_not_asked_again_by_a_message_that_comes_again() -> None:
    exchange = Services()
    sent = recalled_after_opening(exchange)
    answer(exchange, sent, "16")
    exchange.consigning.take_back(sent.submission_id, [DEPARTMENT.code])
    delivery = exchange.delivery(sent.submission_id, DEPARTMENT)
    assert (delivery.question, delivery.answer) == (None, Status.DISAGREES)
    assert len(exchange.events(sent.submission_id, EventType.RECALL_NOTIFICATION)) == 1


def test_a_refusal_needs_a_reason() -> None:
    exchange = Services()
    sent = recalled_after_opening(exchange)
    with pytest.raises(ReasonRequired):
        answer(exchange, sent, "16", "")


@pytest.mark.parametrize("code", ["15", "16"])
def test_the_same_answer_again_changes_nothing(code: str) -> None:
    exchange = Services()
    sent = recalled_after_opening(exchange)
    answer(exchange, sent, code)
    before = exchange.story(sent.submission_id)
    answer(exchange, sent, code)
    assert exchange.story(sent.submission_id) == before


def test_each_recipient_is_treated_by_what_it_has_done() -> None:
    exchange = Services()
    sent = exchange.deliver(document(recipients=BOTH))
    open_(exchange, sent)
    recall(exchange, sent)
    exchange.settle()
    assert exchange.delivery(sent.submission_id, DEPARTMENT).question is Question.RECALL
    assert exchange.delivery(sent.submission_id, STRANGER).withheld is Withholding.RECALLED


def test_accepting_without_opening_does_not_keep_a_copy_from_being_withheld() -> None:
    exchange = Services()
    sent = exchange.deliver(document())
    answer(exchange, sent, "03", "")
    recall(exchange, sent)
    exchange.settle()
    assert exchange.delivery(sent.submission_id, DEPARTMENT).withheld is Withholding.RECALLED


def test_the_same_recall_again_answers_the_same_and_records_nothing() -> None:
    exchange = Services()
    sent = exchange.deliver(document())
    first = recall(exchange, sent)
    exchange.clock.advance(60)
    assert recall(exchange, sent) == first
    assert len(exchange.events(sent.submission_id, EventType.RECALL_REQUEST)) == 1


def test_a_recall_for_another_reason_is_a_conflict() -> None:
    exchange = Services()
    sent = exchange.deliver(document())
    recall(exchange, sent)
    with pytest.raises(AlreadyRecalled):
        recall(exchange, sent, "lý do khác")


def test_a_recall_needs_a_reason_and_an_accepted_submission() -> None:
    exchange = Services()
    sent = exchange.send(document())
    with pytest.raises(ReasonRequired):
        recall(exchange, sent, "")
    with pytest.raises(SubmissionNotAccepted):
        recall(exchange, sent)
    assert exchange.story(sent.submission_id).submission == sent


@pytest.mark.parametrize("other", [DEPARTMENT, STRANGER])
def test_nobody_but_the_sender_can_recall(other: Agency) -> None:
    exchange = Services()
    sent = exchange.deliver(document())
    with pytest.raises(NotFound):
        exchange.recalling.recall(exchange.caller(other), sent.submission_id, REASON)
    with pytest.raises(NotFound):
        exchange.recalling.recall(exchange.caller(DISTRICT), "lt-aaaaaaaaaaaaaaaaaaaaaaaaaa", REASON)


def test_a_replayed_recall_is_refused() -> None:
    exchange = Services()
    sent = exchange.deliver(document())
    caller = exchange.caller(DISTRICT)
    exchange.recalling.recall(caller, sent.submission_id, REASON)
    with pytest.raises(Unauthenticated):
        exchange.recalling.recall(caller, sent.submission_id, REASON)
    spent = exchange.caller(DISTRICT)
    exchange.nonces.spend(spent.nonce)
    other = exchange.deliver(document("VB-2"))
    with pytest.raises(Unauthenticated):
        exchange.recalling.recall(spent, other.submission_id, REASON)


def test_of_two_recalls_at_once_one_is_recorded_and_the_other_asked_to_come_again() -> None:
    exchange = Services()
    sent = exchange.deliver(document())
    raced = RacedExchange(exchange.exchange, lambda: recall(exchange, sent))
    with pytest.raises(Unavailable):
        replace(exchange.recalling, store=raced).recall(exchange.caller(DISTRICT), sent.submission_id, REASON)
    assert len(exchange.events(sent.submission_id, EventType.RECALL_REQUEST)) == 1


def refused_update(exchange: Services) -> Submission:
    """A replacement of an opened document, opened as well, which the recipient has refused (16)."""
    original = exchange.deliver(document("VB-1"))
    open_(exchange, original)
    replacement = exchange.deliver(document("VB-2", business=Business.REPLACEMENT, targets=("VB-1",)))
    open_(exchange, replacement)
    answer(exchange, replacement, "16")
    return replacement


def test_having_refused_an_update_opens_nothing_that_is_recalled_later() -> None:
    exchange = Services()
    replacement = refused_update(exchange)
    recall(exchange, replacement)
    with pytest.raises(DeliveryWithheld):
        open_(exchange, replacement)
    exchange.settle()
    with pytest.raises(DeliveryWithheld):
        open_(exchange, replacement)
