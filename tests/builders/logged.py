"""A log that the sequencer really wrote, in memory, for who reads it entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from lienthong.model.bundle import PREFIX
from lienthong.model.event import Event, EventType, JsonValue, text_of
from lienthong.services.following import Entry, Following
from lienthong.services.sequencing import Sequencing
from tests.builders.agencies import DEPARTMENT, DISTRICT
from tests.builders.note_keys import signer
from tests.doubles.fixed_clock import FixedClock
from tests.doubles.memory_log import MemoryLogFiles, MemoryLogTable
from tests.doubles.memory_metrics import MemoryMetrics
from tests.doubles.seeded_ids import SeededIds

LOG = signer("lienthong.example/log")


@dataclass
class Logged:
    """Appends events in as many runs as it is told."""

    files: MemoryLogFiles = field(default_factory=MemoryLogFiles)
    table: MemoryLogTable = field(default_factory=MemoryLogTable)
    clock: FixedClock = field(default_factory=FixedClock)
    ids: SeededIds = field(default_factory=SeededIds)

    @property
    def following(self) -> Following:
        return Following(self.files)

    def append(self, *events: Event) -> Logged:
        Sequencing(self.table, self.files, LOG, self.clock, MemoryMetrics()).sequence(events)
        return self

    def bundles(self) -> list[str]:
        return sorted(path for path in self.files.files if path.startswith(PREFIX))

    def event(
        self,
        kind: EventType,
        subject: str,
        *,
        agency: str | None = None,
        actor: str = "exchange",
        details: Mapping[str, JsonValue] | None = None,
    ) -> Event:
        """An event of now; each is a second later than the one before."""
        self.clock.advance(timedelta(seconds=1))
        at = self.clock.now()
        own = self.ids.event_id(at), self.ids.salt()
        return Event(own[0], kind, subject, at, actor, own[1], agency, details=details or {})

    def acceptance(self, submission: int, *recipients: str, **facts: JsonValue) -> Event:
        """The acceptance of a submission, its document as :func:`document_facts` has it."""
        to: list[JsonValue] = list(recipients or (DEPARTMENT.code,))
        document: dict[str, JsonValue] = document_facts(submission) | facts
        document.setdefault("received_at", text_of(self.clock.now()))
        return self.event(
            EventType.SUBMISSION_ACCEPTANCE,
            submission_id(submission),
            details={
                "document_id": f"VB-{submission}",
                "reasons": [],
                "recipients": to,
                "targets": 0,
                "reports": [],
                "document": document,
            },
        )


def submission_id(number: int) -> str:
    """The id of the test's submission of this number."""
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    return "lt-" + "".join(letters[(number >> 5 * place) & 31] for place in range(25, -1, -1))


def document_facts(number: int, issued_on: date = date(2018, 11, 23)) -> dict[str, JsonValue]:
    """What an acceptance says of an official letter of the district with this number."""
    return {
        "sender": DISTRICT.code,
        "number": str(number),
        "notation": "UBND-VP",
        "issued_on": issued_on.isoformat(),
        "group": 2,
        "detail": 18,
        "type_name": "Công văn",
        "priority": 0,
        "business": "new",
        "due_on": None,
        "also_on_paper": False,
        "for_information": False,
        "original_equivalent": True,
        "targets": [],
    }


def entries(*events: Event) -> list[Entry]:
    """These events as the log's first entries."""
    return [Entry(index, event) for index, event in enumerate(events)]
