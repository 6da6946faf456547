"""edXML messages as values and as bytes, and the ways in which products write them differently."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime

from lienthong.edxml.findings import Finding
from lienthong.edxml.message import (
    Answered,
    BusinessInfo,
    BusinessType,
    DocumentMessage,
    EncodedFile,
    OtherInfo,
    Party,
    ReceiverChange,
    Replaced,
    Staff,
    StatusMessage,
    Trace,
    UpdateInfo,
)
from lienthong.edxml.reading import Reading, read_message
from lienthong.edxml.writing import write_message
from lienthong.model.calendar import VIETNAM
from lienthong.model.codes import Priority, Status
from lienthong.model.envelope import DocumentType, Signer

DISTRICT = Party("000.00.30.H39", "UBND huyện Cần Giuộc", "UBND tỉnh Long An")
DEPARTMENT = Party("000.00.12.H39", "Sở Tài nguyên và Môi trường", "UBND tỉnh Long An")
BUILDING = Party("H39.16", "Sở Xây dựng")
DOCUMENT_ID = "000.00.30.H39,2019/06/12,512/UBND-TNMT"
PDF = b"%PDF-1.7\n% V/v ph\xe1\xbb\x91i h\xe1\xbb\xa3p\n%%EOF\n"
ISSUED = date(2019, 6, 12)
SENT = datetime(2019, 6, 12, 15, 40, tzinfo=VIETNAM)


def file(name: str = "512-UBND-TNMT.signed.pdf", content: bytes = PDF, content_id: str = "1") -> EncodedFile:
    """An attached PDF."""
    return EncodedFile(
        content_id, name, "application/pdf", content, hashlib.sha256(content).hexdigest(), "Văn bản chính"
    )


def letter() -> DocumentMessage:
    """A district's letter to two departments, with everything that the format has a place for."""
    return DocumentMessage(
        sender=DISTRICT,
        recipients=(DEPARTMENT, BUILDING),
        document_id=DOCUMENT_ID,
        number="512",
        notation="UBND-TNMT",
        issued_on=ISSUED,
        place="Cần Giuộc",
        document_type=DocumentType(2, 18, "Công văn"),
        subject="V/v phối hợp giải quyết hồ sơ",
        files=(file(),),
        summary="Phối hợp giải quyết hồ sơ đất đai",
        signer=Signer("Nguyễn Văn Mẫu", "PHÓ CHỦ TỊCH", "KT. CHỦ TỊCH"),
        due_on=date(2019, 6, 20),
        distribution=("Như trên", "Lưu: VT"),
        steering=0,
        other=OtherInfo(Priority.URGENT, "Lưu hành nội bộ", "TVC", 1, 2, False, ("Phụ lục 1",)),
        answered=(
            Answered("000.00.12.H39", "77/STNMT", "000.00.12.H39,2019/06/01,77/STNMT", date(2019, 6, 1)),
        ),
        traces=(Trace("000.00.30.H39", SENT),),
        business=BusinessInfo(
            reason="Văn bản điện tử mới",
            on_paper=False,
            staff=Staff("Văn thư", "Trần Thị Mẫu", "vt@x.vn", "09"),
        ),
    )


def recall() -> DocumentMessage:
    """The take-back of :func:`letter` as a document message."""
    return replace(letter(), files=(), business=BusinessInfo(BusinessType.RECALL, "", "Gửi nhầm nơi nhận"))


def update() -> DocumentMessage:
    """The same document again, for one more recipient."""
    info = UpdateInfo(0, 1, (ReceiverChange("H39.16", 1),))
    return replace(
        letter(), business=BusinessInfo(BusinessType.UPDATE, "", "Bổ sung nơi nhận", False, update=info)
    )


def replacement() -> DocumentMessage:
    """A document that replaces :func:`letter`."""
    replaced = (Replaced(DOCUMENT_ID, ("000.00.12.H39", "H39.16")),)
    business = BusinessInfo(BusinessType.REPLACEMENT, "", "Sai số liệu", False, replaced=replaced)
    return replace(
        letter(), document_id="000.00.30.H39,2019/06/12,530/UBND-TNMT", number="530", business=business
    )


def status(code: Status = Status.ACCEPTED, reason: str = "Đã vào sổ") -> StatusMessage:
    """A department's status of :func:`letter`."""
    return StatusMessage(
        sender=DEPARTMENT,
        answered=Answered("000.00.30.H39", "512/UBND-TNMT", DOCUMENT_ID, ISSUED),
        status=code,
        description=reason,
        at=datetime(2019, 6, 12, 16, 5, 10, tzinfo=VIETNAM),
        staff=Staff("Văn thư", "Lê Văn Mẫu"),
    )


# --- as products write them -----------------------------------------------------------------------


def xml(message: DocumentMessage | StatusMessage | None = None) -> str:
    """The message as text."""
    return write_message(message or letter()).decode()


def changed(text: str, old: str, new: str) -> bytes:
    """The text with something else in one place, which must be there."""
    assert old in text, old
    return text.replace(old, new).encode()


def without(text: str, name: str) -> str:
    """The text without the elements of this name."""
    shorter = re.sub(
        rf"<edXML:{name}(?: [^>]*)?>.*?</edXML:{name}>|<edXML:{name}/>", "", text, flags=re.DOTALL
    )
    assert shorter != text, name
    return shorter


def with_content(content: bytes, text: str | None = None) -> bytes:
    """The letter with other bytes as its file."""
    encoded = base64.b64encode(PDF).decode()
    return changed(text or xml(), encoded, base64.b64encode(content).decode())


def zip_of(members: dict[str, bytes]) -> bytes:
    """A zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def codes(reading: Reading) -> list[str]:
    """The codes that a reading found."""
    return [finding.code for finding in reading.findings]


def document(raw: bytes) -> tuple[DocumentMessage, list[str]]:
    """The document that was understood, and the codes that were found."""
    reading = read_message(raw)
    assert isinstance(reading.message, DocumentMessage), codes(reading)
    return reading.message, codes(reading)


def refusals(raw: bytes) -> list[str]:
    """Why the message is refused; it must be."""
    reading = read_message(raw)
    assert reading.message is None
    assert reading.raw is raw
    assert all(one.en and one.vi for one in reading.findings)
    return [finding.code for finding in reading.refusals]


def said(findings: tuple[Finding, ...], code: str) -> Finding:
    """The one finding of this code."""
    [found] = [one for one in findings if one.code == code]
    return found
