"""Procedures and centres as data: imported by the registrar, shown to everybody, each change an event.

Numbered plan of :meth:`ProcedureDesk.load`:

1. The tables are read whole; one bad row imports nothing (``onestop.procedure_rows``).
2. Each code's editions are laid over those that stand: the same day replaces, an earlier edition without an
   end ends the day before the next begins. What changes nothing is left out.
3. Procedures that changed are recorded, each with an event for each edition that changed, a group in a
   transaction; a request that ends between two groups is repeated as a whole and goes on where it ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from lienthong.errors import NotFound, RegistryConflict, Unauthenticated
from lienthong.model.codes import Role
from lienthong.model.event import Event, EventType, JsonValue
from lienthong.onestop.filing import Centre, ProcedureEditions
from lienthong.onestop.procedure_records import procedure_json
from lienthong.onestop.procedures import Catalogue, Procedure
from lienthong.ports import Clock, DossierChange, DossierRefused, DossierStore, Ids, Registry
from lienthong.services.authentication import Authentication, Caller

if TYPE_CHECKING:
    from lienthong.onestop.detail_rows import ProcedureTables

_REGISTRAR = frozenset({Role.REGISTRAR})
#: One transaction takes 100 items: the nonce, and a record and some events for each procedure.
_GROUP_ITEMS = 98


@dataclass(frozen=True, slots=True)
class Loaded:
    """What an import has changed, and how many procedures it named."""

    changed: tuple[str, ...]
    unchanged: int


@dataclass(frozen=True, slots=True)
class ProcedureDesk:
    """Loads and shows procedures, and who settles what a centre takes in."""

    store: DossierStore
    registry: Registry
    authentication: Authentication
    clock: Clock
    ids: Ids

    def in_force(self, caller: Caller, day: date) -> Sequence[Procedure]:
        """Every procedure in force on a day, by code."""
        self.authentication.spend(caller)
        return list(_catalogue(self.store.procedures()).all_in_force(day))

    def load(self, caller: Caller, tables: ProcedureTables) -> Loaded:
        """Import procedures; see the module's plan.

        Raises:
            NotFound: the caller is no registrar. ProceduresRejected: with every fault.
            RegistryConflict: somebody else changed one of them at the same time.
        """
        caller.require(_REGISTRAR)
        # Imports are rare; what reads tables is loaded by them alone.
        from lienthong.onestop.procedure_rows import read_procedures

        read = read_procedures(tables)
        by_code: dict[str, list[Procedure]] = {}
        for procedure in read:
            by_code.setdefault(procedure.code, []).append(procedure)
        standing = self.store.editions(list(by_code))
        changed = [
            one
            for code, editions in by_code.items()
            if (one := _laid_over(standing.get(code), code, editions)) is not None
        ]
        self._record(caller, changed, {code: one.editions for code, one in standing.items()})
        return Loaded(tuple(one.code for one in changed), len(by_code) - len(changed))

    def _record(
        self,
        caller: Caller,
        changed: Sequence[ProcedureEditions],
        before: dict[str, tuple[Procedure, ...]],
    ) -> None:
        if not changed:
            self.authentication.spend(caller)
        for number, group in enumerate(_groups(changed, before)):
            events = tuple(
                self._event(caller, edition)
                for one in group
                for edition in one.editions
                if edition not in before.get(one.code, ())
            )
            # The nonce belongs to what is recorded first: a repetition finds that standing.
            nonce = caller.nonce if number == 0 else None
            try:
                self.store.record(DossierChange(procedures=tuple(group), events=events, nonce=nonce))
            except DossierRefused as refused:
                raise _refusal(refused) from refused

    def _event(self, caller: Caller, edition: Procedure) -> Event:
        return self._said(caller, EventType.PROCEDURE_CHANGE, edition.code, procedure_json(edition))

    # centres -----------------------------------------------------------------------------------------

    def set_up(self, caller: Caller, wanted: Centre) -> Centre:
        """Say who settles what a centre takes in; the same again changes nothing.

        Raises:
            NotFound: the caller is no registrar, or there is no such one-stop centre.
            RegistryConflict: an agency that is named is not registered, or somebody else was faster.
        """
        caller.require(_REGISTRAR)
        agencies = self.registry.agencies([wanted.code, wanted.lead, *wanted.agencies.values()])
        centre = agencies.get(wanted.code)
        if centre is None or centre.code != wanted.code or Role.ONE_STOP not in centre.roles:
            raise NotFound
        unknown = sorted({wanted.lead, *wanted.agencies.values()} - {one.code for one in agencies.values()})
        if unknown:
            named = ", ".join(unknown)
            raise RegistryConflict(why=f"{named} is not registered", why_vi=f"{named} chưa có trong danh bạ")
        standing = self.store.centre(wanted.code)
        version = standing.version if standing else 0
        if standing == replace(wanted, version=version):
            self.authentication.spend(caller)
            return standing
        settled = replace(wanted, version=version + 1)
        event = self._said(caller, EventType.CENTRE_CHANGE, settled.code, settled.to_json())
        try:
            self.store.record(DossierChange(centre=settled, events=(event,), nonce=caller.nonce))
        except DossierRefused as refused:
            raise _refusal(refused) from refused
        return settled

    def _said(self, caller: Caller, kind: EventType, subject: str, details: dict[str, JsonValue]) -> Event:
        now = self.clock.now()
        return Event(
            event_id=self.ids.event_id(now),
            type=kind,
            subject=subject,
            at=now,
            actor=caller.code,
            salt=self.ids.salt(),
            details=details,
            proof=caller.proof,
        )


def _refusal(refused: DossierRefused) -> Unauthenticated | RegistryConflict:
    if refused.nonce_spent:
        return Unauthenticated()
    return RegistryConflict(
        why="somebody else changed the same at this moment",
        why_vi="cơ quan khác vừa thay đổi cùng nội dung",
    )


def _catalogue(standing: Sequence[ProcedureEditions]) -> Catalogue:
    return Catalogue(edition for one in standing for edition in one.editions)


def _laid_over(
    standing: ProcedureEditions | None, code: str, editions: Sequence[Procedure]
) -> ProcedureEditions | None:
    """A code's editions after the import, one version on; ``None`` where nothing changes."""
    known = {one.effective_from: one for one in (standing.editions if standing else ())}
    laid = sorted(
        (known | {one.effective_from: one for one in editions}).values(), key=lambda one: one.effective_from
    )
    ended = tuple(_ended_before(one, after) for one, after in pairwise([*laid, None]) if one is not None)
    if standing and ended == standing.editions:
        return None
    return ProcedureEditions(code, ended, (standing.version if standing else 0) + 1)


def _ended_before(edition: Procedure, following: Procedure | None) -> Procedure:
    """The edition, at the latest until the day before the next one: editions of one code never overlap."""
    if following is None:
        return edition
    last = following.effective_from - timedelta(days=1)
    if edition.effective_until is not None and edition.effective_until <= last:
        return edition
    return replace(edition, effective_until=last)


def _groups(
    changed: Sequence[ProcedureEditions], before: dict[str, tuple[Procedure, ...]]
) -> Iterator[list[ProcedureEditions]]:
    """The procedures in groups whose records and events fit into one transaction."""
    group: list[ProcedureEditions] = []
    room = _GROUP_ITEMS
    for one in changed:
        items = 1 + sum(edition not in before.get(one.code, ()) for edition in one.editions)
        if group and items > room:
            yield group
            group, room = [], _GROUP_ITEMS
        group.append(one)
        room -= items
    if group:
        yield group
