"""What a format's reader hands to the judge: integrity already decided, everything else still to be
weighed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from lienthong.signatures.algorithms import SignatureAlgorithm
from lienthong.signatures.certificates import Certificate
from lienthong.signatures.findings import Findings
from lienthong.signatures.trust import RevocationMaterial

TIMESTAMP_ALONE: Final = "TST"


@dataclass(slots=True)
class TimestampEvidence:
    """One RFC 3161 token: verified by itself and against the bytes it must cover, trust still open."""

    kind: str
    """``content``, ``signature``, ``signature-and-references``, ``references``, ``document``, ``archive``,
    ``container``, ``evidence-record``, or ``checkpoint`` of a log."""
    time: datetime
    intact: bool
    signer: Certificate | None
    digest: str
    imprint_digest: str
    algorithm: SignatureAlgorithm | None
    certificates: tuple[bytes, ...]
    material: RevocationMaterial
    findings: Findings = field(repr=False)
    identity: bytes = b""
    """Digest of the token, by which others are said to cover it."""
    covers_tokens: frozenset[bytes] | None = None
    """Identities of the timestamps whose existence this one proves; None: of all that stand inside it by
    their kind, as each revision of a PDF covers all before it."""
    index_digest: str = ""
    """Digest by which an archive timestamp names what it covers, where that is not the imprint's."""
    refused_for: frozenset[str] = frozenset()
    """Codes of the findings for which its authority is not trusted; set by the judge."""
    covers_material: frozenset[str] | None = None
    """Fingerprints of the CRLs and OCSP responses whose existence it proves; None: of all embedded ones."""


@dataclass(slots=True)
class RecordEvidence:
    """One evidence record after its hash trees were followed; trust in its authorities is still open."""

    name: str
    """Where it stands: a file of the container, or the place in the signature."""
    syntax: str
    """``ERS`` (RFC 4998), ``XMLERS`` (RFC 6283), or ``TST``: a bare token (RFC 3161)."""
    covers: tuple[str, ...]
    findings: Findings = field(repr=False)
    timestamps: tuple[TimestampEvidence, ...] = ()
    """Its archive timestamps, the initial one first."""
    intact: bool = False


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
    is_extended: bool = False
    """References to validation data, or archive timestamps of the older versions, which no baseline level has
    (EN 319 122-2, 132-2)."""
    covers: tuple[str, ...] = ()
    covers_whole_file: bool = False
    counter_signatures: tuple[str, ...] = ()
    records: tuple[RecordEvidence, ...] = ()
    """Evidence records inside the signature."""
