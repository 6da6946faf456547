"""Asking an authority for a time-stamp (RFC 3161 2.4): the request, and what its answer must be.

An answer is taken only if it was made for this request: status granted, imprint and nonce ours, the token
intact and signed for time-stamping. That its authority is trusted is judged where the token is relied on.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lienthong.signatures import der
from lienthong.signatures.cms import TooMuch
from lienthong.signatures.der import DerFault, Element
from lienthong.signatures.findings import Findings
from lienthong.signatures.policy import DEFAULT
from lienthong.signatures.report import Severity
from lienthong.signatures.timestamps import MalformedToken, check_token, read_token

_SHA256 = bytes.fromhex("300d06096086480165030402010500")
"""AlgorithmIdentifier of SHA-256, with NULL parameters as most authorities expect them."""
_INTEGER, _BITS, _OCTETS, _TEXT, _SEQUENCE = 0x02, 0x03, 0x04, 0x0C, 0x30
_VERSION_1 = der.encode(_INTEGER, b"\x01")
_TRUE = der.encode(0x01, b"\xff")
_GRANTED = frozenset({0, 1})
"""PKIStatus granted and grantedWithMods (2.4.2); everything else comes without a token."""
_STATUSES: Mapping[int, str] = MappingProxyType(
    {2: "rejection", 3: "waiting", 4: "revocation warning", 5: "revocation notification"}
)
_FAILURES: Mapping[int, str] = MappingProxyType(
    {
        0: "badAlg",
        2: "badRequest",
        5: "badDataFormat",
        14: "timeNotAvailable",
        15: "unacceptedPolicy",
        16: "unacceptedExtension",
        17: "addInfoNotAvailable",
        25: "systemFailure",
    }
)
_SHOWN = 200


class TimestampRefused(ValueError):
    """The answer holds no time-stamp for this request; the text says why."""


def timestamp_request(sha256: bytes, nonce: int) -> bytes:
    """A TimeStampReq (DER) over a SHA-256 digest that asks for the authority's certificate (2.4.1).

    ``nonce`` is positive and never used before: it ties the answer to this request.
    """
    imprint = der.encode(_SEQUENCE, _SHA256 + der.encode(_OCTETS, sha256))
    number = nonce.to_bytes(nonce.bit_length() // 8 + 1, "big")
    return der.encode(_SEQUENCE, _VERSION_1 + imprint + der.encode(_INTEGER, number) + _TRUE)


def read_timestamp_response(encoded: bytes, sha256: bytes, nonce: int) -> bytes:
    """The token (DER) in a TimeStampResp, after it was held against the request (2.4.2).

    1. the status is granted, with or without modifications
    2. the token states our imprint and our nonce, so it is neither another's nor an old one
    3. its signature is intact, by a certificate for time-stamping that came with it

    Raises:
        TimestampRefused: anything else.
    """
    try:
        parts = list(der.children(encoded, der.root(encoded)))
        _require_granted(encoded, parts[0])
        token = der.raw(encoded, parts[1])
        _, info = read_token(token, DEFAULT.limits)
    except (IndexError, DerFault, MalformedToken, TooMuch) as fault:
        raise TimestampRefused(f"unreadable: {fault}"[:_SHOWN]) from fault
    if (info.digest, info.hashed) != ("sha256", sha256):
        raise TimestampRefused("the token is for other bytes")
    if info.nonce != nonce:
        raise TimestampRefused("the token answers another request")
    _require_sound(token, sha256)
    return token


def _require_granted(encoded: bytes, status_info: Element) -> None:
    """PKIStatusInfo: status, then optionally texts and the reason as one bit (2.4.2)."""
    status, *rest = der.children(encoded, status_info)
    number = int.from_bytes(encoded[status.content : status.end], "big")
    if number in _GRANTED:
        return
    said = [_STATUSES.get(number, f"status {number}")]
    for element in rest:
        if element.tag == _BITS:
            said += _failures(encoded[element.content + 1 : element.end])
        elif element.tag == _SEQUENCE:
            said += [_text(encoded, text) for text in der.children(encoded, element)]
    raise TimestampRefused(": ".join(said)[:_SHOWN])


def _failures(bits: bytes) -> list[str]:
    is_set = [number for number in range(8 * len(bits)) if bits[number // 8] << number % 8 & 0x80]
    return [_FAILURES.get(number, f"failure {number}") for number in is_set]


def _text(encoded: bytes, element: Element) -> str:
    text = encoded[element.content : element.end].decode("utf-8", "replace") if element.tag == _TEXT else ""
    return "".join(character for character in text if character.isprintable())


def _require_sound(token: bytes, sha256: bytes) -> None:
    findings = Findings(DEFAULT)
    evidence = check_token(token, "container", lambda _: sha256, DEFAULT, findings)
    findings.extend(evidence.findings if evidence else ())
    wrong = next((finding.en for finding in findings if finding.severity is Severity.FAIL), None)
    if wrong is not None or evidence is None or not evidence.intact or evidence.signer is None:
        raise TimestampRefused(wrong or "no certificate of the authority came with the token")
