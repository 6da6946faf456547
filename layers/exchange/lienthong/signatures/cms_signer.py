"""Verifying one SignerInfo of a CMS signature (RFC 5652).

The order of :func:`verify_signer`:

1. identify the signing certificate by sid and, under the signature, by signing-certificate (EN 319 102-1
5.2.3)
2. content digest against messageDigest, content type against contentType (RFC 5652 5.4, 11.1, 11.2)
3. the signature value over the DER of the signed attributes (RFC 5652 5.4), or over the content without them
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from lienthong.signatures import algorithms, der
from lienthong.signatures.algorithms import SignatureAlgorithm, UnknownAlgorithm, WrongSignature
from lienthong.signatures.asn1_times import read_time
from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.certificates import (
    Certificate,
    UnreadableCertificate,
    algorithm_from,
    load_certificate,
)
from lienthong.signatures.cms import Attributes, SignerInfo
from lienthong.signatures.content import Content
from lienthong.signatures.der import DerFault
from lienthong.signatures.findings import Findings

CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
ALGORITHM_PROTECTION = "1.2.840.113549.1.9.52"
SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
_DIRECT_CONTENT_LIMIT = 64 * 1024 * 1024


@dataclass(slots=True)
class VerifiedSigner:
    """What verifying one SignerInfo found; ``findings`` say everything that was wrong."""

    intact: bool
    signer: Certificate | None
    digest: str
    algorithm: SignatureAlgorithm | None
    claimed_time: datetime | None
    has_reference: bool
    findings: Findings = field(repr=False)


def verify_signer(
    info: SignerInfo,
    content: Content | None,
    content_type: str,
    candidates: Iterable[bytes],
    findings: Findings,
    *,
    names_certificate_elsewhere: bool = False,
) -> VerifiedSigner:
    """Verify one signer over ``content``; the numbered steps stand in the module's docstring.

    Args:
        content: what was signed; None where it is not here.
        content_type: dotted OID that the contentType attribute must repeat.
        candidates: DER of certificates among which the signer's is sought.
        names_certificate_elsewhere: the absence of signing-certificate is not reported.
    """
    signer, has_reference = _signing_certificate(info, candidates, findings)
    if not has_reference and not names_certificate_elsewhere:
        findings.add("certificate.reference-missing")
    digest, algorithm = _algorithms(info, findings)
    result = VerifiedSigner(
        False, signer, digest, algorithm, _signing_time(info, findings), has_reference, findings
    )
    if content is None or not digest:
        if content is None:
            findings.add("signature.data-missing", what="detached")
        return result
    if info.raw_signed is None:
        findings.add("signature.attributes-missing")
        result.intact = _content_is_signed(content, signer, algorithm, info.signature, findings)
        return result
    agrees = _content_agrees(info, content, content_type, digest, findings)
    agrees = _algorithms_are_protected(info, digest, algorithm, findings) and agrees
    result.intact = _attributes_are_signed(info, signer, algorithm, findings) and agrees
    return result


def _algorithms(info: SignerInfo, findings: Findings) -> tuple[str, SignatureAlgorithm | None]:
    digest = ""
    try:
        digest = algorithms.digest_name(info.digest_oid)
        return digest, algorithm_from(info.raw_algorithm, digest)
    except UnknownAlgorithm as fault:
        findings.add("signature.algorithm-unknown", algorithm=fault)
        return digest, None


def _algorithms_are_protected(
    info: SignerInfo, digest: str, algorithm: SignatureAlgorithm | None, findings: Findings
) -> bool:
    """RFC 6211 3: where the attribute is there, it names the algorithms that the SignerInfo names.

    Compared by what they mean: a default written out does not make another algorithm.
    """
    values = info.signed.get(ALGORITHM_PROTECTION, [])
    if not values:
        return True
    try:
        [value] = values
        stated_digest, *rest = der.children(value, der.root(value))
        [stated] = [one for one in rest if one.tag == 0xA1]
        named = b"\x30" + der.raw(value, stated)[1:]
        agrees = (
            algorithms.digest_name(algorithms.dotted(value, der.first_child(value, stated_digest))) == digest
            and algorithm_from(named, digest) == algorithm
        )
    except (ValueError, StopIteration):
        agrees = False
    if not agrees:
        why = "CMSAlgorithmProtection names other algorithms (RFC 6211 3)"
        findings.add("signature.structure", why=why)
    return agrees


def _content_agrees(
    info: SignerInfo, content: Content, content_type: str, digest: str, findings: Findings
) -> bool:
    stated_digest = _only_value(info.signed, MESSAGE_DIGEST, "messageDigest", findings)
    stated_type = _only_value(info.signed, CONTENT_TYPE, "contentType", findings)
    if stated_type is not None and _oid_or_empty(stated_type) != content_type:
        findings.add(
            "signature.structure",
            why=Bilingual(
                "contentType is not that of the content", "contentType không khớp với loại nội dung"
            ),
        )
        stated_type = None
    if stated_digest is None:
        return False
    if _content_of(stated_digest) != content.digest(digest):
        findings.add("signature.hash-mismatch", what=content.label)
        return False
    return stated_type is not None


def _only_value(attributes: Attributes, oid: str, name: str, findings: Findings) -> bytes | None:
    values = attributes.get(oid, [])
    if len(values) != 1:
        findings.add(
            "signature.structure",
            why=Bilingual(
                f"{len(values)} values of {name} instead of one",
                f"thuộc tính {name} có {len(values)} giá trị, đáng lẽ chỉ một",
            ),
        )
        return None
    return values[0]


def _attributes_are_signed(
    info: SignerInfo, signer: Certificate | None, algorithm: SignatureAlgorithm | None, findings: Findings
) -> bool:
    """RFC 5652 5.4: the signature is over the DER of the attributes, whatever encoding the file uses.

    Signers in use leave them unsorted against 5.3 and sign them as they stand. What was signed stands in the
    file all the same, so it is told and no more.
    """
    if signer is None or algorithm is None or info.raw_signed is None:
        return False
    try:
        if _is_value_over(info.raw_signed, info, signer, algorithm):
            if info.der_signed is not None:
                findings.add("signature.attributes-unsorted")
            return True
        if info.der_signed is not None and _is_value_over(info.der_signed, info, signer, algorithm):
            return True
    except UnknownAlgorithm as fault:
        findings.add("signature.algorithm-unknown", algorithm=fault)
        return False
    findings.add("signature.value-wrong")
    return False


def _is_value_over(
    signed: bytes, info: SignerInfo, signer: Certificate, algorithm: SignatureAlgorithm
) -> bool:
    try:
        algorithms.verify_value(signer.public_key, algorithm, info.signature, signed)
    except WrongSignature:
        return False
    return True


def _content_is_signed(
    content: Content,
    signer: Certificate | None,
    algorithm: SignatureAlgorithm | None,
    signature: bytes,
    findings: Findings,
) -> bool:
    data = content.read_all(_DIRECT_CONTENT_LIMIT)
    if signer is None or algorithm is None:
        return False
    if data is None:
        findings.add(
            "resource.limit",
            what=Bilingual(
                "the content is larger than 64 MiB and was signed without attributes",
                "nội dung lớn hơn 64 MiB và được ký không kèm thuộc tính",
            ),
        )
        return False
    try:
        algorithms.verify_value(signer.public_key, algorithm, signature, data)
        return True
    except WrongSignature:
        findings.add("signature.value-wrong")
    except UnknownAlgorithm as fault:
        findings.add("signature.algorithm-unknown", algorithm=fault)
    return False


def _signing_certificate(
    info: SignerInfo, candidates: Iterable[bytes], findings: Findings
) -> tuple[Certificate | None, bool]:
    """The certificate that sid names; where several do, the one whose hash was signed (EN 319 122-1
    5.2.2).
    """
    reference = _signed_reference(info, findings)
    named = []
    for encoded in dict.fromkeys(candidates):
        try:
            certificate = load_certificate(encoded)
        except UnreadableCertificate as fault:
            if reference is not None and reference.matches(encoded):
                findings.add("certificate.unreadable", why=fault)
            continue
        if _is_named(info, certificate):
            named.append(certificate)
    if not named:
        findings.add("certificate.not-found")
        return None, reference is not None
    if reference is None:
        return named[0], False
    signed_for = [certificate for certificate in named if reference.matches(certificate.der)]
    if not signed_for:
        findings.add("certificate.reference-mismatch", why="signing-certificate")
    return (signed_for or named)[0], True


def _is_named(info: SignerInfo, certificate: Certificate) -> bool:
    if info.serial is not None:
        return certificate.serial == info.serial and certificate.issuer == info.issuer
    return info.key_identifier is not None and certificate.key_identifier == info.key_identifier


@dataclass(frozen=True, slots=True)
class _Reference:
    digest: str
    value: bytes

    def matches(self, encoded: bytes) -> bool:
        return hashlib.new(self.digest, encoded).digest() == self.value


def _signed_reference(info: SignerInfo, findings: Findings) -> _Reference | None:
    """ESSCertIDv2 (RFC 5035 4) or ESSCertID (RFC 2634 5.4): the first entry is the signer's."""
    for oid in (SIGNING_CERTIFICATE_V2, SIGNING_CERTIFICATE):
        values = info.signed.get(oid, [])
        if not values:
            continue
        if len(values) > 1:
            findings.add(
                "signature.structure",
                why=Bilingual(
                    f"{len(values)} values of signing-certificate",
                    f"thuộc tính signing-certificate có {len(values)} giá trị",
                ),
            )
        try:
            return _read_reference(values[0], is_v2=oid == SIGNING_CERTIFICATE_V2)
        except (DerFault, StopIteration, UnknownAlgorithm):
            findings.add(
                "signature.structure",
                why=Bilingual(
                    "signing-certificate cannot be read", "không đọc được thuộc tính signing-certificate"
                ),
            )
            return None
    return None


