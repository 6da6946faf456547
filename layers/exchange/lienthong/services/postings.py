"""What a centre posts publicly: the procedures that can be handed in there today, each with all that binds.

It is read from what is in force, so it cannot differ from it; what hangs out on paper is held against it by
the inspection.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lienthong.errors import NotFound
from lienthong.model.calendar import date_in_vietnam
from lienthong.onestop.desk_errors import ProcedureNotOffered
from lienthong.onestop.errors import ProcedureNotInForce, StepsUnassigned
from lienthong.onestop.filing import Centre, ProcedureEditions
from lienthong.onestop.posting_page import PostingPlace
from lienthong.onestop.procedures import Catalogue, Procedure
from lienthong.onestop.words import Channel
from lienthong.ports import Clock, DossierStore, Registry
from lienthong.services.one_stop_rules import check_offered


@dataclass(frozen=True, slots=True)
class Postings:
    """Reads postings, for anybody."""

    store: DossierStore
    registry: Registry
    clock: Clock

    def of_centre(self, code: str) -> tuple[PostingPlace, Sequence[Procedure]]:
        """What can be handed in at a centre today, by code. Two reads, and the registry's if not remembered.

        Raises:
            NotFound: no centre is set up under this code.
        """
        place, centre = self._place(code)
        in_force = _catalogue(self.store.procedures()).all_in_force(place.day)
        return place, [one for one in in_force if _is_offered(one, centre)]

    def one(self, code: str, procedure: str) -> tuple[PostingPlace, Procedure]:
        """One procedure as it is posted at a centre today. As many reads.

        Raises:
            NotFound: no such centre, or the procedure cannot be handed in there today.
        """
        place, centre = self._place(code)
        editions = self.store.editions([procedure])
        try:
            found = _catalogue(editions.values()).in_force(procedure, place.day)
        except ProcedureNotInForce as ended:
            raise NotFound from ended
        if not _is_offered(found, centre):
            raise NotFound
        return place, found

    def _place(self, code: str) -> tuple[PostingPlace, Centre]:
        centre = self.store.centre(code)
        if centre is None:
            raise NotFound
        agencies = self.registry.agencies([code, *centre.agencies.values()])
        today = date_in_vietnam(self.clock.now())
        names = {one: agency.name for one, agency in agencies.items()}
        by_role = {role: names.get(agency, agency) for role, agency in centre.agencies.items()}
        return PostingPlace(code, names.get(code, code), names | by_role, today), centre


def _catalogue(editions: Iterable[ProcedureEditions]) -> Catalogue:
    return Catalogue(edition for one in editions for edition in one.editions)


def _is_offered(procedure: Procedure, centre: Centre) -> bool:
    try:
        check_offered(procedure, centre, Channel.DIRECT)
    except (ProcedureNotOffered, StepsUnassigned):
        return False
    return True
