"""Cryptographic Message Syntax: reading SignedData and verifying one SignerInfo (RFC 5652).

The order of :func:`verify_signer`:

1. identify the signing certificate by sid and, under the signature, by signing-certificate (EN 319 102-1 5.2.3)
2. content digest against messageDigest, content type against contentType (RFC 5652 5.4, 11.1, 11.2)
3. the signature value over the DER of the signed attributes (RFC 5652 5.4), or over the content without them
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from asn1crypto import cms, core, pem

from lienthong.signatures import algorithms, der, names
from lienthong.signatures.algorithms import SignatureAlgorithm, UnknownAlgorithm, WrongSignature
from lienthong.signatures.certificates import (
    Certificate,
    UnreadableCertificate,
    algorithm_from,
    load_certificate,
)
from lienthong.signatures.content import Content
from lienthong.signatures.der import DerFault
from lienthong.signatures.findings import Findings
from lienthong.signatures.policy import Limits
from lienthong.signatures.trust import RevocationMaterial

ID_DATA = "1.2.840.113549.1.7.1"
ID_SIGNED_DATA = "1.2.840.113549.1.7.2"
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
_OCSP_RESPONSE_INFO = "1.3.6.1.5.5.7.16.2"
_INDEFINITE = b"\x80"
_DIRECT_CONTENT_LIMIT = 64 * 1024 * 1024

# asn1crypto reports hostile structures through all of these.
_ASN1_FAULTS = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)

Attributes = dict[str, list[bytes]]
"""Attribute OID → DER of each value."""


class MalformedCms(ValueError):
    """The bytes are not SignedData that can be read."""


class TooMuch(ValueError):
    """A cap of the policy was exceeded; the text says which."""


@dataclass(frozen=True, slots=True)
class SignerInfo:
    """One SignerInfo, its parts as raw bytes where the bytes matter."""

    issuer: names.Key | None
    serial: int | None
    key_identifier: bytes | None
    digest_oid: str
    raw_algorithm: bytes
    signature: bytes
    raw_signed: bytes | None
    """The signed attributes as SET OF, as they stand in the file."""
    der_signed: bytes | None
    """The same re-encoded as DER where they were not."""
    signed: Attributes
    unsigned: Attributes
    raw_unsigned: tuple[bytes, ...] = ()
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class SignedData:
    """A CMS SignedData, read but not verified."""

    content_type: str
    content: bytes | None
    certificates: tuple[bytes, ...]
    material: RevocationMaterial
    digest_oids: frozenset[str]
    signers: tuple[SignerInfo, ...]
    raw_revocation: tuple[bytes, ...] = ()
    """Members of the crls field as they stand, for the hash index of archive timestamps."""


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


# --- reading --------------------------------------------------------------------------------------


def read_signed_data(encoded: bytes, limits: Limits) -> SignedData:
    """Parse DER, BER or PEM.

    Raises:
        MalformedCms: not SignedData, or broken inside.
        TooMuch: more certificates, signers or revocation data than ``limits`` allow.
    """
    try:
        if encoded[:64].lstrip().startswith(b"-----BEGIN"):
            encoded = pem.unarmor(encoded)[2]
        if encoded[1:2] == _INDEFINITE:
            return _read(der.to_definite(encoded), limits)
        try:
            return _read(encoded, limits)
        except DerFault:
            # Indefinite lengths further in.
            return _read(der.to_definite(encoded), limits)
    except TooMuch:
        raise
    except _ASN1_FAULTS as fault:
        raise MalformedCms(str(fault).split("\n", 1)[0][:160]) from fault


def _read(encoded: bytes, limits: Limits) -> SignedData:
    outer = cms.ContentInfo.load(encoded)
    if outer["content_type"].dotted != ID_SIGNED_DATA:
        raise MalformedCms("the CMS object is not SignedData")
    data = outer["content"]
    inner = data["encap_content_info"]
    certificates = _certificates(data, limits)
    material, raw_revocation = _revocation(data, limits)
    signers = data["signer_infos"]
    if len(signers) > limits.signatures:
        raise TooMuch(f"{len(signers)} signers")
    return SignedData(
        inner["content_type"].dotted,
        _octets(inner["content"]),
        certificates,
        material,
        frozenset(entry["algorithm"].dotted for entry in data["digest_algorithms"]),
        tuple(_signer(signer) for signer in signers),
        raw_revocation,
    )


def read_signer(encoded: bytes) -> SignerInfo:
    """A SignerInfo that stands alone, as in a counter-signature attribute.

    Raises:
        MalformedCms: not a SignerInfo.
    """
    try:
        return _signer(cms.SignerInfo.load(encoded))
    except _ASN1_FAULTS as fault:
        raise MalformedCms(str(fault).split("\n", 1)[0][:160]) from fault


def _octets(content: core.Asn1Value) -> bytes | None:
    """The encapsulated bytes; old PKCS #7 allows other types than OCTET STRING, whose content is then signed."""
    if isinstance(content, core.Void):
        return None
    if isinstance(content, core.Any):
        content = content.parse()
    if isinstance(content, core.OctetString | core.ParsableOctetString):
        return bytes(content)
    return bytes(content.contents)


