"""``lienthong log watch``: whoever keeps looking finds out a log that forgets or shows two histories."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lienthong.tlog.contradictions import read_contradiction
from lienthong.tlog.cosignatures import cosign
from lienthong.tlog.tiles import encode_entries
from lienthong_client.command.application import cli
from lienthong_client.watching import Alarm, Demands, Step, Watcher
from tests.builders.grown_log import LOG, Log, grown
from tests.builders.note_keys import signer, witness_signer

KEY = str(LOG.key)
AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
W1, W2 = witness_signer("w1.example"), witness_signer("w2.example")


def run(*arguments: str | Path, lang: str = "vi") -> Result:
    words = [str(argument) for argument in arguments]
    return CliRunner().invoke(cli, ["--lang", lang, "log", "watch", *words])


def told(*arguments: str | Path) -> tuple[int, list[dict[str, Any]]]:
    done = run(*arguments, "--json")
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()]


def events(*arguments: str | Path) -> tuple[int, list[str]]:
    code, lines = told(*arguments)
    return code, [line.get("code", line["event"]) for line in lines]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "seen.note"


# --- looking again and again ------------------------------------------------------------------------


def test_a_log_that_grows_is_followed_and_its_largest_checkpoint_kept(tmp_path: Path, state: Path) -> None:
    log = grown(300, 60)
    place = log.lay(tmp_path / "log", 300)
    assert events(place, "--key", KEY, "--state", state) == (0, ["signed", "first", "kept"])
    assert state.read_bytes() == (place / "checkpoint").read_bytes()
    assert events(place, "--key", KEY, "--state", state) == (0, ["signed", "same"])
    log.lay(place)
    assert events(place, "--key", KEY, "--state", state, "--entries") == (
        0,
        ["signed", "grown", "entries", "kept"],
    )
    assert state.read_bytes() == (place / "checkpoint").read_bytes()


def test_each_step_is_a_line_that_a_clerk_understands(tmp_path: Path, state: Path) -> None:
    log = grown(300, 60)
    place = log.lay(tmp_path / "log", 300)
    assert run(place, "--key", KEY, "--state", state).exit_code == 0
    log.lay(place)
    done = run(place, "--key", KEY, "--state", state)
    assert done.stdout.splitlines() == [
        "✓ lienthong.example/log: 360 bản ghi, đúng chữ ký của nhật ký",
        "✓ Nhật ký tiếp nối 300 bản ghi đã thấy: thêm 60 bản ghi",
        f"✓ Đã giữ làm điểm lớn nhất đã thấy: {state}",
    ]


def test_a_look_without_memory_says_what_it_does_not_know(tmp_path: Path) -> None:
    place = grown(7).lay(tmp_path / "log")
    done = run(place, "--key", KEY)
    assert done.exit_code == 0
    assert "--state" in done.stderr
    assert "không được ghi nhớ" in done.stderr


def test_what_log_check_has_saved_is_taken_up(tmp_path: Path, state: Path) -> None:
    place = grown(7).lay(tmp_path / "log")
    saved = CliRunner().invoke(cli, ["log", "check", str(place), "--key", KEY, "--save", str(state)])
    assert saved.exit_code == 0
    assert events(place, "--key", KEY, "--state", state) == (0, ["signed", "same"])


# --- alarms -----------------------------------------------------------------------------------------


def test_a_smaller_log_is_an_alarm_and_both_checkpoints_are_kept(tmp_path: Path, state: Path) -> None:
    log = grown(7, 293)
    place = log.lay(tmp_path / "log")
    assert run(place, "--key", KEY, "--state", state).exit_code == 0
    kept = state.read_bytes()
    log.lay(place, 7)
    code, lines = told(place, "--key", KEY, "--state", state)
    assert (code, lines[-1]["code"]) == (1, "log.rolled-back")
    assert lines[-1]["en"]
    assert lines[-1]["vi"]
    found = read_contradiction(Path(lines[-1]["evidence"]).read_bytes(), LOG.key)
    assert (found.seen.head.size, found.shown.head.size) == (300, 7)
    assert state.read_bytes() == kept, "the largest one seen stays the largest one seen"


@pytest.mark.parametrize("size", [300, 400])
def test_another_history_is_an_alarm_and_both_checkpoints_are_kept(
    tmp_path: Path, state: Path, size: int
) -> None:
    place = grown(300).lay(tmp_path / "log")
    assert run(place, "--key", KEY, "--state", state).exit_code == 0
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    fork = grown(300, 100, fork_at=3).lay(tmp_path / "fork", size)
    done = run(fork, "--key", KEY, "--state", state, "--evidence", evidence)
    assert done.exit_code == 1
    assert "hai lịch sử khác nhau" in done.stdout
    (file,) = evidence.iterdir()
    assert str(file) in done.stdout
    assert read_contradiction(file.read_bytes(), LOG.key).proves_itself == (size == 300)
    assert run(fork, "--key", KEY, "--state", state, "--evidence", evidence).exit_code == 1
    assert list(evidence.iterdir()) == [file]


def test_a_damaged_file_is_an_alarm_that_accuses_nobody(tmp_path: Path, state: Path) -> None:
    log = grown(300, 60)
    place = log.lay(tmp_path / "log", 300)
    assert run(place, "--key", KEY, "--state", state).exit_code == 0
    log.lay(place)
    (place / "tile/0/001.p/104").write_bytes(bytes(104 * 32))
    assert events(place, "--key", KEY, "--state", state) == (1, ["signed", "log.tile-wrong"])
    assert not list(tmp_path.glob("*.evidence"))


def test_an_exchanged_entry_is_found_where_entries_are_read(tmp_path: Path, state: Path) -> None:
    log = grown(300, 60)
    place = log.lay(tmp_path / "log", 300)
    assert run(place, "--key", KEY, "--state", state).exit_code == 0
    kept = state.read_bytes()
    log.lay(place)
    exchanged = [*(f"entry {number}".encode() for number in range(256, 359)), b"exchanged"]
    (place / "tile/entries/001.p/104").write_bytes(encode_entries(exchanged))
    assert events(place, "--key", KEY, "--state", state, "--entries") == (
        1,
        ["signed", "grown", "log.root-wrong"],
    )
    assert state.read_bytes() == kept, "so that the next look reads them again"


def test_a_checkpoint_of_somebody_else_is_an_alarm(tmp_path: Path, state: Path) -> None:
    place = grown(7).lay(tmp_path / "log")
    assert events(place, "--key", str(signer("other.example/log").key)) == (1, ["log.origin-wrong"])
    (place / "checkpoint").write_bytes(b"\xff")
    assert events(place, "--key", KEY, "--state", state) == (1, ["log.note-malformed"])
    assert events(tmp_path, "--key", KEY) == (1, ["log.checkpoint-missing"])
    assert not state.exists()


def test_a_log_that_stands_still_for_too_long_is_an_alarm(tmp_path: Path, state: Path) -> None:
    place = grown(7).lay(tmp_path / "log")
    arguments = (place, "--key", KEY, "--state", state, "--stale", "3600")
    assert run(*arguments).exit_code == 0
    assert run(*arguments).exit_code == 0
    an_hour_ago = datetime.now(UTC).timestamp() - 3700
    os.utime(state, (an_hour_ago, an_hour_ago))
    assert events(*arguments) == (1, ["signed", "same", "log.stands-still"])


# --- witnesses --------------------------------------------------------------------------------------


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "witness-policy"
    file.write_text(f"log {LOG.key}\nwitness w1 {W1.key}\nwitness w2 {W2.key}\ngroup g any w1 w2\nquorum g\n")
    return file


def cosigned(log: Log, *witnesses: int) -> bytes:
    checkpoint = log.checkpoint(log.edge.size)
    lines = tuple(cosign(checkpoint.head, (W1, W2)[number - 1], AT) for number in witnesses)
    return checkpoint.note.with_signatures(lines).to_bytes()


def test_a_quorum_of_witnesses_is_asked_for(tmp_path: Path, policy: Path) -> None:
    log = grown(7)
    place = log.lay(tmp_path / "log")
    arguments = (place, "--key", KEY, "--witness-policy", policy, "--grace", "0")
    assert events(*arguments) == (1, ["signed", "first", "log.quorum-missing"])
    (place / "checkpoint").write_bytes(cosigned(log, 2))
    assert events(*arguments) == (0, ["signed", "first", "cosigned"])
    assert events(*arguments, "--at-least", "2") == (1, ["signed", "first", "log.quorum-missing"])
    (place / "checkpoint").write_bytes(cosigned(log, 1, 2))
    assert events(*arguments, "--at-least", "2") == (0, ["signed", "first", "cosigned"])


def test_a_wrong_cosignature_is_an_alarm_even_where_the_quorum_is_met(tmp_path: Path, policy: Path) -> None:
    log = grown(7)
    place = log.lay(tmp_path / "log")
    forged = cosign(grown(6).head(6), W2, AT)
    note = log.checkpoint(7).note.with_signatures((cosign(log.head(7), W1, AT), forged))
    (place / "checkpoint").write_bytes(note.to_bytes())
    arguments = (place, "--key", KEY, "--witness-policy", policy, "--grace", "0")
    assert events(*arguments) == (1, ["signed", "first", "log.signature-wrong", "cosigned"])


class Waiting:
    """A watcher's clock, and a log whose witnesses answer after some seconds."""

    def __init__(self, place: Path, log: Log, after: float) -> None:
        self.place, self.log, self.after, self.seconds = place, log, after, 0.0

    def now(self) -> datetime:
        return AT + timedelta(seconds=self.seconds)

    def pause(self, seconds: float) -> bool:
        self.seconds += seconds
        if self.seconds >= self.after:
            (self.place / "checkpoint").write_bytes(cosigned(self.log, 1))
        return False


