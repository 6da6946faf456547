"""A time-stamping authority over HTTP (RFC 3161 3.4): quickly or not at all, and never much."""

from __future__ import annotations

import hashlib
import http.client
from dataclasses import dataclass
from urllib.parse import urlsplit

from lienthong.adapters.http_posts import HttpPosts, PostFailed
from lienthong.errors import Unavailable
from lienthong.ports import Ids
from lienthong.signatures.timestamp_requests import (
    TimestampRefused,
    read_timestamp_response,
    timestamp_request,
)

_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"


class TimestampUnavailable(Unavailable):
    """The time-stamping authority gave no time-stamp."""

    code = "timestamp.unavailable"
    en = "The time-stamping authority at {host} gave no time-stamp ({why}). Try again later."
    vi = "Dịch vụ cấp dấu thời gian tại {host} chưa cấp được dấu thời gian ({why}). Đề nghị thử lại sau."


@dataclass(frozen=True, slots=True)
class HttpTimeStamping:
    """:class:`lienthong.ports.TimeStamping` at one address, which the operator has set.

    Only https, and plain http to this machine where that is allowed; neither redirections nor proxies.

    Attributes:
        url: the authority's address.
        ids: where nonces come from.
        total_seconds: for the whole exchange.
        most_bytes: of the answer; tokens with their chain take some ten thousand.
        allow_loopback: whether plain http may go to this machine: the embedded stack.
    """

    url: str
    ids: Ids
    total_seconds: float = 5.0
    most_bytes: int = 1024 * 1024
    allow_loopback: bool = False

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
        """A body of the right type."""
        posts = HttpPosts(self.total_seconds, self.most_bytes, self.allow_loopback)
        try:
            answer = posts.post(self.url, request, {"Content-Type": _QUERY, "Accept": _REPLY})
        except PostFailed as fault:
            raise self._unavailable(str(fault)) from fault
        if answer.status != http.client.OK:
            raise self._unavailable(f"HTTP {answer.status}")
        if answer.media_type != _REPLY:
            raise self._unavailable("the answer is no timestamp-reply")
        return answer.content

    def _unavailable(self, why: str) -> TimestampUnavailable:
        return TimestampUnavailable(host=urlsplit(self.url).netloc, why=why)
