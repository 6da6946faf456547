"""Revocation data at the edges of RFC 5280 and RFC 6960: never a fault, never a false reassurance."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import CRLEntryExtensionOID, ExtensionOID

from lienthong.signatures.crl import UnreadableCrl, load_crl
from lienthong.signatures.ocsp import UnreadableOcsp, load_ocsp
from lienthong.signatures.report import FileReport, Indication
from lienthong.signatures.trust import RevocationMaterial
from lienthong.signatures.validator import validate_file
from tests.builders.mutated_der import parse_der
from tests.builders.signing_pki import DAY, NOW, CmsPlan, Party, crl_of, digest_of, issue, ocsp_of, province

LETTER = "Kính gửi: Sở Nội vụ".encode()
WITHOUT_END = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
UNKNOWN = x509.ObjectIdentifier("1.3.6.1.4.1.99999.1")
UNREADABLE = b"\xff"


def validate(*crls: bytes, ocsps: tuple[bytes, ...] = (), signer: Party | None = None) -> FileReport:
    """The agency's stamped signature judged with these lists, and with the root's own."""
    signature = CmsPlan(
        signer or province().agency, LETTER, detached=False, stamp_with=province().tsa
    ).build()
    material = RevocationMaterial((crl_of(province().root), *crls), ocsps)
    return validate_file(signature, name="x", trust=province().trust, revocation=material, at=NOW)


def failing(report: FileReport) -> set[str]:
    return {f.code for s in report.signatures for f in s.findings if f.severity == "fail"}


def listing(
    *extensions: tuple[x509.ExtensionType, bool], of_list: tuple[tuple[x509.ExtensionType, bool], ...] = ()
) -> bytes:
    """A CRL that revoked the agency two days ago, its entry with these extensions."""
    entry = (
        x509.RevokedCertificateBuilder()
        .serial_number(province().agency.certificate.serial_number)
        .revocation_date(NOW - 2 * DAY)
    )
    for extension, critical in extensions:
        entry = entry.add_extension(extension, critical)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(province().ca.certificate.subject)
        .last_update(NOW - DAY)
        .next_update(NOW + DAY)
        .add_revoked_certificate(entry.build())
    )
    for extension, critical in of_list:
        builder = builder.add_extension(extension, critical)
    key = province().ca.key
    return builder.sign(key, digest_of(key)).public_bytes(Encoding.DER)


def test_a_certificate_without_a_well_defined_end_is_judged_like_any_other() -> None:
    """RFC 5280 4.1.2.5: 99991231235959Z, to which no tolerance can be added."""
    lasting = issue("Không thời hạn", province().ca, not_after=WITHOUT_END)
    report = validate(crl_of(province().ca, next_update=WITHOUT_END), signer=lasting)
    assert report.indication is Indication.TOTAL_PASSED, failing(report)
    revoked = crl_of(province().ca, [(lasting, NOW - 2 * DAY)], next_update=WITHOUT_END)
    assert "certificate.revoked-no-proof" in failing(validate(revoked, signer=lasting))


def test_an_ocsp_answer_without_a_well_defined_end_is_evidence() -> None:
    lists = crl_of(province().ca)
    answer = ocsp_of(province().agency, next_update=WITHOUT_END)
    report = validate(lists, ocsps=(answer,))
    assert report.indication is Indication.TOTAL_PASSED
    assert "ocsp" in {used.kind for used in report.signatures[0].revocation}


def test_an_entry_whose_reason_cannot_be_read_is_revoked_all_the_same() -> None:
    crl = listing((x509.UnrecognizedExtension(CRLEntryExtensionOID.CRL_REASON, UNREADABLE), False))
    assert "certificate.revoked-no-proof" in failing(validate(crl))


@pytest.mark.parametrize("oid", [UNKNOWN, CRLEntryExtensionOID.CRL_REASON], ids=["unknown", "unreadable"])
def test_a_list_with_a_critical_entry_that_cannot_be_processed_says_nothing(
    oid: x509.ObjectIdentifier,
) -> None:
    """RFC 5280 5.3: such a list must not be used to tell that a certificate is good either."""
    crl = listing((x509.UnrecognizedExtension(oid, UNREADABLE), True))
    assert "revocation.missing" in failing(validate(crl))


def test_an_indirect_list_whose_entries_cannot_be_attributed_says_nothing() -> None:
    scope = x509.IssuingDistributionPoint(None, None, False, False, None, True, False)
    hidden = x509.UnrecognizedExtension(CRLEntryExtensionOID.CERTIFICATE_ISSUER, UNREADABLE)
    assert "revocation.missing" in failing(validate(listing((hidden, False), of_list=((scope, True),))))


def test_a_list_of_an_unknown_version_is_no_list() -> None:
    tree = parse_der(crl_of(province().ca))
    assert tree.members is not None
    [version, *_] = tree.members[0].members or []
    version.content = b"\x07"
    with pytest.raises(UnreadableCrl):
        load_crl(tree.encode())
    assert "revocation.missing" in failing(validate(tree.encode()))


def ocsp_answer(**critical: x509.ExtensionType) -> bytes:
    agency = province().agency
    assert agency.issuer is not None
    builder = ocsp.OCSPResponseBuilder().add_response(
        agency.certificate,
        agency.issuer.certificate,
        hashes.SHA1(),
        ocsp.OCSPCertStatus.GOOD,
        NOW - DAY,
        NOW + DAY,
        None,
        None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.NAME, agency.issuer.certificate)
    for extension in critical.values():
        builder = builder.add_extension(extension, critical=True)
    key = agency.issuer.key
    return builder.sign(key, digest_of(key)).public_bytes(Encoding.DER)


def test_a_nonce_is_processed_even_where_it_is_critical() -> None:
    assert load_ocsp(ocsp_answer(nonce=x509.OCSPNonce(b"12345678"))).certificates == ()


def test_an_ocsp_answer_with_an_unknown_critical_extension_says_nothing() -> None:
    """RFC 6960 4.4: critical extensions that are not understood must not be passed over."""
    answer = ocsp_answer(unknown=x509.UnrecognizedExtension(UNKNOWN, b"\x05\x00"))
    with pytest.raises(UnreadableOcsp):
        load_ocsp(answer)
    assert "revocation.missing" in failing(validate(ocsps=(answer,)))


def test_names_of_a_kind_that_the_library_does_not_know_make_a_certificate_unfit_and_no_fault() -> None:
    """An x400Address among the alternative names (RFC 5280 4.2.1.6)."""
    raw = bytes.fromhex("3004a3020500")
    odd = issue(
        "Tên lạ",
        province().ca,
        extensions=[(x509.UnrecognizedExtension(ExtensionOID.SUBJECT_ALTERNATIVE_NAME, raw), False)],
    )
    report = validate(crl_of(province().ca), signer=odd)
    assert report.indication is not Indication.TOTAL_PASSED
    assert report.signatures[0].integrity == "intact"
