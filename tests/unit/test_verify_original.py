"""What stands for the paper original: leader and agency, in order, and the signer whom the envelope names."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from io import BytesIO

import pytest

from lienthong.adapters.attachment_validator import SignatureAttachmentValidator
from lienthong.model.agency import SignerCertificate, SignerRole
from lienthong.model.submission import Submission
from lienthong.ports import TrustAnchor
from lienthong.signatures.assess import RegisteredSigner
from lienthong.signatures.envelope_match import OriginalVerdict, StatedSigner, assess_original, compare_signer
from lienthong.signatures.findings import find
from lienthong.signatures.isolation.pool import ValidationPool
from lienthong.signatures.policy import DEFAULT, STRICT, Policy
from lienthong.signatures.report import Finding, SignatureReport, file_report, worst
from tests.builders.documents import document
from tests.builders.signed_pdf import plain_pdf, sign_pdf
from tests.builders.signing_pki import NOW, YEAR, province
from tests.doubles.fixed_clock import FixedClock
from tests.doubles.memory_registry import MemoryRegistry, MemoryTrustStore

SENDER, OTHER = "000.00.30.H39", "000.00.12.H39"
REGISTERED = {
    "leader": RegisteredSigner(SENDER, "leader"),
    "deputy": RegisteredSigner(SENDER, "leader"),
    "agency": RegisteredSigner(SENDER, "agency"),
    "other": RegisteredSigner(OTHER, "agency"),
}
SUBJECTS = {
    "leader": "CN=Nguyễn Văn An, title=Chủ tịch, O=UBND huyện Cần Giuộc, C=VN",
    "deputy": "CN=Trần Thị Bình, title=Phó Chủ tịch, O=UBND huyện Cần Giuộc, C=VN",
    "agency": "CN=UBND huyện Cần Giuộc, C=VN",
    "other": "CN=Sở Xây dựng, C=VN",
}
STATED = StatedSigner("Nguyễn Văn An", "Chủ tịch")
LATER = NOW + timedelta(hours=1)


def signature(who: str, *findings: Finding, at: datetime = NOW) -> SignatureReport:
    indication, sub = worst(findings)
    return SignatureReport(
        "intact",
        indication,
        sub,
        "PAdES-B-T",
        SUBJECTS[who],
        True,
        signer_sha256=who,
        best_signature_time=at,
        findings=findings,
    )


def judged(
    *signatures: SignatureReport, stated: StatedSigner = STATED, policy: Policy = STRICT
) -> OriginalVerdict:
    report = file_report(
        file="a.pdf", format="PDF", media_type="application/pdf", policy=policy.label, signatures=signatures
    )
    return assess_original([report], sender=SENDER, registered=REGISTERED, stated=stated, policy=policy)


def differences(who: str, stated: StatedSigner) -> list[str]:
    report = file_report(file="a.pdf", format="PDF", media_type="", policy="", signatures=[signature(who)])
    found = compare_signer([report], sender=SENDER, registered=REGISTERED, stated=stated, policy=DEFAULT)
    return [finding.code for finding in found]


def test_leader_then_agency_with_the_stated_signer_equals_the_original() -> None:
    assert judged(signature("leader"), signature("agency", at=LATER)).equivalent


@pytest.mark.parametrize(
    ("signatures", "code"),
    [
        ((signature("leader"),), "signature.agency-missing"),
        ((signature("agency"),), "signature.leader-missing"),
        ((signature("agency"), signature("leader", at=LATER)), "signature.order"),
        ((signature("deputy"), signature("agency", at=LATER)), "envelope.signer-name"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_falls_short_of_the_original_is_told_and_fails(
    signatures: tuple[SignatureReport, ...], code: str
) -> None:
    verdict = judged(*signatures)
    assert not verdict.equivalent
    assert [finding.severity.value for finding in verdict.findings if finding.code == code] == ["fail"]


def test_a_signature_without_proof_of_time_falls_short_of_the_original() -> None:
    unproven = find("signature.no-timestamp", STRICT)
    assert unproven is not None
    assert not judged(signature("leader", unproven), signature("agency", at=LATER)).equivalent


def test_another_agency_may_sign_a_joint_document_beside_the_senders_own_two() -> None:
    verdict = judged(signature("leader"), signature("agency", at=LATER), signature("other", at=LATER))
    assert verdict.equivalent
    assert "signature.wrong-agency" in {finding.code for finding in verdict.findings}


def test_under_the_default_policy_a_difference_is_a_note() -> None:
    verdict = judged(signature("deputy"), signature("agency", at=LATER), policy=DEFAULT)
    assert verdict.equivalent
    told = {finding.code: finding.severity.value for finding in verdict.findings}
    assert told["envelope.signer-name"] == told["envelope.signer-position"] == "warn"


def test_one_leader_who_agrees_is_enough() -> None:
    assert judged(signature("deputy"), signature("leader"), signature("agency", at=LATER)).equivalent


@pytest.mark.parametrize(
    ("name", "position", "found"),
    [
        ("Nguyễn Văn An", "Chủ tịch", []),
        ("NGUYỄN VĂN AN", "CHỦ TỊCH", []),
        ("Nguye\u0302\u0303n Va\u0306n An", "Chu\u0309 ti\u0323ch", []),
        ("  TS.  Nguyễn Văn An ", "Chủ tịch UBND huyện", []),
        ("Nguyễn Văn An", "", []),
        ("", "", []),
        ("Nguyễn Văn Ân", "Chủ tịch", ["envelope.signer-name"]),
        ("Nguyen Van An", "Chủ tịch", ["envelope.signer-name"]),
        ("Nguyễn Văn An", "Phó Chủ tịch", ["envelope.signer-position"]),
        ("Trần Thị Bình", "Phó Chủ tịch", ["envelope.signer-name", "envelope.signer-position"]),
        ("TS.", "Chủ tịch", ["envelope.signer-name"]),
    ],
)
def test_form_does_not_count_but_marks_and_rank_do(name: str, position: str, found: list[str]) -> None:
    assert differences("leader", StatedSigner(name, position)) == found


def test_signatures_that_are_not_the_senders_leaders_are_not_compared() -> None:
    assert (
        differences("agency", StatedSigner("Ai khác")) == differences("other", StatedSigner("Ai khác")) == []
    )


def test_the_difference_names_both_sides_in_both_languages() -> None:
    verdict = judged(signature("deputy"), signature("agency", at=LATER))
    [told] = [finding for finding in verdict.findings if finding.code == "envelope.signer-name"]
    for sentence in (told.en, told.vi):
        assert "Nguyễn Văn An" in sentence
        assert "Trần Thị Bình" in sentence


# --- in the exchange -------------------------------------------------------------------------------


def test_the_exchange_tells_when_the_envelope_names_another_signer() -> None:
    pdf = sign_pdf(sign_pdf(plain_pdf(), province().leader), province().agency, "Agency")
    sent = document(contents={"cong-van.pdf": pdf})
    [attachment] = sent.envelope.attachments
    submission = Submission(
        "lt-" + "a" * 26,
        sent.envelope,
        "0" * 64,
        (),
        NOW,
        sender_certificates=tuple(
            SignerCertificate(party.fingerprint, role)
            for party, role in (
                (province().leader, SignerRole.LEADER),
                (province().agency, SignerRole.AGENCY),
            )
        ),
    )
    root = TrustAnchor(province().root.fingerprint, province().root.der, True, NOW - YEAR)
    with ValidationPool() as pool:
        validator = SignatureAttachmentValidator(
            pool, MemoryTrustStore([root]), MemoryRegistry(), FixedClock(NOW)
        )
        assessed = validator.assess(attachment, BytesIO(pdf), detached_signatures=(), submission=submission)
    assert sent.envelope.signer.name == "Nguyễn Văn Mẫu"
    assert "envelope.signer-name" in assessed.verdict.findings
    told = json.loads(assessed.report)["findings"]
    assert ["Nguyễn Văn An" in one["vi"] for one in told if one["code"] == "envelope.signer-name"] == [True]
