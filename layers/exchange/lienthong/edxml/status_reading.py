"""Reading a status message: which document, which code, by whom, why."""

from __future__ import annotations

from lienthong.edxml.document_reading import read_answered
from lienthong.edxml.extension import read_extension
from lienthong.edxml.fields import read_instant
from lienthong.edxml.message import Answered, StatusMessage
from lienthong.edxml.parties import read_sender, read_staff
from lienthong.edxml.signature_reading import read_signature
from lienthong.edxml.whole import Whole
from lienthong.model.codes import Status
from lienthong.model.delivery import NEEDS_REASON
from lienthong.model.limits import LIMITS

_HEADER = ("From", "To", "ResponseFor", "StaffInfo", "StatusCode", "Description", "Timestamp", "DocumentId")


def read_status(whole: Whole) -> StatusMessage | None:
    """The status; None, with every reason, where it is meaningless."""
    header, findings = whole.header, whole.findings
    sender, answered, status = read_sender(header), _read_document(whole), _read_code(whole)
    description = header.text("Description", LIMITS.reason_length)
    at = read_instant(header, "Timestamp")
    if at is None:
        findings.add("status.no-time", header.place("Timestamp"))
    if status in NEEDS_REASON and not description:
        findings.add("status.no-reason", header.place("Description"), status=status.value)
    staff, extension, signature = read_staff(header), read_extension(whole), read_signature(whole)
    header.tell_unknown(_HEADER)
    if sender is None or answered is None or status is None:
        return None
    return StatusMessage(sender, answered, status, description, at, staff, extension, signature)


def _read_document(whole: Whole) -> Answered | None:
    node = whole.header.one("ResponseFor")
    found = read_answered(node) if node is not None else None
    if found is None:
        whole.findings.add("status.no-document", whole.header.place("ResponseFor"))
    return found


def _read_code(whole: Whole) -> Status | None:
    """The code, also without its leading zero, and 15 where a product sends 14."""
    header = whole.header
    text, place = header.text("StatusCode"), header.place("StatusCode")
    if text in list(Status):
        return Status(text)
    if text == "14":
        header.findings.add("status.code-14", place)
        return Status.AGREES
    padded = text.zfill(2) if text.isascii() and text.isdigit() and len(text) == 1 else ""
    if padded in list(Status):
        header.findings.add("status.form", place, found=text, read=padded)
        return Status(padded)
    header.findings.add("status.unknown", place, found=text or "–")
    return None
