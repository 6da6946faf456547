"""Acts on a dossier: what the rules allow becomes an event, and with it the dossier's next state.

Numbered plan of :meth:`DossierActs.act`:

1. The dossier is read whole and folded; to who is no party it does not exist.
2. The same act again answers as it did; another content under its key is a conflict.
3. The rules make the event: what is legal now, and every date that the act fixes.
4. Papers that go to another agency, and a result that comes from one, name the submission of the exchange
   that carried them. It is looked up: a dossier's story leads to the exchange's own evidence.
5. Event, entry and, where something personal changes, the person are one transaction over the version that
   was read. Where another act came first, 1 again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from lienthong.errors import NotFound, Unauthenticated, Unavailable
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.codes import EXCHANGING
from lienthong.model.event import Event
from lienthong.onestop import moves
from lienthong.onestop.asked import Asked
from lienthong.onestop.desk_errors import ActConflict, CentreNotSetUp
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.events import DossierEvent
from lienthong.onestop.filing import FiledDossier
from lienthong.onestop.folding import apply
from lienthong.onestop.legality import check_legal
from lienthong.onestop.moves import Act
from lienthong.onestop.people import Person
from lienthong.onestop.procedures import Catalogue
from lienthong.onestop.words import Kind, PortalStatus, Reason
from lienthong.ports import (
    Clock,
    DossierChange,
    DossierRefused,
    DossierStore,
    ExchangeStore,
    FiledStory,
    Ids,
)
from lienthong.services.authentication import Authentication, Caller
from lienthong.services.carrying import Carrying
from lienthong.services.one_stop_rules import check_offered, clock_at, folded, recorded

#: Tries where other acts on the same dossier come first.
_TRIES = 4
#: A dossier's events are so far apart at least, so that their ids sort as they happened whoever made them.
_APART = timedelta(milliseconds=1)
_CLOSED = frozenset(
    {PortalStatus.NOT_ACCEPTED, PortalStatus.WITHDRAWN, PortalStatus.STOPPED, PortalStatus.RETURNED}
)
Move = Callable[[Dossier, Act, Asked], DossierEvent]


@dataclass(frozen=True, slots=True)
class Acted:
    """A dossier after an act; ``repeated``: it had been recorded before."""

    dossier: Dossier
    event: Event
    repeated: bool


@dataclass(frozen=True, slots=True)
class DossierActs:
    """Records acts. ``kept``: for how long people are kept once a dossier is closed."""

    store: DossierStore
    exchange: ExchangeStore
    authentication: Authentication
    clock: Clock
    ids: Ids
    kept: timedelta

    def act(self, caller: Caller, code: str, asked: Asked) -> Acted:
        """Record an act, once; see the module's plan.

        Raises:
            NotFound: no such dossier of the caller's.
            IllegalMove, StepNotOpen, StepsUnfinished, WrongAgency, SecondReappointment, NewDateNotLater.
            SubmissionUnfit: what should have carried the papers or the result did not. ActConflict.
        """
        caller.require(EXCHANGING)
        for _ in range(_TRIES):
            story = self.store.story(code)
            dossier = party_to(caller, story)
            assert story is not None
            standing = _recorded_before(story, caller, asked)
            if standing:
                self.authentication.spend(caller)
                return Acted(dossier, standing, repeated=True)
            try:
                return self._record(caller, story.filed, dossier, asked)
            except DossierRefused as refused:
                if refused.nonce_spent:
                    raise Unauthenticated from refused
        raise Unavailable

    def _record(self, caller: Caller, filed: FiledDossier, dossier: Dossier, asked: Asked) -> Acted:
        now = max(self.clock.now(), dossier.last_at + _APART)
        made = self._move(dossier, Act(self.ids.event_id(now), now, caller.code), asked)
        carried = Carrying(self.exchange).check(dossier, made, asked)
        after = apply(dossier, made)
        beside = {"key": asked.key_digest, "content": asked.content_digest}
        event = recorded(self.ids, caller, made, **beside, **({"submission": carried} if carried else {}))
        self.store.record(
            DossierChange(
                dossiers=(FiledDossier.of(after, filed.version + 1),),
                people=self._people(after, event, asked),
                events=(event,),
                nonce=caller.nonce,
            )
        )
        return Acted(after, event, repeated=False)

    # 3. ----------------------------------------------------------------------------------------------

    def _move(self, dossier: Dossier, act: Act, asked: Asked) -> DossierEvent:
        if asked.kind is Kind.ACCEPTED:
            return self._accept(dossier, act)
        return _MOVES[asked.kind](dossier, act, asked)

    def _accept(self, dossier: Dossier, act: Act) -> DossierEvent:
        """An online dossier is accepted under the edition that it was received under, its papers complete."""
        check_legal(dossier, Kind.ACCEPTED, act.by)
        centre = self.store.centre(dossier.centre)
        if centre is None:
            raise CentreNotSetUp(centre=dossier.centre)
        found = self.store.editions([dossier.procedure]).values()
        catalogue = Catalogue(edition for one in found for edition in one.editions)
        procedure = catalogue.in_force(dossier.procedure, dossier.edition)
        check_offered(procedure, centre, dossier.channel)
        person = self._person(dossier.code)
        papers = person.papers if person else ()
        procedure.check_papers({paper.code: (paper.originals, paper.copies) for paper in papers})
        return moves.accept(dossier, act, procedure, centre.settling, clock_at(act.at))

    # 5. ----------------------------------------------------------------------------------------------

    def _people(self, after: Dossier, event: Event, asked: Asked) -> tuple[Person, ...]:
        """The person's next version, where the act says something, or nobody needs them any more."""
        closed = after.status in _CLOSED
        if not asked.remark and not closed:
            return ()
        person = self._person(after.code)
        if person is None:
            return ()
        person = person.with_remark(event.event_id, asked.remark)
        return (person.deleted_after(event.at, self.kept) if closed else person,)

    def _person(self, code: str) -> Person | None:
        return self.store.people([code]).get(code)


