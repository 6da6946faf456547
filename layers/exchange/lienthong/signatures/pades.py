"""PAdES: signatures in PDF files (ISO 32000-2 12.8, EN 319 142-1), read by pyHanko, judged by our own policy.

The order of :func:`validate_pdf`:

1. caps before parsing, then revisions and cross-references are read
2. every signature of the newest revision: ByteRange, coverage, CMS over the bytes, document timestamps
3. what later revisions did to each signature (``pdf_changes``)
4. the common judge; then what only the verdicts of other signatures tell
"""

from __future__ import annotations

from collections.abc import Sequence
from io import SEEK_END
from typing import BinaryIO

from lienthong.signatures import cades, cms, der, pdf_changes, pdf_hex
from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.content import Content
from lienthong.signatures.evaluation import Context, evaluate
from lienthong.signatures.evidence import SignatureEvidence, TimestampEvidence
from lienthong.signatures.findings import Findings
from lienthong.signatures.pdf_appearances import judge_later_appearances
from lienthong.signatures.pdf_forms import check_form_size, stripped_signatures
from lienthong.signatures.pdf_objects import PDF_FAULTS, UnreadablePdf, entry
from lienthong.signatures.pdf_reader import RevisionReader
from lienthong.signatures.pdf_security_store import SecurityStore, read_store
from lienthong.signatures.pdf_signatures import PdfSignature, read_signatures
from lienthong.signatures.report import Severity, SignatureReport
from lienthong.signatures.timestamps import check_token
from lienthong.signatures.trust import RevocationMaterial

pdf_hex.install()

_DETACHED = ("/ETSI.CAdES.detached", "/adbe.pkcs7.detached")
_SHA1_INSIDE = "/adbe.pkcs7.sha1"

_UNFOLLOWED = Bilingual(
    "the structure of the PDF is damaged and cannot be followed", "cấu trúc tệp PDF bị hỏng, không đọc được"
)


def validate_pdf(stream: BinaryIO, context: Context, findings: Findings) -> list[SignatureReport]:
    """Reports on every signature; the numbered steps stand in the module's docstring.

    Raises:
        UnreadablePdf: the structure cannot be followed.
        lienthong.signatures.cms.TooMuch: a cap was exceeded.
    """
    size = stream.seek(0, SEEK_END)
    limits = context.policy.limits
    reader = _open(stream, context, findings)
    if reader is None:
        return []
    check_form_size(reader, limits)
    signatures = list(read_signatures(reader, stream, size, context.policy))
    for field in stripped_signatures(reader, limits):
        findings.add("pdf.signature-stripped", field=field)
    _check_tail(stream, size, signatures, findings)
    stamps = [signature for signature in signatures if signature.is_timestamp]
    signed = [signature for signature in signatures if not signature.is_timestamp]
    for stamp in stamps:
        # What a document timestamp proved must still be what is shown (EN 319 142-1 5.5).
        own = Findings(context.policy, stamp.field)
        _review(reader, stamp, size, own)
        findings.extend(finding for finding in own if finding.severity is Severity.FAIL)
    store = read_store(reader, limits)
    gathered = [_gather(signature, store, context) for signature in signed]
    proofs = _document_timestamps(reader, stamps, list(zip(signed, gathered, strict=True)), store, context)
    reports = [
        _evaluate(signature, evidence, stamps, proofs, store, reader, size, context)
        for signature, evidence in zip(signed, gathered, strict=True)
    ]
    placed = [(signature.field, signature.revision) for signature in signed]
    return judge_later_appearances(reader, placed, reports, context.policy)


def _open(stream: BinaryIO, context: Context, findings: Findings) -> RevisionReader | None:
    """None where the file is encrypted with a password that only its owner knows."""
    try:
        reader = RevisionReader(stream)
        revisions = reader.xrefs.total_revisions
        if reader.encrypted and not _decrypts_without_password(reader):
            findings.add("file.encrypted")
            return None
        entry(reader.root, "/AcroForm")
    except PDF_FAULTS as fault:
        raise UnreadablePdf(_UNFOLLOWED) from fault
    if revisions > context.policy.limits.pdf_revisions:
        raise cms.TooMuch(Bilingual(f"{revisions} revisions", f"tệp có {revisions} phiên bản"))
    return reader


def _decrypts_without_password(reader: RevisionReader) -> bool:
    """ISO 32000-2 7.6.4: files that anybody may open have an empty user password."""
    try:
        return reader.decrypt(b"").status.name != "FAILED"
    except PDF_FAULTS:
        return False


def _check_tail(stream: BinaryIO, size: int, signatures: Sequence[PdfSignature], findings: Findings) -> None:
    """Bytes behind the last %%EOF that no signature covers: readers differ in what they make of them."""
    covered = max((signature.end for signature in signatures if signature.content), default=0)
    if not signatures or covered >= size:
        return
    start = max(covered, size - 1024 * 1024)
    stream.seek(start)
    tail = stream.read()
    closing = tail.rfind(b"%%EOF")
    rest = tail[closing + 5 :] if closing >= 0 else tail
    if rest.strip(b"\0\t\n\x0c\r "):
        findings.add("pdf.trailing-bytes", count=len(rest))


