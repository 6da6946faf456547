"""Timestamps of XAdES signatures and what each of them covers.

EN 319 132-1 5.2.8 (data objects), 5.3 (signature), 5.5.2 and annex D (archive); EN 319 132-2 and TS 101 903
7.5, 7.7 for the extended forms. Only timestamps in one signature are followed, not distributed ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from lienthong.signatures import xmldsig
from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.cms import TooMuch
from lienthong.signatures.evidence import TimestampEvidence
from lienthong.signatures.findings import Findings
from lienthong.signatures.policy import Policy
from lienthong.signatures.timestamps import Imprint, check_token, material_inside, token_identity
from lienthong.signatures.xades_octets import (
    Part,
    canonical,
    digest_of_parts,
    method_of,
    other_objects,
    processed,
    properties_before,
    signature_parts,
)
from lienthong.signatures.xades_values import revocation_values
from lienthong.signatures.xml_c14n import C14nMethod, Element
from lienthong.signatures.xmldsig import DS, Reference

V132 = "http://uri.etsi.org/01903/v1.3.2#"
V122 = "http://uri.etsi.org/01903/v1.2.2#"
V141 = "http://uri.etsi.org/01903/v1.4.1#"
_VERSIONS = (V132, V122)

_References = Sequence[Reference]
_Cover = Callable[[Element, Element, _References, C14nMethod], list[Part] | None]


class _Kind(NamedTuple):
    name: str
    cover: _Cover


class _Token(NamedTuple):
    holder: Element
    kind: _Kind
    encoded: bytes


def timestamps(
    signature: Element,
    references: Sequence[Reference],
    certificates: Sequence[bytes],
    policy: Policy,
    findings: Findings,
) -> Iterator[TimestampEvidence]:
    """Every timestamp of the signature, verified over what it must cover.

    Raises:
        lienthong.signatures.cms.TooMuch: more of them than the policy allows.
    """
    signed = _properties(signature, "SignedProperties", "SignedDataObjectProperties")
    holders = (*signed, *unsigned_properties(signature))
    tokens = [token for holder in holders for token in _tokens(holder)]
    if len(tokens) > policy.limits.timestamps:
        raise TooMuch(Bilingual(f"{len(tokens)} timestamps", f"chữ ký có {len(tokens)} dấu thời gian"))
    for holder, kind, encoded in tokens:
        parts = kind.cover(signature, holder, references, method_of(holder))
        found = check_token(
            encoded,
            kind.name,
            _imprint(parts),
            policy,
            findings,
            other_certificates=certificates,
            covers_tokens=tokens_inside(holder) if kind.name in _COVERING else frozenset(),
            covers_material=material_before(holder, policy) if kind.name == "archive" else frozenset(),
        )
        if found is not None:
            yield found


def _imprint(parts: list[Part] | None) -> Imprint:
    return lambda digest: None if parts is None else digest_of_parts(digest, parts)


def unsigned_properties(signature: Element) -> Iterator[Element]:
    """The unsigned signature properties, in document order."""
    yield from _properties(signature, "UnsignedProperties", "UnsignedSignatureProperties")


def _properties(signature: Element, outer: str, inner: str) -> Iterator[Element]:
    for version in _VERSIONS:
        path = f"{{{DS}}}Object/{{{version}}}QualifyingProperties/{{{version}}}{outer}/{{{version}}}{inner}"
        for group in signature.iterfind(path):
            yield from group


def _tokens(holder: Element) -> Iterator[_Token]:
    kind = _KINDS.get(str(holder.tag))
    if kind is None:
        return
    for version in _VERSIONS:
        for item in holder.iterfind(f"{{{version}}}EncapsulatedTimeStamp"):
            yield _Token(holder, kind, xmldsig.decode_base64(item.text))


def tokens_inside(holder: Element) -> frozenset[bytes]:
    """Identities of the timestamps in the unsigned properties before ``holder``."""
    return frozenset(
        token_identity(token.encoded) for earlier in properties_before(holder) for token in _tokens(earlier)
    )


def is_extended(signature: Element) -> bool:
    """Whether a signature holds what only the extended forms have (EN 319 132-2 5)."""
    tags = {str(holder.tag) for holder in unsigned_properties(signature)}
    old = {f"{{{version}}}ArchiveTimeStamp" for version in _VERSIONS}
    return bool(tags & old) or any(tag.rpartition("}")[2] in _REFERENCES for tag in tags)


def material_before(holder: Element, policy: Policy) -> frozenset[str]:
    """Fingerprints of the revocation data in the unsigned properties before ``holder``, tokens included."""
    earlier = list(properties_before(holder))
    tokens = [token.encoded for one in earlier for token in _tokens(one)]
    return (revocation_values(earlier) + material_inside(tokens, policy.limits)).fingerprints


# --- what each kind covers ------------------------------------------------------------------------


def _all_data_objects(
    _signature: Element, _holder: Element, references: _References, method: C14nMethod
) -> list[Part] | None:
    """5.2.8.1: the processed data of every reference but that to the signed properties, in order."""
    return processed([one for one in references if "SignedProperties" not in one.type], method)


def _individual_data_objects(
    _signature: Element, holder: Element, references: _References, method: C14nMethod
) -> list[Part] | None:
    """5.2.8.2, 4.5: the processed data of the references that Include elements point to, in their order."""
    by_id = {one.element.get("Id"): one for one in references if one.element is not None}
    named: list[Reference] = []
    for version in _VERSIONS:
        for include in holder.iterfind(f"{{{version}}}Include"):
            one = by_id.get((include.get("URI") or "").removeprefix("#"))
            if one is None or include.get("referencedData") not in ("true", "1"):
                return None
            named.append(one)
    return processed(named, method) if named else None


def _signature_value(
    signature: Element, _holder: Element, _references: _References, method: C14nMethod
) -> list[Part] | None:
    """5.3: the SignatureValue element."""
    return signature_parts(signature, ("SignatureValue",), method)


def _signature_and_references(
    signature: Element, holder: Element, _references: _References, method: C14nMethod
) -> list[Part] | None:
    """EN 319 132-1 A.1.5.1, TS 101 903 7.5.1.1: the value, its timestamps and the references before this."""
    earlier = _named_before(holder, ("SignatureTimeStamp", *_REFERENCES), method)
    return [*signature_parts(signature, ("SignatureValue",), method), *earlier]


def _references_only(
    _signature: Element, holder: Element, _references: _References, method: C14nMethod
) -> list[Part] | None:
    """EN 319 132-1 A.1.5.2, TS 101 903 7.5.2.1: the references before this, and not the signature."""
    return _named_before(holder, _REFERENCES, method) or None


_REFERENCES = (
    "CompleteCertificateRefs",
    "CompleteCertificateRefsV2",
    "CompleteRevocationRefs",
    "AttributeCertificateRefs",
    "AttributeCertificateRefsV2",
    "AttributeRevocationRefs",
)


def _named_before(holder: Element, names: Sequence[str], method: C14nMethod) -> list[Part]:
    return [
        canonical(one, method)
        for one in properties_before(holder)
        if str(one.tag).rpartition("}")[2] in names
    ]


def _archived(
    signature: Element, holder: Element, references: _References, method: C14nMethod
) -> list[Part] | None:
    """5.5.2.2: data objects, SignedInfo, SignatureValue, KeyInfo, earlier unsigned properties, and all other
    Objects; what references cover as well, because its octets above may be transformed, these are not.
    """
    parts = _archived_without_objects(signature, holder, references, method)
    return None if parts is None else parts + [canonical(one, method) for one in other_objects(signature)]


def _archived_before_141(
    signature: Element, holder: Element, references: _References, method: C14nMethod
) -> list[Part] | None:
    """TS 101 903 1.3.2 7.7.1: the same, but only those Objects that no reference leads to."""
    parts = _archived_without_objects(signature, holder, references, method)
    covered = [one.covers for one in references]
    others = [one for one in other_objects(signature) if one not in covered]
    return None if parts is None else parts + [canonical(one, method) for one in others]


def _archived_without_objects(
    signature: Element, holder: Element, references: _References, method: C14nMethod
) -> list[Part] | None:
    parts = processed(references, method)
    if parts is None:
        return None
    parts += signature_parts(signature, ("SignedInfo", "SignatureValue", "KeyInfo"), method)
    return parts + [canonical(earlier, method) for earlier in properties_before(holder)]


_KINDS: dict[str, _Kind] = {
    **{
        f"{{{version}}}{name}": kind
        for version in _VERSIONS
        for name, kind in {
            "AllDataObjectsTimeStamp": _Kind("content", _all_data_objects),
            "IndividualDataObjectsTimeStamp": _Kind("content", _individual_data_objects),
            "SignatureTimeStamp": _Kind("signature", _signature_value),
            "SigAndRefsTimeStamp": _Kind("signature-and-references", _signature_and_references),
            "RefsOnlyTimeStamp": _Kind("references", _references_only),
            "ArchiveTimeStamp": _Kind("archive", _archived_before_141),
        }.items()
    },
    f"{{{V141}}}SigAndRefsTimeStampV2": _Kind("signature-and-references", _signature_and_references),
    f"{{{V141}}}RefsOnlyTimeStampV2": _Kind("references", _references_only),
    f"{{{V141}}}ArchiveTimeStamp": _Kind("archive", _archived),
}

_COVERING = frozenset({"archive", "signature-and-references"})
"""Kinds that cover the timestamps in the properties before them."""
