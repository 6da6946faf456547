"""Notices to applicants in memory: claims, budgets, silences, and a carrier that keeps what it carried."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from lienthong.errors import Unavailable
from lienthong.onestop.people import NoticeWish
from lienthong.ports import (
    BeforeNotice,
    Change,
    NoticeChange,
    NoticeClaim,
    NoticeRefused,
    NotTaken,
    Silence,
    Spending,
)
from tests.doubles.memory_dossiers import MemoryDossiers
from tests.doubles.memory_exchange import MemoryExchange


class MemoryNotices:
    """:class:`lienthong.ports.NoticeStore` beside the dossiers and their events."""

    def __init__(self, dossiers: MemoryDossiers, exchange: MemoryExchange) -> None:
        self._dossiers = dossiers
        self._exchange = exchange
        self.claims: dict[tuple[str, NoticeWish], NoticeClaim] = {}
        self.silences: dict[tuple[str, NoticeWish], Silence] = {}
        self.spent: defaultdict[tuple[str, date], int] = defaultdict(int)

    def before(self, dossier: str, event_id: str, centre: str, day: date) -> BeforeNotice:
        story = self._dossiers.story(dossier)
        return BeforeNotice(
            story.events if story else (),
            self._dossiers.people([dossier]).get(dossier),
            tuple(one for (of, _), one in sorted(self.claims.items()) if of == event_id),
            tuple(one for (of, _), one in sorted(self.silences.items()) if of == dossier),
            self.spent.get((centre, day), 0),
        )

    def sent_as(self, provider_id: str) -> NoticeClaim | None:
        return next((one for one in self.claims.values() if one.provider_id == provider_id), None)

    def record(self, change: NoticeChange) -> None:
        claim, spending = change.claim, change.spending
        standing = self.claims.get((claim.event_id, claim.channel)) if claim else None
        moved = claim is not None and (standing.version if standing else 0) != claim.version - 1
        used_up = spending is not None and self._is_too_much(spending)
        if moved or used_up:
            raise NoticeRefused(moved, used_up)
        self._exchange.commit(Change(events=change.events))
        if claim:
            self.claims[claim.event_id, claim.channel] = claim
        if spending:
            self.spent[spending.centre, spending.day] += spending.segments
        if change.silence:
            self.silences[change.silence.dossier, change.silence.channel] = change.silence

    def _is_too_much(self, spending: Spending) -> bool:
        place, most = (spending.centre, spending.day), spending.most
        return most is not None and place in self.spent and self.spent[place] > most - spending.segments


class Carried(NamedTuple):
    """What a telephone or a mailbox got; a text message has no subject."""

    address: str
    subject: str
    text: str


@dataclass
class MemoryCarrier:
    """Both carriers: what they have carried, and how the next attempts end."""

    carried: list[Carried] = field(default_factory=list)
    #: Taken from the front: an error to raise; ``"lost"`` carries, and loses the answer.
    failing: list[NotTaken | Unavailable | str] = field(default_factory=list)

    def send(self, address: str, *parts: str) -> str:
        failure = self.failing.pop(0) if self.failing else None
        if isinstance(failure, Exception):
            raise failure
        subject, text = parts if len(parts) == 2 else ("", parts[0])
        self.carried.append(Carried(address, subject, text))
        if failure:
            raise Unavailable
        return f"m-{len(self.carried)}"
