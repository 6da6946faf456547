"""``python -m bench.validation``: measure every bar, print the table, write bench/validation.{json,md}."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bench.validation.rows import Bench, Row, Sizes
from lienthong_local.bench.machine import Machine

FOLDER = Path(__file__).resolve().parents[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; 0 when every bar holds, 1 when one does not."""
    parser = argparse.ArgumentParser(prog="make bench-validation", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    parser.add_argument("--seconds", type=float, default=2.0, help="how long each pair is measured")
    chosen = parser.parse_args(arguments)
    machine, day = Machine.here(), datetime.now(UTC).date().isoformat()
    rows = measure(Sizes(seconds=chosen.seconds), Console(stderr=True))
    document = {"date": day, "machine": asdict(machine), "rows": [_to_json(row) for row in rows]}
    (FOLDER / "validation.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    (FOLDER / "validation.md").write_text(_markdown(rows, str(machine), day))
    if chosen.json:
        print(json.dumps(document, ensure_ascii=False))
    else:
        Console().print(_table(rows, str(machine)))
    return 0 if all(row.holds for row in rows) else 1


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


def _cells(row: Row) -> tuple[str, str, str, str, str, str, str]:
    return (
        row.name,
        row.peer,
        "" if row.peer_ms is None else f"{row.peer_ms:,.2f}",
        "" if row.ours_ms is None else f"{row.ours_ms:,.2f}",
        f"{row.measured:,.2f} {row.unit}",
        f"≤ {row.bar:g} {row.unit}",
        "✓" if row.holds else "✗",
    )


_HEADINGS = ("bar", "beside", "peer, ms", "ours, ms", "measured", "bar", "")


def _table(rows: Sequence[Row], machine: str) -> Table:
    table = Table(title="Signature validation", caption=machine)
    for number, heading in enumerate(_HEADINGS):
        table.add_column(heading, justify="right" if 2 <= number <= 5 else "left")
    for row in rows:
        table.add_row(*_cells(row))
    return table


def _markdown(rows: Sequence[Row], machine: str, day: str) -> str:
    lines = [
        "# Signature validation",
        f"`make bench-validation`, {day}, {machine}. The smallest time of each, measured in turns.",
        "",
        "| " + " | ".join(_HEADINGS) + " |",
        "|---|---|---:|---:|---:|---:|---|",
        *("| " + " | ".join(_cells(row)) + " |" for row in rows),
    ]
    return "\n".join(lines) + "\n"


def _to_json(row: Row) -> dict[str, object]:
    return asdict(row) | {"holds": row.holds}


if __name__ == "__main__":
    sys.exit(main())
