"""Report 06: what was received, resolved and is in progress, by unit, from folded dossiers alone.

received {total, online, direct + postal, carried over} = resolved {early, on time, overdue} + in progress {in
time, overdue}. Counted is what was accepted; what was refused at the desk is none of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta

from lienthong.errors import IntegrityFault
from lienthong.model.agency_level import AgencyLevel
from lienthong.model.calendar import VIETNAM
from lienthong.model.event import JsonValue
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.errors import ReportDoesNotAddUp
from lienthong.onestop.figures import Share
from lienthong.onestop.timeliness import Judgement, Timeliness, judge
from lienthong.onestop.words import Channel


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in Vietnam, the last one included."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        """Its first instant, UTC."""
        return _midnight(self.first)

    @property
    def end(self) -> datetime:
        """Its last instant, UTC: what happens at the midnight after it is the next period's."""
        return _midnight(self.last + timedelta(days=1)) - timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Counts:
    """One line of Report 06."""

    online: int = 0
    direct_and_postal: int = 0
    carried_over: int = 0
    early: int = 0
    on_time: int = 0
    overdue: int = 0
    open_in_time: int = 0
    open_overdue: int = 0

    def __post_init__(self) -> None:
        """Holds the invariant.

        Raises:
            ReportDoesNotAddUp: received is not resolved and in progress together.
        """
        if self.received != self.resolved + self.in_progress:
            raise ReportDoesNotAddUp(
                received=self.received, resolved=self.resolved, in_progress=self.in_progress
            )

    @property
    def received(self) -> int:
        """All that there was to be dealt with in the period."""
        return self.online + self.direct_and_postal + self.carried_over

    @property
    def new(self) -> int:
        """Received in the period itself."""
        return self.online + self.direct_and_postal

    @property
    def resolved(self) -> int:
        """Ended in the period."""
        return self.early + self.on_time + self.overdue

    @property
    def in_progress(self) -> int:
        """Not ended by the period's end."""
        return self.open_in_time + self.open_overdue

    @property
    def early_share(self) -> Share:
        """Early of resolved."""
        return Share(self.early, self.resolved)

    @property
    def on_time_share(self) -> Share:
        """On the day of resolved, without the early ones, as the report shows it."""
        return Share(self.on_time, self.resolved)

    @property
    def overdue_share(self) -> Share:
        """Overdue of resolved."""
        return Share(self.overdue, self.resolved)

    @property
    def portal_share(self) -> Share:
        """In time of all, as the national portal counts: what is not finished counts by the period's end."""
        return Share(self.early + self.on_time + self.open_in_time, self.received)

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def to_json(self) -> dict[str, JsonValue]:
        """Every figure, the sums and shares too."""
        return {
            "received": {
                "total": self.received,
                "online": self.online,
                "direct_and_postal": self.direct_and_postal,
                "carried_over": self.carried_over,
            },
            "resolved": {
                "total": self.resolved,
                "early": self.early,
                "on_time": self.on_time,
                "overdue": self.overdue,
            },
            "in_progress": {
                "total": self.in_progress,
                "in_time": self.open_in_time,
                "overdue": self.open_overdue,
            },
            "shares": {
                "early": self.early_share.plain(),
                "on_time": self.on_time_share.plain(),
                "overdue": self.overdue_share.plain(),
                "portal": self.portal_share.plain(),
            },
        }


@dataclass(frozen=True, slots=True, order=True)
class UnitKey:
    """A line's unit: a department, a district or a commune, by level and code."""

    level: AgencyLevel
    agency: str


@dataclass(frozen=True, slots=True)
class Report:
    """Report 06 of a period; ``lines`` in the order of province, district, commune and code."""

    period: Period
    lines: Mapping[UnitKey, Counts]

    @property
    def total(self) -> Counts:
        """The sum of all lines."""
        return sum(self.lines.values(), Counts())

    def of_level(self, level: AgencyLevel) -> Counts:
        """The sum of one level's lines."""
        return sum((counts for unit, counts in self.lines.items() if unit.level is level), Counts())

    def to_json(self) -> dict[str, JsonValue]:
        """The report as programs read it."""
        return {
            "first": self.period.first.isoformat(),
            "last": self.period.last.isoformat(),
            "total": self.total.to_json(),
            "lines": [
                {"level": unit.level.value, "agency": unit.agency, **counts.to_json()}
                for unit, counts in self.lines.items()
            ],
        }


class Reporting:
    """Report 06 of a period as dossiers come, one after the other: nothing of them is kept but the counts.

    ``unit_of`` says which line a dossier counts in; without it the one of who settles it.
    """

    def __init__(self, period: Period, unit_of: Callable[[Dossier], UnitKey] | None = None) -> None:
        self._period = period
        self._start = period.start
        self._unit_of = unit_of or _settled_by
        self._tallies: dict[UnitKey, dict[str, int]] = defaultdict(lambda: defaultdict(int))

    def add(self, dossier: Dossier, judgement: Judgement) -> None:
        """Take a judged dossier in; what had ended before the period is passed over."""
        if dossier.accepted_at is None or _ended_before(dossier, self._start):
            return
        tally = self._tallies[self._unit_of(dossier)]
        tally["carried_over" if dossier.accepted_at < self._start else _COLUMN[dossier.channel]] += 1
        tally[_outcome(judgement)] += 1

    def report(self) -> Report:
        """The report of what was taken in.

        Raises:
            IntegrityFault: a unit's figures do not add up; it names the unit.
        """
        ordered = sorted(self._tallies, key=_order)
        return Report(self._period, {unit: _checked(unit, self._tallies[unit]) for unit in ordered})


def report_06(dossiers: Iterable[Dossier], period: Period) -> Report:
    """The report of a period, from dossiers folded up to its end or beyond, in any order."""
    reporting, end = Reporting(period), period.end
    for dossier in dossiers:
        judgement = judge(dossier, end)
        if judgement is not None:
            reporting.add(dossier, judgement)
    return reporting.report()


def _settled_by(dossier: Dossier) -> UnitKey:
    return UnitKey(dossier.level, dossier.lead)


def _checked(unit: UnitKey, tally: Mapping[str, int]) -> Counts:
    try:
        return Counts(**tally)
    except ReportDoesNotAddUp as wrong:
        raise IntegrityFault(what=f"Report 06 of {unit.agency}: {wrong.sentence('en')}") from wrong


_COLUMN = {
    Channel.ONLINE: "online",
    Channel.DIRECT: "direct_and_postal",
    Channel.POSTAL: "direct_and_postal",
}
_LEVELS = list(AgencyLevel)


def _order(unit: UnitKey) -> tuple[int, str]:
    return _LEVELS.index(unit.level), unit.agency


def _ended_before(dossier: Dossier, start: datetime) -> bool:
    return dossier.ended_at is not None and dossier.ended_at < start


def _outcome(judgement: Judgement) -> str:
    late = judgement.timeliness is Timeliness.LATE
    if not judgement.ended:
        return "open_overdue" if late else "open_in_time"
    return "overdue" if late else "early" if judgement.timeliness is Timeliness.EARLY else "on_time"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM).astimezone(UTC)
