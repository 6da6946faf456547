"""Report 06 as files: CSV, Excel, PDF. Names come from the registry and stay texts in each of them."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from lienthong.model.calendar import VIETNAM
from lienthong.onestop.figures import Share
from lienthong_client.messages import say, word
from lienthong_client.report_06 import COLUMNS, Line, PrintedReport
from lienthong_client.workbooks import printed_landscape

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_FOLDER: Final = Path(__file__).parent
#: What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Hundredths of a percent.
_WHOLE = 10_000
_PERCENT, _COUNT = '0.00" %"', "#,##0"
_HEAD_ROW = 5


def to_csv(report: PrintedReport) -> bytes:
    """UTF-8 with its mark; plain numbers, shares in percent with a point, the total last."""
    language = report.language
    written = io.StringIO()
    writer = csv.writer(written)
    heads = [f"{say(one.group, language)}: {say(one.title, language)}" for one in COLUMNS]
    writer.writerow([*(say(f"column.{name}", language) for name in ("level", "code", "agency")), *heads])
    for line in report.lines:
        if line.kind == "level":
            continue
        level = word("level", line.level, language) if line.level else ""
        name = f"'{line.name}" if line.name.startswith(_FORMULA) else line.name
        writer.writerow([level, line.agency, name, *map(_plain_number, _values(line))])
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def _values(line: Line) -> list[int | Share]:
    return [column.read(line.counts) for column in COLUMNS]


def _plain_number(value: int | Share) -> str:
    return (value.plain() or "") if isinstance(value, Share) else str(value)


def to_xlsx(report: PrintedReport) -> bytes:
    """A workbook with numbers as numbers, ready to print: landscape, the heading on each page."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = say("report06.sheet", report.language)
    _write_heading(sheet, report)
    for row, line in enumerate(report.lines, start=_HEAD_ROW + 2):
        _write_line(sheet, row, line)
    _write_beside(sheet, _HEAD_ROW + 3 + len(report.lines), report)
    sheet.column_dimensions["A"].width = 17
    sheet.column_dimensions["B"].width = 44
    sheet.freeze_panes = f"C{_HEAD_ROW + 2}"
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW + 1}"
    return printed_landscape(book, sheet)


def _write_heading(sheet: Worksheet, report: PrintedReport) -> None:
    last = len(COLUMNS) + 2
    for row, (text, size) in enumerate(
        ((report.agency, 12), (report.title, 14), (report.period, 12)), start=1
    ):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=last)
        _write(sheet, row, 1, text, bold=row < 3, size=size, align="center", framed=False)
    for at, key in enumerate(("column.code", "column.agency"), start=1):
        sheet.merge_cells(start_row=_HEAD_ROW, start_column=at, end_row=_HEAD_ROW + 1, end_column=at)
        _write(sheet, _HEAD_ROW, at, say(key, report.language), bold=True, align="center")
        _write(sheet, _HEAD_ROW + 1, at, "", bold=True)
    at = 3
    for group, columns in groupby(COLUMNS, key=lambda column: column.group):
        members = list(columns)
        end = at + len(members) - 1
        sheet.merge_cells(start_row=_HEAD_ROW, start_column=at, end_row=_HEAD_ROW, end_column=end)
        for offset, column in enumerate(members):
            head = say(group, report.language) if not offset else ""
            _write(sheet, _HEAD_ROW, at + offset, head, bold=True, align="center")
            _write(
                sheet,
                _HEAD_ROW + 1,
                at + offset,
                say(column.title, report.language),
                bold=True,
                align="center",
            )
        at = end + 1


def _write_line(sheet: Worksheet, row: int, line: Line) -> None:
    bold = line.kind != "unit"
    _write(sheet, row, 1, line.agency, bold=bold)
    _write(sheet, row, 2, line.name, bold=bold)
    for at, value in enumerate(_values(line), start=3):
        if isinstance(value, Share):
            points = value.basis_points
            shown: int | float | str = "–" if points is None else points * 100 / _WHOLE
            _write(sheet, row, at, shown, bold=bold, align="right", form=_PERCENT)
        else:
            _write(sheet, row, at, value, bold=bold, align="right", form=_COUNT)


