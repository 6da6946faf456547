"""CMS and CAdES signatures: the sound ones pass, and each known attack is named and does not."""

from __future__ import annotations

import dataclasses
import io
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

from lienthong.signatures import der
from lienthong.signatures.algorithms import dotted
from lienthong.signatures.asn1_times import read_time
from lienthong.signatures.policy import Policy
from lienthong.signatures.report import FileReport, Indication, SubIndication
from lienthong.signatures.trust import RevocationMaterial, TrustAnchors
from lienthong.signatures.validator import validate_file
from tests.builders.mutated_der import Node, parse_der
from tests.builders.signing_pki import (
    DAY,
    NOW,
    YEAR,
    CmsPlan,
    crl_of,
    issue,
    key_named,
    ocsp_of,
    province,
    stamp,
)

LETTER = "Kính gửi: Sở Tài nguyên và Môi trường".encode()
PASSED, INDETERMINATE, FAILED = Indication.TOTAL_PASSED, Indication.INDETERMINATE, Indication.TOTAL_FAILED


def plan(**changes: object) -> CmsPlan:
    """A sound detached CAdES-B-T signature of the agency, but for the changes."""
    sound = CmsPlan(province().agency, LETTER, stamp_with=province().tsa)
    return dataclasses.replace(sound, **changes)  # type: ignore[arg-type]


def validate(
    signature: bytes,
    *,
    content: bytes | None = LETTER,
    trust: TrustAnchors | None = None,
    revocation: RevocationMaterial | None = None,
    at: object = NOW,
    policy: Policy | None = None,
) -> FileReport:
    return validate_file(
        signature,
        name="cong-van.p7s",
        trust=trust or province().trust,
        revocation=province().revocation() if revocation is None else revocation,
        at=at,  # type: ignore[arg-type]
        policy=policy or Policy(),
        detached_content=content,
    )


def codes(report: FileReport) -> set[str]:
    found = {f.code for f in report.findings}
    return found | {f.code for s in report.signatures for f in s.findings}


def failing(report: FileReport) -> set[str]:
    everything = [*report.findings, *(f for s in report.signatures for f in s.findings)]
    return {f.code for f in everything if f.severity == "fail"}


# --- sound ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["ec", "ec384", "rsa2048", "ed25519"])
def test_a_timestamped_signature_of_a_trusted_signer_passes(kind: str) -> None:
    signer = issue(f"Người ký {kind}", province().ca, kind=kind)
    report = validate(plan(signer=signer, digest="sha512" if kind == "ed25519" else "sha256").build())
    signature = report.signatures[0]
    assert report.indication is PASSED, failing(report)
    assert (signature.integrity, signature.level) == ("intact", "CAdES-B-T")
    assert signature.best_signature_time == NOW - timedelta(hours=1)
    assert signature.claimed_time == NOW - timedelta(hours=2)
    assert signature.signer == f"CN=Người ký {kind}, O=UBND huyện Cần Giuộc, C=VN"
    assert [link.subject.split(",")[0] for link in signature.chain] == [
        f"CN=Người ký {kind}",
        "CN=CA chuyên dùng thử nghiệm",
        "CN=Gốc thử nghiệm",
    ]
    assert {used.kind for used in signature.revocation} == {"crl"}


def test_rsassa_pss_passes() -> None:
    assert validate(plan(signer=province().leader, pss=True).build()).indication is PASSED


def test_an_attached_signature_passes() -> None:
    report = validate(plan(detached=False).build(), content=None)
    assert report.indication is PASSED
    assert report.signatures[0].covers_whole_file


def test_a_stream_is_digested_like_bytes() -> None:
    report = validate_file(
        io.BytesIO(plan().build()),
        name="s",
        trust=province().trust,
        revocation=province().revocation(),
        at=NOW,
        detached_content=io.BytesIO(LETTER),
    )
    assert report.indication is PASSED


def test_a_pem_armoured_signature_passes() -> None:
    from asn1crypto import pem

    assert validate(pem.armor("CMS", plan().build())).indication is PASSED


