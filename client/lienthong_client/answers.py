"""The exchange's answers, checked once at the edge.

They stay mappings, so that a program sees exactly what the exchange sent, with members of newer versions
kept. Times are RFC 3339 in UTC, digests hex, sizes bytes.
"""

from __future__ import annotations

from typing import Any, NotRequired, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from lienthong_client.errors import AnswerUnreadable

T = TypeVar("T")
_OPEN = with_config(ConfigDict(extra="allow"))


@_OPEN
class SubmissionAnswer(TypedDict):
    """What became of a request to submit. ``repeated``: the exchange had the same submission already."""

    submission_id: str
    state: str
    attempt: int
    envelope_digest: str
    document_id: str
    received_at: str
    notes: NotRequired[list[RecipientNoteRecord]]
    repeated: bool


@_OPEN
class DeliveryRecord(TypedDict):
    """One submission to one recipient; lists of an inbox say until when it can be opened (null: for ever)."""

    submission_id: str
    recipient: str
    sender: str
    document_id: str
    subject: str
    number: str
    notation: str
    priority: int
    consigned_at: str
    status: str
    business: str
    question: str | None
    withheld: str | None
    opened_at: str | None
    destroyed_at: str | None
    for_information: bool
    openable_until: NotRequired[str | None]


@_OPEN
class AttachmentVerdictRecord(TypedDict):
    """What validation found out about one attachment."""

    name: str
    media_type: str
    indication: str
    sub_indication: str | None
    original_equivalent: bool
    for_information: bool
    findings: list[str]


@_OPEN
class VerdictRecord(TypedDict):
    """The verdict on a submission; ``reasons`` are the codes for which it was rejected."""

    envelope_signature: str
    attachments: list[AttachmentVerdictRecord]
    reasons: list[str]


@_OPEN
class RecallRecord(TypedDict):
    """A take-back (13)."""

    requested_at: str
    reason: str


@_OPEN
class AttachmentRecord(TypedDict):
    """One attachment as declared; ``size`` in bytes, ``sha256`` in hex."""

    name: str
    media_type: str
    size: int
    sha256: str
    purpose: str


@_OPEN
class EnvelopeRecord(TypedDict):
    """The envelope as recorded; more members than are named here."""

    sender: str
    document_id: str
    number: str
    notation: str
    issued_on: str
    subject: str
    attachments: list[AttachmentRecord]


@_OPEN
class SubmissionRecord(TypedDict):
    """A submission as recorded."""

    submission_id: str
    state: str
    attempt: int
    envelope_digest: str
    received_at: str
    decided_at: str | None
    envelope: EnvelopeRecord
    recipients: list[str]
    verdict: VerdictRecord | None
    recall: RecallRecord | None
    content_deleted_at: NotRequired[str | None]


@_OPEN
class EventRecord(TypedDict):
    """One state change."""

    event_id: str
    type: str
    subject: str
    at: str
    actor: str
    agency: str | None
    details: dict[str, object]
    proof: dict[str, str] | None


@_OPEN
class Story(TypedDict):
    """Everything recorded about a submission. ``pending`` recipients have no delivery yet."""

    submission: SubmissionRecord
    deliveries: list[DeliveryRecord]
    pending: list[str]
    events: list[EventRecord]


@_OPEN
class BlobLink(TypedDict):
    """Something kept under its SHA-256, and where it can be read for a short time."""

    sha256: str
    url: str


@_OPEN
class ReportLink(BlobLink):
    """The recorded verdict about one attachment, and what it rests on."""

    attachment: str
    material: list[BlobLink]


@_OPEN
class Reports(TypedDict):
    """The reports of a submission."""

    submission_id: str
    expires_at: str
    reports: list[ReportLink]


@_OPEN
class Receipts(TypedDict):
    """A page of receipts; ``pending`` are events whose receipts are there within seconds."""

    subject: str
    receipts: list[dict[str, object]]
    pending: list[str]
    cursor: str | None


@_OPEN
class Outbox(TypedDict):
    """A page of an agency's submissions, newest first; ``cursor`` is null on the last."""

    submissions: list[SubmissionRecord]
    cursor: str | None


@_OPEN
class RecallAnswer(TypedDict):
    """The submission after a take-back."""

    submission: SubmissionRecord


@_OPEN
class UploadTicket(TypedDict):
    """Where one part goes: PUT the bytes to ``url`` with exactly these headers."""

    number: int
    url: str
    headers: dict[str, str]
    sha256: str


@_OPEN
class FileUploads(TypedDict):
    """What is missing of one attachment, and tickets for (some of) it."""

    name: str
    missing: list[int]
    parts: list[UploadTicket]


@_OPEN
class Uploads(TypedDict):
    """What is missing of a submission."""

    submission_id: str
    complete: bool
    part_bytes: int
    uploads: list[FileUploads]


@_OPEN
class EdxmlFinding(TypedDict):
    """In what a message departs from the format."""

    code: str
    xpath: str
    severity: str
    en: str
    vi: str


