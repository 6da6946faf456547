"""Evidence records inside a CMS signature: what they protect (RFC 4998 A, EN 319 122-3).

An internal record protects the signature as a whole, an external one the detached content as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from lienthong.signatures import ber, der
from lienthong.signatures.ber import BerElement
from lienthong.signatures.cms import SignedData, SignerInfo
from lienthong.signatures.content import Content
from lienthong.signatures.der import DerFault
from lienthong.signatures.evidence import RecordEvidence, TimestampEvidence
from lienthong.signatures.evidence_record_asn1 import read_asn1_record
from lienthong.signatures.evidence_records import (
    Chain,
    DataObject,
    MalformedRecord,
    unreadable_record,
    verify_record,
)
from lienthong.signatures.policy import Policy
from lienthong.signatures.trust import RevocationMaterial

INTERNAL_RECORD = "1.2.840.113549.1.9.16.2.49"
EXTERNAL_RECORD = "1.2.840.113549.1.9.16.2.50"
_UNSIGNED = 0xA1
_RECORD_OIDS = tuple(bytes.fromhex(f"2a864886f70d01091002{last}") for last in ("31", "32"))
"""The two attributes' identifiers as they are encoded."""


def embedded_records(
    data: SignedData,
    info: SignerInfo,
    content: Content | None,
    policy: Policy,
    *,
    name: str,
    inner: tuple[TimestampEvidence, ...],
    material: RevocationMaterial,
) -> Iterator[RecordEvidence]:
    """Every evidence record among a signer's unsigned attributes.

    ``inner`` are its other timestamps, ``material`` is the revocation data that it brings.

    Raises:
        lienthong.signatures.cms.TooMuch: a record beyond the limits.
    """
    if info.unsigned.keys().isdisjoint((INTERNAL_RECORD, EXTERNAL_RECORD)):
        return
    tokens = frozenset(stamp.identity for stamp in inner)
    for stamp in inner:
        material += stamp.material
    for oid in (INTERNAL_RECORD, EXTERNAL_RECORD):
        for position, value in enumerate(info.unsigned.get(oid, []), start=1):
            place = f"{name}/evidence-record-{position}"
            try:
                record = read_asn1_record(value, policy.limits)
            except MalformedRecord as fault:
                yield unreadable_record(place, "ERS", fault, policy)
                continue
            objects = [_signature_without(data.raw, value)]
            if oid == EXTERNAL_RECORD:
                objects.append(_content_object(content))
            yield verify_record(
                record,
                objects,
                policy,
                name=place,
                covered_tokens=tokens,
                covered_material=material.fingerprints,
            )


def _signature_without(encoded: bytes, record: bytes) -> DataObject:
    """The ContentInfo as it was before this record came in.

    RFC 4998 A takes the record's attribute out and leaves open what else was there by then: no other record,
    other records, or none of the attributes that stand after it.
    """

    def digests(chain: Chain) -> tuple[bytes, ...]:
        forms = (_stripped(encoded, record, kept) for kept in (_but_records, _but_this, _before_this))
        return tuple(hashlib.new(chain.digest, form).digest() for form in dict.fromkeys(forms))

    return DataObject("signature", digests)


Kept = Callable[[list[bytes], list[bytes], int], list[bytes]]
"""Attributes, those of them that hold records, and the place of this record's → those that stay."""


def _but_records(attributes: list[bytes], records: list[bytes], _own: int) -> list[bytes]:
    return [one for one in attributes if one not in records]


def _but_this(attributes: list[bytes], _records: list[bytes], own: int) -> list[bytes]:
    return [one for place, one in enumerate(attributes) if place != own]


def _before_this(attributes: list[bytes], _records: list[bytes], own: int) -> list[bytes]:
    return attributes[:own]


def _content_object(content: Content | None) -> DataObject:
    def digests(chain: Chain) -> tuple[bytes, ...]:
        return () if content is None else (content.digest(chain.digest),)

    return DataObject(content.label if content else "content", digests)


def _stripped(encoded: bytes, record: bytes, kept: Kept) -> bytes:
    """A ContentInfo with fewer unsigned attributes, every length in the form in which it stands."""
    outer = ber.read_element(encoded, 0, len(encoded))
    kind, wrapper = ber.children(encoded, outer)
    [signed] = ber.children(encoded, wrapper)
    *_, signers = ber.children(encoded, signed)
    infos = b"".join(_signer_without(encoded, info, record, kept) for info in ber.children(encoded, signers))
    fields = encoded[signed.content : signers.start] + ber.encode_like(encoded, signers, infos)
    body = ber.encode_like(encoded, wrapper, ber.encode_like(encoded, signed, fields))
    return ber.encode_like(encoded, outer, ber.raw(encoded, kind) + body)


def _signer_without(encoded: bytes, info: BerElement, record: bytes, kept: Kept) -> bytes:
    """An attribute set that becomes empty is left out (RFC 5652 5.3: SET SIZE (1..MAX))."""
    *_, unsigned = ber.children(encoded, info)
    if unsigned.tag != _UNSIGNED:
        return ber.raw(encoded, info)
    attributes = [ber.raw(encoded, one) for one in ber.children(encoded, unsigned)]
    records = [one for one in attributes if _records_in(one)]
    own = next((i for i, one in enumerate(attributes) if record in _records_in(one)), len(attributes))
    left = b"".join(kept(attributes, records, own))
    rest = ber.encode_like(encoded, unsigned, left) if left else b""
    return ber.encode_like(encoded, info, encoded[info.content : unsigned.start] + rest)


def _records_in(attribute: bytes) -> list[bytes]:
    """The values of an attribute that holds evidence records; none of any other."""
    kind, values = ber.children(attribute, ber.read_element(attribute, 0, len(attribute)))
    if attribute[kind.content : kind.end] not in _RECORD_OIDS:
        return []
    return [_definite(ber.raw(attribute, value)) for value in ber.children(attribute, values)]


def _definite(value: bytes) -> bytes:
    """A value as the attributes were read; one that is broken inside is no record, and stays as it is."""
    try:
        return der.to_definite(value)
    except DerFault:
        return value
