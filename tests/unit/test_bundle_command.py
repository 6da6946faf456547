"""``lienthong bundle``: one file proves an exchange, offline; whatever is wrong with it is named."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lienthong.signatures.asic_writer import Member, write_container
from lienthong_client.bundling import Contents, write_bundle
from lienthong_client.command.application import cli
from tests.builders import bundles
from tests.builders.note_keys import signer
from tests.builders.receipts import LOG, POLICY, EvidenceLog, event
from tests.builders.signing_pki import NOW, crl_of, province

KEY = str(LOG.key)
Change = Callable[[Contents], object]


@dataclass
class Shelf:
    """A folder with a bundle and what it is held against."""

    folder: Path
    file: Path

    def write(self, change: Change = lambda _: None, *, with_documents: bool = True) -> None:
        """The bundle, after a change of what goes in; time-stamped in good order whatever that is."""
        found = bundles.contents(self.folder, with_documents=with_documents)
        change(found)
        write_bundle(found, self.file, bundles.stamped, NOW)

    @property
    def demands(self) -> list[str]:
        return [
            *("--key", KEY, "--witnesses", str(self.folder / "policy"), "--require-quorum"),
            *("--trust", str(self.folder / "root.pem"), "--crl", str(self.folder / "crls")),
            *("--require-time", "--at", NOW.isoformat()),
        ]

    def verify(self, *words: str, lang: str = "vi") -> Result:
        chosen = list(words) or self.demands
        return CliRunner().invoke(cli, ["--lang", lang, "bundle", "verify", str(self.file), *chosen])

    def found(self, *words: str) -> dict[str, set[str]]:
        """Codes → subjects; those that fail are what the exit code says."""
        chosen = list(words) or self.demands
        answer = CliRunner().invoke(cli, ["--json", "bundle", "verify", str(self.file), *chosen])
        told = json.loads(answer.stdout)
        fails = [one for one in told["findings"] if one["severity"] == "fail"]
        assert (answer.exit_code, told["holds"]) == ((1, False) if fails else (0, True)), told
        assert all(one["en"] and one["vi"] for one in told["findings"])
        subjects: dict[str, set[str]] = {}
        for one in told["findings"]:
            subjects.setdefault(one["code"], set()).add(one["subject"])
        return subjects

    def rewrite(self, change: Callable[[dict[str, bytes]], object]) -> None:
        """Change members without making a new time-stamp."""
        with zipfile.ZipFile(self.file) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        change(members)
        with zipfile.ZipFile(self.file, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    (tmp_path / "policy").write_bytes(POLICY)
    (tmp_path / "root.pem").write_bytes(province().root.certificate.public_bytes(Encoding.PEM))
    (tmp_path / "crls").mkdir()
    (tmp_path / "crls" / "root.crl").write_bytes(crl_of(province().root))
    (tmp_path / "crls" / "ca.crl").write_bytes(crl_of(province().ca))
    made = Shelf(tmp_path, tmp_path / "1234.asice")
    made.write()
    return made


# --- what holds ----------------------------------------------------------------------------------


def test_a_bundle_holds_and_tells_the_story_with_its_proofs(shelf: Shelf) -> None:
    done = shelf.verify()
    assert done.exit_code == 0, done.output
    assert "gói bằng chứng HỢP LỆ" in done.stdout
    assert "đã đến hộp văn bản đến" in done.stdout
    codes = shelf.found()
    assert codes["bundle.document-proven"] == {"documents/cong-van.txt", "documents/cong-van.p7s"}
    assert codes["bundle.report-proven"] == {"reports/cong-van.txt.report.json"}
    assert {"bundle.time-proven", "bundle.request-proven", "receipt.quorum-met"} <= codes.keys()
    assert not codes.keys() & {"bundle.document-absent", "bundle.member-unknown", "bundle.request-unchecked"}


def test_after_the_documents_are_deleted_it_proves_as_much_by_digest(shelf: Shelf) -> None:
    shelf.write(with_documents=False)
    codes = shelf.found()
    assert "bundle.document-absent" in codes
    assert "bundle.report-proven" in codes
    assert shelf.verify(lang="en").exit_code == 0
    assert bundles.verdict().sha256 in shelf.verify(lang="en").stdout


@pytest.mark.parametrize("with_documents", [True, False], ids=["own copies", "no copy"])
def test_a_bundle_from_after_the_deletion_proves_by_digest_what_one_from_before_does(
    shelf: Shelf, with_documents: bool
) -> None:
    before = shelf.found()
    found = bundles.contents(shelf.folder, with_documents=with_documents, is_retired=True)
    write_bundle(found, shelf.file, bundles.stamped, NOW)
    after = shelf.found()
    told = shelf.verify(lang="en").stdout
    assert shelf.verify().exit_code == 0
    assert "documents deleted by the retention rule" in told
    if with_documents:
        # Whoever has kept a copy proves that it is what was exchanged, as before.
        assert before["bundle.document-proven"] == after["bundle.document-proven"]
    else:
        assert "bundle.document-absent" in after
        assert bundles.verdict().sha256 in told
    assert before["bundle.report-proven"] == after["bundle.report-proven"]


def test_without_roots_the_times_are_told_to_be_unproven_and_the_rest_holds(shelf: Shelf) -> None:
    codes = shelf.found("--key", KEY)
    assert {"bundle.time-unproven", "receipt.timestamp-unvouched"} <= codes.keys()


def test_an_auditor_needs_neither_network_nor_aws(shelf: Shelf) -> None:
    program = (
        "import sys, socket\n"
        "def refused(*a, **k): raise AssertionError('the network')\n"
        "socket.create_connection = socket.getaddrinfo = refused\n"
        "for name in ('boto3', 'botocore', 'aws_lambda_powertools', 'httpx'): sys.modules[name] = None\n"
        "from lienthong_client.command.application import cli\n"
        f"cli.main({['bundle', 'verify', str(shelf.file), *shelf.demands]!r})\n"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=False, encoding="utf-8"
    )
    assert finished.returncode == 0, finished.stderr + finished.stdout


def test_its_first_page_is_vietnamese_escapes_what_others_wrote_and_loads_nothing(shelf: Shelf) -> None:
    with zipfile.ZipFile(shelf.file) as archive:
        page = archive.read("index.html").decode()
    assert "Gói bằng chứng trao đổi văn bản điện tử" in page
    assert "&lt;script&gt;thử&lt;/script&gt;" in page
    assert "<script" not in page
    assert "default-src &#x27;none&#x27;" in page or "default-src 'none'" in page
    assert "@media print" in page
    for fact in ("đã đến hộp văn bản đến", bundles.verdict().sha256, "bản ghi 1; có dấu thời gian"):
        assert fact in page


# --- changed after the time-stamp ----------------------------------------------------------------


def test_a_changed_member_of_every_kind_is_found(shelf: Shelf) -> None:
    with zipfile.ZipFile(shelf.file) as archive:
        names = {name.partition("/")[0]: name for name in archive.namelist() if name != "mimetype"}
    kept = shelf.file.read_bytes()
    names["manifest"] = "META-INF/ASiCManifest.xml"
    assert len(names) == 10
    for name in names.values():

        def flip(members: dict[str, bytes], name: str = name) -> None:
            members[name] = members[name][:-1] + bytes([members[name][-1] ^ 1])

        shelf.file.write_bytes(kept)
        shelf.rewrite(flip)
        assert shelf.found().keys() & {"bundle.damaged", "bundle.unreadable"}, name


def test_a_member_that_is_added_or_missing_is_named(shelf: Shelf) -> None:
    kept = shelf.file.read_bytes()
    shelf.rewrite(lambda members: members.update({"documents/them.pdf": b"%PDF"}))
    assert shelf.found()["bundle.member-added"] == {"documents/them.pdf"}
    shelf.file.write_bytes(kept)
    shelf.rewrite(lambda members: members.pop("reports/cong-van.txt.report.json"))
    assert "bundle.damaged" in shelf.found()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x00" * 1000, b"%PDF-1.7"])
def test_a_file_that_is_no_bundle_is_a_finding(shelf: Shelf, content: bytes) -> None:
    shelf.file.write_bytes(content)
    assert shelf.found().keys() == {"bundle.unreadable"}


def test_zip_tricks_are_findings(shelf: Shelf) -> None:
    kept = shelf.file.read_bytes()
    for name in ("../ngoai.txt", "/etc/passwd", "documents/cong-van.txt"):
        shelf.file.write_bytes(kept)
        with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(shelf.file, "a") as archive:
            archive.writestr(name, b"x")
        assert shelf.found().keys() & {"bundle.unreadable", "bundle.damaged"}, name
    bomb = shelf.folder / "bomb.asice"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.etsi.asic-e+zip")
        archive.writestr("documents/0", bytes(300 * 1024 * 1024))
    shelf.file.write_bytes(bomb.read_bytes())
    assert "bundle.unreadable" in shelf.found()


# --- made wrong, and time-stamped in good order --------------------------------------------------


def test_a_document_that_was_not_exchanged_is_refused(shelf: Shelf) -> None:
    def swap(contents: Contents) -> None:
        (shelf.folder / "cong-van.txt").write_bytes(b"khac")

    shelf.write(swap)
    codes = shelf.found()
    assert codes["bundle.document-other"] == {"documents/cong-van.txt"}
    assert "bundle.document-absent" in codes


def test_a_report_that_was_changed_is_neither_proven_nor_confirmed(shelf: Shelf) -> None:
    def forge(contents: Contents) -> None:
        [name] = contents.reports
        contents.reports[name] = contents.reports[name].replace(b"TOTAL-PASSED", b"TOTAL-FAILED")

    shelf.write(forge)
    codes = shelf.found()
    assert codes["bundle.report-unproven"] == {"reports/cong-van.txt.report.json"}
    assert "record.differs" in codes


def test_material_that_is_missing_is_told(shelf: Shelf) -> None:
    shelf.write(lambda contents: contents.material.clear())
    assert "record.material-missing" in shelf.found()


def test_a_receipt_of_another_story_or_twice_the_same_is_refused(shelf: Shelf) -> None:
    log = EvidenceLog().append(event(9), replace(event(8), subject="lt-" + "b" * 26))
    foreign = log.receipt(1, log.attest())

    def add(contents: Contents) -> None:
        contents.receipts = (*contents.receipts, foreign)

    shelf.write(add)
    assert "bundle.other-submission" in shelf.found()

    def double(contents: Contents) -> None:
        first = contents.receipts[0]
        twin = replace(first, event={**first.event, "type": "SubmissionArrival "})
        contents.receipts = (*contents.receipts, twin)

    shelf.write(double)
    assert "log.proof-wrong" in shelf.found()


def test_a_bundle_without_receipts_proves_nothing(shelf: Shelf) -> None:
    shelf.write(lambda contents: setattr(contents, "receipts", ()))
    codes = shelf.found()
    assert "bundle.no-receipts" in codes
    assert "bundle.document-unproven" in codes


def test_a_request_is_held_against_the_key_of_the_entry(shelf: Shelf) -> None:
    def exchange_key(contents: Contents) -> None:
        [entry] = contents.registry.values()
        other = signer("khac").private.public_key()
        pem = other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        entry["keys"][0]["public_key"] = pem  # type: ignore[index]

    shelf.write(exchange_key)
    assert "bundle.request-wrong" in shelf.found()
    shelf.write(lambda contents: contents.registry.clear())
    assert "bundle.request-unchecked" in shelf.found()


@pytest.mark.parametrize("entry", [{"keys": 1}, {"keys": [1]}, {"keys": [{}]}, {}])
def test_hostile_entries_are_no_crash(shelf: Shelf, entry: dict[str, object]) -> None:
    shelf.write(lambda contents: contents.registry.update({"x": entry}))
    assert "bundle.request-proven" in shelf.found()


def test_another_logs_key_proves_nothing_of_it(shelf: Shelf) -> None:
    codes = shelf.found("--key", str(signer("other.example/log").key))
    assert "log.origin-wrong" in codes
    assert "bundle.nothing-proven" in codes


def test_an_auditor_needs_only_the_bundle_the_logs_key_and_the_policy(shelf: Shelf) -> None:
    codes = shelf.found("--key", KEY, "--witnesses", str(shelf.folder / "policy"), "--require-quorum")
    assert {"receipt.quorum-met", "bundle.document-proven", "receipt.timestamp-unvouched"} <= codes.keys()


def test_revocation_lists_that_the_bundle_brings_along_need_not_be_given(shelf: Shelf) -> None:
    """The verdicts' own material; only the authority can have signed it."""
    demands = [*shelf.demands]
    at = demands.index("--crl")
    del demands[at : at + 2]
    codes = shelf.found(*demands)
    assert "receipt.timestamp-proves" in codes
    assert "bundle.time-proven" in codes


