"""Tables that people keep in CSV and Excel files, read as rows of text: nothing in them is ever computed.

A file comes from anywhere: its size, its rows and its cells are bounded before they are read, a workbook's
parts before they are unpacked, and a document type declaration is refused before a parser sees it.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lienthong.model.limits import MIB
from lienthong.model.text import normalise
from lienthong_client.errors import FileUnreadable, SheetUnreadable

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

#: A year of a large agency's register is some ten thousand rows.
MOST_ROWS = 20_000
MOST_COLUMNS = 60
LONGEST_CELL = 4_000
_FILE_BYTES = 20 * MIB
_UNPACKED_BYTES = 200 * MIB
_DECLARATIONS = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
_DELIMITERS = ",;\t"
Grid = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row below the heading: its number as the program that made the file shows it, and its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A heading and the rows below it that are not empty; texts are NFC, days are ``YYYY-MM-DD``.

    ``cleaned`` are the numbers of rows in which a text had another Unicode form or zero-width characters.
    """

    heading: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    cleaned: tuple[int, ...] = ()


def read_sheet(path: Path) -> Sheet:
    """The table of a CSV file, or of the first sheet of an Excel workbook.

    Raises:
        FileUnreadable: it cannot be opened. SheetUnreadable: it is no such table, or too large for one.
    """
    content = _content(path)
    rows = _first_sheet(path, content) if content.startswith(b"PK") else _csv_rows(path, content)
    return _sheet(path, rows)


def read_grid(path: Path) -> Grid:
    """Every row of a CSV file as text, empty ones too, so that a row's number is the file's.

    Raises:
        FileUnreadable, SheetUnreadable: as :func:`read_sheet`.
    """
    return _grid(path, _csv_rows(path, _content(path)))


def read_book(path: Path) -> dict[str, Grid]:
    """The sheets of an Excel workbook by title, each as :func:`read_grid` gives a file.

    Raises:
        FileUnreadable, SheetUnreadable: as :func:`read_sheet`.
    """
    return {title: _grid(path, rows) for title, rows in _sheets(path, _content(path))}


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_FILE_BYTES + 1)
    except OSError as refused:
        raise FileUnreadable(path=str(path), why=refused.strerror or type(refused).__name__) from refused
    if len(content) > _FILE_BYTES:
        raise _unreadable(
            path, f"it has more than {_FILE_BYTES // MIB} MiB", f"tệp vượt {_FILE_BYTES // MIB} MiB"
        )
    return content


def _grid(path: Path, rows: Iterable[Sequence[object]]) -> Grid:
    return tuple(_trimmed(_texts(path, number, cells)) for number, cells in _numbered(path, rows))


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Without the empty cells at the end: a workbook gives every row its widest row's width."""
    width = next((number for number in range(len(cells), 0, -1) if cells[number - 1]), 0)
    return cells[:width]


def _numbered(path: Path, rows: Iterable[Sequence[object]]) -> Iterator[tuple[int, Sequence[object]]]:
    for number, cells in enumerate(rows, start=1):
        if number > MOST_ROWS + 1:
            raise _unreadable(path, f"it has more than {MOST_ROWS} rows", f"tệp có hơn {MOST_ROWS} dòng")
        yield number, cells


def _texts(path: Path, number: int, cells: Sequence[object]) -> tuple[str, ...]:
    return tuple(_text(path, number, cell) for cell in cells[:MOST_COLUMNS])


def _sheet(path: Path, rows: Iterable[Sequence[object]]) -> Sheet:
    heading: tuple[str, ...] = ()
    kept: list[SheetRow] = []
    cleaned: list[int] = []
    for number, cells in _numbered(path, rows):
        texts = _texts(path, number, cells)
        if any(isinstance(cell, str) and normalise(cell) != cell.strip() for cell in cells):
            cleaned.append(number)
        if not any(texts):
            continue
        if not heading:
            heading = texts
        else:
            kept.append(SheetRow(number, texts))
    if not kept:
        raise _unreadable(
            path, "there is no row below the heading", "không có dòng dữ liệu dưới dòng tiêu đề"
        )
    return Sheet(heading, tuple(kept), tuple(cleaned))


