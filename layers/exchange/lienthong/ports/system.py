"""Time, identifiers and counters, as contracts."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Time, in UTC."""

    def now(self) -> datetime:
        """The present instant, timezone-aware, UTC, to the millisecond."""
        ...


class Ids(Protocol):
    """Fresh identifiers."""

    def event_id(self, at: datetime) -> str:
        """A ULID for an event at this time; two calls never give the same."""
        ...

    def nonce(self) -> str:
        """At least 128 random bits as URL-safe text."""
        ...

    def salt(self) -> bytes:
        """32 random bytes that nobody can guess, for one event."""
        ...

    def tracking_secret(self) -> str:
        """A secret for a slip, that nobody can guess (:mod:`lienthong.onestop.tracking`)."""
        ...


class Metrics(Protocol):
    """Counted facts (CloudWatch EMF)."""

    def count(self, name: str, value: int = 1, **dimensions: str) -> None:
        """Add to a counter. Dimensions are few and low in number of values; never identifiers."""
        ...

    def seconds(self, name: str, value: float, **dimensions: str) -> None:
        """Record a duration or an age; dimensions as above."""
        ...
