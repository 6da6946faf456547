"""The four tables of procedures as people keep them: a folder of CSV files, or one Excel workbook.

The exchange reads the tables itself and tells every fault by table, row and column
(:mod:`lienthong.onestop.procedure_rows`); here they are only found, and written for who wants to change them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from lienthong.model.text import fold_diacritics
from lienthong.onestop.detail_rows import FEES, PAPERS, STEPS
from lienthong.onestop.procedure_rows import PROCEDURES
from lienthong.onestop.table_cells import Columns
from lienthong_client.dossiers import ProcedureRecord
from lienthong_client.errors import TablesMissing
from lienthong_client.sheets import Grid, read_book, read_grid
from lienthong_client.workbooks import workbook

#: By the name that files and the exchange use, with the title of the sheet.
TABLES: Final = {
    "procedures": (PROCEDURES, "Thủ tục"),
    "papers": (PAPERS, "Giấy tờ"),
    "fees": (FEES, "Phí, lệ phí"),
    "steps": (STEPS, "Các bước"),
}


def read_tables(path: Path) -> dict[str, str]:
    """The tables as CSV texts by name, from a workbook's sheets or a folder's files.

    Sheets are titled as :data:`TABLES` says, in either language; others are passed over. The table of
    procedures must be there; numbers of rows are those of the file.

    Raises:
        TablesMissing: there is no table of procedures. FileUnreadable, SheetUnreadable.
    """
    found = _of_folder(path) if path.is_dir() else _of_workbook(path)
    if "procedures" not in found:
        raise TablesMissing(path=str(path))
    return {name: _csv(grid) for name, grid in found.items()}


def write_tables(path: Path, procedures: Sequence[ProcedureRecord]) -> None:
    """Write procedures as a workbook (``.xlsx``), or as CSV files into a folder that is made where needed.

    What is written reads back as unchanged.

    Raises:
        OSError: it cannot be written.
    """
    grids = {name: (columns.headings, _lines(columns, procedures)) for name, (columns, _) in TABLES.items()}
    if path.suffix.lower() == ".xlsx":
        tables = {TABLES[name][1]: [list(heads.values()), *lines] for name, (heads, lines) in grids.items()}
        path.write_bytes(workbook(tables))
        return
    path.mkdir(parents=True, exist_ok=True)
    for name, (headings, lines) in grids.items():
        (path / f"{name}.csv").write_bytes(_csv([list(headings.values()), *lines]).encode("utf-8-sig"))


# reading ----------------------------------------------------------------------------------------------


def _of_folder(path: Path) -> dict[str, Grid]:
    files = {name: path / f"{name}.csv" for name in TABLES}
    return {name: read_grid(file) for name, file in files.items() if file.exists()}


def _of_workbook(path: Path) -> dict[str, Grid]:
    known = {fold_diacritics(title): name for name, (_, title) in TABLES.items()}
    known |= {name: name for name in TABLES}
    sheets = {known.get(fold_diacritics(title)): grid for title, grid in read_book(path).items()}
    return {name: grid for name, grid in sheets.items() if name}


def _csv(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    # An empty row stays one, so that the rows below keep their numbers.
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


# writing ----------------------------------------------------------------------------------------------


def _lines(columns: Columns, procedures: Sequence[ProcedureRecord]) -> list[list[str]]:
    return [
        [_text(line.get(name)) for name in columns.headings]
        for procedure in procedures
        for line in _records(columns, procedure)
    ]


def _records(columns: Columns, procedure: ProcedureRecord) -> Iterator[Mapping[str, object]]:
    """The lines of a table for a procedure, by column; details count for every edition that is written."""
    code = procedure["code"]
    if columns is PROCEDURES:
        yield {
            "code": code,
            "name": procedure["name"],
            "field": procedure["field"],
            "levels": "; ".join(procedure["levels"]),
            "effective_from": procedure["effective_from"],
            "effective_until": procedure["effective_until"],
            "time": procedure["duration"]["amount"],
            "unit": procedure["duration"]["unit"],
            "counting": procedure["counting"],
            "pause": procedure["pause"],
            "online_level": procedure["online_level"],
        }
    elif columns is PAPERS:
        yield from ({"procedure": code, **paper} for paper in procedure["papers"])
    elif columns is FEES:
        yield from ({"procedure": code, **fee} for fee in procedure["fees"])
    else:
        for step in procedure["steps"]:
            duration = step["duration"]
            yield {"procedure": code, **step, "time": duration["amount"], "unit": duration["unit"]}


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "có" if cell else "không"
    return "" if cell is None else str(cell)
