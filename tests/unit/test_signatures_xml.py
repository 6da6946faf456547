"""XAdES signatures: the sound ones pass, and wrapping, transforms and other tricks do not."""

from __future__ import annotations

import base64
import dataclasses
from datetime import timedelta

import pytest

from lienthong.signatures.report import FileReport, Indication, SubIndication
from lienthong.signatures.validator import validate_file
from lienthong.signatures.xmldsig import DS
from tests.builders.signed_xml import (
    C14N,
    ENVELOPED,
    EXCLUSIVE,
    LETTER,
    SHA1,
    XADES,
    XmlPlan,
    XmlReference,
    enveloped,
    enveloped_reference,
    octets,
)
from tests.builders.signing_pki import DAY, NOW, issue, province, stamp

PASSED, INDETERMINATE, FAILED = Indication.TOTAL_PASSED, Indication.INDETERMINATE, Indication.TOTAL_FAILED


def plan(*references: XmlReference, **changes: object) -> XmlPlan:
    chosen = references or (enveloped_reference(),)
    sound = XmlPlan(province().agency, chosen, stamp_with=province().tsa)
    return dataclasses.replace(sound, **changes)  # type: ignore[arg-type]


def validate(document: bytes, content: bytes | None = None) -> FileReport:
    return validate_file(
        document,
        name="cong-van.xml",
        trust=province().trust,
        revocation=province().revocation(),
        at=NOW,
        detached_content=content,
    )


def failing(report: FileReport) -> set[str]:
    everything = [*report.findings, *(f for s in report.signatures for f in s.findings)]
    return {f.code for f in everything if f.severity == "fail"}


# --- sound ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("signer", ["agency", "leader"])
def test_an_enveloped_signature_passes(signer: str) -> None:
    report = validate(enveloped(plan(signer=getattr(province(), signer))))
    signature = report.signatures[0]
    assert report.indication is PASSED, failing(report)
    assert (report.format, signature.level, signature.integrity) == ("XML", "XAdES-B-T", "intact")
    assert signature.covers_whole_file
    assert signature.best_signature_time == NOW - timedelta(hours=1)
    assert signature.claimed_time == NOW - timedelta(hours=2)


def test_an_enveloping_signature_passes() -> None:
    data = f'<ds:Object xmlns:ds="{DS}" Id="data"><x>1</x></ds:Object>'
    reference = XmlReference("#data", octets(data, EXCLUSIVE), [EXCLUSIVE])
    report = validate(plan(reference, objects=data).build().encode())
    assert report.indication is PASSED, failing(report)
    assert report.signatures[0].covers_whole_file


def test_a_detached_signature_passes_with_its_content_only() -> None:
    signature = plan(XmlReference("cong-van.txt", b"noi dung")).build().encode()
    assert validate(signature, b"noi dung").indication is PASSED
    assert validate(signature, b"khac").sub_indication is SubIndication.HASH_FAILURE
    missing = validate(signature)
    assert missing.sub_indication is SubIndication.SIGNED_DATA_NOT_FOUND
    assert missing.signatures[0].integrity == "broken"


def test_a_signature_over_a_sibling_element_passes_where_nothing_else_stands() -> None:
    data = '<data xmlns="urn:x" Id="d">1</data>'
    reference = XmlReference("#d", octets(data, EXCLUSIVE), [EXCLUSIVE])
    document = f"<root>{data}{plan(reference).build()}</root>".encode()
    report = validate(document)
    assert report.indication is PASSED, failing(report)


# --- changed ---------------------------------------------------------------------------------------


def test_changed_content_fails() -> None:
    changed = enveloped(plan()).replace(b"123/UBND", b"999/UBND")
    report = validate(changed)
    assert (report.indication, report.sub_indication) == (FAILED, SubIndication.HASH_FAILURE)


def test_a_changed_signing_time_fails() -> None:
    time = f"{NOW - timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}".encode()
    report = validate(enveloped(plan()).replace(time, b"2001-01-01T00:00:00Z"))
    assert report.sub_indication is SubIndication.HASH_FAILURE


def test_another_certificate_than_the_signed_one_does_not_pass() -> None:
    report = validate(enveloped(plan(referenced=province().leader)))
    assert "certificate.reference-mismatch" in failing(report)


def test_without_qualifying_properties_the_certificate_is_not_protected() -> None:
    report = validate(enveloped(plan(with_properties=False, stamp_with=None)))
    assert report.indication is INDETERMINATE
    assert "certificate.reference-missing" in failing(report)


