"""Timestamps of CAdES signatures and what each of them covers (EN 319 122-1 5, 122-2, RFC 5126 6)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from lienthong.signatures import algorithms, der
from lienthong.signatures.archive_timestamps import (
    ARCHIVE_TIMESTAMP_V2,
    ARCHIVE_TIMESTAMP_V3,
    Coverage,
    archive_coverage_v2,
    archive_coverage_v3,
)
from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.cades_values import REVOCATION_VALUES, revocation_values
from lienthong.signatures.cms import Attributes, SignedData, SignerInfo, TooMuch, revocation_members
from lienthong.signatures.content import Content
from lienthong.signatures.evidence import TimestampEvidence
from lienthong.signatures.findings import Findings
from lienthong.signatures.policy import Policy
from lienthong.signatures.timestamps import (
    Imprint,
    MalformedToken,
    check_token,
    material_inside,
    read_token,
    token_identity,
)

CONTENT_TIMESTAMP = "1.2.840.113549.1.9.16.2.20"
SIGNATURE_TIMESTAMP = "1.2.840.113549.1.9.16.2.14"
CERTIFICATE_REFERENCES = "1.2.840.113549.1.9.16.2.21"
REVOCATION_REFERENCES = "1.2.840.113549.1.9.16.2.22"
CADES_C_TIMESTAMP = "1.2.840.113549.1.9.16.2.25"
REFERENCES_TIMESTAMP = "1.2.840.113549.1.9.16.2.26"

_UNSIGNED_KINDS = (
    (SIGNATURE_TIMESTAMP, "signature"),
    (CADES_C_TIMESTAMP, "signature-and-references"),
    (REFERENCES_TIMESTAMP, "references"),
    (ARCHIVE_TIMESTAMP_V2, "archive"),
    (ARCHIVE_TIMESTAMP_V3, "archive"),
)


class _Token(NamedTuple):
    oid: str
    kind: str
    encoded: bytes


def timestamps_of(
    data: SignedData, info: SignerInfo, content: Content | None, policy: Policy, findings: Findings
) -> Iterator[TimestampEvidence]:
    """Every timestamp among a signer's attributes, verified over what it must cover.

    Raises:
        lienthong.signatures.cms.TooMuch: more of them than the policy allows.
    """
    tokens = [_Token(CONTENT_TIMESTAMP, "content", one) for one in info.signed.get(CONTENT_TIMESTAMP, [])]
    tokens += [_Token(oid, kind, one) for oid, kind in _UNSIGNED_KINDS for one in info.unsigned.get(oid, [])]
    if len(tokens) > policy.limits.timestamps:
        raise TooMuch(Bilingual(f"{len(tokens)} timestamps", f"chữ ký có {len(tokens)} dấu thời gian"))
    for token in tokens:
        try:
            _, stated = read_token(token.encoded, policy.limits)
            coverage = _coverage(data, info, content, token, stated.digest, policy)
        except (MalformedToken, der.DerFault):
            coverage = Coverage(None)
        checked = check_token(
            token.encoded,
            token.kind,
            _always(coverage.imprint),
            policy,
            findings,
            other_certificates=data.certificates,
            covers_tokens=frozenset(map(token_identity, coverage.values)),
            covers_material=_material(coverage, policy),
        )
        if checked is not None:
            yield replace(checked, index_digest=coverage.index_digest)


def _material(coverage: Coverage, policy: Policy) -> frozenset[str]:
    """What is covered of the crls field, of the revocation values, and inside other tokens."""
    if not coverage.values and not coverage.revocation:
        return frozenset()
    found = (
        revocation_members(coverage.revocation)
        + revocation_values({REVOCATION_VALUES: list(coverage.values)})
        + material_inside(coverage.values, policy.limits)
    )
    return found.fingerprints


def _always(imprint: bytes | None) -> Imprint:
    """The imprint was computed for the token's own digest."""
    return lambda _: imprint


def _coverage(
    data: SignedData, info: SignerInfo, content: Content | None, token: _Token, digest: str, policy: Policy
) -> Coverage:
    """EN 319 122-1 5.2.8 (content), 5.3 (signature value), 5.5.3 (archive); RFC 5126 6.3.5, 6.3.6, 6.4.1."""
    if token.oid == SIGNATURE_TIMESTAMP:
        return Coverage(algorithms.digest_of(digest, info.signature))
    if token.oid == CONTENT_TIMESTAMP:
        return Coverage(content.digest(digest) if content else None)
    if token.oid == CADES_C_TIMESTAMP:
        return _cades_c_coverage(info, digest)
    if token.oid == REFERENCES_TIMESTAMP:
        return Coverage(hashlib.new(digest, _references(info)).digest())
    if token.oid == ARCHIVE_TIMESTAMP_V2:
        return archive_coverage_v2(data, info, content, token.encoded, digest, policy.limits)
    return archive_coverage_v3(data, info, content, token.encoded, digest)


def _cades_c_coverage(info: SignerInfo, digest: str) -> Coverage:
    """RFC 5126 6.3.5: signature value, signature timestamps, references; attributes without outer header."""
    covered = info.signature + _without_header(info, SIGNATURE_TIMESTAMP) + _references(info)
    return Coverage(hashlib.new(digest, covered).digest(), tuple(info.unsigned.get(SIGNATURE_TIMESTAMP, [])))


def _references(info: SignerInfo) -> bytes:
    return _without_header(info, CERTIFICATE_REFERENCES) + _without_header(info, REVOCATION_REFERENCES)


def _without_header(info: SignerInfo, oid: str) -> bytes:
    """Type and values of every attribute of this kind, as they stand but for the SEQUENCE around them."""
    found = b""
    for attribute in info.raw_unsigned:
        kind, values = der.children(attribute, der.root(attribute))
        if algorithms.dotted(attribute, kind) == oid:
            found += der.raw(attribute, kind) + der.raw(attribute, values)
    return found


def is_extended(unsigned: Attributes) -> bool:
    """Whether a signature holds what only the extended forms have (EN 319 122-2 5)."""
    return not unsigned.keys().isdisjoint(
        (CERTIFICATE_REFERENCES, REVOCATION_REFERENCES, ARCHIVE_TIMESTAMP_V2)
    )
