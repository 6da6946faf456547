"""Evidence records: proof that data existed at a time, renewed for as long as needed (RFC 4998, RFC 6283).

The order of :func:`verify_record`, the same for both syntaxes:

1. every data object's hash stands in the first list of the first archive timestamp (RFC 4998 5.3 step 1)
2. the reduced hash tree leads to what its timestamp was made for (4.3)
3. within a chain each archive timestamp covers the timestamp before it (5.3 step 2)
4. the first archive timestamp of a later chain covers the data objects and all older chains (5.3 step 3)

Whether an authority can be trusted, and whether each algorithm was strong until the next renewal, is left to
the judge.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.cms import TooMuch
from lienthong.signatures.evidence import RecordEvidence, TimestampEvidence
from lienthong.signatures.findings import Findings
from lienthong.signatures.policy import Limits, Policy
from lienthong.signatures.report import instant
from lienthong.signatures.timestamps import MalformedToken, TstInfo, check_token, read_token
from lienthong.signatures.trust import RevocationMaterial

MOST_HASHES = 100_000
"""Hash values in one record; the reduced tree of an object among millions needs some dozens."""


class MalformedRecord(ValueError):
    """The bytes are not an evidence record that can be read; the text says why."""


@dataclass(frozen=True, slots=True)
class ArchiveTimestamp:
    """One archive timestamp (RFC 4998 4.1): a reduced hash tree, and a token over its root."""

    tree: tuple[tuple[bytes, ...], ...]
    """Lists of hash values, the data objects' first; empty where the token was made for the object itself."""
    token: bytes
    renewed: bytes
    """What the next archive timestamp of the chain hashes of this one."""
    digest: str = ""
    """Hash algorithm where it is stated here; else the token's (RFC 4998 4.1)."""
    certificates: tuple[bytes, ...] = ()
    material: RevocationMaterial = field(default_factory=RevocationMaterial)


@dataclass(frozen=True, slots=True)
class Chain:
    """Archive timestamps that were renewed under one hash algorithm."""

    digest: str
    timestamps: tuple[ArchiveTimestamp, ...]
    older: bytes = b""
    """All older chains, as the first archive timestamp of this one hashes them."""
    canonicalization: str = ""
    """XML only: the method for data objects that are XML (RFC 6283 3.1.1)."""


@dataclass(frozen=True, slots=True)
class EvidenceRecord:
    """A record as it was read."""

    syntax: str
    """``ERS`` (RFC 4998) or ``XMLERS`` (RFC 6283)."""
    chains: tuple[Chain, ...]


@dataclass(frozen=True, slots=True)
class DataObject:
    """Something that a record protects."""

    name: str
    digests: Callable[[Chain], tuple[bytes, ...]]
    """Its hash under a chain's algorithm, in each form in which that chain may have hashed it."""


def check_size(record: EvidenceRecord, limits: Limits) -> EvidenceRecord:
    """The record, if no honest one holds more.

    Raises:
        MalformedRecord: a chain without archive timestamps.
        lienthong.signatures.cms.TooMuch: beyond the limits.
    """
    stamps = [stamp for chain in record.chains for stamp in chain.timestamps]
    if not record.chains or not all(chain.timestamps for chain in record.chains):
        raise MalformedRecord(
            Bilingual("a chain without archive timestamps", "có chuỗi không chứa dấu thời gian lưu trữ")
        )
    if len(stamps) > limits.timestamps:
        raise TooMuch(
            Bilingual(
                f"{len(stamps)} archive timestamps in an evidence record",
                f"hồ sơ bằng chứng chứa {len(stamps)} dấu thời gian lưu trữ",
            )
        )
    hashes = sum(len(group) for stamp in stamps for group in stamp.tree)
    if hashes > MOST_HASHES:
        raise TooMuch(
            Bilingual(f"{hashes} hash values in an evidence record", f"hồ sơ bằng chứng chứa {hashes} mã băm")
        )
    return record


