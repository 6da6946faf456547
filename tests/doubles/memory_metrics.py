"""Counted facts in memory."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict


class MemoryMetrics:
    """Counters by name and dimensions."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, frozenset[tuple[str, str]]]] = Counter()
        self._seconds: dict[str, list[float]] = defaultdict(list)

    def count(self, name: str, value: int = 1, **dimensions: str) -> None:
        with self._lock:
            self._counts[name, frozenset(dimensions.items())] += value

    def seconds(self, name: str, value: float, **dimensions: str) -> None:
        with self._lock:
            self._seconds[name].append(value)

    def recorded(self, name: str) -> list[float]:
        """Every duration recorded under the name, in order."""
        return list(self._seconds[name])

    def total(self, name: str, **dimensions: str) -> int:
        """The sum over everything counted under the name with at least these dimensions."""
        wanted = set(dimensions.items())
        return sum(n for (counted, have), n in self._counts.items() if counted == name and wanted <= have)
