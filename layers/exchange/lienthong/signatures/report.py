"""What a validation says: indications, findings, and the reports per signature and per file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple


class Indication(StrEnum):
    """Main status indications, EN 319 102-1 5.1.3."""

    TOTAL_PASSED = "TOTAL-PASSED"
    INDETERMINATE = "INDETERMINATE"
    TOTAL_FAILED = "TOTAL-FAILED"


class SubIndication(StrEnum):
    """Sub-indications of EN 319 102-1 5.1.3, and three of our own at the end."""

    FORMAT_FAILURE = "FORMAT_FAILURE"
    HASH_FAILURE = "HASH_FAILURE"
    SIG_CRYPTO_FAILURE = "SIG_CRYPTO_FAILURE"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"
    NOT_YET_VALID = "NOT_YET_VALID"
    SIG_CONSTRAINTS_FAILURE = "SIG_CONSTRAINTS_FAILURE"
    CHAIN_CONSTRAINTS_FAILURE = "CHAIN_CONSTRAINTS_FAILURE"
    CERTIFICATE_CHAIN_GENERAL_FAILURE = "CERTIFICATE_CHAIN_GENERAL_FAILURE"
    CRYPTO_CONSTRAINTS_FAILURE = "CRYPTO_CONSTRAINTS_FAILURE"
    CRYPTO_CONSTRAINTS_FAILURE_NO_POE = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    POLICY_PROCESSING_ERROR = "POLICY_PROCESSING_ERROR"
    TIMESTAMP_ORDER_FAILURE = "TIMESTAMP_ORDER_FAILURE"
    NO_SIGNING_CERTIFICATE_FOUND = "NO_SIGNING_CERTIFICATE_FOUND"
    NO_CERTIFICATE_CHAIN_FOUND = "NO_CERTIFICATE_CHAIN_FOUND"
    REVOKED_NO_POE = "REVOKED_NO_POE"
    REVOKED_CA_NO_POE = "REVOKED_CA_NO_POE"
    OUT_OF_BOUNDS_NO_POE = "OUT_OF_BOUNDS_NO_POE"
    TRY_LATER = "TRY_LATER"
    SIGNED_DATA_NOT_FOUND = "SIGNED_DATA_NOT_FOUND"
    NO_SIGNATURE_FOUND = "NO_SIGNATURE_FOUND"
    RESOURCE_LIMIT = "RESOURCE_LIMIT"
    ENCRYPTED = "ENCRYPTED"


class Severity(StrEnum):
    """How much a finding weighs; the policy may change it for constraints that are not fixed."""

    FAIL = "fail"
    WARN = "warn"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation, with what it means for the verdict and what a person can do about it."""

    code: str
    severity: Severity
    clause: str
    en: str
    vi: str
    subject: str = ""
    indication: Indication = Indication.TOTAL_PASSED
    sub_indication: SubIndication | None = None

    def to_json(self) -> dict[str, str]:
        return {
            "code": self.code,
            "severity": self.severity.value,
            "clause": self.clause,
            "subject": self.subject,
            "en": self.en,
            "vi": self.vi,
            "indication": self.indication.value,
            "sub_indication": self.sub_indication.value if self.sub_indication else "",
        }

    @classmethod
    def from_json(cls, data: Mapping[str, str]) -> Finding:
        sub = data["sub_indication"]
        return cls(
            data["code"],
            Severity(data["severity"]),
            data["clause"],
            data["en"],
            data["vi"],
            data["subject"],
            Indication(data["indication"]),
            SubIndication(sub) if sub else None,
        )


_WEIGHT = {Indication.TOTAL_PASSED: 0, Indication.INDETERMINATE: 1, Indication.TOTAL_FAILED: 2}


