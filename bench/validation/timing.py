"""Timing two things against each other: alternately, the smallest of each."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

#: A pair is measured at least so often, and until it has had this long.
_ROUNDS, _SECONDS = 5, 2.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Milliseconds of the peer and of us."""

    peer: float
    ours: float

    @property
    def ratio(self) -> float:
        """Ours over the peer's."""
        return self.ours / self.peer


def compare(peer: Callable[[], object], ours: Callable[[], object], seconds: float = _SECONDS) -> Pair:
    """Both once to warm up, then in turns."""
    peer()
    ours()
    best = [float("inf"), float("inf")]
    rounds, until = 0, time.perf_counter() + seconds
    while rounds < _ROUNDS or time.perf_counter() < until:
        for number, run in enumerate((peer, ours)):
            best[number] = min(best[number], milliseconds(run))
        rounds += 1
    return Pair(*best)


def milliseconds(run: Callable[[], object]) -> float:
    """Of one run."""
    started = time.perf_counter()
    run()
    return (time.perf_counter() - started) * 1000
