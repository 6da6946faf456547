"""A recorded verdict comes out again, byte for byte, from the file and what is kept beside it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from lienthong.signatures.isolation.pool import ValidationPool
from lienthong.signatures.policy import DEFAULT
from lienthong.signatures.report import Indication
from lienthong.signatures.verdict_confirmation import Confirmation, confirm
from lienthong.signatures.verdict_record import VerdictRecord, context_of
from tests.builders.recorded_verdicts import Recorded, changed, recorded, validate_here
from tests.builders.signed_pdf import plain_pdf, sign_pdf
from tests.builders.signed_xml import XmlPlan, asic_e, enveloped, enveloped_reference, zip_of
from tests.builders.signing_pki import NOW, YEAR, CmsPlan, province

LETTER = b"K\xc3\xadnh g\xe1\xbb\xadi"


@pytest.fixture(scope="module")
def pool() -> Iterator[ValidationPool]:
    with ValidationPool() as running:
        yield running


def _pdf(*, stamped: bool = True) -> bytes:
    return sign_pdf(sign_pdf(plain_pdf(), province().leader, stamped=stamped), province().agency, "Agency")


def _detached() -> tuple[bytes, ...]:
    parties = (province().leader, province().agency)
    return tuple(CmsPlan(party, LETTER, stamp_with=province().tsa).build() for party in parties)


KINDS: dict[str, Callable[[], tuple[bytes, ...]]] = {
    "PDF": lambda: (_pdf(),),
    "CMS, attached": lambda: (
        CmsPlan(province().agency, LETTER, detached=False, stamp_with=province().tsa).build(),
    ),
    "CMS, detached": lambda: (LETTER, *_detached()),
    "XML": lambda: (enveloped(XmlPlan(province().leader, [enveloped_reference()])),),
    "ASiC-E": lambda: (zip_of(asic_e([("a.txt", LETTER)], province().agency, province().tsa)),),
    "rejected: changed after signing": lambda: (_pdf().replace(b"Cong van so 123", b"Cong van so 124"),),
    "rejected: not signed": lambda: (plain_pdf(),),
    "rejected: no file of any kind": lambda: (b"\0\1\2",),
}


def _confirm(one: Recorded) -> Confirmation:
    return confirm(one.document, one.blobs, one.content, one.sha256, one.detached, validate_here, DEFAULT)


@pytest.mark.parametrize("kind", KINDS)
def test_a_verdict_of_any_format_comes_out_again(pool: ValidationPool, kind: str) -> None:
    one = recorded(pool, *KINDS[kind]())
    assert _confirm(one) == Confirmation(True, ())


def test_the_order_in_which_things_are_given_does_not_matter(pool: ValidationPool) -> None:
    one = recorded(pool, LETTER, *_detached())
    shuffled = changed(one, detached=one.detached[::-1], blobs=dict(sorted(one.blobs.items(), reverse=True)))
    assert _confirm(shuffled).same


def test_another_process_confirms_it_from_files_alone(pool: ValidationPool, tmp_path: Path) -> None:
    one = recorded(pool, _pdf())
    (tmp_path / "report.json").write_bytes(one.document)
    (tmp_path / "cong-van.pdf").write_bytes(one.content)
    for digest, blob in one.blobs.items():
        (tmp_path / digest).write_bytes(blob)
    programme = [sys.executable, "-m", "lienthong_client", "--lang", "en", "report", "confirm"]
    done = subprocess.run(
        [*programme, "report.json", "cong-van.pdf"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert "byte for byte" in done.stdout


@pytest.mark.parametrize("stamped", [True, False], ids=["with time-stamp", "without"])
def test_a_letter_passes_fifteen_years_later_with_its_record_and_not_without(
    pool: ValidationPool, stamped: bool
) -> None:
    one = recorded(pool, sign_pdf(plain_pdf(), province().leader, stamped=stamped))
    record = VerdictRecord.from_document(one.document)
    years_later = NOW + 15 * YEAR
    context = context_of(record, one.blobs)
    settings = {"name": "a", "at": years_later, "policy": DEFAULT, "detached_content": None}
    kept = validate_here(one.content, context=context, proven=record.proven, **settings)  # type: ignore[arg-type]
    assert kept.indication is Indication.TOTAL_PASSED, [f.code for f in kept.signatures[0].findings]
    bare = replace(context, crls=(), ocsps=())
    without = validate_here(one.content, context=bare, proven=record.proven, **settings)  # type: ignore[arg-type]
    assert without.indication is not Indication.TOTAL_PASSED
    unproven = validate_here(one.content, context=context, proven=None, **settings)  # type: ignore[arg-type]
    assert unproven.indication is not Indication.TOTAL_PASSED


def test_the_document_says_which_level_is_reached_with_the_material(pool: ValidationPool) -> None:
    one = recorded(pool, sign_pdf(plain_pdf(), province().leader))
    assert json.loads(one.document)["lasting"] == [
        {"signature": "Leader", "level": "PAdES-B-T", "with_material": "PAdES-B-LT"}
    ]


def test_revocation_data_of_every_certificate_is_kept(pool: ValidationPool) -> None:
    one = recorded(pool, sign_pdf(plain_pdf(), province().leader))
    kept = context_of(VerdictRecord.from_document(one.document), one.blobs).crls
    issuers = {x509.load_der_x509_crl(crl).issuer for crl in kept}
    assert issuers == {party.certificate.subject for party in (province().root, province().ca)}


# --- what must not be confirmed -------------------------------------------------------------------


def _codes(one: Recorded) -> list[str]:
    confirmation = _confirm(one)
    assert not confirmation.same
    assert all(finding.en and finding.vi for finding in confirmation.findings)
    return [finding.code for finding in confirmation.findings]


def test_another_file_is_told_apart(pool: ValidationPool) -> None:
    one = recorded(pool, _pdf())
    assert _codes(changed(one, content=one.content + b"\n")) == ["record.file-other"]


def test_missing_or_changed_material_is_named(pool: ValidationPool) -> None:
    one = recorded(pool, LETTER, *_detached())
    for digest in one.blobs:
        rest = {name: blob for name, blob in one.blobs.items() if name != digest}
        assert _codes(changed(one, blobs=rest)) == ["record.material-missing"]
        assert _codes(changed(one, blobs=rest | {digest: one.blobs[digest] + b" "})) == [
            "record.material-missing"
        ]
    assert _codes(changed(one, detached=one.detached[:1])) == ["record.material-missing"]


def test_a_changed_verdict_does_not_come_out_again(pool: ValidationPool) -> None:
    one = recorded(pool, plain_pdf())
    better = one.document.replace(b'"leader_valid":false', b'"leader_valid":true')
    assert better != one.document
    assert _codes(changed(one, document=better)) == ["record.differs"]
    assert "/leader_valid" in _confirm(changed(one, document=better)).findings[0].vi


def test_a_report_that_only_looks_the_same_does_not_come_out_again(pool: ValidationPool) -> None:
    one = recorded(pool, plain_pdf())
    respelt = changed(one, document=json.dumps(json.loads(one.document), indent=1).encode())
    assert _codes(respelt) == ["record.differs"]
    assert "the way it is written" in _confirm(respelt).findings[0].en


def test_a_changed_time_does_not_come_out_again(pool: ValidationPool) -> None:
    one = recorded(pool, _pdf())
    document = json.loads(one.document)
    document["rests_on"]["at"] = (NOW + timedelta(days=900)).isoformat()
    changed_document = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert _codes(changed(one, document=changed_document.encode())) == ["record.differs"]


@pytest.mark.parametrize(
    "document",
    [b"", b"{}", b"[]", b"\xff", b'{"rests_on":{"rules":"0"}}', b'{"rests_on":null}', b"[" * 100_000],
)
def test_what_is_no_record_is_unreadable(pool: ValidationPool, document: bytes) -> None:
    one = recorded(pool, plain_pdf())
    assert _codes(changed(one, document=document)) == ["record.unreadable"]


def test_material_that_is_as_recorded_but_makes_no_sense_is_unreadable(pool: ValidationPool) -> None:
    one = recorded(pool, plain_pdf())
    record = VerdictRecord.from_document(one.document)
    for name in (record.policy, record.trust):
        other = b'{"levels": 3}'
        digest = hashlib.sha256(other).hexdigest()
        document = one.document.replace(name.encode(), digest.encode())
        assert _codes(changed(one, document=document, blobs={**one.blobs, digest: other})) == [
            "record.unreadable"
        ]
