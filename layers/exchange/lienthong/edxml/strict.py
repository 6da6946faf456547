"""The strict check: everything that a reader would forgive, and everything that the format forbids.

It is made of three: the tolerant reader's findings, of which every departure is a fault here; the published
schema; and the rules that no schema can say.
"""

from __future__ import annotations

from datetime import date

from lienthong.edxml.document_ids import day_text, split_document_id
from lienthong.edxml.findings import Finding, Findings, Severity
from lienthong.edxml.limits import EDXML_LIMITS
from lienthong.edxml.message import BusinessType, DocumentMessage, Message, StatusMessage
from lienthong.edxml.parsing import parse_message
from lienthong.edxml.reading import read_message
from lienthong.edxml.schema import judge_by_schema
from lienthong.model.delivery import NEEDS_REASON

_HEADER = "/edXML/edXMLEnvelope/edXMLHeader/MessageHeader"
_BUSINESS = "/edXML/edXMLEnvelope/edXMLHeader/TraceHeaderList/Bussiness"


def validate_message(raw: bytes, today: date) -> tuple[Finding, ...]:
    """Every fault of a message, and every remark; it is as the format has it where none is a fault.

    Args:
        raw: the message.
        today: the day in Vietnam; nothing is issued after it.
    """
    reading = read_message(raw)
    strict = Findings()
    for found in reading.findings:
        strict.keep(found)
    root = parse_message(raw, EDXML_LIMITS, Findings())
    if root is None:
        return tuple(strict)
    judge_by_schema(root, strict)
    if reading.message is not None:
        judge_by_rules(reading.message, today, strict)
    return tuple(strict)


def is_fault(finding: Finding) -> bool:
    """Whether the strict check does not let it pass: everything beyond a remark."""
    return finding.severity is not Severity.INFO


def judge_by_rules(message: Message, today: date, findings: Findings) -> None:
    """Add what the rules beyond the schema have against a message."""
    if isinstance(message, StatusMessage):
        _judge_status(message, findings)
    else:
        _judge_document(message, today, findings)


def _judge_status(message: StatusMessage, findings: Findings) -> None:
    if message.status in NEEDS_REASON and not message.description:
        _add(findings, "rule.no-reason", f"{_HEADER}/Description", name="Description")
    _judge_day(findings, f"{_HEADER}/ResponseFor/DocumentId", message.answered.document_id)


def _judge_document(message: DocumentMessage, today: date, findings: Findings) -> None:
    issued, business = message.issued_on, message.business
    if issued > today:
        place = f"{_HEADER}/PromulgationInfo/PromulgationDate"
        _add(findings, "rule.future", place, name="PromulgationDate", found=day_text(issued))
    if message.due_on and message.due_on < issued:
        facts = {"due": day_text(message.due_on), "issued": day_text(issued)}
        _add(findings, "rule.due-before-issue", f"{_HEADER}/DueDate", **facts)
    if business.type is not BusinessType.NEW and not business.reason:
        _add(findings, "rule.no-reason", f"{_BUSINESS}/BussinessDocReason", name="BussinessDocReason")
    if business.on_paper is None and business.type is not BusinessType.RECALL:
        _add(findings, "rule.no-paper", f"{_BUSINESS}/Paper")
    if business.type is BusinessType.UPDATE and business.update is None:
        _add(findings, "rule.no-update", f"{_BUSINESS}/BussinessDocumentInfo")
    if message.sender.code in (party.code for party in message.recipients):
        _add(findings, "rule.own-copy", f"{_HEADER}/To", code=message.sender.code)
    _judge_day(findings, f"{_HEADER}/DocumentId", message.document_id)
    _judge_day(findings, f"{_BUSINESS}/DocumentId", business.document_id)
    for replaced in business.replaced:
        _judge_day(findings, f"{_BUSINESS}/ReplacementInfoList", replaced.document_id)
    for answered in message.answered:
        _judge_day(findings, f"{_HEADER}/ResponseFor", answered.document_id)


def _judge_day(findings: Findings, place: str, document_id: str) -> None:
    parts = split_document_id(document_id)
    if parts is not None and parts.is_impossible:
        _add(findings, "rule.no-such-day", place, name="DocumentId", found=document_id)


def _add(findings: Findings, code: str, place: str, /, **facts: object) -> None:
    """Say it where nothing was said of this place before."""
    if not findings.has(place):
        findings.add(code, place, **facts)