def test_properties_that_no_reference_covers_do_not_count() -> None:
    report = validate(enveloped(plan(sign_properties=False)))
    assert "certificate.reference-missing" in failing(report)
    assert report.signatures[0].claimed_time is None


def test_sha1_does_not_pass_after_its_date() -> None:
    weak = plan(signer=province().leader, digest_uri=SHA1, digest="sha1")
    assert "algorithm.weak" in failing(validate(enveloped(weak)))


# --- wrapping --------------------------------------------------------------------------------------

SIGNED = '<lenh xmlns="urn:x" Id="lenh">Chi 1.000</lenh>'
FORGED = '<lenh xmlns="urn:x" Id="gia">Chi 9.000.000</lenh>'


def signed_element() -> str:
    return plan(XmlReference("#lenh", octets(SIGNED, EXCLUSIVE), [EXCLUSIVE])).build()


WRAPPINGS = {
    "beside": lambda s: f"<root>{FORGED}{SIGNED}{s}</root>",
    "in a wrapper before": lambda s: f"<root><cu>{SIGNED}</cu>{FORGED}{s}</root>",
    "in a wrapper after": lambda s: f"<root>{FORGED}{s}<cu>{SIGNED}</cu></root>",
    "inside an object": lambda s: f"<root>{FORGED}{put_inside(s, f'<ds:Object>{SIGNED}</ds:Object>')}</root>",
    "under the forged": lambda s: f"<root>{FORGED.replace('</lenh>', SIGNED + '</lenh>')}{s}</root>",
    "signature inside the forged": lambda s: (
        f"<root>{SIGNED}{FORGED.replace('</lenh>', s + '</lenh>')}</root>"
    ),
    "attribute of a wrapper": lambda s: f'<root chi="9.000.000">{SIGNED}{s}</root>',
    "text of a wrapper": lambda s: f"<root>{SIGNED}Chi 9.000.000{s}</root>",
    "root replaced": lambda s: FORGED.replace("</lenh>", f"{SIGNED}{s}</lenh>"),
}


def put_inside(signature: str, extra: str) -> str:
    return signature.replace("</ds:Signature>", extra + "</ds:Signature>")


@pytest.mark.parametrize("position", WRAPPINGS)
def test_a_wrapped_element_does_not_carry_the_signature_to_a_forged_one(position: str) -> None:
    report = validate(WRAPPINGS[position](signed_element()).encode())
    assert report.indication is not PASSED
    assert not report.signatures[0].covers_whole_file


def test_an_object_moved_into_a_wrapper_is_not_found() -> None:
    data = f'<ds:Object xmlns:ds="{DS}" Id="data"><x>1</x></ds:Object>'
    reference = XmlReference("#data", octets(data, EXCLUSIVE), [EXCLUSIVE])
    moved = f'<ds:Object Id="gia">x</ds:Object><ds:Object><w>{data}</w></ds:Object>'
    report = validate(plan(reference, objects=moved).build().encode())
    assert report.signatures[0].integrity == "broken"
    assert report.sub_indication is SubIndication.SIGNED_DATA_NOT_FOUND


def test_doubled_ids_are_refused() -> None:
    report = validate(f"<root>{SIGNED}{FORGED.replace('gia', 'lenh')}{signed_element()}</root>".encode())
    assert report.indication is FAILED
    assert report.signatures[0].integrity == "broken"


def test_several_signed_properties_are_refused() -> None:
    second = f'<xades:SignedProperties xmlns:xades="{XADES}" Id="khac"/>'
    report = validate(enveloped(plan(extra_properties=second)))
    assert report.indication is FAILED


def test_properties_of_another_place_are_refused() -> None:
    """The reference leads to properties by their Id, but they do not stand in this signature."""
    built = plan().build()
    start, end = built.index("<xades:SignedProperties"), built.index("</xades:SignedProperties>") + 25
    properties = built[start:end]
    moved = built[:start] + built[end:]
    opening, closing = LETTER.rsplit("</", 1)
    report = validate(f"{opening}<an>{properties}</an>{moved}</{closing}".encode())
    assert report.indication is not PASSED


def test_a_signature_over_nothing_that_matters_is_refused() -> None:
    signature = plan(XmlReference("#sig-1-value", b"x", [C14N]), stamp_with=None)
    lonely = dataclasses.replace(signature, references=[])
    report = validate(enveloped(lonely))
    assert report.indication is FAILED
    assert "signature.nothing-covered" in failing(report)


