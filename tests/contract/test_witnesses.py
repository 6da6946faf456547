"""The contract of lienthong.ports.Witnesses: a witness that keeps the rules, and servers gone wrong."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler

import pytest

from lienthong.adapters.http_posts import HttpPosts, PostFailed
from lienthong.adapters.witness_http import HttpWitnesses, WitnessUnavailable
from lienthong.tlog import merkle
from lienthong.tlog.checkpoints import (
    TreeHead,
    UnverifiedCheckpoint,
    VerifiedCheckpoint,
    sign_checkpoint,
)
from lienthong.tlog.merkle import consistency_proof
from lienthong.tlog.notes import MalformedNote
from lienthong.tlog.witness import SIZE_TYPE, WitnessRequest
from lienthong.tlog.witness_answers import AnswerUnreadable, cosignature_in, known_size
from tests.builders.note_keys import signer, witness_signer
from tests.doubles.fixed_clock import FixedClock
from tests.doubles.http_witness import Answer, reply, serving, witness_over_http
from tests.doubles.memory_witness import MemoryWitness

LOG = signer("lienthong.example/log")
LEAVES = [merkle.leaf_hash(bytes([number])) for number in range(9)]


def checkpoint_of(size: int) -> VerifiedCheckpoint:
    return sign_checkpoint(TreeHead(LOG.key.name, size, merkle.root_of(LEAVES[:size])), LOG)


def request_of(old: int, new: int) -> WitnessRequest:
    checkpoint = checkpoint_of(new)
    proof = consistency_proof(
        old, new, lambda level, index: merkle.root_of(LEAVES[index << level : (index + 1) << level])
    )
    return WitnessRequest(old, proof, UnverifiedCheckpoint(checkpoint.head, checkpoint.note))


@contextmanager
def witness() -> Iterator[tuple[str, MemoryWitness]]:
    """A witness that keeps the rules of tlog-witness, behind HTTP."""
    clock = FixedClock(datetime.now(UTC))
    one = MemoryWitness(witness_signer("south.example"), {LOG.key.name: LOG.key}, clock)
    with witness_over_http(one) as url:
        yield url, one


def local(**bounds: float) -> HttpWitnesses:
    return HttpWitnesses(allow_loopback=True, **bounds)


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_consistent_checkpoint_comes_back_cosigned(slash: str) -> None:
    with witness() as (url, one):
        for old, new in ((0, 3), (3, 9), (9, 9)):
            answer = local().add_checkpoint(url + slash, request_of(old, new))
            assert answer.status == 200
            line = cosignature_in(answer, checkpoint_of(new), one.signer.key)
            assert line.is_by(one.signer.key)


def test_a_witness_that_holds_another_size_says_which() -> None:
    with witness() as (url, _):
        local().add_checkpoint(url, request_of(0, 3))
        answer = local().add_checkpoint(url, request_of(0, 9))
        assert (answer.status, answer.content_type, known_size(answer)) == (409, SIZE_TYPE, 3)


def test_many_threads_may_ask_at_once() -> None:
    with witness() as (url, one):
        witnesses, statuses = local(), []

        def ask() -> None:
            statuses.append(witnesses.add_checkpoint(url, request_of(0, 3)).status)

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(statuses) == [200] + [409] * 7
        assert one.remembered.size == 3


# --- servers gone wrong ---------------------------------------------------------------------------


@pytest.mark.parametrize("status", [204, 301, 302, 307, 404, 429, 500, 503])
def test_any_status_is_an_answer_and_no_redirection_is_followed(status: int) -> None:
    with serving(reply(status, "text/html", b"", Location="/elsewhere")) as url:
        answer = local().add_checkpoint(url, request_of(0, 3))
    assert answer.status == status


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"\xff\xfe\x00", b"\xe2\x80\x94 south.example AAAA\n" * 70, b"\n" * 1000]
)
def test_junk_is_no_cosignature(body: bytes) -> None:
    with serving(reply(200, "text/plain", body)) as url:
        answer = local().add_checkpoint(url, request_of(0, 3))
    with pytest.raises((AnswerUnreadable, MalformedNote)):
        cosignature_in(answer, checkpoint_of(3), witness_signer("south.example").key)


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("text/plain", b"3\n"),
        ("text/html", b"3\n"),
        (SIZE_TYPE, b"3"),
        (SIZE_TYPE, b"03\n"),
        (SIZE_TYPE, b""),
    ],
)
def test_a_conflict_of_the_wrong_form_tells_no_size(media_type: str, body: bytes) -> None:
    with serving(reply(409, media_type, body)) as url:
        answer = local().add_checkpoint(url, request_of(0, 3))
    with pytest.raises(AnswerUnreadable):
        known_size(answer)


def why_not(answer: Answer, **bounds: float) -> str:
    with serving(answer) as url, pytest.raises(WitnessUnavailable) as refused:
        local(**bounds).add_checkpoint(url, request_of(0, 3))
    return refused.value.sentence("en")


def test_a_huge_answer_is_cut_off() -> None:
    assert "too large" in why_not(reply(200, "text/plain", bytes(20_000)))


def _drip(send_head: bool, over: threading.Event) -> Answer:
    """One byte after the other, for as long as anybody listens."""

    def answer(handler: BaseHTTPRequestHandler, _body: bytes) -> None:
        if send_head:
            handler.send_response(200)
            handler.end_headers()
        else:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        try:
            while not over.wait(0.02):
                handler.wfile.write(b"x")
                handler.wfile.flush()
        except OSError:
            return

    return answer


@pytest.mark.parametrize("send_head", [True, False], ids=["body", "header"])
def test_an_answer_that_drips_ends_at_the_deadline(send_head: bool) -> None:
    over, started = threading.Event(), time.monotonic()
    try:
        assert "too long" in why_not(_drip(send_head, over), total_seconds=0.3)
    finally:
        over.set()
    assert time.monotonic() - started < 2


def test_a_server_that_says_nothing_ends_at_the_deadline() -> None:
    over = threading.Event()

    def silent(_handler: BaseHTTPRequestHandler, _body: bytes) -> None:
        over.wait(5)

    with serving(silent) as url:
        try:
            with pytest.raises(WitnessUnavailable):
                local(total_seconds=0.2).add_checkpoint(url, request_of(0, 3))
        finally:
            over.set()


def test_a_server_that_hangs_up_is_unavailable() -> None:
    def hang_up(handler: BaseHTTPRequestHandler, _body: bytes) -> None:
        handler.connection.shutdown(socket.SHUT_RDWR)

    assert why_not(hang_up)


def test_what_is_no_http_is_unavailable() -> None:
    def garbage(handler: BaseHTTPRequestHandler, _body: bytes) -> None:
        handler.wfile.write(b"SSH-2.0-x\r\n")

    assert why_not(garbage)


def test_a_witness_that_is_away_is_unavailable() -> None:
    with serving(reply(200, "text/plain", b"")) as url:
        pass
    with pytest.raises(WitnessUnavailable):
        local().add_checkpoint(url, request_of(0, 3))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/w",
        "http://witness.example/w",
        "ftp://witness.example/w",
        "file:///etc/passwd",
        "//witness.example",
        "https://user:secret@witness.example/w",
        "https:///w",
        "https://[::1/w",
        "https://witness.example:port/w",
        "https://witness.example/w x",
        "https://witness.example/w\r\nX: y",
        "",
    ],
)
def test_only_https_is_spoken_and_a_broken_address_is_nobody(url: str) -> None:
    with pytest.raises(WitnessUnavailable):
        HttpWitnesses().add_checkpoint(url, request_of(0, 3))


def test_plain_http_goes_to_this_machine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads elsewhere is judged by where the connection really ends."""
    with serving(reply(200, "text/plain", b"")) as url:
        posts = HttpPosts(1.0, 100, allow_loopback=True)
        assert posts.post(url, b"", {}).status == 200
        monkeypatch.setattr(
            "lienthong.adapters.http_posts._BoundConnection.is_to_this_machine", property(lambda _: False)
        )
        with pytest.raises(PostFailed, match="https"):
            posts.post(url, b"", {})


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    with witness() as (url, _):
        assert local().add_checkpoint(url, request_of(0, 3)).status == 200
