"""Content to be digested: bytes in memory or a stream of any length, read once for all digests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from io import SEEK_END
from typing import BinaryIO, Protocol

CHUNK = 1024 * 1024


class Running(Protocol):
    """A digest to which octets are added."""

    def update(self, data: bytes, /) -> None: ...


class Content:
    """Digests of one content, each computed at most once; a stream is never held in memory as a whole."""

    label = "content"

    def __init__(self, source: bytes | BinaryIO) -> None:
        self._source = source
        self._digests: dict[str, bytes] = {}

    def digest(self, name: str) -> bytes:
        """The digest by our name of it (``sha256``, ``sha3_256``…)."""
        if name not in self._digests:
            self._digests.update(self.digests([name]))
        return self._digests[name]

    def digests(self, names: Iterable[str]) -> dict[str, bytes]:
        """Several digests in one pass."""
        wanted = {name: hashlib.new(name) for name in names}
        for chunk in self._chunks():
            for running in wanted.values():
                running.update(chunk)
        found = {name: running.digest() for name, running in wanted.items()}
        self._digests.update(found)
        return found

    def _chunks(self) -> Iterable[bytes]:
        if isinstance(self._source, bytes):
            yield self._source
            return
        self._source.seek(0)
        while chunk := self._source.read(CHUNK):
            yield chunk

    def feed(self, running: Running) -> bool:
        """Add the whole content to a digest under way; False where it is known only by its own digests."""
        for chunk in self._chunks():
            running.update(chunk)
        return True

    def read_all(self, limit: int) -> bytes | None:
        """The whole content where it is at most ``limit`` bytes long, else None."""
        if isinstance(self._source, bytes):
            return self._source if len(self._source) <= limit else None
        if self._source.seek(0, SEEK_END) > limit:
            return None
        self._source.seek(0)
        return self._source.read()


class PresetDigests(Content):
    """Content known only by digests computed elsewhere, such as the ByteRange of a PDF."""

    def __init__(self, digests: dict[str, bytes], label: str) -> None:
        super().__init__(b"")
        self.label = label
        self._digests = dict(digests)

    def read_all(self, limit: int) -> bytes | None:  # noqa: ARG002
        return None

    def feed(self, running: Running) -> bool:  # noqa: ARG002
        return False
