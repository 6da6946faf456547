"""Cryptographic Message Syntax: reading SignedData and verifying one SignerInfo (RFC 5652).

The order of :func:`verify_signer`:

1. identify the signing certificate by sid and, under the signature, by signing-certificate (EN 319 102-1
5.2.3)
2. content digest against messageDigest, content type against contentType (RFC 5652 5.4, 11.1, 11.2)
3. the signature value over the DER of the signed attributes (RFC 5652 5.4), or over the content without them
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from lienthong.signatures import algorithms, der, names
from lienthong.signatures.algorithms import SignatureAlgorithm, UnknownAlgorithm, WrongSignature
from lienthong.signatures.bilingual import Bilingual, cause_of
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
ALGORITHM_PROTECTION = "1.2.840.113549.1.9.52"
SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
_BROKEN = Bilingual("the ASN.1 of the signature is damaged", "cấu trúc ASN.1 của chữ ký bị hỏng")
_OCSP_RESPONSE_INFO = "1.3.6.1.5.5.7.16.2"
_INDEFINITE = b"\x80"
_DIRECT_CONTENT_LIMIT = 64 * 1024 * 1024

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
    raw: bytes = b""
    """The ContentInfo as it stands, perhaps with zeros or line ends behind it."""


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
        encoded = _unarmoured(encoded)
        return replace(_read_any(encoded, limits), raw=encoded)
    except TooMuch:
        raise
    except (ValueError, IndexError, StopIteration) as fault:
        raise MalformedCms(cause_of(fault) or _BROKEN) from fault


def _read_any(encoded: bytes, limits: Limits) -> SignedData:
    if encoded[1:2] == _INDEFINITE:
        return _read(der.to_definite(encoded), limits)
    try:
        return _read(encoded, limits)
    except DerFault:
        # Indefinite lengths further in.
        return _read(der.to_definite(encoded), limits)


def read_signer(encoded: bytes) -> SignerInfo:
    """A SignerInfo that stands alone, as in a counter-signature attribute.

    Raises:
        MalformedCms: not a SignerInfo.
    """
    try:
        return _signer(encoded, der.root(encoded))
    except (ValueError, IndexError, StopIteration) as fault:
        raise MalformedCms(cause_of(fault) or _BROKEN) from fault


def _unarmoured(encoded: bytes) -> bytes:
    """PEM or a bare Base64 body to DER (RFC 7468)."""
    if not encoded[:64].lstrip().startswith(b"-----BEGIN"):
        return encoded
    body = b"".join(line for line in encoded.split(b"\n") if b"-----" not in line and b":" not in line)
    return base64.b64decode(b"".join(body.split()), validate=True)


def _read(data: bytes, limits: Limits) -> SignedData:
    """RFC 5652 3 and 5.1, over offsets: no objects are built for what is only carried along."""
    outer = der.read_element(data, 0, len(data))
    if data[outer.end :].strip(b"\0\r\n\t "):
        raise MalformedCms(
            Bilingual("bytes follow the end of the signature", "có dữ liệu thừa sau phần kết thúc chữ ký")
        )
    kind, wrapper = der.children(data, outer)
    if algorithms.dotted(data, kind) != ID_SIGNED_DATA:
        raise MalformedCms(
            Bilingual("it is no CMS signature (SignedData)", "không phải chữ ký CMS (SignedData)")
        )
    fields = list(der.children(data, der.read_element(data, wrapper.content, wrapper.end)))
    _, digests, inner = fields[:3]
    optional = {field.tag: field for field in fields[3:-1]}
    content_type, content = _encapsulated(data, inner)
    material, raw_revocation = _revocation(data, optional.get(0xA1), limits)
    signers = list(der.children(data, fields[-1]))
    if len(signers) > limits.signatures:
        raise TooMuch(Bilingual(f"{len(signers)} signers", f"có {len(signers)} người ký"))
    return SignedData(
        content_type,
        content,
        _certificates(data, optional.get(0xA0), limits),
        material,
        frozenset(_algorithm_oid(data, entry) for entry in der.children(data, digests)),
        tuple(_signer(data, signer) for signer in signers),
        raw_revocation,
    )


def _algorithm_oid(data: bytes, identifier: der.Element) -> str:
    return algorithms.dotted(data, der.first_child(data, identifier))


def _encapsulated(data: bytes, inner: der.Element) -> tuple[str, bytes | None]:
    """RFC 5652 5.2; of types other than OCTET STRING, as PKCS #7 had them, the content octets are signed."""
    kind, *rest = der.children(data, inner)
    if not rest:
        return algorithms.dotted(data, kind), None
    value = der.read_element(data, rest[0].content, rest[0].end)
    return algorithms.dotted(data, kind), data[value.content : value.end]


