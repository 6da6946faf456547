"""Submitting: the sender's act, recorded once whatever happens to the request on its way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lienthong.errors import DocumentIdConflict, EnvelopeRejected, Unauthenticated
from lienthong.model.agency import Channel, ChannelKind
from lienthong.model.codes import AgencyState, Business, SubmissionState
from lienthong.model.event import EventType
from lienthong.model.submission import NoteKind, RecipientNote
from lienthong.ports import Change
from tests.builders.agencies import DEPARTMENT, DISTRICT, ENDED, LOCKED, ON_PAPER, STRANGER, agency
from tests.builders.documents import CONTENT, document, sha256
from tests.doubles.accepting_validator import AcceptingValidator
from tests.doubles.memory_exchange import MemoryExchange
from tests.doubles.raced_exchange import RefusingExchange
from tests.doubles.services import Services

OTHER = document(subject="V/v khác")
PART = 8


def refusing() -> Services:
    return Services(validator=AcceptingValidator(**{"cong-van.pdf": ("signature.invalid",)}))


def test_a_submission_is_recorded_with_its_event_and_its_content() -> None:
    exchange = Services()
    sent = exchange.send(document())
    (event,) = exchange.events(sent.submission_id)
    assert (sent.state, event.type) == (SubmissionState.RECEIVED, EventType.SUBMISSION_ARRIVAL)
    assert event.details["envelope_digest"] == sent.envelope_digest
    assert exchange.content.digests() == {sha256(CONTENT)}


def test_the_event_keeps_the_proof_of_the_request_that_caused_it() -> None:
    exchange = Services()
    caller = exchange.caller(DISTRICT)
    sent = exchange.submitting.submit(caller, document().inline()).submission
    assert exchange.events(sent.submission_id)[0].proof == caller.proof


def test_the_same_document_again_is_the_same_submission() -> None:
    exchange = Services()
    first = exchange.send(document())
    exchange.clock.advance(3600)
    again = exchange.submitting.submit(exchange.caller(DISTRICT), document().inline())
    assert (again.submission, again.repeated) == (first, True)
    assert len(exchange.exchange.committed) == 1


def test_the_same_document_again_shows_how_far_it_has_come() -> None:
    exchange = Services()
    exchange.deliver(document())
    assert exchange.send(document()).state is SubmissionState.ACCEPTED


def test_the_same_document_by_ticket_is_the_same_submission() -> None:
    exchange = Services()
    first = exchange.send(document())
    again = exchange.submitting.submit(exchange.caller(DISTRICT), document().ticketed(PART))
    assert (again.submission.submission_id, again.repeated) == (first.submission_id, True)


def test_other_bytes_under_the_same_id_are_a_conflict_that_names_both() -> None:
    exchange = Services()
    first = exchange.send(document())
    with pytest.raises(DocumentIdConflict) as conflict:
        exchange.send(OTHER)
    assert conflict.value.facts["existing"] == first.submission_id
    assert conflict.value.facts["existing_digest"] == first.envelope_digest
    assert conflict.value.facts["sent_digest"] == OTHER.envelope.digest()


@pytest.mark.parametrize("ticketed", [False, True])
def test_a_conflict_changes_nothing_and_is_told_in_the_standing_documents_story(ticketed: bool) -> None:
    """ND30 Annex VI, III.1h: an alert on a doubled id."""
    exchange = Services()
    standing = exchange.deliver(document())
    before = exchange.story(standing.submission_id)
    draft = OTHER.ticketed(PART) if ticketed else OTHER.inline()
    caller = exchange.caller(DISTRICT)
    with pytest.raises(DocumentIdConflict):
        exchange.submitting.submit(caller, draft)
    after = exchange.story(standing.submission_id)
    assert (after.submission, after.deliveries) == (before.submission, before.deliveries)
    (alert,) = after.events[len(before.events) :]
    assert (alert.type, alert.actor, alert.proof) == (
        EventType.DUPLICATE_DOCUMENT_ID,
        DISTRICT.code,
        caller.proof,
    )
    assert alert.details == {"document_id": "VB-2026-0001", "envelope_digest": OTHER.envelope.digest()}


def test_a_conflict_that_is_replayed_is_a_replay_and_told_once() -> None:
    exchange = Services()
    exchange.deliver(document())
    caller = exchange.caller(DISTRICT)
    with pytest.raises(DocumentIdConflict):
        exchange.submitting.submit(caller, OTHER.inline())
    told = len(exchange.exchange.committed)
    with pytest.raises(Unauthenticated):
        exchange.submitting.submit(caller, OTHER.inline())
    assert len(exchange.exchange.committed) == told


def test_a_sender_with_a_channel_is_told_of_a_doubled_id() -> None:
    told = replace(DISTRICT, channels=(Channel(ChannelKind.EMAIL, "vt@example.vn"),))
    exchange = Services(agencies=(told, DEPARTMENT))
    standing = exchange.deliver(document(), told)
    with pytest.raises(DocumentIdConflict):
        exchange.send(OTHER, told)
    (alert,) = exchange.events(standing.submission_id, EventType.DUPLICATE_DOCUMENT_ID)
    assert alert.notify == (told.code,)


def test_two_senders_may_use_the_same_document_id() -> None:
    exchange = Services()
    one = exchange.send(document())
    other = exchange.send(document(sender=STRANGER.code), STRANGER)
    assert one.submission_id != other.submission_id


def test_a_rejected_document_may_be_corrected_and_sent_again_as_a_second_attempt() -> None:
    exchange = refusing()
    rejected = exchange.deliver(document())
    corrected = exchange.send(OTHER)
    assert rejected.state is SubmissionState.REJECTED
    assert (corrected.attempt, corrected.state) == (2, SubmissionState.RECEIVED)
    assert corrected.submission_id != rejected.submission_id
    assert exchange.story(rejected.submission_id).submission == rejected


def test_a_rejected_document_sent_again_unchanged_stays_rejected() -> None:
    exchange = refusing()
    rejected = exchange.deliver(document())
    again = exchange.submitting.submit(exchange.caller(DISTRICT), document().inline())
    assert (again.submission, again.repeated) == (rejected, True)


def test_the_second_attempt_repeated_is_the_second_attempt() -> None:
    exchange = refusing()
    exchange.deliver(document())
    second = exchange.send(OTHER)
    again = exchange.submitting.submit(exchange.caller(DISTRICT), OTHER.inline())
    assert (again.submission, again.repeated) == (second, True)


def test_a_third_version_while_the_second_attempt_stands_is_a_conflict() -> None:
    exchange = refusing()
    exchange.deliver(document())
    exchange.send(OTHER)
    with pytest.raises(DocumentIdConflict):
        exchange.send(document(subject="V/v khác nữa"))


def test_a_rejected_document_may_be_corrected_by_ticket() -> None:
    exchange = refusing()
    exchange.deliver(document())
    corrected = exchange.submitting.submit(exchange.caller(DISTRICT), OTHER.ticketed(PART)).submission
    assert (corrected.attempt, corrected.state) == (2, SubmissionState.AWAITING_UPLOADS)
    assert corrected.uploads


class RejectedMeanwhile(MemoryExchange):
    """A store in which the standing submission is rejected between a reader's look and its commit."""

    def commit(self, change: Change) -> None:
        for new in change.new_submissions:
            standing = self._submissions.get(new.submission_id)
            if standing:
                rejected = replace(standing, state=SubmissionState.REJECTED)
                self._submissions[new.submission_id] = rejected
        super().commit(change)


