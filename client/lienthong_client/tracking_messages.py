"""What ``lienthong dossier track`` says, in English and in Vietnamese."""

from __future__ import annotations

from lienthong.onestop.tracking_texts import PROGRESS

MESSAGES: dict[str, tuple[str, str]] = {
    "fact.where": ("Where it is", "Đang ở"),
    "fact.since": ("Since", "Từ lúc"),
    "fact.apologised-for": ("Appointment before", "Ngày hẹn trước đây"),
    "fact.received-by": ("Handed in at", "Nơi nộp"),
    "fact.ended": ("Ended", "Kết thúc lúc"),
    "fact.returned": ("Result handed out", "Đã trả kết quả lúc"),
    "column.step-name": ("What is done", "Nội dung"),
    "column.progress": ("How far", "Tiến độ"),
    **{
        f"progress.{progress.value}": (english, vietnamese)
        for progress, (_, english, vietnamese) in PROGRESS.items()
    },
}
