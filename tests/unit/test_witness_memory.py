"""What a witness has cosigned it remembers, whatever fails, and it never starts over by itself."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lienthong.tlog.checkpoints import parse_checkpoint, verify_checkpoint
from lienthong.tlog.contradictions import read_contradiction
from lienthong.tlog.cosignatures import verify_cosignature
from lienthong.tlog.notes import NoteSignature
from lienthong.tlog.witness import Remembered
from lienthong_client.durable import Disk
from lienthong_client.errors import FileUnwritable
from lienthong_client.witness.decisions import Decision, Witness
from lienthong_client.witness.errors import (
    StateDamaged,
    StateInUse,
    StateLost,
    StateOfAnother,
    StateUnreadable,
)
from lienthong_client.witness.keys import WitnessSigner, new_key, read_key
from lienthong_client.witness.memory import WitnessMemory, opened_memory
from tests.builders.grown_log import LOG, Log, grown
from tests.builders.note_keys import signer
from tests.doubles.failing_disk import FailingDisk, PowerLost

ORIGIN = LOG.key.name
OTHER = Log(origin=signer("other.example/log"))
OTHER.append(5)


class Place:
    """A witness's key and folder."""

    def __init__(self, folder: Path) -> None:
        self.key_file, self.state = folder / "w.key", folder / "state"
        new_key("witness.example/w", self.key_file)
        self.signer: WitnessSigner = read_key(self.key_file)

    @contextmanager
    def opened(
        self, disk: Disk | None = None, logs: tuple[Log, ...] = (Log(),)
    ) -> Iterator[tuple[Witness, WitnessMemory]]:
        keys = {log.origin.key.name: log.origin.key for log in logs}
        with opened_memory(self.state, self.key_file, self.signer, tuple(keys), disk) as memory:
            yield Witness(self.signer, keys, memory), memory

    def size(self) -> int:
        with self.opened() as (_, memory):
            return memory.remembered(ORIGIN).size

    @property
    def record(self) -> Path:
        (path,) = self.state.glob("lienthong*.checkpoint")
        return path


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def ask(witness: Witness, log: Log, old: int, new: int) -> Decision:
    return witness.decide(log.request(old, new).to_bytes())


# --- remembering ------------------------------------------------------------------------------------


def test_what_was_cosigned_is_remembered_by_the_next_process(place: Place) -> None:
    log = grown(7, 293)
    with place.opened() as (witness, _):
        assert ask(witness, log, 0, 7).answer.status == 200
        assert ask(witness, log, 7, 300).answer.status == 200
    with place.opened() as (witness, memory):
        assert memory.remembered(ORIGIN) == Remembered(300, log.roots[300])
        again = ask(witness, log, 0, 7).answer
        assert (again.status, again.body) == (409, "300\n")
        assert ask(witness, log, 300, 300).answer.status == 200


def test_the_record_is_the_logs_own_note_with_our_cosignature_and_nobody_elses(place: Place) -> None:
    log = grown(7)
    request = log.request(0, 7)
    strangers = tuple(NoteSignature(ORIGIN, bytes([number] * 4), bytes(64)) for number in range(9))
    body = request.to_bytes() + "".join(one.line for one in strangers).encode()
    with place.opened() as (witness, _):
        assert witness.decide(body).answer.status == 200
    kept = parse_checkpoint(place.record.read_bytes())
    verify_checkpoint(kept, LOG.key)
    assert verify_cosignature(kept, place.signer.key) is not None
    assert len(kept.note.signatures) == 2


def test_logs_are_remembered_apart(place: Place) -> None:
    log = grown(7)
    with place.opened(logs=(log, OTHER)) as (witness, memory):
        assert ask(witness, log, 0, 7).answer.status == 200
        assert ask(witness, OTHER, 0, 5).answer.status == 200
        assert memory.remembered(ORIGIN).size == 7
        assert memory.remembered(OTHER.origin.key.name).size == 5