def worst(findings: Iterable[Finding]) -> tuple[Indication, SubIndication | None]:
    """The verdict that failing findings lead to: the gravest indication, and of those the first."""
    indication, sub = Indication.TOTAL_PASSED, None
    for finding in findings:
        if finding.severity is Severity.FAIL and _WEIGHT[finding.indication] > _WEIGHT[indication]:
            indication, sub = finding.indication, finding.sub_indication
    return indication, sub


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One certificate of the path that was accepted or came nearest, end entity first."""

    subject: str
    issuer: str
    serial: str
    sha256: str
    not_before: datetime
    not_after: datetime

    def to_json(self) -> dict[str, str]:
        return {
            "subject": self.subject,
            "issuer": self.issuer,
            "serial": self.serial,
            "sha256": self.sha256,
            "not_before": instant(self.not_before),
            "not_after": instant(self.not_after),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, str]) -> ChainLink:
        return cls(
            data["subject"],
            data["issuer"],
            data["serial"],
            data["sha256"],
            parse_instant(data["not_before"]),
            parse_instant(data["not_after"]),
        )


@dataclass(frozen=True, slots=True)
class RevocationUsed:
    """One piece of revocation evidence that a verdict rests on."""

    kind: str
    """``crl`` or ``ocsp``."""
    sha256: str
    certificate: str
    """SHA-256 of the certificate it speaks of."""
    status: str
    """``good`` or ``revoked``, as of the time that was asked for."""
    this_update: datetime

    def to_json(self) -> dict[str, str]:
        return {
            "kind": self.kind,
            "sha256": self.sha256,
            "certificate": self.certificate,
            "status": self.status,
            "this_update": instant(self.this_update),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, str]) -> RevocationUsed:
        return cls(
            data["kind"],
            data["sha256"],
            data["certificate"],
            data["status"],
            parse_instant(data["this_update"]),
        )


@dataclass(frozen=True, slots=True)
class TimestampReport:
    """What was found about one RFC 3161 token."""

    kind: str
    """``signature``, ``signature-and-references``, ``references``, ``document``, ``content``, ``archive``,
    ``container`` or ``evidence-record``."""
    time: datetime | None
    authority: str
    indication: Indication
    sub_indication: SubIndication | None
    findings: tuple[Finding, ...] = ()

    def to_json(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "time": instant(self.time) if self.time else None,
            "authority": self.authority,
            "indication": self.indication.value,
            "sub_indication": self.sub_indication.value if self.sub_indication else None,
            "findings": [finding.to_json() for finding in self.findings],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> TimestampReport:
        return cls(
            data["kind"],
            _maybe_instant(data["time"]),
            data["authority"],
            Indication(data["indication"]),
            _maybe_sub(data["sub_indication"]),
            tuple(Finding.from_json(finding) for finding in data["findings"]),
        )


@dataclass(frozen=True, slots=True)
class EvidenceRecordReport:
    """What an evidence record (RFC 4998, RFC 6283) proves about the data that it covers; times are UTC."""

    name: str
    """The file of the container, or the place in the signature, where it stands."""
    syntax: str
    """``ERS`` (ASN.1), ``XMLERS``, ``TST`` (a bare time-stamp token) or ``unknown``."""
    integrity: str
    """``intact`` when every hash tree, renewal and token verifies over the data, else ``broken``."""
    indication: Indication
    sub_indication: SubIndication | None
    proven_time: datetime | None
    """The time by which everything covered is proven to have existed; None where nothing is proven."""
    covers: tuple[str, ...] = ()
    timestamps: tuple[TimestampReport, ...] = ()
    """One for each archive timestamp, the initial one first."""
    findings: tuple[Finding, ...] = ()

    def to_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "syntax": self.syntax,
            "integrity": self.integrity,
            "indication": self.indication.value,
            "sub_indication": self.sub_indication.value if self.sub_indication else None,
            "proven_time": instant(self.proven_time) if self.proven_time else None,
            "covers": list(self.covers),
            "timestamps": [stamp.to_json() for stamp in self.timestamps],
            "findings": [finding.to_json() for finding in self.findings],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> EvidenceRecordReport:
        """Read :meth:`to_json`'s form."""
        return cls(
            data["name"],
            data["syntax"],
            data["integrity"],
            Indication(data["indication"]),
            _maybe_sub(data["sub_indication"]),
            _maybe_instant(data["proven_time"]),
            tuple(data["covers"]),
            tuple(TimestampReport.from_json(stamp) for stamp in data["timestamps"]),
            tuple(Finding.from_json(finding) for finding in data["findings"]),
        )


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """Everything one signature's validation found; times are UTC."""

    integrity: str
    """``intact`` when digests and signature value verify over the data, else ``broken``."""
    indication: Indication
    sub_indication: SubIndication | None
    level: str
    signer: str
    covers_whole_file: bool
    covers: tuple[str, ...] = ()
    signer_sha256: str = ""
    claimed_time: datetime | None = None
    best_signature_time: datetime | None = None
    digest_algorithm: str = ""
    signature_algorithm: str = ""
    name: str = ""
    """Where the signature stands: field name, signer index, element id or file in a container."""
    counter_signatures: tuple[str, ...] = ()
    chain: tuple[ChainLink, ...] = ()
    revocation: tuple[RevocationUsed, ...] = ()
    timestamps: tuple[TimestampReport, ...] = ()
    evidence_records: tuple[EvidenceRecordReport, ...] = ()
    """Those inside the signature; those beside it belong to the file."""
    findings: tuple[Finding, ...] = ()

    @property
    def intact(self) -> bool:
        return self.integrity == "intact"

    def with_findings(self, extra: Iterable[Finding]) -> SignatureReport:
        """The same report with more findings, its verdict derived anew from all of them."""
        findings = (*self.findings, *extra)
        indication, sub = worst(findings)
        return replace(self, findings=findings, indication=indication, sub_indication=sub)

    def to_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "integrity": self.integrity,
            "indication": self.indication.value,
            "sub_indication": self.sub_indication.value if self.sub_indication else None,
            "level": self.level,
            "signer": self.signer,
            "signer_sha256": self.signer_sha256,
            "claimed_time": instant(self.claimed_time) if self.claimed_time else None,
            "best_signature_time": instant(self.best_signature_time) if self.best_signature_time else None,
            "covers_whole_file": self.covers_whole_file,
            "covers": list(self.covers),
            "algorithms": {"digest": self.digest_algorithm, "signature": self.signature_algorithm},
            "counter_signatures": list(self.counter_signatures),
            "chain": [link.to_json() for link in self.chain],
            "revocation": [used.to_json() for used in self.revocation],
            "timestamps": [stamp.to_json() for stamp in self.timestamps],
            "evidence_records": [record.to_json() for record in self.evidence_records],
            "findings": [finding.to_json() for finding in self.findings],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SignatureReport:
        """Read :meth:`to_json`'s form."""
        return cls(
            integrity=data["integrity"],
            indication=Indication(data["indication"]),
            sub_indication=_maybe_sub(data["sub_indication"]),
            level=data["level"],
            signer=data["signer"],
            covers_whole_file=data["covers_whole_file"],
            covers=tuple(data["covers"]),
            signer_sha256=data["signer_sha256"],
            claimed_time=_maybe_instant(data["claimed_time"]),
            best_signature_time=_maybe_instant(data["best_signature_time"]),
            digest_algorithm=data["algorithms"]["digest"],
            signature_algorithm=data["algorithms"]["signature"],
            name=data["name"],
            counter_signatures=tuple(data["counter_signatures"]),
            chain=tuple(ChainLink.from_json(link) for link in data["chain"]),
            revocation=tuple(RevocationUsed.from_json(used) for used in data["revocation"]),
            timestamps=tuple(TimestampReport.from_json(stamp) for stamp in data["timestamps"]),
            evidence_records=_records(data),
            findings=tuple(Finding.from_json(finding) for finding in data["findings"]),
        )


