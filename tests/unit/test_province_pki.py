"""The demonstration's authorities and what an agency holds from them."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from lienthong_local.province import Province, Purpose
from lienthong_local.province.errors import AgencyUnknown

DISTRICT = "000.00.30.H39"
IN_THE_SCENARIO = datetime(2019, 6, 12, 8, 40, tzinfo=UTC)


def scenario_clock() -> datetime:
    return IN_THE_SCENARIO


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    with Province.open(tmp_path_factory.mktemp("state"), now=scenario_clock) as opened:
        yield opened


def certificate(province: Province, purpose: Purpose, code: str = DISTRICT) -> x509.Certificate:
    return x509.load_der_x509_certificate(province.credential(code, purpose).certificate.dump())


def issuer(province: Province) -> x509.Certificate:
    return x509.load_der_x509_certificate(province.intermediates()[0])


def download(url: str) -> bytes:
    return httpx.get(url, trust_env=False).raise_for_status().content


def ocsp_status(province: Province, holder: x509.Certificate) -> ocsp.OCSPResponse:
    asked = ocsp.OCSPRequestBuilder().add_certificate(holder, issuer(province), SHA256()).build()
    access = holder.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    url = next(
        d.access_location.value for d in access if d.access_method == AuthorityInformationAccessOID.OCSP
    )
    answer = httpx.post(url, content=asked.public_bytes(Encoding.DER), trust_env=False).raise_for_status()
    return ocsp.load_der_ocsp_response(answer.content)


def test_the_chain_leads_from_an_agency_over_the_issuing_authority_to_the_root(province: Province) -> None:
    root = x509.load_der_x509_certificate(province.trust_anchors()[0])
    certificate(province, Purpose.AGENCY).verify_directly_issued_by(issuer(province))
    issuer(province).verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)


def test_certificates_name_person_agency_and_code(province: Province) -> None:
    leader, agency = certificate(province, Purpose.LEADER), certificate(province, Purpose.AGENCY)
    names = [
        subject.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value for subject in (leader, agency)
    ]
    assert names == ["Nguyễn Văn Mẫu", "Ủy ban nhân dân huyện Cần Giuộc"]
    for holder in (leader, agency):
        organisation = holder.subject.get_attributes_for_oid(NameOID.ORGANIZATION_IDENTIFIER)[0]
        assert organisation.value == DISTRICT


def test_signing_certificates_may_sign_and_commit_and_nothing_else(province: Province) -> None:
    for purpose in (Purpose.LEADER, Purpose.AGENCY):
        usage = certificate(province, purpose).extensions.get_extension_for_class(x509.KeyUsage)
        assert usage.critical
        assert usage.value.digital_signature
        assert usage.value.content_commitment
        assert not any((usage.value.key_cert_sign, usage.value.crl_sign, usage.value.key_encipherment))


def test_the_tls_certificate_may_not_commit(province: Province) -> None:
    extensions = certificate(province, Purpose.TLS).extensions
    assert not extensions.get_extension_for_class(x509.KeyUsage).value.content_commitment
    assert list(extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [
        ExtendedKeyUsageOID.SERVER_AUTH
    ]


def test_rsa_2048_rsa_3072_and_p256_all_occur(province: Province) -> None:
    kinds = set()
    for code in (DISTRICT, "000.00.32.H39", "000.00.33.H39"):
        key = certificate(province, Purpose.AGENCY, code).public_key()
        assert isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey)
        kinds.add((isinstance(key, rsa.RSAPublicKey), key.key_size))
    assert kinds == {(True, 2048), (True, 3072), (False, 256)}


def test_the_crl_lists_the_revoked_certificate_and_only_that(province: Province) -> None:
    revoked, good = certificate(province, Purpose.REVOKED), certificate(province, Purpose.AGENCY)
    points = good.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert points[0].full_name is not None
    crl = x509.load_der_x509_crl(download(points[0].full_name[0].value))
    assert crl.is_signature_valid(issuer(province).public_key())  # type: ignore[arg-type]
    assert crl.get_revoked_certificate_by_serial_number(revoked.serial_number) is not None
    assert crl.get_revoked_certificate_by_serial_number(good.serial_number) is None


def test_a_crl_fetched_before_a_revoked_certificate_is_first_used_lists_it_already(tmp_path: Path) -> None:
    with Province.open(tmp_path, now=scenario_clock) as opened:
        crl = x509.load_der_x509_crl(download(f"{opened.pki_url}/lien-thong/crls/issuing/latest.crl"))
        revoked = certificate(opened, Purpose.REVOKED, "000.00.44.H39")
    assert crl.get_revoked_certificate_by_serial_number(revoked.serial_number) is not None


@pytest.mark.parametrize(
    ("purpose", "status"),
    [(Purpose.AGENCY, ocsp.OCSPCertStatus.GOOD), (Purpose.REVOKED, ocsp.OCSPCertStatus.REVOKED)],
)
def test_ocsp_tells_the_same_as_the_crl_at_the_time_of_the_clock(
    province: Province, purpose: Purpose, status: ocsp.OCSPCertStatus
) -> None:
    answer = ocsp_status(province, certificate(province, purpose))
    assert answer.certificate_status is status
    assert answer.this_update_utc == IN_THE_SCENARIO


def test_the_issuers_certificate_is_found_where_the_certificate_points(province: Province) -> None:
    access = certificate(province, Purpose.AGENCY).extensions.get_extension_for_class(
        x509.AuthorityInformationAccess
    )
    pointer = next(d for d in access.value if d.access_method == AuthorityInformationAccessOID.CA_ISSUERS)
    assert download(pointer.access_location.value) == province.intermediates()[0]


def test_the_expired_certificate_had_ended_before_the_scenario(province: Province) -> None:
    assert certificate(province, Purpose.EXPIRED).not_valid_after_utc < IN_THE_SCENARIO


@pytest.mark.parametrize("service", ["ocsp/issuing", "tsa/tsa"])
def test_a_request_that_is_not_der_is_answered_400(province: Province, service: str) -> None:
    answer = httpx.post(f"{province.pki_url}/lien-thong/{service}", content=b"\x00garbage", trust_env=False)
    assert answer.status_code == 400


def test_an_unknown_path_is_answered_404(province: Province) -> None:
    assert httpx.get(f"{province.pki_url}/elsewhere", trust_env=False).status_code == 404


def test_request_keys_are_ed25519_and_the_same_by_code_and_alias(province: Province) -> None:
    key = province.request_key(DISTRICT)
    stored = load_pem_private_key(province.request_key_path("H39.30").read_bytes(), password=None)
    assert stored.public_key() == key.public_key()
    assert province.request_key("000.00.31.H39").public_key() != key.public_key()


def test_agencies_enrolled_together_hold_what_each_would_get_alone(tmp_path: Path) -> None:
    codes = (DISTRICT, "000.00.02.H39", "H39.31")
    with Province.open(tmp_path, now=scenario_clock) as opened:
        opened.enrol(codes)
        files = set(tmp_path.rglob("*.key.pem"))
        held = {opened.certificates_of(code) for code in codes}
        keys = {opened.request_key(code).public_key().public_bytes_raw() for code in codes}
        assert set(tmp_path.rglob("*.key.pem")) == files
    assert len(held) == len(keys) == len(codes)


def test_an_agency_that_does_not_exist_is_named_in_the_error(province: Province) -> None:
    with pytest.raises(AgencyUnknown, match="H99"):
        province.certificates_of("H99")


def test_reopening_on_the_same_port_reuses_keys_and_certificates(tmp_path: Path) -> None:
    with Province.open(tmp_path, now=scenario_clock) as first:
        held, url, anchors = first.certificates_of(DISTRICT), first.pki_url, first.trust_anchors()
    with Province.open(tmp_path, now=scenario_clock) as second:
        assert (second.pki_url, second.trust_anchors()) == (url, anchors)
        assert second.certificates_of(DISTRICT) == held


@pytest.mark.parametrize("deleted", ["root-ca", f"{DISTRICT}.agency", f"{DISTRICT}.agency-revoked"])
def test_when_a_key_was_deleted_the_new_one_gets_certificates_of_its_own(
    tmp_path: Path, deleted: str
) -> None:
    with Province.open(tmp_path, now=scenario_clock) as first:
        first.certificates_of(DISTRICT)
    (tmp_path / "province" / "keys" / f"{deleted}.key.pem").unlink()
    with Province.open(tmp_path, now=scenario_clock) as second:
        for purpose in (Purpose.AGENCY, Purpose.REVOKED):
            certificate(second, purpose).verify_directly_issued_by(issuer(second))
            held = second.credential(DISTRICT, purpose)
            assert held.key.public_key() == certificate(second, purpose).public_key()
        issuer(second).verify_directly_issued_by(x509.load_der_x509_certificate(second.trust_anchors()[0]))


def test_when_the_port_is_taken_the_same_keys_get_certificates_for_another(tmp_path: Path) -> None:
    with Province.open(tmp_path, now=scenario_clock) as first:
        before = certificate(first, Purpose.AGENCY)
        with Province.open(tmp_path, now=scenario_clock) as second:
            after = certificate(second, Purpose.AGENCY)
            assert second.pki_url != first.pki_url
            assert ocsp_status(second, after).certificate_status is ocsp.OCSPCertStatus.GOOD
    assert after.public_key() == before.public_key()
    assert after.serial_number != before.serial_number


def test_after_closing_nothing_listens_any_more(tmp_path: Path) -> None:
    with Province.open(tmp_path, now=scenario_clock) as opened:
        port = int(opened.pki_url.rpartition(":")[2])
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
        pytest.fail("somebody still answers")


def test_private_keys_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    with Province.open(tmp_path, now=scenario_clock) as opened:
        opened.certificates_of(DISTRICT)
        opened.request_key(DISTRICT)
    private = list(tmp_path.rglob("*.key.pem"))
    assert private
    assert {path.stat().st_mode & 0o077 for path in private} == {0}
