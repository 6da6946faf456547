"""GET /v1/inbox/{id}, POST …/open and …/status: what a recipient does with one delivery."""

from __future__ import annotations

from functools import lru_cache

from lienthong.api.actions import read_status_change
from lienthong.api.answers import delivery_view, opened, status_set
from lienthong.runtime import composition as exchange
from lienthong.runtime.api_gateway import Answer, Request, signed_api
from lienthong.services.authentication import Caller
from lienthong.services.handling import Handling


@lru_cache(maxsize=1)
def service() -> Handling:
    """The service with its adapters."""
    return exchange.handling()


def show(request: Request, caller: Caller) -> Answer:
    """The delivery, without opening it."""
    found = service().view(exchange.in_place_of(request, caller), request.parameters["id"])
    return Answer(delivery_view(*found, exchange.retention()))


def open_(request: Request, caller: Caller) -> Answer:
    """Open it: metadata, verdicts and short-lived links."""
    holder = exchange.in_place_of(request, caller)
    return Answer(opened(service().open(holder, request.parameters["id"]), exchange.retention()))


def set_status(request: Request, caller: Caller) -> Answer:
    """Set a status code, or answer the sender."""
    code, reason = read_status_change(request.body)
    holder = exchange.in_place_of(request, caller)
    return Answer(status_set(service().set_status(holder, request.parameters["id"], code, reason)))


handler = signed_api(
    {
        "GET /v1/inbox/{id}": show,
        "POST /v1/inbox/{id}/open": open_,
        "POST /v1/inbox/{id}/status": set_status,
    },
    exchange.verify,
    exchange.telemetry,
)
