"""Archive timestamps version 3 of CAdES: what they cover (EN 319 122-1 5.5.2, 5.5.3)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from lienthong.signatures import algorithms, der
from lienthong.signatures.cms import SignedData, SignerInfo, read_signed_data
from lienthong.signatures.content import Content
from lienthong.signatures.der import DerFault
from lienthong.signatures.policy import Limits

ATS_HASH_INDEX = "0.4.0.1733.2.5"
ATS_HASH_INDEX_V3 = "0.4.0.19122.1.5"


def archive_imprint(
    data: SignedData, info: SignerInfo, content: Content | None, token: bytes, digest: str
) -> bytes | None:
    """The message imprint that ``token`` must carry; None where content or hash index are missing.

    5.5.3: eContentType, digest of the content, the SignerInfo's fields from version to signature, and the
    ATSHashIndex, which must itself speak only of what the SignedData holds.
    """
    index = _hash_index(token)
    if index is None or content is None:
        return None
    if not _index_is_satisfied(index, data, info):
        return b""
    running = hashlib.new(digest)
    running.update(_encoded_oid(data.content_type))
    running.update(content.digest(digest))
    for part in _signer_fields(info.raw):
        running.update(part)
    running.update(index[1])
    return running.digest()


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
        parts = list(der.children(encoded, der.root(encoded)))
        digest = "sha256"
        if len(parts) == 4:
            digest = algorithms.digest_name(algorithms.dotted(encoded, der.first_child(encoded, parts[0])))
            parts = parts[1:]
        present = (data.certificates, data.raw_revocation, _attribute_parts(info, is_v3=is_v3))
        return len(parts) == 3 and all(
            _hashes(encoded, part) <= {hashlib.new(digest, item).digest() for item in items}
            for part, items in zip(parts, present, strict=True)
        )
    except (DerFault, StopIteration, algorithms.UnknownAlgorithm):
        return False


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
