"""Evidence records in ASN.1: EvidenceRecord, its chains and archive timestamps (RFC 4998 3.1, 4.1, 5.1)."""

from __future__ import annotations

from lienthong.signatures import algorithms, der
from lienthong.signatures.bilingual import Bilingual, cause_of
from lienthong.signatures.cades_values import certificate_values, revocation_values
from lienthong.signatures.cms import TooMuch, read_attributes
from lienthong.signatures.evidence_records import (
    ArchiveTimestamp,
    Chain,
    EvidenceRecord,
    MalformedRecord,
    check_size,
)
from lienthong.signatures.policy import Limits
from lienthong.signatures.timestamps import read_token
from lienthong.signatures.trust import RevocationMaterial

_DIGEST_ALGORITHM, _REDUCED_HASHTREE = 0xA0, 0xA2
_CRYPTO_INFOS = 0xA0
_SEQUENCE = 0x30
_BROKEN = Bilingual("its ASN.1 is damaged", "cấu trúc ASN.1 bị hỏng")


def read_asn1_record(encoded: bytes, limits: Limits) -> EvidenceRecord:
    """Parse an EvidenceRecord in DER or BER.

    Raises:
        MalformedRecord: not an evidence record, or broken inside.
        lienthong.signatures.cms.TooMuch: beyond the limits.
    """
    try:
        data = der.to_definite(encoded)
        fields = list(der.children(data, der.root(data)))
        sequence = _chain_sequence(data, fields)
        certificates, material = _crypto_infos(data, fields)
        chains = []
        for chain in der.children(data, sequence):
            older = der.encode(_SEQUENCE, data[sequence.content : chain.start])
            chains.append(_chain(data, chain, older, certificates, material, limits))
    except (MalformedRecord, TooMuch):
        raise
    except (ValueError, IndexError, StopIteration) as fault:
        raise MalformedRecord(cause_of(fault) or _BROKEN) from fault
    return check_size(EvidenceRecord("ERS", tuple(chains)), limits)


def _chain_sequence(data: bytes, fields: list[der.Element]) -> der.Element:
    version, sequence = fields[0], fields[-1]
    if data[version.content : version.end] != b"\x01" or sequence.tag != _SEQUENCE:
        raise MalformedRecord(
            Bilingual("not an EvidenceRecord of version 1", "không phải EvidenceRecord phiên bản 1")
        )
    return sequence


def _crypto_infos(data: bytes, fields: list[der.Element]) -> tuple[tuple[bytes, ...], RevocationMaterial]:
    """3.1 cryptoInfos: in practice the certificate and revocation values of CAdES."""
    found = next((field for field in fields[2:-1] if field.tag == _CRYPTO_INFOS), None)
    if found is None:
        return (), RevocationMaterial()
    attributes = read_attributes(data, found)
    return certificate_values(attributes), revocation_values(attributes)


def _chain(
    data: bytes,
    chain: der.Element,
    older: bytes,
    certificates: tuple[bytes, ...],
    material: RevocationMaterial,
    limits: Limits,
) -> Chain:
    stamps = [_timestamp(data, stamp, certificates, material) for stamp in der.children(data, chain)]
    if not stamps:
        raise MalformedRecord(
            Bilingual("a chain without archive timestamps", "có chuỗi không chứa dấu thời gian lưu trữ")
        )
    digest = stamps[0].digest or read_token(stamps[0].token, limits)[1].digest
    return Chain(digest, tuple(stamps), older)


def _timestamp(
    data: bytes, stamp: der.Element, certificates: tuple[bytes, ...], material: RevocationMaterial
) -> ArchiveTimestamp:
    """4.1; what a renewal hashes is the timeStamp field as a whole (5.2)."""
    *optional, token = der.children(data, stamp)
    fields = {field.tag: field for field in optional}
    digest = ""
    if (named := fields.get(_DIGEST_ALGORITHM)) is not None:
        digest = algorithms.digest_name(algorithms.dotted(data, der.first_child(data, named)))
    tree: tuple[tuple[bytes, ...], ...] = ()
    if (reduced := fields.get(_REDUCED_HASHTREE)) is not None:
        tree = tuple(_hashes(data, group) for group in der.children(data, reduced))
    encoded = der.raw(data, token)
    return ArchiveTimestamp(tree, encoded, encoded, digest, certificates, material)


def _hashes(data: bytes, group: der.Element) -> tuple[bytes, ...]:
    hashes = tuple(data[one.content : one.end] for one in der.children(data, group))
    if not hashes:
        raise MalformedRecord(Bilingual("an empty list in a hash tree", "cây mã băm chứa danh sách rỗng"))
    return hashes
