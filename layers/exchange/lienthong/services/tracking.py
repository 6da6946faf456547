"""Looking a dossier up: whoever holds the slip learns where it is; whoever guesses learns nothing.

Numbered plan of :meth:`Tracking.look` (docs/adr/0020):

1. Counted first, by keyed digests: what is refused for being too often costs no hash (``look_limits``).
2. The slip's lock is read, also for a code that can be nobody's; one whose time is over counts as none.
3. One slow hash in any case: of this slip, or of none. Up to here everything is the same for a wrong secret,
   an unknown or malformed code and a person who was deleted, and they get the same answer.
4. Only who has opened it is read the story, and the names in it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime

from lienthong.errors import IntegrityFault
from lienthong.onestop.codes import DossierCode
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.errors import DossierCodeMalformed
from lienthong.onestop.filing import ProcedureEditions
from lienthong.onestop.look_limits import tallies
from lienthong.onestop.procedures import Procedure
from lienthong.onestop.tracked import Tracked
from lienthong.onestop.tracking import NO_SLIP, SlipLock, opens
from lienthong.onestop.tracking_errors import DossierNotTracked, LookedUpTooOften
from lienthong.ports import MOST_NAMES, Clock, KeyedDigests, TrackingStore
from lienthong.services.one_stop_rules import folded

#: Where no dossier lies: read for what is no code at all, so that it takes the same.
_NOWHERE = "-"


@dataclass(frozen=True, slots=True, repr=False)
class Look:
    """What somebody typed from a slip, and the address it came from."""

    code: str
    secret: str
    address: str


class KeyOfTheDay:
    """The key by which addresses are digested: asked for once a day, and kept in memory alone."""

    def __init__(self, digests: KeyedDigests) -> None:
        self._digests = digests
        self._of: tuple[date, bytes] | None = None

    def at(self, now: datetime) -> bytes:
        """The key of this day, UTC; 32 bytes."""
        known = self._of
        if known is None or known[0] != now.date():
            known = now.date(), bytes.fromhex(self._digests.digest(f"looks of {now.date()}"))
            self._of = known
        return known[1]


@dataclass(frozen=True, slots=True)
class Tracking:
    """Answers who holds a slip."""

    store: TrackingStore
    key: KeyOfTheDay
    clock: Clock

    def look(self, look: Look) -> Tracked:
        """The dossier of this slip as its applicant may see it; see the module's plan.

        Raises:
            LookedUpTooOften: nothing was compared.
            DossierNotTracked: no such code, or another secret.
        """
        now = self.clock.now()
        code = _code_of(look.code)
        self._count(code or look.code, look.address, now)
        lock = _in_force(self.store.lock(code or _NOWHERE), now)
        if not opens(lock, look.secret) or code is None:
            raise DossierNotTracked
        return self._tracked(code)

    def _count(self, code: str, address: str, now: datetime) -> None:
        for tally in tallies(code, address, now, self.key.at(now)):
            if not self.store.count(tally):
                raise LookedUpTooOften(seconds=math.ceil((tally.until - now).total_seconds()))

    def _tracked(self, code: str) -> Tracked:
        dossier = folded(self.store.story(code))
        described = self.store.described(dossier.procedure, _agencies(dossier))
        return Tracked.of(dossier, _edition(described.editions, dossier), described.names)


def _code_of(typed: str) -> str | None:
    try:
        return str(DossierCode.parse(typed))
    except DossierCodeMalformed:
        return None


def _in_force(lock: SlipLock | None, now: datetime) -> SlipLock:
    """The lock; none where the person is deleted, or should be by now."""
    if lock is None or (lock.expires_at is not None and lock.expires_at <= now.timestamp()):
        return NO_SLIP
    return lock


def _agencies(dossier: Dossier) -> list[str]:
    """Who is named on the page, as many as are read at once; of a way that long the rest is shown by code."""
    return sorted(dossier.parties() | {step.agency for step in dossier.plan})[:MOST_NAMES]


def _edition(editions: ProcedureEditions | None, dossier: Dossier) -> Procedure:
    """The edition under which it was taken in.

    Raises:
        IntegrityFault: an edition that dossiers were taken in under is never deleted.
    """
    for one in editions.editions if editions else ():
        if one.effective_from == dossier.edition:
            return one
    raise IntegrityFault(what="dossier without its procedure")
