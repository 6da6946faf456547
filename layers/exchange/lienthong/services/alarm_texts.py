"""What an agency, and the one above it, reads about a deadline: no subject line, no person, no content."""

from __future__ import annotations

from datetime import datetime, timedelta

from lienthong.deadlines.rules import Duty
from lienthong.model.calendar import VIETNAM
from lienthong.model.event import Event, EventType

_WORK = {
    Duty.SENDING: "gửi văn bản đi",
    Duty.URGENT_SENDING: "gửi văn bản khẩn",
    Duty.RECEIPT: "tiếp nhận văn bản đến",
    Duty.COMPLETION: "hoàn thành xử lý văn bản",
    Duty.RECALL_ANSWER: "trả lời yêu cầu thu hồi văn bản",
    Duty.UPDATE_ANSWER: "trả lời yêu cầu cập nhật, thay thế văn bản",
}
_DEADLINE_SUBJECTS = {
    EventType.DEADLINE_WARNING: "Sắp đến hạn xử lý văn bản",
    EventType.DEADLINE_EXPIRY: "Quá hạn xử lý văn bản",
}


def is_alarm(event: Event) -> bool:
    """Whether the event warns of a deadline, or says that it has passed."""
    return event.type in _DEADLINE_SUBJECTS


def alarm_text(event: Event, reader: str) -> tuple[str, str]:
    """Subject and text for the reader: the agency itself, or one above it."""
    return _DEADLINE_SUBJECTS[event.type], _own(event) if reader == event.agency else _above(event)


def _own(event: Event) -> str:
    work, due = _work_and_due(event)
    if event.type is EventType.DEADLINE_WARNING:
        return f"Sắp đến hạn {work} mã {event.subject}: {due}. Đề nghị thực hiện trước hạn."
    if event.details["done_at"]:
        return (
            f"Quá hạn {work} mã {event.subject}: hạn là {due}, văn bản đã gửi muộn. Đề nghị rút kinh nghiệm."
        )
    return f"Đã quá hạn {work} mã {event.subject}: hạn là {due}. Đề nghị thực hiện ngay."


def _above(event: Event) -> str:
    work, due = _work_and_due(event)
    if event.type is EventType.DEADLINE_WARNING:
        return f"Đơn vị {event.agency} sắp đến hạn {work} mã {event.subject}: {due}. Đề nghị đôn đốc."
    if event.details["done_at"]:
        return f"Đơn vị {event.agency} {work} mã {event.subject} muộn: hạn là {due}. Đề nghị nhắc nhở."
    return f"Đơn vị {event.agency} đã quá hạn {work} mã {event.subject}: hạn là {due}. Đề nghị đôn đốc."


def _work_and_due(event: Event) -> tuple[str, str]:
    due = datetime.fromisoformat(str(event.details["due"])).astimezone(VIETNAM)
    return _WORK[Duty(str(event.details["duty"]))], due_text(due)


def due_text(due: datetime) -> str:
    """A deadline as people write it; midnight is the end of the day before."""
    if (due.hour, due.minute) == (0, 0):
        return f"hết ngày {due - timedelta(days=1):%d/%m/%Y}"
    return f"{due:%H:%M} ngày {due:%d/%m/%Y}"
