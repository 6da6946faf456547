"""A whole log is checked: what is changed, removed, rolled back or forked is named."""

from __future__ import annotations

import pytest

from lienthong.tlog.audit import Progress, check_log
from lienthong.tlog.checkpoints import TreeHead, VerifiedCheckpoint, sign_checkpoint
from lienthong.tlog.growth import Edge, grow
from lienthong.tlog.tiles import ENTRIES, Tile, tiles_of
from tests.builders.note_keys import signer

LOG = signer("lienthong.example/log")
SIZE = 256 * 3 + 40


def _entries(count: int) -> list[bytes]:
    return [f"entry {number}".encode() for number in range(count)]


def _head(entries: list[bytes]) -> VerifiedCheckpoint:
    edge = grow(Edge(), entries).edge
    return sign_checkpoint(TreeHead(LOG.key.name, edge.size, edge.root), LOG)


def _files(size: int = SIZE) -> dict[str, bytes]:
    return dict(grow(Edge(), _entries(size)).files)


def _codes(files: dict[str, bytes], *seen: VerifiedCheckpoint, size: int = SIZE) -> list[tuple[str, str]]:
    found = check_log(_head(_entries(size)), files.__getitem__, seen)
    return [(fault.code, fault.what) for fault in found if not isinstance(fault, Progress)]


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, SIZE])
def test_a_sound_log_has_no_fault(size: int) -> None:
    seen = [_head(_entries(older)) for older in (0, 1, size // 2, size) if older <= size]
    assert _codes(_files(size), *seen, size=size) == []


def test_progress_is_told_until_the_end() -> None:
    told = [
        one.entries
        for one in check_log(_head(_entries(SIZE)), _files().__getitem__)
        if isinstance(one, Progress)
    ]
    assert told == [256, 512, 768, SIZE]


def test_every_changed_or_missing_file_is_named() -> None:
    for tile in tiles_of(SIZE):
        files = _files()
        files[tile.path] = files[tile.path][:-1] + b"\0"
        codes = _codes(files)
        if tile.level == ENTRIES:
            assert ("log.root-wrong", str(SIZE)) in codes
        else:
            assert codes == [("log.tile-wrong", tile.path)]
        del files[tile.path]
        assert _codes(files)[0] == ("log.tile-missing", tile.path)


def test_two_damaged_tiles_are_both_named() -> None:
    files = _files()
    for path in (Tile(0, 0).path, Tile(0, 2).path):
        files[path] = bytes(len(files[path]))
    assert [what for _, what in _codes(files)] == [Tile(0, 0).path, Tile(0, 2).path]


def test_a_log_that_became_smaller_is_rolled_back() -> None:
    assert _codes(_files(), _head(_entries(SIZE + 1))) == [("log.rolled-back", f"{SIZE + 1} → {SIZE}")]


@pytest.mark.parametrize("size", [1, 200, 256, 600, SIZE])
def test_another_history_is_a_fork(size: int) -> None:
    other = [*_entries(size - 1), b"forged"]
    assert _codes(_files(), _head(_entries(3)), _head(other)) == [("log.forked", str(size))]


def test_entries_that_were_exchanged_do_not_give_the_root() -> None:
    forged = _entries(SIZE)
    forged[5] = b"forged"
    codes = _codes(dict(grow(Edge(), forged).files))
    assert codes == [("log.root-wrong", str(SIZE))]
