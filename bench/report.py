"""A bench's rows as a table on the screen, as Markdown and as JSON, each row with its bar."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.validation.rows import Row
from lienthong_local.bench.machine import Machine

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Report:
    """What a bench is called: its title, the files it writes, the target that runs it."""

    title: str
    name: str
    target: str

    def tell(self, rows: Sequence[Row], machine: Machine, *, as_json: bool) -> int:
        """Write and print the rows; 0 when every bar holds, 1 when one does not."""
        day = datetime.now(UTC).date().isoformat()
        document = {"date": day, "machine": asdict(machine), "rows": [_to_json(row) for row in rows]}
        text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
        (FOLDER / f"{self.name}.json").write_text(text, encoding="utf-8")
        (FOLDER / f"{self.name}.md").write_text(self._markdown(rows, str(machine), day), encoding="utf-8")
        if as_json:
            print(json.dumps(document, ensure_ascii=False))
        else:
            Console().print(self._table(rows, str(machine)))
        return 0 if all(row.holds for row in rows) else 1

    def _table(self, rows: Sequence[Row], machine: str) -> Table:
        table = Table(title=self.title, caption=machine)
        for number, heading in enumerate(_HEADINGS):
            table.add_column(heading, justify="right" if 2 <= number <= 5 else "left")
        for row in rows:
            table.add_row(*_cells(row))
        return table

    def _markdown(self, rows: Sequence[Row], machine: str, day: str) -> str:
        lines = [
            f"# {self.title}",
            f"`make {self.target}`, {day}, {machine}. The smallest time of each, measured in turns.",
            "",
            "| " + " | ".join(_HEADINGS) + " |",
            "|---|---|---:|---:|---:|---:|---|",
            *("| " + " | ".join(_cells(row)) + " |" for row in rows),
        ]
        return "\n".join(lines) + "\n"


_HEADINGS = ("bar", "beside", "peer, ms", "ours, ms", "measured", "bar", "")


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


def _to_json(row: Row) -> dict[str, object]:
    return asdict(row) | {"holds": row.holds}
