"""What a format's reader hands to the judge: integrity already decided, everything else still to be
weighed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from lienthong.signatures.algorithms import SignatureAlgorithm
from lienthong.signatures.certificates import Certificate
from lienthong.signatures.findings import Findings
from lienthong.signatures.trust import RevocationMaterial


@dataclass(slots=True)
class TimestampEvidence:
    """One RFC 3161 token: verified by itself and against the bytes it must cover, trust still open."""

    kind: str
    """``content``, ``signature``, ``document``, ``archive`` or ``container``."""
    time: datetime
    intact: bool
    signer: Certificate | None
    digest: str
    imprint_digest: str
    algorithm: SignatureAlgorithm | None
    certificates: tuple[bytes, ...]
    material: RevocationMaterial
    findings: Findings = field(repr=False)


@dataclass(slots=True)
class SignatureEvidence:
    """One signature of any format after its integrity was checked."""

    name: str
    family: str
    """``CAdES``, ``PAdES`` or ``XAdES``."""
    intact: bool
    signer: Certificate | None
    digest: str
    algorithm: SignatureAlgorithm | None
    claimed_time: datetime | None
    certificates: tuple[bytes, ...]
    material: RevocationMaterial
    findings: Findings = field(repr=False)
    timestamps: tuple[TimestampEvidence, ...] = ()
    """Those that cover the signature value, oldest knowledge first: signature, then document or archive."""
    is_baseline: bool = True
    has_validation_data: bool = False
    covers: tuple[str, ...] = ()
    covers_whole_file: bool = False
    counter_signatures: tuple[str, ...] = ()
