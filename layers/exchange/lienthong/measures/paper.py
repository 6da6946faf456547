"""What is known of a document's number: who holds it, and what was reported to the paper register about it.

One sequence of numbers holds electronic and paper documents (ND30 22.2). So an entry of the paper register
that bears the number of a document in the exchange is the paper beside that document; one that bears no such
number is a document of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import cast

from lienthong.measures.periods import Month
from lienthong.measures.ratios import Unit
from lienthong.measures.tallies import LATE_ENTRIES, SECRETS, Tally, reason_for, total_of
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.event import JsonValue
from lienthong.model.register import Carriage

#: Numbers are unique; where an agency gives one number to more documents than this, an alert says so already,
#: and only the first of them are held against each other.
MOST_HOLDERS = 4


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """An entry of the paper register, as its event has it.

    Attributes:
        count: of secrets how many; of everything else 1.
        recipient_count: state bodies that it went to, those in ``recipients`` included.
    """

    event_id: str
    agency: str
    carriage: Carriage
    issued_on: date
    count: int
    reason: str
    recipients: tuple[str, ...]
    recipient_count: int
    reported_at: datetime
    number: str = ""
    notation: str = ""

    @classmethod
    def of_details(cls, event_id: str, agency: str, details: Mapping[str, JsonValue]) -> PaperEntry:
        """Read the details of a ``RegisterEntry``."""
        recipients = tuple(cast("list[str]", details.get("recipients") or []))
        return cls(
            event_id=event_id,
            agency=agency,
            carriage=Carriage(str(details["carriage"])),
            issued_on=date.fromisoformat(str(details["issued_on"])),
            count=cast("int", details.get("count") or 0),
            reason=str(details.get("reason") or "other"),
            recipients=recipients,
            recipient_count=max(len(recipients), cast("int", details.get("recipient_count") or 0)),
            reported_at=datetime.fromisoformat(str(details["reported_at"])),
            number=str(details.get("number") or ""),
            notation=str(details.get("notation") or ""),
        )

    @property
    def month(self) -> Month:
        """The month to which it belongs."""
        return Month.of(self.issued_on)

    @property
    def is_secret(self) -> bool:
        """Whether it is a count of secrets."""
        return self.carriage is Carriage.SECRET

    @property
    def is_late(self) -> bool:
        """Whether it came after the reporting of its month had ended."""
        return date_in_vietnam(self.reported_at) > self.month.reporting_ends

    def contribution(self) -> Tally:
        """What it counts as a document of its own: in the denominators, and in no numerator."""
        counts = {LATE_ENTRIES: 1} if self.is_late else {}
        if self.is_secret:
            counts |= {SECRETS: self.count} if self.count else {}
            return Tally(counts)
        counts |= {total_of(Unit.DOCUMENT): 1, reason_for(self.reason): 1}
        if self.recipient_count:
            counts[total_of(Unit.RECIPIENT)] = self.recipient_count
        return Tally(counts)

    def to_details(self) -> dict[str, JsonValue]:
        """The details, as :meth:`of_details` reads them."""
        return {
            "carriage": self.carriage.value,
            "issued_on": self.issued_on.isoformat(),
            "count": self.count,
            "reason": self.reason,
            "recipients": list(self.recipients),
            "recipient_count": self.recipient_count,
            "reported_at": self.reported_at.isoformat(),
            "number": self.number,
            "notation": self.notation,
        }


@dataclass(frozen=True, slots=True)
class NumberFacts:
    """What is known of one number of an agency's year; of its secrets, of one month.

    Attributes:
        holders: accepted submissions that bear it, at most :data:`MOST_HOLDERS`, with the number of the log's
            entry that accepted them.
        recalled: those of them that were taken back.
        entries: those of the paper register that were not withdrawn, by event id.
        withdrawn: event ids of entries that were a mistake.
    """

    holders: Mapping[str, int] = field(default_factory=dict)
    recalled: frozenset[str] = frozenset()
    entries: Mapping[str, PaperEntry] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()

    def with_holder(self, submission_id: str, entry: int) -> NumberFacts:
        """A document bears the number."""
        if submission_id in self.holders or len(self.holders) >= MOST_HOLDERS:
            return self
        return replace(self, holders={**self.holders, submission_id: entry})

    def with_recall(self, submission_id: str) -> NumberFacts:
        """One of the holders was taken back."""
        if submission_id not in self.holders:
            return self
        return replace(self, recalled=self.recalled | {submission_id})

    def gives_way(self, submission_id: str) -> bool:
        """Whether it was taken back, and another document stands under its number: that one counts.

        Where all were taken back, the last of them counts.
        """
        if submission_id not in self.recalled:
            return False
        entry = self.holders[submission_id]
        return any(one not in self.recalled or at > entry for one, at in self.holders.items())

    def with_entry(self, entry: PaperEntry) -> NumberFacts:
        """The paper register has it."""
        if entry.event_id in self.withdrawn or entry.event_id in self.entries:
            return self
        return replace(self, entries={**self.entries, entry.event_id: entry})

    def without_entry(self, event_id: str) -> NumberFacts:
        """The entry was a mistake."""
        left = {known: entry for known, entry in self.entries.items() if known != event_id}
        return replace(self, entries=left, withdrawn=self.withdrawn | {event_id})

    @property
    def paper(self) -> PaperEntry | None:
        """The entry that stands: the last one."""
        return self.entries[max(self.entries)] if self.entries else None

    def alone(self) -> PaperEntry | None:
        """The entry that stands as a document of its own: no document in the exchange bears its number."""
        return None if self.holders else self.paper

    @classmethod
    def from_json(cls, agency: str, record: Mapping[str, JsonValue] | None) -> NumberFacts:
        """Read :meth:`to_json`'s form; nothing is known where there is no record."""
        if record is None:
            return cls()
        entries = cast("dict[str, dict[str, JsonValue]]", record["entries"])
        return cls(
            cast("dict[str, int]", record["holders"]),
            frozenset(cast("list[str]", record["recalled"])),
            {known: PaperEntry.of_details(known, agency, details) for known, details in entries.items()},
            frozenset(cast("list[str]", record["withdrawn"])),
        )

    def to_json(self) -> dict[str, JsonValue]:
        """The facts as a view keeps them."""
        return {
            "holders": {holder: self.holders[holder] for holder in sorted(self.holders)},
            "recalled": cast("list[JsonValue]", sorted(self.recalled)),
            "entries": {known: self.entries[known].to_details() for known in sorted(self.entries)},
            "withdrawn": cast("list[JsonValue]", sorted(self.withdrawn)),
        }
