"""What is refused: only what makes a message meaningless or unsafe, at once, and with all reasons."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from lienthong.edxml.limits import EDXML_LIMITS
from lienthong.edxml.reading import read_message
from lienthong.model.codes import Status
from lienthong.model.limits import MIB
from tests.builders.edxml_messages import (
    DOCUMENT_ID,
    PDF,
    changed,
    file,
    letter,
    recall,
    refusals,
    replacement,
    said,
    status,
    update,
    with_content,
    without,
    xml,
    zip_of,
)

SECONDS = 1.0
DS = "http://www.w3.org/2000/09/xmldsig#"


def markup(inside: bytes) -> bytes:
    """The letter with something more in its header."""
    return xml().encode().replace(b"<edXML:Subject>", inside + b"<edXML:Subject>")


HOSTILE: dict[str, tuple[Callable[[], bytes], list[str]]] = {
    "nothing": (lambda: b"", ["xml.empty"]),
    "100 MB of base64": (lambda: with_content(bytes(75_000_000)), ["xml.too-large"]),
    "100 MB of anything": (
        lambda: os.urandom(1000) * 100_000,
        ["xml.too-large", "xml.nul", "xml.too-much-markup"],
    ),
    "a bomb of entities": (
        lambda: b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 1000 + b'">]>' + xml().encode()[38:],
        ["xml.doctype"],
    ),
    "a document type behind comments": (
        lambda: b"<!-- x -->\n<?p?><!DOCTYPE edXML SYSTEM 'file:///etc/passwd'>" + xml().encode()[38:],
        ["xml.doctype"],
    ),
    "a document type behind more than anybody reads": (
        lambda: b"<?p?>" * 100 + b"<!DOCTYPE edXML>" + xml().encode()[38:],
        ["xml.doctype"],
    ),
    "an entity": (lambda: changed(xml(), "Cần", "&can;"), ["xml.malformed"]),
    "two roots": (lambda: xml().encode() + xml().encode()[38:], ["xml.two-roots"]),
    "NUL bytes": (lambda: xml().encode().replace(b"512", b"5\0\0"), ["xml.nul"]),
    "NUL bytes and a document type": (
        lambda: b"<!DOCTYPE edXML>" + xml().encode()[38:].replace(b"512", b"5\0\0"),
        ["xml.nul", "xml.doctype"],
    ),
    "windows-1258 without saying so": (
        lambda: xml().encode().replace("ộ".encode(), b"\xf4\xf2"),
        ["xml.charset"],
    ),
    "windows-1258 that says so": (lambda: xml().replace("UTF-8", "windows-1258").encode(), ["xml.charset"]),
    "half of UTF-16": (lambda: b"\xff\xfe" + xml().encode("utf-16-le")[:-1], ["xml.charset"]),
    "cut off": (lambda: xml().encode()[:-200], ["xml.malformed"]),
    "a prefix without namespace": (lambda: markup(b"<p:x/>"), ["xml.malformed"]),
    "a million elements": (lambda: markup(b"<a/>" * 1_000_000), ["xml.too-much-markup"]),
    "a million attributes": (
        lambda: markup(b"<a " + b" ".join(b'a%d=""' % n for n in range(1_000_000)) + b"/>"),
        ["xml.too-much-markup"],
    ),
    "elements nested 3,000 deep": (lambda: markup(b"<a>" * 3000 + b"</a>" * 3000), ["xml.too-deep"]),
    "elements nested 40 deep": (lambda: markup(b"<a>" * 40 + b"</a>" * 40), ["xml.too-deep"]),
    "another document": (lambda: b"<html><body>512</body></html>", ["xml.not-edxml"]),
    "no XML": (lambda: PDF, ["xml.malformed"]),
    "a subject of 50 MB": (lambda: changed(xml(), "V/v", "V" * 50_000_000), ["text.far-too-long"]),
    "a name of two million combining marks": (
        lambda: changed(xml(), "Nguyễn", "e" + "\u0323\u0302" * 1_000_000),
        ["text.far-too-long"],
    ),
    "10,000 recipients": (
        lambda: markup(
            b"".join(b"<edXML:To><edXML:OrganId>%d</edXML:OrganId></edXML:To>" % n for n in range(9_000))
        ),
        ["party.too-many"],
    ),
    "20,000 subjects": (
        lambda: markup(b"<edXML:Subject>x</edXML:Subject>" * 20_000),
        ["element.contradicts"],
    ),
    "20,000 files": (
        lambda: (
            xml()
            .encode()
            .replace(b"<edXML:Reference>", b"<edXML:Reference/>" * 20_000 + b"<edXML:Reference>", 1)
        ),
        ["file.too-many"],
    ),
    "a zip bomb": (lambda: with_content(zip_of({"a.pdf": bytes(200 * MIB)})), ["file.unsafe-zip"]),
    "a zip larger than all files may be": (
        lambda: with_content(zip_of({"a.pdf": b"".join(os.urandom(64) + bytes(8000) for _ in range(7_000))})),
        ["file.too-large"],
    ),
    "zips within zips": (
        lambda: with_content(zip_of({"a": zip_of({"a": zip_of({"a": PDF})})})),
        ["file.unsafe-zip"],
    ),
    "a zip of nothing": (lambda: with_content(zip_of({"a.pdf": b""})), ["file.empty"]),
    "a file that is no base64": (lambda: changed(xml(), "JVBERi0", "JVB*Ri0"), ["file.base64"]),
    "base64 after its end": (
        lambda: changed(xml(), "</edXML:ContentTransfer", "=AAAA</edXML:ContentTransfer"),
        ["file.base64"],
    ),
}


@pytest.mark.parametrize(("make", "reasons"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_messages_are_refused_within_a_second(make: Callable[[], bytes], reasons: list[str]) -> None:
    raw = make()
    best = min(_seconds(raw) for _ in range(2))
    assert refusals(raw) == reasons
    assert best < SECONDS


def _seconds(raw: bytes) -> float:
    started = time.perf_counter()
    read_message(raw)
    return time.perf_counter() - started


MEANINGLESS: dict[str, tuple[Callable[[], bytes], list[str]]] = {
    "nobody sent it": (lambda: without(xml(), "From").encode(), ["party.missing"]),
    "nobody is to have it": (lambda: without(xml(), "To").encode(), ["party.missing"]),
    "an agency without code": (
        lambda: changed(xml(), "<edXML:OrganId>H39.16</edXML:OrganId>", ""),
        ["party.no-id"],
    ),
    "no header": (lambda: without(xml(), "MessageHeader").encode(), ["message.no-header"]),
    "no date anywhere": (
        lambda: without(xml(), "PromulgationInfo").replace(DOCUMENT_ID, "000.00.30.H39,2019,5").encode(),
        ["date.missing"],
    ),
    "two subjects that differ": (
        lambda: markup("<edXML:Subject>Khác</edXML:Subject>".encode()),
        ["element.contradicts"],
    ),
    "an unheard-of business": (
        lambda: changed(xml(), "<edXML:BussinessDocType>0<", "<edXML:BussinessDocType>7<"),
        ["business.unknown"],
    ),
    "a replacement of nothing": (
        lambda: without(xml(replacement()), "ReplacementInfoList").encode(),
        ["business.no-target"],
    ),
    "no file": (lambda: without(without(xml(), "edXMLBody"), "AttachmentEncoded").encode(), ["file.none"]),
    "a file that is only listed": (lambda: without(xml(), "AttachmentEncoded").encode(), ["file.missing"]),
    "an empty file": (lambda: without(xml(), "ContentTransferEncoded").encode(), ["file.empty"]),
    "an unheard-of status": (lambda: changed(xml(status()), ">03<", ">99<"), ["status.unknown"]),
    "a status of nothing": (lambda: without(xml(status()), "ResponseFor").encode(), ["status.no-document"]),
    "a secret by its circulation": (
        lambda: changed(xml(), "Lưu hành nội bộ", "TUYỆT MẬT"),
        ["message.secret"],
    ),
    "a secret by a field of its own": (
        lambda: markup("<edXML:DoMat>Mật</edXML:DoMat>".encode()),
        ["message.secret"],
    ),
}


@pytest.mark.parametrize(("make", "reasons"), MEANINGLESS.values(), ids=MEANINGLESS)
def test_what_makes_a_message_meaningless_is_said(make: Callable[[], bytes], reasons: list[str]) -> None:
    assert refusals(make()) == reasons


def test_all_reasons_are_said_at_once() -> None:
    text = without(without(xml(), "From"), "PromulgationInfo").replace(DOCUMENT_ID, "x")
    raw = changed(text, "JVBERi0", "****")
    assert refusals(raw) == ["party.missing", "date.missing", "file.base64"]


def test_a_word_like_secret_in_the_subject_or_a_field_that_says_none_refuses_nothing() -> None:
    assert read_message(changed(xml(), "V/v", "V/v bảo vệ bí mật, mặt bằng,")).message is not None
    assert read_message(markup("<edXML:DoMat>Không</edXML:DoMat>".encode())).message is not None


def test_a_signature_of_a_thousand_references_costs_no_time() -> None:
    reference = (
        '<Reference URI=""><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        "<DigestValue>AA==</DigestValue></Reference>"
    )
    signature = f'<Signature xmlns="{DS}"><SignedInfo>{reference * 1_000}</SignedInfo></Signature>'
    large = xml(replace(letter(), files=(file(content=bytes(10 * MIB)),)))
    raw = changed(large, "</edXML:edXMLHeader>", f"{signature}</edXML:edXMLHeader>")
    assert min(_seconds(raw) for _ in range(2)) < SECONDS
    assert read_message(raw).message is not None


def test_a_recall_and_an_update_of_recipients_need_no_file() -> None:
    bare = replace(update(), files=())
    for message in (recall(), bare):
        assert read_message(xml(message).encode()).message == message


def test_a_flood_of_remarks_hides_no_reason() -> None:
    strange = b"".join(b"<a%d/>" % n for n in range(5_000))
    reading = read_message(markup(strange).replace(b"JVBERi0", b"****"))
    assert [one.code for one in reading.refusals] == ["file.base64"]
    assert reading.left_out > 4_000
    assert len(reading.findings) <= EDXML_LIMITS.findings + 1


def test_findings_name_the_place_among_several_and_quote_no_control_characters() -> None:
    reading = read_message(
        changed(xml(), "<edXML:OrganId>H39.16</edXML:OrganId>", "<edXML:OrganId>\t</edXML:OrganId>")
    )
    assert (
        said(reading.findings, "party.no-id").xpath == "/edXML/edXMLEnvelope/edXMLHeader/MessageHeader/To[2]"
    )
    reading = read_message(changed(xml(status(Status.ACCEPTED)), ">03<", ">0\u202e\u0085x<"))
    assert said(reading.findings, "status.unknown").en.isprintable()


def test_all_files_together_stay_below_the_cap() -> None:
    third = file("b.pdf", bytes(EDXML_LIMITS.content_bytes // 3), "2")
    many = replace(
        letter(),
        files=(
            third,
            replace(third, name="c.pdf", content_id="3"),
            replace(third, name="d.pdf", content_id="4"),
        ),
    )
    assert read_message(xml(many).encode()).message == many
    assert refusals(xml(replace(many, files=(file(), *many.files))).encode()) == ["file.too-large"]
