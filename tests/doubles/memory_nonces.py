"""Spent nonces in memory, shared by the stores whose transactions spend them."""

from __future__ import annotations

import threading

from lienthong.ports import Nonce


class MemoryNonces:
    """Every nonce ever spent. Stores that spend one inside a transaction hold :attr:`lock` for its length."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._spent: set[tuple[str, str]] = set()

    def spend(self, nonce: Nonce) -> bool:
        with self.lock:
            if self.is_spent(nonce):
                return False
            self._spent.add((nonce.key_id, nonce.value))
            return True

    def is_spent(self, nonce: Nonce) -> bool:
        """Whether it was spent before, without spending it."""
        with self.lock:
            return (nonce.key_id, nonce.value) in self._spent
