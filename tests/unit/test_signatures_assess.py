"""Whose signatures an attachment carries, and what it is worth to the exchange."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

from lienthong.signatures.assess import RegisteredSigner, SenderVerdict, assess_attachment
from lienthong.signatures.findings import find
from lienthong.signatures.policy import DEFAULT
from lienthong.signatures.report import (
    FileReport,
    Finding,
    Indication,
    SignatureReport,
    SubIndication,
    file_report,
    worst,
)
from tests.builders.signing_pki import NOW

SENDER, OTHER = "000.00.30.H39", "000.00.12.H39"
REGISTERED = {
    "leader": RegisteredSigner(SENDER, "leader"),
    "agency": RegisteredSigner(SENDER, "agency"),
    "other": RegisteredSigner(OTHER, "agency"),
}


def finding(code: str, **facts: str) -> Finding:
    found = find(code, DEFAULT, subject="", **facts)
    assert found is not None
    return found


def signature(fingerprint: str, *findings: Finding, at: datetime = NOW) -> SignatureReport:
    indication, sub = worst(findings)
    return SignatureReport(
        "intact",
        indication,
        sub,
        "PAdES-B-T",
        f"CN={fingerprint}",
        True,
        signer_sha256=fingerprint,
        best_signature_time=at,
        findings=findings,
    )


def report(*signatures: SignatureReport, findings: tuple[Finding, ...] = ()) -> FileReport:
    return file_report(
        file="cong-van.pdf",
        format="PDF",
        media_type="application/pdf",
        policy="p",
        signatures=signatures,
        findings=findings,
    )


def assess(*reports: FileReport, claims_original: bool = True) -> SenderVerdict:
    return assess_attachment(reports, sender=SENDER, registered=REGISTERED, claims_original=claims_original)


def test_leader_and_agency_together_stand_for_the_original() -> None:
    verdict = assess(report(signature("leader", at=NOW - timedelta(hours=1)), signature("agency")))
    assert verdict.original_equivalent
    assert (verdict.indication, verdict.reasons, verdict.findings) == (Indication.TOTAL_PASSED, (), ())


def test_the_leader_alone_is_accepted_but_does_not_stand_for_the_original() -> None:
    verdict = assess(report(signature("leader")))
    assert not verdict.original_equivalent
    assert not verdict.reasons
    assert [f.code for f in verdict.findings] == ["signature.agency-missing"]


def test_another_agencys_signature_is_no_proof_of_the_sender() -> None:
    verdict = assess(report(signature("other")))
    assert verdict.reasons[0] == "signature.wrong-agency"
    assert "000.00.12.H39" in verdict.findings[0].en


def test_a_joint_document_may_carry_another_agencys_signature_beside_the_senders() -> None:
    verdict = assess(report(signature("leader"), signature("agency"), signature("other")))
    assert verdict.original_equivalent
    assert "signature.wrong-agency" in {f.code for f in verdict.findings}


def test_a_stranger_is_no_proof_of_the_sender() -> None:
    assert assess(report(signature("stranger"))).reasons == ("signature.not-registered",)


def test_anything_failed_is_refused_even_as_information() -> None:
    broken = signature("leader", finding("signature.hash-mismatch", what="ByteRange"))
    verdict = assess(report(broken, signature("agency")), claims_original=False)
    assert verdict.reasons == ("signature.hash-mismatch",)
    assert verdict.sub_indication is SubIndication.HASH_FAILURE
    assert not verdict.for_information


def test_an_unsigned_document_may_pass_only_as_information() -> None:
    unsigned = report(findings=(finding("file.no-signature"),))
    assert assess(unsigned).reasons == ("file.no-signature",)
    information = assess(unsigned, claims_original=False)
    assert (information.reasons, information.for_information) == ((), True)


def test_a_revoked_signer_is_refused_with_that_reason() -> None:
    revoked = signature("agency", finding("certificate.revoked-no-proof", revoked="x", time="y"))
    assert assess(report(revoked)).reasons == ("certificate.revoked-no-proof",)


def test_the_agency_signing_before_the_leader_is_noticed() -> None:
    verdict = assess(report(signature("leader"), signature("agency", at=NOW - timedelta(hours=1))))
    assert [f.code for f in verdict.findings] == ["signature.order"]


def test_a_detached_signature_counts_for_its_unsigned_content() -> None:
    content = report(findings=(finding("file.no-signature"),))
    detached = dataclasses.replace(report(signature("leader"), signature("agency")), format="CMS")
    verdict = assess(content, detached)
    assert verdict.original_equivalent
    assert verdict.indication is Indication.TOTAL_PASSED
