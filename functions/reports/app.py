"""GET /v1/submissions/{id}/reports and /v1/inbox/{id}/reports: verdicts in full, and what they rest on."""

from __future__ import annotations

from functools import lru_cache

from lienthong.api.answers import reports
from lienthong.runtime import composition as exchange
from lienthong.runtime.api_gateway import Answer, Request, signed_api
from lienthong.services.authentication import Caller
from lienthong.services.reporting import Reporting


@lru_cache(maxsize=1)
def service() -> Reporting:
    """The service with its adapters."""
    return Reporting(
        exchange.exchange_store(), exchange.content_store(), exchange.authentication(), exchange.clock()
    )


def of_submission(request: Request, caller: Caller) -> Answer:
    """To the sender, or an auditor."""
    return Answer(
        reports(service().of_submission(exchange.in_place_of(request, caller), request.parameters["id"]))
    )


def of_delivery(request: Request, caller: Caller) -> Answer:
    """To the recipient."""
    return Answer(
        reports(service().of_delivery(exchange.in_place_of(request, caller), request.parameters["id"]))
    )


handler = signed_api(
    {
        "GET /v1/submissions/{id}/reports": of_submission,
        "GET /v1/inbox/{id}/reports": of_delivery,
    },
    exchange.verify,
    exchange.telemetry,
)
