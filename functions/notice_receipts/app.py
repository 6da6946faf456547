"""What SES and SNS say later of notices to applicants: delivered, returned, not wanted."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lienthong.adapters.provider_receipts import receipts_in
from lienthong.runtime import composition as exchange
from lienthong.services.provider_receipts import ProviderReceipts


@lru_cache(maxsize=1)
def service() -> ProviderReceipts:
    """The service with its adapters."""
    return ProviderReceipts(exchange.notice_store(), exchange.telemetry(), exchange.clock(), exchange.ids())


def handler(event: Mapping[str, Any], _context: object) -> None:
    """Record the receipts; where some have to come again, Lambda brings all, and those done stay done."""
    receipts, strange = receipts_in(event)
    if strange:
        exchange.telemetry().count("NoticeReceiptMalformed", strange)
    service().note(receipts)
