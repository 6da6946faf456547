"""Views of the log are folded on, each entry once, whatever fails between two steps."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import cast

import pytest

from lienthong.errors import IntegrityFault, Unavailable
from lienthong.model.agency import Channel, ChannelKind
from lienthong.model.event import Event, EventType
from lienthong.ports import ExchangeStore, Position, ViewKey, ViewStore
from lienthong.services.following import Entry
from lienthong.services.viewing import MOST_OF_AN_ENTRY, Announcement, Held, Viewing
from tests.builders.agencies import DISTRICT, STRANGER, agency
from tests.builders.logged import Logged, submission_id
from tests.doubles.flaky import Disturbance, Flakiness, Strike
from tests.doubles.memory_exchange import MemoryExchange
from tests.doubles.memory_nonces import MemoryNonces
from tests.doubles.memory_registry import MemoryRegistry
from tests.doubles.memory_views import MemoryViews

CHANNELLED = agency(DISTRICT.code, DISTRICT.name, channels=(Channel(ChannelKind.EMAIL, "vt@example.vn"),))


class Counting:
    """How often each subject came, and in which order all came; it announces every third."""

    name = "counting"

    def __init__(self, *, version: int = 1, widest: int = 1) -> None:
        self.version = version
        self.widest = widest

    def keys(self, entry: Entry) -> Iterable[ViewKey]:
        yield ("COUNT", entry.event.subject)

    def fold(self, entry: Entry, held: Held) -> None:
        key = ("COUNT", entry.event.subject)
        before = held.get(key) or {"n": 0, "seen": []}
        seen = before["seen"]
        assert isinstance(seen, list)
        held.put(key, {"n": int(str(before["n"])) + 1, "seen": [*seen, entry.index]})
        for number in range(1, self.widest):
            held.put(("WIDE", f"{entry.index}-{number}"), {})
        if entry.index % 3 == 0:
            told = (DISTRICT.code, STRANGER.code)
            held.announce(
                entry,
                Announcement(EventType.DUPLICATE_NUMBER, entry.event.subject, None, told, {"n": entry.index}),
            )


class World:
    """A log, the views over it, and the exchange that announcements go to."""

    def __init__(self, *counts: int) -> None:
        self.logged, self.views = Logged(), MemoryViews()
        self.exchange = MemoryExchange(MemoryNonces())
        for count in counts:
            self.grow(count)

    def grow(self, count: int) -> None:
        events = [
            self.logged.event(EventType.SUBMISSION_ARRIVAL, submission_id(number % 4))
            for number in range(count)
        ]
        self.logged.append(*events)

    def viewing(self, store: ViewStore | None = None, exchange: ExchangeStore | None = None) -> Viewing:
        registry = MemoryRegistry((CHANNELLED, STRANGER))
        logged = self.logged
        return Viewing(
            logged.following,
            store or self.views,
            exchange or self.exchange,
            registry,
            logged.clock,
            logged.ids,
        )

    def counted(self, view: str = "counting.1") -> dict[str, object]:
        return {sort: value for (name, sort), value in self.views.records[view].items() if name == "COUNT"}

    def announced(self) -> list[Event]:
        return list(self.exchange.committed)


def expected(size_by_run: Iterable[int]) -> dict[str, object]:
    seen: dict[str, list[int]] = {}
    index = 0
    for count in size_by_run:
        for number in range(count):
            seen.setdefault(submission_id(number % 4), []).append(index)
            index += 1
    return {subject: {"n": len(found), "seen": found} for subject, found in seen.items()}


def test_every_entry_is_folded_once_and_in_the_logs_order() -> None:
    world = World(7, 1, 98, 12)
    assert world.viewing().fold_on([Counting()]) == 0
    assert world.counted() == expected((7, 1, 98, 12))
    assert world.viewing().fold_on([Counting()]) == 0
    world.grow(3)
    assert world.viewing().fold_on([Counting()]) == 0
    assert world.counted() == expected((7, 1, 98, 12, 3))


def test_a_bundle_that_changes_more_than_a_transaction_holds_is_folded_in_parts() -> None:
    world = World(98)
    assert world.viewing().fold_on([Counting(widest=MOST_OF_AN_ENTRY - 2)]) == 0
    assert world.counted() == expected((98,))
    assert world.views.position("counting.1") == Position(98, 0)


def test_a_fold_that_changes_too_much_for_one_entry_is_a_fault_and_writes_nothing() -> None:
    world = World(1)
    with pytest.raises(IntegrityFault):
        world.viewing().fold_on([Counting(widest=MOST_OF_AN_ENTRY + 1)])
    assert world.views.records == {}


def test_another_version_is_made_anew_beside_the_old_one() -> None:
    world = World(5)
    world.viewing().fold_on([Counting()])
    world.viewing().fold_on([Counting(version=2)])
    assert world.counted("counting.2") == world.counted("counting.1") == expected((5,))


def test_a_run_ends_in_time_and_says_how_far_it_is_behind() -> None:
    world = World(4, 4)
    hurried = replace(world.viewing(), works=timedelta(0))
    assert hurried.fold_on([Counting()]) == 4
    assert hurried.fold_on([Counting()]) == 0
    assert world.counted() == expected((4, 4))


def test_an_announcement_is_recorded_once_and_only_those_with_a_channel_are_told() -> None:
    world = World(4)
    for version in (1, 2):
        world.viewing().fold_on([Counting(version=version)])
    events = world.announced()
    assert [event.details for event in events] == [{"n": 0}, {"n": 3}]
    assert {event.notify for event in events} == {(DISTRICT.code,)}
    assert {event.actor for event in events} == {"exchange"}
    assert world.views.page("counting.1", "ANNOUNCE").items == ()


def test_an_announcement_stands_behind_the_event_that_it_is_about() -> None:
    world = World(1)
    world.viewing().fold_on([Counting()])
    ((_, (entry,)),) = world.logged.following.beyond(Position(), 1)
    (announced,) = world.announced()
    assert announced.event_id > entry.event.event_id


@pytest.mark.parametrize("disturbance", Disturbance)
def test_whatever_happens_at_any_call_the_next_run_goes_on_and_nothing_is_lost_or_doubled(
    disturbance: Disturbance,
) -> None:
    """Another run may be that what happens: then the slower one leaves the rest to it."""
    struck = 0
    for call in range(40):
        world, flakiness = World(5, 2, 6), Flakiness()
        views = cast("ViewStore", flakiness.around("views", world.views))
        exchange = cast("ExchangeStore", flakiness.around("exchange", world.exchange))
        disturbed = world.viewing(views, exchange)
        flakiness.arm(Strike(call, disturbance), partial(world.viewing().fold_on, [Counting()]))
        with suppress(Unavailable):
            disturbed.fold_on([Counting()])
        struck += not flakiness.armed
        assert world.viewing().fold_on([Counting()]) == 0
        assert world.counted() == expected((5, 2, 6))
        assert [event.details["n"] for event in world.announced()] == [0, 3, 6, 9, 12]
        assert world.views.page("counting.1", "ANNOUNCE").items == ()
    assert 10 < struck < 40