def test_a_time_stamp_without_revocation_data_is_told_and_fails_only_where_time_is_required(
    shelf: Shelf,
) -> None:
    shelf.write(lambda contents: contents.material.clear())
    root = ["--key", KEY, "--trust", str(shelf.folder / "root.pem"), "--at", NOW.isoformat()]
    assert "receipt.timestamp-unchecked" in shelf.found(*root)
    assert "bundle.nothing-proven" in shelf.found(*root, "--require-time")


@pytest.mark.parametrize(
    "change",
    [
        lambda _: b"",
        lambda _: b"\xff",
        lambda _: b"[" * 100_000,
        lambda _: b"[]",
        lambda _: b"{}",
        lambda found: json.dumps(found | {"rests_on": []}).encode(),
        lambda found: json.dumps(found | {"rests_on": {"content": found["rests_on"]["content"]}}).encode(),
        lambda found: json.dumps(found | {"rests_on": found["rests_on"] | {"at": 7}}).encode(),
        lambda found: json.dumps(found | {"rests_on": found["rests_on"] | {"policy": "x"}}).encode(),
        lambda found: json.dumps(found | {"rests_on": found["rests_on"] | {"ocsps": ["?"]}}).encode(),
        lambda found: json.dumps(found | {"rests_on": found["rests_on"] | {"registered": 1}}).encode(),
        lambda found: json.dumps(found | {"reports": 1}).encode(),
    ],
    ids=range(12),
)
def test_hostile_reports_are_findings_and_no_crash(
    shelf: Shelf, change: Callable[[dict[str, dict[str, object]]], bytes]
) -> None:
    [(name, document)] = bundles.contents(shelf.folder).reports.items()
    hostile = change(json.loads(document))
    with zipfile.ZipFile(shelf.file) as archive:
        members = {one: archive.read(one) for one in archive.namelist() if not one.startswith("META-INF/")}
    _time_stamped(shelf.file, members | {f"reports/{name}": hostile})
    assert shelf.found()["bundle.report-unproven"] == {f"reports/{name}"}


