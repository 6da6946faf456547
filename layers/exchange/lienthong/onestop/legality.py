"""What may happen to a dossier next, and by whom; whatever is refused says what would be legal."""

from __future__ import annotations

from collections.abc import Iterable

from lienthong.model.calendar import VIETNAM
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.errors import (
    IllegalMove,
    SecondReappointment,
    StepNotOpen,
    StepsUnfinished,
    WrongAgency,
)
from lienthong.onestop.words import Kind, PortalStatus

_AT_WORK = frozenset(
    {
        Kind.HANDED_OVER,
        Kind.STEP_FINISHED,
        Kind.SUPPLEMENT_REQUESTED,
        Kind.OBLIGATION_IMPOSED,
        Kind.REAPPOINTED,
        Kind.NOT_ACCEPTED,
        Kind.WITHDRAWN,
        Kind.STOPPED,
        Kind.DECIDED,
    }
)
#: While the clock stands still a step may be finished, but nothing new begins.
_LEGAL: dict[PortalStatus, frozenset[Kind]] = {
    PortalStatus.NEW: frozenset({Kind.ACCEPTED, Kind.NOT_ACCEPTED, Kind.WITHDRAWN}),
    PortalStatus.ACCEPTED: _AT_WORK,
    PortalStatus.PROCESSING: _AT_WORK,
    PortalStatus.SUPPLEMENT_REQUIRED: frozenset(
        {Kind.SUPPLEMENT_RECEIVED, Kind.STEP_FINISHED, Kind.NOT_ACCEPTED, Kind.WITHDRAWN, Kind.STOPPED}
    ),
    PortalStatus.FINANCIAL_OBLIGATION: frozenset(
        {Kind.OBLIGATION_MET, Kind.STEP_FINISHED, Kind.WITHDRAWN, Kind.STOPPED}
    ),
    PortalStatus.DONE: frozenset({Kind.RETURNED}),
    PortalStatus.NOT_ACCEPTED: frozenset(),
    PortalStatus.WITHDRAWN: frozenset(),
    PortalStatus.STOPPED: frozenset(),
    PortalStatus.RETURNED: frozenset(),
}
#: What an agency that works on a step may do beside the centre.
_HOLDERS_TOO = frozenset(
    {Kind.SUPPLEMENT_REQUESTED, Kind.OBLIGATION_IMPOSED, Kind.NOT_ACCEPTED, Kind.STOPPED}
)


def legal_kinds(dossier: Dossier) -> frozenset[Kind]:
    """What can happen now; empty when its life is over."""
    return frozenset(kind for kind in _LEGAL[dossier.status] if _has_its_turn(dossier, kind))


def check_legal(dossier: Dossier, kind: Kind, by: str, step: int | None = None) -> None:
    """Holds an act to the dossier's state and to who holds it.

    Raises:
        SecondReappointment: a new date was given before.
        StepNotOpen: the step has not its turn.
        IllegalMove: not in this state.
        WrongAgency: not this agency's to do.
    """
    if kind not in _LEGAL[dossier.status]:
        raise _illegal(dossier, kind)
    if kind is Kind.REAPPOINTED and dossier.reappointments_left == 0:
        raise SecondReappointment(dossier=dossier.code, due=_promised(dossier))
    if step is not None:
        _check_turn(dossier, kind, step)
    elif not _has_its_turn(dossier, kind):
        raise _illegal(dossier, kind)
    allowed = agencies_for(dossier, kind, step)
    if by not in allowed:
        raise WrongAgency(
            dossier=dossier.code, agency=by, holders=sorted(allowed), wanted=kind.en, wanted_vi=kind.vi
        )


def check_decision(dossier: Dossier, *, granted: bool) -> None:
    """What is granted has gone its whole way; a reasoned refusal may end it sooner.

    Raises:
        StepsUnfinished: names the steps that are still to go.
    """
    done = {part.step for part in dossier.parts if not part.is_open}
    unfinished = [str(step.number) for step in dossier.plan if step.number not in done]
    if granted and unfinished:
        raise StepsUnfinished(dossier=dossier.code, steps=unfinished)


def agencies_for(dossier: Dossier, kind: Kind, step: int | None = None) -> frozenset[str]:
    """Whose act it is; for steps, of this step."""
    if kind is Kind.STEP_FINISHED:
        return frozenset(part.agency for part in dossier.open_parts if step in (None, part.step))
    if kind is Kind.HANDED_OVER:
        return frozenset({dossier.centre, *_givers(dossier)})
    if kind is Kind.DECIDED:
        return frozenset({dossier.centre, dossier.lead, *_last_agencies(dossier)})
    if kind in _HOLDERS_TOO:
        return frozenset({dossier.centre, *dossier.holders})
    return frozenset({dossier.centre})


def _givers(dossier: Dossier) -> Iterable[str]:
    """Those that had the group before: they hand on, directly or back through the centre."""
    groups = {step.group for step in dossier.steps_to_hand_over()}
    before = max((s.group for s in dossier.plan if groups and s.group < min(groups)), default=0)
    return (step.agency for step in dossier.plan if step.group == before)


def _last_agencies(dossier: Dossier) -> Iterable[str]:
    last = max((step.group for step in dossier.plan), default=0)
    return (step.agency for step in dossier.plan if step.group == last)


def _has_its_turn(dossier: Dossier, kind: Kind) -> bool:
    if kind is Kind.HANDED_OVER:
        return bool(dossier.steps_to_hand_over())
    if kind is Kind.STEP_FINISHED:
        return bool(dossier.open_parts)
    if kind is Kind.REAPPOINTED:
        return dossier.reappointments_left > 0
    return True


def _check_turn(dossier: Dossier, kind: Kind, step: int) -> None:
    if kind is Kind.STEP_FINISHED:
        legal = [part.step for part in dossier.open_parts]
    else:
        legal = [planned.number for planned in dossier.steps_to_hand_over()]
    if step in legal:
        return
    why, why_vi = _why_not(dossier, kind, step)
    over = kind is Kind.HANDED_OVER
    raise StepNotOpen(
        dossier=dossier.code,
        step=step,
        wanted="handed over" if over else "finished",
        wanted_vi="chuyển" if over else "hoàn thành",
        why=why,
        why_vi=why_vi,
        legal=[str(number) for number in legal] or ["-"],
    )


def _why_not(dossier: Dossier, kind: Kind, step: int) -> tuple[str, str]:
    part = dossier.part(step)
    if dossier.planned(step) is None:
        return "the procedure has no such step", "quy trình không có bước này"
    if part and not part.is_open:
        return "it is finished", "bước này đã hoàn thành"
    if part and kind is Kind.HANDED_OVER:
        return "it was handed over", "bước này đã được chuyển"
    if kind is Kind.STEP_FINISHED:
        return "it was not handed over", "bước này chưa được chuyển"
    return "earlier steps are not finished", "các bước trước chưa hoàn thành"


def _illegal(dossier: Dossier, kind: Kind) -> IllegalMove:
    legal = sorted(legal_kinds(dossier))
    return IllegalMove(
        dossier=dossier.code,
        wanted=kind.en,
        wanted_vi=kind.vi,
        current=dossier.status.en,
        current_vi=dossier.status.vi,
        legal=[one.en for one in legal] or ["-"],
        legal_vi=[one.vi for one in legal] or ["-"],
    )


def _promised(dossier: Dossier) -> str:
    return f"{dossier.appointments[-1].promised.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
