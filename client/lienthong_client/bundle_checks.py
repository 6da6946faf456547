"""Checking an evidence bundle on this computer, with keys and roots that were had elsewhere.

The order of :meth:`BundleChecker.check`; nothing stops at the first finding:

1. the container: every file is as its time-stamped manifest lists it, and no file was added
2. every receipt; all are of one submission, each event once
3. documents: proven events name their SHA-256; those that are not there are named by it
4. reports: as documents, and each comes out again from what it rests on where its document is there
5. the signed requests behind the events, with the keys of the registry entries in the bundle
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from lienthong.model.http_signatures import verify_kept
from lienthong.signatures.checkpoint_stamps import judging
from lienthong.signatures.cms import TooMuch
from lienthong.signatures.crl import UnreadableCrl, load_crl
from lienthong.signatures.isolation.pool import ValidationPool
from lienthong.signatures.ocsp import UnreadableOcsp, load_ocsp
from lienthong.signatures.policy import DEFAULT
from lienthong.signatures.report import EvidenceRecordReport, FileReport, Finding, instant
from lienthong.signatures.verdict_confirmation import confirm
from lienthong.signatures.zip_archive import MalformedArchive, SafeArchive
from lienthong.tlog.receipt_checks import VerifiedReceipt
from lienthong.tlog.receipt_findings import ReceiptFinding, Weight
from lienthong.tlog.receipts import MOST_BYTES, UnverifiedReceipt
from lienthong_client import bundle_layout as layout
from lienthong_client.bundle_findings import find
from lienthong_client.receipts import ReceiptChecker
from lienthong_client.verification import RevocationFiles, open_file, silent_children, verify_files

POLICY = replace(DEFAULT, limits=replace(DEFAULT.limits, zip_entries=layout.MOST_MEMBERS))
_SMALL = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class BundleReport:
    """What was found; ``proven`` are the receipts that hold, in the order of their events."""

    file: Path
    findings: tuple[ReceiptFinding, ...]
    proven: tuple[VerifiedReceipt, ...]
    proven_time: datetime | None

    @property
    def holds(self) -> bool:
        """Whether everything does."""
        return not any(one.weight is Weight.FAIL for one in self.findings)

    def to_json(self) -> dict[str, object]:
        """The result as ``--json`` prints it."""
        since = self.proven_time
        return {
            "file": str(self.file),
            "holds": self.holds,
            "submission": str(self.proven[0].receipt.event["subject"]) if self.proven else None,
            "time_stamped": instant(since) if since else None,
            "events": [
                {
                    "event": dict(one.receipt.event),
                    "index": one.entry.index,
                    "proven_since": instant(one.proven_since) if one.proven_since else None,
                }
                for one in self.proven
            ],
            "findings": [finding.to_json() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class BundleChecker:
    """What bundles are held against."""

    receipts: ReceiptChecker
    trust: Sequence[bytes]
    revocation: RevocationFiles
    at: datetime

    def check(self, file: Path) -> BundleReport:
        """Everything that can be said of a bundle; the numbered steps stand in the module's docstring.

        Raises:
            FileUnreadable
        """
        # 1. In a child process with limits of its own: a hostile archive costs seconds at most.
        report, record = self._container_of(file, self.revocation)
        if report.format != "ASiC-E" or record is None:
            why = next((one for one in report.findings if one.severity == "fail"), None)
            return BundleReport(file, (_unreadable(file, why),), (), None)
        findings: list[ReceiptFinding] = []
        with open_file(file) as stream:
            try:
                archive = SafeArchive(stream, POLICY.limits)
                found = _brought_along(archive, self.revocation)
                if record.proven_time is None and found != self.revocation:
                    report, again = self._container_of(file, found)
                    record = again or record
                findings += _container(record, report.findings, file, vouched=bool(self.trust))
                judge = judging(self.trust, found.crls, found.ocsps, self.at)
                receipts = replace(self.receipts, judge=judge)
                check = _Check(archive, frozenset(record.covers), receipts)
                findings += check.run()
            except (MalformedArchive, TooMuch) as fault:
                findings.append(find("bundle.damaged", file.name, why=f"{fault}."))
                return BundleReport(file, tuple(findings), (), None)
        return BundleReport(file, tuple(findings), tuple(check.proven), record.proven_time)

    def _container_of(
        self, file: Path, revocation: RevocationFiles
    ) -> tuple[FileReport, EvidenceRecordReport | None]:
        """The report on the container, and on the time-stamp over its manifest."""
        [checked] = verify_files([file], trust=self.trust, revocation=revocation, at=self.at, policy=POLICY)
        stamps = (one for one in checked.report.evidence_records if one.syntax == "TST")
        return checked.report, next(stamps, None)


def _brought_along(archive: SafeArchive, given: RevocationFiles) -> RevocationFiles:
    """Revocation data that the bundle's verdicts rest on count for its time-stamps as well.

    Whoever brings a list along, only its authority can have signed it.
    """
    crls, ocsps = dict.fromkeys(given.crls), dict.fromkeys(given.ocsps)
    names = [name for name in archive.names if name.startswith(layout.MATERIAL)]
    for name in names[: POLICY.limits.revocation_items]:
        blob = archive.read(name, _SMALL)
        try:
            load_crl(blob)
        except UnreadableCrl:
            if _is_ocsp(blob):
                ocsps[blob] = None
        else:
            crls[blob] = None
    return RevocationFiles(tuple(crls), tuple(ocsps))


def _is_ocsp(blob: bytes) -> bool:
    try:
        load_ocsp(blob)
    except UnreadableOcsp:
        return False
    return True


def _unreadable(file: Path, why: Finding | None) -> ReceiptFinding:
    en, vi = (why.en, why.vi) if why else ("no time-stamped ASiC-E", "không phải gói ASiC-E có dấu thời gian")
    return find("bundle.unreadable", file.name, why=en.rstrip("."), why_vi=vi.rstrip("."))


def _container(
    record: EvidenceRecordReport, about_file: Sequence[Finding], file: Path, *, vouched: bool
) -> Iterator[ReceiptFinding]:
    for one in (*record.findings, *about_file):
        # That the container carries no signature is what a bundle is.
        if one.severity == "fail" and one.code != "file.no-signature":
            yield find("bundle.damaged", file.name, why=one.en, why_vi=one.vi)
    if record.proven_time is not None:
        time = instant(record.proven_time)
        yield find("bundle.time-proven", file.name, time=time)
    elif record.integrity == "intact":
        yield find("bundle.time-unproven", file.name, weight=Weight.FAIL if vouched else None)


class _Check:
    """The members of one bundle."""

    def __init__(self, archive: SafeArchive, covered: frozenset[str], receipts: ReceiptChecker) -> None:
        self._archive, self._covered, self._receipts = archive, covered, receipts
        self.proven: list[VerifiedReceipt] = []
        self._named: dict[str, str] = {}
        self._reported: dict[str, str] = {}
        self._declared: dict[str, None] = {}
        self._present: dict[str, str] = {}

    def run(self) -> Iterator[ReceiptFinding]:
        yield from self._members()
        yield from self._check_receipts()
        yield from self._check_documents()
        yield from self._check_reports()
        yield from self._check_requests()

    def _below(self, folder: str) -> list[str]:
        return sorted(name for name in self._archive.names if name.startswith(folder))

    # 1. -----------------------------------------------------------------------------------------

    def _members(self) -> Iterator[ReceiptFinding]:
        folders = (
            *(layout.DOCUMENTS, layout.RECEIPTS, layout.REPORTS),
            *(layout.REGISTRY, layout.LOG, layout.MATERIAL),
        )
        for name in self._archive.names:
            if name == "mimetype" or name.startswith("META-INF/"):
                continue
            if name not in self._covered:
                yield find("bundle.member-added", name)
            elif not name.startswith(folders) and name not in (layout.INDEX, layout.SUBMISSION):
                yield find("bundle.member-unknown", name)

    # 2. -----------------------------------------------------------------------------------------

    def _check_receipts(self) -> Iterator[ReceiptFinding]:
        seen: set[str] = set()
        for name in self._below(layout.RECEIPTS):
            checked = self._receipts.check_bytes(Path(name), self._archive.read(name, MOST_BYTES))
            for finding in checked.report.findings:
                subject = name if finding.subject == "receipt" else f"{name}#{finding.subject}"
                yield replace(finding, subject=subject)
            proven = checked.report.verified
            if proven is None:
                continue
            event = proven.receipt.event
            if str(event["event_id"]) in seen:
                yield find("bundle.receipt-repeated", name, event=str(event["event_id"]))
            seen.add(str(event["event_id"]))
            wanted = self.proven[0].receipt.event["subject"] if self.proven else event["subject"]
            if event["subject"] != wanted:
                yield find("bundle.other-submission", name, about=str(event["subject"]), wanted=str(wanted))
                continue
            self.proven.append(proven)
            self._note(proven.receipt)
        if not self._below(layout.RECEIPTS):
            yield find("bundle.no-receipts", layout.RECEIPTS)
        elif not seen:
            yield find("bundle.nothing-proven", layout.RECEIPTS)

    def _note(self, receipt: UnverifiedReceipt) -> None:
        """Which digests a proven event names."""
        details, event_id = receipt.event["details"], str(receipt.event["event_id"])
        assert isinstance(details, dict)
        for digest in _texts(details.get("attachments")):
            self._named.setdefault(digest, event_id)
            self._declared.setdefault(digest)
        for digest in _texts(details.get("reports")):
            self._reported.setdefault(digest, event_id)

    # 3. -----------------------------------------------------------------------------------------

    def _check_documents(self) -> Iterator[ReceiptFinding]:
        for name in self._below(layout.DOCUMENTS):
            digest = self._digest(name)
            self._present[digest] = name
            if digest in self._named:
                yield find("bundle.document-proven", name, event=self._named[digest])
            else:
                code = "bundle.document-other" if self._declared else "bundle.document-unproven"
                yield find(code, name, digest=digest)
        for digest in self._declared:
            if digest not in self._present:
                yield find("bundle.document-absent", layout.DOCUMENTS, digest=digest)

    def _digest(self, name: str) -> str:
        content = self._archive.content(name)
        assert content is not None
        return content.digest("sha256").hex()

    # 4. -----------------------------------------------------------------------------------------

    def _check_reports(self) -> Iterator[ReceiptFinding]:
        names = self._below(layout.REPORTS)
        for name in names:
            digest = self._digest(name)
            if digest in self._reported:
                yield find("bundle.report-proven", name, event=self._reported[digest])
            else:
                yield find("bundle.report-unproven", name)
        if names and self._present:
            with ValidationPool() as pool:
                with silent_children():
                    pool.warm()
                for name in names:
                    yield from self._confirm(name, pool)

    def _confirm(self, name: str, pool: ValidationPool) -> Iterator[ReceiptFinding]:
        """The report comes out again, where its document and signatures are there."""
        document = self._archive.read(name, _SMALL)
        rests_on = _object(_parsed(document).get("rests_on"))
        content = self._present.get(str(rests_on.get("content")))
        detached = [self._present.get(digest) for digest in _texts(rests_on.get("detached"))]
        if content is None or None in detached:
            return
        blobs = {
            one.removeprefix(layout.MATERIAL): self._archive.read(one, _SMALL)
            for one in self._below(layout.MATERIAL)
        }
        with self._archive.unpacked(content) as stream:
            confirmation = confirm(
                document,
                blobs,
                stream,
                str(rests_on["content"]),
                [self._archive.read(one, _SMALL) for one in detached if one is not None],
                pool.validate,
                DEFAULT,
            )
        for finding in confirmation.findings:
            yield ReceiptFinding(finding.code, Weight(finding.severity.value), name, finding.en, finding.vi)

    # 5. -----------------------------------------------------------------------------------------

    def _check_requests(self) -> Iterator[ReceiptFinding]:
        keys = self._keys()
        for one in self.proven:
            event, proof = one.receipt.event, _object(one.receipt.event.get("proof"))
            event_id, key_id = str(event["event_id"]), str(proof.get("key_id", ""))
            if not proof:
                continue
            key = keys.get(key_id)
            if key is None:
                yield find("bundle.request-unchecked", layout.REGISTRY, event=event_id, key=key_id)
                continue
            algorithm, public_key = key
            base, signature = str(proof.get("signature_base", "")), str(proof.get("signature", ""))
            right = (
                key_id.partition("#")[0] == event["actor"]
                and algorithm == proof.get("algorithm")
                and verify_kept(algorithm, public_key, base, signature)
            )
            code = "bundle.request-proven" if right else "bundle.request-wrong"
            yield find(code, layout.REGISTRY, event=event_id, key=key_id)

    def _keys(self) -> dict[str, tuple[str, str]]:
        """Key id → algorithm and public key."""
        found = {}
        for name in self._below(layout.REGISTRY):
            entry = _parsed(self._archive.read(name, _SMALL))
            listed = entry.get("keys")
            for key in listed if isinstance(listed, list) else ():
                values = _object(key)
                found[str(values.get("key_id"))] = (
                    str(values.get("algorithm")),
                    str(values.get("public_key")),
                )
        return found


def _parsed(content: bytes) -> Mapping[str, Any]:
    """A JSON object; an empty one where it is none."""
    try:
        return _object(json.loads(content))
    except (ValueError, RecursionError):
        return {}


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str) and one] if isinstance(value, list) else []
