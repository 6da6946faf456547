"""Defects that are met in the wild, one by one: the message is understood, and what is wrong is said."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import date, datetime

import pytest
from lxml import etree

from lienthong.edxml.message import NAMESPACE, BusinessType, StatusMessage
from lienthong.edxml.reading import read_message
from lienthong.model.calendar import VIETNAM
from lienthong.model.codes import Status
from lienthong.model.envelope import DocumentType
from tests.builders.edxml_messages import (
    DOCUMENT_ID,
    PDF,
    changed,
    codes,
    document,
    file,
    letter,
    replacement,
    said,
    status,
    with_content,
    without,
    xml,
    zip_of,
)


def read_status(raw: bytes) -> tuple[StatusMessage, list[str]]:
    reading = read_message(raw)
    assert isinstance(reading.message, StatusMessage), codes(reading)
    return reading.message, codes(reading)


# --- how it is written ----------------------------------------------------------------------------


def test_what_is_written_by_the_format_is_read_without_a_remark() -> None:
    for message in (letter(), replacement(), status()):
        reading = read_message(xml(message).encode())
        assert (reading.message, codes(reading)) == (message, [])


def test_children_may_stand_in_any_order() -> None:
    text = xml()
    [subject] = re.findall(r"<edXML:Subject>.*?</edXML:Subject>", text)
    [sender] = re.findall(r"<edXML:From>.*?</edXML:From>", text)
    moved = (
        text.replace(subject, "")
        .replace(sender, "")
        .replace("</edXML:MessageHeader>", f"{subject}{sender}</edXML:MessageHeader>")
    )
    assert document(moved.encode()) == (letter(), [])


@pytest.mark.parametrize("namespace", ["http://www.go.vn/eDoc", "urn:x"])
def test_a_foreign_namespace_is_recognised_by_the_names(namespace: str) -> None:
    assert document(changed(xml(), NAMESPACE, namespace)) == (letter(), ["xml.namespace"])


def test_names_without_any_namespace_are_recognised() -> None:
    bare = xml().replace("edXML:", "").replace(f' xmlns:edXML="{NAMESPACE}"', "")
    assert document(bare.encode()) == (letter(), ["xml.namespace"])


def test_prefixes_are_of_no_consequence() -> None:
    assert document(xml().replace("edXML:", "x:").replace("xmlns:edXML", "xmlns:x").encode()) == (
        letter(),
        [],
    )


def test_other_spellings_of_a_name_are_recognised_and_said() -> None:
    read, found = document(
        xml().replace("Bussiness", "Business").replace("edXML:Subject>", "edXML:subject>").encode()
    )
    assert read == letter()
    assert set(found) == {"element.spelling"}


def test_comments_split_no_text() -> None:
    assert document(
        changed(xml(), "000.00.30.H39</edXML:OrganId>", "000.00<!-- x -->.30.H39</edXML:OrganId>")
    ) == (
        letter(),
        [],
    )


def test_an_unknown_element_is_a_remark_and_stays_in_the_received_bytes() -> None:
    raw = changed(xml(), "<edXML:Subject>", "<edXML:Mood>tốt</edXML:Mood><edXML:Subject>")
    reading = read_message(raw)
    assert codes(reading) == ["element.unknown"]
    assert reading.findings[0].xpath == "/edXML/edXMLEnvelope/edXMLHeader/MessageHeader/Mood"
    assert reading.raw is raw


def test_business_outside_its_list_is_found() -> None:
    text = xml(replacement())
    [business] = re.findall(r"<edXML:Bussiness>.*?</edXML:Bussiness>", text)
    moved = text.replace(business, "").replace("</edXML:edXMLHeader>", f"{business}</edXML:edXMLHeader>")
    read, found = document(moved.encode())
    assert (read, found) == (replacement(), ["element.misplaced"])


@pytest.mark.parametrize(
    "bytes_", [b"\xef\xbb\xbf" + xml().encode(), xml().replace("UTF-8", "us-ascii").encode()]
)
def test_a_byte_order_mark_or_a_false_declaration_over_utf8_is_read(bytes_: bytes) -> None:
    assert document(bytes_)[0] == letter()


def test_a_declaration_of_utf16_over_utf8_is_read_and_said() -> None:
    assert document(changed(xml(), "UTF-8", "utf-16")) == (letter(), ["xml.declared-encoding"])


def test_utf16_is_read() -> None:
    assert document(xml().replace("UTF-8", "utf-16").encode("utf-16")) == (letter(), ["xml.utf-16"])


def test_texts_become_nfc_without_what_cannot_be_seen() -> None:
    read, found = document(
        changed(xml(), "Cần Giuộc</edXML:Place>", "Câ\u0300n\u200b Giuộc\u202e </edXML:Place>")
    )
    assert (read.place, found) == ("Cần Giuộc", ["text.invisible"])


# --- who, which document, when --------------------------------------------------------------------


def test_both_forms_of_the_document_id_are_taken() -> None:
    second = "000.00.30.H39,2019,4711"
    assert document(changed(xml(), DOCUMENT_ID, second)) == (replace(letter(), document_id=second), [])


def test_a_document_id_of_no_form_is_taken_as_written_and_said() -> None:
    read, found = document(changed(xml(), DOCUMENT_ID, "VB-512"))
    assert (read.document_id, found) == ("VB-512", ["document-id.form"])


def test_a_document_id_of_2014_02_30_in_bussiness_is_taken_and_said() -> None:
    """So it stands in an official sample."""
    impossible = "000.00.30.H39,2014/02/30,512/UBND-TNMT"
    raw = changed(
        xml(),
        "<edXML:BussinessDocType>",
        f"<edXML:DocumentId>{impossible}</edXML:DocumentId><edXML:BussinessDocType>",
    )
    read, found = document(raw)
    assert (read.business.document_id, found) == (impossible, ["document-id.no-such-day"])


def test_a_missing_document_id_is_made_up_from_the_rest() -> None:
    text = xml().replace(f"<edXML:DocumentId>{DOCUMENT_ID}</edXML:DocumentId>", "")
    assert document(text.encode()) == (letter(), ["document-id.derived"])


def test_a_missing_code_is_taken_from_the_document_id() -> None:
    text = without(without(xml(), "ResponseFor"), "Code")
    read, found = document(text.encode())
    assert (read.number, read.notation, found) == ("512", "UBND-TNMT", ["code.derived"])


def test_number_and_notation_in_one_field_are_taken_apart() -> None:
    text = without(xml(), "CodeNotation").replace("CodeNumber>512<", "CodeNumber>512/UBND-TNMT<")
    assert document(text.encode())[0] == letter()


@pytest.mark.parametrize(
    "written", ["2019-06-12", "12/06/2019", "2019-06-12T08:00:00+07:00", "2019/06/12 08:00:00", "12-06-2019"]
)
def test_dates_in_other_forms_are_understood_and_said(written: str) -> None:
    raw = changed(xml(), "PromulgationDate>2019/06/12<", f"PromulgationDate>{written}<")
    assert document(raw) == (letter(), ["date.form"])


def test_a_time_with_a_zone_is_converted_to_the_country_s_clock() -> None:
    read, found = read_status(changed(xml(status()), "2019/06/12 16:05:10", "2019-06-12T09:05:10Z"))
    assert (read, found) == (status(), ["date.form"])


def test_a_date_of_issue_that_does_not_exist_is_taken_from_the_document_id() -> None:
    raw = changed(xml(), "PromulgationDate>2019/06/12<", "PromulgationDate>2019/06/31<")
    assert document(raw) == (letter(), ["date.unreadable", "date.derived"])


@pytest.mark.parametrize("legacy", ["28.22.H17", "H37.DN.001", "SXD"])
def test_legacy_ids_are_kept_for_the_registry_to_resolve(legacy: str) -> None:
    read, found = document(
        changed(xml(), "<edXML:OrganId>H39.16</edXML:OrganId>", f"<edXML:OrganId>{legacy}</edXML:OrganId>")
    )
    assert (read.recipients[1].code, found) == (legacy, ["party.legacy-id"])


def test_a_recipient_named_twice_is_addressed_once() -> None:
    [to] = re.findall(r"<edXML:To><edXML:OrganId>H39.*?</edXML:To>", xml())
    assert document(changed(xml(), to, to * 2)) == (letter(), ["party.repeated"])


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<edXML:Type>1</edXML:Type><edXML:TypeName>Công văn", (2, 18, "Công văn")),
        ("<edXML:Type>18</edXML:Type><edXML:TypeName>Công văn", (2, 18, "Công văn")),
        ("<edXML:Type>18</edXML:Type><edXML:TypeName>", (2, 18, "Công văn")),
        (
            "<edXML:Type>2</edXML:Type><edXML:TypeDetail>1</edXML:TypeDetail><edXML:TypeName>CÔNG VĂN",
            (2, 18, "CÔNG VĂN"),
        ),
        (
            "<edXML:Type>1</edXML:Type><edXML:TypeDetail>7</edXML:TypeDetail><edXML:TypeName>Thông tư",
            (1, 7, "Thông tư"),
        ),
        (
            "<edXML:Type>1</edXML:Type><edXML:TypeDetail>2</edXML:TypeDetail><edXML:TypeName>Quyết định",
            (1, 2, "Quyết định"),
        ),
    ],
)
def test_the_type_of_a_document_is_read_by_its_name_where_the_numbers_differ(
    written: str, read: tuple[int, int, str]
) -> None:
    """Công văn comes as type 1 and as type 18; some products know no types but 1 and 2."""
    original = "<edXML:Type>2</edXML:Type><edXML:TypeDetail>18</edXML:TypeDetail><edXML:TypeName>Công văn"
    message, found = document(changed(xml(), original, written))
    assert message.document_type == DocumentType(*read)
    assert found == ([] if read[0] == 1 else ["type.disagrees"])


def test_a_missing_subject_is_made_up_and_said() -> None:
    read, found = document(without(without(xml(), "Subject"), "Content").encode())
    assert (read.subject, found) == ("Công văn số 512/UBND-TNMT", ["subject.missing"])


def test_a_text_longer_than_the_format_allows_is_taken_whole_and_said() -> None:
    read, found = document(changed(xml(), "V/v phối hợp", "V/v " + "phối hợp " * 80))
    assert (len(read.subject) > 500, found) == (True, ["text.too-long"])


def test_a_message_that_says_nothing_of_its_business_is_a_new_document() -> None:
    read, found = document(without(xml(), "TraceHeaderList").encode())
    assert (read.business.type, read.business.on_paper) == (BusinessType.NEW, None)
    assert found == ["business.missing", "paper.unsaid"]


# --- status ---------------------------------------------------------------------------------------


def test_code_14_is_read_as_15() -> None:
    read, found = read_status(changed(xml(status(Status.AGREES)), ">15<", ">14<"))
    assert (read.status, found) == (Status.AGREES, ["status.code-14"])


def test_a_code_without_its_zero_is_understood() -> None:
    read, found = read_status(changed(xml(status()), ">03<", ">3<"))
    assert (read.status, found) == (Status.ACCEPTED, ["status.form"])


def test_a_refusal_without_reason_is_read_and_said() -> None:
    read, found = read_status(without(xml(status(Status.REFUSED)), "Description").encode())
    assert (read.status, found) == (Status.REFUSED, ["status.no-reason"])


def test_a_status_names_its_document_by_agency_code_and_date_too() -> None:
    text = without(xml(status()), "DocumentId")
    assert read_status(text.encode()) == (status(), ["document-id.derived"])


# --- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["Reference", "Attachment", "both"])
def test_cid_may_stand_before_a_content_id_or_not(where: str) -> None:
    text = xml()
    for name in ("Reference", "Attachment") if where == "both" else (where,):
        text = text.replace(f"<edXML:{name}><edXML:ContentId>cid:1<", f"<edXML:{name}><edXML:ContentId>1<")
    assert text != xml()
    assert document(text.encode()) == (letter(), [])


def test_a_one_entry_zip_whose_inner_name_differs_is_unpacked_under_the_announced_name() -> None:
    reading = read_message(with_content(zip_of({"vanban (1).pdf": PDF})))
    assert (reading.message, codes(reading)) == (letter(), ["file.unpacked"])
    assert "vanban (1).pdf" in said(reading.findings, "file.unpacked").vi


def test_a_zip_that_is_meant_as_one_stays_one() -> None:
    packed = zip_of({"a.pdf": PDF})
    read, found = document(with_content(packed, xml().replace(".signed.pdf", ".zip")))
    assert (read.files[0].content, found) == (packed, [])


def test_several_files_in_a_zip_and_a_damaged_one_are_left_to_whoever_judges_the_file() -> None:
    packed = zip_of({"a.pdf": PDF, "b.pdf": PDF})
    for content in (packed, packed[:-40], b"PK\x03\x04"):
        assert document(with_content(content))[0].files[0].content == content


def test_files_are_matched_by_name_and_else_by_order_where_content_ids_differ() -> None:
    two = replace(letter(), files=(file("a.pdf", PDF, "1"), file("b.pdf", PDF + b"b", "2")))
    by_name = xml(two).replace(
        "<edXML:Attachment><edXML:ContentId>cid:1<", "<edXML:Attachment><edXML:ContentId>x<"
    )
    read, found = document(by_name.encode())
    assert ([one.name for one in read.files], found) == (["a.pdf", "b.pdf"], ["file.matched-otherwise"])
    by_order = by_name.replace(
        "<edXML:AttachmentName>a.pdf</edXML:AttachmentName><edXML:Desc",
        "<edXML:AttachmentName>c.pdf</edXML:AttachmentName><edXML:Desc",
    )
    read, found = document(by_order.encode())
    assert ([one.name for one in read.files], found) == (["c.pdf", "b.pdf"], ["file.matched-otherwise"])


def test_a_file_that_is_not_listed_is_taken() -> None:
    two = replace(letter(), files=(file("a.pdf"), file("b.pdf", content_id="2")))
    unlisted = re.sub(r"<edXML:Reference><edXML:ContentId>cid:2.*?</edXML:Reference>", "", xml(two))
    assert document(unlisted.encode()) == (two, ["file.unlisted"])
    read, found = document(without(xml(), "edXMLBody").encode())
    assert (read, found) == (letter(), [])


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\tmp\\công văn.pdf", "công văn.pdf"),
        ('a"b?.pdf', "a_b_.pdf"),
        ("", "tep"),
        ("...", "tep"),
        ("x" * 300 + ".pdf", "x" * 170 + ".pdf"),
    ],
)
def test_file_names_become_plain(written: str, name: str) -> None:
    escaped = written.replace("&", "&amp;")
    read, found = document(changed(xml(), "512-UBND-TNMT.signed.pdf", escaped))
    assert (read.files[0].name, found) == (name, ["file.renamed"])


def test_two_files_of_one_name_are_told_apart() -> None:
    two = replace(letter(), files=(file("a.pdf"), file("b.pdf", content_id="2")))
    read, found = document(xml(two).replace("b.pdf", "A.pdf").encode())
    assert ([one.name for one in read.files], found) == (["a.pdf", "A (2).pdf"], ["file.renamed"])


def test_base64_may_be_folded_and_indented() -> None:
    big = replace(letter(), files=(file(content=bytes(range(256)) * 20),))
    folded = re.sub(
        r"(?<=<edXML:ContentTransferEncoded>)[^<]+",
        lambda match: "\r\n    ".join(["", *re.findall(".{1,76}", match[0]), ""]),
        xml(big),
    )
    assert document(folded.encode()) == (big, [])


def test_a_content_type_that_is_none_is_replaced_by_the_one_of_the_name() -> None:
    read, found = document(changed(xml(), "application/pdf", "PDF"))
    assert (read.files[0].media_type, found) == ("application/pdf", ["file.type"])


# --- signatures of the envelope -------------------------------------------------------------------

DS = "http://www.w3.org/2000/09/xmldsig#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"


def signed(
    *, namespace: str = DS, canonical: str = EXCLUSIVE, digest: str = SHA256, value: str = ""
) -> bytes:
    """The letter with an enveloped signature whose digest is a constant."""
    signature = (
        f'<Signature xmlns="{namespace}"><SignedInfo><CanonicalizationMethod Algorithm="{canonical}"/>'
        '<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><Reference URI="">'
        f'<Transforms><Transform Algorithm="{DS}enveloped-signature"/></Transforms>'
        f'<DigestMethod Algorithm="{digest}"/><DigestValue>{value}</DigestValue></Reference>'
        "</SignedInfo><SignatureValue>AA==</SignatureValue></Signature>"
    )
    return changed(xml(), "</edXML:edXMLHeader>", f"{signature}</edXML:edXMLHeader>")


def test_the_envelope_s_own_signature_is_told_apart_from_the_files() -> None:
    read, found = document(signed())
    assert read.signature is not None
    assert replace(read, signature=None) == letter()
    assert "signature.present" in found


def test_one_constant_digest_in_every_message_is_found_out() -> None:
    assert "signature.digest" in document(signed())[1]


def test_a_signature_without_the_namespace_of_signatures_is_worth_nothing() -> None:
    assert "signature.namespace" in document(signed(namespace=""))[1]
    assert "signature.namespace" in document(signed(namespace=NAMESPACE))[1]


def test_a_wrong_uri_of_the_exclusive_canonical_form_is_said() -> None:
    reading = read_message(signed(canonical="http://www.w3.org/2001/10/xml-exc-c14n"))
    assert "xml-exc-c14n" in said(reading.findings, "signature.algorithm").vi


def test_sha1_in_a_signature_is_said() -> None:
    reading = read_message(signed(digest=f"{DS}sha1"))
    assert "SHA-1" in said(reading.findings, "signature.algorithm").vi


def test_a_true_digest_is_not_complained_about() -> None:
    root = etree.fromstring(signed())
    header = root.find(f"{{{NAMESPACE}}}edXMLEnvelope/{{{NAMESPACE}}}edXMLHeader")
    assert header is not None
    header.remove(header[-1])
    octets = etree.tostring(root, method="c14n")
    value = base64.b64encode(hashlib.sha256(octets).digest()).decode()
    assert document(signed(value=value))[1] == ["signature.present"]


def test_times_and_days_of_no_calendar_never_reach_the_message() -> None:
    text = changed(xml(), "DueDate>2019/06/20<", "DueDate>20 tháng 6<").decode()
    read, found = document(text.encode())
    assert (read.due_on, found) == (None, ["date.unreadable"])
    assert read.issued_on == date(2019, 6, 12)
    assert read.traces[0].at == datetime(2019, 6, 12, 15, 40, tzinfo=VIETNAM)
