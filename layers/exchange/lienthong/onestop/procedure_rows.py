"""Procedures from four tables (CSV texts), read whole or refused with all faults.

The tables are procedures, papers, fees and steps; headings are the names below or their Vietnamese ones. The
three of details name their procedure by its code, and by ``effective_from`` where a line is for one edition
only. Spreadsheets are the client's matter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from typing import Generic, TypeVar

from lienthong.errors import Fault
from lienthong.model.agency_level import AgencyLevel
from lienthong.onestop.clock import PausePolicy
from lienthong.onestop.codes import is_procedure_code
from lienthong.onestop.errors import ProceduresRejected
from lienthong.onestop.procedures import (
    Catalogue,
    Counting,
    Duration,
    Fee,
    Paper,
    Procedure,
    Step,
    Unit,
)
from lienthong.onestop.table_cells import Columns, Row, fault, read_rows

_MOST_DAYS = 400
_MOST_DONG = 9_999_999_999
_MOST_STEPS = 99
#: Of one procedure; every line of details is held against each.
_MOST_EDITIONS = 50

PROCEDURES = Columns(
    "procedures",
    {
        "code": "Mã thủ tục",
        "name": "Tên thủ tục",
        "field": "Lĩnh vực",
        "levels": "Cấp thực hiện",
        "effective_from": "Hiệu lực từ",
        "effective_until": "Hiệu lực đến",
        "time": "Thời hạn",
        "unit": "Đơn vị thời gian",
        "counting": "Cách tính ngày",
        "pause": "Khi bổ sung",
        "online_level": "Mức độ trực tuyến",
    },
    frozenset({"effective_until", "unit", "counting", "pause"}),
)
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


def read_procedures(tables: ProcedureTables) -> Catalogue:
    """The catalogue that the tables say.

    Raises:
        ProceduresRejected: with every fault of all four.
    """
    reading = _Reading()
    procedures = reading.all(tables)
    if reading.faults:
        raise ProceduresRejected(reading.faults)
    return Catalogue(procedures)


_Detail = TypeVar("_Detail")


@dataclass(frozen=True, slots=True)
class _Line(Generic[_Detail]):
    """A line of details: for which edition only, and what it says."""

    row: Row
    edition: date | None
    detail: _Detail


@dataclass(frozen=True, slots=True)
class _Details:
    """The lines of the three tables, by procedure."""

    papers: Mapping[str, Sequence[_Line[Paper]]]
    fees: Mapping[str, Sequence[_Line[Fee]]]
    steps: Mapping[str, Sequence[_Line[Step]]]


def _of_edition(lines: Sequence[_Line[_Detail]], first: date | None) -> list[_Line[_Detail]]:
    """Those for every edition, and those for this one."""
    return [line for line in lines if line.edition in (None, first)]


class _Reading:
    """One reading; every fault is noted, and the reading goes on."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._told: set[str] = set()

    def all(self, tables: ProcedureTables) -> list[Procedure]:
        """1. rows of all tables; 2. details by procedure; 3. procedures; 4. what holds between them."""
        heads = self._without_excess(read_rows(PROCEDURES, tables.procedures, self.faults))
        codes = {row.optional("code") for row in heads}
        details = _Details(
            self._by_code(PAPERS, tables.papers, codes, self._paper),
            self._by_code(FEES, tables.fees, codes, self._fee),
            self._by_code(STEPS, tables.steps, codes, self._step),
        )
        found = [(row, self._procedure(row, details)) for row in heads]
        known = [(row, procedure) for row, procedure in found if procedure]
        self._check_editions(known)
        return [procedure for _, procedure in known]

    def _without_excess(self, heads: Sequence[Row]) -> list[Row]:
        count: Counter[str] = Counter()
        kept = []
        for row in heads:
            code = row.optional("code")
            count[code] += 1
            if count[code] <= _MOST_EDITIONS:
                kept.append(row)
            elif count[code] == _MOST_EDITIONS + 1:
                self.faults.append(
                    fault(
                        row.at("code"),
                        "procedure.editions",
                        f"more than {_MOST_EDITIONS} editions of one procedure",
                        f"một thủ tục có quá {_MOST_EDITIONS} bản",
                    )
                )
        return kept

    def _by_code(
        self, columns: Columns, content: str, codes: set[str], read: Callable[[Row], _Detail]
    ) -> dict[str, list[_Line[_Detail]]]:
        """The lines of a table of details, each read once, by their procedure."""
        lines: dict[str, list[_Line[_Detail]]] = defaultdict(list)
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
            lines[code].append(_Line(row, row.day("effective_from"), read(row)))
        return lines

    def _procedure(self, row: Row, details: _Details) -> Procedure | None:
        code, first = self._code(row), self._first_day(row)
        papers = _of_edition(details.papers.get(code, ()), first)
        fees = _of_edition(details.fees.get(code, ()), first)
        steps = _of_edition(details.steps.get(code, ()), first)
        procedure = Procedure(
            code=code,
            name=row.text("name"),
            field=row.text("field"),
            levels=frozenset(self._levels(row)),
            effective_from=first or date.min,
            effective_until=self._last_day(row, first),
            duration=self._duration(row),
            counting=row.word("counting", Counting, Counting.DAYS),
            pause=row.word("pause", PausePolicy, PausePolicy.RESUME),
            online_level=row.whole("online_level", 1, 4),
            papers=tuple(line.detail for line in papers),
            fees=tuple(line.detail for line in fees),
            steps=tuple(sorted((line.detail for line in steps), key=lambda step: step.number)),
        )
        self._check_steps(row, procedure)
        self._check_twice([line.row for line in papers], "code")
        self._check_twice([line.row for line in fees], "code")
        self._check_twice([line.row for line in steps], "number")
        return procedure if first else None

    def _code(self, row: Row) -> str:
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

    def _first_day(self, row: Row) -> date | None:
        return row.day("effective_from") if row.text("effective_from") else None

    def _last_day(self, row: Row, first: date | None) -> date | None:
        last = row.day("effective_until")
        if first and last and last < first:
            self.faults.append(
                fault(
                    row.at("effective_until"),
                    "procedure.period",
                    "ends before it begins",
                    "ngày hết hiệu lực trước ngày hiệu lực",
                )
            )
        return last

    def _levels(self, row: Row) -> Iterator[AgencyLevel]:
        for word in row.text("levels").replace(",", ";").split(";"):
            name = word.strip().casefold()
            level = next((one for one in AgencyLevel if name in (one.value, one.vi)), None)
            if level:
                yield level
            elif name:
                names = ", ".join(one.value for one in AgencyLevel)
                self.faults.append(
                    fault(
                        row.at("levels"),
                        "procedure.level",
                        f"levels are: {names}",
                        f"cấp thực hiện gồm: {names}",
                    )
                )

    def _duration(self, row: Row) -> Duration:
        unit = row.word("unit", Unit, Unit.WORKING_DAYS)
        least = 0 if unit is Unit.WORKING_DAYS else 1
        return Duration(row.whole("time", least, _MOST_DAYS), unit)

    def _paper(self, row: Row) -> Paper:
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

    def _fee(self, row: Row) -> Fee:
        most = row.whole("at_most", 0, _MOST_DONG, -1)
        return Fee(
            row.text("code"),
            row.text("name"),
            row.whole("amount", 0, _MOST_DONG),
            row.optional("per") or "hồ sơ",
            None if most < 0 else most,
        )

    def _step(self, row: Row) -> Step:
        return Step(
            row.whole("number", 1, _MOST_STEPS),
            row.whole("group", 1, _MOST_STEPS),
            row.text("name"),
            row.text("responsible"),
            row.text("officer"),
            self._duration(row),
        )

    def _check_steps(self, row: Row, procedure: Procedure) -> None:
        """Groups run 1, 2, 3 … with the steps' numbers, and together take no longer than the whole."""
        groups = [step.group for step in procedure.steps]
        if groups != sorted(groups) or set(groups) != set(range(1, len(set(groups)) + 1)):
            self.faults.append(
                fault(
                    row.at("code"),
                    "procedure.groups",
                    "the groups of its steps must run 1, 2, 3 in the order of the steps",
                    "các nhóm bước phải đánh số 1, 2, 3 theo thứ tự các bước",
                )
            )
        longest = sum(
            max(step.duration.hours() for step in steps)
            for _, steps in groupby(procedure.steps, key=lambda step: step.group)
        )
        whole = max(procedure.duration.hours(), 8)
        if longest > whole:
            self.faults.append(
                fault(
                    row.at("time"),
                    "procedure.steps-too-long",
                    f"its steps take {longest} hours, the whole only {whole}",
                    f"các bước cần {longest} giờ, thời hạn chung chỉ {whole} giờ",
                )
            )

    def _check_twice(self, rows: Sequence[Row], column: str) -> None:
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

    def _check_editions(self, known: Sequence[tuple[Row, Procedure]]) -> None:
        ordered = sorted(known, key=lambda one: (one[1].code, one[1].effective_from))
        for (_, before), (row, after) in pairwise(ordered):
            until = before.effective_until
            if before.code == after.code and (until is None or until >= after.effective_from):
                self.faults.append(
                    fault(
                        row.at("effective_from"),
                        "procedure.overlap",
                        f"the edition from {before.effective_from} is still in force then",
                        f"bản có hiệu lực từ {before.effective_from} vẫn còn hiệu lực",
                    )
                )
