"""Who is calling: the request's signature against the registry, then the agency's state (RFC 9421)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lienthong.errors import AgencyNotActive, NotFound, Unauthenticated
from lienthong.model.agency import Agency, RequestKey
from lienthong.model.codes import AgencyState, Role
from lienthong.model.http_signatures import PrivateKey, UnverifiedRequest, algorithm_of, sign_request
from lienthong.model.limits import LIMITS
from lienthong.services.authentication import Authentication, Caller
from tests.builders.agencies import DISTRICT, LOCKED, key_id, registered_key, request_key
from tests.doubles.fixed_clock import FixedClock
from tests.doubles.memory_nonces import MemoryNonces
from tests.doubles.memory_registry import MemoryRegistry

BODY = b'{"document_id":"VB-1"}'
NONCE = "0123456789abcdef0123456789abcdef"
WINDOW = LIMITS.signature_window_seconds
KEYS: dict[str, PrivateKey] = {
    "ed25519": Ed25519PrivateKey.generate(),
    "ecdsa-p256-sha256": ec.generate_private_key(ec.SECP256R1()),
    "rsa-pss-sha512": rsa.generate_private_key(65537, 2048),
}


def request(
    agency: Agency = DISTRICT,
    *,
    created: datetime | None = None,
    key: PrivateKey | None = None,
    named: str | None = None,
    nonce: str = NONCE,
) -> UnverifiedRequest:
    """A properly signed request, except for what the test says."""
    headers = sign_request(
        "POST",
        "/v1/submissions",
        "",
        BODY,
        key_id=named or key_id(agency.code),
        private_key=key or request_key(agency.code),
        created=created or FixedClock().now(),
        nonce=nonce,
    )
    lower = {name.lower(): value for name, value in headers.items()}
    return UnverifiedRequest("POST", "/v1/submissions", "", lower, BODY)


def verify(signed: UnverifiedRequest, *agencies: Agency) -> Caller:
    registry = MemoryRegistry(agencies or (DISTRICT, LOCKED))
    return Authentication(registry, MemoryNonces(), FixedClock()).verify(signed)


def test_a_properly_signed_request_names_its_agency_and_keeps_the_proof() -> None:
    caller = verify(request())
    assert (caller.code, caller.nonce.value) == (DISTRICT.code, NONCE)
    assert caller.proof.key_id == key_id(DISTRICT.code)
    assert "/v1/submissions" in caller.proof.signature_base


@pytest.mark.parametrize("algorithm", list(KEYS))
def test_every_algorithm_of_the_profile_is_taken(algorithm: str) -> None:
    key = KEYS[algorithm]
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    entry = RequestKey(key_id(DISTRICT.code), algorithm_of(key), pem, datetime(2025, 1, 1, tzinfo=UTC))
    assert verify(request(key=key), replace(DISTRICT, keys=(entry,))).code == DISTRICT.code


@pytest.mark.parametrize(
    "changed",
    [
        {"method": "PUT"},
        {"path": "/v1/inbox"},
        {"query": "limit=1"},
        {"body": BODY + b" "},
        {"body": b""},
        {"headers": {}},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_request_changed_on_its_way_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(Unauthenticated):
        verify(replace(request(), **changed))  # type: ignore[arg-type]


@pytest.mark.parametrize("header", ["signature", "signature-input", "content-digest"])
def test_a_missing_header_is_refused(header: str) -> None:
    signed = request()
    headers = {name: value for name, value in signed.headers.items() if name != header}
    with pytest.raises(Unauthenticated):
        verify(replace(signed, headers=headers))


def test_another_key_than_the_registered_one_is_refused() -> None:
    with pytest.raises(Unauthenticated):
        verify(request(key=KEYS["ed25519"]))
    with pytest.raises(Unauthenticated):
        verify(request(key=KEYS["rsa-pss-sha512"]))


@pytest.mark.parametrize("named", ["H39.404#may-chu", f"{DISTRICT.code}#khac", "H39.30#may-chu", "#", ""])
def test_a_key_that_is_not_registered_under_the_agencys_own_code_is_refused(named: str) -> None:
    with pytest.raises(Unauthenticated):
        verify(request(named=named or " "))


def test_an_agency_cannot_sign_in_the_name_of_another() -> None:
    with pytest.raises(Unauthenticated):
        verify(request(named=key_id(LOCKED.code)))


@pytest.mark.parametrize("seconds", [-WINDOW, 0, WINDOW])
def test_the_time_may_differ_by_the_window(seconds: int) -> None:
    created = FixedClock().now() + timedelta(seconds=seconds)
    caller = verify(request(created=created))
    assert caller.nonce.expires_at > created + timedelta(seconds=WINDOW)


@pytest.mark.parametrize("seconds", [-WINDOW - 1, WINDOW + 1])
def test_a_request_outside_the_window_is_refused(seconds: int) -> None:
    with pytest.raises(Unauthenticated):
        verify(request(created=FixedClock().now() + timedelta(seconds=seconds)))


@pytest.mark.parametrize("nonce", ["short", "x" * 101])
def test_a_nonce_too_short_or_too_long_is_refused(nonce: str) -> None:
    with pytest.raises(Unauthenticated):
        verify(request(nonce=nonce))


@pytest.mark.parametrize(
    ("valid_from", "valid_until"),
    [
        (datetime(2026, 4, 1, tzinfo=UTC), None),
        (datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)),
        (datetime(2025, 1, 1, tzinfo=UTC), FixedClock().now()),
    ],
    ids=["not yet", "no longer", "since this instant"],
)
def test_a_key_that_is_not_in_force_is_refused(valid_from: datetime, valid_until: datetime | None) -> None:
    key = replace(registered_key(DISTRICT.code), valid_from=valid_from, valid_until=valid_until)
    with pytest.raises(Unauthenticated):
        verify(request(), replace(DISTRICT, keys=(key,)))


@pytest.mark.parametrize("state", [AgencyState.LOCKED, AgencyState.ENDED])
def test_an_agency_that_is_not_active_is_told_so_only_after_its_signature_was_right(
    state: AgencyState,
) -> None:
    inactive = replace(DISTRICT, state=state)
    with pytest.raises(AgencyNotActive) as refused:
        verify(request(), inactive)
    assert refused.value.facts["state_vi"] == state.vi
    with pytest.raises(Unauthenticated):
        verify(request(key=KEYS["ed25519"]), inactive)


def test_a_nonce_is_spent_once() -> None:
    authentication = Authentication(MemoryRegistry([DISTRICT]), MemoryNonces(), FixedClock())
    caller = authentication.verify(request())
    authentication.spend(caller)
    with pytest.raises(Unauthenticated):
        authentication.spend(authentication.verify(request()))


def test_an_agency_without_the_role_finds_nothing_at_the_address() -> None:
    caller = verify(request())
    caller.require((Role.AGENCY, Role.REGISTRAR))
    with pytest.raises(NotFound):
        caller.require((Role.REGISTRAR,))