def capped(records: Iterable[RecordEvidence], limits: Limits) -> Iterator[RecordEvidence]:
    """The records one after the other, as long as they hold no more timestamps together than one may.

    Raises:
        lienthong.signatures.cms.TooMuch: beyond that.
    """
    count = 0
    for record in records:
        count += max(len(record.timestamps), 1)
        if count > limits.timestamps:
            raise TooMuch(
                Bilingual(
                    f"more than {limits.timestamps} archive timestamps in evidence records",
                    f"các hồ sơ bằng chứng chứa hơn {limits.timestamps} dấu thời gian lưu trữ",
                )
            )
        yield record


def unreadable_record(name: str, syntax: str, fault: object, policy: Policy) -> RecordEvidence:
    """The evidence that a record gives that cannot be read: none."""
    findings = Findings(policy, name)
    findings.add("evidence-record.unreadable", why=fault)
    return RecordEvidence(name, syntax, (), findings)


def verify_record(
    record: EvidenceRecord,
    objects: Sequence[DataObject],
    policy: Policy,
    *,
    name: str,
    covered_tokens: frozenset[bytes] = frozenset(),
    covered_material: frozenset[str] = frozenset(),
) -> RecordEvidence:
    """Verify what the record says of ``objects``; the numbered steps stand in the module's docstring.

    Args:
        objects: all data objects that the record must protect.
        name: where the record stands.
        covered_tokens: identities of the timestamps that stand inside the objects.
        covered_material: fingerprints of the revocation data inside them.
    """
    findings = Findings(policy, name)
    evidence = RecordEvidence(name, record.syntax, tuple(one.name for one in objects), findings)
    if not objects:
        nothing = Bilingual("nothing says which files they are", "không rõ là những tệp nào")
        findings.add("evidence-record.data-missing", names=nothing)
    for position, chain in enumerate(record.chains):
        stamps = _verify_chain(record, chain, objects, findings, is_renewal=position > 0)
        for stamp in stamps:
            # A chain covers the objects and all before it as a whole, or by its link to the one before.
            evidence.timestamps += (_covering(stamp, evidence, covered_tokens, covered_material),)
    evidence.intact = (
        bool(objects)
        and len(evidence.timestamps) == sum(len(chain.timestamps) for chain in record.chains)
        and all(stamp.intact for stamp in evidence.timestamps)
    )
    return evidence


def _covering(
    stamp: TimestampEvidence, before: RecordEvidence, tokens: frozenset[bytes], material: frozenset[str]
) -> TimestampEvidence:
    if not stamp.intact:
        return replace(stamp, covers_tokens=frozenset(), covers_material=frozenset())
    for earlier in before.timestamps:
        tokens |= {earlier.identity}
        material |= earlier.material.fingerprints
    return replace(stamp, covers_tokens=tokens, covers_material=material)


def _verify_chain(
    record: EvidenceRecord,
    chain: Chain,
    objects: Sequence[DataObject],
    findings: Findings,
    *,
    is_renewal: bool,
) -> list[TimestampEvidence]:
    """Each archive timestamp over what it must cover; one that hangs on a broken one proves nothing."""
    found: list[TimestampEvidence] = []
    sound = bool(objects)
    for position, stamp in enumerate(chain.timestamps):
        if position == 0:
            needed = _needed(record, chain, objects, is_renewal=is_renewal)
        else:
            before = chain.timestamps[position - 1]
            needed = [_Needed("", (hashlib.new(chain.digest, before.renewed).digest(),))]
        checked = _verify_stamp(stamp, chain, needed, findings)
        if checked is None:
            return found
        sound = sound and checked.intact
        found.append(replace(checked, intact=sound))
    return found


@dataclass(frozen=True, slots=True)
class _Needed:
    """One entry that a first list must hold, in any of these forms; links to older parts have no name."""

    name: str
    values: tuple[bytes, ...]


def _needed(
    record: EvidenceRecord, chain: Chain, objects: Sequence[DataObject], *, is_renewal: bool
) -> list[_Needed]:
    """What the first list of a chain's first archive timestamp must hold (RFC 4998 5.2, RFC 6283 4.2.2)."""
    own = [_Needed(one.name, one.digests(chain)) for one in objects]
    if not is_renewal:
        return own
    older = hashlib.new(chain.digest, chain.older).digest()
    if record.syntax == "XMLERS":
        return [*own, _Needed("", (older,))]
    return [_Needed(one.name, tuple(_joined(one.values, older, chain.digest))) for one in own]


