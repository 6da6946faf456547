"""Attachments judged as the exchange judges them, with what their verdicts rest on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import BinaryIO
from urllib.parse import urlsplit

from lienthong.adapters.attachment_validator import SignatureAttachmentValidator
from lienthong.adapters.revocation_memory import RememberedRevocation
from lienthong.model.agency import SignerCertificate, SignerRole
from lienthong.model.submission import Submission
from lienthong.ports import TrustAnchor
from lienthong.signatures.isolation.pool import ValidationContext, ValidationPool
from lienthong.signatures.policy import Policy
from lienthong.signatures.report import FileReport
from lienthong.signatures.revocation import RevocationRequest
from lienthong.signatures.trust import RevocationMaterial, TrustAnchors
from lienthong.signatures.validator import validate_file
from tests.builders.documents import document
from tests.builders.signing_pki import NOW, YEAR, province
from tests.doubles.fixed_clock import FixedClock
from tests.doubles.memory_registry import MemoryRegistry, MemoryTrustStore


@dataclass(frozen=True, slots=True)
class Recorded:
    """An attachment, its detached signatures, and the recorded verdict with its material."""

    content: bytes
    detached: tuple[bytes, ...]
    document: bytes
    blobs: Mapping[str, bytes]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


class ServedRevocation:
    """A ``RevocationSource`` with the CRLs of the province, or with others."""

    def __init__(self, *crls: bytes, away: bool = False) -> None:
        self.material = RevocationMaterial(crls) if crls or away else province().revocation()

    def fetch(self, requests: Sequence[RevocationRequest]) -> RevocationMaterial:
        return self.material

    def allows(self, request: RevocationRequest) -> bool:
        return urlsplit(request.url).hostname == "crl.example.vn"


def submission_of(content: bytes, received_at: datetime = NOW) -> Submission:
    """A submission of the district whose one attachment has this content."""
    sent = document(contents={"cong-van.pdf": content})
    parties = ((province().leader, SignerRole.LEADER), (province().agency, SignerRole.AGENCY))
    return Submission(
        submission_id="lt-" + "a" * 26,
        envelope=sent.envelope,
        envelope_digest="0" * 64,
        recipients=(),
        received_at=received_at,
        sender_certificates=tuple(SignerCertificate(party.fingerprint, role) for party, role in parties),
    )


def recorded(
    pool: ValidationPool,
    content: bytes,
    *detached: bytes,
    received_at: datetime = NOW,
    served: ServedRevocation | None = None,
) -> Recorded:
    """Judge it now as the exchange does at ingest, revocation data being fetched."""
    submission = submission_of(content, received_at)
    root = TrustAnchor(province().root.fingerprint, province().root.der, True, NOW - YEAR)
    clock = FixedClock(NOW)
    source = RememberedRevocation(served or ServedRevocation(), clock)
    validator = SignatureAttachmentValidator(pool, MemoryTrustStore([root]), MemoryRegistry(), clock, source)
    (attachment,) = submission.envelope.attachments
    assessed = validator.assess(
        attachment, BytesIO(content), detached_signatures=detached, submission=submission
    )
    return Recorded(content, detached, assessed.report, assessed.material)


def changed(one: Recorded, **changes: object) -> Recorded:
    """The same with something else in it."""
    return replace(one, **changes)  # type: ignore[arg-type]


def validate_here(
    content: BinaryIO | bytes,
    *,
    name: str,
    context: ValidationContext,
    at: datetime,
    policy: Policy,
    detached_content: BinaryIO | bytes | None,
    proven: datetime | None,
) -> FileReport:
    """Validate in this process, without a child."""
    return validate_file(
        content,
        name=name,
        trust=TrustAnchors.from_bytes(context.anchors, context.intermediates),
        revocation=RevocationMaterial.from_bytes(context.crls, context.ocsps),
        policy=policy,
        at=at,
        detached_content=detached_content,
        proven=proven,
    )
