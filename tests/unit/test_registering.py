"""The registry's changes: each one an event, none without a registrar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from lienthong.errors import NotFound, ReasonRequired, RegistryConflict, Unauthenticated
from lienthong.model.agency import Agency
from lienthong.model.codes import AgencyState
from lienthong.ports import RegistryChange, TrustAnchor
from lienthong.services.authentication import Caller
from lienthong.services.registry_cache import CachedRegistry
from tests.builders.agencies import AUDITOR, DEPARTMENT, DISTRICT, LOCKED, REGISTRAR, STRANGER, agency
from tests.doubles.services import Services

NEW = agency("000.00.99.H39", "Ủy ban nhân dân huyện Thạnh Hóa", aliases=("H39.99",))
ANCHOR = TrustAnchor("ab" * 32, b"der", True, datetime(2026, 1, 1, tzinfo=UTC))


def registrar(exchange: Services) -> Caller:
    return exchange.caller(REGISTRAR)


def entry(exchange: Services, code: str) -> Agency:
    return exchange.registry.agencies([code])[code]


def last_act(exchange: Services) -> tuple[object, object, str]:
    event = exchange.registry.committed[-1]
    return event.details["act"], event.details["version"], event.actor


def test_a_new_agency_is_entered_with_its_event() -> None:
    exchange = Services()
    assert exchange.registering.register(registrar(exchange), NEW) == NEW
    assert entry(exchange, "H39.99") == NEW
    assert last_act(exchange) == ("registered", 1, REGISTRAR.code)


def test_the_answer_is_what_was_entered() -> None:
    exchange = Services()
    entered = exchange.registering.register(registrar(exchange), replace(NEW, version=7))
    assert entered == entry(exchange, NEW.code)


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (replace(NEW, code=DEPARTMENT.code, aliases=()), DEPARTMENT.code),
        (replace(NEW, aliases=("H39.7",)), "H39.7"),
        (replace(NEW, aliases=(DISTRICT.code,)), DISTRICT.code),
        (replace(NEW, code="H39.30", aliases=()), "H39.30"),
        (replace(NEW, parent="H39.404"), "H39.404"),
    ],
)
def test_a_code_or_alias_that_is_taken_or_a_parent_that_is_not_there_is_a_conflict(
    wanted: Agency, why: str
) -> None:
    exchange = Services()
    with pytest.raises(RegistryConflict) as conflict:
        exchange.registering.register(registrar(exchange), wanted)
    assert why in str(conflict.value) or "registered already" in str(conflict.value)
    assert exchange.registry.committed == []


def test_a_change_is_written_over_the_version_that_was_read() -> None:
    exchange = Services()
    wanted = replace(DEPARTMENT, name="Sở Nội vụ", aliases=("H39.77",))
    changed = exchange.registering.change(registrar(exchange), DEPARTMENT.code, wanted)
    assert (changed.version, entry(exchange, "H39.77")) == (2, changed)
    assert "H39.7" not in exchange.registry.agencies(["H39.7"])
    with pytest.raises(RegistryConflict):
        exchange.registering.change(registrar(exchange), DEPARTMENT.code, wanted)


def test_a_change_cannot_move_an_agency_to_another_code_or_state() -> None:
    exchange = Services()
    with pytest.raises(RegistryConflict):
        exchange.registering.change(registrar(exchange), DEPARTMENT.code, replace(DEPARTMENT, code="H39.5"))
    unlocked = replace(LOCKED, state=AgencyState.ACTIVE)
    changed = exchange.registering.change(registrar(exchange), LOCKED.code, unlocked)
    assert changed.state is AgencyState.LOCKED


def test_locking_and_unlocking_are_acts_with_reasons() -> None:
    exchange = Services()
    locked = exchange.registering.lock(registrar(exchange), DEPARTMENT.code, "lộ khóa")
    assert (locked.state, last_act(exchange)) == (AgencyState.LOCKED, ("locked", 2, REGISTRAR.code))
    unlocked = exchange.registering.unlock(registrar(exchange), DEPARTMENT.code, "đã thay khóa")
    assert (unlocked.state, unlocked.version) == (AgencyState.ACTIVE, 3)
    assert [event.details["reason"] for event in exchange.registry.committed] == ["lộ khóa", "đã thay khóa"]


def test_an_act_that_does_not_fit_the_state_is_a_conflict() -> None:
    exchange = Services()
    with pytest.raises(RegistryConflict):
        exchange.registering.lock(registrar(exchange), LOCKED.code, "lại")
    with pytest.raises(RegistryConflict):
        exchange.registering.unlock(registrar(exchange), DEPARTMENT.code, "lại")


def test_an_ended_agency_names_its_successor_and_ends_once() -> None:
    exchange = Services()

    def end(successor: str | None) -> Agency:
        return exchange.registering.end(
            registrar(exchange), DEPARTMENT.code, on=date(2026, 3, 1), successor=successor, reason="sáp nhập"
        )

    for impossible in (DEPARTMENT.code, LOCKED.code, "H39.404"):
        with pytest.raises(RegistryConflict):
            end(impossible)
    ended = end("H39.17")
    assert (ended.state, ended.ended_on, ended.successor) == (
        AgencyState.ENDED,
        date(2026, 3, 1),
        STRANGER.code,
    )
    assert ended.keys == DEPARTMENT.keys
    with pytest.raises(RegistryConflict):
        end(None)


Act = Callable[[Services, Caller], object]
REGISTRARS_ACTS: dict[str, Act] = {
    "register": lambda exchange, caller: exchange.registering.register(caller, NEW),
    "change": lambda exchange, caller: exchange.registering.change(caller, DEPARTMENT.code, DEPARTMENT),
    "lock": lambda exchange, caller: exchange.registering.lock(caller, DEPARTMENT.code, "lý do"),
    "unlock": lambda exchange, caller: exchange.registering.unlock(caller, LOCKED.code, "lý do"),
    "end": lambda exchange, caller: exchange.registering.end(
        caller, DEPARTMENT.code, on=date(2026, 3, 1), successor=None, reason="lý do"
    ),
    "history": lambda exchange, caller: exchange.registering.history(caller, DEPARTMENT.code),
    "add_anchor": lambda exchange, caller: exchange.registering.add_anchor(caller, ANCHOR),
}


@pytest.mark.parametrize("act", list(REGISTRARS_ACTS))
@pytest.mark.parametrize("who", [DISTRICT, AUDITOR], ids=["agency", "auditor"])
def test_nobody_but_a_registrar_changes_the_registry(act: str, who: Agency) -> None:
    exchange = Services()
    with pytest.raises(NotFound):
        REGISTRARS_ACTS[act](exchange, exchange.caller(who))
    assert (exchange.registry.committed, exchange.trust.committed) == ([], [])


@pytest.mark.parametrize("act", list(REGISTRARS_ACTS))
def test_a_replayed_act_is_refused(act: str) -> None:
    exchange = Services()
    caller = registrar(exchange)
    exchange.nonces.spend(caller.nonce)
    with pytest.raises(Unauthenticated):
        REGISTRARS_ACTS[act](exchange, caller)
    assert (exchange.registry.committed, exchange.trust.committed) == ([], [])


@pytest.mark.parametrize("act", ["lock", "unlock", "end"])
def test_locking_unlocking_and_ending_need_a_reason(act: str) -> None:
    exchange = Services()
    acts: dict[str, Callable[[], object]] = {
        "lock": lambda: exchange.registering.lock(registrar(exchange), DEPARTMENT.code, ""),
        "unlock": lambda: exchange.registering.unlock(registrar(exchange), LOCKED.code, ""),
        "end": lambda: exchange.registering.end(
            registrar(exchange), DEPARTMENT.code, on=date(2026, 3, 1), successor=None, reason=""
        ),
    }
    with pytest.raises(ReasonRequired):
        acts[act]()


@pytest.mark.parametrize("words", ["so y te", "SỞ Y TẾ", "y te so", "h39.17", "000.00.17"])
def test_an_agency_is_found_by_code_alias_or_name_without_diacritics(words: str) -> None:
    exchange = Services()
    found = exchange.registering.search(exchange.caller(DISTRICT), words)
    assert [agency.code for agency in found] == [STRANGER.code]


def test_an_agency_is_shown_by_its_alias_and_an_absent_one_is_not_found() -> None:
    exchange = Services()
    assert exchange.registering.show(exchange.caller(DISTRICT), "H39.17") == STRANGER
    with pytest.raises(NotFound):
        exchange.registering.show(exchange.caller(DISTRICT), "H39.404")


def test_the_history_tells_every_change_in_order() -> None:
    exchange = Services()
    exchange.registering.lock(registrar(exchange), DEPARTMENT.code, "lộ khóa")
    exchange.clock.advance(1)
    exchange.registering.unlock(registrar(exchange), DEPARTMENT.code, "đã thay khóa")
    history = exchange.registering.history(registrar(exchange), "H39.7")
    assert [event.details["act"] for event in history] == ["locked", "active"]


def test_trust_anchors_are_read_by_registrars_and_auditors_only() -> None:
    exchange = Services()
    exchange.registering.add_anchor(registrar(exchange), ANCHOR)
    for reader in (REGISTRAR, AUDITOR):
        assert exchange.registering.anchors(exchange.caller(reader)) == (ANCHOR,)
    with pytest.raises(NotFound):
        exchange.registering.anchors(exchange.caller(DISTRICT))
    assert exchange.trust.committed[0].details["fingerprint"] == ANCHOR.fingerprint


def test_the_short_memory_lets_go_of_an_entry_after_its_time() -> None:
    exchange = Services()
    cached = CachedRegistry(exchange.registry, exchange.clock, timedelta(seconds=5))
    cached.agencies([DEPARTMENT.code])
    exchange.registering.lock(registrar(exchange), DEPARTMENT.code, "lộ khóa")
    assert cached.agencies([DEPARTMENT.code])[DEPARTMENT.code].state is AgencyState.ACTIVE
    exchange.clock.advance(5)
    assert cached.agencies([DEPARTMENT.code])[DEPARTMENT.code].state is AgencyState.LOCKED


def test_the_short_memory_remembers_no_unknown_name_and_forgets_what_it_writes() -> None:
    exchange = Services()
    cached = CachedRegistry(exchange.registry, exchange.clock, timedelta(seconds=5))
    assert cached.agencies([NEW.code, "H39.7"]).keys() == {"H39.7"}
    event = exchange.registering._event(registrar(exchange), NEW.code, {})
    cached.record(RegistryChange(NEW, None, event, None))
    assert cached.agencies([NEW.code])[NEW.code] == NEW
    renamed = replace(DEPARTMENT, name="Sở Nội vụ", version=2)
    other = replace(event, event_id="other", subject=DEPARTMENT.code)
    cached.record(RegistryChange(renamed, DEPARTMENT, other, None))
    assert cached.agencies(["H39.7"])["H39.7"] == renamed
