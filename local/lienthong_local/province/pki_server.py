"""CRLs, OCSP, issuers' certificates and RFC 3161 time stamps over HTTP, from certomancer, on loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING

from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel, PKIArchitecture
from werkzeug.exceptions import BadRequest
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LOOPBACK = "127.0.0.1"


class PkiServer:
    """A thread that serves one architecture; which one may change while it runs.

    The port is `wanted_port` when that is free, else any free one: `port` tells. Requests are answered one at
    a time, because certomancer parses and issues its certificates on first use.
    """

    def __init__(self, wanted_port: int, now: Callable[[], datetime]) -> None:
        self._now = now
        self._one_at_a_time = threading.Lock()
        self._animator: Animator | None = None
        with _listen(wanted_port) as listening:
            self._server = make_server(
                LOOPBACK,
                listening.getsockname()[1],
                self._answer,
                threaded=True,
                request_handler=_QuietHandler,
                fd=listening.fileno(),
            )
        # The interval is how long closing may take; answering does not wait for it.
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="province-pki", daemon=True
        )

    @property
    def port(self) -> int:
        """The port on loopback."""
        return self._server.port

    @property
    def url(self) -> str:
        """What every address in a certificate begins with."""
        return f"http://{LOOPBACK}:{self.port}"

    def serve(self, architecture: PKIArchitecture) -> None:
        """From the next request on, answers come from this architecture."""
        animator = _ClockedAnimator(architecture, self._now)
        with self._one_at_a_time:
            self._animator = animator

    def __enter__(self) -> PkiServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with self._one_at_a_time:
            return self._response(environ)(environ, start_response)

    def _response(self, environ: WSGIEnvironment) -> Response:
        if self._animator is None:
            return Response(status=503)
        try:
            response: Response = self._animator.dispatch(Request(environ))
        except ValueError as malformed:
            # asn1crypto's word for a request that is not DER, or not of the type asked for.
            return BadRequest(str(malformed)).get_response()
        return response


class _ClockedAnimator(Animator):
    """certomancer's services under the province's clock, which nobody can set from outside."""

    def __init__(self, architecture: PKIArchitecture, now: Callable[[], datetime]) -> None:
        store = AnimatorArchStore({ArchLabel(str(architecture.arch_label)): architecture})
        super().__init__(store, with_web_ui=False, allow_time_override=False)
        self._now = now

    def at_time(self, request: Request) -> datetime:  # noqa: ARG002
        # RFC 5280 4.1.2.5.2: no fractions of seconds in what is signed here.
        return self._now().replace(microsecond=0)


class _QuietHandler(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Nothing: the demonstration's own output is for people."""


def _listen(wanted_port: int) -> socket.socket:
    try:
        return socket.create_server((LOOPBACK, wanted_port))
    except OSError:
        # Somebody else has the port, perhaps another open province with the same keys.
        return socket.create_server((LOOPBACK, 0))
