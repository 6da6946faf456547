"""The exchange table's stream: new events go to the queues and the topic."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lienthong import settings
from lienthong.adapters import clients
from lienthong.adapters.records import event_from_item
from lienthong.adapters.sns_topic import SnsTopic
from lienthong.adapters.sqs_queue import SqsQueue
from lienthong.services.relaying import Relaying


@lru_cache(maxsize=1)
def service() -> Relaying:
    """The service with its adapters."""
    sqs = clients.sqs()
    return Relaying(
        SqsQueue(sqs, settings.required("VALIDATION_QUEUE_URL")),
        SqsQueue(sqs, settings.required("ROUTING_QUEUE_URL")),
        SqsQueue(sqs, settings.required("NOTIFY_QUEUE_URL")),
        SnsTopic(clients.sns(), settings.required("NOTICES_TOPIC_ARN")),
    )


def handler(event: Mapping[str, Any], _context: object) -> None:
    """Relay a batch; on any failure the whole batch comes again, then in halves."""
    service().relay([event_from_item(record["dynamodb"]["NewImage"]) for record in event["Records"]])
