"""A one-stop centre as a whole, as the SDK offers it: votes, inspections of postings, Report 06."""

from __future__ import annotations

from datetime import date
from typing import cast

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

from lienthong.model.event import JsonValue
from lienthong.onestop.words import Vote
from lienthong_client.calls import Calls, segment
from lienthong_client.dossiers import fresh_key

_OPEN = with_config(ConfigDict(extra="allow"))
Json = dict[str, JsonValue]


@_OPEN
class Counted(TypedDict):
    """A vote as it was counted; ``repeated``: it had been counted before."""

    event_id: str
    repeated: bool


@_OPEN
class PostingFinding(TypedDict):
    """One finding: by codes, with both texts and a sentence in each language."""

    procedure: str
    aspect: str
    flaw: str
    posted: str
    in_force: str
    en: str
    vi: str


@_OPEN
class PostingInspection(TypedDict):
    """An inspection as it was recorded; ``share`` in percent, null where nothing ought to be posted."""

    centre: str
    event_id: str
    inspected_at: str
    inspected_by: str
    on: str
    expected: int
    right: int
    share: str | None
    found: int
    findings: list[PostingFinding]


@_OPEN
class FindingByCode(TypedDict):
    """A finding as the log has it."""

    procedure: str
    aspect: str
    flaw: str


@_OPEN
class LastInspection(TypedDict):
    """The last inspection, as its event says it."""

    centre: str
    event_id: str
    inspected_at: str
    inspected_by: str
    on: str
    expected: int
    right: int
    share: str | None
    found: int
    findings: list[FindingByCode]


@_OPEN
class PostingsOfCentre(TypedDict):
    """What was last found about a centre's postings."""

    centre: str
    inspection: LastInspection | None


@_OPEN
class UnitWithout(TypedDict):
    """A unit without a live centre."""

    agency: str
    name: str


@_OPEN
class Coverage(TypedDict):
    """Units with a live one-stop, of all."""

    part: int
    whole: int
    without: list[UnitWithout]


@_OPEN
class Report06Answer(TypedDict):
    """Report 06 with what belongs to it; ``lines`` as :mod:`lienthong_client.report_06` reads them."""

    agency: str
    name: str
    first: str
    last: str
    as_of: str
    entries: int
    total: dict[str, object]
    lines: list[dict[str, object]]
    centres: list[dict[str, object]]
    desk: dict[str, object]
    indicators: list[dict[str, object]]
    coverage: Coverage


class CentreCalls(Calls):
    """What is counted and inspected at centres, and what is reported of them."""

    def vote(self, vote: Vote, *, dossier: str | None = None, key: str | None = None) -> Counted:
        """Count how satisfied a visitor says to be; for a dossier only its procedure is recorded.

        Raises:
            ProblemRejected: no such dossier of the centre's. ProblemConflict: the key's vote was another.
        """
        body: Json = {"key": key or fresh_key(), "vote": vote.value}
        return self.post(Counted, "/v1/votes", {**body, **({"dossier": dossier} if dossier else {})})

    def inspect_postings(
        self, centre: str, tables: dict[str, str], on: date | None = None
    ) -> PostingInspection:
        """Hold what hangs out (CSV texts by table) to what is in force on a day, today's when left out.

        Raises:
            ProblemRejected: no such centre, or tables with faults.
        """
        body = {**tables, **({"on": on.isoformat()} if on else {})}
        path = f"/v1/centres/{segment(centre)}/postings/inspections"
        return self.post(PostingInspection, path, cast("JsonValue", body))

    def last_inspection(self, centre: str) -> PostingsOfCentre:
        """What was last found about a centre's postings."""
        return self.get(PostingsOfCentre, f"/v1/centres/{segment(centre)}/postings")

    def report_06(self, agency: str, first: date, last: date) -> Report06Answer:
        """Report 06 of an agency and those below it.

        Raises:
            ProblemRejected: no such agency that the caller may see, or no such period.
        """
        query = {"first": first.isoformat(), "last": last.isoformat()}
        return self.get(Report06Answer, f"/v1/agencies/{segment(agency)}/report-06", query)
