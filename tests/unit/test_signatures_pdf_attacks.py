"""Attacks on signed PDF files through cross-references and trailers, of which no viewer shows a trace.

Shadow attacks (Mainka et al., 2021): the attacker prepares content before an honest person signs, and brings
it to light afterwards. Each is tried on a file of level B-T and on one that a document timestamp closed.
"""

# pyHanko leaves many of its functions without types.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields

from lienthong.signatures.report import FileReport, Indication, SubIndication
from lienthong.signatures.validator import validate_file
from tests.builders.pdf_revisions import (
    FREE,
    IN_USE,
    append_hybrid_revision,
    append_revision,
    contents_of,
    line,
    page_of,
    root_of,
    size_of,
    startxref_of,
    stream,
)
from tests.builders.signed_pdf import plain_pdf, sign_pdf, stamp_pdf, update_pdf
from tests.builders.signing_pki import NOW, province

SHADOW = stream(line("Dong y chi 9.000.000.000 dong"))
FAR = 400
"""An object number that no builder gives away."""
LEVELS = pytest.mark.parametrize("level", ["B-T", "LTA"])


def signed(prepared: bytes, level: str = "B-T") -> bytes:
    """What the honest signer makes of a prepared file; it passes, else the attack proves nothing."""
    made = sign_pdf(prepared, province().leader)
    if level == "LTA":
        made = stamp_pdf(made, time=NOW + timedelta(minutes=10))
    assert validate(made).indication is Indication.TOTAL_PASSED, failing(validate(made))
    return made


def validate(pdf: bytes) -> FileReport:
    return validate_file(
        pdf,
        name="cong-van.pdf",
        trust=province().trust,
        revocation=province().revocation(),
        at=NOW + timedelta(hours=1),
    )


def failing(report: FileReport) -> dict[str, str]:
    """Code → Vietnamese sentence of everything that fails."""
    everything = [*report.findings, *(f for s in report.signatures for f in s.findings)]
    return {f.code: f.vi for f in everything if f.severity == "fail"}


def assert_changed(pdf: bytes, words: str = "") -> None:
    report = validate(pdf)
    assert report.indication is Indication.TOTAL_FAILED
    assert "pdf.modified" in failing(report), failing(report)
    assert words in failing(report)["pdf.modified"]


def prepared(change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    return update_pdf(plain_pdf(), change)


def page_and_reference(
    out: IncrementalPdfFileWriter,
) -> tuple[generic.DictionaryObject, generic.IndirectObject]:
    reference = out.find_page_for_modification(0)[0]
    return reference.get_object(), reference


def point_contents_at(out: IncrementalPdfFileWriter, number: int) -> None:
    """A second content stream beside the first, by object number alone."""
    page, reference = page_and_reference(out)
    further = generic.IndirectObject(number, 0, out)
    page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), further])
    out.mark_update(reference)


# --- shadow attacks -------------------------------------------------------------------------------


def cover_with_white(out: IncrementalPdfFileWriter) -> None:
    """The signer sees a blank page; the text below it waits."""
    cover = out.add_object(generic.StreamObject(stream_data=b"1 1 1 rg 0 0 595 842 re f"))
    page, reference = page_and_reference(out)
    page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), cover])
    out.mark_update(reference)


def cover_of(pdf: bytes) -> int:
    found = re.search(rb"(\d+) 0 obj\s*<<[^>]*>>\s*stream\s*1 1 1 rg", pdf)
    assert found is not None
    return int(found[1])


@LEVELS
def test_shadow_hide_by_emptying_what_covered_the_page_is_noticed(level: str) -> None:
    letter = signed(prepared(cover_with_white), level)
    assert_changed(append_revision(letter, {cover_of(letter): stream(b"")}), "nội dung hiển thị của trang 1")


@LEVELS
@pytest.mark.parametrize("generation", [0, 1, 65535])
def test_shadow_hide_by_freeing_what_covered_the_page_in_the_table_alone_is_noticed(
    level: str, generation: int
) -> None:
    letter = signed(prepared(cover_with_white), level)
    assert_changed(append_revision(letter, entries=[(cover_of(letter), 0, generation, FREE)]))


