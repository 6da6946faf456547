"""The rules of a watcher: what must hold of a log's newest checkpoint for who has seen an earlier one.

No I/O but the tiles that a proof of consistency needs: a few kilobytes for a log of any size.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

from lienthong.tlog.audit import Forked, RolledBack, WrongRoot
from lienthong.tlog.checkpoints import TreeHead
from lienthong.tlog.faults import TlogFault, WrongProof, WrongTile
from lienthong.tlog.growth import grow, read_edge
from lienthong.tlog.merkle import EMPTY_ROOT, consistency_proof, range_root, verify_consistency
from lienthong.tlog.tiles import (
    ENTRIES,
    WIDTH,
    Read,
    decode_entries,
    decode_hashes,
    encode_entries,
    nodes_of,
    parse_path,
    read_tile,
    tile_at,
)
from lienthong.tlog.witness_policy import Quorum, WitnessPolicy


class StandsStill(TlogFault):
    """A log that has published nothing new for longer than its watcher allows."""

    code: ClassVar[str] = "log.stands-still"
    en = (
        "The log has published nothing new for too long ({what}). Ask its operator; a log that is hidden "
        "from you looks the same."
    )
    vi = (
        "Nhật ký đã quá lâu không công bố điểm kiểm tra mới ({what}). Đề nghị hỏi đơn vị vận hành; nếu bị "
        "che giấu nhật ký mới, hiện tượng cũng giống như vậy."
    )


class QuorumMissing(TlogFault):
    """A checkpoint that fewer witnesses have cosigned than the policy asks for."""

    code: ClassVar[str] = "log.quorum-missing"
    en = (
        "Not enough witnesses have cosigned the checkpoint ({what}). Ask the missing ones what they were "
        "shown before you rely on it."
    )
    vi = (
        "Điểm kiểm tra chưa đủ bên chứng kiến xác nhận ({what}). Trước khi tin dùng, đề nghị hỏi các bên "
        "còn thiếu xem họ đã nhận được nội dung gì."
    )


def require_continuation(seen: TreeHead, newest: TreeHead, read: Read) -> None:
    """That the newest tree begins with the one that was seen; reads only what a consistency proof needs.

    Raises:
        RolledBack: it is smaller.
        Forked: it does not begin with it; the tiles prove which tree it does begin with.
        WrongTile, MissingTile: the tiles prove nothing, because they do not fit the newest checkpoint.
    """
    if newest.size < seen.size:
        raise RolledBack(f"{seen.size} → {newest.size}")
    if newest.size == seen.size or seen.size == 0:
        _require_same(seen, newest)
        return
    node = nodes_of(newest.size, read)
    # The tiles are believed only if they lead to the root that the log has signed; then they show what the
    # tree began with, and a difference is the log's doing and no damaged file.
    begins_with = range_root(0, seen.size, node)
    proof = consistency_proof(seen.size, newest.size, node)
    try:
        verify_consistency(seen.size, newest.size, proof, begins_with, newest.root)
    except WrongProof:
        raise WrongTile(f"tile/… ({seen.size} → {newest.size})") from None
    if begins_with != seen.root:
        raise Forked(seen.size)


def _require_same(seen: TreeHead, newest: TreeHead) -> None:
    """Every tree begins with the empty one; two of one size must be one."""
    if newest.size == seen.size and newest.root != seen.root:
        raise Forked(seen.size)
    if newest.size == 0 and newest.root != EMPTY_ROOT:
        raise WrongRoot(0)


def check_new_entries(seen: TreeHead, newest: TreeHead, read: Read) -> Iterator[int]:
    """Read every entry behind the tree that was seen; together they must give the newest root.

    Yields how many have been read so far. Call it once :func:`require_continuation` holds.

    Raises:
        WrongRoot: they do not. MissingTile, WrongTile: a file is missing or does not fit.
    """
    edge = read_edge(seen.size, seen.root, _beginning(newest.size, read))
    while edge.size < newest.size:
        bundle = tile_at(ENTRIES, edge.size // WIDTH, newest.size)
        entries = decode_entries(read_tile(bundle, read), bundle)
        edge = grow(edge, entries[edge.size % WIDTH :]).edge
        yield edge.size - seen.size
    if edge.root != newest.root:
        raise WrongRoot(newest.size)


def _beginning(size: int, read: Read) -> Read:
    """Reads the files of smaller trees out of those of the tree of ``size``.

    Partial files of smaller trees need not be there any more (tlog-tiles, "Partial Tiles").
    """

    def read_from_larger(path: str) -> bytes:
        small = parse_path(path)
        large = tile_at(small.level, small.index, size)
        content = read_tile(large, read)
        if small.level == ENTRIES:
            return encode_entries(decode_entries(content, large)[: small.width])
        return b"".join(decode_hashes(content, large)[: small.width])

    return read_from_larger


def require_movement(since: datetime, now: datetime, longest: timedelta) -> None:
    """That the newest checkpoint is not older to its watcher than allowed.

    Args:
        since: when this size was seen first.

    Raises:
        StandsStill
    """
    if now - since > longest:
        raise StandsStill(f"{since.isoformat(timespec='seconds')}, {int((now - since).total_seconds())} s")


def require_witnesses(policy: WitnessPolicy, quorum: Quorum, at_least: int | None = None) -> None:
    """That the policy's quorum has cosigned, or ``at_least`` so many of its witnesses in its place.

    Raises:
        QuorumMissing: with how many have, and who has not.
    """
    cosigned = {one.witness for one in quorum.cosignatures}
    if len(cosigned) >= at_least if at_least is not None else quorum.met:
        return
    missing = [name for name, party in policy.witnesses.items() if party.key not in cosigned]
    raise QuorumMissing(f"{len(cosigned)}/{len(policy.witnesses)}; − {', '.join(missing)}")
