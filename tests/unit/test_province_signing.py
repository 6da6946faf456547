"""Letters signed in the demonstration, judged by pyHanko's own validation under the demonstration's root."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

import httpx
import pytest
from asn1crypto import cms, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESSubIndic
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import async_validate_detached_cms, validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, StandardCMSSignatureStatus
from pyhanko_certvalidator import ValidationContext

from lienthong_local.province import Letter, Province, Purpose, alter_by_update, alter_in_place
from lienthong_local.province.errors import LetterNotAlterable, TimeStampUnavailable
from lienthong_local.province.signing import LocalTimeStamper, SigningRequest, sign_pdf

DISTRICT, DEPARTMENT, RSA_3072_AGENCY = "000.00.30.H39", "000.00.16.H39", "000.00.33.H39"
IN_THE_SCENARIO = datetime(2019, 6, 12, 8, 40, tzinfo=UTC)


def scenario_clock() -> datetime:
    return IN_THE_SCENARIO


@dataclass(frozen=True)
class Judged:
    """What pyHanko found: one status a signature, in the order of signing."""

    leader: PdfSignatureStatus
    agency: PdfSignatureStatus


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    with Province.open(tmp_path_factory.mktemp("state"), now=scenario_clock) as opened:
        yield opened


@pytest.fixture(scope="module")
def unsigned(province: Province) -> bytes:
    return province.write_letter(letter(province, DISTRICT))


@pytest.fixture(scope="module")
def signed(province: Province, unsigned: bytes) -> bytes:
    return province.sign_letter(unsigned, DISTRICT)


def letter(province: Province, code: str) -> Letter:
    return province.compose_letter(
        code,
        number="512",
        notation="UBND-TNMT",
        subject="V/v phối hợp giải quyết hồ sơ",
        to=["H39.12", DEPARTMENT],
        paragraphs=["Đề nghị quý Sở cho ý kiến trước ngày 20 tháng 6 năm 2019."],
    )


def pdf_without_text() -> bytes:
    """One empty page, as another product would write it: no form, no fields."""
    objects = (
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n",
        b"4 0 obj<</Length 4>>stream\nq Q \nendstream endobj\n",
    )
    body = b"%PDF-1.7\n" + b"".join(objects)
    offsets = b"".join(b"%010d 00000 n \n" % body.index(single) for single in objects)
    return (
        body
        + b"xref\n0 5\n0000000000 65535 f \n%btrailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (
            offsets,
            len(body),
        )
    )


def trust(province: Province) -> ValidationContext:
    """The root, and lists of revoked certificates as the province publishes them: no list, no trust."""
    addresses = (f"{province.pki_url}/lien-thong/crls/{name}/latest.crl" for name in ("root", "issuing"))
    return ValidationContext(
        trust_roots=[x509.Certificate.load(anchor) for anchor in province.trust_anchors()],
        crls=[httpx.get(address, trust_env=False).raise_for_status().content for address in addresses],
        revocation_mode="hard-fail",
        moment=IN_THE_SCENARIO,
    )


def judge(province: Province, pdf: bytes) -> Judged:
    statuses = [
        validate_pdf_signature(embedded, trust(province))
        for embedded in PdfFileReader(BytesIO(pdf)).embedded_signatures
    ]
    return Judged(*statuses)


def judge_detached(
    province: Province, content: bytes, signed_data: cms.SignedData
) -> StandardCMSSignatureStatus:
    context = trust(province)
    return asyncio.run(async_validate_detached_cms(content, signed_data, context, context))


def refused_because(province: Province, pdf: bytes) -> AdESSubIndic | None:
    judged = judge(province, pdf)
    assert judged.leader.bottom_line
    assert judged.agency.intact
    assert not judged.agency.bottom_line
    return judged.agency.trust_problem_indic


@pytest.mark.parametrize(
    "code", [DISTRICT, DEPARTMENT, RSA_3072_AGENCY], ids=["P-256", "RSA-2048", "RSA-3072"]
)
def test_a_letter_signed_by_leader_and_agency_validates_twice(province: Province, code: str) -> None:
    judged = judge(province, province.sign_letter(province.write_letter(letter(province, code)), code))
    for status in (judged.leader, judged.agency):
        assert status.bottom_line
        assert status.timestamp_validity is not None
        assert status.timestamp_validity.trusted
        assert status.timestamp_validity.timestamp == IN_THE_SCENARIO
    assert judged.leader.signing_cert.subject.native["title"] in ("Chủ tịch", "Giám đốc")
    assert judged.agency.signing_cert.subject.native["organization_identifier"] == code


def test_the_agencys_signature_leaves_the_leaders_bytes_as_they_were(
    province: Province, unsigned: bytes
) -> None:
    once = province.sign_as(unsigned, DISTRICT, Purpose.LEADER)
    assert province.sign_as(once, DISTRICT, Purpose.AGENCY).startswith(once)


def test_signatures_are_pades_with_place_reason_and_local_time(signed: bytes) -> None:
    for embedded in PdfFileReader(BytesIO(signed)).embedded_signatures:
        stated = embedded.sig_object
        assert stated["/SubFilter"] == "/ETSI.CAdES.detached"
        assert stated["/Location"] == "Cần Giuộc"
        assert stated["/M"] == "D:20190612154000+07'00'"


def test_both_signatures_are_shown_where_the_letter_has_its_fields(signed: bytes) -> None:
    shown = {
        embedded.field_name: embedded.sig_field
        for embedded in PdfFileReader(BytesIO(signed)).embedded_signatures
    }
    assert list(shown) == ["leader", "agency"]
    for field in shown.values():
        left, bottom, right, top = (float(side) for side in field["/Rect"])
        assert right - left > 90
        assert top - bottom > 60
        assert field["/AP"]["/N"]["/Resources"]["/XObject"]


def test_a_pdf_without_fields_gets_signatures_without_images(province: Province) -> None:
    judged = judge(province, province.sign_letter(pdf_without_text(), DISTRICT))
    assert judged.leader.bottom_line
    assert judged.agency.bottom_line


def test_an_unsigned_letter_has_fields_but_no_signature(unsigned: bytes) -> None:
    reader = PdfFileReader(BytesIO(unsigned))
    assert [str(field.get_object()["/T"]) for field in reader.root["/AcroForm"]["/Fields"]] == [
        "leader",
        "agency",
    ]
    assert reader.embedded_signatures == []


def test_a_letter_altered_in_place_breaks_both_signatures(province: Province, signed: bytes) -> None:
    altered = alter_in_place(signed)
    assert len(altered) == len(signed)
    judged = judge(province, altered)
    assert not judged.leader.intact
    assert not judged.agency.intact


def test_a_letter_altered_by_an_update_keeps_its_bytes_but_is_found_modified(
    province: Province, signed: bytes
) -> None:
    altered = alter_by_update(signed)
    assert altered.startswith(signed)
    judged = judge(province, altered)
    for status in (judged.leader, judged.agency):
        assert status.intact
        assert status.modification_level is ModificationLevel.OTHER
        assert not status.bottom_line


def test_a_revoked_certificate_is_found_revoked(province: Province, unsigned: bytes) -> None:
    sealed = province.sign_letter(unsigned, DISTRICT, sealed_with=Purpose.REVOKED)
    assert refused_because(province, sealed) in (AdESIndeterminate.REVOKED_NO_POE, AdESFailure.REVOKED)


def test_an_expired_certificate_is_found_expired(province: Province, unsigned: bytes) -> None:
    sealed = province.sign_letter(unsigned, DISTRICT, sealed_with=Purpose.EXPIRED)
    assert refused_because(province, sealed) is AdESIndeterminate.OUT_OF_BOUNDS_NO_POE


def test_a_tls_certificate_is_not_taken_for_a_signature(province: Province, unsigned: bytes) -> None:
    sealed = province.sign_letter(unsigned, DISTRICT, sealed_with=Purpose.TLS)
    assert refused_because(province, sealed) is AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE


def test_another_agencys_seal_is_valid_but_names_the_other_agency(
    province: Province, unsigned: bytes
) -> None:
    by_leader = province.sign_as(unsigned, DISTRICT, Purpose.LEADER)
    judged = judge(province, province.sign_as(by_leader, DEPARTMENT, Purpose.AGENCY))
    assert judged.agency.bottom_line
    assert judged.agency.signing_cert.subject.native["organization_identifier"] == DEPARTMENT


def test_a_detached_cms_carries_both_signatures_timestamped(province: Province) -> None:
    content = "Phụ lục kèm theo".encode()
    signed_data = cms.ContentInfo.load(province.sign_content(content, DISTRICT))["content"]
    assert signed_data["encap_content_info"]["content"].native is None
    assert len(signed_data["signer_infos"]) == 2
    for signer in list(signed_data["signer_infos"]):
        alone = signed_data.copy()
        alone["signer_infos"] = cms.SignerInfos([signer])
        status = judge_detached(province, content, alone)
        assert status.bottom_line
        assert status.timestamp_validity is not None
        assert status.timestamp_validity.timestamp == IN_THE_SCENARIO


def test_a_detached_cms_does_not_fit_other_content(province: Province) -> None:
    signed_data = cms.ContentInfo.load(province.sign_content(b"as sent", DISTRICT))["content"]
    signed_data["signer_infos"] = cms.SignerInfos(list(signed_data["signer_infos"])[:1])
    assert not judge_detached(province, b"as received", signed_data).intact


@pytest.mark.parametrize("alter", [alter_in_place, alter_by_update])
def test_a_pdf_without_text_cannot_be_altered(alter: Callable[[bytes], bytes]) -> None:
    with pytest.raises(LetterNotAlterable):
        alter(pdf_without_text())


def test_a_silent_time_stamping_service_is_reported_as_unavailable(
    province: Province, unsigned: bytes
) -> None:
    request = SigningRequest(
        field="agency",
        credential=province.credential(DISTRICT, Purpose.AGENCY),
        at=IN_THE_SCENARIO,
        reason="Ký số",
        place="Cần Giuộc",
    )
    with pytest.raises(TimeStampUnavailable, match="elsewhere"):
        sign_pdf(unsigned, request, LocalTimeStamper(f"{province.pki_url}/elsewhere"), ())
