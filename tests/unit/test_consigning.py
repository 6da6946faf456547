"""Consigning: a delivery for every recipient of an accepted submission, whatever the order of messages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lienthong.errors import IntegrityFault, Unavailable
from lienthong.model.agency import Agency, Channel, ChannelKind
from lienthong.model.codes import AgencyState, Question, SubmissionState, Withholding
from lienthong.model.event import EventType
from lienthong.model.submission import Submission
from lienthong.services.consigning import group_size
from lienthong.services.reading import pending
from tests.builders.agencies import DEPARTMENT, DISTRICT, PROVINCE, STRANGER, agency
from tests.builders.documents import CONTENT, document, sha256
from tests.doubles.accepting_validator import MATERIAL_SHA256, AcceptingValidator
from tests.doubles.raced_exchange import RacedExchange, RefusingExchange
from tests.doubles.services import Services

BOTH = (DEPARTMENT.code, STRANGER.code)
DISTRICTS = tuple(agency(f"000.00.{number}.H39", f"Huyện {number}") for number in range(40, 100))


def accepted(exchange: Services, **changes: tuple[str, ...]) -> Submission:
    """Accepted and relayed to nobody yet."""
    sent = exchange.send(document(**changes))  # type: ignore[arg-type]
    exchange.validating.validate(sent.submission_id)
    return exchange.story(sent.submission_id).submission


def test_every_recipient_gets_one_delivery_and_one_event() -> None:
    exchange = Services()
    sent = accepted(exchange, recipients=BOTH)
    exchange.consigning.consign(sent.submission_id, BOTH)
    story = exchange.story(sent.submission_id)
    assert {delivery.recipient for delivery in story.deliveries} == set(BOTH)
    consigned = exchange.events(sent.submission_id, EventType.CONTENT_CONSIGNMENT)
    assert sorted(str(event.agency) for event in consigned) == sorted(BOTH)
    assert {event.details["envelope_digest"] for event in consigned} == {sent.envelope_digest}


def test_a_message_that_comes_again_changes_nothing() -> None:
    exchange = Services()
    sent = accepted(exchange, recipients=BOTH)
    exchange.consigning.consign(sent.submission_id, BOTH)
    before = exchange.story(sent.submission_id)
    exchange.consigning.consign(sent.submission_id, BOTH)
    assert exchange.story(sent.submission_id) == before


def test_a_message_that_finds_some_deliveries_writes_the_others() -> None:
    exchange = Services()
    sent = accepted(exchange, recipients=BOTH)
    exchange.consigning.consign(sent.submission_id, BOTH[:1])
    exchange.consigning.consign(sent.submission_id, BOTH)
    assert len(exchange.events(sent.submission_id, EventType.CONTENT_CONSIGNMENT)) == len(BOTH)


def test_a_broadcast_reaches_everybody_and_stores_its_content_once() -> None:
    exchange = Services(agencies=(*PROVINCE, *DISTRICTS))
    recipients = tuple(district.code for district in DISTRICTS)
    sent = exchange.deliver(document(recipients=recipients))
    story = exchange.story(sent.submission_id)
    assert {delivery.recipient for delivery in story.deliveries} == set(recipients)
    assert pending(story) == []
    reports = len(sent.envelope.attachments)
    assert exchange.content.digests() >= {MATERIAL_SHA256}
    assert exchange.content.writes == 1 + reports + len([MATERIAL_SHA256])


def test_who_has_not_been_reached_yet_is_pending() -> None:
    exchange = Services()
    sent = accepted(exchange, recipients=BOTH)
    assert pending(exchange.story(sent.submission_id)) == list(BOTH)
    exchange.consigning.consign(sent.submission_id, BOTH[1:])
    assert pending(exchange.story(sent.submission_id)) == [BOTH[0]]


@pytest.mark.parametrize("state", [AgencyState.LOCKED, AgencyState.ENDED])
def test_a_recipient_locked_meanwhile_gets_nothing_and_the_sender_is_told(state: AgencyState) -> None:
    told = agency(DISTRICT.code, DISTRICT.name, channels=(Channel(ChannelKind.EMAIL, "vt@example.vn"),))
    exchange = Services(agencies=(told, DEPARTMENT))
    sent = exchange.send(document(), told)
    exchange.registry._agencies[DEPARTMENT.code] = replace(DEPARTMENT, state=state, version=2)
    exchange.settle()
    delivery = exchange.delivery(sent.submission_id, DEPARTMENT)
    assert delivery.withheld is Withholding.UNDELIVERABLE
    (event,) = exchange.events(sent.submission_id, EventType.CONTENT_CONSIGNMENT_FAILURE)
    assert event.notify == (told.code,)
    assert not exchange.events(sent.submission_id, EventType.CONTENT_CONSIGNMENT)


def test_a_recipient_with_a_channel_is_notified_and_one_that_pulls_is_not() -> None:
    exchange = Services()
    sent = exchange.deliver(document(recipients=BOTH))
    notified = {
        event.agency: event.notify
        for event in exchange.events(sent.submission_id, EventType.CONTENT_CONSIGNMENT)
    }
    assert notified == {DEPARTMENT.code: (DEPARTMENT.code,), STRANGER.code: ()}


def test_a_recall_before_consignment_leaves_only_a_withheld_copy_behind() -> None:
    exchange = Services()
    sent = accepted(exchange)
    exchange.recalling.recall(exchange.caller(DISTRICT), sent.submission_id, "gửi nhầm")
    exchange.settle()
    delivery = exchange.delivery(sent.submission_id, DEPARTMENT)
    assert (delivery.withheld, delivery.opened_at) == (Withholding.RECALLED, None)
    (event,) = exchange.events(sent.submission_id, EventType.COPY_WITHHOLDING)
    assert (event.agency, event.notify) == (DEPARTMENT.code, ())


def test_a_take_back_that_overtakes_the_consignment_takes_nothing_back_and_is_not_lost() -> None:
    exchange = Services()
    sent = accepted(exchange)
    exchange.recalling.recall(exchange.caller(DISTRICT), sent.submission_id, "gửi nhầm")
    exchange.consigning.take_back(sent.submission_id, [DEPARTMENT.code])
    exchange.consigning.consign(sent.submission_id, [DEPARTMENT.code])
    exchange.consigning.take_back(sent.submission_id, [DEPARTMENT.code])
    assert exchange.delivery(sent.submission_id, DEPARTMENT).withheld is Withholding.RECALLED
    assert len(exchange.events(sent.submission_id, EventType.COPY_WITHHOLDING)) == 1


def test_a_recall_between_reading_and_commit_finds_no_fresh_copy_in_an_inbox() -> None:
    exchange = Services()
    sent = accepted(exchange)
    caller = exchange.caller(DISTRICT)
    store = RacedExchange(
        exchange.exchange, lambda: exchange.recalling.recall(caller, sent.submission_id, "gửi nhầm")
    )
    replace(exchange.consigning, store=store).consign(sent.submission_id, [DEPARTMENT.code])
    assert exchange.delivery(sent.submission_id, DEPARTMENT).withheld is Withholding.RECALLED


def test_an_opening_between_reading_and_taking_back_turns_into_a_question() -> None:
    exchange = Services()
    sent = exchange.deliver(document())
    caller = exchange.caller(DEPARTMENT)
    store = RacedExchange(exchange.exchange, lambda: exchange.handling.open(caller, sent.submission_id))
    replace(exchange.consigning, store=store).take_back(sent.submission_id, [DEPARTMENT.code])
    delivery = exchange.delivery(sent.submission_id, DEPARTMENT)
    assert (delivery.question, delivery.withheld) == (Question.RECALL, None)


def test_a_consignment_that_others_keep_refusing_comes_again_later() -> None:
    exchange = Services()
    sent = accepted(exchange)
    consigning = replace(exchange.consigning, store=RefusingExchange(exchange.exchange))
    with pytest.raises(Unavailable):
        consigning.consign(sent.submission_id, [DEPARTMENT.code])
    exchange.settle()
    with pytest.raises(Unavailable):
        consigning.take_back(sent.submission_id, [DEPARTMENT.code])


def test_taking_back_places_a_legal_hold_on_every_attachment() -> None:
    exchange = Services()
    sent = exchange.deliver(document(contents={"a.pdf": b"a", "b.pdf": b"b"}))
    exchange.recalling.recall(exchange.caller(DISTRICT), sent.submission_id, "gửi nhầm")
    documents = {sha256(b"a"), sha256(b"b")}
    assert exchange.content.held.isdisjoint(documents)
    exchange.settle()
    assert documents <= exchange.content.held


@pytest.mark.parametrize("state", [SubmissionState.RECEIVED, SubmissionState.REJECTED])
def test_what_was_never_accepted_is_not_consigned_but_calls_a_person(state: SubmissionState) -> None:
    refused = {"cong-van.pdf": ("signature.missing",)} if state is SubmissionState.REJECTED else {}
    exchange = Services(validator=AcceptingValidator(**refused))
    sent = exchange.send(document())
    if refused:
        exchange.settle()
    for act in (exchange.consigning.consign, exchange.consigning.take_back):
        with pytest.raises(IntegrityFault):
            act(sent.submission_id, [DEPARTMENT.code])
        with pytest.raises(IntegrityFault):
            act("lt-aaaaaaaaaaaaaaaaaaaaaaaaaa", [DEPARTMENT.code])


def test_a_group_of_recipients_always_fits_one_transaction() -> None:
    for targets in range(21):
        # A delivery and an event each, the same for every target, and the condition on the submission.
        assert group_size(targets) >= 1
        assert group_size(targets) * (2 + 2 * targets) + 1 <= 100


def test_a_document_for_information_stays_so_at_its_recipient() -> None:
    exchange = Services()
    sent = exchange.deliver(document(for_information=True))
    assert exchange.delivery(sent.submission_id, DEPARTMENT).for_information


def test_the_content_is_what_was_sent() -> None:
    exchange = Services()
    exchange.deliver(document())
    assert exchange.content.open(sha256(CONTENT)).read() == CONTENT


def test_an_agency_that_is_no_longer_known_gets_nothing() -> None:
    exchange = Services()
    sent = accepted(exchange)
    gone: dict[str, Agency] = exchange.registry._agencies
    del gone[DEPARTMENT.code]
    exchange.settle()
    assert exchange.delivery(sent.submission_id, DEPARTMENT).withheld is Withholding.UNDELIVERABLE
