"""The one-stop's board and reports: what agencies have in hand, what will be or was late, and Report 06."""

from __future__ import annotations

from functools import lru_cache

from lienthong.api import dossier_board as answers
from lienthong.api.board import read_scope
from lienthong.api.dossier_queries import read_due_by, read_ended
from lienthong.api.one_stop_report import postings_body, report_body
from lienthong.api.period_queries import read_period
from lienthong.api.queries import read_cursor, read_limit
from lienthong.model.calendar import date_in_vietnam
from lienthong.runtime import composition as exchange
from lienthong.runtime.api_gateway import Answer, Request, signed_api
from lienthong.services.authentication import Caller
from lienthong.services.desk_reading import DeskReading
from lienthong.services.dossier_board import DossierBoard
from lienthong.services.dossier_reading import DossierReading
from lienthong.services.dossier_view import DossierView
from lienthong.services.one_stop_report import OneStopReports
from lienthong.services.viewing import stored_name


@lru_cache(maxsize=1)
def service() -> DossierBoard:
    """The service with its adapters."""
    return DossierBoard(
        exchange.view_store(),
        stored_name(DossierView()),
        exchange.working_calendar(),
        exchange.registry(),
        exchange.authentication(),
        exchange.clock(),
    )


@lru_cache(maxsize=1)
def reports() -> OneStopReports:
    """What reports, with its adapters."""
    store = exchange.view_store()
    return OneStopReports(
        DossierReading(store, stored_name(DossierView())),
        DeskReading(store),
        exchange.registry(),
        exchange.authentication(),
        exchange.clock(),
    )


def dossiers(request: Request, caller: Caller) -> Answer:
    """A page of what an agency has in hand, or of what has ended for it."""
    query = request.query
    page = service().page(
        caller,
        request.parameters["code"],
        ended=read_ended(query),
        due_by=read_due_by(query),
        cursor=read_cursor(query),
        limit=read_limit(query),
    )
    return Answer(answers.hand_page(page))


def warnings(request: Request, caller: Caller) -> Answer:
    """What is late or will be late if nobody acts."""
    query = request.query
    page = service().warnings(
        caller,
        request.parameters["code"],
        read_scope(query),
        cursor=read_cursor(query),
        limit=read_limit(query),
    )
    return Answer(answers.warnings_page(page))


def why(request: Request, caller: Caller) -> Answer:
    """Why one dossier is late."""
    return Answer(answers.explanation(service().explain(caller, request.parameters["dossier"])))


def lateness(request: Request, caller: Caller) -> Answer:
    """What made dossiers late in a period."""
    query, today = request.query, date_in_vietnam(exchange.clock().now())
    found = service().lateness(
        caller, request.parameters["code"], read_scope(query), read_period(query, today)
    )
    return Answer(answers.lateness(found))


def report(request: Request, caller: Caller) -> Answer:
    """Report 06 of an agency and everybody below it."""
    period = read_period(request.query, date_in_vietnam(exchange.clock().now()))
    return Answer(report_body(reports().report(caller, request.parameters["code"], period)))


def postings(request: Request, caller: Caller) -> Answer:
    """The last inspection of a centre's postings."""
    return Answer(postings_body(*reports().last_inspection(caller, request.parameters["code"])))


handler = signed_api(
    {
        "GET /v1/agencies/{code}/dossiers": dossiers,
        "GET /v1/agencies/{code}/warnings": warnings,
        "GET /v1/agencies/{code}/lateness": lateness,
        "GET /v1/agencies/{code}/report-06": report,
        "GET /v1/centres/{code}/postings": postings,
        "GET /v1/dossiers/{dossier}/lateness": why,
    },
    exchange.verify,
    exchange.telemetry,
)
