"""The contracts of lienthong.ports.LogTable and LogFiles."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from lienthong.errors import LogContradiction
from lienthong.ports import CheckpointMoved, HeadMoved, LogFiles, LogHead, LogTable, Publication
from tests.contract.builders import NOON

ROOTS = tuple(bytes([number]) * 32 for number in range(1, 5))

TOKEN = "5" * 64


def _events(count: int) -> list[str]:
    return [uuid.uuid4().hex for _ in range(count)]


def test_an_empty_log_has_size_zero_and_knows_nothing(log_table: LogTable) -> None:
    reading = log_table.read(_events(2))
    assert (reading.head.size, dict(reading.indexes), reading.stopped) == (0, {}, "")
    assert log_table.publication() == Publication()


def test_a_swap_moves_the_head_and_enters_the_indexes(log_table: LogTable) -> None:
    one, two, other = _events(3)
    after = LogHead(2, ROOTS[0], "bundles/a")
    log_table.swap(log_table.read([]).head, after, {one: 0, two: 1})
    reading = log_table.read([one, two, other])
    assert (reading.head, dict(reading.indexes)) == (after, {one: 0, two: 1})


def test_a_swap_takes_99_events_of_which_98_are_read_at_once(log_table: LogTable) -> None:
    events = _events(99)
    indexes = {event: index for index, event in enumerate(events)}
    log_table.swap(log_table.read([]).head, LogHead(99, ROOTS[0], "b", 7), indexes)
    reading = log_table.read(events[:98])
    assert reading.head.timestamped == 7
    assert reading.indexes == {event: indexes[event] for event in events[:98]}


def test_a_swap_from_another_head_changes_nothing(log_table: LogTable) -> None:
    first, second = _events(2)
    empty = log_table.read([]).head
    standing = LogHead(1, ROOTS[0], "a")
    log_table.swap(empty, standing, {first: 0})
    for stale in (empty, LogHead(1, ROOTS[3], "a"), LogHead(2, ROOTS[0], "a")):
        with pytest.raises(HeadMoved):
            log_table.swap(stale, LogHead(2, ROOTS[1], "b"), {second: 1})
    reading = log_table.read([second])
    assert (reading.head, dict(reading.indexes)) == (standing, {})


def test_an_event_that_is_in_the_log_never_enters_again(log_table: LogTable) -> None:
    first, second = _events(2)
    standing = LogHead(1, ROOTS[0], "a")
    log_table.swap(log_table.read([]).head, standing, {first: 0})
    with pytest.raises(HeadMoved):
        log_table.swap(standing, LogHead(3, ROOTS[1], "b"), {second: 1, first: 2})
    assert log_table.read([second]).indexes == {}


def test_of_many_sequencers_at_once_exactly_one_swaps(log_table: LogTable) -> None:
    empty = log_table.read([]).head
    barrier = threading.Barrier(4)

    def swap(number: int) -> bool:
        barrier.wait()
        try:
            log_table.swap(empty, LogHead(1, ROOTS[number], str(number)), {f"{uuid.uuid4().hex}": 0})
        except HeadMoved:
            return False
        return True

    with ThreadPoolExecutor(4) as sequencers:
        assert list(sequencers.map(swap, range(4))).count(True) == 1


@pytest.mark.parametrize("filled", [False, True])
def test_a_stopped_log_takes_nothing_until_a_person_resumes_it(log_table: LogTable, filled: bool) -> None:
    if filled:
        log_table.swap(log_table.read([]).head, LogHead(1, ROOTS[0], "a"), {_events(1)[0]: 0})
    log_table.stop("tile/0/000 holds other bytes")
    log_table.stop("a later reason")
    reading = log_table.read([])
    assert reading.stopped == "tile/0/000 holds other bytes"
    after = LogHead(reading.head.size + 1, ROOTS[1], "b")
    with pytest.raises(HeadMoved):
        log_table.swap(reading.head, after, {_events(1)[0]: reading.head.size})
    log_table.resume()
    log_table.swap(reading.head, after, {_events(1)[0]: reading.head.size})
    assert log_table.read([]).head == after


def test_what_is_published_waits_for_its_timestamp_since_then(log_table: LogTable) -> None:
    later = NOON + timedelta(seconds=5)
    log_table.mark_published(3, NOON)
    log_table.mark_published(5, later)
    assert log_table.publication() == Publication(size=5, waiting_since=NOON)
    log_table.mark_attested(3, later, TOKEN)
    assert log_table.publication() == Publication(5, 3, later, TOKEN, later)
    log_table.mark_attested(5, later, TOKEN)
    assert log_table.read([]).publication == log_table.publication()
    assert log_table.publication() == Publication(5, 5, later, TOKEN, None)


def test_published_and_attested_sizes_never_fall(log_table: LogTable) -> None:
    log_table.mark_published(5, NOON)
    log_table.mark_attested(5, NOON, TOKEN)
    log_table.mark_published(4, NOON + timedelta(hours=1))
    log_table.mark_attested(4, NOON + timedelta(hours=1), TOKEN)
    log_table.mark_attested(6, NOON + timedelta(hours=1), TOKEN)
    assert log_table.publication() == Publication(5, 5, NOON, TOKEN, None)


# --- files ----------------------------------------------------------------------------------------


def test_a_file_is_written_once(log_files: LogFiles) -> None:
    path = f"tile/0/{uuid.uuid4().hex}"
    with pytest.raises(KeyError):
        log_files.read(path)
    log_files.put_once(path, b"bytes")
    log_files.put_once(path, b"bytes")
    with pytest.raises(LogContradiction):
        log_files.put_once(path, b"other bytes")
    assert log_files.read(path) == b"bytes"


def test_a_checkpoint_moves_only_from_the_version_that_was_read(log_files: LogFiles) -> None:
    assert log_files.checkpoint() is None
    first = log_files.replace_checkpoint(b"one", None)
    with pytest.raises(CheckpointMoved):
        log_files.replace_checkpoint(b"another first", None)
    second = log_files.replace_checkpoint(b"two", first)
    with pytest.raises(CheckpointMoved):
        log_files.replace_checkpoint(b"three", first)
    assert log_files.checkpoint() == second
    assert log_files.read("checkpoint") == b"two"


def test_paths_come_in_order(log_files: LogFiles) -> None:
    folder = f"bundles/{uuid.uuid4().hex}"
    for name in ("2", "10", "1"):
        log_files.put_once(f"{folder}/{name}", name.encode())
    assert list(log_files.paths(f"{folder}/")) == [f"{folder}/{name}" for name in ("1", "10", "2")]


def test_the_first_path_behind_another_is_found(log_files: LogFiles) -> None:
    folder = f"attestations/{uuid.uuid4().hex}/"
    for name in ("003", "010", "200"):
        log_files.put_once(f"{folder}{name}", name.encode())
    log_files.put_once(f"bundles/{uuid.uuid4().hex}", b"of another kind")
    assert log_files.first_path(folder, f"{folder}000") == f"{folder}003"
    assert log_files.first_path(folder, f"{folder}003") == f"{folder}010"
    assert log_files.first_path(folder, f"{folder}200") is None
