"""The public corpus of signed files (esig/dss) against our reading of integrity, file by file.

Trust plays no part: what is compared is whether each signature is intact cryptographically, and that changes
to a PDF after signing are noticed. Every disagreement is listed here with its reason, and the list is exact:
an exception that no longer holds fails as well.
"""

from __future__ import annotations

import json
import logging
import subprocess
import time
from collections import defaultdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from lienthong.signatures.report import FileReport, Indication
from lienthong.signatures.trust import TrustAnchors
from lienthong.signatures.validator import validate_file

DSS = Path(__file__).resolve().parents[2] / ".." / "shared" / "vectors" / "dss"
AT = datetime(2026, 1, 1, tzinfo=UTC)

pytestmark = pytest.mark.oracle("vectors")

NO_CONTENT = "a detached signature whose content is not in the corpus: intact cannot be said without it"
EVIDENCE_RECORD = "holds an evidence record (RFC 4998) and no signature"

EXCEPTIONS: dict[str, str] = {
    "dss-cades/validation/cades-ats-v3-rev-val-crl.p7s": NO_CONTENT,
    "dss-cades/validation/cades-bes-signeddata-detached.p7s": NO_CONTENT,
    "dss-cades/validation/cades-double-signing-certificate.p7m": NO_CONTENT,
    "dss-cades/validation/dss-1892/detached_with_counter_sig.p7m": NO_CONTENT,
    "dss-cades/validation/dss-2011/cades-tstv2-detached.p7s": NO_CONTENT,
    "dss-cades/validation/evidence-record/C-E-ERS-detached-ber.p7s": NO_CONTENT,
    "dss-cades/validation/evidence-record/C-E-ERS-detached-original-not-covered.p7s": NO_CONTENT,
    "dss-cades/validation/evidence-record/C-E-ERS-detached_renewed_hashtree_invalid.p7s": NO_CONTENT,
    "dss-xades/validation/Signature-X-HU_MIC-1.xml": NO_CONTENT,
    "dss-xades/validation/dss1688/dss1688.xml": NO_CONTENT,
    "dss-xades/validation/evidence-record/X-B-B-DETACHED-1-extended-xades-baseline-lt.xml": NO_CONTENT,
    "dss-xades/validation/evidence-record/X-E-ERS-DETACHED-LT-chain-renewal.xml": NO_CONTENT,
    "dss-xades/validation/evidence-record/X-E-ERS-DETACHED-LT-data-not-covered.xml": NO_CONTENT,
    "dss-xades/validation/evidence-record/X-E-ERS-DETACHED-LT.xml": NO_CONTENT,
    **{
        f"dss-asic-cades/validation/evidencerecord/{name}": EVIDENCE_RECORD
        for name in (
            "er-asn1-chain-renewal.asice",
            "er-asn1-full-renewal-with-manifest.asics",
            "er-asn1-full-renewal.asics",
            "er-asn1-incorrect-hash.asice",
            "er-asn1-no-hashtree-full-renewal.sce",
            "er-asn1-no-hashtree-multiple-files-invalid.scs",
            "er-asn1-no-hashtree-wrong-digest-algo.sce",
            "er-asn1-no-hashtree-wrong-digest.sce",
            "er-asn1-no-hashtree-wrong-manifest-file.sce",
            "er-asn1-no-hashtree.scs",
            "er-multi-file-data-not-found.asice",
            "er-multi-files.asice",
            "er-no-hashtree-xml-with-wrong-manifest-sig-ref.scs",
        )
    },
    "dss-asic-xades/validation/evidencerecord/er-asn1-full-renewal.asice": EVIDENCE_RECORD,
    "dss-asic-xades/validation/evidencerecord/er-multi-files.sce": EVIDENCE_RECORD,
    "dss-asic-xades/signable/test.zip": "holds no signature: its owners' tests sign it",
    "dss-asic-cades/validation/brokenReference.asice": (
        "the manifest's digest of test.text is wrong; its owners expect HASH_FAILURE too, only the "
        "signature over "
        "the manifest is whole"
    ),
    "dss-asic-cades/validation/removed-doc.asice": (
        "a file that the manifest lists was taken out; its owners expect SIGNED_DATA_NOT_FOUND too"
    ),
    "dss-asic-xades/validation/false-zip-comment.odp": (
        "the archive's directory was damaged on purpose; what two readers unpack differently is refused whole"
    ),
    "dss-cades/validation/Signature-C-DE_CRY-4.p7m": (
        "the signature verifies, as `openssl cms -verify` agrees; what is broken is its timestamp, a finding"
    ),
    "dss-cades/validation/evidence-record/C-E-ERS-basic-invalid-sig.p7m": (
        "the signature verifies, as `openssl cms -verify` agrees; what is invalid is the evidence "
        "record beside it"
    ),
    "dss-cades/validation/cades-double-signing-time.p7m": (
        "the one signature is intact; the second of its owners' count is a counter-signature, which "
        "we list apart"
    ),
    "dss-pades/validation/pdf-spoofing-attack.pdf": (
        "an attack with `/Encrypt null` in the trailer: unreadable as a whole, so nothing in it is "
        "called intact"
    ),
    "dss-pades/validation/timestamped-fields.pdf": (
        "document timestamps only; its owners expect NO_SIGNATURE_FOUND too"
    ),
}


