"""Signed requests to the exchange: retried where that can help, answered with JSON or a typed problem.

Rules:

1. Every attempt is signed anew, with its own time and nonce: a repeated nonce would be refused as a replay.
2. The body is the same in every attempt. A submission carries the sender's DocumentId in it, so that an
   attempt whose answer was lost doubles nothing.
3. What failed in a way that repeating cannot mend (a wrong certificate, a refusal) is not repeated.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx

from lienthong.errors import IntegrityFault
from lienthong.model.event import JsonValue
from lienthong_client.configuration import LOOPBACK
from lienthong_client.credentials import RequestSigner
from lienthong_client.errors import (
    AnswerUnreadable,
    ExchangeUnreachable,
    ExchangeUntrusted,
    TrustFileUnusable,
    problem_error,
)
from lienthong_client.patience import PASSING_STATUSES, Patience, retry_after
from lienthong_client.problems import read_problem

#: The longest pause within one request or answer; a cold function with a large body needs several seconds.
_TIMEOUT = httpx.Timeout(40.0, connect=10.0)
Query = Mapping[str, str | int | None]
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful response. ``attempts`` above 1: an earlier one may have reached the exchange too.

    ``location``: where what was asked for is to be had instead (303), where that is elsewhere.
    """

    status: int
    body: bytes
    attempts: int
    location: str = ""


def open_http(ca_bundle: Path | None = None) -> httpx.Client:
    """An HTTP client that trusts the system's certificates and those of ``ca_bundle``; no redirects.

    Raises:
        TrustFileUnusable: ``ca_bundle`` cannot be read.
    """
    context = ssl.create_default_context()
    if ca_bundle is not None:
        try:
            context.load_verify_locations(ca_bundle)
        except (OSError, ssl.SSLError) as refused:
            raise TrustFileUnusable(path=str(ca_bundle)) from refused
    return httpx.Client(
        verify=context,
        timeout=_TIMEOUT,
        follow_redirects=False,
        headers={"user-agent": f"lienthong/{_own_version()}"},
    )


def _own_version() -> str:
    try:
        return version("lienthong")
    except PackageNotFoundError:
        return "source"


class Transport:
    """Carries requests to one exchange. Usable from several threads."""

    def __init__(
        self,
        url: str,
        http: httpx.Client,
        signer: RequestSigner | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.url = url
        self.http = http
        self.patience = patience or Patience()
        self._signer = signer

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: JsonValue = None,
        signed: bool = True,
    ) -> Answer:
        """Send a request with a JSON body (none for None) until it is answered.

        Raises:
            ProblemError: the exchange refused, in the class of the problem's family.
            ExchangeUnreachable: no answer after every attempt.
            ExchangeUntrusted: its certificate does not check out.
        """
        content = b"" if body is None else encode_json(body)
        return self.send(method, path, content, query=query, signed=signed)

    def send(
        self,
        method: str,
        path: str,
        content: bytes,
        *,
        query: Query | None = None,
        signed: bool = True,
        media_type: str = _JSON,
        accept: str = _JSON,
    ) -> Answer:
        """As :meth:`call`, with a body that is JSON already, or of another media type.

        Where something else than JSON is accepted, the answer may be that it is to be had elsewhere.
        """
        attempt = 1
        headers = {"accept": f"{accept}, application/problem+json"}
        if content:
            headers["content-type"] = media_type
        while True:
            response = self._attempt(self._request(method, path, query, content, headers, signed), attempt)
            if response is not None and response.is_success:
                return Answer(response.status_code, response.content, attempt)
            if response is not None and response.status_code == httpx.codes.SEE_OTHER and accept != _JSON:
                return Answer(response.status_code, b"", attempt, response.headers.get("location", ""))
            if response is not None:
                self._raise_unless_passing(response, attempt)
            self.patience.wait(attempt, self._asked_to_wait(response))
            attempt += 1

    def _request(
        self,
        method: str,
        path: str,
        query: Query | None,
        content: bytes,
        headers: Mapping[str, str],
        signed: bool,
    ) -> httpx.Request:
        fields = {name: value for name, value in (query or {}).items() if value is not None}
        suffix = f"?{urlencode(fields, quote_via=quote)}" if fields else ""
        request = self.http.build_request(
            method, f"{self.url}{path}{suffix}", headers=headers, content=content
        )
        if signed and self._signer is not None:
            # Signed as it will be sent: httpx has the last word on percent-encoding.
            raw_path, _, raw_query = request.url.raw_path.decode("ascii").partition("?")
            request.headers.update(self._signer.headers(method, raw_path, raw_query, content))
        return request

    def _attempt(self, request: httpx.Request, attempt: int) -> httpx.Response | None:
        """The answer; None when there was none and another attempt is due."""
        try:
            return self.http.send(request)
        except httpx.TransportError as failure:
            if untrusted := certificate_fault(failure):
                raise ExchangeUntrusted(url=self.url, why=untrusted) from failure
            if not self.patience.allows_another(attempt):
                raise ExchangeUnreachable(url=self.url, attempts=attempt, why=describe(failure)) from failure
            return None

    def _raise_unless_passing(self, response: httpx.Response, attempt: int) -> None:
        problem = read_problem(response.status_code, response.headers, response.content, self._now())
        passing = response.status_code in PASSING_STATUSES and problem.code != IntegrityFault.code
        if response.is_redirect or response.is_informational:
            raise AnswerUnreadable(url=self.url, why=f"HTTP {response.status_code}")
        if not (passing and self.patience.allows_another(attempt, self._asked_to_wait(response))):
            raise problem_error(problem, attempt)

    def _asked_to_wait(self, response: httpx.Response | None) -> float:
        if response is None:
            return 0.0
        return retry_after(response.headers.get("retry-after"), self._now())

    def _now(self) -> datetime:
        return self._signer.now() if self._signer is not None else now()


def now() -> datetime:
    """This machine's clock, in UTC; only ``Retry-After`` dates are held against it."""
    return datetime.now(UTC)


def encode_json(value: JsonValue) -> bytes:
    """Compact UTF-8 JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def certificate_fault(failure: BaseException) -> str:
    """Why the peer's certificate was refused; empty when something else failed."""
    cause: BaseException | None = failure
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return cause.verify_message
        cause = cause.__cause__ or cause.__context__
    return ""


def require_encrypted(link: str) -> None:
    """Check that a link the exchange gave does not carry documents over an open line.

    Raises:
        AnswerUnreadable: plain HTTP to another machine.
    """
    url = httpx.URL(link)
    if url.scheme != "https" and url.host not in LOOPBACK:
        raise AnswerUnreadable(url=f"{url.scheme}://{url.host}", why="it would carry documents unencrypted")


def describe(failure: httpx.RequestError) -> str:
    """A transport failure in a few words."""
    return str(failure) or type(failure).__name__
