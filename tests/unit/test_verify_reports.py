"""Reports for people and for other validators: the words, the page, and its forms."""

from __future__ import annotations

import string
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pyhanko.pdf_utils.reader import PdfFileReader

from lienthong.signatures.catalogue import CATALOGUE
from lienthong.signatures.findings import find
from lienthong.signatures.names import attributes_of
from lienthong.signatures.policy import DEFAULT
from lienthong.signatures.rendering import meanings, words
from lienthong.signatures.rendering.etsi import VR, render_xml
from lienthong.signatures.rendering.html import render_html
from lienthong.signatures.rendering.page import Checked, Tone, headline_of, make_page
from lienthong.signatures.rendering.pdf import render_pdf
from lienthong.signatures.report import (
    ChainLink,
    FileReport,
    Finding,
    Indication,
    RevocationUsed,
    SignatureReport,
    SubIndication,
    TimestampReport,
    file_report,
)
from lienthong.signatures.validator import validate_file
from tests.builders.checked_files import LETTER, contents
from tests.builders.signing_pki import NOW, province
from tests.etsi_schema import schema_faults

SIGNED = datetime(2019, 6, 12, 8, 40, tzinfo=UTC)
SHA = "ab" * 32
HOSTILE = '<script>alert(1)</script>"&\x1b[2J\u202egpj.exe'
PAIRS = [
    *((f"label {name}", text) for name, text in words.LABELS.items()),
    *((f"headline {name}", text) for name, text in words.HEADLINES.items()),
    *((f"severity {name}", text) for name, text in words.SEVERITIES.items()),
    *((f"timestamp {name}", text) for name, text in words.TIMESTAMP_KINDS.items()),
    *((f"cause {name}", meaning.cause) for name, meaning in meanings.BY_CODE.items()),
    *((f"cause {name}", meaning.cause) for name, meaning in meanings.BY_SUB_INDICATION.items()),
    *((f"advice {name}", meaning.advice) for name, meaning in meanings.BY_CODE.items()),
    *((f"advice {name}", meaning.advice) for name, meaning in meanings.BY_SUB_INDICATION.items()),
]


def finding(code: str, **facts: object) -> Finding:
    """A finding of the default policy, with a word for each fact that is not given."""
    names = {name for _, name, _, _ in string.Formatter().parse(CATALOGUE[code].en) if name}
    found = find(code, DEFAULT, subject="", **{name: facts.get(name, "x") for name in names})
    assert found is not None
    return found


def signature(*findings: Finding, **changes: object) -> SignatureReport:
    """A signature of a leader with a timestamp, before and after what is given."""
    leader = "CN=Nguyễn Văn An, title=Chủ tịch, O=UBND huyện Cần Giuộc\\, Long An, C=VN"
    link = ChainLink(
        leader, "CN=CA cấp, C=VN", "1", "cd" * 32, SIGNED.replace(year=2018), SIGNED.replace(year=2023)
    )
    root = ChainLink("CN=Gốc, C=VN", "CN=Gốc, C=VN", "2", "ef" * 32, link.not_before, link.not_after)
    sound = SignatureReport(
        integrity="intact",
        indication=Indication.TOTAL_PASSED,
        sub_indication=None,
        level="PAdES-B-T",
        signer=leader,
        covers_whole_file=True,
        covers=("revision 1 of 1",),
        signer_sha256="cd" * 32,
        claimed_time=SIGNED,
        best_signature_time=SIGNED,
        digest_algorithm="sha256",
        signature_algorithm="rsa-sha256",
        name="Leader",
        counter_signatures=("CN=Chánh Văn phòng (intact)",),
        chain=(link, root),
        revocation=(RevocationUsed("crl", "12" * 32, "cd" * 32, "good", SIGNED),),
        timestamps=(TimestampReport("signature", SIGNED, "Dịch vụ", Indication.TOTAL_PASSED, None),),
    )
    return replace(sound.with_findings(findings), **changes)  # type: ignore[arg-type]


def checked(*signatures: SignatureReport, findings: tuple[Finding, ...] = (), file: str = "a.pdf") -> Checked:
    report = file_report(
        file=file,
        format="PDF",
        media_type="application/pdf",
        policy="lienthong-default/1",
        signatures=signatures,
        findings=findings,
    )
    return Checked(report, SIGNED, SHA)


