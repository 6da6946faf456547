"""CRLs and OCSP responses over HTTP at ingest: only from hosts the operator allows, quickly, and never
much.
"""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from lienthong.adapters.http_posts import deadline
from lienthong.signatures.revocation import RevocationRequest
from lienthong.signatures.trust import RevocationMaterial

_OCSP_TYPE = "application/ocsp-request"


@dataclass(frozen=True, slots=True)
class HttpRevocationSource:
    """Fetches what a validation asked for; what cannot be had is left out and shows in the verdict.

    A document may name any URL: only ``allowed_hosts`` (``host`` or ``host:port``) are visited, redirections
    are not followed, and neither proxies nor credentials of the environment are used.

    Attributes:
        allowed_hosts: host names, with the port where it is not the scheme's own.
        timeout_seconds: per connection and read; ``total_seconds`` for everything.
        most_bytes: of one answer.
    """

    allowed_hosts: frozenset[str]
    timeout_seconds: float = 3.0
    total_seconds: float = 8.0
    most_bytes: int = 16 * 1024 * 1024
    most_requests: int = 16

    def fetch(self, requests: Sequence[RevocationRequest]) -> RevocationMaterial:
        """What could be had, CRLs and OCSP responses apart."""
        until = time.monotonic() + self.total_seconds
        found: dict[str, list[bytes]] = {"crl": [], "ocsp": []}
        for request in self._permitted(requests):
            if time.monotonic() >= until:
                break
            answer = self._get(request, until)
            if answer is not None and request.kind in found:
                found[request.kind].append(answer)
        return RevocationMaterial(tuple(found["crl"]), tuple(found["ocsp"]))

    def _permitted(self, requests: Sequence[RevocationRequest]) -> Iterable[RevocationRequest]:
        allowed = [request for request in requests if self.allows(request)]
        return allowed[: self.most_requests]

    def allows(self, request: RevocationRequest) -> bool:
        """Whether the request goes to an allowed host, without credentials in its address."""
        parts = _split(request.url)
        if parts is None or parts.username is not None:
            return False
        return parts.scheme in ("http", "https") and parts.netloc.lower() in self.allowed_hosts

    def _get(self, request: RevocationRequest, until: float) -> bytes | None:
        parts = urlsplit(request.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.netloc, timeout=self.timeout_seconds)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            # A header that drips keeps every single read within its time-out.
            with deadline(lambda: connection.sock, until - time.monotonic()):
                if request.kind == "ocsp":
                    connection.request("POST", path, request.body, {"Content-Type": _OCSP_TYPE})
                else:
                    connection.request("GET", path)
                with connection.getresponse() as response:
                    return self._read(response, until)
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()

    def _read(self, response: http.client.HTTPResponse, until: float) -> bytes | None:
        """A body within the cap that arrives before the deadline; a drip-feeding server is left alone."""
        if response.status != http.client.OK:
            return None
        parts, length = [], 0
        while chunk := response.read1(64 * 1024):
            parts.append(chunk)
            length += len(chunk)
            if length > self.most_bytes or time.monotonic() >= until:
                return None
        return b"".join(parts)


def _split(url: str) -> SplitResult | None:
    """The parts of a URL, None where it is none (control characters and spaces included)."""
    if not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
        return parts if parts.hostname else None
    except ValueError:
        return None
