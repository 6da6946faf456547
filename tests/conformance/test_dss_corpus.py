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

from lienthong.signatures.report import EvidenceRecordReport, FileReport, Indication, TimestampReport, worst
from lienthong.signatures.trust import TrustAnchors
from lienthong.signatures.validator import validate_file

DSS = Path(__file__).resolve().parents[2] / ".." / "shared" / "vectors" / "dss"
AT = datetime(2026, 1, 1, tzinfo=UTC)

pytestmark = pytest.mark.oracle("vectors")

NO_CONTENT = "a detached signature whose content is not in the corpus: intact cannot be said without it"
EVIDENCE_RECORD = "holds an evidence record and no signature; what it proves is judged below, in RECORDS"

UNSIGNED = "holds no signature: its owners' tests sign it"
MANIFEST = (
    "the signature over the manifest is whole, but a file that the manifest lists was changed or taken out "
    "(EN 319 162-1 A.4); its owners expect HASH_FAILURE and SIGNED_DATA_NOT_FOUND too, and call valid what "
    "is signed directly; intact is here what reaches the files"
)
NOT_JUDGED = (NO_CONTENT, EVIDENCE_RECORD, UNSIGNED, MANIFEST)

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
    "dss-asic-xades/signable/test.zip": UNSIGNED,
    "dss-asic-cades/validation/brokenReference.asice": MANIFEST,
    "dss-asic-cades/validation/removed-doc.asice": MANIFEST,
    "dss-asic-xades/validation/false-zip-comment.odp": (
        "two records at its end claim to be the last, each up to the end of the file and with a directory of "
        "its own; what two readers unpack differently is refused whole"
    ),
    "dss-cades/validation/Signature-C-DE_CRY-4.p7m": (
        "the signed attributes are not sorted (RFC 5652 5.3) and were signed as they stand: its owners sort "
        "them before they verify, `openssl cms -verify` does not; the same is marked valid in four PDF files "
        "(UNSORTED below), so it is a warning here"
    ),
    "dss-cades/validation/evidence-record/C-E-ERS-basic-invalid-sig.p7m": (
        "the signature verifies, as `openssl cms -verify` agrees: its owners compare CMSAlgorithmProtection "
        "(RFC 6211) octet by octet, and the SignerInfo writes out the default trailer field of RSASSA-PSS "
        "that the attribute leaves away; both name the same algorithm, and DER would leave it away in both"
    ),
    "dss-cades/validation/cades-double-signing-time.p7m": (
        "the one signature is intact; the second of its owners' count is a counter-signature, which "
        "we list apart"
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
    # family: (intact, judged, all): judged leaves out what holds no content or no signature to judge, and
    # containers of which the owners themselves expect that a file fails.
    "dss-cades": (19, 19, 27),
    "dss-xades": (37, 37, 43),
    "dss-pades": (29, 30, 30),
    "dss-asic-cades": (13, 13, 28),
    "dss-asic-xades": (12, 13, 16),
}
"""Of the files marked valid. Where it is below 95 of 100, every missing one stands above with its reason."""


def test_the_shares_of_valid_files_found_intact_are_those_on_record() -> None:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for name, entry in DECIDED.items():
        if entry["integrity"] == "valid":
            family = counts[name.split("/", maxsplit=1)[0]]
            family[0] += _agrees(name, "valid")
            family[1] += EXCEPTIONS.get(name) not in NOT_JUDGED
            family[2] += 1
    assert {family: tuple(found) for family, found in counts.items()} == FOUND_INTACT


@pytest.mark.parametrize(
    "name", [name for name, entry in _expected().items() if entry["pdf_modifications"] == "undefined"]
)
def test_undefined_changes_to_a_pdf_are_failures_whatever_is_trusted(name: str) -> None:
    report = report_of(name)
    everything = [*report.findings, *(f for s in report.signatures for f in s.findings)]
    decisive = {f.code for f in everything if f.severity == "fail"}
    assert decisive & {"pdf.modified", "pdf.byte-range", "pdf.not-covered"}, decisive


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


UNSORTED = {
    "Signature-C-DE_CRY-4.p7m",
    "AD-RB.pdf",
    "Signature-P-SK-1 (HASH_FAILURE).pdf",
    "Signature-P-DE_CRY-2 (HASH_FAILURE).pdf",
    "Signature-P-IT_ADO-1 (HASH_FAILURE) (ECDSA).pdf",
}


