"""The rows: due dates by the thousand, a half-year of 34,000 dossiers, and what is read out of 100,000."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice

from bench.validation.rows import Row
from lienthong.calendar.reading import shipped
from lienthong.calendar.working import WorkingCalendar
from lienthong.onestop.clock import Allowance, Clock, OfficeTime, PausePolicy, WorkingDays
from lienthong.onestop.counting import Counting
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.lateness import causes_of
from lienthong.onestop.report import report_06
from lienthong.onestop.report_records import report_record_of, reported_dossier_of
from lienthong.onestop.rules import rules_on
from lienthong.onestop.warning import Pace, warnings
from lienthong.services.dossier_records import folded_dossier, folded_json, places_of
from lienthong_local.half_year.replay import replay
from lienthong_local.half_year.targets import DISTRICTS, PERIOD, district_plans, scaled
from lienthong_local.province.registry import load_agencies


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured; a trial run takes little."""

    settled: int = 34_000
    reported: int = 100_000
    dates: int = 10_000
    listed: int = 5_000


def rows(sizes: Sizes) -> Iterator[Row]:
    """Every row."""
    clock = Clock(WorkingCalendar(shipped()), rules_on(PERIOD.first))
    yield from _due_dates(clock, sizes.dates)
    plans = district_plans(load_agencies(), scaled(DISTRICTS, sizes.settled))
    started = time.process_time()
    played = replay(plans, 1, lambda: None)
    name = f"half a year: {len(played.dossiers):,} dossiers, {played.events:,} events"
    yield Row(name, "-", time.process_time() - started, 60, "s")
    dossiers = list(islice(cycle(played.dossiers), sizes.reported))
    many = f"{len(dossiers):,} dossiers"
    yield Row(f"Report 06 over {many}", "-", _seconds(lambda: report_06(dossiers, PERIOD)), 5, "s")
    yield _from_the_view(dossiers, many)
    yield from _view(dossiers[: sizes.listed], clock)
    yield _early_warning(dossiers, clock, many)
    late = [dossier for dossier in dossiers if causes_of(dossier, PERIOD.end, clock)]
    taken = _seconds(lambda: [causes_of(dossier, PERIOD.end, clock) for dossier in late])
    yield Row(f"why {len(late):,} dossiers are late", "-", taken, 5, "s")


def _view(dossiers: list[Dossier], clock: Clock) -> Iterator[Row]:
    """What the view ``dossiers`` does for each entry, and what a page of warnings reads of it."""
    named = f"{len(dossiers):,} dossiers"
    taken = _seconds(lambda: [places_of(dossier) for dossier in dossiers])
    yield Row("the places of a dossier in the view", "-", taken / len(dossiers) * 1e6, 200, "µs")
    records = [{"folded": folded_json(dossier)} for dossier in dossiers]
    pace = Pace.of(dossiers, clock)

    def warn() -> None:
        read = [dossier for record in records if (dossier := folded_dossier(record))]
        warnings(read, PERIOD.end, pace, clock)

    yield Row(f"the view's records of {named} read and judged", "-", _seconds(warn), 2, "s")


def _due_dates(clock: Clock, count: int) -> Iterator[Row]:
    """Over a year's instants, so that no day is favoured."""
    starts = [datetime(2018, 7, 2, 1, tzinfo=UTC) + timedelta(minutes=53 * number) for number in range(count)]
    kinds: tuple[tuple[str, Allowance], ...] = (
        ("15 working days", WorkingDays(15)),
        ("the same day", WorkingDays(0)),
        ("24 office hours", OfficeTime(timedelta(hours=24))),
    )
    for name, allowance in kinds:
        taken = _seconds(lambda one=allowance: [one.due(start, clock) for start in starts])  # type: ignore[misc]
        yield Row(f"due date of {name}", "-", taken / count * 1e6, 50, "µs")
    running = [clock.run(start, WorkingDays(15)) for start in starts]
    pause = timedelta(days=2), timedelta(days=9)
    taken = _seconds(
        lambda: [
            clock.go_on(one, one.start + pause[0], one.start + pause[1], PausePolicy.RESUME, one.allowance)
            for one in running
        ]
    )
    yield Row("due date after a pause", "-", taken / count * 1e6, 50, "µs")


def _from_the_view(dossiers: list[Dossier], many: str) -> Row:
    """As it is asked for: read from the view's texts, counted by unit, by centre, for the indicators."""
    texts = [report_record_of(dossier) for dossier in dossiers]
    scope = frozenset(dossier.centre for dossier in dossiers)

    def report() -> None:
        counting = Counting(PERIOD, PERIOD.end, scope)
        counting.count(map(reported_dossier_of, texts))
        counting.results()

    name = f"Report 06 with its indicators from the view's records of {many}"
    return Row(name, "-", _seconds(report), 5, "s")


def _early_warning(dossiers: list[Dossier], clock: Clock, many: str) -> Row:
    """As each morning: the agencies' pace, then every dossier that is or will be late."""

    def warn() -> None:
        warnings(dossiers, PERIOD.end, Pace.of(dossiers, clock), clock)

    return Row(f"pace and early warning over {many}", "-", _seconds(warn), 10, "s")


def _seconds(run: Callable[[], object]) -> float:
    """The smallest of three, of processor time: on one core, whatever else the machine does."""
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        run()
        best = min(best, time.process_time() - started)
    return best
