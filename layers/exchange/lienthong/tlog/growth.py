"""Growing a tree by its right edge: new entries in, new files and the new root out.

The edge is all of a tree that can still change: the entries and hashes of its partial tiles, a few kilobytes
for any size. Whoever holds it appends without reading anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lienthong.tlog.faults import WrongTile
from lienthong.tlog.merkle import leaf_hash, range_root, root_of
from lienthong.tlog.tiles import (
    ENTRIES,
    HEIGHT,
    WIDTH,
    Read,
    Tile,
    decode_entries,
    decode_hashes,
    encode_entries,
    read_tile,
    tile_at,
)


@dataclass(frozen=True, slots=True)
class Edge:
    """The right edge of a tree.

    Attributes:
        size: number of entries of the tree.
        entries: those of the entry bundle that is not full.
        levels: for each level of tiles, the hashes of the tile that is not full.
    """

    size: int = 0
    entries: tuple[bytes, ...] = ()
    levels: tuple[tuple[bytes, ...], ...] = ()

    @property
    def root(self) -> bytes:
        """The root of the tree."""
        return range_root(0, self.size, self._node)

    def _node(self, level: int, index: int) -> bytes:
        tile_level, height = divmod(level, HEIGHT)
        first = (index << height) % WIDTH
        return root_of(self.levels[tile_level][first : first + (1 << height)])


@dataclass(frozen=True, slots=True)
class Growth:
    """What appending made of a tree: its new edge, and every file that only the larger tree has."""

    edge: Edge
    files: Mapping[str, bytes]


def grow(edge: Edge, entries: Iterable[bytes]) -> Growth:
    """Append entries in order."""
    builder = _Builder(edge)
    for entry in entries:
        builder.append(entry)
    return builder.finish()


def read_edge(size: int, root: bytes, read: Read) -> Edge:
    """The edge of a published tree, believed only because it gives the root.

    Raises:
        MissingTile, WrongTile: a file is missing, or they do not belong to this tree.
    """
    levels: list[tuple[bytes, ...]] = []
    nodes = size
    while nodes:
        levels.append(_partial(len(levels), size, read))
        nodes >>= HEIGHT
    entries: tuple[bytes, ...] = ()
    if size % WIDTH:
        bundle = tile_at(ENTRIES, size // WIDTH, size)
        entries = decode_entries(read_tile(bundle, read), bundle)
        if tuple(map(leaf_hash, entries)) != levels[0]:
            raise WrongTile(bundle.path)
    edge = Edge(size, entries, tuple(levels))
    if edge.root != root:
        raise WrongTile(f"edge of {size}", f"mép cây {size} bản ghi")
    return edge


def _partial(level: int, size: int, read: Read) -> tuple[bytes, ...]:
    nodes = size >> (HEIGHT * level)
    if not nodes % WIDTH:
        return ()
    tile = tile_at(level, nodes // WIDTH, size)
    return decode_hashes(read_tile(tile, read), tile)


class _Builder:
    """Collects full tiles as they fill; partial ones are written once, at the end."""

    def __init__(self, edge: Edge) -> None:
        self._old, self._size = edge, edge.size
        self._entries = list(edge.entries)
        self._levels = [list(level) for level in edge.levels]
        self._files: dict[str, bytes] = {}

    def append(self, entry: bytes) -> None:
        self._entries.append(entry)
        self._size += 1
        if len(self._entries) == WIDTH:
            self._files[Tile(ENTRIES, self._size // WIDTH - 1).path] = encode_entries(self._entries)
            self._entries.clear()
        self._push(0, leaf_hash(entry))

    def _push(self, level: int, node: bytes) -> None:
        if level == len(self._levels):
            self._levels.append([])
        hashes = self._levels[level]
        hashes.append(node)
        if len(hashes) == WIDTH:
            index = (self._size >> (HEIGHT * (level + 1))) - 1
            self._files[Tile(level, index).path] = b"".join(hashes)
            self._push(level + 1, root_of(hashes))
            hashes.clear()

    def finish(self) -> Growth:
        if self._entries and self._size > self._old.size:
            bundle = tile_at(ENTRIES, self._size // WIDTH, self._size)
            self._files[bundle.path] = encode_entries(self._entries)
        for level, hashes in enumerate(self._levels):
            grown = (self._size >> (HEIGHT * level)) > (self._old.size >> (HEIGHT * level))
            if hashes and grown:
                tile = tile_at(level, (self._size >> (HEIGHT * level)) // WIDTH, self._size)
                self._files[tile.path] = b"".join(hashes)
        return Growth(Edge(self._size, tuple(self._entries), tuple(map(tuple, self._levels))), self._files)
