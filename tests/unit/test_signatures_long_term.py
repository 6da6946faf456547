"""Signatures kept for years: nested timestamps, archive timestamps of all versions, and what each proves."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from asn1crypto import cms
from cryptography.x509.oid import ExtendedKeyUsageOID

from lienthong.signatures import der
from lienthong.signatures.policy import Policy
from lienthong.signatures.report import FileReport, Indication, SignatureReport
from lienthong.signatures.trust import RevocationMaterial, TrustAnchors
from lienthong.signatures.validator import validate_file
from tests.builders.long_term import SIGNATURE_TIMESTAMP, add_unsigned, archive_v2, archive_v3
from tests.builders.signing_pki import DAY, NOW, YEAR, CmsPlan, Party, crl_of, issue, province, stamp

LETTER = "Quyết định về việc phê duyệt dự án".encode()
PASSED, INDETERMINATE = Indication.TOTAL_PASSED, Indication.INDETERMINATE
SIGNED = NOW - 300 * DAY
RECENTLY = NOW - 10 * DAY
OLD = {"not_before": NOW - 2 * YEAR}


def signer(**changes: object) -> Party:
    return issue("Văn thư", old_ca(), **(OLD | changes))  # type: ignore[arg-type]


@cache
def old_ca() -> Party:
    return issue(
        "CA lâu năm", province().root, is_ca=True, not_before=NOW - 3 * YEAR, not_after=NOW + 9 * YEAR
    )


def authority(name: str, **changes: object) -> Party:
    """A time-stamping authority that was there before the signatures."""
    return issue(
        f"Dịch vụ cấp dấu thời gian {name}",
        old_ca(),
        usage=frozenset({"digital_signature"}),
        extended=[ExtendedKeyUsageOID.TIME_STAMPING],
        extended_critical=True,
        kind="rsa2048",
        **({"not_before": NOW - 2 * YEAR, "not_after": NOW + YEAR} | changes),  # type: ignore[arg-type]
    )


def signed(by: Party, *stamps: bytes, digest: str = "sha256", crls: tuple[bytes, ...] = ()) -> bytes:
    plan = CmsPlan(
        by,
        LETTER,
        digest=digest,
        timestamps=stamps or None,
        signing_time=SIGNED - timedelta(hours=1),
        crls=crls,
    )
    return plan.build()


def stamped(signature: bytes, tsa: Party, time: datetime) -> bytes:
    """With a signature timestamp, made over the signature's own value."""
    return add_unsigned(signature, SIGNATURE_TIMESTAMP, stamp(tsa, _value(signature), time))


def _value(signature: bytes) -> bytes:
    return bytes(cms.ContentInfo.load(signature)["content"]["signer_infos"][0]["signature"].native)


def revocation(*revoked: tuple[Party, datetime]) -> RevocationMaterial:
    """CRLs of now and of earlier days: a CA no longer lists who has expired (RFC 5280 3.3)."""
    days = (1, 110, 210, 260)
    return RevocationMaterial.from_bytes(
        [crl_of(province().root), *(crl_of(old_ca(), revoked, this_update=NOW - day * DAY) for day in days)]
    )


def validate(signature: bytes, material: RevocationMaterial | None = None, at: datetime = NOW) -> FileReport:
    return validate_file(
        signature,
        name="quyet-dinh.p7s",
        trust=province().trust,
        revocation=revocation() if material is None else material,
        at=at,
        detached_content=LETTER,
    )


def only(report: FileReport) -> SignatureReport:
    [signature] = report.signatures
    return signature


def failing(report: FileReport) -> set[str]:
    return {f.code for s in report.signatures for f in s.findings if f.severity == "fail"}


def codes(report: FileReport) -> set[str]:
    return {f.code for s in report.signatures for f in s.findings}


def verdicts(report: FileReport) -> list[tuple[str, str]]:
    return [(stamp.kind, stamp.indication.value) for stamp in only(report).timestamps]


# --- nested proofs --------------------------------------------------------------------------------


def test_an_authority_that_expired_is_fine_where_an_archive_timestamp_is_older_than_that() -> None:
    expired = authority("cũ", not_after=NOW - 100 * DAY)
    signature = stamped(signed(signer()), expired, SIGNED)
    assert only(validate(signature)).best_signature_time == NOW

    kept = archive_v3(signature, LETTER, authority("mới"), NOW - 150 * DAY)
    report = validate(kept)
    assert only(report).best_signature_time == SIGNED
    assert (report.indication, verdicts(report)) == (
        PASSED,
        [("signature", "TOTAL-PASSED"), ("archive", "TOTAL-PASSED")],
    ), failing(report)


