"""Timestamps of XAdES signatures and what each of them covers (EN 319 132-1 5.2.8, 5.3, 5.5.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lienthong.signatures import algorithms, xmldsig
from lienthong.signatures.cms import TooMuch
from lienthong.signatures.evidence import TimestampEvidence
from lienthong.signatures.findings import Findings
from lienthong.signatures.policy import Policy
from lienthong.signatures.timestamps import check_token
from lienthong.signatures.xml_c14n import INCLUSIVE, METHODS, C14nMethod, Element, NodeSet, canonicalize
from lienthong.signatures.xmldsig import DS, Reference

_V132 = "http://uri.etsi.org/01903/v1.3.2#"
_V122 = "http://uri.etsi.org/01903/v1.2.2#"
_V141 = "http://uri.etsi.org/01903/v1.4.1#"

_KINDS: dict[str, str] = {
    f"{{{_V132}}}AllDataObjectsTimeStamp": "content",
    f"{{{_V122}}}AllDataObjectsTimeStamp": "content",
    f"{{{_V132}}}SignatureTimeStamp": "signature",
    f"{{{_V122}}}SignatureTimeStamp": "signature",
    f"{{{_V141}}}ArchiveTimeStamp": "archive",
}


def timestamps(
    signature: Element,
    references: Sequence[Reference],
    certificates: Sequence[bytes],
    policy: Policy,
    findings: Findings,
) -> Iterator[TimestampEvidence]:
    """Every timestamp of a kind whose coverage is determined here, verified over what it must cover."""
    holders = [element for element in _properties(signature) if element.tag in _KINDS]
    tokens = [(holder, kind, token) for holder in holders for kind, token in _tokens(holder)]
    if len(tokens) > policy.limits.timestamps:
        raise TooMuch(f"{len(tokens)} timestamps")
    for holder, kind, token in tokens:
        covered = _covered(signature, holder, kind, references)

        def imprint(digest: str, covered: bytes | None = covered) -> bytes | None:
            return None if covered is None else algorithms.digest_of(digest, covered)

        found = check_token(token, kind, imprint, policy, findings, other_certificates=certificates)
        if found is not None:
            yield found


def _properties(signature: Element) -> Iterator[Element]:
    """Children of the signed data object properties and the unsigned signature properties, in document
    order.
    """
    for version in (_V132, _V122):
        path = f"{{{DS}}}Object/{{{version}}}QualifyingProperties"
        for holder in signature.iterfind(path):
            signed = f"{{{version}}}SignedProperties/{{{version}}}SignedDataObjectProperties"
            unsigned = f"{{{version}}}UnsignedProperties/{{{version}}}UnsignedSignatureProperties"
            for group in (*holder.iterfind(signed), *holder.iterfind(unsigned)):
                yield from group


def _tokens(holder: Element) -> Iterator[tuple[str, bytes]]:
    for version in (_V132, _V122):
        for item in holder.iterfind(f"{{{version}}}EncapsulatedTimeStamp"):
            yield _KINDS[str(holder.tag)], xmldsig.decode_base64(item.text)


def _covered(signature: Element, holder: Element, kind: str, references: Sequence[Reference]) -> bytes | None:
    """The octets under a timestamp, canonicalised by the method that it names."""
    method = _method(holder)
    if kind == "signature":
        return _canonical(signature, "SignatureValue", method)
    if kind == "content":
        data = [reference for reference in references if "SignedProperties" not in reference.type]
        parts = _processed(data, method)
        return None if parts is None else b"".join(parts)
    return _archived(signature, holder, references, method)


def _method(holder: Element) -> C14nMethod:
    """5.1.4.4: inclusive canonicalisation where none is named."""
    found = holder.find(f"{{{DS}}}CanonicalizationMethod")
    return METHODS.get(found.get("Algorithm", "") if found is not None else "", INCLUSIVE)


def _canonical(signature: Element, name: str, method: C14nMethod) -> bytes | None:
    found = signature.find(f"{{{DS}}}{name}")
    return None if found is None else canonicalize(NodeSet(found, False, True), method)


def _archived(
    signature: Element, holder: Element, references: Sequence[Reference], method: C14nMethod
) -> bytes | None:
    """5.5.2.2: data objects, SignedInfo, SignatureValue, KeyInfo, earlier unsigned properties, other
    Objects.
    """
    parts = _processed(references, method)
    if parts is None:
        return None
    for name in ("SignedInfo", "SignatureValue", "KeyInfo"):
        parts.append(_canonical(signature, name, method) or b"")
    parent = holder.getparent()
    for earlier in parent if parent is not None else ():
        if earlier is holder:
            break
        parts.append(canonicalize(NodeSet(earlier, False, True), method))
    for item in signature.iterfind(f"{{{DS}}}Object"):
        # Objects that references cover as well: their octets above may be transformed, these are not.
        if not any("QualifyingProperties" in str(child.tag) for child in item):
            parts.append(canonicalize(NodeSet(item, False, True), method))
    return b"".join(parts)


def _processed(references: Sequence[Reference], method: C14nMethod) -> list[bytes] | None:
    """The references' processed data in order; None where one of them is not in the tree."""
    if any(reference.octets is None for reference in references):
        return None
    return [reference.octets(method) for reference in references if reference.octets is not None]
