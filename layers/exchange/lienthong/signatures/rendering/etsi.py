"""The report in the exchange format of ETSI TS 119 102-2 (namespace of version 1.2.1).

One ``ValidationReport`` speaks of all files: a ``SignatureValidationReport`` for each signature, and one for
a file that carries none. Certificates and revocation data are validation objects named by their SHA-256.

Not covered, because reports do not carry it: the digest of what was to be signed and the signature value
(4.3.3), the signer's document apart from the file (4.3.7), bytes of validation objects and the tokens of
timestamps (4.4), the validator's own identity and signature over the report (4.5, 4.6). The checked file is
a validation object related to each verdict. Findings are individual constraints (4.3.5.4) under names of our
own, ``urn:lienthong:constraint:…``, and so is what evidence records prove; so are sub-indications that the
standard does not know.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Final
from urllib.parse import quote

from lxml import etree

from lienthong.signatures.rendering.page import Checked, proof_of
from lienthong.signatures.report import (
    FileReport,
    Finding,
    Indication,
    Severity,
    SignatureReport,
    SubIndication,
    instant,
)

VR: Final = "http://uri.etsi.org/19102/v1.2.1#"
DS: Final = "http://www.w3.org/2000/09/xmldsig#"
XADES: Final = "http://uri.etsi.org/01903/v1.3.2#"
_SHA256: Final = "http://www.w3.org/2001/04/xmlenc#sha256"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_ETSI: Final = "urn:etsi:019102"
_OURS: Final = "urn:lienthong"
_OWN_SUB_INDICATIONS: Final = frozenset(
    {SubIndication.NO_SIGNATURE_FOUND, SubIndication.RESOURCE_LIMIT, SubIndication.ENCRYPTED}
)
#: A finding judges one constraint; only a whole signature is TOTAL-anything (4.3.5.4.3, 4.3.4).
_OF_CONSTRAINT: Final = {
    Indication.TOTAL_PASSED: "passed",
    Indication.INDETERMINATE: "indeterminate",
    Indication.TOTAL_FAILED: "failed",
}
_STAMP_ATTRIBUTES: Final = {
    "content": "AllDataObjectsTimeStamp",
    "signature": "SignatureTimeStamp",
    "signature-and-references": "SigAndRefsTimeStamp",
    "references": "RefsOnlyTimeStamp",
    "archive": "ArchiveTimeStamp",
    "container": "ArchiveTimeStamp",
    "evidence-record": "ArchiveTimeStamp",
    "document": "DocTimeStamp",
}
_LASTING: Final = frozenset({"archive", "container", "document", "evidence-record"})
_STAMP_ORDER: Final = tuple(dict.fromkeys(_STAMP_ATTRIBUTES.values()))


def render_xml(results: Sequence[Checked]) -> bytes:
    """The report about all files as UTF-8 with an XML declaration; at least one file is needed."""
    root = etree.Element(f"{{{VR}}}ValidationReport", nsmap={"vr": VR, "ds": DS, "XAdES": XADES})
    objects = _Objects()
    number = 0
    for result in results:
        document = objects.file(result.report.file, result.sha256)
        for signature in result.report.signatures or (None,):
            number += 1
            _signature(root, result, signature, document, objects, number)
    objects.write(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


@dataclass(slots=True)
class _Objects:
    """Validation objects (4.4), each once, found by what they are."""

    known: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def certificate(self, sha256: str) -> str:
        return self._of(f"C-{sha256}", "certificate", sha256, "")

    def revocation(self, kind: str, sha256: str) -> str:
        return self._of(f"R-{sha256}", "CRL" if kind == "crl" else "OCSPResponse", sha256, "")

    def file(self, name: str, sha256: str) -> str:
        return self._of(f"F-{sha256}", "signedData", sha256, quote(_legal(PurePath(name).name)))

    def _of(self, identifier: str, kind: str, sha256: str, uri: str) -> str:
        self.known.setdefault(identifier, (kind, sha256, uri))
        return identifier

    def write(self, root: etree._Element) -> None:
        parent = _add(root, "SignatureValidationObjects")
        for identifier, (kind, sha256, uri) in self.known.items():
            one = _add(parent, "ValidationObject", id=identifier)
            _add(one, "ObjectType", f"{_ETSI}:validationObject:{kind}")
            representation = _add(one, "ValidationObjectRepresentation")
            _digest(representation, sha256)
            if uri:
                _add(representation, "URI", uri)


# --- one signature, in the order of 4.3 -----------------------------------------------------------


def _signature(
    root: etree._Element,
    result: Checked,
    signature: SignatureReport | None,
    document: str,
    objects: _Objects,
    number: int,
) -> None:
    report = result.report
    parent = _add(root, "SignatureValidationReport")
    if signature is not None:
        _identifier(parent, report, signature, number)
    records = (*report.evidence_records, *(signature.evidence_records if signature else ()))
    findings = [*report.findings, *(signature.findings if signature else ())]
    findings += [finding for record in records for finding in record.findings]
    _constraints(parent, report.policy, findings)
    if signature is not None:
        _times(parent, signature, result.at)
        _attributes(parent, signature)
        _signer(parent, signature, objects)
        _process(parent, signature)
    _status(parent, report, signature, document, objects)


def _identifier(parent: etree._Element, report: FileReport, signature: SignatureReport, number: int) -> None:
    """4.3.3: the place of the signature in its file, as the driving application knows it."""
    one = _add(parent, "SignatureIdentifier", id=f"S-{number}")
    _add(one, "HashOnly", "false")
    _add(one, "DocHashOnly", "false")
    _add(one, "DAIdentifier", f"{report.file}#{signature.name}")


def _constraints(parent: etree._Element, policy: str, findings: Iterable[Finding]) -> None:
    """4.3.5: the policy by its name and version, and each finding as the constraint that it speaks of."""
    evaluation = _add(parent, "ValidationConstraintsEvaluationReport")
    stated = _add(evaluation, "SignatureValidationPolicy")
    # A policy that is not named in the signature is implied by who validates; a hash would need its file.
    etree.SubElement(_add(stated, "SignaturePolicyIdentifier"), f"{{{XADES}}}SignaturePolicyImplied")
    _add(stated, "PolicyName", policy)
    for finding in dict.fromkeys(findings):
        constraint = _add(evaluation, "ValidationConstraint")
        _add(constraint, "ValidationConstraintIdentifier", f"{_OURS}:constraint:{finding.code}")
        _add(_add(constraint, "ConstraintStatus"), "Status", f"{_ETSI}:constraintStatus:applied")
        _finding(constraint, finding)


def _finding(constraint: etree._Element, finding: Finding) -> None:
    status = _add(constraint, "ValidationStatus")
    fails = finding.severity is Severity.FAIL
    indication = finding.indication if fails else Indication.TOTAL_PASSED
    _add(status, "MainIndication", f"{_ETSI}:mainindication:{_OF_CONSTRAINT[indication]}")
    if fails and finding.sub_indication is not None:
        _add(status, "SubIndication", _sub_indication(finding.sub_indication))
    data = _add(_add(status, "AssociatedValidationReportData"), "AdditionalValidationReportData")
    for language, sentence in (("en", finding.en), ("vi", finding.vi)):
        _report_data(data, f"finding:{finding.severity.value}", sentence).set(_LANGUAGE, language)
    _report_data(data, "clause", finding.clause)


def _times(parent: etree._Element, signature: SignatureReport, at: datetime) -> None:
    """4.3.6."""
    times = _add(parent, "ValidationTimeInfo")
    _add(times, "ValidationTime", instant(at))
    best = _add(times, "BestSignatureTime")
    _add(best, "POETime", instant(signature.best_signature_time or at))
    _add(best, "TypeOfProof", f"{_ETSI}:poetype:validation")


def _attributes(parent: etree._Element, signature: SignatureReport) -> None:
    """4.3.8: what reports know of the signature's attributes; the schema fixes their order."""
    if signature.claimed_time is None and not any(stamp.time for stamp in signature.timestamps):
        return
    attributes = _add(parent, "SignatureAttributes")
    if signature.claimed_time is not None:
        _add(_add(attributes, "SigningTime", Signed="true"), "Time", instant(signature.claimed_time))
    stamps = [(_STAMP_ATTRIBUTES[stamp.kind], stamp) for stamp in signature.timestamps]
    for name, stamp in sorted(stamps, key=lambda item: _STAMP_ORDER.index(item[0])):
        if stamp.time is not None:
            is_signed = "true" if stamp.kind == "content" else "false"
            _add(_add(attributes, name, Signed=is_signed), "TimeStampValue", instant(stamp.time))


