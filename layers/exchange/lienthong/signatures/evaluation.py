"""The judge: from evidence to a verdict, one way for all formats (EN 319 102-1 5.2 to 5.6).

The order of :func:`evaluate`:

1. timestamps, the latest first: each one that stands proves that what it covers existed by then (5.4, 5.6.2)
2. best signature time: the earliest proof, else the time of validation (5.5.4)
3. the signer's certificate: purpose, path, validity, revocation, all as of that time (5.2.6)
4. strength of every algorithm as of that time (5.2.8)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lienthong.signatures import algorithms
from lienthong.signatures.algorithms import SignatureAlgorithm, UnknownAlgorithm
from lienthong.signatures.certificates import Certificate
from lienthong.signatures.evidence import SignatureEvidence, TimestampEvidence
from lienthong.signatures.findings import Bilingual, Findings
from lienthong.signatures.path import Path, PathFinder
from lienthong.signatures.policy import DEFAULT, Policy
from lienthong.signatures.report import (
    ChainLink,
    Indication,
    RevocationUsed,
    Severity,
    SignatureReport,
    TimestampReport,
    instant,
    worst,
)
from lienthong.signatures.revocation import (
    Answer,
    RevocationChecker,
    RevocationRequest,
    Status,
    requests_for,
)
from lienthong.signatures.trust import CertificatePool, RevocationMaterial, TrustAnchors


@dataclass(frozen=True, slots=True)
class Context:
    """What a validation works with: trust, given revocation data, policy, and the time of validation
    (UTC).
    """

    trust: TrustAnchors
    revocation: RevocationMaterial
    at: datetime
    policy: Policy = DEFAULT
    proven: datetime | None = None
    """A time by which the whole file is known to have existed, such as that of the exchange's own receipt."""
    wanted: dict[RevocationRequest, None] = field(default_factory=dict)
    """Filled by the validation: what would have to be fetched to decide what revocation data was missing
    for."""

    @property
    def horizon(self) -> datetime:
        return min(self.at, self.proven) if self.proven else self.at


@dataclass(slots=True)
class _ChainVerdict:
    chain: tuple[ChainLink, ...] = ()
    used: list[RevocationUsed] = field(default_factory=list)


class _Judge:
    """The tools of one signature's evaluation: its pool of certificates, its paths, its revocation
    answers.
    """

    def __init__(self, evidence: SignatureEvidence, context: Context) -> None:
        self.context = context
        self.policy = context.policy
        pool = CertificatePool(evidence.certificates)
        material = evidence.material
        for stamp in evidence.timestamps:
            for encoded in stamp.certificates:
                pool.add_bytes(encoded)
            material += stamp.material
        self.finder = PathFinder(context.trust, pool, self.policy.limits)
        self.revocation = RevocationChecker(
            material + context.revocation,
            context.trust,
            pool,
            self.finder,
            now=context.at,
            skew=self.policy.clock_skew,
        )

    def judge_chain(
        self, leaf: Certificate, at: datetime, findings: Findings
    ) -> tuple[_ChainVerdict, list[Answer]]:
        """Path and revocation as of ``at``; answers are in the order of the chain, the leaf's first."""
        verdict = _ChainVerdict()
        path = self.finder.find(leaf, at)
        if path is None:
            findings.add("path.none", certificate=leaf.readable_subject)
            verdict.chain = (leaf.link(),)
            return verdict, []
        for why in path.problems:
            findings.add("path.invalid", why=why)
        verdict.chain = tuple(certificate.link() for certificate in path.certificates)
        answers = [] if path.problems else self._revocation_of(path, at, findings)
        verdict.used.extend(answer.used for answer in answers if answer.used)
        return verdict, answers

    def _revocation_of(self, path: Path, at: datetime, findings: Findings) -> list[Answer]:
        answers = []
        for i, certificate in enumerate(path.certificates[:-1]):
            answer = self.revocation.check(certificate, path.issuer_of(i), path.anchor, at)
            answers.append(answer)
            if answer.status is Status.UNKNOWN:
                self._report_missing(certificate, path.issuer_of(i), findings)
            elif i > 0 and answer.status is Status.REVOKED and answer.revoked:
                findings.add(
                    "certificate.authority-revoked",
                    authority=certificate.label,
                    revoked=instant(answer.revoked),
                )
        return answers

    def _report_missing(self, certificate: Certificate, issuer: Certificate, findings: Findings) -> None:
        self.context.wanted.update(dict.fromkeys(requests_for(certificate, issuer)))
        if certificate.publishes_revocation or self.revocation.has_evidence_for(certificate):
            findings.add("revocation.missing", certificate=certificate.label)
        else:
            findings.add("revocation.not-published", certificate=certificate.label)

    def judge_algorithms(
        self,
        certificates: Sequence[Certificate],
        algorithm: SignatureAlgorithm | None,
        at: datetime,
        findings: Findings,
    ) -> None:
        """5.2.8: the signature's own algorithm and key, then those of the certificates below the anchor."""
        if not certificates:
            return
        checks = [("signature", algorithm, certificates[0])]
        for certificate in certificates[:-1] or certificates:
            try:
                checks.append((certificate.label, certificate.signature_algorithm, certificate))
            except UnknownAlgorithm as fault:
                findings.add("signature.algorithm-unknown", algorithm=fault)
        for what, used, certificate in checks:
            if used is None:
                continue
            for weakness in algorithms.weaknesses(certificate.usable_key, used, self.policy, at):
                findings.add(
                    "algorithm.weak", what=what, algorithm=weakness.algorithm, until=weakness.until.date()
                )


