"""Time-stamps over a log's checkpoints, judged as the engine judges every other (EN 319 102-1 5.4, 5.6.2)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.cms import TooMuch
from lienthong.signatures.content import Content
from lienthong.signatures.evidence import TimestampEvidence
from lienthong.signatures.findings import Findings
from lienthong.signatures.judge import Context, Judge
from lienthong.signatures.proofs import judge_proofs
from lienthong.signatures.report import Finding, Indication, Severity, TimestampReport
from lienthong.signatures.timestamps import check_token
from lienthong.signatures.trust import RevocationMaterial, TrustAnchors
from lienthong.tlog.receipt_checks import Stamp, StampVerdict

KIND: Final = "checkpoint"
_NO_TOKEN = Bilingual("it is not a time-stamp token.", "đây không phải dấu thời gian.")
_OTHER_BYTES = Bilingual("it was made for another checkpoint.", "dấu được cấp cho điểm kiểm tra khác.")
_TOO_MUCH = Bilingual("it is larger than any real one.", "dấu lớn bất thường.")
_BROKEN = Bilingual("the signature of its authority does not verify.", "chữ ký của đơn vị cấp không đúng.")


@dataclass(frozen=True, slots=True)
class CheckpointStamps:
    """Judges the tokens of a receipt; a :data:`lienthong.tlog.receipt_checks.JudgeStamps`.

    Attributes:
        context: whom to trust, revocation data, policy and time. Without any anchor, tokens are told to be
            intact, and that nobody vouches for their authority.
    """

    context: Context

    def __call__(self, stamps: Sequence[Stamp]) -> Sequence[StampVerdict]:
        """Each token as of the time that the next one proves, the last as of the time of validation."""
        read = [self._read(stamp) for stamp in stamps]
        evidence = [one for one in read if isinstance(one, TimestampEvidence)]
        reports = iter(judge_proofs(evidence, Judge(self.context, evidence)).reports)
        return [
            self._verdict(one, next(reports)) if isinstance(one, TimestampEvidence) else _unreadable(one)
            for one in read
        ]

    def _read(self, stamp: Stamp) -> TimestampEvidence | Bilingual:
        covered = frozenset() if stamp.covers is None else frozenset({hashlib.sha256(stamp.covers).digest()})
        findings = Findings(self.context.policy, KIND)
        try:
            found = check_token(
                stamp.token,
                KIND,
                Content(stamp.text).digest,
                self.context.policy,
                findings,
                covers_tokens=covered,
                # What another token carries is proven by nothing here.
                covers_material=frozenset(),
            )
        except TooMuch:
            return _TOO_MUCH
        return found if found is not None else _first(findings, _NO_TOKEN)

    def _verdict(self, stamp: TimestampEvidence, report: TimestampReport) -> StampVerdict:
        if not stamp.intact:
            other = any(finding.code == "timestamp.other-bytes" for finding in stamp.findings)
            why = _OTHER_BYTES if other else _first(report.findings, _BROKEN)
            return StampVerdict(stamp.time, report.authority, False, False, why)
        # A token from the future, or by a key for other purposes, is wrong whoever vouches for it.
        wrong = next((one for one in report.findings if one.severity is Severity.FAIL), None)
        if wrong is not None:
            return StampVerdict(stamp.time, report.authority, False, False, (wrong.en, wrong.vi))
        if not self.context.trust.certificates:
            return StampVerdict(stamp.time, report.authority, True, None)
        trusted = report.indication is Indication.TOTAL_PASSED
        why = Bilingual("", "") if trusted else _first(report.findings, _BROKEN)
        lacks_revocation = stamp.refused_for == {"revocation.missing"}
        return StampVerdict(stamp.time, report.authority, True, trusted, why, lacks_revocation)


def judging(
    trust: Sequence[bytes], crls: Sequence[bytes], ocsps: Sequence[bytes], at: datetime
) -> CheckpointStamps:
    """The judge with these roots and revocation data (DER), as of ``at``.

    Raises:
        lienthong.signatures.trust.UnreadableTrust: an item is no certificate.
    """
    anchors = TrustAnchors.from_bytes(trust)
    material = RevocationMaterial.from_bytes(crls, ocsps)
    return CheckpointStamps(Context(anchors, material, at.astimezone(UTC)))


def _unreadable(why: Bilingual) -> StampVerdict:
    return StampVerdict(None, "", False, False, why)


def _first(findings: Sequence[Finding], otherwise: Bilingual) -> Bilingual:
    return next((Bilingual(one.en, one.vi) for one in findings), otherwise)
