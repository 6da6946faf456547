"""Whatever bytes arrive, validation ends in a verdict; and no changed byte of what was signed passes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic

from lienthong.signatures import cms, der, names, pdf_hex
from lienthong.signatures.algorithms import dotted
from lienthong.signatures.report import FileReport, Finding, Indication
from lienthong.signatures.validator import validate_file
from tests.builders.long_term import INTERNAL_RECORD, Record, XmlRecord, add_unsigned, archive_v2, archive_v3
from tests.builders.signed_pdf import plain_pdf, sign_pdf
from tests.builders.signed_xml import XmlPlan, asic_e, enveloped, enveloped_reference, zip_of
from tests.builders.signing_pki import NOW, CmsPlan, province

LETTER = "Kính gửi: Văn phòng UBND tỉnh".encode()


@cache
def samples() -> dict[str, bytes]:
    agency, tsa = province().agency, province().tsa
    return {
        "cms": CmsPlan(agency, LETTER, detached=False, stamp_with=tsa).build(),
        "pdf": sign_pdf(plain_pdf(), province().leader),
        "xml": enveloped(XmlPlan(agency, [enveloped_reference()], stamp_with=tsa)),
        "asic": zip_of(asic_e([("a.txt", LETTER)], agency, tsa)),
        **long_term_samples(),
    }


def long_term_samples() -> dict[str, bytes]:
    """Archive timestamps of both versions and a record in a CMS; records in both syntaxes in containers."""
    tsa = province().tsa
    plain = CmsPlan(province().agency, LETTER, detached=False, stamp_with=tsa).build()
    kept = add_unsigned(plain, INTERNAL_RECORD, Record([plain], tsa, NOW).asn1())
    kept = archive_v3(archive_v2(kept, LETTER, tsa, NOW), LETTER, tsa, NOW)
    asn1 = Record([LETTER], tsa, NOW).renew_timestamp(tsa, NOW).renew_tree(tsa, NOW).asn1()
    xml = XmlRecord([LETTER], tsa, NOW).renew_timestamp(tsa, NOW).renew_tree(tsa, NOW).xml()
    containers = {
        kind: [("a.txt", LETTER), (f"META-INF/evidencerecord.{kind}", encoded)]
        for kind, encoded in (("ers", asn1), ("xml", xml))
    }
    return {
        "cms, kept": kept,
        # Stored, so that changes reach the records and not only the compression.
        **{f"asic, {kind}": zip_of(m, stored=[n for n, _ in m]) for kind, m in containers.items()},
    }


KINDS = ["cms", "pdf", "xml", "asic", "cms, kept", "asic, ers", "asic, xml"]


def test_the_samples_are_sound_before_they_are_changed() -> None:
    for kind in KINDS:
        report = validate(samples()[kind])
        proven = [record.proven_time for record in report.evidence_records]
        assert proven == [NOW] if proven else report.indication is Indication.TOTAL_PASSED, kind


@cache
def given_revocation() -> object:
    return province().revocation()


def validate(content: bytes) -> FileReport:
    """The report, whose Vietnamese sentences quote nobody's English."""
    report = validate_file(
        content,
        name="x",
        trust=province().trust,
        revocation=given_revocation(),  # type: ignore[arg-type]
        at=NOW,
    )
    quoted = [f.vi for f in findings_of(report) if ENGLISH.search(f.vi)]
    assert not quoted
    return report


ENGLISH = re.compile(
    # Parts of URIs and of attributes' names are no sentences.
    r"(?<![-/#])\b(the|not|is|was|of|with|than|invalid|expected|unexpected|error|cannot|unable|unknown|missing|found|"
    r"incomplete|truncated|bytes|after|past|bad|object|stream|signature|content)\b(?![-/])"
)


def findings_of(report: FileReport) -> Iterator[Finding]:
    """All of a report: the file's, the signatures' with their timestamps, the records'."""
    yield from report.findings
    for signature in report.signatures:
        yield from signature.findings
        for stamp in signature.timestamps:
            yield from stamp.findings
    for record in report.evidence_records:
        yield from record.findings
        for stamp in record.timestamps:
            yield from stamp.findings


def edits() -> st.SearchStrategy[list[tuple[float, int]]]:
    """Places (as shares of the length) and the values put there."""
    place = st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255))
    return st.lists(place, min_size=1, max_size=8)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(kind=st.sampled_from(KINDS), changes=edits())
