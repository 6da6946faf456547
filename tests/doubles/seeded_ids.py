"""Identifiers that a run with the same seed repeats."""

from __future__ import annotations

import random
import threading
from datetime import UTC, datetime

from lienthong.model.identifiers import ulid
from lienthong.onestop.tracking import ALPHABET, LENGTH


class SeededIds:
    """Monotonic ULIDs and nonces from a seed."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._serial = 0

    def event_id(self, at: datetime) -> str:
        milliseconds = int((at - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000)
        with self._lock:
            self._serial += 1
            return ulid(milliseconds, self._serial.to_bytes(6, "big") + self._random.randbytes(4))

    def nonce(self) -> str:
        with self._lock:
            return self._random.randbytes(16).hex()

    def salt(self) -> bytes:
        with self._lock:
            return self._random.randbytes(32)

    def tracking_secret(self) -> str:
        with self._lock:
            return "".join(self._random.choices(ALPHABET, k=LENGTH))
