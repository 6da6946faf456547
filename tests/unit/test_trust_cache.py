"""The trust store's short memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from lienthong.model.event import Event, EventType
from lienthong.ports import Nonce, TrustAnchor
from lienthong.services.trust_cache import RememberedTrust
from tests.doubles.fixed_clock import FixedClock

_SINCE = datetime(2020, 1, 1, tzinfo=UTC)


class CountedTrust:
    """A trust store that counts how often it is read."""

    def __init__(self) -> None:
        self.reads = 0
        self.held: list[TrustAnchor] = []

    def anchors(self) -> tuple[TrustAnchor, ...]:
        self.reads += 1
        return tuple(self.held)

    def record(self, anchor: TrustAnchor, event: Event, nonce: Nonce | None) -> None:
        assert event.type is EventType.REGISTRY_CHANGE
        assert nonce is None
        self.held.append(anchor)


def _anchor(name: str) -> TrustAnchor:
    return TrustAnchor(name, name.encode(), is_root=True, valid_from=_SINCE)


def _event(clock: FixedClock) -> Event:
    return Event("01", EventType.REGISTRY_CHANGE, "TRUST", clock.now(), "000.00.13.H39", bytes(32))


def test_what_was_read_is_remembered_for_its_time_and_no_longer() -> None:
    store, clock = CountedTrust(), FixedClock()
    trust = RememberedTrust(store, clock, timedelta(minutes=1))
    trust.anchors()
    store.held.append(_anchor("new"))

    clock.advance(59)
    assert trust.anchors() == ()
    clock.advance(1)
    assert [anchor.fingerprint for anchor in trust.anchors()] == ["new"]
    assert store.reads == 2


def test_an_anchor_recorded_here_is_trusted_at_once() -> None:
    store, clock = CountedTrust(), FixedClock()
    trust = RememberedTrust(store, clock)
    trust.anchors()

    trust.record(_anchor("own"), _event(clock), None)

    assert [anchor.fingerprint for anchor in trust.anchors()] == ["own"]
