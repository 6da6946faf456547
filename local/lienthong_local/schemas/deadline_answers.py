"""The shapes of the board's answers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from lienthong.deadlines.obligations import Standing
from lienthong.deadlines.rules import Duty
from lienthong_local.schemas.answers import Answer, Code, Cursor, Instant, SubmissionId

_Count = Annotated[int, Field(ge=0)]


class DeadlineRecord(Answer):
    """What an agency owes, or met late; ``late_*`` are office time and working days since its end.

    They are null where a year between is not loaded.
    """

    agency: Code
    submission_id: SubmissionId
    duty: Duty
    state: Standing
    sender: Code | None
    number: str | None
    notation: str | None
    priority: Annotated[int, Field(ge=0, le=4)]
    opened_at: Instant
    due: Instant
    done_at: Instant | None
    suspended: bool
    late_minutes: _Count | None
    late_days: _Count | None


class DeadlinePage(Answer):
    """A page of the board; ``missing_years`` have obligations that wait for their working days."""

    agency: Code
    as_of: Instant
    deadlines: list[DeadlineRecord]
    missing_years: list[int]
    cursor: Cursor | None


class DutyRecord(Answer):
    """How an agency has kept one duty in a month; minutes are office time."""

    agency: Code
    duty: Duty
    in_time: _Count
    late: _Count
    late_minutes: _Count
    latest_minutes: _Count


class DeadlineSummary(Answer):
    """A month's counts, by agency and duty; each counts in the month of its end."""

    agency: Code
    month: Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]
    duties: list[DutyRecord]
