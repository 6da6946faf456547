"""The witness as a process: what it answers honest and hostile callers over HTTP, and across its ends."""

from __future__ import annotations

import json
import random
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from lienthong.tlog.checkpoints import parse_checkpoint, verify_checkpoint
from lienthong.tlog.cosignatures import verify_cosignature
from lienthong.tlog.notes import parse_signature_lines
from lienthong.tlog.witness import SIZE_TYPE
from lienthong.tlog.witness_policy import parse_policy
from lienthong_client.witness.decisions import Witness
from lienthong_client.witness.keys import new_key, read_key
from lienthong_client.witness.memory import opened_memory
from lienthong_client.witness.server import CONNECTIONS, MOST_BODY_BYTES, WitnessServer, serving
from tests.builders.grown_log import LOG, Log, grown
from tests.builders.note_keys import signer
from tests.builders.running_witness import RunningWitness, running_witness, serve_command

STRANGER = Log(origin=signer("stranger.example/log"))
STRANGER.append(3)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    new_key("witness.example/w", tmp_path / "w.key")
    return tmp_path / "w.key"


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningWitness]:
    """One process for all tests that leave nothing behind in it; in the end it has complained of nothing."""
    folder = tmp_path_factory.mktemp("steady")
    new_key("witness.example/steady", folder / "w.key")
    with running_witness(folder / "w.key", folder / "state", [LOG.key]) as running:
        yield running
        code, errors = running.stop()
        assert (code, "Traceback" in errors, "127.0.0.1" in errors) == (0, False, False)


@pytest.fixture
def witness(key: Path, tmp_path: Path) -> Iterator[RunningWitness]:
    with running_witness(key, tmp_path / "state", [LOG.key]) as running:
        yield running


# --- the protocol -----------------------------------------------------------------------------------


def test_it_announces_its_port_its_key_and_its_line_for_the_policy_file(witness: RunningWitness) -> None:
    told = witness.announced
    assert told["event"] == "listening"
    assert told["url"] == f"http://127.0.0.1:{told['port']}"
    assert told["logs"] == [{"origin": LOG.key.name, "size": 0}]
    policy = parse_policy(f"log {LOG.key}\n{told['policy']}\nquorum {witness.key.name}\n".encode())
    assert policy.witnesses[witness.key.name].url == told["url"]
    assert policy.witnesses[witness.key.name].key == witness.key


def test_a_log_that_grows_is_cosigned_and_each_decision_is_one_line(witness: RunningWitness) -> None:
    log, before = grown(7, 293), 0
    for size in (7, 300):
        request = log.request(before, size)
        answer = witness.add_checkpoint(request.to_bytes())
        assert (answer.status, answer.content_type) == (200, "text/plain; charset=utf-8")
        note = request.checkpoint.note.with_signatures(parse_signature_lines(answer.body))
        cosigned = verify_checkpoint(parse_checkpoint(note.to_bytes()), LOG.key)
        assert verify_cosignature(cosigned, witness.key) is not None
        line = witness.next_line()
        assert (line["status"], line["origin"], line["old"], line["size"]) == (
            200,
            LOG.key.name,
            before,
            size,
        )
        assert not any("127.0.0.1" in str(value) for value in line.values()), "no caller's address"
        before = size


def test_what_it_refuses_it_refuses_with_the_code_of_the_specification(witness: RunningWitness) -> None:
    log, fork = grown(7, 293), grown(7, 293, fork_at=3)
    assert witness.add_checkpoint(log.request(0, 7).to_bytes()).status == 200
    conflict = witness.add_checkpoint(log.request(0, 300).to_bytes())
    assert (conflict.status, conflict.content_type, conflict.body) == (409, SIZE_TYPE, "7\n")
    assert witness.add_checkpoint(STRANGER.request(0, 3).to_bytes()).status == 404
    assert witness.add_checkpoint(log.request(300, 7).to_bytes()).status == 400
    assert witness.add_checkpoint(fork.request(7, 300).to_bytes()).status == 422
    forged = log.request(7, 300).to_bytes().replace(b"\n300\n", b"\n301\n")
    assert witness.add_checkpoint(forged).status == 403
    assert witness.add_checkpoint(fork.request(7, 7).to_bytes()).status == 409
    told = [witness.next_line() for _ in range(7)]
    assert [line["status"] for line in told] == [200, 409, 404, 400, 422, 403, 409]
    assert [line["contradiction"] for line in told] == [False] * 6 + [True]
    assert Path(told[-1]["evidence"]).exists()
    assert witness.add_checkpoint(log.request(7, 300).to_bytes()).status == 200


