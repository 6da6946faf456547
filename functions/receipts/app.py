"""GET …/receipts and …/receipts/{event_id}: the proof of every event that one may see."""

from __future__ import annotations

from functools import lru_cache

from lienthong import settings
from lienthong.api.answers import receipt_pending, receipts
from lienthong.api.queries import read_cursor, read_limit
from lienthong.runtime import composition as exchange
from lienthong.runtime.api_gateway import Answer, Request, signed_api
from lienthong.services.authentication import Caller
from lienthong.services.receipting import Receipting
from lienthong.tlog.receipts import UnverifiedReceipt

#: In how many seconds a receipt that is not there yet is worth asking for (design: receipts in ≤ 3 s).
_SOON = 2


@lru_cache(maxsize=1)
def service() -> Receipting:
    """The service with its adapters."""
    return Receipting(
        exchange.exchange_store(),
        exchange.registry_store(),
        exchange.log_table(),
        exchange.log_files(),
        exchange.authentication(),
        exchange.clock(),
        settings.days("RECEIPT_RENEWAL_DAYS"),
    )


def of_submission(request: Request, caller: Caller) -> Answer:
    """The whole story, to the sender or an auditor."""
    holder, submission_id = exchange.in_place_of(request, caller), request.parameters["id"]
    after, limit = read_cursor(request.query), read_limit(request.query)
    return Answer(receipts(service().of_submission(holder, submission_id, after=after, limit=limit)))


def of_delivery(request: Request, caller: Caller) -> Answer:
    """What concerns it, to the recipient."""
    holder, submission_id = exchange.in_place_of(request, caller), request.parameters["id"]
    after, limit = read_cursor(request.query), read_limit(request.query)
    return Answer(receipts(service().of_delivery(holder, submission_id, after=after, limit=limit)))


def of_agency(request: Request, caller: Caller) -> Answer:
    """The changes of an agency's entry."""
    after, limit = read_cursor(request.query), read_limit(request.query)
    return Answer(receipts(service().of_agency(caller, request.parameters["code"], after=after, limit=limit)))


def of_register(request: Request, caller: Caller) -> Answer:
    """What an agency has reported to its register."""
    after, limit = read_cursor(request.query), read_limit(request.query)
    agency = request.query.get("agency") or None
    return Answer(receipts(service().of_register(caller, agency, after=after, limit=limit)))


def of_dossier(request: Request, caller: Caller) -> Answer:
    """A dossier's events, to its parties."""
    after, limit = read_cursor(request.query), read_limit(request.query)
    code = request.parameters["dossier"]
    return Answer(receipts(service().of_dossier(caller, code, after=after, limit=limit)))


def of_dossier_event(request: Request, caller: Caller) -> Answer:
    """One event of a dossier, to its parties."""
    code, event_id = request.parameters["dossier"], request.parameters["event_id"]
    return _one(event_id, service().of_dossier_event(caller, code, event_id))


def of_event(request: Request, caller: Caller) -> Answer:
    """One event, to the sender or an auditor."""
    submission_id, event_id = request.parameters["id"], request.parameters["event_id"]
    return _one(event_id, service().of_event(exchange.in_place_of(request, caller), submission_id, event_id))


def of_event_received(request: Request, caller: Caller) -> Answer:
    """One event, to the recipient."""
    submission_id, event_id = request.parameters["id"], request.parameters["event_id"]
    return _one(
        event_id, service().of_event_received(exchange.in_place_of(request, caller), submission_id, event_id)
    )


def _one(event_id: str, receipt: UnverifiedReceipt | None) -> Answer:
    if receipt is None:
        return Answer(receipt_pending(event_id), status=202, retry_after=_SOON)
    return Answer(receipt.to_json())


handler = signed_api(
    {
        "GET /v1/submissions/{id}/receipts": of_submission,
        "GET /v1/submissions/{id}/receipts/{event_id}": of_event,
        "GET /v1/inbox/{id}/receipts": of_delivery,
        "GET /v1/inbox/{id}/receipts/{event_id}": of_event_received,
        "GET /v1/agencies/{code}/receipts": of_agency,
        "GET /v1/register/receipts": of_register,
        "GET /v1/dossiers/{dossier}/receipts": of_dossier,
        "GET /v1/dossiers/{dossier}/receipts/{event_id}": of_dossier_event,
    },
    exchange.verify,
    exchange.telemetry,
)
