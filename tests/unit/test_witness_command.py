"""``lienthong witness``: what an agency's clerk types and reads."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from lienthong.tlog.cosignatures import COSIGNATURE_ED25519
from lienthong.tlog.notes import VerifierKey, parse_key
from lienthong.tlog.witness import WitnessAnswer
from lienthong.tlog.witness_policy import parse_policy
from lienthong_client.command.application import cli
from lienthong_client.command.decision_lines import DecisionLines
from lienthong_client.command.desk import Desk
from lienthong_client.witness.decisions import Decision
from lienthong_client.witness.errors import WitnessKeyUnusable
from lienthong_client.witness.keys import new_key, read_key
from tests.builders.grown_log import LOG, grown
from tests.builders.note_keys import signer, witness_signer
from tests.builders.running_witness import RunningWitness

NAME = "longan.gov.vn/witness-1"


def run(*arguments: str | Path, lang: str = "vi") -> Result:
    return CliRunner().invoke(cli, ["--lang", lang, "witness", *(str(argument) for argument in arguments)])


# --- keys -------------------------------------------------------------------------------------------


def test_a_new_key_is_for_its_owner_alone_and_its_lines_are_for_everybody(tmp_path: Path) -> None:
    file = tmp_path / "w.key"
    done = run("new-key", NAME, "--out", file)
    assert done.exit_code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    key = read_key(file).key
    assert (key.name, key.kind) == (NAME, COSIGNATURE_ED25519)
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert str(key) in lines
    policy_line = next(line for line in lines if line.startswith("witness "))
    policy = parse_policy(f"{policy_line} https://w.longan.gov.vn\nquorum {NAME}\n".encode())
    assert policy.witnesses[NAME].key == key
    assert "PRIVATE" not in done.output
    assert "Không gửi" in done.stderr


def test_a_program_reads_the_same_as_json(tmp_path: Path) -> None:
    done = run("new-key", NAME, "--out", tmp_path / "w.key", "--json")
    told = json.loads(done.stdout)
    assert parse_key(told["key"]) == read_key(tmp_path / "w.key").key
    assert told["policy"] == f"witness {NAME} {told['key']}"


def test_a_key_is_never_written_over_anything(tmp_path: Path) -> None:
    file = tmp_path / "w.key"
    file.write_text("something else")
    done = run("new-key", NAME, "--out", file)
    assert (done.exit_code, "không bao giờ bị ghi đè" in done.stderr) == (3, True)
    assert file.read_text() == "something else"
    (tmp_path / "link.key").symlink_to(tmp_path / "nowhere")
    assert run("new-key", NAME, "--out", tmp_path / "link.key").exit_code == 3
    assert not (tmp_path / "nowhere").exists()


def test_a_key_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    done = run("new-key", NAME, "--out", tmp_path / "no" / "w.key")
    assert done.exit_code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "x" * 256])
def test_a_name_that_no_key_can_have_is_misuse(tmp_path: Path, name: str) -> None:
    done = run("new-key", name, "--out", tmp_path / "w.key")
    assert (done.exit_code, "tên khóa" in done.stderr) == (2, True)
    assert not (tmp_path / "w.key").exists()


def _pem(private: object) -> bytes:
    assert hasattr(private, "private_bytes")
    pem: bytes = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem


def _unusable(file: Path) -> dict[str, bytes]:
    content = file.read_bytes()
    line, _, pem = content.partition(b"\n")
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    plain = VerifierKey(NAME, 1, other.public_key().public_bytes_raw())
    return {
        "empty": b"",
        "no line": pem,
        "no key": line + b"\n",
        "cut": content[:-40],
        "another's key": line + b"\n" + _pem(other),
        "another kind of line": f"{plain}\n".encode() + _pem(other),
        "RSA": line + b"\n" + _pem(generate_private_key(65537, 2048)),
        "no text": b"\xff\n" + pem,
    }


@pytest.mark.parametrize(
    "what",
    ["empty", "no line", "no key", "cut", "another's key", "another kind of line", "RSA", "no text"],
)
def test_a_file_that_is_no_witness_key_is_told(tmp_path: Path, what: str) -> None:
    new_key(NAME, tmp_path / "w.key")
    file = tmp_path / "other.key"
    file.write_bytes(_unusable(tmp_path / "w.key")[what])
    with pytest.raises(WitnessKeyUnusable):
        read_key(file)
    done = run("serve", "--key", file, "--log", str(LOG.key), "--state", tmp_path / "state")
    assert (done.exit_code, str(file) in done.stderr) == (2, True)


# --- what cannot be served --------------------------------------------------------------------------


@pytest.mark.parametrize("log", ["nonsense", str(witness_signer("w.example").key), f"{LOG.key}x"])
def test_what_is_no_logs_key_is_misuse(tmp_path: Path, log: str) -> None:
    new_key(NAME, tmp_path / "w.key")
    done = run("serve", "--key", tmp_path / "w.key", "--log", log, "--state", tmp_path / "state")
    assert (done.exit_code, "--log" in done.stderr) == (2, True)
    assert not (tmp_path / "state").exists()


def test_one_log_has_one_key(tmp_path: Path) -> None:
    new_key(NAME, tmp_path / "w.key")
    forger = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
    other = VerifierKey(LOG.key.name, 1, forger)
    both = ("--log", str(LOG.key), "--log", str(other))
    done = run("serve", "--key", tmp_path / "w.key", *both, "--state", tmp_path / "state")
    assert (done.exit_code, LOG.key.name in done.stderr) == (2, True)


@pytest.mark.parametrize(
    "address", ["", "8123", "host", "host:", "a b:1", "127.0.0.1:65536", "::1:8123", "[x]:1"]
)
def test_an_address_that_is_none_is_misuse(tmp_path: Path, address: str) -> None:
    new_key(NAME, tmp_path / "w.key")
    more = ("--log", str(LOG.key), "--state", tmp_path / "state", "--listen", address)
    done = run("serve", "--key", tmp_path / "w.key", *more)
    assert (done.exit_code, "--listen" in done.stderr) == (2, True)


# --- what is read while it serves -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        (
            "vi",
            [
                "200  lienthong.example/log: đã xác nhận 7 bản ghi (trước đó: 0)",
                "409  lienthong.example/log: chưa xác nhận: đang ghi nhớ 7 bản ghi",
                "422  lienthong.example/log: từ chối: 300 bản ghi không tiếp nối 7 bản ghi đã xác nhận",
                "403  lienthong.example/log: từ chối: không có chữ ký đúng của nhật ký",
                "404  stranger.example/log: từ chối: nhật ký không thuộc phạm vi chứng kiến",
                "400  từ chối: không đọc được yêu cầu",
                "409  lienthong.example/log: CẢNH BÁO: hai cây khác nhau cùng 7 bản ghi",
            ],
        ),
        (
            "en",
            [
                "200  lienthong.example/log: cosigned 7 entries (before: 0)",
                "409  lienthong.example/log: not cosigned: 7 entries are remembered",
                "422  lienthong.example/log: refused: 300 entries do not go on from the 7",
                "403  lienthong.example/log: refused: not signed by the log's key",
                "404  stranger.example/log: refused: a log that is not witnessed here",
                "400  refused: cannot be read",
                "409  lienthong.example/log: ALARM: two different trees of 7 entries",
            ],
        ),
    ],
)
def test_each_decision_is_a_line_that_a_clerk_understands(
    tmp_path: Path, lang: str, expected: list[str]
) -> None:
    new_key(NAME, tmp_path / "w.key")
    command = [sys.executable, "-m", "lienthong_client", "--lang", lang, "witness", "serve"]
    command += ["--key", str(tmp_path / "w.key"), "--state", str(tmp_path / "state"), "--log", str(LOG.key)]
    command += ["--listen", "127.0.0.1:0", "--url", "https://w.longan.gov.vn"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(4)]
        port = int(said[0].partition("127.0.0.1:")[2].partition(". " if lang == "en" else ",")[0])
        assert said[3].strip().endswith("https://w.longan.gov.vn")
        witness = RunningWitness(process, {"port": port})
        log, fork = grown(7, 293), grown(7, 293, fork_at=3)
        stranger = grown(7)
        stranger.origin = signer("stranger.example/log")
        for body in (
            log.request(0, 7).to_bytes(),
            log.request(0, 300).to_bytes(),
            fork.request(7, 300).to_bytes(),
            log.request(7, 300).to_bytes().replace(b"\n300\n", b"\n301\n"),
            stranger.request(0, 7).to_bytes(),
            b"nonsense",
            fork.request(7, 7).to_bytes(),
        ):
            witness.add_checkpoint(body)
        lines = [process.stdout.readline() for _ in expected]
        for line, beginning in zip(lines, expected, strict=True):
            # Behind date and time.
            assert line[21:].startswith(beginning), line
        code, errors = witness.stop()
        assert code == 0
        assert ("Đã dừng" if lang == "vi" else "Stopped") in errors
    finally:
        process.kill()
        process.communicate()


def test_what_callers_name_cannot_steer_the_terminal(tmp_path: Path) -> None:
    new_key(NAME, tmp_path / "w.key")
    command = [sys.executable, "-m", "lienthong_client", "--lang", "en", "witness", "serve"]
    command += ["--key", str(tmp_path / "w.key"), "--state", str(tmp_path / "state"), "--log", str(LOG.key)]
    process = subprocess.Popen(
        [*command, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(4)]
        witness = RunningWitness(
            process, {"port": int(said[0].partition("127.0.0.1:")[2].partition(". ")[0])}
        )
        stranger = grown(7)
        stranger.origin = signer("evil\u009b31m\u202eexample")
        witness.add_checkpoint(stranger.request(0, 7).to_bytes())
        line = process.stdout.readline()
        assert "404  evil·31m·example" in line
    finally:
        process.kill()
        process.communicate()


# --- lines ----------------------------------------------------------------------------------------


def decisions(count: int) -> list[Decision]:
    at = datetime(2026, 3, 2, 1, 2, 3, tzinfo=UTC)
    return [Decision(at, WitnessAnswer(404, "unknown log\n"), f"log-{number}") for number in range(count)]


def test_lines_stand_in_the_order_of_the_decisions(capsys: pytest.CaptureFixture[str]) -> None:
    lines = DecisionLines(Desk(as_json=True))
    with lines.telling():
        for one in decisions(50):
            lines.tell(one)
        lines.begin()
    told = [json.loads(line)["origin"] for line in capsys.readouterr().out.splitlines()]
    assert told == [f"log-{number}" for number in range(50)]


@pytest.mark.parametrize("as_json", [True, False])
def test_what_nobody_has_read_is_counted_and_told(capsys: pytest.CaptureFixture[str], as_json: bool) -> None:
    lines = DecisionLines(Desk(language="vi", as_json=as_json), most_waiting=3)
    for one in decisions(8):
        lines.tell(one)
    with lines.telling():
        lines.begin()
    first, *rest = capsys.readouterr().out.splitlines()
    assert "5" in first
    assert json.loads(first) == {"event": "untold", "decisions": 5} if as_json else "không được ghi" in first
    assert len(rest) == 3
