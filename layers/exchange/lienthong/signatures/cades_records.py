"""Evidence records inside a CMS signature: what they protect (RFC 4998 A, EN 319 122-3).

An internal record protects the signature as a whole, an external one the detached content as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from lienthong.signatures import ber, der
from lienthong.signatures.ber import BerElement
from lienthong.signatures.cms import SignedData, SignerInfo
from lienthong.signatures.content import Content
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
    """The ContentInfo as it was before this record came in, whether other records were there or not."""

    def digests(chain: Chain) -> tuple[bytes, ...]:
        forms = (_stripped(encoded, None), _stripped(encoded, record))
        return tuple(hashlib.new(chain.digest, form).digest() for form in dict.fromkeys(forms))

    return DataObject("signature", digests)


def _content_object(content: Content | None) -> DataObject:
    def digests(chain: Chain) -> tuple[bytes, ...]:
        return () if content is None else (content.digest(chain.digest),)

    return DataObject(content.label if content else "content", digests)


def _stripped(encoded: bytes, record: bytes | None) -> bytes:
    """A ContentInfo without the attribute that holds ``record``, or without any evidence record."""
    outer = ber.read_element(encoded, 0, len(encoded))
    kind, wrapper = ber.children(encoded, outer)
    [signed] = ber.children(encoded, wrapper)
    *_, signers = ber.children(encoded, signed)
    infos = b"".join(_signer_without(encoded, info, record) for info in ber.children(encoded, signers))
    fields = encoded[signed.content : signers.start] + ber.encode_like(encoded, signers, infos)
    body = ber.encode_like(encoded, wrapper, ber.encode_like(encoded, signed, fields))
    return ber.encode_like(encoded, outer, ber.raw(encoded, kind) + body)


def _signer_without(encoded: bytes, info: BerElement, record: bytes | None) -> bytes:
    """An attribute set that becomes empty is left out (RFC 5652 5.3: SET SIZE (1..MAX))."""
    *_, unsigned = ber.children(encoded, info)
    if unsigned.tag != _UNSIGNED:
        return ber.raw(encoded, info)
    kept = b"".join(
        ber.raw(encoded, attribute)
        for attribute in ber.children(encoded, unsigned)
        if not _holds(encoded, attribute, record)
    )
    fields = encoded[info.content : unsigned.start]
    return ber.encode_like(
        encoded, info, fields + (ber.encode_like(encoded, unsigned, kept) if kept else b"")
    )


def _holds(encoded: bytes, attribute: BerElement, record: bytes | None) -> bool:
    kind, values = ber.children(encoded, attribute)
    if encoded[kind.content : kind.end] not in _RECORD_OIDS:
        return False
    return record is None or any(
        der.to_definite(ber.raw(encoded, value)) == record for value in ber.children(encoded, values)
    )
