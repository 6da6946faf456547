"""From an act to its event: what is legal is checked, and every date that the act fixes is computed.

A service makes the event here, folds it (:func:`~lienthong.onestop.folding.apply`) and commits both in one
transaction; making and folding hold the act to the same rules. Id and instant come from the ports.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lienthong.errors import IntegrityFault
from lienthong.model.agency_level import AgencyLevel
from lienthong.model.identifiers import is_agency_code
from lienthong.onestop.clock import Allowance, Clock, PausePolicy, Running
from lienthong.onestop.codes import DossierCode
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.errors import StepsUnassigned
from lienthong.onestop.events import (
    Acceptance,
    Because,
    Continuation,
    Decision,
    Details,
    DossierEvent,
    Finish,
    Handover,
    Plain,
    PlannedStep,
    Reappointment,
    Receipt,
)
from lienthong.onestop.legality import check_decision, check_legal
from lienthong.onestop.procedures import Procedure
from lienthong.onestop.words import Channel, Kind, Reason


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts when, under which id."""

    id: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Settling:
    """Who settles the dossier: the leading agency, at which level, and which agencies its roles stand for."""

    lead: str
    level: AgencyLevel
    agencies: Mapping[str, str]

    def agency_of(self, responsible: str) -> str:
        """The agency of a step: that of the role, else the code itself."""
        return self.agencies.get(responsible, responsible)

    def check_agencies(self, procedure: Procedure) -> None:
        """Holds that every step has an agency.

        Raises:
            StepsUnassigned: names the roles that stand for none.
        """
        roles = {step.responsible for step in procedure.steps}
        unassigned = sorted(role for role in roles if not is_agency_code(self.agency_of(role)))
        if unassigned:
            raise StepsUnassigned(procedure=procedure.code, roles=unassigned)


def receive(
    code: DossierCode, act: Act, procedure: Procedure, settling: Settling, channel: Channel
) -> DossierEvent:
    """Handed in; an online dossier waits for the centre to accept it."""
    details = Receipt(procedure.code, procedure.effective_from, settling.lead, settling.level, channel)
    return DossierEvent(act.id, str(code), Kind.RECEIVED, act.at, act.by, details)


def accept(
    dossier: Dossier, act: Act, procedure: Procedure, settling: Settling, clock: Clock
) -> DossierEvent:
    """Accepted: day 0, the appointment, the way through the agencies.

    Raises:
        IllegalMove, WrongAgency.
        StepsUnassigned: a role of the procedure stands for no agency here.
        CalendarYearMissing: the appointment would lie in a year that is not loaded.
        IntegrityFault: another edition than the one it was received under.
    """
    check_legal(dossier, Kind.ACCEPTED, act.by)
    if (procedure.code, procedure.effective_from) != (dossier.procedure, dossier.edition):
        raise IntegrityFault(what=f"{dossier.code}: {procedure.code} {procedure.effective_from}")
    settling.check_agencies(procedure)
    steps = tuple(
        PlannedStep(
            step.number,
            step.group,
            settling.agency_of(step.responsible),
            step.duration.allowance(procedure.counting),
        )
        for step in procedure.steps
    )
    running = clock.run(act.at, procedure.allowance)
    details = Acceptance(running, procedure.pause, clock.rules.reappointments, steps)
    return _event(dossier, act, Kind.ACCEPTED, details)


def hand_over(dossier: Dossier, act: Act, step: int, clock: Clock) -> DossierEvent:
    """A step begins; its own deadline runs from here (form 05).

    Raises:
        IllegalMove, StepNotOpen, WrongAgency.
    """
    check_legal(dossier, Kind.HANDED_OVER, act.by, step)
    planned = dossier.planned(step)
    assert planned is not None
    return _event(dossier, act, Kind.HANDED_OVER, Handover(step, clock.run(act.at, planned.allowance)))


def finish_step(dossier: Dossier, act: Act, step: int) -> DossierEvent:
    """A step is finished by the agency that has it.

    Raises:
        IllegalMove, StepNotOpen, WrongAgency.
    """
    check_legal(dossier, Kind.STEP_FINISHED, act.by, step)
    return _event(dossier, act, Kind.STEP_FINISHED, Finish(step))


def request_supplement(dossier: Dossier, act: Act, reason: Reason) -> DossierEvent:
    """A supplement is asked for, and the clock stands still (form 02).

    Raises:
        IllegalMove, WrongAgency.
    """
    return _checked(dossier, act, Kind.SUPPLEMENT_REQUESTED, Because(reason))


