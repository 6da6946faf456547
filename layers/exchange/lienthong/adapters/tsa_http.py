"""A time-stamping authority over HTTP (RFC 3161 3.4): quickly or not at all, and never much."""

from __future__ import annotations

import hashlib
import http.client
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from lienthong.errors import Unavailable
from lienthong.ports import Ids
from lienthong.signatures.timestamp_requests import (
    TimestampRefused,
    read_timestamp_response,
    timestamp_request,
)

_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"
_CHUNK = 64 * 1024


class TimestampUnavailable(Unavailable):
    """The time-stamping authority gave no time-stamp."""

    code = "timestamp.unavailable"
    en = "The time-stamping authority at {host} gave no time-stamp ({why}). Try again later."
    vi = "Dịch vụ cấp dấu thời gian tại {host} chưa cấp được dấu thời gian ({why}). Đề nghị thử lại sau."


@dataclass(frozen=True, slots=True)
class HttpTimeStamping:
    """:class:`lienthong.ports.TimeStamping` at one address, which the operator has set.

    Redirections are not followed, and neither proxies nor credentials of the environment are used. Plain http
    will do: the token proves itself, and the request tells nothing but a digest.

    Attributes:
        url: the authority's address.
        ids: where nonces come from.
        timeout_seconds: per connection and read; ``total_seconds`` for everything.
        most_bytes: of the answer; tokens with their chain take some ten thousand.
    """

    url: str
    ids: Ids
    timeout_seconds: float = 5.0
    total_seconds: float = 10.0
    most_bytes: int = 1024 * 1024

    def stamp(self, sha256: bytes) -> bytes:
        """A token over the digest. No AWS call.

        Raises:
            TimestampUnavailable: no answer, or none that is a time-stamp for this request.
        """
        nonce = int.from_bytes(hashlib.sha256(self.ids.nonce().encode()).digest()[:8], "big")
        answer = self._post(timestamp_request(sha256, nonce))
        try:
            return read_timestamp_response(answer, sha256, nonce)
        except TimestampRefused as refused:
            raise self._unavailable(str(refused)) from refused

    def _post(self, request: bytes) -> bytes:
        parts = urlsplit(self.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        deadline = time.monotonic() + self.total_seconds
        connection = kind(parts.netloc, timeout=self.timeout_seconds)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request("POST", path, request, {"Content-Type": _QUERY, "Accept": _REPLY})
            with connection.getresponse() as response:
                return self._read(response, deadline)
        except (OSError, http.client.HTTPException) as fault:
            raise self._unavailable(str(fault) or type(fault).__name__) from fault
        finally:
            connection.close()

    def _read(self, response: http.client.HTTPResponse, deadline: float) -> bytes:
        """A body of the right type within the cap that arrives before the deadline."""
        if response.status != http.client.OK:
            raise self._unavailable(f"HTTP {response.status}")
        if response.headers.get_content_type() != _REPLY:
            raise self._unavailable("the answer is no timestamp-reply")
        parts, length = [], 0
        while chunk := response.read1(_CHUNK):
            parts.append(chunk)
            length += len(chunk)
            if length > self.most_bytes:
                raise self._unavailable("the answer is too large")
            if time.monotonic() >= deadline:
                raise self._unavailable("the answer takes too long")
        return b"".join(parts)

    def _unavailable(self, why: str) -> TimestampUnavailable:
        return TimestampUnavailable(host=urlsplit(self.url).netloc, why=why)
