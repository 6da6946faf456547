"""The register as the SDK offers it: what is reported beside what is sent, and what of it was a mistake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from lienthong.model.event import JsonValue
from lienthong.model.text import normalise
from lienthong_client.answers import CheckedEntries, EntryRecord, RecordedEntries, WithdrawnEntry
from lienthong_client.calls import Calls, segment

Entry = dict[str, JsonValue]


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

    def withdraw_entry(self, entry_id: str, reason: str) -> EntryRecord:
        """Declare an entry a mistake.

        Raises:
            ProblemConflict: it was withdrawn before, for another reason.
        """
        path = f"/v1/register/entries/{segment(entry_id)}/withdraw"
        return self.post(WithdrawnEntry, path, {"reason": normalise(reason)})["entry"]
