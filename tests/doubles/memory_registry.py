"""The registry and the trust anchors in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lienthong.model.agency import Agency
from lienthong.model.event import Event
from lienthong.ports import Nonce, RegistryChange, RegistryRefused, TrustAnchor
from tests.doubles.memory_nonces import MemoryNonces


class MemoryRegistry:
    """Agencies, their aliases and their history."""

    def __init__(self, agencies: Iterable[Agency] = (), nonces: MemoryNonces | None = None) -> None:
        self._nonces = nonces or MemoryNonces()
        self._agencies = {agency.code: agency for agency in agencies}
        self._aliases = {alias: agency.code for agency in self._agencies.values() for alias in agency.aliases}
        self._events: dict[tuple[str, str], Event] = {}
        self.committed: list[Event] = []

    def agencies(self, names: Iterable[str]) -> Mapping[str, Agency]:
        with self._nonces.lock:
            found = {name: self._agencies.get(self._aliases.get(name, name)) for name in names}
        return {name: agency for name, agency in found.items() if agency}

    def all(self) -> tuple[Agency, ...]:
        with self._nonces.lock:
            return tuple(agency for _, agency in sorted(self._agencies.items()))

    def record(self, change: RegistryChange) -> None:
        agency, event = change.agency, change.event
        with self._nonces.lock:
            if refusal := self._refusal(change):
                raise refusal
            if change.nonce:
                self._nonces.spend(change.nonce)
            self._aliases = {alias: code for alias, code in self._aliases.items() if code != agency.code}
            self._aliases |= dict.fromkeys(agency.aliases, agency.code)
            self._agencies[agency.code] = agency
            self._events[event.subject, event.event_id] = event
            self.committed.append(event)

    def _refusal(self, change: RegistryChange) -> RegistryRefused | None:
        agency = change.agency
        stored = self._agencies.get(agency.code)
        refusal = RegistryRefused(
            nonce_spent=change.nonce is not None and self._nonces.is_spent(change.nonce),
            exists=agency.version == 1 and stored is not None,
            stale=agency.version > 1 and (stored is None or stored.version != agency.version - 1),
            taken_aliases=tuple(
                name for name in (agency.code, *agency.aliases) if self._is_taken(name, agency.code)
            ),
        )
        holds = (refusal.nonce_spent, refusal.exists, refusal.stale, refusal.taken_aliases)
        return refusal if any(holds) else None

    def _is_taken(self, name: str, code: str) -> bool:
        return self._aliases.get(name, code) != code or (name != code and name in self._agencies)

    def history(self, code: str) -> tuple[Event, ...]:
        with self._nonces.lock:
            return tuple(event for (of, _), event in sorted(self._events.items()) if of == code)


class MemoryTrustStore:
    """Trust anchors by fingerprint."""

    def __init__(self, anchors: Iterable[TrustAnchor] = (), nonces: MemoryNonces | None = None) -> None:
        self._nonces = nonces or MemoryNonces()
        self._anchors = {anchor.fingerprint: anchor for anchor in anchors}
        self.committed: list[Event] = []

    def anchors(self) -> tuple[TrustAnchor, ...]:
        with self._nonces.lock:
            return tuple(anchor for _, anchor in sorted(self._anchors.items()))

    def record(self, anchor: TrustAnchor, event: Event, nonce: Nonce | None) -> None:
        with self._nonces.lock:
            if nonce and not self._nonces.spend(nonce):
                raise RegistryRefused(nonce_spent=True)
            self._anchors[anchor.fingerprint] = anchor
            self.committed.append(event)
