"""``python -m lienthong_local.demo``: stories and a year, told and as tables; exit 1 on any difference."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress

from lienthong.errors import ExchangeError
from lienthong_client.messages import language_of_environment
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.programme import CLOSING, STORIES, Item
from lienthong_local.demo.receipts import dossier_is_proven, story_is_proven
from lienthong_local.demo.telling import Outcome, outcome_json, outcome_of, progress_on, table_of, tell
from lienthong_local.demo.webhook_receiver import webhook_receiver
from lienthong_local.province import Province
from lienthong_local.seeding import REGISTRAR, Channels, province_online
from lienthong_local.stack.stack import EmbeddedStack
from lienthong_local.stack.witnesses import witnessed
from lienthong_local.year import telling
from lienthong_local.year.chapter import Chapter
from lienthong_local.year.playing import SEED, planned_today, play_year

STATE = Path(".lienthong").resolve()
#: Of the year that the stories are followed by.
DOCUMENTS = 300


def main(arguments: Sequence[str] | None = None) -> int:
    """Play; 0 when every story came out right, 130 when interrupted: what was started is stopped then too."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--lang", choices=("vi", "en"), default=language_of_environment(os.environ))
    parser.add_argument("--json", action="store_true", help="print the outcomes as JSON")
    chosen = parser.parse_args(arguments)
    screen = Console(stderr=True)
    started = time.monotonic()
    try:
        with progress_on(screen) as progress, _opened_desk(progress, chosen.lang) as desk:
            outcomes, chapter = _play(desk, progress, chosen.lang)
    except ExchangeError as error:
        screen.print(f"[red]{escape(error.sentence(chosen.lang))}[/]")
        return 1
    except KeyboardInterrupt:
        screen.print("Đã dừng." if chosen.lang == "vi" else "Stopped.")
        return 130
    if chosen.json:
        print(json.dumps([outcome_json(outcome) for outcome in outcomes], ensure_ascii=False, indent=1))
    else:
        console = Console()
        console.print(table_of(outcomes, time.monotonic() - started, chosen.lang))
        telling.print_end(chapter, console, chosen.lang)
    return 0 if all(not outcome.difference for outcome in outcomes) else 1


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


def _play(desk: Desk, progress: Progress, language: str) -> tuple[list[Outcome], Chapter]:
    """The stories, the year, and what is said of everything."""
    outcomes = _told(STORIES, desk, progress, language)
    year = planned_today(desk.online, DOCUMENTS, SEED)
    into = STATE / "year" / f"{DOCUMENTS}-{SEED}"
    played, chapter = play_year(desk.online, year, into, progress, language)
    return [*outcomes, *played, *_told(CLOSING, desk, progress, language)], chapter


def _told(items: Sequence[Item], desk: Desk, progress: Progress, language: str) -> list[Outcome]:
    playing = progress.add_task("", total=len(items))
    outcomes = []
    for item in items:
        progress.update(playing, description=item.title(language))
        outcomes.append(_outcome(item, desk))
        tell(outcomes[-1], progress.console, language)
        progress.advance(playing)
    progress.remove_task(playing)
    return outcomes


def _outcome(item: Item, desk: Desk) -> Outcome:
    sent, taken_in = set(desk.sent), set(desk.taken_in)

    def play() -> tuple[str, int]:
        found = item.play(desk)
        proven = sum(story_is_proven(desk, one) for one in desk.sent.keys() - sent)
        return found, proven + sum(dossier_is_proven(desk, one) for one in desk.taken_in.keys() - taken_in)

    return outcome_of(item.en, item.vi, play)


if __name__ == "__main__":
    sys.exit(main())