def test_a_certificate_that_expired_after_the_timestamp_still_passes_years_later() -> None:
    expiring = issue("Hết hạn sau", province().ca, not_after=NOW + DAY)
    report = validate(plan(signer=expiring).build(), at=NOW + 10 * DAY)
    assert report.indication is PASSED, failing(report)


def test_revocation_after_the_timestamp_leaves_the_signature_valid() -> None:
    revocation = province().revocation([(province().agency, NOW - timedelta(minutes=30))])
    report = validate(plan().build(), revocation=revocation)
    assert report.indication is PASSED
    assert "certificate.revoked-later" in codes(report)


def test_an_ocsp_response_of_a_delegate_is_evidence() -> None:
    responder = issue(
        "OCSP",
        province().ca,
        usage=frozenset({"digital_signature"}),
        extended=[ExtendedKeyUsageOID.OCSP_SIGNING],
        extensions=[(x509.OCSPNoCheck(), False)],
    )
    given = province().revocation().crls[:1]
    ocsps = tuple(ocsp_of(p, responder=responder) for p in (province().agency, province().tsa))
    report = validate(plan().build(), revocation=RevocationMaterial(given, ocsps))
    assert report.indication is PASSED, failing(report)
    assert "ocsp" in {used.kind for used in report.signatures[0].revocation}


def test_the_same_input_gives_the_same_report() -> None:
    signature, revocation = plan().build(), province().revocation()
    first, second = (validate(signature, revocation=revocation).to_json() for _ in range(2))
    assert first == second


# --- changed, replaced, incomplete -----------------------------------------------------------------


def test_changed_content_fails() -> None:
    report = validate(plan().build(), content=LETTER + b"!")
    assert (report.indication, report.sub_indication) == (FAILED, SubIndication.HASH_FAILURE)
    assert report.signatures[0].integrity == "broken"


def test_a_changed_signature_value_fails() -> None:
    signature = bytearray(plan(timestamps=[], stamp_with=None).build())
    signature[-1] ^= 1
    report = validate(bytes(signature))
    assert (report.indication, report.sub_indication) == (FAILED, SubIndication.SIG_CRYPTO_FAILURE)


def test_a_detached_signature_without_its_content_is_not_judged_intact() -> None:
    report = validate(plan().build(), content=None)
    assert (report.indication, report.sub_indication) == (INDETERMINATE, SubIndication.SIGNED_DATA_NOT_FOUND)
    assert report.signatures[0].integrity == "broken"


def test_detached_and_encapsulated_at_once_fails() -> None:
    report = validate(plan(detached=False).build(), content=LETTER)
    assert report.indication is FAILED
    assert "signature.data-doubled" in failing(report)


def test_a_signature_without_the_signing_certificate_attribute_does_not_pass() -> None:
    report = validate(plan(signing_certificate=None).build())
    assert report.indication is INDETERMINATE
    assert "certificate.reference-missing" in failing(report)
    assert report.signatures[0].level == "CAdES-none"


def test_another_certificate_of_the_same_issuer_and_serial_cannot_take_the_signers_place() -> None:
    signer = province().agency
    twin = issue(
        "Kẻ mạo danh",
        province().ca,
        serial=signer.certificate.serial_number,
        key=signer.key,
        organization="Khác",
    )
    impostor = plan(signer=signer, embedded=[twin.der, province().ca.der]).build()
    report = validate(impostor)
    assert report.indication is not PASSED
    assert "certificate.reference-mismatch" in failing(report)


def test_a_signature_without_signed_attributes_does_not_pass() -> None:
    report = validate(plan(signed_attributes=False).build())
    assert report.indication is INDETERMINATE
    assert "signature.attributes-missing" in failing(report)


def test_a_content_type_that_differs_from_the_contents_fails() -> None:
    report = validate(plan(stated_type="tst_info").build())
    assert report.indication is FAILED
    assert report.signatures[0].integrity == "broken"


@pytest.mark.parametrize("digests", [[], [b"\x01" * 32, b"\x02" * 32]], ids=["missing", "doubled"])
def test_a_message_digest_must_be_there_exactly_once(digests: list[bytes]) -> None:
    report = validate(plan(message_digests=digests).build())
    assert report.indication is FAILED
    assert "signature.structure" in failing(report)


