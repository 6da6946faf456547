"""The store in memory as somebody sees it whom others outrun."""

from __future__ import annotations

from collections.abc import Callable

from lienthong.ports import Change, CommitRefused
from tests.doubles.memory_exchange import MemoryExchange


class RacedExchange(MemoryExchange):
    """The same records, but before each commit one of ``acts`` happens, while there are any."""

    def __init__(self, records: MemoryExchange, *acts: Callable[[], object]) -> None:
        self.__dict__.update(records.__dict__)
        self._acts = list(acts)

    def commit(self, change: Change) -> None:
        if self._acts:
            self._acts.pop(0)()
        super().commit(change)


class RefusingExchange(MemoryExchange):
    """The same records, but every commit finds them changed by somebody else."""

    def __init__(self, records: MemoryExchange) -> None:
        self.__dict__.update(records.__dict__)

    def commit(self, change: Change) -> None:
        raise CommitRefused(stale=True)