@_OPEN
class EdxmlTaken(TypedDict):
    """What became of an edXML message."""

    type: str
    submission_id: str
    document_id: str
    state: str
    status: str | None
    repeated: bool
    message_sha256: str
    findings: list[EdxmlFinding]
    findings_left_out: int


@_OPEN
class EdxmlUpload(TypedDict):
    """Where a message is to be put."""

    upload: str
    url: str
    headers: dict[str, str]
    expires_at: str


@_OPEN
class Inbox(TypedDict):
    """A page of an inbox: the unopened first, each group oldest first."""

    deliveries: list[DeliveryRecord]
    cursor: str | None


@_OPEN
class DeliveryAnswer(TypedDict):
    """A delivery as its recipient sees it; ``legal`` are the codes that may be set now."""

    delivery: DeliveryRecord
    envelope: EnvelopeRecord
    verdict: VerdictRecord | None
    recall: RecallRecord | None
    openable_until: NotRequired[str | None]
    content_deleted_at: NotRequired[str | None]
    legal: list[str]


@_OPEN
class Link(TypedDict):
    """Where one attachment can be read for a short time."""

    name: str
    media_type: str
    size: int
    sha256: str
    url: str
    expires_at: str
    for_information: bool


@_OPEN
class OpenedDelivery(TypedDict):
    """A delivery that has been opened, with its links."""

    delivery: DeliveryRecord
    envelope: EnvelopeRecord
    verdict: VerdictRecord | None
    links: list[Link]


@_OPEN
class StatusAnswer(TypedDict):
    """The delivery after a status was set."""

    delivery: DeliveryRecord
    legal: list[str]


@_OPEN
class ChannelRecord(TypedDict):
    """How an agency learns that something has arrived."""

    kind: str
    target: str
    format: NotRequired[str]


@_OPEN
class KeyRecord(TypedDict):
    """A key that signs an agency's requests."""

    key_id: str
    algorithm: str
    public_key: str
    valid_from: str
    valid_until: str | None


@_OPEN
class CertificateRecord(TypedDict):
    """A certificate registered for signing documents."""

    fingerprint: str
    role: str


@_OPEN
class PaperTypeRecord(TypedDict):
    """A type of document that an agency must still get on paper, and the list that says so."""

    group: int
    detail: int
    basis: str


@_OPEN
class TypeRuleRecord(TypedDict):
    """What an agency's product makes of a type of document; detail 0 is every type of the group."""

    group: int
    detail: int
    accepted: bool
    written_group: int | None
    written_detail: int | None
    written_name: str


@_OPEN
class FormerRecord(TypedDict):
    """Under which name, parent and level an agency stood in the registry before a day."""

    until: str
    name: str
    parent: str | None
    level: str


@_OPEN
class RecipientNoteRecord(TypedDict):
    """What a sender is told about one recipient."""

    kind: str
    recipient: str
    addressed: str
    basis: str


@_OPEN
class AgencyRecord(TypedDict):
    """An agency of the registry. ``channels`` are shown to itself and to registrars only."""

    code: str
    name: str
    parent: str | None
    aliases: list[str]
    roles: list[str]
    state: str
    effective_from: str
    ended_on: str | None
    successor: str | None
    receives_electronically: bool
    level: str
    mandatory_paper: list[PaperTypeRecord]
    document_types: list[TypeRuleRecord]
    former: NotRequired[list[FormerRecord]]
    channels: NotRequired[list[ChannelRecord]]
    keys: list[KeyRecord]
    certificates: list[CertificateRecord]
    version: int


@_OPEN
class ImportedChange(TypedDict):
    """An agency of a table that differs from the registry, and in which fields."""

    code: str
    fields: list[str]


@_OPEN
class ImportAnswer(TypedDict):
    """What an import did, or would do; ``remaining`` is what was not recorded."""

    dry_run: bool
    complete: bool
    added: list[str]
    changed: list[ImportedChange]
    ended: list[str]
    unchanged: list[str]
    remaining: list[str]
    conflict: str


@_OPEN
class Agencies(TypedDict):
    """Agencies that match a search."""

    agencies: list[AgencyRecord]


@_OPEN
class AgencyAnswer(TypedDict):
    """One agency; after a change, ``effective_by`` says from when it holds everywhere."""

    agency: AgencyRecord
    effective_by: NotRequired[str]


@_OPEN
class History(TypedDict):
    """The registry changes of an agency, in order."""

    events: list[EventRecord]


@_OPEN
class AnchorRecord(TypedDict):
    """A certificate that validation trusts or builds paths with."""

    fingerprint: str
    certificate: str
    is_root: bool
    valid_from: str
    valid_until: str | None


@_OPEN
class Anchors(TypedDict):
    """All trust anchors and intermediates."""

    anchors: list[AnchorRecord]


