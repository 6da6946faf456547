"""Every hour: documents that were kept for as long as the rule says are deleted; their evidence stays."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lienthong import settings
from lienthong.model.retention import RetentionRule
from lienthong.runtime import composition as exchange
from lienthong.services.retiring import Retiring


@lru_cache(maxsize=1)
def service() -> Retiring:
    """The service with its adapters.

    Raises:
        RetentionTooShort: the deployment's parameters contradict each other.
    """
    rule = RetentionRule.of_days(
        settings.days("DOCUMENT_RETENTION_DAYS").days, settings.days("CONTENT_RETENTION_DAYS").days
    )
    return Retiring(
        exchange.exchange_store(),
        exchange.content_store(),
        exchange.log_files(),
        exchange.retirement(),
        exchange.telemetry(),
        exchange.clock(),
        exchange.ids(),
        rule,
    )


def handler(_event: Mapping[str, Any], _context: object) -> None:
    """Retire; what fails here is done by the next run."""
    service().retire()