def _signer(parent: etree._Element, signature: SignatureReport, objects: _Objects) -> None:
    """4.3.9."""
    if signature.signer_sha256:
        information = _add(parent, "SignerInformation")
        _refer(information, "SignerCertificate", objects.certificate(signature.signer_sha256))
        _add(information, "Signer", signature.signer)


def _process(parent: etree._Element, signature: SignatureReport) -> None:
    """4.3.11: how far the validation went, by what proves the best time (EN 319 102-1 5.3, 5.5, 5.6)."""
    proof = proof_of(signature)
    lasting = proof is not None and proof.kind in _LASTING
    name = "Basic" if proof is None else "LTA" if lasting else "LTVM"
    process = _add(parent, "SignatureValidationProcess")
    _add(process, "SignatureValidationProcessID", f"{_ETSI}:validationprocess:{name}")


def _status(
    parent: etree._Element,
    report: FileReport,
    signature: SignatureReport | None,
    document: str,
    objects: _Objects,
) -> None:
    """4.3.4, 4.3.12: the verdict with the certificates and the revocation data that it rests on."""
    verdict = signature or report
    status = _add(parent, "SignatureValidationStatus")
    _add(status, "MainIndication", f"{_ETSI}:mainindication:{verdict.indication.value.lower()}")
    if verdict.sub_indication is not None:
        _add(status, "SubIndication", _sub_indication(verdict.sub_indication))
    data = _add(status, "AssociatedValidationReportData")
    if signature is not None and signature.chain:
        _chain(data, signature, objects)
    _refer(data, "RelatedValidationObject", document)
    for used in signature.revocation if signature else ():
        _refer(data, "RelatedValidationObject", objects.revocation(used.kind, used.sha256))
    if signature is not None:
        more = _add(data, "AdditionalValidationReportData")
        _report_data(more, "level", signature.level)
        _report_data(more, "integrity", signature.integrity)
        _report_data(more, "coverage", "whole-file" if signature.covers_whole_file else "part")


