"""The trust store with a short memory, so that a warm validation needs no round trip to know its roots."""

from __future__ import annotations

from datetime import datetime, timedelta

from lienthong.model.event import Event
from lienthong.ports import Clock, Nonce, TrustAnchor, TrustStore


class RememberedTrust:
    """A :class:`~lienthong.ports.TrustStore` that remembers what it has read for ``ttl``.

    A new root is trusted, and one that was ended is forgotten, within that time.
    """

    def __init__(self, trust: TrustStore, clock: Clock, ttl: timedelta = timedelta(minutes=1)) -> None:
        self._trust = trust
        self._clock = clock
        self._ttl = ttl
        self._anchors: tuple[TrustAnchor, ...] = ()
        self._until: datetime | None = None

    def anchors(self) -> tuple[TrustAnchor, ...]:
        """All anchors, read again when the memory is too old."""
        now = self._clock.now()
        if self._until is None or now >= self._until:
            self._anchors = self._trust.anchors()
            self._until = now + self._ttl
        return self._anchors

    def record(self, anchor: TrustAnchor, event: Event, nonce: Nonce | None) -> None:
        """Write through, and forget."""
        self._trust.record(anchor, event, nonce)
        self._until = None
