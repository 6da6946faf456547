"""The shapes of the answers about a one-stop centre as a whole."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from lienthong.model.agency_level import AgencyLevel
from lienthong.onestop.posting import Aspect, Flaw
from lienthong_local.schemas.answers import Answer, Code, Day, Instant
from lienthong_local.schemas.dossier_answers import Count, EventId

Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
#: In percent with two places, such as ``39.19``; null where there is nothing to divide by.
Percent = Annotated[str, Field(pattern=r"^\d{1,3}\.\d{2}$")] | None


class PostingFindingRecord(Answer):
    """One finding: what stands there and what ought to, as posted; both sentences say what to do next."""

    procedure: str
    aspect: Aspect
    flaw: Flaw
    posted: str
    in_force: str
    en: str
    vi: str


class LastFinding(Answer):
    """A finding as the log has it."""

    procedure: str
    aspect: Aspect
    flaw: Flaw


class LastInspection(Answer):
    """The last inspection, as its event says it."""

    centre: Code
    event_id: EventId
    inspected_at: Instant
    inspected_by: Code
    on: Day
    expected: Count
    right: Count
    share: Percent
    found: Count
    findings: list[LastFinding]
    posted: Digest
    in_force: Digest


class PostingsOfCentre(Answer):
    """What was last found about a centre's postings; null where nobody has inspected them."""

    centre: Code
    inspection: LastInspection | None


class ReceivedCounts(Answer):
    """What there was to be dealt with in the period."""

    total: Count
    online: Count
    direct_and_postal: Count
    carried_over: Count


class ResolvedCounts(Answer):
    """What ended in the period; refused, stopped and withdrawn after acceptance are ends, too."""

    total: Count
    early: Count
    on_time: Count
    overdue: Count


class OpenCounts(Answer):
    """What had not ended."""

    total: Count
    in_time: Count
    overdue: Count


class CountShares(Answer):
    """Of resolved early, on the day and overdue; and in time of all, as the national portal counts."""

    early: Percent
    on_time: Percent
    overdue: Percent
    portal: Percent


class CountsOfPeriod(Answer):
    """The columns of Report 06: received is always resolved and in progress together."""

    received: ReceivedCounts
    resolved: ResolvedCounts
    in_progress: OpenCounts
    shares: CountShares


class ReportLine(CountsOfPeriod):
    """One unit: who settles."""

    level: AgencyLevel
    agency: Code
    name: str


class VoteCounts(Answer):
    """Votes, and the satisfied ones of all."""

    satisfied: Count
    acceptable: Count
    dissatisfied: Count
    total: Count
    satisfied_share: Percent


class PartOfWhole(Answer):
    """A share with the two numbers that it is of."""

    part: Count
    whole: Count
    share: Percent


class DeskCountsRecord(Answer):
    """What centres counted beside: visits from which dossiers came, consultations from which none came."""

    visits: Count
    consultations: Count
    votes: VoteCounts
    postings: PartOfWhole


class CentreReportLine(CountsOfPeriod):
    """One centre: what it took in, and what it counted beside; null of a centre that is not overseen."""

    centre: Code
    name: str
    desk: DeskCountsRecord | None


class IndicatorRecord(PartOfWhole):
    """One of the nine indicators of Decree 61/2018; of what no facts tell the share is null."""

    number: Annotated[int, Field(ge=1, le=9)]
    vi: str
    en: str


class UnitWithout(Answer):
    """A unit without a live centre."""

    agency: Code
    name: str


class CoverageRecord(PartOfWhole):
    """Units of the administration with a live one-stop centre, of all; and those without."""

    without: list[UnitWithout]


class Report06(Answer):
    """Report 06 of an agency and those below it; whoever folds so many entries of the log gets the same."""

    agency: Code
    name: str
    first: Day
    last: Day
    as_of: Instant
    entries: Count
    desk_entries: Count
    total: CountsOfPeriod
    lines: list[ReportLine]
    centres: list[CentreReportLine]
    desk: DeskCountsRecord
    indicators: list[IndicatorRecord]
    coverage: CoverageRecord


class PostingInspectionRecord(Answer):
    """An inspection as it was recorded; of more than 500 findings the first are told, the others counted."""

    centre: Code
    event_id: EventId
    inspected_at: Instant
    inspected_by: Code
    on: Day
    expected: Count
    right: Count
    share: Percent
    found: Count
    findings: list[PostingFindingRecord]
    posted: Digest
    in_force: Digest
