"""Whatever the files are: what the client declares is true, fits, and is what the exchange reads."""

from __future__ import annotations

import base64
import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from lienthong.api.envelope_reader import read_submission
from lienthong.model.codes import Priority, Purpose
from lienthong.model.envelope import DocumentType, Signer
from lienthong.model.limits import LIMITS, Limits
from lienthong_client.drafts import DocumentFacts, Draft, DraftFile, default_document_id
from lienthong_client.measuring import MeasuredFile, measure
from lienthong_client.media_types import media_type_of
from lienthong_client.packing import fits_inline, inline_body, ticketed_body

AGENCY = "000.00.30.H39"
ISSUED = date(2018, 11, 23)
contents = st.lists(st.binary(min_size=1, max_size=700), min_size=1, max_size=4)
small_limits = st.builds(
    Limits,
    request_bytes=st.integers(1, 4000),
    single_upload_bytes=st.integers(1, 400),
    part_bytes=st.integers(1, 300),
)
#: A letter, so that the exchange's own rules about the text are met.
texts = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=40).map(
    lambda text: f"V/v {text}"
)


def facts(subject: str = "V/v kế hoạch", summary: str = "") -> DocumentFacts:
    return DocumentFacts(
        sender=AGENCY,
        document_id=default_document_id(AGENCY, ISSUED, "1234", "UBND-VP"),
        number="1234",
        notation="UBND-VP",
        issued_on=ISSUED,
        place="Cần Giuộc",
        document_type=DocumentType(2, 18, "Công văn"),
        subject=subject,
        summary=summary,
        signer=Signer("Nguyễn Văn A", "Chủ tịch"),
        recipients=("000.00.12.H39",),
        priority=Priority.URGENT,
        due_on=date(2018, 12, 1),
    )


@contextmanager
def files_of(parts: Sequence[bytes]) -> Iterator[tuple[DraftFile, ...]]:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"tệp-{index}.bin" for index in range(len(parts))]
        for path, content in zip(paths, parts, strict=True):
            path.write_bytes(content)
        yield tuple(DraftFile(path, purpose=Purpose.ORIGINAL) for path in paths)


def measured(parts: Sequence[bytes], limits: Limits) -> tuple[MeasuredFile, ...]:
    with files_of(parts) as files:
        return measure(Draft(facts().to_json(), files), limits)


@given(contents, small_limits)
@example([b"x"], Limits(request_bytes=1, single_upload_bytes=1, part_bytes=1))
@example([b"x" * 600], Limits(request_bytes=1, single_upload_bytes=1, part_bytes=300))
def test_sizes_and_digests_are_those_of_the_bytes(parts: list[bytes], limits: Limits) -> None:
    for file, content in zip(measured(parts, limits), parts, strict=True):
        assert file.size == len(content)
        assert file.sha256 == hashlib.sha256(content).hexdigest()


@given(contents, small_limits)
def test_parts_cover_the_file_without_gap_or_overlap(parts: list[bytes], limits: Limits) -> None:
    for file, content in zip(measured(parts, limits), parts, strict=True):
        if len(content) <= limits.single_upload_bytes:
            assert file.part_digests == (hashlib.sha256(content).hexdigest(),)
            continue
        starts = range(0, len(content), limits.part_bytes)
        cut = [content[start : start + limits.part_bytes] for start in starts]
        assert file.part_digests == tuple(hashlib.sha256(part).hexdigest() for part in cut)


@given(contents, small_limits, texts)
def test_a_request_with_content_never_exceeds_the_limit(
    parts: list[bytes], limits: Limits, subject: str
) -> None:
    with files_of(parts) as files:
        draft = Draft(facts(subject).to_json(), files)
        listed = measure(draft, limits)
        body = inline_body(draft, listed)
        if fits_inline(draft, listed, limits):
            assert len(body) <= limits.request_bytes
        else:
            # Not a byte of the limit is given away but the few that commas take.
            assert len(body) > limits.request_bytes - 16 * len(parts)
        for one, content in zip(json.loads(body)["attachments"], parts, strict=True):
            assert base64.b64decode(one["content"]) == content


@given(contents, texts, texts)
def test_the_exchange_reads_the_same_envelope_whichever_way_the_files_go(
    parts: list[bytes], subject: str, summary: str
) -> None:
    with files_of(parts) as files:
        draft = Draft(facts(subject, summary).to_json(), files)
        listed = measure(draft, LIMITS)
        inline, ticketed = (
            read_submission(body, caller=AGENCY, today=ISSUED)
            for body in (inline_body(draft, listed), ticketed_body(draft, listed))
        )
    assert inline.envelope.digest() == ticketed.envelope.digest()
    assert list(inline.inline.values()) == parts
    assert ticketed.inline == {}
    assert list(ticketed.part_digests.values()) == [file.part_digests for file in listed]


@given(st.binary(min_size=1, max_size=600), st.sampled_from(["", "a.pdf", "a.docx", "a.p7s", "b.exe"]))
def test_the_media_type_of_any_bytes_is_one_that_the_exchange_takes(content: bytes, name: str) -> None:
    with files_of([content]) as (file,):
        listed = measure(Draft(facts().to_json(), (replace(file, name=name),)), LIMITS)
        draft = Draft(facts().to_json(), (file,))
        read_submission(inline_body(draft, listed), caller=AGENCY, today=ISSUED)


def test_media_types_are_told_by_the_bytes() -> None:
    docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    asic = b"PK\x03\x04" + bytes(14) + (31).to_bytes(4, "little") + bytes(8)
    cases = {
        ("a.pdf", b"%PDF-1.7"): "application/pdf",
        ("a.exe", b"%PDF-1.7"): "application/pdf",
        ("a.pdf", b"MZ"): "application/octet-stream",
        ("a.docx", b"PK\x03\x04...."): docx,
        ("a.zip", b"PK\x03\x04...."): "application/zip",
        ("a.zip", asic + b"mimetypeapplication/vnd.etsi.asic-e+zip"): "application/vnd.etsi.asic-e+zip",
        ("a.p7s", bytes.fromhex("30820a0006092a864886f70d010702")): "application/pkcs7-signature",
        ("a.xml", b"\xef\xbb\xbf<?xml version='1.0'?>"): "application/xml",
        ("a.csv", b"so,ky hieu"): "text/csv",
        ("noname", b""): "application/octet-stream",
    }
    assert {case: media_type_of(*case) for case in cases} == cases


def test_the_default_document_id_has_the_form_of_the_field() -> None:
    assert default_document_id(AGENCY, ISSUED, "1234", "UBND-VP") == f"{AGENCY},2018/11/23,1234/UBND-VP"


def test_names_are_composed_whatever_system_they_come_from(tmp_path: Path) -> None:
    decomposed = tmp_path / "Va\u0306n ba\u0309n.pdf"
    decomposed.write_bytes(b"%PDF-")
    (file,) = measure(Draft(facts().to_json(), (DraftFile(decomposed),)), LIMITS)
    assert file.name == "Văn bản.pdf"
