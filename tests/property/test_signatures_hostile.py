"""Whatever bytes arrive, validation ends in a verdict; and no changed byte of what was signed passes."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic

from lienthong.signatures import der, names, pdf_hex
from lienthong.signatures.algorithms import dotted
from lienthong.signatures.asn1_times import read_time
from lienthong.signatures.report import Indication
from lienthong.signatures.validator import validate_file
from tests.builders.hostile import (
    KINDS,
    LETTER,
    ONLY_RECORDS,
    check_changed,
    check_with_revocation,
    samples,
    validate,
)
from tests.builders.signing_pki import NOW, CmsPlan, province


def test_the_samples_are_sound_before_they_are_changed() -> None:
    for kind in KINDS:
        report = validate(samples()[kind])
        proven = [record.proven_time for record in report.evidence_records]
        assert proven == [NOW] if kind in ONLY_RECORDS else not proven, kind
        assert kind in ONLY_RECORDS or report.indication is Indication.TOTAL_PASSED, kind


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


SEEDS = st.integers(0, 2**32 - 1)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(kind=st.sampled_from(KINDS), seed=SEEDS)
def test_well_formed_changes_never_reassure_of_anything_else(kind: str, seed: int) -> None:
    check_changed(kind, seed)


@given(seed=SEEDS, is_crl=st.booleans())
def test_revocation_data_of_any_shape_ends_in_a_verdict(seed: int, is_crl: bool) -> None:
    check_with_revocation(seed, is_crl=is_crl)


@given(
    content=st.binary(max_size=400),
    head=st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<a>", b"\x30\x80"]),
)
def test_any_bytes_end_in_a_verdict(content: bytes, head: bytes) -> None:
    assert validate(head + content).indication is not Indication.TOTAL_PASSED


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(kind=st.sampled_from(sorted(ONLY_RECORDS)), changes=edits())
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
    assert read_time(short) == moment.replace(microsecond=0)
    assert read_time(long) == moment


@given(st.text("abc XYZ", max_size=20))
def test_names_compare_without_case_and_needless_white_space(text: str) -> None:
    def name(tag: int, value: str) -> bytes:
        attribute = der.encode(0x30, bytes.fromhex("0603550403") + der.encode(tag, value.encode()))
        return der.encode(0x30, der.encode(0x31, attribute))

    printable, utf8 = name(0x13, f"  {text.upper()} "), name(0x0C, "   ".join(text.lower().split(" ")))
    assert (names.name_key(printable) == names.name_key(utf8)) is (
        text.upper().split() == text.lower().upper().split()
    )
