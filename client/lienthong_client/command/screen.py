"""Where results go: tables and sentences for people, JSON for programs, progress where somebody watches."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lienthong_client.messages import Language, say
from lienthong_client.progress import SILENT, Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

#: Where nobody sets a width (a pipe, a file), lines stay whole.
_PIPE_WIDTH = 200
#: The country's clock (D28 14.4).
_VIETNAM = timezone(timedelta(hours=7))


class Screen:
    """Writes results to standard output and everything else to standard error."""

    def __init__(self, language: Language, *, as_json: bool = False, quiet: bool = False) -> None:
        self.language = language
        self.as_json = as_json
        self.quiet = quiet
        self._out = _console(sys.stdout)
        self._aside = _console(sys.stderr)

    # --- results ---------------------------------------------------------------------------------

    def json(self, value: object) -> None:
        """A result for a program: one JSON document, keys as the API has them."""
        sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")

    def json_line(self, value: object) -> None:
        """One of several results for a program: one JSON document on one line."""
        sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
        sys.stdout.flush()

    def say(self, key: str, *, style: str = "", **facts: object) -> None:
        """A sentence that is part of the result."""
        self.line(say(key, self.language, **facts), style=style)

    def line(self, text: str, *, style: str = "") -> None:
        """A line that is part of the result."""
        self._out.print(Text(plain(text), style=style), soft_wrap=True)

    def facts(self, facts: Mapping[str, str]) -> None:
        """Labelled facts, aligned; what is empty is left out."""
        grid = Table.grid(padding=(0, 2))
        for key, value in facts.items():
            if value:
                grid.add_row(Text(say(key, self.language), style="bold"), plain(value))
        self._out.print(grid)

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]], *, title: str = "") -> None:
        """A table; ``columns`` are keys. Columns in which nothing stands are left out."""
        used = [index for index in range(len(columns)) if any(row[index] for row in rows)]
        table = Table(
            box=SIMPLE_HEAD,
            pad_edge=False,
            title=say(title, self.language) if title else None,
            title_justify="left",
            title_style="bold",
        )
        for index in used:
            # Identifiers are copied from the table: they never break.
            table.add_column(
                say(columns[index], self.language),
                no_wrap=columns[index] in _UNBROKEN,
                overflow="ignore" if columns[index] in _UNBROKEN else "fold",
            )
        for row in rows:
            table.add_row(*(plain(row[index]) for index in used))
        self._out.print(table)

    def show(self, table: Table) -> None:
        """A table that a page has laid out itself."""
        self._out.print(table)

    def block(self, head: str, facts: Sequence[str], text: str, *below: Sequence[str]) -> None:
        """One item of a list on a narrow terminal: a heading with facts, its text, lines of facts below."""
        heading = Text(plain(head), style="bold")
        heading.append("  " + plain("  ".join(fact for fact in facts if fact)), style="not bold")
        self._out.print(heading)
        for line in (text, *(" · ".join(fact for fact in facts if fact) for facts in below)):
            self._out.print(Padding(Text(plain(line)), (0, 0, 0, 2)))
        self._out.print()

    def pairs(self, pairs: Sequence[tuple[str, str]], *, indent: int = 0) -> None:
        """Facts with labels that are words already, aligned."""
        grid = Table.grid(padding=(0, 2))
        for name, value in pairs:
            if value:
                grid.add_row(Text(plain(name), style="dim"), Text(plain(value)))
        self._out.print(Padding(grid, (0, 0, 0, indent), expand=False))

    def paragraph(self, text: str, *, mark: str = "", indent: int = 0, style: str = "") -> None:
        """A text that folds at the edge of the terminal, all its lines indented behind a mark."""
        grid = Table.grid(padding=(0, 1))
        grid.add_row(*([Text(mark, style=style)] if mark else []), Text(plain(text), style=style))
        self._out.print(Padding(grid, (0, 0, 0, indent), expand=False))

    @property
    def width(self) -> int:
        """Columns of the terminal."""
        return self._out.width

    # --- beside the results ----------------------------------------------------------------------

    def note(self, key: str, **facts: object) -> None:
        """Something to know that is not the result."""
        if not self.quiet:
            self._aside.print(Text(plain(say(key, self.language, **facts)), style="dim"), soft_wrap=True)

    def complain(self, text: str, *, style: str = "") -> None:
        """A line about an error; shown even when quiet."""
        self._aside.print(Text(plain(text), style=style), soft_wrap=True)

    def complain_json(self, value: object) -> None:
        """An error for a program, on standard error."""
        sys.stderr.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Progress bars on standard error; none when quiet, for programs, or where no terminal is."""
        if self.quiet or self.as_json or not self._aside.is_terminal:
            yield SILENT
            return
        with _bars(self._aside) as bars:
            yield _BarProgress(bars)

    @contextmanager
    def waiting(self, key: str) -> Iterator[None]:
        """Something that turns while we wait; a plain line where no terminal is."""
        if self.quiet or self.as_json or not self._aside.is_terminal:
            yield
            return
        with self._aside.status(say(key, self.language)):
            yield


#: Columns of identifiers.
_UNBROKEN = frozenset(
    {
        "column.submission",
        "column.code",
        "column.letter",
        "column.queue",
        "column.recipient",
        "column.dossier",
        "column.carried-by",
    }
)


def _console(stream: TextIO) -> Console:
    # Names and subjects come from other agencies: nothing in them is markup.
    console = Console(file=stream, markup=False, emoji=False, highlight=False)
    if not console.is_terminal:
        console.width = _PIPE_WIDTH
    return console


def _bars(console: Console) -> Bars:
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(binary_units=True),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=console,
    )


class _BarProgress:
    """One bar for each piece of work."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def begin(self, name: str, total: int, done: int = 0) -> None:
        """Show a bar."""
        self._tasks[name] = self._bars.add_task(plain(name), total=total, completed=done)

    def advance(self, name: str, count: int) -> None:
        """Move it."""
        self._bars.advance(self._tasks[name], count)

    def finish(self, name: str) -> None:
        """Fill it."""
        if name in self._tasks:
            task = self._tasks[name]
            self._bars.update(task, completed=self._bars.tasks[task].total)


def plain(text: str) -> str:
    """Text of others without what would steer the terminal."""
    return "".join(char if char.isprintable() or char == "\n" else "·" for char in text)


def local_time(instant: str | None, language: Language) -> str:
    """An RFC 3339 time as it reads in Vietnam: ``23/11/2026 14:05``, in English ``2026-11-23 14:05``."""
    if not instant:
        return ""
    try:
        local = datetime.fromisoformat(instant).astimezone(_VIETNAM)
    except ValueError:
        return instant
    return f"{local:%d/%m/%Y %H:%M}" if language == "vi" else f"{local:%Y-%m-%d %H:%M}"


def local_date(day: str | None, language: Language) -> str:
    """An ISO date as it is read."""
    if not day:
        return ""
    parts = day[:10].split("-")
    return "/".join(reversed(parts)) if language == "vi" and len(parts) == 3 else day


def size_text(size: int) -> str:
    """A number of bytes for people."""
    amount = float(size)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if amount < 1024 or unit == "GiB":
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{size} B"