@pytest.mark.parametrize("digest", ["md5", "sha1"])
def test_a_weak_digest_does_not_pass_after_its_date(digest: str) -> None:
    report = validate(plan(signer=province().leader, digest=digest).build())
    assert report.indication is INDETERMINATE
    assert "algorithm.weak" in failing(report)
    assert report.signatures[0].integrity == "intact"


def test_a_short_rsa_key_does_not_pass() -> None:
    weak = issue("Khóa ngắn", province().ca, kind="rsa1024")
    assert "algorithm.weak" in failing(validate(plan(signer=weak).build()))


def test_no_certificate_at_all_is_named() -> None:
    report = validate(plan(embedded=[]).build())
    assert report.sub_indication is SubIndication.NO_SIGNING_CERTIFICATE_FOUND


# --- trust, time, purpose --------------------------------------------------------------------------


def test_an_unknown_authority_is_not_trusted() -> None:
    stranger = issue("Tự ký", None)
    report = validate(plan(signer=stranger, embedded=[stranger.der]).build())
    assert (report.indication, report.sub_indication) == (
        INDETERMINATE,
        SubIndication.NO_CERTIFICATE_CHAIN_FOUND,
    )


def test_a_leaf_cannot_issue_certificates() -> None:
    forged = issue("Giả mạo", province().agency)
    signature = plan(signer=forged, embedded=[forged.der, *province().agency.chain]).build()
    report = validate(signature)
    assert report.sub_indication is SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE


def test_an_expired_certificate_without_proof_does_not_pass() -> None:
    expired = issue("Đã hết hạn", province().ca, not_before=NOW - 2 * YEAR, not_after=NOW - DAY)
    report = validate(plan(signer=expired, stamp_with=None).build())
    assert report.sub_indication is SubIndication.OUT_OF_BOUNDS_NO_POE


def test_a_certificate_that_is_not_yet_valid_does_not_pass() -> None:
    early = issue("Chưa hiệu lực", province().ca, not_before=NOW + DAY)
    assert validate(plan(signer=early, stamp_with=None).build()).indication is INDETERMINATE
    stamped = validate(plan(signer=early).build())
    assert (stamped.indication, stamped.sub_indication) == (FAILED, SubIndication.NOT_YET_VALID)


def test_a_certificate_revoked_before_the_timestamp_does_not_pass() -> None:
    revocation = province().revocation([(province().agency, NOW - 3 * DAY)])
    report = validate(plan().build(), revocation=revocation)
    assert (report.indication, report.sub_indication) == (INDETERMINATE, SubIndication.REVOKED_NO_POE)


def test_a_signature_proven_to_be_made_after_revocation_fails() -> None:
    """Only a timestamp under the signature proves that it is younger (EN 319 102-1 5.5.4)."""
    revocation = province().revocation([(province().agency, NOW - 3 * DAY)])
    younger = stamp(province().tsa, LETTER, NOW - 2 * DAY)
    report = validate(plan(content_stamp=younger).build(), revocation=revocation)
    assert (report.indication, report.sub_indication) == (FAILED, SubIndication.REVOKED)


def test_a_suspended_certificate_is_to_be_checked_later() -> None:
    revocation = province().revocation(
        [(province().agency, NOW - 3 * DAY)], reason=x509.ReasonFlags.certificate_hold
    )
    assert validate(plan().build(), revocation=revocation).sub_indication is SubIndication.TRY_LATER


def test_without_revocation_data_the_verdict_waits() -> None:
    report = validate(plan(stamp_with=None).build(), revocation=RevocationMaterial())
    assert (report.indication, report.sub_indication) == (INDETERMINATE, SubIndication.TRY_LATER)


def test_a_stale_crl_says_nothing() -> None:
    stale = crl_of(province().ca, this_update=NOW - 60 * DAY, next_update=NOW - 30 * DAY)
    revocation = RevocationMaterial((province().revocation().crls[0], stale))
    assert "revocation.missing" in failing(validate(plan().build(), revocation=revocation))


