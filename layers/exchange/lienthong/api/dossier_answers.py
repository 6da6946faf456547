"""The answers of the one-stop, from values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from lienthong.model.event import JsonValue, text_of
from lienthong.onestop.dossier import Dossier, Part
from lienthong.onestop.events import PlannedStep
from lienthong.onestop.filing import FiledDossier
from lienthong.onestop.people import Person
from lienthong.onestop.portal import synchronisation
from lienthong.onestop.procedure_records import procedure_json
from lienthong.onestop.procedures import Procedure
from lienthong.onestop.words import Channel
from lienthong.ports import Page
from lienthong.services.desk_counts import Counted
from lienthong.services.dossier_acts import Acted
from lienthong.services.dossiers import DossierStory
from lienthong.services.intake import TakenIn
from lienthong.services.procedure_desk import Loaded

if TYPE_CHECKING:
    # Who takes dossiers in needs no page.
    from lienthong.onestop.posting_page import PostingPlace

Body = dict[str, JsonValue]
_CHANNEL = {Channel.DIRECT: "direct", Channel.ONLINE: "online", Channel.POSTAL: "postal"}


def taken_in(outcome: TakenIn) -> Body:
    """The answer to an intake; the only place where the slips' secret is shown."""
    return {
        "visit": outcome.visit,
        "secret": outcome.secret,
        "repeated": outcome.repeated,
        "dossiers": [dossier_json(dossier) for dossier in outcome.dossiers],
    }


def dossier_json(dossier: Dossier) -> Body:
    """A dossier's state; nothing in it names a person."""
    pause = dossier.paused
    return {
        "code": dossier.code,
        "procedure": dossier.procedure,
        "edition": dossier.edition.isoformat(),
        "centre": dossier.centre,
        "lead": dossier.lead,
        "level": dossier.level.value,
        "channel": _CHANNEL[dossier.channel],
        "status": dossier.status.value,
        "received_at": text_of(dossier.received_at),
        "accepted_at": _instant(dossier.accepted_at),
        "due": _instant(dossier.running.due if dossier.running else None),
        "promised": _instant(dossier.appointments[-1].promised if dossier.appointments else None),
        "paused_since": _instant(pause.since if pause else None),
        "reappointments_left": dossier.reappointments_left,
        "ended_at": _instant(dossier.ended_at),
        "granted": dossier.granted,
        "returned_at": _instant(dossier.returned_at),
        "holders": list(dossier.holders) if not dossier.ended_at else [],
        "steps": [_step(step, dossier.part(step.number)) for step in dossier.plan],
    }


def _step(step: PlannedStep, part: Part | None) -> Body:
    return {
        "number": step.number,
        "group": step.group,
        "agency": step.agency,
        "giver": part.giver if part else None,
        "handed_at": _instant(part.handed_at if part else None),
        "due": _instant(part.running.due if part else None),
        "finished_at": _instant(part.finished_at if part else None),
        "late": part.was_late if part else False,
    }


def _instant(instant: datetime | None) -> str | None:
    return text_of(instant) if instant else None


def story(found: DossierStory) -> Body:
    """A dossier's story, with what is legal now; the person for the centre alone."""
    dossier = found.dossier
    return {
        "dossier": dossier_json(dossier),
        "legal": [kind.value for kind in found.legal],
        "steps_to_hand_over": [step.number for step in dossier.steps_to_hand_over()],
        "events": [event.to_json() for event in found.events],
        "person": found.person.to_json() if found.person else None,
    }


def acted(outcome: Acted) -> Body:
    """A dossier after an act."""
    return {
        "dossier": dossier_json(outcome.dossier),
        "event_id": outcome.event.event_id,
        "repeated": outcome.repeated,
    }


def page(found: Page[FiledDossier]) -> Body:
    """A page of a centre's dossiers."""
    return {"dossiers": [_filed(one) for one in found.items], "cursor": found.cursor}


def _filed(filed: FiledDossier) -> Body:
    return {
        "code": filed.code,
        "procedure": filed.procedure,
        "status": filed.status.value,
        "received_at": text_of(filed.received_at),
        "due": _instant(filed.due),
        "ended_at": _instant(filed.ended_at),
    }


def portal(dossier: Dossier) -> Body:
    """What the national portal is told."""
    return {"status": dossier.status.value, "fields": synchronisation(dossier)}


def procedures(day: date, found: Sequence[Procedure]) -> Body:
    """The procedures in force on a day."""
    return {"on": day.isoformat(), "procedures": [procedure_json(one) for one in found]}


def posted(place: PostingPlace, found: Sequence[Procedure]) -> Body:
    """What a centre posts today; ``agencies`` are the names of who does the steps, by role."""
    return {
        "centre": place.code,
        "name": place.name,
        "on": place.day.isoformat(),
        "procedures": [
            {
                **procedure_json(one),
                "agencies": {step.responsible: place.agency(step) for step in one.steps},
            }
            for one in found
        ],
    }


def wishes(person: Person) -> Body:
    """How the applicant is told."""
    applicant = person.applicant
    return {"notices": [wish.value for wish in applicant.notices], "only_needed": applicant.only_needed}


def counted(outcome: Counted) -> Body:
    """A consultation or a vote as it was counted."""
    return {"event_id": outcome.event_id, "repeated": outcome.repeated}


def loaded(outcome: Loaded) -> Body:
    """What an import has changed."""
    return {"changed": list(outcome.changed), "unchanged": outcome.unchanged}
