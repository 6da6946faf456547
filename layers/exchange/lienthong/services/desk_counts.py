"""What is counted at the desk beside dossiers: consultations, and how satisfied visitors say they are.

Each is an event that names nobody. A vote for a dossier tells only its procedure: who voted how is nobody's
business, the clerk's least of all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from lienthong.errors import NotFound, Unauthenticated, Unavailable
from lienthong.model.event import Event, EventType, JsonValue
from lienthong.onestop.codes import SequenceKey
from lienthong.onestop.desk_errors import IntakeConflict
from lienthong.onestop.words import Vote
from lienthong.ports import (
    Clock,
    DossierChange,
    DossierRefused,
    DossierStore,
    Ids,
    IntakeKey,
    IntakePlaces,
)
from lienthong.services.authentication import Authentication, Caller
from lienthong.services.intake import TAKES_IN

_KEY_DAYS = 30


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted; ``repeated``: it had been counted before."""

    event_id: str
    repeated: bool


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """Counts."""

    store: DossierStore
    authentication: Authentication
    clock: Clock
    ids: Ids

    def consultation(self, caller: Caller, key: str, procedure: str | None) -> Counted:
        """Record once that somebody was advised, about which procedure if about one.

        Raises:
            NotFound: the caller is no one-stop centre. IntakeConflict: the key is another act's.
        """
        caller.require(TAKES_IN)
        said = f"consultation\0{procedure or ''}"
        return self._once(caller, key, said, EventType.CONSULTATION, {"procedure": procedure})

    def vote(self, caller: Caller, key: str, vote: Vote, dossier: str | None) -> Counted:
        """Record once what a visitor pressed, for a dossier of the centre's own if for one.

        Raises:
            NotFound: the caller is no one-stop centre, or the dossier is not its own.
            IntakeConflict: the key is another act's.
        """
        caller.require(TAKES_IN)
        procedure = self._procedure_of(caller, dossier) if dossier else None
        # The key is random, so that nobody can try which dossier a digest is of.
        said = f"vote\0{vote.value}\0{dossier or ''}\0{key}"
        return self._once(
            caller, key, said, EventType.SATISFACTION_VOTE, {"vote": vote.value, "procedure": procedure}
        )

    def _procedure_of(self, caller: Caller, dossier: str) -> str:
        story = self.store.story(dossier)
        if story is None or story.filed.centre != caller.code:
            raise NotFound
        return story.filed.procedure

    def _once(
        self, caller: Caller, key: str, said: str, kind: EventType, details: Mapping[str, JsonValue]
    ) -> Counted:
        now = self.clock.now()
        digest = hashlib.sha256(key.encode()).hexdigest()
        content = hashlib.sha256(said.encode()).hexdigest()
        places = IntakePlaces(SequenceKey.at(caller.code, now), digest, (), None)
        standing = self.store.before_intake(places).intake
        if standing:
            if standing.content != content:
                raise IntakeConflict(key=key, dossiers=list(standing.dossiers) or [standing.visit])
            self.authentication.spend(caller)
            return Counted(standing.visit, repeated=True)
        event = Event(
            event_id=self.ids.event_id(now),
            type=kind,
            subject=caller.code,
            at=now,
            actor=caller.code,
            salt=self.ids.salt(),
            details=details,
            proof=caller.proof,
        )
        until = int((now + timedelta(days=_KEY_DAYS)).timestamp())
        counted = IntakeKey(caller.code, digest, content, event.event_id, (), until)
        try:
            self.store.record(DossierChange(intake=counted, events=(event,), nonce=caller.nonce))
        except DossierRefused as refused:
            if refused.nonce_spent:
                raise Unauthenticated from refused
            raise Unavailable from refused
        return Counted(event.event_id, repeated=False)