def test_an_archive_timestamp_after_the_authority_expired_comes_too_late() -> None:
    expired = authority("cũ", not_after=NOW - 100 * DAY)
    signature = stamped(signed(signer()), expired, SIGNED)
    report = validate(archive_v3(signature, LETTER, authority("mới"), NOW - 50 * DAY))
    assert only(report).best_signature_time == NOW - 50 * DAY


def test_a_chain_of_archive_timestamps_carries_over_every_expiry() -> None:
    first = authority("một", not_after=NOW - 200 * DAY)
    second = authority("hai", not_after=NOW - 100 * DAY)
    signature = stamped(signed(signer(not_after=NOW - 250 * DAY)), first, SIGNED)
    signature = archive_v3(signature, LETTER, second, NOW - 220 * DAY)
    signature = archive_v3(signature, LETTER, authority("ba"), NOW - 120 * DAY)
    report = validate(signature)
    assert only(report).best_signature_time == SIGNED
    assert report.indication is PASSED, failing(report)


@pytest.mark.parametrize("covers_it", [True, False])
def test_an_archive_timestamp_does_nothing_for_a_timestamp_that_it_does_not_cover(covers_it: bool) -> None:
    """Who holds the key of an expired authority can date a token back; honest later proofs must not help."""
    expired = authority("cũ", not_after=NOW - 100 * DAY)
    signature = stamped(signed(signer()), expired, SIGNED)
    left_out = () if covers_it else (SIGNATURE_TIMESTAMP,)
    kept = archive_v3(signature, LETTER, authority("mới"), NOW - 150 * DAY, leaves_out=left_out)
    expected = SIGNED if covers_it else NOW - 150 * DAY
    assert only(validate(kept)).best_signature_time == expected


def test_an_archive_timestamp_that_names_what_it_covers_by_a_broken_digest_proves_nothing() -> None:
    signature = stamped(signed(signer()), authority("cũ", not_after=NOW - 100 * DAY), SIGNED)
    weak = archive_v3(signature, LETTER, authority("mới"), NOW - 150 * DAY, index_digest="sha1")
    assert only(validate(weak)).best_signature_time == NOW


def test_a_timestamp_added_after_the_archive_timestamp_is_judged_as_of_now() -> None:
    expired = authority("cũ", not_after=NOW - 100 * DAY)
    kept = archive_v3(signed(signer()), LETTER, authority("mới"), NOW - 150 * DAY)
    report = validate(stamped(kept, expired, SIGNED))
    assert only(report).best_signature_time == NOW - 150 * DAY
    assert ("signature", "INDETERMINATE") in verdicts(report)


def test_an_archive_timestamp_over_another_signature_proves_nothing() -> None:
    other = archive_v3(signed(signer()), b"khac", authority("mới"), NOW - 150 * DAY)
    report = validate(other)
    assert "timestamp.other-bytes" in failing(report)
    assert only(report).best_signature_time == NOW


def test_a_signer_revoked_after_the_proven_time_stays_valid() -> None:
    by = signer()
    signature = archive_v3(
        stamped(signed(by), authority("a"), SIGNED), LETTER, authority("b"), NOW - 10 * DAY
    )
    report = validate(signature, revocation((by, SIGNED + DAY)))
    assert report.indication is PASSED, failing(report)
    assert "certificate.revoked-later" in codes(report)


def test_a_signer_revoked_before_the_proven_time_does_not() -> None:
    by = signer()
    signature = archive_v3(
        stamped(signed(by), authority("a"), SIGNED), LETTER, authority("b"), NOW - 10 * DAY
    )
    assert validate(signature, revocation((by, SIGNED - DAY))).indication is INDETERMINATE


# --- algorithms as of the proven time -------------------------------------------------------------


