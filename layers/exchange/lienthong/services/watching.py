"""Watching: deadlines warn before they pass and are told when they have, each exactly once (docs/adr/0015).

Numbered plan of :meth:`Watching.watch`:

1. Read what the view ``deadlines`` says is due to be told by now, the longest overdue first.
2. Ask the exchange's own records whether it is still owed: the view is a minute behind, and nobody is blamed
   for what was done in that minute.
3. Record the alarm as an event whose id follows from the obligation, its end and the kind of alarm. Where it
   stands already, nothing is written.
4. The event comes back through the log, and the view moves the obligation on to its next alarm.

A run ends in time for the next one, which begins where this one has left off, because what was told is no
longer first. Several runs at once do no harm. After an outage what has passed is told as passed, and not as
a warning.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lienthong.deadlines.obligations import Obligation
from lienthong.deadlines.rules import Duty, Rules
from lienthong.model.agency import Agency
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.codes import AgencyState, Question, Status, SubmissionState
from lienthong.model.delivery import Delivery
from lienthong.model.event import Event, EventType, JsonValue, text_of
from lienthong.model.identifiers import submission_id, ulid
from lienthong.model.submission import Submission
from lienthong.ports import Change, Clock, CommitRefused, ExchangeStore, Ids, Metrics, Registry, ViewStore
from lienthong.services.deadline_records import NEXT, sortable
from lienthong.services.succession import heirs

#: A run ends well before its function's time-out.
_WORKS = timedelta(seconds=45)
_PAGE = 100
#: A corrected document may have come under another DocumentId; the view knows it within this time.
_SETTLES = timedelta(minutes=3)
_NEWS = timedelta(days=31)
_SENDING = frozenset({Duty.SENDING, Duty.URGENT_SENDING})


@dataclass(frozen=True, slots=True)
class Watching:
    """Tells agencies, and those above them, of deadlines; ``view`` is the view's name in its store."""

    store: ViewStore
    view: str
    rules: Rules
    exchange: ExchangeStore
    registry: Registry
    metrics: Metrics
    clock: Clock
    ids: Ids

    def watch(self) -> int:
        """One run (see the module's plan); how many alarms it has recorded.

        Raises:
            Unavailable: the next run goes on.
        """
        now = self.clock.now()
        told, cursor = 0, None
        while True:
            # "$" sorts behind "#": whatever is due in this very instant is in.
            page = self.store.page(self.view, NEXT, last=sortable(now) + "$", cursor=cursor, limit=_PAGE)
            told += self._tell([Obligation.from_json(value) for _, value in page.items], now)
            cursor = page.cursor
            if cursor is None or self.clock.now() >= now + _WORKS:
                return told

    def _tell(self, obligations: list[Obligation], now: datetime) -> int:
        owed = [one for one in obligations if one.done_at or self._is_owed(one, now)]
        readers = self._readers(owed, date_in_vietnam(now))
        # What passed long ago, before anybody watched or in a long outage, is shown and not written about.
        return sum(
            self._record(one, readers.get(one.agency, ()) if now - one.due < _NEWS else (), now)
            for one in owed
        )

    # 2. ------------------------------------------------------------------------------------------------

    def _is_owed(self, one: Obligation, now: datetime) -> bool:
        if one.duty in _SENDING:
            return one.due + _SETTLES <= now and not self._was_sent_again(one)
        found = self.exchange.delivery(one.submission_id, one.agency)
        return found is not None and _owes(one.duty, *found)

    def _was_sent_again(self, one: Obligation) -> bool:
        """Whether the rejected document has come again under its DocumentId (docs/adr/0001, "Keys")."""
        rejected = self.exchange.submission(one.submission_id)
        if rejected is None:
            return True
        document_id, attempt = rejected.envelope.document_id, rejected.attempt + 1
        again = self.exchange.submission(submission_id(one.agency, document_id, attempt))
        return again is not None and again.state is not SubmissionState.REJECTED

    # 3. ------------------------------------------------------------------------------------------------

    def _readers(self, owed: Iterable[Obligation], today: date) -> Mapping[str, tuple[str, ...]]:
        """By the agency obliged: itself, or its heir, and the one above, where they have a channel."""
        known = self.registry.agencies({one.agency for one in owed})
        agencies = {**known, **heirs(self.registry, known.values(), today)}
        above = self.registry.agencies({agency.parent for agency in agencies.values() if agency.parent})
        return {
            code: _reached(today, agency, above.get(agency.parent or "")) for code, agency in agencies.items()
        }

    def _record(self, one: Obligation, readers: tuple[str, ...], now: datetime) -> bool:
        expired = one.due <= now
        event = Event(
            event_id=_event_id(one, expired=expired),
            type=EventType.DEADLINE_EXPIRY if expired else EventType.DEADLINE_WARNING,
            subject=one.submission_id,
            at=now,
            actor="exchange",
            salt=self.ids.salt(),
            agency=one.agency,
            notify=readers,
            details=self._details(one),
        )
        try:
            self.exchange.commit(Change(events=(event,)))
        except CommitRefused:
            # Told by another run, and not folded yet.
            return False
        self.metrics.count("DeadlineExpired" if expired else "DeadlineWarned", duty=one.duty.value)
        return True

    def _details(self, one: Obligation) -> dict[str, JsonValue]:
        rule = self.rules.in_force(one.duty, date_in_vietnam(one.opened_at))
        return {
            "duty": one.duty.value,
            "identity": one.identity,
            "due": text_of(one.due),
            "done_at": text_of(one.done_at) if one.done_at else None,
            "source": rule.source if rule else None,
        }


def _owes(duty: Duty, submission: Submission, delivery: Delivery) -> bool:
    """Whether the recipient still owes it, by the records themselves."""
    if delivery.withheld is not None:
        return False
    if duty is Duty.RECALL_ANSWER:
        return delivery.question is Question.RECALL
    refused_recall = delivery.answered is Question.RECALL and delivery.answer is Status.DISAGREES
    if submission.recall and not refused_recall:
        return False
    if duty is Duty.UPDATE_ANSWER:
        asked = delivery.question in (Question.UPDATE, Question.REPLACEMENT)
        return asked and delivery.status is not Status.REFUSED
    if duty is Duty.RECEIPT:
        return delivery.status is Status.ARRIVED
    return delivery.status not in (Status.REFUSED, Status.FINISHED)


def _reached(today: date, *agencies: Agency | None) -> tuple[str, ...]:
    known = [agency for agency in agencies if agency]
    return tuple(one.code for one in known if one.is_notified and one.state_on(today) is AgencyState.ACTIVE)


def _event_id(one: Obligation, *, expired: bool) -> str:
    """The same whenever it is told; another end is another alarm."""
    at = one.due if expired or one.warn_at is None else one.warn_at
    said = ("expiry" if expired else "warning", one.agency, one.identity, text_of(one.due))
    return ulid(int(at.timestamp() * 1000), hashlib.sha256("\x00".join(said).encode()).digest())
