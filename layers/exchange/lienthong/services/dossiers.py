"""Reading dossiers: a centre's own list, one story with what is legal now, and the portal's fields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lienthong.model.codes import EXCHANGING
from lienthong.model.event import Event
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.filing import FiledDossier
from lienthong.onestop.legality import agencies_for, legal_kinds
from lienthong.onestop.people import Person
from lienthong.onestop.words import Kind
from lienthong.ports import DossierStore, Page
from lienthong.services.authentication import Authentication, Caller
from lienthong.services.dossier_acts import party_to
from lienthong.services.intake import TAKES_IN


@dataclass(frozen=True, slots=True)
class DossierStory:
    """A dossier as a party sees it.

    Attributes:
        legal: what the reader may do to it now.
        person: who applies; for the centre alone, and only until it is deleted.
    """

    dossier: Dossier
    events: tuple[Event, ...]
    legal: tuple[Kind, ...]
    person: Person | None


@dataclass(frozen=True, slots=True)
class Dossiers:
    """Shows dossiers to their parties."""

    store: DossierStore
    authentication: Authentication

    def story(self, caller: Caller, code: str) -> DossierStory:
        """Everything recorded about a dossier.

        Raises:
            NotFound: no such dossier of the caller's.
        """
        caller.require(EXCHANGING)
        self.authentication.spend(caller)
        story = self.store.story(code)
        dossier = party_to(caller, story)
        assert story is not None
        legal = tuple(
            kind
            for kind in Kind
            if kind in legal_kinds(dossier) and caller.code in agencies_for(dossier, kind)
        )
        is_centre = caller.code == dossier.centre
        person = self.store.people([code]).get(code) if is_centre else None
        return DossierStory(dossier, story.events, legal, person)

    def state(self, caller: Caller, code: str) -> Dossier:
        """What a dossier's events fold to.

        Raises:
            NotFound: no such dossier of the caller's.
        """
        caller.require(EXCHANGING)
        self.authentication.spend(caller)
        return party_to(caller, self.store.story(code))

    def page(
        self, caller: Caller, *, ended: bool, due_by: date | None, cursor: str | None, limit: int
    ) -> Page[FiledDossier]:
        """A page of what the calling centre has taken in: open by what is due first, ended by their end.

        Raises:
            NotFound: the caller is no one-stop centre. MalformedRequest: no cursor of ours.
        """
        caller.require(TAKES_IN)
        self.authentication.spend(caller)
        return self.store.page(caller.code, ended=ended, due_by=due_by, cursor=cursor, limit=limit)
