"""The streams of both tables: every event enters the evidence log, every image of a record its bundle."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lienthong import settings
from lienthong.adapters.outbox_stream import events_in, images_in
from lienthong.runtime import composition as exchange
from lienthong.services.sequencing import Sequencing


@lru_cache(maxsize=1)
def service() -> Sequencing:
    """The service with its adapters."""
    return Sequencing(
        exchange.log_table(),
        exchange.log_files(),
        exchange.log_signer(),
        exchange.clock(),
        exchange.telemetry(),
    )


def handler(event: Mapping[str, Any], _context: object) -> None:
    """Sequence a batch; on any failure the whole batch comes again. The daily schedule brings no records."""
    records = event.get("Records", ())
    service().sequence(events_in(records), images_in(records, settings.required("REGISTRY_TABLE")))
