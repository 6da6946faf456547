"""The log is attested by others, once for each size, whatever fails, whoever is away and whoever lies."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.errors import LogContradiction, Unavailable
from lienthong.model.event import Event, EventType
from lienthong.ports import Publication, PublishedNote
from lienthong.services.attesting import Attesting
from lienthong.services.sequencing import Sequencing
from lienthong.tlog.attestations import PREFIX, Attestation, imprint, path_of
from lienthong.tlog.checkpoints import TreeHead, VerifiedCheckpoint, parse_checkpoint, sign_checkpoint
from lienthong.tlog.checkpoints import verify_checkpoint as verified
from lienthong.tlog.cosignatures import cosign
from lienthong.tlog.notes import MOST_SIGNATURES, NoteSignature, parse_note
from lienthong.tlog.tiles import tile_at
from lienthong.tlog.witness import SIZE_TYPE, Remembered, WitnessAnswer, WitnessRequest
from lienthong.tlog.witness_policy import parse_policy
from tests.builders.note_keys import signer, witness_signer
from tests.doubles.faulty_log import Faults
from tests.doubles.fixed_clock import FixedClock
from tests.doubles.memory_log import MemoryLogFiles, MemoryLogTable
from tests.doubles.memory_metrics import MemoryMetrics
from tests.doubles.memory_witness import MemoryTimeStamping, MemoryWitnesses
from tests.doubles.seeded_ids import SeededIds

LOG = signer("lienthong.example/log")
TWO = ("north", "south")


class WatchedFiles(MemoryLogFiles):
    """Files of which nothing that was ever promised is broken: asserted at every write."""

    def put_once(self, path: str, content: bytes) -> None:
        before = self.files.get(path)
        try:
            super().put_once(path, content)
        finally:
            assert before is None or self.files[path] == before

    def replace_checkpoint(self, note: bytes, replaced: PublishedNote | None) -> PublishedNote:
        before = self._published
        answer = super().replace_checkpoint(note, replaced)
        if before is not None:
            old, new = _read(before.note), _read(note)
            assert new.head.size >= old.head.size
            if new.head.size == old.head.size:
                assert new.head == old.head
                assert _cosigners(old.note.to_bytes()) <= _cosigners(note)
        return answer


def _read(note: bytes) -> VerifiedCheckpoint:
    return verified(parse_checkpoint(note), LOG.key)


def _cosigners(note: bytes) -> set[str]:
    return {line.name for line in parse_note(note).signatures} - {LOG.key.name}


@dataclass
class World:
    """A log in memory with its sequencer, attesters, witnesses and a time-stamping authority."""

    names: tuple[str, ...] = TWO
    table: MemoryLogTable = field(default_factory=MemoryLogTable)
    files: WatchedFiles = field(default_factory=WatchedFiles)
    clock: FixedClock = field(default_factory=FixedClock)
    metrics: MemoryMetrics = field(default_factory=MemoryMetrics)
    ids: SeededIds = field(default_factory=SeededIds)

    def __post_init__(self) -> None:
        self.witnesses = MemoryWitnesses(LOG.key, self.clock, self.names)
        self.authority = MemoryTimeStamping(self.clock)
        if self.names:
            self.files.files["witness-policy"] = self.witnesses.policy()

    def attester(self, faults: Faults | None = None) -> Attesting:
        faults = faults or Faults()
        return Attesting(
            faults.around(self.table),
            faults.around(self.files),
            LOG,
            self.witnesses,
            self.authority,
            self.clock,
            self.metrics,
        )

    def events(self, count: int) -> list[Event]:
        """So many fresh events."""
        at = self.clock.now()
        return [
            Event(
                self.ids.event_id(at),
                EventType.STATUS_CHANGE,
                "lt-" + "a" * 26,
                at,
                "000.00.30.H39",
                self.ids.salt(),
                details={"status": "03"},
            )
            for _ in range(count)
        ]

    def publish(self, count: int = 1) -> None:
        """The sequencer takes in so many events."""
        Sequencing(self.table, self.files, LOG, self.clock, self.metrics).sequence(self.events(count))

    @property
    def checkpoint(self) -> VerifiedCheckpoint:
        found = self.files.checkpoint()
        assert found
        return _read(found.note)

    @property
    def cosigners(self) -> set[str]:
        """Witnesses under the published checkpoint, each verified."""
        if not self.names:
            return set()
        quorum = parse_policy(self.witnesses.policy()).judge(self.checkpoint)
        assert not quorum.faults
        return {cosignature.witness.name.partition(".")[0] for cosignature in quorum.cosignatures}

    def attestation(self, size: int | None = None) -> Attestation | None:
        """The attestation of a size, its own parts checked against each other."""
        content = self.files.files.get(path_of(size or self.checkpoint.head.size))
        if content is None:
            return None
        found = Attestation.from_bytes(content)
        head = _read(found.note).head
        assert head.size == (size or self.checkpoint.head.size)
        assert imprint(head) in found.token
        return found

    def attested(self) -> list[int]:
        return [int(path.removeprefix(PREFIX)) for path in self.files.paths(PREFIX)]

    def is_whole(self) -> None:
        """The newest checkpoint is attested, cosigned by all, marked, and nothing waits."""
        size = self.checkpoint.head.size
        attestation = self.attestation()
        assert attestation
        assert self.cosigners == set(self.names)
        publication = self.table.publication()
        assert (publication.size, publication.attested_size) == (size, size)
        assert publication.attested_token == hashlib.sha256(attestation.token).hexdigest()
        assert publication.waiting_since is None
        assert not self.table.stopped


# --- the ordinary way -----------------------------------------------------------------------------


def test_a_checkpoint_is_cosigned_by_every_witness_stamped_and_marked() -> None:
    world = World()
    world.publish(3)
    at = world.clock.advance(2)
    world.attester().attest()
    world.is_whole()
    attestation = world.attestation()
    assert attestation
    assert _cosigners(attestation.note) == {"north.example", "south.example"}
    assert world.table.publication().attested_at == at
    assert world.metrics.total("WitnessMissing") == 0
    assert world.metrics.total("QuorumMissing") == 0


def test_before_the_first_checkpoint_there_is_nothing_to_attest() -> None:
    world = World()
    world.attester().attest()
    assert not world.authority.stamped
    assert world.files.checkpoint() is None


def test_what_is_attested_and_cosigned_by_all_is_left_in_peace() -> None:
    world = World()
    world.publish()
    attester = world.attester()
    attester.attest()
    files, asked = dict(world.files.files), [one.asked[:] for one in world.witnesses.by_name.values()]
    for _ in range(3):
        attester.attest()
    assert world.files.files == files
    assert [one.asked for one in world.witnesses.by_name.values()] == asked
    assert len(world.authority.stamped) == 1


@pytest.mark.parametrize("counts", [(1, 1, 1), (256, 1), (255, 2, 300), (3, 700)])
def test_each_checkpoint_is_attested_and_proven_from_the_one_before(counts: tuple[int, ...]) -> None:
    world, attester = World(), None
    for warm in (True, False):
        for count in counts:
            world.publish(count)
            attester = attester if attester and warm else world.attester()
            attester.attest()
            world.is_whole()
    assert len(world.attested()) == 2 * len(counts)


def test_a_cold_attester_learns_from_a_witness_which_size_it_holds() -> None:
    world = World(("north",))
    north = world.witnesses.by_name["north"]
    world.publish(5)
    world.attester().attest()
    assert north.asked == [0]
    world.authority.is_away = True
    world.publish(3)
    world.attester().attest()
    world.publish(4)
    world.attester().attest()
    # The time-stamp stayed behind, so the cold attester believed 5; the witness said 8.
    assert north.asked[-2:] == [5, north.remembered.size - 4]
    assert world.cosigners == {"north"}


def test_a_log_without_witnesses_is_stamped_all_the_same() -> None:
    world = World(())
    world.publish()
    world.attester().attest()
    world.is_whole()
    assert world.metrics.total("QuorumMissing") == 0


def test_where_no_authority_is_set_up_witnesses_cosign_and_no_time_stamp_is_missed() -> None:
    world = World()
    world.publish()
    attester = world.attester()
    attester.timestamping = None
    attester.attest()
    assert world.cosigners == set(TWO)
    assert world.attested() == []
    assert world.metrics.total("TimestampMissing") == 0


# --- calls ----------------------------------------------------------------------------------------


def test_an_attestation_takes_four_calls_and_one_tile_a_level() -> None:
    world, faults = World(), Faults()
    attester = world.attester(faults)
    world.publish(300)
    attester.attest()
    world.publish(2)
    faults.calls.clear()
    attester.attest(world.table.publication())
    assert sorted(faults.calls) == sorted(
        ["checkpoint", "read", "read", "put_once", "replace_checkpoint", "mark_attested"]
    )
    assert faults.calls[0] == "checkpoint"
    assert faults.calls[-3:] == ["put_once", "replace_checkpoint", "mark_attested"]


def test_a_sequencer_makes_two_calls_more_where_its_checkpoint_was_cosigned() -> None:
    world, faults = World(), Faults()
    sequencer = Sequencing(
        faults.around(world.table), faults.around(world.files), LOG, world.clock, world.metrics
    )
    counts = []
    for cosigned in (False, False, True):
        if cosigned:
            world.attester().attest()
        faults.calls.clear()
        sequencer.sequence(world.events(1))
        counts.append(len(faults.calls))
    assert counts[1:] == [7, 9]
    assert faults.calls[-4:] == ["replace_checkpoint", "checkpoint", "replace_checkpoint", "mark_published"]


def test_the_policy_is_read_once_a_minute() -> None:
    world, faults = World(), Faults()
    attester = world.attester(faults)
    world.publish()
    attester.attest()
    for _ in range(3):
        attester.attest()
    assert faults.calls.count("read") == 1
    world.clock.advance(60)
    attester.attest()
    assert faults.calls.count("read") == 2


# --- the authority is away ------------------------------------------------------------------------


def test_while_the_authority_is_away_the_log_goes_on_and_what_waits_waits_since_then() -> None:
    world = World()
    world.authority.is_away = True
    world.publish()
    since = world.clock.now()
    attester = world.attester()
    for minutes in (1, 2, 3):
        world.clock.advance(timedelta(minutes=1))
        attester.attest()
        world.publish()
        assert world.table.publication().waiting_since == since
        assert world.metrics.total("TimestampMissing") == minutes
    attester.attest()
    assert world.cosigners == set(TWO)
    assert world.attested() == []
    assert world.metrics.recorded("TimestampWaits") == [60, 120, 180, 180]


def test_an_authority_that_is_back_ends_the_waiting() -> None:
    world = World()
    world.authority.is_away = True
    world.publish(3)
    attester = world.attester()
    attester.attest()
    world.clock.advance(timedelta(hours=5))
    world.authority.is_away = False
    attester.attest()
    world.is_whole()
    assert world.attested() == [3]
    assert world.table.publication().attested_at == world.clock.now()


def test_what_is_published_meanwhile_waits_from_the_time_of_the_stamp_on() -> None:
    world = World()
    world.publish(3)
    world.clock.advance(10)
    stamped_at = world.clock.now()

    def overtaken() -> None:
        world.clock.advance(5)
        world.publish(2)

    world.attester(Faults(_calls(World()).index("put_once"), between=overtaken)).attest()
    assert world.table.publication() == Publication(
        5, 3, stamped_at, world.table.publication().attested_token, stamped_at
    )
    assert world.cosigners == set()
    world.attester().attest()
    world.is_whole()
    assert world.attested() == [3, 5]


@dataclass
class _StampsSomethingElse:
    authority: MemoryTimeStamping

    def stamp(self, sha256: bytes) -> bytes:
        return self.authority.stamp(sha256[::-1])


def test_a_token_over_something_else_is_none() -> None:
    world = World()
    world.publish()
    attester = world.attester()
    attester.timestamping = _StampsSomethingElse(world.authority)
    attester.attest()
    assert world.attested() == []
    assert world.metrics.total("TimestampMissing") == 1
    assert not world.table.stopped


# --- a witness is away, refuses or lies -----------------------------------------------------------


def test_a_witness_that_is_away_is_told_by_name_and_keeps_nobody_waiting() -> None:
    world = World()
    world.witnesses.by_name["south"].is_away = True
    world.publish()
    world.attester().attest()
    assert world.cosigners == {"north"}
    assert world.attested() == [1]
    assert world.metrics.total("WitnessMissing", witness="south", why="away") == 1
    assert world.metrics.total("WitnessMissing", witness="north") == 0
    assert world.metrics.total("QuorumMissing") == 1


def test_a_witness_that_is_back_cosigns_the_standing_checkpoint_and_the_attestation_stays_as_it_is() -> None:
    world = World()
    south = world.witnesses.by_name["south"]
    south.is_away = True
    world.publish(3)
    attester = world.attester()
    attester.attest()
    written = world.files.files[path_of(3)]
    south.is_away = False
    attester.attest()
    assert world.cosigners == set(TWO)
    assert world.files.files[path_of(3)] == written
    assert len(world.authority.stamped) == 1
    world.publish()
    attester.attest()
    world.is_whole()


def _signs(make: Callable[[TreeHead], NoteSignature]) -> Callable[..., WitnessAnswer]:
    """It signs something else where it should cosign."""

    def lie(request: WitnessRequest, answer: WitnessAnswer) -> WitnessAnswer:
        return replace(answer, body=make(request.checkpoint.head).line) if answer.status == 200 else answer

    return lie


def _a_larger_tree(head: TreeHead) -> NoteSignature:
    return cosign(replace(head, size=head.size + 1), witness_signer("south.example"), FixedClock().now())


def _as_another_witness(head: TreeHead) -> NoteSignature:
    return cosign(head, witness_signer("x"), FixedClock().now())


def _with_a_bit_changed(head: TreeHead) -> NoteSignature:
    right = cosign(head, witness_signer("south.example"), FixedClock().now())
    return replace(right, signature=right.signature[:-1] + bytes([right.signature[-1] ^ 1]))


def _with_no_signature(head: TreeHead) -> NoteSignature:
    return replace(_with_a_bit_changed(head), signature=bytes(8))


def _says(status: int, body: str, content_type: str = "text/plain") -> Callable[..., WitnessAnswer]:
    return lambda _request, _answer: WitnessAnswer(status, body, content_type)


LIES: list[tuple[Callable[..., WitnessAnswer], str]] = [
    (_signs(_a_larger_tree), "cosignature-wrong"),
    (_signs(_as_another_witness), "cosignature-wrong"),
    (_signs(_with_a_bit_changed), "cosignature-wrong"),
    (_signs(_with_no_signature), "cosignature-wrong"),
    (_says(200, ""), "unreadable"),
    (_says(200, "<html>\n"), "unreadable"),
    (_says(200, "\ufffd" * 100), "unreadable"),
    (_says(404, "unknown log\n"), "refused"),
    (_says(403, ""), "refused"),
    (_says(400, ""), "refused"),
    (_says(500, ""), "refused"),
    (_says(302, ""), "refused"),
    (_says(409, "0\n", SIZE_TYPE), "refused"),
    (_says(409, "0\n"), "unreadable"),
    (_says(409, "many\n", SIZE_TYPE), "unreadable"),
    (_says(409, "-1\n", SIZE_TYPE), "unreadable"),
    (_says(409, "9" * 5000 + "\n", SIZE_TYPE), "unreadable"),
    (_says(409, "4\n", SIZE_TYPE), "contradicts"),
    (_says(409, "9999999999999999999\n", SIZE_TYPE), "contradicts"),
    (_says(422, ""), "contradicts"),
]


@pytest.mark.parametrize(("lie", "why"), LIES)
def test_what_a_witness_says_without_proof_is_told_and_stops_nothing(
    lie: Callable[..., WitnessAnswer], why: str
) -> None:
    world = World()
    world.witnesses.by_name["south"].answering = lie
    world.publish(3)
    attester = world.attester()
    for _ in range(2):
        attester.attest()
    assert not world.table.stopped
    assert world.cosigners == {"north"}
    assert world.attested() == [3]
    assert world.metrics.total("WitnessMissing", witness="south", why=why) == 2
    assert world.metrics.total("WitnessContradicts") == (2 if why == "contradicts" else 0)
    assert world.metrics.total("QuorumMissing") == 2


def test_a_witness_to_whom_another_tree_of_the_same_size_was_shown_contradicts() -> None:
    world = World()
    world.witnesses.by_name["south"].remembered = Remembered(3, bytes(32))
    world.publish(3)
    world.attester().attest()
    assert world.metrics.total("WitnessContradicts") == 1
    assert world.cosigners == {"north"}


def test_a_witness_to_whom_another_history_was_shown_contradicts() -> None:
    world = World()
    world.witnesses.by_name["south"].remembered = Remembered(2, bytes(32))
    world.publish(3)
    world.attester().attest()
    assert world.metrics.total("WitnessContradicts") == 1
    assert not world.table.stopped


def test_a_witness_that_holds_what_a_newer_run_has_shown_it_contradicts_nobody() -> None:
    world = World(("north",))
    world.publish(3)

    def newer() -> None:
        world.publish(2)
        world.attester().attest()

    # Between reading the checkpoint and asking the witness.
    world.attester(Faults(_calls(World()).index("read"), between=newer)).attest()
    assert world.metrics.total("WitnessContradicts") == 0
    assert world.metrics.total("WitnessMissing") == 0
    assert world.checkpoint.head.size == 5
    assert world.cosigners == {"north"}


def test_lines_of_others_in_an_answer_are_left_out() -> None:
    world = World(("north",))

    def chatty(request: WitnessRequest, answer: WitnessAnswer) -> WitnessAnswer:
        other = cosign(request.checkpoint.head, witness_signer("x"), world.clock.now())
        return replace(answer, body=other.line + answer.body)

    world.witnesses.by_name["north"].answering = chatty
    world.publish()
    world.attester().attest()
    found = world.files.checkpoint()
    assert found
    assert _cosigners(found.note) == {"north.example"}


def test_no_note_is_made_that_carries_more_signatures_than_anybody_reads() -> None:
    world = World(tuple(f"w{number}" for number in range(MOST_SIGNATURES + 3)))
    world.publish()
    world.attester().attest()
    assert len(world.checkpoint.note.signatures) == MOST_SIGNATURES
    world.publish()


def test_a_policy_that_cannot_be_read_is_told_and_time_stamps_go_on() -> None:
    world = World()
    world.files.files["witness-policy"] = b"witness\n"
    world.publish()
    world.attester().attest()
    assert world.attested() == [1]
    assert world.metrics.total("WitnessPolicyUnreadable") == 1
    assert world.metrics.total("QuorumMissing") == 1


def test_a_cosignature_that_somebody_spoilt_in_the_checkpoint_is_asked_for_again() -> None:
    world = World(("north",))
    world.publish()
    spoilt = cosign(TreeHead("x", 1, bytes(32)), witness_signer("north.example"), world.clock.now())
    found = world.files.checkpoint()
    assert found
    note = world.checkpoint.note.with_signatures((spoilt,))
    world.files.replace_checkpoint(note.to_bytes(), found)
    world.attester().attest()
    world.is_whole()


# --- every step fails, before and after -----------------------------------------------------------


def _calls(world: World, seen: Publication | None = None) -> list[str]:
    faults = Faults()
    world.publish(260)
    world.attester(faults).attest(seen)
    return faults.calls


CALLS = _calls(World())
CASES = [(step, after) for step in range(len(CALLS)) for after in (False, True)]


@pytest.mark.parametrize(
    ("step", "after"), CASES, ids=[f"{at}-{CALLS[at]}-{'after' if a else 'before'}" for at, a in CASES]
)
def test_what_failed_at_any_step_is_finished_by_the_next_run(step: int, after: bool) -> None:
    world = World()
    world.publish(260)
    with pytest.raises(Unavailable):
        world.attester(Faults(step, after)).attest()
    first = world.files.files.get(path_of(260))
    world.clock.advance(60)
    world.attester().attest()
    world.is_whole()
    assert first in (None, world.files.files[path_of(260)])


@pytest.mark.parametrize(("step", "after"), CASES)
def test_what_failed_is_finished_even_if_the_authority_and_a_witness_are_gone_by_then(
    step: int, after: bool
) -> None:
    world = World()
    world.publish(260)
    since = world.table.publication().waiting_since
    with pytest.raises(Unavailable):
        world.attester(Faults(step, after)).attest()
    world.authority.is_away = True
    world.witnesses.by_name["north"].is_away = True
    world.attester().attest()
    publication = world.table.publication()
    if world.attested():
        # The attestation stands: its time-stamp counts, and the cosignatures in it are published.
        assert (publication.attested_size, publication.waiting_since) == (260, None)
        assert world.cosigners == set(TWO)
    else:
        assert (publication.attested_size, publication.waiting_since) == (0, since)
        assert world.cosigners >= {"south"}


@pytest.mark.parametrize("step", range(len(CALLS)))
def test_another_attester_between_any_two_steps_harms_nothing(step: int) -> None:
    world = World()
    world.publish(260)
    world.attester(Faults(step, between=lambda: world.attester().attest())).attest()
    world.is_whole()
    assert world.metrics.total("WitnessContradicts") == 0


@pytest.mark.parametrize("step", range(len(CALLS)))
def test_an_attester_that_got_another_witness_adds_to_what_is_there(step: int) -> None:
    world = World()
    north, south = world.witnesses.by_name.values()
    world.publish(260)

    def other() -> None:
        north.is_away, south.is_away = True, False
        world.attester().attest()
        north.is_away, south.is_away = False, True

    south.is_away = True
    world.attester(Faults(step, between=other)).attest()
    assert world.cosigners == set(TWO)
    assert world.table.publication().attested_size == 260


@pytest.mark.parametrize("step", range(len(CALLS)))
def test_a_sequencer_that_publishes_between_any_two_steps_harms_nothing(step: int) -> None:
    world = World()
    world.publish(260)
    world.attester(Faults(step, between=lambda: world.publish(7))).attest()
    assert world.checkpoint.head.size >= 267
    world.attester().attest()
    world.is_whole()
    assert world.metrics.total("WitnessContradicts") == 0


def test_records_that_come_again_change_nothing() -> None:
    world = World()
    records = []
    for count in (1, 300, 4):
        world.publish(count)
        records.append(world.table.publication())
        world.attester().attest(records[-1])
    files, publication = dict(world.files.files), world.table.publication()
    for record in [*records, *reversed(records)]:
        world.clock.advance(1)
        world.attester().attest(record)
    assert {path: world.files.files[path] for path in files} == {
        **files,
        "checkpoint": world.files.files["checkpoint"],
    }
    assert world.table.publication() == publication
    world.is_whole()


def test_what_a_sequencer_published_and_could_not_mark_is_marked_and_attested() -> None:
    world = World()
    world.publish(3)
    world.table._publication = Publication()
    world.authority.is_away = True
    world.attester().attest()
    assert world.table.publication() == Publication(size=3, waiting_since=world.clock.now())
    world.authority.is_away = False
    world.attester().attest()
    world.is_whole()


Act = Callable[[World], None]


def _step(world: World, data: st.DataObject) -> None:
    """One run of somebody, perhaps with a fault or somebody else's turn in the middle."""
    kind = data.draw(st.sampled_from(["publish", "attest", "fail", "overtaken", "record", "weather"]))
    at = data.draw(st.integers(0, 9))
    if kind == "publish":
        world.publish(data.draw(st.integers(1, 5)))
    elif kind == "weather":
        world.authority.is_away = data.draw(st.booleans())
        for witness in world.witnesses.by_name.values():
            witness.is_away = data.draw(st.booleans())
    elif kind == "attest":
        world.attester().attest()
    elif kind == "record":
        world.attester().attest(world.table.publication())
    elif kind == "fail":
        with suppress(Unavailable):
            world.attester(Faults(at, after=data.draw(st.booleans()))).attest()
    else:
        other: Act = data.draw(st.sampled_from([World.publish, lambda one: one.attester().attest()]))
        world.attester(Faults(at, between=lambda: other(world))).attest()


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_whatever_fails_in_whatever_order_everything_is_attested_in_the_end(data: st.DataObject) -> None:
    world = World()
    for _ in range(data.draw(st.integers(1, 12))):
        world.clock.advance(1)
        before = world.table.publication()
        _step(world, data)
        _waiting_is_exact(before, world.table.publication(), world.clock.now())
    world.authority.is_away = False
    for witness in world.witnesses.by_name.values():
        witness.is_away = False
    world.publish()
    world.attester().attest()
    world.is_whole()
    assert world.metrics.total("WitnessContradicts") == 0


