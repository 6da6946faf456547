"""Cells of a table as people fill them in: each read to a value, or a fault with table, row and column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from lienthong.errors import Fault
from lienthong.model.text import fold_diacritics, has_control_characters, normalise

MOST_CHARACTERS = 8 * 1024 * 1024
MOST_ROWS = 20_000
_LONGEST_CELL = 1_000
#: ``200000``, or with dots as Vietnam groups thousands: ``200.000``; ``1.5`` is no whole number.
_WHOLE = re.compile(r"\d{1,10}|\d{1,3}(\.\d{3}){1,3}", re.ASCII)
_DAY = re.compile(r"\d{1,2}/\d{1,2}/\d{4}", re.ASCII)
#: No week dates, which Python reads in this form too.
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_YES = {"yes": True, "có": True, "no": False, "không": False}
_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Columns:
    """A table's columns: the name programs use, the heading people use; ``optional`` ones may be left out."""

    table: str
    headings: Mapping[str, str]
    optional: frozenset[str] = frozenset()

    def named(self, heading: str) -> str | None:
        """The column of a heading: its name, or the Vietnamese one in any case, with or without marks."""
        folded = fold_diacritics(heading)
        for name, vi in self.headings.items():
            if folded in (name, fold_diacritics(vi)):
                return name
        return None


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which table; rows count as in a spreadsheet, the heading being row 1."""

    columns: Columns
    row: int
    column: str = ""

    @property
    def pointer(self) -> str:
        """As faults have it: ``/steps/12/number``."""
        return "/".join(["", self.columns.table, str(self.row), *([self.column] if self.column else [])])

    @property
    def en(self) -> str:
        """In English."""
        return f"{self.columns.table}, row {self.row}" + (f", column {self.column}" if self.column else "")

    @property
    def vi(self) -> str:
        """In Vietnamese, with the heading that people use."""
        heading = self.columns.headings.get(self.column, self.column)
        return f"bảng {self.columns.table}, dòng {self.row}" + (f", cột {heading}" if self.column else "")


def fault(place: Place, code: str, en: str, vi: str) -> Fault:
    """A fault of a table; both sentences get their place in front."""
    return Fault(place.pointer, code, f"{place.en}: {en}", f"{place.vi}: {vi}")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: typed access to its cells."""

    columns: Columns
    number: int
    cells: Mapping[str, str]
    faults: list[Fault]

    def at(self, column: str = "") -> Place:
        """A cell's place, or the row's."""
        return Place(self.columns, self.number, column)

    def text(self, column: str) -> str:
        """A text that must be there."""
        value = self.cells.get(column, "")
        if not value:
            self.faults.append(
                fault(self.at(column), "procedure.cell-empty", "must be filled in", "không được để trống")
            )
        return value

    def optional(self, column: str) -> str:
        """A text that may be missing."""
        return self.cells.get(column, "")

    def whole(self, column: str, least: int, most: int, missing: int | None = None) -> int:
        """A whole number; ``missing`` stands for an empty cell where there may be one."""
        value = self.cells.get(column, "")
        if not value and missing is not None:
            return missing
        if _WHOLE.fullmatch(value) and least <= int(value.replace(".", "")) <= most:
            return int(value.replace(".", ""))
        self.faults.append(
            fault(
                self.at(column),
                "procedure.cell-number",
                f"must be a whole number from {least} to {most}",
                f"phải là số nguyên từ {least} đến {most}",
            )
        )
        return least

    def day(self, column: str) -> date | None:
        """A day: ``2019-07-01`` or ``01/07/2019``; ``None`` for an empty cell, and for a fault."""
        value = self.cells.get(column, "")
        if not value:
            return None
        parts = value.split("/")
        try:
            if _DAY.fullmatch(value):
                return date(int(parts[2]), int(parts[1]), int(parts[0]))
            if _ISO_DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self.faults.append(
            fault(
                self.at(column),
                "procedure.cell-date",
                "must be a day, 2019-07-01 or 01/07/2019",
                "phải là ngày, dạng 01/07/2019 hoặc 2019-07-01",
            )
        )
        return None

    def word(self, column: str, words: type[_Word], missing: _Word) -> _Word:
        """One of a list of words; ``missing`` for an empty cell."""
        value = self.cells.get(column, "")
        if not value:
            return missing
        for word in words:
            if value.casefold() in {word.value, getattr(word, "vi", word.value)}:
                return word
        names = ", ".join(words)
        self.faults.append(
            fault(
                self.at(column),
                "procedure.cell-word",
                f"must be one of: {names}",
                f"phải là một trong: {names}",
            )
        )
        return missing

    def yes(self, column: str, *, missing: bool) -> bool:
        """Yes or no (có, không)."""
        value = self.cells.get(column, "").casefold()
        if value and value not in _YES:
            self.faults.append(
                fault(
                    self.at(column),
                    "procedure.cell-yes-no",
                    "must be 'yes' or 'no'",
                    "phải là 'có' hoặc 'không'",
                )
            )
        return _YES.get(value, missing)


