"""``lienthong verify``: verdicts, forms, exit codes, and what a tired clerk is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from lxml import etree

from lienthong.signatures.isolation.pool import ValidationPool
from lienthong_client import verification
from lienthong_client.command.application import cli
from lienthong_local.schemas.published import published_files
from tests.builders.checked_files import write_files
from tests.builders.signing_pki import NOW

#: pyHanko states the time at which it signs, which in a long run is well after this module was read.
AT = (NOW + timedelta(hours=1)).isoformat()
PROMISED = {"file", "format", "indication", "sub_indication", "signatures", "findings"}
PROMISED_OF_SIGNATURES = {
    "integrity",
    "indication",
    "sub_indication",
    "level",
    "signer",
    "best_signature_time",
    "covers_whole_file",
    "findings",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_files(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def pool() -> Iterator[ValidationPool]:
    with ValidationPool() as running:
        yield running


@pytest.fixture(autouse=True)
def _in_the_folder(folder: Path, pool: ValidationPool, monkeypatch: pytest.MonkeyPatch) -> None:
    """One warm checking process serves all tests in here; those in a process of their own start theirs."""
    monkeypatch.setattr(verification, "ValidationPool", lambda: nullcontext(pool))
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LIENTHONG_CONFIG", str(folder / "no-such.toml"))
    monkeypatch.setenv("LIENTHONG_LANG", "en")


def verify(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["verify", *arguments])


def trusting(*arguments: str) -> Result:
    """With the province's root and the lists of its authorities, as of the builders' moment."""
    return verify(*arguments, "--trust", "roots", "--crl", "crls", "--at", AT)


def objects(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


# --- verdicts and exit codes -----------------------------------------------------------------------


def test_good_files_are_total_passed_and_the_command_ends_with_0() -> None:
    result = trusting("good.pdf", "good.p7s", "--content", "letter.txt", "--json")
    assert [one["indication"] for one in objects(result)] == ["TOTAL-PASSED", "TOTAL-PASSED"]
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "indication", "sub_indication"),
    [
        (["tampered.pdf"], "TOTAL-FAILED", "HASH_FAILURE"),
        (["truncated.pdf"], "TOTAL-FAILED", "FORMAT_FAILURE"),
        (["unsigned.pdf"], "INDETERMINATE", "NO_SIGNATURE_FOUND"),
        (["letter.txt"], "INDETERMINATE", "NO_SIGNATURE_FOUND"),
        (["good.p7s"], "INDETERMINATE", "SIGNED_DATA_NOT_FOUND"),
        (["good.p7s", "--content", "other.txt"], "TOTAL-FAILED", "HASH_FAILURE"),
        (["expired.p7s", "--content", "letter.txt"], "INDETERMINATE", "OUT_OF_BOUNDS_NO_POE"),
        (["untrusted.p7s", "--content", "letter.txt"], "INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_is_not_passed_says_why_and_ends_with_1(
    arguments: list[str], indication: str, sub_indication: str
) -> None:
    result = trusting(*arguments, "--json")
    [told] = objects(result)
    assert (told["indication"], told["sub_indication"]) == (indication, sub_indication)
    assert result.exit_code == 1


def test_one_bad_file_among_good_ones_decides_the_exit_code() -> None:
    assert trusting("good.pdf", "tampered.pdf", "--quiet").exit_code == 1


def test_a_trusted_list_says_whom_to_trust_at_the_time_that_is_asked_for() -> None:
    by_list = ("--trusted-list", "list.xml", "--list-signer", "operator.pem", "--crl", "crls")
    now = verify("good.pdf", *by_list, "--at", AT, "--json")
    assert (now.exit_code, now.stderr) == (0, "")
    before = verify("good.pdf", *by_list, "--at", (NOW - timedelta(days=2)).isoformat(), "--json")
    [report] = objects(before)
    assert "path.none" in [finding["code"] for finding in report["signatures"][0]["findings"]]


def test_without_trust_nobody_is_trusted_and_it_is_said_where_roots_come_from() -> None:
    result = verify("good.pdf", "--json")
    assert objects(result)[0]["sub_indication"] == "NO_CERTIFICATE_CHAIN_FOUND"
    assert result.exit_code == 1
    assert "no signer can be trusted" in result.stderr
    assert "ca.gov.vn" in result.stderr


def test_a_revoked_certificate_is_found_in_a_list_given_as_a_file() -> None:
    lists = ("--crl", "crls/root.crl", "--crl", "revoked.crl")
    result = verify(
        "good.p7s",
        "--content",
        "letter.txt",
        "--trust",
        "roots/root.der",
        *lists,
        "--at",
        AT,
        "--json",
    )
    assert objects(result)[0]["sub_indication"] == "REVOKED_NO_POE"


def test_the_verdict_is_as_of_the_time_that_is_asked_for() -> None:
    later = NOW.replace(year=NOW.year + 3).isoformat()
    result = verify("good.pdf", "--trust", "roots", "--crl", "crls", "--at", later, "--json")
    assert objects(result)[0]["indication"] == "INDETERMINATE"


def test_a_policy_of_ones_own_decides(folder: Path) -> None:
    (folder / "own.yaml").write_text(
        "name: own\nversion: 7\nconstraints: {path.none: warn, signature.no-timestamp: ignore, "
        "certificate.expired-no-proof: warn, revocation.missing: warn}\n",
        encoding="utf-8",
    )
    result = trusting("untrusted.p7s", "--content", "letter.txt", "--policy", "own.yaml", "--json")
    [told] = objects(result)
    assert (told["policy"], told["indication"]) == ("own/7", "TOTAL-PASSED")
    assert result.exit_code == 0


# --- forms -----------------------------------------------------------------------------------------


def test_json_is_one_object_per_file_in_the_published_shape() -> None:
    names = ["good.pdf", "tampered.pdf", "truncated.pdf", "unsigned.pdf", "expired.p7s"]
    result = trusting(*names, "--json")
    told = objects(result)
    assert [one["file"] for one in told] == names
    schema = Draft202012Validator(json.loads(published_files()["report.schema.json"]))
    for one in told:
        assert one.keys() >= PROMISED
        assert all(signature.keys() >= PROMISED_OF_SIGNATURES for signature in one["signatures"])
        assert [error.message for error in schema.iter_errors(one)] == []
    assert [s["integrity"] for s in told[0]["signatures"]] == ["intact", "intact"]
    assert [s["integrity"] for s in told[1]["signatures"]] == ["broken"]


def test_the_same_files_give_the_same_bytes_again() -> None:
    first, second = (trusting("good.pdf", "tampered.pdf", "--json").stdout for _ in range(2))
    assert first == second


def test_xml_is_one_document_about_all_files() -> None:
    result = trusting("good.pdf", "unsigned.pdf", "--xml")
    root = etree.fromstring(result.stdout_bytes)
    assert etree.QName(root).localname == "ValidationReport"
    assert len(root.findall("{*}SignatureValidationReport")) == 3


@pytest.mark.parametrize(("form", "start"), [("--html", b"<!DOCTYPE html>"), ("--pdf", b"%PDF-")])
def test_reports_for_people_are_written_beside_the_answer(tmp_path: Path, form: str, start: bytes) -> None:
    out = tmp_path / "report"
    result = trusting("good.pdf", form, str(out), "--lang", "vi")
    assert out.read_bytes().startswith(start)
    assert "HỢP LỆ" in result.stdout
    assert str(out) in result.stderr
    assert result.exit_code == 0


# --- misuse ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "'FILE...' is missing"),
        (["nosuch.pdf"], "does not exist"),
        (["roots"], "FILE..."),
        (["good.pdf", "--json", "--xml"], "exclude each other"),
        (["good.pdf", "--xml", "--html", "x"], "exclude each other"),
        (["good.pdf", "--at", "yesterday"], "a time is written"),
        (["good.pdf", "--trust", "letter.txt"], "holds no X.509 certificate"),
        (["good.pdf", "--trust", "crls"], "holds no X.509 certificate"),
        (["good.pdf", "--trusted-list", "list.xml"], "belong together"),
        (["good.pdf", "--list-signer", "operator.pem"], "belong together"),
        (["good.pdf", "--trusted-list", "list.xml", "--list-signer", "roots"], "signed by somebody else"),
        (["good.pdf", "--trusted-list", "good.pdf", "--list-signer", "roots"], "one signature"),
        (["good.pdf", "--trusted-list", "list.xml", "--list-signer", "letter.txt"], "holds no X.509"),
        (["good.pdf", "--crl", "roots"], "neither a CRL nor an OCSP response"),
        (["good.pdf", "--policy", "letter.txt"], "has 3 fault(s)"),
        (["good.pdf", "--html", "no/such/folder/x.html"], "cannot be written"),
        ([os.devnull], "cannot be read"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_misuse_ends_with_2_and_says_what_to_do(arguments: list[str], said: str) -> None:
    result = verify(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr


# --- a tired clerk ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "sentences"),
    [
        (["good.pdf"], ["HỢP LỆ. Mọi chữ ký số đều hợp lệ", "Được sử dụng tệp này", "Nguyễn Văn An"]),
        (["tampered.pdf"], ["KHÔNG HỢP LỆ. Nội dung đã bị thay đổi sau khi ký.", "Không sử dụng tệp này."]),
        (
            ["expired.p7s", "--content", "letter.txt"],
            ["CHƯA XÁC ĐỊNH ĐƯỢC.", "đã hết hạn", "ký lại bằng chứng thư số còn hiệu lực"],
        ),
        (
            ["untrusted.p7s", "--content", "letter.txt"],
            ["CHƯA XÁC ĐỊNH ĐƯỢC. Nội dung đúng như khi ký, nhưng", "không thuộc danh sách được tin cậy"],
        ),
        (["unsigned.pdf"], ["KHÔNG CÓ CHỮ KÝ SỐ.", "Chỉ dùng để tham khảo."]),
        (["good.p7s"], ["Đây là chữ ký rời, thiếu tệp nội dung đã ký.", "--content", "chưa đối chiếu được"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) and len(value) < 4 else None,
)
def test_a_clerk_reads_verdict_cause_and_next_step_in_plain_vietnamese(
    arguments: list[str], sentences: list[str]
) -> None:
    told = trusting(*arguments, "--lang", "vi").stdout
    assert [sentence for sentence in sentences if sentence not in told] == []


def test_who_signed_for_whom_and_when_is_told_with_its_proof() -> None:
    told = trusting("good.p7s", "--content", "letter.txt", "--lang", "en").stdout
    facts = {line.strip().split("  ")[0]: line.strip() for line in told.splitlines()}
    assert facts["Signer"].endswith("UBND huyện Cần Giuộc")
    assert "proven by a timestamp of Dịch vụ cấp dấu thời gian" in facts["Signed"]
    assert facts["Content"].endswith("as it was signed")


def test_what_libraries_log_about_a_bad_file_is_kept_from_the_clerk() -> None:
    trust = ["--trust", "roots", "--crl", "crls", "--at", AT]
    finished = subprocess.run(
        [sys.executable, "-m", "lienthong_client", "verify", "rewritten.pdf", *trust, "--lang", "vi"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 1
    assert "KHÔNG HỢP LỆ. Văn bản đã bị sửa sau khi ký." in finished.stdout
    assert finished.stderr == ""


def test_a_hostile_name_cannot_steer_the_terminal(folder: Path) -> None:
    name = "a\x1b[2Jb.txt"
    (folder / name).write_bytes(b"x")
    assert "\x1b" not in verify(name).stdout


# --- what it needs ---------------------------------------------------------------------------------


def loaded_by(*arguments: str) -> tuple[int, set[str]]:
    """Exit code, and the top-level packages that a fresh interpreter holds after the command."""
    program = (
        "import sys\nfrom lienthong_client.command.application import cli\n"
        "try:\n    cli.main(sys.argv[1:])\n"
        "finally:\n    print('LOADED', *{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)\n"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program, "verify", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent"},
    )
    return finished.returncode, set(finished.stderr.rpartition("LOADED ")[2].split())


def test_it_needs_neither_network_nor_aws_nor_configuration() -> None:
    code, loaded = loaded_by("good.pdf", "--trust", "roots", "--crl", "crls", "--at", AT, "--json")
    assert code == 0
    assert "cryptography" in loaded, "it did run"
    assert loaded & {"boto3", "botocore", "httpx", "http_message_signatures", "urllib3", "requests"} == set()
    assert loaded & {"pyhanko", "lxml", "typst"} == set(), "hostile bytes are parsed in another process"


def test_its_help_loads_nothing_that_a_check_needs() -> None:
    code, loaded = loaded_by("--help")
    assert code == 0
    assert loaded & {"boto3", "httpx", "cryptography", "pyhanko", "yaml"} == set()
