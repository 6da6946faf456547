"""Every five minutes: deadlines that come near, or have passed, are told to who must keep them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lienthong.deadlines.rules import shipped_rules
from lienthong.runtime import composition as exchange
from lienthong.services.viewing import stored_name
from lienthong.services.watching import Watching


@lru_cache(maxsize=1)
def service() -> Watching:
    """The service with its adapters."""
    return Watching(
        exchange.view_store(),
        stored_name(exchange.deadline_view()),
        shipped_rules(),
        exchange.exchange_store(),
        exchange.registry(),
        exchange.telemetry(),
        exchange.clock(),
        exchange.ids(),
    )


def handler(_event: Mapping[str, Any], _context: object) -> None:
    """Watch; what is left is done by the next run."""
    service().watch()
