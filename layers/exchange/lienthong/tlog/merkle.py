"""Merkle trees: hashes, roots, inclusion and consistency proofs (RFC 9162 section 2.1).

A *node* (level, index) is the root of the complete subtree over the leaves
``index << level … (index + 1) << level``. Proofs are made from any source of such nodes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence

from lienthong.tlog.faults import WrongProof

HASH_BYTES = 32
#: RFC 9162 2.1.1: the root of the empty tree is the hash of nothing.
EMPTY_ROOT = hashlib.sha256(b"").digest()

NodeSource = Callable[[int, int], bytes]
"""Gives the hash of the complete subtree (level, index)."""


def leaf_hash(entry: bytes) -> bytes:
    """RFC 9162 2.1.1: SHA-256(0x00 ‖ entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 9162 2.1.1: SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes (or nodes of one level).

    Level by level, an odd node at the end goes up as it is: that is the tree of 2.1.1.
    """
    if not hashes:
        return EMPTY_ROOT
    level = list(hashes)
    while len(level) > 1:
        paired = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def range_root(start: int, end: int, node: NodeSource) -> bytes:
    """The root over the leaves ``start … end``, a range that a tree of 2.1.1 splits off as a whole."""
    right = b""
    for level, index in reversed(list(_complete_subtrees(start, end))):
        found = node(level, index)
        right = node_hash(found, right) if right else found
    return right or EMPTY_ROOT


def _complete_subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The largest complete subtrees that make up the range, from left to right."""
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


# --- making proofs --------------------------------------------------------------------------------


def inclusion_proof(index: int, size: int, node: NodeSource) -> tuple[bytes, ...]:
    """The path from leaf ``index`` to the root of the tree of ``size``, leaf end first (2.1.3.1).

    Raises:
        ValueError: there is no such leaf in a tree of this size.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    siblings = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            siblings.append((middle, end))
            end = middle
        else:
            siblings.append((start, middle))
            start = middle
    return tuple(range_root(*sibling, node) for sibling in reversed(siblings))


def consistency_proof(old: int, new: int, node: NodeSource) -> tuple[bytes, ...]:
    """That the tree of ``new`` begins with the tree of ``old`` (2.1.4.1); empty where they are the same.

    Raises:
        ValueError: not 0 ≤ old ≤ new.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} does not begin with one of {old}")
    if old in (0, new):
        return ()
    steps = []
    start, end = 0, new
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            steps.append((middle, end))
            end = middle
        else:
            steps.append((start, middle))
            start = middle
    # Where the old tree is one complete subtree from the first leaf on, the verifier holds its root itself.
    if start:
        steps.append((start, end))
    return tuple(range_root(*step, node) for step in reversed(steps))


def _split(size: int) -> int:
    """The largest power of two smaller than ``size`` (2.1.1)."""
    return 1 << ((size - 1).bit_length() - 1)


# --- verifying proofs -----------------------------------------------------------------------------


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """That the leaf with this hash is entry ``index`` of the tree (2.1.3.2; the numbers are its steps).

    Raises:
        WrongProof: it is not, or the proof has not the form of one.
    """
    # 1.
    if not 0 <= index < size:
        raise WrongProof(f"index {index} in a tree of {size}", f"chỉ số {index} trong cây {size} bản ghi")
    if len(leaf) != HASH_BYTES:
        raise WrongProof("a leaf hash that is not 32 bytes long", "mã băm của bản ghi không dài 32 byte")
    # 2. 3.
    position, last, found = index, size - 1, leaf
    # 4.
    for sibling in _well_formed(proof):
        if last == 0:
            raise WrongProof("the proof is too long", "bằng chứng dài hơn mức cần")
        if position & 1 or position == last:
            found = node_hash(sibling, found)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        position, last = position >> 1, last >> 1
    # 5.
    if last:
        raise WrongProof("the proof is too short", "bằng chứng bị thiếu")
    if found != root:
        raise WrongProof(f"entry {index} leads to another root", f"bản ghi {index} dẫn đến gốc khác")


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """That the tree of ``new`` with its root begins with the tree of ``old`` (steps of 2.1.4.2).

    Raises:
        WrongProof: it does not, or the proof has not the form of one.
    """
    if not 0 <= old <= new or (old == 0 and new > 0):
        # Every tree begins with the empty one; that proves nothing.
        raise WrongProof(
            f"nothing leads from a tree of {old} to one of {new}",
            f"không thể dẫn từ cây {old} đến cây {new} bản ghi",
        )
    if old == new:
        _verify_same(new, proof, old_root, new_root)
        return
    # 1. 2.
    path = [*([old_root] if old & (old - 1) == 0 else []), *_well_formed(proof)]
    if not path:
        raise WrongProof("the proof is empty", "bằng chứng rỗng")
    # 3. 4.
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    # 5.
    first = second = path[0]
    # 6.
    for sibling in path[1:]:
        if last == 0:
            raise WrongProof("the proof is too long", "bằng chứng dài hơn mức cần")
        if position & 1 or position == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        position, last = position >> 1, last >> 1
    # 7.
    if last:
        raise WrongProof("the proof is too short", "bằng chứng bị thiếu")
    if first != old_root:
        raise WrongProof(f"it does not begin with the tree of {old}", f"không bắt đầu bằng cây {old} bản ghi")
    if second != new_root:
        raise WrongProof(f"it is not the tree of {new}", f"không phải cây {new} bản ghi")


def _verify_same(size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    if proof:
        raise WrongProof("the proof is too long", "bằng chứng dài hơn mức cần")
    if old_root != new_root:
        raise WrongProof(f"two roots for the tree of {size}", f"hai gốc cho cùng cây {size} bản ghi")
    if size == 0 and new_root != EMPTY_ROOT:
        raise WrongProof("another root for the empty tree", "gốc của cây rỗng không đúng")


def _well_formed(proof: Sequence[bytes]) -> Sequence[bytes]:
    if any(len(sibling) != HASH_BYTES for sibling in proof):
        raise WrongProof("a hash that is not 32 bytes long", "có mã băm không dài 32 byte")
    return proof
