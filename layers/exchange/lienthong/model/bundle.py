"""A bundle: what one run of the sequencer read from the tables' streams (docs/adr/0008).

It is written before the log takes the events in, and kept for ever: after a crash the log's tiles are
finished from it, and the tables can be rebuilt from all bundles together. It says who wrote to whom, so it
is never public.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from lienthong.model.event import Event, JsonValue

_VERSION = 1
PREFIX = "bundles/"


class MalformedBundle(ValueError):
    """The bytes are not a bundle that this release can read."""


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event as the log commits to it: :meth:`lienthong.model.event.Event.to_json`, and its salt."""

    event: Mapping[str, JsonValue]
    salt: bytes

    @classmethod
    def of(cls, event: Event) -> LoggedEvent:
        """The form of an event in the log."""
        return cls(event.to_json(), event.salt)

    @property
    def event_id(self) -> str:
        """The event's ULID."""
        return str(self.event["event_id"])


@dataclass(frozen=True, slots=True)
class RecordImage:
    """One item of a table as its stream showed it.

    Attributes:
        table: ``exchange`` or ``registry``.
        sequence: the stream's sequence number; of two images of one item, the one with the larger is newer.
        key: the item's key, as DynamoDB writes it in JSON.
        item: the whole item, likewise; ``None`` when it was deleted.
    """

    table: str
    sequence: str
    key: Mapping[str, JsonValue]
    item: Mapping[str, JsonValue] | None


@dataclass(frozen=True, slots=True)
class Bundle:
    """What was read, and the tree (size, root) on top of which ``events`` go into the log, in this order."""

    size: int
    root: bytes
    events: tuple[LoggedEvent, ...]
    images: tuple[RecordImage, ...] = ()

    def to_bytes(self) -> bytes:
        """Gzipped JSON; the same bundle always gives the same bytes."""
        document = {
            "v": _VERSION,
            "size": self.size,
            "root": self.root.hex(),
            "events": [
                {"event": entry.event, "salt": base64.b64encode(entry.salt).decode()} for entry in self.events
            ],
            "images": [
                {"table": image.table, "sequence": image.sequence, "key": image.key, "item": image.item}
                for image in self.images
            ],
        }
        text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return gzip.compress(text.encode(), mtime=0)

    @staticmethod
    def path(size: int, content: bytes) -> str:
        """Where a bundle lies: sorted by the tree it goes on top of, and never two under one name."""
        return f"{PREFIX}{size:020d}-{hashlib.sha256(content).hexdigest()}"

    @classmethod
    def from_bytes(cls, content: bytes) -> Bundle:
        """Read :meth:`to_bytes`'s form.

        Raises:
            MalformedBundle: it is not one.
        """
        try:
            document = json.loads(gzip.decompress(content))
            if document["v"] != _VERSION:
                raise MalformedBundle(f"bundle of version {document['v']}")
            return cls(
                document["size"],
                bytes.fromhex(document["root"]),
                tuple(
                    LoggedEvent(entry["event"], base64.b64decode(entry["salt"], validate=True))
                    for entry in document["events"]
                ),
                tuple(RecordImage(**cast("dict[str, str]", image)) for image in document["images"]),  # type: ignore[arg-type]
            )
        except (OSError, EOFError, KeyError, TypeError, ValueError) as fault:
            raise MalformedBundle(str(fault)) from fault
