"""The shapes of the API's answers; tests hold every real answer against them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from lienthong.api.bodies import Sha256
from lienthong.edxml.transport import MessageType
from lienthong.model.agency import ChannelFormat, ChannelKind, SignerRole
from lienthong.model.agency_level import AgencyLevel
from lienthong.model.codes import (
    AgencyState,
    Business,
    Priority,
    Purpose,
    Question,
    Role,
    Status,
    SubmissionState,
    Withholding,
)
from lienthong.model.http_signatures import ALGORITHMS
from lienthong.model.limits import LIMITS
from lienthong.model.register import Carriage, PaperReason
from lienthong.model.submission import NoteKind

Instant = Annotated[
    str,
    Field(
        pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$", json_schema_extra={"format": "date-time"}
    ),
]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", json_schema_extra={"format": "date"})]
SubmissionId = Annotated[str, Field(pattern=r"^lt-[a-z2-7]{26}$", examples=["lt-5m6odbedyr32vnlaoib7ntgrej"])]
Code = Annotated[str, Field(max_length=40, examples=["000.00.30.H39"])]
Cursor = Annotated[str, Field(max_length=1024)]
Address = Annotated[str, Field(json_schema_extra={"format": "uri"})]
ReportDigest = Annotated[str, Field(pattern="^([0-9a-f]{64})?$")]


class Answer(BaseModel):
    """An answer in which every field is always there and no other is."""

    model_config = ConfigDict(extra="forbid")


class RecipientNoteRecord(Answer):
    """What a sender is told about one recipient; nothing is held back because of it."""

    kind: NoteKind
    recipient: Code
    addressed: str
    basis: str


class SubmissionReceipt(Answer):
    """What became of a request to submit; ``repeated``: the same submission had been recorded before."""

    submission_id: SubmissionId
    state: SubmissionState
    attempt: Annotated[int, Field(ge=1)]
    document_id: str
    envelope_digest: Sha256
    received_at: Instant
    notes: list[RecipientNoteRecord]
    repeated: bool


class SignerRecord(Answer):
    """Who signed, as written on the document."""

    name: str
    position: str
    authority: str


class DocumentTypeRecord(Answer):
    """Type of document by the code lists of QCVN 102:2016."""

    group: int
    detail: int
    name: str


class AttachmentRecord(Answer):
    """An attachment as declared, without its content."""

    name: str
    media_type: str
    size: int
    sha256: Sha256
    purpose: Purpose
    signature_for: str | None


class EnvelopeRecord(Answer):
    """An envelope as recorded. A recipient sees itself as the only one."""

    sender: Code
    document_id: str
    number: str
    notation: str
    issued_on: Day
    place: str
    document_type: DocumentTypeRecord
    subject: str
    signer: SignerRecord
    recipients: list[Code]
    attachments: list[AttachmentRecord]
    summary: str
    due_on: Day | None
    priority: Priority
    business: Business
    targets: list[str]
    reason: str
    also_on_paper: bool
    for_information: bool
    in_reply_to: list[str]


class AttachmentVerdictRecord(Answer):
    """What validation found out about one attachment (ETSI EN 319 102-1, 5.1.3)."""

    name: str
    media_type: str
    indication: Literal["TOTAL-PASSED", "TOTAL-FAILED", "INDETERMINATE"]
    sub_indication: str | None
    original_equivalent: bool
    for_information: bool
    report_sha256: ReportDigest
    findings: list[str]


class VerdictRecord(Answer):
    """The two verdicts that never mix; ``reasons`` are the codes for which a submission was rejected."""

    envelope_signature: str
    attachments: list[AttachmentVerdictRecord]
    reasons: list[str]


class RecallRecord(Answer):
    """A take-back (13) of a submission from all its recipients."""

    requested_at: Instant
    reason: str


class SubmissionRecord(Answer):
    """A submission as its sender sees it."""

    submission_id: SubmissionId
    state: SubmissionState
    attempt: int
    envelope: EnvelopeRecord
    envelope_digest: Sha256
    recipients: list[Code]
    notes: list[RecipientNoteRecord]
    received_at: Instant
    decided_at: Instant | None
    verdict: VerdictRecord | None
    recall: RecallRecord | None
    content_deleted_at: Instant | None


class DeliveryRecord(Answer):
    """One submission to one recipient, as both see it."""

    submission_id: SubmissionId
    recipient: Code
    sender: Code
    document_id: str
    subject: str
    number: str
    notation: str
    priority: Priority
    consigned_at: Instant
    status: Status
    business: Business
    question: Question | None
    answer: Literal[Status.AGREES, Status.DISAGREES] | None
    withheld: Withholding | None
    opened_at: Instant | None
    destroyed_at: Instant | None
    for_information: bool
    addressed_as: list[Code]
    successor: Code | None


class EventRecord(Answer):
    """Stands for ``event.schema.json``, which describes the details of each type."""


class Outbox(Answer):
    """A page of what the agency has submitted, newest first; the last page has no cursor."""

    submissions: list[SubmissionRecord]
    cursor: Cursor | None


class Story(Answer):
    """Everything recorded about a submission; ``pending`` recipients have no delivery yet."""

    submission: SubmissionRecord
    deliveries: list[DeliveryRecord]
    pending: list[Code]
    events: list[EventRecord]


class PartTicket(Answer):
    """Where one part goes: PUT its bytes to ``url`` with exactly these headers."""

    number: Annotated[int, Field(ge=1)]
    url: Address
    headers: dict[str, str]
    sha256: Sha256


class FileUploads(Answer):
    """The parts of one attachment that are still missing."""

    name: str
    missing: list[int]
    parts: list[PartTicket]


class Uploads(Answer):
    """What is missing of a submission."""

    submission_id: SubmissionId
    complete: bool
    part_bytes: int
    uploads: list[FileUploads]


class Recalled(Answer):
    """The submission after its take-back."""

    submission: SubmissionRecord


class ListedDelivery(DeliveryRecord):
    """A delivery, and until when the retention rule lets it be opened; null: for ever."""

    openable_until: Instant | None


class InboxPage(Answer):
    """A page of an inbox: the unopened first, each group oldest first; the last page has no cursor."""

    deliveries: list[ListedDelivery]
    cursor: Cursor | None


class DeliveryView(Answer):
    """A delivery as its recipient sees it; ``legal`` are the codes that it may set now.

    The retention rule lets it be opened until ``openable_until``; null: for ever.
    """

    delivery: DeliveryRecord
    envelope: EnvelopeRecord
    verdict: VerdictRecord | None
    recall: RecallRecord | None
    openable_until: Instant | None
    content_deleted_at: Instant | None
    legal: list[Status]


class Link(Answer):
    """Where one attachment can be read for a short time, and what the bytes must be."""

    name: str
    media_type: str
    size: int
    sha256: Sha256
    url: Address
    expires_at: Instant
    for_information: bool


class OpenedDelivery(DeliveryView):
    """An opened delivery with its links."""

    links: list[Link]


class Blob(Answer):
    """Something kept under its SHA-256, and where it can be read for a short time."""

    sha256: Sha256
    url: Address


class Report(Blob):
    """The recorded verdict about one attachment; what it rests on is named in it and listed as material."""

    attachment: str
    material: list[Blob]


class Reports(Answer):
    """The reports of a submission."""

    submission_id: SubmissionId
    expires_at: Instant
    reports: list[Report]


EventId = Annotated[str, Field(pattern="^[0-7][0-9A-HJKMNP-TV-Z]{25}$")]
Salt = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Token = Annotated[str, Field(json_schema_extra={"contentEncoding": "base64"})]


class Renewal(Answer):
    """A receipt of the log's own event that names the time-stamp before it."""

    v: Literal[1]
    event: EventRecord
    salt: Salt
    proof: str
    timestamp: Token
    renewals: Annotated[list[str], Field(max_length=0)]


