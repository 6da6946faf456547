"""At seven of each working day: agencies are told which dossiers are late, or will be if nobody acts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from lienthong.runtime import composition as exchange
from lienthong.services.dossier_view import DossierView
from lienthong.services.morning import Morning
from lienthong.services.viewing import stored_name


@lru_cache(maxsize=1)
def service() -> Morning:
    """The service with its adapters."""
    return Morning(
        exchange.view_store(),
        stored_name(DossierView()),
        exchange.working_calendar(),
        exchange.exchange_store(),
        exchange.registry(),
        exchange.telemetry(),
        exchange.clock(),
        exchange.ids(),
    )


def handler(event: Mapping[str, Any], _context: object) -> None:
    """Warn; an operator names the instant of a morning that was missed (``scheduled``)."""
    scheduled = event.get("scheduled")
    service().warn(datetime.fromisoformat(scheduled) if scheduled else None)
