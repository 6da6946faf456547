"""A witness in memory behind a real HTTP server on loopback."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from lienthong.errors import Unavailable
from tests.doubles.memory_witness import MemoryWitness

Answer = Callable[[BaseHTTPRequestHandler, bytes], None]
#: Below it a witness is asked; that it has a path is part of the protocol.
PREFIX = "/of/this/agency"


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """A server that answers every POST so; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer(self, self.rfile.read(int(self.headers["Content-Length"])))

        def do_GET(self) -> None:
            raise AssertionError("nobody follows a redirection")

        def log_message(self, format: str, *args: object) -> None:
            """A test prints nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}{PREFIX}"
        server.shutdown()
        thread.join()


def reply(status: int, media_type: str, body: bytes, **headers: str) -> Answer:
    """The same answer to everybody."""

    def answer(handler: BaseHTTPRequestHandler, _body: bytes) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", media_type)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@contextmanager
def witness_over_http(witness: MemoryWitness) -> Iterator[str]:
    """The witness's address; while it is away the server answers 503."""

    def answer(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        assert handler.path == f"{PREFIX}/add-checkpoint"
        try:
            found = witness.add_checkpoint(body)
        except Unavailable:
            reply(503, "text/plain", b"")(handler, body)
            return
        reply(found.status, found.content_type, found.body.encode())(handler, body)

    with serving(answer) as url:
        yield url
