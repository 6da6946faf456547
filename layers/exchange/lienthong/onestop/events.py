"""A dossier's events: what happened, with every date and amount that it fixed.

The dates are in the event because they were told to somebody: a slip's appointment stays what it was when a
calendar or a procedure changes later. So histories are folded without calendar, catalogue or registry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lienthong.model.agency_level import AgencyLevel
from lienthong.model.event import JsonValue, text_of
from lienthong.onestop.clock import Allowance, PausePolicy, Running, allowance_of
from lienthong.onestop.words import Channel, Kind, Reason

Json = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step of the procedure with the agency that this dossier's is."""

    number: int
    group: int
    agency: str
    allowance: Allowance

    def to_json(self) -> Json:
        """As the acceptance carries it."""
        return {
            "number": self.number,
            "group": self.group,
            "agency": self.agency,
            "allowance": self.allowance.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Receipt:
    """Handed in: under which edition of which procedure, who settles it, at which level, how it came."""

    procedure: str
    edition: date
    lead: str
    level: AgencyLevel
    channel: Channel

    def to_json(self) -> Json:
        """As the event carries it."""
        return {
            "procedure": self.procedure,
            "edition": self.edition.isoformat(),
            "lead": self.lead,
            "level": self.level.value,
            "channel": self.channel.value,
        }


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Accepted: the deadline, what a pause does to it, how often it may be re-appointed, the way to go."""

    running: Running
    pause: PausePolicy
    reappointments: int
    steps: tuple[PlannedStep, ...]

    def to_json(self) -> Json:
        """As the event carries it."""
        return {
            "running": running_json(self.running),
            "pause": self.pause.value,
            "reappointments": self.reappointments,
            "steps": [step.to_json() for step in self.steps],
        }


@dataclass(frozen=True, slots=True)
class Handover:
    """A step begins: its deadline."""

    step: int
    running: Running

    def to_json(self) -> Json:
        """As the event carries it."""
        return {"step": self.step, "running": running_json(self.running)}


@dataclass(frozen=True, slots=True)
class Finish:
    """A step is finished."""

    step: int

    def to_json(self) -> Json:
        """As the event carries it."""
        return {"step": self.step}


@dataclass(frozen=True, slots=True)
class Because:
    """A reason: of a refusal, a request, a stop, a withdrawal."""

    reason: Reason

    def to_json(self) -> Json:
        """As the event carries it."""
        return {"reason": self.reason.value}


@dataclass(frozen=True, slots=True)
class Continuation:
    """The clock goes on: the deadline of the whole, and of each step that is open."""

    running: Running
    steps: tuple[tuple[int, Running], ...]

    def to_json(self) -> Json:
        """As the event carries it."""
        return {
            "running": running_json(self.running),
            "steps": [{"step": step, "running": running_json(running)} for step, running in self.steps],
        }


@dataclass(frozen=True, slots=True)
class Reappointment:
    """A new date with an apology; ``in_time`` says whether it came early enough to count."""

    running: Running
    in_time: bool
    reason: Reason

    def to_json(self) -> Json:
        """As the event carries it."""
        return {
            "running": running_json(self.running),
            "in_time": self.in_time,
            "reason": self.reason.value,
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """The result is there; a reasoned refusal is a result, too."""

    granted: bool

    def to_json(self) -> Json:
        """As the event carries it."""
        return {"granted": self.granted}


@dataclass(frozen=True, slots=True)
class Plain:
    """Nothing but that it happened."""

    def to_json(self) -> Json:
        """As the event carries it."""
        return {}


Details = Receipt | Acceptance | Handover | Finish | Because | Continuation | Reappointment | Decision | Plain


@dataclass(frozen=True, slots=True)
class DossierEvent:
    """One event: ``id`` is the evidence's own, ``dossier`` the code, ``at`` UTC, ``by`` the acting agency."""

    id: str
    dossier: str
    kind: Kind
    at: datetime
    by: str
    details: Details = Plain()

    def to_json(self) -> Json:
        """The event as it is recorded; :func:`event_of` reads it back."""
        return {
            "id": self.id,
            "dossier": self.dossier,
            "kind": self.kind.value,
            "at": text_of(self.at),
            "by": self.by,
            "details": self.details.to_json(),
        }


def event_of(value: Mapping[str, JsonValue]) -> DossierEvent:
    """Read :meth:`DossierEvent.to_json`'s form.

    Raises:
        KeyError, ValueError: it is not that form; records are ours, so nothing is forgiven.
    """
    kind = Kind(str(value["kind"]))
    return DossierEvent(
        id=str(value["id"]),
        dossier=str(value["dossier"]),
        kind=kind,
        at=datetime.fromisoformat(str(value["at"])),
        by=str(value["by"]),
        details=_READERS[kind](members_of(value["details"])),
    )


def running_json(running: Running) -> Json:
    """A running deadline as events and records carry it."""
    return {
        "start": text_of(running.start),
        "allowance": running.allowance.to_json(),
        "due": text_of(running.due),
    }


def running_of(value: JsonValue) -> Running:
    """Read :func:`running_json`'s form."""
    members = members_of(value)
    return Running(
        start=datetime.fromisoformat(str(members["start"])),
        allowance=allowance_of(members["allowance"]),
        due=datetime.fromisoformat(str(members["due"])),
    )


def members_of(value: JsonValue) -> Json:
    """The members of an object.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004  # one error for every wrong form
    return value


def objects_of(value: JsonValue) -> list[Json]:
    """The objects of a list; nothing else has any."""
    return [members_of(item) for item in value] if isinstance(value, list) else []


def _receipt(value: Json) -> Receipt:
    return Receipt(
        procedure=str(value["procedure"]),
        edition=date.fromisoformat(str(value["edition"])),
        lead=str(value["lead"]),
        level=AgencyLevel(str(value["level"])),
        channel=Channel(int(str(value["channel"]))),
    )


def planned_step_of(value: Json) -> PlannedStep:
    """Read :meth:`PlannedStep.to_json`'s form."""
    return PlannedStep(
        number=int(str(value["number"])),
        group=int(str(value["group"])),
        agency=str(value["agency"]),
        allowance=allowance_of(value["allowance"]),
    )


def _acceptance(value: Json) -> Acceptance:
    return Acceptance(
        running=running_of(value["running"]),
        pause=PausePolicy(str(value["pause"])),
        reappointments=int(str(value["reappointments"])),
        steps=tuple(planned_step_of(step) for step in objects_of(value["steps"])),
    )


def _handover(value: Json) -> Handover:
    return Handover(int(str(value["step"])), running_of(value["running"]))


def _finish(value: Json) -> Finish:
    return Finish(int(str(value["step"])))


def _because(value: Json) -> Because:
    return Because(Reason(str(value["reason"])))


def _continuation(value: Json) -> Continuation:
    steps = tuple((int(str(one["step"])), running_of(one["running"])) for one in objects_of(value["steps"]))
    return Continuation(running_of(value["running"]), steps)


def _reappointment(value: Json) -> Reappointment:
    return Reappointment(running_of(value["running"]), value["in_time"] is True, Reason(str(value["reason"])))


def _decision(value: Json) -> Decision:
    return Decision(value["granted"] is True)


def _plain(_: Json) -> Plain:
    return Plain()


_READERS: Mapping[Kind, Callable[[Json], Details]] = {
    Kind.RECEIVED: _receipt,
    Kind.ACCEPTED: _acceptance,
    Kind.NOT_ACCEPTED: _because,
    Kind.HANDED_OVER: _handover,
    Kind.STEP_FINISHED: _finish,
    Kind.SUPPLEMENT_REQUESTED: _because,
    Kind.SUPPLEMENT_RECEIVED: _continuation,
    Kind.OBLIGATION_IMPOSED: _plain,
    Kind.OBLIGATION_MET: _continuation,
    Kind.REAPPOINTED: _reappointment,
    Kind.WITHDRAWN: _because,
    Kind.STOPPED: _because,
    Kind.DECIDED: _decision,
    Kind.RETURNED: _plain,
}
