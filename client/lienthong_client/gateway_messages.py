"""What ``lienthong edxml send`` and ``get`` say, in English and in Vietnamese."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "edxml.taken": (
        "Taken: {kind} {document}, submission {submission}.",
        "Đã nhận: {kind} {document}, lần gửi {submission}.",
    ),
    "edxml.taken-before": (
        "Taken before, nothing was done twice: {kind} {document}, submission {submission}.",
        "Đã nhận từ trước, không xử lý hai lần: {kind} {document}, lần gửi {submission}.",
    ),
    "edxml.taken-findings": (
        "In {count} point(s) the message departs from the format:",
        "Thông điệp có {count} điểm khác quy chuẩn hoặc cần lưu ý:",
    ),
    "edxml.type.edoc": ("document", "văn bản"),
    "edxml.type.update": ("update of", "bản cập nhật của văn bản"),
    "edxml.type.replacement": ("replacing document", "văn bản thay thế"),
    "edxml.type.revocation": ("take-back of", "yêu cầu thu hồi văn bản"),
    "edxml.type.status": ("status of", "trạng thái của văn bản"),
    "edxml.saved": ("Saved: {path}", "Đã lưu: {path}"),
}
