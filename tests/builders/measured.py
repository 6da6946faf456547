"""Events that ratios are counted from, folded into the view ``measures``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from lienthong.measures.periods import Month
from lienthong.measures.ratios import Measure, Unit
from lienthong.measures.tallies import Tally, numerator_of, total_of
from lienthong.model.event import Event, EventType, JsonValue, text_of
from lienthong.ports import JsonObject, ViewKey
from lienthong.services.following import Entry
from lienthong.services.measures_view import MeasuresView, tally_key, tally_of
from lienthong.services.viewing import Held
from tests.builders.agencies import DEPARTMENT, DISTRICT, STRANGER
from tests.builders.logged import Logged, submission_id
from tests.doubles.memory_views import MemoryViews

NOVEMBER = Month(2018, 11)


@dataclass
class Counted:
    """A log whose events are folded as they are made; ``tally`` is what they come to."""

    logged: Logged = field(default_factory=Logged)
    events: list[Event] = field(default_factory=list)

    def accepted(self, submission: int, *recipients: str, **facts: JsonValue) -> Counted:
        self.events.append(self.logged.acceptance(submission, *recipients, **facts))
        return self

    def copy(self, kind: EventType, submission: int, *recipients: str) -> Counted:
        self.events += [
            self.logged.event(kind, submission_id(submission), agency=code)
            for code in recipients or (DEPARTMENT.code,)
        ]
        return self

    def consigned(self, submission: int, *recipients: str) -> Counted:
        return self.copy(EventType.CONTENT_CONSIGNMENT, submission, *recipients)

    def taken_in(self, submission: int, *recipients: str) -> Counted:
        """Consigned, and accepted with 03."""
        self.consigned(submission, *recipients)
        return self.copy(EventType.CONSIGNMENT_ACCEPTANCE, submission, *recipients)

    def sent(self, submission: int, *recipients: str, **facts: JsonValue) -> Counted:
        """The whole way, to 03."""
        return self.accepted(submission, *recipients, **facts).taken_in(submission, *recipients)

    def recalled(self, submission: int) -> Counted:
        self.events.append(
            self.logged.event(EventType.RECALL_REQUEST, submission_id(submission), actor=DISTRICT.code)
        )
        return self

    def on_paper(self, written: int, **facts: JsonValue) -> Counted:
        """An entry of the district's paper register."""
        details = paper_details(written, **facts)
        details.setdefault("reported_at", text_of(self.logged.clock.now()))
        self.events.append(
            self.logged.event(EventType.REGISTER_ENTRY, DISTRICT.code, actor=DISTRICT.code, details=details)
        )
        return self

    def withdrawn(self) -> Counted:
        """The last entry of the paper register was a mistake."""
        entry = next(event for event in reversed(self.events) if event.type is EventType.REGISTER_ENTRY)
        details: dict[str, JsonValue] = {
            "entry": entry.event_id,
            "reason": "nhầm số",
            "withdrawn": dict(entry.details),
        }
        self.events.append(
            self.logged.event(
                EventType.REGISTER_CORRECTION, DISTRICT.code, actor=DISTRICT.code, details=details
            )
        )
        return self

    def registered(
        self, code: str, name: str, parent: str | None, *, version: int = 1, **entry: JsonValue
    ) -> Counted:
        """A change of the registry."""
        told: dict[str, JsonValue] = {
            "name": name,
            "parent": parent,
            "level": "district",
            "effective_from": "2018-01-01",
            "ended_on": None,
            "successor": None,
            "receives_electronically": True,
            "aliases": [],
        }
        details: dict[str, JsonValue] = {"version": version, "entry": told | entry}
        self.events.append(self.logged.event(EventType.REGISTRY_CHANGE, code, details=details))
        return self

    def entries(self) -> list[Entry]:
        return [Entry(index, event) for index, event in enumerate(self.events)]

    def records(self) -> dict[ViewKey, JsonObject]:
        return folded(self.entries())

    def tally(self, month: Month = NOVEMBER, agency: str = DISTRICT.code) -> Tally:
        return tally_of(self.records().get(tally_key(month, agency)))

    def ratios(self, unit: Unit = Unit.DOCUMENT) -> list[int]:
        """The denominator, and the numerators R1 to R4."""
        tally = self.tally()
        return [tally[total_of(unit)], *(tally[numerator_of(unit, one)] for one in Measure)]


def folded(entries: Iterable[Entry]) -> dict[ViewKey, JsonObject]:
    """What the view holds after these entries."""
    view, held = MeasuresView(), Held("measures.1", MemoryViews())
    for entry in entries:
        view.fold(entry, held)
    return {key: value for key, value in held.changes.items() if value is not None}


def paper_details(written: int, **facts: JsonValue) -> dict[str, JsonValue]:
    """What an entry says of a letter on paper with this number, to two agencies."""
    said: dict[str, JsonValue] = {
        "number": str(written),
        "notation": "UBND-VP",
        "issued_on": date(2018, 11, 23).isoformat(),
        "group": 2,
        "detail": 18,
        "type_name": "Công văn",
        "carriage": "paper",
        "count": 1,
        "reason": "mandatory-list",
        "recipients": [DEPARTMENT.code, STRANGER.code],
        "recipient_count": 2,
    }
    return said | facts