def _expected() -> dict[str, dict[str, object]]:
    if not DSS.is_dir():
        return {"absent": {"integrity": "valid", "pdf_modifications": None}}
    found: dict[str, dict[str, object]] = json.loads((DSS / "expected.json").read_text())
    return found


@cache
def report_of(name: str) -> FileReport:
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    with (DSS / name).open("rb") as content:
        return validate_file(content, name=name, trust=TrustAnchors(), at=AT)


def _agrees(name: str, integrity: object) -> bool:
    found = [signature.integrity for signature in report_of(name).signatures]
    if integrity == "valid":
        return bool(found) and set(found) == {"intact"}
    if integrity == "invalid":
        return "intact" not in found
    return set(found) == {"intact", "broken"}


DECIDED = {name: entry for name, entry in _expected().items() if entry["integrity"] != "custom"}


@pytest.mark.parametrize("name", DECIDED)
def test_integrity_is_what_the_corpus_says(name: str) -> None:
    assert _agrees(name, DECIDED[name]["integrity"]) is (name not in EXCEPTIONS)


@pytest.mark.parametrize("name", _expected())
def test_every_file_ends_as_a_verdict_in_time(name: str) -> None:
    started = time.process_time()
    report = validate_file((DSS / name).read_bytes(), name=name, trust=TrustAnchors(), at=AT)
    assert report.indication is not Indication.TOTAL_PASSED
    assert time.process_time() - started < 2.0


FOUND_INTACT = {
    # family: (intact, judged, all): judged leaves out what holds no content or no signature to judge.
    "dss-cades": (19, 19, 27),
    "dss-xades": (37, 37, 43),
    "dss-pades": (28, 30, 30),
    "dss-asic-cades": (13, 15, 28),
    "dss-asic-xades": (12, 14, 16),
}
"""Of the files marked valid. Where it is below 95 of 100, every missing one stands above with its reason."""


def test_the_shares_of_valid_files_found_intact_are_those_on_record() -> None:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for name, entry in DECIDED.items():
        if entry["integrity"] == "valid":
            family = counts[name.split("/", maxsplit=1)[0]]
            family[0] += _agrees(name, "valid")
            family[1] += EXCEPTIONS.get(name) not in (NO_CONTENT, EVIDENCE_RECORD)
            family[2] += 1
    assert {family: tuple(found) for family, found in counts.items()} == FOUND_INTACT


@pytest.mark.parametrize(
    "name", [name for name, entry in _expected().items() if entry["pdf_modifications"] == "undefined"]
)
def test_undefined_changes_to_a_pdf_are_failures_whatever_is_trusted(name: str) -> None:
    report = report_of(name)
    everything = [*report.findings, *(f for s in report.signatures for f in s.findings)]
    decisive = {f.code for f in everything if f.severity == "fail"}
    assert decisive & {"pdf.modified", "pdf.byte-range", "file.unreadable"}, decisive


BROKEN_TIMESTAMPS = {
    "cades-t-copied-sigtst.p7m": "the token was copied from another signature",
    "pades-t-duplicated-doctst.pdf": "the document timestamp was copied",
    "xades-lta-with-additional-cert-in-keyinfo.xml": "KeyInfo gained a certificate after the archive "
    "timestamp",
    "xades-two-sig-copied-tst.xml": "the token was copied from another signature",
}
"""Files in which a timestamp does not stand, each with the reason; in all others every one that we compute
does."""


def test_timestamps_stand_but_for_those_that_were_meant_not_to() -> None:
    broken = {
        name.rsplit("/", 1)[-1]
        for name in _expected()
        for signature in report_of(name).signatures
        for stamp in signature.timestamps
        if {"timestamp.other-bytes", "timestamp.broken"} & {f.code for f in stamp.findings}
        and EXCEPTIONS.get(name) != NO_CONTENT
    }
    assert broken == set(BROKEN_TIMESTAMPS)


@pytest.mark.oracle("openssl")
@pytest.mark.parametrize("name", [n for n, why in EXCEPTIONS.items() if "openssl" in why])
def test_openssl_agrees_where_we_contradict_the_corpus(name: str) -> None:
    done = subprocess.run(
        [
            "openssl",
            "cms",
            "-verify",
            "-noverify",
            "-inform",
            "DER",
            "-in",
            str(DSS / name),
            "-out",
            "/dev/null",
        ],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