def test_a_log_that_comes_later_or_is_left_out_for_a_while_is_remembered_as_well(place: Place) -> None:
    with place.opened(logs=(OTHER,)) as (witness, _):
        assert ask(witness, OTHER, 0, 5).answer.status == 200
    assert place.size() == 0
    with place.opened(logs=(Log(), OTHER)) as (_, memory):
        assert memory.remembered(OTHER.origin.key.name).size == 5


def test_of_many_conflicting_requests_at_once_exactly_one_is_cosigned(place: Place) -> None:
    forks = [grown(7, 293, fork_at=number) for number in range(8, 24)]
    ready, statuses = threading.Barrier(len(forks)), list[int]()
    with place.opened() as (witness, memory):
        assert ask(witness, forks[0], 0, 7).answer.status == 200

        def submit(fork: Log) -> None:
            body = fork.request(7, 300).to_bytes()
            ready.wait()
            statuses.append(witness.decide(body).answer.status)

        threads = [threading.Thread(target=submit, args=(fork,)) for fork in forks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert memory.remembered(ORIGIN).size == 300
    assert sorted(statuses) == [200] + [409] * (len(forks) - 1)


# --- when something fails ---------------------------------------------------------------------------


def steps_of_a_decision(place: Place) -> int:
    disk = FailingDisk()
    with place.opened(disk) as (witness, _):
        before = disk.steps
        assert ask(witness, grown(7), 0, 7).answer.status == 200
    return disk.steps - before


def test_a_decision_is_stored_in_three_steps(place: Place) -> None:
    assert steps_of_a_decision(place) == 3


@pytest.mark.parametrize(
    "disk",
    [
        *(lambda step=step: FailingDisk(fail_at=step) for step in range(3)),
        *(lambda step=step: FailingDisk(fail_after=step) for step in range(3)),
    ],
    ids=["write", "rename", "sync", "after write", "after rename", "after sync"],
)
def test_what_could_not_be_stored_is_not_cosigned_and_the_log_may_ask_again(
    place: Place, disk: Callable[[], FailingDisk]
) -> None:
    log, other = grown(7, 293), grown(7, 293, fork_at=9)
    with place.opened() as (witness, _):
        assert ask(witness, log, 0, 7).answer.status == 200
    with place.opened(disk()) as (witness, memory):
        failed = ask(witness, log, 7, 300)
        assert (failed.answer.status, "—" in failed.answer.body) == (500, False)
        assert failed.why
        # Before or after: whichever tree stands on the disk is the one that is gone on from.
        old = memory.remembered(ORIGIN).size
        assert old in (7, 300)
        assert ask(witness, log, old, 300).answer.status == 200
        assert ask(witness, other, 7, 300).answer.status == 409
    assert place.size() == 300


def test_the_same_tree_is_forced_to_the_disk_again_before_it_is_cosigned_again(place: Place) -> None:
    log, disk = grown(7), FailingDisk(fail_at=11)
    with place.opened(disk) as (witness, memory):
        # The folder was not forced to the disk: the new tree can be read, and may yet be forgotten.
        assert ask(witness, log, 0, 7).answer.status == 500
        assert memory.remembered(ORIGIN).size == 7
        before = disk.steps
        assert ask(witness, log, 7, 7).answer.status == 200
        assert disk.steps == before + 3


def _decide_until_power_goes(place: Place, log: Log, disk: FailingDisk) -> bool:
    """Whether the log had its cosignature before."""
    answered = False
    try:
        with place.opened(disk) as (witness, _):
            answered = ask(witness, log, 7, 300).answer.status == 200
    except PowerLost:
        pass
    return answered


@pytest.mark.parametrize("forgets", [False, True])
@pytest.mark.parametrize("cut", range(4))
def test_power_that_goes_at_any_step_of_a_decision_leaves_a_tree_that_was_whole(
    place: Place, cut: int, forgets: bool
) -> None:
    log, other = grown(7, 293), grown(7, 293, fork_at=9)
    with place.opened() as (witness, _):
        assert ask(witness, log, 0, 7).answer.status == 200
    answered = _decide_until_power_goes(place, log, FailingDisk(cut_at=cut, forgets=forgets))
    assert answered == (cut == 3), "the answer comes after the last step"
    size = place.size()
    assert size in (7, 300)
    assert size == 300 or not answered
    with place.opened() as (witness, _):
        # Either the old tree, from which one history goes on, or the new one, from which the other does not.
        status = ask(witness, other, 7, 300).answer.status
        assert (status == 200) == (size == 7)


@pytest.mark.parametrize("forgets", [False, True])
@pytest.mark.parametrize("cut", range(9))
def test_power_that_goes_at_any_step_of_the_first_start_keeps_no_witness_from_starting(
    place: Place, cut: int, forgets: bool
) -> None:
    with pytest.raises(PowerLost), place.opened(FailingDisk(cut_at=cut, forgets=forgets)):
        pytest.fail("it started: the folder's own file is written twice, the log's once")
    assert place.size() == 0


@pytest.mark.parametrize("step", range(9))
def test_a_first_start_that_the_disk_refuses_is_told_and_can_be_repeated(place: Place, step: int) -> None:
    with pytest.raises(FileUnwritable), place.opened(FailingDisk(fail_after=step)):
        pytest.fail("it started")
    assert place.size() == 0


# --- never starting over ----------------------------------------------------------------------------


@pytest.mark.parametrize("damage", ["empty", "cut", "changed", "gone", "folder", "another log's", "not ours"])
def test_a_damaged_record_stops_the_witness(place: Place, damage: str) -> None:
    log = grown(7)
    with place.opened(logs=(log, OTHER)) as (witness, _):
        assert ask(witness, log, 0, 7).answer.status == 200
    record, content = place.record, place.record.read_bytes()
    (others,) = place.state.glob("other*.checkpoint")
    record.unlink()
    if damage == "folder":
        record.mkdir()
    elif damage != "gone":
        record.write_bytes(
            {
                "empty": b"",
                "cut": content[:-20],
                "changed": content.replace(b"\n7\n", b"\n6\n"),
                "another log's": others.read_bytes(),
                "not ours": log.checkpoint(7).note.to_bytes(),
            }[damage]
        )
    with pytest.raises(StateDamaged) as stopped, place.opened():
        pytest.fail("it started")
    assert str(record) in stopped.value.sentence("vi")


def test_a_record_that_is_damaged_while_serving_is_never_gone_on_from(place: Place) -> None:
    log = grown(7, 293)
    with place.opened() as (witness, _):
        assert ask(witness, log, 0, 7).answer.status == 200
        place.record.write_bytes(b"")
        with pytest.raises(StateDamaged):
            ask(witness, log, 0, 300)


def test_a_record_that_cannot_be_read_for_a_moment_is_not_damaged(place: Place) -> None:
    log, disk = grown(7, 293), FailingDisk()
    with place.opened(disk) as (witness, _):
        assert ask(witness, log, 0, 7).answer.status == 200
        disk.is_unreadable = True
        refused = ask(witness, log, 7, 300)
        assert (refused.answer.status, refused.why) == (500, "Too many open files")
        with pytest.raises(StateUnreadable):
            witness.newest(ORIGIN)
        disk.is_unreadable = False
        assert ask(witness, log, 7, 300).answer.status == 200


@pytest.mark.parametrize("content", [None, b"", b"{}", b"[]", b'{"id": 1}', b"\xff"])
def test_a_folder_that_does_not_say_whose_it_is_is_damaged(place: Place, content: bytes | None) -> None:
    assert place.size() == 0
    about = place.state / "witness.json"
    about.unlink()
    if content is not None:
        about.write_bytes(content)
    with pytest.raises(StateDamaged), place.opened():
        pytest.fail("it started")


def test_a_key_that_has_cosigned_does_not_start_over_in_an_empty_folder(place: Place) -> None:
    log = grown(7)
    with place.opened() as (witness, _):
        assert ask(witness, log, 0, 7).answer.status == 200
    kept = place.state.rename(place.state.with_name("moved"))
    with pytest.raises(StateLost), place.opened():
        pytest.fail("it started")
    assert not place.state.exists(), "nothing is left of the slip"
    place.state.mkdir()
    with pytest.raises(StateLost) as lost, place.opened():
        pytest.fail("it started")
    assert str(place.state) in lost.value.sentence("en")
    place.state = kept
    assert place.size() == 7, "the folder itself may move"
    assert json.loads(place.key_file.with_name("w.key.used").read_bytes())["folder"] == str(kept)


def test_a_folder_of_another_key_is_refused(place: Place, tmp_path: Path) -> None:
    assert place.size() == 0
    (tmp_path / "b").mkdir()
    other = Place(tmp_path / "b")
    other.state = place.state
    with pytest.raises(StateOfAnother, match=r"witness\.example/w"), other.opened():
        pytest.fail("it started")


def test_two_witnesses_never_share_a_folder(place: Place) -> None:
    with place.opened(), pytest.raises(StateInUse), place.opened():
        pytest.fail("it started")
    assert place.size() == 0, "the lock ends with the process, not with a file"


def test_a_key_whose_folder_cannot_be_written_to_is_told(place: Place) -> None:
    with place.opened() as (_, memory):
        assert memory.is_marked
    marker = place.key_file.with_name("w.key.used")
    marker.unlink()
    marker.with_name("w.key.used.new").mkdir()
    with place.opened() as (_, memory):
        assert not memory.is_marked


# --- evidence ---------------------------------------------------------------------------------------


def test_two_trees_of_one_size_are_kept_as_evidence_once(place: Place) -> None:
    log, other = grown(7, 293), grown(7, 293, fork_at=9)
    with place.opened() as (witness, _):
        assert ask(witness, log, 0, 300).answer.status == 200
        decisions = [ask(witness, other, old, 300) for old in (0, 7, 300)]
        assert [one.answer.status for one in decisions] == [409, 409, 409]
        files = {one.evidence for one in decisions}
    (file,) = files
    assert file is not None
    found = read_contradiction(file.read_bytes(), LOG.key)
    assert found.proves_itself
    assert (found.seen.head.root, found.shown.head.root) == (log.roots[300], other.roots[300])


@pytest.mark.parametrize("step", range(3))
def test_evidence_that_cannot_be_kept_is_still_told_and_nothing_is_cosigned(place: Place, step: int) -> None:
    log, other = grown(7), grown(7, fork_at=3)
    with place.opened() as (witness, _):
        assert ask(witness, log, 0, 7).answer.status == 200
    with place.opened(FailingDisk(fail_at=step)) as (witness, _):
        told = ask(witness, other, 7, 7)
        assert (told.answer.status, told.answer.contradicts, told.evidence) == (409, True, None)
        assert "No space" in told.why
        assert ask(witness, other, 7, 7).evidence is not None


def test_evidence_does_not_fill_the_disk(place: Place) -> None:
    log = grown(7)
    with place.opened() as (witness, _):
        assert ask(witness, log, 0, 7).answer.status == 200
        kept = [
            witness.decide(log.request(7, 7, root=bytes([number]) * 32).to_bytes()).evidence
            for number in range(103)
        ]
    assert kept[99] is not None
    assert kept[100:] == [None] * 3


def test_what_proves_nothing_against_the_log_is_not_kept(place: Place) -> None:
    log = grown(7, 293)
    with place.opened() as (witness, _):
        assert ask(witness, log, 0, 7).answer.status == 200
        assert witness.decide(log.request(7, 300, root=bytes(32)).to_bytes()).answer.status == 422
        assert witness.decide(log.request(0, 300).to_bytes()).answer.status == 409
    assert not (place.state / "evidence").exists()
