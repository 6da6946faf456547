"""edXML messages between the agencies of the tests' province, as their software writes them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime

from lienthong.edxml.message import (
    Answered,
    BusinessInfo,
    BusinessType,
    DocumentMessage,
    EncodedFile,
    OtherInfo,
    Party,
    Replaced,
    Staff,
    StatusMessage,
    Trace,
    UpdateInfo,
)
from lienthong.edxml.writing import write_message
from lienthong.model.agency import Agency
from lienthong.model.calendar import VIETNAM
from lienthong.model.codes import Priority, Status
from lienthong.model.envelope import DocumentType, Signer
from tests.builders.agencies import DEPARTMENT, DISTRICT
from tests.builders.letters import CONTENT

ISSUED = date(2026, 3, 1)
DOCUMENT_ID = "000.00.30.H39,2026/03/01,512/UBND-VP"
SENT = datetime(2026, 3, 2, 8, 0, tzinfo=VIETNAM)


def party(agency: Agency) -> Party:
    """The agency as messages name it."""
    return Party(agency.code, agency.name)


def file(name: str = "512-UBND-VP.pdf", content: bytes = CONTENT) -> EncodedFile:
    """An attached PDF."""
    digest = hashlib.sha256(content).hexdigest()
    return EncodedFile("1", name, "application/pdf", content, digest, "Văn bản chính")


def letter(*recipients: Agency, sender: Agency = DISTRICT, number: str = "512") -> DocumentMessage:
    """A district's new letter, with what only the format has a place for."""
    return DocumentMessage(
        sender=party(sender),
        recipients=tuple(party(agency) for agency in recipients or (DEPARTMENT,)),
        document_id=f"{sender.code},2026/03/01,{number}/UBND-VP",
        number=number,
        notation="UBND-VP",
        issued_on=ISSUED,
        place="Cần Giuộc",
        document_type=DocumentType(2, 18, "Công văn"),
        subject="V/v phối hợp giải quyết hồ sơ",
        files=(file(),),
        signer=Signer("Nguyễn Văn Mẫu", "PHÓ CHỦ TỊCH", "KT. CHỦ TỊCH"),
        distribution=("Như trên", "Lưu: VT"),
        other=OtherInfo(Priority.URGENT, "Lưu hành nội bộ", "TVC", 1, 2),
        traces=(Trace(sender.code, SENT),),
        business=BusinessInfo(
            reason="Văn bản mới", on_paper=False, staff=Staff("Văn thư", "Trần Thị Mẫu", "vt@x.vn", "09")
        ),
    )


def recall(of: DocumentMessage, reason: str = "Gửi nhầm nơi nhận") -> DocumentMessage:
    """The take-back as a document message (business type 1)."""
    return replace(of, files=(), business=BusinessInfo(BusinessType.RECALL, "", reason))


def update(of: DocumentMessage, content: bytes = CONTENT + b"%2") -> DocumentMessage:
    """The same document with other content, under its own DocumentId."""
    return replace(
        of,
        files=(file(content=content),),
        business=BusinessInfo(
            BusinessType.UPDATE, "", "Bổ sung phụ lục", on_paper=False, update=UpdateInfo(1, 0)
        ),
    )


def replacement(of: DocumentMessage, number: str = "530") -> DocumentMessage:
    """A document that replaces another."""
    replaced = (Replaced(of.document_id, tuple(one.code for one in of.recipients)),)
    return replace(
        of,
        number=number,
        document_id=f"{of.sender.code},2026/03/01,{number}/UBND-VP",
        business=BusinessInfo(BusinessType.REPLACEMENT, "", "Sai số liệu", on_paper=False, replaced=replaced),
    )


def status(
    code: Status,
    reason: str = "",
    *,
    by: Agency = DEPARTMENT,
    of: DocumentMessage | None = None,
    document_id: str = "",
    at: datetime = SENT,
) -> StatusMessage:
    """A status of a document, by its plain DocumentId, as software knows it that has read nothing else."""
    about = of or letter()
    return StatusMessage(
        sender=party(by),
        answered=Answered(
            about.sender.code, f"{about.number}/{about.notation}", document_id or about.document_id, ISSUED
        ),
        status=code,
        description=reason,
        at=at,
        staff=Staff("Văn thư", "Lê Văn Mẫu"),
    )


def xml(message: DocumentMessage | StatusMessage) -> bytes:
    """The message as bytes."""
    return write_message(message)
