"""A dossier: the state that its events fold to. Nothing here is stored that the events do not say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lienthong.model.agency_level import AgencyLevel
from lienthong.onestop.clock import Allowance, PausePolicy, Running
from lienthong.onestop.events import PlannedStep
from lienthong.onestop.words import Channel, Kind, PortalStatus


@dataclass(frozen=True, slots=True)
class Part:
    """A step under way or finished.

    Attributes:
        giver: who handed it over; agency: who has it.
        held_at: when it counts as finished for its own deadline: a step finished while the clock stood still
            took until the pause began.
    """

    step: int
    giver: str
    agency: str
    handed_at: datetime
    running: Running
    finished_at: datetime | None = None
    held_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still being worked on."""
        return self.finished_at is None

    @property
    def was_late(self) -> bool:
        """Whether it was finished after its own deadline."""
        return self.held_at is not None and self.held_at > self.running.due


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which the clock stands still: since the request, until it was answered."""

    cause: Kind
    by: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Appointment:
    """What the deadline was from an instant on: ``due`` counts, ``promised`` is what the applicant was told.

    They differ only where an apology came too late: the applicant has a new date, the measure keeps the old.
    """

    set_at: datetime
    cause: Kind
    due: datetime
    promised: datetime


@dataclass(frozen=True, slots=True)
class Dossier:
    """One dossier as far as its events go.

    Attributes:
        centre: the one-stop that took it in; lead: the agency that settles it, by which reports count it.
        accepted_at, running, whole, pause: unset before acceptance; ``whole`` is what a restart counts anew.
        plan: the steps to go; parts: those handed over, in that order.
        ended_at: when it ended for the measure: done before returned; or refused, stopped, withdrawn.
        events: ids folded so far, by which a repetition is told from a second act.
    """

    code: str
    procedure: str
    edition: date
    centre: str
    lead: str
    level: AgencyLevel
    channel: Channel
    received_at: datetime
    status: PortalStatus
    last_at: datetime
    events: tuple[str, ...]
    accepted_at: datetime | None = None
    running: Running | None = None
    whole: Allowance | None = None
    pause: PausePolicy = PausePolicy.RESUME
    reappointments_left: int = 0
    plan: tuple[PlannedStep, ...] = ()
    parts: tuple[Part, ...] = ()
    pauses: tuple[Pause, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    ended_at: datetime | None = None
    granted: bool | None = None
    returned_at: datetime | None = None

    @property
    def paused(self) -> Pause | None:
        """The pause it is in."""
        return self.pauses[-1] if self.pauses and self.pauses[-1].until is None else None

    @property
    def open_parts(self) -> tuple[Part, ...]:
        """The steps being worked on."""
        return tuple(part for part in self.parts if part.is_open)

    @property
    def holders(self) -> tuple[str, ...]:
        """The agencies that have it in hand; the centre where none has."""
        return tuple(part.agency for part in self.open_parts) or (self.centre,)

    def parties(self) -> frozenset[str]:
        """Every agency that may know of it; to all others (also those still to come) it does not exist."""
        return frozenset({self.centre, self.lead, *(part.agency for part in self.parts)})

    def part(self, step: int) -> Part | None:
        """The step, if it was handed over."""
        return next((part for part in self.parts if part.step == step), None)

    def planned(self, step: int) -> PlannedStep | None:
        """The step of the plan with this number."""
        return next((planned for planned in self.plan if planned.number == step), None)

    def steps_to_hand_over(self) -> tuple[PlannedStep, ...]:
        """The steps whose turn it is: the first group that is not finished, less what was handed over."""
        done = {part.step for part in self.parts if not part.is_open}
        group = min((step.group for step in self.plan if step.number not in done), default=0)
        handed = {part.step for part in self.parts}
        return tuple(s for s in self.plan if s.group == group and s.number not in handed)

    def is_worked_off(self) -> bool:
        """Whether every step of the plan is finished."""
        return len(self.parts) == len(self.plan) and not self.open_parts
