"""Renewals: how a receipt is carried over the end of a time-stamping certificate (docs/adr/0008).

Numbered plan of :meth:`Renewing.renew`, for a checkpoint whose token's certificate comes near its end:

1. The token must be an entry of the log itself. Where it is none (two checkpoints were attested between two
   batches), one of the next few that is takes its place, some seconds later.
2. Search the newest checkpoint that covers this entry and was attested while the certificate was good.
3. If that one's certificate is near its end as well, go on from there.

Tokens are read, not judged: whoever holds the receipt judges them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lienthong.model.bundle import LoggedEvent
from lienthong.ports import LogTable, Publication
from lienthong.services.attested import Attested, AttestedLog
from lienthong.services.sequencing import timestamp_event
from lienthong.tlog.receipts import MOST_RENEWALS, UnverifiedReceipt

#: So many checkpoints are looked at for one whose token is an entry: each second batch has one.
_NEIGHBOURS = 8
#: Before a certificate's very end nobody relies on clocks.
_MARGIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Renewed:
    """The checkpoint that the receipt is under, and the renewals of its token."""

    first: Attested
    renewals: tuple[UnverifiedReceipt, ...] = ()


@dataclass(frozen=True, slots=True)
class _Named:
    """A checkpoint whose token is itself an entry."""

    attested: Attested
    event: LoggedEvent
    index: int


@dataclass(frozen=True, slots=True)
class Renewing:
    """Finds renewals; ``within`` is how long before a certificate's end they are wanted."""

    table: LogTable
    log: AttestedLog
    now: datetime
    within: timedelta
    _known: dict[int, Renewed] = field(default_factory=dict, init=False)

    def renew(self, first: Attested) -> Renewed:
        """The renewals of a checkpoint's token, none while its certificate is good for long."""
        if first.token is None or not self._is_due(first):
            return Renewed(first)
        if first.size not in self._known:
            self._known[first.size] = self._renew(first)
        return self._known[first.size]

    def _renew(self, first: Attested) -> Renewed:
        # 1.
        named = next(self._named_from(first), None)
        if named is None:
            return Renewed(first)
        start, links = named.attested, list[UnverifiedReceipt]()
        while named is not None and len(links) < MOST_RENEWALS:
            # 2.
            following = self._following(named)
            if following is None:
                break
            links.append(self._link(named, following))
            # 3.
            named = self._named(following) if self._is_due(following) else None
        return Renewed(start, tuple(links)) if links else Renewed(first)

    def _is_due(self, one: Attested) -> bool:
        return one.until - self.within <= self.now

    def _named_from(self, first: Attested) -> Iterator[_Named]:
        """The checkpoint, or those right behind it, as far as their tokens are entries."""
        one: Attested | None = first
        for _ in range(_NEIGHBOURS):
            if one is None:
                return
            named = self._named(one)
            if named is not None:
                yield named
            one = self.log.attested_beyond(one.size)

    def _named(self, one: Attested) -> _Named | None:
        assert one.token is not None
        digest = hashlib.sha256(one.token).hexdigest()
        event = timestamp_event(
            Publication(attested_size=one.size, attested_at=one.time, attested_token=digest)
        )
        index = self.table.read([event.event_id]).indexes.get(event.event_id)
        return None if index is None else _Named(one, event, index)

    def _following(self, named: _Named) -> Attested | None:
        """The latest checkpoint attested before the certificate's end that is good for longer than it."""
        end = named.attested.until
        for one in self._before(min(end - _MARGIN, self.now), named.index):
            if one.until > end and (not self._is_due(one) or self._named(one) is not None):
                return one
        return None

    def _before(self, deadline: datetime, index: int) -> list[Attested]:
        """Checkpoints over the entry attested by the deadline, the latest first; sizes grow with time."""
        newest = self.log.attested_beyond(self.log.publication.attested_size - 1)
        if newest is not None and newest.size > index and newest.time <= deadline:
            return [newest]
        found = list[Attested]()
        low, high = index, self.log.publication.attested_size
        while low < high:
            middle = (low + high) // 2 if found else low
            one = self.log.attested_beyond(middle)
            if one is None or one.time > deadline:
                high = middle
            else:
                found.append(one)
                low = one.size
        return found[::-1]

    def _link(self, named: _Named, under: Attested) -> UnverifiedReceipt:
        event = dict(named.event.event)
        proof = self.log.prove(event, named.event.salt, named.index, under.checkpoint)
        return UnverifiedReceipt(event, named.event.salt, proof, under.token)
