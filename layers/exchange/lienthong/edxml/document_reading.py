"""Reading a document message: what identifies the document, what it is about, what is done to it."""

from __future__ import annotations

from datetime import date

from lienthong.edxml.business_reading import read_business
from lienthong.edxml.document_ids import (
    DocumentIdParts,
    day_text,
    is_standard_document_id,
    split_document_id,
    standard_document_id,
)
from lienthong.edxml.document_types import read_type
from lienthong.edxml.extension import read_extension
from lienthong.edxml.fields import CODE_LENGTH, read_date, read_flag, tell_document_id
from lienthong.edxml.file_reading import read_files
from lienthong.edxml.message import (
    Answered,
    BusinessInfo,
    BusinessType,
    DocumentMessage,
    Extension,
    OtherInfo,
)
from lienthong.edxml.parties import read_recipients, read_sender, read_traces
from lienthong.edxml.signature_reading import read_signature
from lienthong.edxml.tree import Node
from lienthong.edxml.whole import Whole
from lienthong.model.codes import Priority
from lienthong.model.envelope import DocumentType, Signer
from lienthong.model.limits import LIMITS

_HEADER = [
    "From",
    "To",
    "DocumentId",
    "Code",
    "PromulgationInfo",
    "DocumentType",
    "Subject",
    "Content",
    "SignerInfo",
    "DueDate",
    "ToPlaces",
    "SteeringType",
    "OtherInfo",
    "ResponseFor",
    "StaffInfo",
    "Bussiness",
    "TraceHeaderList",
]
_LEFT = ("number and notation", "số, ký hiệu")
_DAY = ("a date", "ngày ban hành")
_AGENCY = ("an agency", "cơ quan ban hành")


def read_document(whole: Whole) -> DocumentMessage | None:
    """The document that the message carries or is about; None, with the reasons, where not even that is told.

    Whether the findings refuse it is the caller's to ask.
    """
    header = whole.header
    sender, recipients = read_sender(header), read_recipients(header)
    agency = sender.code if sender else ""
    written_id = header.text("DocumentId", LIMITS.document_id_length)
    parts = split_document_id(written_id)
    number, notation = _read_code(header, parts)
    issued_on = _read_issue(header, parts)
    place = _read_place(header)
    kind = read_type(header)
    document_id = written_id or _derived_id(header, agency, issued_on, number, notation)
    if written_id:
        _judge_id(header, written_id, parts, agency, issued_on, f"{number}/{notation}")
    subject = _read_subject(header, kind, f"{number}/{notation}")
    business = read_business(whole)
    extension, signature = read_extension(whole), read_signature(whole)
    _judge_target(whole, business, extension)
    files = read_files(whole, needed=_needs_files(business), as_is=extension.as_is)
    answered = tuple(found for node in header.all("ResponseFor") if (found := read_answered(node)))
    signer, other, due_on = _read_signer(header), _read_other(header), read_date(header, "DueDate")
    places = header.one("ToPlaces")
    header.tell_unknown(_HEADER)
    if sender is None or issued_on is None or business is None:
        return None
    return DocumentMessage(
        sender=sender,
        recipients=recipients,
        document_id=document_id,
        number=number,
        notation=notation,
        issued_on=issued_on,
        place=place,
        document_type=kind,
        subject=subject,
        files=files,
        summary=header.text("Content", LIMITS.summary_length),
        signer=signer,
        due_on=due_on,
        distribution=places.texts("Place") if places else (),
        steering=header.whole_number("SteeringType"),
        other=other,
        answered=answered,
        traces=read_traces(whole.traces),
        business=business,
        extension=extension,
        signature=signature,
    )


def _needs_files(business: BusinessInfo | None) -> bool:
    """A recall carries no document; an update of the recipients alone need not."""
    if business is None or business.type is BusinessType.RECALL:
        return False
    update = business.update if business.type is BusinessType.UPDATE else None
    return update is None or bool(update.document)


def _judge_target(whole: Whole, business: BusinessInfo | None, extension: Extension) -> None:
    """A replacement names what it replaces, in one of three places."""
    if business is None or business.type is not BusinessType.REPLACEMENT:
        return
    if not (business.replaced or business.document_id or extension.targets):
        place = (whole.business or whole.outer).path
        whole.findings.add("business.no-target", f"{place}/ReplacementInfoList")


# --- what identifies it ---------------------------------------------------------------------------


def _read_code(header: Node, parts: DocumentIdParts | None) -> tuple[str, str]:
    """Number and notation, from Code or else from the DocumentId."""
    node = header.one("Code")
    number = node.text("CodeNumber", LIMITS.code_number_length) if node else ""
    notation = node.text("CodeNotation", LIMITS.code_notation_length) if node else ""
    place = node.path if node else f"{header.path}/Code"
    whole = number or (parts.rest if parts else "")
    if not notation and "/" in whole:
        left, _, right = whole.partition("/")
        header.findings.add("code.derived", place, name="Code", found=whole)
        return left.strip(), right.strip()
    if not number and not notation and not whole:
        header.findings.add("code.missing", place)
    elif not number and whole:
        number = whole.partition("/")[0]
        header.findings.add("code.derived", f"{place}/CodeNumber", name="CodeNumber", found=number)
    elif not number or not notation:
        missing = "CodeNotation" if number else "CodeNumber"
        header.findings.add("code.unknown", f"{place}/{missing}", name=missing)
    return number, notation


