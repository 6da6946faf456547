"""Validation before acceptance: nothing passes that is not verified (D28 5.4, 9.1)."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

import pytest

from lienthong.errors import IntegrityFault, Unavailable
from lienthong.model.agency import Channel, ChannelKind
from lienthong.model.codes import Business, Purpose, SubmissionState
from lienthong.model.envelope import Attachment
from lienthong.model.event import Event, EventType, JsonValue, text_of
from lienthong.model.submission import Submission
from lienthong.ports import Assessment
from tests.builders.agencies import DEPARTMENT, DISTRICT, agency
from tests.builders.documents import CONTENT, document, sha256, with_signature
from tests.doubles.accepting_validator import MATERIAL, MATERIAL_SHA256, AcceptingValidator
from tests.doubles.memory_content import MemoryContent
from tests.doubles.services import Services

NAME = "cong-van.pdf"
UNSIGNED = "signature.missing"


def decided(exchange: Services) -> Submission:
    return exchange.deliver(document())


def test_a_passing_submission_is_accepted_with_its_verdict_and_event() -> None:
    exchange = Services()
    accepted = decided(exchange)
    assert accepted.state is SubmissionState.ACCEPTED
    assert accepted.decided_at == exchange.clock.now()
    assert accepted.verdict
    assert [entry.indication for entry in accepted.verdict.attachments] == ["TOTAL-PASSED"]
    (event,) = exchange.events(accepted.submission_id, EventType.SUBMISSION_ACCEPTANCE)
    assert event.details["recipients"] == [DEPARTMENT.code]
    assert exchange.metrics.total("SubmissionAccepted") == 1


def test_a_failing_submission_is_rejected_with_its_reasons_and_nobody_receives_it() -> None:
    exchange = Services(validator=AcceptingValidator(**{NAME: (UNSIGNED,)}))
    rejected = decided(exchange)
    assert rejected.verdict
    assert (rejected.state, rejected.verdict.reasons) == (SubmissionState.REJECTED, (UNSIGNED,))
    (event,) = exchange.events(rejected.submission_id, EventType.SUBMISSION_REJECTION)
    assert event.details["reasons"] == [UNSIGNED]
    assert isinstance(document := event.details["document"], dict)
    assert (document["number"], document["original_equivalent"]) == ("12", False)
    assert exchange.story(rejected.submission_id).deliveries == ()
    assert exchange.metrics.total("SubmissionRejected") == 1


def test_all_attachments_are_assessed_and_every_reason_is_named_once() -> None:
    refused = {"a.pdf": (UNSIGNED, "signature.revoked"), "b.pdf": (UNSIGNED,)}
    exchange = Services(validator=AcceptingValidator(**refused))
    sent = exchange.deliver(document(contents={"a.pdf": b"a", "b.pdf": b"b", "c.pdf": b"c"}))
    assert sent.verdict
    assert sent.verdict.reasons == (UNSIGNED, "signature.revoked")
    assert [entry.name for entry in sent.verdict.attachments] == ["a.pdf", "b.pdf", "c.pdf"]


def test_every_report_is_kept_as_content_under_its_digest() -> None:
    exchange = Services()
    accepted = decided(exchange)
    assert accepted.verdict
    report = accepted.verdict.attachments[0].report_sha256
    assert exchange.content.open(report).read()
    (event,) = exchange.events(accepted.submission_id, EventType.SUBMISSION_ACCEPTANCE)
    assert event.details["reports"] == [report]


def test_an_acceptance_says_by_what_the_document_is_counted_and_names_no_person() -> None:
    exchange = Services()
    first = decided(exchange)
    second = exchange.deliver(document("VB-2", business=Business.REPLACEMENT, targets=("VB-2026-0001",)))
    (event,) = exchange.events(second.submission_id, EventType.SUBMISSION_ACCEPTANCE)
    envelope = second.envelope
    assert event.details["document"] == {
        "sender": DISTRICT.code,
        "number": envelope.number,
        "notation": envelope.notation,
        "issued_on": envelope.issued_on.isoformat(),
        "group": envelope.document_type.group,
        "detail": envelope.document_type.detail,
        "type_name": envelope.document_type.name,
        "priority": 0,
        "business": "replacement",
        "due_on": None,
        "paper_known": True,
        "also_on_paper": False,
        "for_information": False,
        "original_equivalent": True,
        "received_at": text_of(second.received_at),
        "targets": [first.submission_id],
    }
    assert envelope.signer.name not in str(event.to_json())
    assert envelope.subject not in str(event.to_json())


def test_an_annex_for_information_does_not_unmake_the_signed_original_beside_it() -> None:
    class Judging(AcceptingValidator):
        """Only the letter itself is signed by both."""

        def assess(self, attachment: Attachment, *arguments: Any, **named: Any) -> Assessment:
            made = super().assess(attachment, *arguments, **named)
            verdict = replace(made.verdict, original_equivalent=attachment.name == NAME)
            return replace(made, verdict=verdict)

    exchange = Services(validator=Judging())
    contents = {NAME: CONTENT, "phu-luc.csv": b"a;b"}

    def sent(purpose: Purpose, document_id: str) -> Event:
        whole = document(document_id, contents=contents)
        letter, annex = whole.envelope.attachments
        attachments = (letter, replace(annex, purpose=purpose))
        whole = replace(whole, envelope=replace(whole.envelope, attachments=attachments))
        accepted = exchange.deliver(whole)
        (event,) = exchange.events(accepted.submission_id, EventType.SUBMISSION_ACCEPTANCE)
        return event

    assert facts(sent(Purpose.INFORMATION, "VB-1"))["original_equivalent"] is True
    assert facts(sent(Purpose.ORIGINAL, "VB-2"))["original_equivalent"] is False


def facts(event: Event) -> Mapping[str, JsonValue]:
    found = event.details["document"]
    assert isinstance(found, dict)
    return found


def test_what_verdicts_rest_on_is_kept_beside_them_and_put_once_while_the_function_is_warm() -> None:
    put: list[str] = []

    class Counting(MemoryContent):
        def keep(self, sha256: str, content: bytes) -> None:
            put.append(sha256)
            super().keep(sha256, content)

    exchange = Services()
    counting = Counting()
    counting.__dict__.update(exchange.content.__dict__)
    warm = replace(exchange.validating, content=counting)
    for number in range(3):
        warm.validate(exchange.send(document(f"VB-2026-100{number}")).submission_id)
    assert put.count(MATERIAL_SHA256) == 1
    assert exchange.content.open(MATERIAL_SHA256).read() == MATERIAL


def test_what_could_not_be_put_is_put_with_the_next_attempt() -> None:
    class AwayOnce(MemoryContent):
        away = True

        def keep(self, sha256: str, content: bytes) -> None:
            if self.away:
                self.away = False
                raise Unavailable
            super().keep(sha256, content)

    exchange = Services()
    content = AwayOnce()
    content.__dict__.update(exchange.content.__dict__)
    warm = replace(exchange.validating, content=content)
    sent = exchange.send(document())
    with pytest.raises(Unavailable):
        warm.validate(sent.submission_id)
    warm.validate(sent.submission_id)
    assert MATERIAL_SHA256 in exchange.content.digests()


@pytest.mark.parametrize("stored", [b"", CONTENT[:-1], CONTENT + b"x", CONTENT[:-1] + b"X"])
def test_content_that_is_not_as_declared_ends_as_a_rejection(stored: bytes) -> None:
    exchange = Services()
    sent = exchange.send(document())
    exchange.content._content[sha256(CONTENT)] = stored
    exchange.settle()
    rejected = exchange.story(sent.submission_id).submission
    assert rejected.verdict
    assert rejected.state is SubmissionState.REJECTED
    assert rejected.verdict.reasons == ("attachment.digest-mismatch",)
    assert rejected.verdict.attachments[0].sub_indication == "HASH_FAILURE"


def test_no_more_than_a_chunk_beyond_the_declared_size_is_read() -> None:
    read: list[int] = []

    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def read(self, size: int = -1, /) -> bytes:
            read.append(size)
            return b"x" * size

    class EndlessContent(MemoryContent):
        def open(self, sha256: str) -> BinaryIO:
            return Endless()  # type: ignore[return-value]

    exchange = Services()
    sent = exchange.send(document())
    validating = replace(exchange.validating, content=EndlessContent())
    validating.validate(sent.submission_id)
    assert exchange.story(sent.submission_id).submission.state is SubmissionState.REJECTED
    assert len(read) == 1


@dataclass
class Watching:
    """A validator that notes what it was given."""

    seen: dict[str, tuple[bytes, tuple[bytes, ...]]] = field(default_factory=dict)
    senders: list[Submission] = field(default_factory=list)

    def assess(
        self,
        attachment: Attachment,
        content: BinaryIO,
        *,
        detached_signatures: Sequence[bytes],
        submission: Submission,
    ) -> Assessment:
        self.seen[attachment.name] = (content.read(), tuple(detached_signatures))
        self.senders.append(submission)
        content.seek(0)
        return AcceptingValidator().assess(
            attachment, content, detached_signatures=detached_signatures, submission=submission
        )


def test_a_detached_signature_is_judged_with_what_it_covers_and_not_by_itself() -> None:
    watching = Watching()
    exchange = Services(validator=watching)
    sent = exchange.deliver(with_signature(document(), NAME, b"p7s"))
    assert watching.seen == {NAME: (CONTENT, (b"p7s",))}
    assert sent.verdict
    assert [entry.name for entry in sent.verdict.attachments] == [NAME]
    assert {sha256(CONTENT), sha256(b"p7s")} <= exchange.content.digests()


def test_the_validator_sees_the_certificates_of_the_time_of_sending() -> None:
    watching = Watching()
    exchange = Services(validator=watching)
    exchange.send(document())
    exchange.registry._agencies[DISTRICT.code] = replace(DISTRICT, certificates=(), version=2)
    exchange.settle()
    assert watching.senders[0].sender_certificates == DISTRICT.certificates


def test_a_message_that_comes_again_changes_nothing() -> None:
    exchange = Services()
    accepted = decided(exchange)
    before = exchange.story(accepted.submission_id)
    exchange.validating.validate(accepted.submission_id)
    exchange.settle()
    assert exchange.story(accepted.submission_id) == before
    assert exchange.metrics.total("SubmissionAccepted") == 1


def test_a_message_that_is_worked_off_twice_at_once_decides_once() -> None:
    exchange = Services()
    sent = exchange.send(document())

    class Meanwhile(AcceptingValidator):
        def assess(
            self,
            attachment: Attachment,
            content: BinaryIO,
            *,
            detached_signatures: Sequence[bytes],
            submission: Submission,
        ) -> Assessment:
            exchange.validating.validate(submission.submission_id)
            return super().assess(
                attachment, content, detached_signatures=detached_signatures, submission=submission
            )

    replace(exchange.validating, validator=Meanwhile()).validate(sent.submission_id)
    assert len(exchange.events(sent.submission_id, EventType.SUBMISSION_ACCEPTANCE)) == 1
    assert exchange.metrics.total("SubmissionAccepted") == 1


def test_a_message_about_no_submission_calls_a_person() -> None:
    with pytest.raises(IntegrityFault):
        Services().validating.validate("lt-aaaaaaaaaaaaaaaaaaaaaaaaaa")


def test_a_store_that_is_away_leaves_the_submission_undecided() -> None:
    class Away(MemoryContent):
        def keep(self, sha256: str, content: bytes) -> None:
            raise Unavailable

    exchange = Services()
    sent = exchange.send(document())
    away = Away()
    away.__dict__.update(exchange.content.__dict__)
    with pytest.raises(Unavailable):
        replace(exchange.validating, content=away).validate(sent.submission_id)
    assert exchange.story(sent.submission_id).submission == sent


def test_a_sender_with_a_channel_is_told_the_decision() -> None:
    told = agency(DISTRICT.code, DISTRICT.name, channels=(Channel(ChannelKind.EMAIL, "vt@example.vn"),))
    exchange = Services(agencies=(told, DEPARTMENT))
    sent = exchange.deliver(document(), told)
    (event,) = exchange.events(sent.submission_id, EventType.SUBMISSION_ACCEPTANCE)
    assert event.notify == (told.code,)
