"""Notices for agencies whose software speaks only the national format.

What has a status code there is told as the status message itself, whole. Everything else, a new document
above all, is told as a notice with the address of the message: it never holds content, since handing content
over is an act of its recipient, which is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from lienthong.edxml.extension import EXTENSION
from lienthong.edxml.mapping import event_message
from lienthong.edxml.writing import write_message
from lienthong.model.event import Event, EventType
from lienthong.model.submission import Submission
from lienthong.ports import ExchangeStore, Notice, Registry
from lienthong.services.edxml_sent import as_sent


@dataclass(frozen=True, slots=True)
class EdxmlNotices:
    """Words notices as messages."""

    store: ExchangeStore
    registry: Registry

    def write(self, notice: Notice) -> bytes:
        """The notice as XML: a status message of the format, or a notice in the exchange's own namespace."""
        submission_id, event_id = (str(notice.payload.get(name)) for name in ("submission_id", "event_id"))
        submission = self.store.submission(submission_id)
        event = self.store.event(submission_id, event_id) if submission else None
        if submission and event and not _is_new_document(notice, event):
            message = event_message(as_sent(submission, submission.recipients, self.registry), event)
            if message is not None:
                return write_message(message)
        return _news(notice, submission)


def _is_new_document(notice: Notice, event: Event) -> bool:
    """To its sender a consignment is status 01; to its recipient it is a document."""
    return event.type is EventType.CONTENT_CONSIGNMENT and event.agency == notice.agency


def _news(notice: Notice, submission: Submission | None) -> bytes:
    payload = notice.payload
    is_received = submission is not None and submission.sender != notice.agency
    side = "inbox" if is_received else "submissions"
    members = {
        "NoticeId": notice.notice_id,
        "Type": str(payload.get("type")),
        "SubmissionId": str(payload.get("submission_id") or ""),
        "DocumentId": submission.envelope.document_id if submission else "",
        "Timestamp": str(payload.get("at")),
        "Address": f"/v1/{side}/{submission.submission_id}/edxml" if submission else "",
        "Vi": notice.text_vi,
    }
    root = etree.Element(f"{{{EXTENSION}}}Notice", nsmap={"lienthong": EXTENSION})
    for name, text in members.items():
        if text:
            etree.SubElement(root, f"{{{EXTENSION}}}{name}").text = text
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)
