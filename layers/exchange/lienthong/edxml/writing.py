"""The strict writer: what the published XSD and the rules allow, and nothing else.

A message that is as it was read comes out as the very bytes that came in. A changed one, or a new one, is
written canonically: one order, one prefix, ``cid:`` before every ContentId, base64 in one line.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import date

from lxml import etree

from lienthong.edxml.document_ids import day_text, time_text
from lienthong.edxml.extension import extension_element
from lienthong.edxml.findings import Finding, Findings
from lienthong.edxml.message import (
    NAMESPACE,
    NO_EXTENSION,
    Answered,
    BusinessInfo,
    DocumentMessage,
    EncodedFile,
    Extension,
    Message,
    OtherInfo,
    Party,
    Staff,
    StatusMessage,
    Trace,
    UpdateInfo,
)
from lienthong.edxml.parsing import Element
from lienthong.edxml.schema import judge_by_schema
from lienthong.edxml.strict import is_fault, judge_by_rules
from lienthong.errors import Fault, Rejected
from lienthong.model.limits import LIMITS

_PREFIX = "edXML"


class MessageUnwritable(Rejected):
    """The message has no form that the format allows; every fault is listed."""

    code = "edxml.unwritable"
    en = "The message cannot be written as edXML: {count} fault(s). Correct each one listed and try again."
    vi = "Chưa thể ghi thông điệp edXML: có {count} lỗi. Đề nghị sửa từng lỗi nêu dưới đây rồi thực hiện lại."

    def __init__(self, findings: Sequence[Finding]) -> None:
        faults = [Fault(one.xpath, one.code, one.en, one.vi) for one in findings[: LIMITS.faults]]
        super().__init__(faults=faults, count=len(findings))


def write_message(message: Message, today: date = date.max) -> bytes:
    """The message as bytes.

    Args:
        message: what is written; unchanged since it was read, it comes out as it came in.
        today: the day in Vietnam, after which nothing can have been issued.

    Raises:
        MessageUnwritable: the XSD or a rule forbids it; every fault.
    """
    if message.source is not None and message.source.message == message:
        return message.source.raw
    findings = Findings()
    root = _Writer(findings).write(message)
    judge_by_schema(root, findings)
    judge_by_rules(message, today, findings)
    faults = [finding for finding in findings if is_fault(finding)]
    if faults:
        raise MessageUnwritable(faults)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


class _Writer:
    """Builds the tree; characters that XML cannot carry become findings."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings

    def write(self, message: Message) -> Element:
        """The root element."""
        root = etree.Element(_tag("edXML"), nsmap={_PREFIX: NAMESPACE})
        envelope = self._add(root, "edXMLEnvelope")
        outer = self._add(envelope, "edXMLHeader")
        header = self._add(outer, "MessageHeader")
        if isinstance(message, StatusMessage):
            self._status(header, message)
        else:
            self._document(header, message)
            self._traces(outer, message)
        self._extension(outer, message.extension)
        if isinstance(message, DocumentMessage) and message.files:
            self._files(root, envelope, message.files)
        return root

    def _add(self, parent: Element, name: str, text: str | int | None = None) -> Element:
        element = etree.SubElement(parent, _tag(name))
        if text is not None:
            try:
                element.text = str(text)
            except ValueError:
                place = f"/{'/'.join(_names(element))}"
                self._findings.add("rule.not-xml", place, name=name)
        return element

    def _maybe(self, parent: Element, name: str, text: str | int | None) -> None:
        if text not in ("", None):
            self._add(parent, name, text)

    # --- headers

    def _status(self, header: Element, message: StatusMessage) -> None:
        self._party(header, "From", message.sender)
        self._answered(header, message.answered)
        self._staff(header, message.staff)
        self._add(header, "StatusCode", message.status.value)
        self._maybe(header, "Description", message.description)
        self._maybe(header, "Timestamp", time_text(message.at) if message.at else None)

    def _document(self, header: Element, message: DocumentMessage) -> None:
        self._party(header, "From", message.sender)
        for recipient in message.recipients:
            self._party(header, "To", recipient)
        self._add(header, "DocumentId", message.document_id)
        code = self._add(header, "Code")
        self._add(code, "CodeNumber", message.number)
        self._add(code, "CodeNotation", message.notation)
        issue = self._add(header, "PromulgationInfo")
        self._maybe(issue, "Place", message.place)
        self._add(issue, "PromulgationDate", day_text(message.issued_on))
        kind = self._add(header, "DocumentType")
        self._add(kind, "Type", message.document_type.group)
        self._maybe(kind, "TypeDetail", message.document_type.detail or None)
        self._add(kind, "TypeName", message.document_type.name)
        self._add(header, "Subject", message.subject)
        self._maybe(header, "Content", message.summary)
        if message.signer is not None:
            signer = self._add(header, "SignerInfo")
            self._maybe(signer, "Competence", message.signer.authority)
            self._maybe(signer, "Position", message.signer.position)
            self._add(signer, "FullName", message.signer.name)
        self._maybe(header, "DueDate", day_text(message.due_on) if message.due_on else None)
        self._other(header, message.other)
        self._maybe(header, "SteeringType", message.steering)
        self._texts(header, "ToPlaces", "Place", message.distribution)
        for answered in message.answered:
            self._answered(header, answered)

    def _other(self, header: Element, other: OtherInfo | None) -> None:
        if other is None:
            return
        element = self._add(header, "OtherInfo")
        self._maybe(element, "Priority", int(other.priority) if other.priority is not None else None)
        self._maybe(element, "SphereOfPromulgation", other.sphere)
        self._maybe(element, "TyperNotation", other.typist)
        self._maybe(element, "PromulgationAmount", other.copies)
        self._maybe(element, "PageAmount", other.pages)
        self._maybe(element, "Direction", None if other.direction is None else str(other.direction).lower())
        self._texts(element, "Appendixes", "Appendix", other.appendixes)

    def _texts(self, parent: Element, name: str, each: str, texts: Sequence[str]) -> None:
        if texts:
            element = self._add(parent, name)
            for text in texts:
                self._add(element, each, text)

    def _party(self, parent: Element, name: str, party: Party) -> None:
        element = self._add(parent, name)
        self._add(element, "OrganId", party.code)
        self._maybe(element, "OrganizationInCharge", party.in_charge)
        self._add(element, "OrganName", party.name)
        self._maybe(element, "OrganAdd", party.address)
        self._maybe(element, "Email", party.email)
        self._maybe(element, "Telephone", party.telephone)
        self._maybe(element, "Fax", party.fax)
        self._maybe(element, "Website", party.website)

    def _answered(self, parent: Element, answered: Answered) -> None:
        element = self._add(parent, "ResponseFor")
        self._add(element, "OrganId", answered.code)
        self._add(element, "Code", answered.number)
        self._add(element, "DocumentId", answered.document_id)
        self._maybe(element, "PromulgationDate", day_text(answered.issued_on) if answered.issued_on else None)

    def _staff(self, parent: Element, staff: Staff | None) -> None:
        if staff is None:
            return
        element = self._add(parent, "StaffInfo")
        self._maybe(element, "Department", staff.department)
        self._maybe(element, "Staff", staff.name)
        self._maybe(element, "Email", staff.email)
        self._maybe(element, "Mobile", staff.mobile)

    # --- what is done

    def _traces(self, outer: Element, message: DocumentMessage) -> None:
        listed = self._add(outer, "TraceHeaderList")
        for trace in message.traces:
            self._trace(listed, trace)
        self._business(listed, message.business)

    def _trace(self, listed: Element, trace: Trace) -> None:
        element = self._add(listed, "TraceHeader")
        self._add(element, "OrganId", trace.code)
        self._maybe(element, "Timestamp", time_text(trace.at) if trace.at else None)

    def _business(self, listed: Element, business: BusinessInfo) -> None:
        element = self._add(listed, "Bussiness")
        self._maybe(element, "DocumentId", business.document_id)
        self._add(element, "BussinessDocType", int(business.type))
        self._maybe(element, "BussinessDocReason", business.reason)
        self._maybe(element, "Paper", None if business.on_paper is None else int(business.on_paper))
        if business.update is not None:
            self._update(element, business.update)
        if business.replaced:
            replacements = self._add(element, "ReplacementInfoList")
            for replaced in business.replaced:
                info = self._add(replacements, "ReplacementInfo")
                self._add(info, "DocumentId", replaced.document_id)
                self._texts(info, "OrganIdList", "OrganId", replaced.codes)
        self._staff(element, business.staff)

    def _update(self, business: Element, update: UpdateInfo) -> None:
        element = self._add(business, "BussinessDocumentInfo")
        self._maybe(element, "DocumentInfo", update.document)
        self._maybe(element, "DocumentReceiver", update.recipients)
        if update.changes:
            receivers = self._add(element, "ReceiverList")
            for change in update.changes:
                receiver = self._add(receivers, "Receiver")
                self._add(receiver, "OrganId", change.code)
                self._add(receiver, "ReceiverType", change.kind)

    # --- the rest

    def _extension(self, outer: Element, extension: Extension) -> None:
        if extension == NO_EXTENSION:
            return
        try:
            outer.append(extension_element(extension))
        except ValueError:
            self._findings.add("rule.not-xml", "/edXML/edXMLEnvelope/edXMLHeader/Extension", name="Extension")

    def _files(self, root: Element, envelope: Element, files: Sequence[EncodedFile]) -> None:
        manifest = self._add(self._add(envelope, "edXMLBody"), "edXMLManifest")
        manifest.set("version", "1.0")
        attachments = self._add(root, "AttachmentEncoded")
        for file in files:
            listed = self._add(manifest, "Reference")
            self._add(listed, "ContentId", f"cid:{file.content_id}")
            self._add(listed, "ContentType", file.media_type)
            self._maybe(listed, "Description", file.description)
            self._add(listed, "AttachmentName", file.name)
            attached = self._add(attachments, "Attachment")
            self._add(attached, "ContentId", f"cid:{file.content_id}")
            self._add(attached, "AttachmentName", file.name)
            self._maybe(attached, "Description", file.description)
            self._add(attached, "ContentType", file.media_type)
            self._add(attached, "ContentTransferEncoded", base64.b64encode(file.content).decode("ascii"))


def _names(element: Element) -> list[str]:
    above = [parent.tag.rpartition("}")[2] for parent in element.iterancestors()]
    return [*reversed(above), element.tag.rpartition("}")[2]]
