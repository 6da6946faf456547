"""Reading what is done to documents: new, recall, update, replacement (Bussiness, the format's spelling)."""

from __future__ import annotations

from lienthong.edxml.fields import CODE_LENGTH, read_flag, tell_document_id
from lienthong.edxml.message import BusinessInfo, BusinessType, ReceiverChange, Replaced, UpdateInfo
from lienthong.edxml.parties import read_staff
from lienthong.edxml.tree import Node
from lienthong.edxml.whole import Whole
from lienthong.model.limits import LIMITS

_KNOWN = [
    "DocumentId",
    "BussinessDocType",
    "BussinessDocReason",
    "Paper",
    "BussinessDocumentInfo",
    "ReplacementInfoList",
    "StaffInfo",
]


def read_business(whole: Whole) -> BusinessInfo | None:
    """What the message asks for; None, with the reason, where that cannot be told."""
    node, findings = whole.business, whole.findings
    if node is None:
        findings.add("business.missing", f"{whole.outer.path}/TraceHeaderList/Bussiness")
        findings.add("paper.unsaid", f"{whole.outer.path}/TraceHeaderList/Bussiness/Paper")
        return BusinessInfo(staff=read_staff(whole.header))
    kind = _read_kind(node)
    if kind is None:
        return None
    info = BusinessInfo(
        type=kind,
        document_id=_read_target(node),
        reason=node.text("BussinessDocReason", LIMITS.reason_length),
        on_paper=_read_paper(node, kind),
        update=_read_update(node),
        replaced=_read_replaced(node),
        staff=read_staff(node) or read_staff(whole.header),
    )
    node.tell_unknown(_KNOWN)
    _judge(node, info)
    return info


def _judge(node: Node, info: BusinessInfo) -> None:
    if info.type is not BusinessType.NEW and not info.reason:
        node.findings.add("business.no-reason", f"{node.path}/BussinessDocReason")


def _read_kind(node: Node) -> BusinessType | None:
    text = node.text("BussinessDocType")
    if not text:
        node.findings.add("business.missing", f"{node.path}/BussinessDocType")
        return BusinessType.NEW
    known = {str(int(kind)): kind for kind in BusinessType}
    if text not in known:
        node.findings.add("business.unknown", node.place("BussinessDocType"), found=text)
    return known.get(text)


def _read_target(node: Node) -> str:
    written = node.text("DocumentId", LIMITS.document_id_length)
    if written:
        tell_document_id(node, "DocumentId", written)
    return written


def _read_paper(node: Node, kind: BusinessType) -> bool | None:
    said = read_flag(node, "Paper")
    if said is None and kind is not BusinessType.RECALL:
        node.findings.add("paper.unsaid", node.place("Paper"))
    return said


def _read_update(node: Node) -> UpdateInfo | None:
    info = node.one("BussinessDocumentInfo")
    if info is None:
        return None
    receivers = info.one("ReceiverList")
    changes = []
    for receiver in receivers.all("Receiver") if receivers else []:
        code = receiver.text("OrganId", CODE_LENGTH)
        if code:
            changes.append(ReceiverChange(code, receiver.whole_number("ReceiverType", 9) or 0))
    update = UpdateInfo(
        info.whole_number("DocumentInfo", 9), info.whole_number("DocumentReceiver", 9), tuple(changes)
    )
    return update if update != UpdateInfo() else None


def _read_replaced(node: Node) -> tuple[Replaced, ...]:
    listed = node.one("ReplacementInfoList")
    found = []
    for info in listed.all("ReplacementInfo") if listed else []:
        document_id = info.text("DocumentId", LIMITS.document_id_length)
        codes = info.one("OrganIdList")
        if document_id:
            tell_document_id(info, "DocumentId", document_id)
            found.append(Replaced(document_id, codes.texts("OrganId", CODE_LENGTH) if codes else ()))
    return tuple(found)