def test_it_tells_people_and_programs_whom_it_witnesses(witness: RunningWitness) -> None:
    log = grown(7)
    assert witness.add_checkpoint(log.request(0, 7).to_bytes()).status == 200
    page = witness.ask("GET", "/")
    assert page.status == 200
    assert "Bên chứng kiến" in page.body
    assert str(witness.key) in page.body
    assert LOG.key.name in page.body
    about = json.loads(witness.ask("GET", "/", headers={"Accept": "application/json"}).body)
    assert (about["name"], about["key"]) == ("witness.example/w", str(witness.key))
    (told,) = about["logs"]
    assert verify_checkpoint(parse_checkpoint(told["checkpoint"].encode()), LOG.key).head == log.head(7)
    assert witness.ask("HEAD", "/").body == ""


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/add-checkpoint", 405),
        ("POST", "/", 404),
        ("GET", "/../w.key", 404),
        ("GET", "//", 200),
        ("PUT", "/add-checkpoint", 501),
        ("DELETE", "/", 501),
    ],
)
def test_nothing_else_is_served(steady: RunningWitness, method: str, path: str, status: int) -> None:
    assert steady.ask(method, path, b"x" if method != "GET" else None).status == status


# --- across its ends --------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_and_goes_on_from_what_it_cosigned(
    key: Path, tmp_path: Path, by: signal.Signals
) -> None:
    log, state = grown(7, 293), tmp_path / "state"
    with running_witness(key, state, [LOG.key]) as first:
        assert first.add_checkpoint(log.request(0, 7).to_bytes()).status == 200
        assert first.stop(by)[0] == 0
    with running_witness(key, state, [LOG.key]) as second:
        assert second.announced["logs"] == [{"origin": LOG.key.name, "size": 7}]
        assert second.add_checkpoint(log.request(0, 7).to_bytes()).body == "7\n"
        assert second.add_checkpoint(log.request(7, 300).to_bytes()).status == 200


def test_an_idle_connection_does_not_hold_up_its_end(witness: RunningWitness) -> None:
    connection = HTTPConnection("127.0.0.1", witness.port, timeout=10)
    connection.request("GET", "/")
    assert connection.getresponse().read()
    started = time.monotonic()
    assert witness.stop()[0] == 0
    assert time.monotonic() - started < 5
    connection.close()


@pytest.mark.parametrize("seed", range(3))
def test_killed_at_any_moment_it_remembers_whatever_it_has_answered(
    key: Path, tmp_path: Path, seed: int
) -> None:
    log = grown(*[1] * 400)
    cosigned, kill = [0], random.Random(seed).uniform(0.02, 0.4)

    def submit(running: RunningWitness) -> None:
        try:
            for size in range(1, 400):
                answer = running.add_checkpoint(log.request(size - 1, size).to_bytes())
                assert answer.status == 200
                cosigned.append(size)
        except (OSError, HTTPException):
            # Killed before, or in the middle of, an answer.
            return

    with running_witness(key, tmp_path / "state", [LOG.key]) as running:
        thread = threading.Thread(target=submit, args=(running,))
        thread.start()
        thread.join(timeout=kill)
        running.process.kill()
        running.process.wait()
        thread.join()
    with running_witness(key, tmp_path / "state", [LOG.key]) as again:
        (told,) = again.announced["logs"]
        # One more may have been stored whose answer was never given.
        assert told["size"] in (cosigned[-1], cosigned[-1] + 1)


