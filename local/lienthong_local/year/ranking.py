"""The districts in the order of their ratios: the last one is found by its numbers, whatever its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lienthong.measures.ratios import NotApplicable, Ratio, ratio_of
from lienthong.model.agency_level import AgencyLevel
from lienthong_local.province import AgencyRow
from lienthong_local.year.expected import Counts, Month

MEASURES = ("R1", "R2", "R3", "R4")


@dataclass(frozen=True, slots=True)
class Standing:
    """A district with everybody below it.

    Attributes:
        counts: of all months; first, last: of the first and of the last three of them.
    """

    code: str
    name: str
    counts: Counter[str]
    first: Counter[str]
    last: Counter[str]


def ranked(agencies: Sequence[AgencyRow], counts: Counts, months: Sequence[Month]) -> tuple[Standing, ...]:
    """Every district, the most electronic first: by R2, then by R4, of its documents."""
    parents = {row.code: row.parent for row in agencies if row.level is AgencyLevel.DISTRICT}
    standings = [
        Standing(
            row.code,
            row.short_name,
            _sum(counts, parents, row.code, months),
            _sum(counts, parents, row.code, months[:3]),
            _sum(counts, parents, row.code, months[-3:]),
        )
        for row in agencies
        if row.code in parents and row.parent not in parents
    ]
    return tuple(sorted(standings, key=lambda one: (_share(one, "R2"), _share(one, "R4")), reverse=True))


def _sum(counts: Counts, parents: dict[str, str | None], code: str, months: Sequence[Month]) -> Counter[str]:
    total: Counter[str] = Counter()
    for (agency, month), found in counts.items():
        if month in months and code in (agency, parents.get(agency)):
            total += found
    return total


def share_of(counts: Counter[str], measure: str) -> Ratio:
    """A ratio by document."""
    return ratio_of(counts[f"document.{measure}"], counts["document.total"])


def _share(standing: Standing, measure: str) -> float:
    """For sorting; who has issued nothing is not behind anybody."""
    ratio = share_of(standing.counts, measure)
    return 2.0 if isinstance(ratio, NotApplicable) else float(ratio.fraction)
