"""The log before judges that others wrote: tessera's fsck reads it, torchwood's litewitness cosigns it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lienthong.tlog.checkpoints import (
    TreeHead,
    UnverifiedCheckpoint,
    VerifiedCheckpoint,
    parse_checkpoint,
    sign_checkpoint,
    verify_checkpoint,
)
from lienthong.tlog.cosignatures import COSIGNATURE_ED25519, verify_cosignature
from lienthong.tlog.growth import Edge, grow
from lienthong.tlog.merkle import EMPTY_ROOT, consistency_proof
from lienthong.tlog.notes import parse_signature_lines
from lienthong.tlog.tiles import nodes_of
from lienthong.tlog.witness import Remembered, WitnessRequest, add_checkpoint, parse_request
from lienthong.tlog.witness_policy import parse_policy
from lienthong_local.oracles.fsck import check_log
from lienthong_local.oracles.litewitness import Litewitness, running_litewitness
from tests.builders.note_keys import SeededSigner, signer, witness_signer

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LOG = signer("lienthong.example/log")
STRANGER = signer("stranger.example/log")
OURS = witness_signer("witness.example/w2")

pytestmark = pytest.mark.oracle("go")


@dataclass(slots=True)
class Log:
    """A log as the sequencer grows it: every file that was ever written, and the head after each step."""

    origin: SeededSigner = LOG
    edge: Edge = field(default_factory=Edge)
    files: dict[str, bytes] = field(default_factory=dict)
    roots: dict[int, bytes] = field(default_factory=lambda: {0: EMPTY_ROOT})

    def append(self, count: int) -> None:
        start = self.edge.size
        growth = grow(self.edge, [f"entry {number}".encode() for number in range(start, start + count)])
        self.edge = growth.edge
        self.files.update(growth.files)
        self.roots[self.edge.size] = self.edge.root

    def checkpoint(self, size: int, *, root: bytes | None = None) -> VerifiedCheckpoint:
        head = TreeHead(self.origin.key.name, size, root or self.roots[size])
        return sign_checkpoint(head, self.origin)

    def request(self, old: int, new: int, *, root: bytes | None = None) -> WitnessRequest:
        proof = consistency_proof(min(old, new), new, nodes_of(self.edge.size, self.files.__getitem__))
        checkpoint = parse_checkpoint(self.checkpoint(new, root=root).note.to_bytes())
        return WitnessRequest(old, proof, checkpoint)

    def lay(self, folder: Path) -> None:
        content = {**self.files, "checkpoint": self.checkpoint(self.edge.size).note.to_bytes()}
        for path, raw in content.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(raw)


def _grown(*steps: int) -> Log:
    log = Log()
    for step in steps:
        log.append(step)
    return log


# --- fsck -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "steps", [(1,), (255,), (256,), (257,), (3, 250, 3, 1), (600, 424), (65_535, 1, 257)], ids=str
)
def test_fsck_finds_every_tile_and_the_root_as_it_would_have_written_them(
    steps: tuple[int, ...], tmp_path: Path
) -> None:
    log = _grown(*steps)
    log.lay(tmp_path)
    finding = check_log(tmp_path, LOG.key)
    assert finding.whole, finding.words
    assert f"log with size {sum(steps)}" in finding.words


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/000",
        "tile/0/001.p/44",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/001.p/44",
        "checkpoint",
    ],
)
def test_fsck_finds_a_changed_byte_in_any_file(path: str, tmp_path: Path) -> None:
    _grown(300).lay(tmp_path)
    content = bytearray((tmp_path / path).read_bytes())
    content[-2] ^= 1
    (tmp_path / path).write_bytes(content)
    assert not check_log(tmp_path, LOG.key).whole


# --- litewitness ----------------------------------------------------------------------------------


@pytest.fixture
def witness() -> Iterator[Litewitness]:
    with running_litewitness("witness.example/w1", [LOG.key]) as running:
        yield running


def _cosigned(checkpoint: UnverifiedCheckpoint, lines: str) -> UnverifiedCheckpoint:
    return replace(checkpoint, note=checkpoint.note.with_signatures(parse_signature_lines(lines)))


@pytest.mark.oracle("ssh-agent")
def test_litewitness_cosigns_every_checkpoint_of_our_log(witness: Litewitness) -> None:
    log, before = Log(), 0
    policy = parse_policy(f"log {LOG.key}\nwitness w1 {witness.key}\nquorum w1\n".encode())
    assert witness.key.kind == COSIGNATURE_ED25519
    for step in (1, 6, 249, 44, 700):
        log.append(step)
        request = log.request(before, log.edge.size)
        answer = witness.add_checkpoint(request.to_bytes())
        assert answer.status == 200, answer
        cosigned = verify_checkpoint(_cosigned(request.checkpoint, answer.body), LOG.key)
        assert verify_cosignature(cosigned, witness.key) is not None
        assert policy.judge(cosigned).met
        before = log.edge.size


def _requests(log: Log) -> Mapping[str, bytes]:
    """What a witness that remembers a tree of 7 may be asked, sound and not."""
    sound = log.request(7, 300)
    forged = replace(sound, checkpoint=log.request(7, 256).checkpoint)
    return {
        "a stranger's log": replace(log, origin=STRANGER).request(7, 300).to_bytes(),
        "a signature over another text": sound.to_bytes().replace(b"\n300\n", b"\n301\n"),
        "an old size above the checkpoint": log.request(300, 256).to_bytes(),
        "an old size that is too small": log.request(1, 300).to_bytes(),
        "an old size that is too large": log.request(256, 300).to_bytes(),
        "a proof to another tree": forged.to_bytes(),
        "a proof that is cut": replace(sound, proof=sound.proof[:-1]).to_bytes(),
        "a proof that is longer": replace(sound, proof=(*sound.proof, bytes(32))).to_bytes(),
        "another root": log.request(7, 300, root=bytes(32)).to_bytes(),
        "the same again": log.request(7, 7).to_bytes(),
        "sound": sound.to_bytes(),
    }


@pytest.mark.oracle("ssh-agent")
def test_our_witness_answers_as_litewitness_does(witness: Litewitness) -> None:
    log = _grown(1, 6, 249, 44)
    assert witness.add_checkpoint(log.request(0, 7).to_bytes()).status == 200
    remembered = Remembered(7, log.roots[7])
    ours, theirs = {}, {}
    for what, body in _requests(log).items():
        request = parse_request(body)
        mine = add_checkpoint(request, {LOG.key.name: LOG.key}, remembered, OURS, AT)
        other = witness.add_checkpoint(body)
        ours[what] = (mine.status, mine.body if mine.status == 409 else "")
        theirs[what] = (other.status, other.body if other.status == 409 else "")
        if mine.status == 409:
            assert mine.content_type == other.content_type
    assert ours == theirs
    assert {status for status, _ in ours.values()} == {200, 400, 403, 404, 409, 422}
