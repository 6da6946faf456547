"""Proofs of existence: which timestamp stands, and what it proves to have existed by when (EN 319 102-1).

The order of :func:`judge_proofs`:

1. a timestamp is judged after every one that covers it, as of the earliest time at which those prove that it
existed, else as of the time of validation (5.6.2, 5.6.3)
2. one that stands proves its own time for what it covers: the signature, and the timestamps within (5.6.2.3)

So an expired authority, or a digest broken since, does no harm where an outer proof is older than that; and a
later timestamp does nothing for an earlier one that it does not cover.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from lienthong.signatures import algorithms
from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.evidence import TIMESTAMP_ALONE, RecordEvidence, TimestampEvidence
from lienthong.signatures.findings import Findings
from lienthong.signatures.judge import Context, Judge
from lienthong.signatures.report import (
    EvidenceRecordReport,
    Indication,
    Severity,
    TimestampReport,
    instant,
    worst,
)
from lienthong.signatures.revocation import Status

_RANK = {
    "checkpoint": 5,
    "evidence-record": 4,
    "archive": 3,
    "container": 3,
    "document": 3,
    "signature-and-references": 2,
    "references": 1,
    "signature": 1,
    "content": 0,
}
"""How far out a kind usually stands, for those whose coverage is not told token by token."""

_NOT_OF_THE_SIGNATURE = frozenset({"content", "references"})
"""Kinds that do not cover the signature value, and so prove nothing of its time."""


@dataclass(frozen=True, slots=True)
class Proofs:
    """What the timestamps of one signature prove."""

    reports: tuple[TimestampReport, ...]
    """In the order of the evidence."""
    earliest: datetime
    """The earliest time by which the signature is proven to have existed; else that of the validation."""


def judge_proofs(stamps: Sequence[TimestampEvidence], judge: Judge) -> Proofs:
    """Judge every timestamp; the numbered steps stand in the module's docstring."""
    horizon = judge.context.horizon
    known: dict[int, datetime] = {}
    reports: dict[int, TimestampReport] = {}
    earliest = horizon
    for position in _outermost_first(stamps):
        stamp = stamps[position]
        report = judge_timestamp(stamp, known.get(position, horizon), judge)
        reports[position] = report
        if report.indication is not Indication.TOTAL_PASSED:
            continue
        if stamp.kind not in _NOT_OF_THE_SIGNATURE:
            earliest = min(earliest, stamp.time)
        judge.prove(stamp.covers_material, stamp.time)
        for other, inner in enumerate(stamps):
            if other not in reports and _covers(stamp, inner):
                known[other] = min(known.get(other, horizon), stamp.time)
    return Proofs(tuple(reports[position] for position in range(len(stamps))), earliest)


def _outermost_first(stamps: Sequence[TimestampEvidence]) -> Iterator[int]:
    """Positions so that whoever covers comes before what it covers; among the rest the latest first."""
    waiting = sorted(range(len(stamps)), key=lambda i: _standing(stamps[i]), reverse=True)
    while waiting:
        free = (i for i in waiting if not any(j != i and _covers(stamps[j], stamps[i]) for j in waiting))
        following = next(free, waiting[0])
        waiting.remove(following)
        yield following


def _standing(stamp: TimestampEvidence) -> tuple[int, datetime]:
    return _RANK[stamp.kind], stamp.time


def _covers(outer: TimestampEvidence, inner: TimestampEvidence) -> bool:
    if outer.identity == inner.identity:
        return False
    if inner.kind == "content" and outer.kind not in _NOT_OF_THE_SIGNATURE:
        # The signature covers it, and whoever covers the signature does.
        return True
    if outer.covers_tokens is None:
        return _standing(outer) > _standing(inner)
    return inner.identity in outer.covers_tokens


def contradictions(reports: Sequence[TimestampReport], best: datetime) -> Iterator[str]:
    """5.5.4: what a content timestamp covers cannot be younger than the signature over it."""
    for report in reports:
        passed = report.indication is Indication.TOTAL_PASSED
        if report.kind == "content" and passed and report.time is not None and report.time > best:
            yield f"content {instant(report.time)} > signature {instant(best)}"


def judge_timestamp(stamp: TimestampEvidence, control: datetime, judge: Judge) -> TimestampReport:
    """5.4: whether the token stands as of ``control``, the earliest time at which it is known to have
    existed.
    """
    own = stamp.findings
    if stamp.time - judge.context.at > judge.policy.clock_skew:
        own.add("timestamp.in-future", kind=stamp.kind, time=instant(stamp.time))
    if stamp.intact and worst(own)[0] is Indication.TOTAL_PASSED:
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


def _judge_authority(stamp: TimestampEvidence, control: datetime, judge: Judge) -> None:
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
    for what, digest in (("message imprint", stamp.imprint_digest), ("hash index", stamp.index_digest)):
        weak = algorithms.digest_weakness(digest, judge.policy, control) if digest else None
        if weak is not None:
            trial.add("algorithm.weak", what=what, algorithm=weak.algorithm, until=weak.until.date())
    failing = [finding for finding in trial if finding.severity is Severity.FAIL]
    if failing:
        refused = failing[0]
        stamp.refused_for = frozenset(finding.code for finding in failing)
        why = Bilingual(refused.en.rstrip("."), refused.vi.rstrip("."))
        stamp.findings.add("timestamp.not-trusted", kind=stamp.kind, time=instant(stamp.time), why=why)


# --- evidence records -----------------------------------------------------------------------------


def judge_record(
    record: RecordEvidence, context: Context, outer: Sequence[TimestampEvidence] = ()
) -> EvidenceRecordReport:
    """What an evidence record proves by itself (RFC 4998 5.3, EN 319 102-1 5.6.2).

    ``outer`` are proofs that cover the record.
    """
    stamps = (*record.timestamps, *outer)
    return report_record(
        record, judge_proofs(stamps, Judge(context, stamps)).reports[: len(record.timestamps)]
    )


def report_record(record: RecordEvidence, reports: Sequence[TimestampReport]) -> EvidenceRecordReport:
    """The record with the verdicts on its archive timestamps: it proves something only if all stand."""
    findings = Findings(record.findings.policy, record.name)
    findings.extend(record.findings)
    for report in reports:
        findings.extend(finding for finding in report.findings if finding not in findings)
    indication, sub = worst(findings)
    initial = reports[0] if reports else None
    stands = record.intact and all(report.indication is Indication.TOTAL_PASSED for report in reports)
    if indication is Indication.TOTAL_PASSED and not stands:
        indication = Indication.INDETERMINATE
    proven = initial.time if initial is not None and stands else None
    if proven is not None:
        names = ", ".join(record.covers[:5])
        code = "timestamp.proves" if record.syntax == TIMESTAMP_ALONE else "evidence-record.proves"
        findings.add(code, names=names, time=instant(proven))
    return EvidenceRecordReport(
        name=record.name,
        syntax=record.syntax,
        integrity="intact" if record.intact else "broken",
        indication=indication,
        sub_indication=sub,
        proven_time=proven,
        covers=record.covers,
        timestamps=tuple(reports),
        findings=tuple(findings),
    )


def flaw_of(record: EvidenceRecordReport) -> Bilingual | None:
    """The first thing wrong with a record; None where it is sound, whoever is trusted."""
    for finding in record.findings:
        if finding.severity is Severity.FAIL:
            return Bilingual(finding.en, finding.vi)
    return None