def read_rows(columns: Columns, content: str, faults: list[Fault]) -> list[Row]:
    """The rows of a CSV text (comma or semicolon); empty rows are passed over, unknown columns are faults."""
    head = Place(columns, 1)
    if len(content) > MOST_CHARACTERS:
        faults.append(fault(head, "procedure.table-size", "the table is too large", "bảng quá lớn"))
        return []
    text = content.removeprefix("\ufeff")
    first_line = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text), delimiter=";" if first_line.count(";") > first_line.count(",") else ","
    )
    try:
        lines = list(enumerate(reader, start=1))
    except csv.Error:
        faults.append(fault(head, "procedure.table-form", "no CSV text", "không phải bảng CSV"))
        return []
    names = _names(columns, lines[0][1] if lines else [], faults)
    if names is None:
        return []
    if len(lines) > MOST_ROWS:
        faults.append(
            fault(head, "procedure.table-size", f"more than {MOST_ROWS} rows", f"quá {MOST_ROWS} dòng")
        )
        return []
    return list(_rows(columns, names, lines[1:], faults))


def _names(columns: Columns, headings: Sequence[str], faults: list[Fault]) -> list[str] | None:
    names = [columns.named(heading) for heading in headings]
    before = len(faults)
    for heading, name in zip(headings, names, strict=True):
        if name is None or names.count(name) > 1:
            shown = _shown(heading)
            faults.append(
                fault(
                    Place(columns, 1),
                    "procedure.table-column",
                    f"the column '{shown}' is unknown or there twice",
                    f"cột '{shown}' không có trong mẫu hoặc bị trùng",
                )
            )
    faults.extend(
        fault(Place(columns, 1, name), "procedure.table-column", "the column is missing", "thiếu cột này")
        for name in columns.headings
        if name not in names and name not in columns.optional
    )
    return [name or "" for name in names] if len(faults) == before else None


def _rows(
    columns: Columns, names: Sequence[str], lines: Iterable[tuple[int, list[str]]], faults: list[Fault]
) -> Iterator[Row]:
    for number, line in lines:
        if not any(cell.strip() for cell in line):
            continue
        if len(line) > len(names):
            faults.append(
                fault(
                    Place(columns, number),
                    "procedure.row-long",
                    "more cells than columns",
                    "thừa ô so với số cột",
                )
            )
            continue
        cells = {}
        for name, cell in zip(names, line, strict=False):
            value = normalise(cell)
            if len(value) > _LONGEST_CELL or has_control_characters(value):
                faults.append(
                    fault(
                        Place(columns, number, name),
                        "procedure.cell-text",
                        f"more than {_LONGEST_CELL} characters, or control characters",
                        f"quá {_LONGEST_CELL} ký tự hoặc có ký tự điều khiển",
                    )
                )
                value = ""
            cells[name] = value
        yield Row(columns, number, cells, faults)


def _shown(text: str) -> str:
    return "".join(char if char.isprintable() else "·" for char in text[:40])
