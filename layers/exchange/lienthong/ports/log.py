"""The evidence log's table and files, as contracts (docs/adr/0008).

Rules that both keep:

1. :meth:`LogTable.swap` alone decides what is in the log: the head moves only from the very head that was
   read, together with the index of every event that it adds, or not at all.
2. Files below ``tile/`` and ``bundles/`` are written once. Other bytes in the way are an integrity fault.
3. A published size never falls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class LogHead:
    """The tree to which the log has committed itself.

    Attributes:
        size: number of entries.
        root: RFC 9162 root hash, 32 bytes.
        bundle: key of the bundle that holds the newest entries; empty for the empty tree.
        timestamped: size of the largest checkpoint whose time-stamp is itself an entry of this tree.
    """

    size: int
    root: bytes
    bundle: str = ""
    timestamped: int = 0


@dataclass(frozen=True, slots=True)
class Publication:
    """How far the log is published and attested.

    Attributes:
        size: entries of the newest published checkpoint.
        attested_size, attested_at: of the newest checkpoint with a time-stamp, and the time in it.
        attested_token: SHA-256 (hex) of that time-stamp's token.
        waiting_since: since when something published waits for its time-stamp; ``None`` when nothing does.
    """

    size: int = 0
    attested_size: int = 0
    attested_at: datetime | None = None
    attested_token: str = ""
    waiting_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class LogReading:
    """One consistent reading of the log's table.

    Attributes:
        indexes: of those events asked for that are in the log.
        stopped: why the log has stopped; empty while it goes on.
    """

    head: LogHead
    indexes: Mapping[str, int]
    publication: Publication = Publication()
    stopped: str = ""


class HeadMoved(Exception):
    """The swap did not hold: another head, an event that is in the log, or a stopped log. Read again."""


class LogTable(Protocol):
    """The log's head, the index of each event, and how far it is published."""

    def read(self, event_ids: Sequence[str]) -> LogReading:
        """Head, publication, and the indexes of at most 98 events, read consistently, in one round trip."""
        ...

    def swap(self, before: LogHead, after: LogHead, indexes: Mapping[str, int]) -> None:
        """Move the head and enter the indexes of the events it adds (at most 99), as one transaction.

        Raises:
            HeadMoved: nothing was written.
        """
        ...

    def stop(self, why: str) -> None:
        """Stop the log; the first reason stands."""
        ...

    def resume(self) -> None:
        """Let the log go on; only a person calls this, once the cause is known."""
        ...

    def publication(self) -> Publication:
        """How far the log is published and attested."""
        ...

    def mark_published(self, size: int, at: datetime) -> None:
        """Record a published checkpoint; what waits already goes on waiting since then. Never smaller."""
        ...

    def mark_attested(self, size: int, at: datetime, token: str) -> None:
        """Record that the checkpoint of this size has its time-stamp, of time ``at``. Never smaller.

        ``token`` is the SHA-256 (hex) of the time-stamp's token.

        Nothing waits any more, unless something larger has been published since: that waits from ``at`` on.
        """
        ...


@dataclass(frozen=True, slots=True)
class PublishedNote:
    """The checkpoint as it is published: a signed note, and the tag that names this very version."""

    note: bytes
    tag: str


class CheckpointMoved(Exception):
    """Somebody published another version of the checkpoint meanwhile. Read it again."""


class LogFiles(Protocol):
    """The log's files: tiles and entry bundles, event bundles, attestations, the checkpoint."""

    def read(self, path: str) -> bytes:
        """One file.

        Raises:
            KeyError: it is not there.
        """
        ...

    def put_once(self, path: str, content: bytes) -> None:
        """Write a file that never changes; nothing happens where the same bytes are.

        Raises:
            lienthong.errors.LogContradiction: other bytes are there.
        """
        ...

    def checkpoint(self) -> PublishedNote | None:
        """The newest checkpoint; ``None`` before the first."""
        ...

    def replace_checkpoint(self, note: bytes, replaced: PublishedNote | None) -> PublishedNote:
        """Publish in place of exactly that version, or as the first.

        Raises:
            CheckpointMoved: another version is published.
        """
        ...

    def first_path(self, prefix: str, after: str) -> str | None:
        """The first path with this prefix that sorts behind ``after``; ``None`` where there is none."""
        ...

    def paths(self, prefix: str) -> Iterator[str]:
        """Every path that begins so, in order."""
        ...
