"""The contract of lienthong.ports.RegisterStore."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeAlias

import pytest

from lienthong.errors import Throttled
from lienthong.model.event import EventType
from lienthong.model.register import RegisterEntry, Withdrawal
from lienthong.ports import ExchangeStore, NonceStore, RegisterChange, RegisterRefused, RegisterStore
from tests.contract.builders import NOON, Builder

Register: TypeAlias = tuple[RegisterStore, ExchangeStore, NonceStore]


def change(build: Builder, *entries: RegisterEntry) -> RegisterChange:
    events = tuple(build.event(entry.agency, EventType.REGISTER_ENTRY) for entry in entries)
    return RegisterChange(entries, events, build.nonce())


def test_entries_stand_in_their_places_and_their_events_at_their_agency(
    register: Register, build: Builder
) -> None:
    store, exchange, nonces = register
    entries = build.entry("1"), build.entry("2")
    written = change(build, *entries)
    store.record(written)
    assert store.standing([*(entry.place for entry in entries), build.entry("3").place]) == {
        entry.place: entry for entry in entries
    }
    assert exchange.events(build.sender, recipient=None, after="", limit=9) == written.events
    assert exchange.event(build.sender, written.events[0].event_id) == written.events[0]
    assert written.nonce
    assert not nonces.spend(written.nonce)


def test_a_reported_entry_is_no_story_of_a_submission(register: Register, build: Builder) -> None:
    store, exchange, _ = register
    store.record(change(build, build.entry()))
    assert exchange.story(build.sender) is None
    assert exchange.submission(build.sender) is None


def test_no_places_hold_no_entries(register: Register) -> None:
    assert register[0].standing([]) == {}


def test_more_places_than_one_read_takes_are_read_whole(register: Register, build: Builder) -> None:
    store = register[0]
    entries = [build.entry(str(number)) for number in range(1, 141)]
    for start in range(0, 140, 49):
        store.record(change(build, *entries[start : start + 49]))
    assert store.standing([entry.place for entry in entries]) == {entry.place: entry for entry in entries}


def test_a_new_entry_goes_only_where_nothing_is_and_then_nothing_is_written(
    register: Register, build: Builder
) -> None:
    store, exchange, nonces = register
    standing = build.entry()
    store.record(change(build, standing))
    beside = build.entry("58")
    refused_change = change(build, beside, replace(standing, count=9))
    with pytest.raises(RegisterRefused) as refused:
        store.record(refused_change)
    assert (refused.value.moved, refused.value.nonce_spent) == (True, False)
    assert store.standing([standing.place, beside.place]) == {standing.place: standing}
    assert len(exchange.events(build.sender, recipient=None, after="", limit=9)) == 1
    assert refused_change.nonce
    assert nonces.spend(refused_change.nonce)


def test_a_withdrawn_entry_goes_only_over_the_version_it_was_read_at(
    register: Register, build: Builder
) -> None:
    store = register[0]
    entry = build.entry()
    store.record(change(build, entry))
    withdrawn = replace(entry, withdrawal=Withdrawal(NOON, "Ghi nhầm", build.ids.event_id(NOON)), version=2)
    store.record(change(build, withdrawn))
    with pytest.raises(RegisterRefused) as refused:
        store.record(change(build, withdrawn))
    assert refused.value.moved
    missing = replace(build.entry("404"), version=2)
    with pytest.raises(RegisterRefused):
        store.record(change(build, missing))
    assert store.standing([entry.place, missing.place]) == {entry.place: withdrawn}


def test_a_spent_nonce_refuses_all(register: Register, build: Builder) -> None:
    store = register[0]
    first = change(build, build.entry())
    store.record(first)
    with pytest.raises(RegisterRefused) as refused:
        store.record(replace(change(build, build.entry("58")), nonce=first.nonce))
    assert (refused.value.nonce_spent, refused.value.moved) == (True, False)
    assert store.standing([build.entry("58").place]) == {}


def test_a_group_of_forty_nine_with_its_nonce_is_one_transaction_and_no_more_fits(
    register: Register, build: Builder
) -> None:
    store = register[0]
    entries = [build.entry(str(number)) for number in range(1, 51)]
    with pytest.raises(ValueError, match="101"):
        store.record(change(build, *entries))
    store.record(change(build, *entries[:49]))
    with pytest.raises(ValueError, match="one action"):
        store.record(change(build, entries[49], entries[49]))


def test_of_many_writers_of_one_number_exactly_one_wins(register: Register, build: Builder) -> None:
    store, exchange, _ = register
    barrier = threading.Barrier(4)
    contenders = [replace(build.entry(), count=count) for count in range(1, 5)]
    changes = [change(build, entry) for entry in contenders]

    def race(number: int) -> bool:
        barrier.wait()
        try:
            store.record(changes[number])
        except (RegisterRefused, Throttled):
            return False
        return True

    with ThreadPoolExecutor(4) as racers:
        won = list(racers.map(race, range(4)))
    assert won.count(True) == 1
    assert store.standing([contenders[0].place]) == {contenders[0].place: contenders[won.index(True)]}
    assert len(exchange.events(build.sender, recipient=None, after="", limit=9)) == 1
