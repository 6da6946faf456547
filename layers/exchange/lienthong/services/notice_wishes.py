"""An applicant wants to be told otherwise: by other ways, or only of what must be known.

The wishes are the person's and stand with the person. That they changed is an event, which says how and names
nobody; the same wishes again are no change, and no event.
"""

from __future__ import annotations

from dataclasses import dataclass

from lienthong.errors import NotFound, Unauthenticated, Unavailable
from lienthong.model.event import Event, EventType
from lienthong.onestop.people import NoticeWish, Person
from lienthong.ports import Clock, DossierChange, DossierRefused, DossierStore, Ids
from lienthong.services.authentication import Authentication, Caller
from lienthong.services.dossier_acts import party_to
from lienthong.services.intake import TAKES_IN

_TRIES = 4


@dataclass(frozen=True, slots=True)
class NoticeWishes:
    """Changes how applicants are told."""

    store: DossierStore
    authentication: Authentication
    clock: Clock
    ids: Ids

    def change(
        self, caller: Caller, code: str, notices: tuple[NoticeWish, ...], *, only_needed: bool
    ) -> Person:
        """The person with these wishes; for the centre that took the dossier in.

        Raises:
            NotFound: no such dossier of the calling centre's, or nobody is known behind it any more.
        """
        caller.require(TAKES_IN)
        for _ in range(_TRIES):
            if party_to(caller, self.store.story(code)).centre != caller.code:
                raise NotFound
            person = self.store.people([code]).get(code)
            if person is None:
                raise NotFound
            wishing = person.wishing(notices, only_needed=only_needed)
            if wishing.applicant == person.applicant:
                self.authentication.spend(caller)
                return person
            try:
                event = self._said(caller, code, wishing)
                self.store.record(DossierChange(people=(wishing,), events=(event,), nonce=caller.nonce))
            except DossierRefused as refused:
                if refused.nonce_spent:
                    raise Unauthenticated from refused
                continue
            return wishing
        raise Unavailable

    def _said(self, caller: Caller, code: str, person: Person) -> Event:
        now, applicant = self.clock.now(), person.applicant
        return Event(
            event_id=self.ids.event_id(now),
            type=EventType.NOTICE_WISHES,
            subject=code,
            at=now,
            actor=caller.code,
            salt=self.ids.salt(),
            details={
                "notices": [wish.value for wish in applicant.notices],
                "only_needed": applicant.only_needed,
            },
            proof=caller.proof,
        )
