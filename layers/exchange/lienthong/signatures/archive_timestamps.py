"""Archive timestamps of CAdES and what they cover.

Version 3 (EN 319 122-1 5.5.2, 5.5.3) names by hash, in an index, what it covers beside the signature itself.
Version 2 (RFC 5126 6.4.1, TS 101 733 6.4.1) covers everything that stood in the SignedData when it was made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from lienthong.signatures import algorithms, ber, der
from lienthong.signatures.cms import SignedData, SignerInfo, read_signed_data
from lienthong.signatures.content import Content
from lienthong.signatures.der import DerFault
from lienthong.signatures.policy import Limits
from lienthong.signatures.timestamps import MalformedToken, TstInfo, read_token

ATS_HASH_INDEX = "0.4.0.1733.2.5"
ATS_HASH_INDEX_V3 = "0.4.0.19122.1.5"


ARCHIVE_TIMESTAMP_V2 = "1.2.840.113549.1.9.16.2.48"
ARCHIVE_TIMESTAMP_V3 = "0.4.0.1733.2.4"
_UNSIGNED = 0xA1


@dataclass(frozen=True, slots=True)
class Coverage:
    """What an archive timestamp must have been made for, and the attribute values that it covers."""

    imprint: bytes | None
    """None where it cannot be determined from what is here."""
    values: tuple[bytes, ...] = ()
    revocation: tuple[bytes, ...] = ()
    """Members of the crls field that it covers."""
    index_digest: str = ""
    """The digest of its hash index; empty where it has none."""


_UNKNOWN = Coverage(None)
_NEVER = Coverage(b"")


# --- version 3 ------------------------------------------------------------------------------------


def archive_coverage_v3(
    data: SignedData, info: SignerInfo, content: Content | None, token: bytes, digest: str
) -> Coverage:
    """The coverage of a version 3 ``token``; unknown where content or hash index are missing.

    5.5.3: eContentType, digest of the content, the SignerInfo's fields from version to signature, and the
    ATSHashIndex, which must itself speak only of what the SignedData holds.
    """
    index = _hash_index(token)
    if index is None or content is None:
        return _UNKNOWN
    if not _index_is_satisfied(index, data, info):
        return _NEVER
    running = hashlib.new(digest)
    running.update(_encoded_oid(data.content_type))
    running.update(content.digest(digest))
    for part in _signer_fields(info.raw):
        running.update(part)
    running.update(index[1])
    by, parts = _index_parts(index[1])
    listed = _hashes(index[1], parts[1])
    revocation = (one for one in data.raw_revocation if hashlib.new(by, one).digest() in listed)
    return Coverage(running.digest(), tuple(_indexed_values(index, info)), tuple(revocation), by)


def _hash_index(token: bytes) -> tuple[bool, bytes] | None:
    """(whether version 3, DER of the ATSHashIndex) from the token's own unsigned attributes."""
    signer = read_signed_data(token, Limits()).signers[0]
    for oid, is_v3 in ((ATS_HASH_INDEX_V3, True), (ATS_HASH_INDEX, False)):
        values = signer.unsigned.get(oid, [])
        if len(values) == 1:
            return is_v3, values[0]
    return None


def _index_is_satisfied(index: tuple[bool, bytes], data: SignedData, info: SignerInfo) -> bool:
    """5.5.2: every hash of the index must be that of a certificate, a CRL or an attribute value still
    present.
    """
    is_v3, encoded = index
    try:
        digest, parts = _index_parts(encoded)
        present = (data.certificates, data.raw_revocation, _attribute_parts(info, is_v3=is_v3))
        return len(parts) == 3 and all(
            _hashes(encoded, part) <= {hashlib.new(digest, item).digest() for item in items}
            for part, items in zip(parts, present, strict=True)
        )
    except (DerFault, StopIteration, algorithms.UnknownAlgorithm):
        return False


def _index_parts(encoded: bytes) -> tuple[str, list[der.Element]]:
    """5.5.2: hashIndAlgorithm (SHA-256 unless stated), and the hashes of certificates, CRLs, attributes."""
    parts = list(der.children(encoded, der.root(encoded)))
    if len(parts) != 4:
        return "sha256", parts
    name = algorithms.digest_name(algorithms.dotted(encoded, der.first_child(encoded, parts[0])))
    return name, parts[1:]


def _indexed_values(index: tuple[bool, bytes], info: SignerInfo) -> Iterable[bytes]:
    """The unsigned attributes' values that the index names."""
    is_v3, encoded = index
    digest, parts = _index_parts(encoded)
    hashes = _hashes(encoded, parts[-1])
    for attribute in info.raw_unsigned:
        kind, values = der.children(attribute, der.root(attribute))
        is_whole = not is_v3 and hashlib.new(digest, attribute).digest() in hashes
        for value in der.children(attribute, values):
            one = der.raw(attribute, value)
            if is_whole or (is_v3 and hashlib.new(digest, der.raw(attribute, kind) + one).digest() in hashes):
                yield one


