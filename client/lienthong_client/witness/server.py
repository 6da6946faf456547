"""The witness over HTTP (C2SP tlog-witness), for callers of whom nothing is known.

Whoever reaches the port may send anything, so everything has an end: connections at once, requests on one
connection, bytes of a head and of a body, and seconds until a request must have arrived. No address of a
caller is kept or written.
"""

from __future__ import annotations

import io
import json
import socket
import socketserver
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from lienthong_client.witness.decisions import Decision, Witness
from lienthong_client.witness.errors import AddressUnusable, StateDamaged, StateUnreadable

#: 63 hashes and a checkpoint with some dozens of signatures; the specification sets no limit.
MOST_BODY_BYTES = 64 * 1024
_MOST_HEAD_BYTES = 16 * 1024
CONNECTIONS = 64
_REQUESTS_PER_CONNECTION = 100
#: From the moment a connection is free until the whole request is there.
SECONDS = 10.0
_PATH = "/add-checkpoint"
_TEXT = "text/plain; charset=utf-8"


class WitnessServer(socketserver.ThreadingMixIn, HTTPServer):
    """Listens, one thread for each of at most ``connections`` connections.

    Args:
        tell: called with every decision before its answer goes out; it must not wait for anything.
        halt: called when what is remembered has turned out damaged; the server then answers nobody any more.
    """

    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(
        self,
        address: tuple[str, int],
        witness: Witness,
        tell: Callable[[Decision], None],
        halt: Callable[[StateDamaged], None],
        *,
        connections: int = CONNECTIONS,
        seconds: float = SECONDS,
    ) -> None:
        self.witness, self.tell, self.halt, self.seconds = witness, tell, halt, seconds
        self.is_stopping = False
        self._places = threading.BoundedSemaphore(connections)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        try:
            super().__init__(address, _Handler)
        except OSError as refused:
            why = refused.strerror or str(refused)
            raise AddressUnusable(address=f"{address[0]}:{address[1]}", why=why) from refused

    def server_bind(self) -> None:
        """Bind, without asking any name server who we are, as HTTPServer does."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def stop(self) -> None:
        """Accept nothing more, let what is being decided be answered, and end every connection."""
        self.is_stopping = True
        self.shutdown()
        with self._lock:
            for connection in self._open:
                # Whoever reads from it next sees its end; what is written still goes out.
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RD)
        self.server_close()

    # --- one connection ----------------------------------------------------------------------------

    def process_request(self, request: Any, client_address: Any) -> None:
        """Give the connection a thread, or turn it away where all places are taken."""
        if self._places.acquire(blocking=False):
            try:
                super().process_request(request, client_address)
            except RuntimeError:
                # The system gives no more threads; the place is not lost with this caller.
                self._places.release()
                raise
            return
        request.setblocking(False)
        try:
            request.send(b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n\r\n")
        except OSError:
            pass
        finally:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve the connection to its end."""
        with self._lock:
            self._open.add(request)
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._lock:
                self._open.discard(request)
            self._places.release()

    def shutdown_request(self, request: Any) -> None:
        """Close the connection; :meth:`stop` must not meet it afterwards."""
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        """A caller who went away is nothing to tell; anything else is a fault of ours, told without them."""
        if not isinstance(sys.exc_info()[1], OSError):
            traceback.print_exc()