@pytest.fixture(scope="module")
def real() -> list[Checked]:
    """Reports as the validator makes them, of every kind of file a clerk meets."""
    names = ["good.pdf", "tampered.pdf", "truncated.pdf", "unsigned.pdf", "expired.p7s", "untrusted.p7s"]
    return [
        Checked(
            validate_file(
                contents()[name],
                name=name,
                trust=province().trust,
                revocation=province().revocation(),
                at=NOW,
                detached_content=LETTER if name.endswith(".p7s") else None,
            ),
            NOW,
            SHA,
        )
        for name in names
    ]


# --- words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "text"), PAIRS, ids=[name for name, _ in PAIRS])
def test_every_text_says_the_same_in_both_languages(name: str, text: words.Words) -> None:
    assert text.en.strip()
    assert text.vi.strip()
    assert unicodedata.is_normalized("NFC", text.vi)
    places = [{field for _, field, _, _ in string.Formatter().parse(one) if field} for one in text]
    assert places[0] == places[1]


def test_every_verdict_has_its_sentence_and_its_next_step() -> None:
    assert set(meanings.BY_SUB_INDICATION) == set(SubIndication)
    assert set(words.HEADLINES) == set(Indication)
    assert meanings.BY_CODE.keys() <= CATALOGUE.keys()


def test_a_moment_in_a_sentence_is_read_as_vietnams_time() -> None:
    text = "hết hạn (2019-06-12T08:40:00Z), không phải 2019-06-12T08:40:00.5+07:00.."
    assert (
        words.readable_sentence(text, "vi")
        == "hết hạn (12/06/2019 15:40:00), không phải 12/06/2019 08:40:00."
    )
    assert words.readable_sentence("9999-99-99T99:99:99Z", "en") == "9999-99-99T99:99:99Z"


@given(st.text(max_size=60), st.sampled_from(["en", "vi"]))
def test_no_sentence_makes_the_reader_fail(text: str, language: str) -> None:
    assert isinstance(words.readable_sentence(f"{text} 0001-01-01T00:00:00+14:00", language), str)


# --- the page --------------------------------------------------------------------------------------


def test_a_sound_file_may_be_used() -> None:
    page = make_page(checked(signature()), "vi")
    assert (page.headline, page.tone) == ("HỢP LỆ", Tone.GOOD)
    assert page.cause == "Mọi chữ ký số đều hợp lệ; nội dung đúng như khi ký."
    assert page.signatures[0].heading == "Chữ ký: hợp lệ"
    assert dict(page.signatures[0].facts) == {
        "Người ký": "Nguyễn Văn An",
        "Chức vụ": "Chủ tịch",
        "Cơ quan": "UBND huyện Cần Giuộc, Long An",
        "Thời điểm ký": "trước 12/06/2019 15:40:00, có dấu thời gian của Dịch vụ chứng minh",
        "Nội dung": "đúng như khi ký",
        "Chữ ký xác nhận của": "CN=Chánh Văn phòng (intact)",
        "Tổ chức cấp chứng thư": "CA cấp",
    }


def test_notes_on_a_sound_file_are_pointed_at() -> None:
    page = make_page(checked(signature(finding("signature.no-timestamp"))), "en")
    assert page.headline == "VALID"
    assert page.advice == "The file may be used; read the notes below first."


