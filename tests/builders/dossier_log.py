"""Dossiers' events as entries of the log, folded into the view ``dossiers``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lienthong.model.event import Event, EventType
from lienthong.onestop.events import DossierEvent
from lienthong.ports import JsonObject, Position, ViewKey
from lienthong.services.dossier_reading import DossierReading
from lienthong.services.dossier_view import DossierView
from lienthong.services.following import Entry
from lienthong.services.viewing import MOST_OF_AN_ENTRY, Held, stored_name
from tests.builders.dossiers import Story
from tests.doubles.memory_views import MemoryViews

VIEW = stored_name(DossierView())


def entry_of(index: int, event: DossierEvent) -> Entry:
    """An event of the rules as the exchange records it."""
    recorded = Event(
        event_id=event.id,
        type=EventType.DOSSIER_EVENT,
        subject=event.dossier,
        at=event.at,
        actor=event.by,
        salt=bytes(32),
        details={**event.to_json(), "key": "0" * 64, "content": "1" * 64},
    )
    return Entry(index, recorded)


def events_of(stories: Iterable[Story]) -> list[DossierEvent]:
    """All that has happened, as it happened."""
    return sorted((event for story in stories for event in story.events), key=lambda one: (one.at, one.id))


def folded(events: Iterable[DossierEvent]) -> dict[ViewKey, JsonObject]:
    """What the view holds after these entries, none of which has changed too much."""
    view, held = DossierView(), Held(VIEW, MemoryViews())
    records: dict[ViewKey, JsonObject] = {}
    for index, event in enumerate(events):
        view.fold(entry_of(index, event), held)
        assert len(held.changes) <= MOST_OF_AN_ENTRY
        _settle(records, held.changes)
        held.settle()
    return records


def views_of(*stories: Story) -> MemoryViews:
    """A store with the view of these dossiers."""
    views = MemoryViews()
    records: list[tuple[ViewKey, JsonObject]] = list(folded(events_of(stories)).items())
    at = Position()
    for start in range(0, len(records), 99):
        after = Position(at.index + 1, 0)
        views.commit(VIEW, at, after, dict(records[start : start + 99]))
        at = after
    return views


def reading_of(*stories: Story) -> DossierReading:
    """Reads the view of these dossiers."""
    return DossierReading(views_of(*stories), VIEW)


def _settle(records: dict[ViewKey, JsonObject], changes: Mapping[ViewKey, JsonObject | None]) -> None:
    for key, record in changes.items():
        if record is None:
            records.pop(key, None)
        else:
            records[key] = record