@_OPEN
class EntryRecord(TypedDict):
    """An entry of the outgoing register; of secrets only month (its first day) and count."""

    entry_id: str
    number: str | None
    notation: str | None
    issued_on: str
    type_name: str | None
    carriage: str
    count: int
    reason: str | None
    recipients: list[str]
    recipient_count: int
    reported_at: str
    subject: str
    signer: str
    withdrawn_at: str | None
    withdrawal_reason: str | None
    repeated: NotRequired[bool]


@_OPEN
class RecordedEntries(TypedDict):
    """Entries that are recorded, in the order in which they were reported."""

    entries: list[EntryRecord]


@_OPEN
class CheckedEntries(TypedDict):
    """How many entries would be new, and how many are recorded already."""

    new: int
    repeated: int


@_OPEN
class WithdrawnEntry(TypedDict):
    """An entry that was declared a mistake."""

    entry: EntryRecord


@_OPEN
class OutgoingRow(TypedDict):
    """A row of the outgoing register; of secrets only month (its first day) and count."""

    number: str | None
    notation: str | None
    issued_on: str
    group: int | None
    detail: int | None
    type_name: str | None
    carriage: str
    count: int
    recipients: list[str]
    recipient_count: int
    reason: str | None
    submission_id: str | None
    entry_id: str | None
    recorded_at: str
    recalled: bool
    replaced_by: str | None
    updated_by: str | None
    withdrawn: str | None
    duplicates: list[str]
    subject: str | None
    signer: str | None


@_OPEN
class OutgoingPage(TypedDict):
    """A page of an outgoing register, by day of issue and number."""

    agency: str
    name: str
    year: int
    rows: list[OutgoingRow]
    cursor: str | None


@_OPEN
class IncomingRow(TypedDict):
    """A row of the incoming register."""

    arrival: int
    arrived_on: str
    sender: str | None
    number: str | None
    notation: str | None
    issued_on: str | None
    type_name: str | None
    due_on: str | None
    submission_id: str
    status: str
    recall: str | None
    duplicate: bool
    subject: str | None
    signer: str | None


@_OPEN
class IncomingPage(TypedDict):
    """A page of an incoming register, by number of arrival."""

    agency: str
    name: str
    year: int
    rows: list[IncomingRow]
    cursor: str | None


@_OPEN
class NumberGap(TypedDict):
    """Numbers in a row that no document bears."""

    first: int
    last: int


@_OPEN
class NumberSequence(TypedDict):
    """The numbers of one type of document; ``next`` is advice."""

    group: int
    detail: int
    type_name: str
    used: int
    highest: int
    next: int
    missing: int
    gaps: list[NumberGap]
    whole: bool


@_OPEN
class NumberSequences(TypedDict):
    """The sequences of numbers of an agency's year."""

    agency: str
    year: int
    sequences: list[NumberSequence]


@_OPEN
class DeadlineRecord(TypedDict):
    """What an agency owes, or met late; ``late_*`` are office time and working days since its end."""

    agency: str
    submission_id: str
    duty: str
    state: str
    sender: str | None
    number: str | None
    notation: str | None
    priority: int
    opened_at: str
    due: str
    done_at: str | None
    suspended: bool
    late_minutes: int | None
    late_days: int | None


@_OPEN
class DeadlinePage(TypedDict):
    """A page of the board; ``missing_years`` have obligations that wait for their working days."""

    agency: str
    as_of: str
    deadlines: list[DeadlineRecord]
    missing_years: list[int]
    cursor: str | None


@_OPEN
class DutyRecord(TypedDict):
    """How an agency has kept one duty in a month; minutes are office time."""

    agency: str
    duty: str
    in_time: int
    late: int
    late_minutes: int
    latest_minutes: int


@_OPEN
class DeadlineSummary(TypedDict):
    """A month's counts, by agency and duty."""

    agency: str
    month: str
    duties: list[DutyRecord]


@_OPEN
class DeadLetterRecord(TypedDict):
    """A message that could not be processed."""

    letter_id: str
    queue: str
    kind: str
    subject: str
    reason: str
    attempts: int
    first_sent_at: str


@_OPEN
class DeadLetterList(TypedDict):
    """What lies in the dead-letter queues, oldest first."""

    dead_letters: list[DeadLetterRecord]


@_OPEN
class RedriveAnswer(TypedDict):
    """A dead-letter queue was sent back to its source."""

    queue: str
    redriven: bool


Limits = dict[str, int]


#: Building a validator takes a millisecond; a command that polls uses the same one again.
_adapters: dict[object, TypeAdapter[Any]] = {}


def _adapter(kind: type[T]) -> TypeAdapter[T]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def read_answer(kind: type[T], body: bytes, url: str) -> T:
    """The answer as ``kind``.

    Raises:
        AnswerUnreadable: the exchange does not answer like this.
    """
    try:
        answer: T = _adapter(kind).validate_json(body)
    except ValidationError as invalid:
        first = invalid.errors(include_url=False, include_context=False, include_input=False)[0]
        where = "/".join(str(step) for step in first["loc"])
        raise AnswerUnreadable(url=url, why=f"/{where}: {first['msg']}") from invalid
    return answer
