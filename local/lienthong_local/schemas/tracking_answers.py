"""The shapes of looking up: what a slip's holder sends, and is told."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from lienthong.onestop.tracked import Progress
from lienthong_local.schemas.answers import Answer, Instant
from lienthong_local.schemas.dossier_answers import DossierCode, Positive, Status

_Typed = Annotated[str, Field(min_length=1)]


class LookBody(BaseModel):
    """The two codes of a slip; ``lang`` is that of the answer, where it is a page."""

    model_config = ConfigDict(extra="forbid")

    code: _Typed
    secret: _Typed
    lang: Literal["vi", "en"] = "vi"


class TrackedStepRecord(Answer):
    """A step of a dossier's way; what has not happened is null."""

    number: Positive
    name: str
    agency: str
    progress: Progress
    since: Instant | None
    until: Instant | None
    due: Instant | None


class TrackedDossier(Answer):
    """Where a dossier is, for its applicant: agencies by name, and no person."""

    code: DossierCode
    procedure: str
    centre: str
    status: Status
    received_at: Instant
    where: list[str]
    since: Instant
    promised: Instant | None
    apologised_for: Instant | None
    ended_at: Instant | None
    returned_at: Instant | None
    granted: bool | None
    steps: list[TrackedStepRecord]
