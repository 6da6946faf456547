"""The shapes of the one-stop's board; minutes are office time."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from lienthong.onestop.lateness import CauseKind
from lienthong.onestop.timeliness import Timeliness
from lienthong.onestop.warning import Outlook
from lienthong_local.schemas.answers import Answer, Code, Cursor, Day, Instant
from lienthong_local.schemas.dossier_answers import Count, DossierCode, Positive, Status

Names = Annotated[dict[str, str], Field(description="What the agencies are called that are named.")]


class DossierInHand(Answer):
    """A dossier that an agency has in hand: its steps (none of the centre's own), since when, due when.

    ``due`` is the end of the agency's own step, ``whole_due`` the dossier's; null before it is accepted.
    """

    code: DossierCode
    procedure: str
    centre: Code
    lead: Code
    status: Status
    steps: list[Positive]
    since: Instant
    due: Instant | None
    whole_due: Instant | None
    paused_since: Instant | None


class DossierEnded(Answer):
    """A dossier that has ended; where it was never accepted, it counts in no report."""

    code: DossierCode
    procedure: str
    centre: Code
    lead: Code
    status: Status
    accepted: bool
    due: Instant | None
    ended_at: Instant


class DossiersOfAgency(Answer):
    """A page: in hand by what is due first, ended by their end, the last first."""

    agency: Code
    as_of: Instant
    dossiers: list[DossierInHand | DossierEnded]
    cursor: Cursor | None


class DossierWarning(Answer):
    """A dossier that is late, or will be at the usual pace; ``over_minutes`` says by how much.

    ``holders`` have it in hand, so that it is theirs to act; ``apology_by`` is until when an apology with a
    new date would be in time, null where none can be given.
    """

    dossier: DossierCode
    procedure: str
    centre: Code
    lead: Code
    outlook: Outlook
    holders: list[Code]
    steps: list[Positive]
    due: Instant
    expected: Instant
    over_minutes: Count | None
    paused_since: Instant | None
    apology_by: Instant | None


class WarningTotal(Answer):
    """How many dossiers are late or will be: in hand of an agency, or taken in by a centre."""

    agency: Code
    late: Count
    will_be_late: Count


class WarningsOfDay(Answer):
    """How many dossiers become late at the end of a day if nobody acts."""

    day: Day
    dossiers: Positive


class DossierWarnings(Answer):
    """A page of warnings, and what all of them add up to: by who has them in hand (``totals``; what two have
    in hand counts for both), and by the centre that took them in.

    ``looked_at`` open dossiers were judged, ``left_out`` were not, being due later. Of ``undated`` nobody can
    say when they will be done until ``missing_years`` are loaded; what is late already is told.
    """

    agency: Code
    as_of: Instant
    looked_at: Count
    left_out: Count
    warnings: list[DossierWarning]
    totals: list[WarningTotal]
    centres: list[WarningTotal]
    by_day: list[WarningsOfDay]
    undated: Count
    missing_years: list[int]
    names: Names
    cursor: Cursor | None


class DossierJudgement(Answer):
    """How a dossier stands by the national portal's rule: its end (or what counts as it) against ``due``."""

    ended: bool
    timeliness: Timeliness
    due: Instant
    end: Instant
    supplement_requests: Count


class LatenessCause(Answer):
    """One reason: whose it is, at which step (null between steps), since when, and what it cost."""

    kind: CauseKind
    agency: Code
    step: Positive | None
    since: Instant
    over_minutes: Count


class DossierLateness(Answer):
    """Why a dossier is late, what cost most first; ``judgement`` is null before it is accepted."""

    dossier: DossierCode
    procedure: str
    as_of: Instant
    judgement: DossierJudgement | None
    causes: list[LatenessCause]
    missing_year: int | None
    names: Names


class LatenessLine(Answer):
    """A cause added up over a period: in how many dossiers, how much it cost, and where it cost most."""

    kind: CauseKind
    agency: Code
    procedure: str
    step: Positive | None
    dossiers: Positive
    over_minutes: Count
    worst: list[DossierCode]


class LatenessOfAgency(Answer):
    """What made dossiers late in a period: ``late`` of ``counted``, the causes of those ``looked_into``."""

    agency: Code
    first: Day
    last: Day
    as_of: Instant
    counted: Count
    late: Count
    looked_into: Count
    causes: list[LatenessLine]
    missing_years: list[int]
    names: Names