def test_a_ticketed_document_never_becomes_received_without_its_uploads() -> None:
    exchange = Services()
    exchange.send(document())
    raced = RejectedMeanwhile(exchange.nonces)
    raced.__dict__.update(exchange.exchange.__dict__)
    submitting = replace(exchange.submitting, store=raced)
    with pytest.raises(DocumentIdConflict):
        submitting.submit(exchange.caller(DISTRICT), OTHER.ticketed(PART))
    outcome = submitting.submit(exchange.caller(DISTRICT), document(subject="V/v khác").inline())
    assert outcome.submission.attempt == 2


@pytest.mark.parametrize("ticketed", [False, True])
def test_a_replayed_request_is_refused_and_changes_nothing(ticketed: bool) -> None:
    exchange = Services()
    caller = exchange.caller(DISTRICT)
    draft = document().ticketed(PART) if ticketed else document().inline()
    exchange.submitting.submit(caller, draft)
    with pytest.raises(Unauthenticated):
        exchange.submitting.submit(caller, draft)
    assert len(exchange.exchange.committed) == 1


def test_a_nonce_spent_elsewhere_cannot_submit() -> None:
    exchange = Services()
    caller = exchange.caller(DISTRICT)
    exchange.nonces.spend(caller.nonce)
    with pytest.raises(Unauthenticated):
        exchange.submitting.submit(caller, document().inline())
    assert exchange.exchange.committed == []


def faults_for(*recipients: str) -> list[tuple[str, str]]:
    exchange = Services()
    with pytest.raises(EnvelopeRejected) as rejected:
        exchange.send(document(recipients=recipients))
    assert exchange.exchange.committed == []
    assert exchange.content.digests() == frozenset()
    return [(fault.pointer, fault.code) for fault in rejected.value.faults]


def test_every_recipient_that_cannot_receive_is_named_at_once() -> None:
    assert faults_for("H39.999", LOCKED.code, DEPARTMENT.code, ENDED.code, ON_PAPER.code, DISTRICT.code) == [
        ("/recipients/0", "recipient.unknown"),
        ("/recipients/1", "recipient.locked"),
        ("/recipients/3", "recipient.ended"),
        ("/recipients/4", "recipient.paper-only"),
        ("/recipients/5", "recipient.is-sender"),
    ]


def test_a_recipient_named_twice_by_an_alias_is_noticed() -> None:
    assert faults_for(DEPARTMENT.code, "H39.7") == [("/recipients/1", "recipient.duplicate")]