def test_attributes_that_are_not_in_der_order_are_told() -> None:
    told = {
        name.rsplit("/", 1)[-1]
        for name in _expected()
        for signature in report_of(name).signatures
        for findings in (signature.findings, *(stamp.findings for stamp in signature.timestamps))
        if "signature.attributes-unsorted" in {f.code for f in findings}
    }
    assert told == (UNSORTED if DSS.is_dir() else set())


EXTENDED = {
    # Signatures of the extended forms: level, and the kinds of timestamps that stand, in the file's order.
    "dss-cades/validation/Signature-C-A-XL-1.p7m": (
        "CAdES-E-A",
        ("signature", "signature-and-references", "archive"),
    ),
    "dss-cades/validation/dss-1619/CAdES-XL-T1-Double-AV2.png.p7m": (
        "CAdES-E-A",
        ("content", "signature", "signature-and-references", "archive"),
    ),
    "dss-xades/validation/dss3732/xades-enveloped-arcTst132.xml": ("XAdES-E-A", ("signature", "archive")),
    "dss-xades/validation/dss3732/xades-enveloping-arcTst132.xml": ("XAdES-E-A", ("signature", "archive")),
    "dss-xades/validation/Signature-X-ES-100.xml": ("XAdES-E-XL", ("signature", "signature-and-references")),
    "dss-xades/validation/Signature-X-UK_ELD-4.xml": (
        "XAdES-E-XL",
        ("signature", "signature-and-references"),
    ),
    "dss-xades/validation/xades-x-level-v2.xml": ("XAdES-E-X", ("signature", "signature-and-references")),
    "dss-xades/validation/xades-level-x-double-sigAndRefsTst-refsOnlyTst.xml": (
        "XAdES-E-X",
        ("signature", "signature-and-references", "references", "references", "signature-and-references"),
    ),
}
_OVER_REFERENCES = [name for name, (_, kinds) in EXTENDED.items() if name.endswith("xml") and len(kinds) > 1]


def _integrities(content: bytes) -> list[tuple[str, bool]]:
    """Each timestamp's kind, and whether it is for the bytes that it must cover (no authority is trusted)."""
    report = validate_file(content, name="x", trust=TrustAnchors(), at=AT)
    stamps = [stamp for signature in report.signatures[:1] for stamp in signature.timestamps]
    return [(stamp.kind, _is_for_these_bytes(stamp)) for stamp in stamps]


def _is_for_these_bytes(stamp: TimestampReport) -> bool:
    """The authority is judged only of a token that is whole, and none is trusted here."""
    return "timestamp.not-trusted" in {finding.code for finding in stamp.findings}


@pytest.mark.parametrize("name", [name for name in EXTENDED if DSS.is_dir()])
def test_timestamps_of_the_extended_forms_stand_and_the_level_is_theirs(name: str) -> None:
    level, kinds = EXTENDED[name]
    assert report_of(name).signatures[0].level == level
    assert _integrities((DSS / name).read_bytes()) == [(kind, True) for kind in kinds]


@pytest.mark.parametrize("name", [name for name in _OVER_REFERENCES if DSS.is_dir()])
def test_a_change_to_what_a_timestamp_covers_beside_the_signature_breaks_it(name: str) -> None:
    content = (DSS / name).read_bytes()
    for closing in (b"CompleteRevocationRefs>", b"RevocationValues>"):
        if closing in content:
            position = content.rindex(b"</", 0, content.rindex(closing))
            changed = content[:position] + b" " + content[position:]
            broken = [kind for kind, stands in _integrities(changed) if not stands]
            assert broken
            assert "signature" not in broken
            return
    pytest.fail("nothing to change")


# --- evidence records -----------------------------------------------------------------------------

OTHER_MANIFEST_DIGEST = (
    "the manifest states another digest algorithm than the record uses; its owners call that a hash failure, "
    "but the manifest's digests and the record's both match the files"
)
NOT_HERE = "its owners judge it with a record or a content that is not in the corpus"
IN_COUNTER_SIGNATURE = "the record stands in a counter-signature, which is listed and not judged"

