"""GET /v1/deadlines: what an agency and those below it owe, what is late, and how they have kept time."""

from __future__ import annotations

from functools import lru_cache

from lienthong.api.board import board_page, read_agency, read_month, read_scope, read_state, summary_of
from lienthong.api.queries import read_cursor, read_limit
from lienthong.runtime import composition as exchange
from lienthong.runtime.api_gateway import Answer, Request, signed_api
from lienthong.services.authentication import Caller
from lienthong.services.board import Board
from lienthong.services.viewing import stored_name


@lru_cache(maxsize=1)
def service() -> Board:
    """The service with its adapters."""
    return Board(
        exchange.view_store(),
        stored_name(exchange.deadline_view()),
        exchange.working_calendar(),
        exchange.registry(),
        exchange.authentication(),
        exchange.clock(),
    )


def deadlines(request: Request, caller: Caller) -> Answer:
    """A page of the board."""
    query = request.query
    page = service().page(
        exchange.in_place_of(request, caller),
        read_agency(query),
        read_scope(query),
        read_state(query),
        cursor=read_cursor(query),
        limit=read_limit(query),
    )
    return Answer(board_page(page))


def summary(request: Request, caller: Caller) -> Answer:
    """A month's counts by agency and duty."""
    query, who = request.query, exchange.in_place_of(request, caller)
    return Answer(
        summary_of(service().summary(who, read_agency(query), read_scope(query), read_month(query)))
    )


handler = signed_api(
    {"GET /v1/deadlines": deadlines, "GET /v1/deadlines/summary": summary},
    exchange.verify,
    exchange.telemetry,
)
