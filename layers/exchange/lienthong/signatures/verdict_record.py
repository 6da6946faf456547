"""What a verdict rests on, and the verdict made from it alone: the same record always gives the same bytes.

The exchange decides about an attachment in this order, and whoever validates again years later does the same:

1. a :class:`VerdictRecord` says everything that counts: the time, the policy, what was trusted, revocation
   data, for whom certificates were registered, what the envelope declared; larger things by their SHA-256
2. :func:`validate_again` validates the file (and detached signatures over it) with exactly that
3. :func:`decide` compares with the registry and the envelope, and writes the document

So a recorded document is confirmed by coming out again, byte for byte (docs/adr/0007).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Protocol

from lienthong.signatures import media_types
from lienthong.signatures.assess import RegisteredSigner, SenderVerdict, assess_attachment
from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.envelope_match import StatedSigner, compare_signer
from lienthong.signatures.findings import Findings
from lienthong.signatures.isolation.context import ValidationContext
from lienthong.signatures.policy import Policy
from lienthong.signatures.report import (
    FileReport,
    Finding,
    Indication,
    SignatureReport,
    instant,
    parse_instant,
)

RULES = "1"
"""Raised whenever the same record would give another document; older ones need an older release."""


class MissingMaterial(Exception):
    """Something that the record names by its digest is not at hand, or is not what the digest says."""


class UnreadableRecord(ValueError):
    """A document that is no recorded verdict, or of other rules than these."""


class Validate(Protocol):
    """Validates one file, as :meth:`lienthong.signatures.isolation.pool.ValidationPool.validate` does."""

    def __call__(
        self,
        content: BinaryIO | bytes,
        *,
        name: str,
        context: ValidationContext,
        at: datetime,
        policy: Policy,
        detached_content: BinaryIO | bytes | None,
        proven: datetime | None,
    ) -> FileReport:
        """The report; hostile content ends as a verdict."""
        ...


@dataclass(frozen=True, slots=True)
class Declared:
    """What the envelope says of an attachment, as far as it weighs."""

    name: str
    media_type: str
    purpose: str
    claims_original: bool
    sha256: str


@dataclass(frozen=True, slots=True)
class VerdictRecord:
    """Everything a verdict rests on.

    Attributes:
        at: the time of validation.
        proven: a time by which the exchange itself proves that the file existed; its receipt shows it.
        policy, trust: SHA-256 (hex) of :func:`policy_blob` and :func:`trust_blob`.
        crls: SHA-256 (hex) of each CRL (DER).
        ocsps: OCSP responses (DER): small, and each for one certificate only.
        detached: SHA-256 (hex) of each detached signature, in order.
        registered: SHA-256 of those signers' certificates that are registered → for whom.
    """

    declared: Declared
    sender: str
    stated: StatedSigner
    at: datetime
    policy: str
    trust: str
    crls: tuple[str, ...] = ()
    ocsps: tuple[bytes, ...] = ()
    detached: tuple[str, ...] = ()
    registered: Mapping[str, RegisteredSigner] | None = None
    proven: datetime | None = None

    @property
    def blobs(self) -> tuple[str, ...]:
        """The digests of all that is kept beside the record, shared with other records."""
        return (self.policy, self.trust, *self.crls)

    def to_json(self) -> dict[str, object]:
        """The record as it stands in the document under ``rests_on``."""
        return {
            "rules": RULES,
            "at": instant(self.at),
            "proven": instant(self.proven) if self.proven else None,
            "policy": self.policy,
            "trust": self.trust,
            "crls": list(self.crls),
            "ocsps": [base64.b64encode(response).decode() for response in self.ocsps],
            "content": self.declared.sha256,
            "detached": list(self.detached),
            "sender": self.sender,
            "stated_signer": {"name": self.stated.name, "position": self.stated.position},
            "registered": {
                fingerprint: {"agency": signer.agency, "role": signer.role}
                for fingerprint, signer in (self.registered or {}).items()
            },
            "media_type": self.declared.media_type,
            "claims_original": self.declared.claims_original,
        }

    @classmethod
    def from_document(cls, document: bytes) -> VerdictRecord:
        """The record inside a recorded document.

        Raises:
            UnreadableRecord: there is none, or it follows other rules.
        """
        try:
            whole = json.loads(document)
            data = whole["rests_on"]
            if data["rules"] != RULES:
                raise UnreadableRecord(f"rules {data['rules']}")
            return cls._read(whole, data)
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as fault:
            raise UnreadableRecord(str(fault)[:100]) from fault

    @classmethod
    def _read(cls, whole: Mapping[str, Any], data: Mapping[str, Any]) -> VerdictRecord:
        declared = Declared(
            whole["attachment"],
            data["media_type"],
            whole["purpose"],
            data["claims_original"],
            data["content"],
        )
        stated = data["stated_signer"]
        return cls(
            declared,
            data["sender"],
            StatedSigner(stated["name"], stated["position"]),
            parse_instant(data["at"]),
            data["policy"],
            data["trust"],
            tuple(data["crls"]),
            tuple(base64.b64decode(response, validate=True) for response in data["ocsps"]),
            tuple(data["detached"]),
            {name: RegisteredSigner(one["agency"], one["role"]) for name, one in data["registered"].items()},
            parse_instant(data["proven"]) if data["proven"] else None,
        )


# --- what is kept beside the record ---------------------------------------------------------------


def policy_blob(policy: Policy) -> bytes:
    """A policy as it is kept."""
    return _canonical(policy.to_json())


def trust_blob(anchors: Iterable[bytes], intermediates: Iterable[bytes]) -> bytes:
    """What was trusted, and the certificates known beside it (DER), as kept: the version of trust."""
    return _canonical({"anchors": _listed(anchors), "intermediates": _listed(intermediates)})


def _listed(certificates: Iterable[bytes]) -> list[str]:
    return sorted(base64.b64encode(certificate).decode() for certificate in set(certificates))


def digest_of(blob: bytes) -> str:
    """The name under which a blob is kept: its SHA-256 in hex."""
    return hashlib.sha256(blob).hexdigest()


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def context_of(record: VerdictRecord, blobs: Mapping[str, bytes]) -> ValidationContext:
    """Trust and revocation data of a record.

    Raises:
        MissingMaterial: a blob is absent or changed.
        UnreadableRecord: a blob is as it was recorded, and not what it should be.
    """
    try:
        trust = json.loads(_blob(record.trust, blobs))
        anchors, intermediates = (
            tuple(base64.b64decode(one) for one in trust[group]) for group in ("anchors", "intermediates")
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise UnreadableRecord("trust") from fault
    crls = tuple(_blob(digest, blobs) for digest in record.crls)
    return ValidationContext(anchors, intermediates, crls, record.ocsps)


def _policy_of(record: VerdictRecord, blobs: Mapping[str, bytes]) -> Policy:
    try:
        return Policy.from_json(json.loads(_blob(record.policy, blobs)))
    except (AttributeError, ValueError) as fault:
        raise UnreadableRecord("policy") from fault


def _blob(digest: str, blobs: Mapping[str, bytes]) -> bytes:
    blob = blobs.get(digest)
    if blob is None or digest_of(blob) != digest:
        raise MissingMaterial(digest)
    return blob


# --- validating and deciding ----------------------------------------------------------------------


def validate_again(
    record: VerdictRecord,
    blobs: Mapping[str, bytes],
    content: BinaryIO | bytes,
    detached: Sequence[bytes],
    validate: Validate,
) -> list[FileReport]:
    """The reports on the attachment itself, then on each detached signature over it.

    Raises:
        MissingMaterial, UnreadableRecord: see :func:`context_of`.
    """
    context, policy = context_of(record, blobs), _policy_of(record, blobs)
    name = record.declared.name
    files: list[tuple[BinaryIO | bytes, str, BinaryIO | bytes | None]] = [(content, name, None)]
    files += [
        (signature, f"{name}.{position}.p7s", content) for position, signature in enumerate(detached, start=1)
    ]
    return [
        validate(
            file,
            name=file_name,
            context=context,
            at=record.at,
            policy=policy,
            detached_content=covered,
            proven=record.proven,
        )
        for file, file_name, covered in files
    ]


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict about one attachment, and the document that records it."""

    sender: SenderVerdict
    media_type: str
    codes: tuple[str, ...]
    document: bytes


