"""``python -m bench.validation``: measure every bar, print the table, write bench/validation.{json,md}."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bench.report import Report
from bench.validation.rows import Bench, Row, Sizes
from lienthong_local.bench.machine import Machine

_REPORT = Report("Signature validation", "validation", "bench-validation")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; 0 when every bar holds, 1 when one does not."""
    parser = argparse.ArgumentParser(prog="make bench-validation", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    parser.add_argument("--seconds", type=float, default=2.0, help="how long each pair is measured")
    chosen = parser.parse_args(arguments)
    machine = Machine.here()
    rows = measure(Sizes(seconds=chosen.seconds), Console(stderr=True))
    return _REPORT.tell(rows, machine, as_json=chosen.json)


def measure(sizes: Sizes, screen: Console) -> list[Row]:
    """All rows, with a progress bar."""
    rows: list[Row] = []
    steps = list(Bench(sizes).rows())
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen, transient=True) as progress:
        task = progress.add_task("", total=len(steps))
        for title, run in steps:
            progress.update(task, description=title)
            rows += run()
            progress.advance(task)
    return rows


if __name__ == "__main__":
    sys.exit(main())