@pytest.mark.parametrize(("after", "alarmed"), [(4.0, False), (29.0, False), (31.0, True)])
def test_witnesses_are_given_some_seconds_before_they_are_missed(
    tmp_path: Path, policy: Path, after: float, alarmed: bool
) -> None:
    from lienthong.tlog.witness_policy import parse_policy

    log = grown(7)
    place = log.lay(tmp_path / "log")
    waiting = Waiting(place, log, after)
    demands = Demands(policy=parse_policy(policy.read_bytes()))
    watcher = Watcher(LOG.key, demands, None, tmp_path, waiting.pause, waiting.now)
    found = list(watcher.look(lambda path: (place / path).read_bytes(), str(place)))
    assert any(isinstance(one, Alarm) for one in found) == alarmed
    assert isinstance(found[0], Step)
    assert waiting.seconds <= 30


# --- misuse -----------------------------------------------------------------------------------------


def test_what_only_the_watcher_can_put_right_is_misuse(tmp_path: Path, state: Path, policy: Path) -> None:
    place = grown(7).lay(tmp_path / "log")
    assert run(place, "--key", "nonsense").exit_code == 2
    assert run(place, "--key", str(W1.key)).exit_code == 2
    assert run(place, "--key", KEY, "--once", "--every", "5").exit_code == 2
    assert run(place, "--key", KEY, "--at-least", "1").exit_code == 2
    policy.write_text("quorum nobody\n")
    wrong = run(place, "--key", KEY, "--witness-policy", policy)
    assert (wrong.exit_code, "quorum nobody" in wrong.stderr) == (2, True)
    state.write_bytes(b"no note")
    damaged = run(place, "--key", KEY, "--state", state)
    assert (damaged.exit_code, str(state) in damaged.stderr) == (2, True)
    assert state.read_bytes() == b"no note", "nothing is begun anew silently"
    missing = run(place, "--key", KEY, "--state", tmp_path / "no" / "folder")
    assert missing.exit_code == 2


