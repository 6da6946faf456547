"""Procedures from four tables (CSV texts), read whole or refused with all faults.

The tables are procedures, papers, fees and steps; headings are the names below or their Vietnamese ones. The
three of details name their procedure by its code, and by ``effective_from`` where a line is for one edition
only. Spreadsheets are the client's matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise

from lienthong.model.agency_level import AgencyLevel
from lienthong.onestop.clock import PausePolicy
from lienthong.onestop.detail_rows import DetailReading, Details, ProcedureTables, of_edition
from lienthong.onestop.errors import ProceduresRejected
from lienthong.onestop.procedures import Catalogue, Counting, Procedure
from lienthong.onestop.table_cells import Columns, Row, fault, read_rows

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


class _Reading(DetailReading):
    """One reading; every fault is noted, and the reading goes on."""

    def all(self, tables: ProcedureTables) -> list[Procedure]:
        """1. rows of all tables; 2. details by procedure; 3. procedures; 4. what holds between them."""
        heads = self._without_excess(read_rows(PROCEDURES, tables.procedures, self.faults))
        codes = {row.optional("code") for row in heads}
        details = self.details(tables, codes)
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

    def _procedure(self, row: Row, details: Details) -> Procedure | None:
        code, first = self.code(row), self._first_day(row)
        papers = of_edition(details.papers.get(code, ()), first)
        fees = of_edition(details.fees.get(code, ()), first)
        steps = of_edition(details.steps.get(code, ()), first)
        procedure = Procedure(
            code=code,
            name=row.text("name"),
            field=row.text("field"),
            levels=frozenset(self._levels(row)),
            effective_from=first or date.min,
            effective_until=self._last_day(row, first),
            duration=self.duration(row),
            counting=row.word("counting", Counting, Counting.DAYS),
            pause=row.word("pause", PausePolicy, PausePolicy.RESUME),
            online_level=row.whole("online_level", 1, 4),
            papers=tuple(line.detail for line in papers),
            fees=tuple(line.detail for line in fees),
            steps=tuple(sorted((line.detail for line in steps), key=lambda step: step.number)),
        )
        self._check_steps(row, procedure)
        self.check_twice([line.row for line in papers], "code")
        self.check_twice([line.row for line in fees], "code")
        self.check_twice([line.row for line in steps], "number")
        return procedure if first else None

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
