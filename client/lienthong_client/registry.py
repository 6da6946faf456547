"""The registry of agencies and the operator's part of the API, as the SDK offers them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from lienthong.model.event import JsonValue
from lienthong_client.answers import (
    Agencies,
    AgencyAnswer,
    AgencyRecord,
    AnchorRecord,
    Anchors,
    DeadLetterList,
    DeadLetterRecord,
    EventRecord,
    History,
    ImportAnswer,
    RedriveAnswer,
)
from lienthong_client.calls import Calls, segment


class RegistryCalls(Calls):
    """Agencies, trust anchors, dead letters."""

    def agencies(
        self, search: str = "", *, on: date | None = None, successor: str | None = None
    ) -> list[AgencyRecord]:
        """The agencies whose code, alias or name contains the text, diacritics or not; all for no text.

        Args:
            search: the text.
            on: only those that existed on this day, under their names and parents of that day.
            successor: only those that this agency succeeds.
        """
        query = {"search": search or None, "on": on.isoformat() if on else None, "successor": successor}
        return self.get(Agencies, "/v1/agencies", query)["agencies"]

    def agency(self, name: str, *, on: date | None = None) -> AgencyRecord:
        """The agency with this code or alias, as it was on a day."""
        query = {"on": on.isoformat() if on else None}
        return self.get(AgencyAnswer, f"/v1/agencies/{segment(name)}", query)["agency"]

    def register_agency(self, entry: dict[str, JsonValue]) -> AgencyAnswer:
        """Add an agency (its JSON without ``state`` and ``version``)."""
        return self.post(AgencyAnswer, "/v1/agencies", entry)

    def change_agency(self, code: str, entry: dict[str, JsonValue]) -> AgencyAnswer:
        """Write an agency's whole entry, with the ``version`` that was read.

        Raises:
            ProblemConflict: it has been changed since it was read.
        """
        return self.put(AgencyAnswer, f"/v1/agencies/{segment(code)}", entry)

    def lock_agency(self, code: str, reason: str) -> AgencyAnswer:
        """Keep an agency from sending and receiving until it is unlocked."""
        return self.post(AgencyAnswer, f"/v1/agencies/{segment(code)}/lock", {"reason": reason})

    def unlock_agency(self, code: str, reason: str) -> AgencyAnswer:
        """Let a locked agency send and receive again."""
        return self.post(AgencyAnswer, f"/v1/agencies/{segment(code)}/unlock", {"reason": reason})

    def end_agency(
        self, code: str, ended_on: date | None, reason: str, successor: str | None = None
    ) -> AgencyAnswer:
        """End an agency on a day; what is addressed to it from then on goes to its successor.

        ``None`` withdraws an end that is still to come.
        """
        body: dict[str, JsonValue] = {
            "ended_on": ended_on.isoformat() if ended_on else None,
            "reason": reason,
        }
        if successor:
            body["successor"] = successor
        return self.post(AgencyAnswer, f"/v1/agencies/{segment(code)}/end", body)

    def agency_history(self, code: str) -> list[EventRecord]:
        """The changes of an agency's entry, in order."""
        return self.get(History, f"/v1/agencies/{segment(code)}/history")["events"]

    def import_agencies(
        self, rows: Sequence[dict[str, JsonValue]], *, dry_run: bool, reason: str
    ) -> ImportAnswer:
        """Record a table of agencies, as far as one request gets; the same again goes on from there.

        Raises:
            ProblemRejected: with the faults of the rows; nothing was recorded.
        """
        body: dict[str, JsonValue] = {"rows": list(rows), "dry_run": dry_run, "reason": reason}
        return self.post(ImportAnswer, "/v1/registry/imports", body)

    def trust_anchors(self) -> list[AnchorRecord]:
        """The certificates that validation trusts, past ones included."""
        return self.get(Anchors, "/v1/trust-anchors")["anchors"]

    def add_trust_anchor(
        self, certificate: str, *, is_root: bool, valid_from: str, valid_until: str | None = None
    ) -> None:
        """Add or replace a certificate (PEM) that validation trusts, or builds paths with."""
        body: dict[str, JsonValue] = {
            "certificate": certificate,
            "is_root": is_root,
            "valid_from": valid_from,
        }
        if valid_until:
            body["valid_until"] = valid_until
        self.transport.call("POST", "/v1/trust-anchors", body=body)

    def dead_letters(self) -> Sequence[DeadLetterRecord]:
        """What could not be processed, oldest first."""
        return self.get(DeadLetterList, "/v1/dead-letters")["dead_letters"]

    def redrive(self, queue: str) -> RedriveAnswer:
        """Send everything of one dead-letter queue back to where it came from."""
        return self.post(RedriveAnswer, f"/v1/dead-letters/{segment(queue)}/redrive", {})
