"""Plain words of a report: its headings and labels in both languages, and moments as people read them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Final, NamedTuple

from lienthong.signatures.report import Indication, parse_instant

Language = str
VIETNAM: Final = timezone(timedelta(hours=7))
"""The country's clock (D28 14.4)."""


class Words(NamedTuple):
    """The same in English and in Vietnamese."""

    en: str
    vi: str

    def to(self, language: Language, **facts: object) -> str:
        return (self.vi if language == "vi" else self.en).format_map(facts)


HEADLINES: Final[Mapping[Indication, Words]] = {
    Indication.TOTAL_PASSED: Words("VALID", "HỢP LỆ"),
    Indication.TOTAL_FAILED: Words("NOT VALID", "KHÔNG HỢP LỆ"),
    Indication.INDETERMINATE: Words("UNDETERMINED", "CHƯA XÁC ĐỊNH ĐƯỢC"),
}
UNSIGNED: Final = Words("NOT SIGNED", "KHÔNG CÓ CHỮ KÝ SỐ")

TIMESTAMP_KINDS: Final[Mapping[str, Words]] = {
    "signature": Words("signature", "chữ ký"),
    "document": Words("document", "văn bản"),
    "content": Words("content", "nội dung"),
    "archive": Words("archive", "lưu trữ"),
    "container": Words("container", "gói tệp"),
    "signature-and-references": Words("signature and references", "chữ ký và dữ liệu tham chiếu"),
    "references": Words("references", "dữ liệu tham chiếu"),
    "evidence-record": Words("evidence record", "hồ sơ bằng chứng lưu trữ"),
}

SEVERITIES: Final[Mapping[str, Words]] = {
    "fail": Words("Fault", "Lỗi"),
    "warn": Words("Note", "Lưu ý"),
    "info": Words("Information", "Thông tin"),
}

LABELS: Final[Mapping[str, Words]] = {
    "title": Words("Signature check", "Kết quả kiểm tra chữ ký số"),
    "sha256": Words("SHA-256 of the file", "SHA-256 của tệp"),
    "checked": Words("Judged as of", "Xét tại thời điểm"),
    "checked-time": Words("{time}", "{time} (giờ Việt Nam)"),
    "policy": Words("Policy", "Chính sách"),
    "format": Words("Format", "Định dạng"),
    "result": Words("Result", "Kết luận"),
    "advice": Words("What to do", "Đề nghị"),
    "signature": Words("Signature {index} of {count}: {verdict}", "Chữ ký {index}/{count}: {verdict}"),
    "only-signature": Words("The signature: {verdict}", "Chữ ký: {verdict}"),
    "signer": Words("Signer", "Người ký"),
    "position": Words("Position", "Chức vụ"),
    "agency": Words("Agency", "Cơ quan"),
    "time": Words("Signed", "Thời điểm ký"),
    "proven-time": Words(
        "before {time}, proven by a timestamp of {authority}",
        "trước {time}, có dấu thời gian của {authority} chứng minh",
    ),
    "claimed-time": Words(
        "{time} by the signer's own clock; no trusted timestamp proves it",
        "{time} theo máy của người ký; không có dấu thời gian tin cậy chứng minh",
    ),
    "unknown-time": Words("not stated", "không ghi"),
    "content": Words("Content", "Nội dung"),
    "intact": Words("as it was signed", "đúng như khi ký"),
    "intact-part": Words("what was signed is unchanged", "phần đã ký không thay đổi"),
    "intact-but-changed": Words(
        "the signed part is unchanged, but more was changed after signing",
        "phần đã ký còn nguyên, nhưng văn bản bị sửa thêm sau khi ký",
    ),
    "unchecked": Words("could not be compared", "chưa đối chiếu được"),
    "broken": Words("NOT what was signed", "KHÔNG đúng như khi ký"),
    "covers": Words("Covers", "Phạm vi"),
    "whole-file": Words("the whole file", "toàn bộ tệp"),
    "level": Words("Level", "Mức chữ ký"),
    "issuer": Words("Certificate issued by", "Tổ chức cấp chứng thư"),
    "validity": Words("Certificate valid", "Hạn chứng thư"),
    "validity-span": Words("{start} to {end}", "{start} đến {end}"),
    "details": Words("For specialists", "Thông tin kỹ thuật"),
    "place": Words("Place in the file", "Vị trí trong tệp"),
    "algorithms": Words("Algorithms", "Thuật toán"),
    "fingerprint": Words("Certificate (SHA-256)", "Chứng thư (SHA-256)"),
    "chain": Words("Path", "Đường dẫn chứng thư"),
    "revocation": Words("Revocation evidence", "Dữ liệu thu hồi"),
    "timestamps": Words("Timestamps", "Dấu thời gian"),
    "evidence-record": Words("Evidence record", "Hồ sơ bằng chứng lưu trữ"),
    "record-proves": Words(
        "{record} proves that what it covers existed before {time}",
        "{record} chứng minh nội dung được bảo vệ đã tồn tại trước {time}",
    ),
    "record-proves-nothing": Words("{record} proves nothing", "{record} không có giá trị chứng minh"),
    "counter-signatures": Words("Countersigned by", "Chữ ký xác nhận của"),
    "good": Words("good", "còn hiệu lực"),
    "revoked": Words("revoked", "đã thu hồi"),
    "footer": Words(
        "Verdicts by EN 319 102-1. A verdict holds for the time and the trusted certificates named here.",
        "Kết luận theo EN 319 102-1, có giá trị với thời điểm và các chứng thư tin cậy nêu trong báo cáo.",
    ),
    "verdict.TOTAL-PASSED": Words("valid", "hợp lệ"),
    "verdict.TOTAL-FAILED": Words("not valid", "không hợp lệ"),
    "verdict.INDETERMINATE": Words("undetermined", "chưa xác định được"),
}

_INSTANT: Final = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)(?!\d)")
_TWO_STOPS: Final = re.compile(r"(?<!\.)\.\.(?!\.)")


def label(name: str, language: Language, **facts: object) -> str:
    """A fixed text; raises KeyError where there is none, a fault of the programme."""
    return LABELS[name].to(language, **facts)


def local_time(moment: datetime, language: Language) -> str:
    """A moment as it reads in Vietnam: ``23/11/2026 14:05:09``, ``2026-11-23 14:05:09 (+07:00)``."""
    local = moment.astimezone(VIETNAM)
    return f"{local:%d/%m/%Y %H:%M:%S}" if language == "vi" else f"{local:%Y-%m-%d %H:%M:%S} (+07:00)"


def local_day(moment: datetime, language: Language) -> str:
    """A day as it reads in Vietnam."""
    local = moment.astimezone(VIETNAM)
    return f"{local:%d/%m/%Y}" if language == "vi" else f"{local:%Y-%m-%d}"


def readable_sentence(text: str, language: Language) -> str:
    """A finding's sentence with moments as people read them; a cause within it has its own full stop."""
    return _TWO_STOPS.sub(".", _INSTANT.sub(lambda found: _readable(found.group(), language), text))


def _readable(text: str, language: Language) -> str:
    try:
        return local_time(parse_instant(text), language)
    except (ValueError, OverflowError):
        return text