def test_in_the_place_of_an_ended_recipient_its_successor_gets_the_document_and_the_sender_is_told() -> None:
    gone = replace(ENDED, successor=DEPARTMENT.code)
    exchange = Services(agencies=(DISTRICT, DEPARTMENT, gone))
    sent = exchange.deliver(document(recipients=(gone.code,)))
    assert sent.recipients == (DEPARTMENT.code,)
    assert sent.notes == (RecipientNote(NoteKind.REDIRECTED, DEPARTMENT.code, addressed=gone.code),)
    assert exchange.delivery(sent.submission_id, DEPARTMENT).addressed_as == (gone.code,)


def test_aliases_are_resolved_to_codes_in_the_order_of_the_envelope() -> None:
    exchange = Services()
    sent = exchange.send(document(recipients=("H39.17", "H39.7")))
    assert sent.recipients == (STRANGER.code, DEPARTMENT.code)
    assert sent.envelope.recipients == ("H39.17", "H39.7")


def test_the_senders_certificates_of_the_moment_are_recorded() -> None:
    exchange = Services()
    assert exchange.send(document()).sender_certificates == DISTRICT.certificates


def test_a_sender_that_is_only_pulling_is_not_notified() -> None:
    assert not Services().send(document()).notify_sender


def test_a_sender_with_a_channel_is_notified() -> None:
    told = agency(DISTRICT.code, DISTRICT.name, channels=(Channel(ChannelKind.EMAIL, "vt@example.vn"),))
    exchange = Services(agencies=(told, DEPARTMENT))
    assert exchange.send(document(), told).notify_sender


def target_faults(exchange: Services, business: Business, *targets: str) -> list[str]:
    with pytest.raises(EnvelopeRejected) as rejected:
        exchange.send(document("VB-2", business=business, targets=targets))
    return [fault.pointer for fault in rejected.value.faults]


@pytest.mark.parametrize("business", [Business.UPDATE, Business.REPLACEMENT])
def test_an_update_needs_an_accepted_document_of_the_same_sender(business: Business) -> None:
    exchange = Services()
    exchange.deliver(document("VB-1"))
    recalled = exchange.deliver(document("VB-recalled"))
    exchange.recalling.recall(exchange.caller(DISTRICT), recalled.submission_id, "gửi nhầm")
    exchange.deliver(document("VB-strange", sender=STRANGER.code), STRANGER)
    exchange.send(document("VB-received"))
    targets = ("VB-1", "VB-absent", "VB-received", "VB-recalled", "VB-strange")
    assert target_faults(exchange, business, *targets) == [f"/targets/{index}" for index in (1, 2, 3, 4)]


def test_a_target_is_its_latest_attempt() -> None:
    validator = AcceptingValidator(**{"cong-van.pdf": ("signature.invalid",)})
    exchange = Services(validator=validator)
    exchange.deliver(document())
    validator.refused.clear()
    second = exchange.deliver(OTHER)
    updating = exchange.send(document("VB-2", business=Business.UPDATE, targets=("VB-2026-0001",)))
    assert updating.target_ids == (second.submission_id,)


def test_a_rejected_target_without_a_second_attempt_does_not_stand() -> None:
    exchange = refusing()
    exchange.deliver(document())
    assert target_faults(exchange, Business.UPDATE, "VB-2026-0001") == ["/targets/0"]


def test_a_refusal_of_the_store_that_names_nothing_is_not_taken_for_success() -> None:
    exchange = Services()
    submitting = replace(exchange.submitting, store=RefusingExchange(exchange.exchange))
    with pytest.raises(Unauthenticated):
        submitting.submit(exchange.caller(DISTRICT), document().inline())


def test_a_repetition_is_answered_as_one_even_where_its_recipient_has_been_locked_since() -> None:
    exchange = Services()
    first = exchange.deliver(document())
    exchange.registry._agencies[DEPARTMENT.code] = replace(DEPARTMENT, state=AgencyState.LOCKED, version=2)
    again = exchange.submitting.submit(exchange.caller(DISTRICT), document().inline())
    assert (again.submission, again.repeated) == (first, True)
    with pytest.raises(EnvelopeRejected):
        exchange.send(OTHER)


def test_a_repetition_is_answered_as_one_even_where_its_target_has_been_recalled_since() -> None:
    exchange = Services()
    target = exchange.deliver(document())
    update = document("VB-2", business=Business.UPDATE, targets=("VB-2026-0001",))
    first = exchange.deliver(update)
    exchange.recalling.recall(exchange.caller(DISTRICT), target.submission_id, "gửi nhầm")
    assert exchange.send(update) == first


def test_a_replay_is_refused_even_where_its_recipient_has_been_locked_since() -> None:
    exchange = Services()
    caller = exchange.caller(DISTRICT)
    exchange.submitting.submit(caller, document().inline())
    exchange.registry._agencies[DEPARTMENT.code] = replace(DEPARTMENT, state=AgencyState.LOCKED, version=2)
    with pytest.raises(Unauthenticated):
        exchange.submitting.submit(caller, document().inline())
