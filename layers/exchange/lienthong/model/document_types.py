"""Types of administrative documents by number and name (group 2 of QCVN 102:2016, Amendment 1:2022)."""

from __future__ import annotations

import re

from lienthong.model.envelope import DocumentType
from lienthong.model.text import fold_diacritics, normalise

LEGAL, ADMINISTRATIVE = 1, 2
#: Decree 30/2020, article 7; numbers as the national code list has them.
NAMES = (
    "Nghị quyết (cá biệt)",
    "Quyết định (cá biệt)",
    "Chỉ thị",
    "Quy chế",
    "Quy định",
    "Thông cáo",
    "Thông báo",
    "Hướng dẫn",
    "Chương trình",
    "Kế hoạch",
    "Phương án",
    "Đề án",
    "Dự án",
    "Báo cáo",
    "Biên bản",
    "Tờ trình",
    "Hợp đồng",
    "Công văn",
    "Công điện",
    "Bản ghi nhớ",
    "Bản cam kết",
    "Bản thỏa thuận",
    "Giấy chứng nhận",
    "Giấy ủy quyền",
    "Giấy mời",
    "Giấy giới thiệu",
    "Giấy nghỉ phép",
    "Giấy đi đường",
    "Giấy biên nhận hồ sơ",
    "Phiếu gửi",
    "Phiếu chuyển",
    "Thư công",
)
_BY_FOLDED_NAME = {fold_diacritics(name): number for number, name in enumerate(NAMES, 1)} | {
    "nghi quyet": 1,
    "quyet dinh": 2,
}
_NUMBERED = re.compile(r"(?:([12])\.)?(\d{1,3})", re.ASCII)


class UnknownDocumentType(ValueError):
    """Neither a number nor a name of the list."""


def read_document_type(text: str, name: str = "") -> DocumentType:
    """The type written as ``18``, ``2.18`` or ``Công văn`` (with or without diacritics).

    ``name`` is the type's name as printed on the document, where it differs from the list's; a legal
    document (``1.<number>``) always needs it, for the list names administrative ones only.

    Raises:
        UnknownDocumentType: not in the list, or a legal type without a name.
    """
    written = normalise(text)
    numbered = _NUMBERED.fullmatch(written)
    group = int(numbered[1] or ADMINISTRATIVE) if numbered else ADMINISTRATIVE
    detail = int(numbered[2]) if numbered else _BY_FOLDED_NAME.get(fold_diacritics(written), 0)
    printed = normalise(name) or listed_name(group, detail)
    if not detail or not printed:
        raise UnknownDocumentType(text)
    return DocumentType(group, detail, printed)


def listed_name(group: int, detail: int) -> str:
    """The list's name of a type, as documents print it; empty for what it does not name."""
    if group != ADMINISTRATIVE or not 0 < detail <= len(NAMES):
        return ""
    return NAMES[detail - 1].removesuffix(" (cá biệt)")
