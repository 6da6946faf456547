"""Registers as files: CSV, Excel, PDF. Texts come from other agencies and stay texts in each of them."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from lienthong_client.printed_register import PrintedRegister
from lienthong_client.workbooks import printed_landscape

_FOLDER: Final = Path(__file__).parent
#: What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Characters of a column's width in Excel for one of its shares.
_CHARACTERS = 1.5
_HEAD_ROW = 5


def to_csv(register: PrintedRegister) -> bytes:
    """UTF-8 with its mark, which Excel needs; a cell that would be a formula has an apostrophe before it."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(register.heading)
    for row in register.rows:
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in map(_plain, row)])
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def to_xlsx(register: PrintedRegister) -> bytes:
    """A workbook whose cells are texts, ready to print: landscape, the heading on each page."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = str(_plain(register.title))[:31]
    last = get_column_letter(len(register.columns))
    for number, (text, size) in enumerate(
        ((register.agency, 12), (register.title, 14), (register.period, 12)), start=1
    ):
        sheet.merge_cells(f"A{number}:{last}{number}")
        cell = sheet.cell(number, 1)
        _write_text(cell, text)
        cell.font = Font("Times New Roman", size=size, bold=number < 3)
        cell.alignment = Alignment(horizontal="center")
    edge = Side("thin")
    for place, cells in enumerate((register.heading, *register.rows), start=_HEAD_ROW):
        for at, text in enumerate(cells, start=1):
            cell = sheet.cell(place, at)
            _write_text(cell, text)
            cell.font = Font("Times New Roman", size=11, bold=place == _HEAD_ROW)
            cell.border = Border(edge, edge, edge, edge)
            middle = "center" if place == _HEAD_ROW else None
            cell.alignment = Alignment(horizontal=middle, vertical=middle or "top", wrap_text=True)
    for number, column in enumerate(register.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width * _CHARACTERS
    sheet.freeze_panes = f"A{_HEAD_ROW + 1}"
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    return printed_landscape(book, sheet)


def _write_text(cell: Any, text: str) -> None:
    """A text, whatever it begins with: openpyxl would make a formula of ``=``."""
    cell.value = _plain(text)
    cell.data_type = "s"
    cell.quotePrefix = True


def to_pdf(register: PrintedRegister, at: datetime) -> bytes:
    """A4 landscape, the heading on each page, pages numbered; the same register always gives the same bytes.

    Raises:
        ModuleNotFoundError: Typst, which sets it, is not installed.
    """
    import typst

    page = {
        "title": _plain(register.title),
        "agency": _plain(register.agency),
        "period": _plain(register.period),
        "language": register.language,
        "widths": [column.width for column in register.columns],
        "heading": list(register.heading),
        "rows": [[_plain(cell) for cell in row] for row in register.rows],
    }
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    compiler = typst.Compiler(_FOLDER / "register.typ", root=_FOLDER, font_paths=fonts)
    inputs = {"register": json.dumps(page, ensure_ascii=False)}
    rendered = compiler.compile(format="pdf", sys_inputs=inputs, timestamp=at.replace(microsecond=0))
    if not isinstance(rendered, bytes):
        raise TypeError("a PDF is one file")
    return rendered


def _plain(text: str) -> str:
    """Without what would steer the reading order, or no file may hold."""
    return "".join(character if character.isprintable() else " " for character in text)
