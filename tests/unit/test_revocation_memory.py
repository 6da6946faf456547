"""The short memory for CRLs."""

from __future__ import annotations

from collections.abc import Sequence

from lienthong.adapters.revocation_memory import RememberedRevocation
from lienthong.signatures.revocation import RevocationRequest
from lienthong.signatures.trust import RevocationMaterial
from tests.doubles.fixed_clock import FixedClock

MIB = 1024 * 1024


class Publisher:
    """Publishes what the test says; counts who asks."""

    def __init__(self, *crls: bytes) -> None:
        self.crls = crls
        self.asked = 0

    def allows(self, request: RevocationRequest) -> bool:
        return request.url.startswith("http://crl.example/")

    def fetch(self, requests: Sequence[RevocationRequest]) -> RevocationMaterial:
        assert requests
        self.asked += 1
        return RevocationMaterial(self.crls, (b"ocsp",))


_WANTED = [RevocationRequest("crl", "http://crl.example/issuing.crl")]


def test_a_crl_serves_the_next_documents_for_five_minutes_and_no_longer() -> None:
    clock = FixedClock()
    memory = RememberedRevocation(Publisher(b"crl"), clock)
    memory.fetch(_WANTED)

    clock.advance(299)
    assert memory.known() == RevocationMaterial((b"crl",), ())
    clock.advance(1)
    assert memory.known() == RevocationMaterial()


def test_an_ocsp_answer_is_handed_over_once_and_not_remembered() -> None:
    memory = RememberedRevocation(Publisher(), FixedClock())

    assert memory.fetch(_WANTED).ocsps == (b"ocsp",)
    assert memory.known().ocsps == ()


def test_what_is_allowed_is_for_the_source_to_say() -> None:
    memory = RememberedRevocation(Publisher(), FixedClock())

    assert memory.allows(_WANTED[0])
    assert not memory.allows(RevocationRequest("crl", "http://elsewhere.example/issuing.crl"))


def test_a_fetch_gives_what_is_known_beside_what_is_new() -> None:
    publisher = Publisher(b"first")
    memory = RememberedRevocation(publisher, FixedClock())
    memory.fetch(_WANTED)
    publisher.crls = (b"second",)

    assert memory.fetch(_WANTED).crls == (b"first", b"second")


def test_the_memory_is_bounded_in_number_and_in_bytes() -> None:
    many = RememberedRevocation(Publisher(*(bytes([n]) for n in range(40))), FixedClock())
    many.fetch(_WANTED)
    assert len(many.known().crls) == 16

    large = RememberedRevocation(Publisher(*(bytes([n]) * (10 * MIB) for n in range(5))), FixedClock())
    large.fetch(_WANTED)
    assert [crl[0] for crl in large.known().crls] == [2, 3, 4]
