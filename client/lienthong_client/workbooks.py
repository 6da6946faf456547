"""Tables of text written as an Excel workbook."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

Rows = Sequence[Sequence[str]]


def workbook(sheets: Mapping[str, Rows]) -> bytes:
    """A sheet for each title; every cell is text, so that what begins with "=" is no formula."""
    # Only who writes a workbook pays for the library.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            cells = [WriteOnlyCell(sheet, value=text) for text in row]
            for cell in cells:
                cell.data_type = "s"
            sheet.append(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
