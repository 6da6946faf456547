"""The verdict that a record gives, and nothing else: the same record always gives the same bytes.

The exchange decides about an attachment in this order, and whoever validates again years later does the same:

1. a :class:`VerdictRecord` says everything that counts: the time, the policy, what was trusted, revocation
   data, for whom certificates were registered, what the envelope declared; larger things by their SHA-256
2. :func:`validate_again` validates the file (and detached signatures over it) with exactly that
3. :func:`decide` compares with the registry and the envelope, and writes the document

So a recorded document is confirmed by coming out again, byte for byte (docs/adr/0007).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from lienthong.signatures import media_types
from lienthong.signatures.assess import SenderVerdict, assess_attachment
from lienthong.signatures.envelope_match import compare_signer
from lienthong.signatures.findings import Findings
from lienthong.signatures.isolation.context import ValidationContext
from lienthong.signatures.policy import Policy
from lienthong.signatures.report import (
    FileReport,
    Indication,
    SignatureReport,
)
from lienthong.signatures.verdict_record import (
    Declared,
    VerdictRecord,
    canonical,
    context_of,
    policy_of,
)


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
    context, policy = context_of(record, blobs), policy_of(record, blobs)
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
    return Decision(sender, reports[0].media_type, tuple(codes), canonical(document))


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
