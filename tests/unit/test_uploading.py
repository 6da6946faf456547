"""Uploads by ticket: what is still missing, and the moment when everything has arrived."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lienthong.errors import NotFound, Unauthenticated, Unavailable, UploadIncomplete
from lienthong.model.codes import SubmissionState
from lienthong.model.event import EventType
from lienthong.model.limits import LIMITS
from lienthong.model.submission import Submission
from lienthong.services import submission as submitting
from tests.builders.agencies import DISTRICT, STRANGER
from tests.builders.documents import document, sha256
from tests.doubles.services import Services

PART = 8
SMALL, LARGE = b"%PDF-12", b"%PDF-1.7 ba phan, phan cuoi ngan"
DOCUMENT = document(contents={"nho.pdf": SMALL, "lon.pdf": LARGE})
PARTS_OF_LARGE = 4


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files beyond eight bytes are uploaded in parts."""
    monkeypatch.setattr(submitting, "LIMITS", replace(LIMITS, single_upload_bytes=PART, part_bytes=PART))


def announced(exchange: Services) -> Submission:
    return exchange.submitting.submit(exchange.caller(DISTRICT), DOCUMENT.ticketed(PART)).submission


def missing(exchange: Services, submission_id: str) -> dict[str, list[int]]:
    tickets = exchange.uploading.tickets(exchange.caller(DISTRICT), submission_id)
    return {entry.name: [part.number for part in entry.missing] for entry in tickets}


def test_an_announced_submission_waits_for_its_uploads_and_is_not_validated() -> None:
    exchange = Services()
    sent = announced(exchange)
    exchange.settle()
    assert exchange.story(sent.submission_id).submission.state is SubmissionState.AWAITING_UPLOADS
    assert [event.type for event in exchange.events(sent.submission_id)] == [EventType.UPLOAD_REQUEST]


def test_tickets_are_handed_out_for_exactly_what_is_missing() -> None:
    exchange = Services()
    sent = announced(exchange)
    assert missing(exchange, sent.submission_id) == {"nho.pdf": [1], "lon.pdf": [1, 2, 3, 4]}
    tickets = exchange.uploading.tickets(exchange.caller(DISTRICT), sent.submission_id)
    large = next(entry for entry in tickets if entry.name == "lon.pdf")
    assert exchange.staging.upload(large.missing[2], LARGE[2 * PART : 3 * PART])
    assert missing(exchange, sent.submission_id) == {"nho.pdf": [1], "lon.pdf": [1, 2, 4]}


def test_a_part_with_other_bytes_than_announced_is_refused() -> None:
    exchange = Services()
    sent = announced(exchange)
    (ticket, *_) = exchange.uploading.tickets(exchange.caller(DISTRICT), sent.submission_id)[1].missing
    assert not exchange.staging.upload(ticket, b"khac")
    assert missing(exchange, sent.submission_id)["lon.pdf"] == [1, 2, 3, 4]


def test_completing_too_early_says_how_many_parts_are_missing_and_changes_nothing() -> None:
    exchange = Services()
    sent = announced(exchange)
    with pytest.raises(UploadIncomplete) as incomplete:
        exchange.uploading.complete(exchange.caller(DISTRICT), sent.submission_id)
    assert incomplete.value.facts["missing"] == 1 + PARTS_OF_LARGE
    assert exchange.story(sent.submission_id).submission == sent


def test_a_completed_submission_is_received_validated_and_delivered() -> None:
    exchange = Services()
    sent = announced(exchange)
    exchange.upload(sent.submission_id, DOCUMENT, PART, DISTRICT)
    completed = exchange.uploading.complete(exchange.caller(DISTRICT), sent.submission_id)
    assert (completed.submission.state, completed.repeated) == (SubmissionState.RECEIVED, False)
    exchange.settle()
    story = exchange.story(sent.submission_id)
    assert story.submission.state is SubmissionState.ACCEPTED
    assert len(story.deliveries) == 1
    assert {sha256(SMALL), sha256(LARGE)} <= exchange.content.digests()


