"""The public side of the evidence log: what anybody may read, and nothing else of its bucket."""

from __future__ import annotations

from dataclasses import dataclass

from lienthong.errors import NotFound
from lienthong.ports import LogFiles
from lienthong.tlog.tiles import WrongPath, parse_path

CHECKPOINT = "checkpoint"
WITNESS_POLICY = "witness-policy"
A_YEAR = 365 * 86_400


@dataclass(frozen=True, slots=True)
class LogFile:
    """A public file, its media type, and for how many seconds anybody may keep it (tlog-tiles)."""

    content: bytes
    media_type: str
    max_age: int


@dataclass(frozen=True, slots=True)
class PublicLog:
    """Hands out the log's public files as C2SP tlog-tiles names them."""

    files: LogFiles

    def read(self, path: str) -> LogFile:
        """One file: ``checkpoint``, ``witness-policy``, or a tile or entry bundle, which never changes.

        Raises:
            NotFound: no such file, or none that the public may read.
        """
        try:
            if path in (CHECKPOINT, WITNESS_POLICY):
                # tlog-tiles: a checkpoint must not be served stale for long.
                return LogFile(self.files.read(path), "text/plain; charset=utf-8", 0)
            parse_path(path)
            return LogFile(self.files.read(path), "application/octet-stream", A_YEAR)
        except (KeyError, WrongPath) as absent:
            raise NotFound from absent
