"""Reported entries in memory; their events go to the exchange's, as in its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lienthong.model.register import EntryPlace, RegisterEntry
from lienthong.ports import Change, CommitRefused, RegisterChange, RegisterRefused
from tests.doubles.memory_exchange import TRANSACTION_ITEMS, MemoryExchange
from tests.doubles.memory_nonces import MemoryNonces


class MemoryRegister:
    """Entries by place, behind the lock that the nonces and the exchange have."""

    def __init__(self, exchange: MemoryExchange, nonces: MemoryNonces) -> None:
        self._exchange = exchange
        self._nonces = nonces
        self._entries: dict[EntryPlace, RegisterEntry] = {}

    def record(self, change: RegisterChange) -> None:
        places = [entry.place for entry in change.entries]
        items = len(places) + len(change.events) + bool(change.nonce)
        if items > TRANSACTION_ITEMS:
            raise ValueError(f"{items} items; a transaction takes at most {TRANSACTION_ITEMS}")
        if len(set(places)) < len(places):
            raise ValueError("a transaction takes one action on each item")
        with self._nonces.lock:
            moved = any(self._version(entry.place) != entry.version - 1 for entry in change.entries)
            spent = change.nonce is not None and self._nonces.is_spent(change.nonce)
            if moved:
                raise RegisterRefused(spent, moved)
            try:
                self._exchange.commit(Change(events=change.events, nonce=change.nonce))
            except CommitRefused as refused:
                raise RegisterRefused(refused.nonce_spent, refused.stale) from refused
            self._entries.update((entry.place, entry) for entry in change.entries)

    def _version(self, place: EntryPlace) -> int:
        standing = self._entries.get(place)
        return standing.version if standing else 0

    def standing(self, places: Sequence[EntryPlace]) -> Mapping[EntryPlace, RegisterEntry]:
        with self._nonces.lock:
            return {place: self._entries[place] for place in places if place in self._entries}
