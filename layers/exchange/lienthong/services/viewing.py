"""Viewing: views of the log are folded on, entry by entry (docs/adr/0012).

Numbered plan of :meth:`Viewing.fold_on`, for each view by itself:

1. Read how far the view is, and how far the log is published.
2. Read the next bundle's entries, and the records that their folds will want, together.
3. Fold entry after entry in memory, and write what changed with the new position, in one transaction.
   Whoever comes second finds the position moved, and leaves the rest to the other.
4. Announce: events that the folds asked for are written to the exchange, and their notes removed.

A run that ends between two steps is taken up by the next one. An announcement's event has an id that follows
from the entry, so that it is written once, however often the view is made anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, cast

from lienthong.errors import IntegrityFault
from lienthong.model.event import Event, EventType, JsonValue
from lienthong.model.identifiers import ulid
from lienthong.ports import (
    Change,
    Clock,
    CommitRefused,
    ExchangeStore,
    Ids,
    JsonObject,
    Position,
    PositionMoved,
    Registry,
    ViewKey,
    ViewStore,
)
from lienthong.services.following import Entry, Following

#: One transaction takes 100 items: the position, and these.
_MOST_CHANGES = 99
#: What one entry may change: an entry is never split over two transactions.
MOST_OF_AN_ENTRY = 52
#: A run ends in time for the next one.
_WORKS = timedelta(seconds=45)
#: The partition of what is to be announced.
_ANNOUNCEMENTS = "ANNOUNCE"


@dataclass(frozen=True, slots=True)
class Announcement:
    """An event that the exchange is to record because of what a fold has found.

    ``subject`` is a submission's id: the event becomes part of its story. ``notify``: who must learn of it,
    where they have a channel other than pull.
    """

    type: EventType
    subject: str
    agency: str | None
    notify: tuple[str, ...]
    details: JsonObject


class RecordSource(Protocol):
    """Where a fold's records are read from; a :class:`lienthong.ports.ViewStore` is one."""

    def items(self, view: str, keys: Sequence[ViewKey]) -> Mapping[ViewKey, JsonObject]:
        """The records that exist among these keys."""
        ...


class Held:
    """What a fold sees and changes: records by key, read when they are first asked for."""

    def __init__(self, view: str, store: RecordSource) -> None:
        self._view = view
        self._store = store
        self._known: dict[ViewKey, JsonObject | None] = {}
        self._changed: dict[ViewKey, JsonObject | None] = {}
        self._announced = 0

    def get(self, key: ViewKey) -> JsonObject | None:
        """The record as it stands after all folds so far."""
        if key not in self._known:
            self.fetch([key])
        return self._known[key]

    def put(self, key: ViewKey, value: JsonObject) -> None:
        """Write a record."""
        self._known[key] = self._changed[key] = value

    def drop(self, key: ViewKey) -> None:
        """Delete a record."""
        self._known[key] = self._changed[key] = None

    def announce(self, entry: Entry, announcement: Announcement) -> None:
        """Have an event recorded, once, because of this entry."""
        key = (_ANNOUNCEMENTS, f"{entry.index:020d}#{self._announced:04d}")
        self._announced += 1
        self.put(key, _to_json(entry, announcement, self._view.partition(".")[0]))

    # for who runs the fold --------------------------------------------------------------------------

    def fetch(self, keys: Iterable[ViewKey]) -> None:
        """Read those that are not known yet, together."""
        wanted = [key for key in dict.fromkeys(keys) if key not in self._known]
        if wanted:
            self._known.update(dict.fromkeys(wanted))
            self._known.update(self._store.items(self._view, wanted))

    @property
    def changes(self) -> Mapping[ViewKey, JsonObject | None]:
        """What has changed since the last commit."""
        return self._changed

    def settle(self) -> None:
        """What has changed is written."""
        self._changed = {}


class View(Protocol):
    """A fold over the log. A pure function of the entry and the records held."""

    @property
    def name(self) -> str:
        """Its name: lower-case letters."""
        ...

    @property
    def version(self) -> int:
        """Raised when the fold changes: the view is then made anew beside the old one."""
        ...

    def keys(self, entry: Entry) -> Iterable[ViewKey]:
        """The records that the fold of this entry will want, as far as they are known before it."""
        ...

    def fold(self, entry: Entry, held: Held) -> None:
        """Take an entry in; it may change at most :data:`MOST_OF_AN_ENTRY` records."""
        ...


