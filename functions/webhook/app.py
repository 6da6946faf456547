"""The webhook queue: notices are signed and posted to the agencies' own addresses."""

from __future__ import annotations

import random
from functools import lru_cache

from lienthong import settings
from lienthong.adapters import clients
from lienthong.adapters.kms_webhook_signer import KmsWebhookSigner
from lienthong.adapters.sns_topic import SnsTopic, read_notice
from lienthong.adapters.webhook_http import HttpWebhookTransport
from lienthong.ports import Notice
from lienthong.runtime import composition as exchange
from lienthong.runtime.consumers import queue_handler, understood
from lienthong.services.webhooks import Webhooks, wait_before_next

_jitter = random.Random()


@lru_cache(maxsize=1)
def service() -> Webhooks:
    """The service with its adapters."""
    return Webhooks(
        exchange.registry(),
        KmsWebhookSigner(clients.kms(), settings.required("WEBHOOK_KEY_ID")),
        HttpWebhookTransport(allow_private=settings.is_on("WEBHOOK_ALLOW_PRIVATE")),
        SnsTopic(clients.sns(), settings.required("NOTICES_TOPIC_ARN")),
        as_edxml,
        exchange.telemetry(),
        exchange.clock(),
    )


def as_edxml(notice: Notice) -> bytes:
    """The notice in the national format, whose libraries are loaded for those who ask for it."""
    from lienthong.services.edxml_notices import EdxmlNotices

    return EdxmlNotices(exchange.exchange_store(), exchange.registry()).write(notice)


def post(body: str) -> None:
    """Post the notice that the message carries."""
    service().post(understood(read_notice, body))


handler = queue_handler(
    post, exchange.consumption, exchange.telemetry, lambda attempts: wait_before_next(attempts, _jitter)
)
