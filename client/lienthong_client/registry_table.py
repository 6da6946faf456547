"""The registry as a table: rows of a CSV or Excel file as the API takes them, and entries as rows.

The heading names the columns in Vietnamese or in English, in any order. An empty cell says nothing: what
stands in the registry stays. What is exported reads back as unchanged.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lienthong.errors import Fault
from lienthong.model.agency_level import AgencyLevel
from lienthong.model.codes import Role
from lienthong.model.event import JsonValue
from lienthong.model.limits import LIMITS
from lienthong.model.text import fold_diacritics
from lienthong.model.type_rules import PaperType, TypeRule
from lienthong.model.type_texts import paper_type_text, read_paper_type, read_type_rule, type_rule_text
from lienthong_client.answers import AgencyRecord
from lienthong_client.columns import Columns, find_columns, read_date, row_fault
from lienthong_client.errors import ProblemRejected, RowsInvalid
from lienthong_client.sheets import Sheet, SheetRow
from lienthong_client.workbooks import workbook

#: The first heading is the one that an export writes.
COLUMNS: Columns = {
    "code": ("Mã", "Mã cơ quan", "Mã định danh", "code"),
    "name": ("Tên", "Tên cơ quan", "name"),
    "parent": ("Cơ quan cấp trên", "Cấp trên", "Trực thuộc", "parent"),
    "level": ("Cấp", "Cấp hành chính", "level"),
    "aliases": ("Mã khác", "Bí danh", "aliases"),
    "roles": ("Vai trò", "roles"),
    "effective_from": ("Hiệu lực từ", "Ngày hiệu lực", "effective_from"),
    "ended_on": ("Kết thúc", "Ngày kết thúc", "ended_on"),
    "successor": ("Cơ quan kế thừa", "Kế thừa", "successor"),
    "receives_electronically": ("Nhận điện tử", "receives_electronically"),
    "mandatory_paper": ("Phải gửi bản giấy", "mandatory_paper"),
    "document_types": ("Loại văn bản (edXML)", "document_types"),
}
_YES, _NO = frozenset({"co", "yes", "true", "1", "x"}), frozenset({"khong", "no", "false", "0"})
_LEVELS = {
    fold_diacritics(word): level.value
    for level in AgencyLevel
    for word in (level.value, level.vi, level.vi.removeprefix("cấp "))
}
_POINTER = re.compile(r"/rows/(\d{1,6})((?:/.*)?)")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row as the API takes it, with its number in the file."""

    number: int
    entry: dict[str, JsonValue]


def rows_of(sheet: Sheet) -> list[TableRow]:
    """The rows of a table.

    Raises:
        RowsInvalid: with every fault of every row; then nothing is to be imported.
    """
    fields, faults = find_columns(sheet.heading, COLUMNS)
    if not faults and "code" not in fields:
        faults.append(_no_code())
    rows: list[TableRow] = []
    if not faults:
        for row in sheet.rows:
            reading = _Row(row, fields, sheet.heading)
            rows.append(TableRow(row.number, reading.entry()))
            faults += reading.faults
        if len(rows) > LIMITS.registry_rows:
            faults.append(_too_many(rows[LIMITS.registry_rows].number))
    if faults:
        raise RowsInvalid(faults)
    return rows


def by_row(rejected: ProblemRejected, rows: Sequence[TableRow], heading: Sequence[str]) -> RowsInvalid:
    """The exchange's faults, each with the row and column of the file instead of a place in the request."""
    titles = {name: heading[index] for name, index in find_columns(heading, COLUMNS)[0].items()}
    faults: list[Fault] = []
    for fault in rejected.faults:
        found = _POINTER.fullmatch(fault.pointer)
        if found is None or int(found[1]) >= len(rows):
            faults.append(fault)
            continue
        name = found[2].strip("/").partition("/")[0]
        title = titles.get(name) or COLUMNS.get(name, (name,))[0]
        faults.append(row_fault(rows[int(found[1])].number, title, fault.code, fault.en, fault.vi))
    return RowsInvalid(faults)


def table_of(agencies: Sequence[AgencyRecord]) -> list[list[str]]:
    """The agencies as a table with its heading; days are ``YYYY-MM-DD``."""
    return [[headings[0] for headings in COLUMNS.values()], *(_cells(agency) for agency in agencies)]


def write_table(path: Path, table: Sequence[Sequence[str]]) -> None:
    """Write a table as ``.xlsx``, or as CSV in UTF-8 with the mark by which Excel knows it.

    Raises:
        OSError: the file cannot be written.
    """
    if path.suffix.lower() == ".xlsx":
        path.write_bytes(workbook({"Danh bạ": table}))
        return
    text = io.StringIO(newline="")
    csv.writer(text).writerows(table)
    path.write_bytes(text.getvalue().encode("utf-8-sig"))