# --- transforms, references, DTD -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("transform", "body"),
    [
        ("http://www.w3.org/TR/1999/REC-xslt-19991116", "<x/>"),
        ("http://www.w3.org/TR/1999/REC-xpath-19991116", "<ds:XPath>not(self::so)</ds:XPath>"),
        ("http://www.w3.org/TR/1999/REC-xpath-19991116", "<ds:XPath>true()</ds:XPath>"),
        ("http://www.w3.org/TR/1999/REC-xpath-19991116", "<?so x?><ds:XPath>not(self::so)</ds:XPath>"),
        ("http://www.w3.org/TR/1999/REC-xpath-19991116", "<!--so--><ds:XPath>true()</ds:XPath><?so x?>"),
        (
            "http://www.w3.org/2002/06/xmldsig-filter2",
            '<f:XPath xmlns:f="http://www.w3.org/2002/06/xmldsig-filter2" Filter="subtract">//*</f:XPath>',
        ),
        ("urn:unknown", ""),
    ],
)
def test_transforms_beyond_the_whitelist_are_refused(transform: str, body: str) -> None:
    reference = XmlReference("", octets(LETTER, EXCLUSIVE), [ENVELOPED, transform], transform_body=body)
    report = validate(enveloped(plan(reference)))
    assert report.indication is FAILED
    assert report.signatures[0].integrity == "broken"


@pytest.mark.parametrize("uri", ["http://example.vn/x", "file:///etc/passwd", "../x", "https://[::1]/"])
def test_external_references_are_never_fetched(uri: str) -> None:
    report = validate(enveloped(plan(XmlReference(uri, b"x"))))
    assert report.sub_indication is SubIndication.SIGNED_DATA_NOT_FOUND


@pytest.mark.parametrize(
    "declaration",
    [
        "<!DOCTYPE congvan>",
        '<!DOCTYPE congvan [<!ENTITY a "b">]>',
        '<!DOCTYPE congvan [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE congvan SYSTEM "http://example.vn/x.dtd">',
        "<!DOCTYPE congvan [" + "".join(f'<!ENTITY a{i + 1} "&a{i};&a{i};">' for i in range(40)) + "]>",
    ],
)
def test_document_type_declarations_are_refused(declaration: str) -> None:
    report = validate(declaration.encode() + enveloped(plan()))
    assert (report.indication, report.sub_indication) == (FAILED, SubIndication.FORMAT_FAILURE)


def test_nesting_is_limited() -> None:
    report = validate(("<a>" * 2000 + "</a>" * 2000).encode())
    assert report.sub_indication is SubIndication.RESOURCE_LIMIT


def test_thousands_of_references_are_refused() -> None:
    many = [XmlReference(f"f{i}", b"x") for i in range(400)]
    assert validate(enveloped(plan(*many))).sub_indication is SubIndication.RESOURCE_LIMIT


def test_a_timestamp_over_another_signature_value_does_not_pass() -> None:
    other = stamp(province().tsa, b"other", NOW - DAY)
    built = plan().build()
    start = built.index("<xades:EncapsulatedTimeStamp>") + len("<xades:EncapsulatedTimeStamp>")
    end = built.index("</xades:EncapsulatedTimeStamp>")
    swapped = built[:start] + base64.b64encode(other).decode() + built[end:]
    opening, closing = LETTER.rsplit("</", 1)
    report = validate(f"{opening}{swapped}</{closing}".encode())
    assert "timestamp.other-bytes" in failing(report)
    assert report.signatures[0].best_signature_time == NOW


def test_an_untrusted_signer_is_not_trusted() -> None:
    assert validate(enveloped(plan(signer=issue("Tự ký", None)))).sub_indication is (
        SubIndication.NO_CERTIFICATE_CHAIN_FOUND
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("spelling", ["Id", "ID", "id", "xml:id"])
def test_doubled_ids_are_found_in_every_spelling_and_encoding(spelling: str, encoding: str) -> None:
    forged = FORGED.replace('Id="gia"', f'{spelling}="lenh"')
    document = f"<root>{forged}{SIGNED}{signed_element()}</root>"
    assert validate(document.encode(encoding)).indication is FAILED


def test_xml_without_canonical_form_ends_as_a_verdict() -> None:
    """C14N 1.0 1.3 forbids relative namespace names."""
    relative = enveloped(plan()).replace(b'xmlns="urn:vn:congvan"', b'xmlns="congvan"')
    assert validate(relative).indication is FAILED
