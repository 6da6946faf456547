"""What looking a dossier up needs, and nothing more: a slip's lock, a story, names, and counters."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from lienthong.model.event import Event
from lienthong.onestop.filing import ProcedureEditions
from lienthong.onestop.look_limits import Tally
from lienthong.onestop.tracking import SlipLock

#: Agencies whose names are read at once, with one procedure (DynamoDB's limit is 100 keys).
MOST_NAMES = 99


@dataclass(frozen=True, slots=True)
class Described:
    """What a dossier's codes stand for; agencies' names by code, those that are unknown missing."""

    editions: ProcedureEditions | None = None
    names: Mapping[str, str] = field(default_factory=dict)


class TrackingStore(Protocol):
    """Where the public function reads. Who applies cannot be read through it."""

    def count(self, tally: Tally) -> bool:
        """Count one look; ``False``, and nothing counted, where it is full. Forgotten after its time."""
        ...

    def lock(self, code: str) -> SlipLock | None:
        """What the slip's secret is compared with, read consistently: a slip printed anew counts at once."""
        ...

    def story(self, code: str) -> tuple[Event, ...]:
        """A dossier's events in order, read consistently; none where there is no such dossier."""
        ...

    def described(self, procedure: str, agencies: Collection[str]) -> Described:
        """The procedure's editions and the agencies' names, in one round trip; at most MOST_NAMES."""
        ...
