"""The shapes of the answers about ratios."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lienthong.model.register import Carriage, PaperReason
from lienthong.services.oversight import Scope
from lienthong.services.ratios import Breakdown
from lienthong_local.schemas.answers import (
    Answer,
    Code,
    Cursor,
    Day,
    Instant,
    Receipt,
    SubmissionId,
)

Count = Annotated[int, Field(ge=0)]
MonthText = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", examples=["2020-03"])]
PeriodText = Annotated[
    str, Field(pattern=r"^\d{4}(-(0[1-9]|1[0-2]|Q[1-4]))?$", examples=["2020-03", "2020-Q1", "2020"])
]
EventId = Annotated[str, Field(pattern="^[0-9A-HJKMNP-TV-Z]{26}$")]
Entry = Annotated[int, Field(ge=0)] | None


class RatioValue(Answer):
    """A share of the documents; ``percent`` is rounded half up, and null where there is nothing to share."""

    numerator: Count
    denominator: Count
    percent: Annotated[str, Field(pattern=r"^\d{1,3}\.\d$")] | None


class FourRatios(Answer):
    """R1 sent electronically; R2 and nothing on paper; R3 both signatures valid; R4 = R2, R3 and accepted."""

    R1: RatioValue
    R2: RatioValue
    R3: RatioValue
    R4: RatioValue


class UnitFigures(Answer):
    """All that was issued, and the ratios of it."""

    total: Count
    ratios: FourRatios


class BothUnits(Answer):
    """Counted by document, and by document and recipient."""

    document: UnitFigures
    recipient: UnitFigures


class Excluded(Answer):
    """In no denominator: state secrets, by count alone."""

    secrets: Count


class Shown(Answer):
    """In the denominators, and shown: what could not be electronic."""

    mandatory_paper: Count
    cannot_receive: Count
    undelivered: Count


class Figures(Answer):
    """The ratios with what they are counted from, and the reasons for paper by documents."""

    by: BothUnits
    excluded: Excluded
    shown: Shown
    recalled: Count
    superseded: Count
    late_entries: Count
    reasons: dict[str, Count]


class RatioRowRecord(Answer):
    """Figures of one agency; of a level, where the answer is told apart by levels."""

    agency: str
    name: str
    level: str
    figures: Figures


class TrendMonth(Answer):
    """The ratios of one month."""

    month: MonthText
    document: FourRatios
    recipient: FourRatios


class ForecastRecord(Answer):
    """When the goal is reached if it goes on so; the range is open where ``latest`` is null."""

    state: Literal["reached", "expected", "too-few-months", "not-rising", "too-far"]
    month: MonthText | None
    earliest: MonthText | None
    latest: MonthText | None


class FourForecasts(Answer):
    """A forecast for each ratio."""

    R1: ForecastRecord
    R2: ForecastRecord
    R3: ForecastRecord
    R4: ForecastRecord


class BothForecasts(Answer):
    """Forecasts by document, and by document and recipient."""

    document: FourForecasts
    recipient: FourForecasts


class RatiosAnswer(Answer):
    """How electronic an agency is; ``entries``: after how many entries of the log it was so."""

    agency: Code
    name: str
    period: PeriodText
    scope: Scope
    by: Breakdown
    goal: Count
    entries: Count
    total: Figures
    rows: list[RatioRowRecord]
    trend: list[TrendMonth]
    forecasts: BothForecasts


class CountedPaper(Answer):
    """What was reported to the paper register."""

    event_id: EventId
    number: str | None
    notation: str | None
    issued_on: Day
    carriage: Carriage
    count: Count
    reason: PaperReason | None
    recipient_count: Count
    reported_at: Instant
    late: bool


class CountedIn(Answer):
    """In which numerators a document is, by document."""

    R1: bool
    R2: bool
    R3: bool
    R4: bool


class CountedCopy(Answer):
    """One recipient's copy: numbers of the log's entries that say what became of it."""

    agency: Code
    consigned: Entry
    undelivered: Entry
    accepted: Entry
    refused: Entry
    superseded: Entry


class SentDocument(Answer):
    """A document of the exchange; ``counts``: nothing else stands in its place."""

    kind: Literal["submission"]
    id: SubmissionId
    agency: Code
    number: str
    notation: str
    issued_on: Day
    type_name: str
    counts: bool
    ratios: CountedIn
    on_paper: bool
    valid: bool
    event_id: EventId
    entry: Count
    recalled: Entry
    replaced_by: list[SubmissionId]
    recipients: list[CountedCopy]
    paper: CountedPaper | None


class ReportedDocument(Answer):
    """An entry of the paper register; ``beside``: the submissions that bear its number and are counted."""

    kind: Literal["paper"]
    id: EventId
    agency: Code
    withdrawn: bool
    counts: bool
    beside: list[SubmissionId]
    paper: CountedPaper | None


class RatioDocuments(Answer):
    """A page of the documents behind a number."""

    agency: Code
    period: PeriodText
    scope: Scope
    entries: Count
    documents: list[SentDocument | ReportedDocument]
    cursor: Cursor | None


class RatioReportName(Answer):
    """A report's period and version."""

    period: MonthText
    version: Annotated[int, Field(ge=1)]


class RatioReports(Answer):
    """The reports that there are."""

    reports: list[RatioReportName]


class CountedAgency(Answer):
    """One agency's counts by name; a name that is not there counts nothing."""

    agency: Code
    name: str
    parent: str | None
    level: str
    counts: dict[str, int]


class PublicFigures(Answer):
    """Figures as everybody may know them: of secrets there is not even the count."""

    by: BothUnits
    shown: Shown
    recalled: Count
    superseded: Count
    late_entries: Count
    reasons: dict[str, Count]


class CountedTree(Answer):
    """The log's first entries, from which a report was counted."""

    size: Count
    root: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class RatioReportBody(Answer):
    """A report; its digest is of its RFC 8785 form."""

    kind: Literal["lienthong-measures-report"]
    v: Literal[1]
    period: MonthText
    version: Annotated[int, Field(ge=1)]
    replaces: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None
    computed_at: Instant
    goal: Count
    tree: CountedTree
    checkpoint: str
    consistency: list[Annotated[str, Field(pattern="^[0-9a-f]{64}$")]]
    total: PublicFigures
    levels: dict[str, PublicFigures]
    agencies: list[CountedAgency]


class RatioReport(Answer):
    """A report with its receipt."""

    report: RatioReportBody
    receipt: Receipt | None
