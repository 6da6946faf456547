"""Looking up in memory: what stands with the dossiers and in the registry, and counters that stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from lienthong.model.event import Event
from lienthong.onestop.look_limits import Tally
from lienthong.onestop.tracking import SlipLock
from lienthong.ports import Described
from tests.doubles.memory_dossiers import MemoryDossiers
from tests.doubles.memory_registry import MemoryRegistry


class MemoryTracking:
    """Reads, and counts what it was asked; ``calls`` are named as the port names them."""

    def __init__(self, dossiers: MemoryDossiers, registry: MemoryRegistry) -> None:
        self._dossiers = dossiers
        self._registry = registry
        self.looks = Counter[str]()
        self.calls: list[str] = []

    def count(self, tally: Tally) -> bool:
        self.calls.append("count")
        if self.looks[tally.key] >= tally.most:
            return False
        self.looks[tally.key] += 1
        return True

    def lock(self, code: str) -> SlipLock | None:
        self.calls.append("lock")
        person = self._dossiers.people([code]).get(code)
        return SlipLock(person.salt, person.secret_hash, person.expires_at) if person else None

    def story(self, code: str) -> tuple[Event, ...]:
        self.calls.append("story")
        story = self._dossiers.story(code)
        return story.events if story else ()

    def described(self, procedure: str, agencies: Collection[str]) -> Described:
        self.calls.append("described")
        names = {code: agency.name for code, agency in self._registry.agencies(agencies).items()}
        return Described(self._dossiers.editions([procedure]).get(procedure), names)