def receive_supplement(dossier: Dossier, act: Act, clock: Clock) -> DossierEvent:
    """The supplement is here: the clock resumes or restarts, as the procedure says.

    Raises:
        IllegalMove, WrongAgency, CalendarYearMissing.
    """
    check_legal(dossier, Kind.SUPPLEMENT_RECEIVED, act.by)
    return _event(dossier, act, Kind.SUPPLEMENT_RECEIVED, _goes_on(dossier, act.at, dossier.pause, clock))


def impose_obligation(dossier: Dossier, act: Act) -> DossierEvent:
    """A tax or charge is to be paid first; the clock stands still, because the time is not the agencies'.

    Raises:
        IllegalMove, WrongAgency.
    """
    return _checked(dossier, act, Kind.OBLIGATION_IMPOSED, Plain())


def meet_obligation(dossier: Dossier, act: Act, clock: Clock) -> DossierEvent:
    """It was paid: the clock resumes, whatever the policy for supplements, for nothing new is to be examined.

    Raises:
        IllegalMove, WrongAgency, CalendarYearMissing.
    """
    check_legal(dossier, Kind.OBLIGATION_MET, act.by)
    return _event(dossier, act, Kind.OBLIGATION_MET, _goes_on(dossier, act.at, PausePolicy.RESUME, clock))


def reappoint(dossier: Dossier, act: Act, day: date, reason: Reason, clock: Clock) -> DossierEvent:
    """An apology with a new date (form 04). Too late, it is told to the applicant but does not count.

    Raises:
        SecondReappointment, IllegalMove, WrongAgency, CalendarYearMissing.
        NewDateNotLater: not after the date that stands.
    """
    check_legal(dossier, Kind.REAPPOINTED, act.by)
    running = _running(dossier)
    in_time = act.at <= clock.apology_by(running.due)
    details = Reappointment(clock.move(running, act.at, day), in_time, reason)
    return _event(dossier, act, Kind.REAPPOINTED, details)


def refuse(dossier: Dossier, act: Act, reason: Reason) -> DossierEvent:
    """Not accepted, at the desk or on closer look (form 03).

    Raises:
        IllegalMove, WrongAgency.
    """
    return _checked(dossier, act, Kind.NOT_ACCEPTED, Because(reason))


def withdraw(dossier: Dossier, act: Act, reason: Reason = Reason.APPLICANT) -> DossierEvent:
    """The applicant takes it back.

    Raises:
        IllegalMove, WrongAgency.
    """
    return _checked(dossier, act, Kind.WITHDRAWN, Because(reason))


def stop(dossier: Dossier, act: Act, reason: Reason) -> DossierEvent:
    """Work on it ends without a result.

    Raises:
        IllegalMove, WrongAgency.
    """
    return _checked(dossier, act, Kind.STOPPED, Because(reason))


def decide(dossier: Dossier, act: Act, *, granted: bool) -> DossierEvent:
    """The result is there. What is granted has gone its whole way; a reasoned refusal may end it sooner.

    Raises:
        IllegalMove, WrongAgency, StepsUnfinished.
    """
    check_legal(dossier, Kind.DECIDED, act.by)
    check_decision(dossier, granted=granted)
    return _event(dossier, act, Kind.DECIDED, Decision(granted))


def give_back(dossier: Dossier, act: Act) -> DossierEvent:
    """The result is handed to the applicant.

    Raises:
        IllegalMove, WrongAgency.
    """
    return _checked(dossier, act, Kind.RETURNED, Plain())


def _goes_on(dossier: Dossier, at: datetime, policy: PausePolicy, clock: Clock) -> Continuation:
    """All deadlines after the pause: the whole one, and that of each open step by the same rule."""
    pause, whole = dossier.paused, dossier.whole
    assert pause is not None
    assert whole is not None

    def after(running: Running, restart: Allowance) -> Running:
        return clock.go_on(running, pause.since, at, policy, restart)

    open_steps = [(part, dossier.planned(part.step)) for part in dossier.open_parts]
    steps = tuple((part.step, after(part.running, step.allowance)) for part, step in open_steps if step)
    return Continuation(after(_running(dossier), whole), steps)


def _running(dossier: Dossier) -> Running:
    assert dossier.running is not None
    return dossier.running


def _checked(dossier: Dossier, act: Act, kind: Kind, details: Details) -> DossierEvent:
    check_legal(dossier, kind, act.by)
    return _event(dossier, act, kind, details)


def _event(dossier: Dossier, act: Act, kind: Kind, details: Details) -> DossierEvent:
    return DossierEvent(act.id, dossier.code, kind, act.at, act.by, details)
