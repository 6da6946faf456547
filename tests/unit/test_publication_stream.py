"""The log table's stream tells how far the log is published."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from lienthong.adapters.publication_stream import publication_in
from lienthong.ports import Publication

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def _record(size: str, **more: str) -> dict[str, Any]:
    image = {
        "PK": {"S": "PUBLISHED"},
        "size": {"N": size},
        "waiting_since": {"S": "2026-03-02T01:00:00.000000Z"},
    }
    numbers = {"attested_size": "N"}
    image |= {name: {numbers.get(name, "S"): value} for name, value in more.items()}
    return {"eventName": "MODIFY", "dynamodb": {"Keys": {"PK": image["PK"]}, "NewImage": image}}


def test_the_newest_record_of_a_batch_counts() -> None:
    found = publication_in([_record("3"), _record("5", attested_size="3", attested_token="5" * 64)])
    assert found == Publication(5, 3, None, "5" * 64, AT)


def test_a_schedule_brings_no_record() -> None:
    assert publication_in([]) is None
