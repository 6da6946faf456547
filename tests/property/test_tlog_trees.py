"""Trees: what is proved verifies, what is changed does not, and growing equals building anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lienthong.tlog import merkle
from lienthong.tlog.faults import MissingTile, TlogFault, WrongProof, WrongTile
from lienthong.tlog.growth import Edge, grow, read_edge
from lienthong.tlog.tiles import (
    ENTRIES,
    Tile,
    WrongPath,
    decode_entries,
    encode_entries,
    nodes_of,
    parse_path,
    tiles_of,
)

LEAVES = [merkle.leaf_hash(str(number).encode()) for number in range(70)]


def _node(level: int, index: int) -> bytes:
    return merkle.root_of(LEAVES[index << level : (index + 1) << level])


def _root_by_definition(leaves: list[bytes]) -> bytes:
    """RFC 9162 2.1.1, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else merkle.EMPTY_ROOT
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return merkle.node_hash(_root_by_definition(leaves[:k]), _root_by_definition(leaves[k:]))


sizes = st.integers(1, len(LEAVES))


@given(st.integers(0, len(LEAVES)))
def test_the_root_is_that_of_the_definition(size: int) -> None:
    assert merkle.root_of(LEAVES[:size]) == _root_by_definition(LEAVES[:size])
    assert merkle.range_root(0, size, _node) == _root_by_definition(LEAVES[:size])


@given(sizes, st.data())
def test_an_inclusion_proof_verifies_and_no_changed_bit_does(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    root = merkle.root_of(LEAVES[:size])
    proof = merkle.inclusion_proof(index, size, _node)
    merkle.verify_inclusion(index, size, LEAVES[index], proof, root)
    changed = data.draw(_with_one_bit_changed([LEAVES[index], *proof, root]))
    with pytest.raises(WrongProof):
        merkle.verify_inclusion(index, size, changed[0], changed[1:-1], changed[-1])


@given(sizes, st.data())
def test_an_inclusion_proof_holds_for_no_other_index_or_size_or_length(
    size: int, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, size - 1))
    root = merkle.root_of(LEAVES[:size])
    proof = merkle.inclusion_proof(index, size, _node)
    other = data.draw(st.integers(-1, size).filter(lambda number: number != index))
    for wrong in ((other, size, proof), (index, size, (*proof, root)), (index, size, proof[:-1])):
        if wrong == (index, size, proof):
            continue
        with pytest.raises(WrongProof):
            merkle.verify_inclusion(wrong[0], wrong[1], LEAVES[index], wrong[2], root)


@given(sizes, st.data())
def test_a_consistency_proof_verifies_and_no_changed_bit_does(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    roots = merkle.root_of(LEAVES[:old]), merkle.root_of(LEAVES[:new])
    proof = merkle.consistency_proof(old, new, _node)
    merkle.verify_consistency(old, new, proof, *roots)
    changed = data.draw(_with_one_bit_changed([*proof, *roots]))
    with pytest.raises(WrongProof):
        merkle.verify_consistency(old, new, changed[:-2], changed[-2], changed[-1])


@given(sizes, st.data())
def test_no_tree_is_consistent_with_one_whose_history_differs(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    forged = list(LEAVES[:old])
    forged[data.draw(st.integers(0, old - 1))] = merkle.leaf_hash(b"forged")
    with pytest.raises(WrongProof):
        merkle.verify_consistency(
            old,
            new,
            merkle.consistency_proof(old, new, _node),
            merkle.root_of(forged),
            merkle.root_of(LEAVES[:new]),
        )


@given(st.integers(0, 80), st.integers(0, 80), st.lists(st.binary(min_size=31, max_size=33), max_size=8))
def test_any_other_proof_is_a_fault_and_nothing_else(one: int, other: int, proof: list[bytes]) -> None:
    with pytest.raises(WrongProof):
        merkle.verify_inclusion(one, other, LEAVES[0], proof, bytes(32))
    with pytest.raises(WrongProof):
        merkle.verify_consistency(one, other, proof, bytes(32), b"\1" * 32)


def _with_one_bit_changed(parts: list[bytes]) -> st.SearchStrategy[list[bytes]]:
    def change(place: tuple[int, int, int]) -> list[bytes]:
        at, byte, bit = place
        changed = list(parts)
        raw = bytearray(changed[at])
        raw[byte] ^= 1 << bit
        changed[at] = bytes(raw)
        return changed

    places = st.tuples(st.integers(0, len(parts) - 1), st.integers(0, 31), st.integers(0, 7))
    return places.map(change)


# --- tiles ----------------------------------------------------------------------------------------


@given(st.builds(Tile, st.integers(ENTRIES, 7), st.integers(0, 10**15), st.integers(1, 256)))
@example(Tile(0, 1234067))
@example(Tile(ENTRIES, 0, 17))
def test_a_path_names_one_tile(tile: Tile) -> None:
    assert parse_path(tile.path) == tile


def test_paths_are_those_of_the_specification() -> None:
    assert Tile(0, 1234067).path == "tile/0/x001/x234/067"
    assert Tile(ENTRIES, 5, 17).path == "tile/entries/005.p/17"


@given(
    st.text(max_size=40) | st.from_regex(r"tile/[0-9a-z]{1,7}/[x0-9/]{3,12}(\.p/\d{0,4})?", fullmatch=True)
)
@example("tile/0/000.p/256")
@example("tile/0/x000/001")
@example("tile/0/000.p/0")
@example("tile/0/../../checkpoint")
@example("tile/0/٠٠٠")
def test_other_paths_are_refused(path: str) -> None:
    try:
        tile = parse_path(path)
    except WrongPath:
        return
    assert tile.path == path


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=5), st.data())
def test_an_entry_bundle_is_read_whole_or_not_at_all(entries: list[bytes], data: st.DataObject) -> None:
    content = encode_entries(entries)
    bundle = Tile(ENTRIES, 0, len(entries))
    assert decode_entries(content, bundle) == tuple(entries)
    for wrong in (content[: data.draw(st.integers(0, len(content) - 1))], content + b"\0"):
        with pytest.raises(WrongTile):
            decode_entries(wrong, bundle)