def _text(path: Path, row: int, cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        # Excel knows no whole numbers: 57 comes as 57.0.
        cell = int(cell)
    text = normalise(str(cell))
    if len(text) > LONGEST_CELL:
        raise _unreadable(
            path,
            f"a cell of row {row} has more than {LONGEST_CELL} characters",
            f"ô ở dòng {row} dài hơn {LONGEST_CELL} ký tự",
        )
    return text


# --- CSV --------------------------------------------------------------------------------------------


def _csv_rows(path: Path, content: bytes) -> Iterator[Sequence[object]]:
    text = _decoded(path, content)
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as malformed:
        raise _unreadable(
            path, f"it is no CSV ({malformed})", f"tệp không phải CSV ({malformed})"
        ) from malformed


def _decoded(path: Path, content: bytes) -> str:
    # A mark says UTF-16 (Excel's "Unicode text"); the Vietnamese single-byte sets cannot be told apart.
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as foreign:
        raise _unreadable(
            path,
            "its text is not UTF-8; save it as 'CSV UTF-8' or as .xlsx",
            "tệp không phải mã UTF-8; đề nghị lưu lại dạng 'CSV UTF-8' hoặc .xlsx",
        ) from foreign
    if "\x00" in text:
        raise _unreadable(path, "it is neither text nor a workbook", "tệp không phải văn bản hay bảng tính")
    return text


# --- Excel ------------------------------------------------------------------------------------------


def _first_sheet(path: Path, content: bytes) -> Iterator[Sequence[object]]:
    for _, rows in _sheets(path, content):
        yield from rows
        return


def _sheets(path: Path, content: bytes) -> Iterator[tuple[str, Iterator[Sequence[object]]]]:
    """The title and the rows of each sheet, in their order."""
    _require_harmless(path, content)
    # Only who reads a workbook pays for the library.
    from openpyxl import load_workbook

    with _sound(path):
        # data_only: what Excel had computed, never a formula's text.
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        yield sheet.title, _rows_of(path, sheet)


def _rows_of(path: Path, sheet: Worksheet) -> Iterator[Sequence[object]]:
    with _sound(path):
        yield from sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)


@contextmanager
def _sound(path: Path) -> Iterator[None]:
    """Say that a workbook is damaged, however openpyxl has noticed it."""
    from openpyxl.utils.exceptions import InvalidFileException

    # What damaged parts end in is openpyxl's own matter: lookups that fail, values that cannot be converted.
    damaged = (
        *(InvalidFileException, zipfile.BadZipFile, SyntaxError),
        *(KeyError, ValueError, TypeError, IndexError),
    )
    try:
        yield
    except damaged as fault:
        raise _unreadable(
            path, "it is no sound .xlsx workbook", "tệp .xlsx bị hỏng hoặc sai định dạng"
        ) from fault


def _require_harmless(path: Path, content: bytes) -> None:
    """No part unpacks to more than a sheet may have, and none declares a document type.

    Raises:
        SheetUnreadable
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _UNPACKED_BYTES:
                raise _unreadable(path, "it unpacks to too much", "dung lượng sau giải nén quá lớn")
            for part in archive.infolist():
                with archive.open(part) as file:
                    opening = file.read(4096)
                if any(mark in opening for mark in _DECLARATIONS):
                    raise _unreadable(
                        path, "it declares a document type", "tệp có khai báo kiểu tài liệu (DOCTYPE)"
                    )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as fault:
        # Encrypted parts and unknown packings are told as such errors, too.
        raise _unreadable(
            path, "it is no sound .xlsx workbook", "tệp .xlsx bị hỏng hoặc sai định dạng"
        ) from fault


def _unreadable(path: Path, why: str, why_vi: str) -> SheetUnreadable:
    return SheetUnreadable(path=str(path), why=why, why_vi=why_vi)
