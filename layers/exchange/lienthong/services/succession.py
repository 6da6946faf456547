"""Who succeeds an agency that has ended, on a day: chains are walked to the agency that is there that day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from lienthong.model.agency import Agency
from lienthong.model.codes import AgencyState
from lienthong.ports import Registry

#: Reorganisations of a generation; a longer chain is a mistake in the registry, and nobody is its heir.
_LONGEST_CHAIN = 10


def heirs(registry: Registry, agencies: Iterable[Agency], on: date) -> Mapping[str, Agency]:
    """By the code of each of these agencies that has ended by the day: the one that succeeds it then.

    An heir has not ended itself, but may be locked, still to come, or on paper only. An agency without a
    successor, or with a chain that comes back to itself, has none. One read of the registry for each link.
    """
    at = {agency.code: agency for agency in agencies if _has_ended(agency, on)}
    found: dict[str, Agency] = {}
    for _ in range(_LONGEST_CHAIN):
        wanted = sorted({agency.successor for agency in at.values() if agency.successor})
        known = registry.agencies(wanted) if wanted else {}
        at = {code: known[link.successor or ""] for code, link in at.items() if link.successor in known}
        found.update({code: agency for code, agency in at.items() if not _has_ended(agency, on)})
        at = {code: agency for code, agency in at.items() if code not in found}
        if not at:
            break
    return found


def leads_back(registry: Registry, successor: Agency, code: str) -> bool:
    """Whether the successors named after this agency, whenever they come, lead to ``code`` again."""
    link: Agency | None = successor
    for _ in range(_LONGEST_CHAIN):
        if link is None or link.successor is None:
            return False
        if link.successor == code:
            return True
        link = registry.agencies([link.successor]).get(link.successor)
    return True


def _has_ended(agency: Agency, on: date) -> bool:
    return agency.state_on(on) is AgencyState.ENDED
