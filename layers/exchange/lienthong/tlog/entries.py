"""The log's entries, read a bundle of 256 at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lienthong.tlog.tiles import ENTRIES, WIDTH, Read, decode_entries, read_tile, tile_at


@dataclass(slots=True)
class LogEntries:
    """The entries below a tree of ``size``; only the bundle that was read last is remembered."""

    size: int
    read: Read
    _at: int = field(default=-1, init=False)
    _held: tuple[bytes, ...] = field(default=(), init=False)

    def are(self, start: int, leaves: Sequence[bytes]) -> bool:
        """Whether the log has exactly these from ``start`` on.

        Raises:
            MissingTile, WrongTile: an entry bundle is not there, or is damaged.
        """
        if start + len(leaves) > self.size:
            return False
        return all(self._entry(start + at) == leaf for at, leaf in enumerate(leaves))

    def _entry(self, index: int) -> bytes:
        bundle, within = divmod(index, WIDTH)
        if bundle != self._at:
            tile = tile_at(ENTRIES, bundle, self.size)
            self._at, self._held = bundle, decode_entries(read_tile(tile, self.read), tile)
        return self._held[within]
