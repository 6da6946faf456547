"""``python -m lienthong_local.half_year``: replay a half-year of 15 districts and print Report 06."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from lienthong.errors import ExchangeError
from lienthong_client.messages import language_of_environment
from lienthong_local.half_year.printing import blames_json, blames_of, csv_of, table_of
from lienthong_local.half_year.replay import Replay, replay
from lienthong_local.half_year.targets import DISTRICTS, UnitPlan, district_plans, province_plan, scaled
from lienthong_local.province.one_stop import division_names
from lienthong_local.province.registry import load_agencies

_FEWEST, _MOST = 1_000, 300_000
#: Whose report it is.
_PROVINCE = "000.00.00.H39"
#: Agencies behind what is late that are shown; JSON has all.
_SHOWN = 8


def main(arguments: Sequence[str] | None = None) -> int:
    """Replay and print; 0, or 130 when interrupted."""
    chosen = _parser().parse_args(arguments)
    agencies = load_agencies()
    names = {row.code: row.short_name for row in agencies} | division_names(agencies)
    plans = (
        [province_plan()] if chosen.province else district_plans(agencies, scaled(DISTRICTS, chosen.dossiers))
    )
    screen, started = Console(stderr=True), time.monotonic()
    try:
        played = _played(plans, chosen.seed, chosen.lang, screen)
    except ExchangeError as error:
        screen.print(f"[red]{escape(error.sentence(chosen.lang))}[/]")
        return 1
    except KeyboardInterrupt:
        screen.print("Đã dừng." if chosen.lang == "vi" else "Stopped.")
        return 130
    seconds = time.monotonic() - started
    saved = _save(played, names, chosen)
    if saved:
        screen.print("\n".join(map(str, saved)), highlight=False)
    elif chosen.json:
        print(json.dumps(_to_json(played), ensure_ascii=False, indent=1))
    elif chosen.csv:
        sys.stdout.write(csv_of(played.report, names))
    else:
        wide = Console(width=max(Console().width, 160))
        wide.print(table_of(played.report, names, chosen.lang))
        wide.print(blames_of(played.blames[:_SHOWN], names, chosen.lang))
    screen.print(_closing(played, seconds, chosen.lang), highlight=False)
    return 0


def _to_json(played: Replay) -> dict[str, object]:
    return {**played.report.to_json(), "events": played.events, "late": blames_json(played.blames)}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make half-year", description=__doc__)
    parser.add_argument("--lang", choices=("vi", "en"), default=language_of_environment(os.environ))
    parser.add_argument("--seed", type=int, default=1, help="another half-year with the same figures")
    parser.add_argument("--dossiers", type=_dossiers, default=34_000, help="about so many that are settled")
    parser.add_argument("--province", action="store_true", help="a provincial centre's published half-year")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the report as JSON")
    form.add_argument("--csv", action="store_true", help="print the report as CSV")
    form.add_argument("--pdf", type=Path, metavar="FILE", help="save the report as PDF, A4 landscape")
    form.add_argument("--xlsx", type=Path, metavar="FILE", help="save the report as an Excel workbook")
    return parser


def _save(played: Replay, names: Mapping[str, str], chosen: argparse.Namespace) -> list[Path]:
    """The files that are asked for, written; by whom the report is depends on whose half-year it is."""
    if not (chosen.pdf or chosen.xlsx):
        return []
    from lienthong_client.report_06 import print_report
    from lienthong_client.report_06_files import to_pdf, to_xlsx

    report = {**played.report.to_json(), "name": names[_PROVINCE]}
    printed = print_report(report, chosen.lang, names)
    # The report of a period is dated by its end: the same replay gives the same file.
    content = to_pdf(printed, played.report.period.end) if chosen.pdf else to_xlsx(printed)
    path: Path = chosen.pdf or chosen.xlsx
    path.write_bytes(content)
    return [path]


def _dossiers(text: str) -> int:
    number = int(text)
    if not _FEWEST <= number <= _MOST:
        raise argparse.ArgumentTypeError(f"from {_FEWEST} to {_MOST}")
    return number


def _played(plans: Sequence[UnitPlan], seed: int, language: str, screen: Console) -> Replay:
    words = "Giải quyết hồ sơ" if language == "vi" else "Settling dossiers"
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen, transient=screen.is_terminal) as progress:
        bar = progress.add_task(words, total=sum(plan.target.total for plan in plans))
        return replay(plans, seed, lambda: progress.advance(bar))


def _closing(played: Replay, seconds: float, language: str) -> str:
    dossiers, events = len(played.dossiers), played.events
    if language == "vi":
        counted = f"{dossiers:,} hồ sơ – {events:,} sự kiện".replace(",", ".")
        return f"{counted} – {seconds:.1f} giây"
    return f"{dossiers:,} dossiers, {events:,} events, {seconds:.1f} s"


if __name__ == "__main__":
    sys.exit(main())
