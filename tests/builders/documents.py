"""Documents as values behind the API: an envelope with the bytes of its attachments."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from lienthong.model.codes import Business, Purpose
from lienthong.model.envelope import Attachment, DocumentType, Envelope, Signer
from lienthong.services.submission import Draft
from tests.builders.agencies import DEPARTMENT, DISTRICT

CONTENT = b"%PDF-1.7\n% V/v b\xc3\xa1o c\xc3\xa1o\n%%EOF\n"


def sha256(content: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Document:
    """An envelope and, by name, the bytes that it declares."""

    envelope: Envelope
    contents: Mapping[str, bytes]

    def inline(self) -> Draft:
        """Sent with its bytes in the request."""
        return Draft(self.envelope, self.contents, {})

    def ticketed(self, part_bytes: int) -> Draft:
        """Sent without its bytes, announced in parts of this size."""
        digests = {
            name: tuple(sha256(part) for part in parts_of(content, part_bytes))
            for name, content in self.contents.items()
        }
        return Draft(self.envelope, {}, digests)


def parts_of(content: bytes, part_bytes: int) -> list[bytes]:
    """The content cut into parts."""
    return [content[start : start + part_bytes] for start in range(0, len(content), part_bytes)]


def attachment(name: str, content: bytes, purpose: Purpose, signature_for: str | None = None) -> Attachment:
    """An attachment that declares its content truthfully."""
    return Attachment(name, "application/pdf", len(content), sha256(content), purpose, signature_for)


def document(
    document_id: str = "VB-2026-0001",
    *,
    contents: Mapping[str, bytes] | None = None,
    recipients: tuple[str, ...] = (DEPARTMENT.code,),
    sender: str = DISTRICT.code,
    business: Business = Business.NEW,
    targets: tuple[str, ...] = (),
    subject: str = "V/v báo cáo tình hình thực hiện liên thông văn bản điện tử",
    for_information: bool = False,
) -> Document:
    """A district's letter; every content is an original."""
    bytes_by_name = dict(contents) if contents else {"cong-van.pdf": CONTENT}
    envelope = Envelope(
        sender=sender,
        document_id=document_id,
        number="12",
        notation="UBND-VP",
        issued_on=date(2026, 3, 1),
        place="Cần Giuộc",
        document_type=DocumentType(2, 13, "Công văn"),
        subject=subject,
        signer=Signer("Nguyễn Văn Mẫu", "CHỦ TỊCH"),
        recipients=recipients,
        attachments=tuple(
            attachment(name, content, Purpose.ORIGINAL) for name, content in bytes_by_name.items()
        ),
        business=business,
        targets=targets,
        for_information=for_information,
    )
    return Document(envelope, bytes_by_name)


def with_signature(signed: Document, covers: str, signature: bytes) -> Document:
    """The document with a detached signature over one of its attachments."""
    name = f"{covers}.p7s"
    entry = attachment(name, signature, Purpose.SIGNATURE, covers)
    envelope = replace(signed.envelope, attachments=(*signed.envelope.attachments, entry))
    return Document(envelope, {**signed.contents, name: signature})