RECORDS: dict[str, tuple[str | None, ...]] = {
    # What is found wrong with each record of a file: None for one that is whole, else its sub-indication.
    "dss-asic-cades/validation/evidencerecord/cades-b-with-er-additional-files.asice": (None,),
    "dss-asic-cades/validation/evidencerecord/cades-ers.scs": (None,),
    "dss-asic-cades/validation/evidencerecord/cades-lt-with-er-covers-more-files.sce": (None,),
    "dss-asic-cades/validation/evidencerecord/cades-lt-with-er-multi-files-different-algo.sce": (None,),
    "dss-asic-cades/validation/evidencerecord/cades-lt-with-er-unsigned-manifest-entries.sce": (
        "HASH_FAILURE",
    ),
    "dss-asic-cades/validation/evidencerecord/cades-lt-with-er.sce": (None,),
    "dss-asic-cades/validation/evidencerecord/cades-lt-with-two-ers-multi-files.sce": (None, None),
    "dss-asic-cades/validation/evidencerecord/cades-lt-with-two-ers-sequence-multi-files.sce": (None, None),
    "dss-asic-cades/validation/evidencerecord/er-asn1-chain-renewal.asice": (None,),
    "dss-asic-cades/validation/evidencerecord/er-asn1-full-renewal-with-manifest.asics": (None,),
    "dss-asic-cades/validation/evidencerecord/er-asn1-full-renewal.asics": (None,),
    "dss-asic-cades/validation/evidencerecord/er-asn1-incorrect-hash.asice": ("HASH_FAILURE",),
    "dss-asic-cades/validation/evidencerecord/er-asn1-no-hashtree-full-renewal.sce": (None,),
    "dss-asic-cades/validation/evidencerecord/er-asn1-no-hashtree-multiple-files-invalid.scs": (
        "SIGNED_DATA_NOT_FOUND",
    ),
    "dss-asic-cades/validation/evidencerecord/er-asn1-no-hashtree-wrong-digest-algo.sce": (None,),
    "dss-asic-cades/validation/evidencerecord/er-asn1-no-hashtree-wrong-digest.sce": ("HASH_FAILURE",),
    "dss-asic-cades/validation/evidencerecord/er-asn1-no-hashtree-wrong-manifest-file.sce": ("HASH_FAILURE",),
    "dss-asic-cades/validation/evidencerecord/er-asn1-no-hashtree.scs": (None,),
    "dss-asic-cades/validation/evidencerecord/er-multi-file-data-not-found.asice": ("SIGNED_DATA_NOT_FOUND",),
    "dss-asic-cades/validation/evidencerecord/er-multi-files.asice": (None,),
    "dss-asic-cades/validation/evidencerecord/er-no-hashtree-xml-with-wrong-manifest-sig-ref.scs": (None,),
    "dss-asic-xades/validation/evidencerecord/asic-xades-ers.sce": (None,),
    "dss-asic-xades/validation/evidencerecord/er-asn1-full-renewal.asice": (None,),
    "dss-asic-xades/validation/evidencerecord/er-multi-files.sce": (None,),
    "dss-asic-xades/validation/evidencerecord/xades-lt-with-er-multi-data-wrong-manifest-reference.sce": (
        "HASH_FAILURE",
    ),
    "dss-asic-xades/validation/evidencerecord/xades-lta-with-er-hashtree.sce": (None,),
    "dss-asic-xades/validation/evidencerecord/xades-lta-with-er-hashtree.scs": (None,),
    "dss-asic-xades/validation/evidencerecord/xades-lta-with-er-no-hashtree.sce": (None,),
    "dss-cades/validation/evidence-record/C-E-ERS-basic-invalid-sig.p7m": ("HASH_FAILURE",),
    "dss-cades/validation/evidence-record/C-E-ERS-detached-ber.p7s": ("SIGNED_DATA_NOT_FOUND",),
    "dss-cades/validation/evidence-record/C-E-ERS-detached-original-not-covered.p7s": (
        "SIGNED_DATA_NOT_FOUND",
    ),
    "dss-cades/validation/evidence-record/C-E-ERS-detached_renewed_hashtree_invalid.p7s": (
        "SIGNED_DATA_NOT_FOUND",
    ),
    "dss-cades/validation/evidence-record/CAdEs-BpT+ER-without-reducedHashTree.p7m": (None,),
    "dss-cades/validation/evidence-record/Double-C-E-ERS.p7m": (None,),
    "dss-cades/validation/evidence-record/Signature-C-LTA-d233a2d9-a257-40dc-bcdb-bf4516b6d1da.p7m": (),
    "dss-pades/validation/evidence-record/PAdES_with_er.pdf": (None,),
    "dss-pades/validation/evidence-record/Signature-P-B-7da49953-d837-4f0b-8f38-aa5aa4181e3c.pdf": (),
    "dss-xades/validation/evidence-record/Signature-X-LT-5b5edd31-344d-4d66-8e95-79f9acaab566.xml": (),
    "dss-xades/validation/evidence-record/Signature-X-LTA-5b5edd31-344d-4d66-8e95-79f9acaab566.xml": (),
    "dss-xades/validation/evidence-record/X-B-B-DETACHED-1-extended-xades-baseline-lt.xml": (),
    "dss-xades/validation/evidence-record/X-B-LT-with-counter-sig-X-E-ERS.xml": (),
    "dss-xades/validation/evidence-record/X-E-ERS-DETACHED-LT-chain-renewal.xml": ("SIGNED_DATA_NOT_FOUND",),
    "dss-xades/validation/evidence-record/X-E-ERS-DETACHED-LT-data-not-covered.xml": (
        "SIGNED_DATA_NOT_FOUND",
    ),
    "dss-xades/validation/evidence-record/X-E-ERS-DETACHED-LT.xml": ("SIGNED_DATA_NOT_FOUND",),
    "dss-xades/validation/evidence-record/X-E-ERS-basic-chain-renewal-master-sig-not-found.xml": (
        "HASH_FAILURE",
    ),
    "dss-xades/validation/evidence-record/XAdES-B_ER_Renewed_no_can.xml": ("HASH_FAILURE",),
}

