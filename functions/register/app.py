"""/v1/register: what an agency reports to its outgoing register beside what it sends."""

from __future__ import annotations

from functools import lru_cache

from lienthong.api.register_bodies import read_reports, read_withdrawal
from lienthong.model.codes import EXCHANGING
from lienthong.runtime import composition as exchange
from lienthong.runtime.api_gateway import Answer, Request, signed_api
from lienthong.services.authentication import Caller
from lienthong.services.paper_register import PaperRegister, entries_to_json


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
        "POST /v1/register/entries": report,
        "POST /v1/register/checks": check,
        "POST /v1/register/entries/{entry}/withdraw": withdraw,
    },
    exchange.verify,
    exchange.telemetry,
)
