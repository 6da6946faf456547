"""The strict writer and the strict check: the published XSD, the rules, and bytes that stay as they came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from lienthong.edxml.catalogue import CATALOGUE
from lienthong.edxml.findings import Severity
from lienthong.edxml.message import (
    Answered,
    BusinessInfo,
    BusinessType,
    DocumentMessage,
    Extension,
    FilePurpose,
    Message,
    Party,
    StatusMessage,
)
from lienthong.edxml.reading import read_message
from lienthong.edxml.schema import schema_text
from lienthong.edxml.strict import is_fault, validate_message
from lienthong.edxml.writing import MessageUnwritable, write_message
from lienthong.model.codes import Purpose, Status
from lienthong.model.envelope import DocumentType
from tests.builders.edxml_messages import (
    DISTRICT,
    ISSUED,
    changed,
    letter,
    recall,
    replacement,
    status,
    update,
    without,
    xml,
)

LATER = date(2026, 1, 1)
ALL: tuple[Message, ...] = (
    letter(),
    recall(),
    update(),
    replacement(),
    *(status(code, "Lý do") for code in Status),
)


def faults(raw: bytes, today: date = LATER) -> list[tuple[str, str]]:
    """Code and last step of the place of every fault."""
    found = validate_message(raw, today)
    return [(one.code, one.xpath.rpartition("/")[2]) for one in found if is_fault(one)]


def unwritable(message: Message, today: date = LATER) -> list[str]:
    with pytest.raises(MessageUnwritable) as refused:
        write_message(message, today)
    assert all(one.en and one.vi for one in refused.value.faults)
    return [one.code for one in refused.value.faults]


# --- bytes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("message", ALL, ids=lambda one: type(one).__name__)
def test_what_is_written_is_read_as_the_same_and_valid(message: Message) -> None:
    raw = write_message(message)
    assert read_message(raw).message == message
    assert validate_message(raw, LATER) == ()


def test_an_unchanged_message_comes_out_as_the_very_bytes_that_came_in() -> None:
    strange = changed(xml(), "<edXML:Subject>", "<!-- thừa -->\n <edXML:Mood/><edXML:Subject>")
    read = read_message(strange).message
    assert read is not None
    assert write_message(read) is strange


def test_a_changed_message_is_written_anew_and_not_as_it_came() -> None:
    read = read_message(xml().encode()).message
    assert isinstance(read, DocumentMessage)
    answer = write_message(replace(read, subject="V/v khác"))
    assert read_message(answer).message == replace(letter(), subject="V/v khác")


def test_changed_and_changed_back_is_unchanged() -> None:
    read = read_message(xml().encode()).message
    assert isinstance(read, DocumentMessage)
    there = replace(read, subject="V/v khác")
    assert write_message(replace(there, subject=read.subject)) == xml().encode()


# --- what may not be written ----------------------------------------------------------------------

UNWRITABLE: dict[str, tuple[Callable[[], Message], list[str]]] = {
    "no number": (lambda: replace(letter(), number=""), ["schema.length"]),
    "a subject of 501 characters": (lambda: replace(letter(), subject="x" * 501), ["schema.length"]),
    "a document id of no form": (lambda: replace(letter(), document_id="VB-1"), ["schema.value"]),
    "a day that does not exist": (
        lambda: replace(letter(), document_id="000.00.30.H39,2019/02/30,512/UBND-TNMT"),
        ["rule.no-such-day"],
    ),
    "a legacy id": (lambda: replace(letter(), recipients=(Party("28.22.H17", "Sở"),)), ["schema.value"]),
    "nobody": (lambda: replace(letter(), recipients=()), ["schema.structure"]),
    "itself as recipient": (lambda: replace(letter(), recipients=(DISTRICT,)), ["rule.own-copy"]),
    "a type that many products reject": (
        lambda: replace(letter(), document_type=DocumentType(18, 1, "Công văn")),
        ["schema.value"],
    ),
    "due before it was issued": (
        lambda: replace(letter(), due_on=date(2019, 1, 1)),
        ["rule.due-before-issue"],
    ),
    "a recall without reason": (
        lambda: replace(recall(), business=BusinessInfo(BusinessType.RECALL)),
        ["rule.no-reason"],
    ),
    "a document that does not say whether paper follows": (
        lambda: replace(letter(), business=BusinessInfo()),
        ["rule.no-paper"],
    ),
    "an update of nothing": (
        lambda: replace(letter(), business=BusinessInfo(BusinessType.UPDATE, "", "Lý do", False)),
        ["rule.no-update"],
    ),
    "a refusal without reason": (lambda: status(Status.REFUSED, ""), ["rule.no-reason"]),
    "a status without time": (lambda: replace(status(), at=None), ["schema.incomplete"]),
    "a status of a document without date": (
        lambda: replace(status(), answered=Answered("H39.1", "1/A", "H39.1,2019,1")),
        ["schema.incomplete"],
    ),
    "a character that XML cannot carry": (lambda: replace(letter(), place="Cần\ufffe"), ["rule.not-xml"]),
    "several at once": (
        lambda: replace(letter(), number="", subject="", due_on=date(2019, 1, 1)),
        ["schema.length", "schema.length", "rule.due-before-issue"],
    ),
}


@pytest.mark.parametrize(("make", "codes"), UNWRITABLE.values(), ids=UNWRITABLE)
def test_what_the_format_forbids_is_not_written_and_every_fault_is_said(
    make: Callable[[], Message], codes: list[str]
) -> None:
    assert unwritable(make()) == codes


def test_nothing_is_written_that_was_issued_after_today() -> None:
    assert unwritable(letter(), date(2019, 6, 11)) == ["rule.future"]
    assert write_message(letter(), ISSUED)


# --- the strict check -----------------------------------------------------------------------------


def test_order_is_a_fault_for_the_strict_check_alone() -> None:
    text = xml()
    subject = "<edXML:Subject>V/v phối hợp giải quyết hồ sơ</edXML:Subject>"
    raw = changed(text.replace(subject, ""), "<edXML:DueDate>", f"{subject}<edXML:DueDate>")
    assert read_message(raw).findings == ()
    [found] = validate_message(raw, LATER)
    assert (found.code, found.xpath.rpartition("/")[2]) == ("schema.structure", "Content")
    assert "(cần: Subject)" in found.vi


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("2019/06/20<", "2019-06-20<", ("date.form", "DueDate")),
        (
            "H39.16</edXML:OrganId><edXML:OrganName",
            "SXD</edXML:OrganId><edXML:OrganName",
            ("schema.value", "OrganId"),
        ),
        ("<edXML:Paper>0<", "<edXML:Paper>2<", ("value.unreadable", "Paper")),
        ("<edXML:Priority>1<", "<edXML:Priority>9<", ("priority.unknown", "Priority")),
        ("<edXML:From>", '<edXML:From lang="vi">', ("schema.attribute", "From")),
        ("cid:1", "1", ("schema.value", "ContentId")),
    ],
)
def test_a_departure_is_one_fault_at_its_place(old: str, new: str, expected: tuple[str, str]) -> None:
    assert set(faults(changed(xml(), old, new))) == {expected}


def test_a_foreign_namespace_fails_the_strict_check() -> None:
    codes = [
        code for code, _ in faults(xml().replace("http://www.mic.gov.vn/TBT/QCVN_102_2016", "urn:x").encode())
    ]
    assert codes == ["xml.namespace", "schema.root"]


def test_what_cannot_be_read_cannot_be_valid() -> None:
    assert faults(b"<a>") == [("xml.malformed", "")]
    assert ("party.missing", "From") in faults(without(xml(), "From").encode())


def test_the_future_is_a_fault() -> None:
    assert faults(xml().encode(), date(2019, 6, 1)) == [("rule.future", "PromulgationDate")]


# --- the extension --------------------------------------------------------------------------------

EXTENSION = Extension(
    "VB-2026-1",
    ("so-xay-dung",),
    ("VB-1", "VB-2"),
    ("VB-0",),
    for_information=True,
    purposes=(FilePurpose("1", Purpose.SIGNATURE, "a.pdf"),),
)


@pytest.mark.parametrize(
    "message", [replace(letter(), extension=EXTENSION), replace(status(), extension=EXTENSION)]
)
def test_the_exchange_s_own_facts_travel_in_an_element_that_others_leave_out(message: Message) -> None:
    raw = write_message(message)
    assert read_message(raw).message == message
    assert validate_message(raw, LATER) == ()


def test_an_extension_that_cannot_be_read_is_left_out_and_said() -> None:
    raw = changed(xml(replace(letter(), extension=EXTENSION)), ">signature<", ">nonsense<")
    reading = read_message(raw)
    assert (reading.message, [one.code for one in reading.findings]) == (letter(), ["extension.unreadable"])


# --- the schema and the catalogue -----------------------------------------------------------------


def test_every_finding_has_a_cause_and_a_next_step_or_an_effect_in_both_languages() -> None:
    for rule in CATALOGUE.values():
        assert rule.severity in list(Severity)
        for text in (rule.en, rule.vi):
            assert text.rstrip().endswith("."), rule.code
            assert rule.severity != "fail" or ". " in text or ": " in text, rule.code


def test_the_schema_compiles_and_says_that_no_official_one_was_found() -> None:
    assert etree.XMLSchema(etree.fromstring(schema_text().encode())) is not None
    assert "No official schema was found" in schema_text()


# --- the field's messages -------------------------------------------------------------------------


@pytest.mark.oracle("domain")
def test_the_field_s_messages_are_read_written_and_valid(domain: Path) -> None:
    kinds = set()
    files = sorted(domain.glob("*.edxml"))
    for path in files:
        raw = path.read_bytes()
        reading = read_message(raw)
        assert (reading.findings, validate_message(raw, LATER)) == ((), ()), path.name
        message = reading.message
        assert message is not None
        assert write_message(message) == raw
        assert read_message(write_message(replace(message, source=None))).message == message
        kinds.add(message.status if isinstance(message, StatusMessage) else message.business.type)
    assert kinds == {*Status, *BusinessType}


@pytest.mark.oracle("domain")
@pytest.mark.parametrize("message", ALL, ids=lambda one: type(one).__name__)
def test_what_is_written_satisfies_the_field_s_lenient_schema(domain: Path, message: Message) -> None:
    written = (domain / "edxml-qcvn102-lenient.xsd").read_bytes()
    # As it stands, its wildcard also matches the element before it, which XSD 1.0 does not allow.
    schema = etree.XMLSchema(etree.fromstring(written.replace(b'"##any"', b'"##other"')))
    # Its codes are those before Decision 20/2020.
    root = etree.fromstring(write_message(message).replace(b"H39.16", b"000.00.16.H39"))
    assert schema.validate(root), schema.error_log