@LEVELS
def test_shadow_hide_by_a_generation_that_only_some_readers_accept_is_noticed(level: str) -> None:
    letter = signed(prepared(cover_with_white), level)
    assert_changed(append_revision(letter, {cover_of(letter): stream(b"")}, generation=70_000))


@LEVELS
def test_shadow_replace_by_another_font_under_the_same_text_is_noticed(level: str) -> None:
    letter = signed(plain_pdf(), level)
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"
    number = re.search(rb"(\d+) 0 obj\s*<<\s*/Type /Font", letter)
    assert number is not None
    assert_changed(append_revision(letter, {int(number[1]): font}), "nội dung hiển thị của trang 1")


def add_field_that_shows_another_value(out: IncrementalPdfFileWriter) -> None:
    """The value is nine million, its picture says one thousand."""
    picture = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 200, 30))),
        },
        stream_data=b"BT /F1 12 Tf (1.000) Tj ET",
    )
    field = out.add_object(
        generic.DictionaryObject(
            {
                pdf_name("/FT"): pdf_name("/Tx"),
                pdf_name("/T"): pdf_string("SoTien"),
                pdf_name("/V"): pdf_string("9.000.000"),
                pdf_name("/Subtype"): pdf_name("/Widget"),
                pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (100, 100, 300, 130))),
                pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): out.add_object(picture)}),
            }
        )
    )
    form = generic.DictionaryObject({pdf_name("/Fields"): generic.ArrayObject([field])})
    out.root["/AcroForm"] = out.add_object(form)
    out.update_root()
    page, reference = page_and_reference(out)
    page["/Annots"] = generic.ArrayObject([field])
    out.mark_update(reference)


def change_form(**entries: generic.PdfObject) -> Callable[[IncrementalPdfFileWriter], None]:
    def change(out: IncrementalPdfFileWriter) -> None:
        for key, value in entries.items():
            out.root["/AcroForm"][f"/{key}"] = value
        out.mark_update(out.root.raw_get("/AcroForm"))

    return change


@LEVELS
@pytest.mark.parametrize(
    "entries",
    [
        {"NeedAppearances": generic.BooleanObject(True)},
        {"DA": pdf_string("/Other 0 Tf")},
        {"Q": generic.NumberObject(2)},
        {"XFA": pdf_string("<xfa/>")},
    ],
    ids=lambda entries: next(iter(entries)),
)
def test_shadow_replace_by_drawing_form_values_anew_is_noticed(
    level: str, entries: dict[str, generic.PdfObject]
) -> None:
    letter = signed(prepared(add_field_that_shows_another_value), level)
    assert_changed(update_pdf(letter, change_form(**entries)), "thiết lập của biểu mẫu")


@LEVELS
def test_shadow_hide_and_replace_by_a_table_that_names_a_prepared_object_is_noticed(level: str) -> None:
    """The signed bytes hold two objects of one number; the appended table alone chooses the other."""
    base = plain_pdf()
    number = contents_of(base)
    hidden = f"{number} 0 obj\n".encode() + SHADOW + b"\nendobj\n"
    letter = signed(append_revision(base + hidden, size=size_of(base), root=root_of(base)), level)
    offset = letter.index(hidden)
    assert_changed(append_revision(letter, entries=[(number, offset, 0, IN_USE)]), "trang 1")


def prepare_second_catalogue(out: IncrementalPdfFileWriter) -> None:
    """A whole second document that shares the signature field with the first."""
    fields.append_signature_field(out, fields.SigFieldSpec("Leader"))
    page = page_and_reference(out)[0]
    shadow = generic.DictionaryObject({key: page.raw_get(key) for key in page if key != "/Parent"})
    shadow["/Contents"] = out.add_object(generic.StreamObject(stream_data=line("Noi dung khac")))
    shadow_page = out.add_object(shadow)
    tree = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Pages"),
            pdf_name("/Kids"): generic.ArrayObject([shadow_page]),
            pdf_name("/Count"): generic.NumberObject(1),
        }
    )
    catalogue = generic.DictionaryObject({key: out.root.raw_get(key) for key in out.root})
    catalogue["/Pages"] = out.add_object(tree)
    catalogue["/Shadow"] = generic.BooleanObject(True)
    out.root["/PieceInfo"] = out.add_object(catalogue)
    out.update_root()


