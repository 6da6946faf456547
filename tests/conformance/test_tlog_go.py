"""The log before judges that others wrote: tessera's fsck reads it, torchwood's litewitness cosigns it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from lienthong.tlog.checkpoints import UnverifiedCheckpoint, parse_checkpoint, verify_checkpoint
from lienthong.tlog.cosignatures import COSIGNATURE_ED25519, verify_cosignature
from lienthong.tlog.notes import parse_signature_lines, sign_note
from lienthong.tlog.witness import Remembered
from lienthong.tlog.witness_policy import parse_policy
from lienthong_client.witness.keys import new_key
from lienthong_local.oracles.fsck import check_log
from lienthong_local.oracles.litewitness import Litewitness, running_litewitness
from tests.builders.grown_log import LOG, Log, grown
from tests.builders.note_keys import signer
from tests.builders.running_witness import RunningWitness, running_witness

STRANGER = signer("stranger.example/log")

pytestmark = pytest.mark.oracle("go")


# --- fsck -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "steps", [(1,), (255,), (256,), (257,), (3, 250, 3, 1), (600, 424), (65_535, 1, 257)], ids=str
)
def test_fsck_finds_every_tile_and_the_root_as_it_would_have_written_them(
    steps: tuple[int, ...], tmp_path: Path
) -> None:
    log = grown(*steps)
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
    grown(300).lay(tmp_path)
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


# --- litewitness and ours, side by side -------------------------------------------------------------

SECOND = Log(origin=signer("second.example/log"))
SECOND.append(7)
SECOND.append(293)


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[RunningWitness, Litewitness]]:
    """Two processes that know the same two logs."""
    logs = [LOG.key, SECOND.origin.key]
    new_key("witness.example/w2", tmp_path / "w2.key")
    with (
        running_litewitness("witness.example/w1", logs) as theirs,
        running_witness(tmp_path / "w2.key", tmp_path / "state", logs) as ours,
    ):
        yield ours, theirs


def _requests(log: Log) -> Mapping[str, bytes]:
    """What a witness that remembers a tree of 7 may be asked, sound and not, in this order."""
    sound, fork = log.request(7, 300), grown(1, 6, 249, 44, fork_at=3)
    forged = replace(sound, checkpoint=log.request(7, 256).checkpoint)
    note = sound.checkpoint.note.to_bytes()
    stranger = sign_note(sound.checkpoint.note.text, STRANGER)
    more = sign_note(log.head(7).text, STRANGER).signatures[0].line.encode()
    return {
        "a stranger's log": replace(log, origin=STRANGER).request(7, 300).to_bytes(),
        "a signature over another text": sound.to_bytes().replace(b"\n300\n", b"\n301\n"),
        "signed by a stranger": sound.to_bytes().replace(note, stranger.to_bytes()),
        "also signed by a stranger, and sound": log.request(7, 7).to_bytes() + more,
        "an old size above the checkpoint": log.request(300, 256).to_bytes(),
        "an old size that is too small": log.request(1, 300).to_bytes(),
        "an old size of nothing": log.request(0, 300).to_bytes(),
        "an old size that is too large": log.request(256, 300).to_bytes(),
        "an older checkpoint": log.request(1, 1).to_bytes(),
        "a proof to another tree": forged.to_bytes(),
        "a proof that is cut": replace(sound, proof=sound.proof[:-1]).to_bytes(),
        "a proof that is longer": replace(sound, proof=(*sound.proof, bytes(32))).to_bytes(),
        "no proof": replace(sound, proof=()).to_bytes(),
        "another root": log.request(7, 300, root=bytes(32)).to_bytes(),
        "another history": fork.request(7, 300).to_bytes(),
        "64 hashes": replace(sound, proof=(bytes(32),) * 64).to_bytes(),
        "63 hashes": replace(sound, proof=(bytes(32),) * 63).to_bytes(),
        "a hash that is cut": sound.to_bytes().replace(b"=\n\n", b"\n\n", 1),
        "no old size": sound.to_bytes().partition(b"\n")[2],
        "an old size that is none": sound.to_bytes().replace(b"old 7\n", b"old x\n"),
        "a negative old size": sound.to_bytes().replace(b"old 7\n", b"old -7\n"),
        "nothing": b"",
        "no note": b"old 7\n\n",
        "the same again": log.request(7, 7).to_bytes(),
        "sound": sound.to_bytes(),
        "sound, once more": sound.to_bytes(),
        "sound, as of the new size": log.request(300, 300).to_bytes(),
    }


#: Where the two differ, and which answer the specification asks for: (ours, theirs).
DIFFERENCES = {
    # A body without a note has no origin: ours cannot be read, theirs is of a log that nobody knows.
    "no note": (400, 404),
    # "MUST be encoded with no leading zeroes": theirs reads 007 as 7.
    "leading zeroes": (400, 200),
    # "If [the root hashes] don't match, the witness MUST respond with 409": theirs calls it a wrong proof.
    "two roots of one size": (409, 422),
    # "The proof MUST be empty if the old size is zero": theirs does not look at it.
    "a proof from nothing": (422, 200),
    # A note that is none is the caller's fault: theirs reports its own.
    "a malformed note": (400, 500),
    # 10 KiB are theirs, 64 KiB ours; a body above is the caller's fault as well.
    "a body that is too large": (413, 500),
}


@pytest.mark.oracle("ssh-agent")
def test_our_witness_answers_as_litewitness_does(both: tuple[RunningWitness, Litewitness]) -> None:
    ours, theirs = both
    log = grown(1, 6, 249, 44)
    for witness in both:
        assert witness.add_checkpoint(log.request(0, 7).to_bytes()).status == 200
    mine, others = {}, {}
    for what, body in _requests(log).items():
        my, other = ours.add_checkpoint(body), theirs.add_checkpoint(body)
        # What is said about a refusal is everybody's own affair, but for the size that is remembered.
        mine[what] = (my.status, *((my.body, my.content_type) if my.status == 409 else ()))
        others[what] = (other.status, *((other.body, other.content_type) if other.status == 409 else ()))
        if my.status == other.status == 200:
            checkpoint = parse_checkpoint(body.partition(b"\n\n")[2])
            assert verify_cosignature(_cosigned(checkpoint, my.body), ours.key) is not None
            assert verify_cosignature(_cosigned(checkpoint, other.body), theirs.key) is not None
    difference = {what: (mine[what][0], others[what][0]) for what in mine if mine[what] != others[what]}
    assert difference == {what: DIFFERENCES[what] for what in difference}
    assert {status for status, *_ in mine.values()} == {200, 400, 403, 404, 409, 422}


def _statuses(
    both: tuple[RunningWitness, Litewitness], asked: Mapping[str, bytes]
) -> dict[str, tuple[int, int]]:
    ours, theirs = both
    return {
        what: (ours.add_checkpoint(body).status, theirs.add_checkpoint(body).status)
        for what, body in asked.items()
    }


@pytest.mark.oracle("ssh-agent")
def test_where_the_two_differ_ours_is_as_the_specification_asks(
    both: tuple[RunningWitness, Litewitness],
) -> None:
    ours, _ = both
    sound = SECOND.request(0, 7)
    asked = {
        "a malformed note": sound.to_bytes().replace("— ".encode(), b"- "),
        "a body that is too large": sound.to_bytes() + b"x" * 70_000,
        "no note": b"old 0\n\n",
        "a proof from nothing": replace(sound, proof=(bytes(32),)).to_bytes(),
    }
    found = _statuses(both, asked)
    # Theirs has taken the padded one.
    assert ours.add_checkpoint(sound.to_bytes()).status == 200
    later = {
        "two roots of one size": SECOND.request(7, 7, root=bytes(32)).to_bytes(),
        "leading zeroes": SECOND.request(7, 300).to_bytes().replace(b"old 7\n", b"old 007\n"),
    }
    found |= _statuses(both, later)
    assert found == DIFFERENCES


def _any_request(chance: random.Random, histories: Sequence[Log], known: int) -> tuple[str, bytes]:
    """A request as a log may send it, honest or not, with a name for what is wrong with its proof."""
    sizes = sorted(histories[0].roots)
    # Every other request begins where the witnesses stand: the rest would nearly always be a conflict.
    old = known if chance.random() < 0.5 else chance.choice(sizes)
    # And no log grows to its end at once.
    new = chance.choice(sizes[: sizes.index(known) + 3])
    request = chance.choice(histories).request(old, new)
    what = chance.choice(["sound", "sound", "sound", "cut", "longer", "exchanged"])
    if not request.proof:
        what = "sound"
    proofs = {
        "sound": request.proof,
        "cut": request.proof[:-1],
        "longer": (*request.proof, bytes(32)),
        "exchanged": (bytes(32), *request.proof[1:]),
    }
    return what, replace(request, proof=proofs[what]).to_bytes()


@pytest.mark.oracle("ssh-agent")
@pytest.mark.parametrize("seed", range(3))
def test_over_hundreds_of_requests_of_a_dishonest_log_both_answer_the_same(
    both: tuple[RunningWitness, Litewitness], seed: int
) -> None:
    ours, theirs = both
    chance, steps = random.Random(seed), (1, 2, 4, 1, 248, 1, 43, 300) * 5
    histories = [grown(*steps), grown(*steps, fork_at=5), grown(*steps, fork_at=1_500)]
    known, seen = Remembered(), set[tuple[int, int]]()
    for _ in range(300):
        what, body = _any_request(chance, histories, known.size)
        my, other = ours.add_checkpoint(body), theirs.add_checkpoint(body)
        head = parse_checkpoint(body.partition(b"\n\n")[2]).head
        statuses = (my.status, other.status)
        seen.add(statuses)
        differs = known.size == head.size and known.root != head.root
        expected = DIFFERENCES["two roots of one size"] if differs and statuses[0] != statuses[1] else None
        assert statuses == (expected or (my.status, my.status)), (what, known, head)
        if my.status == other.status == 409:
            assert my.body == other.body == f"{known.size}\n"
        if my.status == 200:
            known = Remembered(head.size, head.root)
    assert {(200, 200), (400, 400), (409, 409), (422, 422)} <= seen
