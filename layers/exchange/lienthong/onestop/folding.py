"""From events to a dossier: a pure fold, in the order of the events' own log.

The same event again changes nothing; an event from before the last one, or one that its state does not allow,
is refused, so that whatever was folded is legal, and every beginning of it too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from lienthong.onestop.dossier import Appointment, Dossier, Part, Pause
from lienthong.onestop.errors import EventOutOfOrder
from lienthong.onestop.events import (
    Acceptance,
    Continuation,
    Decision,
    DossierEvent,
    Finish,
    Handover,
    Reappointment,
    Receipt,
)
from lienthong.onestop.legality import check_decision, check_legal
from lienthong.onestop.words import Kind, PortalStatus


def fold(events: Iterable[DossierEvent]) -> Dossier | None:
    """The dossier after these events; ``None`` of none.

    Raises:
        EventOutOfOrder, IllegalMove, StepNotOpen, WrongAgency, SecondReappointment: as :func:`apply`.
    """
    dossier: Dossier | None = None
    for event in events:
        dossier = apply(dossier, event)
    return dossier


def apply(dossier: Dossier | None, event: DossierEvent) -> Dossier:
    """The dossier after one more event; the very same object where the event is a repetition.

    Raises:
        EventOutOfOrder: before the last one, of another dossier, or without a beginning.
        IllegalMove, StepNotOpen, StepsUnfinished, WrongAgency, SecondReappointment: with what would be legal.
    """
    if dossier is None:
        return _begin(event)
    if event.id in dossier.events:
        return dossier
    if event.at < dossier.last_at or event.dossier != dossier.code or event.kind is Kind.RECEIVED:
        raise EventOutOfOrder(dossier=dossier.code, event=event.id, last=dossier.last_at.isoformat())
    details = event.details
    step = details.step if isinstance(details, Handover | Finish) else None
    check_legal(dossier, event.kind, event.by, step)
    changed = _CHANGES[event.kind](dossier, event)
    return replace(changed, last_at=event.at, events=(*dossier.events, event.id))


def _begin(event: DossierEvent) -> Dossier:
    receipt = event.details
    if not isinstance(receipt, Receipt):
        raise EventOutOfOrder(dossier=event.dossier, event=event.id, last="-")
    return Dossier(
        code=event.dossier,
        procedure=receipt.procedure,
        edition=receipt.edition,
        centre=event.by,
        lead=receipt.lead,
        level=receipt.level,
        channel=receipt.channel,
        received_at=event.at,
        status=PortalStatus.NEW,
        last_at=event.at,
        events=(event.id,),
    )


def _accepted(dossier: Dossier, event: DossierEvent) -> Dossier:
    details = event.details
    assert isinstance(details, Acceptance)
    running = details.running
    return replace(
        dossier,
        status=PortalStatus.ACCEPTED,
        accepted_at=event.at,
        running=running,
        whole=running.allowance,
        pause=details.pause,
        reappointments_left=details.reappointments,
        plan=details.steps,
        appointments=(Appointment(event.at, event.kind, running.due, running.due),),
    )


def _handed_over(dossier: Dossier, event: DossierEvent) -> Dossier:
    details = event.details
    assert isinstance(details, Handover)
    planned = dossier.planned(details.step)
    assert planned is not None
    part = Part(details.step, event.by, planned.agency, event.at, details.running)
    return replace(dossier, status=PortalStatus.PROCESSING, parts=(*dossier.parts, part))


def _finished(dossier: Dossier, event: DossierEvent) -> Dossier:
    details, paused = event.details, dossier.paused
    assert isinstance(details, Finish)
    held_at = paused.since if paused else event.at
    parts = tuple(
        replace(part, finished_at=event.at, held_at=held_at) if part.step == details.step else part
        for part in dossier.parts
    )
    return replace(dossier, parts=parts)


def _paused(dossier: Dossier, event: DossierEvent) -> Dossier:
    supplement = event.kind is Kind.SUPPLEMENT_REQUESTED
    status = PortalStatus.SUPPLEMENT_REQUIRED if supplement else PortalStatus.FINANCIAL_OBLIGATION
    pause = Pause(event.kind, event.by, event.at)
    return replace(dossier, status=status, pauses=(*dossier.pauses, pause))


def _continued(dossier: Dossier, event: DossierEvent) -> Dossier:
    details = event.details
    assert isinstance(details, Continuation)
    steps = dict(details.steps)
    due = details.running.due
    promised = max(due, dossier.appointments[-1].promised)
    return replace(
        dossier,
        status=PortalStatus.PROCESSING if dossier.parts else PortalStatus.ACCEPTED,
        running=details.running,
        parts=tuple(
            replace(part, running=steps.get(part.step, part.running)) if part.is_open else part
            for part in dossier.parts
        ),
        pauses=(*dossier.pauses[:-1], replace(dossier.pauses[-1], until=event.at)),
        appointments=(*dossier.appointments, Appointment(event.at, event.kind, due, promised)),
    )


def _reappointed(dossier: Dossier, event: DossierEvent) -> Dossier:
    details, running = event.details, dossier.running
    assert isinstance(details, Reappointment)
    assert running is not None
    counted = details.running if details.in_time else running
    return replace(
        dossier,
        running=counted,
        reappointments_left=dossier.reappointments_left - 1,
        appointments=(
            *dossier.appointments,
            Appointment(event.at, event.kind, counted.due, details.running.due),
        ),
    )


def _decided(dossier: Dossier, event: DossierEvent) -> Dossier:
    details = event.details
    assert isinstance(details, Decision)
    check_decision(dossier, granted=details.granted)
    return replace(_ended(dossier, PortalStatus.DONE, event.at), granted=details.granted)


def _returned(dossier: Dossier, event: DossierEvent) -> Dossier:
    return replace(dossier, status=PortalStatus.RETURNED, returned_at=event.at)


def _not_accepted(dossier: Dossier, event: DossierEvent) -> Dossier:
    return _ended(dossier, PortalStatus.NOT_ACCEPTED, event.at)


def _withdrawn(dossier: Dossier, event: DossierEvent) -> Dossier:
    return _ended(dossier, PortalStatus.WITHDRAWN, event.at)


def _stopped(dossier: Dossier, event: DossierEvent) -> Dossier:
    return _ended(dossier, PortalStatus.STOPPED, event.at)


def _ended(dossier: Dossier, status: PortalStatus, at: datetime) -> Dossier:
    return replace(dossier, status=status, ended_at=at)


_CHANGES: Mapping[Kind, Callable[[Dossier, DossierEvent], Dossier]] = {
    Kind.ACCEPTED: _accepted,
    Kind.NOT_ACCEPTED: _not_accepted,
    Kind.HANDED_OVER: _handed_over,
    Kind.STEP_FINISHED: _finished,
    Kind.SUPPLEMENT_REQUESTED: _paused,
    Kind.SUPPLEMENT_RECEIVED: _continued,
    Kind.OBLIGATION_IMPOSED: _paused,
    Kind.OBLIGATION_MET: _continued,
    Kind.REAPPOINTED: _reappointed,
    Kind.WITHDRAWN: _withdrawn,
    Kind.STOPPED: _stopped,
    Kind.DECIDED: _decided,
    Kind.RETURNED: _returned,
}