def _waiting_is_exact(before: Publication, after: Publication, now: datetime) -> None:
    """It moves only where a time-stamp came, and then to the time in it; it never moves back."""
    if after.attested_size == before.attested_size:
        assert after.waiting_since == (before.waiting_since or (now if after.size > before.size else None))
    elif after.size == after.attested_size:
        assert after.waiting_since is None
    else:
        assert after.waiting_since == after.attested_at


# --- what contradicts itself stops the log --------------------------------------------------------


def _two_signed_roots(world: World) -> None:
    other = sign_checkpoint(TreeHead(LOG.key.name, 300, bytes(32)), LOG).note.to_bytes()
    token = world.authority.stamp(imprint(TreeHead(LOG.key.name, 300, bytes(32))))
    world.files.files[path_of(300)] = Attestation(other, token).to_bytes()


def _spoil_the_attestation(world: World) -> None:
    world.files.files[path_of(300)] = b"{}"


def _exchange_the_token(world: World) -> None:
    token = world.authority.stamp(bytes(32))
    world.files.files[path_of(300)] = Attestation(world.checkpoint.note.to_bytes(), token).to_bytes()


def _spoil_the_token(world: World) -> None:
    world.files.files[path_of(300)] = Attestation(world.checkpoint.note.to_bytes(), b"0").to_bytes()


