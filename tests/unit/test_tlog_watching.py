"""What a watcher demands of a log's newest checkpoint."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lienthong.tlog.audit import Forked, RolledBack, WrongRoot
from lienthong.tlog.checkpoints import TreeHead, parse_checkpoint, verify_checkpoint
from lienthong.tlog.contradictions import Contradiction, MalformedContradiction, read_contradiction
from lienthong.tlog.cosignatures import cosign
from lienthong.tlog.faults import MissingTile, TlogFault, WrongTile
from lienthong.tlog.tiles import encode_entries
from lienthong.tlog.watching import (
    QuorumMissing,
    StandsStill,
    check_new_entries,
    require_continuation,
    require_movement,
    require_witnesses,
)
from lienthong.tlog.witness_policy import parse_policy
from tests.builders.grown_log import LOG, Log, grown
from tests.builders.note_keys import signer, witness_signer

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class Reading:
    """The log's files, and which of them were read."""

    def __init__(self, log: Log) -> None:
        self.files = dict(log.files)
        self.read_paths: list[str] = []

    def read(self, path: str) -> bytes:
        content = self.files[path]
        self.read_paths.append(path)
        return content


@pytest.mark.parametrize(
    ("steps", "seen"),
    [((7,), 7), ((7, 300), 7), ((256, 1), 256), ((255, 1, 1), 256), ((600, 424), 600)],
    ids=str,
)
def test_a_log_that_has_grown_goes_on_from_what_was_seen(steps: tuple[int, ...], seen: int) -> None:
    log = grown(*steps)
    newest = log.head(sum(steps))
    require_continuation(log.head(seen), newest, log.files.__getitem__)
    counts = list(check_new_entries(log.head(seen), newest, log.files.__getitem__))
    assert counts == sorted(counts)
    assert (counts or [0])[-1] == newest.size - seen


def test_only_the_tiles_of_a_proof_are_read_and_no_entries() -> None:
    log = grown(70_000, 1)
    reading = Reading(log)
    require_continuation(log.head(70_000), log.head(70_001), reading.read)
    assert len(reading.read_paths) == len(set(reading.read_paths)) <= 6
    assert not [path for path in reading.read_paths if path.startswith("tile/entries")]


def test_the_partial_tiles_of_the_earlier_tree_need_not_be_there_any_more() -> None:
    log = grown(300, 60)
    gone = [path for path in log.files if path.endswith((".p/44",))]
    assert gone
    for path in gone:
        del log.files[path]
    require_continuation(log.head(300), log.head(360), log.files.__getitem__)
    assert list(check_new_entries(log.head(300), log.head(360), log.files.__getitem__)) == [60]


def test_a_smaller_tree_is_a_rollback() -> None:
    log = grown(7, 293)
    with pytest.raises(RolledBack, match="300 → 7"):
        require_continuation(log.head(300), log.head(7), log.files.__getitem__)


@pytest.mark.parametrize("seen", [256, 299, 300, 1])
def test_another_history_is_a_fork_and_not_a_damaged_file(seen: int) -> None:
    ours, theirs = grown(1, 255, 43, 1, 100), grown(1, 255, 43, 1, 100, fork_at=0)
    with pytest.raises(Forked, match=str(seen)):
        require_continuation(ours.head(seen), theirs.head(400), theirs.files.__getitem__)


def test_two_roots_of_one_size_are_a_fork() -> None:
    ours, theirs = grown(300), grown(300, fork_at=299)
    with pytest.raises(Forked):
        require_continuation(ours.head(300), theirs.head(300), theirs.files.__getitem__)


@pytest.mark.parametrize("path", ["tile/0/001.p/188", "tile/1/000.p/1"])
def test_a_damaged_tile_proves_nothing_against_the_log(path: str) -> None:
    log = grown(300, 144)
    log.files[path] = bytes(len(log.files[path]))
    with pytest.raises(WrongTile):
        require_continuation(log.head(300), log.head(444), log.files.__getitem__)


