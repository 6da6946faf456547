"""Forms filled from what the exchange knows of a dossier: its events, its procedure, the agencies' names.

The events are folded here by the rules themselves, so a form says what the evidence says,
whenever it is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lienthong.model.calendar import date_in_vietnam
from lienthong.onestop.codes import DossierCode
from lienthong.onestop.dossier import Dossier, Part
from lienthong.onestop.events import Because, DossierEvent, Reappointment, event_of
from lienthong.onestop.folding import fold
from lienthong.onestop.procedures import Procedure
from lienthong.onestop.timeliness import Timeliness
from lienthong.onestop.words import Kind, PortalStatus
from lienthong_client.errors import FormNotDue
from lienthong_client.forms.facts import (
    Apology,
    ControlSlip,
    HandedIn,
    HandOver,
    LogRow,
    Matter,
    Office,
    Person,
    ReceiptSlip,
    Refusal,
    SupplementRequest,
)

#: The unit whose name is the place of the date line (ND30, Annex I).
_UNIT = re.compile(r"\b(?:tỉnh|thành phố|thị xã|thị trấn|huyện|quận|xã|phường)\s+(.+)$", re.IGNORECASE)
_FORGOTTEN = "(đã xóa theo thời hạn lưu)"
_WITH_RESULT = frozenset({PortalStatus.DONE, PortalStatus.RETURNED})
_WORTH_A_NOTE = frozenset(
    {
        PortalStatus.NEW,
        PortalStatus.NOT_ACCEPTED,
        PortalStatus.SUPPLEMENT_REQUIRED,
        PortalStatus.FINANCIAL_OBLIGATION,
        PortalStatus.WITHDRAWN,
        PortalStatus.STOPPED,
    }
)


@dataclass(frozen=True, slots=True)
class Printing:
    """What is known of a dossier that is to be printed.

    Attributes:
        names: of agencies, by code; person: of the story, for its centre alone.
        tracking: where the public follows dossiers (without the code); secret: of the slip, shown at
            intake only.
    """

    events: tuple[DossierEvent, ...]
    dossier: Dossier
    procedure: Procedure
    office: Office
    names: Mapping[str, str]
    person: Mapping[str, Any] | None
    tracking: str = ""
    secret: str = ""

    @property
    def matter(self) -> Matter:
        """The dossier, as each form names it."""
        address = f"{self.tracking.rstrip('/')}/{self.dossier.code}" if self.tracking else None
        return Matter(self.dossier.code, self.procedure.name, self.procedure.code, address)

    def applicant(self, form: str) -> Person:
        """Who applies.

        Raises:
            FormNotDue: the person is not shown to this agency, or was deleted.
        """
        if self.person is None:
            raise FormNotDue(
                form=form, dossier=self.dossier.code, lacks="applicant", lacks_vi="người nộp hồ sơ"
            )
        said = self.person["applicant"]
        return Person(said["name"], said["address"], said["telephone"], said["email"])

    def last(self, kind: Kind, form: str) -> DossierEvent:
        """The last event of a kind, which the form is about.

        Raises:
            FormNotDue: it has not happened.
        """
        found = [event for event in self.events if event.kind is kind]
        if not found:
            raise FormNotDue(form=form, dossier=self.dossier.code, lacks=kind.en, lacks_vi=kind.vi)
        return found[-1]

    def remark(self, event: DossierEvent) -> tuple[str, ...]:
        """What was written to an act, line by line."""
        remarks = self.person["remarks"] if self.person else ()
        texts = [one["text"] for one in remarks if one["event_id"] == event.id]
        return tuple(line.strip() for text in texts for line in re.split(r"[\n;]", text) if line.strip())


def events_of(story: Iterable[Mapping[str, Any]]) -> tuple[DossierEvent, ...]:
    """The rules' events of a story's."""
    return tuple(event_of(one["details"]) for one in story if one["type"] == "DossierEvent")


def dossier_of(events: Iterable[DossierEvent]) -> Dossier:
    """The dossier that they fold to.

    Raises:
        ValueError: there are none.
    """
    dossier = fold(events)
    if dossier is None:
        raise ValueError("a dossier has events")
    return dossier


def place_of(authority: str) -> str:
    """``Cần Giuộc`` of ``Ủy ban nhân dân huyện Cần Giuộc``; the whole name where it has no such unit."""
    unit = _UNIT.search(authority)
    return unit[1] if unit else authority


def receipt_slip(known: Printing) -> ReceiptSlip:
    """Form 01, with the appointment that was made at acceptance, whatever came later.

    Raises:
        FormNotDue
    """
    known.last(Kind.ACCEPTED, "01")
    dossier, person = known.dossier, known.person
    applicant = known.applicant("01")
    assert person is not None
    titles = {paper.code: paper.name for paper in known.procedure.papers}
    payment = person.get("payment") or {}
    return ReceiptSlip(
        office=known.office,
        matter=known.matter,
        applicant=applicant,
        received_at=dossier.received_at,
        due_at=dossier.appointments[0].promised,
        papers=tuple(
            HandedIn(titles.get(one["code"], one["code"]), one["originals"], one["copies"], one["remark"])
            for one in person.get("papers", ())
        ),
        number=f"{DossierCode.parse(dossier.code).number:04}",
        time=known.procedure.duration.written("vi"),
        fee=payment.get("amount"),
        fee_receipt=payment.get("receipt_number", ""),
        secret=known.secret,
    )


def supplement_request(known: Printing) -> SupplementRequest:
    """Form 02 of the last request.

    Raises:
        FormNotDue
    """
    event = known.last(Kind.SUPPLEMENT_REQUESTED, "02")
    reason = _reason(event)
    return SupplementRequest(
        office=known.office,
        matter=known.matter,
        applicant=known.applicant("02"),
        asked_at=event.at,
        asked=known.remark(event) or (reason,),
        reason=reason,
    )


def refusal(known: Printing) -> Refusal:
    """Form 03.

    Raises:
        FormNotDue
    """
    event = known.last(Kind.NOT_ACCEPTED, "03")
    return Refusal(
        office=known.office,
        matter=known.matter,
        applicant=known.applicant("03"),
        refused_at=event.at,
        reasons=(_reason(event).capitalize(), *known.remark(event)),
    )


def apology(known: Printing) -> Apology:
    """Form 04 of the last re-appointment.

    Raises:
        FormNotDue
    """
    event = known.last(Kind.REAPPOINTED, "04")
    before = [one for one in known.dossier.appointments if one.set_at < event.at]
    after = next(one for one in known.dossier.appointments if one.set_at == event.at)
    return Apology(
        office=known.office,
        matter=known.matter,
        applicant=known.applicant("04"),
        written_at=event.at,
        received_at=known.dossier.received_at,
        was_due_at=before[-1].promised,
        new_due_at=after.promised,
        reason=": ".join((_reason(event), *known.remark(event)[:1])),
    )


def control_slip(known: Printing) -> ControlSlip:
    """Form 05: each step given and given back, in the order of time; it names no person: any party has it."""
    dossier, names = known.dossier, known.names
    ways = sorted((way for part in dossier.parts for way in _ways(part, names)), key=lambda way: way.at)
    others = dict.fromkeys(step.agency for step in dossier.plan if step.agency != dossier.lead)
    return ControlSlip(
        office=known.office,
        matter=known.matter,
        responsible=names.get(dossier.lead, dossier.lead),
        received_at=dossier.received_at,
        with_others=tuple(names.get(code, code) for code in others),
        due_at=dossier.appointments[-1].promised if dossier.appointments else None,
        hand_overs=tuple(ways),
    )


def log_row(known: Printing) -> LogRow:
    """A line of form 06; of whom the exchange has forgotten by its rule, the line says that."""
    dossier, person = known.dossier, known.person
    applicant = person["applicant"] if person else {}
    contact = (applicant.get("address"), applicant.get("telephone"))
    return LogRow(
        code=dossier.code,
        procedure=known.procedure.name,
        applicant=applicant.get("name") or _FORGOTTEN,
        received_on=date_in_vietnam(dossier.received_at),
        contact="; ".join(filter(None, contact)),
        responsible=known.names.get(dossier.lead, dossier.lead),
        due_on=_day(dossier.appointments[-1].promised if dossier.appointments else None),
        passed_on=_day(dossier.parts[0].handed_at if dossier.parts else None),
        result_on=_day(dossier.ended_at if dossier.status in _WITH_RESULT else None),
        returned_on=_day(dossier.returned_at),
        note=_note(dossier),
    )


def _note(dossier: Dossier) -> str:
    """What the dates of a line leave out: an end without result, a clock that stands, a new appointment."""
    if dossier.status in _WORTH_A_NOTE:
        return dossier.status.vi.capitalize()
    if len({one.promised for one in dossier.appointments}) > 1 and not dossier.ended_at:
        return f"Đã hẹn lại (lần đầu {date_in_vietnam(dossier.appointments[0].promised):%d/%m/%Y})"
    return ""


def _day(instant: datetime | None) -> date | None:
    return date_in_vietnam(instant) if instant else None


def _ways(part: Part, names: Mapping[str, str]) -> Iterable[HandOver]:
    giver, agency = names.get(part.giver, part.giver), names.get(part.agency, part.agency)
    yield HandOver(giver, agency, part.handed_at)
    if part.finished_at:
        yield HandOver(agency, giver, part.finished_at, _outcome(part, part.held_at or part.finished_at))


def _outcome(part: Part, held_at: datetime) -> Timeliness:
    """As whole dossiers are judged: at the deadline on time, on an earlier Vietnamese day early."""
    if part.was_late:
        return Timeliness.LATE
    is_early = date_in_vietnam(held_at) < date_in_vietnam(part.running.due)
    return Timeliness.EARLY if is_early else Timeliness.ON_TIME


def _reason(event: DossierEvent) -> str:
    assert isinstance(event.details, (Because, Reappointment))
    return event.details.reason.vi
