"""A table of the outgoing register as entries to report: every row's faults at once, by column.

The heading names the columns in Vietnamese or in English, in any order; unknown columns are a fault, so that
nothing is lost by a slip of the hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from lienthong.errors import Fault
from lienthong.model.document_types import read_document_type
from lienthong.model.event import JsonValue
from lienthong.model.limits import LIMITS
from lienthong.model.register import Carriage, PaperReason, place_of_facts
from lienthong.model.text import fold_diacritics
from lienthong_client.answers import CheckedEntries, EntryRecord
from lienthong_client.columns import DAYS, Columns, find_columns, read_date, row_fault
from lienthong_client.errors import ProblemConflict, ProblemRejected, RowsInvalid, RowsTaken
from lienthong_client.register import RegisterCalls
from lienthong_client.sheets import Sheet, SheetRow

T = TypeVar("T")

COLUMNS: Columns = {
    "carriage": ("Hình thức", "Hình thức phát hành", "carriage"),
    "number": ("Số", "Số văn bản", "number"),
    "notation": ("Ký hiệu", "notation"),
    "code": ("Số, ký hiệu", "Số ký hiệu", "Số, ký hiệu văn bản", "code"),
    "issued_on": ("Ngày ban hành", "Ngày tháng", "Ngày, tháng", "Ngày, tháng văn bản", "issued_on"),
    "type": ("Loại văn bản", "Tên loại", "type"),
    "type_name": ("Tên loại in trên văn bản", "type_name"),
    "reason": ("Lý do gửi bản giấy", "Lý do", "reason"),
    "recipients": ("Nơi nhận", "Nơi nhận văn bản", "recipients"),
    "recipient_count": ("Số nơi nhận", "Số lượng nơi nhận", "recipient_count"),
    "subject": ("Trích yếu", "Trích yếu nội dung", "subject"),
    "signer": ("Người ký", "signer"),
    "month": ("Tháng", "month"),
    "count": ("Số lượng", "Số lượng văn bản mật", "count"),
}
_CARRIAGES = {
    written: carriage
    for carriage, words in (
        (Carriage.PAPER, ("giay", "ban giay", "paper")),
        (Carriage.PARALLEL, ("song song", "dien tu va ban giay", "parallel")),
        (Carriage.SECRET, ("mat", "van ban mat", "secret")),
    )
    for written in words
}
_REASONS = {
    fold_diacritics(written): reason
    for reason in PaperReason
    for written in (reason.value, reason.vi, reason.en)
}
_MONTHS = ("%Y-%m", "%m/%Y", "%m-%Y")
_OF_A_SECRET = frozenset({"carriage", "month", "count"})
_MOST_RECIPIENTS = 500
#: A place in a problem's pointer: which of the reported entries it is about.
_POINTER = re.compile(r"/entries/(\d{1,6})((?:/.*)?)")


@dataclass(frozen=True, slots=True)
class ReportedRow:
    """A row as an entry of the API, with its number in the file."""

    number: int
    entry: dict[str, JsonValue]


def entries_of(sheet: Sheet, agency: str) -> list[ReportedRow]:
    """The entries of all rows.

    Raises:
        RowsInvalid: with every fault of every row; then nothing is to be reported.
    """
    fields, faults = find_columns(sheet.heading, COLUMNS)
    if not faults and not {"number", "code", "month"} & fields.keys():
        faults.append(_no_column())
    rows: list[ReportedRow] = []
    if not faults:
        for row in sheet.rows:
            reading = _Row(row, fields, sheet.heading)
            rows.append(ReportedRow(row.number, reading.entry()))
            faults += reading.faults
    faults = faults or _repetitions(rows, agency)
    if faults:
        raise RowsInvalid(faults)
    return rows


def check_rows(calls: RegisterCalls, rows: Sequence[ReportedRow]) -> CheckedEntries:
    """Have the exchange judge every row, and record none.

    Raises:
        RowsInvalid, RowsTaken: with the faults of all rows.
    """
    new = repeated = 0
    faults: list[Fault] = []
    taken: list[Fault] = []
    for part in parts_of(rows):
        try:
            answer = calls.check_entries([row.entry for row in part])
            new, repeated = new + answer["new"], repeated + answer["repeated"]
        except ProblemConflict as conflict:
            taken += faults_by_row(conflict.faults, part)
        except ProblemRejected as rejected:
            if not rejected.faults:
                raise
            faults += faults_by_row(rejected.faults, part)
    if faults:
        raise RowsInvalid([*faults, *taken])
    if taken:
        raise RowsTaken(taken)
    return {"new": new, "repeated": repeated}


def record_rows(calls: RegisterCalls, rows: Sequence[ReportedRow]) -> list[EntryRecord]:
    """Record rows that :func:`check_rows` has let pass; the same rows again answer what is recorded."""
    return [entry for part in parts_of(rows) for entry in calls.report_entries([row.entry for row in part])]


def parts_of(rows: Sequence[ReportedRow]) -> Iterator[Sequence[ReportedRow]]:
    """The rows, as many at a time as one request takes."""
    most = LIMITS.register_entries
    return (rows[start : start + most] for start in range(0, len(rows), most))


def faults_by_row(faults: Sequence[Fault], rows: Sequence[ReportedRow]) -> tuple[Fault, ...]:
    """The exchange's faults, each with the row of the file instead of a place in the request."""
    return tuple(
        row_fault(rows[int(found[1])].number, found[2].strip("/"), fault.code, fault.en, fault.vi)
        if (found := _POINTER.fullmatch(fault.pointer)) and int(found[1]) < len(rows)
        else fault
        for fault in faults
    )


