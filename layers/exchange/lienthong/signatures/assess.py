"""From reports to what the exchange decides: whose signatures are these, and what is the document worth?

D28 4, 5.4: a document whose signature is wrong is not accepted, an unsigned one only as information.
ND30 5.1: what stands for the original carries the leader's signature and the agency's, both valid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lienthong.signatures.findings import Findings
from lienthong.signatures.policy import DEFAULT, Policy
from lienthong.signatures.report import FileReport, Finding, Indication, SignatureReport, SubIndication

LEADER, AGENCY = "leader", "agency"


@dataclass(frozen=True, slots=True)
class RegisteredSigner:
    """For whom a certificate is registered: the agency's code, and ``leader`` or ``agency``."""

    agency: str
    role: str


@dataclass(frozen=True, slots=True)
class SenderVerdict:
    """What the signatures of one attachment say about its sender.

    Attributes:
        indication, sub_indication: of the attachment as a whole.
        leader_valid, agency_valid: a valid signature of the sender in that role.
        original_equivalent: both (ND30 5.1).
        for_information: carries no valid signature of the sender but may pass as information (D28 4).
        reasons: stable codes for which the attachment is refused; empty when it may pass.
        findings: of the comparison with the registry, beside those of the reports.
    """

    indication: Indication
    sub_indication: SubIndication | None
    leader_valid: bool
    agency_valid: bool
    for_information: bool
    reasons: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def original_equivalent(self) -> bool:
        return self.leader_valid and self.agency_valid and not self.reasons


def assess_attachment(
    reports: Sequence[FileReport],
    *,
    sender: str,
    registered: Mapping[str, RegisteredSigner],
    claims_original: bool,
    policy: Policy = DEFAULT,
) -> SenderVerdict:
    """Decide about one attachment from the report on itself and, where there is one, on its detached
    signature.

    Args:
        reports: every file that speaks about the attachment.
        sender: code of the sending agency.
        registered: SHA-256 of a certificate (hex) → for whom it is registered.
        claims_original: the envelope declares the attachment an original, not mere information.
    """
    signatures = [signature for report in reports for signature in report.signatures]
    findings = Findings(policy, "sender")
    valid = _valid_roles(signatures, sender, registered, findings)
    _check_completeness(signatures, valid, findings)
    _check_order(signatures, sender, registered, findings)
    failed = _failures(reports)
    reasons = list(failed)
    if claims_original and not valid:
        reasons += [code for code in _why_not(reports, findings) if code not in reasons]
    indication, sub = _overall(reports, has_signatures=bool(signatures))
    return SenderVerdict(
        indication,
        sub,
        LEADER in valid,
        AGENCY in valid,
        not valid and not reasons,
        tuple(reasons),
        tuple(findings),
    )


def _valid_roles(
    signatures: Sequence[SignatureReport],
    sender: str,
    registered: Mapping[str, RegisteredSigner],
    findings: Findings,
) -> set[str]:
    roles = set()
    for signature in signatures:
        owner = registered.get(signature.signer_sha256)
        if owner is None:
            findings.add("signature.not-registered", signer=signature.signer or "?")
        elif owner.agency != sender:
            # Joint documents are signed by several agencies; alone, another agency's signature is no proof.
            findings.add("signature.wrong-agency", signer=signature.signer, agency=owner.agency)
        elif signature.indication is Indication.TOTAL_PASSED:
            roles.add(owner.role)
    return roles


def _check_completeness(signatures: Sequence[SignatureReport], valid: set[str], findings: Findings) -> None:
    if signatures and LEADER not in valid:
        findings.add("signature.leader-missing")
    if signatures and AGENCY not in valid:
        findings.add("signature.agency-missing")


def _check_order(
    signatures: Sequence[SignatureReport],
    sender: str,
    registered: Mapping[str, RegisteredSigner],
    findings: Findings,
) -> None:
    """ND30 Annex I: the leader signs, then the agency's seal follows."""
    times: dict[str, list[datetime]] = {LEADER: [], AGENCY: []}
    for signature in signatures:
        owner = registered.get(signature.signer_sha256)
        time = signature.best_signature_time
        if owner is not None and owner.agency == sender and owner.role in times and time is not None:
            times[owner.role].append(time)
    if times[LEADER] and times[AGENCY] and min(times[AGENCY]) < min(times[LEADER]):
        findings.add("signature.order")


def _failures(reports: Sequence[FileReport]) -> tuple[str, ...]:
    """Codes of everything that makes a file or a signature TOTAL-FAILED: never accepted, whatever it
    claims.
    """
    found: dict[str, None] = {}
    for report in reports:
        if report.indication is not Indication.TOTAL_FAILED:
            continue
        for finding in (*report.findings, *(f for s in report.signatures for f in s.findings)):
            if finding.severity == "fail" and finding.indication is Indication.TOTAL_FAILED:
                found[finding.code] = None
    return tuple(found)


def _why_not(reports: Sequence[FileReport], findings: Findings) -> list[str]:
    """Why no signature of the sender counts: the registry's findings first, then the reports' failures."""
    mine = [f.code for f in findings if f.code in ("signature.wrong-agency", "signature.not-registered")]
    theirs = [
        finding.code
        for report in reports
        for finding in (*report.findings, *(f for s in report.signatures for f in s.findings))
        if finding.severity == "fail"
    ]
    return list(dict.fromkeys((*mine, *theirs))) or ["file.no-signature"]


def _overall(
    reports: Sequence[FileReport], *, has_signatures: bool
) -> tuple[Indication, SubIndication | None]:
    """The worst report; a content file without signatures of its own does not weigh beside a detached one."""
    counting = [r for r in reports if r.signatures or r.indication is Indication.TOTAL_FAILED] or list(
        reports
    )
    if not has_signatures:
        counting = list(reports)
    order = (Indication.TOTAL_FAILED, Indication.INDETERMINATE, Indication.TOTAL_PASSED)
    gravest = min(counting, key=lambda report: order.index(report.indication))
    return gravest.indication, gravest.sub_indication
