"""PAdES: signatures in PDF files (ISO 32000-2 12.8, EN 319 142-1), read by pyHanko, judged by our own policy.

The order of :func:`validate_pdf`:

1. caps before parsing, then revisions and cross-references are read
2. every signature of the newest revision: ByteRange, coverage, CMS over the bytes, document timestamps
3. what later revisions did to each signature (``pdf_changes``)
4. the common judge; then what only the verdicts of other signatures tell
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import SEEK_END
from typing import BinaryIO

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.reader import PdfFileReader, process_data_at_eof
from pyhanko.sign.fields import enumerate_sig_fields

from lienthong.signatures import cades, cms, der, pdf_changes, pdf_hex
from lienthong.signatures.content import CHUNK, Content
from lienthong.signatures.evaluation import Context, evaluate
from lienthong.signatures.evidence import SignatureEvidence, TimestampEvidence
from lienthong.signatures.findings import Bilingual, Findings
from lienthong.signatures.pdf_objects import PDF_FAULTS, array, entry, first_line, name, resolve
from lienthong.signatures.report import Severity, SignatureReport
from lienthong.signatures.timestamps import check_token
from lienthong.signatures.trust import RevocationMaterial

pdf_hex.install()

_DETACHED = ("/ETSI.CAdES.detached", "/adbe.pkcs7.detached")
_SHA1_INSIDE = "/adbe.pkcs7.sha1"
_TIMESTAMP = "/ETSI.RFC3161"


class UnreadablePdf(cms.MalformedCms):
    """Not a PDF whose structure can be followed."""


class ByteRangeContent(Content):
    """The bytes that a ByteRange covers, streamed."""

    label = "ByteRange"

    def __init__(self, stream: BinaryIO, ranges: Sequence[tuple[int, int]]) -> None:
        super().__init__(stream)
        self._stream = stream
        self._ranges = ranges

    def _chunks(self) -> Iterable[bytes]:
        for start, length in self._ranges:
            self._stream.seek(start)
            remaining = length
            while remaining > 0 and (chunk := self._stream.read(min(CHUNK, remaining))):
                remaining -= len(chunk)
                yield chunk

    def read_all(self, limit: int) -> bytes | None:
        if sum(length for _, length in self._ranges) > limit:
            return None
        return b"".join(self._chunks())


@dataclass(slots=True)
class _Signature:
    """One filled signature field of the newest revision."""

    field: str
    revision: int
    sub_filter: str
    contents: bytes
    content: ByteRangeContent | None
    end: int
    """First byte that the ByteRange does not cover any more."""
    claimed_time: datetime | None
    dictionary: generic.DictionaryObject
    findings: Findings

    @property
    def is_timestamp(self) -> bool:
        return self.sub_filter == _TIMESTAMP


def validate_pdf(stream: BinaryIO, context: Context, findings: Findings) -> list[SignatureReport]:
    """Reports on every signature; the numbered steps stand in the module's docstring.

    Raises:
        UnreadablePdf: the structure cannot be followed.
        lienthong.signatures.cms.TooMuch: a cap was exceeded.
    """
    size = stream.seek(0, SEEK_END)
    reader = _open(stream, context, findings)
    if reader is None:
        return []
    pdf_changes.check_form_size(reader, context.policy.limits)
    signatures = list(_signatures(reader, stream, size, context))
    for field in pdf_changes.stripped_signatures(reader, context.policy.limits):
        findings.add("pdf.signature-stripped", field=field)
    _check_tail(stream, size, signatures, findings)
    for signature in signatures:
        if signature.is_timestamp:
            # What a document timestamp proved must still be what is shown (EN 319 142-1 5.5).
            own = Findings(context.policy, signature.field)
            pdf_changes.review(reader, signature.dictionary, signature.revision, signature.end == size, own)
            findings.extend(finding for finding in own if finding.severity is Severity.FAIL)
    store = _read_store(reader, context)
    stamps = _document_timestamps(signatures, context, store.certificates)
    reports = [
        _evaluate(signature, signatures, stamps, store, reader, size, context)
        for signature in signatures
        if not signature.is_timestamp
    ]
    return pdf_changes.judge_later_appearances(
        reader, [(s.field, s.revision) for s in signatures if not s.is_timestamp], reports, context.policy
    )


def _open(stream: BinaryIO, context: Context, findings: Findings) -> PdfFileReader | None:
    """None where the file is encrypted with a password that only its owner knows."""
    try:
        reader = PdfFileReader(stream, strict=False)
        revisions = reader.xrefs.total_revisions
        if reader.encrypted and not _decrypts_without_password(reader):
            findings.add("file.encrypted")
            return None
        entry(reader.root, "/AcroForm")
    except PDF_FAULTS as fault:
        raise UnreadablePdf(f"PDF: {first_line(fault)}") from fault
    if revisions > context.policy.limits.pdf_revisions:
        raise cms.TooMuch(f"{revisions} revisions")
    return reader


def _decrypts_without_password(reader: PdfFileReader) -> bool:
    """ISO 32000-2 7.6.4: files that anybody may open have an empty user password."""
    try:
        return reader.decrypt(b"").status.name != "FAILED"
    except PDF_FAULTS:
        return False


# --- reading signatures ---------------------------------------------------------------------------


def _signatures(reader: PdfFileReader, stream: BinaryIO, size: int, context: Context) -> Iterator[_Signature]:
    """Every filled signature field, each value once, in the order of revisions."""
    found: list[_Signature] = []
    values_seen: set[object] = set()
    try:
        for field, value, field_ref in enumerate_sig_fields(reader, filled_status=True):
            reference = _dictionary(field_ref).raw_get("/V")
            if isinstance(reference, generic.IndirectObject):
                if reference.reference in values_seen:
                    continue
                values_seen.add(reference.reference)
            _check_count(len(found), context)
            found.append(
                _read_signature(reader, stream, size, str(field), field_ref, reference, value, context)
            )
    except cms.TooMuch:
        raise
    except PDF_FAULTS as fault:
        raise UnreadablePdf(f"AcroForm: {first_line(fault)}") from fault
    yield from sorted(found, key=lambda signature: (signature.revision, signature.end))


def _check_count(found: int, context: Context) -> None:
    if found >= context.policy.limits.signatures:
        raise cms.TooMuch(f"more than {found} signatures")


def _read_signature(
    reader: PdfFileReader,
    stream: BinaryIO,
    size: int,
    field: str,
    field_ref: generic.IndirectObject,
    reference: generic.PdfObject,
    value: generic.PdfObject,
    context: Context,
) -> _Signature:
    dictionary = _dictionary(value)
    changed = reference if isinstance(reference, generic.IndirectObject) else field_ref
    findings = Findings(context.policy, field)
    revision = reader.xrefs.get_last_change(changed.reference)
    contents = _contents(dictionary)
    content, end = _byte_range(reader, stream, size, dictionary, contents, revision, findings)
    return _Signature(
        field,
        revision,
        name(dictionary, "/SubFilter"),
        contents,
        content,
        end,
        _claimed_time(dictionary),
        dictionary,
        findings,
    )


def _dictionary(found: generic.PdfObject) -> generic.DictionaryObject:
    target = resolve(found)
    if not isinstance(target, generic.DictionaryObject):
        raise misc.PdfReadError("a signature field or value is not a dictionary")
    return target


def _stream(found: generic.PdfObject) -> generic.StreamObject:
    target = resolve(found)
    if not isinstance(target, generic.StreamObject):
        raise misc.PdfReadError("an item of the document security store is not a stream")
    return target


def _contents(dictionary: generic.DictionaryObject) -> bytes:
    contents = dictionary.raw_get("/Contents", decrypt=generic.EncryptedObjAccess.RAW)
    if not isinstance(contents, generic.TextStringObject | generic.ByteStringObject):
        raise misc.PdfReadError("/Contents is not a string")
    return bytes(contents.original_bytes)


def _claimed_time(dictionary: generic.DictionaryObject) -> datetime | None:
    try:
        claimed = generic.parse_pdf_date(dictionary["/M"], strict=False)
        return claimed.replace(tzinfo=claimed.tzinfo or UTC).astimezone(UTC)
    except PDF_FAULTS:
        return None


def _byte_range(
    reader: PdfFileReader,
    stream: BinaryIO,
    size: int,
    dictionary: generic.DictionaryObject,
    contents: bytes,
    revision: int,
    findings: Findings,
) -> tuple[ByteRangeContent | None, int]:
    """EN 319 142-1 5.4: all of the file but ``/Contents``, from the first byte to the end of a revision."""
    numbers = _numbers(array(dictionary, "/ByteRange"))
    if numbers is None:
        findings.add("pdf.byte-range", why=Bilingual("not four whole numbers", "không phải bốn số nguyên"))
        return None, 0
    start, first, second, length = numbers
    end = second + length
    content = ByteRangeContent(stream, ((start, first), (second, length)))
    if start != 0 or second < first or end > size:
        findings.add(
            "pdf.byte-range",
            why=Bilingual(
                "it does not start at 0, overlaps or leaves the file",
                "không bắt đầu từ 0, chồng lấn hoặc vượt ra ngoài tệp",
            ),
        )
        return None, 0
    if not _gap_is_contents(stream, first, second, contents):
        findings.add(
            "pdf.byte-range",
            why=Bilingual(
                "the gap holds more than the signature itself", "khoảng trống chứa nhiều hơn chữ ký"
            ),
        )
    elif end != size and not _ends_a_revision(reader, stream, end, revision):
        findings.add(
            "pdf.byte-range",
            why=Bilingual(
                "the signature does not cover its revision to the end",
                "chữ ký không bao phủ trọn phiên bản của nó",
            ),
        )
    return content, end


def _numbers(found: Sequence[generic.PdfObject]) -> tuple[int, int, int, int] | None:
    if len(found) != 4:
        return None
    numbers = [int(n) for n in map(resolve, found) if isinstance(n, generic.NumberObject) and 0 <= n < 2**53]
    if len(numbers) != 4:
        return None
    start, first, second, length = numbers
    return start, first, second, length


def _gap_is_contents(stream: BinaryIO, first: int, second: int, contents: bytes) -> bool:
    stream.seek(first)
    gap = stream.read(second - first)
    if not (gap.startswith(b"<") and gap.endswith(b">")):
        return False
    digits = gap[1:-1].translate(None, b"\0\t\n\x0c\r ")
    if re.search(rb"[^0-9A-Fa-f]", digits):
        return False
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii")) == contents


def _ends_a_revision(reader: PdfFileReader, stream: BinaryIO, end: int, revision: int) -> bool:
    """The covered bytes end with the startxref and %%EOF of the revision that holds the signature."""
    stream.seek(end)
    try:
        startxref = process_data_at_eof(stream)
    except PDF_FAULTS:
        return False
    if startxref != reader.xrefs.get_startxref_for_revision(revision):
        return False
    return all(
        reader.xrefs.get_xref_container_info(earlier).end_location <= end for earlier in range(revision + 1)
    )


def _check_tail(stream: BinaryIO, size: int, signatures: Sequence[_Signature], findings: Findings) -> None:
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


@dataclass(frozen=True, slots=True)
class _Store:
    """The document security store, EN 319 142-1 5.4.2."""

    certificates: tuple[bytes, ...]
    material: RevocationMaterial


def _read_store(reader: PdfFileReader, context: Context) -> _Store:
    try:
        store = entry(reader.root, "/DSS")
        lists = {key: _streams(array(store, key), context) for key in ("/Certs", "/CRLs", "/OCSPs")}
    except cms.TooMuch:
        raise
    except PDF_FAULTS:
        return _Store((), RevocationMaterial())
    return _Store(lists["/Certs"], RevocationMaterial(lists["/CRLs"], lists["/OCSPs"]))


def _streams(found: Sequence[generic.PdfObject], context: Context) -> tuple[bytes, ...]:
    if len(found) > context.policy.limits.certificates:
        raise cms.TooMuch(f"{len(found)} items in the document security store")
    return tuple(bytes(_stream(item).data) for item in found)


def _document_timestamps(
    signatures: Sequence[_Signature], context: Context, certificates: Sequence[bytes]
) -> list[tuple[_Signature, TimestampEvidence]]:
    """Document timestamps, EN 319 142-1 5.4.3: each proves all revisions up to its own."""
    stamps = []
    for signature in signatures:
        content = signature.content
        if not signature.is_timestamp or content is None:
            continue
        found = check_token(
            _without_padding(signature.contents),
            "document",
            content.digest,
            context.policy,
            signature.findings,
            other_certificates=certificates,
        )
        if found is not None:
            stamps.append((signature, found))
    return stamps


def _evaluate(
    signature: _Signature,
    signatures: Sequence[_Signature],
    stamps: Sequence[tuple[_Signature, TimestampEvidence]],
    store: _Store,
    reader: PdfFileReader,
    size: int,
    context: Context,
) -> SignatureReport:
    evidence = _gather(signature, store, context)
    later = [stamp for holder, stamp in stamps if holder.end > signature.end]
    evidence.timestamps = (*evidence.timestamps, *later)
    evidence.claimed_time = evidence.claimed_time or signature.claimed_time
    evidence.covers_whole_file = evidence.intact and signature.end == size
    evidence.covers = (f"revision {signature.revision + 1} of {reader.xrefs.total_revisions}",)
    for other in signatures:
        if other.is_timestamp:
            evidence.findings.extend(f for f in other.findings if f not in evidence.findings)
    pdf_changes.review(
        reader, signature.dictionary, signature.revision, signature.end == size, evidence.findings
    )
    return evaluate(evidence, context)


def _gather(signature: _Signature, store: _Store, context: Context) -> SignatureEvidence:
    """The CMS inside ``/Contents`` over the covered bytes."""
    findings = signature.findings
    if signature.sub_filter not in (*_DETACHED, _SHA1_INSIDE):
        findings.add("format.unsupported", what=signature.sub_filter or "no /SubFilter")
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
    evidence.material += store.material
    evidence.has_validation_data = bool(evidence.material.crls or evidence.material.ocsps)
    return evidence


def _without_padding(contents: bytes) -> bytes:
    """The CMS object alone: the room reserved for it is filled up, by the book with zeros (12.8.3.3.1)."""
    try:
        return contents[: der.read_element(contents, 0, len(contents)).end]
    except der.DerFault:
        return contents


def _signed_content(signature: _Signature, data: cms.SignedData, findings: Findings) -> Content | None:
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


def _broken(signature: _Signature, findings: Findings) -> SignatureEvidence:
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
