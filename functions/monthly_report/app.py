"""In the first days of a month: the month before is reported, and earlier reports are corrected."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lienthong.runtime import composition as exchange
from lienthong.services.measures_reading import MeasuresReading
from lienthong.services.measures_reports import MeasuresReports


@lru_cache(maxsize=1)
def service() -> MeasuresReports:
    """The service with its adapters."""
    return MeasuresReports(
        MeasuresReading(exchange.view_store()),
        exchange.log_files(),
        exchange.log_table(),
        exchange.exchange_store(),
        exchange.clock(),
    )


def handler(_event: Mapping[str, Any], _context: object) -> None:
    """Publish; what fails here, or waits for the log, is done by the next run."""
    service().publish()
