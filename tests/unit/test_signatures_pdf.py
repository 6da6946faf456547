"""PAdES signatures: the sound ones pass, and each known attack on signed PDF files is noticed."""

# pyHanko leaves many of its functions without types.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields

from lienthong.signatures.report import FileReport, Indication, SubIndication
from lienthong.signatures.trust import RevocationMaterial
from lienthong.signatures.validator import validate_file
from tests.builders.signed_pdf import plain_pdf, sign_pdf, stamp_pdf, update_pdf
from tests.builders.signing_pki import DAY, NOW, YEAR, crl_of, issue, province

PASSED, INDETERMINATE, FAILED = Indication.TOTAL_PASSED, Indication.INDETERMINATE, Indication.TOTAL_FAILED
LATER = NOW + timedelta(hours=1)


@pytest.fixture(scope="module")
def once() -> bytes:
    """Signed by the leader alone."""
    return sign_pdf(plain_pdf(), province().leader)


@pytest.fixture(scope="module")
def twice(once: bytes) -> bytes:
    """Signed by the leader, then by the agency."""
    return sign_pdf(once, province().agency, "Agency", time=NOW + timedelta(minutes=5))


def validate(pdf: bytes) -> FileReport:
    return validate_file(
        pdf, name="cong-van.pdf", trust=province().trust, revocation=province().revocation(), at=LATER
    )


def failing(report: FileReport) -> set[str]:
    everything = [*report.findings, *(f for s in report.signatures for f in s.findings)]
    return {f.code for f in everything if f.severity == "fail"}


def assert_noticed(report: FileReport, code: str) -> None:
    assert report.indication is not PASSED
    assert code in failing(report), failing(report)


# --- sound ----------------------------------------------------------------------------------------


def test_leader_and_agency_both_pass(twice: bytes) -> None:
    report = validate(twice)
    assert report.indication is PASSED, failing(report)
    assert [(s.name, s.integrity, s.level) for s in report.signatures] == [
        ("Leader", "intact", "PAdES-B-T"),
        ("Agency", "intact", "PAdES-B-T"),
    ]
    assert [s.covers_whole_file for s in report.signatures] == [False, True]
    assert report.signatures[0].best_signature_time == NOW


def test_a_document_timestamp_proves_the_signatures_before_it(once: bytes) -> None:
    unstamped = sign_pdf(plain_pdf(), province().leader, stamped=False)
    report = validate(stamp_pdf(unstamped, time=NOW + timedelta(minutes=30)))
    assert report.indication is PASSED, failing(report)
    assert report.signatures[0].best_signature_time == NOW + timedelta(minutes=30)


def test_an_ordinary_visible_signature_may_follow(once: bytes) -> None:
    stamped = sign_pdf(once, province().agency, "Agency", box=(350, 100, 550, 180))
    assert validate(stamped).indication is PASSED


def test_a_pdf_without_signature_says_so() -> None:
    assert validate(plain_pdf()).sub_indication is SubIndication.NO_SIGNATURE_FOUND


def crls_at(*moments: datetime) -> RevocationMaterial:
    """What root and CA published around each of these moments."""
    crls = [
        crl_of(issuer, this_update=moment - DAY, next_update=moment + 30 * DAY)
        for moment in moments
        for issuer in (province().root, province().ca)
    ]
    return RevocationMaterial(tuple(crls))


@pytest.mark.parametrize("is_renewed", [True, False], ids=["with document timestamp", "without"])
def test_a_document_timestamp_in_time_carries_a_signature_through_the_years(
    once: bytes, is_renewed: bool
) -> None:
    """EN 319 102-1 5.6.2: signer and first authority have long expired; the renewal proves both were in
    time."""
    renewal, today = NOW + 2 * YEAR, NOW + 8 * YEAR
    younger = province().issue_tsa(not_after=NOW + 9 * YEAR)
    kept = stamp_pdf(once, time=renewal, authority=younger) if is_renewed else once
    report = validate_file(
        kept, name="x", trust=province().trust, revocation=crls_at(NOW, renewal, today), at=today
    )
    if is_renewed:
        assert report.indication is PASSED, failing(report)
        assert report.signatures[0].best_signature_time == NOW
        assert report.signatures[0].level == "PAdES-B-T"
    else:
        assert (report.indication, report.sub_indication) == (
            INDETERMINATE,
            SubIndication.OUT_OF_BOUNDS_NO_POE,
        )