def _certificates(data: cms.SignedData, limits: Limits) -> tuple[bytes, ...]:
    found = data["certificates"]
    if isinstance(found, core.Void):
        return ()
    if len(found) > limits.certificates:
        raise TooMuch(f"{len(found)} certificates")
    return tuple(item.chosen.dump() for item in found if item.name == "certificate")


def _revocation(data: cms.SignedData, limits: Limits) -> tuple[RevocationMaterial, tuple[bytes, ...]]:
    found = data["crls"]
    if isinstance(found, core.Void):
        return RevocationMaterial(), ()
    if len(found) > limits.revocation_items:
        raise TooMuch(f"{len(found)} revocation items")
    crls = tuple(item.chosen.dump() for item in found if item.name == "certificate_list")
    others = [item.chosen for item in found if item.name == "other"]
    ocsps = tuple(
        other["other_rev_info"].dump()
        for other in others
        if other["other_rev_info_format"].dotted == _OCSP_RESPONSE_INFO
    )
    return RevocationMaterial(crls, ocsps), tuple(item.dump() for item in found)


def _signer(info: cms.SignerInfo) -> SignerInfo:
    issuer, serial, key_identifier = None, None, None
    sid = info["sid"]
    if sid.name == "issuer_and_serial_number":
        issuer, serial = names.name_key(sid.chosen["issuer"].dump()), sid.chosen["serial_number"].native
    else:
        key_identifier = sid.chosen.native
    raw, canonical, signed = _signed_attributes(info["signed_attrs"])
    unsigned = info["unsigned_attrs"]
    has_unsigned = not isinstance(unsigned, core.Void)
    return SignerInfo(
        issuer,
        serial,
        key_identifier,
        info["digest_algorithm"]["algorithm"].dotted,
        info["signature_algorithm"].dump(),
        info["signature"].native,
        raw,
        canonical,
        signed,
        _attributes(unsigned) if has_unsigned else {},
        tuple(attribute.dump() for attribute in unsigned) if has_unsigned else (),
        info.dump(),
    )


def _signed_attributes(found: core.SetOf) -> tuple[bytes | None, bytes | None, Attributes]:
    if isinstance(found, core.Void):
        return None, None, {}
    encoded = found.dump()
    raw = b"\x31" + encoded[1:]
    canonical = der.canonical_set(raw)
    return raw, canonical if canonical != raw else None, _attributes(found)


def _attributes(found: Iterable[cms.CMSAttribute]) -> Attributes:
    """Values as raw bytes: asn1crypto would build, and insist on, a typed object for each."""
    attributes: Attributes = {}
    for attribute in found:
        oid, values = _attribute(attribute)
        attributes.setdefault(oid, []).extend(values)
    return attributes


def _attribute(attribute: cms.CMSAttribute) -> tuple[str, list[bytes]]:
    encoded = attribute.dump()
    kind, values = der.children(encoded, der.root(encoded))
    return algorithms.dotted(encoded, kind), [der.raw(encoded, v) for v in der.children(encoded, values)]