class Receipt(Answer):
    """One event, the salt that opens its leaf, the proof that the log holds it, and since when."""

    v: Literal[1]
    event: EventRecord
    salt: Salt
    proof: str
    timestamp: Token | None
    renewals: Annotated[list[Renewal], Field(max_length=64)]


class Receipts(Answer):
    """A page of receipts in the order of their events; ``pending`` are about to be published."""

    subject: str
    receipts: list[Receipt]
    pending: list[EventId]
    cursor: Cursor | None


class ReceiptPending(Answer):
    """The event is recorded; its receipt is there within seconds."""

    event_id: EventId
    state: Literal["pending"]
    detail: str
    detail_vi: str


class LogKey(Answer):
    """The evidence log's verifier key in one line (C2SP signed-note)."""

    key: str


class StatusSet(Answer):
    """A delivery after a status code was set."""

    delivery: DeliveryRecord
    legal: list[Status]


class ChannelRecord(Answer):
    """How an agency learns that something has arrived."""

    kind: ChannelKind
    target: str
    format: ChannelFormat


class KeyRecord(Answer):
    """A key that signs an agency's requests."""

    key_id: str
    algorithm: Annotated[str, Field(json_schema_extra={"enum": sorted(ALGORITHMS)})]
    public_key: str
    valid_from: Instant
    valid_until: Instant | None