def _of_2011(*, with_stamp: bool) -> FileReport:
    then = datetime(2011, 6, 1, tzinfo=UTC)
    long = {"not_before": datetime(2010, 1, 1, tzinfo=UTC), "not_after": NOW + YEAR}
    root = issue("Gốc 2010", None, is_ca=True, **long)  # type: ignore[arg-type]
    by = issue("Người ký 2011", root, kind="rsa2048", **long)  # type: ignore[arg-type]
    tsa = issue(
        "TSA 2010",
        root,
        kind="rsa2048",
        usage=frozenset({"digital_signature"}),
        extended=[ExtendedKeyUsageOID.TIME_STAMPING],
        extended_critical=True,
        **long,  # type: ignore[arg-type]
    )
    signature = CmsPlan(by, LETTER, digest="sha1", signing_time=then).build()
    if with_stamp:
        signature = stamped(signature, tsa, then)
    return validate_file(
        signature,
        name="2011.p7s",
        trust=TrustAnchors.from_bytes([root.der]),
        revocation=RevocationMaterial.from_bytes([crl_of(root)]),
        at=NOW,
        detached_content=LETTER,
    )


def test_sha1_is_good_enough_for_a_signature_proven_older_than_the_policys_date() -> None:
    report = _of_2011(with_stamp=True)
    assert report.indication is PASSED, failing(report)


def test_sha1_is_not_where_nothing_proves_that() -> None:
    assert "algorithm.weak" in failing(_of_2011(with_stamp=False))


def test_a_token_over_sha1_needs_an_older_proof_as_well() -> None:
    """The imprint of a token is as weak as a signature's digest (EN 319 102-1 5.4)."""
    signature = signed(signer())
    weak = add_unsigned(
        signature, SIGNATURE_TIMESTAMP, stamp(authority("a"), _value(signature), SIGNED, digest="sha1")
    )
    report = validate(weak)
    assert only(report).best_signature_time == NOW
    assert "timestamp.not-trusted" in codes(report)


# --- version 2 and the extended forms -------------------------------------------------------------


@pytest.mark.parametrize("tagged", [True, False], ids=["RFC 5126", "TS 101 733 before 2.2.1"])
@pytest.mark.parametrize("detached", [True, False])
def test_an_archive_timestamp_of_version_2_is_verified_in_both_readings(tagged: bool, detached: bool) -> None:
    plan = CmsPlan(signer(), LETTER, detached=detached, signing_time=SIGNED, crls=(crl_of(old_ca()),))
    signature = stamped(plan.build(), authority("a", not_after=NOW - 100 * DAY), SIGNED)
    kept = archive_v2(signature, LETTER, authority("b"), NOW - 150 * DAY, tagged=tagged)
    report = validate_file(
        kept,
        name="a",
        trust=province().trust,
        revocation=revocation(),
        at=NOW,
        detached_content=LETTER if detached else None,
    )
    assert report.indication is PASSED, failing(report)
    assert (only(report).level, only(report).best_signature_time) == ("CAdES-E-A", SIGNED)


def test_an_archive_timestamp_of_version_2_covers_the_next_but_not_what_came_later() -> None:
    expired = authority("cũ", not_after=NOW - 100 * DAY)
    first = archive_v2(signed(signer()), LETTER, expired, NOW - 200 * DAY)
    kept = archive_v2(first, LETTER, authority("mới"), NOW - 150 * DAY)
    assert only(validate(kept)).best_signature_time == NOW - 200 * DAY
    late = stamped(kept, expired, SIGNED)
    assert only(validate(late)).best_signature_time == NOW - 200 * DAY
    assert ("signature", "INDETERMINATE") in verdicts(validate(late))


def test_an_archive_timestamp_of_version_2_over_changed_attributes_is_for_other_bytes() -> None:
    kept = archive_v2(signed(signer()), LETTER + b"!", authority("b"), NOW - 150 * DAY)
    assert "timestamp.other-bytes" in failing(validate(kept))


def test_references_and_old_archive_timestamps_are_no_baseline_level() -> None:
    signature = stamped(signed(signer()), authority("a"), SIGNED)
    with_references = add_unsigned(signature, "1.2.840.113549.1.9.16.2.21", b"\x30\x00")
    assert only(validate(signature)).level == "CAdES-B-T"
    assert only(validate(with_references)).level == "CAdES-E-C"


def test_a_timestamp_over_the_references_alone_proves_nothing_about_the_signature() -> None:
    """RFC 5126 6.3.6: it covers hashes of certificates and CRLs, not the signature value."""
    references = b"\x30\x00"
    signature = add_unsigned(signed(signer()), "1.2.840.113549.1.9.16.2.21", references)
    covered = bytes.fromhex("060b2a864886f70d0109100215") + b"\x31\x02" + references
    token = stamp(authority("a"), covered, SIGNED)
    report = validate(add_unsigned(signature, "1.2.840.113549.1.9.16.2.26", token))
    assert ("references", "TOTAL-PASSED") in verdicts(report)
    assert only(report).best_signature_time == NOW
    assert only(report).level == "CAdES-E-X"