def test_shadow_hide_and_replace_by_a_trailer_that_names_a_prepared_catalogue_is_noticed() -> None:
    """A document timestamp over it is refused from the start: the form is used from two places."""
    letter = signed(prepared(prepare_second_catalogue))
    other = re.findall(rb"(\d+) 0 obj\s*<<(?:(?!endobj).)*?/Shadow true", letter, re.DOTALL)[0]
    assert validate(append_revision(letter, root=int(other))).indication is Indication.TOTAL_FAILED


@LEVELS
def test_a_trailer_that_leads_past_the_signed_revision_hides_no_signature(level: str) -> None:
    base = plain_pdf()
    letter = signed(base, level)
    skipping = append_revision(
        letter, {contents_of(base): SHADOW}, prev=startxref_of(base), root=root_of(base)
    )
    assert validate(skipping).indication is not Indication.TOTAL_PASSED


@LEVELS
def test_an_appended_trailer_of_another_encryption_is_noticed(level: str) -> None:
    letter = append_revision(signed(plain_pdf(), level), trailer="/Encrypt null")
    assert_changed(letter, "chế độ mã hóa")


# --- gaps of the signed part, filled afterwards ---------------------------------------------------


@LEVELS
def test_content_that_the_signed_page_only_pointed_to_may_not_be_supplied_later(level: str) -> None:
    letter = signed(prepared(lambda out: point_contents_at(out, FAR)), level)
    assert_changed(append_revision(letter, {FAR: SHADOW}), "chưa có khi ký")


@LEVELS
def test_what_a_page_inherits_may_not_be_supplied_later(level: str) -> None:
    def point_parent_at_nothing(out: IncrementalPdfFileWriter) -> None:
        page, reference = page_and_reference(out)
        page["/Parent"] = generic.IndirectObject(FAR, 0, out)
        out.mark_update(reference)

    letter = signed(prepared(point_parent_at_nothing), level)
    assert_changed(append_revision(letter, {FAR: b"<< /Type /Pages /Rotate 180 >>"}), "chưa có khi ký")


@LEVELS
def test_a_signed_entry_that_leads_behind_the_signed_bytes_is_noticed(level: str) -> None:
    base = prepared(lambda out: point_contents_at(out, FAR))
    behind = 200_000
    letter = sign_pdf(append_revision(base, entries=[(FAR, behind, 0, IN_USE)]), province().leader)
    letter = stamp_pdf(letter, time=NOW + timedelta(minutes=10)) if level == "LTA" else letter
    size, root, prev = size_of(letter), root_of(letter), startxref_of(letter)
    grown = letter + b"%" + b" " * (behind - len(letter) - 2) + b"\n"
    grown += f"{FAR} 0 obj\n".encode() + SHADOW + b"\nendobj\n"
    assert_changed(append_revision(grown, size=size, root=root, prev=prev), "nối vào tệp sau khi ký")


@LEVELS
def test_a_signed_stream_that_grows_with_what_is_appended_is_noticed(level: str) -> None:
    length = 200_000
    base = plain_pdf()
    number, text = contents_of(base), line("Noi dung ban dau")
    endless = f"<< /Length {length} >>\nstream\n".encode() + text + b"\nendstream"
    letter = sign_pdf(append_revision(base, {number: endless}), province().leader)
    letter = stamp_pdf(letter, time=NOW + timedelta(minutes=10)) if level == "LTA" else letter
    size, root, prev = size_of(letter), root_of(letter), startxref_of(letter)
    end = letter.index(b"stream\n" + text) + len(b"stream\n") + length
    shadow = b"\n" + line("Noi dung khac")
    grown = letter + shadow + b" " * (end - len(letter) - len(shadow)) + b"\nendstream\nendobj\n"
    assert_changed(append_revision(grown, size=size, root=root, prev=prev), "nối vào tệp sau khi ký")


