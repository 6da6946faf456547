"""What a table's stream hands to a function: events, and the images of records (docs/adr/0008)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lienthong.adapters.records import event_from_item
from lienthong.model.bundle import RecordImage
from lienthong.model.event import Event

_EVENT = "E#"


def events_in(records: Iterable[Mapping[str, Any]]) -> list[Event]:
    """The events among a stream's records, in their order; they are only ever inserted."""
    images = (record["dynamodb"].get("NewImage") for record in records if record["eventName"] == "INSERT")
    return [event_from_item(image) for image in images if image and image["SK"]["S"].startswith(_EVENT)]


def images_in(records: Iterable[Mapping[str, Any]], registry_table: str) -> list[RecordImage]:
    """Every record's image as its stream shows it; a deleted one has only its key."""
    return [_image(record, registry_table) for record in records]


def _image(record: Mapping[str, Any], registry_table: str) -> RecordImage:
    change = record["dynamodb"]
    # arn:aws:dynamodb:<region>:<account>:table/<name>/stream/<label>
    table = record["eventSourceARN"].partition(":table/")[2].partition("/")[0]
    return RecordImage(
        "registry" if table == registry_table else "exchange",
        change["SequenceNumber"],
        change["Keys"],
        change.get("NewImage"),
    )
