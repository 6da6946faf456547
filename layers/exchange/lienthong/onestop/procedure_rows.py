"""Procedures from four tables (CSV texts), read whole or refused with all faults.

The tables are procedures, papers, fees and steps; headings are the names below or their Vietnamese ones. The
three of details name their procedure by its code, and by ``effective_from`` where a line is for one edition
only. Spreadsheets are the client's matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

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


class _Reading:
    """One reading; every fault is noted, and the reading goes on."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def all(self, tables: ProcedureTables) -> list[Procedure]:
        """1. rows of all tables; 2. details by procedure; 3. procedures; 4. what holds between them."""
        heads = read_rows(PROCEDURES, tables.procedures, self.faults)
        details = {
            columns.table: read_rows(columns, text, self.faults) if text else []
            for columns, text in ((PAPERS, tables.papers), (FEES, tables.fees), (STEPS, tables.steps))
        }
        codes = {row.optional("code") for row in heads}
        of_code = {table: self._by_code(rows, codes) for table, rows in details.items()}
        found = [(row, self._procedure(row, of_code)) for row in heads]
        known = [(row, procedure) for row, procedure in found if procedure]
        self._check_editions(known)
        return [procedure for _, procedure in known]

    def _by_code(self, rows: Sequence[Row], codes: set[str]) -> dict[str, list[Row]]:
        grouped: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
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
            grouped[code].append(row)
        return grouped

    def _procedure(self, row: Row, of_code: dict[str, dict[str, list[Row]]]) -> Procedure | None:
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
        first, last = row.day("effective_from"), row.day("effective_until")
        row.text("effective_from")
        if first and last and last < first:
            self.faults.append(
                fault(
                    row.at("effective_until"),
                    "procedure.period",
                    "ends before it begins",
                    "ngày hết hiệu lực trước ngày hiệu lực",
                )
            )
        if first is None:
            return None
        mine = {
            table: [line for line in rows.get(code, []) if line.day("effective_from") in (None, first)]
            for table, rows in of_code.items()
        }
        procedure = Procedure(
            code=code,
            name=row.text("name"),
            field=row.text("field"),
            levels=frozenset(self._levels(row)),
            effective_from=first,
            effective_until=last,
            duration=self._duration(row),
            counting=row.word("counting", Counting, Counting.DAYS),
            pause=row.word("pause", PausePolicy, PausePolicy.RESUME),
            online_level=row.whole("online_level", 1, 4),
            papers=tuple(self._paper(line) for line in mine["papers"]),
            fees=tuple(self._fee(line) for line in mine["fees"]),
            steps=tuple(sorted((self._step(line) for line in mine["steps"]), key=lambda step: step.number)),
        )
        self._check_steps(row, procedure)
        self._check_twice(mine["papers"], "code")
        self._check_twice(mine["fees"], "code")
        self._check_twice(mine["steps"], "number")
        return procedure

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
        seen: set[str] = set()
        for row in rows:
            value = row.optional(column)
            if value and value in seen:
                self.faults.append(
                    fault(row.at(column), "procedure.twice", f"{value} is there twice", f"{value} bị trùng")
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
