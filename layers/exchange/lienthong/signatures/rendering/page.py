"""What a person reads about one file, not laid out yet: verdict, cause, advice, signatures, findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from lienthong.signatures.bilingual import in_language
from lienthong.signatures.names import attributes_of
from lienthong.signatures.rendering.meanings import (
    BY_CODE,
    BY_SUB_INDICATION,
    PASSED,
    PASSED_WITH_WARNINGS,
    Meaning,
)
from lienthong.signatures.rendering.words import (
    HEADLINES,
    SEVERITIES,
    TIMESTAMP_KINDS,
    UNSIGNED,
    Language,
    label,
    local_day,
    local_time,
    readable_sentence,
)
from lienthong.signatures.report import (
    EvidenceRecordReport,
    FileReport,
    Finding,
    Indication,
    Severity,
    SignatureReport,
    SubIndication,
    TimestampReport,
)

Facts = tuple[tuple[str, str], ...]
_SHOWN_FILES: Final = 5
_CONSEQUENCES: Final = frozenset({"pdf.shown-by-untrusted", "signature.no-timestamp", "revocation.missing"})
"""What fails because something else does; the cause is told first where there is one."""


class Tone(StrEnum):
    """How a verdict is set off: ``good``, ``bad``, or ``doubtful``."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "bad"


_TONES: Final = {
    Indication.TOTAL_PASSED: Tone.GOOD,
    Indication.INDETERMINATE: Tone.DOUBTFUL,
    Indication.TOTAL_FAILED: Tone.BAD,
}


@dataclass(frozen=True, slots=True)
class Item:
    """One finding: its weight in a word, the sentence, and for specialists code and clause."""

    severity: Severity
    weight: str
    sentence: str
    code: str
    clause: str


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """One signature: its verdict, the facts that a clerk needs, findings, and what specialists ask for."""

    heading: str
    tone: Tone
    facts: Facts
    findings: tuple[Item, ...]
    details: Facts


