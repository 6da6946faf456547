"""Any dossier's life: what is legal at each moment, chosen by numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from lienthong.errors import Conflict, Rejected
from lienthong.model.calendar import date_in_vietnam
from lienthong.onestop import moves
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.events import DossierEvent
from lienthong.onestop.folding import apply
from lienthong.onestop.legality import agencies_for, legal_kinds
from lienthong.onestop.moves import Act
from lienthong.onestop.procedures import Procedure
from lienthong.onestop.words import Kind, Reason
from tests.builders.dossiers import CLOCK, SETTLING, TRANSFER, Story, days, hours, procedure, restarting, step

PROCEDURES = (
    procedure(days(0)),
    procedure(days(3)),
    TRANSFER,
    restarting(TRANSFER),
    procedure(hours(20), step(1, 1, "land", hours(12)), step(2, 2, "tax", hours(8))),
)
_ENDS = {Kind.STOPPED, Kind.WITHDRAWN, Kind.NOT_ACCEPTED}


def move_of(kind: Kind, number: int, ahead: int, clause: Procedure) -> Callable[[Dossier, Act], DossierEvent]:
    """The act of a kind."""
    return {
        Kind.ACCEPTED: lambda d, a: moves.accept(d, a, clause, SETTLING, CLOCK),
        Kind.NOT_ACCEPTED: lambda d, a: moves.refuse(d, a, Reason.OTHER),
        Kind.HANDED_OVER: lambda d, a: moves.hand_over(d, a, number, CLOCK),
        Kind.STEP_FINISHED: lambda d, a: moves.finish_step(d, a, number),
        Kind.SUPPLEMENT_REQUESTED: lambda d, a: moves.request_supplement(d, a, Reason.OTHER),
        Kind.SUPPLEMENT_RECEIVED: lambda d, a: moves.receive_supplement(d, a, CLOCK),
        Kind.OBLIGATION_IMPOSED: moves.impose_obligation,
        Kind.OBLIGATION_MET: lambda d, a: moves.meet_obligation(d, a, CLOCK),
        Kind.REAPPOINTED: lambda d, a: moves.reappoint(
            d, a, date_in_vietnam(a.at) + timedelta(days=ahead), Reason.WORKLOAD, CLOCK
        ),
        Kind.WITHDRAWN: moves.withdraw,
        Kind.STOPPED: lambda d, a: moves.stop(d, a, Reason.OTHER),
        Kind.DECIDED: lambda d, a: moves.decide(d, a, granted=ahead % 2 == 0),
        Kind.RETURNED: moves.give_back,
    }[kind]


def legal_act(dossier: Dossier, choice: int) -> tuple[Kind, int, str] | None:
    """A kind, a step and an agency that may do it; ``None`` when its life is over."""
    kinds = sorted(legal_kinds(dossier) - _ENDS)
    if not kinds:
        return None
    kind = kinds[choice % len(kinds)]
    steps = {
        Kind.HANDED_OVER: [one.number for one in dossier.steps_to_hand_over()],
        Kind.STEP_FINISHED: [part.step for part in dossier.open_parts],
    }.get(kind, [1])
    number = steps[choice % len(steps)]
    return kind, number, min(agencies_for(dossier, kind, number))


def lived(received: str, under: Procedure, choices: Iterable[tuple[int, int]], number: int = 1) -> Story:
    """A dossier after acts: which one of the legal ones, and how many minutes after the one before."""
    story = Story(received, under=under, number=number).accepted()
    now = story.dossier.last_at
    for choice, wait in choices:
        act = legal_act(story.dossier, choice)
        if act is None:
            break
        now += timedelta(minutes=wait)
        kind, step_number, by = act
        try:
            event = move_of(kind, step_number, choice % 40, under)(
                story.dossier, Act(f"E{len(story.events) + 1:03d}", now, by)
            )
            story.dossier = apply(story.dossier, event)
        except (Conflict, Rejected):
            continue
        story.events.append(event)
    return story