# --- evidence -------------------------------------------------------------------------------------


def _document_timestamps(
    reader: RevisionReader,
    stamps: Sequence[PdfSignature],
    signed: Sequence[tuple[PdfSignature, SignatureEvidence]],
    store: SecurityStore,
    context: Context,
) -> list[tuple[PdfSignature, TimestampEvidence]]:
    """Document timestamps, EN 319 142-1 5.4.3: each proves all revisions up to its own, and none later."""
    found: list[tuple[PdfSignature, TimestampEvidence]] = []
    for stamp in stamps:
        if stamp.content is None:
            continue
        revision = reader.get_historical_resolver(stamp.revision)
        material = read_store(revision, context.policy.limits).material
        for signature, evidence in signed:
            if signature.end < stamp.end:
                material = sum(
                    (token.material for token in evidence.timestamps), material + evidence.material
                )
        for earlier, token in found:
            if earlier.end < stamp.end:
                material += token.material
        checked = check_token(
            _without_padding(stamp.contents),
            "document",
            stamp.content.digest,
            context.policy,
            stamp.findings,
            other_certificates=store.certificates,
            covers_material=material.fingerprints,
        )
        if checked is not None:
            found.append((stamp, checked))
    return found


def _evaluate(
    signature: PdfSignature,
    evidence: SignatureEvidence,
    stamps: Sequence[PdfSignature],
    proofs: Sequence[tuple[PdfSignature, TimestampEvidence]],
    store: SecurityStore,
    reader: RevisionReader,
    size: int,
    context: Context,
) -> SignatureReport:
    evidence.material += store.material
    evidence.has_validation_data = bool(evidence.material.crls or evidence.material.ocsps)
    later = [proof for stamp, proof in proofs if stamp.end > signature.end]
    evidence.timestamps = (*evidence.timestamps, *later)
    evidence.claimed_time = evidence.claimed_time or signature.claimed_time
    evidence.covers_whole_file = evidence.intact and signature.end == size
    evidence.covers = (f"revision {signature.revision + 1} of {reader.xrefs.total_revisions}",)
    for stamp in stamps:
        evidence.findings.extend(f for f in stamp.findings if f not in evidence.findings)
    _review(reader, signature, size, evidence.findings)
    return evaluate(evidence, context)


def _review(reader: RevisionReader, signature: PdfSignature, size: int, findings: Findings) -> None:
    if signature.end != size:
        pdf_changes.review(reader, signature.dictionary, signature.revision, signature.end, findings)


def _gather(signature: PdfSignature, store: SecurityStore, context: Context) -> SignatureEvidence:
    """The CMS inside ``/Contents`` over the covered bytes."""
    findings = signature.findings
    if signature.sub_filter not in (*_DETACHED, _SHA1_INSIDE):
        findings.add("format.unsupported", what=signature.sub_filter or "/SubFilter")
    try:
        data = cms.read_signed_data(_without_padding(signature.contents), context.policy.limits)
    except cms.MalformedCms as fault:
        findings.add("signature.structure", why=fault)
        return _broken(signature, findings)
    if len(data.signers) != 1:
        # ISO 32000-2 12.8.3.3.1: exactly one.
        why = Bilingual(
            f"{len(data.signers)} signers instead of one", f"có {len(data.signers)} người ký thay vì một"
        )
        findings.add("signature.structure", why=why)
        return _broken(signature, findings)
    content = _signed_content(signature, data, findings)
    evidence = cades.gather(
        data,
        data.signers[0],
        content,
        context.policy,
        name=signature.field,
        family="PAdES",
        extra_certificates=store.certificates,
    )
    # Padding and broken ranges were found before the CMS was read.
    evidence.findings[:0] = [finding for finding in findings if finding not in evidence.findings]
    evidence.intact = evidence.intact and not any(f.code == "pdf.byte-range" for f in findings)
    evidence.certificates = (*evidence.certificates, *store.certificates)
    return evidence


def _without_padding(contents: bytes) -> bytes:
    """The CMS object alone: the room reserved for it is filled up, by the book with zeros (12.8.3.3.1)."""
    try:
        return contents[: der.read_element(contents, 0, len(contents)).end]
    except der.DerFault:
        return contents


def _signed_content(signature: PdfSignature, data: cms.SignedData, findings: Findings) -> Content | None:
    """ISO 32000-2 12.8.3.3: detached over the ByteRange; the withdrawn sha1 form encapsulates its SHA-1."""
    if signature.content is None:
        return None
    if signature.sub_filter == _SHA1_INSIDE:
        if data.content != signature.content.digest("sha1"):
            findings.add("signature.hash-mismatch", what="ByteRange")
            return None
        return Content(data.content)
    if data.content is not None:
        # RFC 5652 5.4: then the digest is over what is encapsulated, and nothing in the file is covered.
        findings.add("signature.data-doubled")
        return Content(data.content)
    return signature.content


def _broken(signature: PdfSignature, findings: Findings) -> SignatureEvidence:
    return SignatureEvidence(
        signature.field,
        "PAdES",
        False,
        None,
        "",
        None,
        None,
        (),
        RevocationMaterial(),
        findings,
        is_baseline=False,
    )
