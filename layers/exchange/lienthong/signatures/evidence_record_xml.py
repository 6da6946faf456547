"""Evidence records in XML: EvidenceRecord, its chains and archive timestamps (RFC 6283 2.1, 3.1, 4.1)."""

from __future__ import annotations

from collections.abc import Iterable

from lienthong.signatures import xmldsig
from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.cms import MalformedCms
from lienthong.signatures.evidence_records import (
    ArchiveTimestamp,
    Chain,
    EvidenceRecord,
    MalformedRecord,
    check_size,
)
from lienthong.signatures.policy import Limits
from lienthong.signatures.trust import RevocationMaterial
from lienthong.signatures.xml_c14n import METHODS, C14nMethod, Element, NodeSet, canonicalize
from lienthong.signatures.xmldsig import DIGEST_URIS, decode_base64

ERS = "urn:ietf:params:xml:ns:ers"
RECORD = f"{{{ERS}}}EvidenceRecord"
_CHAIN, _STAMP = f"{{{ERS}}}ArchiveTimeStampChain", f"{{{ERS}}}ArchiveTimeStamp"
_INFORMATION = f"{{{ERS}}}CryptographicInformationList/{{{ERS}}}CryptographicInformation"


def read_xml_record(encoded: bytes, limits: Limits) -> EvidenceRecord:
    """Parse an EvidenceRecord document.

    Raises:
        MalformedRecord: not an evidence record, or broken inside.
        lienthong.signatures.cms.TooMuch: beyond the limits.
    """
    try:
        root = xmldsig.parse_xml(encoded, limits).root
    except MalformedCms as fault:
        raise MalformedRecord(str(fault)) from fault
    if root.tag != RECORD:
        raise MalformedRecord(Bilingual("not an EvidenceRecord", "không phải EvidenceRecord"))
    return record_of(root, limits)


def record_of(root: Element, limits: Limits) -> EvidenceRecord:
    """The record that an EvidenceRecord element holds; raises as :func:`read_xml_record`."""
    sequence = root.find(f"{{{ERS}}}ArchiveTimeStampSequence")
    if sequence is None:
        raise MalformedRecord(Bilingual("no ArchiveTimeStampSequence", "thiếu ArchiveTimeStampSequence"))
    elements = _in_order(sequence.findall(_CHAIN))
    if len(elements) > limits.timestamps:
        raise MalformedRecord(Bilingual(f"{len(elements)} chains", f"có {len(elements)} chuỗi"))
    try:
        chains = [_chain(sequence, elements, position) for position in range(len(elements))]
    except MalformedCms as fault:
        raise MalformedRecord(str(fault)) from fault
    return check_size(EvidenceRecord("XMLERS", tuple(chains)), limits)


def _in_order(elements: Iterable[Element]) -> list[Element]:
    """4.1: the Order attribute counts, from 1 without gaps."""
    ordered = sorted(elements, key=_order)
    if [_order(one) for one in ordered] != list(range(1, len(ordered) + 1)):
        raise MalformedRecord(Bilingual("Order does not count from 1", "thứ tự (Order) không đánh số từ 1"))
    return ordered


def _order(element: Element) -> int:
    stated = element.get("Order", "")
    return int(stated) if stated.isdecimal() and len(stated) < 9 else 0


def _chain(sequence: Element, elements: list[Element], position: int) -> Chain:
    chain = elements[position]
    digest = DIGEST_URIS.get(_algorithm(chain, "DigestMethod"), "")
    uri = _algorithm(chain, "CanonicalizationMethod")
    if not digest or uri not in METHODS:
        raise MalformedRecord(
            Bilingual("an algorithm that is not known here", "dùng thuật toán không được hỗ trợ")
        )
    method = METHODS[uri]
    older = b""
    if position:
        # 4.2.2: the sequence as it was before this chain was added.
        older = canonicalize(NodeSet(sequence, False, True, tuple(elements[position:])), method)
    stamps = tuple(_timestamp(stamp, method) for stamp in _in_order(chain.findall(_STAMP)))
    return Chain(digest, stamps, older, uri)


def _algorithm(chain: Element, name: str) -> str:
    found = chain.find(f"{{{ERS}}}{name}")
    return found.get("Algorithm", "") if found is not None else ""


def _timestamp(stamp: Element, method: C14nMethod) -> ArchiveTimestamp:
    """3.1; what a renewal hashes is the canonical TimeStamp element (4.2.1)."""
    holder = stamp.find(f"{{{ERS}}}TimeStamp")
    token = None if holder is None else holder.find(f"{{{ERS}}}TimeStampToken")
    if holder is None or token is None:
        raise MalformedRecord(
            Bilingual("an archive timestamp without token", "dấu thời gian lưu trữ không có nội dung")
        )
    if token.get("Type", "RFC3161") != "RFC3161":
        raise MalformedRecord(
            Bilingual(f"a timestamp of type {token.get('Type')}", f"dấu thời gian loại {token.get('Type')}")
        )
    lists = _in_order(stamp.findall(f"{{{ERS}}}HashTree/{{{ERS}}}Sequence"))
    certificates, material = _information(holder)
    return ArchiveTimestamp(
        tuple(_hashes(one) for one in lists),
        decode_base64(token.text),
        canonicalize(NodeSet(holder, False, True), method),
        certificates=certificates,
        material=material,
    )


def _hashes(group: Element) -> tuple[bytes, ...]:
    hashes = tuple(decode_base64(one.text) for one in group.findall(f"{{{ERS}}}DigestValue"))
    if not hashes:
        raise MalformedRecord(Bilingual("an empty list in a hash tree", "cây mã băm chứa danh sách rỗng"))
    return hashes


def _information(holder: Element) -> tuple[tuple[bytes, ...], RevocationMaterial]:
    """3.1.3: certificates, CRLs and OCSP responses kept beside the token."""
    found: dict[str, list[bytes]] = {"CERT": [], "CRL": [], "OCSP": []}
    for item in holder.iterfind(_INFORMATION):
        found.get(item.get("Type", ""), []).append(decode_base64(item.text))
    return tuple(found["CERT"]), RevocationMaterial(tuple(found["CRL"]), tuple(found["OCSP"]))