def test_a_crl_signed_by_somebody_else_says_nothing() -> None:
    forged = crl_of(province().ca, signer=province().agency)
    revocation = RevocationMaterial((province().revocation().crls[0], forged))
    assert "revocation.missing" in failing(validate(plan().build(), revocation=revocation))


def test_a_tls_certificate_may_not_sign_documents() -> None:
    server = issue("Máy chủ", province().ca, extended=[ExtendedKeyUsageOID.SERVER_AUTH])
    report = validate(plan(signer=server).build())
    assert (report.indication, report.sub_indication) == (
        INDETERMINATE,
        SubIndication.CHAIN_CONSTRAINTS_FAILURE,
    )


@pytest.mark.parametrize("usage", [frozenset({"key_encipherment"}), None], ids=["encipherment", "unstated"])
def test_a_key_that_is_not_for_signatures_does_not_pass(usage: frozenset[str] | None) -> None:
    other = issue("Mã hóa", province().ca, usage=usage)
    assert "certificate.key-usage" in failing(validate(plan(signer=other).build()))


# --- timestamps -----------------------------------------------------------------------------------


def test_a_timestamp_for_other_bytes_does_not_pass() -> None:
    token = stamp(province().tsa, b"something else", NOW - DAY)
    report = validate(plan(stamp_with=None, timestamps=[token]).build())
    assert report.indication is INDETERMINATE
    assert "timestamp.other-bytes" in failing(report)
    assert report.signatures[0].best_signature_time == NOW


def test_a_timestamp_in_the_future_does_not_pass() -> None:
    report = validate(plan(stamp_time=NOW + DAY).build())
    assert report.indication is INDETERMINATE
    assert "timestamp.in-future" in failing(report)


def test_a_timestamp_of_an_untrusted_authority_proves_nothing() -> None:
    stranger = issue("TSA lạ", None, extended=[ExtendedKeyUsageOID.TIME_STAMPING], extended_critical=True)
    expired = issue("Đã hết hạn", province().ca, not_before=NOW - 2 * YEAR, not_after=NOW - DAY)
    report = validate(plan(signer=expired, stamp_with=stranger, stamp_time=NOW - 2 * DAY).build())
    assert report.sub_indication is SubIndication.OUT_OF_BOUNDS_NO_POE
    assert "timestamp.not-trusted" in codes(report)


def test_a_timestamp_made_with_an_ordinary_certificate_does_not_pass() -> None:
    report = validate(plan(stamp_with=province().leader).build())
    assert "timestamp.key-usage" in failing(report)


def test_a_claimed_time_in_the_future_does_not_pass() -> None:
    report = validate(plan(signing_time=NOW + DAY, stamp_with=None).build())
    assert "signature.claimed-time-in-future" in failing(report)


def test_our_own_receipt_proves_the_time_as_well() -> None:
    expired = issue("Đã hết hạn", province().ca, not_before=NOW - 2 * YEAR, not_after=NOW - 2 * DAY)
    report = validate_file(
        plan(signer=expired, stamp_with=None, signing_time=NOW - 4 * DAY).build(),
        name="s",
        trust=province().trust,
        revocation=province().revocation(),
        at=NOW,
        detached_content=LETTER,
        proven=NOW - 3 * DAY,
    )
    # The CRL is younger than the expiry, so it no longer speaks of the certificate (RFC 5280 3.3).
    assert failing(report) == {"revocation.missing"}


# --- robustness -----------------------------------------------------------------------------------


def test_thousands_of_certificates_of_one_name_cost_nothing() -> None:
    crowd = [
        issue("CA chuyên dùng thử nghiệm", None, is_ca=True, key=key_named("crowd")).der for _ in range(150)
    ]
    report = validate(plan(embedded=[*crowd, *province().agency.chain]).build())
    assert report.indication in (PASSED, INDETERMINATE)
    too_many = plan(embedded=[*crowd, *crowd[:60], *province().agency.chain]).build()
    assert validate(too_many).sub_indication is SubIndication.RESOURCE_LIMIT


