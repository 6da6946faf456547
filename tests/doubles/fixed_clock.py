"""A clock that stands still until a test moves it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta


class FixedClock:
    """Time as the test says: :meth:`advance` is the only thing that moves it."""

    def __init__(self, at: datetime = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)) -> None:
        self._at = at
        self._lock = threading.Lock()

    def now(self) -> datetime:
        with self._lock:
            return self._at

    def advance(self, by: timedelta | float) -> datetime:
        """Move forward by a duration (or seconds); the new time."""
        with self._lock:
            self._at += by if isinstance(by, timedelta) else timedelta(seconds=by)
            return self._at
