"""GET /v1/limits and /v1/webhook-key: what everybody may know without signing."""

from __future__ import annotations

import base64
from functools import lru_cache

from lienthong import settings
from lienthong.model.limits import LIMITS
from lienthong.runtime.api_gateway import Answer, Request, open_api


@lru_cache(maxsize=1)
def public_key() -> bytes:
    """The webhook key, asked of KMS once."""
    from lienthong.adapters import clients
    from lienthong.adapters.kms_webhook_signer import KmsWebhookSigner

    return KmsWebhookSigner(clients.kms(), settings.required("WEBHOOK_KEY_ID")).public_key()


def limits(_request: Request) -> Answer:
    """Every limit of the exchange."""
    return Answer(dict(LIMITS.to_json()))


def webhook_key(_request: Request) -> Answer:
    """The key that verifies webhooks, in the form of Standard Webhooks."""
    return Answer({"key": "whpk_" + base64.b64encode(public_key()).decode(), "algorithm": "v1a"})


handler = open_api({"GET /v1/limits": limits, "GET /v1/webhook-key": webhook_key})
