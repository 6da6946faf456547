"""Evidence records inside a XAdES signature: SealingEvidenceRecords (EN 319 132-3 5.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lienthong.signatures import xmldsig
from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.evidence import RecordEvidence
from lienthong.signatures.evidence_record_asn1 import read_asn1_record
from lienthong.signatures.evidence_record_xml import RECORD, record_of
from lienthong.signatures.evidence_records import (
    Chain,
    DataObject,
    EvidenceRecord,
    MalformedRecord,
    group_hash,
    unreadable_record,
    verify_record,
)
from lienthong.signatures.policy import Limits, Policy
from lienthong.signatures.xades_octets import (
    canonical,
    digest_of_parts,
    method_of,
    other_objects,
    processed,
    properties_before,
    signature_parts,
)
from lienthong.signatures.xades_timestamps import material_before, tokens_inside, unsigned_properties
from lienthong.signatures.xml_c14n import Element
from lienthong.signatures.xmldsig import DS, Reference

_XADES_EN = "http://uri.etsi.org/19132/v1.1.1#"
_SEALING = f"{{{_XADES_EN}}}SealingEvidenceRecords"
_ASN1_RECORD = f"{{{_XADES_EN}}}ASN1EvidenceRecord"


def sealing_records(
    signature: Element, references: Sequence[Reference], policy: Policy, *, name: str
) -> Iterator[RecordEvidence]:
    """Every evidence record of the signature, over what it seals.

    Raises:
        lienthong.signatures.cms.TooMuch: a record beyond the limits.
    """
    older: frozenset[bytes] = frozenset()
    number = 0
    for holder in unsigned_properties(signature):
        sealed = _sealed(signature, holder, references)
        tokens = tokens_inside(holder) | older
        material = material_before(holder, policy)
        for element in holder if holder.tag == _SEALING else ():
            number += 1
            place = f"{name}/evidence-record-{number}"
            try:
                record = _read(element, policy.limits)
            except MalformedRecord as fault:
                yield unreadable_record(place, "unknown", fault, policy)
                continue
            evidence = verify_record(
                record,
                [sealed],
                policy,
                name=place,
                covered_tokens=tokens,
                covered_material=material,
            )
            older |= {stamp.identity for stamp in evidence.timestamps}
            yield evidence


def _read(element: Element, limits: Limits) -> EvidenceRecord:
    """An EvidenceRecord element, or one in ASN.1 in Base64."""
    if element.tag == RECORD:
        return record_of(element, limits)
    if element.tag == _ASN1_RECORD:
        return read_asn1_record(xmldsig.decode_base64(element.text), limits)
    raise MalformedRecord(
        Bilingual(
            "neither EvidenceRecord nor ASN1EvidenceRecord",
            "không phải EvidenceRecord hay ASN1EvidenceRecord",
        )
    )


def _sealed(signature: Element, holder: Element, references: Sequence[Reference]) -> DataObject:
    """5.2.2: a group of the data objects, SignedInfo, SignatureValue, KeyInfo, each property before the
    record, and the other Objects, canonicalised as SignedInfo says.
    """

    def digests(chain: Chain) -> tuple[bytes, ...]:
        signed_info = signature.find(f"{{{DS}}}SignedInfo")
        method = method_of(signed_info if signed_info is not None else signature)
        parts = processed(references, method)
        if parts is None:
            return ()
        parts += signature_parts(signature, ("SignedInfo", "SignatureValue", "KeyInfo"), method)
        parts += [canonical(one, method) for one in properties_before(holder)]
        parts += [canonical(one, method) for one in other_objects(signature)]
        hashes = [digest_of_parts(chain.digest, [part]) for part in parts]
        return (group_hash((one for one in hashes if one is not None), chain.digest),)

    return DataObject("signature and signed data", digests)
