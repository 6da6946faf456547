"""The administration as of a day: who stood below whom, from the registry's changes.

A period is counted by the tree of its last day: an agency that has moved to another parent in it counts
there with all that it issued in it, and one that ended in it is still counted where it stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from lienthong.measures.periods import Period
from lienthong.model.event import JsonValue

#: So many of an agency's changes are kept, the newest; older periods are then counted by the oldest kept.
MOST_CHANGES = 500
#: No administration is deeper.
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class AgencyEntry:
    """An agency's entry from a day on; ``version`` orders those of one day."""

    version: int
    since: date
    name: str
    parent: str | None
    level: str
    ended_on: date | None = None

    @classmethod
    def of_details(cls, details: Mapping[str, JsonValue], on: date) -> AgencyEntry | None:
        """Read the details of a ``RegistryChange`` of this day; ``None`` of those that told of no entry."""
        entry, version = details.get("entry"), details.get("version")
        if not isinstance(entry, dict) or not isinstance(version, int):
            return None
        begins = date.fromisoformat(str(entry["effective_from"]))
        return cls(
            version=version,
            # The registry may be told of an agency long after it began.
            since=begins if version == 1 else on,
            name=str(entry["name"]),
            parent=str(entry["parent"]) if entry.get("parent") else None,
            level=str(entry.get("level") or ""),
            ended_on=date.fromisoformat(str(entry["ended_on"])) if entry.get("ended_on") else None,
        )

    @classmethod
    def from_json(cls, version: int, record: Mapping[str, JsonValue]) -> AgencyEntry:
        """Read :meth:`to_json`'s form."""
        parent, ended = record["parent"], record["ended_on"]
        return cls(
            version,
            date.fromisoformat(str(record["since"])),
            str(record["name"]),
            str(parent) if parent is not None else None,
            str(record["level"]),
            date.fromisoformat(str(ended)) if ended else None,
        )

    def to_json(self) -> dict[str, JsonValue]:
        """The entry as a view keeps it, below its version."""
        return {
            "since": self.since.isoformat(),
            "name": self.name,
            "parent": self.parent,
            "level": self.level,
            "ended_on": self.ended_on.isoformat() if self.ended_on else None,
        }


@dataclass(frozen=True, slots=True)
class AgencyHistory:
    """The entries of one agency by version."""

    entries: Mapping[int, AgencyEntry] = field(default_factory=dict)

    def with_entry(self, entry: AgencyEntry) -> AgencyHistory:
        """Another change becomes known, in any order."""
        if entry.version in self.entries:
            return self
        kept = sorted({**self.entries, entry.version: entry}.items())[-MOST_CHANGES:]
        return AgencyHistory(dict(kept))

    def on(self, day: date) -> AgencyEntry | None:
        """The entry in force at the end of a day; ``None`` before the agency was there."""
        in_force = [entry for entry in self.entries.values() if entry.since <= day]
        return max(in_force, key=lambda entry: entry.version) if in_force else None

    @classmethod
    def from_json(cls, record: Mapping[str, JsonValue] | None) -> AgencyHistory:
        """Read :meth:`to_json`'s form."""
        versions = cast("dict[str, dict[str, JsonValue]]", record["versions"]) if record else {}
        return cls(
            {int(version): AgencyEntry.from_json(int(version), entry) for version, entry in versions.items()}
        )

    def to_json(self) -> dict[str, JsonValue]:
        """The history as a view keeps it."""
        return {
            "versions": {str(version): self.entries[version].to_json() for version in sorted(self.entries)}
        }


@dataclass(frozen=True, slots=True)
class Tree:
    """The agencies of one period, by code."""

    agencies: Mapping[str, AgencyEntry]

    @classmethod
    def of_period(cls, histories: Iterable[tuple[str, AgencyHistory]], period: Period) -> Tree:
        """As of the period's last day, without those that had ended before its first."""
        found = {}
        for code, history in histories:
            entry = history.on(period.last_day)
            if entry and (entry.ended_on is None or entry.ended_on >= period.first_day):
                found[code] = entry
        return cls(found)

    def name(self, code: str) -> str:
        """The agency's name in the period; its code where the tree does not have it."""
        return self.agencies[code].name if code in self.agencies else code

    def level(self, code: str) -> str:
        """``province``, ``district``, ``commune``; empty where the tree does not have it."""
        return self.agencies[code].level if code in self.agencies else ""

    def below(self, code: str) -> tuple[str, ...]:
        """The agency and everybody below it, sorted."""
        return tuple(sorted({code, *(other for other in self.agencies if code in self._above(other))}))

    def _above(self, code: str) -> list[str]:
        line: list[str] = []
        entry = self.agencies.get(code)
        while entry and entry.parent and entry.parent not in line and len(line) < _DEEPEST:
            line.append(entry.parent)
            entry = self.agencies.get(entry.parent)
        return line
