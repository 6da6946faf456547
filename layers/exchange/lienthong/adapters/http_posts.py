"""One POST over HTTPS to an address that the operator has set: quickly or not at all, and never much.

1. Only https; plain http only to this machine, and only where that is allowed (the embedded stack).
2. No redirections, no proxies and no credentials of the environment.
3. One deadline for the whole exchange, however slowly the other side keeps on talking; a cap on the answer.

Private addresses are not refused: the administration's own network has witnesses and authorities as well,
and nobody but the operator names them.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

_CHUNK = 64 * 1024
_TOO_LONG = "the answer takes too long"
_PORTS = {"https": 443, "http": 80}


class PostFailed(Exception):
    """No answer; the text says why, for the operator."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What came back: the status, the media type without its parameters, and the body."""

    status: int
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class HttpPosts:
    """Posts under these bounds.

    Attributes:
        total_seconds: for the whole exchange, resolving the name left out.
        most_bytes: of the answer's body.
        allow_loopback: whether plain http may go to this machine.
    """

    total_seconds: float
    most_bytes: int
    allow_loopback: bool = False
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> HttpAnswer:
        """The answer, whatever its status; a redirection is an answer like any other. No AWS call.

        Raises:
            PostFailed: the address is refused, nobody answered in time, or the answer is too large.
        """
        parts, host, port = self._parse(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection = _BoundConnection(host, port, time.monotonic() + self.total_seconds)
        try:
            with deadline(lambda: connection.opened, self.total_seconds):
                connection.connect()
                self._protect(parts.scheme, connection)
                connection.request("POST", target, body, {"User-Agent": "lienthong/1", **headers})
                with connection.getresponse() as response:
                    return self._read(response)
        except (OSError, http.client.HTTPException, ValueError) as fault:
            raise PostFailed(str(fault) or type(fault).__name__) from fault
        finally:
            connection.close()

    def _parse(self, url: str) -> tuple[SplitResult, str, int]:
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError as fault:
            raise PostFailed("the address cannot be read") from fault
        allowed = parts.scheme == "https" or (parts.scheme == "http" and self.allow_loopback)
        # http.client refuses control characters in what it sends; spaces would end the request line.
        if not (allowed and host and parts.username is None and url.isprintable() and " " not in url):
            raise PostFailed("the address must be https")
        return parts, host, port

    def _protect(self, scheme: str, connection: _BoundConnection) -> None:
        if scheme == "https":
            connection.secure(self.tls)
        elif not connection.is_to_this_machine:
            raise PostFailed("the address must be https")

    def _read(self, response: http.client.HTTPResponse) -> HttpAnswer:
        parts, length = [], 0
        while chunk := response.read1(_CHUNK):
            parts.append(chunk)
            length += len(chunk)
            if length > self.most_bytes:
                raise PostFailed("the answer is too large")
        return HttpAnswer(response.status, response.headers.get_content_type(), b"".join(parts))


class _BoundConnection(http.client.HTTPConnection):
    """A connection that is there by the deadline, whichever of the host's addresses answers."""

    def __init__(self, host: str, port: int, deadline: float) -> None:
        super().__init__(host, port)
        self._deadline = deadline
        #: Stays when http.client lets go of the socket and only the answer still reads from it.
        self.opened: socket.socket | None = None

    def connect(self) -> None:
        fault: OSError = ConnectionError("no address")
        for *_, address in socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM):
            try:
                # A time-out of zero would mean not to wait at all, and a negative one is none.
                remaining = max(self._deadline - time.monotonic(), 0.001)
                self.sock = self.opened = socket.create_connection((str(address[0]), self.port), remaining)
                return
            except OSError as refused:
                fault = refused
        raise fault

    def secure(self, tls: ssl.SSLContext) -> None:
        """Speak TLS from here on; the certificate must be the host's."""
        self.sock = self.opened = tls.wrap_socket(self.sock, server_hostname=self.host)

    @property
    def is_to_this_machine(self) -> bool:
        """Whether the other end is this machine."""
        return ipaddress.ip_address(str(self.sock.getpeername()[0]).partition("%")[0]).is_loopback


@contextmanager
def deadline(opened: Callable[[], socket.socket | None], seconds: float) -> Iterator[None]:
    """Cut the socket that is open when the time is over, however slowly the other side keeps on talking.

    Raises:
        TimeoutError: it was cut; half an answer is none.
    """
    over = threading.Event()

    def cut() -> None:
        over.set()
        connected = opened()
        if connected is not None:
            with contextlib.suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, http.client.HTTPException) as fault:
        if over.is_set():
            raise TimeoutError(_TOO_LONG) from fault
        raise
    finally:
        timer.cancel()
    if over.is_set():
        raise TimeoutError(_TOO_LONG)
