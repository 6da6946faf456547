"""The national format: POST /v1/edxml takes messages, GET …/edxml gives documents and statuses as such."""

from __future__ import annotations

from functools import lru_cache

from lienthong.api.edxml_bodies import read_upload, read_uploaded, taken, upload_ticket
from lienthong.errors import StateSecretRefused
from lienthong.model.codes import EXCHANGING
from lienthong.runtime import composition as exchange
from lienthong.runtime.api_gateway import Answer, PrivateFile, Request, SeeOther, signed_api
from lienthong.runtime.transport_answers import in_either_form
from lienthong.services.authentication import Caller
from lienthong.services.edxml_acts import EdxmlActs
from lienthong.services.edxml_copies import EdxmlCopies
from lienthong.services.edxml_giving import MEDIA_TYPE, EdxmlGiving, Given
from lienthong.services.edxml_uploads import EdxmlUploads


@lru_cache(maxsize=1)
def service() -> EdxmlActs:
    """The service with its adapters."""
    return EdxmlActs(
        exchange.submitting(),
        exchange.recalling(),
        exchange.handling(),
        exchange.exchange_store(),
        exchange.registry(),
        exchange.authentication(),
        exchange.clock(),
    )


@lru_cache(maxsize=1)
def uploads() -> EdxmlUploads:
    """Messages that were too large for a request."""
    return EdxmlUploads(exchange.staging_store(), exchange.authentication(), exchange.clock())


@lru_cache(maxsize=1)
def giving() -> EdxmlGiving:
    """Messages for who asks for them."""
    return EdxmlGiving(
        exchange.exchange_store(),
        exchange.registry(),
        exchange.content_store(),
        exchange.staging_store(),
        exchange.handling(),
        exchange.authentication(),
        exchange.clock(),
        EdxmlCopies(exchange.registry(), exchange.content_store(), exchange.clock()),
    )


def take(request: Request, caller: Caller) -> Answer:
    """Do what the message asks for; 202 where it was new and is still to be validated."""
    caller.require(EXCHANGING)
    upload = read_uploaded(request.body)
    message = request.body if upload is None else uploads().read(caller, upload)
    try:
        outcome = service().take(caller, message)
    except StateSecretRefused:
        # D28 1.2: that it happened is counted; nothing of it is kept.
        exchange.telemetry().count("StateSecretRefused")
        if upload is not None:
            uploads().discard(caller, upload)
        raise
    return Answer(taken(outcome), status=200 if outcome.repeated or outcome.status else 202)


def announce(request: Request, caller: Caller) -> Answer:
    """A ticket for a message that is too large for a request."""
    caller.require(EXCHANGING)
    body = read_upload(request.body)
    return Answer(upload_ticket(uploads().ticket(caller, body.sha256, body.size)), status=201)


def give_delivery(request: Request, caller: Caller) -> PrivateFile | SeeOther:
    """Open a delivery as a document message."""
    return _file(giving().delivery(exchange.in_place_of(request, caller), request.parameters["id"]))


def give_submission(request: Request, caller: Caller) -> PrivateFile | SeeOther:
    """The sender's own submission as it was received."""
    return _file(giving().submission(exchange.in_place_of(request, caller), request.parameters["id"]))


def give_event(request: Request, caller: Caller) -> PrivateFile:
    """An event as a status message, to the sender or an auditor."""
    submission_id, event_id = request.parameters["id"], request.parameters["event_id"]
    holder = exchange.in_place_of(request, caller)
    return PrivateFile(giving().event(holder, submission_id, event_id), MEDIA_TYPE)


def give_event_received(request: Request, caller: Caller) -> PrivateFile:
    """An event as a status message, to the recipient."""
    submission_id, event_id = request.parameters["id"], request.parameters["event_id"]
    holder = exchange.in_place_of(request, caller)
    return PrivateFile(giving().event_received(holder, submission_id, event_id), MEDIA_TYPE)


def _file(given: Given) -> PrivateFile | SeeOther:
    return SeeOther(given.url) if given.url else PrivateFile(given.content, MEDIA_TYPE)


handler = in_either_form(
    signed_api(
        {
            "POST /v1/edxml": take,
            "POST /v1/edxml/uploads": announce,
            "GET /v1/inbox/{id}/edxml": give_delivery,
            "GET /v1/inbox/{id}/edxml/events/{event_id}": give_event_received,
            "GET /v1/submissions/{id}/edxml": give_submission,
            "GET /v1/submissions/{id}/edxml/events/{event_id}": give_event,
        },
        exchange.verify,
        exchange.telemetry,
    ),
    "POST /v1/edxml",
)
