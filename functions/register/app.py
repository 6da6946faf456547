"""/v1/register: the registers, and what an agency reports to its own beside what it sends."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from lienthong.api.answers import register_page
from lienthong.api.queries import read_cursor, read_limit, read_span
from lienthong.api.register_bodies import read_reports, read_withdrawal
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.codes import EXCHANGING
from lienthong.runtime import composition as exchange
from lienthong.runtime.api_gateway import Answer, Request, signed_api
from lienthong.services.authentication import Caller
from lienthong.services.oversight import Oversight
from lienthong.services.paper_register import PaperRegister, entries_to_json
from lienthong.services.register_reading import RegisterPage, RegisterReading, Span


@lru_cache(maxsize=1)
def service() -> PaperRegister:
    """The service with its adapters."""
    return PaperRegister(
        exchange.register_store(),
        exchange.exchange_store(),
        exchange.registry(),
        exchange.authentication(),
        exchange.clock(),
        exchange.ids(),
    )


@lru_cache(maxsize=1)
def reading() -> RegisterReading:
    """The service that reads, with its adapters."""
    return RegisterReading(
        exchange.view_store(),
        exchange.exchange_store(),
        exchange.register_store(),
        Oversight(exchange.registry()),
        exchange.authentication(),
    )


def _page(read: Callable[..., RegisterPage], request: Request, caller: Caller) -> Answer:
    span = Span(*read_span(request.query, date_in_vietnam(exchange.clock().now())))
    page = read(
        caller,
        request.query.get("agency") or None,
        span,
        cursor=read_cursor(request.query),
        limit=read_limit(request.query),
    )
    return Answer(register_page(page))


def outgoing(request: Request, caller: Caller) -> Answer:
    """A page of the outgoing register."""
    return _page(reading().outgoing, request, caller)


def incoming(request: Request, caller: Caller) -> Answer:
    """A page of the incoming register."""
    return _page(reading().incoming, request, caller)


def numbers(request: Request, caller: Caller) -> Answer:
    """The sequences of numbers of a year, with their gaps."""
    year = read_span(request.query, date_in_vietnam(exchange.clock().now()))[0].year
    agency, sequences = reading().sequences(caller, request.query.get("agency") or None, year)
    return Answer({"agency": agency.code, "year": year, "sequences": [one.to_json() for one in sequences]})


def report(request: Request, caller: Caller) -> Answer:
    """Record entries of the caller's own register; 200 where all of them had been recorded before."""
    # Whoever exchanges nothing has no register, whatever the body.
    caller.require(EXCHANGING)
    recorded = service().report(caller, read_reports(request.body))
    is_new = any(not one.repeated for one in recorded)
    return Answer({"entries": entries_to_json(recorded)}, status=201 if is_new else 200)


def check(request: Request, caller: Caller) -> Answer:
    """Judge a report without recording anything."""
    caller.require(EXCHANGING)
    reports = read_reports(request.body)
    new = service().check(caller, reports)
    return Answer({"new": new, "repeated": len(reports) - new})


def withdraw(request: Request, caller: Caller) -> Answer:
    """Declare an entry a mistake."""
    caller.require(EXCHANGING)
    entry = service().withdraw(caller, request.parameters["entry"], read_withdrawal(request.body))
    return Answer({"entry": entry.to_json()})


handler = signed_api(
    {
        "GET /v1/register/outgoing": outgoing,
        "GET /v1/register/incoming": incoming,
        "GET /v1/register/numbers": numbers,
        "POST /v1/register/entries": report,
        "POST /v1/register/checks": check,
        "POST /v1/register/entries/{entry}/withdraw": withdraw,
    },
    exchange.verify,
    exchange.telemetry,
)