def party_to(caller: Caller, story: FiledStory | None) -> Dossier:
    """The dossier of a story, for those that have to do with it.

    Raises:
        NotFound: there is none, or the caller is no party to it.
    """
    if story is None:
        raise NotFound
    dossier = folded(story.events)
    if caller.code not in dossier.parties():
        raise NotFound
    return dossier


def _recorded_before(story: FiledStory, caller: Caller, asked: Asked) -> Event | None:
    for event in story.events:
        if event.details.get("key") == asked.key_digest and event.actor == caller.code:
            if event.details.get("content") != asked.content_digest:
                raise ActConflict(key=asked.key, event=event.event_id, dossier=event.subject)
            return event
    return None


def _reason(asked: Asked) -> Reason:
    return asked.reason or Reason.OTHER


def _step(asked: Asked) -> int:
    return asked.step or 0


def _hand_over(dossier: Dossier, act: Act, asked: Asked) -> DossierEvent:
    return moves.hand_over(dossier, act, _step(asked), clock_at(act.at))


def _finish(dossier: Dossier, act: Act, asked: Asked) -> DossierEvent:
    return moves.finish_step(dossier, act, _step(asked))


def _request_supplement(dossier: Dossier, act: Act, asked: Asked) -> DossierEvent:
    return moves.request_supplement(dossier, act, _reason(asked))


def _receive_supplement(dossier: Dossier, act: Act, _: Asked) -> DossierEvent:
    return moves.receive_supplement(dossier, act, clock_at(act.at))


def _impose_obligation(dossier: Dossier, act: Act, _: Asked) -> DossierEvent:
    return moves.impose_obligation(dossier, act)


def _meet_obligation(dossier: Dossier, act: Act, _: Asked) -> DossierEvent:
    return moves.meet_obligation(dossier, act, clock_at(act.at))


def _reappoint(dossier: Dossier, act: Act, asked: Asked) -> DossierEvent:
    day = asked.day or date_in_vietnam(act.at)
    return moves.reappoint(dossier, act, day, _reason(asked), clock_at(act.at))


def _refuse(dossier: Dossier, act: Act, asked: Asked) -> DossierEvent:
    return moves.refuse(dossier, act, _reason(asked))


def _withdraw(dossier: Dossier, act: Act, _: Asked) -> DossierEvent:
    return moves.withdraw(dossier, act)


def _stop(dossier: Dossier, act: Act, asked: Asked) -> DossierEvent:
    return moves.stop(dossier, act, _reason(asked))


def _decide(dossier: Dossier, act: Act, asked: Asked) -> DossierEvent:
    return moves.decide(dossier, act, granted=asked.granted is True)


def _give_back(dossier: Dossier, act: Act, _: Asked) -> DossierEvent:
    return moves.give_back(dossier, act)


_MOVES: Mapping[Kind, Move] = {
    Kind.HANDED_OVER: _hand_over,
    Kind.STEP_FINISHED: _finish,
    Kind.SUPPLEMENT_REQUESTED: _request_supplement,
    Kind.SUPPLEMENT_RECEIVED: _receive_supplement,
    Kind.OBLIGATION_IMPOSED: _impose_obligation,
    Kind.OBLIGATION_MET: _meet_obligation,
    Kind.REAPPOINTED: _reappoint,
    Kind.NOT_ACCEPTED: _refuse,
    Kind.WITHDRAWN: _withdraw,
    Kind.STOPPED: _stop,
    Kind.DECIDED: _decide,
    Kind.RETURNED: _give_back,
}
