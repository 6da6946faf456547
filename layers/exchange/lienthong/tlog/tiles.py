"""A tree as static files: tiles of hashes and bundles of entries (C2SP tlog-tiles).

A tile holds up to 256 nodes of one level (a multiple of 8 in the tree), an entry bundle up to 256 entries.
While it is not full its path ends with its width, so that no file ever changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lienthong.tlog.faults import MissingTile, TlogFault, WrongTile
from lienthong.tlog.merkle import HASH_BYTES, NodeSource, root_of

HEIGHT = 8
WIDTH = 1 << HEIGHT
#: The level under which entry bundles stand beside the tiles.
ENTRIES = -1
#: tlog-tiles: 64-bit trees need no more levels of tiles.
_MOST_LEVELS = 8
_ENTRY_BYTES = (1 << 16) - 1

Read = Callable[[str], bytes]
"""Gives a file of the log by its path; KeyError where it is not there."""


class WrongPath(TlogFault):
    """A path that no tile or entry bundle has."""

    code = "log.path-wrong"
    en = "{what} is not the path of a file of the log. Tiles are named tile/<level>/<index>[.p/<width>]."
    vi = "{what} không phải là đường dẫn của tệp nhật ký. Tệp có dạng tile/<cấp>/<số>[.p/<độ rộng>]."


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """One file of the tree: a tile of hashes, or with level :data:`ENTRIES` a bundle of entries.

    ``width`` is how many hashes or entries it holds, 1 to 256.
    """

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it lies: ``tile/0/x001/x234/067``, ``tile/entries/000.p/17``."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{_index_path(self.index)}{partial}"


def _index_path(index: int) -> str:
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.insert(0, f"x{index % 1000:03d}")
    return "/".join(groups)


_PATH = re.compile(
    r"tile/(?P<level>entries|[0-7])/(?P<index>(?:x\d{3}/){0,6}\d{3})(?:\.p/(?P<width>[1-9]\d{0,2}))?",
    re.ASCII,
)


def parse_path(path: str) -> Tile:
    """The tile of a path.

    Raises:
        WrongPath: no tile lies there, or it would be written otherwise.
    """
    match = _PATH.fullmatch(path)
    if match is None:
        raise WrongPath(path[:80])
    level = ENTRIES if match["level"] == "entries" else int(match["level"])
    tile = Tile(level, int(match["index"].replace("x", "").replace("/", "")), int(match["width"] or WIDTH))
    if tile.path != path:
        raise WrongPath(path[:80])
    return tile


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile and entry bundle of a tree, level by level, entries first."""
    for level in range(ENTRIES, _MOST_LEVELS):
        nodes = size >> (HEIGHT * max(level, 0))
        if not nodes:
            return
        for index in range(nodes // WIDTH):
            yield Tile(level, index)
        if nodes % WIDTH:
            yield Tile(level, nodes // WIDTH, nodes % WIDTH)


# --- contents -------------------------------------------------------------------------------------


def encode_entries(entries: Iterator[bytes] | tuple[bytes, ...] | list[bytes]) -> bytes:
    """An entry bundle: each entry behind its length in two bytes.

    Raises:
        ValueError: an entry longer than 65,535 bytes.
    """
    parts = []
    for entry in entries:
        if len(entry) > _ENTRY_BYTES:
            raise ValueError(f"an entry of {len(entry)} bytes; at most {_ENTRY_BYTES}")
        parts += [len(entry).to_bytes(2, "big"), entry]
    return b"".join(parts)


def decode_entries(content: bytes, tile: Tile) -> tuple[bytes, ...]:
    """The entries of a bundle.

    Raises:
        WrongTile: not exactly as many entries as its path says.
    """
    entries: list[bytes] = []
    position = 0
    while position < len(content) and len(entries) < tile.width:
        start = position + 2
        position = start + int.from_bytes(content[position:start], "big")
        entries.append(content[start:position])
    if position != len(content) or len(entries) != tile.width:
        raise WrongTile(tile.path)
    return tuple(entries)


def decode_hashes(content: bytes, tile: Tile) -> tuple[bytes, ...]:
    """The hashes of a tile.

    Raises:
        WrongTile: not exactly as many as its path says.
    """
    if len(content) != tile.width * HASH_BYTES:
        raise WrongTile(tile.path)
    return tuple(content[at : at + HASH_BYTES] for at in range(0, len(content), HASH_BYTES))


def read_tile(tile: Tile, read: Read) -> bytes:
    """A tile's content; where a partial one is gone, the beginning of the full one.

    Raises:
        MissingTile, WrongTile: it is not there, or too short.
    """
    try:
        return read(tile.path)
    except KeyError:
        if tile.width == WIDTH:
            raise MissingTile(tile.path) from None
    full = Tile(tile.level, tile.index)
    try:
        content = read(full.path)
    except KeyError:
        raise MissingTile(tile.path) from None
    if tile.level == ENTRIES:
        return encode_entries(decode_entries(content, full)[: tile.width])
    decode_hashes(content, full)
    return content[: tile.width * HASH_BYTES]


def tile_at(level: int, index: int, size: int) -> Tile:
    """The tile ``index`` of this level as a tree of ``size`` has it."""
    nodes = size >> (HEIGHT * max(level, 0))
    return Tile(level, index, min(WIDTH, nodes - index * WIDTH))


def nodes_of(size: int, read: Read) -> NodeSource:
    """The nodes of a tree, read from its tiles, each tile once.

    Nothing is believed yet: whoever makes a proof from them verifies it against the root.
    """
    known: dict[tuple[int, int], tuple[bytes, ...]] = {}

    def node(level: int, index: int) -> bytes:
        """Raises MissingTile or WrongTile."""
        tile_level, height = divmod(level, HEIGHT)
        first = index << height
        place = (tile_level, first // WIDTH)
        if place not in known:
            tile = tile_at(*place, size)
            known[place] = decode_hashes(read_tile(tile, read), tile)
        within = first % WIDTH
        return root_of(known[place][within : within + (1 << height)])

    return node
