"""How often and how patiently a failed attempt is repeated: exponential back-off with jitter."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

#: Answers that the same request may get past later. 501 and 505 to 511 stay as they are.
PASSING_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})


def _nobody(seconds: float, attempt: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Attempts and waits. ``pause`` and ``chance`` (0 ≤ x < 1) are ports, so that a run can be replayed.

    Attributes:
        attempts: how often in all.
        first, longest: the first wait and the ceiling of a wait, in seconds.
        on_wait: told before each wait how long it is, and which attempt has failed.
    """

    attempts: int = 5
    first: float = 0.5
    longest: float = 30.0
    pause: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    on_wait: Callable[[float, int], None] = _nobody

    def allows_another(self, attempt: int, at_least: float = 0.0) -> bool:
        """Whether to try again after this attempt (1 is the first), when asked to wait ``at_least``."""
        return attempt < self.attempts and at_least <= self.longest

    def wait(self, attempt: int, at_least: float = 0.0) -> None:
        """Wait after a failed attempt: half of the doubled time for certain, the other half by chance."""
        ceiling = min(self.longest, self.first * 2 ** (attempt - 1))
        seconds = max(at_least, ceiling * (0.5 + self.chance() / 2))
        self.on_wait(seconds, attempt)
        self.pause(seconds)


def retry_after(header: str | None, now: datetime) -> float:
    """Seconds that a ``Retry-After`` header asks for (RFC 9110 10.2.3); 0 when it asks for nothing."""
    if not header:
        return 0.0
    if header.strip().isdecimal():
        return float(header)
    try:
        instant = parsedate_to_datetime(header)
    except ValueError:
        return 0.0
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    return max(0.0, (instant - now).total_seconds())
