"""GET /v1/inbox: an agency's deliveries, the oldest unopened first."""

from __future__ import annotations

from functools import lru_cache

from lienthong.api.answers import inbox_page
from lienthong.api.queries import read_cursor, read_limit, read_status, read_unopened
from lienthong.model.codes import EXCHANGING
from lienthong.runtime import composition as exchange
from lienthong.runtime.api_gateway import Answer, Request, signed_api
from lienthong.services.authentication import Caller
from lienthong.services.inbox import Inbox


@lru_cache(maxsize=1)
def service() -> Inbox:
    """The service with its adapters."""
    return Inbox(exchange.exchange_store(), exchange.authentication())


def inbox(request: Request, caller: Caller) -> Answer:
    """A page of the inbox."""
    caller.require(EXCHANGING)
    page = service().page(
        exchange.in_place_of(request, caller),
        status=read_status(request.query),
        unopened=read_unopened(request.query),
        cursor=read_cursor(request.query),
        limit=read_limit(request.query),
    )
    return Answer(inbox_page(page, exchange.retention()))


handler = signed_api({"GET /v1/inbox": inbox}, exchange.verify, exchange.telemetry)