def _chain(data: etree._Element, signature: SignatureReport, objects: _Objects) -> None:
    """The last certificate of a path that was found is what is trusted."""
    signer, *others = (objects.certificate(link.sha256) for link in signature.chain)
    found = not any(finding.code == "path.none" for finding in signature.findings)
    anchor = (others.pop() if others else signer) if found else None
    if anchor is not None:
        _refer(data, "TrustAnchor", anchor)
    chain = _add(data, "CertificateChain")
    _refer(chain, "SigningCertificate", signer)
    for other in others:
        _refer(chain, "IntermediateCertificate", other)
    if anchor is not None:
        _refer(chain, "TrustAnchor", anchor)


# --- elements -------------------------------------------------------------------------------------


def _sub_indication(sub: SubIndication) -> str:
    return f"{_OURS if sub in _OWN_SUB_INDICATIONS else _ETSI}:subindication:{sub.value}"


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{VR}}}{name}", attributes)
    if text is not None:
        element.text = _legal(text)
    return element


def _refer(parent: etree._Element, name: str, identifier: str) -> None:
    _add(parent, name, VOReference=identifier)


def _digest(parent: etree._Element, sha256: str) -> None:
    digest = _add(parent, "DigestAlgAndValue")
    etree.SubElement(digest, f"{{{DS}}}DigestMethod", Algorithm=_SHA256)
    etree.SubElement(digest, f"{{{DS}}}DigestValue").text = b64encode(bytes.fromhex(sha256)).decode()


def _report_data(parent: etree._Element, kind: str, value: str) -> etree._Element:
    data = _add(parent, "ReportData")
    _add(data, "Type", f"{_OURS}:report:{kind}")
    return _add(data, "Value", value)


def _legal(text: str) -> str:
    """XML 1.0 has no way to write controls and lone surrogates, and names come from hostile files."""
    return "".join(character if character.isprintable() else "·" for character in text)
