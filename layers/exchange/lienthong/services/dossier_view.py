"""The view ``dossiers``: every dossier as its events fold, and where lists, warnings and reports find it.

Events of one dossier may reach the log in another order than they happened: two agencies act within a
minute, and queues keep no order. What cannot be folded yet waits; what comes late is folded in its place, by
instant and id, from the dossier's events, which are kept for that. So all orders come to the same dossier.
What follows from it (:func:`lienthong.services.dossier_records.places_of`) is written as the difference of
before and after.

No calendar is asked: events carry their dates, and an agency's pace is kept as instants.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from lienthong.errors import Conflict
from lienthong.model.event import EventType, text_of
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.events import DossierEvent, event_of
from lienthong.onestop.folding import apply
from lienthong.onestop.warning import finished_steps
from lienthong.ports import JsonObject, ViewKey
from lienthong.services.dossier_records import (
    AGENCIES,
    dossier_key,
    event_key,
    folded_dossier,
    folded_json,
    pace_key,
    places_of,
)
from lienthong.services.following import Entry
from lienthong.services.viewing import Held

#: So many events of one dossier are folded, and the rest counted: no record may outgrow a transaction.
MOST_EVENTS = 300
#: Of each step so many last times say how fast an agency is.
MOST_TIMES = 32
#: So many steps' times may change by one entry (MOST_OF_AN_ENTRY); only what came late changes several.
_MOST_PACES = 10


class DossierView:
    """Folds dossiers."""

    name = "dossiers"
    version = 2

    def keys(self, entry: Entry) -> Iterable[ViewKey]:
        """The dossier."""
        if entry.event.type is EventType.DOSSIER_EVENT:
            yield dossier_key(entry.event.subject)

    def fold(self, entry: Entry, held: Held) -> None:
        """Take an event of a dossier in."""
        if entry.event.type is EventType.DOSSIER_EVENT:
            _Folding(held, event_of(entry.event.details)).fold()


@dataclass(frozen=True, slots=True)
class _Folding:
    """One event's fold."""

    held: Held
    event: DossierEvent

    def fold(self) -> None:
        code = self.event.dossier
        record = self.held.get(dossier_key(code)) or {"folded": None, "waiting": [], "left_out": 0}
        before = folded_dossier(record)
        waiting = cast("list[str]", record["waiting"])
        known = [*(before.events if before else ()), *waiting]
        if self.event.id in known:
            return
        if len(known) >= MOST_EVENTS:
            left_out = int(str(record["left_out"])) + 1
            self.held.put(dossier_key(code), {**record, "left_out": left_out})
            return
        event = json.dumps(self.event.to_json(), separators=(",", ":"))
        self.held.put(event_key(code, self.event.id), {"event": event})
        after, left = self._folded(before, waiting)
        self.held.put(
            dossier_key(code),
            {"folded": folded_json(after), "waiting": [*left], "left_out": record["left_out"]},
        )
        self._move(before, after)

    def _folded(self, before: Dossier | None, waiting: Sequence[str]) -> tuple[Dossier | None, list[str]]:
        """The dossier with this event in its place, and what still cannot be folded."""
        if not waiting and (before is None or _order(self.event) > (before.last_at, before.events[-1])):
            after = _applied(before, self.event)
            return (before, [self.event.id]) if after is None else (after, [])
        # It came late, or something waits that it may set free: all over again.
        known = [*(before.events if before else ()), *waiting]
        dossier, left = None, []
        for event in sorted([*self._events(known), self.event], key=_order):
            after = _applied(dossier, event)
            if after is None:
                left.append(event.id)
            dossier = after or dossier
        return dossier, left

    def _events(self, ids: Sequence[str]) -> Iterator[DossierEvent]:
        keys = [event_key(self.event.dossier, one) for one in ids]
        self.held.fetch(keys)
        for key in keys:
            record = self.held.get(key)
            assert record is not None
            yield event_of(cast("JsonObject", json.loads(str(record["event"]))))

    def _move(self, before: Dossier | None, after: Dossier | None) -> None:
        """Write what follows from the dossier, where it is not as it was."""
        old, new = places_of(before), places_of(after)
        for key in old:
            # Who has ever had one stays noted.
            if key not in new and key[0] != AGENCIES:
                self.held.drop(key)
        for key, record in new.items():
            if old.get(key) != record:
                self.held.put(key, record)
        self._keep_pace(before, after)

    def _keep_pace(self, before: Dossier | None, after: Dossier | None) -> None:
        old, new = _times(before), _times(after)
        changed = [key for key in {**old, **new} if old.get(key) != new.get(key)]
        for key in changed[:_MOST_PACES]:
            record = self.held.get(key)
            times = cast("list[list[str]]", record["times"]) if record else []
            code = self.event.dossier
            others = [one for one in times if one[2] != code]
            own = [[*new[key], code]] if key in new else []
            kept = sorted([*others, *own], key=lambda one: (one[1], one[2]))[-MOST_TIMES:]
            if kept:
                self.held.put(key, {"times": [[*one] for one in kept]})
            else:
                self.held.drop(key)


def _order(event: DossierEvent) -> tuple[datetime, str]:
    return event.at, event.id


def _applied(dossier: Dossier | None, event: DossierEvent) -> Dossier | None:
    """The dossier after the event; ``None`` where it has not its turn (yet)."""
    try:
        return apply(dossier, event)
    except Conflict:
        return None


def _times(dossier: Dossier | None) -> dict[ViewKey, tuple[str, str]]:
    """Begin and end of each step that was worked on without a pause."""
    if dossier is None:
        return {}
    return {
        pace_key(agency, dossier.procedure, step): (text_of(begun), text_of(done))
        for agency, step, begun, done in finished_steps(dossier)
    }