def decide(record: VerdictRecord, reports: Sequence[FileReport], policy: Policy) -> Decision:
    """Compare the reports with the registry and the envelope, and write the document."""
    declared, registered = record.declared, record.registered or {}
    sender = assess_attachment(
        reports,
        sender=record.sender,
        registered=registered,
        claims_original=declared.claims_original,
        policy=policy,
    )
    compared = compare_signer(
        reports, sender=record.sender, registered=registered, stated=record.stated, policy=policy
    )
    own = (*_declaration(declared, reports[0], policy), *compared)
    document = {
        "attachment": declared.name,
        "purpose": declared.purpose,
        "indication": sender.indication.value,
        "sub_indication": sender.sub_indication.value if sender.sub_indication else None,
        "leader_valid": sender.leader_valid,
        "agency_valid": sender.agency_valid,
        "original_equivalent": sender.original_equivalent,
        "for_information": sender.for_information,
        "reasons": list(sender.reasons),
        "findings": [finding.to_json() for finding in (*own, *sender.findings)],
        "reports": [report.to_json() for report in reports],
        "lasting": [*_lasting(record, reports)],
        "rests_on": record.to_json(),
    }
    codes = dict.fromkeys(
        [
            *(f.code for f in own),
            *(f.code for f in sender.findings),
            *(f.code for r in reports for f in r.findings),
            *(f.code for r in reports for s in r.signatures for f in s.findings),
        ]
    )
    return Decision(sender, reports[0].media_type, tuple(codes), _canonical(document))


