"""The one-stop's board as the SDK offers it: what is in hand, what will be late, why things were late."""

from __future__ import annotations

from datetime import date
from typing import NotRequired

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

from lienthong_client.calls import Calls, segment

_OPEN = with_config(ConfigDict(extra="allow"))


@_OPEN
class DossierOfAgency(TypedDict):
    """A dossier that an agency has in hand (its steps, since when, due there), or that has ended for it."""

    code: str
    procedure: str
    centre: str
    lead: str
    status: int
    due: str | None
    steps: NotRequired[list[int]]
    since: NotRequired[str]
    whole_due: NotRequired[str | None]
    paused_since: NotRequired[str | None]
    accepted: NotRequired[bool]
    ended_at: NotRequired[str]


@_OPEN
class DossiersOfAgency(TypedDict):
    """A page of what an agency has in hand, or of what has ended for it."""

    agency: str
    as_of: str
    dossiers: list[DossierOfAgency]
    cursor: str | None


@_OPEN
class DossierWarning(TypedDict):
    """A dossier that is late or will be; ``over_minutes`` are office time, null where nobody can say."""

    dossier: str
    procedure: str
    centre: str
    lead: str
    outlook: str
    holders: list[str]
    steps: list[int]
    due: str
    expected: str
    over_minutes: int | None
    paused_since: str | None
    apology_by: str | None


@_OPEN
class WarningTotal(TypedDict):
    """How many dossiers are late or will be: in hand of an agency, or taken in by a centre."""

    agency: str
    late: int
    will_be_late: int


@_OPEN
class WarningsOfDay(TypedDict):
    """How many dossiers become late at the end of a day if nobody acts."""

    day: str
    dossiers: int


@_OPEN
class DossierWarnings(TypedDict):
    """A page of warnings with what all of them add up to; ``names`` of every agency that is named."""

    agency: str
    as_of: str
    looked_at: int
    left_out: int
    warnings: list[DossierWarning]
    totals: list[WarningTotal]
    centres: list[WarningTotal]
    by_day: list[WarningsOfDay]
    undated: int
    missing_years: list[int]
    names: dict[str, str]
    cursor: str | None


@_OPEN
class LatenessCause(TypedDict):
    """One reason: whose it is, at which step, since when, and the office time that it cost."""

    kind: str
    agency: str
    step: int | None
    since: str
    over_minutes: int


@_OPEN
class DossierJudgement(TypedDict):
    """How a dossier stands: its end, or what counts as it, against ``due``."""

    ended: bool
    timeliness: str
    due: str
    end: str
    supplement_requests: int


@_OPEN
class DossierLateness(TypedDict):
    """Why a dossier is late, what cost most first."""

    dossier: str
    procedure: str
    as_of: str
    judgement: DossierJudgement | None
    causes: list[LatenessCause]
    missing_year: int | None
    names: dict[str, str]


@_OPEN
class LatenessLine(TypedDict):
    """A cause added up over a period."""

    kind: str
    agency: str
    procedure: str
    step: int | None
    dossiers: int
    over_minutes: int
    worst: list[str]


@_OPEN
class LatenessOfAgency(TypedDict):
    """What made dossiers late in a period: ``late`` of ``counted``."""

    agency: str
    first: str
    last: str
    as_of: str
    counted: int
    late: int
    looked_into: int
    causes: list[LatenessLine]
    missing_years: list[int]
    names: dict[str, str]


class BoardCalls(Calls):
    """What agencies have in hand, and what became of it; of an agency and of those below it."""

    def dossiers_of(
        self, agency: str, *, ended: bool = False, due: date | None = None, cursor: str | None = None
    ) -> DossiersOfAgency:
        """A page of what an agency has in hand, what is due first; ended ones the last first.

        Raises:
            ProblemRejected: no such agency that may be seen.
        """
        query = {
            "ended": "true" if ended else None,
            "due": due.isoformat() if due else None,
            "cursor": cursor,
        }
        return self.get(DossiersOfAgency, f"/v1/agencies/{segment(agency)}/dossiers", query)

    def warnings(self, agency: str, *, scope: str = "self", cursor: str | None = None) -> DossierWarnings:
        """A page of what is late, or will be late if nobody acts.

        Raises:
            ProblemRejected: no such agency that may be seen.
        """
        query = {"scope": scope, "cursor": cursor}
        return self.get(DossierWarnings, f"/v1/agencies/{segment(agency)}/warnings", query)

    def all_warnings(self, agency: str, *, scope: str = "self") -> DossierWarnings:
        """Every warning, in one answer; each page is judged as of when it is read."""
        answer = self.warnings(agency, scope=scope)
        cursor = answer["cursor"]
        while cursor:
            page = self.warnings(agency, scope=scope, cursor=cursor)
            answer["warnings"] += page["warnings"]
            answer["names"].update(page["names"])
            cursor = page["cursor"]
        answer["cursor"] = None
        return answer

    def why_late(self, dossier: str) -> DossierLateness:
        """Why a dossier is late.

        Raises:
            ProblemRejected: no such dossier of the agency's, or of one below it.
        """
        return self.get(DossierLateness, f"/v1/dossiers/{segment(dossier)}/lateness")

    def lateness(
        self, agency: str, *, scope: str = "self", first: date | None = None, last: date | None = None
    ) -> LatenessOfAgency:
        """What made dossiers late in a period; the present month where no days are named.

        Raises:
            ProblemRejected: no such agency that may be seen.
        """
        query = {
            "scope": scope,
            "first": first.isoformat() if first else None,
            "last": last.isoformat() if last else None,
        }
        return self.get(LatenessOfAgency, f"/v1/agencies/{segment(agency)}/lateness", query)