def _hashes(encoded: bytes, sequence: der.Element) -> set[bytes]:
    return {encoded[item.content : item.end] for item in der.children(encoded, sequence)}


def _attribute_parts(info: SignerInfo, *, is_v3: bool) -> Iterable[bytes]:
    """Version 3 hashes attrType‖value for each value, the first version each Attribute as a whole."""
    if not is_v3:
        return info.raw_unsigned
    return [_encoded_oid(oid) + value for oid, values in info.unsigned.items() for value in values]


def _signer_fields(raw: bytes) -> Iterable[bytes]:
    """version, sid, digestAlgorithm, signedAttrs, signatureAlgorithm, signature: all but unsignedAttrs."""
    return [der.raw(raw, part) for part in der.children(raw, der.root(raw)) if part.tag != 0xA1]


def _encoded_oid(dotted: str) -> bytes:
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    octets = b"".join(_base128(arc) for arc in (first * 40 + second, *rest))
    return der.encode(0x06, octets)


def _base128(arc: int) -> bytes:
    groups = [arc & 0x7F]
    while arc := arc >> 7:
        groups.append(arc & 0x7F | 0x80)
    return bytes(reversed(groups))


# --- version 2 ------------------------------------------------------------------------------------


def archive_coverage_v2(
    data: SignedData, info: SignerInfo, content: Content | None, token: bytes, digest: str, limits: Limits
) -> Coverage:
    """The coverage of a version 2 ``token``: what it was made for, if that can be found here.

    RFC 5126 6.4.1: encapContentInfo, external content, certificates, crls, and all elements of SignerInfo
    with the unsigned attributes that stood there at the time, each with type and length. TS 101 733 before
    2.2.1 joins the attributes without the tag around them, and no text says how later attributes are told
    apart: those after this one, or the archive timestamps that are younger. Whichever form fits was meant;
    each of them binds the signature.
    """
    if data.content is None and content is None:
        return _UNKNOWN
    base = hashlib.new(digest)
    before, after = _signed_data_parts(data.raw)
    base.update(before)
    if data.content is None and (content is None or not content.feed(base)):
        return _UNKNOWN
    for part in (*after, *_signer_fields(info.raw)):
        base.update(part)
    _, stated = read_token(token, limits)
    for attributes in _earlier_attributes(info, token, stated, limits):
        joined = b"".join(attributes)
        for encoded in (der.encode(_UNSIGNED, joined), joined):
            running = base.copy()
            running.update(encoded)
            if running.digest() == stated.hashed:
                return Coverage(stated.hashed, tuple(_values_of(attributes)), data.raw_revocation)
    return _NEVER


def _signed_data_parts(encoded: bytes) -> tuple[bytes, list[bytes]]:
    """encapContentInfo, then certificates and crls as they stand."""
    _, wrapper = ber.children(encoded, ber.read_element(encoded, 0, len(encoded)))
    [signed] = ber.children(encoded, wrapper)
    _, _, inner, *optional, _ = ber.children(encoded, signed)
    return ber.raw(encoded, inner), [ber.raw(encoded, part) for part in optional]


def _earlier_attributes(
    info: SignerInfo, token: bytes, stated: TstInfo, limits: Limits
) -> Iterator[Sequence[bytes]]:
    """The unsigned attributes that may have been there before ``token``, in both readings."""
    own = next((i for i, a in enumerate(info.raw_unsigned) if token in _values_of([a])), 0)
    yield info.raw_unsigned[:own]
    yield [
        attribute
        for i, attribute in enumerate(info.raw_unsigned)
        if i != own and not _is_younger(attribute, stated.time, limits)
    ]


def _is_younger(attribute: bytes, time: datetime, limits: Limits) -> bool:
    """Whether the attribute is an archive timestamp that was made later."""
    kind, _ = der.children(attribute, der.root(attribute))
    if algorithms.dotted(attribute, kind) not in (ARCHIVE_TIMESTAMP_V2, ARCHIVE_TIMESTAMP_V3):
        return False
    try:
        return any(read_token(value, limits)[1].time >= time for value in _values_of([attribute]))
    except MalformedToken:
        return True


def _values_of(attributes: Iterable[bytes]) -> Iterator[bytes]:
    for attribute in attributes:
        _, values = der.children(attribute, der.root(attribute))
        yield from (der.raw(attribute, value) for value in der.children(attribute, values))
