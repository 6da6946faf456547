"""The view ``deadlines``: who owes what by when, what is late, and what was met in time.

Records by partition:

* ``OPEN#<agency>``, sort the obligation's identity: everything the agency still owes.
* ``NEXT``, sort ``<instant>#<agency>#<identity>``: the same, by when something is to be said about it.
* ``LATE``, sort likewise by the end that has passed: the same, when its end has been told.
* ``PAST``, sort ``<due>#<agency>#<identity>``: what was met, but late. It stays.
* ``COUNT#<month of the end>``, sort ``<agency>#<duty>``: how many were met in time, how many late, how late.
* ``DOCUMENT``, sort submission: by what people know it, for as long as the exchange has it.
* ``MISSING``, sort year: how many obligations cannot be dated, because the year is not loaded.

Working days and rules are the fold's own: other ones are another version, made anew from the log. So a year
that is loaded late dates what waited for it, and a day off decided late moves every end that it concerns.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from lienthong.calendar.errors import CalendarYearMissing
from lienthong.calendar.reading import calendar_json
from lienthong.calendar.working import WorkingCalendar
from lienthong.deadlines.obligations import Obligation
from lienthong.deadlines.rules import Duty, Rule, Rules, working_day_of
from lienthong.model.calendar import VIETNAM, date_in_vietnam
from lienthong.model.codes import Priority, Question, Status
from lienthong.model.event import Event, EventType, JsonValue
from lienthong.ports import JsonObject, ViewKey
from lienthong.services.deadline_records import (
    MISSING,
    NEXT,
    count_key,
    document_key,
    identity_of,
    open_key,
    past_key,
    sending_identity,
    timeline_key,
    timeline_keys,
    timeline_sort,
)
from lienthong.services.following import Entry
from lienthong.services.viewing import Held

#: Raised when the fold itself changes.
_FOLD = 1
#: What a recipient can owe about one delivery.
_OF_DELIVERY = (Duty.RECEIPT, Duty.COMPLETION, Duty.UPDATE_ANSWER, Duty.RECALL_ANSWER)
_ALARMS = frozenset({EventType.DEADLINE_WARNING, EventType.DEADLINE_EXPIRY})
_DECISIONS = frozenset({EventType.SUBMISSION_ACCEPTANCE, EventType.SUBMISSION_REJECTION})


class DeadlineView:
    """The fold; a function of the entry, the records, and the calendar and rules it was made with."""

    name = "deadlines"

    def __init__(self, calendar: WorkingCalendar, rules: Rules) -> None:
        self._calendar = calendar
        self._rules = rules

    @cached_property
    def version(self) -> int:
        """Follows from the fold, the calendar and the rules."""
        calendar = json.dumps(calendar_json(self._calendar.data), sort_keys=True)
        made_of = f"{_FOLD}\x00{self._rules.digest}\x00{calendar}"
        return int(hashlib.sha256(made_of.encode()).hexdigest()[:12], 16)

    def keys(self, entry: Entry) -> Iterable[ViewKey]:
        """The document, and what the agency owes about it."""
        event = entry.event
        document = _document_in(event)
        if document:
            yield open_key(str(document["sender"]), sending_identity(document))
        if event.agency is None:
            return
        yield document_key(event.subject)
        if event.type in _ALARMS:
            yield open_key(event.agency, str(event.details["identity"]))
        else:
            for duty in _OF_DELIVERY:
                yield open_key(event.agency, identity_of(event.subject, duty))

    def fold(self, entry: Entry, held: Held) -> None:
        """Open, meet, suspend or drop what the event says."""
        _Folding(self._calendar, self._rules, held, entry.event).fold()


class _Folding:
    """One entry's fold."""

    def __init__(self, calendar: WorkingCalendar, rules: Rules, held: Held, event: Event) -> None:
        self._calendar = calendar
        self._rules = rules
        self._held = held
        self._event = event

    def fold(self) -> None:
        event = self._event
        if event.type in _DECISIONS:
            self._decided()
        elif event.type is EventType.CONTENT_DELETION:
            self._held.drop(document_key(event.subject))
        elif event.type in _ALARMS:
            self._told()
        elif event.agency is not None:
            self._of_delivery(event.agency)

    def _dating(self, act: Callable[[], None]) -> None:
        """Do what needs the calendar; what nobody can date is counted under the year that is missing."""
        try:
            act()
        except CalendarYearMissing as missing:
            self._note_missing(missing.year)

    def _note_missing(self, year: int) -> None:
        key = (MISSING, str(year))
        self._held.put(key, {"count": _number(self._held.get(key), "count") + 1})

    # the sender ------------------------------------------------------------------------------------

    def _decided(self) -> None:
        document = _document_in(self._event)
        if document is None:
            return
        sender, identity = str(document["sender"]), sending_identity(document)
        waiting = self._find(sender, identity)
        if self._event.type is EventType.SUBMISSION_REJECTION:
            # A rejected document has not been sent (D28 6.2): its time goes on running.
            if waiting is None:
                self._dating(lambda: self._open(self._sending(document, sender, identity)))
            return
        self._held.put(document_key(self._event.subject), _kept(document))
        sent_at = datetime.fromisoformat(str(document["received_at"]))
        if waiting:
            self._meet(waiting, sent_at)
        else:
            self._dating(lambda: self._judge_sending(document, sender, identity, sent_at))

    def _judge_sending(self, document: JsonObject, sender: str, identity: str, sent_at: datetime) -> None:
        """That a document was sent late is known when it comes; then it is still told."""
        sending = self._sending(document, sender, identity)
        if sending is None:
            return
        obligation = sending[0]
        if obligation.due < sent_at:
            done = replace(obligation, warn_at=None, done_at=sent_at)
            self._held.put(past_key(done), done.to_json())
            self._held.put(timeline_key(NEXT, done.due, done), done.to_json())
        self._count(obligation, sent_at)

    def _sending(self, document: JsonObject, sender: str, identity: str) -> tuple[Obligation, Rule] | None:
        signed_on = date.fromisoformat(str(document["issued_on"]))
        urgent = int(str(document["priority"])) >= Priority.URGENT
        duty = Duty.URGENT_SENDING if urgent else Duty.SENDING
        rule = self._rules.in_force(duty, signed_on)
        if rule is None:
            return None
        due = rule.due_of_date(signed_on, self._calendar)
        signed_at = datetime(signed_on.year, signed_on.month, signed_on.day, tzinfo=VIETNAM)
        signed_at = signed_at.astimezone(UTC)
        return self._new(sender, duty, identity, signed_at, due, _kept(document)), rule

    # the recipient ---------------------------------------------------------------------------------

    def _of_delivery(self, agency: str) -> None:
        """What an event of one delivery does to what its recipient owes."""
        event = self._event
        match event.type:
            case EventType.CONTENT_CONSIGNMENT:
                self._consigned(agency)
            case EventType.CONSIGNMENT_ACCEPTANCE:
                self._meet_duty(agency, Duty.RECEIPT)
            case EventType.CONSIGNMENT_REJECTION:
                self._meet_duty(agency, Duty.RECEIPT)
                self._void(agency, Duty.COMPLETION, Duty.UPDATE_ANSWER)
            case EventType.STATUS_CHANGE if event.details["status"] == Status.FINISHED.value:
                self._meet_duty(agency, Duty.COMPLETION)
            case EventType.RECALL_NOTIFICATION:
                self._recalled(agency)
            case EventType.RECALL_REFUSAL:
                self._meet_duty(agency, Duty.RECALL_ANSWER)
                self._dating(lambda: self._resume(agency))
            case EventType.RECALL_AGREEMENT:
                self._meet_duty(agency, Duty.RECALL_ANSWER)
                self._void(agency, *_OF_DELIVERY)
            case EventType.REPLACEMENT_AGREEMENT | EventType.REPLACEMENT_REFUSAL:
                self._meet_duty(agency, Duty.UPDATE_ANSWER)
            case EventType.COPY_WITHHOLDING | EventType.COPY_DESTRUCTION:
                # Recalled, or in its replacement's favour: nobody owes anything about it any more.
                self._void(agency, *_OF_DELIVERY)

    def _consigned(self, agency: str) -> None:
        document = self._held.get(document_key(self._event.subject)) or {}
        self._dating(lambda: self._open_from_now(agency, Duty.RECEIPT, document))
        if self._event.details.get("question") in (Question.UPDATE.value, Question.REPLACEMENT.value):
            self._dating(lambda: self._open_from_now(agency, Duty.UPDATE_ANSWER, document))
        if document.get("due_on"):
            due_on = date.fromisoformat(str(document["due_on"]))
            self._dating(lambda: self._open_completion(agency, document, due_on))

    def _open_completion(self, agency: str, document: JsonObject, due_on: date) -> None:
        rule = self._rules.in_force(Duty.COMPLETION, self._today)
        # What was over before it came was never the recipient's to keep.
        if rule is None or due_on < self._today:
            return
        due = rule.due_of_date(due_on, self._calendar)
        identity = identity_of(self._event.subject, Duty.COMPLETION)
        self._open((self._new(agency, Duty.COMPLETION, identity, self._event.at, due, document), rule))

    def _open_from_now(self, agency: str, duty: Duty, document: JsonObject) -> None:
        rule = self._rules.in_force(duty, self._today)
        if rule is None:
            return
        due = rule.due_from(self._event.at, self._calendar)
        identity = identity_of(self._event.subject, duty)
        self._open((self._new(agency, duty, identity, self._event.at, due, document), rule))

    def _recalled(self, agency: str) -> None:
        """13 suspends the ordinary way: only 15 or 16 may answer it."""
        document = self._held.get(document_key(self._event.subject)) or {}
        for duty in (Duty.RECEIPT, Duty.COMPLETION, Duty.UPDATE_ANSWER):
            owed = self._find(agency, identity_of(self._event.subject, duty))
            if owed and duty is Duty.UPDATE_ANSWER:
                self._remove(owed)
            elif owed:
                self._change(owed, replace(owed, suspended=True))
        self._dating(lambda: self._open_from_now(agency, Duty.RECALL_ANSWER, document))

    def _resume(self, agency: str) -> None:
        """After 16 the copy stays: what was suspended is due again, not before this day's end."""
        for duty in (Duty.RECEIPT, Duty.COMPLETION):
            owed = self._find(agency, identity_of(self._event.subject, duty))
            rule = self._rules.in_force(duty, self._today)
            if owed and owed.suspended and rule:
                day = working_day_of(self._event.at, self._calendar)
                due = max(owed.due, self._calendar.closes_at(day))
                resumed = owed.with_due(due, rule, self._calendar, self._event.at)
                self._change(owed, replace(resumed, suspended=False))

    # what was told ---------------------------------------------------------------------------------

    def _told(self) -> None:
        """An alarm has become evidence: the next one comes at the end, or none."""
        event, details = self._event, self._event.details
        expired = event.type is EventType.DEADLINE_EXPIRY
        agency, identity = str(event.agency), str(details["identity"])
        due = datetime.fromisoformat(str(details["due"]))
        owed = self._find(agency, identity)
        if owed and owed.due == due:
            self._change(owed, replace(owed, warned=True, expired=owed.expired or expired))
        if expired:
            # Where it was late when it came, or was met meanwhile, only the note is left.
            self._held.drop((NEXT, timeline_sort(due, agency, identity)))

    # records ---------------------------------------------------------------------------------------

    @property
    def _today(self) -> date:
        return date_in_vietnam(self._event.at)

    def _new(
        self, agency: str, duty: Duty, identity: str, opened_at: datetime, due: datetime, document: JsonObject
    ) -> Obligation:
        return Obligation(
            agency=agency,
            submission_id=self._event.subject,
            duty=duty,
            identity=identity,
            opened_at=opened_at,
            due=due,
            warn_at=None,
            sender=_text(document.get("sender")),
            number=_text(document.get("number")),
            notation=_text(document.get("notation")),
            priority=int(str(document.get("priority", 0))),
        )

    def _find(self, agency: str, identity: str) -> Obligation | None:
        value = self._held.get(open_key(agency, identity))
        return Obligation.from_json(value) if value else None

    def _open(self, opened: tuple[Obligation, Rule] | None) -> None:
        if opened is None or self._find(opened[0].agency, opened[0].identity):
            return
        obligation, rule = opened
        self._put(obligation.with_due(obligation.due, rule, self._calendar, self._event.at))

    def _change(self, before: Obligation, after: Obligation) -> None:
        self._remove(before)
        self._put(after)

    def _put(self, obligation: Obligation) -> None:
        value = obligation.to_json()
        self._held.put(open_key(obligation.agency, obligation.identity), value)
        for key in timeline_keys(obligation):
            self._held.put(key, value)

    def _remove(self, obligation: Obligation) -> None:
        self._held.drop(open_key(obligation.agency, obligation.identity))
        for key in timeline_keys(obligation):
            self._held.drop(key)

    def _meet_duty(self, agency: str, duty: Duty) -> None:
        owed = self._find(agency, identity_of(self._event.subject, duty))
        if owed:
            self._meet(owed, self._event.at)

    def _meet(self, owed: Obligation, at: datetime) -> None:
        self._remove(owed)
        if owed.due < at:
            done = replace(owed, done_at=at)
            self._held.put(past_key(done), done.to_json())
        self._dating(lambda: self._count(owed, at))

    def _void(self, agency: str, *duties: Duty) -> None:
        for duty in duties:
            owed = self._find(agency, identity_of(self._event.subject, duty))
            if owed:
                self._remove(owed)

    def _count(self, obligation: Obligation, done_at: datetime) -> None:
        """Counted in the month of its end, so that one met in another month counts where it was due."""
        key = count_key(obligation)
        counted = self._held.get(key)
        late = obligation.due < done_at
        minutes = minutes_late(self._calendar, obligation.due, done_at) if late else 0
        self._held.put(
            key,
            {
                "in_time": _number(counted, "in_time") + (not late),
                "late": _number(counted, "late") + late,
                "late_minutes": _number(counted, "late_minutes") + minutes,
                "latest_minutes": max(_number(counted, "latest_minutes"), minutes),
            },
        )


def minutes_late(calendar: WorkingCalendar, due: datetime, at: datetime) -> int:
    """By how many whole minutes of office time an end had passed.

    Raises:
        CalendarYearMissing: a year between them is not loaded.
    """
    return calendar.working_time_between(due, at) // timedelta(minutes=1)


def _document_in(event: Event) -> JsonObject | None:
    document = event.details.get("document") if event.type in _DECISIONS else None
    return document if isinstance(document, dict) else None


def _kept(document: JsonObject) -> JsonObject:
    return {name: document[name] for name in ("sender", "number", "notation", "priority", "due_on")}


def _number(record: JsonObject | None, name: str) -> int:
    return int(str(record[name])) if record else 0


def _text(value: JsonValue) -> str | None:
    return str(value) if value is not None else None
