"""Signature fields of a PDF as they stand in the file: which bytes each covers (ISO 32000-2 12.8.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.reader import process_data_at_eof
from pyhanko.sign.fields import enumerate_sig_fields

from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.cms import TooMuch
from lienthong.signatures.content import CHUNK, Content
from lienthong.signatures.findings import Findings
from lienthong.signatures.pdf_forms import UNREADABLE_FORM
from lienthong.signatures.pdf_objects import PDF_FAULTS, UnreadablePdf, array, name, resolve
from lienthong.signatures.pdf_reader import RevisionReader
from lienthong.signatures.policy import Policy

_TIMESTAMP = "/ETSI.RFC3161"


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
class PdfSignature:
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


def read_signatures(
    reader: RevisionReader, stream: BinaryIO, size: int, policy: Policy
) -> Iterator[PdfSignature]:
    """Every filled signature field, each value once, in the order of revisions."""
    found: list[PdfSignature] = []
    values_seen: set[object] = set()
    try:
        for field, value, field_ref in enumerate_sig_fields(reader, filled_status=True):
            reference = _dictionary(field_ref).raw_get("/V")
            if isinstance(reference, generic.IndirectObject):
                if reference.reference in values_seen:
                    continue
                values_seen.add(reference.reference)
            _check_count(len(found), policy)
            found.append(
                _read_signature(reader, stream, size, str(field), field_ref, reference, value, policy)
            )
    except TooMuch:
        raise
    except PDF_FAULTS as fault:
        raise UnreadablePdf(UNREADABLE_FORM) from fault
    yield from sorted(found, key=lambda signature: (signature.revision, signature.end))


def _check_count(found: int, policy: Policy) -> None:
    if found >= policy.limits.signatures:
        raise TooMuch(Bilingual(f"more than {found} signatures", f"tệp có hơn {found} chữ ký"))


def _read_signature(
    reader: RevisionReader,
    stream: BinaryIO,
    size: int,
    field: str,
    field_ref: generic.IndirectObject,
    reference: generic.PdfObject,
    value: generic.PdfObject,
    policy: Policy,
) -> PdfSignature:
    dictionary = _dictionary(value)
    changed = reference if isinstance(reference, generic.IndirectObject) else field_ref
    findings = Findings(policy, field)
    revision = reader.xrefs.get_last_change(changed.reference)
    contents = _contents(dictionary)
    content, end = _byte_range(reader, stream, size, dictionary, contents, revision, findings)
    return PdfSignature(
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
    reader: RevisionReader,
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
        # Its bytes may be whole all the same: a copy of an earlier signature in a later revision.
        findings.add("pdf.not-covered")
        return content, 0
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


def _ends_a_revision(reader: RevisionReader, stream: BinaryIO, end: int, revision: int) -> bool:
    """The covered bytes end with the startxref and %%EOF of the revision that holds the signature."""
    stream.seek(end)
    try:
        startxref = process_data_at_eof(stream)
    except PDF_FAULTS:
        return False
    if startxref != reader.xrefs.get_startxref_for_revision(revision):
        return False
    return all(_section_end(reader, earlier) <= end for earlier in range(revision + 1))


def _section_end(reader: RevisionReader, revision: int) -> int:
    """Where a revision's cross-references end, the stream of a hybrid file included (7.5.8.4)."""
    hybrid = reader.xrefs.get_xref_data(revision).hybrid
    end = int(reader.xrefs.get_xref_container_info(revision).end_location)
    return end if hybrid is None else max(end, int(hybrid.meta_info.end_location))
