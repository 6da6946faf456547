"""Content in memory, by its SHA-256; links are read back through :meth:`MemoryContent.fetch`."""

from __future__ import annotations

import hashlib
import io
import threading
from datetime import datetime, timedelta
from typing import BinaryIO
from urllib.parse import parse_qs, quote, urlsplit

from lienthong.adapters.system import SystemClock
from lienthong.errors import UploadMismatch
from lienthong.ports import Clock, Removal
from tests.doubles.memory_staging import MemoryStaging


class MemoryContent:
    """Written once, never changed; locked and held like S3's. ``writes`` counts how often bytes were stored.

    ``clock`` says when something is stored; ``locked_for`` is the store's own lock on whatever is new.
    """

    def __init__(
        self,
        staging: MemoryStaging | None = None,
        clock: Clock | None = None,
        locked_for: timedelta = timedelta(days=1),
    ) -> None:
        self._staging = staging or MemoryStaging()
        self._clock = clock or SystemClock()
        self._locked_for = locked_for
        self._lock = threading.Lock()
        self._content: dict[str, bytes] = {}
        self.stored_at: dict[str, datetime] = {}
        self.locked_until: dict[str, datetime] = {}
        self.held: set[str] = set()
        self.writes = 0

    def put(self, sha256: str, content: bytes, until: datetime | None = None) -> None:
        if hashlib.sha256(content).hexdigest() != sha256:
            raise UploadMismatch(name=sha256)
        with self._lock:
            self._store(sha256, bytes(content), until)

    def keep(self, sha256: str, content: bytes) -> None:
        self.put(sha256, content)
        self.hold(sha256)

    def open(self, sha256: str) -> BinaryIO:
        with self._lock:
            return io.BytesIO(self._content[sha256])

    def adopt(self, sha256: str, staging_key: str, version: str, until: datetime | None = None) -> None:
        with self._lock:
            known = self._content.get(sha256)
            staged = self._staging.version(staging_key, version) if known is None else known
            self._store(sha256, staged, until)

    def _store(self, sha256: str, content: bytes, until: datetime | None) -> None:
        if sha256 not in self._content:
            self._content[sha256] = content
            self.stored_at[sha256] = self._clock.now()
            self.locked_until[sha256] = self._clock.now() + self._locked_for
            self.writes += 1
        elif until:
            self._retain(sha256, until)

    def _retain(self, sha256: str, until: datetime) -> None:
        self.locked_until[sha256] = max(self.locked_until[sha256], until)

    def retain(self, sha256: str, until: datetime) -> bool:
        with self._lock:
            if sha256 in self._content:
                self._retain(sha256, until)
            return sha256 in self._content

    def remove(self, sha256: str, *, stored_before: datetime, now: datetime) -> Removal:
        with self._lock:
            if sha256 not in self._content:
                return Removal()
            if self.stored_at[sha256] >= stored_before:
                return Removal(young=1)
            if sha256 in self.held or self.locked_until[sha256] > now:
                return Removal(locked=1)
            del self._content[sha256]
            return Removal(deleted=1)

    def link(self, sha256: str, *, name: str, media_type: str, seconds: int) -> str:
        return (
            f"https://content.invalid/{sha256}?name={quote(name, safe='')}"
            f"&media_type={quote(media_type, safe='')}&seconds={seconds}"
        )

    def fetch(self, url: str) -> tuple[bytes, str, str]:
        """What a browser would save from a link: bytes, name, media type."""
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        with self._lock:
            return self._content[parts.path.lstrip("/")], query["name"][0], query["media_type"][0]

    def hold(self, sha256: str) -> None:
        with self._lock:
            if sha256 not in self._content:
                raise KeyError(sha256)
            self.held.add(sha256)

    def digests(self) -> frozenset[str]:
        """Everything that is stored."""
        with self._lock:
            return frozenset(self._content)
