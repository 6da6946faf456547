"""XAdES: the qualifying properties of an XML signature as evidence (EN 319 132-1, TS 101 903).

The order of :func:`validate_xml`:

1. find the signatures; counter-signatures belong to theirs
2. references, by position: exactly one SignedProperties, that of this very signature
3. the signer's certificate among those brought, by the digest that was signed
4. timestamps, certificate and revocation values; then the common judge
5. does the signature cover what the document shows, or only something in it?
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from lienthong.signatures import names, xades_timestamps, xmldsig
from lienthong.signatures.algorithms import UnknownAlgorithm, WrongSignature
from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.certificates import Certificate, UnreadableCertificate, load_certificate
from lienthong.signatures.cms import TooMuch
from lienthong.signatures.content import Content
from lienthong.signatures.evaluation import Context, evaluate
from lienthong.signatures.evidence import SignatureEvidence, TimestampEvidence
from lienthong.signatures.evidence_records import capped
from lienthong.signatures.findings import Findings
from lienthong.signatures.report import SignatureReport
from lienthong.signatures.trust import RevocationMaterial
from lienthong.signatures.xades_records import sealing_records
from lienthong.signatures.xades_values import certificate_values, revocation_values
from lienthong.signatures.xml_c14n import Element
from lienthong.signatures.xmldsig import DIGEST_URIS, DS, Detached, MalformedXml, Reference, XmlDocument

XADES = "http://uri.etsi.org/01903/v1.3.2#"
_VERSIONS = (XADES, "http://uri.etsi.org/01903/v1.2.2#", "http://uri.etsi.org/01903/v1.1.1#")
_SIGNED_PROPERTIES = (
    *(version + "SignedProperties" for version in _VERSIONS),
    "http://uri.etsi.org/01903#SignedProperties",
)
_MANIFEST = DS + "Manifest"
_SIGNATURE = f"{{{DS}}}Signature"

Outer = Callable[[tuple[TimestampEvidence, ...], RevocationMaterial], tuple[TimestampEvidence, ...]]
"""The timestamps and the revocation data inside a document → the timestamps around it, which know them."""


def validate_xml(
    encoded: bytes,
    context: Context,
    detached: Detached,
    *,
    prefix: str = "",
    outer: Outer | None = None,
) -> list[SignatureReport]:
    """Reports on every signature of an XML document.

    ``outer`` tells the timestamps of a container that cover the document as a whole.

    Raises:
        lienthong.signatures.xmldsig.MalformedXml: not XML that can be taken in safely.
        lienthong.signatures.cms.TooMuch: beyond the limits.
    """
    document = xmldsig.parse_xml(encoded, context.policy.limits)
    signatures = [element for element in document.root.iter(_SIGNATURE) if not _is_counter_signature(element)]
    if len(signatures) > context.policy.limits.signatures:
        raise TooMuch(Bilingual(f"{len(signatures)} signatures", f"tệp có {len(signatures)} chữ ký"))
    reports = []
    for index, signature in enumerate(signatures):
        name = prefix + (signature.get("Id") or f"signature-{index + 1}")
        evidence = gather(signature, document, detached, context, name)
        evidence.timestamps += outer(evidence.timestamps, evidence.material) if outer else ()
        reports.append(evaluate(evidence, context))
    return reports


def gather(
    signature: Element, document: XmlDocument, detached: Detached, context: Context, name: str
) -> SignatureEvidence:
    """Verify one signature and collect what it says about itself."""
    policy = context.policy
    findings = Findings(policy, name)
    properties = _signed_properties(signature, findings)
    references = _references(signature, document, detached, findings, context)
    candidates = [*xmldsig.certificates_of(signature), *certificate_values(signature)]
    if len(candidates) > policy.limits.certificates:
        raise TooMuch(
            Bilingual(f"{len(candidates)} certificates", f"chữ ký kèm {len(candidates)} chứng thư số")
        )
    has_properties = _properties_are_signed(properties, references, findings)
    signer = _signer(
        candidates, properties, findings, signature, references, trusts_properties=has_properties
    )
    intact = bool(references) and all(reference.intact for reference in references)
    algorithm = None
    try:
        algorithm = xmldsig.signature_algorithm(signature)
        if signer is not None:
            xmldsig.verify_signed_info(signature, signer, algorithm)
    except WrongSignature:
        findings.add("signature.value-wrong")
        intact = False
    except (UnknownAlgorithm, xmldsig.UnsupportedTransform) as fault:
        findings.add("signature.algorithm-unknown", algorithm=fault)
        intact = False
    material = revocation_values(signature.iterfind(f"{{{DS}}}Object"))
    covers, covers_all = _coverage(signature, document, references, findings)
    digests = {reference.digest for reference in references} - {""}
    stamps = tuple(xades_timestamps.timestamps(signature, references, candidates, policy, findings))
    records = tuple(capped(sealing_records(signature, references, policy, name=name), policy.limits))
    return SignatureEvidence(
        name,
        "XAdES",
        intact and signer is not None,
        signer,
        "/".join(sorted(digests)),
        algorithm,
        _signing_time(properties) if has_properties else None,
        tuple(candidates),
        material,
        findings,
        (*stamps, *(stamp for record in records for stamp in record.timestamps)),
        is_baseline=has_properties and properties is not None and _certificate_digests(properties) != [],
        has_validation_data=bool(material.crls or material.ocsps),
        is_extended=xades_timestamps.is_extended(signature),
        covers=covers,
        covers_whole_file=covers_all,
        counter_signatures=tuple(_counter_signatures(signature, document, candidates, context, findings)),
        records=records,
    )


def _is_counter_signature(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and any(parent.tag == f"{{{version}}}CounterSignature" for version in _VERSIONS)


# --- references -----------------------------------------------------------------------------------


def _references(
    signature: Element, document: XmlDocument, detached: Detached, findings: Findings, context: Context
) -> list[Reference]:
    signed_info = signature.find(f"{{{DS}}}SignedInfo")
    if signed_info is None:
        findings.add("signature.structure", why=Bilingual("no SignedInfo", "thiếu SignedInfo"))
        return []
    limits = context.policy.limits
    references: list[Reference] = []
    try:
        references = xmldsig.verify_references(signature, signed_info, document, detached, findings, limits)
        for reference in references:
            if reference.type == _MANIFEST and reference.covers is not None and reference.intact:
                # XMLDSIG 5.1: what a signed manifest lists counts only as far as it is found and unchanged.
                xmldsig.verify_references(signature, reference.covers, document, detached, findings, limits)
    except MalformedXml as fault:
        findings.add("signature.structure", why=fault)
    return references


def _signed_properties(signature: Element, findings: Findings) -> Element | None:
    """EN 319 132-1 4.3: the one SignedProperties in an Object of this very signature."""
    found = [
        properties
        for version in _VERSIONS
        for properties in signature.iterfind(
            f"{{{DS}}}Object/{{{version}}}QualifyingProperties/{{{version}}}SignedProperties"
        )
    ]
    if len(found) > 1:
        findings.add(
            "signature.structure",
            why=Bilingual("several SignedProperties", "có nhiều hơn một SignedProperties"),
        )
    return found[0] if found else None


def _properties_are_signed(
    properties: Element | None, references: Sequence[Reference], findings: Findings
) -> bool:
    """The reference to the properties must lead to *these*, by position and not by name."""
    typed = [reference for reference in references if reference.type in _SIGNED_PROPERTIES]
    if any(reference.covers is not None and reference.covers is not properties for reference in typed):
        findings.add(
            "signature.structure",
            why=Bilingual(
                "the signed properties are not those of this signature",
                "thuộc tính được ký không thuộc chữ ký này",
            ),
        )
        return False
    return properties is not None and any(reference.covers is properties for reference in references)


# --- the signer -----------------------------------------------------------------------------------


def _signer(
    candidates: Sequence[bytes],
    properties: Element | None,
    findings: Findings,
    signature: Element,
    references: Sequence[Reference],
    *,
    trusts_properties: bool,
) -> Certificate | None:
    """The certificate whose digest was signed (EN 319 132-1 5.2.2); else the first whose key fits."""
    readable: list[Certificate] = []
    for encoded in dict.fromkeys(candidates):
        try:
            readable.append(load_certificate(encoded))
        except UnreadableCertificate as fault:
            findings.add("certificate.unreadable", why=fault)
    digests = _certificate_digests(properties) if properties is not None and trusts_properties else []
    if not readable:
        findings.add("certificate.not-found")
        return None
    if not digests:
        if not _key_info_is_signed(signature, references):
            findings.add("certificate.reference-missing")
        return _fitting(readable, signature)
    for certificate in readable:
        if any(_matches(certificate, digest, value) for digest, value in digests[:1]):
            return certificate
    findings.add("certificate.reference-mismatch", why="SigningCertificate")
    return _fitting(readable, signature)


def _fitting(certificates: Sequence[Certificate], signature: Element) -> Certificate:
    """Without a reference the certificates' order means nothing (XMLDSIG 4.5.4), so the key decides."""
    for certificate in certificates[:20]:
        try:
            xmldsig.verify_signed_info(signature, certificate, xmldsig.signature_algorithm(signature))
            return certificate
        except (WrongSignature, UnknownAlgorithm, xmldsig.UnsupportedTransform):
            continue
    return certificates[0]


