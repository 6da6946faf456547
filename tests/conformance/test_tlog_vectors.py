"""Public vectors: Merkle proofs with their expected errors, and a published tiled log."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from lienthong.tlog import merkle
from lienthong.tlog.checkpoints import VerifiedCheckpoint, parse_checkpoint, verify_checkpoint
from lienthong.tlog.faults import WrongProof
from lienthong.tlog.growth import Edge, grow, read_edge
from lienthong.tlog.notes import parse_key
from lienthong.tlog.tiles import ENTRIES, Tile, decode_entries, nodes_of, tiles_of

VECTORS = Path(__file__).resolve().parents[2] / ".." / "shared" / "vectors" / "tlog"
PROOFS = VECTORS / "merkle" / "testdata"
LOG = VECTORS / "tessera" / "log"
#: Published beside that log by its owners.
LOG_KEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"

pytestmark = pytest.mark.oracle("vectors")


def _cases(kind: str) -> list[Any]:
    found = sorted((PROOFS / kind).rglob("*.json"))
    return [pytest.param(path, id=str(path.relative_to(PROOFS))) for path in found] or [
        pytest.param(PROOFS, id="absent")
    ]


def _decoded(case: dict[str, Any], name: str) -> bytes:
    return base64.b64decode(case[name] or "")


def _proof(case: dict[str, Any]) -> list[bytes]:
    return [base64.b64decode(item) for item in case["proof"] or ()]


@pytest.mark.parametrize("path", _cases("inclusion"))
def test_inclusion_proofs_hold_where_they_should_and_only_there(path: Path) -> None:
    case = json.loads(path.read_text())
    arguments = (case["leafIdx"], case["treeSize"], _decoded(case, "leafHash"), _proof(case))
    if case["wantErr"]:
        with pytest.raises(WrongProof):
            merkle.verify_inclusion(*arguments, _decoded(case, "root"))
    else:
        merkle.verify_inclusion(*arguments, _decoded(case, "root"))


@pytest.mark.parametrize("path", _cases("consistency"))
def test_consistency_proofs_hold_where_they_should_and_only_there(path: Path) -> None:
    case = json.loads(path.read_text())
    arguments = (case["size1"], case["size2"], _proof(case), _decoded(case, "root1"), _decoded(case, "root2"))
    if case["wantErr"]:
        with pytest.raises(WrongProof):
            merkle.verify_consistency(*arguments)
    else:
        merkle.verify_consistency(*arguments)


# --- the published log ----------------------------------------------------------------------------


def _read(path: str) -> bytes:
    try:
        return (LOG / path).read_bytes()
    except FileNotFoundError:
        raise KeyError(path) from None


def _checkpoint(name: str) -> VerifiedCheckpoint:
    return verify_checkpoint(parse_checkpoint(_read(name)), parse_key(LOG_KEY))


CHECKPOINTS = [f"checkpoint.{size}" for size in range(16)]


def test_all_sixteen_checkpoints_are_signed_by_the_log() -> None:
    assert [_checkpoint(name).head.size for name in CHECKPOINTS] == list(range(16))
    assert _checkpoint("checkpoint").head.size == 15


@pytest.mark.parametrize("size", range(1, 16))
def test_every_tile_entry_and_root_is_what_we_would_have_written(size: int) -> None:
    bundle = Tile(ENTRIES, 0, size)
    growth = grow(Edge(), decode_entries(_read(bundle.path), bundle))
    assert growth.edge.root == _checkpoint(f"checkpoint.{size}").head.root
    assert growth.files == {tile.path: _read(tile.path) for tile in tiles_of(size)}
    assert read_edge(size, growth.edge.root, _read) == growth.edge


@pytest.mark.parametrize(("old", "new"), [(old, new) for new in range(1, 16) for old in range(1, new + 1)])
def test_every_checkpoint_begins_with_every_earlier_one(old: int, new: int) -> None:
    heads = [_checkpoint(f"checkpoint.{size}").head for size in (old, new)]
    proof = merkle.consistency_proof(old, new, nodes_of(new, _read))
    merkle.verify_consistency(old, new, proof, heads[0].root, heads[1].root)


def test_every_entry_is_proved_from_the_tiles() -> None:
    head = _checkpoint("checkpoint").head
    bundle = Tile(ENTRIES, 0, head.size)
    for index, entry in enumerate(decode_entries(_read(bundle.path), bundle)):
        proof = merkle.inclusion_proof(index, head.size, nodes_of(head.size, _read))
        merkle.verify_inclusion(index, head.size, merkle.leaf_hash(entry), proof, head.root)
