"""Events: one for every state change, committed in the same transaction as the change.

Names follow the ERDS evidence of ETSI EN 319 522-1 clause 6 where it has one; the others are ours.
An event carries digests, identifiers, times and codes, never content and never personal data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

JsonValue = str | int | bool | None | list["JsonValue"] | dict[str, "JsonValue"]


def text_of(instant: datetime) -> str:
    """An instant as the exchange writes it: ISO 8601, UTC, with ``Z``."""
    return instant.isoformat().replace("+00:00", "Z")


class EventType(StrEnum):
    """What happened."""

    UPLOAD_REQUEST = "UploadRequest"
    SUBMISSION_ARRIVAL = "SubmissionArrival"
    SUBMISSION_ACCEPTANCE = "SubmissionAcceptance"
    SUBMISSION_REJECTION = "SubmissionRejection"
    CONTENT_CONSIGNMENT = "ContentConsignment"
    CONTENT_CONSIGNMENT_FAILURE = "ContentConsignmentFailure"
    CONTENT_HANDOVER = "ContentHandover"
    CONSIGNMENT_ACCEPTANCE = "ConsignmentAcceptance"
    CONSIGNMENT_REJECTION = "ConsignmentRejection"
    STATUS_CHANGE = "StatusChange"
    RECALL_REQUEST = "RecallRequest"
    RECALL_NOTIFICATION = "RecallNotification"
    RECALL_AGREEMENT = "RecallAgreement"
    RECALL_REFUSAL = "RecallRefusal"
    REPLACEMENT_AGREEMENT = "ReplacementAgreement"
    REPLACEMENT_REFUSAL = "ReplacementRefusal"
    COPY_WITHHOLDING = "CopyWithholding"
    COPY_DESTRUCTION = "CopyDestruction"
    CONTENT_DELETION = "ContentDeletion"
    DEADLINE_WARNING = "DeadlineWarning"
    DEADLINE_EXPIRY = "DeadlineExpiry"
    REGISTRY_CHANGE = "RegistryChange"
    DUPLICATE_NUMBER = "DuplicateNumber"
    DUPLICATE_DOCUMENT_ID = "DuplicateDocumentId"
    REGISTER_ENTRY = "RegisterEntry"
    REGISTER_CORRECTION = "RegisterCorrection"
    MEASURES_REPORT = "MeasuresReport"
    DOSSIER_EVENT = "DossierEvent"
    DOSSIER_WARNINGS = "DossierWarnings"
    APPLICANT_NOTICE = "ApplicantNotice"
    NOTICE_WISHES = "NoticeWishes"
    CONSULTATION = "Consultation"
    SATISFACTION_VOTE = "SatisfactionVote"
    PROCEDURE_CHANGE = "ProcedureChange"
    CENTRE_CHANGE = "CentreChange"
    POSTING_INSPECTION = "PostingInspection"
    CHECKPOINT_TIMESTAMP = "CheckpointTimestamp"


#: What the sender itself did before its submission was accepted, and that its documents went by the rule: it
#: names no recipient, so every recipient may hold it as evidence of who sent what, and why it is gone.
FOR_EVERY_RECIPIENT = frozenset(
    {EventType.UPLOAD_REQUEST, EventType.SUBMISSION_ARRIVAL, EventType.CONTENT_DELETION}
)


#: Alerts (ND30 Annex VI, III.1h): recorded because of what was tried, or what a view of the log has found
#: (docs/adr/0012). They change no record.
ALERTS = frozenset({EventType.DUPLICATE_NUMBER, EventType.DUPLICATE_DOCUMENT_ID})


@dataclass(frozen=True, slots=True)
class RequestProof:
    """The signed request that caused an event: anybody with the agency's public key can check it later.

    ``signature_base`` is the RFC 9421 signature base, which binds method, path, query, time, nonce and,
    through Content-Digest, the body.
    """

    key_id: str
    algorithm: str
    signature_base: str
    signature: str

    @classmethod
    def from_json(cls, proof: Mapping[str, JsonValue]) -> RequestProof:
        """Read :meth:`to_json`'s form."""
        return cls(*(str(proof[name]) for name in ("key_id", "algorithm", "signature_base", "signature")))

    def to_json(self) -> dict[str, JsonValue]:
        """The proof with its signature in base64."""
        return {
            "key_id": self.key_id,
            "algorithm": self.algorithm,
            "signature_base": self.signature_base,
            "signature": self.signature,
        }


@dataclass(frozen=True, slots=True)
class Event:
    """A state change of one subject (a submission, or an agency of the registry).

    Attributes:
        event_id: ULID; events of one subject sort by it.
        subject: submission id, dossier code, procedure code, agency code for changes of the registry and what
            it reports of itself (register, centre), or ``log`` for the log's own time-stamps.
        agency: the delivery's recipient where the event concerns one delivery.
        actor: code of the agency that caused it, or ``exchange``.
        salt: 32 random bytes; the log's leaf commits to (salt, event), so that who does not hold the salt can
            neither recognise the event nor tell two equal ones (docs/adr/0008). Only receipts show it.
        notify: agencies that have a channel other than pull and must learn of it.
        details: codes, digests and reasons; shape per type in ``schemas/event.schema.json``.
    """

    event_id: str
    type: EventType
    subject: str
    at: datetime
    actor: str
    salt: bytes
    agency: str | None = None
    notify: tuple[str, ...] = ()
    details: Mapping[str, JsonValue] = field(default_factory=dict)
    proof: RequestProof | None = None

    @classmethod
    def from_json(cls, event: Mapping[str, JsonValue], salt: bytes) -> Event:
        """Read :meth:`to_json`'s form; whom it was to be told is not in it.

        Raises:
            KeyError, TypeError, ValueError: it is not one, or of a type that this release does not know.
        """
        agency, proof, details = event["agency"], event["proof"], event["details"]
        if not isinstance(details, dict):
            raise TypeError(details)
        return cls(
            event_id=str(event["event_id"]),
            type=EventType(str(event["type"])),
            subject=str(event["subject"]),
            at=datetime.fromisoformat(str(event["at"])),
            actor=str(event["actor"]),
            salt=salt,
            agency=str(agency) if agency is not None else None,
            details=details,
            proof=RequestProof.from_json(proof) if isinstance(proof, dict) else None,
        )

    def concerns(self, recipient: str) -> bool:
        """Whether a recipient may know it: of its own delivery, or of what the sender did."""
        return self.agency == recipient or (self.agency is None and self.type in FOR_EVERY_RECIPIENT)

    def to_json(self) -> dict[str, JsonValue]:
        """The event as the API shows it and the log commits to it."""
        return {
            "event_id": self.event_id,
            "type": self.type.value,
            "subject": self.subject,
            "at": text_of(self.at),
            "actor": self.actor,
            "agency": self.agency,
            "details": dict(self.details),
            "proof": self.proof.to_json() if self.proof else None,
        }