def _certificates(data: bytes, found: der.Element | None, limits: Limits) -> tuple[bytes, ...]:
    """Certificates; attribute certificates (tagged) are left out."""
    items = [] if found is None else list(der.children(data, found))
    if len(items) > limits.certificates:
        raise TooMuch(Bilingual(f"{len(items)} certificates", f"chữ ký kèm {len(items)} chứng thư số"))
    return tuple(der.raw(data, item) for item in items if item.tag == 0x30)


def _revocation(
    data: bytes, found: der.Element | None, limits: Limits
) -> tuple[RevocationMaterial, tuple[bytes, ...]]:
    """CRLs, and OCSP responses as RFC 5940 carries them."""
    items = [] if found is None else list(der.children(data, found))
    if len(items) > limits.revocation_items:
        raise TooMuch(Bilingual(f"{len(items)} revocation items", f"chữ ký kèm {len(items)} dữ liệu thu hồi"))
    members = tuple(der.raw(data, item) for item in items)
    return revocation_members(members), members


def revocation_members(members: Iterable[bytes]) -> RevocationMaterial:
    """The CRLs and OCSP responses among members of a crls field (RFC 5652 10.2.1, RFC 5940)."""
    crls, ocsps = [], []
    for member in members:
        item = der.root(member)
        if item.tag == 0x30:
            crls.append(member)
        elif item.tag == 0xA1:
            kind, value = der.children(member, item)
            if algorithms.dotted(member, kind) == _OCSP_RESPONSE_INFO:
                ocsps.append(der.raw(member, value))
    return RevocationMaterial(tuple(crls), tuple(ocsps))


def _signer(data: bytes, info: der.Element) -> SignerInfo:
    """RFC 5652 5.3."""
    fields = list(der.children(data, info))
    signed = next((f for f in fields[3:] if f.tag == 0xA0), None)
    unsigned = next((f for f in fields[4:] if f.tag == 0xA1), None)
    digest, algorithm, signature = [f for f in fields[2:] if f.tag not in (0xA0, 0xA1)][:3]
    issuer, serial, key_identifier = _signer_identifier(data, fields[1])
    raw_signed = None if signed is None else b"\x31" + der.raw(data, signed)[1:]
    canonical = None if raw_signed is None else der.canonical_set(raw_signed)
    return SignerInfo(
        issuer,
        serial,
        key_identifier,
        _algorithm_oid(data, digest),
        der.raw(data, algorithm),
        data[signature.content : signature.end],
        raw_signed,
        canonical if canonical != raw_signed else None,
        {} if signed is None else read_attributes(data, signed),
        {} if unsigned is None else read_attributes(data, unsigned),
        () if unsigned is None else tuple(der.raw(data, a) for a in der.children(data, unsigned)),
        der.raw(data, info),
    )


def _signer_identifier(data: bytes, sid: der.Element) -> tuple[names.Key | None, int | None, bytes | None]:
    if sid.tag == 0x80:
        return None, None, data[sid.content : sid.end]
    issuer, serial = der.children(data, sid)
    number = int.from_bytes(data[serial.content : serial.end], "big", signed=True)
    return names.name_key(der.raw(data, issuer)), number, None


def read_attributes(data: bytes, found: der.Element) -> Attributes:
    """The attributes inside an element, of one OID together (RFC 5652 5.3).

    Raises:
        lienthong.signatures.der.DerFault: not a set of attributes.
    """
    attributes: Attributes = {}
    for attribute in der.children(data, found):
        kind, values = der.children(data, attribute)
        listed = [der.raw(data, value) for value in der.children(data, values)]
        attributes.setdefault(algorithms.dotted(data, kind), []).extend(listed)
    return attributes


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
            algorithms.digest_name(_algorithm_oid(value, stated_digest)) == digest
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


_TIME = re.compile(rb"(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(?:[.,](\d{1,9}))?(Z|[+-]\d{4})")


def read_time(value: bytes) -> datetime:
    """A UTCTime or GeneralizedTime element as UTC (fractions kept, X.680 46 and 47).

    Raises:
        ValueError: neither, or no such moment.
    """
    element = der.root(value)
    found = _TIME.fullmatch(value[element.content : element.end])
    if found is None or element.tag != (0x17 if len(found[1]) == 2 else 0x18):
        raise DerFault("not a time")
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    if len(found[1]) == 2:
        # RFC 5280 4.1.2.5.1: two digits mean 1950 to 2049.
        year += 2000 if year < 50 else 1900
    micro = int((found[7] or b"0").ljust(6, b"0")[:6])
    moment = datetime(year, month, day, hour, minute, second, micro, tzinfo=UTC)
    return moment - _offset(found[8].decode("ascii"))


def _offset(zone: str) -> timedelta:
    if zone == "Z":
        return timedelta(0)
    ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5]))
    return ahead if zone[0] == "+" else -ahead


def _content_of(value: bytes) -> bytes:
    element = der.root(value)
    return value[element.content : element.end]


def _oid_or_empty(value: bytes) -> str:
    try:
        return algorithms.dotted(value, der.root(value))
    except DerFault:
        return ""
