"""GET /v1/submissions and /v1/submissions/{id}: the sender's outbox, and the story of one submission."""

from __future__ import annotations

from functools import lru_cache

from lienthong.api.answers import outbox_page, story
from lienthong.api.queries import read_cursor, read_limit
from lienthong.runtime import composition as exchange
from lienthong.runtime.api_gateway import Answer, Request, signed_api
from lienthong.services.authentication import Caller
from lienthong.services.reading import Reading


@lru_cache(maxsize=1)
def service() -> Reading:
    """The service with its adapters."""
    return Reading(exchange.exchange_store(), exchange.authentication())


def outbox(request: Request, caller: Caller) -> Answer:
    """What the caller has sent, newest first."""
    holder = exchange.in_place_of(request, caller)
    page = service().outbox(holder, cursor=read_cursor(request.query), limit=read_limit(request.query))
    return Answer(outbox_page(page))


def show(request: Request, caller: Caller) -> Answer:
    """Everything recorded about one submission."""
    return Answer(story(service().story(exchange.in_place_of(request, caller), request.parameters["id"])))


handler = signed_api(
    {"GET /v1/submissions": outbox, "GET /v1/submissions/{id}": show}, exchange.verify, exchange.telemetry
)