@pytest.mark.parametrize(
    ("codes", "cause"),
    [
        (["pdf.modified"], "The document was changed after it was signed."),
        (["signature.hash-mismatch", "path.none"], "The content was changed after it was signed."),
        (["pdf.shown-by-untrusted", "certificate.revoked-no-proof"], "The signer's certificate was revoked"),
        (["revocation.missing", "certificate.expired-no-proof"], "The signer's certificate has expired"),
        (["revocation.missing"], "Whether the signer's certificate was revoked cannot be said"),
        (["pdf.shown-by-untrusted"], "The signature does not fulfil the rules"),
        (["certificate.key-usage"], "It was signed with a certificate that is not for signing documents."),
        (["path.none"], "The content is as it was signed, but the authority"),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else None,
)
def test_the_headline_tells_the_cause_and_not_its_consequences(codes: list[str], cause: str) -> None:
    page = make_page(checked(signature(*(finding(code) for code in codes))), "en")
    assert page.cause.startswith(cause)


def test_the_cause_may_lie_in_another_signature_than_the_first() -> None:
    first, second = signature(finding("pdf.shown-by-untrusted")), signature(finding("certificate.key-usage"))
    assert "not for signing documents" in make_page(checked(first, second), "en").cause


def test_a_claimed_time_is_never_told_as_proven() -> None:
    untrusted = TimestampReport("signature", SIGNED, "Dịch vụ", Indication.INDETERMINATE, None)
    for stamps in ((), (untrusted,)):
        page = make_page(checked(signature(timestamps=stamps, best_signature_time=NOW)), "en")
        assert "no trusted timestamp proves it" in dict(page.signatures[0].facts)["Signed"]


@pytest.mark.parametrize(
    ("code", "integrity", "said"),
    [
        ("signature.hash-mismatch", "broken", "NOT what was signed"),
        ("signature.data-missing", "broken", "could not be compared"),
        ("pdf.modified", "intact", "the signed part is unchanged, but more was changed after signing"),
        ("path.none", "intact", "as it was signed"),
    ],
)
def test_what_is_said_of_the_content_fits_what_was_found(code: str, integrity: str, said: str) -> None:
    page = make_page(checked(signature(finding(code), integrity=integrity)), "en")
    assert dict(page.signatures[0].facts)["Content"] == said


def test_findings_stand_by_weight_with_the_signers_name_instead_of_the_whole_subject() -> None:
    subject = signature().signer
    page = make_page(
        checked(
            signature(
                finding("pdf.extended"),
                finding("signature.no-timestamp"),
                finding("path.none", certificate=subject),
            )
        ),
        "en",
    )
    told = page.signatures[0].findings
    assert [item.code for item in told] == ["path.none", "signature.no-timestamp", "pdf.extended"]
    assert "(Nguyễn Văn An)" in told[0].sentence


def test_a_file_without_signatures_is_called_unsigned_and_not_undetermined() -> None:
    unsigned = checked(findings=(finding("file.no-signature"),))
    assert headline_of(unsigned.report, "vi") == "KHÔNG CÓ CHỮ KÝ SỐ"
    assert make_page(unsigned, "vi").findings == ()


@pytest.mark.parametrize(
    ("subject", "attributes"),
    [
        ("CN=A\\, O=B, O=C", {"CN": "A, O=B", "O": "C"}),
        ("O=First, O=Second", {"O": "First"}),
        ("2.5.4.97=x, CN=A", {"CN": "A"}),
        ("", {}),
    ],
)
def test_names_are_taken_apart_without_being_fooled_by_commas(
    subject: str, attributes: dict[str, str]
) -> None:
    assert attributes_of(subject) == attributes


# --- HTML ------------------------------------------------------------------------------------------


class Outline(HTMLParser):
    """Tags, attributes and text of a page; complains when tags do not close in order."""

    VOID = frozenset({"meta", "link", "br", "img"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_page_is_whole_in_itself_and_runs_nothing(real: list[Checked], language: str) -> None:
    html = render_html([make_page(one, language) for one in real], language)
    outline = Outline(html)
    names = [tag for tag, _ in outline.tags]
    assert not {"script", "img", "link", "iframe", "a", "form"} & set(names)
    assert not any(
        name.startswith("on") or name in ("src", "href") for _, found in outline.tags for name in found
    )
    assert "url(" not in html
    assert "@import" not in html
    assert ("html", {"lang": language}) in outline.tags
    assert names.count("article") == len(real)
    assert names.count("main") == names.count("title") == 1


def test_every_verdict_is_told_in_words_and_not_by_colour_alone(real: list[Checked]) -> None:
    text = Outline(render_html([make_page(one, "vi") for one in real], "vi")).text
    for one in real:
        assert headline_of(one.report, "vi") in text
        for block in make_page(one, "vi").signatures:
            assert block.heading in text


def test_what_comes_from_a_file_is_text_in_the_page() -> None:
    hostile = checked(signature(signer=f"CN={HOSTILE}", name=HOSTILE, covers=(HOSTILE,)), file=HOSTILE)
    html = render_html([make_page(hostile, "en")], "en")
    outline = Outline(html)
    assert "script" not in {tag for tag, _ in outline.tags}
    assert "<script>alert(1)</script>" in outline.text
    assert "\x1b" not in html
    assert "\u202e" not in html


# --- PDF -------------------------------------------------------------------------------------------


def test_one_file_with_two_signatures_fits_on_one_page_and_each_file_begins_a_new_one(
    real: list[Checked],
) -> None:
    good = [make_page(real[0], "vi")]
    pages = [
        PdfFileReader(BytesIO(render_pdf(files, "vi", NOW))).root["/Pages"]["/Count"]
        for files in (good, good * 3)
    ]
    assert pages == [1, 3]


def test_the_same_report_gives_the_same_pdf(real: list[Checked]) -> None:
    pages = [make_page(real[1], "en")]
    assert render_pdf(pages, "en", NOW) == render_pdf(pages, "en", NOW)


def test_what_comes_from_a_file_is_text_in_the_pdf() -> None:
    hostile = '#panic("x") $x$ *b* `c` @d <e> \u202e' + HOSTILE
    page = make_page(checked(signature(signer=f"CN={hostile}", name=hostile), file=hostile), "en")
    assert render_pdf([page], "en", NOW).startswith(b"%PDF-")


# --- XML -------------------------------------------------------------------------------------------


def test_the_xml_keeps_to_the_schema_of_ts_119_102_2(real: list[Checked]) -> None:
    assert schema_faults(render_xml(real)) == []


def test_the_check_of_the_schema_finds_what_is_wrong(real: list[Checked]) -> None:
    root = etree.fromstring(render_xml(real))
    first = root[0]
    first.append(first[0])
    for time in root.iter(f"{{{VR}}}ValidationTime"):
        time.getparent().remove(time)  # type: ignore[union-attr]
    etree.SubElement(root, f"{{{VR}}}Verdict")
    next(root.iter(f"{{{VR}}}Signer")).set("Colour", "red")
    next(root.iter(f"{{{VR}}}SignerCertificate")).set("VOReference", "nothing")
    faults = " ".join(schema_faults(etree.tostring(root)))
    for said in ("too late", "ValidationTime stands 0 times", "Verdict is unknown", "nothing names nothing"):
        assert said in faults


@pytest.mark.parametrize("sub", list(SubIndication))
def test_every_sub_indication_has_its_uri_and_our_own_are_not_passed_off_as_etsis(sub: SubIndication) -> None:
    report = FileReport("a", "unsigned", "text/plain", Indication.INDETERMINATE, sub)
    root = etree.fromstring(render_xml([Checked(report, SIGNED, SHA)]))
    [uri] = [one.text or "" for one in root.iter(f"{{{VR}}}SubIndication")]
    own = sub in (SubIndication.NO_SIGNATURE_FOUND, SubIndication.RESOURCE_LIMIT, SubIndication.ENCRYPTED)
    assert uri == f"urn:{'lienthong' if own else 'etsi:019102'}:subindication:{sub.value}"


def test_verdict_times_chain_and_findings_stand_in_the_xml() -> None:
    one = signature(finding("certificate.key-usage", why="TLS"))
    root = etree.fromstring(render_xml([checked(one)]))

    def texts(name: str) -> list[str]:
        return [element.text or "" for element in root.iter(f"{{{VR}}}{name}")]

    assert texts("MainIndication") == [
        "urn:etsi:019102:mainindication:indeterminate",
        "urn:etsi:019102:mainindication:indeterminate",
    ]
    assert texts("ValidationConstraintIdentifier") == ["urn:lienthong:constraint:certificate.key-usage"]
    assert texts("POETime") == ["2019-06-12T08:40:00Z"]
    assert texts("SignatureValidationProcessID") == ["urn:etsi:019102:validationprocess:LTVM"]
    anchors = [element.get("VOReference") for element in root.iter(f"{{{VR}}}TrustAnchor")]
    assert anchors == [f"C-{'ef' * 32}"] * 2


def test_without_a_path_no_trust_anchor_is_claimed() -> None:
    one = signature(finding("path.none"))
    root = etree.fromstring(render_xml([checked(replace(one, chain=one.chain[:1]))]))
    assert list(root.iter(f"{{{VR}}}TrustAnchor")) == []
    assert len(list(root.iter(f"{{{VR}}}SigningCertificate"))) == 1


def test_hostile_names_make_no_broken_xml() -> None:
    name = f"{HOSTILE}\x00\ud800"
    document = render_xml([checked(signature(signer=f"CN={name}", name=name), file=name)])
    assert schema_faults(document) == []
