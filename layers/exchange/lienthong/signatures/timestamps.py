"""RFC 3161 time-stamp tokens: read and verified by themselves; trust in their authority is judged later."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache

from lienthong.signatures import algorithms, cms, der
from lienthong.signatures.algorithms import UnknownAlgorithm
from lienthong.signatures.asn1_times import read_time
from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.cms_signer import verify_signer
from lienthong.signatures.content import Content
from lienthong.signatures.der import DerFault
from lienthong.signatures.evidence import TimestampEvidence
from lienthong.signatures.findings import Findings
from lienthong.signatures.policy import Limits, Policy
from lienthong.signatures.trust import RevocationMaterial

ID_TST_INFO = "1.2.840.113549.1.9.16.1.4"

Imprint = Callable[[str], bytes | None]
"""Digest name → digest of the bytes that the token must cover; None where they cannot be determined."""


class MalformedToken(ValueError):
    """The bytes are not a time-stamp token."""


class TstInfo:
    """TSTInfo, RFC 3161 2.4.2: what was stamped, and when.

    Raises:
        MalformedToken: not TSTInfo.
    """

    def __init__(self, encoded: bytes) -> None:
        try:
            version, policy, imprint, _serial, time, *rest = der.children(encoded, der.root(encoded))
            algorithm, hashed = der.children(encoded, imprint)
            if encoded[version.content : version.end] != b"\x01" or policy.tag != 0x06 or hashed.tag != 0x04:
                raise DerFault("not version 1")
            self.digest = algorithms.digest_name(
                algorithms.dotted(encoded, der.first_child(encoded, algorithm))
            )
            self.hashed = encoded[hashed.content : hashed.end]
            self.time: datetime = read_time(der.raw(encoded, time)).astimezone(UTC)
            self.nonce = next(
                (
                    int.from_bytes(encoded[e.content : e.end], "big", signed=True)
                    for e in rest
                    if e.tag == 0x02
                ),
                None,
            )
        except (ValueError, StopIteration) as fault:
            raise MalformedToken(f"TSTInfo: {fault}") from fault


@lru_cache(maxsize=256)
def read_token(encoded: bytes, limits: Limits) -> tuple[cms.SignedData, TstInfo]:
    """The SignedData and the TSTInfo of a token.

    Raises:
        MalformedToken: not a token.
        lienthong.signatures.cms.TooMuch: beyond the limits.
    """
    try:
        data = cms.read_signed_data(encoded, limits)
    except cms.MalformedCms as fault:
        raise MalformedToken(str(fault)) from fault
    if data.content_type != ID_TST_INFO or data.content is None or len(data.signers) != 1:
        raise MalformedToken(
            Bilingual("not a time-stamp token with one signer", "không phải dấu thời gian của một đơn vị cấp")
        )
    return data, TstInfo(data.content)


def check_token(
    encoded: bytes,
    kind: str,
    imprint: Imprint,
    policy: Policy,
    findings: Findings,
    *,
    other_certificates: Iterable[bytes] = (),
    covers_tokens: frozenset[bytes] | None = None,
    covers_material: frozenset[str] | None = None,
) -> TimestampEvidence | None:
    """Verify a token over the bytes behind ``imprint``; None where it cannot even be read.

    1. read it (RFC 3161 2.4.2)  2. compare the imprint  3. verify the authority's signature as CMS
    4. the authority's certificate must be for time-stamping only (2.3)
    """
    try:
        data, info = read_token(encoded, policy.limits)
    except MalformedToken as fault:
        findings.add("timestamp.broken", kind=kind, why=fault)
        return None
    own = Findings(policy, f"timestamp:{kind}")
    expected = _expected(imprint, info.digest)
    if expected is not None and expected != info.hashed:
        own.add("timestamp.other-bytes", kind=kind)
    content = data.content or b""
    candidates = (*data.certificates, *other_certificates)
    verified = verify_signer(data.signers[0], Content(content), ID_TST_INFO, candidates, own)
    if not verified.intact:
        own.add(
            "timestamp.broken",
            kind=kind,
            why=Bilingual(
                "the signature of its authority does not verify", "chữ ký của đơn vị cấp không đúng"
            ),
        )
    if verified.signer is not None and not verified.signer.purpose.may_stamp_time:
        own.add("timestamp.key-usage")
    return TimestampEvidence(
        kind,
        info.time,
        verified.intact and expected == info.hashed,
        verified.signer,
        verified.digest,
        info.digest,
        verified.algorithm,
        data.certificates,
        data.material,
        own,
        token_identity(encoded),
        covers_tokens,
        covers_material=covers_material,
    )


def material_inside(tokens: Iterable[bytes], limits: Limits) -> RevocationMaterial:
    """CRLs and OCSP responses inside those values that are tokens."""
    material = RevocationMaterial()
    for encoded in tokens:
        try:
            material += read_token(encoded, limits)[0].material
        except MalformedToken:
            continue
    return material


def token_identity(encoded: bytes) -> bytes:
    """By which timestamps are told apart; padding and armour count."""
    return hashlib.sha256(encoded).digest()


def _expected(imprint: Imprint, digest: str) -> bytes | None:
    try:
        return imprint(digest)
    except UnknownAlgorithm:
        return None
