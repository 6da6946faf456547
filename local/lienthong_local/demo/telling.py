"""How a demonstration is told: what came out of each part, as it plays and as a table at the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from lienthong.errors import ExchangeError
from lienthong_local.demo.errors import Difference


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a part came out; ``difference`` is empty when it came out right.

    ``receipts`` counts the events of what was sent in it, each with a receipt that holds.
    """

    en: str
    vi: str
    found: str
    difference: str
    seconds: float
    receipts: int = 0

    def title(self, language: str) -> str:
        """The title in ``en`` or ``vi``."""
        return self.vi if language == "vi" else self.en


def outcome_of(en: str, vi: str, play: Callable[[], tuple[str, int]]) -> Outcome:
    """Play a part that says what it found, and how many receipts hold."""
    started, receipts = time.monotonic(), 0
    try:
        (found, receipts), difference = play(), ""
    except Difference as wrong:
        found, difference = "", str(wrong)
    except ExchangeError as refused:
        found, difference = "", f"{refused.code}: {refused}"
    return Outcome(en, vi, found, difference, time.monotonic() - started, receipts)


def tell(outcome: Outcome, screen: Console, language: str) -> None:
    """A line as soon as a part is over."""
    mark = "[red]✗[/]" if outcome.difference else "[green]✓[/]"
    screen.print(f"{mark} {outcome.title(language)}  [dim]{outcome.seconds:.1f} s[/]")
    if outcome.difference:
        screen.print(f"  {escape(outcome.difference)}", style="red", highlight=False)


def progress_on(screen: Console) -> Progress:
    """A line that moves, with the time it takes and the time that is left."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=screen,
        transient=screen.is_terminal,
    )


_HEADINGS = {
    "vi": ("Tình huống", "Kết quả", "Biên nhận", "Giây"),
    "en": ("Story", "Outcome", "Receipts", "s"),
}
_TEXTS = 2


def table_of(outcomes: Sequence[Outcome], seconds: float, language: str) -> Table:
    """Every part with its outcome, and how many differences there are."""
    table = Table(title="Liên Thông")
    for at, heading in enumerate(_HEADINGS[language]):
        table.add_column(heading, justify="left" if at < _TEXTS else "right")
    table.add_column("")
    for outcome in outcomes:
        shown = escape(outcome.difference or outcome.found)
        mark = "✗" if outcome.difference else "✓"
        receipts = str(outcome.receipts or "")
        table.add_row(outcome.title(language), shown, receipts, f"{outcome.seconds:.1f}", mark)
    wrong = sum(bool(outcome.difference) for outcome in outcomes)
    summary = f"{wrong} sai khác" if language == "vi" else f"{wrong} differences"
    table.add_section()
    proven = sum(outcome.receipts for outcome in outcomes)
    table.add_row(summary, "", str(proven or ""), f"{seconds:.1f}", "✗" if wrong else "✓")
    return table


def outcome_json(outcome: Outcome) -> dict[str, str | float | bool]:
    """An outcome for programs."""
    return {
        "story": outcome.en,
        "outcome": outcome.found,
        "difference": outcome.difference,
        "receipts": outcome.receipts,
        "seconds": round(outcome.seconds, 2),
        "right": not outcome.difference,
    }