@dataclass(frozen=True, slots=True)
class Page:
    """One file's report in one language."""

    language: Language
    file: str
    tone: Tone
    headline: str
    cause: str
    advice: str
    facts: Facts
    findings: tuple[Item, ...]
    signatures: tuple[SignatureBlock, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A report with what it does not say itself: the time of validation, and the file's SHA-256 in hex."""

    report: FileReport
    at: datetime
    sha256: str


def make_page(checked: Checked, language: Language) -> Page:
    """The page about one file in ``vi`` or ``en``."""
    report = checked.report
    meaning = meaning_of(report)
    count = len(report.signatures)
    return Page(
        language,
        report.file,
        _TONES[report.indication],
        headline_of(report, language),
        meaning.cause.to(language),
        meaning.advice.to(language),
        _file_facts(checked, language),
        tuple(_items(_worth_telling(report), language)),
        tuple(
            _block(signature, index, count, language) for index, signature in enumerate(report.signatures, 1)
        ),
    )


def headline_of(report: FileReport, language: Language) -> str:
    """The verdict in capitals; a file without signatures is not called undetermined."""
    if report.sub_indication is SubIndication.NO_SIGNATURE_FOUND:
        return UNSIGNED.to(language)
    return HEADLINES[report.indication].to(language)


def meaning_of(report: FileReport) -> Meaning:
    """What the verdict means, by the finding that decided it."""
    if report.indication is Indication.TOTAL_PASSED:
        warned = any(finding.severity is Severity.WARN for finding in _all_findings(report))
        return PASSED_WITH_WARNINGS if warned else PASSED
    deciding = [
        finding
        for finding in _all_findings(report)
        if finding.severity is Severity.FAIL and finding.indication is report.indication
    ]
    causes = [finding for finding in deciding if finding.code not in _CONSEQUENCES] or deciding
    if causes and causes[0].code in BY_CODE:
        return BY_CODE[causes[0].code]
    decided_by = causes[0].sub_indication if causes else report.sub_indication
    return BY_SUB_INDICATION[decided_by or SubIndication.SIG_CONSTRAINTS_FAILURE]


def _all_findings(report: FileReport) -> Iterator[Finding]:
    yield from report.findings
    for signature in report.signatures:
        yield from signature.findings
    for record in () if report.signatures else report.evidence_records:
        yield from record.findings


def _worth_telling(report: FileReport) -> Iterator[Finding]:
    """That a file carries no signature is its headline already; what its records prove is not."""
    yield from (finding for finding in report.findings if finding.code != "file.no-signature")
    for record in report.evidence_records:
        yield from record.findings


def _items(findings: Iterable[Finding], language: Language) -> Iterator[Item]:
    """The gravest first; the order within a weight is that of the validation."""
    for finding in sorted(findings, key=lambda finding: list(Severity).index(finding.severity)):
        sentence = finding.vi if language == "vi" else finding.en
        yield Item(
            finding.severity,
            SEVERITIES[finding.severity.value].to(language),
            readable_sentence(sentence, language),
            finding.code,
            finding.clause,
        )


def _file_facts(checked: Checked, language: Language) -> Facts:
    report = checked.report
    unsigned = report.format in ("unsigned", "unknown")
    format_name = report.media_type if unsigned else f"{report.format} ({report.media_type})"
    records = (_record(record, language) for record in report.evidence_records)
    return (
        (
            label("checked", language),
            label("checked-time", language, time=local_time(checked.at, language)),
        ),
        (label("format", language), format_name),
        (label("policy", language), report.policy),
        (label("sha256", language), checked.sha256),
        *((label("evidence-record", language), record) for record in records),
    )


# --- one signature --------------------------------------------------------------------------------


def _block(signature: SignatureReport, index: int, count: int, language: Language) -> SignatureBlock:
    verdict = label(f"verdict.{signature.indication.value}", language)
    key = "only-signature" if count == 1 else "signature"
    return SignatureBlock(
        label(key, language, index=index, count=count, verdict=verdict),
        _TONES[signature.indication],
        tuple(_signature_facts(signature, language)),
        tuple(_with_short_name(item, signature.signer) for item in _items(signature.findings, language)),
        tuple(_signature_details(signature, language)),
    )


def _with_short_name(item: Item, subject: str) -> Item:
    """The signer's whole name stands in the facts; in a sentence its CN says who is meant."""
    short = attributes_of(subject).get("CN")
    if not short:
        return item
    cut = f"{subject[:199]}…" if len(subject) > 200 else subject
    return replace(item, sentence=item.sentence.replace(cut, short))


def _signature_facts(signature: SignatureReport, language: Language) -> Iterator[tuple[str, str]]:
    subject = attributes_of(signature.signer)
    name, agency = subject.get("CN", signature.signer), subject.get("O", "")
    if name:
        yield label("signer", language), name
    if position := subject.get("title"):
        yield label("position", language), position
    if agency and agency != name:
        yield label("agency", language), agency
    yield label("time", language), _time_of(signature, language)
    yield label("content", language), _content_of(signature, language)
    if signature.counter_signatures:
        yield label("counter-signatures", language), ", ".join(signature.counter_signatures)
    if signature.chain:
        issuer = attributes_of(signature.chain[0].issuer)
        yield label("issuer", language), issuer.get("CN", signature.chain[0].issuer)


def _time_of(signature: SignatureReport, language: Language) -> str:
    stamp = proof_of(signature)
    if stamp is not None and stamp.time is not None:
        moment = local_time(stamp.time, language)
        return label("proven-time", language, time=moment, authority=stamp.authority)
    if signature.claimed_time is not None:
        return label("claimed-time", language, time=local_time(signature.claimed_time, language))
    return label("unknown-time", language)


def proof_of(signature: SignatureReport) -> TimestampReport | None:
    """The timestamp that proves the best signature time; None where it is only the time of validation."""
    return next(
        (
            stamp
            for stamp in signature.timestamps
            if stamp.indication is Indication.TOTAL_PASSED
            and stamp.kind not in ("content", "references")
            and stamp.time == signature.best_signature_time
        ),
        None,
    )


def _content_of(signature: SignatureReport, language: Language) -> str:
    if not signature.intact:
        failed = signature.indication is Indication.TOTAL_FAILED
        return label("broken" if failed else "unchecked", language)
    if signature.indication is Indication.TOTAL_FAILED:
        changed = any(one.code.startswith("pdf.") for one in signature.findings)
        return label("intact-but-changed" if changed else "intact-part", language)
    return label("intact" if signature.covers_whole_file else "intact-part", language)


def _signature_details(signature: SignatureReport, language: Language) -> Iterator[tuple[str, str]]:
    yield label("level", language), signature.level
    if signature.sub_indication is not None:
        verdict = f"{signature.indication.value} / {signature.sub_indication.value}"
        yield label("result", language), verdict
    yield label("place", language), signature.name
    yield label("covers", language), _coverage(signature, language)
    algorithms = (signature.signature_algorithm, signature.digest_algorithm)
    yield label("algorithms", language), ", ".join(name for name in algorithms if name)
    if signature.signer_sha256:
        yield label("fingerprint", language), signature.signer_sha256
    if signature.chain:
        leaf = signature.chain[0]
        start, end = local_day(leaf.not_before, language), local_day(leaf.not_after, language)
        yield label("validity", language), label("validity-span", language, start=start, end=end)
        names = [attributes_of(link.subject).get("CN", link.subject) for link in signature.chain]
        yield label("chain", language), " → ".join(names)
    if signature.revocation:
        used = [
            f"{one.kind.upper()} {local_day(one.this_update, language)} {_status(one.status, language)}"
            for one in signature.revocation
        ]
        yield label("revocation", language), "; ".join(used)
    if signature.timestamps:
        yield label("timestamps", language), "; ".join(_stamp(s, language) for s in signature.timestamps)
    for record in signature.evidence_records:
        yield label("evidence-record", language), _record(record, language)


def _record(record: EvidenceRecordReport, language: Language) -> str:
    """Where a record stands, how it fares, and since when it proves what it covers."""
    if record.proven_time is None:
        return label("record-proves-nothing", language, record=record.name)
    moment = local_time(record.proven_time, language)
    return label("record-proves", language, record=record.name, time=moment)


def _status(status: str, language: Language) -> str:
    return label(status, language) if status in ("good", "revoked") else status


def _stamp(stamp: TimestampReport, language: Language) -> str:
    kind = TIMESTAMP_KINDS[stamp.kind].to(language)
    moment = local_time(stamp.time, language) if stamp.time else "?"
    verdict = label(f"verdict.{stamp.indication.value}", language)
    return f"{kind}: {moment}, {stamp.authority or '?'} ({verdict})"


def _coverage(signature: SignatureReport, language: Language) -> str:
    parts = [str(in_language(part, language)) for part in signature.covers[:_SHOWN_FILES]]
    if len(signature.covers) > _SHOWN_FILES:
        parts.append(f"… ({len(signature.covers)})")
    if signature.covers_whole_file:
        parts.insert(0, label("whole-file", language))
    return "; ".join(parts)
