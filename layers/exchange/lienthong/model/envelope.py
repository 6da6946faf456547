"""The envelope of a submission: what the sender says about the document and its attachments.

Two stages: :func:`parse_envelope` turns the request's JSON into a frozen :class:`Envelope` and reports
every fault at once; nothing behind it checks the same thing again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

import rfc8785

from lienthong.model.codes import Business, Priority, Purpose
from lienthong.model.event import JsonValue


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, as written on the document (SignerInfo): authority such as ``KT. CHỦ TỊCH``."""

    name: str
    position: str
    authority: str = ""


@dataclass(frozen=True, slots=True)
class DocumentType:
    """Type of document: group 1 legal, 2 administrative; detail by the code list; name as printed."""

    group: int
    detail: int
    name: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attachment as declared: name, size in bytes, SHA-256 in hex, purpose.

    ``signature_for`` is the name of the attachment that a detached signature covers.
    """

    name: str
    media_type: str
    size: int
    sha256: str
    purpose: Purpose
    signature_for: str | None = None

    def to_json(self) -> dict[str, JsonValue]:
        """The attachment's metadata, without content."""
        return {
            "name": self.name,
            "media_type": self.media_type,
            "size": self.size,
            "sha256": self.sha256,
            "purpose": self.purpose.value,
            "signature_for": self.signature_for,
        }


@dataclass(frozen=True, slots=True)
class Envelope:
    """A parsed envelope. Texts are NFC; ``recipients`` are as written (codes, aliases), without duplicates.

    ``targets`` are the sender's own DocumentIds that an update or a replacement is about.
    """

    sender: str
    document_id: str
    number: str
    notation: str
    issued_on: date
    place: str
    document_type: DocumentType
    subject: str
    signer: Signer
    recipients: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    summary: str = ""
    due_on: date | None = None
    priority: Priority = Priority.NORMAL
    business: Business = Business.NEW
    targets: tuple[str, ...] = ()
    reason: str = ""
    also_on_paper: bool = False
    for_information: bool = False
    in_reply_to: tuple[str, ...] = ()

    def to_json(self) -> dict[str, JsonValue]:
        """The envelope as the API shows it: the parsed facts, attachments without content."""
        return {
            "sender": self.sender,
            "document_id": self.document_id,
            "number": self.number,
            "notation": self.notation,
            "issued_on": self.issued_on.isoformat(),
            "place": self.place,
            "document_type": {
                "group": self.document_type.group,
                "detail": self.document_type.detail,
                "name": self.document_type.name,
            },
            "subject": self.subject,
            "signer": {
                "name": self.signer.name,
                "position": self.signer.position,
                "authority": self.signer.authority,
            },
            "recipients": list(self.recipients),
            "attachments": [attachment.to_json() for attachment in self.attachments],
            "summary": self.summary,
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "priority": int(self.priority),
            "business": self.business.value,
            "targets": list(self.targets),
            "reason": self.reason,
            "also_on_paper": self.also_on_paper,
            "for_information": self.for_information,
            "in_reply_to": list(self.in_reply_to),
        }

    def digest(self) -> str:
        """SHA-256 in hex over the canonical JSON (RFC 8785): equal exactly when the same document was sent.

        Attachments count by their own SHA-256, so inline and ticketed sending of the same bytes agree.
        """
        return hashlib.sha256(rfc8785.dumps(self.to_json())).hexdigest()