class CertificateRecord(Answer):
    """A certificate registered for signing documents."""

    fingerprint: Sha256
    role: SignerRole


class PaperTypeRecord(Answer):
    """A type of document that an agency must still get on paper, and the list that says so."""

    group: int
    detail: int
    basis: str


class TypeRuleRecord(Answer):
    """What an agency's product makes of a type of document."""

    group: int
    detail: int
    accepted: bool
    written_group: int | None
    written_detail: int | None
    written_name: str


class FormerRecord(Answer):
    """Under which name, parent and level an agency stood in the registry before a day."""

    until: Day
    name: str
    parent: Code | None
    level: AgencyLevel


class AgencyRecord(Answer):
    """An agency of the registry; ``channels`` are shown to the agency itself and to registrars only."""

    code: Code
    name: str
    parent: Code | None
    aliases: list[str]
    roles: list[Role]
    state: AgencyState
    effective_from: Day
    ended_on: Day | None
    successor: Code | None
    receives_electronically: bool
    level: AgencyLevel
    mandatory_paper: list[PaperTypeRecord]
    document_types: list[TypeRuleRecord]
    former: list[FormerRecord]
    channels: list[ChannelRecord] = Field(default_factory=list)
    keys: list[KeyRecord]
    certificates: list[CertificateRecord]
    version: Annotated[int, Field(ge=1)]


class Agencies(Answer):
    """Agencies that a search found."""

    agencies: list[AgencyRecord]


class AgencyShown(Answer):
    """One agency."""

    agency: AgencyRecord


class AgencyChanged(Answer):
    """An agency after a change, and from when the change is in force everywhere."""

    agency: AgencyRecord
    effective_by: Instant


class ImportedChange(Answer):
    """An agency of a table that differs from the registry, and in which fields."""

    code: Code
    fields: list[str]


class ImportReport(Answer):
    """What an import did, or with ``dry_run`` would do; ``remaining`` is what was not recorded."""

    dry_run: bool
    complete: bool
    added: list[Code]
    changed: list[ImportedChange]
    ended: list[Code]
    unchanged: list[Code]
    remaining: list[Code]
    conflict: str


class History(Answer):
    """The changes of an agency's entry, in order."""

    events: list[EventRecord]


class EntryRecord(Answer):
    """An entry of the outgoing register that its agency has reported; of secrets only month and count."""

    entry_id: Annotated[str, Field(pattern="^[0-9A-HJKMNP-TV-Z]{26}$")]
    number: str | None
    notation: str | None
    issued_on: Day
    group: int | None
    detail: int | None
    type_name: str | None
    carriage: Carriage
    count: Annotated[int, Field(ge=1)]
    reason: PaperReason | None
    recipients: list[Code]
    recipient_count: Annotated[int, Field(ge=0)]
    reported_at: Instant
    subject: str
    signer: str
    withdrawn_at: Instant | None
    withdrawal_reason: str | None


class RecordedEntry(EntryRecord):
    """An entry as it stands; ``repeated``: the same had been recorded before."""

    repeated: bool


class RecordedEntries(Answer):
    """The reported entries in their order; all of them are recorded."""

    entries: list[RecordedEntry]


class CheckedEntries(Answer):
    """How many of the entries would be new, and how many stand as they are."""

    new: Annotated[int, Field(ge=0)]
    repeated: Annotated[int, Field(ge=0)]


class WithdrawnEntry(Answer):
    """An entry that was declared a mistake."""

    entry: EntryRecord