def _key_info_is_signed(signature: Element, references: Sequence[Reference]) -> bool:
    """TS 101 903 G.2.2.1: a signed KeyInfo with the certificate is as good as the property."""
    key_info = signature.find(f"{{{DS}}}KeyInfo")
    return key_info is not None and any(r.covers is key_info and r.intact for r in references)


def _certificate_digests(properties: Element) -> list[tuple[str, bytes]]:
    found = []
    for version in _VERSIONS:
        for name in ("SigningCertificateV2", "SigningCertificate"):
            for digest in properties.iterfind(
                f"{{{version}}}SignedSignatureProperties/{{{version}}}{name}/{{{version}}}Cert/{{{version}}}CertDigest"
            ):
                method = digest.find(f"{{{DS}}}DigestMethod")
                uri = method.get("Algorithm", "") if method is not None else ""
                value = xmldsig.decode_base64(digest.findtext(f"{{{DS}}}DigestValue"))
                found.append((DIGEST_URIS.get(uri, ""), value))
    return found


def _matches(certificate: Certificate, digest: str, value: bytes) -> bool:
    return bool(digest) and hashlib.new(digest, certificate.der).digest() == value


def _signing_time(properties: Element | None) -> datetime | None:
    if properties is None:
        return None
    for version in _VERSIONS:
        text = properties.findtext(f"{{{version}}}SignedSignatureProperties/{{{version}}}SigningTime")
        if text:
            try:
                moment = datetime.fromisoformat(text.strip())
            except ValueError:
                return None
            return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    return None


