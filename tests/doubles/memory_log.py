"""The log's table and files in memory: swaps, versions and immutable files as the engines keep them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from lienthong.errors import LogContradiction
from lienthong.ports import (
    CheckpointMoved,
    HeadMoved,
    LogHead,
    LogReading,
    Publication,
    PublishedNote,
)
from lienthong.tlog.merkle import EMPTY_ROOT


class MemoryLogTable:
    """:class:`lienthong.ports.LogTable`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.head, self.stopped = LogHead(0, EMPTY_ROOT), ""
        self.indexes: dict[str, int] = {}
        self._publication = Publication()

    def read(self, event_ids: Sequence[str]) -> LogReading:
        with self._lock:
            found = {name: self.indexes[name] for name in event_ids if name in self.indexes}
            return LogReading(self.head, found, self._publication, self.stopped)

    def swap(self, before: LogHead, after: LogHead, indexes: Mapping[str, int]) -> None:
        with self._lock:
            same = (before.size, before.root) == (self.head.size, self.head.root)
            if not same or self.stopped or indexes.keys() & self.indexes.keys():
                raise HeadMoved
            self.head = after
            self.indexes |= indexes

    def stop(self, why: str) -> None:
        self.stopped = self.stopped or why

    def resume(self) -> None:
        self.stopped = ""

    def publication(self) -> Publication:
        return self._publication

    def mark_published(self, size: int, at: datetime) -> None:
        with self._lock:
            known = self._publication
            if size > known.size:
                self._publication = replace(known, size=size, waiting_since=known.waiting_since or at)

    def mark_attested(self, size: int, at: datetime, token: str) -> None:
        with self._lock:
            known = self._publication
            if known.attested_size < size <= known.size:
                waiting = None if size == known.size else at
                self._publication = replace(
                    known, attested_size=size, attested_at=at, attested_token=token, waiting_since=waiting
                )


class MemoryLogFiles:
    """:class:`lienthong.ports.LogFiles`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.files: dict[str, bytes] = {}
        self._version = 0
        self._published: PublishedNote | None = None

    def read(self, path: str) -> bytes:
        return self.files[path]

    def put_once(self, path: str, content: bytes) -> None:
        if self.files.setdefault(path, content) != content:
            raise LogContradiction(what=f"{path} holds other bytes")

    def checkpoint(self) -> PublishedNote | None:
        return self._published

    def replace_checkpoint(self, note: bytes, replaced: PublishedNote | None) -> PublishedNote:
        with self._lock:
            if (replaced and replaced.tag) != (self._published and self._published.tag):
                raise CheckpointMoved
            self._version += 1
            self._published = PublishedNote(note, str(self._version))
            self.files["checkpoint"] = note
            return self._published

    def first_path(self, prefix: str, after: str) -> str | None:
        return next((path for path in self.paths(prefix) if path > after), None)

    def paths(self, prefix: str) -> Iterator[str]:
        return iter(sorted(path for path in self.files if path.startswith(prefix)))
