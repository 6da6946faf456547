"""The shapes of the answers about a one-stop centre as a whole."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

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
