"""Report 06 on the screen and as CSV: the circular's columns, one line for each unit, the total last."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import timedelta

from rich import box
from rich.table import Table

from lienthong.onestop.report import Counts, Report, UnitKey
from lienthong_local.half_year.replay import Blame

#: Columns in their order: name for programs, heading in English and Vietnamese; groups begin with a total.
_COLUMNS = (
    ("received", "RECEIVED\ntotal", "TIẾP NHẬN\ntổng số"),
    ("online", "\nonline", "\ntrực tuyến"),
    ("direct_and_postal", "\ndirect,\npostal", "\ntrực tiếp,\nbưu chính"),
    ("carried_over", "\ncarried\nover", "\ntừ kỳ\ntrước"),
    ("resolved", "SETTLED\ntotal", "GIẢI QUYẾT\ntổng số"),
    ("early", "\nearly", "\ntrước hạn"),
    ("on_time", "\non time", "\nđúng hạn"),
    ("overdue", "\nlate", "\nquá hạn"),
    ("in_progress", "OPEN\ntotal", "CÒN LẠI\ntổng số"),
    ("open_in_time", "\nin time", "\ntrong hạn"),
    ("open_overdue", "\nlate", "\nquá hạn"),
)
_SHARES = (("early_share", "SHARE\nearly", "TỶ LỆ %\ntrước hạn"), ("overdue_share", "\nlate", "\nquá hạn"))


def table_of(report: Report, names: Mapping[str, str], language: str) -> Table:
    """The report as a table; ``names`` of the agencies by code."""
    vi = language == "vi"
    first, last = report.period.first, report.period.last
    title = "Báo cáo 06: tình hình, kết quả giải quyết thủ tục hành chính" if vi else "Report 06"
    between = f"từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}" if vi else f"from {first} to {last}"
    table = Table(
        title=f"{title}, {between}",
        box=box.SIMPLE_HEAD,
        show_footer=True,
        pad_edge=False,
        collapse_padding=True,
    )
    total = report.total
    table.add_column("Đơn vị" if vi else "Unit", footer="Tổng số" if vi else "Total", no_wrap=True)
    for name, en, heading in _COLUMNS:
        footer = _number(getattr(total, name), vi=vi)
        table.add_column(heading if vi else en, footer=footer, justify="right", no_wrap=True)
    for name, en, heading in _SHARES:
        share = getattr(total, name).written(language).removesuffix(" %")
        table.add_column(heading if vi else en, footer=share, justify="right", no_wrap=True)
    for unit, counts in report.lines.items():
        table.add_row(names.get(unit.agency, unit.agency), *_cells(counts, language))
    return table


def _cells(counts: Counts, language: str) -> list[str]:
    numbers = [_number(getattr(counts, name), vi=language == "vi") for name, *_ in _COLUMNS]
    shares = [getattr(counts, name).written(language).removesuffix(" %") for name, *_ in _SHARES]
    return [*numbers, *shares]


def _number(value: int, *, vi: bool) -> str:
    text = f"{value:,}"
    return text.replace(",", ".") if vi else text


def csv_of(report: Report, names: Mapping[str, str]) -> str:
    """The report as CSV: plain numbers, the shares with a point, the total last."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    columns = [name for name, *_ in _COLUMNS]
    shares = ["early_share", "on_time_share", "overdue_share"]
    writer.writerow(["level", "agency", "name", *columns, *shares])
    for unit, counts in report.lines.items():
        writer.writerow([*_unit(unit, names), *_plain(counts, columns, shares)])
    writer.writerow(["", "", "", *_plain(report.total, columns, shares)])
    return sheet.getvalue()


def _unit(unit: UnitKey, names: Mapping[str, str]) -> list[str]:
    return [unit.level.value, unit.agency, names.get(unit.agency, "")]


def _plain(counts: Counts, columns: list[str], shares: list[str]) -> list[str]:
    numbers = [str(getattr(counts, name)) for name in columns]
    return [*numbers, *(getattr(counts, name).plain() or "" for name in shares)]


def blames_of(blames: Sequence[Blame], names: Mapping[str, str], language: str) -> Table:
    """Why dossiers are late, the agencies with most of them first; a code where ``names`` has none."""
    vi = language == "vi"
    title = "Hồ sơ quá hạn: nguyên nhân chính" if vi else "Late dossiers: the main cause"
    table = Table(title=title, box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("Cơ quan", "Nguyên nhân") if vi else ("Agency", "Cause"):
        table.add_column(heading, no_wrap=True)
    for heading in ("hồ sơ", "giờ, bình quân") if vi else ("dossiers", "hours, mean"):
        table.add_column(heading, justify="right")
    for blame in blames:
        mean = f"{blame.over / blame.dossiers / timedelta(hours=1):.1f}"
        table.add_row(
            names.get(blame.agency, blame.agency),
            blame.kind.vi if vi else blame.kind.en,
            _number(blame.dossiers, vi=vi),
            mean.replace(".", ",") if vi else mean,
        )
    return table


def blames_json(blames: Sequence[Blame]) -> list[dict[str, str | int]]:
    """The same for programs; office time in minutes of all together."""
    return [
        {
            "agency": blame.agency,
            "cause": blame.kind.value,
            "dossiers": blame.dossiers,
            "minutes": blame.over // timedelta(minutes=1),
        }
        for blame in blames
    ]
