"""The validation queue: each received submission is accepted or rejected."""

from __future__ import annotations

from functools import lru_cache

from lienthong import settings
from lienthong.adapters.attachment_validator import SignatureAttachmentValidator
from lienthong.adapters.revocation_http import HttpRevocationSource
from lienthong.adapters.revocation_memory import RememberedRevocation
from lienthong.adapters.sqs_queue import message_from_text
from lienthong.runtime import composition as exchange
from lienthong.runtime.consumers import queue_handler, understood
from lienthong.services.trust_cache import RememberedTrust
from lienthong.services.validation import Validating
from lienthong.signatures.isolation.pool import ValidationPool


@lru_cache(maxsize=1)
def service() -> Validating:
    """The service with its adapters."""
    source = RememberedRevocation(
        HttpRevocationSource(frozenset(settings.names("REVOCATION_HOSTS"))), exchange.clock()
    )
    validator = SignatureAttachmentValidator(
        ValidationPool(),
        RememberedTrust(exchange.trust_store(), exchange.clock()),
        exchange.registry_store(),
        exchange.clock(),
        source,
    )
    return Validating(
        exchange.exchange_store(),
        exchange.content_store(),
        exchange.staging_store(),
        validator,
        exchange.telemetry(),
        exchange.clock(),
        exchange.ids(),
        exchange.retention(),
    )


def validate(body: str) -> None:
    """Validate the submission that the message names."""
    service().validate(understood(message_from_text, body).submission_id)


handler = queue_handler(validate, exchange.consumption, exchange.telemetry)