@dataclass(slots=True)
class _Row:
    """One row, read field by field; what cannot be read is a fault."""

    row: SheetRow
    fields: Mapping[str, int]
    heading: Sequence[str]
    faults: list[Fault] = field(default_factory=list)

    def entry(self) -> dict[str, JsonValue]:
        """The entry; of use only where no fault was found."""
        carriage = self._value("carriage", _carriage, Carriage.PAPER) or Carriage.PAPER
        if carriage is Carriage.SECRET:
            return self._secrets()
        number, notation = self._code()
        document_type = self._value("type", lambda text: read_document_type(text, self.text("type_name")))
        entry: dict[str, JsonValue] = {
            "carriage": carriage.value,
            "number": number,
            "notation": notation,
            "issued_on": self._value("issued_on", _day),
            "reason": self._value("reason", _reason),
            "recipients": self._recipients(),
            "subject": self.text("subject"),
            "signer": self.text("signer"),
        }
        if document_type:
            kind = document_type
            entry["document_type"] = {"group": kind.group, "detail": kind.detail, "name": kind.name}
        if self.text("recipient_count"):
            entry["recipient_count"] = self._value("recipient_count", _count)
        return entry

    def text(self, name: str) -> str:
        """The cell of a field; empty where there is none."""
        index = self.fields.get(name)
        return self.row.cells[index] if index is not None and index < len(self.row.cells) else ""

    def _secrets(self) -> dict[str, JsonValue]:
        for name in self.fields.keys() - _OF_A_SECRET:
            if self.text(name):
                self._fault(
                    name,
                    "row.secret-told",
                    "Of state secrets only month and count are reported; leave this empty.",
                    "Văn bản mật chỉ khai báo tháng và số lượng; đề nghị để trống ô này.",
                )
        month, count = self._value("month", _month), self._value("count", _count)
        return {"carriage": Carriage.SECRET.value, "month": month, "count": count}

    def _code(self) -> tuple[str, str]:
        """Number and notation, in two columns or in one (``57/BC-UBND``)."""
        if self.text("code"):
            number, _, notation = self.text("code").partition("/")
            if number.strip() and notation.strip():
                return number.strip(), notation.strip()
            self._fault(
                "code",
                "row.code",
                "Write number and notation as 57/BC-UBND.",
                "Số, ký hiệu phải có dạng 57/BC-UBND.",
            )
            return "", ""
        return self._value("number", str) or "", self._value("notation", str) or ""

    def _recipients(self) -> list[JsonValue]:
        parts = re.split(r"[;,\n]", self.text("recipients"))
        listed: list[JsonValue] = [part.strip() for part in parts if part.strip()]
        if len(listed) > _MOST_RECIPIENTS:
            self._fault(
                "recipients",
                "row.recipients",
                f"At most {_MOST_RECIPIENTS} recipients are listed; count the others.",
                f"Chỉ liệt kê tối đa {_MOST_RECIPIENTS} nơi nhận; các nơi khác tính vào số nơi nhận.",
            )
        return listed

    def _value(self, name: str, read: Callable[[str], T], default: T | None = None) -> T | None:
        text = self.text(name)
        if not text:
            if default is None:
                self._fault(
                    name,
                    "row.empty",
                    "This must not be empty; fill it in.",
                    "Không được để trống; đề nghị điền.",
                )
            return default
        try:
            return read(text)
        except (ValueError, KeyError):
            en, vi = _FORMS[name]
            self._fault(name, f"row.{name.replace('_', '-')}", en, vi)
            return None

    def _fault(self, name: str, code: str, en: str, vi: str) -> None:
        index = self.fields.get(name)
        title = self.heading[index] if index is not None else COLUMNS[name][0]
        self.faults.append(row_fault(self.row.number, title, code, en, vi))