@contextmanager
def serving(server: WitnessServer) -> Iterator[None]:
    """Answer while the block runs; afterwards every request that was being decided has its answer."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, name="witness")
    thread.start()
    try:
        yield
    finally:
        server.stop()
        thread.join()


class _Incoming(io.RawIOBase):
    """What a caller sends, up to a moment and an amount; behind either it ends with a TimeoutError."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._until, self._left = 0.0, 0

    def allow(self, seconds: float, count: int) -> None:
        """From now on so long, and so many bytes."""
        self._until, self._left = time.monotonic() + seconds, count

    def allow_more(self, count: int) -> None:
        """So many bytes more, in the time that is left."""
        self._left += count

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Whatever is there; 0 at the end."""
        left = self._until - time.monotonic()
        if left <= 0 or self._left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        count = self._connection.recv_into(buffer, min(len(buffer), self._left))
        self._left -= count
        # An answer is short, yet nobody may keep us by not reading it.
        self._connection.settimeout(max(self._until - time.monotonic(), 1.0))
        return count


class _Handler(BaseHTTPRequestHandler):
    server: WitnessServer
    server_version, sys_version = "lienthong-witness", ""
    protocol_version, default_request_version = "HTTP/1.1", "HTTP/1.0"
    #: http.server sends head and body apart; without this the second waits for the first's acknowledgement.
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.rfile.close()
        self._incoming = _Incoming(self.connection)
        self.rfile = io.BufferedReader(self._incoming)
        self._is_last = False

    def handle(self) -> None:
        self.close_connection = True
        for number in range(_REQUESTS_PER_CONNECTION):
            if self.server.is_stopping:
                return
            self._is_last = number == _REQUESTS_PER_CONNECTION - 1
            self._incoming.allow(self.server.seconds, _MOST_HEAD_BYTES)
            self.handle_one_request()
            if self.close_connection:
                return

    def do_POST(self) -> None:
        if self.path != _PATH:
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        body = self._read_body()
        if body is None:
            return
        try:
            decision = self.server.witness.decide(body)
        except StateDamaged as damaged:
            self._halt(damaged)
            return
        # Told in the order of the decisions; telling only takes a note of it and keeps nobody waiting.
        self.server.tell(decision)
        answer = decision.answer
        self._answer(answer.status, answer.body.encode(), answer.content_type)

    def do_GET(self) -> None:
        if self.path == _PATH:
            self._refuse(HTTPStatus.METHOD_NOT_ALLOWED, allow="POST")
        elif self.path != "/":
            self._refuse(HTTPStatus.NOT_FOUND)
        else:
            try:
                about = self._about()
            except StateUnreadable:
                self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)
                return
            except StateDamaged as damaged:
                self._halt(damaged)
                return
            self._show(about)

    do_HEAD = do_GET  # noqa: N815

    def _about(self) -> dict[str, Any]:
        witness = self.server.witness
        logs = [
            {"origin": origin, "key": str(key), "checkpoint": witness.newest(origin).decode()}
            for origin, key in witness.logs.items()
        ]
        return {"name": witness.key.name, "key": str(witness.key), "logs": logs}

    def _show(self, about: dict[str, Any]) -> None:
        if "application/json" in self.headers.get("Accept", ""):
            document = json.dumps(about, ensure_ascii=False, indent=1)
            self._answer(HTTPStatus.OK, document.encode() + b"\n", "application/json")
        else:
            self._answer(HTTPStatus.OK, _for_people(about).encode(), _TEXT)

    def _halt(self, damaged: StateDamaged) -> None:
        self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR)
        self.server.halt(damaged)

    # --- reading and answering ---------------------------------------------------------------------

    def _read_body(self) -> bytes | None:
        """The body; ``None`` once it has been refused."""
        length = self._told_length()
        if isinstance(length, HTTPStatus):
            self._refuse(length)
            return None
        self._incoming.allow_more(length)
        body = self.rfile.read(length)
        if len(body) < length:
            self.close_connection = True
            return None
        return body

    def _told_length(self) -> int | HTTPStatus:
        """The body's length, which must be told and told once (RFC 9112 6.3); or what to answer."""
        told = self.headers.get_all("Content-Length", [])
        if "Transfer-Encoding" in self.headers or not told:
            return HTTPStatus.LENGTH_REQUIRED
        length = told[0].strip()
        if len(told) > 1 or not (length.isascii() and length.isdecimal()):
            return HTTPStatus.BAD_REQUEST
        if len(length) > 9 or int(length) > MOST_BODY_BYTES:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return int(length)

    def handle_expect_100(self) -> bool:
        """Ask for no body that would be refused (RFC 9110 10.1.1)."""
        length = self._told_length()
        if isinstance(length, HTTPStatus):
            self._refuse(length)
            return False
        return super().handle_expect_100()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """What http.server itself refuses, in the same plain form."""
        self._refuse(HTTPStatus(code))

    def _refuse(self, status: HTTPStatus, allow: str = "") -> None:
        """Answer, and end the connection: a body that was not read would be taken for the next request."""
        self._is_last = True
        self._answer(status, f"{status.phrase}\n".encode(), _TEXT, allow)

    def _answer(self, status: int, body: bytes, content_type: str, allow: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if allow:
            self.send_header("Allow", allow)
        if self._is_last or self.server.is_stopping:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Only decisions are told, and by whom they were asked is nobody's business."""


def _for_people(about: dict[str, Any]) -> str:
    logs = "".join(
        f"\n{one['origin']}\n  {one['key']}\n\n{_indented(one['checkpoint'])}" for one in about["logs"]
    )
    return (
        f"{about['name']}\n"
        "Bên chứng kiến của nhật ký bằng chứng (C2SP tlog-witness): POST /add-checkpoint.\n"
        "A witness of evidence logs (C2SP tlog-witness): POST /add-checkpoint.\n\n"
        f"Khóa / Key:\n  {about['key']}\n\n"
        f"Nhật ký, điểm kiểm tra mới nhất đã xác nhận / Logs, newest checkpoint cosigned:\n{logs}"
    )


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" if line else "\n" for line in text.splitlines())
