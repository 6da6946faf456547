"""Plays a year on an exchange that runs, with a line that moves; for the demonstration and ``make year``."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from rich.progress import Progress

from lienthong.model.calendar import date_in_vietnam
from lienthong_local.demo.telling import Outcome, outcome_of, tell
from lienthong_local.seeding import ProvinceOnline
from lienthong_local.year import found
from lienthong_local.year.chapter import Chapter, Part
from lienthong_local.year.expected import Month
from lienthong_local.year.plan import Year, plan_year
from lienthong_local.year.replay import steps_of
from lienthong_local.year.words import month_name, written

#: The year that is played where nobody asks for another.
SEED: Final = 2021


def planned_today(online: ProvinceOnline, documents: int, seed: int) -> Year:
    """The year that ends with the last whole month."""
    today = date_in_vietnam(datetime.now(UTC))
    return plan_year(online.province.agencies, documents, seed, today)


def play_year(
    online: ProvinceOnline, year: Year, into: Path, progress: Progress, language: str
) -> tuple[list[Outcome], Chapter]:
    """Every part of the year with how it came out, each told as soon as it is over."""
    steps = steps_of(year)
    task = progress.add_task("", total=steps)

    def at_month(month: Month) -> None:
        name = month_name(month, language)
        progress.update(task, description=name)
        if not progress.console.is_terminal:
            # Where no line moves, a line each month says how far it is.
            (line,) = (one for one in progress.tasks if one.id == task)
            done = written(int(line.completed), language)
            progress.console.print(f"{name}  {done} / {written(steps, language)}", highlight=False)

    found.fold_on(online)
    before = found.found_counts(online, year.months)
    # Letters wait beside the emulator until they are sent, and go with it however the replay ends.
    with tempfile.TemporaryDirectory(prefix="year-", dir=online.stack.emulator.folder) as scratch:
        chapter = Chapter(
            online=online,
            year=year,
            scratch=Path(scratch),
            into=into,
            advance=partial(progress.advance, task),
            at_start=partial(progress.reset, task),
            at_month=at_month,
            language=language,
            before=before,
        )
        outcomes = []
        for part in chapter.parts():
            progress.update(task, description=part[1] if language == "vi" else part[0])
            outcomes.append(_outcome(part))
            tell(outcomes[-1], progress.console, language)
    progress.remove_task(task)
    return outcomes, chapter


def _outcome(part: Part) -> Outcome:
    en, vi, play = part
    return outcome_of(en, vi, lambda: (play(), 0))
