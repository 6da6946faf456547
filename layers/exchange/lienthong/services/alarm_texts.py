"""What an agency, and the one above it, reads about deadlines: no subject line, no person, no content."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from lienthong.deadlines.rules import Duty
from lienthong.model.calendar import VIETNAM
from lienthong.model.event import Event, EventType, JsonValue

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
    """Whether the event warns of deadlines, or says that one has passed."""
    return event.type is EventType.DOSSIER_WARNINGS or is_of_a_duty(event)


def is_of_a_duty(event: Event) -> bool:
    """Whether the event is about one duty and its deadline."""
    return event.type in _DEADLINE_SUBJECTS


def alarm_text(event: Event, reader: str) -> tuple[str, str]:
    """Subject and text for the reader: the agency itself, or one above it."""
    if event.type is EventType.DOSSIER_WARNINGS:
        return _of_the_morning(event)
    return _DEADLINE_SUBJECTS[event.type], _own(event) if reader == event.agency else _above(event)


def _of_the_morning(event: Event) -> tuple[str, str]:
    """How many dossiers need somebody; which ones stands in the list, not in a notice."""
    details = event.details
    day = date.fromisoformat(str(details["day"]))
    said = [
        f"{whose} {_late_and_soon(counts)}"
        for whose, counts in (
            ("đang giữ", details["in_hand"]),
            ("chịu trách nhiệm", details["answers_for"]),
            ("cấp dưới có", details["below"]),
        )
        if isinstance(counts, dict) and any(counts.values())
    ]
    text = (
        f"Sáng {day:%d/%m/%Y}, cơ quan {event.subject}: {'; '.join(said)}. "
        "Đề nghị xử lý, đôn đốc hoặc xin lỗi, hẹn lại trước hạn."
    )
    return f"Cảnh báo hồ sơ một cửa sáng {day:%d/%m/%Y}", text


def _late_and_soon(counts: Mapping[str, JsonValue]) -> str:
    words = {"late": "đã quá hạn", "will_be_late": "sẽ quá hạn"}
    return ", ".join(f"{counts[name]} hồ sơ {said}" for name, said in words.items() if counts[name])


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
