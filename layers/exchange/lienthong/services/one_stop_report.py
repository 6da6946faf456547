"""Report 06 of an agency and everybody below it, with what belongs to it, from the views of the log.

Numbered plan of :meth:`OneStopReports.report`:

1. Who is asked for, if the caller may see it; and whom it stands for: itself and those below it, as the
   registry had them on the period's last day.
2. Every dossier of the period is read once, judged, counted and forgotten: in the line of who settles it, in
   that of its centre, and for the indicators. What is still open is held against the period's end, or
   against now where that is still to come.
3. What centres counted beside (visits, votes, inspections) is added up, and which of them are live.
4. All of it at one position of the views, which the answer names: who folds so many entries of the log comes
   to the same figures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from lienthong.errors import NotFound, Unavailable
from lienthong.model.agency import Agency
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.codes import Role
from lienthong.onestop.assessment import Assessing, Indicator
from lienthong.onestop.counting import Counting
from lienthong.onestop.covering import Covering, covering_of
from lienthong.onestop.figures import Share
from lienthong.onestop.report import Counts, Period, Report
from lienthong.ports import Clock, JsonObject, Registry
from lienthong.services.authentication import Authentication, Caller
from lienthong.services.desk_reading import DeskFigures, DeskReading
from lienthong.services.dossier_reading import DossierReading
from lienthong.services.oversight import Oversight, below

T = TypeVar("T")
_TRIES = 4


@dataclass(frozen=True, slots=True)
class Folded:
    """After how many entries of the log the two views were read."""

    dossiers: int
    desk: int


@dataclass(frozen=True, slots=True)
class CentreLine:
    """One centre: what it took in, and what it counted beside; ``None`` where it is not overseen."""

    centre: str
    counts: Counts
    desk: DeskFigures | None


@dataclass(frozen=True, slots=True)
class OneStopReport:
    """The answer.

    Attributes:
        as_of: against what is held that is still open: the period's end, at the latest now.
        report: by who settles; centres: by who took in, or counted something.
        desk: all centres together.
        names: of every agency that is named, on the period's last day.
    """

    agency: str
    folded: Folded
    as_of: datetime
    report: Report
    centres: tuple[CentreLine, ...]
    desk: DeskFigures
    indicators: Mapping[Indicator, Share | None]
    covering: Covering
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Read:
    report: Report
    by_centre: Mapping[str, Counts]
    assessing: Assessing
    desk: Mapping[str, DeskFigures]
    live: frozenset[str]


@dataclass(frozen=True, slots=True)
class OneStopReports:
    """Answers agencies."""

    dossiers: DossierReading
    desk: DeskReading
    registry: Registry
    authentication: Authentication
    clock: Clock

    def report(self, caller: Caller, name: str, period: Period) -> OneStopReport:
        """The report of an agency; see the module's plan.

        Raises:
            NotFound: no such agency that the caller may see.
            IntegrityFault: the figures of a unit do not add up.
            Unavailable: the views were folded on during each of some tries.
        """
        self.authentication.spend(caller)
        code = Oversight(self.registry).agency(caller, name).code
        as_of = min(period.end, self.clock.now())
        day = date_in_vietnam(as_of)
        agencies = _on(day, self.registry.all())
        scope = frozenset(below(code, agencies.values()))
        folded, read = self._at_one_position(lambda: self._read(scope, period, as_of))
        centres = _lines(read, scope)
        desk = sum((line.desk for line in centres if line.desk), DeskFigures())
        return OneStopReport(
            agency=code,
            folded=folded,
            as_of=as_of,
            report=read.report,
            centres=centres,
            desk=desk,
            indicators=read.assessing.indicators(desk.postings, desk.votes),
            covering=covering_of(scope, read.live, agencies, day),
            names={one: agency.name for one, agency in agencies.items()},
        )

    def last_inspection(self, caller: Caller, name: str) -> tuple[str, JsonObject | None]:
        """The last inspection of a centre's postings, with the centre's code.

        Raises:
            NotFound: no such centre that the caller may see.
        """
        self.authentication.spend(caller)
        agency = Oversight(self.registry).agency(caller, name)
        if Role.ONE_STOP not in agency.roles:
            raise NotFound
        return agency.code, self.desk.inspection(agency.code)

    def _read(self, scope: frozenset[str], period: Period, as_of: datetime) -> _Read:
        counting = Counting(period, as_of, scope)
        counting.count(self.dossiers.of_period(period))
        report, centres = counting.results()
        desk, live = self.desk.of_period(period, scope), self.desk.live(as_of, scope)
        return _Read(report, centres, counting.assessing, desk, live)

    def _at_one_position(self, read: Callable[[], T]) -> tuple[Folded, T]:
        before = self._folded()
        for _ in range(_TRIES):
            found = read()
            after = self._folded()
            if after == before:
                return after, found
            before = after
        raise Unavailable

    def _folded(self) -> Folded:
        return Folded(self.dossiers.position(), self.desk.position())


def _lines(read: _Read, scope: frozenset[str]) -> tuple[CentreLine, ...]:
    return tuple(
        CentreLine(
            centre,
            read.by_centre.get(centre, Counts()),
            read.desk.get(centre, DeskFigures()) if centre in scope else None,
        )
        for centre in sorted({*read.by_centre, *read.desk})
    )


def _on(day: date, agencies: tuple[Agency, ...]) -> dict[str, Agency]:
    """The agencies as they were called, and whose they were, on a day; those to come and gone ones, too."""
    return {agency.code: agency.as_of(day) for agency in agencies}