def _time_stamped(file: Path, members: dict[str, bytes]) -> None:
    """A container of these members, time-stamped in good order."""
    listed = [
        Member(name, "application/octet-stream", len(content), BytesIO(content))
        for name, content in members.items()
        if name != "mimetype"
    ]
    with file.open("w+b") as out:
        write_container(out, listed, bundles.stamped)


# --- independent readers --------------------------------------------------------------------------


@pytest.mark.oracle("openssl")
def test_other_programs_open_a_bundle_and_verify_its_time_stamp(shelf: Shelf) -> None:
    files = shelf.folder / "unpacked"
    with zipfile.ZipFile(shelf.file) as archive:
        assert archive.testzip() is None
        assert archive.read("mimetype") == b"application/vnd.etsi.asic-e+zip"
        archive.extractall(files)
    [token], [manifest] = files.glob("META-INF/*.tst"), files.glob("META-INF/ASiCManifest*.xml")
    for name, party in (("root", province().root), ("ca", province().ca)):
        (shelf.folder / f"{name}.one.pem").write_bytes(party.pem)
    command = ["openssl", "ts", "-verify", "-token_in", "-in", str(token), "-data", str(manifest)]
    command += ["-CAfile", str(shelf.folder / "root.one.pem"), "-untrusted", str(shelf.folder / "ca.one.pem")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Verification: OK" in done.stdout + done.stderr, done.stderr
