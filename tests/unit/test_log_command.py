"""``lienthong log check``: with a copy of the log and its key, an auditor has the verdict in one command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lienthong.tlog.checkpoints import TreeHead, sign_checkpoint
from lienthong.tlog.growth import Edge, grow
from lienthong_client.command.application import cli
from tests.builders.note_keys import signer

LOG = signer("lienthong.example/log")
KEY = str(LOG.key)


def publish(folder: Path, entries: list[bytes]) -> Path:
    """A log as a folder of files."""
    growth = grow(Edge(), entries)
    head = TreeHead(LOG.key.name, growth.edge.size, growth.edge.root)
    files = {**growth.files, "checkpoint": sign_checkpoint(head, LOG).note.to_bytes()}
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def entries(count: int) -> list[bytes]:
    return [f"entry {number}".encode() for number in range(count)]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return publish(tmp_path / "log", entries(300))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--lang", "vi", "log", "check", *arguments])


def findings(*arguments: str) -> list[str]:
    answer = CliRunner().invoke(cli, ["--json", "log", "check", *arguments])
    assert answer.exit_code == 1
    told = json.loads(answer.stdout)
    assert told["sound"] is False
    assert all(one["en"] and one["vi"] for one in told["findings"])
    return [one["code"] for one in told["findings"]]


def test_a_sound_log_is_confirmed_and_its_checkpoint_kept(copy: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.note"
    done = run(str(copy), "--key", KEY, "--save", str(kept))
    assert (done.exit_code, "cả 300 bản ghi" in done.stdout) == (0, True), done.output
    assert kept.read_bytes() == (copy / "checkpoint").read_bytes()
    grown = publish(tmp_path / "later", entries(301))
    assert run(str(grown), "--key", KEY, "--from", str(kept)).exit_code == 0


def test_a_damaged_file_is_named(copy: Path) -> None:
    (copy / "tile/0/000").write_bytes(bytes(256 * 32))
    done = run(str(copy), "--key", KEY)
    assert (done.exit_code, "tile/0/000" in done.stdout) == (1, True)


def test_an_older_and_another_history_are_found_out(copy: Path, tmp_path: Path) -> None:
    kept = str(copy / "checkpoint")
    older = publish(tmp_path / "older", entries(299))
    assert findings(str(older), "--key", KEY, "--from", kept) == ["log.rolled-back"]
    other = publish(tmp_path / "other", [*entries(299), b"forged", b"more"])
    assert findings(str(other), "--key", KEY, "--from", kept) == ["log.forked"]


def test_what_is_no_log_or_no_key_is_a_finding(copy: Path, tmp_path: Path) -> None:
    assert findings(str(tmp_path), "--key", KEY) == ["log.checkpoint-missing"]
    assert findings(str(copy), "--key", "no key") == ["log.key-wrong"]
    assert findings(str(copy), "--key", str(signer("other.example/log").key)) == ["log.origin-wrong"]


def test_a_key_of_the_same_name_by_somebody_else_is_not_believed(copy: Path) -> None:
    forger = signer("lienthong.example/log", 0x7F)
    assert findings(str(copy), "--key", str(forger.key)) != []
