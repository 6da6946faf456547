"""What the pages of a posting say, in English and in Vietnamese."""

from __future__ import annotations

from lienthong.onestop.tracking_texts import Language

_TEXTS: dict[str, tuple[str, str]] = {
    "list": ("Procedures you can hand in", "Niêm yết thủ tục hành chính"),
    "intro": (
        "In force on {day}. Choose a procedure to see its fee, time, papers and steps.",
        "Các thủ tục có hiệu lực ngày {day}. Chọn thủ tục để xem phí, lệ phí, thời hạn, giấy tờ và các bước.",
    ),
    "nothing": (
        "This centre has no procedure in force today.",
        "Hôm nay trung tâm chưa có thủ tục nào có hiệu lực.",
    ),
    "time": ("Time", "Thời hạn giải quyết"),
    "where": ("Hand in and collect at", "Nơi nộp hồ sơ và nhận kết quả"),
    "online": ("Online service", "Dịch vụ công trực tuyến"),
    "field": ("Field", "Lĩnh vực"),
    "code": ("Code", "Mã thủ tục"),
    "since": ("In force since", "Có hiệu lực từ"),
    "fees": ("Fees", "Phí, lệ phí"),
    "no-fees": ("Free of charge.", "Không thu phí, lệ phí."),
    "free": ("free", "không thu"),
    "each": ("{amount} for each {per}", "{amount}/{per}"),
    "at-most": (", at most {amount}", ", tối đa {amount}"),
    "papers": ("Papers to hand in", "Thành phần hồ sơ"),
    "no-papers": ("No papers are needed.", "Không yêu cầu giấy tờ."),
    "originals": ("{count} original(s)", "{count} bản chính"),
    "copies": ("{count} copy or copies", "{count} bản sao"),
    "optional": ("if there is one", "nếu có"),
    "steps": ("Steps, and who answers for them", "Các bước giải quyết và người chịu trách nhiệm"),
    "at-once": ("It is settled where you hand in.", "Giải quyết ngay tại nơi tiếp nhận."),
    "side-by-side": ("at the same time", "thực hiện song song"),
    "back": ("All procedures of this centre", "Các thủ tục khác của trung tâm"),
    "other-language": ("Tiếng Việt", "English"),
}
#: By level, as the national portal counts: 3 and 4 can be handed in online.
ONLINE: dict[int, tuple[str, str]] = {
    1: ("level 1: information only", "mức độ 1: cung cấp thông tin"),
    2: ("level 2: the form can be downloaded", "mức độ 2: tải được mẫu đơn"),
    3: ("level 3: can be handed in online", "mức độ 3: nộp hồ sơ trực tuyến"),
    4: (
        "level 4: handed in, paid and collected online",
        "mức độ 4: nộp hồ sơ, thanh toán và nhận kết quả trực tuyến",
    ),
}


def text(key: str, language: Language, **facts: object) -> str:
    """A sentence or label of the pages."""
    english, vietnamese = _TEXTS[key]
    return (vietnamese if language == "vi" else english).format(**facts)