# --- changed after signing -------------------------------------------------------------------------


def test_content_changed_in_place_breaks_the_signature(once: bytes) -> None:
    report = validate(once.replace(b"Cong van so 123", b"Cong van so 999"))
    assert (report.indication, report.sub_indication) == (FAILED, SubIndication.HASH_FAILURE)
    assert report.signatures[0].integrity == "broken"


def replace_page_text(out: IncrementalPdfFileWriter) -> None:
    page = out.find_page_for_modification(0)[0].get_object()
    stream = page["/Contents"]
    stream._data = b"BT /F1 14 Tf 72 720 Td (Cong van so 999) Tj ET"
    stream._encoded_data = None
    out.mark_update(page.raw_get("/Contents"))


def add_page_content(out: IncrementalPdfFileWriter) -> None:
    extra = out.add_object(generic.StreamObject(stream_data=b"BT /F1 30 Tf 72 600 Td (DA DUYET) Tj ET"))
    reference = out.find_page_for_modification(0)[0]
    page = reference.get_object()
    page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), extra])
    out.mark_update(reference)


def add_annotation(out: IncrementalPdfFileWriter) -> None:
    reference = out.find_page_for_modification(0)[0]
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.FloatObject, (72, 700, 300, 740))),
            pdf_name("/Contents"): pdf_string("Noi dung khac"),
        }
    )
    page = reference.get_object()
    existing = list(page["/Annots"]) if "/Annots" in page else []
    page["/Annots"] = generic.ArrayObject([*existing, out.add_object(note)])
    out.mark_update(reference)


def add_javascript(out: IncrementalPdfFileWriter) -> None:
    action = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): pdf_string("app.alert(1)")}
    )
    out.root["/OpenAction"] = out.add_object(action)
    out.update_root()


def add_page(out: IncrementalPdfFileWriter) -> None:
    pages = out.root.raw_get("/Pages")
    page = generic.DictionaryObject({pdf_name("/Type"): pdf_name("/Page"), pdf_name("/Parent"): pages})
    tree = pages.get_object()
    tree["/Kids"] = generic.ArrayObject([*tree["/Kids"], out.add_object(page)])
    tree["/Count"] = generic.NumberObject(2)
    out.mark_update(pages)


def change_title(out: IncrementalPdfFileWriter) -> None:
    info = out.trailer.raw_get("/Info")
    info.get_object()["/Title"] = pdf_string("Ten khac")
    out.mark_update(info)


def replace_font(out: IncrementalPdfFileWriter) -> None:
    page = out.find_page_for_modification(0)[0].get_object()
    font = page["/Resources"]["/Font"].raw_get("/F1")
    font.get_object()["/BaseFont"] = pdf_name("/Symbol")
    out.mark_update(font)


def strip_signature(out: IncrementalPdfFileWriter) -> None:
    field = out.root["/AcroForm"]["/Fields"][0]
    del field["/V"]
    out.mark_update(out.root["/AcroForm"]["/Fields"].raw_get(0))


def strip_form(out: IncrementalPdfFileWriter) -> None:
    del out.root["/AcroForm"]
    out.update_root()


@pytest.mark.parametrize(
    "change",
    [
        replace_page_text,
        add_page_content,
        add_annotation,
        add_javascript,
        add_page,
        change_title,
        replace_font,
    ],
    ids=lambda change: change.__name__,
)
@pytest.mark.parametrize("level", ["B-T", "LTA"])
def test_changes_after_signing_are_noticed(once: bytes, change: object, level: str) -> None:
    signed = stamp_pdf(once, time=NOW + timedelta(minutes=10)) if level == "LTA" else once
    report = validate(update_pdf(signed, change))  # type: ignore[arg-type]
    assert report.signatures[0].integrity == "intact"
    assert_noticed(report, "pdf.modified")


def test_a_second_signature_does_not_heal_a_change_before_it(once: bytes) -> None:
    changed = update_pdf(once, replace_page_text)
    report = validate(sign_pdf(changed, province().agency, "Agency"))
    assert report.signatures[0].indication is FAILED
    assert report.signatures[1].integrity == "intact"
    assert report.indication is FAILED


