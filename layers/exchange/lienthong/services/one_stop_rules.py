"""What intake and acts share: the clock of a day, what a centre offers, and events as they are recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache

from lienthong.calendar.reading import shipped
from lienthong.calendar.working import WorkingCalendar
from lienthong.errors import Fault, IntegrityFault, Rejected
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.event import Event, EventType, JsonValue
from lienthong.onestop.clock import Clock
from lienthong.onestop.desk_errors import ProcedureNotOffered
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.errors import PapersMissing, ProcedureNotInForce, StepsUnassigned
from lienthong.onestop.events import DossierEvent, event_of
from lienthong.onestop.filing import Centre
from lienthong.onestop.folding import fold
from lienthong.onestop.procedures import Catalogue, Procedure
from lienthong.onestop.rules import rules_on
from lienthong.onestop.visits import Handed, Outcome
from lienthong.onestop.words import Channel
from lienthong.ports import Ids
from lienthong.services.authentication import Caller

#: From this level on the national portal takes dossiers of a procedure (1 to 4).
_ONLINE_FROM = 3


@lru_cache(maxsize=1)
def _calendar() -> WorkingCalendar:
    return WorkingCalendar(shipped())


def clock_at(instant: datetime) -> Clock:
    """The clock by the rules in force on that day in Vietnam.

    Raises:
        RulesNotInForce: there are none.
    """
    return Clock(_calendar(), rules_on(date_in_vietnam(instant)))


def check_offered(procedure: Procedure, centre: Centre, channel: Channel) -> None:
    """Holds a procedure to what this centre settles, and to the way it came.

    Raises:
        ProcedureNotOffered: another level settles it, or it cannot be handed in online.
        StepsUnassigned: the centre has no agency for a step.
    """
    for _, refused in _not_offered(procedure, centre, channel):
        raise refused


def faults_of_dossier(
    handed: Handed, place: str, catalogue: Catalogue, centre: Centre, day: date
) -> Iterator[Fault]:
    """All that speaks against taking this in on that day; ``place`` is its pointer in the request."""
    for member, refused in _against(handed, catalogue, centre, day):
        yield Fault(f"{place}/{member}", refused.code, refused.sentence("en"), refused.sentence("vi"))


def _against(
    handed: Handed, catalogue: Catalogue, centre: Centre, day: date
) -> Iterator[tuple[str, Rejected]]:
    """Each refusal with the member that it is about."""
    try:
        procedure = catalogue.in_force(handed.procedure, day)
    except ProcedureNotInForce as refused:
        yield "procedure", refused
        return
    yield from _not_offered(procedure, centre, handed.channel)
    if handed.outcome is Outcome.ACCEPT:
        try:
            procedure.check_papers(handed.counts())
        except PapersMissing as refused:
            yield "papers", refused


def _not_offered(
    procedure: Procedure, centre: Centre, channel: Channel
) -> Iterator[tuple[str, ProcedureNotOffered | StepsUnassigned]]:
    if centre.level not in procedure.levels:
        levels = sorted(level.value for level in procedure.levels)
        levels_vi = sorted(level.vi for level in procedure.levels)
        yield (
            "procedure",
            ProcedureNotOffered(
                procedure=procedure.code,
                why=f"it is settled at the level of {', '.join(levels)}",
                why_vi=f"thủ tục do {', '.join(levels_vi)} giải quyết",
            ),
        )
    if channel is Channel.ONLINE and procedure.online_level < _ONLINE_FROM:
        yield (
            "channel",
            ProcedureNotOffered(
                procedure=procedure.code,
                why=f"its online level is {procedure.online_level}; online intake begins with {_ONLINE_FROM}",
                why_vi=f"mức độ trực tuyến là {procedure.online_level}, chưa nhận hồ sơ trực tuyến",
            ),
        )
    try:
        centre.settling.check_agencies(procedure)
    except StepsUnassigned as refused:
        yield "procedure", refused


def recorded(ids: Ids, caller: Caller, event: DossierEvent, **beside: str) -> Event:
    """The exchange's event of an event of the rules, under its id; ``beside`` are identifiers and digests."""
    details: dict[str, JsonValue] = {**event.to_json(), **beside}
    return Event(
        event_id=event.id,
        type=EventType.DOSSIER_EVENT,
        subject=event.dossier,
        at=event.at,
        actor=caller.code,
        salt=ids.salt(),
        details=details,
        proof=caller.proof,
    )


def folded(events: Iterable[Event]) -> Dossier:
    """The dossier that recorded events fold to; what its applicant was told changes nothing.

    Raises:
        IntegrityFault: there are none: an entry without a history.
    """
    dossier = fold(event_of(event.details) for event in events if event.type is EventType.DOSSIER_EVENT)
    if dossier is None:
        raise IntegrityFault(what="dossier without events")
    return dossier
