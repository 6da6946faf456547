"""How far documents have been retired, in memory."""

from __future__ import annotations

import threading

from lienthong.ports import Retirement


class MemoryRetirement:
    """:class:`lienthong.ports.RetirementRecord`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.record = Retirement()

    def read(self) -> Retirement:
        return self.record

    def write(self, record: Retirement) -> bool:
        with self._lock:
            if record.version != self.record.version + 1:
                return False
            self.record = record
            return True
