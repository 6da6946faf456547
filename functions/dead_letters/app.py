"""GET /v1/dead-letters and POST /v1/dead-letters/{queue}/redrive: what got stuck, and sending it on."""

from __future__ import annotations

from functools import lru_cache

from lienthong import settings
from lienthong.adapters import clients
from lienthong.adapters.sqs_dead_letters import SqsDeadLetters
from lienthong.api.answers import dead_letters
from lienthong.runtime import composition as exchange
from lienthong.runtime.api_gateway import Answer, Request, signed_api
from lienthong.services.authentication import Caller
from lienthong.services.dead_letters import DeadLetterDesk


@lru_cache(maxsize=1)
def service() -> DeadLetterDesk:
    """The service with its adapters."""
    letters = SqsDeadLetters(clients.sqs(), settings.addresses("DEAD_LETTER_QUEUE_URLS"))
    return DeadLetterDesk(letters, exchange.authentication())


def show(_request: Request, caller: Caller) -> Answer:
    """What lies in every dead-letter queue, with the reasons."""
    return Answer(dead_letters(service().list(caller)))


def redrive(request: Request, caller: Caller) -> Answer:
    """Send one dead-letter queue's messages back to their source."""
    queue = request.parameters["queue"]
    service().redrive(caller, queue)
    return Answer({"queue": queue, "redriven": True})


handler = signed_api(
    {"GET /v1/dead-letters": show, "POST /v1/dead-letters/{queue}/redrive": redrive},
    exchange.verify,
    exchange.telemetry,
)
