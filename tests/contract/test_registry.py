"""The contracts of lienthong.ports.Registry and lienthong.ports.TrustStore."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from lienthong.model.agency import Agency
from lienthong.model.codes import AgencyState
from lienthong.model.event import Event, EventType
from lienthong.ports import (
    ExchangeStore,
    Nonce,
    NonceStore,
    Registry,
    RegistryChange,
    RegistryRefused,
    TrustAnchor,
    TrustStore,
)
from tests.contract.builders import NOON, Builder


def change_event(build: Builder, agency: Agency) -> Event:
    return build.event(agency.code, EventType.REGISTRY_CHANGE)


def record(
    registry: Registry,
    build: Builder,
    agency: Agency,
    previous: Agency | None = None,
    nonce: Nonce | None = None,
) -> Event:
    event = change_event(build, agency)
    registry.record(RegistryChange(agency, previous, event, nonce))
    return event


def refusal(
    registry: Registry,
    build: Builder,
    agency: Agency,
    previous: Agency | None = None,
    nonce: Nonce | None = None,
) -> RegistryRefused:
    with pytest.raises(RegistryRefused) as refused:
        record(registry, build, agency, previous, nonce)
    return refused.value


def test_an_agency_is_found_by_code_and_by_alias_under_the_name_asked_for(
    registry: Registry, build: Builder
) -> None:
    alias = f"{build.tag}-bí-danh"
    agency, other = build.agency("A", aliases=(alias,)), build.agency("B")
    record(registry, build, agency)
    record(registry, build, other)
    names = [agency.code, alias, other.code, f"{build.tag}.unknown", alias]
    assert registry.agencies(names) == {agency.code: agency, alias: agency, other.code: other}
    assert registry.agencies([alias]) == {alias: agency}
    assert registry.agencies([]) == {}


def test_a_hundred_and_more_names_are_read_together(registry: Registry, build: Builder) -> None:
    agencies = [build.agency(f"N{number}", aliases=(f"{build.tag}.a{number}",)) for number in range(60)]
    for agency in agencies:
        record(registry, build, agency)
    by_code = {agency.code: agency for agency in agencies}
    by_alias = {agency.aliases[0]: agency for agency in agencies}
    assert registry.agencies([*by_code, *by_alias]) == by_code | by_alias


def test_all_agencies_are_listed_by_code(registry: Registry, build: Builder) -> None:
    agencies = [build.agency(name) for name in ("B", "A")]
    for agency in agencies:
        record(registry, build, agency)
    own = [agency for agency in registry.all() if agency.code.startswith(build.tag)]
    assert own == agencies[::-1]


def test_history_tells_every_change_in_order(registry: Registry, build: Builder) -> None:
    agency = build.agency()
    first = record(registry, build, agency)
    locked = replace(agency, state=AgencyState.LOCKED, version=2)
    second = record(registry, build, locked, agency)
    assert registry.history(agency.code) == (first, second)
    assert registry.agencies([agency.code]) == {agency.code: locked}
    assert registry.history(f"{build.tag}.unknown") == ()


def test_an_agency_is_registered_once(registry: Registry, build: Builder) -> None:
    agency = build.agency()
    record(registry, build, agency)
    refused = refusal(registry, build, replace(agency, name="khác"))
    assert refused.exists
    assert not refused.stale
    assert registry.agencies([agency.code])[agency.code] == agency


def test_a_change_needs_the_version_that_was_read(registry: Registry, build: Builder) -> None:
    agency = build.agency()
    record(registry, build, agency)
    changed = replace(agency, name="Tên mới", version=2)
    record(registry, build, changed, agency)
    refused = refusal(registry, build, replace(agency, name="Tên khác", version=2), agency)
    assert refused.stale
    assert not refused.exists
    assert registry.agencies([agency.code])[agency.code] == changed
    assert len(registry.history(agency.code)) == 2
    assert refusal(registry, build, build.agency("new", version=2)).stale


def test_names_are_unique_over_codes_and_aliases(registry: Registry, build: Builder) -> None:
    alias = f"{build.tag}.alias"
    agency = build.agency("A", aliases=(alias,))
    record(registry, build, agency)
    same_alias = build.agency("B", aliases=(alias, f"{build.tag}.free"))
    assert refusal(registry, build, same_alias).taken_aliases == (alias,)
    code_as_alias = build.agency("B", aliases=(agency.code,))
    assert refusal(registry, build, code_as_alias).taken_aliases == (agency.code,)
    alias_as_code = replace(build.agency("B"), code=alias)
    assert refusal(registry, build, alias_as_code).taken_aliases == (alias,)
    assert registry.agencies([f"{build.tag}.B", f"{build.tag}.free"]) == {}


def test_an_alias_that_was_given_up_is_free_again(registry: Registry, build: Builder) -> None:
    kept, given_up = f"{build.tag}.kept", f"{build.tag}.given-up"
    agency = build.agency("A", aliases=(kept, given_up))
    record(registry, build, agency)
    changed = replace(agency, aliases=(kept,), version=2)
    record(registry, build, changed, agency)
    assert registry.agencies([kept, given_up]) == {kept: changed}
    heir = build.agency("B", aliases=(given_up,))
    record(registry, build, heir)
    assert registry.agencies([given_up]) == {given_up: heir}


def test_a_registry_change_spends_its_nonce_and_none_other(
    registry: Registry, exchange: ExchangeStore, nonces: NonceStore, build: Builder
) -> None:
    nonce = build.nonce()
    agency = build.agency()
    record(registry, build, agency, nonce=nonce)
    assert not nonces.spend(nonce)
    refused = refusal(registry, build, build.agency("B"), nonce=nonce)
    assert refused.nonce_spent
    assert registry.agencies([f"{build.tag}.B"]) == {}
    fresh = build.nonce()
    assert refusal(registry, build, agency, nonce=fresh).exists
    assert nonces.spend(fresh)


def anchor(build: Builder, name: str = "root") -> TrustAnchor:
    certificate = f"{build.tag} {name}".encode()
    fingerprint = hashlib.sha256(certificate).hexdigest()
    return TrustAnchor(fingerprint, certificate, name == "root", NOON)


def own_anchors(trust: TrustStore, *wanted: TrustAnchor) -> tuple[TrustAnchor, ...]:
    names = {one.fingerprint for one in wanted}
    return tuple(found for found in trust.anchors() if found.fingerprint in names)


def test_a_trust_anchor_is_kept_and_can_be_ended(
    trust: TrustStore, nonces: NonceStore, build: Builder
) -> None:
    root, intermediate = anchor(build), anchor(build, "sub-CA")
    nonce = build.nonce()
    trust.record(root, build.event(build.sender, EventType.REGISTRY_CHANGE), nonce)
    trust.record(intermediate, build.event(build.sender, EventType.REGISTRY_CHANGE), None)
    assert set(own_anchors(trust, root, intermediate)) == {root, intermediate}
    assert not nonces.spend(nonce)
    ended = replace(root, valid_until=NOON + timedelta(days=1))
    trust.record(ended, build.event(build.sender, EventType.REGISTRY_CHANGE), None)
    assert own_anchors(trust, root) == (ended,)


def test_a_trust_anchor_is_not_kept_for_a_nonce_that_was_spent(
    trust: TrustStore, nonces: NonceStore, build: Builder
) -> None:
    root, nonce = anchor(build), build.nonce()
    nonces.spend(nonce)
    with pytest.raises(RegistryRefused) as refused:
        trust.record(root, build.event(build.sender, EventType.REGISTRY_CHANGE), nonce)
    assert refused.value.nonce_spent
    assert own_anchors(trust, root) == ()