def test_a_cades_c_timestamp_proves_the_signature_and_its_timestamp() -> None:
    signature = stamped(signed(signer()), authority("cũ", not_after=NOW - 100 * DAY), SIGNED)
    references = b"\x30\x00"
    signature = add_unsigned(signature, "1.2.840.113549.1.9.16.2.21", references)
    info = cms.ContentInfo.load(signature)["content"]["signer_infos"][0]
    attributes = b"".join(one["type"].dump() + one["values"].dump() for one in info["unsigned_attrs"])
    token = stamp(authority("mới"), info["signature"].native + attributes, NOW - 150 * DAY)
    report = validate(add_unsigned(signature, "1.2.840.113549.1.9.16.2.25", token))
    assert ("signature-and-references", "TOTAL-PASSED") in verdicts(report)
    assert only(report).best_signature_time == SIGNED


def test_a_timestamp_that_a_policy_only_warns_about_still_has_its_authority_judged() -> None:
    stranger = issue(
        "TSA lạ", None, usage=frozenset({"digital_signature"}), not_before=NOW - YEAR, not_after=NOW + YEAR
    )
    report = validate_file(
        stamped(signed(signer()), stranger, SIGNED),
        name="a",
        trust=TrustAnchors.from_bytes([province().root.der]),
        revocation=revocation(),
        policy=Policy(levels={"timestamp.key-usage": "warn"}),
        at=NOW,
        detached_content=LETTER,
    )
    assert only(report).best_signature_time == NOW


# --- revocation data that has to be proven --------------------------------------------------------


def _kept(*, proof: str) -> FileReport:
    """A signature with its own CRLs, whose CA has expired since; ``proof`` says what covers the CRLs."""
    ended = issue(
        "CA đã hết hạn", province().root, is_ca=True, not_before=NOW - 3 * YEAR, not_after=NOW - 50 * DAY
    )
    by = issue("Văn thư cũ", ended, not_before=NOW - 2 * YEAR, not_after=NOW - 60 * DAY)
    crls = (crl_of(ended, this_update=SIGNED + DAY), crl_of(province().root, this_update=SIGNED + DAY))
    tsa, keeper = authority("ký"), authority("lưu")
    plan = CmsPlan(by, LETTER, signing_time=SIGNED - timedelta(hours=1), crls=crls)
    signature = stamped(plan.build(), tsa, SIGNED)
    if proof == "archive":
        signature = archive_v3(signature, LETTER, keeper, NOW - 150 * DAY)
    elif proof == "too late":
        signature = archive_v3(signature, LETTER, keeper, NOW - 40 * DAY)
    elif proof == "not over it":
        bare = dataclasses.replace(plan, crls=())
        signature = archive_v3(stamped(bare.build(), tsa, SIGNED), LETTER, keeper, NOW - 150 * DAY)
        signature = add_unsigned(signature, REVOCATION_VALUES, _values_of(crls))
    # The authorities' own revocation data is given; the signer's is not.
    given = [crl_of(old_ca(), this_update=NOW - DAY), crl_of(province().root)]
    material = RevocationMaterial.from_bytes([*given, *(crls if proof == "brought" else ())])
    return validate(signature, material)


REVOCATION_VALUES = "1.2.840.113549.1.9.16.2.24"


def _values_of(crls: tuple[bytes, ...]) -> bytes:
    """RevocationValues with crlVals (EN 319 122-1 A.1.2.2)."""
    return der.encode(0x30, der.encode(0xA0, der.encode(0x30, b"".join(crls))))


@pytest.mark.parametrize("proof", ["archive", "brought"])
def test_revocation_data_of_an_expired_authority_counts_where_it_is_proven_or_vouched_for(proof: str) -> None:
    report = _kept(proof=proof)
    assert report.indication is PASSED, failing(report)
    assert only(report).best_signature_time == SIGNED


@pytest.mark.parametrize("proof", ["none", "too late", "not over it"])
def test_it_does_not_where_nothing_proves_that_it_is_older_than_the_expiry(proof: str) -> None:
    """Who gets hold of the expired authority's key could have made it yesterday (EN 319 102-1 5.6.2.1)."""
    report = _kept(proof=proof)
    assert report.indication is INDETERMINATE
    assert "revocation.unproven" in failing(report)
