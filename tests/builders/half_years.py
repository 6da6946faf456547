"""A half-year's population as entries of the log: every life's events, and what desks counted beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from lienthong.calendar.reading import shipped
from lienthong.calendar.working import WorkingCalendar
from lienthong.model.event import Event, EventType
from lienthong.onestop.assessment import Votes
from lienthong.onestop.clock import Clock
from lienthong.onestop.rules import rules_on
from lienthong.onestop.words import Vote
from lienthong.ports import Position
from lienthong.services.following import Entry
from lienthong.services.viewing import Held, View, stored_name
from lienthong_local.half_year.population import Population
from lienthong_local.half_year.targets import PERIOD, UnitPlan
from lienthong_local.province.one_stop import load_procedures
from tests.doubles.memory_views import MemoryViews
from tests.doubles.seeded_ids import SeededIds


def events_of(plans: Iterable[UnitPlan], seed: int = 1) -> Iterator[Event]:
    """The events of every life as the exchange records them, a life after the other, each with its own id."""
    clock, ids = Clock(WorkingCalendar(shipped()), rules_on(PERIOD.first)), SeededIds()
    catalogue = load_procedures()
    for plan in plans:
        for life in Population(plan, catalogue, clock, PERIOD, seed).lives():
            for event in life.events:
                event_id = ids.event_id(event.at)
                yield Event(
                    event_id=event_id,
                    type=EventType.DOSSIER_EVENT,
                    subject=event.dossier,
                    at=event.at,
                    actor=event.by,
                    salt=bytes(32),
                    details={**event.to_json(), "id": event_id},
                )


def votes_of(centre: str, at: datetime, votes: Votes) -> Iterator[Event]:
    """So many votes at a centre."""
    ids = SeededIds(1)
    pressed = (
        (Vote.SATISFIED, votes.satisfied),
        (Vote.ACCEPTABLE, votes.acceptable),
        (Vote.DISSATISFIED, votes.dissatisfied),
    )
    for vote, count in pressed:
        for _ in range(count):
            yield Event(
                event_id=ids.event_id(at),
                type=EventType.SATISFACTION_VOTE,
                subject=centre,
                at=at,
                actor=centre,
                salt=bytes(32),
                details={"vote": vote.value, "procedure": None},
            )


def fold_into(views: MemoryViews, view: View, events: Iterable[Event]) -> int:
    """Fold the events into a view, in their order; how many there were."""
    name, position = stored_name(view), Position()
    held = Held(name, views)
    for index, event in enumerate(events):
        view.fold(Entry(index, event), held)
        if len(held.changes) > 40:
            after = Position(index + 1, 0)
            views.commit(name, position, after, held.changes)
            held, position = Held(name, views), after
    after = Position(index + 1, 0)
    views.commit(name, position, after, held.changes)
    return index + 1