def test_a_log_that_cannot_be_reached_is_no_verdict() -> None:
    done = run("http://127.0.0.1:9", "--key", KEY, lang="en")
    assert done.exit_code == 5
    assert "nothing was concluded" in done.stderr


# --- over HTTP, again and again ---------------------------------------------------------------------


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A reader who has had enough is what a test asks for."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    folder = tmp_path / "log"
    folder.mkdir()
    with _Server(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_it_watches_over_http_goes_on_after_an_alarm_and_ends_with_it(
    served: tuple[Path, str], state: Path
) -> None:
    folder, url = served
    log = grown(7, 293)
    log.lay(folder, 7)
    command = [sys.executable, "-m", "lienthong_client", "--json", "log", "watch", url, "--key", KEY]
    process = subprocess.Popen(
        [*command, "--state", str(state), "--every", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines = (json.loads(line) for line in process.stdout)

    def until(event: str) -> dict[str, Any]:
        line: dict[str, Any] = next(line for line in lines if event in (line["event"], line.get("code")))
        return line

    try:
        until("first")
        log.lay(folder)
        assert until("grown")["count"] == 293
        log.lay(folder, 7)
        until("log.rolled-back")
        (folder / "checkpoint").unlink()
        until("log.checkpoint-missing")
        log.lay(folder)
        assert until("same")["size"] == 300
        process.terminate()
        assert process.wait(timeout=30) == 1, "it has seen an alarm"
    finally:
        process.kill()
        process.communicate()


def test_who_will_not_wait_for_a_silent_log_asks_twice() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        command = [
            sys.executable,
            "-m",
            "lienthong_client",
            "log",
            "watch",
            url,
            "--key",
            KEY,
            "--every",
            "5",
        ]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            silent.settimeout(30)
            asked, _ = silent.accept()
            with asked:
                assert asked.recv(4) == b"GET "
                process.send_signal(signal.SIGINT)
                with pytest.raises(subprocess.TimeoutExpired):
                    process.wait(timeout=0.5)
                process.send_signal(signal.SIGINT)
                assert process.wait(timeout=10) == 130
        finally:
            process.kill()
            process.communicate()


def test_a_file_without_end_is_not_read_to_its_end(served: tuple[Path, str]) -> None:
    folder, url = served
    with (folder / "checkpoint").open("wb") as file:
        file.truncate(1 << 30)
    done = run(url, "--key", KEY, lang="en")
    assert done.exit_code == 5
    assert "17825792" in done.stderr
