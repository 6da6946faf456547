"""The log table's stream, and every minute: witnesses and an authority attest the newest checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lienthong.adapters.publication_stream import publication_in
from lienthong.runtime import composition as exchange
from lienthong.services.attesting import Attesting


@lru_cache(maxsize=1)
def service() -> Attesting:
    """The service with its adapters."""
    return Attesting(
        exchange.log_table(),
        exchange.log_files(),
        # Of the signer only the public half is used; the role grants no signature.
        exchange.log_signer(),
        exchange.witnesses(),
        exchange.time_stamping(),
        exchange.clock(),
        exchange.telemetry(),
    )


def handler(event: Mapping[str, Any], _context: object) -> None:
    """Attest; what fails here is done by the next run. The schedule brings no records."""
    service().attest(publication_in(event.get("Records", ())))
