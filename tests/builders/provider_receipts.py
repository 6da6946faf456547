"""What SES and SNS say of messages that they took, as AWS documents it and hands it to a function."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

Json = dict[str, Any]
NUMBER = "+84907123456"


def status_of_text(
    provider_id: str, status: str = "SUCCESS", response: str = "Message has been accepted by phone"
) -> Json:
    """A line of SNS's delivery status."""
    return {
        "notification": {"messageId": provider_id, "timestamp": "2026-03-02 01:00:05.123"},
        "delivery": {
            "phoneCarrier": "Viettel",
            "destination": NUMBER,
            "numberOfMessageParts": 1,
            "priceInUSD": 0.03,
            "smsType": "Transactional",
            "providerResponse": response,
            "dwellTimeMs": 599,
        },
        "status": status,
    }


def event_of_letter(provider_id: str, kind: str = "Delivery", **inside: object) -> Json:
    """An event that SES publishes."""
    mail = {
        "timestamp": "2026-03-02T01:00:04.000Z",
        "messageId": provider_id,
        "destination": ["buoi@example.vn"],
    }
    return {
        "eventType": kind,
        "mail": mail,
        kind.lower(): {"timestamp": "2026-03-02T01:00:05.000Z", **inside},
    }


def pushed_by_topic(*events: object) -> Json:
    """Events as SNS hands them to a function."""
    return {
        "Records": [{"EventSource": "aws:sns", "Sns": {"Message": json.dumps(event)}} for event in events]
    }


def pushed_by_logs(*lines: object, kind: str = "DATA_MESSAGE") -> Json:
    """Lines as a subscription filter hands them to a function."""
    content = {
        "messageType": kind,
        "logGroup": "sns/ap-southeast-1/000000000000/DirectPublishToPhoneNumber",
        "logEvents": [{"id": str(n), "timestamp": 0, "message": json.dumps(x)} for n, x in enumerate(lines)],
    }
    return {"awslogs": {"data": base64.b64encode(gzip.compress(json.dumps(content).encode())).decode()}}