RECORD_EXCEPTIONS: dict[str, str] = {
    # Where that is not what the owners of the corpus expect, why.
    "cades-lt-with-er-multi-files-different-algo.sce": OTHER_MANIFEST_DIGEST,
    "er-asn1-no-hashtree-wrong-digest-algo.sce": OTHER_MANIFEST_DIGEST,
    "cades-lt-with-two-ers-multi-files.sce": NOT_HERE,
    "cades-lt-with-two-ers-sequence-multi-files.sce": NOT_HERE,
    "C-E-ERS-detached-ber.p7s": NO_CONTENT,
    "C-E-ERS-detached-original-not-covered.p7s": NO_CONTENT,
    "C-E-ERS-detached_renewed_hashtree_invalid.p7s": NO_CONTENT,
    "Signature-C-LTA-d233a2d9-a257-40dc-bcdb-bf4516b6d1da.p7m": NOT_HERE,
    "Signature-X-LTA-5b5edd31-344d-4d66-8e95-79f9acaab566.xml": NOT_HERE,
    "X-E-ERS-DETACHED-LT-chain-renewal.xml": NO_CONTENT,
    "X-E-ERS-DETACHED-LT-data-not-covered.xml": NO_CONTENT,
    "X-E-ERS-DETACHED-LT.xml": NO_CONTENT,
    "X-B-LT-with-counter-sig-X-E-ERS.xml": IN_COUNTER_SIGNATURE,
}


def _records_of(name: str) -> list[EvidenceRecordReport]:
    report = report_of(name)
    return [*report.evidence_records, *(r for s in report.signatures for r in s.evidence_records)]


def _flaws(name: str) -> tuple[str | None, ...]:
    """By what fails; that no authority is trusted here is only a warning."""
    return tuple(worst(record.findings)[1] for record in _records_of(name))


@pytest.mark.parametrize("name", [name for name in RECORDS if DSS.is_dir()])
def test_evidence_records_are_found_as_listed(name: str) -> None:
    assert _flaws(name) == RECORDS[name]
    for record, flaw in zip(_records_of(name), RECORDS[name], strict=True):
        assert (record.integrity == "intact") is (flaw is None)


def test_every_file_with_evidence_records_is_listed() -> None:
    assert {name for name in _expected() if _records_of(name)} <= set(RECORDS)
    assert {name for name in _expected() if "evidence" in name.rsplit("/", 2)[1]} == (
        set(RECORDS) if DSS.is_dir() else set()
    )


@pytest.mark.parametrize("name", [name for name in RECORDS if DSS.is_dir()])
def test_evidence_records_are_what_the_corpus_expects(name: str) -> None:
    """No indication in the corpus means that the owners expect nothing to be wrong."""
    stated = {str(one) for one in _expected()[name]["indications"]}  # type: ignore[attr-defined]
    wrong = stated & {"HASH_FAILURE", "SIGNED_DATA_NOT_FOUND", "NO_SIGNATURE_FOUND"}
    agrees = ({flaw for flaw in _flaws(name) if flaw} == wrong) and (bool(_flaws(name)) or not wrong)
    short = name.rsplit("/", 1)[-1]
    expects_none = RECORD_EXCEPTIONS.get(short) == IN_COUNTER_SIGNATURE
    assert agrees is (short not in RECORD_EXCEPTIONS or expects_none)


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
