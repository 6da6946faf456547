"""What the log table's stream hands to the function that attests (docs/adr/0008)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lienthong.adapters.dynamodb_log import publication_from_item
from lienthong.ports import Publication


def publication_in(records: Iterable[Mapping[str, Any]]) -> Publication | None:
    """The newest state of publication among a stream's records; ``None`` where there is none.

    Only what waits for a time-stamp comes this way; the event source's filter leaves out everything else.
    """
    images = [record["dynamodb"].get("NewImage") for record in records]
    return publication_from_item(images[-1]) if images else None
