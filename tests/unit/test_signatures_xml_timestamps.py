"""Timestamps over data objects in XAdES: each is verified over the processed data that it names."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest

from lienthong.signatures.report import FileReport, SignatureReport
from lienthong.signatures.validator import validate_file
from lienthong.signatures.xmldsig import DS
from tests.builders.signed_xml import EXCLUSIVE, LETTER, XmlPlan, XmlReference, enveloped, enveloped_reference
from tests.builders.signing_pki import NOW, province, stamp

BEFORE = NOW - timedelta(hours=3)
ANNEX = b"phu luc"


def timestamp(name: str, covered: bytes, *includes: str, referenced: str = "true") -> str:
    token = base64.b64encode(stamp(province().tsa, covered, BEFORE)).decode()
    listed = "".join(f'<xades:Include URI="#{one}" referencedData="{referenced}"/>' for one in includes)
    return (
        f'<xades:{name}>{listed}<ds:CanonicalizationMethod xmlns:ds="{DS}" Algorithm="{EXCLUSIVE}"/>'
        f"<xades:EncapsulatedTimeStamp>{token}</xades:EncapsulatedTimeStamp></xades:{name}>"
    )


def letter() -> XmlReference:
    reference = enveloped_reference(LETTER)
    reference.id = "r-letter"
    return reference


def annex() -> XmlReference:
    return XmlReference("phu-luc.txt", ANNEX, id="r-annex")


def validate(property_: str, *, content: bytes = ANNEX) -> FileReport:
    plan = XmlPlan(province().agency, [letter(), annex()], data_properties=property_)
    return validate_file(
        enveloped(plan),
        name="cong-van.xml",
        trust=province().trust,
        revocation=province().revocation(),
        at=NOW,
        detached_content=content,
    )


def only(report: FileReport) -> SignatureReport:
    [signature] = report.signatures
    return signature


def stands(report: FileReport) -> bool:
    [found] = only(report).timestamps
    assert found.kind == "content"
    return found.indication == "TOTAL-PASSED"


def test_a_timestamp_over_all_data_objects_covers_files_beside_the_document_as_well() -> None:
    report = validate(timestamp("AllDataObjectsTimeStamp", letter().data + ANNEX))
    assert stands(report), only(report).findings


@pytest.mark.parametrize(
    "covered", [letter().data, ANNEX + letter().data], ids=["one missing", "other order"]
)
def test_one_over_less_or_in_another_order_is_for_other_bytes(covered: bytes) -> None:
    report = validate(timestamp("AllDataObjectsTimeStamp", covered))
    assert "timestamp.other-bytes" in {finding.code for finding in only(report).findings}


def test_a_timestamp_over_individual_data_objects_covers_what_it_includes() -> None:
    assert stands(validate(timestamp("IndividualDataObjectsTimeStamp", ANNEX, "r-annex")))
    both = timestamp("IndividualDataObjectsTimeStamp", ANNEX + letter().data, "r-annex", "r-letter")
    assert stands(validate(both))


@pytest.mark.parametrize(
    "property_",
    [
        timestamp("IndividualDataObjectsTimeStamp", ANNEX, "r-nowhere"),
        timestamp("IndividualDataObjectsTimeStamp", ANNEX),
        timestamp("IndividualDataObjectsTimeStamp", ANNEX, "r-annex", referenced="false"),
    ],
    ids=["unknown reference", "nothing included", "not the referenced data"],
)
def test_one_whose_objects_cannot_be_told_proves_nothing(property_: str) -> None:
    assert not stands(validate(property_))


def test_one_over_other_data_than_it_includes_is_for_other_bytes() -> None:
    report = validate(timestamp("IndividualDataObjectsTimeStamp", letter().data, "r-annex"))
    assert "timestamp.other-bytes" in {finding.code for finding in only(report).findings}
