"""``python -m lienthong_local.year``: a year of the province, its ratios, exit 1 on any difference."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from lienthong.errors import ExchangeError
from lienthong_client.messages import language_of_environment
from lienthong_local.demo.telling import Outcome, outcome_json, progress_on, table_of
from lienthong_local.up import STATE, running_province
from lienthong_local.year import telling
from lienthong_local.year.chapter import Chapter
from lienthong_local.year.playing import SEED, planned_today, play_year
from lienthong_local.year.words import words

DOCUMENTS = 10_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Replay; 0 when every number is as planned, 130 when interrupted: what was started is stopped."""
    chosen = _parser().parse_args(arguments)
    language, screen, started = chosen.lang, Console(stderr=True), time.monotonic()
    screen.print(words(language)["starting"])
    try:
        with running_province() as online:
            into = STATE / "year" / f"{chosen.documents}-{chosen.seed}"
            year = planned_today(online, chosen.documents, chosen.seed)
            with progress_on(screen) as progress:
                outcomes, chapter = play_year(online, year, into, progress, language)
            # Told before the stack is taken down, which takes its time after ten thousand documents.
            _tell(outcomes, chapter, time.monotonic() - started, chosen)
    except ExchangeError as error:
        screen.print(f"[red]{escape(error.sentence(language))}[/]")
        return 1
    except KeyboardInterrupt:
        screen.print(words(language)["stopped"])
        return 130
    return 0 if all(not outcome.difference for outcome in outcomes) else 1


def _tell(outcomes: Sequence[Outcome], chapter: Chapter, seconds: float, chosen: argparse.Namespace) -> None:
    if chosen.json:
        print(json.dumps([outcome_json(outcome) for outcome in outcomes], ensure_ascii=False, indent=1))
        return
    console = Console()
    console.print(table_of(outcomes, seconds, chosen.lang))
    telling.print_end(chapter, console, chosen.lang)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make year", description=__doc__)
    parser.add_argument(
        "--documents", type=_positive, default=DOCUMENTS, help=f"how many; {DOCUMENTS:,} otherwise"
    )
    parser.add_argument("--seed", type=int, default=SEED, help="of the year; the same gives the same year")
    parser.add_argument("--lang", choices=("vi", "en"), default=language_of_environment(os.environ))
    parser.add_argument("--json", action="store_true", help="print the outcomes as JSON")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


if __name__ == "__main__":
    sys.exit(main())
