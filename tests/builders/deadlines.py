"""The view ``deadlines`` over events that a test makes, and what stands in it then."""

from __future__ import annotations

from datetime import UTC, date, datetime

from lienthong.calendar.reading import shipped
from lienthong.calendar.working import WorkingCalendar
from lienthong.deadlines.obligations import Obligation
from lienthong.deadlines.rules import Duty, shipped_rules
from lienthong.model.calendar import VIETNAM
from lienthong.model.event import Event, EventType, JsonValue, text_of
from lienthong.ports import JsonObject, ViewKey
from lienthong.services.deadline_view import DeadlineView
from lienthong.services.following import Entry
from lienthong.services.viewing import MOST_OF_AN_ENTRY, Held
from tests.builders.agencies import DEPARTMENT, DISTRICT
from tests.builders.logged import Logged, submission_id
from tests.doubles.memory_views import MemoryViews

CALENDAR = WorkingCalendar(shipped())


def local(text: str) -> datetime:
    """An instant by the clock on the wall in Vietnam."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM).astimezone(UTC)


class Folded:
    """Events by the clock on the wall, folded as they come."""

    def __init__(self, calendar: WorkingCalendar = CALENDAR) -> None:
        self.view = DeadlineView(calendar, shipped_rules())
        self.held = Held("deadlines.1", MemoryViews())
        self.log = Logged()
        self.records: dict[ViewKey, JsonObject] = {}
        self.events: list[Event] = []

    # events ----------------------------------------------------------------------------------------

    def accept(
        self,
        submission: int,
        /,
        *,
        at: str,
        issued_on: str,
        rejected: bool = False,
        received_at: str | None = None,
        **facts: JsonValue,
    ) -> Folded:
        """The decision about a submission."""
        received = text_of(local(received_at or at))
        event = self.log.acceptance(submission, issued_on=issued_on, received_at=received, **facts)
        kind = EventType.SUBMISSION_REJECTION if rejected else EventType.SUBMISSION_ACCEPTANCE
        return self.take(event, kind, at)

    def delivery(
        self, kind: EventType, number: int, *, at: str, agency: str = DEPARTMENT.code, **details: JsonValue
    ) -> Folded:
        """An event of one delivery."""
        event = self.log.event(kind, submission_id(number), agency=agency, details=details)
        return self.take(event, kind, at)

    def alarm(self, kind: EventType, owed: Obligation, *, at: str) -> Folded:
        """The alarm about an obligation."""
        details: dict[str, JsonValue] = {
            "duty": owed.duty.value,
            "identity": owed.identity,
            "due": text_of(owed.due),
            "done_at": text_of(owed.done_at) if owed.done_at else None,
            "source": None,
        }
        event = self.log.event(kind, owed.submission_id, agency=owed.agency, details=details)
        return self.take(event, kind, at)

    def take(self, event: Event, kind: EventType, at: str) -> Folded:
        """Fold it as an event of this kind and time."""
        moved = Event(
            event.event_id,
            kind,
            event.subject,
            local(at),
            event.actor,
            event.salt,
            event.agency,
            details=event.details,
        )
        self.events.append(moved)
        self.fold(Entry(len(self.events) - 1, moved))
        return self

    def fold(self, entry: Entry) -> None:
        """Fold an entry, within what one entry may change."""
        wanted = set(self.view.keys(entry))
        self.held.fetch(wanted)
        self.view.fold(entry, self.held)
        changes = self.held.changes
        assert len(changes) <= MOST_OF_AN_ENTRY
        for key, value in changes.items():
            if value is None:
                self.records.pop(key, None)
            else:
                self.records[key] = value
        self.held.settle()

    # looking ---------------------------------------------------------------------------------------

    def partition(self, name: str) -> dict[str, JsonObject]:
        """A partition, in order."""
        return {sort: value for (partition, sort), value in sorted(self.records.items()) if partition == name}

    def owed(self, agency: str = DEPARTMENT.code) -> dict[Duty, Obligation]:
        """What an agency owes, by duty."""
        found = [Obligation.from_json(value) for value in self.partition(f"OPEN#{agency}").values()]
        return {one.duty: one for one in found}

    def only(self, duty: Duty, agency: str = DEPARTMENT.code) -> Obligation:
        """The one thing that an agency owes."""
        owed = self.owed(agency)
        assert list(owed) == [duty]
        return owed[duty]

    def next_alarms(self) -> list[tuple[str, str]]:
        """When what is said next: wall clock and duty."""
        return [(_wall(sort[:27]), str(value["duty"])) for sort, value in self.partition("NEXT").items()]

    def past(self) -> list[Obligation]:
        """What was met late."""
        return [Obligation.from_json(value) for value in self.partition("PAST").values()]

    def counts(self, month: str) -> dict[str, JsonObject]:
        """Counted in a month, by agency and duty."""
        return self.partition(f"COUNT#{month}")


def _wall(text: str) -> str:
    return f"{datetime.fromisoformat(text).astimezone(VIETNAM):%Y-%m-%d %H:%M}"


SENDER, RECIPIENT = DISTRICT.code, DEPARTMENT.code
TODAY = date(2026, 11, 27)
