"""The register as the SDK offers it: what is reported beside what is sent, and what of it was a mistake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from lienthong.model.event import JsonValue
from lienthong.model.text import normalise
from lienthong_client.answers import (
    CheckedEntries,
    EntryRecord,
    IncomingPage,
    NumberSequences,
    OutgoingPage,
    RecordedEntries,
    WithdrawnEntry,
)
from lienthong_client.calls import Calls, segment

Entry = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class RegisterSpan:
    """Which register, and which days of one year, both included; the caller's own of the present year."""

    agency: str | None = None
    year: int | None = None
    first: date | None = None
    last: date | None = None

    def query(self) -> dict[str, str | int | None]:
        """As the API is asked."""
        return {
            "agency": self.agency,
            "year": self.year,
            "from": self.first.isoformat() if self.first else None,
            "to": self.last.isoformat() if self.last else None,
        }


class RegisterCalls(Calls):
    """Entries of the agency's own outgoing register; at most ``register_entries`` (limits) in one call."""

    def check_entries(self, entries: Sequence[Entry]) -> CheckedEntries:
        """How many entries would be new; nothing is recorded.

        Raises:
            ProblemRejected, ProblemConflict: as :meth:`report_entries`.
        """
        body = cast("JsonValue", {"entries": list(entries)})
        return self.post(CheckedEntries, "/v1/register/checks", body)

    def report_entries(self, entries: Sequence[Entry]) -> list[EntryRecord]:
        """Record all of the entries, or none; the same again answers what is recorded.

        Raises:
            ProblemRejected: entries are faulty. ProblemConflict: a number stands with another content.
        """
        body = cast("JsonValue", {"entries": list(entries)})
        return self.post(RecordedEntries, "/v1/register/entries", body)["entries"]

    def outgoing_register(self, span: RegisterSpan, cursor: str | None = None) -> OutgoingPage:
        """A page of the outgoing register."""
        return self.get(OutgoingPage, "/v1/register/outgoing", span.query() | {"cursor": cursor})

    def incoming_register(self, span: RegisterSpan, cursor: str | None = None) -> IncomingPage:
        """A page of the incoming register."""
        return self.get(IncomingPage, "/v1/register/incoming", span.query() | {"cursor": cursor})

    def numbers(self, year: int | None = None, agency: str | None = None) -> NumberSequences:
        """The sequences of numbers of a year; what ``next`` says is not reserved by asking."""
        return self.get(NumberSequences, "/v1/register/numbers", {"year": year, "agency": agency})

    def withdraw_entry(self, entry_id: str, reason: str) -> EntryRecord:
        """Declare an entry a mistake.

        Raises:
            ProblemConflict: it was withdrawn before, for another reason.
        """
        path = f"/v1/register/entries/{segment(entry_id)}/withdraw"
        return self.post(WithdrawnEntry, path, {"reason": normalise(reason)})["entry"]
