"""The exchange's validator of attachments: signature validation in a child process, judged for the sender."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import BinaryIO
from urllib.parse import urlsplit

from lienthong.adapters.revocation_memory import RememberedRevocation
from lienthong.errors import Unavailable
from lienthong.model.agency import SignerCertificate
from lienthong.model.codes import Purpose
from lienthong.model.envelope import Attachment
from lienthong.model.submission import AttachmentVerdict, Submission
from lienthong.ports import Assessment, Clock, Registry, TrustStore
from lienthong.signatures.assess import RegisteredSigner
from lienthong.signatures.envelope_match import StatedSigner
from lienthong.signatures.isolation.pool import ValidationPool
from lienthong.signatures.policy import DEFAULT, Policy
from lienthong.signatures.report import FileReport, SubIndication
from lienthong.signatures.revocation import RevocationRequest
from lienthong.signatures.trust import RevocationMaterial
from lienthong.signatures.verdict_decision import Decision, decide, validate_again
from lienthong.signatures.verdict_record import Declared, VerdictRecord, digest_of, policy_blob, trust_blob

#: An authority may be away for this long before its silence counts against a document (TRY_LATER, EN 319
#: 102-1 5.1.3). Shorter than the queue's waits together, so that a decision comes of it and no dead letter.
PATIENCE = timedelta(minutes=20)


class RevocationUnavailable(Unavailable):
    """Whether a signer's certificate was revoked cannot be learnt now: its authority does not answer."""

    code = "revocation.unavailable"
    en = (
        "No revocation data could be had from {hosts}. Validation waits; see that these hosts can be reached."
    )
    vi = (
        "Chưa lấy được dữ liệu thu hồi chứng thư từ {hosts}. Việc kiểm tra tạm chờ; "
        "đề nghị kiểm tra kết nối tới các máy chủ này."
    )


@dataclass(frozen=True, slots=True)
class SignatureAttachmentValidator:
    """Implements the port ``AttachmentValidator``.

    1. what is trusted, the policy and the revocation data known from a moment ago are recorded
    2. the attachment's own signatures, and its detached ones over it, are validated in a child process
    3. revocation data that was missing for any certificate of a chain is fetched, from allowed hosts, and the
       files validated again with it: so the record holds what long-term validation needs
    4. signers are compared with the registry as it stood when the submission was sent, and with the envelope

    Validation is of the present time, and the submission's receipt proves the file's existence: revocation
    data published while it waited counts.
    """

    pool: ValidationPool
    trust: TrustStore
    registry: Registry
    clock: Clock
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
        """The assessment of seekable content; hostile content ends as a verdict.

        Raises:
            RevocationUnavailable: only for want of data that an allowed host should have; try again.
        """
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
                wanted.clear()
                reports = validate_again(record, blobs, content, detached_signatures, validate)
        record = replace(record, registered=self._registered(submission, reports))
        decision = decide(record, reports, self.policy)
        self._require_decidable(decision, record, wanted)
        return _assessment(attachment, decision, record, blobs)

    def _require_decidable(
        self, decision: Decision, record: VerdictRecord, wanted: Sequence[RevocationRequest]
    ) -> None:
        """A refusal is final and becomes evidence, so it does not hang on an authority's short absence."""
        tries_later = decision.sender.reasons and decision.sender.sub_indication is SubIndication.TRY_LATER
        if self.source is None or not tries_later or record.at - (record.proven or record.at) >= PATIENCE:
            return
        silent = {urlsplit(request.url).netloc for request in wanted if self.source.allows(request)}
        if silent:
            raise RevocationUnavailable(hosts=", ".join(sorted(silent)))

    def _record(
        self,
        attachment: Attachment,
        submission: Submission,
        detached: Sequence[bytes],
        known: RevocationMaterial,
        blobs: _Blobs,
    ) -> VerdictRecord:
        received, signer = submission.received_at, submission.envelope.signer
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
            # Another machine's clock took the submission in; it cannot be older than its validation.
            max(self.clock.now(), received),
            blobs.keep(policy_blob(self.policy)),
            blobs.keep(self._trust_at(received)),
            detached=tuple(map(digest_of, detached)),
            # The submission's event proves it, and the log its event.
            proven=received,
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
