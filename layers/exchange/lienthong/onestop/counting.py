"""All that a report says of dossiers, counted in one pass: each is judged once, counted and forgotten."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from lienthong.errors import IntegrityFault
from lienthong.onestop.assessment import Assessing
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.report import Counts, Period, Report, Reporting, UnitKey
from lienthong.onestop.timeliness import judge


class Counting:
    """The dossiers that these agencies settle or have taken in: by who settles, by centre, the indicators."""

    def __init__(self, period: Period, as_of: datetime, scope: Collection[str]) -> None:
        self._as_of = as_of
        self._scope = scope
        self._by_unit, self._by_centre = Reporting(period), Reporting(period, _taken_in_by)
        self.assessing = Assessing(period)

    def count(self, dossiers: Iterable[Dossier]) -> None:
        """Take dossiers in, those of others left out."""
        for dossier in dossiers:
            if dossier.lead not in self._scope and dossier.centre not in self._scope:
                continue
            judgement = judge(dossier, self._as_of)
            if judgement is not None:
                self._by_unit.add(dossier, judgement)
                self._by_centre.add(dossier, judgement)
                self.assessing.add(dossier, judgement)

    def results(self) -> tuple[Report, dict[str, Counts]]:
        """The report by who settles, and the counts of each centre; both sum up to the same.

        Raises:
            IntegrityFault: they do not, or the figures of a unit do not add up.
        """
        report = self._by_unit.report()
        centres: dict[str, Counts] = {}
        for unit, line in self._by_centre.report().lines.items():
            centres[unit.agency] = centres.get(unit.agency, Counts()) + line
        if report.total != sum(centres.values(), Counts()):
            raise IntegrityFault(what="Report 06: the sum by who settles is not the sum by centres")
        return report, centres


def _taken_in_by(dossier: Dossier) -> UnitKey:
    return UnitKey(dossier.level, dossier.centre)
