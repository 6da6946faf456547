"""Consultations: visits from which no dossier came are counted, too (Report 06 counts visits)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from lienthong.errors import Unauthenticated, Unavailable
from lienthong.model.event import Event, EventType
from lienthong.onestop.codes import SequenceKey
from lienthong.onestop.desk_errors import IntakeConflict
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
class Consultation:
    """What was counted; ``repeated``: it had been counted before."""

    event_id: str
    repeated: bool


@dataclass(frozen=True, slots=True)
class Consultations:
    """Counts consultations."""

    store: DossierStore
    authentication: Authentication
    clock: Clock
    ids: Ids

    def count(self, caller: Caller, key: str, procedure: str | None) -> Consultation:
        """Record once that somebody was advised, about which procedure if about one; nobody is named.

        Raises:
            NotFound: the caller is no one-stop centre. IntakeConflict: the key is another act's.
        """
        caller.require(TAKES_IN)
        now = self.clock.now()
        digest = hashlib.sha256(key.encode()).hexdigest()
        content = hashlib.sha256(f"consultation\0{procedure or ''}".encode()).hexdigest()
        places = IntakePlaces(SequenceKey.at(caller.code, now), digest, (), None)
        standing = self.store.before_intake(places).intake
        if standing:
            if standing.content != content:
                raise IntakeConflict(key=key, dossiers=list(standing.dossiers) or [standing.visit])
            self.authentication.spend(caller)
            return Consultation(standing.visit, repeated=True)
        event = Event(
            event_id=self.ids.event_id(now),
            type=EventType.CONSULTATION,
            subject=caller.code,
            at=now,
            actor=caller.code,
            salt=self.ids.salt(),
            details={"procedure": procedure},
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
        return Consultation(event.event_id, repeated=False)
