"""Signed requests: HTTP Message Signatures (RFC 9421) with Content-Digest (RFC 9530).

The exchange's profile: exactly one signature, over method, path, query and, where there is a body, its
Content-Digest, with ``created``, ``nonce``, ``keyid`` and ``alg``. Host names are left out on purpose: the
same request may pass a proxy; ``keyid`` names the agency, and keys differ between installations. The path is
signed with everything but ``/`` and unreserved characters percent-encoded, however it travelled.

Signing (the client) and verifying (the functions) share the one profile below.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, unquote

import http_sf
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, HTTPSignatureKeyResolver
from http_message_signatures.algorithms import (
    ECDSA_P256_SHA256,
    ED25519,
    RSA_PSS_SHA512,
    HTTPSignatureAlgorithm,
)
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from lienthong.errors import Unauthenticated
from lienthong.model.event import RequestProof

ALGORITHMS: Mapping[str, type[HTTPSignatureAlgorithm]] = {
    "ed25519": ED25519,
    "ecdsa-p256-sha256": ECDSA_P256_SHA256,
    "rsa-pss-sha512": RSA_PSS_SHA512,
}
PrivateKey = Ed25519PrivateKey | EllipticCurvePrivateKey | RSAPrivateKey
_LABEL = "lienthong"
_COMPONENTS = ("@method", "@path", "@query")
#: Headers longer than this are not parsed: an RSA-4096 signature takes 700 characters.
_MAX_HEADER = 4096
#: An agency code of 35 characters, ``#``, a name of 60: what the registry takes.
_MAX_KEY_ID = 100
#: Below this no RSA signature counts as one (NIST SP 800-131A).
_MIN_RSA_BITS = 2048


@dataclass(frozen=True, slots=True)
class UnverifiedRequest:
    """A request as it came in. ``headers`` have lower-case names; ``query`` is raw, without ``?``."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class SignatureClaim:
    """Whose signature a request claims to carry; nothing of it is verified."""

    key_id: str
    algorithm: str
    created: datetime
    nonce: str

    @property
    def agency(self) -> str:
        """The agency named by the key id (``<agency code>#<key name>``)."""
        return self.key_id.partition("#")[0]


class _Message:
    """What the library reads: a method, a URL (the host never enters the signature) and headers."""

    def __init__(self, method: str, path: str, query: str, headers: dict[str, str]) -> None:
        self.method = method
        self.url = f"https://exchange.invalid{_canonical_path(path)}" + (f"?{query}" if query else "")
        self.headers = headers


def _canonical_path(path: str) -> str:
    """The path with everything but ``/`` and unreserved characters percent-encoded (RFC 3986 6.2.2).

    API Gateway's HTTP APIs hand a path over decoded, other gateways as sent; both sides sign this form.
    """
    return quote(unquote(path), safe="/", errors="replace")


class _OneKey(HTTPSignatureKeyResolver):
    def __init__(self, key: Any) -> None:
        self._key = key

    def resolve_private_key(self, key_id: str) -> Any:  # noqa: ARG002
        return self._key

    def resolve_public_key(self, key_id: str) -> Any:  # noqa: ARG002
        return self._key


class _Verifier(HTTPMessageVerifier):
    """The library's verifier without its own look at the wall clock: time comes through our port."""

    def validate_created_and_expires(self, sig_input: Any, max_age: timedelta | None = None) -> None:
        """Done by :func:`verify_request` against the clock it is given."""


def algorithm_of(key: PrivateKey) -> str:
    """The profile's algorithm for a private key.

    Raises:
        UnsupportedAlgorithm: a curve other than P-256.
    """
    if isinstance(key, Ed25519PrivateKey):
        return "ed25519"
    if isinstance(key, RSAPrivateKey):
        return "rsa-pss-sha512"
    if isinstance(key.curve, SECP256R1):
        return "ecdsa-p256-sha256"
    raise UnsupportedAlgorithm(f"request keys on curve {key.curve.name} are not supported")


def fits_algorithm(public_key: str, algorithm: str) -> bool:
    """Whether a public key (PEM SubjectPublicKeyInfo, readable) is one for the profile's algorithm."""
    key = load_pem_public_key(public_key.encode())
    if isinstance(key, RSAPublicKey):
        return algorithm == "rsa-pss-sha512" and key.key_size >= _MIN_RSA_BITS
    if isinstance(key, EllipticCurvePublicKey):
        return algorithm == "ecdsa-p256-sha256" and isinstance(key.curve, SECP256R1)
    return algorithm == "ed25519" and isinstance(key, Ed25519PublicKey)