def _counter_signatures(
    signature: Element,
    document: XmlDocument,
    certificates: Sequence[bytes],
    context: Context,
    findings: Findings,
) -> Iterator[str]:
    """EN 319 132-1 5.2.7.2: verified over this SignatureValue and listed."""
    value = signature.find(f"{{{DS}}}SignatureValue")
    for version in _VERSIONS:
        for counter in signature.iterfind(f"{{{DS}}}Object//{{{version}}}CounterSignature/{_SIGNATURE}"):
            own = Findings(context.policy)
            references = _references(counter, document, _nothing, own, context)
            candidates = [*xmldsig.certificates_of(counter), *certificates]
            signer = _signer(
                candidates, _signed_properties(counter, own), own, counter, references, trusts_properties=True
            )
            intact = (
                signer is not None
                and all(r.intact for r in references)
                and any(r.covers is value for r in references)
                and _signed_info_verifies(counter, signer)
            )
            label = names.common_name(signer.raw_subject) if signer else "?"
            integrity = "intact" if intact else "broken"
            findings.add("signature.counter-signature", signer=label, integrity=integrity)
            yield f"{label} ({integrity})"


def _signed_info_verifies(signature: Element, signer: Certificate) -> bool:
    try:
        xmldsig.verify_signed_info(signature, signer, xmldsig.signature_algorithm(signature))
    except (WrongSignature, UnknownAlgorithm, xmldsig.UnsupportedTransform):
        return False
    return True


