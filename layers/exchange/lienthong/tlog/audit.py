"""Checking a whole log: every entry, tile and root, and that it goes on from what was seen before.

The tree is grown anew from its entries alone, a bundle at a time, and every file compared with what it must
be. All faults are told, each with the file it is about; a log of any size takes the memory of its right edge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from lienthong.tlog.checkpoints import TreeHead, VerifiedCheckpoint
from lienthong.tlog.faults import TlogFault, WrongTile
from lienthong.tlog.growth import Edge, grow
from lienthong.tlog.tiles import (
    ENTRIES,
    WIDTH,
    Read,
    decode_entries,
    parse_path,
    read_tile,
    tile_at,
)


class RolledBack(TlogFault):
    """A checkpoint that is smaller than one that was seen before."""

    code: ClassVar[str] = "log.rolled-back"
    en = (
        "The log is smaller than it was: {what}. Entries that were proved to you are missing. "
        "Keep both checkpoints."
    )
    vi = (
        "Nhật ký nhỏ hơn trước: {what}. Các bản ghi từng được chứng minh đã mất. "
        "Đề nghị giữ lại cả hai điểm kiểm tra."
    )


class Forked(TlogFault):
    """A tree that does not begin with one that was seen before: two histories."""

    code: ClassVar[str] = "log.forked"
    en = (
        "The log does not go on from the checkpoint of {what} entries: two histories were shown. "
        "Keep both checkpoints."
    )
    vi = (
        "Nhật ký không tiếp nối điểm kiểm tra có {what} bản ghi: đã có hai lịch sử khác nhau. "
        "Đề nghị giữ lại cả hai điểm kiểm tra."
    )


class WrongRoot(TlogFault):
    """Entries that do not give the root that the log has signed."""

    code: ClassVar[str] = "log.root-wrong"
    en = (
        "The log's {what} entries do not give the root that it signed: entries were changed, removed or "
        "exchanged."
    )
    vi = "{what} bản ghi của nhật ký không cho ra gốc đã ký: có bản ghi bị sửa, xóa hoặc tráo."


@dataclass(frozen=True, slots=True)
class Progress:
    """So many entries have been read."""

    entries: int


def check_log(
    checkpoint: VerifiedCheckpoint, read: Read, seen_before: Sequence[VerifiedCheckpoint] = ()
) -> Iterator[Progress | TlogFault]:
    """Check everything below a checkpoint; nothing is wrong when no fault comes.

    Args:
        read: gives a file of the log by its path; KeyError where it is not there.
        seen_before: earlier checkpoints of this log, in any order, whose trees it must begin with.
    """
    head = checkpoint.head
    older = sorted((one.head for one in seen_before), key=lambda one: one.size)
    for one in older:
        if one.size > head.size:
            yield RolledBack(f"{one.size} → {head.size}")
    yield from _grow_anew(head, read, [one for one in older if one.size <= head.size])


def _grow_anew(head: TreeHead, read: Read, older: list[TreeHead]) -> Iterator[Progress | TlogFault]:
    edge, marks = Edge(), [one for one in older if one.size > 0]
    for index in range(-(-head.size // WIDTH)):
        bundle = tile_at(ENTRIES, index, head.size)
        try:
            entries = decode_entries(read_tile(bundle, read), bundle)
        except TlogFault as fault:
            # Without these entries nothing behind them can be computed.
            yield fault
            return
        while marks and marks[0].size <= edge.size + len(entries):
            mark = marks.pop(0)
            if grow(edge, entries[: mark.size - edge.size]).edge.root != mark.root:
                yield Forked(mark.size)
        growth = grow(edge, entries)
        yield from _compare(growth.files, head.size, read)
        edge = growth.edge
        yield Progress(edge.size)
    if edge.root != head.root:
        yield WrongRoot(head.size)


def _compare(files: Mapping[str, bytes], size: int, read: Read) -> Iterator[TlogFault]:
    """The tiles that these entries completed; the entries themselves are what they were computed from."""
    for path, content in files.items():
        tile = parse_path(path)
        # Partial tiles of smaller trees may be there or not; those of this tree must be.
        if tile.level == ENTRIES or tile != tile_at(tile.level, tile.index, size):
            continue
        try:
            if read_tile(tile, read) != content:
                yield WrongTile(path)
        except TlogFault as fault:
            yield fault
