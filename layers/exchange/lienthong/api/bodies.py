"""The fields of the API's request bodies: types, lengths and code lists (QCVN 102:2016; ND30, Annex VI)."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from lienthong.api.faults import FaultError
from lienthong.model.codes import Business, Priority, Purpose
from lienthong.model.limits import LIMITS
from lienthong.model.text import has_control_characters, is_safe_file_name, normalise


def clean(value: object) -> object:
    """A field's text as the exchange keeps it; anything but a text is left to the field's own type."""
    if not isinstance(value, str):
        return value
    text = normalise(value)
    if has_control_characters(text.replace("\n", " ").replace("\t", " ")):
        raise FaultError(
            "text.control-characters",
            "The text holds control or direction characters; remove them.",
            "Nội dung có ký tự điều khiển hoặc ký tự đảo chiều; đề nghị xóa bỏ.",
        )
    return text


def _whole_number(value: object) -> object:
    # An enum of numbers would also take true, 1.0 and "1".
    return value if type(value) is int else None


def _file_name(value: object) -> object:
    text = clean(value)
    if isinstance(text, str) and not is_safe_file_name(text):
        raise FaultError(
            "attachment.name",
            "The file name must be plain: no folders, no reserved characters, not beginning "
            "or ending with a dot.",
            "Tên tệp phải là tên đơn thuần: không kèm thư mục, không có ký tự cấm, không bắt "
            "đầu hay kết thúc bằng dấu chấm.",
        )
    return text


def _day(value: object) -> object:
    # Pydantic would also take a number of seconds, or a time of day that it then drops.
    if isinstance(value, str) and _DAY.fullmatch(value):
        return value
    raise FaultError(
        "date.form",
        "Write the date as YYYY-MM-DD, between 1900 and 2199.",
        "Ngày phải có dạng YYYY-MM-DD, trong khoảng từ năm 1900 đến năm 2199.",
    )


def _instant(value: object) -> object:
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        return value
    raise FaultError(
        "instant.form",
        "Write the time as in RFC 3339, with its offset: 2026-03-01T08:00:00+07:00.",
        "Thời điểm phải theo RFC 3339, có múi giờ: 2026-03-01T08:00:00+07:00.",
    )


_DAY = re.compile(r"(19|20|21)\d\d-\d\d-\d\d", re.ASCII)
_INSTANT = re.compile(_DAY.pattern + r"[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
Day = Annotated[date, BeforeValidator(_day)]
Instant = Annotated[AwareDatetime, BeforeValidator(_instant)]
#: Stands after the constraints, so that these see the cleaned text.
_CLEAN = BeforeValidator(clean)
SignerName = Annotated[
    str, StringConstraints(min_length=1, max_length=LIMITS.signer_name_length, strict=True), _CLEAN
]
Position = Annotated[
    str, StringConstraints(min_length=1, max_length=LIMITS.position_length, strict=True), _CLEAN
]
Authority = Annotated[
    str, StringConstraints(min_length=0, max_length=LIMITS.position_length, strict=True), _CLEAN
]
TypeName = Annotated[
    str, StringConstraints(min_length=1, max_length=LIMITS.type_name_length, strict=True), _CLEAN
]
CodeNumber = Annotated[
    str, StringConstraints(min_length=1, max_length=LIMITS.code_number_length, strict=True), _CLEAN
]
CodeNotation = Annotated[
    str, StringConstraints(min_length=1, max_length=LIMITS.code_notation_length, strict=True), _CLEAN
]
Place = Annotated[str, StringConstraints(min_length=1, max_length=LIMITS.place_length, strict=True), _CLEAN]
Subject = Annotated[
    str, StringConstraints(min_length=1, max_length=LIMITS.subject_length, strict=True), _CLEAN
]
Summary = Annotated[
    str, StringConstraints(min_length=0, max_length=LIMITS.summary_length, strict=True), _CLEAN
]
Reason = Annotated[str, StringConstraints(min_length=0, max_length=LIMITS.reason_length, strict=True), _CLEAN]
AgencyName = Annotated[str, StringConstraints(min_length=1, max_length=40, strict=True), _CLEAN]
DocumentId = Annotated[
    str, StringConstraints(min_length=1, max_length=LIMITS.document_id_length, strict=True), _CLEAN
]
FileName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LIMITS.attachment_name_length),
    BeforeValidator(_file_name),
]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Strict(BaseModel):
    """A body in which every unknown field is a fault and no error quotes the input."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class SignerBody(Strict):
    """Who signed, as written on the document."""

    name: SignerName
    position: Position
    authority: Authority = ""


class DocumentTypeBody(Strict):
    """Type of document by the code lists of QCVN 102:2016."""

    group: Annotated[int, Field(ge=1, le=2, strict=True)]
    detail: Annotated[int, Field(ge=1, le=99, strict=True)]
    name: TypeName


class AttachmentBody(Strict):
    """One attachment: inline with ``content`` (base64), or ticketed with ``part_digests``."""

    name: FileName
    media_type: Annotated[
        str, StringConstraints(pattern=r"^[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+$", max_length=127)
    ]
    size: Annotated[int, Field(ge=1, le=LIMITS.attachment_bytes, strict=True)]
    sha256: Sha256
    purpose: Purpose
    signature_for: FileName | None = None
    content: str | None = None
    part_digests: Annotated[list[Sha256], Field(max_length=160)] | None = None


class EnvelopeBody(Strict):
    """The envelope of a submission."""

    document_id: DocumentId
    number: CodeNumber
    notation: CodeNotation
    issued_on: Day
    place: Place
    document_type: DocumentTypeBody
    subject: Subject
    signer: SignerBody
    recipients: Annotated[list[AgencyName], Field(min_length=1, max_length=LIMITS.recipients)]
    attachments: Annotated[list[AttachmentBody], Field(min_length=1, max_length=LIMITS.attachments)]
    sender: AgencyName | None = None
    summary: Summary = ""
    due_on: Day | None = None
    priority: Annotated[Priority, BeforeValidator(_whole_number)] = Priority.NORMAL
    secrecy: str | int | bool | None = None
    business: Business = Business.NEW
    targets: Annotated[list[DocumentId], Field(max_length=20)] = []
    reason: Reason = ""
    also_on_paper: Annotated[bool, Field(strict=True)] = False
    for_information: Annotated[bool, Field(strict=True)] = False
    in_reply_to: Annotated[list[DocumentId], Field(max_length=20)] = []
