"""Lines of a procedure's details (papers, fees, steps) and what all tables of procedures have in common.

The three tables name their procedure by its code, and by ``effective_from`` where a line is for one edition
only. They are read alike whether they say what is in force or what a centre has posted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from lienthong.errors import Fault
from lienthong.onestop.codes import is_procedure_code
from lienthong.onestop.procedures import Duration, Fee, Paper, Step, Unit
from lienthong.onestop.table_cells import Columns, Row, fault, read_rows

_MOST_DAYS = 400
_MOST_DONG = 9_999_999_999
_MOST_STEPS = 99

PAPERS = Columns(
    "papers",
    {
        "procedure": "Mã thủ tục",
        "effective_from": "Hiệu lực từ",
        "code": "Mã giấy tờ",
        "name": "Tên giấy tờ",
        "originals": "Bản chính",
        "copies": "Bản sao",
        "required": "Bắt buộc",
    },
    frozenset({"effective_from", "required"}),
)
FEES = Columns(
    "fees",
    {
        "procedure": "Mã thủ tục",
        "effective_from": "Hiệu lực từ",
        "code": "Mã phí",
        "name": "Tên phí, lệ phí",
        "amount": "Mức thu",
        "per": "Đơn vị tính",
        "at_most": "Tối đa",
    },
    frozenset({"effective_from", "per", "at_most"}),
)
STEPS = Columns(
    "steps",
    {
        "procedure": "Mã thủ tục",
        "effective_from": "Hiệu lực từ",
        "number": "Bước",
        "group": "Nhóm",
        "name": "Tên bước",
        "responsible": "Cơ quan thực hiện",
        "officer": "Người chịu trách nhiệm",
        "time": "Thời hạn",
        "unit": "Đơn vị thời gian",
    },
    frozenset({"effective_from", "unit"}),
)


@dataclass(frozen=True, slots=True)
class ProcedureTables:
    """The four texts; the three of details may be empty."""

    procedures: str
    papers: str = ""
    fees: str = ""
    steps: str = ""


_Detail = TypeVar("_Detail")


@dataclass(frozen=True, slots=True)
class Line(Generic[_Detail]):
    """A line of details: for which edition only, and what it says."""

    row: Row
    edition: date | None
    detail: _Detail


@dataclass(frozen=True, slots=True)
class Details:
    """The lines of the three tables, by procedure."""

    papers: Mapping[str, Sequence[Line[Paper]]]
    fees: Mapping[str, Sequence[Line[Fee]]]
    steps: Mapping[str, Sequence[Line[Step]]]


def of_edition(lines: Sequence[Line[_Detail]], first: date | None) -> list[Line[_Detail]]:
    """Those for every edition, and those for this one."""
    return [line for line in lines if line.edition in (None, first)]


class DetailReading:
    """One reading of four tables; every fault is noted, and the reading goes on."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._told: set[str] = set()

    def details(self, tables: ProcedureTables, codes: set[str]) -> Details:
        """The three tables of details; ``codes`` are those that the table of procedures has."""
        return Details(
            self.by_code(PAPERS, tables.papers, codes, self.paper),
            self.by_code(FEES, tables.fees, codes, self.fee),
            self.by_code(STEPS, tables.steps, codes, self.step),
        )

    def by_code(
        self, columns: Columns, content: str, codes: set[str], read: Callable[[Row], _Detail]
    ) -> dict[str, list[Line[_Detail]]]:
        """The lines of a table of details, each read once, by their procedure."""
        lines: dict[str, list[Line[_Detail]]] = defaultdict(list)
        for row in read_rows(columns, content, self.faults) if content else ():
            code = row.text("procedure")
            if code and code not in codes:
                self.faults.append(
                    fault(
                        row.at("procedure"),
                        "procedure.unknown",
                        f"the table of procedures has no {code}",
                        f"bảng thủ tục không có mã {code}",
                    )
                )
            lines[code].append(Line(row, row.day("effective_from"), read(row)))
        return lines

    def code(self, row: Row) -> str:
        """A procedure's code; another form is a fault."""
        code = row.text("code")
        if code and not is_procedure_code(code):
            self.faults.append(
                fault(
                    row.at("code"),
                    "procedure.code",
                    "must have the form 1.001193 or 1.011443.000.00.00.H38",
                    "phải có dạng 1.001193 hoặc 1.011443.000.00.00.H38",
                )
            )
        return code

    def duration(self, row: Row) -> Duration:
        """A time with its unit; without one, working days."""
        unit = row.word("unit", Unit, Unit.WORKING_DAYS)
        least = 0 if unit is Unit.WORKING_DAYS else 1
        return Duration(row.whole("time", least, _MOST_DAYS), unit)

    def paper(self, row: Row) -> Paper:
        """A line of papers."""
        originals, copies = row.whole("originals", 0, 99, 0), row.whole("copies", 0, 99, 0)
        if originals + copies == 0:
            self.faults.append(
                fault(
                    row.at("originals"),
                    "procedure.paper",
                    "neither originals nor copies",
                    "cần ít nhất một bản chính hoặc bản sao",
                )
            )
        return Paper(row.text("code"), row.text("name"), originals, copies, row.yes("required", missing=True))

    def fee(self, row: Row) -> Fee:
        """A line of fees."""
        most = row.whole("at_most", 0, _MOST_DONG, -1)
        return Fee(
            row.text("code"),
            row.text("name"),
            row.whole("amount", 0, _MOST_DONG),
            row.optional("per") or "hồ sơ",
            None if most < 0 else most,
        )

    def step(self, row: Row) -> Step:
        """A line of steps."""
        return Step(
            row.whole("number", 1, _MOST_STEPS),
            row.whole("group", 1, _MOST_STEPS),
            row.text("name"),
            row.text("responsible"),
            row.text("officer"),
            self.duration(row),
        )

    def check_twice(self, rows: Sequence[Row], column: str) -> None:
        """Of a line that is twice in several editions it is told once."""
        seen: set[str] = set()
        for row in rows:
            value = row.optional(column)
            if value and value in seen and (place := row.at(column)).pointer not in self._told:
                self._told.add(place.pointer)
                self.faults.append(
                    fault(place, "procedure.twice", f"{value} is there twice", f"{value} bị trùng")
                )
            seen.add(value)