# --- tables that readers take differently ---------------------------------------------------------


@LEVELS
def test_a_number_listed_twice_in_one_table_is_noticed(level: str) -> None:
    """Some take the first entry and some the last; the last one here changes nothing."""
    letter = signed(plain_pdf(), level)
    number = contents_of(letter)
    original = letter.index(f"{number} 0 obj".encode())
    shadow = f"{number} 0 obj\n".encode() + SHADOW + b"\nendobj\n"
    doubled = append_revision(
        letter + shadow,
        entries=[(number, len(letter), 0, IN_USE), (number, original, 0, IN_USE)],
        size=size_of(letter),
        root=root_of(letter),
    )
    assert_changed(doubled)


@LEVELS
def test_a_size_that_drops_signed_objects_is_noticed(level: str) -> None:
    letter = signed(plain_pdf(), level)
    assert_changed(append_revision(letter, size=contents_of(letter)), "bảng tham chiếu")


# --- hybrid cross-references ----------------------------------------------------------------------


@LEVELS
def test_a_signed_hybrid_file_passes(level: str) -> None:
    base = append_hybrid_revision(plain_pdf(), {FAR: b"<< /Nothing true >>"}, table=[FAR])
    signed(base, level)


@LEVELS
def test_what_a_signed_hybrid_file_shows_through_its_stream_is_what_was_signed(level: str) -> None:
    base = prepared(lambda out: point_contents_at(out, FAR))
    letter = signed(append_hybrid_revision(base, {FAR: stream(line("Phu luc"))}, table=[FAR]), level)
    assert_changed(append_revision(letter, {FAR: SHADOW}), "trang 1")


@LEVELS
@pytest.mark.parametrize("listed", [True, False], ids=["freed in the table", "not in the table"])
def test_a_hybrid_revision_whose_stream_redefines_signed_content_is_noticed(level: str, listed: bool) -> None:
    letter = signed(plain_pdf(), level)
    number = contents_of(letter)
    assert_changed(append_hybrid_revision(letter, {number: SHADOW}, table=[number] if listed else []))


@LEVELS
def test_a_hybrid_revision_whose_stream_frees_signed_content_is_noticed(level: str) -> None:
    letter = signed(plain_pdf(), level)
    assert_changed(append_hybrid_revision(letter, {}, freed=[contents_of(letter)]))


def test_a_hybrid_stream_behind_the_signed_bytes_is_noticed() -> None:
    """The signed trailer names a place that does not exist yet."""
    base = plain_pdf()
    behind = 200_000
    letter = bytearray(append_revision(base, trailer=f"/XRefStm {behind:d}"))
    number = contents_of(base)
    row = b"\1" + (behind + 500).to_bytes(4) + b"\0\0"
    entries = f"/Type /XRef /W [1 4 2] /Index [{number} 1] /Size {size_of(base) + 1}"
    section = f"{size_of(base)} 0 obj\n".encode() + stream(row, entries) + b"\nendobj\n"
    shadow = f"{number} 0 obj\n".encode() + SHADOW + b"\nendobj\n"
    tail = b" " * (behind - len(letter)) + section
    tail += b" " * (behind + 500 - len(letter) - len(tail)) + shadow
    report = validate(bytes(letter) + tail)
    assert report.indication is not Indication.TOTAL_PASSED


# --- what the signer's pages look like ------------------------------------------------------------


@LEVELS
def test_a_program_added_after_signing_is_told_as_a_program(level: str) -> None:
    letter = signed(plain_pdf(), level)
    body = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"

    def open_with_program(out: IncrementalPdfFileWriter) -> None:
        out.root["/OpenAction"] = generic.IndirectObject(FAR, 0, out)
        out.update_root()

    assert_changed(
        append_revision(update_pdf(letter, open_with_program), {FAR: body}), "mã lệnh (JavaScript)"
    )


