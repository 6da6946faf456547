"""The view ``desk``: what happens at centres beside dossiers, day by day, and which centres are live.

| partition | sort | record |
|---|---|---|
| ``MONTH#<month>`` | centre | its days: visits, consultations, votes, and the last inspection of postings |
| ``VISIT#<visit>`` | ``SEEN`` | a visit that was counted; of several dossiers of one visit the first counts |
| ``CENTRES`` | centre | since when it is set up, and since when it takes dossiers in |
| ``INSPECTION`` | centre | the last inspection of its postings, whole |

Days and months are Vietnam's. A visit is one at the desk from which a dossier came; what comes online or by
post is none. Nothing here rests on an order: sums do not, and of two inspections or two first days the later
or the earlier counts, whichever the log has first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from lienthong.model.calendar import date_in_vietnam
from lienthong.model.event import Event, EventType, JsonValue, text_of
from lienthong.onestop.assessment import Votes
from lienthong.onestop.words import Channel, Kind, Vote
from lienthong.ports import JsonObject, ViewKey
from lienthong.services.following import Entry
from lienthong.services.viewing import Held

CENTRES, INSPECTION = "CENTRES", "INSPECTION"
_COUNTED = frozenset({EventType.CONSULTATION, EventType.SATISFACTION_VOTE})


@dataclass(frozen=True, slots=True)
class DeskDay:
    """One centre's day.

    Attributes:
        inspected: of the day's last inspection (its event's id) how many postings there ought to be, and how
            many were right.
    """

    visits: int = 0
    consultations: int = 0
    satisfied: int = 0
    acceptable: int = 0
    dissatisfied: int = 0
    inspected: tuple[str, int, int] | None = None

    @property
    def votes(self) -> Votes:
        """The day's votes."""
        return Votes(self.satisfied, self.acceptable, self.dissatisfied)

    def __add__(self, other: DeskDay) -> DeskDay:
        return DeskDay(
            self.visits + other.visits,
            self.consultations + other.consultations,
            self.satisfied + other.satisfied,
            self.acceptable + other.acceptable,
            self.dissatisfied + other.dissatisfied,
            max((one for one in (self.inspected, other.inspected) if one), default=None),
        )

    def to_json(self) -> list[JsonValue]:
        """As the month's record has it."""
        counts = (self.visits, self.consultations, self.satisfied, self.acceptable, self.dissatisfied)
        return [*counts, list(self.inspected) if self.inspected else None]

    @classmethod
    def from_json(cls, value: JsonValue) -> DeskDay:
        """Read :meth:`to_json`'s form."""
        visits, consultations, satisfied, acceptable, dissatisfied, inspected = cast("list[Any]", value)
        seen = tuple(inspected) if inspected else None
        return cls(visits, consultations, satisfied, acceptable, dissatisfied, seen)


def month_key(day: date, centre: str) -> ViewKey:
    """Where a centre's month lies."""
    return f"MONTH#{day:%Y-%m}", centre


def days_of(record: JsonObject | None) -> Mapping[int, DeskDay]:
    """The days of a month's record by their number."""
    days = cast("Mapping[str, JsonValue]", record["days"]) if record else {}
    return {int(number): DeskDay.from_json(day) for number, day in days.items()}


class DeskView:
    """Folds what happens at desks."""

    name = "desk"
    version = 1

    def keys(self, entry: Entry) -> Iterable[ViewKey]:
        """The centre's month, and what it may change beside."""
        event = entry.event
        if event.type in _COUNTED:
            yield month_key(date_in_vietnam(event.at), event.subject)
        elif event.type is EventType.CENTRE_CHANGE:
            yield CENTRES, event.subject
        elif event.type is EventType.POSTING_INSPECTION:
            yield month_key(_inspected_on(event), event.subject)
            yield INSPECTION, event.subject
        elif _is_receipt(event):
            yield month_key(date_in_vietnam(event.at), event.actor)
            yield CENTRES, event.actor
            yield _visit_key(event)

    def fold(self, entry: Entry, held: Held) -> None:
        """Take an event in."""
        event = entry.event
        if event.type is EventType.CONSULTATION:
            _add(held, event.subject, date_in_vietnam(event.at), DeskDay(consultations=1))
        elif event.type is EventType.SATISFACTION_VOTE:
            _add(held, event.subject, date_in_vietnam(event.at), _VOTED[Vote(str(event.details["vote"]))])
        elif event.type is EventType.CENTRE_CHANGE:
            _note_first(held, event.subject, "set_up_at", event.at)
        elif event.type is EventType.POSTING_INSPECTION:
            _inspect(held, event)
        elif _is_receipt(event):
            _receive(held, event)


_VOTED = {
    Vote.SATISFIED: DeskDay(satisfied=1),
    Vote.ACCEPTABLE: DeskDay(acceptable=1),
    Vote.DISSATISFIED: DeskDay(dissatisfied=1),
}


def _is_receipt(event: Event) -> bool:
    return event.type is EventType.DOSSIER_EVENT and event.details["kind"] == Kind.RECEIVED.value


def _visit_key(event: Event) -> ViewKey:
    """Of a dossier without a visit the dossier stands for one."""
    return f"VISIT#{event.details.get('visit') or event.subject}", "SEEN"


def _receive(held: Held, event: Event) -> None:
    _note_first(held, event.actor, "live_since", event.at)
    said = cast("JsonObject", event.details["details"])
    visit = _visit_key(event)
    if int(str(said["channel"])) == Channel.DIRECT and held.get(visit) is None:
        held.put(visit, {"centre": event.actor})
        _add(held, event.actor, date_in_vietnam(event.at), DeskDay(visits=1))


def _add(held: Held, centre: str, day: date, more: DeskDay) -> None:
    record = held.get(month_key(day, centre))
    days = cast("Mapping[str, JsonValue]", record["days"]) if record else {}
    known = days_of(record).get(day.day, DeskDay())
    held.put(month_key(day, centre), {"days": {**days, f"{day:%d}": (known + more).to_json()}})


def _note_first(held: Held, centre: str, what: str, at: datetime) -> None:
    record = held.get((CENTRES, centre)) or {"set_up_at": None, "live_since": None}
    known, instant = record[what], text_of(at)
    if known is None or datetime.fromisoformat(str(known)) > at:
        held.put((CENTRES, centre), {**record, what: instant})


def _inspected_on(event: Event) -> date:
    return date.fromisoformat(str(event.details["on"]))


def _inspect(held: Held, event: Event) -> None:
    on, details = _inspected_on(event), event.details
    seen = (event.event_id, int(str(details["expected"])), int(str(details["right"])))
    _add(held, event.subject, on, DeskDay(inspected=seen))
    last = held.get((INSPECTION, event.subject))
    if last is None or (str(last["on"]), str(last["event_id"])) < (on.isoformat(), event.event_id):
        told: JsonObject = {
            **details,
            "event_id": event.event_id,
            "inspected_at": text_of(event.at),
            "inspected_by": event.actor,
        }
        held.put((INSPECTION, event.subject), told)
