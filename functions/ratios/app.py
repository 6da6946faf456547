"""GET /v1/ratios, /v1/ratios.csv, /v1/ratios/documents: how electronic an agency is, and what says so."""

from __future__ import annotations

from functools import lru_cache

from lienthong.api.queries import read_cursor, read_limit
from lienthong.api.ratio_answers import documents_body, ratios_body, ratios_csv
from lienthong.api.ratio_queries import read_question
from lienthong.runtime import composition as exchange
from lienthong.runtime.api_gateway import Answer, PrivateFile, Request, signed_api
from lienthong.services.authentication import Caller
from lienthong.services.measures_reading import MeasuresReading
from lienthong.services.oversight import Oversight
from lienthong.services.ratios import RatioDesk


@lru_cache(maxsize=1)
def service() -> RatioDesk:
    """The service with its adapters."""
    return RatioDesk(
        MeasuresReading(exchange.view_store()),
        Oversight(exchange.registry()),
        exchange.authentication(),
        exchange.clock(),
    )


def ratios(request: Request, caller: Caller) -> Answer:
    """The four ratios with all that they are counted from."""
    return Answer(ratios_body(service().ratios(caller, read_question(request.query))))


def table(request: Request, caller: Caller) -> PrivateFile:
    """The same as a table for a sheet."""
    written = ratios_csv(service().ratios(caller, read_question(request.query)))
    return PrivateFile(written.encode(), "text/csv; charset=utf-8")


def documents(request: Request, caller: Caller) -> Answer:
    """The documents behind a number."""
    question = read_question(request.query)
    cursor, limit = read_cursor(request.query), read_limit(request.query)
    return Answer(documents_body(service().documents(caller, question, cursor, limit)))


handler = signed_api(
    {"GET /v1/ratios": ratios, "GET /v1/ratios.csv": table, "GET /v1/ratios/documents": documents},
    exchange.verify,
    exchange.telemetry,
)
