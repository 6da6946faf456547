"""The routing queue: deliveries are consigned to recipients, and taken back."""

from __future__ import annotations

from functools import lru_cache

from lienthong.adapters.sqs_queue import message_from_text
from lienthong.runtime import composition as exchange
from lienthong.runtime.consumers import PoisonMessage, queue_handler, understood
from lienthong.services.consigning import Consigning
from lienthong.services.relaying import CONSIGN, TAKE_BACK


@lru_cache(maxsize=1)
def service() -> Consigning:
    """The service with its adapters."""
    return Consigning(
        exchange.exchange_store(),
        exchange.registry(),
        exchange.content_store(),
        exchange.clock(),
        exchange.ids(),
        exchange.retention(),
    )


def deliver(body: str) -> None:
    """Do what the message says for the group of recipients it names."""
    message = understood(message_from_text, body)
    recipients = message.body.get("recipients")
    work = {CONSIGN: service().consign, TAKE_BACK: service().take_back}.get(message.kind)
    if work is None or not isinstance(recipients, list):
        raise PoisonMessage
    work(message.submission_id, [str(code) for code in recipients])


handler = queue_handler(deliver, exchange.consumption, exchange.telemetry)
