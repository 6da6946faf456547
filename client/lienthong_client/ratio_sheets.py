"""The ratios as an Excel workbook: the figures of each, and month by month.

Names come from the registry; they are written as text, whatever they begin with: no sheet computes them.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from lienthong.measures.ratios import Measure, Unit
from lienthong_client.messages import Language, say, word
from lienthong_client.ratio_calls import Figures, RatiosAnswer, RatioValue

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | float
_PERCENT = '0.0" %"'
_BESIDE: tuple[tuple[str, Callable[[Figures], int]], ...] = (
    ("ratios.secrets", lambda figures: figures["excluded"]["secrets"]),
    ("ratios.mandatory", lambda figures: figures["shown"]["mandatory_paper"]),
    ("ratios.cannot-receive", lambda figures: figures["shown"]["cannot_receive"]),
    ("ratios.undelivered", lambda figures: figures["shown"]["undelivered"]),
    ("ratios.recalled", lambda figures: figures["recalled"]),
    ("ratios.superseded", lambda figures: figures["superseded"]),
    ("ratios.late", lambda figures: figures["late_entries"]),
)


def ratios_xlsx(answer: RatiosAnswer, language: Language) -> bytes:
    """The workbook."""
    # Only who writes a workbook pays for the library.
    from openpyxl import Workbook

    book = Workbook()
    summary = book.active
    assert summary is not None
    summary.title = say("ratios.sheet.summary", language)
    _fill(summary, _summary(answer, language))
    _fill(book.create_sheet(say("ratios.sheet.trend", language)), _trend(answer, language))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _summary(answer: RatiosAnswer, language: Language) -> Iterable[Sequence[Cell]]:
    columns = ("column.code", "column.agency", "column.level", "ratios.sheet.unit", "column.issued")
    beside = [say(key, language) for key, _ in _BESIDE]
    yield [*(say(key, language) for key in columns), *_measured_headings(), *beside]
    total = say("ratios.sheet.total", language)
    lines = [(total, answer["name"], "", answer["total"])]
    lines += [(row["agency"], row["name"], row["level"], row["figures"]) for row in answer["rows"]]
    for code, name, level, figures in lines:
        for unit in Unit:
            start = (code, name, word("level", level, language) if level else "")
            yield [*start, say(f"unit.{unit.value}", language), *_figures(figures, unit, language)]


def _figures(figures: Figures, unit: Unit, language: Language) -> list[Cell]:
    counted = figures["by"][unit.value]
    beside = [read(figures) for _, read in _BESIDE]
    return [counted["total"], *_measured(counted["ratios"], language), *beside]


def _trend(answer: RatiosAnswer, language: Language) -> Iterable[Sequence[Cell]]:
    yield [say("ratios.sheet.month", language), say("ratios.sheet.unit", language), *_measured_headings()]
    for month in answer["trend"]:
        for unit, values in ((Unit.DOCUMENT, month["document"]), (Unit.RECIPIENT, month["recipient"])):
            yield [month["month"], say(f"unit.{unit.value}", language), *_measured(values, language)]


def _measured_headings() -> list[str]:
    return [text for one in Measure for text in (f"{one.value}: n", f"{one.value}: N", f"{one.value} %")]


def _measured(values: dict[str, RatioValue], language: Language) -> list[Cell]:
    return [cell for one in Measure for cell in _ratio(values[one.value], language)]


def _ratio(value: RatioValue, language: Language) -> tuple[Cell, ...]:
    percent = value["percent"]
    shown: Cell = say("ratios.na", language) if percent is None else float(percent)
    return value["numerator"], value["denominator"], shown


def _fill(sheet: Worksheet, lines: Iterable[Sequence[Cell]]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    widths: dict[int, int] = {}
    for row, line in enumerate(lines, start=1):
        for column, value in enumerate(line, start=1):
            cell = sheet.cell(row, column, value)
            if isinstance(value, str):
                # A text that begins with an equals sign would be taken for a formula.
                cell.data_type = "s"
            elif isinstance(value, float):
                cell.number_format = _PERCENT
            if row == 1:
                cell.font = Font(bold=True)
            widths[column] = max(widths.get(column, 0), min(len(str(value)), 50))
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = width + 2
    sheet.freeze_panes = "A2"
