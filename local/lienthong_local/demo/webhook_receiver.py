"""An agency's own webhook endpoint on loopback: it verifies every signature, and can fail as told."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


@dataclass(frozen=True, slots=True)
class Received:
    """One post: for which agency, with which id, how it was answered, and the payload's data."""

    agency: str
    webhook_id: str
    status: int
    data: dict[str, object]


class WebhookReceiver:
    """Collects what is posted; nothing is believed before :meth:`trust` has named the exchange's key."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.url = f"http://127.0.0.1:{server.server_port}"
        self._verifier: Ed25519PublicKey | None = None
        self._failures = 0
        self._received: list[Received] = []
        self._changed = threading.Condition()

    def trust(self, published: str) -> None:
        """Take the exchange's key as it publishes it: ``whpk_`` and base64 (Standard Webhooks)."""
        self._verifier = Ed25519PublicKey.from_public_bytes(base64.b64decode(published.removeprefix("whpk_")))

    def fail_next(self, times: int) -> None:
        """Answer 503 to the next so many posts."""
        with self._changed:
            self._failures = times

    def wait_for(self, agency: str, submission_id: str, seconds: float) -> tuple[Received, ...]:
        """All posts to an agency about a submission, once one was taken, or when the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._taken(agency, submission_id), seconds)
            return tuple(self._about(agency, submission_id))

    def _about(self, agency: str, submission_id: str) -> list[Received]:
        return [
            post
            for post in self._received
            if post.agency == agency and post.data.get("submission_id") == submission_id
        ]

    def _taken(self, agency: str, submission_id: str) -> bool:
        return any(post.status == 204 for post in self._about(agency, submission_id))

    def take(self, agency: str, headers: dict[str, str], body: bytes) -> int:
        """Judge one post; its status."""
        with self._changed:
            status = self._judge(headers, body)
            is_json = headers.get("content-type") == "application/json"
            data = json.loads(body)["data"] if is_json and status != 401 else {}
            self._received.append(Received(agency, headers.get("webhook-id", ""), status, data))
            self._changed.notify_all()
            return status

    def _judge(self, headers: dict[str, str], body: bytes) -> int:
        if self._verifier is None or not _is_signed(self._verifier, headers, body):
            return 401
        if self._failures:
            self._failures -= 1
            return 503
        return 204


def _is_signed(key: Ed25519PublicKey, headers: dict[str, str], body: bytes) -> bool:
    # Standard Webhooks: "v1a," and base64 over "id.timestamp.payload".
    version, _, signature = headers.get("webhook-signature", "").partition(",")
    signed = f"{headers.get('webhook-id')}.{headers.get('webhook-timestamp')}.".encode() + body
    try:
        key.verify(base64.b64decode(signature), signed)
    except (InvalidSignature, ValueError):
        return False
    return version == "v1a"


@contextmanager
def webhook_receiver() -> Iterator[WebhookReceiver]:
    """A running receiver on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.send_response(receiver.take(self.path.rpartition("/")[2], headers, body))
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet: the demonstration tells what it received."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = WebhookReceiver(server)
    thread = threading.Thread(target=server.serve_forever, name="webhook-receiver")
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
