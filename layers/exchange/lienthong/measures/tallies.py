"""Tallies: counts by name, which add up over documents, agencies and months.

What one document contributes is taken away and put in anew when a fact about it becomes known; so a tally
is the sum of its documents at any time, in whatever order the facts came.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lienthong.measures.ratios import Measure, Ratio, Unit, ratio_of

#: State secrets of the agency, by count alone (D28 1.2): in no denominator.
SECRETS = "secrets"
#: Documents that were taken back (13); each counts once, with its replacement.
RECALLED = "recalled"
#: Documents in whose place an update or a replacement stands, which counts instead.
SUPERSEDED = "superseded"
#: Entries of the paper register that came after the reporting of their month had ended.
LATE_ENTRIES = "late_entries"
#: Deliveries that could not be made, because the recipient's registration was locked or had ended.
UNDELIVERED = "undelivered"
_REASON = "reason."
_EMPTY: Mapping[str, int] = {}


def total_of(unit: Unit) -> str:
    """The denominator's name."""
    return f"{unit.value}.total"


def numerator_of(unit: Unit, measure: Measure) -> str:
    """The numerator's name."""
    return f"{unit.value}.{measure.value}"


def reason_for(code: str) -> str:
    """The name under which documents on paper are counted by the reason for it."""
    return f"{_REASON}{code}"


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts by name; a name that is not there counts nothing."""

    counts: Mapping[str, int] = field(default_factory=lambda: _EMPTY)

    def __getitem__(self, name: str) -> int:
        return self.counts.get(name, 0)

    def __bool__(self) -> bool:
        return bool(self.counts)

    def __add__(self, other: Tally) -> Tally:
        return self._with(other, 1)

    def __sub__(self, other: Tally) -> Tally:
        return self._with(other, -1)

    def _with(self, other: Tally, sign: int) -> Tally:
        if not other.counts:
            return self
        summed = dict(self.counts)
        for name, count in other.counts.items():
            left = summed.get(name, 0) + sign * count
            if left:
                summed[name] = left
            else:
                summed.pop(name, None)
        return Tally(summed)

    def ratio(self, unit: Unit, measure: Measure) -> Ratio:
        """One of the ratios."""
        return ratio_of(self[numerator_of(unit, measure)], self[total_of(unit)])

    @property
    def reasons(self) -> Mapping[str, int]:
        """Documents on paper, by the code of the reason; the most frequent first."""
        found = {
            name.removeprefix(_REASON): count
            for name, count in self.counts.items()
            if name.startswith(_REASON)
        }
        return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))

    def to_json(self) -> dict[str, int]:
        """The counts, sorted by name."""
        return dict(sorted(self.counts.items()))


def sum_of(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    total: dict[str, int] = {}
    for tally in tallies:
        for name, count in tally.counts.items():
            total[name] = total.get(name, 0) + count
    return Tally({name: count for name, count in total.items() if count})