def _nothing(_: str | None) -> Content | None:
    return None


# --- coverage -------------------------------------------------------------------------------------


def _coverage(
    signature: Element, document: XmlDocument, references: Sequence[Reference], findings: Findings
) -> tuple[tuple[str, ...], bool]:
    """What the signature says something about: the whole document, elements of it, or files beside it.

    A signature that covers only an element leaves everything else open to whoever wraps that element, so
    anything in the document that no reference covers is named (XMLDSIG 8.1.2, "see what is signed").
    """
    data = [r for r in references if r.type not in _SIGNED_PROPERTIES and not _is_of_signature(r)]
    if not data:
        findings.add("signature.nothing-covered")
        return (), False
    covered = {r.covers for r in data if r.covers is not None}
    outside = [r.uri or "" for r in data if r.covers is None]
    labels = tuple("document" if r.whole_document else (r.uri or "detached") for r in data)
    if any(r.whole_document or r.covers is document.root for r in data):
        return labels, True
    open_elements = list(_uncovered(signature, document.root, covered))
    if open_elements and not (outside and not covered and document.root is signature):
        named = ", ".join(str(element.tag).rpartition("}")[2] for element in open_elements[:3])
        findings.add("signature.covers-part", what=Bilingual(f"not {named}", f"không gồm {named}"))
        return labels, False
    return labels, True


def _is_of_signature(reference: Reference) -> bool:
    """KeyInfo, properties and the signature's own parts are not what a document shows."""
    element = reference.covers
    if element is None:
        return False
    if element.tag == f"{{{DS}}}KeyInfo":
        return True
    return any(str(element.tag).startswith(f"{{{version}}}") for version in _VERSIONS)


def _uncovered(signature: Element, root: Element, covered: set[Element]) -> Iterator[Element]:
    """Elements with content that lie outside every covered one; signatures of others speak for themselves."""
    pending = [root]
    while pending:
        element = pending.pop()
        if element in covered:
            continue
        if element.tag == _SIGNATURE:
            pending.extend(o for o in element.iterfind(f"{{{DS}}}Object") if not _holds_properties(o))
            continue
        inside = list(element.iterchildren("*"))
        if not inside or _says_something(element) or not _leads_to(element, covered, signature):
            yield element
            continue
        pending.extend(inside)


def _says_something(element: Element) -> bool:
    """Text or attributes of its own, between or around what is signed; Ids and xsi: hints say nothing."""
    texts = (element.text, *(child.tail for child in element))
    if any((text or "").strip() for text in texts):
        return True
    return any(not (name in _SILENT or name.startswith(_XSI)) for name in map(str, element.attrib))


_SILENT = frozenset({"Id", "ID", "id", "{http://www.w3.org/XML/1998/namespace}id"})
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


def _leads_to(element: Element, covered: set[Element], signature: Element) -> bool:
    """Whether a covered element or the signature lies below, so that this one is merely a wrapper."""
    return any(e is signature or e in covered or e.tag == _SIGNATURE for e in element.iterdescendants())


def _holds_properties(element: Element) -> bool:
    tags = {f"{{{version}}}QualifyingProperties" for version in _VERSIONS}
    return any(child.tag in tags for child in element)
