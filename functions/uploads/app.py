"""GET /v1/submissions/{id}/uploads and POST …/uploads/complete: tickets for large files."""

from __future__ import annotations

from functools import lru_cache

from lienthong.api.answers import submitted, tickets
from lienthong.runtime import composition as exchange
from lienthong.runtime.api_gateway import Answer, Request, signed_api
from lienthong.services.authentication import Caller
from lienthong.services.uploads import Uploading


@lru_cache(maxsize=1)
def service() -> Uploading:
    """The service with its adapters."""
    return Uploading(
        exchange.exchange_store(),
        exchange.staging_store(),
        exchange.authentication(),
        exchange.clock(),
        exchange.ids(),
    )


def show(request: Request, caller: Caller) -> Answer:
    """What is missing, with fresh tickets."""
    submission_id = request.parameters["id"]
    return Answer(tickets(submission_id, service().tickets(caller, submission_id)))


def complete(request: Request, caller: Caller) -> Answer:
    """Everything has arrived: the submission is received."""
    return Answer(submitted(service().complete(caller, request.parameters["id"])))


handler = signed_api(
    {"GET /v1/submissions/{id}/uploads": show, "POST /v1/submissions/{id}/uploads/complete": complete},
    exchange.verify,
    exchange.telemetry,
)
