"""Oversight: whose registers, deadlines and figures a caller may see.

An agency sees itself and whatever stands below it in the registry: a district its communes, the province all.
Auditors and registrars see everybody. Anything else does not exist (design, rule 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lienthong.errors import NotFound
from lienthong.model.agency import Agency
from lienthong.model.codes import Role
from lienthong.ports import Registry
from lienthong.services.authentication import Caller

_SEE_ALL = frozenset({Role.AUDITOR, Role.REGISTRAR})
#: No administration is deeper; a loop of parents ends here.
_DEEPEST = 12


class Scope(StrEnum):
    """Of whom something is asked for."""

    SELF = "self"
    #: The agency and everybody below it.
    SUBTREE = "subtree"


@dataclass(frozen=True, slots=True)
class Oversight:
    """Answers who may see whom."""

    registry: Registry

    def agency(self, caller: Caller, name: str) -> Agency:
        """The agency of this code or alias, if the caller may see what is its own.

        Raises:
            NotFound: there is none, or it stands neither at nor below the caller.
        """
        agency = self.registry.agencies([name]).get(name)
        if agency is None or not self._sees(caller, agency):
            raise NotFound
        return agency

    def sees(self, caller: Caller, code: str) -> bool:
        """Whether the caller may see what is this agency's own."""
        agency = self.registry.agencies([code]).get(code)
        return agency is not None and self._sees(caller, agency)

    def _sees(self, caller: Caller, agency: Agency) -> bool:
        return not caller.agency.roles.isdisjoint(_SEE_ALL) or caller.code in self._line_of(agency)

    def _line_of(self, agency: Agency) -> list[str]:
        """The agency and those above it, nearest first."""
        line = [agency.code]
        parent = agency.parent
        while parent and parent not in line and len(line) < _DEEPEST:
            above = self.registry.agencies([parent]).get(parent)
            if above is None:
                break
            line.append(above.code)
            parent = above.parent
        return line


def below(code: str, agencies: Iterable[Agency]) -> tuple[str, ...]:
    """The agency of this code and everybody below it, sorted."""
    children: dict[str, list[str]] = {}
    for agency in agencies:
        if agency.parent:
            children.setdefault(agency.parent, []).append(agency.code)
    return tuple(sorted(_reached(code, children)))


def _reached(code: str, children: Mapping[str, list[str]]) -> set[str]:
    found, waiting = {code}, [code]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found
