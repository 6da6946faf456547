"""Confirming a recorded verdict: what it rests on gives the same document again, byte for byte (ADR 7)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.findings import Findings
from lienthong.signatures.policy import Policy
from lienthong.signatures.report import Finding
from lienthong.signatures.verdict_decision import Validate, decide, validate_again
from lienthong.signatures.verdict_record import (
    MissingMaterial,
    UnreadableRecord,
    VerdictRecord,
    digest_of,
    policy_of,
)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Whether a recorded document came out again, byte for byte; ``findings`` say why not."""

    same: bool
    findings: tuple[Finding, ...]


def confirm(
    document: bytes,
    blobs: Mapping[str, bytes],
    content: BinaryIO | bytes,
    content_sha256: str,
    detached: Sequence[bytes],
    validate: Validate,
    policy: Policy,
) -> Confirmation:
    """Validate again what a recorded document is about, and compare.

    Args:
        document: as it was recorded.
        blobs: what is kept beside it, by SHA-256 (hex).
        content: the attachment, and its SHA-256 as whoever calls has just computed it.
        detached: detached signatures in any order.
        policy: under which findings about the record itself are told; those of the verdict follow its own.
    """
    findings = Findings(policy, "record")
    try:
        record = VerdictRecord.from_document(document)
        findings.subject = record.declared.name
        if content_sha256 != record.declared.sha256:
            findings.add("record.file-other", recorded=record.declared.sha256, found=content_sha256)
        signatures = _in_order(record, detached, findings)
        if findings:
            return Confirmation(False, tuple(findings))
        reports = validate_again(record, blobs, content, signatures, validate)
        again = decide(record, reports, policy_of(record, blobs)).document
    except UnreadableRecord as fault:
        findings.add("record.unreadable", why=fault)
    except MissingMaterial as fault:
        findings.add("record.material-missing", digest=fault)
    else:
        if again != document:
            findings.add("record.differs", where=_where(document, again))
    return Confirmation(not findings, tuple(findings))


def _where(recorded: bytes, again: bytes) -> str | Bilingual:
    """The first member that differs, as a JSON pointer."""
    pointer = _difference(json.loads(recorded), json.loads(again))
    return pointer or Bilingual("the way it is written", "cách ghi tệp")


def _difference(one: object, other: object, here: str = "") -> str:
    """Empty where nothing differs; goes no deeper than ``other``."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted(one.keys() | other.keys()):
            there = f"{here}/{name}"
            found = _difference(one[name], other[name], there) if name in one and name in other else there
            if found:
                return found
        return ""
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return next((found for i, (a, b) in pairs if (found := _difference(a, b, f"{here}/{i}"))), "")
    return "" if one == other and type(one) is type(other) else here or "/"


def _in_order(record: VerdictRecord, detached: Sequence[bytes], findings: Findings) -> list[bytes]:
    given = {digest_of(signature): signature for signature in detached}
    for digest in record.detached:
        if digest not in given:
            findings.add("record.material-missing", digest=digest)
    return [given[digest] for digest in record.detached if digest in given]
