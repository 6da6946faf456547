"""The replay: every unit's population lived, told dossier by dossier, and reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from lienthong.calendar.reading import shipped
from lienthong.calendar.working import WorkingCalendar
from lienthong.onestop.clock import Clock
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.lateness import CauseKind, causes_of
from lienthong.onestop.report import Report, report_06
from lienthong.onestop.rules import rules_on
from lienthong_local.half_year.population import Population
from lienthong_local.half_year.targets import PERIOD, UnitPlan
from lienthong_local.province.one_stop import load_procedures


@dataclass(frozen=True, slots=True)
class Blame:
    """Late dossiers by what cost them most: whose it was, how many, and the office time of all together."""

    kind: CauseKind
    agency: str
    dossiers: int
    over: timedelta


@dataclass(frozen=True, slots=True)
class Replay:
    """What came out: the dossiers, folded, how many events they had, the report, and why some are late."""

    dossiers: list[Dossier]
    events: int
    report: Report
    blames: tuple[Blame, ...]


def replay(plans: Sequence[UnitPlan], seed: int, lived: Callable[[], None]) -> Replay:
    """Live every dossier; ``lived`` is called after each.

    Raises:
        NoSuchLife: the period leaves no room for what a plan asks.
    """
    clock = Clock(WorkingCalendar(shipped()), rules_on(PERIOD.first))
    catalogue = load_procedures()
    dossiers: list[Dossier] = []
    for plan in plans:
        for dossier in Population(plan, catalogue, clock, PERIOD, seed).dossiers():
            dossiers.append(dossier)
            lived()
    events = sum(len(dossier.events) for dossier in dossiers)
    return Replay(dossiers, events, report_06(dossiers, PERIOD), _blames(dossiers, clock))


def _blames(dossiers: Sequence[Dossier], clock: Clock) -> tuple[Blame, ...]:
    """The agencies behind what is late, those with most dossiers first."""
    overs: dict[tuple[CauseKind, str], list[timedelta]] = defaultdict(list)
    for dossier in dossiers:
        for cause in causes_of(dossier, PERIOD.end, clock)[:1]:
            overs[cause.kind, cause.agency].append(cause.over)
    blames = [Blame(kind, agency, len(o), sum(o, timedelta())) for (kind, agency), o in overs.items()]
    return tuple(sorted(blames, key=lambda blame: (-blame.dossiers, blame.agency, blame.kind)))
