"""The registry with a short memory, so that a warm function needs no round trip to know its caller."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from lienthong.model.agency import Agency
from lienthong.model.event import Event
from lienthong.ports import Clock, Registry, RegistryChange


class CachedRegistry:
    """A :class:`~lienthong.ports.Registry` that remembers entries for ``ttl``, but no unknown name.

    A change to an agency is in force everywhere after ``ttl``; registry answers say so.
    """

    def __init__(self, registry: Registry, clock: Clock, ttl: timedelta) -> None:
        self._registry = registry
        self._clock = clock
        self._ttl = ttl
        self._entries: dict[str, tuple[datetime, Agency]] = {}
        self._lock = threading.Lock()

    def agencies(self, names: Iterable[str]) -> Mapping[str, Agency]:
        """Agencies by the name asked for, read together where they are not remembered."""
        wanted = list(dict.fromkeys(names))
        now = self._clock.now()
        with self._lock:
            fresh = {name: entry for name in wanted if (entry := self._entries.get(name)) and now < entry[0]}
        found = {name: agency for name, (_, agency) in fresh.items()}
        missing = [name for name in wanted if name not in found]
        if missing:
            read = self._registry.agencies(missing)
            with self._lock:
                self._entries.update({name: (now + self._ttl, agency) for name, agency in read.items()})
            found.update(read)
        return found

    def all(self) -> tuple[Agency, ...]:
        """Every agency, always read."""
        return self._registry.all()

    def record(self, change: RegistryChange) -> None:
        """Write through, and forget the agency under every name."""
        self._registry.record(change)
        with self._lock:
            self._entries = {
                name: entry for name, entry in self._entries.items() if entry[1].code != change.agency.code
            }

    def history(self, code: str) -> tuple[Event, ...]:
        """The agency's changes, always read."""
        return self._registry.history(code)
