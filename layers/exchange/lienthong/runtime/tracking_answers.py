"""The tracking page's answers: pages for people, JSON for programs, errors as well, under one policy."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus

from lienthong.api.looks import code_in_form, language_of, read_look, wants_json
from lienthong.errors import ExchangeError, NotFound, Unavailable
from lienthong.model.http_signatures import UnverifiedRequest
from lienthong.onestop.tracked import Tracked
from lienthong.onestop.tracking_errors import DossierNotTracked, LookedUpTooOften
from lienthong.onestop.tracking_page import (
    HEADERS,
    page_limited,
    page_not_found,
    page_of,
    page_unavailable,
    page_unreadable,
)
from lienthong.runtime.api_gateway import (
    Answer,
    LambdaEvent,
    LambdaHandler,
    LambdaResponse,
    Request,
    RequestLog,
    problem,
    read_request,
    success,
)

#: A page, or the answer for a program.
PageEndpoint = Callable[[Request], str | Answer]
_SECONDS_A_MINUTE = 60


def public_page(endpoints: Mapping[str, PageEndpoint], log: Callable[[], RequestLog]) -> LambdaHandler:
    """A handler of routes that people open in a browser, unsigned.

    What the exchange refuses becomes a page, or a problem for a program. Anything unforeseen is left to the
    platform, which answers 500 without a word of it, counts an error and raises the alarm.
    """

    def handler(event: LambdaEvent, _context: object) -> LambdaResponse:
        route, code = str(event.get("routeKey", "")), ""
        raw = _heads(event)
        try:
            endpoint = endpoints.get(route)
            if endpoint is None:
                raise NotFound
            request = read_request(event)
            raw = request.raw
            response = _given(endpoint(request))
        except ExchangeError as error:
            response, code = _refused(error, raw), error.code
        log().answered(route, response["statusCode"], code, "")
        return response

    return handler


def answer_to(request: Request, found: Tracked, now: datetime) -> str | Answer:
    """What is known of a dossier, in the form and the language that were asked for."""
    if wants_json(request.raw):
        return Answer(found.to_json())
    return page_of(found, language_of(request.raw), now)


def _heads(event: LambdaEvent) -> UnverifiedRequest:
    """What is known of a request before it is read: in which form and language it is refused."""
    headers = {str(name).lower(): str(value) for name, value in (event.get("headers") or {}).items()}
    return UnverifiedRequest("", "", str(event.get("rawQueryString", "")), headers, b"")


def _given(answer: str | Answer) -> LambdaResponse:
    return _page(HTTPStatus.OK, answer) if isinstance(answer, str) else _under_policy(success(answer))


def _refused(error: ExchangeError, raw: UnverifiedRequest) -> LambdaResponse:
    response = (
        _under_policy(problem(error)) if wants_json(raw) else _page(error.http_status, _page_for(error, raw))
    )
    if isinstance(error, LookedUpTooOften):
        response["headers"]["retry-after"] = str(error.seconds)
    return response


def _page_for(error: ExchangeError, raw: UnverifiedRequest) -> str:
    language = language_of(raw)
    if isinstance(error, LookedUpTooOften):
        return page_limited(language, math.ceil(error.seconds / _SECONDS_A_MINUTE))
    if isinstance(error, DossierNotTracked):
        return page_not_found(language, read_look(raw, "").code)
    is_ours = isinstance(error, Unavailable) or error.http_status >= HTTPStatus.INTERNAL_SERVER_ERROR
    page = page_unavailable if is_ours else page_unreadable
    return page(language, code_in_form(raw))


def _page(status: int, page: str) -> LambdaResponse:
    return {"statusCode": int(status), "headers": dict(HEADERS), "body": page}


def _under_policy(response: LambdaResponse) -> LambdaResponse:
    """The same answer with the page's headers; its own type stays."""
    return {**response, "headers": {**HEADERS, **response["headers"]}}
