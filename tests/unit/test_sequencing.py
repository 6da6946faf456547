"""No event is lost, none is in the log twice, and nothing that is published ever changes, whatever fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.errors import LogContradiction, Unavailable
from lienthong.model.bundle import Bundle, LoggedEvent, RecordImage
from lienthong.model.event import Event, EventType
from lienthong.ports import LogHead
from lienthong.services.sequencing import BATCH, LogStopped, Sequencing, timestamp_event
from lienthong.tlog import merkle
from lienthong.tlog.checkpoints import (
    TreeHead,
    VerifiedCheckpoint,
    parse_checkpoint,
    sign_checkpoint,
    verify_checkpoint,
)
from lienthong.tlog.leaf import leaf_of
from lienthong.tlog.tiles import ENTRIES, decode_entries, read_tile, tile_at, tiles_of
from tests.builders.note_keys import signer
from tests.doubles.faulty_log import Faults
from tests.doubles.fixed_clock import FixedClock
from tests.doubles.memory_log import MemoryLogFiles, MemoryLogTable
from tests.doubles.memory_metrics import MemoryMetrics
from tests.doubles.seeded_ids import SeededIds

LOG = signer("lienthong.example/log")
IMAGE = RecordImage("exchange", "1", {"PK": {"S": "S#lt-a"}}, {"PK": {"S": "S#lt-a"}})


@dataclass
class Log:
    """A log in memory, and sequencers over it."""

    table: MemoryLogTable = field(default_factory=MemoryLogTable)
    files: MemoryLogFiles = field(default_factory=MemoryLogFiles)
    clock: FixedClock = field(default_factory=FixedClock)
    metrics: MemoryMetrics = field(default_factory=MemoryMetrics)
    ids: SeededIds = field(default_factory=SeededIds)
    checkpoints: list[tuple[int, bytes]] = field(default_factory=list)

    def sequencer(self, faults: Faults | None = None) -> Sequencing:
        faults = faults or Faults()
        return Sequencing(faults.around(self.table), faults.around(self.files), LOG, self.clock, self.metrics)

    def events(self, count: int) -> list[Event]:
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

    @property
    def head(self) -> TreeHead:
        """The published head; that it is signed, and that no published one ever was another, is checked."""
        found = self.files.checkpoint()
        assert found
        head = _verified(found.note).head
        for size, root in self.checkpoints:
            assert size < head.size or (size, root) == (head.size, head.root)
        self.checkpoints.append((head.size, head.root))
        return head

    def entries(self) -> list[bytes]:
        """Every entry of the published tree, its tiles and root checked."""
        head = self.head
        found: list[bytes] = []
        for tile in tiles_of(head.size):
            content = self.files.files[tile.path]
            if tile.level == ENTRIES:
                found += decode_entries(content, tile)
        assert merkle.root_of([merkle.leaf_hash(entry) for entry in found]) == head.root
        return found

    def holds(self, events: list[Event]) -> None:
        """Each event is in the log once, where its index says, and nothing else is."""
        leaves = [leaf_of(event.to_json(), event.salt) for event in events]
        entries = self.entries()
        assert sorted(entries) == sorted(leaves)
        for event, leaf in zip(events, leaves, strict=True):
            assert entries[self.table.indexes[event.event_id]] == leaf


def _verified(note: bytes) -> VerifiedCheckpoint:
    return verify_checkpoint(parse_checkpoint(note), LOG.key)


def _calls_of_a_batch(prepare: Callable[[Log], Sequencing]) -> list[str]:
    log, faults = Log(), Faults()
    prepare(log)
    faults.calls.clear()
    log.sequencer(faults).sequence(log.events(3), [IMAGE])
    return faults.calls


# --- the ordinary way -----------------------------------------------------------------------------


def test_events_are_in_the_log_in_their_order() -> None:
    log = Log()
    events = log.events(5)
    log.sequencer().sequence(events)
    log.holds(events)
    assert [log.table.indexes[event.event_id] for event in events] == list(range(5))
    assert log.table.publication().size == 5


def test_a_warm_sequencer_makes_seven_calls_for_a_batch() -> None:
    log, faults = Log(), Faults()
    sequencer = log.sequencer(faults)
    sequencer.sequence(log.events(3))
    faults.calls.clear()
    sequencer.sequence(log.events(98))
    assert faults.calls == [
        "read",
        "put_once",
        "swap",
        "put_once",
        "put_once",
        "replace_checkpoint",
        "mark_published",
    ]


@pytest.mark.parametrize("counts", [(98,), (99,), (300,), (1, 255, 1), (97, 98, 99)])
def test_batches_of_any_size_are_taken_in(counts: tuple[int, ...]) -> None:
    log, every = Log(), []
    sequencer = log.sequencer()
    for count in counts:
        events = log.events(count)
        sequencer.sequence(events)
        every += events
        log.holds(every)


def test_a_cold_sequencer_goes_on_where_the_last_one_ended() -> None:
    log = Log()
    first, second = log.events(300), log.events(7)
    log.sequencer().sequence(first)
    log.sequencer().sequence(second)
    log.holds(first + second)


def test_an_event_redelivered_is_dropped() -> None:
    log = Log()
    events = log.events(4)
    sequencer = log.sequencer()
    sequencer.sequence(events[:3])
    sequencer.sequence([events[2], events[3], events[3]])
    log.holds(events)
    before = dict(log.files.files)
    log.sequencer().sequence(events)
    assert log.files.files == before


def test_a_stream_read_again_from_its_start_changes_nothing() -> None:
    log = Log()
    events = log.events(250)
    for start in range(0, 250, 60):
        log.sequencer().sequence(events[start : start + 60])
    for start in range(0, 250, 90):
        log.sequencer().sequence(events[start : start + 90])
    log.holds(events)


def test_images_are_kept_even_where_no_event_came_with_them() -> None:
    log = Log()
    log.sequencer().sequence([], [IMAGE])
    (path,) = log.files.paths("bundles/")
    assert Bundle.from_bytes(log.files.read(path)).images == (IMAGE,)
    assert log.files.checkpoint() is None


def test_nothing_is_written_for_nothing() -> None:
    log = Log()
    log.sequencer().sequence([])
    assert not log.files.files


# --- every step fails, before and after -----------------------------------------------------------


def _warm(log: Log) -> Sequencing:
    sequencer = log.sequencer()
    sequencer.sequence(log.events(260))
    return sequencer


COLD_CALLS = _calls_of_a_batch(_warm)
CASES = [(step, after) for step in range(len(COLD_CALLS)) for after in (False, True)]


@pytest.mark.parametrize(
    ("step", "after"),
    CASES,
    ids=[f"{at}-{COLD_CALLS[at]}-{'after' if after else 'before'}" for at, after in CASES],
)
def test_a_batch_that_failed_at_any_step_is_whole_after_it_came_again(step: int, after: bool) -> None:
    log = Log()
    standing = log.events(260)
    log.sequencer().sequence(standing)
    assert log.head.size == 260
    batch = log.events(3)
    with pytest.raises(Unavailable):
        log.sequencer(Faults(step, after)).sequence(batch, [IMAGE])
    assert log.head.size in (260, 263)
    log.sequencer().sequence(batch, [IMAGE])
    log.holds(standing + batch)
    assert log.table.publication().size == 263
    assert not log.table.stopped


@pytest.mark.parametrize(("step", "after"), CASES)
def test_what_failed_is_finished_by_the_next_batch_even_if_it_never_came_again(
    step: int, after: bool
) -> None:
    log = Log()
    standing = log.events(260)
    log.sequencer().sequence(standing)
    batch, later = log.events(3), log.events(2)
    with pytest.raises(Unavailable):
        log.sequencer(Faults(step, after)).sequence(batch)
    log.sequencer().sequence(later)
    committed = [event for event in batch if event.event_id in log.table.indexes]
    assert committed in ([], batch)
    log.holds([*standing, *committed, *later])


@pytest.mark.parametrize("step", range(len(COLD_CALLS)))
def test_another_sequencer_between_any_two_steps_harms_nothing(step: int) -> None:
    log = Log()
    standing = log.events(260)
    log.sequencer().sequence(standing)
    mine, theirs = log.events(3), log.events(4)
    log.sequencer(Faults(step, between=lambda: log.sequencer().sequence([*theirs, mine[0]]))).sequence(mine)
    log.holds([*standing, *mine, *theirs])
    assert not log.table.stopped


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_sequencers_that_fail_and_overtake_each_other_at_random_lose_and_double_nothing(
    data: st.DataObject,
) -> None:
    log = Log()
    events = log.events(40)
    warm = log.sequencer()
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, 39))
        some = events[start : start + data.draw(st.integers(1, 12))]
        other = events[: data.draw(st.integers(0, 5))]
        faults = data.draw(
            st.sampled_from(
                [
                    Faults(data.draw(st.integers(0, 12)), after=data.draw(st.booleans())),
                    Faults(data.draw(st.integers(0, 12)), between=partial(log.sequencer().sequence, other)),
                ]
            )
        )
        chosen = data.draw(st.sampled_from([warm, log.sequencer(faults)]))
        try:
            chosen.sequence(some)
        except Unavailable:
            continue
        assert log.head.size == len(log.table.indexes)
    log.sequencer().sequence(events)
    log.holds(events)
    assert not log.table.stopped


# --- what contradicts itself stops the log --------------------------------------------------------


def _fill(log: Log) -> list[Event]:
    events = log.events(260)
    log.sequencer().sequence(events)
    return events


def _roll_back_the_table(log: Log) -> None:
    log.table.head = LogHead(3, log.table.head.root, log.table.head.bundle)


def _fork_the_checkpoint(log: Log) -> None:
    forged = sign_checkpoint(TreeHead(LOG.key.name, 260, bytes(32)), LOG).note.to_bytes()
    log.files.replace_checkpoint(forged, log.files.checkpoint())


def _sign_with_another_key(log: Log) -> None:
    head = TreeHead(LOG.key.name, 260, log.table.head.root)
    forged = sign_checkpoint(head, signer("other.example/log")).note.to_bytes()
    log.files.replace_checkpoint(forged, log.files.checkpoint())


def _change_a_tile(log: Log) -> None:
    path = tile_at(0, 1, 260).path
    log.files.files[path] = bytes(len(log.files.files[path]))


def _change_an_entry(log: Log) -> None:
    path = tile_at(ENTRIES, 1, 260).path
    log.files.files[path] = log.files.files[path].replace(b'"v":1', b'"v":2')


def _lose_a_tile(log: Log) -> None:
    del log.files.files[tile_at(0, 1, 260).path]


def _lose_the_checkpoint_and_the_bundle(log: Log) -> None:
    log.files._published = None
    del log.files.files[log.table.head.bundle]


def _put_another_tile_in_the_way(log: Log) -> None:
    log.files.files[tile_at(0, 1, 263).path] = b"other bytes"


DAMAGES = [
    _roll_back_the_table,
    _fork_the_checkpoint,
    _sign_with_another_key,
    _change_a_tile,
    _change_an_entry,
    _lose_a_tile,
    _lose_the_checkpoint_and_the_bundle,
    _put_another_tile_in_the_way,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__.strip("_"))
def test_a_contradiction_stops_the_log_and_nothing_goes_on_by_itself(damage: Callable[[Log], None]) -> None:
    log = Log()
    _fill(log)
    damage(log)
    batch = log.events(3)
    with pytest.raises(LogContradiction):
        log.sequencer().sequence(batch)
    assert log.table.stopped
    assert log.metrics.total("LogStopped") == 1
    written = dict(log.files.files)
    for _ in range(3):
        with pytest.raises(LogStopped):
            log.sequencer().sequence(batch)
    assert log.files.files == written


def test_a_person_lets_a_stopped_log_go_on() -> None:
    log = Log()
    events = _fill(log)
    log.table.stop("an exercise")
    batch = log.events(1)
    with pytest.raises(LogStopped, match="exercise"):
        log.sequencer().sequence(batch)
    log.table.resume()
    log.sequencer().sequence(batch)
    log.holds(events + batch)


# --- time-stamps become entries -------------------------------------------------------------------


def _attest(log: Log, token: str = "7" * 64) -> LoggedEvent:
    log.table.mark_attested(log.head.size, log.clock.now(), token)
    return timestamp_event(log.table.publication())


def test_a_timestamp_becomes_an_entry_with_the_next_batch_and_only_once() -> None:
    log = Log()
    sequencer = log.sequencer()
    sequencer.sequence(log.events(2))
    stamp = _attest(log)
    sequencer.sequence(log.events(2))
    sequencer.sequence(log.events(1))
    entries = log.entries()
    assert entries.count(leaf_of(stamp.event, stamp.salt)) == 1
    assert log.table.indexes[stamp.event_id] == 4
    assert len(entries) == 6


def test_a_timestamp_alone_makes_no_entry_until_it_has_waited_for_a_day() -> None:
    log = Log()
    sequencer = log.sequencer()
    sequencer.sequence(log.events(2))
    stamp = _attest(log)
    sequencer.sequence([])
    assert log.head.size == 2
    log.clock.advance(timedelta(days=1))
    sequencer.sequence([])
    assert log.table.indexes[stamp.event_id] == 2
    sequencer.sequence([])
    assert log.head.size == 3


def test_a_full_batch_takes_the_timestamp_with_it() -> None:
    log = Log()
    sequencer = log.sequencer()
    sequencer.sequence(log.events(1))
    stamp = _attest(log)
    sequencer.sequence(log.events(BATCH))
    assert log.table.indexes[stamp.event_id] == BATCH + 1


# --- what the public log tells --------------------------------------------------------------------


def test_the_public_files_tell_neither_agencies_nor_equal_events() -> None:
    log = Log()
    event = log.events(1)[0]
    twin = Event(
        log.ids.event_id(event.at),
        event.type,
        event.subject,
        event.at,
        event.actor,
        log.ids.salt(),
        details=event.details,
    )
    log.sequencer().sequence([event, twin])
    public = [content for path, content in log.files.files.items() if not path.startswith("bundles/")]
    for content in public:
        for told in (event.actor, event.subject, event.event_id, "StatusChange", "2026"):
            assert told.encode() not in content
    one, other = log.entries()
    assert one != other
    assert read_tile(tile_at(ENTRIES, 0, 2), log.files.read)
