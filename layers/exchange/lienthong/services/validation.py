"""Validation before acceptance: nothing passes that is not verified (D28 5.4, 9.1).

The types tell the stages apart: an :class:`UnverifiedAttachment` has been declared; an
:class:`IntactAttachment` has the declared size and digest; only an assessment of the latter can count.

Plan of :meth:`Validating.validate`:

1. Only a submission in state ``received`` is validated; anything else has been decided.
2. Every attachment's bytes are streamed, measured and hashed; a difference ends it as a rejection.
3. Each is assessed together with its detached signatures; reports go to the content store.
4. Staged files become content under their digest.
5. One transaction: state, verdict, event.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import IO, BinaryIO

from lienthong.errors import IntegrityFault
from lienthong.model.codes import Purpose, SubmissionState
from lienthong.model.envelope import Attachment, Envelope
from lienthong.model.event import Event, EventType, JsonValue, text_of
from lienthong.model.limits import MIB
from lienthong.model.retention import FOR_EVER, RetentionRule
from lienthong.model.submission import AttachmentVerdict, Submission, Upload, Verdict
from lienthong.ports import (
    Assessment,
    AttachmentValidator,
    Change,
    Clock,
    CommitRefused,
    ContentStore,
    ExchangeStore,
    Ids,
    Metrics,
    StagingStore,
)

#: Up to here an attachment is held in memory while it is validated; beyond, in a temporary file.
_IN_MEMORY = 8 * MIB
_CHUNK = MIB
#: Digests of material that a warm function remembers to have stored.
_MOST_REMEMBERED = 1_000
#: QCVN 102 envelopes carry no signature that anybody could check; the API's are signed as requests.
_REQUEST_SIGNED = "request-signature-valid"


@dataclass(frozen=True, slots=True)
class UnverifiedAttachment:
    """A declared attachment and the stream of what was stored for it."""

    declared: Attachment
    stream: BinaryIO
    upload: Upload | None
    staged_version: str


@dataclass(frozen=True, slots=True)
class IntactAttachment:
    """An attachment whose bytes have the declared size and SHA-256; ``content`` is seekable."""

    declared: Attachment
    content: BinaryIO
    upload: Upload | None
    staged_version: str


@dataclass(frozen=True, slots=True)
class Validating:
    """Decides about received submissions."""

    store: ExchangeStore
    content: ContentStore
    staging: StagingStore
    validator: AttachmentValidator
    metrics: Metrics
    clock: Clock
    ids: Ids
    rule: RetentionRule = FOR_EVER
    _kept: dict[str, None] = field(default_factory=dict, init=False)

    def validate(self, submission_id: str) -> None:
        """Validate and decide (see the module's plan); harmless when it has been decided.

        Raises:
            IntegrityFault: the message names a submission that does not exist.
        """
        submission = self.store.submission(submission_id)
        if submission is None:
            raise IntegrityFault(what=f"message for absent submission {submission_id}")
        if submission.state is not SubmissionState.RECEIVED:
            return
        with ExitStack() as files:
            verdict = self._verdict(submission, files)
        self._decide(submission, verdict)

    def _verdict(self, submission: Submission, files: ExitStack) -> Verdict:
        intact: list[IntactAttachment] = []
        broken: list[Attachment] = []
        for attachment in submission.envelope.attachments:
            unverified = self._open(submission, attachment)
            copy = files.enter_context(_spooled(attachment.size))
            if _copy_is_as_declared(unverified, copy):
                intact.append(
                    IntactAttachment(attachment, copy, unverified.upload, unverified.staged_version)
                )
            else:
                broken.append(attachment)
        if broken:
            verdicts = tuple(_mismatch(attachment) for attachment in broken)
            return Verdict(_REQUEST_SIGNED, verdicts, ("attachment.digest-mismatch",))
        return self._assess_all(submission, intact)

    def _open(self, submission: Submission, attachment: Attachment) -> UnverifiedAttachment:
        upload = next((entry for entry in submission.uploads if entry.name == attachment.name), None)
        if upload is None:
            return UnverifiedAttachment(attachment, self.content.open(attachment.sha256), None, "")
        staged = self.staging.open(upload.staging_key)
        return UnverifiedAttachment(attachment, staged.stream, upload, staged.version)

    def _assess_all(self, submission: Submission, intact: list[IntactAttachment]) -> Verdict:
        verdicts: list[AttachmentVerdict] = []
        reasons: list[str] = []
        for entry in intact:
            # A detached signature is judged with the attachment that it covers, not by itself.
            if entry.declared.purpose is not Purpose.SIGNATURE:
                signatures = [
                    other for other in intact if other.declared.signature_for == entry.declared.name
                ]
                assessment = self._assess(submission, entry, signatures)
                self._keep(assessment)
                verdicts.append(assessment.verdict)
                reasons += [reason for reason in assessment.reasons if reason not in reasons]
            if entry.upload:
                self._adopt(entry, entry.upload)
        return Verdict(_REQUEST_SIGNED, tuple(verdicts), tuple(reasons))

    def _adopt(self, entry: IntactAttachment, upload: Upload) -> None:
        needed_until = self.rule.needed_until(self.clock.now())
        self.content.adopt(entry.declared.sha256, upload.staging_key, entry.staged_version, needed_until)

    def _keep(self, assessment: Assessment) -> None:
        """The report, and what it rests on. Policies, trust and CRLs are the same for many: put once.

        They stay when documents go, even where somebody sends the same bytes as a document (docs/adr/0010).
        """
        for digest, blob in assessment.material.items():
            if digest not in self._kept:
                self.content.keep(digest, blob)
                self._kept[digest] = None
                while len(self._kept) > _MOST_REMEMBERED:
                    del self._kept[next(iter(self._kept))]
        self.content.keep(assessment.verdict.report_sha256, assessment.report)

    def _assess(
        self, submission: Submission, entry: IntactAttachment, signatures: Sequence[IntactAttachment]
    ) -> Assessment:
        # Leader and agency may sign in a file each; all of them count (ND30 5.1).
        detached = [_whole(signature.content) for signature in signatures]
        entry.content.seek(0)
        return self.validator.assess(
            entry.declared, entry.content, detached_signatures=detached, submission=submission
        )

    def _decide(self, submission: Submission, verdict: Verdict) -> None:
        now = self.clock.now()
        accepted = not verdict.reasons
        decided = replace(
            submission,
            state=SubmissionState.ACCEPTED if accepted else SubmissionState.REJECTED,
            verdict=verdict,
            decided_at=now,
            version=submission.version + 1,
        )
        event = Event(
            event_id=self.ids.event_id(now),
            type=EventType.SUBMISSION_ACCEPTANCE if accepted else EventType.SUBMISSION_REJECTION,
            subject=submission.submission_id,
            at=now,
            actor="exchange",
            salt=self.ids.salt(),
            notify=(submission.sender,) if submission.notify_sender else (),
            details={
                "document_id": submission.envelope.document_id,
                "reasons": list(verdict.reasons),
                "recipients": list(submission.recipients),
                "targets": len(submission.target_ids),
                "reports": [entry.report_sha256 for entry in verdict.attachments],
                "document": _facts(submission, verdict),
            },
        )
        try:
            self.store.commit(Change(submissions=(decided,), events=(event,)))
        except CommitRefused:
            # Decided meanwhile by a second delivery of the same message.
            return
        self.metrics.count("SubmissionAccepted" if accepted else "SubmissionRejected")


def _facts(submission: Submission, verdict: Verdict) -> dict[str, JsonValue]:
    """What registers, deadlines and ratios count by (docs/adr/0012): the event is their evidence.

    Identifiers, codes and days; neither the subject nor a person's name.
    """
    envelope = submission.envelope
    return {
        "sender": submission.sender,
        "number": envelope.number,
        "notation": envelope.notation,
        "issued_on": envelope.issued_on.isoformat(),
        "group": envelope.document_type.group,
        "detail": envelope.document_type.detail,
        "type_name": envelope.document_type.name,
        "priority": int(envelope.priority),
        "business": envelope.business.value,
        "due_on": envelope.due_on.isoformat() if envelope.due_on else None,
        "also_on_paper": envelope.also_on_paper,
        # A message that does not speak of paper does not count as sent without (docs/edxml-mapping.md).
        "paper_known": submission.paper_stated,
        "for_information": envelope.for_information,
        "original_equivalent": _is_original_equivalent(envelope, verdict),
        "received_at": text_of(submission.received_at),
        "targets": list(submission.target_ids),
    }


def _is_original_equivalent(envelope: Envelope, verdict: Verdict) -> bool:
    """Whether leader and agency have signed every file that claims to be an original (ND30 5.1)."""
    originals = {entry.name for entry in envelope.attachments if entry.purpose is Purpose.ORIGINAL}
    judged = [entry for entry in verdict.attachments if entry.name in originals]
    return bool(judged) and all(entry.original_equivalent for entry in judged)


def _whole(content: BinaryIO) -> bytes:
    content.seek(0)
    return content.read()


@contextmanager
def _spooled(size: int) -> Iterator[BinaryIO]:
    file: IO[bytes]
    with (
        tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)
        if size <= _IN_MEMORY
        else tempfile.TemporaryFile() as file
    ):
        yield file  # type: ignore[misc]


def _copy_is_as_declared(unverified: UnverifiedAttachment, copy: BinaryIO) -> bool:
    """Copy the stream, reading no more than one byte beyond the declared size."""
    digest, length = hashlib.sha256(), 0
    with unverified.stream as stream:
        while chunk := stream.read(_CHUNK):
            length += len(chunk)
            if length > unverified.declared.size:
                return False
            digest.update(chunk)
            copy.write(chunk)
    copy.seek(0)
    return length == unverified.declared.size and digest.hexdigest() == unverified.declared.sha256


def _mismatch(attachment: Attachment) -> AttachmentVerdict:
    return AttachmentVerdict(
        name=attachment.name,
        media_type=attachment.media_type,
        indication="TOTAL-FAILED",
        sub_indication="HASH_FAILURE",
        original_equivalent=False,
        for_information=False,
        report_sha256="",
        findings=("attachment.digest-mismatch",),
    )