def test_the_picture_of_a_signature_that_was_signed_may_not_change() -> None:
    letter = sign_pdf(plain_pdf(), province().leader, box=(100, 100, 300, 200))

    def draw_anew(out: IncrementalPdfFileWriter) -> None:
        field = out.root["/AcroForm"]["/Fields"].raw_get(0)
        picture = generic.StreamObject(
            {
                pdf_name("/Type"): pdf_name("/XObject"),
                pdf_name("/Subtype"): pdf_name("/Form"),
                pdf_name("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 200, 30))),
            },
            stream_data=b"1 0 0 rg 0 0 200 100 re f",
        )
        field.get_object()["/AP"] = generic.DictionaryObject({pdf_name("/N"): out.add_object(picture)})
        out.mark_update(field)

    assert_changed(update_pdf(letter, draw_anew), "ô chữ ký Leader")


def test_a_later_picture_is_measured_by_what_a_viewer_shows_of_the_page() -> None:
    """A media box of posters would make every picture small; viewers show the crop box."""

    def crop(out: IncrementalPdfFileWriter) -> None:
        page, reference = page_and_reference(out)
        page["/CropBox"] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842)))
        page["/MediaBox"] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 9000, 9000)))
        out.mark_update(reference)

    covering = sign_pdf(signed(prepared(crop)), province().agency, "Agency", box=(0, 0, 595, 842))
    assert "pdf.widget-covers-page" in failing(validate(covering))


# --- resources ------------------------------------------------------------------------------------


def test_arrays_that_double_at_every_level_cost_nothing() -> None:
    def double(out: IncrementalPdfFileWriter) -> None:
        node = out.add_object(generic.DictionaryObject())
        for _ in range(60):
            node = out.add_object(generic.ArrayObject([node, node]))
        out.root["/PieceInfo"] = node
        out.update_root()

    letter = signed(prepared(double), "LTA")
    assert validate(letter).indication is Indication.TOTAL_PASSED


def test_paths_that_double_up_to_a_changed_object_are_stopped() -> None:
    def double(out: IncrementalPdfFileWriter) -> None:
        node = page_and_reference(out)[0].raw_get("/Contents")
        for _ in range(60):
            node = out.add_object(generic.ArrayObject([node, node]))
        out.root["/PieceInfo"] = node
        out.update_root()

    letter = signed(prepared(double))
    report = validate(append_revision(letter, {contents_of(letter): SHADOW}))
    assert report.sub_indication is SubIndication.RESOURCE_LIMIT


def test_a_letter_with_thousands_of_bookmarks_may_be_signed_twice() -> None:
    def add_bookmarks(out: IncrementalPdfFileWriter) -> None:
        root = out.add_object(generic.DictionaryObject({pdf_name("/Type"): pdf_name("/Outlines")}))
        marks = [
            out.add_object(
                generic.DictionaryObject({pdf_name("/Title"): pdf_string(str(i)), pdf_name("/Parent"): root})
            )
            for i in range(2000)
        ]
        for mark, following in itertools.pairwise(marks):
            mark.get_object()["/Next"] = following
            following.get_object()["/Prev"] = mark
        root.get_object().update({pdf_name("/First"): marks[0], pdf_name("/Last"): marks[-1]})
        out.root["/Outlines"] = root
        out.update_root()

    letter = sign_pdf(signed(prepared(add_bookmarks)), province().agency, "Agency")
    assert validate(letter).indication is Indication.TOTAL_PASSED


HUGE = 10**19


