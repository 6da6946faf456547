"""The messages as frozen values: house words where the house has them, the format's terms where it has not.

Texts are NFC without invisible characters; days and times are the country's (+07:00).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum
from typing import TypeAlias

from lienthong.model.codes import Business, Priority, Purpose, Status
from lienthong.model.envelope import DocumentType, Signer

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"


class BusinessType(IntEnum):
    """What a document message does (BussinessDocType; the misspelling is the format's own)."""

    NEW = 0
    RECALL = 1
    UPDATE = 2
    REPLACEMENT = 3

    @property
    def business(self) -> Business | None:
        """The same for a submission; None for a recall, which is none."""
        return _BUSINESS.get(self)

    @classmethod
    def of(cls, business: Business) -> BusinessType:
        """The type of a submission's business."""
        return next(kind for kind, known in _BUSINESS.items() if known is business)


_BUSINESS = {
    BusinessType.NEW: Business.NEW,
    BusinessType.UPDATE: Business.UPDATE,
    BusinessType.REPLACEMENT: Business.REPLACEMENT,
}


@dataclass(frozen=True, slots=True)
class Party:
    """An agency as a message names it (From, To): ``code`` as written, old or new or an alias."""

    code: str
    name: str
    in_charge: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""
    fax: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Staff:
    """Who handled the message (StaffInfo). Personal data: never into logs or events."""

    department: str = ""
    name: str = ""
    email: str = ""
    mobile: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """A station of the message's way (TraceHeader); ``at`` is None where the time cannot be read."""

    code: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Answered:
    """A document that is answered, or that a status is about (ResponseFor).

    ``code`` is the agency to which the message goes; ``number`` is ``number/notation`` as written.
    """

    code: str
    number: str
    document_id: str
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class Replaced:
    """A document that is replaced, and at whom (ReplacementInfo)."""

    document_id: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiverChange:
    """A recipient that an update is about; what ``kind`` 0 and 1 mean, no public source says."""

    code: str
    kind: int


@dataclass(frozen=True, slots=True)
class UpdateInfo:
    """What an update changes (BussinessDocumentInfo): the document, its recipients."""

    document: int | None = None
    recipients: int | None = None
    changes: tuple[ReceiverChange, ...] = ()


@dataclass(frozen=True, slots=True)
class BusinessInfo:
    """What the message does to documents (Bussiness). ``on_paper`` is None where nothing is said."""

    type: BusinessType = BusinessType.NEW
    document_id: str = ""
    reason: str = ""
    on_paper: bool | None = None
    update: UpdateInfo | None = None
    replaced: tuple[Replaced, ...] = ()
    staff: Staff | None = None


@dataclass(frozen=True, slots=True)
class OtherInfo:
    """The rest of the header (OtherInfo)."""

    priority: Priority | None = None
    sphere: str = ""
    typist: str = ""
    copies: int | None = None
    pages: int | None = None
    direction: bool | None = None
    appendixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EncodedFile:
    """An attached file, decoded (and taken out of a one-entry zip). ``content_id`` is without ``cid:``."""

    content_id: str
    name: str
    media_type: str
    content: bytes = field(repr=False)
    sha256: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class FilePurpose:
    """What an attachment claims to be, where its name alone does not say it (our extension)."""

    content_id: str
    purpose: Purpose
    signature_for: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """What the exchange knows and the format has no place for; an element of our own namespace.

    Attributes:
        document_id: the sender's own, where it has neither of the format's forms.
        recipients: as the sender wrote them, where one is no agency code.
        targets: of an update or replacement, where the format cannot name them.
        in_reply_to: DocumentIds, where one has not the form that ResponseFor needs.
        for_information: the document is sent for information only (D28 4).
        purposes: of attachments.
        as_is: ContentIds of files that are a zip of one file and mean to be.
    """

    document_id: str = ""
    recipients: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    in_reply_to: tuple[str, ...] = ()
    for_information: bool = False
    purposes: tuple[FilePurpose, ...] = ()
    as_is: tuple[str, ...] = ()


NO_EXTENSION = Extension()


@dataclass(frozen=True, slots=True)
class EnvelopeSignature:
    """That the message carries a signature of its own: where its elements stand and what they name.

    It says nothing about the signatures inside the attached files, nor they about it.
    """

    namespace: str
    algorithm: str = ""
    digest: str = ""
    canonicalization: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes that a message was read from, and the message as it was then."""

    raw: bytes = field(repr=False)
    message: Message = field(repr=False)


@dataclass(frozen=True, slots=True)
class DocumentMessage:
    """A document, or what is done to one that was sent: new, recall, update, replacement.

    Attributes:
        document_id: in either form, as written.
        signer: None where the message names none.
        source: what it was read from; not part of what the message is.
    """

    sender: Party
    recipients: tuple[Party, ...]
    document_id: str
    number: str
    notation: str
    issued_on: date
    place: str
    document_type: DocumentType
    subject: str
    files: tuple[EncodedFile, ...] = ()
    summary: str = ""
    signer: Signer | None = None
    due_on: date | None = None
    distribution: tuple[str, ...] = ()
    steering: int | None = None
    other: OtherInfo | None = None
    answered: tuple[Answered, ...] = ()
    traces: tuple[Trace, ...] = ()
    business: BusinessInfo = BusinessInfo()
    extension: Extension = NO_EXTENSION
    signature: EnvelopeSignature | None = None
    source: Source | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class StatusMessage:
    """A status of a document: set by a recipient (01 … 06, 15, 16), or a take-back by its sender (13)."""

    sender: Party
    answered: Answered
    status: Status
    description: str = ""
    at: datetime | None = None
    staff: Staff | None = None
    extension: Extension = NO_EXTENSION
    signature: EnvelopeSignature | None = None
    source: Source | None = field(default=None, compare=False, repr=False)


Message: TypeAlias = DocumentMessage | StatusMessage