class OutgoingRow(Answer):
    """A row of the outgoing register; of secrets only month and count. Overseers see no subject or signer."""

    number: str | None
    notation: str | None
    issued_on: Day
    group: int | None
    detail: int | None
    type_name: str | None
    carriage: Literal["electronic", "parallel", "paper", "secret"]
    count: Annotated[int, Field(ge=1)]
    recipients: list[Code]
    recipient_count: Annotated[int, Field(ge=0)]
    reason: PaperReason | None
    submission_id: SubmissionId | None
    entry_id: str | None
    recorded_at: Instant
    recalled: bool
    replaced_by: SubmissionId | None
    updated_by: SubmissionId | None
    withdrawn: str | None
    duplicates: list[str]
    subject: str | None
    signer: str | None


class OutgoingPage(Answer):
    """A page of an outgoing register, by day of issue and number; the last page has no cursor."""

    agency: Code
    name: str
    year: int
    rows: list[OutgoingRow]
    cursor: Cursor | None


class IncomingRow(Answer):
    """A row of the incoming register. Overseers see no subject or signer."""

    arrival: Annotated[int, Field(ge=1)]
    arrived_on: Day
    sender: Code | None
    number: str | None
    notation: str | None
    issued_on: Day | None
    group: int | None
    detail: int | None
    type_name: str | None
    due_on: Day | None
    submission_id: SubmissionId
    status: Status
    recall: Literal["asked", "agreed", "refused"] | None
    duplicate: bool
    subject: str | None
    signer: str | None


class IncomingPage(Answer):
    """A page of an incoming register, by number of arrival; the last page has no cursor."""

    agency: Code
    name: str
    year: int
    rows: list[IncomingRow]
    cursor: Cursor | None


class NumberGap(Answer):
    """Numbers in a row that no document bears."""

    first: int
    last: int


class NumberSequence(Answer):
    """The numbers of one type of document; ``next`` is advice and reserves nothing."""

    group: int
    detail: int
    type_name: str
    used: int
    highest: int
    next: int
    missing: int
    gaps: Annotated[list[NumberGap], Field(max_length=100)]
    whole: bool


class NumberSequences(Answer):
    """The sequences of numbers of an agency's year, one for each type of document."""

    agency: Code
    year: int
    sequences: list[NumberSequence]


class AnchorRecord(Answer):
    """A certificate that validation trusts (root) or builds paths with."""

    fingerprint: Sha256
    certificate: str
    is_root: bool
    valid_from: Instant
    valid_until: Instant | None


class Anchors(Answer):
    """All trust anchors and intermediates, past ones included."""

    anchors: list[AnchorRecord]


class AnchorAdded(Answer):
    """A trust anchor as entered."""

    anchor: AnchorRecord


class DeadLetterRecord(Answer):
    """A message that could not be processed, and why."""

    letter_id: str
    queue: str
    kind: str
    subject: str
    reason: str
    attempts: int
    first_sent_at: Instant


class DeadLetters(Answer):
    """What lies in the dead-letter queues, oldest first."""

    dead_letters: list[DeadLetterRecord]


class Redriven(Answer):
    """A dead-letter queue whose messages went back to their source."""

    queue: str
    redriven: Literal[True]


class WebhookKey(Answer):
    """The key that verifies webhooks (Standard Webhooks, ``v1a``: Ed25519)."""

    key: Annotated[str, Field(pattern=r"^whpk_[A-Za-z0-9+/]{43}=$")]
    algorithm: Literal["v1a"]


class EdxmlFinding(Answer):
    """In what a message departs from the format, or what is worth knowing of it."""

    code: str
    xpath: str
    severity: Literal["warn", "info"]
    en: str
    vi: str


class EdxmlTaken(Answer):
    """What became of an edXML message; ``repeated``: the same had been recorded before."""

    type: MessageType
    submission_id: SubmissionId
    document_id: str
    state: SubmissionState
    status: Status | None
    repeated: bool
    message_sha256: Sha256
    findings: list[EdxmlFinding]
    findings_left_out: int


class EdxmlUpload(Answer):
    """Where a message goes: PUT the bytes to ``url`` with exactly these headers, then name ``upload``."""

    upload: Sha256
    url: Address
    headers: dict[str, str]
    expires_at: Instant


def _limits_model() -> type[BaseModel]:
    fields = {
        name: (int, Field(json_schema_extra={"const": value})) for name, value in LIMITS.to_json().items()
    }
    described = "Every limit: sizes in bytes, times in seconds or days, lengths in characters after NFC."
    return create_model("LimitsRecord", __base__=Answer, __doc__=described, **fields)  # type: ignore[call-overload,no-any-return]


LimitsRecord = _limits_model()
