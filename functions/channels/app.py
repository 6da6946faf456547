"""The registry table's stream: an agency's subscriptions follow its channels."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lienthong import settings
from lienthong.adapters import clients
from lienthong.adapters.records import agency_from_item
from lienthong.adapters.sns_subscriptions import SnsSubscriptions


@lru_cache(maxsize=1)
def subscriptions() -> SnsSubscriptions:
    """The topic's subscriptions."""
    return SnsSubscriptions(clients.sns(), settings.required("NOTICES_TOPIC_ARN"))


def handler(event: Mapping[str, Any], _context: object) -> None:
    """Reconcile each changed agency; on any failure the batch comes again, then in halves."""
    for record in event["Records"]:
        subscriptions().reconcile(agency_from_item(record["dynamodb"]["NewImage"]))
