"""Trusted lists of TS 119 612: what they say is used only after their signature was checked."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from lxml import etree

from lienthong.signatures.trust import TrustAnchors
from lienthong.signatures.trusted_lists import (
    GRANTED,
    ISSUERS,
    TIMESTAMPERS,
    TrustedList,
    TrustedListRefused,
    read_trusted_list,
)
from lienthong.signatures.validator import validate_file
from tests.builders.signed_pdf import plain_pdf, sign_pdf
from tests.builders.signing_pki import DAY, NOW, YEAR, Party, issue, province
from tests.builders.trusted_lists import OPERATOR, list_text, service, sign

STRANGER = issue("Người lạ", None)


def read(encoded: bytes, signer: Party = OPERATOR, at: datetime = NOW) -> TrustedList:
    return read_trusted_list(encoded, signers=[signer.der], at=at)


GRANTED_ROOT = service(province().root, "CA/PKC", ("granted", NOW - 3 * YEAR))


def test_a_signed_list_says_who_is_trusted_for_what_and_since_when() -> None:
    listed = read(sign(list_text(GRANTED_ROOT, service(province().tsa, "TSA/QTST", ("granted", NOW - YEAR)))))
    assert (listed.territory, listed.sequence) == ("VN", 7)
    assert listed.certificates_at(NOW) == (province().root.der,)
    assert listed.certificates_at(NOW, TIMESTAMPERS) == (province().tsa.der,)
    assert listed.certificates_at(NOW - 2 * YEAR, TIMESTAMPERS) == ()
    assert [period.provider for period in listed.periods] == ["Tổ chức chứng thực"] * 2


def test_trust_is_that_of_the_moment_which_is_asked_for() -> None:
    steps = (("withdrawn", NOW - YEAR), ("granted", NOW - 2 * YEAR), ("accredited", NOW - 4 * YEAR))
    listed = read(sign(list_text(service(province().root, "CA/QC", *steps))))
    trusted = {
        years: bool(listed.certificates_at(NOW - timedelta(days=round(365 * years)), ISSUERS))
        for years in (0, 0.5, 1.5, 3, 5)
    }
    assert trusted == {0: False, 0.5: False, 1.5: True, 3: True, 5: False}
    assert {period.status in GRANTED for period in listed.periods} == {True, False}


def test_documents_are_validated_by_what_the_list_trusts() -> None:
    anchors = read(sign(list_text(GRANTED_ROOT))).certificates_at(NOW)
    report = validate_file(
        sign_pdf(plain_pdf(), province().leader),
        name="a.pdf",
        trust=TrustAnchors.from_bytes(anchors),
        revocation=province().revocation(),
        # pyHanko states the time at which it signs, which in a long run is well after this module was read.
        at=NOW + timedelta(hours=1),
    )
    assert report.indication.value == "TOTAL-PASSED"


def unsigned() -> bytes:
    return list_text(GRANTED_ROOT).encode()


def changed() -> bytes:
    encoded = sign(list_text(service(province().root, "CA/PKC", ("withdrawn", NOW - YEAR))))
    assert b"/withdrawn<" in encoded
    return encoded.replace(b"/withdrawn<", b"/granted<")


def signed_twice() -> bytes:
    root = etree.fromstring(sign(list_text(GRANTED_ROOT)))
    root.append(etree.fromstring(etree.tostring(root[-1])))
    return etree.tostring(root)


def wrapped() -> bytes:
    """The signed list inside another that trusts a stranger."""
    other = etree.fromstring(list_text(service(STRANGER, "CA/PKC", ("granted", NOW - YEAR))).encode())
    other.append(etree.fromstring(sign(list_text(GRANTED_ROOT))))
    return etree.tostring(other)


def not_base64() -> bytes:
    return sign(list_text(GRANTED_ROOT.replace("<X509Certificate>", "<X509Certificate>AAAA")))


@pytest.mark.parametrize(
    "encoded",
    [
        unsigned(),
        changed(),
        signed_twice(),
        wrapped(),
        not_base64(),
        sign(list_text(GRANTED_ROOT), STRANGER),
        sign(list_text(GRANTED_ROOT, next_update=NOW - DAY)),
        sign(list_text(GRANTED_ROOT).replace(">7<", ">seven<")),
        sign("<congvan></congvan>"),
        b"",
        b"<not xml",
        plain_pdf(),
    ],
    ids=[
        "unsigned",
        "changed",
        "signed twice",
        "wrapped",
        "a certificate that is none",
        "by a stranger",
        "out of date",
        "without a number",
        "no list",
        "empty",
        "no XML",
        "a PDF",
    ],
)
def test_a_list_that_is_not_beyond_doubt_is_refused_whole(encoded: bytes) -> None:
    with pytest.raises(TrustedListRefused) as refused:
        read(encoded)
    assert refused.value.sentence("en").startswith("The trusted list cannot be used: ")
    assert refused.value.sentence("vi").startswith("Không dùng được danh sách tin cậy: ")


def test_whoever_a_pinned_certificate_issued_may_not_sign_the_list() -> None:
    encoded = sign(list_text(GRANTED_ROOT), province().agency)
    with pytest.raises(TrustedListRefused, match="somebody else"):
        read(encoded, province().root)


def test_a_list_without_a_next_update_is_closed_and_does_not_expire() -> None:
    listed = read(sign(list_text(GRANTED_ROOT, next_update=None)))
    assert listed.next_update is None
