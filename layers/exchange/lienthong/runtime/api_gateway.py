"""API Gateway's HTTP events as requests, and answers and problems (RFC 9457) as its responses."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import parse_qsl

from lienthong.errors import ExchangeError, MethodNotAllowed, NotFound, RequestTooLarge
from lienthong.model.event import JsonValue
from lienthong.model.http_signatures import UnverifiedRequest
from lienthong.model.limits import LIMITS
from lienthong.model.text import has_control_characters, normalise
from lienthong.services.authentication import Caller

_A_DAY = 86_400
LambdaEvent = Mapping[str, Any]
LambdaResponse = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """A routed request: the raw one, path parameters, and the query's last value by name.

    ``address`` is whence it came, as API Gateway saw it: personal, so it stands in no log and in no ``repr``.
    """

    raw: UnverifiedRequest
    route: str
    parameters: Mapping[str, str]
    query: Mapping[str, str]
    address: str = field(default="", repr=False)

    @property
    def body(self) -> bytes:
        """The body's bytes as signed."""
        return self.raw.body


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer; ``retry_after``: in how many seconds there will be more, where it is not whole."""

    body: Mapping[str, JsonValue]
    status: int = HTTPStatus.OK
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """A file as it is; anybody may keep it for ``max_age`` seconds; ``headers`` are a page's own."""

    content: bytes
    media_type: str
    max_age: int
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PrivateFile:
    """A file for its caller alone: nobody keeps it on the way."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class SeeOther:
    """What was asked for is had from another address, for a short time (RFC 9110 15.4.4)."""

    location: str


class RequestLog(Protocol):
    """Where each request leaves one line: never a body, a name or an address of a person."""

    def answered(self, route: str, status: int, code: str, caller: str) -> None:
        """A request was answered."""
        ...


SignedAnswer = Answer | PrivateFile | SeeOther
SignedEndpoint = Callable[[Request, Caller], SignedAnswer]
OpenEndpoint = Callable[[Request], Answer | FileAnswer]
LambdaHandler = Callable[[LambdaEvent, object], LambdaResponse]


def signed_api(
    endpoints: Mapping[str, SignedEndpoint],
    verify: Callable[[UnverifiedRequest], Caller],
    log: Callable[[], RequestLog],
) -> LambdaHandler:
    """A handler for routes (``"POST /v1/submissions"``) whose requests are signed.

    What the exchange refuses becomes a problem. Anything unforeseen is left to the platform, which answers
    500 without a word of it, counts an error and raises the alarm.
    """

    def handler(event: LambdaEvent, _context: object) -> LambdaResponse:
        route, who = str(event.get("routeKey", "")), ""
        try:
            request = read_request(event)
            endpoint = endpoints.get(route)
            if endpoint is None:
                raise NotFound
            caller = verify(request.raw)
            who = caller.code
            response = _signed(endpoint(request, caller))
            log().answered(route, response["statusCode"], "", who)
        except ExchangeError as error:
            response = problem(error)
            log().answered(route, response["statusCode"], error.code, who)
        return response

    return handler


def open_api(endpoints: Mapping[str, OpenEndpoint]) -> LambdaHandler:
    """A handler for routes that anybody may ask."""

    def handler(event: LambdaEvent, _context: object) -> LambdaResponse:
        try:
            endpoint = endpoints.get(str(event.get("routeKey", "")))
            if endpoint is None:
                raise NotFound
            answer = endpoint(read_request(event))
            return _file(answer) if isinstance(answer, FileAnswer) else success(answer)
        except ExchangeError as error:
            return problem(error)

    return handler


def read_request(event: LambdaEvent) -> Request:
    """The request of an HTTP API event, payload format 2.0.

    Raises:
        RequestTooLarge: before anything of the body is looked at.
        NotFound: a path parameter that nothing can be named.
        MethodNotAllowed: not an HTTP request at all.
    """
    body = event.get("body") or ""
    if len(body) > LIMITS.request_bytes * 4 // 3 + 4:
        raise RequestTooLarge(limit=LIMITS.request_bytes)
    # A lone surrogate is no text; as bytes it is refused like any other that is not UTF-8.
    content = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode(errors="surrogatepass")
    if len(content) > LIMITS.request_bytes:
        raise RequestTooLarge(limit=LIMITS.request_bytes)
    http = event.get("requestContext", {}).get("http")
    if not isinstance(http, Mapping):
        raise MethodNotAllowed(method="-", allowed="HTTP")
    raw = UnverifiedRequest(
        method=str(http["method"]),
        path=str(event["rawPath"]),
        query=str(event.get("rawQueryString", "")),
        headers={name.lower(): value for name, value in event.get("headers", {}).items()},
        body=content,
    )
    return Request(
        raw=raw,
        route=str(event.get("routeKey", "")),
        parameters={name: _identifier(value) for name, value in (event.get("pathParameters") or {}).items()},
        query=dict(parse_qsl(raw.query, keep_blank_values=True)),
        address=str(http.get("sourceIp", "")),
    )


def _identifier(text: str) -> str:
    """A path parameter as it may become part of a key.

    Raises:
        NotFound: nothing of ours has such a name.
    """
    name = normalise(text)
    if not 0 < len(name) <= LIMITS.document_id_length or has_control_characters(name):
        raise NotFound
    return name


def _signed(answer: SignedAnswer) -> LambdaResponse:
    if isinstance(answer, SeeOther):
        return {
            "statusCode": int(HTTPStatus.SEE_OTHER),
            "headers": {"location": answer.location, "cache-control": "no-store"},
        }
    if isinstance(answer, PrivateFile):
        return {
            "statusCode": int(HTTPStatus.OK),
            "headers": {"content-type": answer.media_type, "cache-control": "no-store"},
            "body": base64.b64encode(answer.content).decode(),
            "isBase64Encoded": True,
        }
    return success(answer)


def success(answer: Answer) -> LambdaResponse:
    """The response of a successful answer, JSON."""
    response = _response(answer.status, "application/json", answer.body)
    if answer.retry_after is not None:
        response["headers"]["retry-after"] = str(answer.retry_after)
    return response


def _file(answer: FileAnswer) -> LambdaResponse:
    lasting = ", immutable" if answer.max_age > _A_DAY else ""
    return {
        "statusCode": int(HTTPStatus.OK),
        "headers": {
            "content-type": answer.media_type,
            "cache-control": f"public, max-age={answer.max_age}{lasting}",
            "access-control-allow-origin": "*",
            **answer.headers,
        },
        "body": base64.b64encode(answer.content).decode(),
        "isBase64Encoded": True,
    }


def problem(error: ExchangeError) -> LambdaResponse:
    """The problem response of an error: stable code, cause and next step in both languages."""
    body: dict[str, JsonValue] = {
        "type": f"urn:lienthong:problem:{error.code}",
        "title": HTTPStatus(error.http_status).phrase,
        "status": error.http_status,
        "code": error.code,
        "detail": error.sentence("en"),
        "detail_vi": error.sentence("vi"),
    }
    for name, value in error.facts.items():
        body.setdefault(name, value if isinstance(value, str | int) else list(value))
    if error.faults:
        body["faults"] = [dict(fault.to_json()) for fault in error.faults[: LIMITS.faults]]
    response = _response(error.http_status, "application/problem+json", body)
    if error.http_status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["headers"]["retry-after"] = "2"
    return response


def _response(status: int, content_type: str, body: Mapping[str, JsonValue]) -> LambdaResponse:
    return {
        "statusCode": int(status),
        "headers": {"content-type": content_type, "cache-control": "no-store"},
        "body": json.dumps(body, ensure_ascii=False, separators=(",", ":")),
    }
