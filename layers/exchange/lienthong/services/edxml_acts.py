"""Taking a message of the national format: the services that the API's JSON goes to do what it asks for.

Numbered plan of :meth:`EdxmlActs.take`:

1. Read. A state-secret marking ends everything; nothing of the message is kept (D28 1.2).
2. Whatever was understood is judged as well, so that a refusal gives all reasons: the reader's, the
   envelope's, the registry's.
3. The act is done: :class:`Submitting`, :class:`Recalling`, :class:`Handling`. There is no second path.

What only departs from the format does not refuse a message (docs/adr/0011): it comes back as a finding.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from lienthong.edxml.findings import Finding
from lienthong.edxml.mapping import RecallAct, StatusAct, SubmissionAct, act_of
from lienthong.edxml.message import DocumentMessage, Message, StatusMessage
from lienthong.edxml.reading import Reading, read_message
from lienthong.edxml.transport import MessageType
from lienthong.errors import EnvelopeRejected, Fault, NotFound, Rejected, StateSecretRefused
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.codes import AgencyState, Business, Status, Withholding
from lienthong.model.delivery import Delivery, changes
from lienthong.model.event import Event
from lienthong.model.submission import Submission
from lienthong.ports import Clock, ExchangeStore, Registry
from lienthong.services.authentication import Authentication, Caller
from lienthong.services.edxml_judging import as_fault, in_the_message, message_faults
from lienthong.services.handling import Handling
from lienthong.services.recall import Recalling
from lienthong.services.standing import standing_submission
from lienthong.services.submission import Draft, ReceivedMessage, Submitting
from lienthong.services.succession import heirs

#: How many pages of an inbox are looked through for an update that shares its target's DocumentId.
_PAGES = 20
_PAGE = 50
#: A message tells its time in whole seconds.
_SECOND = timedelta(seconds=1)
_EVENTS = 100


class MessageRefused(Rejected):
    """The message is meaningless, unsafe, or says what the exchange cannot do; every reason is listed."""

    code = "edxml.refused"
    en = "The message was refused for {count} reason(s). Correct each one listed in 'faults' and resend."
    vi = "Thông điệp bị từ chối vì {count} lý do. Đề nghị sửa từng lỗi nêu trong mục 'faults' rồi gửi lại."

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults=faults, count=len(faults))


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a message.

    Attributes:
        type: what kind of message it was.
        submission: what was recorded, or what the recall or the status is about.
        status: the code that was set; for a recall 13, for a document none.
        repeated: nothing new: the same had been recorded before.
        sha256: of the message, in hex; the event names it.
        findings: in what the message departs from the format, without refusing it.
        left_out: how many findings are not listed.
    """

    type: MessageType
    submission: Submission
    status: Status | None
    repeated: bool
    sha256: str
    findings: tuple[Finding, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class _Understood:
    """A message that may be acted on, said by its sender's canonical code."""

    message: Message
    reading: Reading
    sha256: str

    def taken(
        self, kind: MessageType, submission: Submission, *, repeated: bool, status: Status | None = None
    ) -> Taken:
        """The outcome."""
        reading = self.reading
        return Taken(kind, submission, status, repeated, self.sha256, reading.findings, reading.left_out)


@dataclass(frozen=True, slots=True)
class EdxmlActs:
    """Takes messages."""

    submitting: Submitting
    recalling: Recalling
    handling: Handling
    store: ExchangeStore
    registry: Registry
    authentication: Authentication
    clock: Clock

    def take(self, caller: Caller, raw: bytes) -> Taken:
        """Do what the message asks for (see the module's plan); the same message twice does it once.

        Raises:
            MessageRefused: with every reason.
            StateSecretRefused: a state-secret marking, whatever else is wrong.
            NotFound: what a recall or a status is about does not exist for the caller.
            lienthong.errors.ExchangeError: as the service that does it says.
        """
        speaker, understood = self._read(caller, raw)
        act = act_of(understood.message)
        if isinstance(act, SubmissionAct):
            return self._submit(speaker, act, understood)
        if isinstance(act, RecallAct):
            return self._recall(speaker, act, understood)
        return self._set_status(speaker, act, understood)

    # 1. and 2. ---------------------------------------------------------------------------------

    def _read(self, caller: Caller, raw: bytes) -> tuple[Caller, _Understood]:
        reading = read_message(raw)
        if any(finding.code == "message.secret" for finding in reading.refusals):
            raise StateSecretRefused
        faults = [as_fault(finding) for finding in reading.refusals]
        if reading.understood is None:
            raise MessageRefused(faults)
        speaker = self._speaker(caller, reading.understood)
        message = said_by(speaker.holder, reading.understood)
        today = date_in_vietnam(self.clock.now())
        faults += message_faults(reading.understood, speaker.holder, self.registry, today)
        if faults:
            raise MessageRefused([*faults, *self._further_faults(caller, message)])
        return speaker, _Understood(message, reading, hashlib.sha256(raw).hexdigest())

    def _speaker(self, caller: Caller, message: Message) -> Caller:
        """The caller, or the caller as the heir under whose predecessor's name it recalls or sets a status.

        What is sent anew, an heir sends as itself.
        """
        if isinstance(act_of(message), SubmissionAct) or not self._has_ended(message.sender.code):
            return caller
        try:
            return self.authentication.in_place_of(caller, message.sender.code)
        except NotFound:
            # Somebody else's, which is told as any other message of another agency.
            return caller

    def _has_ended(self, name: str) -> bool:
        agency = self.registry.agencies([name]).get(name)
        today = date_in_vietnam(self.clock.now())
        return agency is not None and agency.state_on(today) is AgencyState.ENDED

    def _further_faults(self, caller: Caller, message: Message) -> Sequence[Fault]:
        """What the registry, and what was sent before, have against a message that is refused anyway."""
        act = act_of(message)
        if not isinstance(act, SubmissionAct):
            return ()
        return in_the_message(self.submitting.faults_of(caller, act.envelope))

    # 3. ----------------------------------------------------------------------------------------

    def _submit(self, caller: Caller, act: SubmissionAct, understood: _Understood) -> Taken:
        message = understood.message
        assert isinstance(message, DocumentMessage)
        draft = Draft(
            act.envelope,
            act.contents,
            message=ReceivedMessage(understood.reading.raw, understood.sha256),
            paper_stated=message.business.on_paper is not None,
        )
        try:
            outcome = self.submitting.submit(caller, draft)
        except EnvelopeRejected as rejected:
            raise MessageRefused(in_the_message(rejected.faults)) from rejected
        kind = _KINDS[act.envelope.business]
        return understood.taken(kind, outcome.submission, repeated=outcome.repeated)

    def _recall(self, caller: Caller, act: RecallAct, understood: _Understood) -> Taken:
        found = standing_submission(self.store, caller.holder, act.document_id)
        if found is None:
            raise NotFound
        recalled = self.recalling.recall(caller, found.submission_id, act.reason, understood.sha256)
        return understood.taken(
            MessageType.REVOCATION, recalled, repeated=found.recall is not None, status=Status.TAKE_BACK
        )

    def _set_status(self, caller: Caller, act: StatusAct, understood: _Understood) -> Taken:
        holder, submission, delivery = self._addressed(caller, act, understood)
        repeated = _stands(delivery, act.status) or self._was_told(delivery, understood.sha256)
        if repeated:
            self.authentication.spend(caller)
        else:
            before = delivery
            delivery = self.handling.set_status(
                holder, submission.submission_id, act.status, act.reason, understood.sha256
            )
            repeated = delivery.version == before.version
        return understood.taken(MessageType.STATUS, submission, repeated=repeated, status=act.status)

    # Which of the documents under one DocumentId a status is about ------------------------------

    def _addressed(
        self, caller: Caller, act: StatusAct, understood: _Understood
    ) -> tuple[Caller, Submission, Delivery]:
        """The delivery that the status is about: in the format an update goes by its target's DocumentId.

        1. The document itself, where the status changes something there or is one that was told before.
        2. Else the newest update that had arrived when the message was written, by the same two marks.
        3. Else the document itself: what it says to the status is the answer.

        Raises:
            NotFound: the caller has received nothing under this DocumentId from that agency.
        """
        owner = self.registry.agencies([act.owner]).get(act.owner)
        code = owner.code if owner else act.owner
        standing = standing_submission(self.store, code, act.document_id)
        first = self._own(caller, standing) if standing else None
        if first and self._concerns(first[2], act.status, understood.sha256):
            return first
        for update in self._updates(caller, code, act, understood.message):
            if self._concerns(update, act.status, understood.sha256):
                found = self.store.delivery(update.submission_id, caller.holder)
                if found is not None:
                    return caller, *found
        if first is None:
            raise NotFound
        return first

    def _own(self, caller: Caller, submission: Submission) -> tuple[Caller, Submission, Delivery] | None:
        """The caller's delivery, or that of an agency whose heir it is."""
        found = self.store.delivery(submission.submission_id, caller.holder)
        if found is not None:
            return caller, *found
        agencies = self.registry.agencies(submission.recipients)
        today = date_in_vietnam(self.clock.now())
        for code, heir in heirs(self.registry, agencies.values(), today).items():
            inherited = (
                self.store.delivery(submission.submission_id, code) if heir.code == caller.code else None
            )
            if inherited is not None:
                return replace(caller, predecessor=agencies[code]), *inherited
        return None

    def _concerns(self, delivery: Delivery, status: Status, sha256: str) -> bool:
        return changes(delivery, status) or self._was_told(delivery, sha256)

    def _was_told(self, delivery: Delivery, sha256: str) -> bool:
        """Whether this very message has been acted on."""
        events = self._events(delivery, "")
        while events:
            if any(event.details.get("message") == sha256 for event in events):
                return True
            events = self._events(delivery, events[-1].event_id) if len(events) == _EVENTS else ()
        return False

    def _events(self, delivery: Delivery, after: str) -> Sequence[Event]:
        return self.store.events(
            delivery.submission_id, recipient=delivery.recipient, after=after, limit=_EVENTS
        )

    def _updates(self, caller: Caller, owner: str, act: StatusAct, message: Message) -> Sequence[Delivery]:
        """The caller's open deliveries of updates under the DocumentId, the newest first."""
        assert isinstance(message, StatusMessage)
        found: list[Delivery] = []
        cursor: str | None = None
        for _ in range(_PAGES):
            page = self.store.inbox(caller.holder, status=None, unopened=False, cursor=cursor, limit=_PAGE)
            found += [
                delivery
                for delivery in page.items
                if delivery.sender == owner and delivery.document_id.startswith(f"{act.document_id};")
            ]
            cursor = page.cursor
            if cursor is None:
                break
        if message.at is not None:
            found = [delivery for delivery in found if delivery.consigned_at < message.at + _SECOND]
        return sorted(found, key=lambda delivery: delivery.consigned_at, reverse=True)


_KINDS = {
    Business.NEW: MessageType.DOCUMENT,
    Business.UPDATE: MessageType.UPDATE,
    Business.REPLACEMENT: MessageType.REPLACEMENT,
}


def said_by(code: str, message: Message) -> Message:
    """The message with its sender's canonical code instead of the name that was written."""
    return replace(message, sender=replace(message.sender, code=code))


def _stands(delivery: Delivery, status: Status) -> bool:
    """Whether the exchange itself has recorded what the status says.

    That a document has arrived (01) it knows before its recipient. Who agrees (15) to the take-back of what
    it had not opened says yes to what has happened: nothing was asked of it.
    """
    was_taken = delivery.withheld is Withholding.RECALLED and delivery.destroyed_at is None
    return status is Status.ARRIVED or (status is Status.AGREES and was_taken)
