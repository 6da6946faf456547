"""A folded dossier as a view keeps it, so that a report of 100,000 need not fold them all again.

The record is no evidence: it can be made anew from the events (ADR 12).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from lienthong.model.agency_level import AgencyLevel
from lienthong.model.event import JsonValue, text_of
from lienthong.onestop.clock import PausePolicy, allowance_of
from lienthong.onestop.dossier import Appointment, Dossier, Part, Pause
from lienthong.onestop.events import Json, members_of, objects_of, planned_step_of, running_json, running_of
from lienthong.onestop.words import Channel, Kind, PortalStatus


def record_of(dossier: Dossier) -> Json:
    """The record; :func:`dossier_of` reads it back."""
    running, whole = dossier.running, dossier.whole
    return {
        "code": dossier.code,
        "procedure": dossier.procedure,
        "edition": dossier.edition.isoformat(),
        "centre": dossier.centre,
        "lead": dossier.lead,
        "level": dossier.level.value,
        "channel": dossier.channel.value,
        "received_at": text_of(dossier.received_at),
        "status": dossier.status.value,
        "last_at": text_of(dossier.last_at),
        "events": list(dossier.events),
        "accepted_at": _text(dossier.accepted_at),
        "running": running_json(running) if running else None,
        "whole": whole.to_json() if whole else None,
        "pause": dossier.pause.value,
        "reappointments_left": dossier.reappointments_left,
        "plan": [step.to_json() for step in dossier.plan],
        "parts": [_part_json(part) for part in dossier.parts],
        "pauses": [_pause_json(pause) for pause in dossier.pauses],
        "appointments": [_appointment_json(appointment) for appointment in dossier.appointments],
        "ended_at": _text(dossier.ended_at),
        "granted": dossier.granted,
        "returned_at": _text(dossier.returned_at),
    }


def dossier_of(value: Mapping[str, JsonValue]) -> Dossier:
    """Read :func:`record_of`'s form.

    Raises:
        KeyError, ValueError: it is not that form; records are ours, so nothing is forgiven.
    """
    granted, events = value["granted"], value["events"]
    return Dossier(
        code=str(value["code"]),
        procedure=str(value["procedure"]),
        edition=date.fromisoformat(str(value["edition"])),
        centre=str(value["centre"]),
        lead=str(value["lead"]),
        level=AgencyLevel(str(value["level"])),
        channel=Channel(int(str(value["channel"]))),
        received_at=_instant(value["received_at"]),
        status=PortalStatus(int(str(value["status"]))),
        last_at=_instant(value["last_at"]),
        events=tuple(str(event) for event in events) if isinstance(events, list) else (),
        accepted_at=_instant_or_none(value["accepted_at"]),
        running=running_of(value["running"]) if value["running"] else None,
        whole=allowance_of(value["whole"]) if value["whole"] else None,
        pause=PausePolicy(str(value["pause"])),
        reappointments_left=int(str(value["reappointments_left"])),
        plan=tuple(planned_step_of(step) for step in objects_of(value["plan"])),
        parts=tuple(_part(part) for part in objects_of(value["parts"])),
        pauses=tuple(_pause(pause) for pause in objects_of(value["pauses"])),
        appointments=tuple(_appointment(one) for one in objects_of(value["appointments"])),
        ended_at=_instant_or_none(value["ended_at"]),
        granted=granted if isinstance(granted, bool) else None,
        returned_at=_instant_or_none(value["returned_at"]),
    )


def _part_json(part: Part) -> Json:
    return {
        "step": part.step,
        "giver": part.giver,
        "agency": part.agency,
        "handed_at": text_of(part.handed_at),
        "running": running_json(part.running),
        "finished_at": _text(part.finished_at),
        "held_at": _text(part.held_at),
    }


def _part(value: Json) -> Part:
    return Part(
        step=int(str(value["step"])),
        giver=str(value["giver"]),
        agency=str(value["agency"]),
        handed_at=_instant(value["handed_at"]),
        running=running_of(members_of(value["running"])),
        finished_at=_instant_or_none(value["finished_at"]),
        held_at=_instant_or_none(value["held_at"]),
    )


def _pause_json(pause: Pause) -> Json:
    return {
        "cause": pause.cause.value,
        "by": pause.by,
        "since": text_of(pause.since),
        "until": _text(pause.until),
    }


def _pause(value: Json) -> Pause:
    return Pause(
        cause=Kind(str(value["cause"])),
        by=str(value["by"]),
        since=_instant(value["since"]),
        until=_instant_or_none(value["until"]),
    )


def _appointment_json(appointment: Appointment) -> Json:
    return {
        "set_at": text_of(appointment.set_at),
        "cause": appointment.cause.value,
        "due": text_of(appointment.due),
        "promised": text_of(appointment.promised),
    }


def _appointment(value: Json) -> Appointment:
    return Appointment(
        set_at=_instant(value["set_at"]),
        cause=Kind(str(value["cause"])),
        due=_instant(value["due"]),
        promised=_instant(value["promised"]),
    )


def _text(instant: datetime | None) -> str | None:
    return text_of(instant) if instant else None


def _instant(value: JsonValue) -> datetime:
    return datetime.fromisoformat(str(value))


def _instant_or_none(value: JsonValue) -> datetime | None:
    return _instant(value) if value else None
