"""Coverage of the electronic one-stop: which units of the administration have a centre that is live.

Decree 61/2018 wants a one-stop at the province, at every district and at every commune. Such a unit is known
in the registry as an agency that stands above everything else of its level: its parent is of a higher level,
or there is none. Its centre is the one-stop agency at or below it on the same level. A centre is live that is
set up and has taken a dossier in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from lienthong.model.agency import Agency
from lienthong.model.agency_level import AgencyLevel
from lienthong.model.codes import AgencyState
from lienthong.onestop.assessment import coverage
from lienthong.onestop.figures import Share

_LEVELS = list(AgencyLevel)
_THERE = frozenset({AgencyState.ACTIVE, AgencyState.LOCKED})
#: No administration is deeper; a loop of parents ends here.
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Covering:
    """Units that are to have a centre, and those of them that have a live one; codes in order."""

    units: tuple[str, ...]
    live: tuple[str, ...]

    @property
    def share(self) -> Share:
        """Units with a live centre, of all."""
        return coverage(self.live, self.units)

    @property
    def without(self) -> tuple[str, ...]:
        """Units that have none."""
        return tuple(unit for unit in self.units if unit not in self.live)


def covering_of(
    scope: Collection[str], live_centres: Collection[str], agencies: Mapping[str, Agency], day: date
) -> Covering:
    """The coverage of these agencies on a day; ``agencies`` are all, by code, as they were called then."""
    units = {
        code
        for code in scope
        if code in agencies and agencies[code].state_on(day) in _THERE and _is_unit(agencies[code], agencies)
    }
    live = {_unit_of(agencies[code], agencies) for code in live_centres if code in agencies}
    return Covering(tuple(sorted(units)), tuple(sorted(units & live)))


def _is_unit(agency: Agency, agencies: Mapping[str, Agency]) -> bool:
    parent = agencies.get(agency.parent or "")
    return parent is None or _LEVELS.index(parent.level) < _LEVELS.index(agency.level)


def _unit_of(agency: Agency, agencies: Mapping[str, Agency]) -> str:
    """The unit that an agency belongs to: the highest above it that is still of its level."""
    for _ in range(_DEEPEST):
        if _is_unit(agency, agencies):
            break
        agency = agencies[str(agency.parent)]
    return agency.code
