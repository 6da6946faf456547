"""What the public may see of a dossier: where it is, since when, due when; no name, nothing of other people.

Who asks holds the slip, and the paper may be in another hand tomorrow. So there is nothing here but what the
dossier's own events say, with agencies by their names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from lienthong.model.event import JsonValue, text_of
from lienthong.onestop.dossier import Dossier, Part
from lienthong.onestop.events import PlannedStep
from lienthong.onestop.procedures import Procedure
from lienthong.onestop.words import Kind, PortalStatus


class Progress(StrEnum):
    """How far a step is."""

    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class TrackedStep:
    """A step of the way: its name, who does it, since and until when, and by when it is due."""

    number: int
    name: str
    agency: str
    progress: Progress
    since: datetime | None = None
    until: datetime | None = None
    due: datetime | None = None

    def to_json(self) -> dict[str, JsonValue]:
        """As the API has it."""
        return {
            "number": self.number,
            "name": self.name,
            "agency": self.agency,
            "progress": self.progress.value,
            "since": _instant(self.since),
            "until": _instant(self.until),
            "due": _instant(self.due),
        }


@dataclass(frozen=True, slots=True)
class Tracked:
    """A dossier as its applicant follows it.

    Attributes:
        where, since: who has it in hand, and since when; while the clock stands still, since it does.
        promised: the appointment that counts; apologised_for: the one before, where it could not be kept.
        granted: whether what was applied for was granted; unknown before the decision.
    """

    code: str
    procedure: str
    centre: str
    status: PortalStatus
    received_at: datetime
    where: tuple[str, ...]
    since: datetime
    promised: datetime | None = None
    apologised_for: datetime | None = None
    ended_at: datetime | None = None
    returned_at: datetime | None = None
    granted: bool | None = None
    steps: tuple[TrackedStep, ...] = ()

    @classmethod
    def of(cls, dossier: Dossier, procedure: Procedure, names: Mapping[str, str]) -> Tracked:
        """The public side of a dossier; ``names`` are the agencies' by code."""
        promises = [one.promised for one in dossier.appointments]
        titles = {step.number: step.name for step in procedure.steps}
        return cls(
            code=dossier.code,
            procedure=procedure.name,
            centre=names.get(dossier.centre, dossier.centre),
            status=dossier.status,
            received_at=dossier.received_at,
            where=tuple(dict.fromkeys(names.get(code, code) for code in _holders(dossier))),
            since=_since(dossier),
            promised=promises[-1] if promises else None,
            apologised_for=_apologised_for(dossier),
            ended_at=dossier.ended_at,
            returned_at=dossier.returned_at,
            granted=dossier.granted,
            steps=tuple(
                _step(planned, dossier.part(planned.number), titles.get(planned.number, ""), names)
                for planned in dossier.plan
            ),
        )

    @property
    def waits_for_applicant(self) -> bool:
        """Whether the clock stands still until the applicant has brought or paid something."""
        return self.status in (PortalStatus.SUPPLEMENT_REQUIRED, PortalStatus.FINANCIAL_OBLIGATION)

    def is_overdue(self, now: datetime) -> bool:
        """Whether the appointment has passed while it is still being worked on."""
        under_way = self.ended_at is None and not self.waits_for_applicant
        return under_way and self.promised is not None and now > self.promised

    def to_json(self) -> dict[str, JsonValue]:
        """As the API has it."""
        return {
            "code": self.code,
            "procedure": self.procedure,
            "centre": self.centre,
            "status": self.status.value,
            "received_at": text_of(self.received_at),
            "where": list(self.where),
            "since": text_of(self.since),
            "promised": _instant(self.promised),
            "apologised_for": _instant(self.apologised_for),
            "ended_at": _instant(self.ended_at),
            "returned_at": _instant(self.returned_at),
            "granted": self.granted,
            "steps": [step.to_json() for step in self.steps],
        }


def _holders(dossier: Dossier) -> tuple[str, ...]:
    """Once it has ended the result lies at the centre, whatever step was open."""
    return (dossier.centre,) if dossier.ended_at else dossier.holders


def _apologised_for(dossier: Dossier) -> datetime | None:
    """The appointment that the last apology was for; one that a supplement moved needs none."""
    for later, earlier in pairwise(reversed(dossier.appointments)):
        if later.cause is Kind.REAPPOINTED:
            return earlier.promised
    return None


def _since(dossier: Dossier) -> datetime:
    """Since when it is where it is: returned, ended, paused, handed over, or back at the centre."""
    for instant in (dossier.returned_at, dossier.ended_at):
        if instant:
            return instant
    if dossier.paused:
        return dossier.paused.since
    if dossier.open_parts:
        return max(part.handed_at for part in dossier.open_parts)
    finished = [part.finished_at for part in dossier.parts if part.finished_at]
    return max(finished, default=dossier.accepted_at or dossier.received_at)


def _step(planned: PlannedStep, part: Part | None, name: str, names: Mapping[str, str]) -> TrackedStep:
    agency = names.get(part.agency if part else planned.agency, part.agency if part else planned.agency)
    if part is None:
        return TrackedStep(planned.number, name, agency, Progress.AHEAD)
    return TrackedStep(
        planned.number,
        name,
        agency,
        Progress.NOW if part.is_open else Progress.DONE,
        part.handed_at,
        part.finished_at,
        part.running.due,
    )


def _instant(instant: datetime | None) -> JsonValue:
    return text_of(instant) if instant else None
