"""/v1/dossiers, /v1/consultations, /v1/votes, /v1/procedures, /v1/centres: the one-stop centre's work."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from lienthong import settings
from lienthong.api import dossier_answers as answers
from lienthong.api.dossier_bodies import (
    read_act,
    read_centre,
    read_consultation,
    read_tables,
    read_visit,
    read_wishes,
)
from lienthong.api.dossier_queries import read_due_by, read_ended
from lienthong.api.queries import read_cursor, read_day, read_limit
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.codes import EXCHANGING, Role
from lienthong.runtime import composition as exchange
from lienthong.runtime.api_gateway import Answer, Request, signed_api
from lienthong.services.authentication import Caller
from lienthong.services.desk_counts import DeskCounts
from lienthong.services.dossier_acts import DossierActs
from lienthong.services.dossiers import Dossiers
from lienthong.services.intake import TAKES_IN, Intake
from lienthong.services.notice_wishes import NoticeWishes
from lienthong.services.procedure_desk import ProcedureDesk

if TYPE_CHECKING:
    from lienthong.services.inspections import PostingInspections

_REGISTRAR = frozenset({Role.REGISTRAR})


@lru_cache(maxsize=1)
def intake() -> Intake:
    """What takes dossiers in, with its adapters."""
    return Intake(
        exchange.dossier_store(),
        exchange.applicant_digests(),
        exchange.authentication(),
        exchange.clock(),
        exchange.ids(),
        settings.days("PEOPLE_RETENTION_DAYS"),
    )


@lru_cache(maxsize=1)
def acts() -> DossierActs:
    """What records acts, with its adapters."""
    return DossierActs(
        exchange.dossier_store(),
        exchange.exchange_store(),
        exchange.authentication(),
        exchange.clock(),
        exchange.ids(),
        settings.days("PEOPLE_RETENTION_DAYS"),
    )


@lru_cache(maxsize=1)
def reading() -> Dossiers:
    """What shows dossiers, with its adapters."""
    return Dossiers(exchange.dossier_store(), exchange.authentication())


@lru_cache(maxsize=1)
def desk() -> ProcedureDesk:
    """What loads and shows procedures, with its adapters."""
    return ProcedureDesk(
        exchange.dossier_store(),
        exchange.registry(),
        exchange.authentication(),
        exchange.clock(),
        exchange.ids(),
    )


@lru_cache(maxsize=1)
def wishes() -> NoticeWishes:
    """What changes how applicants are told, with its adapters."""
    return NoticeWishes(exchange.dossier_store(), exchange.authentication(), exchange.clock(), exchange.ids())


@lru_cache(maxsize=1)
def counts() -> DeskCounts:
    """What counts consultations and votes, with its adapters."""
    return DeskCounts(exchange.dossier_store(), exchange.authentication(), exchange.clock(), exchange.ids())


@lru_cache(maxsize=1)
def inspections() -> PostingInspections:
    """What inspects postings, with its adapters; a centre is inspected a few times a year."""
    from lienthong.services.inspections import PostingInspections
    from lienthong.services.oversight import Oversight

    return PostingInspections(
        exchange.dossier_store(),
        Oversight(exchange.registry()),
        exchange.authentication(),
        exchange.clock(),
        exchange.ids(),
    )


def take_in(request: Request, caller: Caller) -> Answer:
    """Take a visit's dossiers in; 200 where they had been taken in before."""
    # Whoever is no centre takes nothing in, whatever the body.
    caller.require(TAKES_IN)
    outcome = intake().take_in(caller, read_visit(request.body))
    return Answer(answers.taken_in(outcome), status=200 if outcome.repeated else 201)


def listing(request: Request, caller: Caller) -> Answer:
    """A page of the centre's own dossiers."""
    caller.require(TAKES_IN)
    found = reading().page(
        caller,
        ended=read_ended(request.query),
        due_by=read_due_by(request.query),
        cursor=read_cursor(request.query),
        limit=read_limit(request.query),
    )
    return Answer(answers.page(found))


def story(request: Request, caller: Caller) -> Answer:
    """A dossier's story."""
    return Answer(answers.story(reading().story(caller, request.parameters["dossier"])))


def act(request: Request, caller: Caller) -> Answer:
    """Record an act; 200 where it had been recorded before."""
    caller.require(EXCHANGING)
    outcome = acts().act(caller, request.parameters["dossier"], read_act(request.body))
    return Answer(answers.acted(outcome), status=200 if outcome.repeated else 201)


def portal(request: Request, caller: Caller) -> Answer:
    """What the national portal is told."""
    return Answer(answers.portal(reading().state(caller, request.parameters["dossier"])))


def wish(request: Request, caller: Caller) -> Answer:
    """Say how the applicant wants to be told from now on."""
    caller.require(TAKES_IN)
    notices, only_needed = read_wishes(request.body)
    person = wishes().change(caller, request.parameters["dossier"], notices, only_needed=only_needed)
    return Answer(answers.wishes(person))


def consultation(request: Request, caller: Caller) -> Answer:
    """Count a consultation; 200 where it had been counted before."""
    caller.require(TAKES_IN)
    outcome = counts().consultation(caller, *read_consultation(request.body))
    return Answer(answers.counted(outcome), status=200 if outcome.repeated else 201)


def vote(request: Request, caller: Caller) -> Answer:
    """Count a vote; 200 where it had been counted before."""
    from lienthong.api.centre_bodies import read_vote

    caller.require(TAKES_IN)
    outcome = counts().vote(caller, *read_vote(request.body))
    return Answer(answers.counted(outcome), status=200 if outcome.repeated else 201)


def inspection(request: Request, caller: Caller) -> Answer:
    """Hold what a centre has posted to what is in force."""
    from lienthong.api.centre_answers import inspected
    from lienthong.api.centre_bodies import read_postings

    tables, on = read_postings(request.body)
    return Answer(
        inspected(inspections().inspect(caller, request.parameters["code"], tables, on)), status=201
    )


def procedures(request: Request, caller: Caller) -> Answer:
    """The procedures in force on a day; today's where none is named."""
    day = read_day(request.query) or date_in_vietnam(exchange.clock().now())
    return Answer(answers.procedures(day, desk().in_force(caller, day)))


def load(request: Request, caller: Caller) -> Answer:
    """Import procedures."""
    caller.require(_REGISTRAR)
    return Answer(answers.loaded(desk().load(caller, read_tables(request.body))))


def set_up(request: Request, caller: Caller) -> Answer:
    """Say who settles what a centre takes in."""
    caller.require(_REGISTRAR)
    return Answer(desk().set_up(caller, read_centre(request.parameters["code"], request.body)).to_json())


handler = signed_api(
    {
        "POST /v1/dossiers": take_in,
        "GET /v1/dossiers": listing,
        "GET /v1/dossiers/{dossier}": story,
        "POST /v1/dossiers/{dossier}/acts": act,
        "GET /v1/dossiers/{dossier}/portal": portal,
        "PUT /v1/dossiers/{dossier}/notices": wish,
        "POST /v1/consultations": consultation,
        "POST /v1/votes": vote,
        "GET /v1/procedures": procedures,
        "POST /v1/procedures": load,
        "PUT /v1/centres/{code}": set_up,
        "POST /v1/centres/{code}/postings/inspections": inspection,
    },
    exchange.verify,
    exchange.telemetry,
)