def _files_by_definition(entries: list[bytes]) -> dict[str, bytes]:
    """Every file of a tree, computed from all its entries."""
    hashes = [merkle.leaf_hash(entry) for entry in entries]

    def node(level: int, index: int) -> bytes:
        return merkle.root_of(hashes[index << level : (index + 1) << level])

    files = {}
    for tile in tiles_of(len(entries)):
        first, last = tile.index * 256, tile.index * 256 + tile.width
        if tile.level == ENTRIES:
            files[tile.path] = encode_entries(entries[first:last])
        else:
            files[tile.path] = b"".join(node(8 * tile.level, index) for index in range(first, last))
    return files


def _entries(count: int) -> list[bytes]:
    return [f"entry {number}".encode() for number in range(count)]


@pytest.mark.parametrize(
    "steps",
    [
        (1,),
        (1, 1, 1),
        (255, 1),
        (256,),
        (257, 254, 1),
        (3, 98, 98, 98, 98),
        (600, 0, 424),
        (65_535, 1, 1),
        (65_793,),
    ],
)
def test_growing_writes_exactly_the_files_that_the_larger_tree_has_and_the_smaller_had_not(
    steps: tuple[int, ...],
) -> None:
    entries = _entries(sum(steps))
    edge, size, written = Edge(), 0, dict[str, bytes]()
    for step in steps:
        growth = grow(edge, entries[size : size + step])
        before = set() if size == 0 else {tile.path for tile in tiles_of(size)}
        size += step
        assert set(growth.files) == {tile.path for tile in tiles_of(size)} - before
        written |= growth.files
        edge = growth.edge
        assert edge.root == merkle.root_of([merkle.leaf_hash(entry) for entry in entries[:size]])
    expected = _files_by_definition(entries)
    assert {path: written[path] for path in expected} == expected


@given(st.integers(0, 1200), st.integers(0, 300))
def test_an_edge_read_back_grows_as_the_one_that_was_kept(size: int, more: int) -> None:
    entries = _entries(size + more)
    kept = grow(Edge(), entries[:size])
    read = read_edge(size, kept.edge.root, kept.files.__getitem__)
    assert read == kept.edge
    assert grow(read, entries[size:]).edge == grow(kept.edge, entries[size:]).edge


@given(st.integers(1, 700), st.data())
def test_an_edge_with_a_changed_or_missing_file_is_not_believed(size: int, data: st.DataObject) -> None:
    grown = grow(Edge(), _entries(size))
    partial = sorted(tile.path for tile in tiles_of(size) if tile.width < 256)
    if not partial:
        return
    files = dict(grown.files)
    path = data.draw(st.sampled_from(partial))
    if data.draw(st.booleans()):
        del files[path]
        wanted: type[TlogFault] = MissingTile
    else:
        raw = bytearray(files[path])
        raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1
        files[path], wanted = bytes(raw), WrongTile
    with pytest.raises(wanted):
        read_edge(size, grown.edge.root, files.__getitem__)


@given(st.integers(1, 1500), st.data())
def test_proofs_made_from_tiles_verify(size: int, data: st.DataObject) -> None:
    entries = _entries(size)
    grown = grow(Edge(), entries)
    node = nodes_of(size, grown.files.__getitem__)
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(index, size, node)
    merkle.verify_inclusion(index, size, merkle.leaf_hash(entries[index]), proof, grown.edge.root)
    old = data.draw(st.integers(1, size))
    old_root = grow(Edge(), entries[:old]).edge.root
    merkle.verify_consistency(old, size, merkle.consistency_proof(old, size, node), old_root, grown.edge.root)


def test_a_proof_reads_at_most_two_tiles_a_level() -> None:
    reads: list[str] = []
    size = 256 * 256 + 300

    def read(path: str) -> bytes:
        reads.append(path)
        return files[path]

    files = grow(Edge(), _entries(size)).files
    merkle.inclusion_proof(70, size, nodes_of(size, read))
    assert len(reads) <= 2 * 3


def test_where_a_partial_tile_is_gone_the_full_one_serves() -> None:
    entries = _entries(300)
    small, large = grow(Edge(), entries[:200]), grow(Edge(), entries)
    read: Callable[[str], bytes] = large.files.__getitem__
    assert read_edge(200, small.edge.root, read) == small.edge
