"""The exchange's validator of attachments: signature validation in a child process, judged for the sender."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import BinaryIO

from lienthong.adapters.revocation_memory import RememberedRevocation
from lienthong.model.agency import SignerCertificate
from lienthong.model.codes import Purpose
from lienthong.model.envelope import Attachment
from lienthong.model.submission import AttachmentVerdict, Submission
from lienthong.ports import Assessment, Registry, TrustStore
from lienthong.signatures.assess import RegisteredSigner
from lienthong.signatures.envelope_match import StatedSigner
from lienthong.signatures.isolation.pool import ValidationPool
from lienthong.signatures.policy import DEFAULT, Policy
from lienthong.signatures.report import FileReport
from lienthong.signatures.revocation import RevocationRequest
from lienthong.signatures.trust import RevocationMaterial
from lienthong.signatures.verdict_record import (
    Decision,
    Declared,
    VerdictRecord,
    decide,
    digest_of,
    policy_blob,
    trust_blob,
    validate_again,
)


@dataclass(frozen=True, slots=True)
class SignatureAttachmentValidator:
    """Implements the port ``AttachmentValidator``.

    1. what is trusted, the policy and the revocation data known from a moment ago are recorded
    2. the attachment's own signatures, and its detached ones over it, are validated in a child process
    3. revocation data that was missing for any certificate of a chain is fetched, from allowed hosts, and the
       files validated again with it: so the record holds what long-term validation needs
    4. signers are compared with the registry as it stood when the submission was sent, and with the envelope
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
        known = self.source.known() if self.source else RevocationMaterial()
        blobs = _Blobs()
        record = self._record(attachment, submission, detached_signatures, known, blobs)
        wanted: list[RevocationRequest] = []
        validate = partial(self.pool.validate, wanted=wanted)
        reports = validate_again(record, blobs, content, detached_signatures, validate)
        if wanted and self.source is not None:
            fetched = self.source.fetch(wanted)
            if fetched.crls or fetched.ocsps:
                record = _with_revocation(record, fetched, blobs)
                reports = validate_again(record, blobs, content, detached_signatures, self.pool.validate)
        record = replace(record, registered=self._registered(submission, reports))
        return _assessment(attachment, decide(record, reports, self.policy), record, blobs)

    def _record(
        self,
        attachment: Attachment,
        submission: Submission,
        detached: Sequence[bytes],
        known: RevocationMaterial,
        blobs: _Blobs,
    ) -> VerdictRecord:
        at, signer = submission.received_at, submission.envelope.signer
        record = VerdictRecord(
            Declared(
                attachment.name,
                attachment.media_type,
                attachment.purpose.value,
                _claims_original(attachment, submission),
                attachment.sha256,
            ),
            submission.sender,
            StatedSigner(signer.name, signer.position),
            at,
            blobs.keep(policy_blob(self.policy)),
            blobs.keep(self._trust_at(at)),
            detached=tuple(map(digest_of, detached)),
            # The submission's event proves it, and the log its event.
            proven=at,
        )
        return _with_revocation(record, known, blobs)

    def _trust_at(self, at: datetime) -> bytes:
        """Trust is effective-dated: what counts is what the registrar trusted at the time of submission."""
        known = [
            anchor
            for anchor in self.trust.anchors()
            if anchor.valid_from <= at and (anchor.valid_until is None or at < anchor.valid_until)
        ]
        return trust_blob(
            [anchor.certificate for anchor in known if anchor.is_root],
            [anchor.certificate for anchor in known if not anchor.is_root],
        )

    def _registered(
        self, submission: Submission, reports: Sequence[FileReport]
    ) -> Mapping[str, RegisteredSigner]:
        """For whom the signers are registered; all agencies are asked only where somebody else has signed."""
        signed_by = {signature.signer_sha256 for report in reports for signature in report.signatures}
        known = _signers(submission.sender, submission.sender_certificates)
        if not signed_by <= known.keys():
            others = [_signers(agency.code, agency.certificates) for agency in self.registry.all()]
            known = {key: signer for group in (*others, known) for key, signer in group.items()}
        return {key: known[key] for key in sorted(signed_by & known.keys())}


class _Blobs(dict[str, bytes]):
    """What a record names by its SHA-256 (hex)."""

    def keep(self, blob: bytes) -> str:
        """Its name."""
        digest = digest_of(blob)
        self[digest] = blob
        return digest


def _with_revocation(record: VerdictRecord, material: RevocationMaterial, blobs: _Blobs) -> VerdictRecord:
    """The record with this revocation data, in an order of its own."""
    return replace(
        record,
        crls=tuple(sorted(set(map(blobs.keep, material.crls)))),
        ocsps=tuple(sorted(set(material.ocsps))),
    )


def _signers(agency: str, certificates: Sequence[SignerCertificate]) -> dict[str, RegisteredSigner]:
    return {known.fingerprint: RegisteredSigner(agency, known.role.value) for known in certificates}


def _claims_original(attachment: Attachment, submission: Submission) -> bool:
    """Whether it must carry the sender's valid signature (D28 article 4)."""
    return attachment.purpose is Purpose.ORIGINAL and not submission.envelope.for_information


def _assessment(
    attachment: Attachment, decision: Decision, record: VerdictRecord, blobs: Mapping[str, bytes]
) -> Assessment:
    verdict = decision.sender
    return Assessment(
        AttachmentVerdict(
            name=attachment.name,
            media_type=decision.media_type,
            indication=verdict.indication.value,
            sub_indication=verdict.sub_indication.value if verdict.sub_indication else None,
            original_equivalent=verdict.original_equivalent,
            for_information=verdict.for_information or attachment.purpose is Purpose.INFORMATION,
            report_sha256=digest_of(decision.document),
            findings=decision.codes,
        ),
        decision.document,
        verdict.reasons,
        {digest: blobs[digest] for digest in record.blobs},
    )
