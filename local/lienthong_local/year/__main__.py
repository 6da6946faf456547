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
        outcomes, chapter = _play(chosen.documents, chosen.seed, screen, language)
    except ExchangeError as error:
        screen.print(f"[red]{escape(error.sentence(language))}[/]")
        return 1
    except KeyboardInterrupt:
        screen.print(words(language)["stopped"])
        return 130
    if chosen.json:
        print(json.dumps([outcome_json(outcome) for outcome in outcomes], ensure_ascii=False, indent=1))
    else:
        console = Console()
        console.print(table_of(outcomes, time.monotonic() - started, language))
        telling.print_end(chapter, console, language)
    return 0 if all(not outcome.difference for outcome in outcomes) else 1


def _play(documents: int, seed: int, screen: Console, language: str) -> tuple[list[Outcome], Chapter]:
    with running_province() as online, progress_on(screen) as progress:
        year = planned_today(online, documents, seed)
        return play_year(online, year, STATE / "year" / f"{documents}-{seed}", progress, language)


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