def _read_issue(header: Node, parts: DocumentIdParts | None) -> date | None:
    node = header.one("PromulgationInfo")
    found = read_date(node, "PromulgationDate") if node else None
    if found is not None:
        return found
    place = (node or header).path + "/PromulgationDate"
    if parts is not None and parts.issued_on is not None:
        header.findings.add("date.derived", place, read=day_text(parts.issued_on))
        return parts.issued_on
    header.findings.add("date.missing", place)
    return None


def _read_place(header: Node) -> str:
    node = header.one("PromulgationInfo")
    if node is None:
        return ""
    node.tell_unknown(("Place", "PromulgationDate"))
    return node.text("Place", LIMITS.place_length)


def _derived_id(header: Node, agency: str, issued_on: date | None, number: str, notation: str) -> str:
    if not (agency and issued_on and number and notation):
        header.findings.add("document-id.missing", f"{header.path}/DocumentId")
        return ""
    derived = standard_document_id(agency, issued_on, number, notation)
    header.findings.add("document-id.derived", f"{header.path}/DocumentId", id=derived)
    return derived


def _judge_id(
    header: Node,
    written: str,
    parts: DocumentIdParts | None,
    agency: str,
    issued_on: date | None,
    code: str,
) -> None:
    """Whether the DocumentId has a form, and says what the message says."""
    place = header.place("DocumentId")
    tell_document_id(header, "DocumentId", written)
    if parts is None:
        return
    if agency and parts.agency != agency:
        header.findings.add("document-id.disagrees", place, id=written, what=_AGENCY)
    elif parts.has_day and parts.rest != code:
        header.findings.add("document-id.disagrees", place, id=written, what=_LEFT)
    elif issued_on and (parts.issued_on or issued_on) != issued_on:
        header.findings.add("document-id.disagrees", place, id=written, what=_DAY)


# --- what it is about -----------------------------------------------------------------------------


def _read_subject(header: Node, kind: DocumentType, code: str) -> str:
    subject = header.text("Subject", LIMITS.subject_length)
    if subject:
        return subject
    instead = header.text("Content", LIMITS.subject_length) or f"{kind.name or 'Văn bản'} số {code}"
    header.findings.add("subject.missing", header.place("Subject"), found=instead)
    return instead


def _read_signer(header: Node) -> Signer | None:
    node = header.one("SignerInfo")
    if node is None:
        return None
    node.tell_unknown(("Competence", "Position", "FullName"))
    signer = Signer(
        name=node.text("FullName", LIMITS.signer_name_length),
        position=node.text("Position", LIMITS.position_length),
        authority=node.text("Competence", LIMITS.position_length),
    )
    return signer if signer != Signer("", "") else None


def read_answered(node: Node) -> Answered | None:
    """A document that is referred to; None where its DocumentId cannot be had in any way."""
    code = node.text("OrganId", CODE_LENGTH)
    number = node.text("Code")
    issued_on = read_date(node, "PromulgationDate")
    document_id = node.text("DocumentId", LIMITS.document_id_length)
    node.tell_unknown(("OrganId", "Code", "DocumentId", "PromulgationDate"))
    if document_id:
        tell_document_id(node, "DocumentId", document_id)
        parts = split_document_id(document_id)
        if not number and parts is not None:
            number = parts.rest
            node.findings.add("code.derived", f"{node.path}/Code", name="Code", found=number)
        if issued_on is None and parts is not None and parts.issued_on is not None:
            issued_on = parts.issued_on
            node.findings.add("date.derived", f"{node.path}/PromulgationDate", read=day_text(issued_on))
        return Answered(code, number, document_id, issued_on)
    if code and number and issued_on:
        derived = f"{code},{day_text(issued_on)},{number}"
        node.findings.add("document-id.derived", f"{node.path}/DocumentId", id=derived)
        return Answered(code, number, derived, issued_on)
    return None


def _read_other(header: Node) -> OtherInfo | None:
    node = header.one("OtherInfo")
    if node is None:
        return None
    appendixes = node.one("Appendixes")
    other = OtherInfo(
        priority=_read_priority(node),
        sphere=node.text("SphereOfPromulgation", 100),
        typist=node.text("TyperNotation", 10),
        copies=node.whole_number("PromulgationAmount"),
        pages=node.whole_number("PageAmount"),
        direction=read_flag(node, "Direction"),
        appendixes=appendixes.texts("Appendix") if appendixes else (),
    )
    node.tell_unknown(
        [
            "Priority",
            "SphereOfPromulgation",
            "TyperNotation",
            "PromulgationAmount",
            "PageAmount",
            "Direction",
            "Appendixes",
        ]
    )
    return other if other != OtherInfo() else None


def _read_priority(node: Node) -> Priority | None:
    text = node.text("Priority")
    if not text:
        return None
    known = {str(int(one)): one for one in Priority}
    if text not in known:
        node.findings.add("priority.unknown", node.place("Priority"), found=text)
    return known.get(text)


def is_standard_reference(answered: Answered) -> bool:
    """Whether ResponseFor can carry it."""
    return bool(answered.number and answered.issued_on and is_standard_document_id(answered.document_id))