def _roll_the_checkpoint_back(world: World) -> None:
    world.files._published = PublishedNote(world.older, "1")  # type: ignore[attr-defined]


def _lose_the_checkpoint(world: World) -> None:
    world.files._published = None


def _sign_with_another_key(world: World) -> None:
    note = sign_checkpoint(world.checkpoint.head, signer("other.example/log")).note.to_bytes()
    world.files._published = PublishedNote(note, "x")


def _change_a_tile(world: World) -> None:
    path = tile_at(0, 1, 300).path
    world.files.files[path] = bytes(len(world.files.files[path]))


def _lose_a_tile(world: World) -> None:
    del world.files.files[tile_at(0, 1, 300).path]


DAMAGES = [
    _two_signed_roots,
    _spoil_the_attestation,
    _exchange_the_token,
    _spoil_the_token,
    _roll_the_checkpoint_back,
    _lose_the_checkpoint,
    _sign_with_another_key,
    _change_a_tile,
    _lose_a_tile,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__.strip("_"))
def test_what_the_logs_own_files_contradict_stops_it(damage: Act) -> None:
    world = World()
    world.publish(280)
    world.older = world.checkpoint.note.to_bytes()  # type: ignore[attr-defined]
    world.attester().attest()
    world.publish(20 - 1)  # the time-stamp is an entry as well
    assert world.checkpoint.head.size == 300
    damage(world)
    files = dict(world.files.files)
    with pytest.raises(LogContradiction):
        world.attester().attest()
    assert world.table.stopped
    assert world.metrics.total("LogStopped") == 1
    assert world.files.files == files