def test_junk_is_unreadable_and_not_a_crash() -> None:
    signature = plan().build()
    report = validate(signature[: len(signature) // 2])
    assert (report.indication, report.sub_indication) == (FAILED, SubIndication.FORMAT_FAILURE)


def test_a_file_without_signature_says_so() -> None:
    report = validate("Văn bản thường".encode(), content=None)
    assert (report.indication, report.sub_indication) == (INDETERMINATE, SubIndication.NO_SIGNATURE_FOUND)
    assert report.media_type == "text/plain"


def test_every_finding_says_in_both_languages_what_to_do() -> None:
    report = validate(plan(signing_certificate=None).build(), content=LETTER + b"!")
    for finding in (*report.findings, *(f for s in report.signatures for f in s.findings)):
        assert finding.en
        assert finding.vi
        assert finding.clause
        assert "{" not in finding.en + finding.vi


def test_a_certificate_whose_key_is_no_key_ends_as_a_verdict() -> None:
    """A point that does not lie on its curve."""
    signer = province().agency
    point = signer.certificate.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    broken = signer.der.replace(point, point[:-1] + bytes([point[-1] ^ 1]))
    report = validate(plan(embedded=[broken, province().ca.der], signing_certificate=None).build())
    assert report.signatures[0].integrity == "broken"
    assert "signature.algorithm-unknown" in failing(report)


def test_a_certificate_of_an_impossible_version_ends_as_a_verdict() -> None:
    version = bytes.fromhex("a003020102")
    broken = province().agency.der.replace(version, bytes.fromhex("a003020101"), 1)
    report = validate(plan(embedded=[broken, province().ca.der]).build())
    assert report.sub_indication is SubIndication.NO_SIGNING_CERTIFICATE_FOUND


def test_an_empty_algorithm_identifier_is_unreadable() -> None:
    signature = plan().build()
    start = signature.index(bytes.fromhex("0609608648016503040201")) - 2
    assert signature[start] == 0x30
    emptied = signature[:start] + b"\x30\x00" + signature[start + 2 :]
    assert validate(emptied).indication is FAILED


@pytest.mark.parametrize(
    "field", [b"\xa0\0", b"\xa1\0\xa0\0", b"\xa2\0"], ids=["doubled", "out of order", "unknown"]
)
def test_signed_data_whose_fields_could_be_read_in_two_ways_is_not_read(field: bytes) -> None:
    """RFC 5652 5.1: certificates, then crls, each once at most; readers differ in which they would take."""
    tree = parse_der(plan().build())
    assert tree.members is not None
    [signed] = tree.members[1].members or []
    assert signed.members is not None
    signed.members.insert(-1, Node(0, field, verbatim=True))
    report = validate(tree.encode())
    assert (report.indication, report.sub_indication) == (FAILED, SubIndication.FORMAT_FAILURE)


def test_two_signed_data_in_one_wrapper_are_not_read() -> None:
    tree = parse_der(plan().build())
    assert tree.members is not None
    wrapper = tree.members[1].members
    assert wrapper is not None
    wrapper.append(wrapper[0].copy())
    assert validate(tree.encode()).sub_indication is SubIndication.FORMAT_FAILURE


@pytest.mark.parametrize(
    ("encoded", "why"),
    [
        (b"\x06\x01\x80", "breaks off"),
        (b"\x06\x02\x2a\x86", "breaks off"),
        (b"\x06\0", "not an object identifier"),
        (b"\x06\x41" + b"\x2a" * 65, "not an object identifier"),
    ],
)
def test_object_identifiers_that_are_none_are_refused(encoded: bytes, why: str) -> None:
    with pytest.raises(der.DerFault, match=why):
        dotted(encoded, der.root(encoded))


@pytest.mark.parametrize("written", [b"00010101000000+1400", b"99991231235959-1200", b"20260230000000Z"])
def test_moments_that_no_calendar_has_are_refused(written: bytes) -> None:
    with pytest.raises(ValueError, match=r"time|day"):
        read_time(der.encode(0x18, written))