def test_of_two_histories_sent_at_once_exactly_one_is_cosigned(witness: RunningWitness) -> None:
    log, forks = grown(7, 293), [grown(7, 293, fork_at=number) for number in (8, 9)]
    assert witness.add_checkpoint(log.request(0, 7).to_bytes()).status == 200
    ready, statuses = threading.Barrier(2), list[int]()

    def submit(fork: Log) -> None:
        body = fork.request(7, 300).to_bytes()
        ready.wait()
        statuses.append(witness.add_checkpoint(body).status)

    threads = [threading.Thread(target=submit, args=(fork,)) for fork in forks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 409]


def test_a_second_process_on_the_folder_does_not_start(
    key: Path, tmp_path: Path, witness: RunningWitness
) -> None:
    second = subprocess.run(
        serve_command(key, tmp_path / "state", [LOG.key]),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert second.returncode == 3
    assert json.loads(second.stderr)["error"]["code"] == "client.witness-state-in-use"
    assert witness.ask("GET", "/").status == 200


def test_a_record_that_is_damaged_meanwhile_ends_it_with_what_to_do(
    key: Path, tmp_path: Path, witness: RunningWitness
) -> None:
    log = grown(7)
    assert witness.add_checkpoint(log.request(0, 7).to_bytes()).status == 200
    (record,) = (tmp_path / "state").glob("*.checkpoint")
    record.write_bytes(b"")
    assert witness.add_checkpoint(log.request(7, 7).to_bytes()).status == 500
    code, errors = witness.end()
    assert code == 6
    error = json.loads(errors.splitlines()[-1])["error"]
    assert error["code"] == "client.witness-state-damaged"
    assert "new-key" in error["vi"]


def test_a_port_that_is_taken_is_told(key: Path, tmp_path: Path, witness: RunningWitness) -> None:
    new_key("witness.example/x", tmp_path / "x.key")
    command = serve_command(tmp_path / "x.key", tmp_path / "other", [LOG.key])
    command[command.index("127.0.0.1:0")] = f"127.0.0.1:{witness.port}"
    second = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert second.returncode == 5
    assert json.loads(second.stderr)["error"]["code"] == "client.witness-address-unusable"


# --- hostile callers --------------------------------------------------------------------------------


def _raw(port: int, sent: bytes) -> bytes:
    """Everything that comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(sent)
        received = b""
        while True:
            try:
                piece = connection.recv(65_536)
            except ConnectionResetError:
                return received
            if not piece:
                return received
            received += piece


POST = b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\n"


@pytest.mark.parametrize(
    ("sent", "begins"),
    [
        (POST + b"\r\n", b"HTTP/1.1 411 "),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"HTTP/1.1 411 "),
        (POST + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"HTTP/1.1 411 "),
        (POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx", b"HTTP/1.1 400 "),
        (POST + b"Content-Length: -1\r\n\r\n", b"HTTP/1.1 400 "),
        (POST + b"Content-Length: 1_0\r\n\r\n", b"HTTP/1.1 400 "),
        (POST + b"Content-Length: 9999999999999999999999\r\n\r\n", b"HTTP/1.1 413 "),
        (POST + f"Content-Length: {MOST_BODY_BYTES + 1}\r\n\r\n".encode(), b"HTTP/1.1 413 "),
        (POST + b"Content-Length: 99999999\r\nExpect: 100-continue\r\n\r\n", b"HTTP/1.1 413 "),
        (POST + b"Content-Length: x\r\nExpect: 100-continue\r\n\r\n", b"HTTP/1.1 400 "),
        (POST + b"Connection: close\r\nContent-Length: 3\r\n\r\nabc", b"HTTP/1.1 400 "),
        (b"GET / HTTP/9.9\r\n\r\n", b"HTTP/1.1 505 "),
        (b"nonsense\r\n\r\n", b"HTTP/1.1 400 "),
        (b"\x00\xff\x16\x03\x01\r\n\r\n", b"HTTP/1.1 400 "),
    ],
)
def test_a_malformed_request_is_refused_and_the_next_one_answered(
    steady: RunningWitness, sent: bytes, begins: bytes
) -> None:
    assert _raw(steady.port, sent).startswith(begins)
    assert steady.ask("GET", "/").status == 200


def test_a_body_that_is_no_request_is_400_whatever_it_is(steady: RunningWitness) -> None:
    note = grown(7).checkpoint(7).note.to_bytes()
    for body in (
        b"",
        b"\n\n",
        b"old 0\n" + note,
        b"old 00\n\n" + note,
        b"\xff" * 1000,
        b"old 0\n\n",
        b"0" * 65_536,
    ):
        assert steady.add_checkpoint(body).status == 400, body[:20]


def test_a_body_that_is_cut_is_no_request(steady: RunningWitness) -> None:
    body = grown(7).request(0, 7).to_bytes()
    with socket.create_connection(("127.0.0.1", steady.port), timeout=20) as connection:
        connection.sendall(POST + f"Content-Length: {len(body)}\r\n\r\n".encode() + body[:-1])
    about = json.loads(steady.ask("GET", "/", headers={"Accept": "application/json"}).body)
    assert about["logs"][0]["checkpoint"].split("\n")[1] == "0"


def test_one_connection_may_ask_often_but_not_for_ever(steady: RunningWitness) -> None:
    answers = _raw(steady.port, b"GET / HTTP/1.1\r\nHost: w\r\n\r\n" * 120)
    assert answers.count(b"HTTP/1.1 200 ") == 100
    assert answers.count(b"Connection: close") == 1


@pytest.fixture
def impatient(key: Path, tmp_path: Path) -> Iterator[WitnessServer]:
    """The same server in this process, with two places and half a second."""
    keys, own = {LOG.key.name: LOG.key}, read_key(key)
    with opened_memory(tmp_path / "impatient", key, own, tuple(keys)) as memory:
        server = WitnessServer(
            ("127.0.0.1", 0),
            Witness(own, keys, memory),
            lambda _decision: None,
            lambda damaged: pytest.fail(str(damaged)),
            connections=2,
            seconds=0.5,
        )
        with serving(server):
            yield server


def test_a_caller_who_sends_drop_by_drop_is_cut_off_in_time(impatient: WitnessServer) -> None:
    started, received = time.monotonic(), None
    with socket.create_connection(("127.0.0.1", impatient.server_port), timeout=0.05) as connection:
        while received is None and time.monotonic() - started < 10:
            try:
                connection.sendall(b"X")
                received = connection.recv(1)
            except TimeoutError:
                continue
            except ConnectionError:
                received = b""
    assert received == b""
    assert 0.4 < time.monotonic() - started < 5


def test_who_finds_every_place_taken_is_told_to_come_back(impatient: WitnessServer) -> None:
    idle = [socket.create_connection(("127.0.0.1", impatient.server_port), timeout=20) for _ in range(2)]
    refused = _raw(impatient.server_port, b"GET / HTTP/1.1\r\n\r\n")
    assert refused.startswith(b"HTTP/1.1 503 ")
    assert b"Retry-After: " in refused
    for connection in idle:
        # They are cut off once their time is up, and their places are free again.
        assert connection.recv(1) == b""
        connection.close()
    deadline = time.monotonic() + 10
    while not (answer := _raw(impatient.server_port, b"GET / HTTP/1.0\r\n\r\n")).startswith(b"HTTP/1.1 200 "):
        assert time.monotonic() < deadline, answer
    assert CONNECTIONS > 2


def test_a_head_without_end_is_cut_off(steady: RunningWitness) -> None:
    assert b" 200 " not in _raw(steady.port, b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000)
    assert steady.ask("GET", "/").status == 200
