"""ASiC containers (EN 319 162-1): signatures in META-INF over the files of a ZIP archive.

The order of :func:`validate_container`:

1. the archive's directory is checked before anything is unpacked
2. manifests say which signature covers which files; every listed digest is compared
3. CAdES over the manifest (ASiC-E) or over the one file (ASiC-S); XAdES over the files its references name
4. container timestamps and evidence records cover what their manifest lists, signatures included
5. every data file must be covered by an intact signature, and the mimetype must be the format's
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import BinaryIO
from urllib.parse import unquote

from lienthong.signatures import cades, cms, xades, xmldsig
from lienthong.signatures.asic_proofs import (
    RECORD_NAME,
    OuterProof,
    record_proof,
    stamps_over,
    token_alone,
)
from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.cms import MalformedCms
from lienthong.signatures.content import Content
from lienthong.signatures.evaluation import Context, evaluate
from lienthong.signatures.findings import Findings
from lienthong.signatures.media_types import ASIC_E, ASIC_S
from lienthong.signatures.proofs import flaw_of, judge_record
from lienthong.signatures.report import EvidenceRecordReport, Reading, SignatureReport
from lienthong.signatures.timestamps import check_token
from lienthong.signatures.xmldsig import DIGEST_URIS, DS, decode_base64
from lienthong.signatures.zip_archive import SafeArchive

_ASIC = "http://uri.etsi.org/02918/v1.2.1#"
_META = 32 * 1024 * 1024
_SIGNATURE_NAME = re.compile(r"META-INF/[^/]*signature[^/]*\.(p7s|p7m)$", re.IGNORECASE)
_XML_NAME = re.compile(r"META-INF/(?:[^/]+/)?[^/]*signature[^/]*\.xml$", re.IGNORECASE)
_MANIFEST_NAME = re.compile(r"META-INF/[^/]*ASiC[^/]*Manifest[^/]*\.xml$", re.IGNORECASE)
_MANIFEST_ROOT = re.compile(rb"<(?:[\w.-]+:)?ASiCManifest[\s/>]")
_HEAD = 4096
_TOKEN_NAME = re.compile(r"META-INF/[^/]*timestamp[^/]*\.tst$", re.IGNORECASE)


@dataclass(slots=True)
class Manifest:
    """An ASiCManifest or ASiCArchiveManifest (EN 319 162-1 A.4): whose signature, over which files."""

    name: str
    encoded: bytes
    signature: str
    entries: tuple[tuple[str, str, bytes], ...]
    """(file, digest name, digest value)"""
    findings: Findings
    intact: bool = False
    covered: frozenset[str] = field(default_factory=frozenset)


def validate_container(stream: BinaryIO, context: Context, findings: Findings) -> Reading:
    """The format found, and reports on every signature and evidence record.

    The numbered steps stand in the module's docstring.

    Raises:
        lienthong.signatures.zip_archive.MalformedArchive, lienthong.signatures.cms.TooMuch
    """
    archive = SafeArchive(stream, context.policy.limits)
    signatures = [name for name in archive.names if _SIGNATURE_NAME.match(name)]
    documents = [name for name in archive.names if _XML_NAME.match(name)]
    tokens = [name for name in archive.names if _TOKEN_NAME.match(name)]
    records = [name for name in archive.names if RECORD_NAME.match(name) and not _MANIFEST_NAME.match(name)]
    count = len(signatures) + len(documents) + len(tokens) + len(records)
    if not count:
        return Reading("unsigned")
    if count > context.policy.limits.signatures:
        raise cms.TooMuch(Bilingual(f"{count} signature files", f"gói chứa {count} tệp chữ ký"))
    manifests = {m.signature: m for m in _manifests(archive, context, findings)}
    data_files = tuple(name for name in archive.names if _is_data(name))
    _check_single([*signatures, *tokens, *records], archive, manifests, data_files, findings)
    proofs = [
        *_container_stamps(tokens, archive, manifests, data_files, context, findings),
        *(_record(name, archive, manifests, data_files, context) for name in records),
    ]
    reports = [
        *(r for name in signatures for r in _cades(name, archive, manifests, data_files, proofs, context)),
        *(r for name in documents for r in _xades(name, archive, data_files, proofs, context)),
    ]
    proven = tuple(_judge_records(proofs, context, findings, beside_signatures=bool(reports)))
    _check_coverage(reports, data_files, findings)
    return Reading(_format(archive, manifests, data_files, findings), reports, proven)


def _is_data(name: str) -> bool:
    return name != "mimetype" and not name.startswith("META-INF/")


# --- manifests ------------------------------------------------------------------------------------


def _manifests(archive: SafeArchive, context: Context, findings: Findings) -> Iterator[Manifest]:
    for name in archive.names:
        if _MANIFEST_NAME.match(name):
            try:
                manifest = _read_manifest(name, archive.read(name, _META), context)
            except MalformedCms as fault:
                findings.add("container.structure", why=fault)
                continue
            _check_manifest(manifest, archive)
            yield manifest


def _read_manifest(name: str, encoded: bytes, context: Context) -> Manifest:
    root = xmldsig.parse_xml(encoded, context.policy.limits).root
    namespace = root.tag.rpartition("}")[0].lstrip("{") or _ASIC
    pointer = root.find(f"{{{namespace}}}SigReference")
    if pointer is None or not root.tag.endswith("}ASiCManifest"):
        raise xmldsig.MalformedXml(Bilingual(f"{name} is no manifest", f"{name} không phải tệp kê khai"))
    entries = []
    for item in root.iterfind(f"{{{namespace}}}DataObjectReference"):
        method = item.find(f"{{{DS}}}DigestMethod")
        digest = DIGEST_URIS.get(method.get("Algorithm", "") if method is not None else "", "")
        value = decode_base64(item.findtext(f"{{{DS}}}DigestValue"))
        entries.append((_member_name(item.get("URI", "")), digest, value))
    target = _member_name(pointer.get("URI", ""))
    return Manifest(name, encoded, target, tuple(entries), Findings(context.policy, name))


def _member_name(uri: str) -> str:
    return unquote(uri).removeprefix("./").removeprefix("/")


def _check_manifest(manifest: Manifest, archive: SafeArchive) -> None:
    """A.4: every file listed is there with the digest stated, and none is listed twice."""
    covered = set()
    manifest.intact = bool(manifest.entries)
    for name, digest, value in manifest.entries:
        content = archive.content(name)
        if content is None:
            manifest.findings.add("signature.data-missing", what=name)
            manifest.intact = False
        elif not digest:
            manifest.findings.add("signature.algorithm-unknown", algorithm=name)
            manifest.intact = False
        elif content.digest(digest) != value or name in covered:
            manifest.findings.add("signature.hash-mismatch", what=name)
            manifest.intact = False
        covered.add(name)
    manifest.covered = frozenset(covered)


def _check_single(
    names: Sequence[str],
    archive: SafeArchive,
    manifests: dict[str, Manifest],
    data_files: Sequence[str],
    findings: Findings,
) -> None:
    """A signature that no manifest mentions is over the one document itself (4.3.3).

    A manifest put in the document's place would make the signature of a whole ASiC-E container that of a file
    which nobody signed as a document.
    """
    if len(data_files) != 1 or all(name in manifests for name in names):
        return
    if _is_manifest(archive, data_files[0]):
        findings.add(
            "container.structure",
            why=Bilingual(
                f"{data_files[0]} is a manifest, not the document that was signed",
                f"{data_files[0]} là tệp kê khai, không phải văn bản đã ký",
            ),
        )


def _is_manifest(archive: SafeArchive, name: str) -> bool:
    # UTF-16 has a zero byte in every ASCII character.
    return _MANIFEST_ROOT.search(archive.head(name, _HEAD).replace(b"\0", b"")) is not None


# --- signatures -----------------------------------------------------------------------------------


def _cades(
    name: str,
    archive: SafeArchive,
    manifests: dict[str, Manifest],
    data_files: Sequence[str],
    proofs: Sequence[OuterProof],
    context: Context,
) -> Iterator[SignatureReport]:
    """CAdES over its manifest (ASiC-E, 4.4.3.2) or over the single data file (ASiC-S, 4.3.3.2)."""
    manifest = manifests.get(name)
    content = Content(manifest.encoded) if manifest else _single(archive, data_files)
    try:
        data = cms.read_signed_data(archive.read(name, _META), context.policy.limits)
    except MalformedCms as fault:
        yield _unreadable(name, fault, context)
        return
    for index, info in enumerate(data.signers):
        label = name if len(data.signers) == 1 else f"{name}#{index + 1}"
        if data.content is not None:
            content = Content(data.content)
        evidence = cades.gather(data, info, content, context.policy, name=label)
        if data.content is not None:
            evidence.findings.add("signature.data-doubled")
        covered = manifest.covered if manifest else frozenset(data_files[:1])
        if manifest:
            evidence.findings.extend(manifest.findings)
            evidence.intact = evidence.intact and manifest.intact
        evidence.covers = tuple(sorted(covered))
        evidence.covers_whole_file = evidence.intact and covered >= set(data_files)
        evidence.timestamps += stamps_over(name, proofs, evidence.timestamps, evidence.material)
        yield evaluate(evidence, context)


def _single(archive: SafeArchive, data_files: Sequence[str]) -> Content | None:
    """The one document; None where there are others, or a manifest in its place."""
    if len(data_files) != 1 or _is_manifest(archive, data_files[0]):
        return None
    return archive.content(data_files[0])


def _unreadable(name: str, fault: MalformedCms, context: Context) -> SignatureReport:
    findings = Findings(context.policy, name)
    findings.add("signature.structure", why=fault)
    broken = SignatureReport(
        "broken", findings[0].indication, findings[0].sub_indication, "none", "", False, name=name
    )
    return replace(broken, findings=tuple(findings))


def _xades(
    name: str,
    archive: SafeArchive,
    data_files: Sequence[str],
    proofs: Sequence[OuterProof],
    context: Context,
) -> Iterator[SignatureReport]:
    """XAdES whose references name the files (ASiC-S 4.3.3.3, ASiC-E 4.4.2)."""

    def member(uri: str | None) -> Content | None:
        return None if uri is None else archive.content(_member_name(uri)) or archive.content(uri)

    try:
        reports = xades.validate_xml(
            archive.read(name, _META),
            context,
            member,
            prefix=f"{name}#",
            outer=lambda inner, material: stamps_over(name, proofs, inner, material),
        )
    except MalformedCms as fault:
        yield _unreadable(name, fault, context)
        return
    for report in reports:
        covered = {_member_name(uri) for uri in report.covers}
        yield replace(
            report,
            covers=tuple(sorted(covered)),
            covers_whole_file=report.intact and covered >= set(data_files),
        )


# --- timestamps -----------------------------------------------------------------------------------


def _container_stamps(
    tokens: Sequence[str],
    archive: SafeArchive,
    manifests: dict[str, Manifest],
    data_files: Sequence[str],
    context: Context,
    findings: Findings,
) -> Iterator[OuterProof]:
    """Time-stamp tokens over manifests (4.4.3.3, A.7) or over the single file (4.3.3.1), with what they
    cover.
    """
    for name in tokens:
        manifest = manifests.get(name)
        content = Content(manifest.encoded) if manifest else _single(archive, data_files)
        if content is None:
            findings.add(
                "container.structure",
                why=Bilingual(f"{name} covers nothing", f"{name} không bao phủ tệp nào"),
            )
            continue
        stamp = check_token(archive.read(name, _META), "container", content.digest, context.policy, findings)
        if stamp is None:
            continue
        if manifest:
            stamp.findings.extend(manifest.findings)
            stamp.intact = stamp.intact and manifest.intact
        files = manifest.covered if manifest else frozenset(data_files)
        yield OuterProof(name, files, (stamp,))


# --- evidence records -----------------------------------------------------------------------------


def _record(
    name: str,
    archive: SafeArchive,
    manifests: dict[str, Manifest],
    data_files: Sequence[str],
    context: Context,
) -> OuterProof:
    """An evidence record over what its manifest lists (ASiC-E, 4.4.4), or over the one data file (ASiC-S)."""
    manifest = manifests.get(name)
    if manifest is None:
        files = data_files if len(data_files) == 1 else ()
        return record_proof(name, archive, files, None, context.policy)
    unsound = None if manifest.intact else manifest.findings
    return record_proof(name, archive, sorted(manifest.covered), unsound, context.policy)


def _judge_records(
    proofs: Sequence[OuterProof], context: Context, findings: Findings, *, beside_signatures: bool
) -> Iterator[EvidenceRecordReport]:
    """Each record by itself; one that is wrong beside signatures is a finding about the container.

    A token counts with the signatures that it covers; where there are none, it is what the container proves.
    """
    for proof in proofs:
        record = proof.record or (None if beside_signatures else token_alone(proof, context.policy))
        if record is None:
            continue
        report = judge_record(record, context, stamps_over(proof.name, proofs))
        if beside_signatures and (why := flaw_of(report)) is not None:
            findings.add("evidence-record.no-proof", name=proof.name, why=why)
        yield report


# --- the container as a whole ---------------------------------------------------------------------


def _check_coverage(
    reports: Sequence[SignatureReport], data_files: Sequence[str], findings: Findings
) -> None:
    covered = {name for report in reports if report.intact for name in report.covers}
    uncovered = [name for name in data_files if name not in covered]
    if uncovered and reports:
        findings.add("container.uncovered", names=", ".join(uncovered[:5]))


def _format(
    archive: SafeArchive, manifests: dict[str, Manifest], data_files: Sequence[str], findings: Findings
) -> str:
    """EN 319 162-1 A.1: the mimetype member says which; where it contradicts the content, that is a
    finding.
    """
    stated = ""
    if "mimetype" in archive.names:
        stated = archive.read("mimetype", 4096).decode("ascii", "replace").strip()
        if not archive.is_stored("mimetype"):
            findings.add("container.mimetype", why=Bilingual("compressed", "bị nén"))
    is_simple = not manifests and len(data_files) == 1 and stated != ASIC_E
    signed_alone = [n for n in archive.names if _SIGNATURE_NAME.match(n) or _TOKEN_NAME.match(n)]
    if stated == ASIC_E and not all(name in manifests for name in signed_alone):
        findings.add(
            "container.mimetype",
            why=Bilingual(
                "that of ASiC-E although a signature has no manifest",
                "là ASiC-E nhưng có chữ ký không kèm tệp kê khai",
            ),
        )
    if stated == ASIC_S and (manifests or len(data_files) != 1):
        findings.add(
            "container.mimetype",
            why=Bilingual(
                "that of ASiC-S although it holds several files", "là ASiC-S nhưng gói có nhiều tệp"
            ),
        )
    if stated and not re.fullmatch(r"application/[\w.+-]+", stated):
        findings.add("container.mimetype", why=Bilingual("not a media type", "không phải kiểu tệp hợp lệ"))
    return "ASiC-S" if is_simple else "ASiC-E"