@pytest.mark.parametrize(
    "damage",
    [
        lambda pdf: re.sub(rb"startxref\n\d+", b"startxref\n%d" % HUGE, pdf),
        lambda pdf: append_revision(pdf, prev=HUGE),
        lambda pdf: append_revision(pdf, trailer=f"/XRefStm {HUGE}"),
        lambda pdf: append_revision(pdf, {contents_of(pdf): f"<< /Length {HUGE} >>\nstream\n".encode()}),
        lambda pdf: append_revision(pdf, {page_of(pdf): f"<< /Type /Page /Parent {HUGE} 0 R >>".encode()}),
        lambda pdf: append_revision(pdf, entries=[(contents_of(pdf), 9_999_999_999, 0, IN_USE)]),
        lambda pdf: append_revision(pdf, {contents_of(pdf): SHADOW}, generation=99_999),
        lambda pdf: re.sub(
            rb"/ByteRange \[[0-9 ]+\]", lambda m: (b"/ByteRange [0 1 2 %d]" % HUGE).ljust(len(m[0])), pdf
        ),
        lambda pdf: re.sub(rb"xref\n0 \d+", b"xref\n0 9999999999", pdf),
    ],
    ids=[
        "startxref",
        "Prev",
        "XRefStm",
        "Length",
        "object number",
        "xref offset",
        "generation",
        "ByteRange",
        "xref count",
    ],
)
def test_huge_integers_end_as_a_verdict(damage: Callable[[bytes], bytes]) -> None:
    letter = signed(plain_pdf())
    damaged = damage(letter)
    assert damaged != letter
    assert validate(damaged).indication is not Indication.TOTAL_PASSED


def test_a_huge_size_alone_changes_nothing() -> None:
    report = validate(append_revision(signed(plain_pdf()), size=HUGE))
    assert report.indication is Indication.TOTAL_PASSED


@pytest.mark.parametrize(
    "loop",
    [
        lambda pdf: {page_of(pdf): f"<< /Type /Pages /Kids [{page_of(pdf)} 0 R] /Count 1 >>".encode()},
        lambda pdf: {page_of(pdf): f"<< /Type /Page /Parent {page_of(pdf)} 0 R >>".encode()},
        lambda pdf: {
            root_of(pdf): f"<< /Type /Catalog /Pages {root_of(pdf)} 0 R /AcroForm {root_of(pdf)} 0 R "
            f"/Fields [{root_of(pdf)} 0 R] /Kids [{root_of(pdf)} 0 R] >>".encode()
        },
        lambda pdf: {
            contents_of(pdf): f"<< /Length {contents_of(pdf)} 0 R >>\nstream\nx\nendstream".encode()
        },
        lambda pdf: {contents_of(pdf): f"{contents_of(pdf)} 0 R".encode()},
        lambda pdf: {contents_of(pdf): f"{FAR} 0 R".encode(), FAR: f"{contents_of(pdf)} 0 R".encode()},
    ],
    ids=["Kids", "Parent", "AcroForm", "Length", "itself", "one another"],
)
@LEVELS
def test_reference_loops_end_as_a_verdict(level: str, loop: Callable[[bytes], dict[int, bytes]]) -> None:
    letter = signed(plain_pdf(), level)
    assert validate(append_revision(letter, loop(letter))).indication is not Indication.TOTAL_PASSED


def test_cross_references_that_lead_back_to_themselves_are_unreadable() -> None:
    letter = signed(plain_pdf())
    looping = append_revision(letter, prev=len(letter))
    assert validate(looping).sub_indication is SubIndication.FORMAT_FAILURE


def test_object_streams_that_extend_one_another_end_as_a_verdict() -> None:
    letter = signed(plain_pdf())
    number, other = FAR, FAR + 1
    entries = "/Type /ObjStm /N 1 /First 5 /Extends"
    looping = {
        number: stream(b"402 0 (x)", f"{entries} {other} 0 R"),
        other: stream(b"403 0 (x)", f"{entries} {number} 0 R"),
    }
    with_streams = append_revision(letter, looping)
    rows = b"".join(b"\2" + target.to_bytes(4) + b"\0\0" for target in (number, contents_of(letter)))
    section = size_of(with_streams)
    held = f"/Type /XRef /W [1 4 2] /Index [{contents_of(letter)} 1 402 1] /Size {section + 1}"
    held += f" /Root {root_of(letter)} 0 R /Prev {startxref_of(with_streams)}"
    at = len(with_streams)
    body = f"{section} 0 obj\n".encode() + stream(rows, held) + b"\nendobj\n"
    looping_file = with_streams + body + f"startxref\n{at}\n%%EOF\n".encode()
    assert validate(looping_file).indication is not Indication.TOTAL_PASSED
