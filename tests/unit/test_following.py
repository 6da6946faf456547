"""Following the log: its entries with their events, in order, whatever crashes have left beside them."""

from __future__ import annotations

import pytest

from lienthong.errors import IntegrityFault
from lienthong.model.bundle import Bundle
from lienthong.model.event import Event, EventType
from lienthong.ports import Position
from lienthong.tlog.faults import TlogFault
from tests.builders.logged import Logged, submission_id


def arrival(logged: Logged, number: int) -> Event:
    return logged.event(EventType.SUBMISSION_ARRIVAL, submission_id(number))


@pytest.fixture
def logged() -> Logged:
    """Five events, in bundles of two, one and two."""
    log = Logged()
    for count in (2, 1, 2):
        log.append(*(arrival(log, number) for number in range(count)))
    return log


START = Position()


def read(logged: Logged, position: Position = START, size: int | None = None) -> list[tuple[int, int]]:
    """Bundle and index of every entry beyond the position."""
    following = logged.following
    size = following.published() if size is None else size
    return [
        (bundle, entry.index) for bundle, entries in following.beyond(position, size) for entry in entries
    ]


def test_every_entry_comes_once_and_in_order_with_its_event(logged: Logged) -> None:
    assert read(logged) == [(0, 0), (0, 1), (2, 2), (3, 3), (3, 4)]
    events = [entry.event for _, entries in logged.following.beyond(Position(), 5) for entry in entries]
    assert [logged.table.indexes[event.event_id] for event in events] == list(range(5))
    assert all(event.type is EventType.SUBMISSION_ARRIVAL for event in events)


@pytest.mark.parametrize(
    ("position", "left"),
    [
        (Position(1, 0), [(0, 1), (2, 2), (3, 3), (3, 4)]),
        (Position(2, 0), [(2, 2), (3, 3), (3, 4)]),
        (Position(3, 2), [(3, 3), (3, 4)]),
        (Position(4, 3), [(3, 4)]),
        (Position(5, 3), []),
    ],
    ids=str,
)
def test_reading_goes_on_from_any_position_in_or_behind_a_bundle(
    logged: Logged, position: Position, left: list[tuple[int, int]]
) -> None:
    assert read(logged, position) == left


def test_what_no_checkpoint_covers_yet_is_not_handed_out(logged: Logged) -> None:
    assert read(logged, size=3) == [(0, 0), (0, 1), (2, 2)]


def test_an_empty_log_has_nothing_beyond_anything() -> None:
    assert read(Logged()) == []


def test_bundles_that_crashes_have_left_on_a_tree_are_passed_over(logged: Logged) -> None:
    first, second = (Bundle.from_bytes(logged.files.files[path]) for path in logged.bundles()[:2])
    strays = (
        Bundle(0, first.root, first.events[:1]),
        Bundle(0, first.root, (*first.events, *second.events)),
        Bundle(2, second.root, first.events),
        Bundle(2, second.root, ()),
    )
    for stray in strays:
        encoded = stray.to_bytes()
        logged.files.put_once(Bundle.path(stray.size, encoded), encoded)
    assert [index for _, index in read(logged)] == list(range(5))


def test_a_deleted_bundle_is_an_integrity_fault_and_nothing_behind_it_is_read(logged: Logged) -> None:
    del logged.files.files[logged.bundles()[1]]
    with pytest.raises(IntegrityFault, match="from 2 on"):
        read(logged)


def test_the_last_bundle_may_not_be_missing_either(logged: Logged) -> None:
    del logged.files.files[logged.bundles()[-1]]
    with pytest.raises(IntegrityFault, match="from 3 on"):
        read(logged)


@pytest.mark.parametrize("bytes_", [b"not gzip", None], ids=["damaged", "exchanged"])
def test_a_bundle_with_other_bytes_than_its_name_says_is_an_integrity_fault(
    logged: Logged, bytes_: bytes | None
) -> None:
    paths = logged.bundles()
    logged.files.files[paths[0]] = bytes_ or logged.files.files[paths[1]]
    with pytest.raises(IntegrityFault, match="bundle"):
        read(logged)


def test_an_event_that_does_not_open_the_logs_entry_is_never_handed_out(logged: Logged) -> None:
    path = logged.bundles()[1]
    bundle = Bundle.from_bytes(logged.files.files[path])
    [one] = bundle.events
    forged = Bundle(bundle.size, bundle.root, (type(one)({**one.event, "actor": "H39"}, one.salt),))
    del logged.files.files[path]
    encoded = forged.to_bytes()
    logged.files.put_once(Bundle.path(forged.size, encoded), encoded)
    with pytest.raises(IntegrityFault):
        read(logged)


def test_entries_without_their_tile_cannot_be_held_against_anything(logged: Logged) -> None:
    for path in [path for path in logged.files.files if path.startswith("tile/entries")]:
        del logged.files.files[path]
    with pytest.raises(TlogFault):
        read(logged)
