"""Content in memory, by its SHA-256; links are read back through :meth:`MemoryContent.fetch`."""

from __future__ import annotations

import hashlib
import io
import threading
from typing import BinaryIO
from urllib.parse import parse_qs, quote, urlsplit

from lienthong.errors import UploadMismatch
from tests.doubles.memory_staging import MemoryStaging


class MemoryContent:
    """Written once, never changed. ``writes`` counts how often bytes were really stored."""

    def __init__(self, staging: MemoryStaging | None = None) -> None:
        self._staging = staging or MemoryStaging()
        self._lock = threading.Lock()
        self._content: dict[str, bytes] = {}
        self.held: set[str] = set()
        self.writes = 0

    def put(self, sha256: str, content: bytes) -> None:
        if hashlib.sha256(content).hexdigest() != sha256:
            raise UploadMismatch(name=sha256)
        with self._lock:
            if sha256 not in self._content:
                self._content[sha256] = bytes(content)
                self.writes += 1

    def open(self, sha256: str) -> BinaryIO:
        with self._lock:
            return io.BytesIO(self._content[sha256])

    def adopt(self, sha256: str, staging_key: str, version: str) -> None:
        with self._lock:
            if sha256 not in self._content:
                self._content[sha256] = self._staging.version(staging_key, version)
                self.writes += 1

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