def test_a_form_value_filled_in_after_signing_is_noticed() -> None:
    def add_text_field(out: IncrementalPdfFileWriter) -> None:
        field = generic.DictionaryObject(
            {
                pdf_name("/FT"): pdf_name("/Tx"),
                pdf_name("/T"): pdf_string("SoTien"),
                pdf_name("/V"): pdf_string("1.000"),
            }
        )
        form = generic.DictionaryObject({pdf_name("/Fields"): generic.ArrayObject([out.add_object(field)])})
        out.root["/AcroForm"] = out.add_object(form)
        out.update_root()

    def fill(out: IncrementalPdfFileWriter) -> None:
        reference = out.root["/AcroForm"]["/Fields"].raw_get(0)
        reference.get_object()["/V"] = pdf_string("9.000.000")
        out.mark_update(reference)

    signed = sign_pdf(update_pdf(plain_pdf(), add_text_field), province().leader)
    assert validate(signed).indication is PASSED
    assert_noticed(validate(update_pdf(signed, fill)), "pdf.modified")


@pytest.mark.parametrize("change", [strip_signature, strip_form], ids=lambda change: change.__name__)
def test_a_signature_taken_out_is_noticed(once: bytes, change: object) -> None:
    report = validate(update_pdf(once, change))  # type: ignore[arg-type]
    assert report.indication is FAILED
    assert_noticed(report, "pdf.signature-stripped")


@pytest.mark.parametrize("tail", [b"<script>", b"\n%PDF-1.7 other", b"\x00" * 8 + b"x"])
def test_bytes_after_the_end_are_noticed(once: bytes, tail: bytes) -> None:
    assert_noticed(validate(once + tail), "pdf.trailing-bytes")


def test_bytes_hidden_behind_a_second_end_marker_are_noticed(once: bytes) -> None:
    assert validate(once + b"hidden\n%%EOF\n").indication is not PASSED


# --- ByteRange -------------------------------------------------------------------------------------


def with_byte_range(pdf: bytes, change: object) -> bytes:
    found = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]( *)", pdf)
    assert found is not None
    numbers = change([int(n) for n in found.groups()[:4]])  # type: ignore[operator]
    text = b"/ByteRange [" + b" ".join(str(n).encode() for n in numbers) + b"]"
    return pdf[: found.start()] + text.ljust(found.end() - found.start()) + pdf[found.end() :]


@pytest.mark.parametrize(
    "change",
    [
        lambda r: [r[0], r[1] - 10, r[2], r[3]],
        lambda r: [r[0], r[1], r[2] + 10, r[3] - 10],
        lambda r: [10, r[1] - 10, r[2], r[3]],
        lambda r: [r[0], r[1], r[1] - 5, r[3]],
        lambda r: [r[0], r[1], r[2], r[3] * 1000],
        lambda r: [r[0], r[1]],
        lambda r: [-1, r[1], r[2], r[3]],
    ],
    ids=["gap-before", "gap-after", "start", "overlap", "beyond", "two", "negative"],
)
def test_a_byte_range_that_is_not_the_whole_file_is_refused(once: bytes, change: object) -> None:
    report = validate(with_byte_range(once, change))
    assert report.signatures[0].integrity == "broken"
    assert_noticed(report, "pdf.byte-range")


def test_a_byte_range_that_ends_before_its_revision_is_refused(once: bytes) -> None:
    report = validate(with_byte_range(once, lambda r: [r[0], r[1], r[2], r[3] - 20]))
    assert report.signatures[0].integrity == "broken"
    assert_noticed(report, "pdf.not-covered")


def test_a_signature_copied_into_a_later_revision_is_refused(once: bytes) -> None:
    """The bytes that it covers are whole, but the revision that shows it is not among them."""

    def copy(out: IncrementalPdfFileWriter) -> None:
        field = out.root["/AcroForm"]["/Fields"].raw_get(0)
        value = field.get_object()["/V"]
        field.get_object()["/V"] = out.add_object(generic.DictionaryObject(dict(value)))
        out.mark_update(field)
        add_page_content(out)

    report = validate(update_pdf(once, copy))
    assert report.signatures[0].integrity == "intact"
    assert_noticed(report, "pdf.not-covered")


