"""The columns of a table that a clerk has filled in: which heading means which field, and days as written.

Headings are in Vietnamese or in English, in any order, with or without diacritics. An unknown column is a
fault, so that nothing is lost by a slip of the hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from lienthong.errors import Fault
from lienthong.model.text import fold_diacritics
from lienthong_client.errors import RowFault

#: Field → the headings that mean it, as they are written; the first is the one that is proposed.
Columns = Mapping[str, tuple[str, ...]]
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")


def find_columns(heading: Sequence[str], columns: Columns) -> tuple[dict[str, int], list[Fault]]:
    """Where each field stands (0 is the first column), and what is wrong with the heading."""
    field_of = {fold_diacritics(title): name for name, titles in columns.items() for title in titles}
    fields: dict[str, int] = {}
    faults: list[Fault] = []
    for index, title in enumerate(heading):
        name = field_of.get(fold_diacritics(title)) if title else ""
        if name is None:
            faults.append(_unknown(title, columns))
        elif name in fields:
            faults.append(_doubled(title))
        elif name:
            fields[name] = index
    return fields, faults


def row_fault(row: int, column: str, code: str, en: str, vi: str) -> RowFault:
    """A fault of a row, or of one of its cells."""
    return RowFault(f"/{row}/{column}" if column else f"/{row}", code, en, vi, row, column)


def read_date(text: str, forms: Sequence[str] = DAYS) -> date:
    """The day of a text in one of these forms (of ``strptime``).

    Raises:
        ValueError: in none.
    """
    for form in forms:
        try:
            # Only the day is taken: no zone is meant.
            return datetime.strptime(text, form).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise ValueError(text)


def _unknown(title: str, columns: Columns) -> Fault:
    known = ", ".join(titles[0] for titles in columns.values())
    return row_fault(
        1,
        title,
        "column.unknown",
        f"There is no such column; the columns are: {', '.join(columns)}.",
        f"Không có cột này; các cột được dùng: {known}.",
    )


def _doubled(title: str) -> Fault:
    return row_fault(
        1,
        title,
        "column.doubled",
        "Another column means the same; leave one of them.",
        "Đã có cột khác cùng nghĩa; đề nghị chỉ để một cột.",
    )