def _joined(values: Iterable[bytes], older: bytes, digest: str) -> Iterable[bytes]:
    """RFC 4998 5.2 step 4 joins object and older chains in this order; its figure 4 sorts them first."""
    for value in values:
        yield hashlib.new(digest, value + older).digest()
        if value > older:
            yield hashlib.new(digest, older + value).digest()


def _verify_stamp(
    stamp: ArchiveTimestamp, chain: Chain, needed: Sequence[_Needed], findings: Findings
) -> TimestampEvidence | None:
    """RFC 4998 4.3: presence in the first list, the way to the root, and the token over the root."""
    try:
        _, info = read_token(stamp.token, findings.policy.limits)
    except MalformedToken as fault:
        findings.add("evidence-record.unreadable", why=fault)
        return None
    missing = _missing(stamp, chain.digest, needed, info)
    _tell(missing, findings)
    checked = check_token(
        stamp.token,
        "evidence-record",
        lambda _: info.hashed,
        findings.policy,
        findings,
        other_certificates=stamp.certificates,
    )
    if checked is None:
        return None
    leads_there = info.digest == chain.digest and _root(stamp, chain.digest, needed, info) == info.hashed
    if needed and not leads_there and not missing:
        findings.add("evidence-record.tree", time=instant(info.time))
    if stamp.digest not in ("", chain.digest):
        # RFC 4998 5.1: a chain has one algorithm.
        why = Bilingual("a chain has several hash algorithms", "một chuỗi dùng nhiều thuật toán băm")
        findings.add("evidence-record.structure", why=why)
        missing = [*missing, _Needed("", ())]
    return replace(
        checked,
        intact=checked.intact and leads_there and not missing,
        certificates=checked.certificates + stamp.certificates,
        material=checked.material + stamp.material,
    )


def _missing(stamp: ArchiveTimestamp, digest: str, needed: Sequence[_Needed], info: TstInfo) -> list[_Needed]:
    if not stamp.tree:
        return [] if info.hashed in _candidates(needed, digest) else list(needed)
    present = set(stamp.tree[0])
    absent = [one for one in needed if not present & set(one.values)]
    if absent and present & set(_candidates(needed, digest)):
        return []
    return absent


def _candidates(needed: Sequence[_Needed], digest: str) -> tuple[bytes, ...]:
    """What stands for all entries together: the one itself, or the group's node (RFC 4998 4.2 step 3)."""
    if len(needed) == 1:
        return needed[0].values
    if not all(one.values for one in needed):
        return ()
    return (group_hash((one.values[0] for one in needed), digest),)


def group_hash(values: Iterable[bytes], digest: str) -> bytes:
    """4.2 steps 3 and 4: the hash of the values in binary ascending order; a single one stands for itself."""
    ordered = sorted(set(values))
    return ordered[0] if len(ordered) == 1 else hashlib.new(digest, b"".join(ordered)).digest()


def _root(stamp: ArchiveTimestamp, digest: str, needed: Sequence[_Needed], info: TstInfo) -> bytes:
    """4.3 step 3: each list with the node of the list before it, up to the root."""
    if not stamp.tree:
        candidates = _candidates(needed, digest)
        return info.hashed if info.hashed in candidates else b""
    node: tuple[bytes, ...] = ()
    for group in stamp.tree:
        node = (group_hash((*group, *node), digest),)
    return node[0]


def _tell(missing: Sequence[_Needed], findings: Findings) -> None:
    named = [one.name for one in missing if one.name and one.values]
    absent = [one.name for one in missing if one.name and not one.values]
    if absent:
        findings.add("evidence-record.data-missing", names=", ".join(absent[:5]))
    if named:
        findings.add("evidence-record.hash-mismatch", names=", ".join(named[:5]))
    if any(not one.name and one.values for one in missing):
        findings.add("evidence-record.renewal")
