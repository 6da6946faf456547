"""A submission: the sender's act, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lienthong.model.agency import SignerCertificate
from lienthong.model.codes import SubmissionState
from lienthong.model.envelope import Envelope
from lienthong.model.event import JsonValue, text_of


@dataclass(frozen=True, slots=True)
class Upload:
    """A ticketed attachment: where its bytes are staged, and the SHA-256 (hex) of each part.

    ``upload_id`` is empty for a single PUT, whose whole digest S3 checks itself.
    """

    name: str
    staging_key: str
    upload_id: str
    part_digests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AttachmentVerdict:
    """What validation found out about one attachment.

    Attributes:
        name: the attachment.
        media_type: determined from the bytes, not from the name.
        indication, sub_indication: EN 319 102-1 clause 5.1.3.
        original_equivalent: leader's and agency's signatures both valid (ND30 5.1).
        for_information: accepted only as information (D28 article 4), shown to everybody.
        report_sha256: digest of the full report, kept in the content store.
        findings: stable codes, all of them.
    """

    name: str
    media_type: str
    indication: str
    sub_indication: str | None
    original_equivalent: bool
    for_information: bool
    report_sha256: str
    findings: tuple[str, ...] = ()

    def to_json(self) -> dict[str, JsonValue]:
        """The verdict as the API shows it."""
        return {
            "name": self.name,
            "media_type": self.media_type,
            "indication": self.indication,
            "sub_indication": self.sub_indication,
            "original_equivalent": self.original_equivalent,
            "for_information": self.for_information,
            "report_sha256": self.report_sha256,
            "findings": list(self.findings),
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """The two verdicts that never mix: the envelope's own signature, and each attachment's signatures.

    ``reasons`` are the stable codes for which the submission was rejected; empty when accepted.
    """

    envelope_signature: str
    attachments: tuple[AttachmentVerdict, ...]
    reasons: tuple[str, ...] = ()

    def to_json(self) -> dict[str, JsonValue]:
        """The verdict as the API shows it."""
        return {
            "envelope_signature": self.envelope_signature,
            "attachments": [attachment.to_json() for attachment in self.attachments],
            "reasons": list(self.reasons),
        }


@dataclass(frozen=True, slots=True)
class Recall:
    """A take-back (13) of a submission from all its recipients: when, and why."""

    requested_at: datetime
    reason: str

    def to_json(self) -> dict[str, JsonValue]:
        """The recall as the API shows it."""
        return {"requested_at": text_of(self.requested_at), "reason": self.reason}


class NoteKind(StrEnum):
    """What a sender is told about one recipient; nothing is held back because of it."""

    #: The agency that was addressed has ended; its successor gets the document.
    REDIRECTED = "redirected"
    #: This type of document must still go to it on paper as well (D28 5.3, 7.2).
    PAPER_ALSO = "paper-also"
    #: The recipient's own product does not take this type of document.
    TYPE_NOT_TAKEN = "type-not-taken"


@dataclass(frozen=True, slots=True)
class RecipientNote:
    """One such note: about which recipient, which ended agency was addressed, by which published list."""

    kind: NoteKind
    recipient: str
    addressed: str = ""
    basis: str = ""

    def to_json(self) -> dict[str, JsonValue]:
        """The note as the API shows it."""
        return {
            "kind": self.kind.value,
            "recipient": self.recipient,
            "addressed": self.addressed,
            "basis": self.basis,
        }


@dataclass(frozen=True, slots=True)
class Submission:
    """A submission as recorded. ``recipients`` are canonical codes; ``version`` rises with every change.

    ``sender_certificates`` are the sender's registered certificates at the time of sending, so that
    validation judges by the registry in force then. ``target_ids`` are the submissions that an update or a
    replacement is about. ``notes`` are what the registry had to tell the sender of its recipients.
    ``content_deleted_at``: since when its documents may be gone (docs/adr/0010).
    ``message_sha256`` is the content that the submission came as, where that was a message of the national
    format; ``paper_stated`` is false where such a message did not say whether paper follows (docs/adr/0013).
    """

    submission_id: str
    envelope: Envelope
    envelope_digest: str
    recipients: tuple[str, ...]
    received_at: datetime
    state: SubmissionState = SubmissionState.RECEIVED
    attempt: int = 1
    uploads: tuple[Upload, ...] = ()
    target_ids: tuple[str, ...] = ()
    sender_certificates: tuple[SignerCertificate, ...] = ()
    notify_sender: bool = False
    verdict: Verdict | None = None
    decided_at: datetime | None = None
    recall: Recall | None = None
    content_deleted_at: datetime | None = None
    message_sha256: str = ""
    paper_stated: bool = True
    notes: tuple[RecipientNote, ...] = ()
    version: int = 1

    @property
    def sender(self) -> str:
        """Canonical code of the sending agency."""
        return self.envelope.sender

    @property
    def content_digests(self) -> tuple[str, ...]:
        """SHA-256 (hex) of all that is stored of its documents, each once: the message holds them as well."""
        attached = (attachment.sha256 for attachment in self.envelope.attachments)
        return tuple(dict.fromkeys((*attached, *filter(None, (self.message_sha256,)))))

    def addressed_as(self, recipient: str) -> tuple[str, ...]:
        """The ended agencies in whose place this recipient gets the document."""
        return tuple(
            note.addressed
            for note in self.notes
            if note.kind is NoteKind.REDIRECTED and note.recipient == recipient
        )

    def to_json(self) -> dict[str, JsonValue]:
        """The submission as its sender sees it."""
        return {
            "submission_id": self.submission_id,
            "state": self.state.value,
            "attempt": self.attempt,
            "envelope": self.envelope.to_json(),
            "envelope_digest": self.envelope_digest,
            "recipients": list(self.recipients),
            "notes": [note.to_json() for note in self.notes],
            "received_at": text_of(self.received_at),
            "decided_at": text_of(self.decided_at) if self.decided_at else None,
            "verdict": self.verdict.to_json() if self.verdict else None,
            "recall": self.recall.to_json() if self.recall else None,
            "content_deleted_at": text_of(self.content_deleted_at) if self.content_deleted_at else None,
        }