@dataclass(frozen=True, slots=True)
class FileReport:
    """The verdict about one file; ``to_json`` is the published shape."""

    file: str
    format: str
    """``PDF``, ``CMS``, ``XML``, ``ASiC-S``, ``ASiC-E`` or ``unsigned``."""
    media_type: str
    indication: Indication
    sub_indication: SubIndication | None
    signatures: tuple[SignatureReport, ...] = ()
    findings: tuple[Finding, ...] = ()
    policy: str = field(default="")
    evidence_records: tuple[EvidenceRecordReport, ...] = ()
    """Those that stand in the file beside its signatures."""

    def to_json(self) -> dict[str, object]:
        return {
            "file": self.file,
            "format": self.format,
            "media_type": self.media_type,
            "policy": self.policy,
            "indication": self.indication.value,
            "sub_indication": self.sub_indication.value if self.sub_indication else None,
            "signatures": [signature.to_json() for signature in self.signatures],
            "evidence_records": [record.to_json() for record in self.evidence_records],
            "findings": [finding.to_json() for finding in self.findings],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> FileReport:
        """Read :meth:`to_json`'s form."""
        return cls(
            data["file"],
            data["format"],
            data["media_type"],
            Indication(data["indication"]),
            _maybe_sub(data["sub_indication"]),
            tuple(SignatureReport.from_json(signature) for signature in data["signatures"]),
            tuple(Finding.from_json(finding) for finding in data["findings"]),
            data["policy"],
            _records(data),
        )


class Reading(NamedTuple):
    """What an engine found in one file."""

    format: str
    signatures: Sequence[SignatureReport] = ()
    evidence_records: Sequence[EvidenceRecordReport] = ()


def file_report(
    *,
    file: str,
    format: str,
    media_type: str,
    policy: str,
    signatures: Iterable[SignatureReport] = (),
    findings: Iterable[Finding] = (),
    evidence_records: Iterable[EvidenceRecordReport] = (),
) -> FileReport:
    """A file is as good as the worst of its signatures and of what was found about the file itself.

    Where nothing is signed, evidence records weigh by what is wrong with them; beside signatures that is a
    finding about the file.
    """
    signatures, findings, records = tuple(signatures), tuple(findings), tuple(evidence_records)
    verdicts = [
        worst(findings),
        *((s.indication, s.sub_indication) for s in signatures),
        *(worst(record.findings) for record in records if not signatures),
    ]
    indication, sub = max(verdicts, key=lambda verdict: _WEIGHT[verdict[0]])
    return FileReport(file, format, media_type, indication, sub, signatures, findings, policy, records)


def instant(time: datetime) -> str:
    """RFC 3339 in UTC; fractions of a second only where there are any."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def parse_instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _maybe_instant(text: str | None) -> datetime | None:
    return parse_instant(text) if text else None


def _records(data: Mapping[str, Any]) -> tuple[EvidenceRecordReport, ...]:
    """Reports from before evidence records were read have no such list."""
    return tuple(EvidenceRecordReport.from_json(record) for record in data.get("evidence_records", ()))


def _maybe_sub(text: str | None) -> SubIndication | None:
    return SubIndication(text) if text else None
