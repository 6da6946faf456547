"""Who signed, compared with whom the envelope names (ND30 5.1): differences are for a person to settle.

Certificates and envelopes are written by different people, so form does not count: case, spaces, academic
titles before a name (``TS. Nguyễn Văn An``), the agency after a position (``Chủ tịch UBND huyện``). Marks do:
Hùng is not Hưng, and a vice-chairman is no chairman.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lienthong.signatures.assess import LEADER, RegisteredSigner, SenderVerdict, assess_attachment
from lienthong.signatures.findings import Findings
from lienthong.signatures.names import attributes_of
from lienthong.signatures.policy import STRICT, Policy
from lienthong.signatures.report import FileReport, Finding, Severity, SignatureReport


@dataclass(frozen=True, slots=True)
class StatedSigner:
    """The signer as the envelope states: name and position; either may be empty where it says nothing."""

    name: str
    position: str = ""


@dataclass(frozen=True, slots=True)
class OriginalVerdict:
    """Whether a document stands for the paper original, and every finding that was weighed."""

    equivalent: bool
    sender: SenderVerdict
    findings: tuple[Finding, ...]


def assess_original(
    reports: Sequence[FileReport],
    *,
    sender: str,
    registered: Mapping[str, RegisteredSigner],
    stated: StatedSigner,
    policy: Policy = STRICT,
) -> OriginalVerdict:
    """Decide by the strict policy whether the document equals the paper original (ND30 5.1).

    1. the leader's and the agency's signature are both valid, and nothing is a reason to refuse
    2. their order, and the signer's name and position, are as the policy wants them

    Args:
        reports: every file that speaks about the attachment, validated under the same policy.
        sender: code of the sending agency.
        registered: SHA-256 of a certificate (hex) → for whom it is registered.
        stated: who signed, as the envelope says.
        policy: what fails, warns, informs or is ignored.
    """
    verdict = assess_attachment(
        reports, sender=sender, registered=registered, claims_original=True, policy=policy
    )
    compared = compare_signer(reports, sender=sender, registered=registered, stated=stated, policy=policy)
    findings = (*verdict.findings, *compared)
    # Beside the sender's own two, other agencies may have signed a joint document.
    failed = any(f.severity is Severity.FAIL for f in findings if f.code != "signature.wrong-agency")
    return OriginalVerdict(verdict.original_equivalent and not failed, verdict, findings)


def compare_signer(
    reports: Sequence[FileReport],
    *,
    sender: str,
    registered: Mapping[str, RegisteredSigner],
    stated: StatedSigner,
    policy: Policy,
) -> tuple[Finding, ...]:
    """What differs between the envelope and the sender's leaders who signed; one who agrees is enough."""
    leaders = [
        signature
        for report in reports
        for signature in report.signatures
        if registered.get(signature.signer_sha256) == RegisteredSigner(sender, LEADER)
    ]
    differences = [_differences(signature, stated, policy) for signature in leaders]
    return () if not differences else min(differences, key=len)


def _differences(signature: SignatureReport, stated: StatedSigner, policy: Policy) -> tuple[Finding, ...]:
    findings = Findings(policy, signature.name)
    subject = attributes_of(signature.signer)
    name, position = subject.get("CN", ""), subject.get("title", "")
    if stated.name and name and _name(stated.name) != _name(name):
        findings.add("envelope.signer-name", stated=stated.name, signed=name)
    # A certificate need not state a position (RFC 5280 4.1.2.4); then there is nothing to compare.
    if stated.position and position and not _same_position(stated.position, position):
        findings.add("envelope.signer-position", stated=stated.position, signed=position)
    return tuple(findings)


def _plain(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).casefold().split()


def _name(text: str) -> list[str]:
    words = _plain(text)
    while len(words) > 1 and words[0].endswith("."):
        words = words[1:]
    return words


def _same_position(stated: str, signed: str) -> bool:
    """One begins with the other, word by word: the agency's name may follow the position."""
    one, other = _plain(stated), _plain(signed)
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]
