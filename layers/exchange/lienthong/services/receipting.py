"""Receipts: the proof of any event that the caller may see, made from the log's public files.

Of a submission: the sender and auditors get every event's, a recipient those of its own delivery and of what
the sender did. Of an agency's entry: registrars and auditors. Of its register: itself and auditors.
Of a dossier: its parties.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import rfc8785

from lienthong.errors import CURSOR_FAULT, MalformedRequest, NotFound
from lienthong.model.codes import EXCHANGING, Role
from lienthong.model.event import Event
from lienthong.model.identifiers import is_ulid
from lienthong.onestop.codes import is_dossier_code
from lienthong.ports import Clock, ExchangeStore, LogFiles, LogTable, Registry
from lienthong.services.attested import AttestedLog
from lienthong.services.authentication import Authentication, Caller
from lienthong.services.one_stop_rules import folded
from lienthong.services.reading import may_read
from lienthong.services.renewing import Renewing
from lienthong.tlog.receipts import UnverifiedReceipt

_REGISTER_READERS = EXCHANGING | {Role.AUDITOR}
_REGISTRY_READERS = frozenset({Role.REGISTRAR, Role.AUDITOR})
#: No dossier has more: each step is handed over and finished once, and pauses are written by people.
_DOSSIER_EVENTS = 1_000
#: Lambda answers with 6 MB at most, in which the JSON body is escaped once more.
_PAGE_BYTES = 3 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """Receipts of one subject in the order of their events.

    Attributes:
        pending: ids of events that are recorded, and whose place in the log is not published yet.
        cursor: where the next page begins; ``None`` on the last.
    """

    subject: str
    receipts: tuple[UnverifiedReceipt, ...]
    pending: tuple[str, ...] = ()
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Receipting:
    """Hands out receipts. ``renew_within``: how long before a certificate's end renewals come with them."""

    store: ExchangeStore
    registry: Registry
    table: LogTable
    files: LogFiles
    authentication: Authentication
    clock: Clock
    renew_within: timedelta

    def of_submission(
        self, caller: Caller, submission_id: str, *, after: str | None, limit: int
    ) -> ReceiptPage:
        """A page of all events of a submission, for its sender or an auditor.

        Raises:
            NotFound: neither the caller's own nor an auditor's request. MalformedRequest: no cursor of ours.
        """
        self._require_reader(caller, submission_id)
        return self._page(submission_id, None, after, limit)

    def of_delivery(
        self, caller: Caller, submission_id: str, *, after: str | None, limit: int
    ) -> ReceiptPage:
        """A page of the events that concern the caller as a recipient; after a recall as well.

        Raises:
            NotFound: no such delivery to the caller. MalformedRequest: no cursor of ours.
        """
        self._require_recipient(caller, submission_id)
        return self._page(submission_id, caller.holder, after, limit)

    def of_agency(self, caller: Caller, code: str, *, after: str | None, limit: int) -> ReceiptPage:
        """A page of the changes of an agency's entry, for registrars and auditors.

        Raises:
            NotFound: the caller is neither, or there is no such agency. MalformedRequest: no cursor of ours.
        """
        caller.require(_REGISTRY_READERS)
        self.authentication.spend(caller)
        agency = self.registry.agencies([code]).get(code)
        if agency is None:
            raise NotFound
        _require_position(after)
        events = [event for event in self.registry.history(agency.code) if event.event_id > (after or "")]
        return self._prove(agency.code, events[: limit + 1], limit)

    def of_register(
        self, caller: Caller, agency: str | None, *, after: str | None, limit: int
    ) -> ReceiptPage:
        """A page of what an agency has reported to its register: the caller's own, for auditors anybody's.

        Raises:
            NotFound: neither. MalformedRequest: no cursor of ours.
        """
        caller.require(_REGISTER_READERS)
        self.authentication.spend(caller)
        code = agency or caller.code
        if code != caller.code and Role.AUDITOR not in caller.agency.roles:
            raise NotFound
        return self._page(code, None, after, limit)

    def of_dossier(self, caller: Caller, code: str, *, after: str | None, limit: int) -> ReceiptPage:
        """A page of a dossier's events, for the agencies that have to do with it.

        Raises:
            NotFound: no such dossier of the caller's. MalformedRequest: no cursor of ours.
        """
        self._events_for_party(caller, code)
        return self._page(code, None, after, limit)

    def of_dossier_event(self, caller: Caller, code: str, event_id: str) -> UnverifiedReceipt | None:
        """One event's receipt, for the agencies that have to do with the dossier; ``None`` as below.

        Raises:
            NotFound: no such dossier of the caller's, or no such event of it.
        """
        for event in self._events_for_party(caller, code):
            if event.event_id == event_id:
                return self._one(event)
        raise NotFound

    def of_event(self, caller: Caller, submission_id: str, event_id: str) -> UnverifiedReceipt | None:
        """One event's receipt, for the sender or an auditor; ``None`` while the log is about to publish it.

        Raises:
            NotFound: not theirs to see, or no such event.
        """
        self._require_reader(caller, submission_id)
        return self._one(self._event(submission_id, event_id))

    def of_event_received(
        self, caller: Caller, submission_id: str, event_id: str
    ) -> UnverifiedReceipt | None:
        """One event's receipt, for a recipient whom it concerns; ``None`` as above.

        Raises:
            NotFound: no such delivery to the caller, or no such event that concerns it.
        """
        self._require_recipient(caller, submission_id)
        event = self._event(submission_id, event_id)
        if not event.concerns(caller.holder):
            raise NotFound
        return self._one(event)

    # who may ---------------------------------------------------------------------------------------

    def _require_reader(self, caller: Caller, submission_id: str) -> None:
        self.authentication.spend(caller)
        submission = self.store.submission(submission_id)
        if submission is None or not may_read(caller, submission):
            raise NotFound

    def _require_recipient(self, caller: Caller, submission_id: str) -> None:
        self.authentication.spend(caller)
        if self.store.delivery(submission_id, caller.holder) is None:
            raise NotFound

    def _events_for_party(self, caller: Caller, code: str) -> Sequence[Event]:
        """A dossier's events, which say who its parties are."""
        caller.require(EXCHANGING)
        self.authentication.spend(caller)
        events = self.store.events(code, recipient=None, after="", limit=_DOSSIER_EVENTS)
        if not is_dossier_code(code) or not events or caller.code not in folded(events).parties():
            raise NotFound
        return events

    def _event(self, submission_id: str, event_id: str) -> Event:
        event = self.store.event(submission_id, event_id) if is_ulid(event_id) else None
        if event is None:
            raise NotFound
        return event

    # the proofs --------------------------------------------------------------------------------------

    def _page(self, submission_id: str, recipient: str | None, after: str | None, limit: int) -> ReceiptPage:
        _require_position(after)
        # One more than wanted tells whether the page is the last.
        events = self.store.events(submission_id, recipient=recipient, after=after or "", limit=limit + 1)
        return self._prove(submission_id, events, limit)

    def _one(self, event: Event) -> UnverifiedReceipt | None:
        return next(iter(self._prove(event.subject, [event], 1).receipts), None)

    def _prove(self, subject: str, events: Sequence[Event], limit: int) -> ReceiptPage:
        wanted = events[:limit]
        reading = self.table.read([event.event_id for event in wanted])
        log = AttestedLog(self.files, reading.publication)
        renewing = Renewing(self.table, log, self.clock.now(), self.renew_within)
        found, pending, room = list[UnverifiedReceipt](), list[str](), _PAGE_BYTES
        last = None
        for event in wanted:
            index = reading.indexes.get(event.event_id)
            receipt = _receipt(event, index, log, renewing)
            if receipt is None:
                pending.append(event.event_id)
            else:
                room -= len(rfc8785.dumps(receipt.to_json()))
                if room < 0 and found:
                    return ReceiptPage(subject, tuple(found), tuple(pending), last)
                found.append(receipt)
            last = event.event_id
        return ReceiptPage(subject, tuple(found), tuple(pending), last if len(events) > limit else None)


def _receipt(
    event: Event, index: int | None, log: AttestedLog, renewing: Renewing
) -> UnverifiedReceipt | None:
    attested = log.covering(index) if index is not None else None
    if index is None or attested is None:
        return None
    renewed = renewing.renew(attested)
    body = event.to_json()
    proof = log.prove(body, event.salt, index, renewed.first.checkpoint)
    return UnverifiedReceipt(body, event.salt, proof, renewed.first.token, renewed.renewals)


def _require_position(after: str | None) -> None:
    if after is not None and not is_ulid(after):
        raise MalformedRequest([CURSOR_FAULT])
