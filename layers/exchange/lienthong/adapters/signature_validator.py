"""The signature engines as the port of validation: trust from the registry, revocation fetched at ingest.

Plan of :meth:`SignatureValidator.assess`:

1. What is trusted now, read from the trust store and remembered for a minute.
2. Validate the file, or its detached signature over the file, with the revocation data at hand.
3. Where revocation data was missing, fetch it from allowed hosts and validate once more.
4. Judge the reports by the certificates registered for the sender when it sent; a signature by none of them
   is looked up among all agencies', so that the verdict can say whose it is.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import BinaryIO

from lienthong.model.agency import SignerCertificate
from lienthong.model.codes import Purpose
from lienthong.model.envelope import Attachment
from lienthong.model.submission import AttachmentVerdict, Submission
from lienthong.ports import Assessment, Clock, Registry, TrustAnchor, TrustStore
from lienthong.signatures.assess import RegisteredSigner, SenderVerdict, assess_attachment
from lienthong.signatures.report import FileReport
from lienthong.signatures.revocation import RevocationRequest, RevocationSource
from lienthong.signatures.trust import RevocationMaterial, TrustAnchors
from lienthong.signatures.validator import validate_file

#: A new root is trusted, an old one forgotten, within this time.
_TRUST_REMEMBERED = timedelta(minutes=1)
# pyHanko explains each refusal with a trace that quotes the document's structure; the report says it better.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)


class SignatureValidator:
    """:class:`lienthong.ports.AttachmentValidator` over the engines of ``lienthong.signatures``."""

    def __init__(self, trust: TrustStore, registry: Registry, clock: Clock, source: RevocationSource) -> None:
        self._trust = trust
        self._registry = registry
        self._clock = clock
        self._source = source
        self._anchors = TrustAnchors()
        self._read_again_at: datetime | None = None

    def assess(
        self,
        attachment: Attachment,
        content: BinaryIO,
        *,
        detached_signature: bytes | None,
        submission: Submission,
    ) -> Assessment:
        """The assessment of one attachment (see the module's plan)."""
        at = self._clock.now()
        report, media_type = self._validated(attachment, content, detached_signature, at)
        verdict = assess_attachment(
            [report],
            sender=submission.sender,
            registered=self._registered(submission, report),
            claims_original=attachment.purpose is Purpose.ORIGINAL
            and not submission.envelope.for_information,
        )
        return _assessment(attachment, report, media_type, verdict)

    def _registered(self, submission: Submission, report: FileReport) -> Mapping[str, RegisteredSigner]:
        registered = _signers(submission.sender, submission.sender_certificates)
        if all(signature.signer_sha256 in registered for signature in report.signatures):
            return registered
        others = [_signers(agency.code, agency.certificates) for agency in self._registry.all()]
        return {key: signer for known in (*others, registered) for key, signer in known.items()}

    def _validated(
        self, attachment: Attachment, content: BinaryIO, detached: bytes | None, at: datetime
    ) -> tuple[FileReport, str]:
        material = RevocationMaterial()
        wanted: list[RevocationRequest] = []
        report = self._validate(attachment, content, detached, at, material, wanted)
        if wanted:
            material = self._source.fetch(wanted)
            report = self._validate(attachment, content, detached, at, material, [])
        return report, report.media_type

    def _validate(
        self,
        attachment: Attachment,
        content: BinaryIO,
        detached: bytes | None,
        at: datetime,
        material: RevocationMaterial,
        wanted: list[RevocationRequest],
    ) -> FileReport:
        content.seek(0)
        return validate_file(
            content if detached is None else detached,
            name=attachment.name,
            trust=self._trusted(at),
            revocation=material,
            at=at,
            detached_content=None if detached is None else content,
            wanted=wanted,
        )

    def _trusted(self, at: datetime) -> TrustAnchors:
        if self._read_again_at is None or at >= self._read_again_at:
            in_force = [anchor for anchor in self._trust.anchors() if _is_in_force(anchor, at)]
            self._anchors = TrustAnchors.from_bytes(_der(in_force, roots=True), _der(in_force, roots=False))
            self._read_again_at = at + _TRUST_REMEMBERED
        return self._anchors


def _signers(agency: str, certificates: Sequence[SignerCertificate]) -> dict[str, RegisteredSigner]:
    return {known.fingerprint: RegisteredSigner(agency, known.role.value) for known in certificates}


def _is_in_force(anchor: TrustAnchor, at: datetime) -> bool:
    return anchor.valid_from <= at and (anchor.valid_until is None or at < anchor.valid_until)


def _der(anchors: Sequence[TrustAnchor], *, roots: bool) -> list[bytes]:
    return [anchor.certificate for anchor in anchors if anchor.is_root is roots]


def _assessment(
    attachment: Attachment, report: FileReport, media_type: str, verdict: SenderVerdict
) -> Assessment:
    document = {
        "attachment": attachment.to_json(),
        "report": report.to_json(),
        "sender_findings": [finding.to_json() for finding in verdict.findings],
        "reasons": list(verdict.reasons),
    }
    encoded = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    codes = [
        finding.code
        for finding in (
            *report.findings,
            *(finding for signature in report.signatures for finding in signature.findings),
            *verdict.findings,
        )
    ]
    return Assessment(
        AttachmentVerdict(
            name=attachment.name,
            media_type=media_type,
            indication=verdict.indication.value,
            sub_indication=verdict.sub_indication.value if verdict.sub_indication else None,
            original_equivalent=verdict.original_equivalent,
            for_information=verdict.for_information or attachment.purpose is Purpose.INFORMATION,
            report_sha256=hashlib.sha256(encoded).hexdigest(),
            findings=tuple(dict.fromkeys(codes)),
        ),
        encoded,
        verdict.reasons,
    )