def test_the_time_of_receipt_is_that_of_the_last_upload() -> None:
    exchange = Services()
    sent = announced(exchange)
    exchange.upload(sent.submission_id, DOCUMENT, PART, DISTRICT)
    completed_at = exchange.clock.advance(3600)
    received = exchange.uploading.complete(exchange.caller(DISTRICT), sent.submission_id).submission
    assert received.received_at == completed_at


def test_completing_again_answers_the_same() -> None:
    exchange = Services()
    sent = announced(exchange)
    exchange.upload(sent.submission_id, DOCUMENT, PART, DISTRICT)
    first = exchange.uploading.complete(exchange.caller(DISTRICT), sent.submission_id)
    again = exchange.uploading.complete(exchange.caller(DISTRICT), sent.submission_id)
    assert (again.submission, again.repeated) == (first.submission, True)
    assert len(exchange.events(sent.submission_id, EventType.SUBMISSION_ARRIVAL)) == 1


def test_nothing_is_missing_of_a_received_submission() -> None:
    exchange = Services()
    sent = announced(exchange)
    exchange.upload(sent.submission_id, DOCUMENT, PART, DISTRICT)
    exchange.uploading.complete(exchange.caller(DISTRICT), sent.submission_id)
    assert missing(exchange, sent.submission_id) == {}


def test_announcing_again_opens_no_second_set_of_uploads() -> None:
    exchange = Services()
    first, again = announced(exchange), announced(exchange)
    assert again == first
    assert len(exchange.staging._open) == 1


def test_bytes_that_differ_from_the_announced_whole_end_as_a_rejection() -> None:
    exchange = Services()
    lying = DOCUMENT.ticketed(PART)
    envelope = replace(
        lying.envelope,
        attachments=tuple(replace(entry, sha256="ab" * 32) for entry in lying.envelope.attachments),
    )
    draft = replace(lying, envelope=envelope)
    sent = exchange.submitting.submit(exchange.caller(DISTRICT), draft).submission
    exchange.upload(sent.submission_id, DOCUMENT, PART, DISTRICT)
    exchange.uploading.complete(exchange.caller(DISTRICT), sent.submission_id)
    exchange.settle()
    story = exchange.story(sent.submission_id)
    assert story.submission.state is SubmissionState.REJECTED
    assert exchange.content.digests() == frozenset()


def test_another_agencys_uploads_do_not_exist() -> None:
    exchange = Services()
    sent = announced(exchange)
    for act in (exchange.uploading.tickets, exchange.uploading.complete):
        with pytest.raises(NotFound):
            act(exchange.caller(STRANGER), sent.submission_id)
        with pytest.raises(NotFound):
            act(exchange.caller(DISTRICT), "lt-aaaaaaaaaaaaaaaaaaaaaaaaaa")


def test_replayed_requests_are_refused() -> None:
    exchange = Services()
    sent = announced(exchange)
    caller = exchange.caller(DISTRICT)
    exchange.uploading.tickets(caller, sent.submission_id)
    exchange.upload(sent.submission_id, DOCUMENT, PART, DISTRICT)
    for act in (exchange.uploading.tickets, exchange.uploading.complete):
        with pytest.raises(Unauthenticated):
            act(caller, sent.submission_id)
    assert exchange.story(sent.submission_id).submission == sent


def test_two_completions_at_once_record_one_arrival() -> None:
    exchange = Services()
    sent = announced(exchange)
    exchange.upload(sent.submission_id, DOCUMENT, PART, DISTRICT)
    late = exchange.uploading
    exchange.uploading.complete(exchange.caller(DISTRICT), sent.submission_id)
    with pytest.raises(Unavailable):
        late._receive(exchange.caller(DISTRICT), sent)
    assert len(exchange.events(sent.submission_id, EventType.SUBMISSION_ARRIVAL)) == 1
