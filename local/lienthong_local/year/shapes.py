"""How the province writes: how much each kind of agency issues, of which types, to whom, how electronically.

All figures are the demonstration's own; no real administration was counted. Shares are whole numbers of a
hundred or weights, so that a year of any size has the same shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lienthong.model.document_types import ADMINISTRATIVE, NAMES
from lienthong.model.envelope import DocumentType
from lienthong_local.province import AgencyKind

#: Documents that an agency of a kind issues, of 300 in the province.
WEIGHTS: Final = {
    AgencyKind.PROVINCE_COMMITTEE: 20,
    AgencyKind.OFFICE: 14,
    AgencyKind.ONE_STOP_CENTRE: 6,
    AgencyKind.DEPARTMENT: 6,
    AgencyKind.DISTRICT_COMMITTEE: 9,
    AgencyKind.DISTRICT_CENTRE: 1,
}
#: What of a year is issued in each month, January first: quiet at Tết, busy before the year ends.
MONTHS: Final = (8, 5, 8, 8, 8, 9, 8, 8, 8, 9, 9, 12)


@dataclass(frozen=True, slots=True)
class Form:
    """A type of document: its abbreviation in the notation (ND30, Annex III), how many of 100 are it.

    ``addressed``: its letters begin with "Kính gửi".
    """

    kind: DocumentType
    abbreviation: str
    weight: int
    addressed: bool


def _form(detail: int, abbreviation: str, weight: int, *, addressed: bool = False) -> Form:
    return Form(DocumentType(ADMINISTRATIVE, detail, NAMES[detail - 1]), abbreviation, weight, addressed)


#: An official letter has no abbreviation: its notation names the agency and the unit that drafted it.
OFFICIAL_LETTER: Final = _form(18, "", 54, addressed=True)
FORMS: Final = (
    OFFICIAL_LETTER,
    _form(14, "BC", 14, addressed=True),
    _form(7, "TB", 10),
    _form(10, "KH", 7),
    _form(16, "TTr", 6, addressed=True),
    _form(25, "GM", 6, addressed=True),
    _form(8, "HD", 3),
)

#: Of a hundred documents, how many go to one agency, to two to five, and to every district.
TO_ONE, TO_SEVERAL, TO_ALL_DISTRICTS = 72, 25, 3

#: Of a hundred documents: urgent, very urgent, express (Priority 1 to 3); with an annex.
URGENCY: Final = ((1, 10), (2, 4), (3, 1))
WITH_ANNEX: Final = 4

#: Of a hundred electronic documents.
RECALLED, REPLACED = 2, 4
#: Of a hundred copies: refused with a reason; of those accepted, gone on to be assigned, worked on, finished.
REFUSED = 3
GOES_ON: Final = (55, 45, 30)


@dataclass(frozen=True, slots=True)
class Pace:
    """An agency's way to 80 %: electronic documents of a hundred in the first and the last month.

    ``parallel``: of a hundred electronic ones, how many also went on paper in the first month; it falls to a
    quarter of that. ``accepts``: of a hundred copies that arrive, how many are accepted at all.
    """

    first: int
    last: int
    parallel: int
    accepts: int


PACES: Final = {
    AgencyKind.PROVINCE_COMMITTEE: Pace(70, 97, 20, 99),
    AgencyKind.OFFICE: Pace(68, 97, 20, 99),
    AgencyKind.ONE_STOP_CENTRE: Pace(75, 98, 12, 99),
    AgencyKind.DEPARTMENT: Pace(52, 92, 30, 97),
    AgencyKind.DISTRICT_COMMITTEE: Pace(42, 86, 34, 95),
    AgencyKind.DISTRICT_CENTRE: Pace(50, 88, 28, 95),
}
#: So much may an agency be ahead of its kind, or behind it, all year.
SPREAD: Final = 10
#: The one district that lags: its committee and its centre write on paper, and hardly change.
LAGGING: Final = Pace(10, 16, 70, 80)
#: An agency that never accepts anything, however much it opens.
NEVER_ACCEPTS: Final = 0

#: What official business is about: subjects without names, places or numbers of people.
SUBJECTS: Final = (
    "Rà soát tiến độ giải ngân vốn đầu tư công",
    "Phối hợp giải quyết hồ sơ đất đai của tổ chức",
    "Báo cáo kết quả cải cách hành chính",
    "Triển khai gửi, nhận văn bản điện tử giữa các cơ quan",
    "Lấy ý kiến về quy hoạch sử dụng đất",
    "Kiểm tra công tác phòng cháy, chữa cháy",
    "Chuẩn bị tổ chức hội nghị giao ban trực tuyến",
    "Tăng cường phòng, chống dịch bệnh trên đàn vật nuôi",
    "Cung cấp số liệu thống kê kinh tế - xã hội",
    "Bảo đảm trật tự an toàn giao thông",
    "Thẩm định dự toán kinh phí sửa chữa công sở",
    "Cử cán bộ tham gia tập huấn chuyển đổi số",
    "Giám sát chất lượng nước sinh hoạt nông thôn",
    "Xây dựng kế hoạch năm học mới",
    "Đôn đốc thu ngân sách nhà nước",
    "Phối hợp kiểm tra an toàn thực phẩm",
)
UNITS: Final = ("TH", "KT", "VX", "NC", "TCKH")
REFUSALS: Final = (
    "Không thuộc thẩm quyền của cơ quan nhận",
    "Văn bản gửi nhầm nơi nhận",
    "Thiếu tài liệu kèm theo như đã nêu trong văn bản",
)