# --- what later signatures show --------------------------------------------------------------------


def test_a_later_signature_whose_picture_covers_the_page_is_noticed(once: bytes) -> None:
    covering = sign_pdf(once, province().agency, "Agency", box=(0, 0, 595, 842))
    assert_noticed(validate(covering), "pdf.widget-covers-page")


def test_an_untrusted_signature_may_not_change_what_is_seen(once: bytes) -> None:
    stranger = issue("Tự ký", None)
    drawn = sign_pdf(once, stranger, "Khac", box=(100, 600, 300, 700))
    report = validate(drawn)
    leader = next(s for s in report.signatures if s.name == "Leader")
    assert leader.indication is not PASSED
    assert "pdf.shown-by-untrusted" in {f.code for f in leader.findings}


def test_an_empty_field_with_a_picture_is_noticed(once: bytes) -> None:
    def add_empty_field(out: IncrementalPdfFileWriter) -> None:
        fields.append_signature_field(out, fields.SigFieldSpec("Trong", box=(50, 500, 500, 800)))
        field = out.root["/AcroForm"]["/Fields"][-1]
        picture = generic.StreamObject(
            {
                pdf_name("/Type"): pdf_name("/XObject"),
                pdf_name("/Subtype"): pdf_name("/Form"),
                pdf_name("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 450, 300))),
            },
            stream_data=b"1 1 1 rg 0 0 450 300 re f",
        )
        field["/AP"] = generic.DictionaryObject({pdf_name("/N"): out.add_object(picture)})

    assert validate(update_pdf(once, add_empty_field)).indication is not PASSED


def test_nothing_may_follow_a_certification_that_forbids_changes() -> None:
    def add_field(out: IncrementalPdfFileWriter) -> None:
        fields.append_signature_field(out, fields.SigFieldSpec("Trong", box=(350, 100, 550, 180)))

    certified = sign_pdf(plain_pdf(), province().leader, certify=True)
    assert validate(certified).indication is PASSED
    assert_noticed(validate(update_pdf(certified, add_field)), "pdf.modified")
    approved = validate(update_pdf(sign_pdf(plain_pdf(), province().leader), add_field))
    assert "pdf.modified" not in failing(approved)


# --- resources -------------------------------------------------------------------------------------


def test_a_form_tree_that_doubles_at_every_level_is_stopped(once: bytes) -> None:
    def doubling(out: IncrementalPdfFileWriter) -> None:
        leaf = generic.DictionaryObject({pdf_name("/FT"): pdf_name("/Tx"), pdf_name("/T"): pdf_string("x")})
        node = out.add_object(leaf)
        for depth in range(40):
            kids = generic.ArrayObject([node, node])
            node = out.add_object(
                generic.DictionaryObject({pdf_name("/T"): pdf_string(f"n{depth}"), pdf_name("/Kids"): kids})
            )
        form = out.root["/AcroForm"]
        form["/Fields"] = generic.ArrayObject([*form["/Fields"], node])
        out.mark_update(out.root.raw_get("/AcroForm"))

    assert validate(update_pdf(once, doubling)).sub_indication is SubIndication.RESOURCE_LIMIT


def test_deep_nesting_ends_as_a_verdict() -> None:
    nested = plain_pdf().replace(b"/Title", b"/Deep " + b"[" * 50_000 + b" /Title", 1)
    assert validate(nested).indication is not PASSED


def test_megabytes_of_hex_take_no_time() -> None:
    def add_hex(out: IncrementalPdfFileWriter) -> None:
        out.root["/Junk"] = generic.ByteStringObject(b"\x90" * 8_000_000)
        out.update_root()

    pdf = update_pdf(plain_pdf(), add_hex)
    started = time.process_time()
    assert validate(pdf).sub_indication is SubIndication.NO_SIGNATURE_FOUND
    assert time.process_time() - started < 1.0


def test_half_a_file_is_unreadable(once: bytes) -> None:
    for cut in (100, len(once) // 2, len(once) - 30):
        assert validate(once[:cut]).indication is not PASSED