def test_changed_bytes_end_in_a_verdict(kind: str, changes: list[tuple[float, int]]) -> None:
    content = bytearray(samples()[kind])
    for share, value in changes:
        content[int(share * len(content))] = value
    assert validate(bytes(content)).indication in Indication


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    kind=st.sampled_from(KINDS),
    start=st.floats(0, 1, exclude_max=True),
    length=st.integers(1, 2000),
    again=st.booleans(),
)
def test_missing_and_repeated_stretches_end_in_a_verdict(
    kind: str, start: float, length: int, again: bool
) -> None:
    content = samples()[kind]
    at = int(start * len(content))
    piece = content[at : at + length]
    changed = content[:at] + (piece + piece if again else b"") + content[at + length :]
    assert validate(changed).indication in Indication


@given(
    content=st.binary(max_size=400),
    head=st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<a>", b"\x30\x80"]),
)
def test_any_bytes_end_in_a_verdict(content: bytes, head: bytes) -> None:
    assert validate(head + content).indication is not Indication.TOTAL_PASSED


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(kind=st.sampled_from(["asic, ers", "asic, xml"]), changes=edits())
def test_a_changed_record_never_proves_another_time(kind: str, changes: list[tuple[float, int]]) -> None:
    content = bytearray(samples()[kind])
    for share, value in changes:
        content[int(share * len(content))] = value
    for record in validate(bytes(content)).evidence_records:
        assert record.proven_time in (None, NOW)


@given(st.data())
def test_no_other_content_passes_under_a_detached_signature(data: st.DataObject) -> None:
    signature = CmsPlan(province().agency, LETTER).build()
    other = data.draw(st.binary(max_size=100).filter(lambda content: content != LETTER))
    report = validate_file(signature, name="x", trust=province().trust, at=NOW, detached_content=other)
    assert report.signatures[0].integrity == "broken"


@given(st.binary(max_size=200))
def test_hex_strings_are_read_as_pyhanko_reads_them(content: bytes) -> None:
    """Our faster reader agrees with the library's own on every string it accepts."""
    written = b"<" + content.hex().encode() + b"> tail"
    stream = BytesIO(written)
    assert pdf_hex.read_hex_string(stream) == generic.pdf_string(content)
    assert stream.read() == b" tail"


def elements() -> st.SearchStrategy[bytes]:
    primitive = st.builds(der.encode, st.sampled_from([0x02, 0x04, 0x0C, 0x13]), st.binary(max_size=300))
    return st.recursive(
        primitive,
        lambda inner: st.builds(
            lambda tag, parts: der.encode(tag, b"".join(parts)),
            st.sampled_from([0x30, 0x31, 0xA0]),
            st.lists(inner, max_size=4),
        ),
        max_leaves=12,
    )


@given(elements())
def test_definite_encodings_stay_as_they_are(encoded: bytes) -> None:
    assert der.to_definite(encoded) == encoded


@given(st.binary(max_size=300))
def test_ber_conversion_never_fails_otherwise_than_by_a_fault(encoded: bytes) -> None:
    try:
        converted = der.to_definite(encoded)
    except der.DerFault:
        return
    assert der.to_definite(converted) == converted


@given(st.lists(st.integers(0, 2**40), min_size=1, max_size=8), st.integers(0, 2), st.integers(0, 39))
def test_object_identifiers_read_back(rest: list[int], first: int, second: int) -> None:
    from asn1crypto.core import ObjectIdentifier

    text = ".".join(map(str, (first, second, *rest)))
    encoded = ObjectIdentifier(text).dump()
    assert dotted(encoded, der.root(encoded)) == text


@given(st.datetimes(datetime(1950, 1, 1), datetime(2049, 12, 31)))  # noqa: DTZ001
def test_times_read_back(moment: datetime) -> None:
    moment = moment.replace(tzinfo=UTC)
    short = der.encode(0x17, moment.strftime("%y%m%d%H%M%SZ").encode())
    long = der.encode(0x18, moment.strftime("%Y%m%d%H%M%S").encode() + f".{moment.microsecond:06d}Z".encode())
    assert cms.read_time(short) == moment.replace(microsecond=0)
    assert cms.read_time(long) == moment


@given(st.text("abc XYZ", max_size=20))
def test_names_compare_without_case_and_needless_white_space(text: str) -> None:
    def name(tag: int, value: str) -> bytes:
        attribute = der.encode(0x30, bytes.fromhex("0603550403") + der.encode(tag, value.encode()))
        return der.encode(0x30, der.encode(0x31, attribute))

    printable, utf8 = name(0x13, f"  {text.upper()} "), name(0x0C, "   ".join(text.lower().split(" ")))
    assert (names.name_key(printable) == names.name_key(utf8)) is (
        text.upper().split() == text.lower().upper().split()
    )