def stored_name(view: View) -> str:
    """The view's name in the store."""
    return f"{view.name}.{view.version}"


@dataclass(frozen=True, slots=True)
class Viewing:
    """Folds views on, and announces what they ask for."""

    following: Following
    store: ViewStore
    exchange: ExchangeStore
    registry: Registry
    clock: Clock
    ids: Ids
    works: timedelta = field(default=_WORKS)

    def fold_on(self, views: Sequence[View]) -> int:
        """One run over all views (see the module's plan); how many entries the slowest is behind.

        Raises:
            IntegrityFault: the log cannot be read, or a fold asks for too much.
            Unavailable: the next run goes on.
        """
        until = self.clock.now() + self.works
        size = self.following.published()
        behind = 0
        for view in views:
            name = stored_name(view)
            reached = self._fold(view, name, size, until)
            behind = max(behind, size - reached)
            self._announce(name)
        return behind

    # 1.–3. --------------------------------------------------------------------------------------

    def _fold(self, view: View, name: str, size: int, until: datetime) -> int:
        """The index that was reached."""
        position = self.store.position(name)
        for bundle, entries in self.following.beyond(position, size):
            held = Held(name, self.store)
            held.fetch(key for entry in entries for key in view.keys(entry))
            for entry in entries:
                if len(held.changes) + MOST_OF_AN_ENTRY > _MOST_CHANGES:
                    moved = self._commit(name, position, Position(entry.index, bundle), held)
                    if moved is None:
                        return position.index
                    position = moved
                _fold_one(view, entry, held)
            moved = self._commit(name, position, Position(entries[-1].index + 1, bundle), held)
            if moved is None or self.clock.now() >= until:
                return (moved or position).index
            position = moved
        return position.index

    def _commit(self, name: str, before: Position, after: Position, held: Held) -> Position | None:
        """The new position; ``None`` where another run is at work."""
        try:
            self.store.commit(name, before, after, held.changes)
        except PositionMoved:
            return None
        held.settle()
        return after

    # 4. -----------------------------------------------------------------------------------------

    def _announce(self, name: str) -> None:
        while waiting := self.store.page(name, _ANNOUNCEMENTS).items:
            for sort, record in waiting:
                # Refused where a run announced it that ended before it could remove the note.
                with suppress(CommitRefused):
                    self.exchange.commit(Change(events=(self._event(record),)))
                self.store.remove(name, (_ANNOUNCEMENTS, sort))

    def _event(self, record: JsonObject) -> Event:
        agency = record["agency"]
        notified = self.registry.agencies(cast("list[str]", record["notify"]))
        return Event(
            event_id=str(record["event_id"]),
            type=EventType(str(record["type"])),
            subject=str(record["subject"]),
            at=self.clock.now(),
            actor="exchange",
            salt=self.ids.salt(),
            agency=str(agency) if agency else None,
            notify=tuple(sorted({one.code for one in notified.values() if one.is_notified})),
            details=cast("dict[str, JsonValue]", record["details"]),
        )


def _fold_one(view: View, entry: Entry, held: Held) -> None:
    before = len(held.changes)
    view.fold(entry, held)
    if len(held.changes) - before > MOST_OF_AN_ENTRY:
        raise IntegrityFault(what=f"the view {view.name} changes too much for entry {entry.index}")


def _to_json(entry: Entry, announcement: Announcement, view: str) -> JsonObject:
    return {
        "event_id": _event_id(entry, announcement, view),
        "type": announcement.type.value,
        "subject": announcement.subject,
        "agency": announcement.agency,
        "notify": list(announcement.notify),
        "details": dict(announcement.details),
    }


def _event_id(entry: Entry, announcement: Announcement, view: str) -> str:
    """Just behind the entry's own event, and the same each time."""
    about = (announcement.type.value, announcement.subject, announcement.agency or "")
    said = (view, entry.event.event_id, *about)
    digest = hashlib.sha256("\x00".join(said).encode()).digest()
    return ulid(int(entry.event.at.timestamp() * 1000) + 1, digest)
