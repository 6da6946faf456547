"""Following the log: its entries with the events behind them, in the log's order (docs/adr/0012).

The sequencer's bundles hold the events, and the log's own entries say which bundle is the log's: a crash may
leave others on the same tree. Only what a published checkpoint covers is handed out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lienthong.errors import IntegrityFault
from lienthong.model.bundle import PREFIX, Bundle, MalformedBundle
from lienthong.model.event import Event
from lienthong.ports import LogFiles, Position
from lienthong.tlog.checkpoints import parse_checkpoint
from lienthong.tlog.entries import LogEntries
from lienthong.tlog.leaf import leaf_of


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the log: its index, and the event to which it commits."""

    index: int
    event: Event


@dataclass(frozen=True, slots=True)
class Following:
    """Reads what the log has beyond a position."""

    files: LogFiles

    def published(self) -> int:
        """How many entries the newest checkpoint covers. One AWS call."""
        note = self.files.checkpoint()
        return parse_checkpoint(note.note).head.size if note else 0

    def beyond(self, position: Position, size: int) -> Iterator[tuple[int, tuple[Entry, ...]]]:
        """The entries from ``position`` on, a bundle at a time, with the size of the tree it lies upon.

        AWS calls: two for each bundle, one for 256 entries of the log.

        Raises:
            IntegrityFault: a bundle is missing, damaged, or not what the log commits to.
        """
        entries = LogEntries(size, self.files.read)
        start, index = position.bundle, position.index
        path = f"{PREFIX}{start:020d}"
        while index < size:
            following = self.files.first_path(PREFIX, path)
            if following is None:
                raise IntegrityFault(what=f"no bundle holds the log's entries from {index} on")
            path = following
            bundle = self._bundle(path)
            end = bundle.size + len(bundle.events)
            leaves = [leaf_of(entry.event, entry.salt) for entry in bundle.events]
            if bundle.size <= index < end and entries.are(bundle.size, leaves):
                yield (
                    bundle.size,
                    tuple(
                        Entry(number, Event.from_json(logged.event, logged.salt))
                        for number, logged in enumerate(bundle.events, start=bundle.size)
                        if number >= index
                    ),
                )
                index = end
            elif bundle.size > index:
                raise IntegrityFault(what=f"no bundle holds the log's entries from {index} on")

    def _bundle(self, path: str) -> Bundle:
        """The bundle of this name.

        Raises:
            IntegrityFault: it is damaged, or was exchanged.
        """
        encoded = self.files.read(path)
        try:
            bundle = Bundle.from_bytes(encoded)
        except MalformedBundle as fault:
            raise IntegrityFault(what=f"the bundle {path} cannot be read: {fault}") from fault
        if Bundle.path(bundle.size, encoded) != path:
            raise IntegrityFault(what=f"the bundle {path} holds other bytes than its name says")
        return bundle
