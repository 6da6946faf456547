"""Inspecting what a centre has posted publicly: held to what is in force, and the outcome is evidence.

Numbered plan of :meth:`PostingInspections.inspect`:

1. The centre is found as overseers see it: to all others there is none.
2. The tables of what hangs out are read whole, or refused with every fault.
3. They are held to the procedures in force on that day at the centre's level.
4. The outcome is an event of the inspecting agency's, under its request's signature. It says which procedures
   are at fault in what, and names by digest both sides of the comparison: the texts are procedures' texts,
   and may be longer than an event can be.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import rfc8785

from lienthong.errors import Fault, MalformedRequest, NotFound, Unauthenticated, Unavailable
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.codes import Role
from lienthong.model.event import Event, EventType, JsonValue
from lienthong.onestop.desk_errors import CentreNotSetUp
from lienthong.onestop.detail_rows import ProcedureTables
from lienthong.onestop.filing import Centre
from lienthong.onestop.posting import Inspection, inspect
from lienthong.onestop.posting_rows import read_postings
from lienthong.onestop.procedure_records import posting_json, procedure_json
from lienthong.onestop.procedures import Catalogue
from lienthong.ports import Clock, DossierChange, DossierRefused, DossierStore, Ids
from lienthong.services.authentication import Authentication, Caller
from lienthong.services.oversight import Oversight

#: So many findings are told and recorded, the rest counted: an event is one item of a table.
MOST_FINDINGS = 500


@dataclass(frozen=True, slots=True)
class Inspected:
    """An inspection and its event; ``posted`` and ``in_force`` are SHA-256 (hex) of what was compared."""

    inspection: Inspection
    posted: str
    in_force: str
    event: Event


@dataclass(frozen=True, slots=True)
class PostingInspections:
    """Inspects postings."""

    store: DossierStore
    oversight: Oversight
    authentication: Authentication
    clock: Clock
    ids: Ids

    def inspect(self, caller: Caller, code: str, tables: ProcedureTables, on: date | None) -> Inspected:
        """Hold what hangs out to what is in force on a day (today's where none is named); see the plan.

        Raises:
            NotFound: no centre that the caller oversees. CentreNotSetUp: nobody has said what it settles.
            PostingsRejected: the tables have faults. MalformedRequest: the day is still to come.
        """
        centre = self._centre(caller, code)
        postings = read_postings(tables)
        today = date_in_vietnam(self.clock.now())
        day = on or today
        if day > today:
            raise MalformedRequest([_STILL_TO_COME])
        procedures = [
            one
            for one in Catalogue(
                edition for known in self.store.procedures() for edition in known.editions
            ).all_in_force(day)
            if centre.level in one.levels
        ]
        inspection = inspect(centre.code, centre.level, postings, Catalogue(procedures), day)
        posted = _digest(map(posting_json, postings))
        in_force = _digest(map(procedure_json, procedures))
        event = self._event(caller, inspection, posted, in_force)
        try:
            self.store.record(DossierChange(events=(event,), nonce=caller.nonce))
        except DossierRefused as refused:
            if refused.nonce_spent:
                raise Unauthenticated from refused
            raise Unavailable from refused
        return Inspected(inspection, posted, in_force, event)

    def _centre(self, caller: Caller, code: str) -> Centre:
        agency = self.oversight.agency(caller, code)
        if Role.ONE_STOP not in agency.roles:
            raise NotFound
        centre = self.store.centre(agency.code)
        if centre is None:
            raise CentreNotSetUp(centre=agency.code)
        return centre

    def _event(self, caller: Caller, inspection: Inspection, posted: str, in_force: str) -> Event:
        now = self.clock.now()
        return Event(
            event_id=self.ids.event_id(now),
            type=EventType.POSTING_INSPECTION,
            subject=inspection.centre,
            at=now,
            actor=caller.code,
            salt=self.ids.salt(),
            details=_details(inspection, posted, in_force),
            proof=caller.proof,
        )


def _details(inspection: Inspection, posted: str, in_force: str) -> dict[str, JsonValue]:
    return {
        "centre": inspection.centre,
        "on": inspection.on.isoformat(),
        "expected": inspection.right.whole,
        "right": inspection.right.part,
        "found": len(inspection.findings),
        "findings": [
            {"procedure": one.procedure, "aspect": one.aspect.value, "flaw": one.flaw.value}
            for one in inspection.findings[:MOST_FINDINGS]
        ],
        "posted": posted,
        "in_force": in_force,
    }


def _digest(records: Iterable[dict[str, JsonValue]]) -> str:
    """SHA-256 of the list as RFC 8785 writes it."""
    return hashlib.sha256(rfc8785.dumps(list(records))).hexdigest()


_STILL_TO_COME = Fault(
    "/on",
    "inspection.day",
    "The day is still to come; name the day on which the postings were looked at.",
    "Ngày kiểm tra chưa đến; đề nghị nêu ngày đã kiểm tra niêm yết.",
)