def test_a_missing_tile_is_named() -> None:
    log = grown(300, 144)
    del log.files["tile/1/000.p/1"]
    with pytest.raises(MissingTile, match=r"tile/1/000\.p/1"):
        require_continuation(log.head(300), log.head(444), log.files.__getitem__)


def test_the_empty_tree_has_one_root() -> None:
    log = grown()
    require_continuation(log.head(0), log.head(0), log.files.__getitem__)
    with pytest.raises(Forked):
        require_continuation(log.head(0), TreeHead(LOG.key.name, 0, bytes(32)), log.files.__getitem__)


def test_new_entries_that_do_not_give_the_root_are_found_out() -> None:
    log = grown(300, 60)
    other = [f"entry {number}".encode() for number in range(256, 359)] + [b"edited"]
    log.files["tile/entries/001.p/104"] = encode_entries(other)
    require_continuation(log.head(300), log.head(360), log.files.__getitem__)
    with pytest.raises(WrongRoot):
        list(check_new_entries(log.head(300), log.head(360), log.files.__getitem__))


def test_a_log_may_stand_still_only_for_so_long() -> None:
    require_movement(AT, AT + timedelta(hours=1), timedelta(hours=1))
    with pytest.raises(StandsStill, match="3601 s"):
        require_movement(AT, AT + timedelta(seconds=3601), timedelta(hours=1))


# --- witnesses --------------------------------------------------------------------------------------

W1, W2, W3 = (witness_signer(f"w{number}.example") for number in (1, 2, 3))
POLICY = parse_policy(
    f"log {LOG.key}\nwitness w1 {W1.key}\nwitness w2 {W2.key}\nwitness w3 {W3.key}\n"
    "group g 2 w1 w2 w3\nquorum g\n".encode()
)


def test_a_quorum_or_so_many_witnesses_must_have_cosigned() -> None:
    checkpoint = grown(7).checkpoint(7)
    lines = tuple(cosign(checkpoint.head, witness, AT) for witness in (W1, W2))
    note = checkpoint.note.with_signatures(lines)
    cosigned = verify_checkpoint(parse_checkpoint(note.to_bytes()), LOG.key)
    require_witnesses(POLICY, POLICY.judge(cosigned))
    require_witnesses(POLICY, POLICY.judge(cosigned), 2)
    with pytest.raises(QuorumMissing, match="2/3; − w3"):
        require_witnesses(POLICY, POLICY.judge(cosigned), 3)
    with pytest.raises(QuorumMissing, match="0/3; − w1, w2, w3"):
        require_witnesses(POLICY, POLICY.judge(checkpoint))
    with pytest.raises(QuorumMissing):
        require_witnesses(POLICY, POLICY.judge(checkpoint), 1)


# --- evidence ---------------------------------------------------------------------------------------


def test_a_contradiction_is_read_back_and_both_notes_verify() -> None:
    ours, theirs = grown(7, 293), grown(7, 293, fork_at=3)
    found = Contradiction(ours.checkpoint(300), theirs.checkpoint(300))
    again = read_contradiction(found.to_bytes(), LOG.key)
    assert again == found
    assert again.proves_itself
    assert not Contradiction(ours.checkpoint(7), theirs.checkpoint(300)).proves_itself
    assert found.name != Contradiction(ours.checkpoint(7), theirs.checkpoint(300)).name


@pytest.mark.parametrize("cut", [0, 1, 100, -1])
def test_half_a_contradiction_is_none(cut: int) -> None:
    log = grown(7, 293)
    whole = Contradiction(log.checkpoint(7), log.checkpoint(300)).to_bytes()
    with pytest.raises(TlogFault):
        read_contradiction(whole[:cut], LOG.key)
    with pytest.raises(TlogFault):
        read_contradiction(whole, signer("other.example/log").key)
    with pytest.raises(MalformedContradiction):
        read_contradiction(b"\n\n" * 1_000_000, LOG.key)
