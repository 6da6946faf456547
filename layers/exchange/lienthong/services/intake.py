"""Intake at the one-stop: a visit becomes dossiers with their numbers, or nothing of it does.

Numbered plan of :meth:`Intake.take_in`:

1. What stands is read in one round trip: the day's counter, the centre, the procedures, whether this intake
   was recorded before, and what the same applicant handed in on the same day.
2. The same intake again answers with the same dossiers; another content under its key is a conflict.
3. Everything is judged: procedures in force and offered here, papers complete, agencies known. Every fault of
   every dossier is told at once; then whether it is a double.
4. The dossiers get the day's next numbers; their events are made by the rules, with every date they fix.
5. Counter, dossiers, events, people and the intake's key are one transaction. Where somebody else was faster,
   1 again: so no number is left out and none is given twice, whatever fails (docs/adr/0019).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lienthong.errors import NotFound, Unauthenticated, Unavailable
from lienthong.model.codes import Role
from lienthong.onestop.codes import DossierCode, SequenceKey
from lienthong.onestop.desk_errors import (
    CentreNotSetUp,
    IntakeConflict,
    IntakeRejected,
    PossibleDoubleIntake,
)
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.events import DossierEvent
from lienthong.onestop.filing import Centre, FiledDossier
from lienthong.onestop.folding import apply
from lienthong.onestop.moves import Act, accept, receive, refuse
from lienthong.onestop.people import Person
from lienthong.onestop.procedures import Catalogue, Procedure
from lienthong.onestop.tracking import slow_hash
from lienthong.onestop.visits import Handed, Outcome, Visit
from lienthong.onestop.words import Reason
from lienthong.ports import (
    BeforeIntake,
    Clock,
    DayMark,
    DossierChange,
    DossierRefused,
    DossierStore,
    Ids,
    IntakeKey,
    IntakePlaces,
    KeyedDigests,
)
from lienthong.services.authentication import Authentication, Caller
from lienthong.services.one_stop_rules import clock_at, faults_of_dossier, folded, recorded

TAKES_IN = frozenset({Role.ONE_STOP})
#: Tries where other desks of the centre take in dossiers at the same instant.
_TRIES = 12
#: Until when an intake that comes again is recognised, and for how long a double of its day is looked for.
_KEY_DAYS, _MARK_DAYS = 30, 3


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What an intake has become.

    Attributes:
        secret: for the slips; shown here and nowhere else. An intake that comes again gets a new one, and
            the slip that was printed last counts.
        repeated: it had been recorded before.
    """

    visit: str
    secret: str
    dossiers: tuple[Dossier, ...]
    repeated: bool


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes dossiers in. ``kept``: for how long people are kept once a dossier is closed."""

    store: DossierStore
    digests: KeyedDigests
    authentication: Authentication
    clock: Clock
    ids: Ids
    kept: timedelta

    def take_in(self, caller: Caller, visit: Visit) -> TakenIn:
        """Record a visit's dossiers, all or none; see the module's plan.

        Raises:
            NotFound: the caller is no one-stop centre.
            IntakeRejected: with every fault: procedures, papers, what is not offered here. CentreNotSetUp.
            IntakeConflict, PossibleDoubleIntake: nothing is recorded.
            SequenceExhausted, CalendarYearMissing: no number, or no date, can be given.
        """
        caller.require(TAKES_IN)
        number = visit.applicant.id_number
        applicant = self.digests.digest(f"{caller.code}\0{number}") if number else None
        slip = self._slip()
        for _ in range(_TRIES):
            now = self.clock.now()
            places = IntakePlaces(
                SequenceKey.at(caller.code, now),
                visit.key_digest,
                tuple(one.procedure for one in visit.dossiers),
                applicant,
            )
            before = self.store.before_intake(places)
            try:
                if before.intake:
                    return self._again(caller, visit, before.intake, slip)
                return self._record(_Desk(self, caller, visit, now, applicant, slip), before)
            except DossierRefused as refused:
                if refused.nonce_spent:
                    raise Unauthenticated from refused
        raise Unavailable

    def _slip(self) -> _Slip:
        """A fresh secret; its slow hash is made once, whatever comes in between."""
        secret, salt = self.ids.tracking_secret(), self.ids.salt()
        return _Slip(secret, salt, slow_hash(secret, salt))

    # 2. --------------------------------------------------------------------------------------------

    def _again(self, caller: Caller, visit: Visit, intake: IntakeKey, slip: _Slip) -> TakenIn:
        if intake.content != visit.content_digest:
            raise IntakeConflict(key=visit.key, dossiers=list(intake.dossiers))
        dossiers = [self._folded(code) for code in intake.dossiers]
        people = self.store.people(intake.dossiers).values()
        renewed = tuple(
            replace(person, salt=slip.salt, secret_hash=slip.hashed, version=person.version + 1)
            for person in people
        )
        self.store.record(DossierChange(people=renewed, nonce=caller.nonce))
        return TakenIn(intake.visit, slip.secret, tuple(dossiers), repeated=True)

    def _folded(self, code: str) -> Dossier:
        story = self.store.story(code)
        if story is None:
            raise NotFound
        return folded(story.events)

    # 3.–5. -------------------------------------------------------------------------------------------

    def _record(self, desk: _Desk, before: BeforeIntake) -> TakenIn:
        centre = before.centre
        if centre is None:
            raise CentreNotSetUp(centre=desk.caller.code)
        editions = desk.judge(centre, before)
        numbers = range(before.counter.last + 1, before.counter.last + 1 + len(editions))
        codes = [DossierCode.of(before.counter.key, number) for number in numbers]
        visit_id = self.ids.event_id(desk.now)
        made = [
            desk.make(code, handed, procedure, centre)
            for code, handed, procedure in zip(codes, desk.visit.dossiers, editions, strict=True)
        ]
        self.store.record(
            DossierChange(
                dossiers=tuple(FiledDossier.of(one.dossier, 1) for one in made),
                people=desk.people(made),
                counter=before.counter.moved(len(made)),
                intake=desk.key(visit_id, made),
                marks=desk.marks(made, before),
                events=tuple(
                    recorded(self.ids, desk.caller, event, visit=visit_id)
                    for one in made
                    for event in one.events
                ),
                nonce=desk.caller.nonce,
            )
        )
        return TakenIn(visit_id, desk.slip.secret, tuple(one.dossier for one in made), repeated=False)


@dataclass(frozen=True, slots=True, repr=False)
class _Slip:
    """What opens the slips of a visit, and the hash of it that is kept."""

    secret: str
    salt: bytes
    hashed: bytes


@dataclass(frozen=True, slots=True)
class _Made:
    dossier: Dossier
    events: tuple[DossierEvent, ...]


@dataclass(frozen=True, slots=True)
class _Desk:
    """One try of an intake, at one instant."""

    intake: Intake
    caller: Caller
    visit: Visit
    now: datetime
    applicant: str | None
    slip: _Slip

    def judge(self, centre: Centre, before: BeforeIntake) -> Sequence[Procedure]:
        """The edition under which each dossier is taken in, once nothing speaks against any of them.

        Raises:
            IntakeRejected, PossibleDoubleIntake
        """
        key = before.counter.key
        catalogue = Catalogue(edition for one in before.procedures.values() for edition in one.editions)
        faults = [
            fault
            for number, handed in enumerate(self.visit.dossiers)
            for fault in faults_of_dossier(handed, f"/dossiers/{number}", catalogue, centre, key.day)
        ]
        if faults:
            raise IntakeRejected(faults)
        doubles = [code for mark in before.marks.values() for code in mark.dossiers]
        if doubles and not self.visit.confirm:
            raise PossibleDoubleIntake(dossiers=doubles)
        return [catalogue.in_force(one.procedure, key.day) for one in self.visit.dossiers]

    def make(self, code: DossierCode, handed: Handed, procedure: Procedure, centre: Centre) -> _Made:
        """The dossier's first events: received, and accepted or refused with it."""
        received = receive(code, self._act(), procedure, centre.settling, handed.channel)
        dossier = apply(None, received)
        if handed.outcome is Outcome.RECEIVE:
            return _Made(dossier, (received,))
        if handed.outcome is Outcome.ACCEPT:
            decided = accept(dossier, self._act(), procedure, centre.settling, clock_at(self.now))
        else:
            decided = refuse(dossier, self._act(), handed.reason or Reason.OTHER)
        return _Made(apply(dossier, decided), (received, decided))

    def _act(self) -> Act:
        return Act(self.intake.ids.event_id(self.now), self.now, self.caller.code)

    def people(self, made: Sequence[_Made]) -> tuple[Person, ...]:
        """Who is behind each dossier; one secret opens all slips of a visit."""
        salt, hashed = self.slip.salt, self.slip.hashed
        found = []
        for one, handed in zip(made, self.visit.dossiers, strict=True):
            person = Person(
                one.dossier.code, self.visit.applicant, handed.papers, handed.payment, (), salt, hashed
            )
            person = replace(person.with_remark(one.events[-1].id, handed.remark), version=1)
            ended = one.dossier.ended_at
            found.append(person.deleted_after(ended, self.intake.kept) if ended else person)
        return tuple(found)

    def key(self, visit_id: str, made: Sequence[_Made]) -> IntakeKey:
        """By what this intake is recognised when it comes again."""
        codes = tuple(one.dossier.code for one in made)
        until = _in_days(self.now, _KEY_DAYS)
        return IntakeKey(
            self.caller.code, self.visit.key_digest, self.visit.content_digest, visit_id, codes, until
        )

    def marks(self, made: Sequence[_Made], before: BeforeIntake) -> tuple[DayMark, ...]:
        """What the applicant has handed in today, these dossiers included, by procedure.

        Who was refused at the desk and comes back with the right papers is no double.
        """
        if self.applicant is None:
            return ()
        until = _in_days(self.now, _MARK_DAYS)
        codes: dict[str, list[str]] = {}
        for one in made:
            if one.dossier.ended_at is None:
                codes.setdefault(one.dossier.procedure, []).append(one.dossier.code)
        key = before.counter.key
        found = []
        for procedure, new in codes.items():
            standing = before.marks.get(procedure) or DayMark(key.agency, key.day, procedure, self.applicant)
            found.append(
                replace(
                    standing,
                    dossiers=(*standing.dossiers, *new),
                    expires_at=until,
                    version=standing.version + 1,
                )
            )
        return tuple(found)


def _in_days(now: datetime, days: int) -> int:
    return int((now + timedelta(days=days)).timestamp())
