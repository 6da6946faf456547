"""The judge: from evidence to a verdict, one way for all formats (EN 319 102-1 5.2 to 5.6).

The order of :func:`evaluate`:

1. timestamps and evidence records, the outermost first: each one that stands proves that what it covers
existed by then (5.4, 5.6.2)
2. best signature time: the earliest proof, else the time of validation (5.5.4)
3. the signer's certificate: purpose, path, validity, revocation, all as of that time (5.2.6)
4. strength of every algorithm as of that time (5.2.8)
"""

from __future__ import annotations

from datetime import datetime

from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.certificates import Certificate
from lienthong.signatures.evidence import SignatureEvidence
from lienthong.signatures.findings import Findings
from lienthong.signatures.judge import ChainVerdict, Context, Judge
from lienthong.signatures.proofs import contradictions, flaw_of, judge_proofs, report_record
from lienthong.signatures.report import SignatureReport, instant, worst
from lienthong.signatures.revocation import Answer, Status

__all__ = ["Context", "evaluate"]


def evaluate(evidence: SignatureEvidence, context: Context) -> SignatureReport:
    """The verdict on one signature; the numbered steps stand in the module's docstring."""
    judge = Judge(context, evidence.timestamps, evidence.certificates, evidence.material)
    findings = evidence.findings
    proofs = judge_proofs(evidence.timestamps, judge)
    stamps, best = proofs.reports, proofs.earliest
    for why in contradictions(stamps, best):
        findings.add("timestamp.order", why=why)
    _check_claimed_time(evidence, best, context)
    verdict = ChainVerdict()
    if evidence.signer is not None:
        verdict = _judge_signer(evidence.signer, evidence, best, judge)
    for stamp in stamps:
        findings.extend(finding for finding in stamp.findings if finding not in findings)
    verdicts = {one.identity: report for one, report in zip(evidence.timestamps, stamps, strict=True)}
    records = tuple(
        report_record(record, [verdicts[one.identity] for one in record.timestamps])
        for record in evidence.records
    )
    for record in records:
        if (flaw := flaw_of(record)) is not None:
            findings.add("evidence-record.no-proof", name=record.name, why=flaw)
    indication, sub = worst(findings)
    signer = evidence.signer
    return SignatureReport(
        integrity="intact" if evidence.intact else "broken",
        indication=indication,
        sub_indication=sub,
        level=_level(evidence),
        signer=signer.readable_subject if signer else "",
        signer_sha256=signer.fingerprint if signer else "",
        covers_whole_file=evidence.covers_whole_file,
        covers=evidence.covers,
        claimed_time=evidence.claimed_time,
        best_signature_time=best,
        digest_algorithm=evidence.digest,
        signature_algorithm=evidence.algorithm.label if evidence.algorithm else "",
        name=evidence.name,
        counter_signatures=evidence.counter_signatures,
        chain=verdict.chain,
        revocation=tuple(verdict.used),
        timestamps=stamps,
        evidence_records=records,
        findings=tuple(findings),
    )


# --- the signer -----------------------------------------------------------------------------------


def _check_claimed_time(evidence: SignatureEvidence, best: datetime, context: Context) -> None:
    claimed = evidence.claimed_time
    if claimed is None:
        return
    if claimed - context.at > context.policy.clock_skew:
        evidence.findings.add("signature.claimed-time-in-future", time=instant(claimed))
    elif claimed - best > context.policy.clock_skew:
        evidence.findings.add(
            "signature.claimed-time-after-timestamp", claimed=instant(claimed), stamped=instant(best)
        )


def _judge_signer(
    signer: Certificate, evidence: SignatureEvidence, best: datetime, judge: Judge
) -> ChainVerdict:
    findings = evidence.findings
    is_proven = best < judge.context.at
    if not is_proven:
        findings.add("signature.no-timestamp")
    _check_purpose(signer, findings)
    _check_validity(signer, evidence, best, findings, is_proven=is_proven)
    verdict, answers = judge.judge_chain(signer, best, findings)
    if answers:
        _check_revocation(answers[0], evidence, best, findings)
    path = judge.finder.find(signer, best)
    judge.judge_algorithms(path.certificates if path else (signer,), evidence.algorithm, best, findings)
    return verdict


def _check_purpose(signer: Certificate, findings: Findings) -> None:
    purpose = signer.purpose
    if purpose.is_for_servers_only:
        findings.add("certificate.key-usage", why="TLS")
    elif purpose.usages is None:
        why = Bilingual("it states no key usage", "không ghi mục đích dùng khóa")
        findings.add("certificate.key-usage", why=why)
    elif not purpose.may_sign_documents:
        findings.add("certificate.key-usage", why=", ".join(sorted(purpose.usages)))


def _check_validity(
    signer: Certificate, evidence: SignatureEvidence, best: datetime, findings: Findings, *, is_proven: bool
) -> None:
    """5.2.6, 5.5.4. Only a content timestamp proves that a signature is *younger* than a moment."""
    if best > signer.not_after:
        younger = _known_after(evidence)
        if younger is not None and younger > signer.not_after:
            findings.add("certificate.expired", not_after=instant(signer.not_after), time=instant(younger))
        else:
            findings.add("certificate.expired-no-proof", not_after=instant(signer.not_after))
    if best < signer.not_before:
        if is_proven:
            findings.add(
                "certificate.not-yet-valid", not_before=instant(signer.not_before), time=instant(best)
            )
        else:
            findings.add("certificate.not-yet-valid-now", not_before=instant(signer.not_before))


def _check_revocation(
    answer: Answer, evidence: SignatureEvidence, best: datetime, findings: Findings
) -> None:
    if answer.revoked is None:
        return
    revoked = instant(answer.revoked)
    if answer.status is Status.REVOKED_LATER:
        findings.add("certificate.revoked-later", revoked=revoked)
    elif answer.status is Status.ON_HOLD:
        findings.add("certificate.on-hold", revoked=revoked)
    elif answer.status is Status.REVOKED:
        younger = _known_after(evidence)
        if younger is not None and younger > answer.revoked:
            findings.add("certificate.revoked", revoked=revoked)
        else:
            findings.add("certificate.revoked-no-proof", revoked=revoked, time=instant(best))


def _known_after(evidence: SignatureEvidence) -> datetime | None:
    """The time of an intact content timestamp: the signature covers it, so it was made later (5.5.4)."""
    return max((s.time for s in evidence.timestamps if s.kind == "content" and s.intact), default=None)


def _level(evidence: SignatureEvidence) -> str:
    """The level whose material is there and stands (EN 319 122-1, 132-1, 142-1 clause 6; 122-2, 132-2)."""
    if not evidence.is_baseline:
        return f"{evidence.family}-none"
    kinds = {stamp.kind for stamp in evidence.timestamps if stamp.intact}
    return f"{evidence.family}-{(_extended if evidence.is_extended else _baseline)(evidence, kinds)}"


def _baseline(evidence: SignatureEvidence, kinds: set[str]) -> str:
    lasting = bool(kinds & {"document", "archive", "container"})
    if not lasting and "signature" not in kinds:
        return "B-B"
    if not evidence.has_validation_data:
        return "B-T"
    return "B-LTA" if lasting else "B-LT"


def _extended(evidence: SignatureEvidence, kinds: set[str]) -> str:
    """Each form builds on the one before: references, timestamps over them, values, archive timestamps."""
    if kinds & {"archive", "container"} and evidence.has_validation_data:
        return "E-A"
    if not kinds & {"signature-and-references", "references"}:
        return "E-C"
    return "E-XL" if evidence.has_validation_data else "E-X"
