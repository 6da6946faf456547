"""``python -m lienthong_local.demo``: play every story, print the table, exit 1 on any difference."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from lienthong.errors import ExchangeError
from lienthong_client.messages import language_of_environment
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.errors import Difference
from lienthong_local.demo.programme import PROGRAMME, Item
from lienthong_local.demo.receipts import story_is_proven
from lienthong_local.demo.webhook_receiver import webhook_receiver
from lienthong_local.province import Province
from lienthong_local.seeding import REGISTRAR, Channels, province_online
from lienthong_local.stack.stack import EmbeddedStack
from lienthong_local.stack.witnesses import witnessed

STATE = Path(".lienthong").resolve()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a story came out; ``difference`` is empty when it came out right.

    ``receipts`` counts the events of what was sent in it, each with a receipt that holds.
    """

    item: Item
    found: str
    difference: str
    seconds: float
    receipts: int = 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Play; 0 when every story came out right, 130 when interrupted: what was started is stopped then too."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--lang", choices=("vi", "en"), default=language_of_environment(os.environ))
    parser.add_argument("--json", action="store_true", help="print the outcomes as JSON")
    chosen = parser.parse_args(arguments)
    screen = Console(stderr=True)
    started = time.monotonic()
    try:
        with _progress(screen) as progress, _opened_desk(progress, chosen.lang) as desk:
            outcomes = _play(desk, progress, chosen.lang)
    except ExchangeError as error:
        screen.print(f"[red]{escape(error.sentence(chosen.lang))}[/]")
        return 1
    except KeyboardInterrupt:
        screen.print("Đã dừng." if chosen.lang == "vi" else "Stopped.")
        return 130
    seconds = time.monotonic() - started
    if chosen.json:
        print(json.dumps([_to_json(outcome) for outcome in outcomes], ensure_ascii=False, indent=1))
    else:
        Console().print(_table(outcomes, seconds, chosen.lang))
    return 0 if all(not outcome.difference for outcome in outcomes) else 1


def _progress(screen: Console) -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=screen,
        transient=screen.is_terminal,
    )


@contextmanager
def _opened_desk(progress: Progress, language: str) -> Iterator[Desk]:
    """The province, online, with a webhook receiver that knows the exchange's key."""
    words = ("Chuẩn bị khóa, chứng thư số", "Đăng ký cơ quan") if language == "vi" else ("Keys", "Agencies")
    preparing = progress.add_task(words[0], total=50)
    with (
        Province.open(STATE, now=lambda: datetime.now(UTC)) as province,
        EmbeddedStack.start(
            STATE,
            revocation_hosts=sorted(province.allowed_hosts),
            time_stamping_url=province.time_stamping_url,
        ) as stack,
        witnessed(stack),
        webhook_receiver() as receiver,
    ):
        progress.update(preparing, description=words[1])
        channels = Channels(webhook_url=receiver.url)
        with province_online(stack, province, channels, lambda _: progress.advance(preparing)) as online:
            progress.update(preparing, completed=50)
            published = online.client(REGISTRAR).get(dict[str, str], "/v1/webhook-key", signed=False)
            receiver.trust(published["key"])
            # In the emulator's folder, which it removes however the demonstration ends.
            folder = stack.emulator.folder / "desk"
            folder.mkdir()
            yield Desk(online, receiver, folder)


def _play(desk: Desk, progress: Progress, language: str) -> list[Outcome]:
    playing = progress.add_task("", total=len(PROGRAMME))
    outcomes = []
    for item in PROGRAMME:
        progress.update(playing, description=item.title(language))
        outcomes.append(_outcome(item, desk))
        mark = "[red]✗[/]" if outcomes[-1].difference else "[green]✓[/]"
        progress.console.print(f"{mark} {item.title(language)}  [dim]{outcomes[-1].seconds:.1f} s[/]")
        if outcomes[-1].difference:
            progress.console.print(f"  {escape(outcomes[-1].difference)}", style="red", highlight=False)
        progress.advance(playing)
    return outcomes


def _outcome(item: Item, desk: Desk) -> Outcome:
    started, before = time.monotonic(), set(desk.sent)
    receipts = 0
    try:
        found, difference = item.play(desk), ""
        receipts = sum(story_is_proven(desk, one) for one in desk.sent.keys() - before)
    except Difference as wrong:
        found, difference = "", str(wrong)
    except ExchangeError as refused:
        found, difference = "", f"{refused.code}: {refused}"
    return Outcome(item, found, difference, time.monotonic() - started, receipts)


_HEADINGS = {
    "vi": ("Tình huống", "Kết quả", "Biên nhận", "Giây"),
    "en": ("Story", "Outcome", "Receipts", "s"),
}
_TEXTS = 2


def _table(outcomes: Sequence[Outcome], seconds: float, language: str) -> Table:
    headings = _HEADINGS[language]
    table = Table(title="Liên Thông")
    for at, heading in enumerate(headings):
        table.add_column(heading, justify="left" if at < _TEXTS else "right")
    table.add_column("")
    for outcome in outcomes:
        shown = outcome.difference or outcome.found
        mark = "✗" if outcome.difference else "✓"
        receipts = str(outcome.receipts or "")
        table.add_row(outcome.item.title(language), shown, receipts, f"{outcome.seconds:.1f}", mark)
    wrong = sum(bool(outcome.difference) for outcome in outcomes)
    summary = f"{wrong} sai khác" if language == "vi" else f"{wrong} differences"
    table.add_section()
    proven = sum(outcome.receipts for outcome in outcomes)
    table.add_row(summary, "", str(proven), f"{seconds:.1f}", "✗" if wrong else "✓")
    return table


def _to_json(outcome: Outcome) -> dict[str, str | float | bool]:
    return {
        "story": outcome.item.en,
        "outcome": outcome.found,
        "difference": outcome.difference,
        "receipts": outcome.receipts,
        "seconds": round(outcome.seconds, 2),
        "right": not outcome.difference,
    }


if __name__ == "__main__":
    sys.exit(main())
