r"""Load the working days of a year, a province's own half-days, or new office hours into the exchange.

    lienthong-ops calendar check lich-2027.json
    lienthong-ops calendar load lich-2027.json

The calendar is part of what is deployed, like the rules of deadlines: it is reviewed and released, every
function has the same one, and the view of deadlines is made anew under it. The form of a file is that of
``layers/exchange/lienthong/calendar/civil-service.json`` (schemas/working-calendar.schema.json); a year in it
takes the place of the same year as a whole. With any fault nothing is loaded.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from lienthong.calendar.data import CalendarData
from lienthong.calendar.errors import CalendarYearMissing, MalformedCalendar
from lienthong.calendar.reading import MOST_BYTES, calendar_json, read_calendar
from lienthong.calendar.working import WorkingCalendar

SHIPPED = Path(__file__).resolve().parents[1] / "layers/exchange/lienthong/calendar/civil-service.json"


def main(arguments: Sequence[str] | None = None, shipped: Path = SHIPPED) -> int:
    """Check or load; 0 when it is sound, 1 with every fault when it is not."""
    chosen = _parser().parse_args(arguments)
    before = read_calendar(shipped.read_bytes())
    try:
        with chosen.file.open("rb") as file:
            loaded = read_calendar(file.read(MOST_BYTES + 1))
        after = before.with_loaded(loaded)
        _require_usable(loaded, after)
    except OSError as unreadable:
        print(f"{chosen.file}: {unreadable.strerror}")
        return 1
    except (MalformedCalendar, CalendarYearMissing) as refused:
        _tell(refused)
        return 1
    _tell_changes(before, after)
    if chosen.action == "load":
        _write(after, shipped)
        print("Loaded. Deploy the exchange: until then nothing changes.")
        print("Đã nạp. Đề nghị triển khai lại hệ thống: trước đó lịch chưa có hiệu lực.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lienthong-ops calendar",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(dest="action", required=True)
    for action, what in (("check", "say what would change"), ("load", "write it into the release")):
        actions.add_parser(action, help=what).add_argument("file", type=Path, help="JSON")
    return parser


def _require_usable(loaded: CalendarData, after: CalendarData) -> None:
    """Every loaded year can be counted in: its office hours are known from its first day on.

    Raises:
        CalendarYearMissing: of a year before any office hours.
    """
    calendar = WorkingCalendar(after)
    for entry in (days[0] for days in loaded.years.values() if days):
        calendar.is_working(entry.first)


def _tell(refused: MalformedCalendar | CalendarYearMissing) -> None:
    print(f"{refused.code}: {refused.sentence('en')}\n{refused.sentence('vi')}")
    for fault in refused.faults:
        print(f"  {fault.pointer}: {fault.en}\n  {' ' * len(fault.pointer)}  {fault.vi}")


def _tell_changes(before: CalendarData, after: CalendarData) -> None:
    for year, days in after.years.items():
        if before.years.get(year) == days:
            continue
        print(f"{year}{' (new / mới)' if year not in before.years else ' (changed / thay đổi)'}")
        for entry in days:
            print(f"  {entry.first} – {entry.last}  {entry.kind.value:9}  {entry.vi} / {entry.en}")
    for hours in after.hours:
        if hours not in before.hours:
            parts = ", ".join(f"{part.start:%H:%M}–{part.end:%H:%M}" for part in hours.sessions)
            print(f"{hours.effective_from}  {parts}")


def _write(data: CalendarData, path: Path) -> None:
    """Write it whole or not at all; one special day a line, so that a review shows what was decided."""
    value = calendar_json(data)
    hours, years = (cast("Any", value[name]) for name in ("hours", "years"))
    text = "\n".join(
        (
            "{",
            f' "format": {_line(value["format"])},',
            ' "hours": [',
            ",\n".join(f"  {_line(entry)}" for entry in hours),
            " ],",
            ' "years": {',
            ",\n".join(_year(year, days) for year, days in years.items()),
            " }",
            "}\n",
        )
    )
    beside = path.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def _year(year: str, days: list[object]) -> str:
    lines = ",\n".join(f"   {_line(day)}" for day in days)
    return f'  "{year}": [\n{lines}\n  ]' if days else f'  "{year}": []'


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
