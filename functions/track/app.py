"""/v1/track: where a dossier is, for whoever holds its slip; public and unsigned."""

from __future__ import annotations

from functools import lru_cache

from lienthong.api.looks import code_in_address, language_of, read_look
from lienthong.onestop.tracking_page import page_to_ask
from lienthong.runtime import composition as exchange
from lienthong.runtime.api_gateway import Answer, Request
from lienthong.runtime.tracking_answers import answer_to, public_page
from lienthong.services.tracking import KeyOfTheDay, Tracking


@lru_cache(maxsize=1)
def service() -> Tracking:
    """The service with its adapters."""
    return Tracking(exchange.tracking_store(), KeyOfTheDay(exchange.look_digests()), exchange.clock())


def ask(request: Request) -> str:
    """The form; the slip's QR code leads here, and its code is filled in. Nothing is read for it."""
    return page_to_ask(language_of(request.raw), code_in_address(request.parameters))


def look(request: Request) -> str | Answer:
    """The dossier of a slip."""
    found = service().look(read_look(request.raw, request.address))
    return answer_to(request, found, exchange.clock().now())


handler = public_page(
    {"GET /v1/track": ask, "GET /v1/track/{dossier}": ask, "POST /v1/track": look}, exchange.telemetry
)
