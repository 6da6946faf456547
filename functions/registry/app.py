"""/v1/agencies and /v1/trust-anchors: the registry, read by everybody, changed by registrars."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from lienthong import settings
from lienthong.api import answers
from lienthong.api import registry_bodies as bodies
from lienthong.api.queries import read_day
from lienthong.model.agency import Agency
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.codes import Role
from lienthong.model.event import text_of
from lienthong.runtime import composition as exchange
from lienthong.runtime.api_gateway import Answer, Request, SignedAnswer, SignedEndpoint, signed_api
from lienthong.services.authentication import Caller
from lienthong.services.registration import Registering


@lru_cache(maxsize=1)
def service() -> Registering:
    """The service over the registry as it stands, without memory."""
    return Registering(
        exchange.registry_store(),
        exchange.trust_store(),
        exchange.authentication(),
        exchange.clock(),
        exchange.ids(),
    )


def search(request: Request, caller: Caller) -> Answer:
    """Agencies by code, alias or name, without diacritics; as of a day, or by their successor."""
    on, query = read_day(request.query), request.query
    found = service().search(caller, query.get("search", ""), on=on, successor=query.get("successor") or None)
    day = on or _today()
    return Answer({"agencies": [answers.agency(agency, viewer=caller.agency, on=day) for agency in found]})


def show(request: Request, caller: Caller) -> Answer:
    """One agency, as of a day."""
    on = read_day(request.query)
    agency = service().show(caller, request.parameters["code"], on=on)
    return Answer({"agency": answers.agency(agency, viewer=caller.agency, on=on or _today())})


def history(request: Request, caller: Caller) -> Answer:
    """Every change of an agency."""
    return Answer({"events": answers.events(service().history(caller, request.parameters["code"]))})


def register(request: Request, caller: Caller) -> Answer:
    """Enter a new agency."""
    return _changed(caller, service().register(caller, bodies.read_agency(request.body)), status=201)


def change(request: Request, caller: Caller) -> Answer:
    """Replace an agency's entry."""
    wanted = bodies.read_agency(request.body)
    return _changed(caller, service().change(caller, request.parameters["code"], wanted))


def lock(request: Request, caller: Caller) -> Answer:
    """Lock an agency."""
    reason = bodies.read_reason(request.body)
    return _changed(caller, service().lock(caller, request.parameters["code"], reason))


def unlock(request: Request, caller: Caller) -> Answer:
    """Unlock an agency."""
    reason = bodies.read_reason(request.body)
    return _changed(caller, service().unlock(caller, request.parameters["code"], reason))


def end(request: Request, caller: Caller) -> Answer:
    """End an agency, with its successor."""
    how, code = bodies.read_end(request.body), request.parameters["code"]
    if how.ended_on is None:
        return _changed(caller, service().withdraw_end(caller, code, how.reason))
    return _changed(
        caller,
        service().end(caller, code, on=how.ended_on, successor=how.successor, reason=how.reason),
    )


def import_agencies(request: Request, caller: Caller) -> Answer:
    """Record a table of agencies, or say what it would change."""
    # Only an import pays for what it loads.
    from lienthong.api.import_bodies import read_import
    from lienthong.services.registry_import import RegistryImport

    rows, said = read_import(request.body)
    report = RegistryImport(service()).run(caller, rows, dry_run=said.dry_run, reason=said.reason)
    return Answer(answers.import_report(report))


def anchors(_request: Request, caller: Caller) -> Answer:
    """The certificates that validation trusts."""
    from lienthong.api.anchor_bodies import pem_of

    listed = service().anchors(caller)
    return Answer({"anchors": [answers.anchor(entry, pem_of(entry)) for entry in listed]})


def add_anchor(request: Request, caller: Caller) -> Answer:
    """Enter a certificate to trust."""
    from lienthong.api.anchor_bodies import pem_of, read_anchor

    added = service().add_anchor(caller, read_anchor(request.body))
    return Answer({"anchor": answers.anchor(added, pem_of(added))}, status=201)


def _today() -> date:
    return date_in_vietnam(exchange.clock().now())


def _for_registrars(act: SignedEndpoint) -> SignedEndpoint:
    """The act, whose address does not exist for anybody else, whatever the body."""

    def guarded(request: Request, caller: Caller) -> SignedAnswer:
        caller.require((Role.REGISTRAR,))
        return act(request, caller)

    return guarded


def _changed(caller: Caller, agency: Agency, status: int = 200) -> Answer:
    # Until then a warm function may still go by the entry it remembers.
    effective_by = exchange.clock().now() + settings.seconds("REGISTRY_TTL_SECONDS")
    entry = answers.agency(agency, viewer=caller.agency, on=_today())
    return Answer({"agency": entry, "effective_by": text_of(effective_by)}, status=status)


handler = signed_api(
    {
        "GET /v1/agencies": search,
        "POST /v1/agencies": _for_registrars(register),
        "GET /v1/agencies/{code}": show,
        "PUT /v1/agencies/{code}": _for_registrars(change),
        "POST /v1/agencies/{code}/lock": _for_registrars(lock),
        "POST /v1/agencies/{code}/unlock": _for_registrars(unlock),
        "POST /v1/agencies/{code}/end": _for_registrars(end),
        "GET /v1/agencies/{code}/history": history,
        "POST /v1/registry/imports": _for_registrars(import_agencies),
        "GET /v1/trust-anchors": anchors,
        "POST /v1/trust-anchors": _for_registrars(add_anchor),
    },
    exchange.verify,
    exchange.telemetry,
)