def _write_beside(sheet: Worksheet, row: int, report: PrintedReport) -> None:
    for heading, facts in report.beside:
        _write(sheet, row, 1, heading, bold=True, framed=False)
        for label, text in facts:
            row += 1
            _write(sheet, row, 1, f"{label}: {text}", framed=False)
        row += 2
    for check in report.checks:
        _write(sheet, row, 1, check, framed=False)
        row += 1


def _write(
    sheet: Worksheet,
    row: int,
    column: int,
    value: int | float | str,
    *,
    bold: bool = False,
    size: int = 11,
    align: str | None = None,
    form: str | None = None,
    framed: bool = True,
) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    cell: Any = sheet.cell(row, column)
    # The hidden cells of a merged one take a frame and nothing else.
    if value != "":
        cell.value = value
        if isinstance(value, str):
            # openpyxl would make a formula of a text that begins with an equals sign.
            cell.data_type = "s"
    cell.font = Font("Times New Roman", size=size, bold=bold)
    if form:
        cell.number_format = form
    if align:
        cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=align == "center")
    if framed:
        edge = Side("thin")
        cell.border = Border(edge, edge, edge, edge)


def to_pdf(report: PrintedReport, at: datetime) -> bytes:
    """A4 landscape, the heading on each page; the same report at the same instant gives the same bytes.

    Raises:
        ModuleNotFoundError: Typst, which sets it, is not installed.
    """
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    compiler = typst.Compiler(_FOLDER / "report_06.typ", root=_FOLDER, font_paths=fonts)
    inputs = {"report": json.dumps(_page(report, at), ensure_ascii=False)}
    rendered = compiler.compile(format="pdf", sys_inputs=inputs, timestamp=at.replace(microsecond=0))
    if not isinstance(rendered, bytes):
        raise TypeError("a PDF is one file")
    return rendered


def _page(report: PrintedReport, at: datetime) -> dict[str, object]:
    """What the typesetter is told: texts only."""
    language = report.language
    groups = [(group, list(columns)) for group, columns in groupby(COLUMNS, key=lambda one: one.group)]
    day = at.astimezone(VIETNAM)
    return {
        "language": language,
        "agency": _plain(report.agency),
        "title": report.title,
        "period": report.period,
        "state": say("report06.state", language),
        "motto": say("report06.motto", language),
        "place_and_day": say("report06.place-and-day", language, day=day.day, month=day.month, year=day.year),
        "unit": say("report06.unit", language),
        "number": say("report06.number", language),
        "groups": [{"title": say(group, language), "span": len(columns)} for group, columns in groups],
        "heads": [say(column.title, language) for column in COLUMNS],
        "formulas": list(_formulas()),
        "widths": [column.width for column in COLUMNS],
        "rows": [_row(line, number, language) for number, line in _numbered(report.lines)],
        "beside": [
            {"title": heading, "facts": [[_plain(label), text] for label, text in facts]}
            for heading, facts in report.beside
        ],
        "checks_title": say("report06.checks", language),
        "checks": list(report.checks),
        "signatures": [say("report06.drawn-up", language), say("report06.head", language)],
        "signing": say("report06.signing", language),
    }


def _numbered(lines: tuple[Line, ...]) -> list[tuple[str, Line]]:
    """Units 1, 2, 3 through all levels; levels by letters; the total without."""
    units, levels, numbered = 0, 0, []
    for line in lines:
        units += line.kind == "unit"
        levels += line.kind == "level"
        mark = (
            str(units) if line.kind == "unit" else chr(ord("A") + levels - 1) if line.kind == "level" else ""
        )
        numbered.append((mark, line))
    return numbered


def _row(line: Line, number: str, language: Any) -> dict[str, object]:
    return {"kind": line.kind, "number": number, "name": _plain(line.name), "cells": line.texts(language)}


def _formulas() -> list[str]:
    """The numbers of the columns, sums with what they are of: ``(1)=(2)+(3)+(4)``."""
    told, number = [], 0
    for _, columns in groupby(COLUMNS, key=lambda column: column.group):
        members = list(columns)
        numbers = [number + offset for offset in range(1, len(members) + 1)]
        for at, column in zip(numbers, members, strict=True):
            parts = "+".join(f"({other})" for other in numbers[1:])
            told.append(f"({at})={parts}" if column.sums_up else f"({at})")
        number = numbers[-1]
    return told


def _plain(text: str) -> str:
    """Without what would steer the reading order, or no file may hold."""
    return "".join(character if character.isprintable() else " " for character in text)
