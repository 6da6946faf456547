"""Causes in both languages, so that no sentence for a clerk quotes what a library says in English."""

from __future__ import annotations

import re
from typing import NamedTuple


class Bilingual(NamedTuple):
    """A cause in both languages, to be put into a finding's sentences."""

    en: str
    vi: str

    def __str__(self) -> str:
        return self.en


DAMAGED = Bilingual(
    "its data are damaged or not of the announced kind", "dữ liệu bị hỏng hoặc không đúng định dạng"
)
"""What is said of a fault that only a library could name."""

_TERMS = {
    "archive": "lưu trữ",
    "checkpoint": "điểm kiểm tra của nhật ký",
    "container": "gói tệp",
    "content": "nội dung",
    "detached": "nội dung tách rời",
    "document": "toàn văn bản",
    "encapsulated content": "nội dung kèm trong chữ ký",
    "detached content": "nội dung tách rời",
    "evidence-record": "hồ sơ bằng chứng",
    "hash index": "chỉ mục mã băm",
    "message imprint": "mã băm của dấu thời gian",
    "references": "dữ liệu tham chiếu",
    "signature": "chữ ký",
    "signature-and-references": "chữ ký và dữ liệu tham chiếu",
}
"""The field's words that stand as facts in findings and reports."""
_REVISION = re.compile(r"\Arevision (\d+) of (\d+)\Z")


def in_language(value: object, language: str) -> object:
    """A fact as it reads in English (``en``) or Vietnamese (``vi``).

    Of a fault its own cause in that language, or that of the fault behind it; a text that is only English is
    left out of Vietnamese sentences.
    """
    if isinstance(value, Bilingual):
        return value.vi if language == "vi" else value.en
    if isinstance(value, Exception):
        cause = cause_of(value)
        return str(value) if cause is None and language == "en" else in_language(cause or DAMAGED, language)
    if isinstance(value, str) and language == "vi":
        return _TERMS.get(value) or _REVISION.sub(r"phiên bản \1/\2", value)
    return value


def cause_of(fault: BaseException | None) -> Bilingual | None:
    """What our own code says of a fault, here or further down; None where only a library speaks."""
    while fault is not None:
        if fault.args and isinstance(fault.args[0], Bilingual):
            return fault.args[0]
        fault = fault.__cause__
    return None
