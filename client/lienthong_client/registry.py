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
    RedriveAnswer,
)
from lienthong_client.calls import Calls, segment


class RegistryCalls(Calls):
    """Agencies, trust anchors, dead letters."""

    def agencies(self, search: str = "") -> list[AgencyRecord]:
        """The agencies whose code, alias or name contains the text, diacritics or not; all for no text."""
        return self.get(Agencies, "/v1/agencies", {"search": search or None})["agencies"]

    def agency(self, name: str) -> AgencyRecord:
        """The agency with this code or alias."""
        return self.get(AgencyAnswer, f"/v1/agencies/{segment(name)}")["agency"]

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
        self, code: str, ended_on: date, reason: str, successor: str | None = None
    ) -> AgencyAnswer:
        """End an agency for good; what is addressed to it later goes to its successor."""
        body: dict[str, JsonValue] = {"ended_on": ended_on.isoformat(), "reason": reason}
        if successor:
            body["successor"] = successor
        return self.post(AgencyAnswer, f"/v1/agencies/{segment(code)}/end", body)

    def agency_history(self, code: str) -> list[EventRecord]:
        """The changes of an agency's entry, in order."""
        return self.get(History, f"/v1/agencies/{segment(code)}/history")["events"]

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