# --- verifying ------------------------------------------------------------------------------------


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


def _content_agrees(
    info: SignerInfo, content: Content, content_type: str, digest: str, findings: Findings
) -> bool:
    stated_digest = _only_value(info.signed, MESSAGE_DIGEST, "messageDigest", findings)
    stated_type = _only_value(info.signed, CONTENT_TYPE, "contentType", findings)
    if stated_type is not None and _oid_or_empty(stated_type) != content_type:
        findings.add("signature.structure", why="contentType differs from the content's type (RFC 5652 11.1)")
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
        findings.add("signature.structure", why=f"{len(values)} values of {name} instead of one")
        return None
    return values[0]


def _attributes_are_signed(
    info: SignerInfo, signer: Certificate | None, algorithm: SignatureAlgorithm | None, findings: Findings
) -> bool:
    """RFC 5652 5.4: the signature is over the DER of the attributes, whatever encoding the file uses."""
    if signer is None or algorithm is None:
        return False
    for signed in (info.raw_signed, info.der_signed):
        if signed is None:
            continue
        try:
            algorithms.verify_value(signer.public_key, algorithm, info.signature, signed)
            return True
        except WrongSignature:
            continue
        except UnknownAlgorithm as fault:
            findings.add("signature.algorithm-unknown", algorithm=fault)
            return False
    findings.add("signature.value-wrong")
    return False


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
        findings.add("resource.limit", what="content without signed attributes is larger than 64 MiB")
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
    """The certificate that sid names; where several do, the one whose hash was signed (EN 319 122-1 5.2.2)."""
    reference = _signed_reference(info, findings)
    named = []
    for encoded in dict.fromkeys(candidates):
        try:
            certificate = load_certificate(encoded)
        except UnreadableCertificate as fault:
            unreadable = str(fault)
            if reference is not None and reference.matches(encoded):
                findings.add("certificate.unreadable", why=unreadable)
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
            findings.add("signature.structure", why=f"{len(values)} values of signing-certificate")
        try:
            return _read_reference(values[0], is_v2=oid == SIGNING_CERTIFICATE_V2)
        except (DerFault, StopIteration, UnknownAlgorithm) as fault:
            findings.add("signature.structure", why=f"signing-certificate: {fault}")
            return None
    return None


def _read_reference(value: bytes, *, is_v2: bool) -> _Reference:
    identifiers = next(der.children(value, der.root(value)))
    parts = list(der.children(value, next(der.children(value, identifiers))))
    digest = "sha256" if is_v2 else "sha1"
    if is_v2 and parts and parts[0].tag == 0x30:
        digest = algorithms.digest_name(algorithms.dotted(value, next(der.children(value, parts[0]))))
        parts = parts[1:]
    if not parts or parts[0].tag != 0x04:
        raise DerFault("no certificate hash")
    return _Reference(digest, value[parts[0].content : parts[0].end])


def _signing_time(info: SignerInfo, findings: Findings) -> datetime | None:
    values = info.signed.get(SIGNING_TIME, [])
    if len(values) > 1:
        findings.add("signature.structure", why=f"{len(values)} values of signingTime")
    try:
        return read_time(values[0]) if values else None
    except ValueError as fault:
        findings.add("signature.structure", why=f"signingTime: {fault}")
        return None


def read_time(value: bytes) -> datetime:
    """A UTCTime or GeneralizedTime element as UTC (fractions kept).

    Raises:
        ValueError: neither, or no such moment.
    """
    parsed = core.UTCTime.load(value) if value[:1] == b"\x17" else core.GeneralizedTime.load(value)
    moment = parsed.native
    if not isinstance(moment, datetime):
        raise DerFault("not a time")
    return moment.astimezone(UTC)


def _content_of(value: bytes) -> bytes:
    element = der.root(value)
    return value[element.content : element.end]


def _oid_or_empty(value: bytes) -> str:
    try:
        return algorithms.dotted(value, der.root(value))
    except DerFault:
        return ""
