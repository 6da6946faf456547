"""What the year says, in English and Vietnamese, and how numbers are written."""

from __future__ import annotations

from lienthong.measures.ratios import NotApplicable, Ratio
from lienthong_local.year.expected import Month

_WORDS = {
    "en": {
        "title": "Districts by their ratios, {first} to {last}",
        "district": "District",
        "documents": "Issued",
        "province": "The province, month by month",
        "month-column": "Month",
        "way": "R1 from → to",
        "ways": "{electronic} electronic, {parallel} on both ways, {paper} on paper",
        "counted": "{numbers} counts agree, after {entries} entries of the log",
        "explained": "R1 sent electronically · R2 and nothing on paper · R3 both signatures valid · "
        "R4 R2, R3 and accepted by every recipient. Per cent by document, each district with its centre; "
        "from → to: first and last quarter.",
        "files": "Table, chart and monthly answers: {folder}",
        "deadlines": "The documents are of the past and were sent today: deadlines are not shown of a "
        "replay, and all paper counts as reported late, but for that of the last month in its first days.",
        "month": "{month:02}/{year}",
        "starting": "Starting the embedded stack and registering the province's agencies …",
        "stopped": "Stopped.",
    },
    "vi": {
        "title": "Xếp hạng các huyện theo tỷ lệ, {first} đến {last}",
        "district": "Địa phương",
        "documents": "Văn bản",
        "province": "Toàn tỉnh theo từng tháng",
        "month-column": "Tháng",
        "way": "R1 đầu → cuối",
        "ways": "{electronic} điện tử, {parallel} cả hai hình thức, {paper} bản giấy",
        "counted": "{numbers} số liệu khớp, sau {entries} bản ghi nhật ký",
        "explained": "R1 gửi điện tử · R2 không kèm bản giấy · R3 đủ hai chữ ký số hợp lệ · "
        "R4 đạt R2, R3 và mọi nơi nhận đã tiếp nhận. Tính theo % số văn bản, gồm cả trung tâm hành chính "
        "công của huyện; đầu → cuối: quý đầu và quý cuối.",
        "files": "Bảng số liệu, biểu đồ và kết quả từng tháng: {folder}",
        "deadlines": "Văn bản mang ngày đã qua nhưng được gửi hôm nay: phần chạy lại không thể hiện thời hạn "
        "xử lý; văn bản giấy được tính là khai báo muộn, trừ tháng cuối nếu còn trong hạn.",
        "month": "tháng {month:02}/{year}",
        "starting": "Đang khởi động hệ thống tại chỗ và đăng ký các cơ quan của tỉnh …",
        "stopped": "Đã dừng.",
    },
}


def words(language: str) -> dict[str, str]:
    """The sentences of a language."""
    return _WORDS[language]


def month_name(month: Month, language: str) -> str:
    """A month as it is read."""
    return _WORDS[language]["month"].format(month=month[1], year=month[0])


def written(number: int, language: str) -> str:
    """A whole number: 10,000 in English, 10.000 in Vietnamese."""
    text = f"{number:,}"
    return text.replace(",", ".") if language == "vi" else text


def percent(ratio: Ratio, language: str) -> str:
    """Per cent as the language writes it; a dash where there is nothing to share."""
    if isinstance(ratio, NotApplicable):
        return "–"
    return ratio.percent.replace(".", ",") if language == "vi" else ratio.percent
