"""The exchange's validator of attachments: signature validation in a child process, judged for the sender."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from lienthong.adapters.revocation_memory import RememberedRevocation
from lienthong.model.agency import SignerCertificate
from lienthong.model.codes import Purpose
from lienthong.model.envelope import Attachment
from lienthong.model.submission import AttachmentVerdict, Submission
from lienthong.ports import Assessment, Registry, TrustStore
from lienthong.signatures import media_types
from lienthong.signatures.assess import RegisteredSigner, SenderVerdict, assess_attachment
from lienthong.signatures.envelope_match import StatedSigner, compare_signer
from lienthong.signatures.findings import Findings
from lienthong.signatures.isolation.pool import ValidationContext, ValidationPool
from lienthong.signatures.policy import DEFAULT, Policy
from lienthong.signatures.report import FileReport, Finding
from lienthong.signatures.revocation import RevocationRequest


@dataclass(frozen=True, slots=True)
class SignatureAttachmentValidator:
    """Implements the port ``AttachmentValidator``.

    1. the attachment's own signatures, and its detached ones over it, are validated in a child process
    2. revocation data that is not known from a moment ago is fetched, from allowed hosts, and the file
       validated again
    3. signers are compared with the registry as it stood when the submission was sent, and with the envelope
    """

    pool: ValidationPool
    trust: TrustStore
    registry: Registry
    source: RememberedRevocation | None = None
    policy: Policy = DEFAULT

    def assess(
        self,
        attachment: Attachment,
        content: BinaryIO,
        *,
        detached_signatures: Sequence[bytes],
        submission: Submission,
    ) -> Assessment:
        """The assessment of seekable content; hostile content ends as a verdict."""
        at = submission.received_at
        context = self._context(at)
        reports = [self._validate(content, attachment.name, context, at, None)]
        for position, signature in enumerate(detached_signatures, start=1):
            reports.append(
                self._validate(signature, f"{attachment.name}.{position}.p7s", context, at, content)
            )
        registered = self._registered(submission, reports)
        verdict = assess_attachment(
            reports,
            sender=submission.sender,
            registered=registered,
            claims_original=_claims_original(attachment, submission),
            policy=self.policy,
        )
        signer = submission.envelope.signer
        compared = compare_signer(
            reports,
            sender=submission.sender,
            registered=registered,
            stated=StatedSigner(signer.name, signer.position),
            policy=self.policy,
        )
        declared = (*self._declaration(attachment, reports[0]), *compared)
        return _assessment(attachment, reports, verdict, declared)

    def _declaration(self, attachment: Attachment, report: FileReport) -> Findings:
        """Whether the file is of the type that the envelope declares; unknown bytes contradict nothing."""
        findings = Findings(self.policy, attachment.name)
        if report.media_type not in (attachment.media_type, media_types.UNKNOWN):
            findings.add("file.media-type", declared=attachment.media_type, found=report.media_type)
        return findings

    def _validate(
        self,
        content: BinaryIO | bytes,
        name: str,
        context: ValidationContext,
        at: datetime,
        detached: BinaryIO | None,
    ) -> FileReport:
        wanted: list[RevocationRequest] = []
        report = self.pool.validate(
            content,
            name=name,
            context=context,
            at=at,
            policy=self.policy,
            detached_content=detached,
            wanted=wanted,
        )
        if not wanted or self.source is None:
            return report
        fetched = self.source.fetch(wanted)
        if not fetched.crls and not fetched.ocsps:
            return report
        richer = ValidationContext(context.anchors, context.intermediates, fetched.crls, fetched.ocsps)
        return self.pool.validate(
            content, name=name, context=richer, at=at, policy=self.policy, detached_content=detached
        )

    def _context(self, at: datetime) -> ValidationContext:
        """Trust is effective-dated: what counts is what the registrar trusted at the time of submission."""
        known = [
            anchor
            for anchor in self.trust.anchors()
            if anchor.valid_from <= at and (anchor.valid_until is None or at < anchor.valid_until)
        ]
        return ValidationContext(
            tuple(anchor.certificate for anchor in known if anchor.is_root),
            tuple(anchor.certificate for anchor in known if not anchor.is_root),
            self.source.known().crls if self.source else (),
        )

    def _registered(
        self, submission: Submission, reports: Sequence[FileReport]
    ) -> Mapping[str, RegisteredSigner]:
        """The sender's signers; all agencies' only where somebody else's certificate has signed."""
        own = _signers(submission.sender, submission.sender_certificates)
        signed_by = {signature.signer_sha256 for report in reports for signature in report.signatures}
        if signed_by <= own.keys():
            return own
        others = [_signers(agency.code, agency.certificates) for agency in self.registry.all()]
        return {key: signer for known in (*others, own) for key, signer in known.items()}


def _signers(agency: str, certificates: Sequence[SignerCertificate]) -> dict[str, RegisteredSigner]:
    return {known.fingerprint: RegisteredSigner(agency, known.role.value) for known in certificates}


def _claims_original(attachment: Attachment, submission: Submission) -> bool:
    """Whether it must carry the sender's valid signature (D28 article 4)."""
    return attachment.purpose is Purpose.ORIGINAL and not submission.envelope.for_information


def _assessment(
    attachment: Attachment,
    reports: list[FileReport],
    verdict: SenderVerdict,
    declaration: Sequence[Finding],
) -> Assessment:
    codes = dict.fromkeys(
        [
            *(f.code for f in declaration),
            *(f.code for f in verdict.findings),
            *(f.code for r in reports for f in r.findings),
            *(f.code for r in reports for s in r.signatures for f in s.findings),
        ]
    )
    document = {
        "attachment": attachment.name,
        "purpose": attachment.purpose.value,
        "indication": verdict.indication.value,
        "sub_indication": verdict.sub_indication.value if verdict.sub_indication else None,
        "leader_valid": verdict.leader_valid,
        "agency_valid": verdict.agency_valid,
        "original_equivalent": verdict.original_equivalent,
        "reasons": list(verdict.reasons),
        "findings": [finding.to_json() for finding in (*declaration, *verdict.findings)],
        "reports": [report.to_json() for report in reports],
    }
    encoded = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return Assessment(
        AttachmentVerdict(
            name=attachment.name,
            media_type=reports[0].media_type,
            indication=verdict.indication.value,
            sub_indication=verdict.sub_indication.value if verdict.sub_indication else None,
            original_equivalent=verdict.original_equivalent,
            for_information=verdict.for_information or attachment.purpose is Purpose.INFORMATION,
            report_sha256=hashlib.sha256(encoded).hexdigest(),
            findings=tuple(codes),
        ),
        encoded,
        verdict.reasons,
    )