def evaluate(evidence: SignatureEvidence, context: Context) -> SignatureReport:
    """The verdict on one signature; the numbered steps stand in the module's docstring."""
    judge = _Judge(evidence, context)
    findings = evidence.findings
    stamps, best = _judge_timestamps(evidence, judge)
    _check_claimed_time(evidence, best, context)
    verdict = _ChainVerdict()
    if evidence.signer is not None:
        verdict = _judge_signer(evidence.signer, evidence, best, judge)
    for stamp in stamps:
        findings.extend(finding for finding in stamp.findings if finding not in findings)
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
        findings=tuple(findings),
    )


# --- timestamps -----------------------------------------------------------------------------------

_RANK = {"archive": 3, "container": 3, "document": 2, "signature": 1, "content": 0}


def _judge_timestamps(
    evidence: SignatureEvidence, judge: _Judge
) -> tuple[tuple[TimestampReport, ...], datetime]:
    """5.6.2: a token is judged as of the earliest proof that covers it; returns reports and the best time."""
    control = judge.context.horizon
    reports: list[tuple[int, TimestampReport]] = []
    latest_first = sorted(
        enumerate(evidence.timestamps), key=lambda item: (_RANK[item[1].kind], item[1].time), reverse=True
    )
    for position, stamp in latest_first:
        report = judge_timestamp(stamp, control, judge)
        reports.append((position, report))
        if report.indication is Indication.TOTAL_PASSED and stamp.kind != "content":
            control = min(control, stamp.time)
    for _, report in reports:
        _check_order(report, control, evidence.findings)
    return tuple(report for _, report in sorted(reports, key=lambda item: item[0])), control


def _check_order(report: TimestampReport, best: datetime, findings: Findings) -> None:
    """5.5.4: what a content timestamp covers cannot be younger than the signature over it."""
    passed = report.indication is Indication.TOTAL_PASSED
    if report.kind == "content" and passed and report.time is not None and report.time > best:
        findings.add("timestamp.order", why=f"content {instant(report.time)} > signature {instant(best)}")


def judge_timestamp(stamp: TimestampEvidence, control: datetime, judge: _Judge) -> TimestampReport:
    """5.4: whether the token stands as of ``control``, the earliest time at which it is known to have
    existed.
    """
    own = stamp.findings
    if stamp.time > judge.context.at + judge.policy.clock_skew:
        own.add("timestamp.in-future", kind=stamp.kind, time=instant(stamp.time))
    if not own and stamp.intact:
        _judge_authority(stamp, control, judge)
    indication, sub = worst(own)
    trusted = stamp.intact and not any(finding.code == "timestamp.not-trusted" for finding in own)
    if indication is Indication.TOTAL_PASSED and not trusted:
        indication = Indication.INDETERMINATE
    return TimestampReport(
        stamp.kind,
        stamp.time,
        stamp.signer.label if stamp.signer else "",
        indication,
        sub,
        tuple(own),
    )


def _judge_authority(stamp: TimestampEvidence, control: datetime, judge: _Judge) -> None:
    """An authority that cannot be trusted makes its token worthless, not the signature bad."""
    if stamp.signer is None:
        return
    trial = Findings(judge.policy)
    control = max(control, stamp.time)
    signer = stamp.signer
    if not signer.not_before <= stamp.time <= signer.not_after:
        moment = instant(stamp.time)
        trial.add(
            "path.invalid",
            why=Bilingual(
                f"{signer.label} was not valid at {moment}", f"{signer.label} không có hiệu lực lúc {moment}"
            ),
        )
    if control > signer.not_after:
        day = f"{signer.not_after:%Y-%m-%d}"
        trial.add(
            "path.invalid",
            why=Bilingual(f"{signer.label} expired on {day}", f"{signer.label} hết hạn ngày {day}"),
        )
    _, answers = judge.judge_chain(signer, min(control, signer.not_after), trial)
    if answers and answers[0].status in (Status.REVOKED, Status.ON_HOLD):
        trial.add(
            "path.invalid", why=Bilingual(f"{signer.label} was revoked", f"{signer.label} đã bị thu hồi")
        )
    judge.judge_algorithms((signer,), stamp.algorithm, control, trial)
    weak = algorithms.digest_weakness(stamp.imprint_digest, judge.policy, control)
    if weak is not None:
        trial.add("algorithm.weak", what="message imprint", algorithm=weak.algorithm, until=weak.until.date())
    refused = next((finding for finding in trial if finding.severity is Severity.FAIL), None)
    if refused is not None:
        why = Bilingual(refused.en, refused.vi)
        stamp.findings.add("timestamp.not-trusted", kind=stamp.kind, time=instant(stamp.time), why=why)


# --- the signer -----------------------------------------------------------------------------------


def _check_claimed_time(evidence: SignatureEvidence, best: datetime, context: Context) -> None:
    claimed = evidence.claimed_time
    if claimed is None:
        return
    if claimed > context.at + context.policy.clock_skew:
        evidence.findings.add("signature.claimed-time-in-future", time=instant(claimed))
    elif claimed > best + context.policy.clock_skew:
        evidence.findings.add(
            "signature.claimed-time-after-timestamp", claimed=instant(claimed), stamped=instant(best)
        )


def _judge_signer(
    signer: Certificate, evidence: SignatureEvidence, best: datetime, judge: _Judge
) -> _ChainVerdict:
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
    """The baseline level whose material is there and stands (EN 319 122-1, 132-1, 142-1 clause 6)."""
    if not evidence.is_baseline:
        return f"{evidence.family}-none"
    kinds = {stamp.kind for stamp in evidence.timestamps if stamp.intact}
    lasting = bool(kinds & {"document", "archive", "container"})
    if not lasting and "signature" not in kinds:
        return f"{evidence.family}-B-B"
    if not evidence.has_validation_data:
        return f"{evidence.family}-B-T"
    return f"{evidence.family}-B-LTA" if lasting else f"{evidence.family}-B-LT"
