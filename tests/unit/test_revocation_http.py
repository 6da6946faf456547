"""Fetching revocation data: only from allowed hosts, and never more than the caps."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from lienthong.adapters.revocation_http import HttpRevocationSource
from lienthong.signatures.revocation import RevocationRequest


class Answers(BaseHTTPRequestHandler):
    """Answers by path; remembers what was asked."""

    asked: ClassVar[list[tuple[str, str, bytes]]] = []

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, body: bytes) -> None:
        self.asked.append((self.command, self.path, body))
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/ca.crl")
            self.end_headers()
            return
        content = bytes(5000) if self.path == "/large" else f"{self.command} {self.path}".encode()
        self.send_response(404 if self.path == "/absent" else 200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _forget() -> None:
    Answers.asked.clear()


def source(host: str, **changes: int) -> HttpRevocationSource:
    return HttpRevocationSource(frozenset({host}), **changes)


def test_crls_are_got_and_ocsp_questions_posted(host: str) -> None:
    found = source(host).fetch(
        [
            RevocationRequest("crl", f"http://{host}/ca.crl?x=1"),
            RevocationRequest("ocsp", f"http://{host}/ocsp", b"question"),
        ]
    )
    assert found.crls == (b"GET /ca.crl?x=1",)
    assert found.ocsps == (b"POST /ocsp",)
    assert Answers.asked[1][2] == b"question"


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere.example/ca.crl",
        "http://127.0.0.1/ca.crl",
        "http://user@{host}/ca.crl",
        "ftp://{host}/ca.crl",
        "file:///etc/passwd",
        "http://{host}/ca.crl\r\nX: y",
        "ldap://{host}/cn=ca",
        "nonsense",
    ],
)
def test_other_hosts_schemes_and_tricks_are_not_visited(host: str, url: str) -> None:
    assert source(host).fetch([RevocationRequest("crl", url.format(host=host))]).crls == ()
    assert Answers.asked == []


@pytest.mark.parametrize("path", ["/moved", "/absent"])
def test_redirections_and_refusals_bring_nothing(host: str, path: str) -> None:
    assert source(host).fetch([RevocationRequest("crl", f"http://{host}{path}")]).crls == ()
    assert len(Answers.asked) == 1


def test_an_answer_beyond_the_cap_is_dropped(host: str) -> None:
    assert source(host, most_bytes=4000).fetch([RevocationRequest("crl", f"http://{host}/large")]).crls == ()


def test_no_more_requests_are_made_than_allowed(host: str) -> None:
    requests = [RevocationRequest("crl", f"http://{host}/{number}.crl") for number in range(9)]
    assert len(source(host, most_requests=2).fetch(requests).crls) == 2


def test_a_server_that_is_not_there_brings_nothing() -> None:
    assert source("127.0.0.1:9").fetch([RevocationRequest("crl", "http://127.0.0.1:9/ca.crl")]).crls == ()


def test_a_header_that_drips_is_cut_off_at_the_deadline() -> None:
    over, started = threading.Event(), time.monotonic()

    class Dripping(Answers):
        def _answer(self, body: bytes) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            with suppress(OSError):
                while not over.wait(0.02):
                    self.wfile.write(b"x")

    with ThreadingHTTPServer(("127.0.0.1", 0), Dripping) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        host = f"127.0.0.1:{server.server_port}"
        dripping = HttpRevocationSource(frozenset({host}), total_seconds=0.3)
        assert dripping.fetch([RevocationRequest("crl", f"http://{host}/ca.crl")]).crls == ()
        over.set()
        server.shutdown()
        thread.join()
    assert time.monotonic() - started < 2