def _declaration(declared: Declared, report: FileReport, policy: Policy) -> Findings:
    """Whether the file is of the type that the envelope declares; unknown bytes contradict nothing."""
    findings = Findings(policy, declared.name)
    if report.media_type not in (declared.media_type, media_types.UNKNOWN):
        findings.add("file.media-type", declared=declared.media_type, found=report.media_type)
    return findings


def _lasting(record: VerdictRecord, reports: Sequence[FileReport]) -> Iterable[dict[str, object]]:
    """What each signature has for the long term: its own level, and the one it reaches with the material kept
    here (EN 319 122-1, 132-1, 142-1 clause 6: LT is T with all validation data).
    """
    for report in reports:
        for signature in report.signatures:
            reached = signature.level
            if _is_complete(signature):
                if reached.endswith("B-T"):
                    reached = reached.removesuffix("T") + "LT"
                elif reached.endswith("B-B") and record.proven:
                    reached = reached.removesuffix("B") + "LT"
            yield {"signature": signature.name, "level": signature.level, "with_material": reached}


def _is_complete(signature: SignatureReport) -> bool:
    """Whether revocation data speaks of every certificate below the root, the time-stamps' included.

    A time-stamp passes only with data for its authority's chain.
    """
    answered = {used.certificate for used in signature.revocation}
    return (
        signature.indication is Indication.TOTAL_PASSED
        and bool(signature.chain)
        and {link.sha256 for link in signature.chain[:-1]} <= answered
        and all(stamp.indication is Indication.TOTAL_PASSED for stamp in signature.timestamps)
    )


# --- confirming a recorded verdict ----------------------------------------------------------------


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
        again = decide(record, reports, _policy_of(record, blobs)).document
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
