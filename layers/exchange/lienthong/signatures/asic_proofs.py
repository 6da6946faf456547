"""What stands beside the signatures of a container and proves when its files existed (EN 319 162-1 4, A.4).

Timestamp tokens and evidence records cover what their manifest lists, or the one data file of an ASiC-S; a
manifest may list signatures, tokens and records, so that proofs cover one another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from lienthong.signatures.cms import MalformedCms
from lienthong.signatures.content import Content
from lienthong.signatures.evidence import TIMESTAMP_ALONE, RecordEvidence, TimestampEvidence
from lienthong.signatures.evidence_record_asn1 import read_asn1_record
from lienthong.signatures.evidence_record_xml import read_xml_record
from lienthong.signatures.evidence_records import (
    Chain,
    DataObject,
    EvidenceRecord,
    MalformedRecord,
    unreadable_record,
    verify_record,
)
from lienthong.signatures.findings import Findings
from lienthong.signatures.policy import Limits, Policy
from lienthong.signatures.trust import RevocationMaterial
from lienthong.signatures.xml_c14n import METHODS, NodeSet, canonicalize
from lienthong.signatures.xmldsig import parse_xml
from lienthong.signatures.zip_archive import SafeArchive

RECORD_NAME = re.compile(r"META-INF/[^/]*evidencerecord[^/]*\.(?:ers|xml)$", re.IGNORECASE)
RECORD_LIMIT = 4 * 1024 * 1024
"""Bytes of one record; those of a century of renewals are smaller."""
_CANONICAL_LIMIT = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class OuterProof:
    """A token or record in the container, and the files that it covers."""

    name: str
    files: frozenset[str]
    stamps: tuple[TimestampEvidence, ...]
    record: RecordEvidence | None = None

    @property
    def stands(self) -> bool:
        return any(stamp.intact for stamp in self.stamps)


def read_record(name: str, encoded: bytes, limits: Limits) -> EvidenceRecord:
    """The record in a member of a container; raises as the readers of both syntaxes."""
    read: Callable[[bytes, Limits], EvidenceRecord] = (
        read_xml_record if name.lower().endswith(".xml") else read_asn1_record
    )
    return read(encoded, limits)


def record_proof(
    name: str, archive: SafeArchive, files: Sequence[str], unsound: Findings | None, policy: Policy
) -> OuterProof:
    """A record of the container over ``files``; ``unsound`` is what was found wrong with its manifest.

    Raises:
        lienthong.signatures.cms.TooMuch: beyond the limits.
    """
    try:
        record = read_record(name, archive.read(name, RECORD_LIMIT), policy.limits)
    except MalformedRecord as fault:
        syntax = "XMLERS" if name.lower().endswith(".xml") else "ERS"
        return OuterProof(name, frozenset(), (), unreadable_record(name, syntax, fault, policy))
    objects = [_member(archive, file, policy.limits) for file in files]
    evidence = verify_record(record, objects, policy, name=name)
    if unsound:
        evidence.findings.extend(finding for finding in unsound if finding not in evidence.findings)
        evidence.intact = False
        evidence.timestamps = tuple(replace(stamp, intact=False) for stamp in evidence.timestamps)
    return OuterProof(name, frozenset(files), evidence.timestamps, evidence)


def token_alone(proof: OuterProof, policy: Policy) -> RecordEvidence:
    """A token over files without signatures (EN 319 162-1 4.4.3.3): judged like a record of one stamp."""
    return RecordEvidence(
        proof.name,
        TIMESTAMP_ALONE,
        tuple(sorted(proof.files)),
        Findings(policy, proof.name),
        proof.stamps,
        intact=proof.stands,
    )


def _member(archive: SafeArchive, name: str, limits: Limits) -> DataObject:
    content = archive.content(name)

    def digests(chain: Chain) -> tuple[bytes, ...]:
        if content is None:
            return ()
        plain = content.digest(chain.digest)
        canonical = _canonical(content, chain, limits) if chain.canonicalization else None
        return (plain,) if canonical is None else (plain, canonical)

    return DataObject(name, digests)


def _canonical(content: Content, chain: Chain, limits: Limits) -> bytes | None:
    """RFC 6283 3.1.1: a data object that is XML is hashed in canonical form."""
    data = content.read_all(_CANONICAL_LIMIT)
    if data is None or not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return None
    try:
        root = parse_xml(data, limits).root
        octets = canonicalize(NodeSet(root, True, True), METHODS[chain.canonicalization])
    except MalformedCms:
        return None
    return Content(octets).digest(chain.digest)


# --- which proof reaches what ---------------------------------------------------------------------


def reaching(name: str, proofs: Sequence[OuterProof]) -> list[OuterProof]:
    """The proofs that cover this file, and those that cover such proofs in their turn."""
    found = [proof for proof in proofs if name in proof.files]
    names = {proof.name for proof in found if proof.stands}
    while more := [
        proof for proof in proofs if proof not in found and any(one in proof.files for one in names)
    ]:
        found += more
        names = {proof.name for proof in more if proof.stands}
    return found


def stamps_over(
    name: str,
    proofs: Sequence[OuterProof],
    inner: Iterable[TimestampEvidence] = (),
    material: RevocationMaterial | None = None,
) -> tuple[TimestampEvidence, ...]:
    """The timestamps of all proofs that reach a file.

    ``inner`` are the timestamps, ``material`` the revocation data that stand in the file itself.
    """
    if not proofs:
        return ()
    inside = {proof.name: _inside(proof.stamps, None) for proof in proofs}
    inside[name] = _inside(tuple(inner), material)
    return tuple(
        _covering(stamp, [inside[file] for file in proof.files if file in inside])
        for proof in reaching(name, proofs)
        for stamp in proof.stamps
    )


class _Inside(NamedTuple):
    tokens: frozenset[bytes]
    material: frozenset[str]


def _inside(stamps: Sequence[TimestampEvidence], material: RevocationMaterial | None) -> _Inside:
    found = material or RevocationMaterial()
    for stamp in stamps:
        found += stamp.material
    return _Inside(frozenset(stamp.identity for stamp in stamps), found.fingerprints)


def _covering(stamp: TimestampEvidence, files: Sequence[_Inside]) -> TimestampEvidence:
    """The stamp with what it covers here, and with findings of its own: each signature judges it anew."""
    findings = Findings(stamp.findings.policy, stamp.findings.subject)
    findings.extend(stamp.findings)
    tokens = (stamp.covers_tokens or frozenset()).union(*(file.tokens for file in files))
    material = (stamp.covers_material or frozenset()).union(*(file.material for file in files))
    return replace(stamp, covers_tokens=tokens, covers_material=material, findings=findings)