def _cells(agency: AgencyRecord) -> list[str]:
    paper = [PaperType(one["group"], one["detail"], one["basis"]) for one in agency["mandatory_paper"]]
    rules = [
        TypeRule(
            one["group"],
            one["detail"],
            one["accepted"],
            one["written_group"],
            one["written_detail"],
            one["written_name"],
        )
        for one in agency["document_types"]
    ]
    cells = {
        "code": agency["code"],
        "name": agency["name"],
        "parent": agency["parent"] or "",
        "level": AgencyLevel(agency["level"]).vi,
        "aliases": "; ".join(agency["aliases"]),
        "roles": "; ".join(agency["roles"]),
        "effective_from": agency["effective_from"],
        "ended_on": agency["ended_on"] or "",
        "successor": agency["successor"] or "",
        "receives_electronically": "có" if agency["receives_electronically"] else "không",
        "mandatory_paper": "; ".join(map(paper_type_text, paper)),
        "document_types": "; ".join(map(type_rule_text, rules)),
    }
    return [cells[name] for name in COLUMNS]


@dataclass(slots=True)
class _Row:
    """One row, read field by field; what cannot be read is a fault."""

    row: SheetRow
    fields: Mapping[str, int]
    heading: Sequence[str]
    faults: list[Fault] = field(default_factory=list)

    def entry(self) -> dict[str, JsonValue]:
        """What the row says; of use only where no fault was found."""
        entry: dict[str, JsonValue] = {}
        for name, index in self.fields.items():
            text = self.row.cells[index] if index < len(self.row.cells) else ""
            if text:
                self._read(entry, name, text)
        if not entry.get("code"):
            self._fault("code", "row.empty", "This must not be empty; fill it in.", "Không được để trống.")
        return entry

    def _read(self, entry: dict[str, JsonValue], name: str, text: str) -> None:
        try:
            entry[name] = _READERS[name](text)
        except (ValueError, KeyError):
            en, vi = _FORMS[name]
            self._fault(name, f"row.{name.replace('_', '-')}", en, vi)

    def _fault(self, name: str, code: str, en: str, vi: str) -> None:
        title = self.heading[self.fields[name]] if name in self.fields else COLUMNS[name][0]
        self.faults.append(row_fault(self.row.number, title, code, en, vi))


# --- values -----------------------------------------------------------------------------------------


def _items(text: str) -> list[str]:
    return [item.strip() for item in re.split(r"[;\n]", text) if item.strip()]


def _day(text: str) -> str:
    return read_date(text).isoformat()


def _yes_or_no(text: str) -> bool:
    folded = fold_diacritics(text)
    if folded not in _YES | _NO:
        raise ValueError(text)
    return folded in _YES


def _paper(text: str) -> list[JsonValue]:
    kinds = map(read_paper_type, _items(text))
    return [{"group": kind.group, "detail": kind.detail, "basis": kind.basis} for kind in kinds]


def _rules(text: str) -> list[JsonValue]:
    return [
        {
            "group": rule.group,
            "detail": rule.detail,
            "accepted": rule.accepted,
            "written_group": rule.written_group,
            "written_detail": rule.written_detail,
            "written_name": rule.written_name,
        }
        for rule in map(read_type_rule, _items(text))
    ]


_READERS: Mapping[str, Callable[[str], JsonValue]] = {
    "code": str,
    "name": str,
    "parent": str,
    "level": lambda text: _LEVELS[fold_diacritics(text)],
    "aliases": lambda text: [*_items(text)],
    "roles": lambda text: [Role(item).value for item in _items(text)],
    "effective_from": _day,
    "ended_on": _day,
    "successor": str,
    "receives_electronically": _yes_or_no,
    "mandatory_paper": _paper,
    "document_types": _rules,
}
_A_DAY = ("Write the date as 01/07/2025 or 2025-07-01.", "Ngày phải có dạng 01/07/2025 hoặc 2025-07-01.")
#: What a field must look like, where its text cannot be read.
_FORMS: Mapping[str, tuple[str, str]] = {
    "level": ("Write province, district or commune.", "Ghi một trong các giá trị: tỉnh, huyện, xã."),
    "roles": (f"Write roles of: {', '.join(Role)}.", f"Chỉ ghi các vai trò: {', '.join(Role)}."),
    "effective_from": _A_DAY,
    "ended_on": _A_DAY,
    "receives_electronically": ("Write yes or no.", "Ghi có hoặc không."),
    "mandatory_paper": (
        "Write types such as 2.16 or 2.16=QĐ 45/QĐ-UBND, separated by semicolons.",
        "Ghi loại văn bản, ví dụ 2.16 hoặc 2.16=QĐ 45/QĐ-UBND, cách nhau bằng dấu chấm phẩy.",
    ),
    "document_types": (
        "Write rules such as 2.18=1.1 or 1.*=-, separated by semicolons.",
        "Ghi quy tắc, ví dụ 2.18=1.1 hoặc 1.*=-, cách nhau bằng dấu chấm phẩy.",
    ),
}


# --- faults of the whole table -------------------------------------------------------------------------


def _no_code() -> Fault:
    return row_fault(
        1,
        "",
        "column.missing",
        "No column holds the agencies' codes: name one 'code'.",
        "Thiếu cột mã cơ quan: đề nghị có cột 'Mã'.",
    )


def _too_many(row: int) -> Fault:
    most = LIMITS.registry_rows
    return row_fault(
        row,
        "",
        "row.too-many",
        f"A table has at most {most} agencies; split it.",
        f"Mỗi bảng có tối đa {most} cơ quan; đề nghị tách bảng.",
    )