def sign_request(
    method: str,
    path: str,
    query: str,
    body: bytes,
    *,
    key_id: str,
    private_key: PrivateKey,
    created: datetime,
    nonce: str,
) -> dict[str, str]:
    """The headers that sign a request: Signature-Input, Signature and, with a body, Content-Digest.

    Args:
        path: as sent, percent-encoded. query: raw, without ``?``.
        created: timezone-aware; its whole seconds are signed.
    """
    message = _Message(method, path, query, {})
    signer = HTTPMessageSigner(
        signature_algorithm=ALGORITHMS[algorithm_of(private_key)], key_resolver=_OneKey(private_key)
    )
    signer.sign(
        message,
        key_id=key_id,
        created=created,
        nonce=nonce,
        label=_LABEL,
        covered_component_ids=_COMPONENTS,
        body=body or None,
    )
    return dict(message.headers)


def read_claim(request: UnverifiedRequest) -> SignatureClaim:
    """Who claims to have signed, read without verifying anything.

    Raises:
        Unauthenticated: no signature, more than one, or not of the profile.
    """
    field = request.headers.get("signature-input", "")
    if not 0 < len(field) <= _MAX_HEADER or len(request.headers.get("signature", "")) > _MAX_HEADER:
        raise Unauthenticated
    try:
        members = http_sf.parse(field.encode("ascii"), tltype="dictionary")
    except ValueError as malformed:
        raise Unauthenticated from malformed
    if not isinstance(members, dict) or len(members) != 1:
        raise Unauthenticated
    (member,) = members.values()
    if not isinstance(member, tuple) or not isinstance(member[1], dict):
        raise Unauthenticated
    return _claim_from(member[1])


def _claim_from(parameters: Mapping[str, object]) -> SignatureClaim:
    key_id, algorithm = parameters.get("keyid"), parameters.get("alg")
    created, nonce = parameters.get("created"), parameters.get("nonce")
    if (
        not isinstance(key_id, str)
        or not isinstance(algorithm, str)
        or not isinstance(nonce, str)
        or type(created) is not int
        or not 0 <= created < 2**33
        or not 16 <= len(nonce) <= 100
        or len(key_id) > _MAX_KEY_ID
        or algorithm not in ALGORITHMS
    ):
        raise Unauthenticated
    return SignatureClaim(key_id, algorithm, datetime.fromtimestamp(created, UTC), nonce)


def verify_kept(algorithm: str, public_key: str, signature_base: str, signature: str) -> bool:
    """Whether a request kept as evidence was signed by this key; all of it may come from a stranger.

    Args:
        public_key: PEM SubjectPublicKeyInfo. signature: base64, as :class:`RequestProof` has it.
    """
    try:
        if not fits_algorithm(public_key, algorithm):
            return False
        verifier = ALGORITHMS[algorithm](public_key=load_pem_public_key(public_key.encode()))
        raw = base64.b64decode(signature, validate=True)
        verifier.verify(signature=raw, message=signature_base.encode())
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True


def verify_request(
    request: UnverifiedRequest,
    claim: SignatureClaim,
    *,
    algorithm: str,
    public_key: str,
    now: datetime,
    window_seconds: int,
) -> RequestProof:
    """Verify the request's one signature with the registered key, and keep what proves it later.

    1. ``created`` is within the window around ``now``, so that the nonce table may forget.
    2. The algorithm is the registered key's, not one that the request chooses (RFC 9421 3.2, 7.3.6).
    3. Method, path, query and the body's digest are covered, and the digest is the body's (RFC 9530 6.5).

    Raises:
        Unauthenticated: any of this fails; it does not say which.
    """
    if abs((now - claim.created).total_seconds()) > window_seconds or claim.algorithm != algorithm:
        raise Unauthenticated
    message = _Message(request.method, request.path, request.query, dict(request.headers))
    verifier = _Verifier(
        signature_algorithm=ALGORITHMS[algorithm],
        key_resolver=_OneKey(load_pem_public_key(public_key.encode())),
    )
    try:
        (result,) = verifier.verify(message, max_age=None, require_components=_COMPONENTS, body=request.body)
    except HTTPMessageSignaturesException as invalid:
        raise Unauthenticated from invalid
    base = "\n".join(f"{name}: {value}" for name, value in result.covered_components.items())
    signature = request.headers["signature"].partition("=")[2].strip(":")
    return RequestProof(claim.key_id, algorithm, base, signature)