# --- values -----------------------------------------------------------------------------------------


def _carriage(text: str) -> Carriage:
    return _CARRIAGES[fold_diacritics(text)]


def _reason(text: str) -> str:
    return _REASONS[fold_diacritics(text)].value


def _day(text: str) -> str:
    return read_date(text).isoformat()


def _month(text: str) -> str:
    return f"{read_date(text, (*_MONTHS, *DAYS)):%Y-%m}"


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError(text)
    return int(text[:9])


_REASON_LIST = "; ".join(f"{reason.value} ({reason.en})" for reason in PaperReason)
_REASON_LIST_VI = "; ".join(f"{reason.value} ({reason.vi})" for reason in PaperReason)
#: What a field must look like, where its text cannot be read.
_FORMS: Mapping[str, tuple[str, str]] = {
    "carriage": (
        "Write paper (giấy), parallel (song song) or secret (mật).",
        "Ghi một trong các giá trị: giấy, song song, mật.",
    ),
    "issued_on": ("Write the date as 23/11/2026 or 2026-11-23.", "Ngày phải có dạng 23/11/2026."),
    "type": (
        "Write a type of the list by its name or number, such as Công văn or 18.",
        "Ghi tên hoặc số loại văn bản theo danh mục, ví dụ: Công văn hoặc 18.",
    ),
    "reason": (f"Write one of: {_REASON_LIST}.", f"Ghi một trong các lý do: {_REASON_LIST_VI}."),
    "recipient_count": ("Write a whole number.", "Ghi một số nguyên."),
    "month": ("Write the month as 11/2026 or 2026-11.", "Tháng phải có dạng 11/2026."),
    "count": ("Write a whole number from 1.", "Ghi một số nguyên từ 1."),
}


# --- faults of the whole table ---------------------------------------------------------------------------


def _repetitions(rows: Sequence[ReportedRow], agency: str) -> list[Fault]:
    """Rows under one number: the exchange would find them only where they come in one request."""
    first: dict[object, int] = {}
    faults: list[Fault] = []
    for row in rows:
        number = first.setdefault(place_of_facts(agency, _facts(row.entry)), row.number)
        if number != row.number:
            faults.append(
                row_fault(
                    row.number,
                    "",
                    "row.repeated",
                    f"The same number, year and type (or month) stand in row {number}; leave one of the two.",
                    f"Trùng số, năm, loại văn bản (hoặc tháng) với dòng {number}; đề nghị chỉ để một dòng.",
                )
            )
    return faults


def _facts(entry: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    kind = entry.get("document_type")
    kinds = {"group": kind["group"], "detail": kind["detail"]} if isinstance(kind, dict) else {}
    issued_on = entry.get("issued_on") or f"{entry.get('month')}-01"
    return {**entry, **kinds, "issued_on": issued_on}


def _no_column() -> Fault:
    return row_fault(
        1,
        "",
        "column.missing",
        "No column holds a number: name one 'number', 'code' or 'month'.",
        "Thiếu cột số văn bản: đề nghị có cột 'Số', 'Số, ký hiệu' hoặc 'Tháng'.",
    )
