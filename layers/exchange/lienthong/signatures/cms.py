"""Cryptographic Message Syntax: reading SignedData (RFC 5652), without verifying anything of it."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass, replace

from lienthong.signatures import algorithms, der, names
from lienthong.signatures.bilingual import Bilingual, cause_of
from lienthong.signatures.der import DerFault
from lienthong.signatures.policy import Limits
from lienthong.signatures.trust import RevocationMaterial

ID_DATA = "1.2.840.113549.1.7.1"
ID_SIGNED_DATA = "1.2.840.113549.1.7.2"
_BROKEN = Bilingual("the ASN.1 of the signature is damaged", "cấu trúc ASN.1 của chữ ký bị hỏng")
_OCSP_RESPONSE_INFO = "1.3.6.1.5.5.7.16.2"
_INDEFINITE = b"\x80"
_CERTIFICATES, _CRLS = 0xA0, 0xA1

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
    [signed] = der.children(data, wrapper)
    _, digests, inner, *between, infos = der.children(data, signed)
    tags = [part.tag for part in between]
    if tags != [tag for tag in (_CERTIFICATES, _CRLS) if tag in tags]:
        # 5.1: each once at most, in this order; where readers could take one or the other, none is taken.
        raise MalformedCms(_BROKEN)
    optional = dict(zip(tags, between, strict=True))
    content_type, content = _encapsulated(data, inner)
    material, raw_revocation = _revocation(data, optional.get(_CRLS), limits)
    signers = list(der.children(data, infos))
    if len(signers) > limits.signatures:
        raise TooMuch(Bilingual(f"{len(signers)} signers", f"có {len(signers)} người ký"))
    return SignedData(
        content_type,
        content,
        _certificates(data, optional.get(_CERTIFICATES), limits),
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