def _read_reference(value: bytes, *, is_v2: bool) -> _Reference:
    identifiers = der.first_child(value, der.root(value))
    parts = list(der.children(value, der.first_child(value, identifiers)))
    digest = "sha256" if is_v2 else "sha1"
    if is_v2 and parts and parts[0].tag == 0x30:
        digest = algorithms.digest_name(algorithms.dotted(value, der.first_child(value, parts[0])))
        parts = parts[1:]
    if not parts or parts[0].tag != 0x04:
        raise DerFault("no certificate hash")
    return _Reference(digest, value[parts[0].content : parts[0].end])


def _signing_time(info: SignerInfo, findings: Findings) -> datetime | None:
    values = info.signed.get(SIGNING_TIME, [])
    if len(values) > 1:
        findings.add(
            "signature.structure",
            why=Bilingual(
                f"{len(values)} values of signingTime", f"thuộc tính signingTime có {len(values)} giá trị"
            ),
        )
    try:
        return read_time(values[0]) if values else None
    except ValueError:
        findings.add(
            "signature.structure",
            why=Bilingual("signingTime cannot be read", "không đọc được thuộc tính signingTime"),
        )
        return None


def _content_of(value: bytes) -> bytes:
    element = der.root(value)
    return value[element.content : element.end]


def _oid_or_empty(value: bytes) -> str:
    try:
        return algorithms.dotted(value, der.root(value))
    except DerFault:
        return ""
