"""Consigning: a delivery for every recipient of an accepted submission, and taking deliveries back.

Both work on a group of recipients named by one routing message; a message that comes again finds the
deliveries standing and leaves them as they are. Order does not matter: a take-back that comes before the
consignment leaves nothing to take back, and the consignment then sees the recall on the submission; an update
or a replacement that comes before what it is about waits for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lienthong.errors import IntegrityFault, Unavailable
from lienthong.model.agency import Agency
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.codes import EXCHANGING, AgencyState, Question, SubmissionState, Withholding
from lienthong.model.delivery import Delivery, question_of, supersede, take_back
from lienthong.model.event import Event, EventType, JsonValue
from lienthong.model.retention import FOR_EVER, RetentionRule
from lienthong.model.submission import Submission
from lienthong.ports import Change, Clock, CommitRefused, ContentStore, ExchangeStore, Ids, Registry
from lienthong.services.copies import copies_in_force
from lienthong.services.succession import heirs

_TRIES = 5
#: Smaller than the limit, so that few transactions meet on the same submission and each is cheap to repeat.
_LARGEST_GROUP = 24

#: DynamoDB's limit of a transaction; one place is the condition on the submission.
_PLACES = 99
#: Copies that one transaction withholds: each takes itself and its event.
_COPIES = 49


@dataclass(frozen=True, slots=True)
class Consigning:
    """Writes deliveries and takes them back."""

    store: ExchangeStore
    registry: Registry
    content: ContentStore
    clock: Clock
    ids: Ids
    rule: RetentionRule = FOR_EVER

    def consign(self, submission_id: str, recipients: Sequence[str]) -> None:
        """Write the deliveries that do not stand yet, each with its event, in one transaction.

        Raises:
            IntegrityFault: the submission is absent or was never accepted.
            OriginalNotConsigned: what it updates or replaces is still on its way to one of them.
            Unavailable: others kept changing the same records; the message comes again.
        """
        missing = list(recipients)
        for _ in range(_TRIES):
            # Nothing is read beforehand: a message that comes again is told by the refusal what stands.
            change = self._consignment(self._accepted(submission_id), missing)
            if _places(change) > _PLACES and len(missing) > 1:
                half = len(missing) // 2
                self.consign(submission_id, missing[:half])
                self.consign(submission_id, missing[half:])
                return
            refused = self._refusal(self._with_room(change))
            if refused is None:
                return
            missing = [code for code in missing if (submission_id, code) not in refused.existing_deliveries]
            if not missing:
                return
        raise Unavailable

    def _with_room(self, change: Change) -> Change:
        """One recipient's change that fits a transaction: inherited copies too many are withheld before it.

        Before, because a message that comes again finds them withheld; afterwards it would find the delivery
        and stop.
        """
        while _places(change) > _PLACES:
            # The first event is the consignment's; the others are those of the copies, in their order.
            first = Change(deliveries=change.deliveries[:_COPIES], events=change.events[1 : 1 + _COPIES])
            if self._refusal(first) is not None:
                raise Unavailable
            change = replace(
                change,
                deliveries=change.deliveries[_COPIES:],
                events=(change.events[0], *change.events[1 + _COPIES :]),
            )
        return change

    def take_back(self, submission_id: str, recipients: Sequence[str]) -> None:
        """Withhold every unopened copy and ask for every opened one (13); place the legal hold.

        Raises:
            IntegrityFault: the submission is absent or was never accepted.
            Unavailable: others kept changing the same records; the message comes again.
        """
        submission = self._accepted(submission_id)
        self._hold(submission)
        for _ in range(_TRIES):
            standing = self.store.deliveries([(submission_id, code) for code in recipients])
            changed = [(old, new) for old in standing.values() if (new := take_back(old)) is not old]
            if not changed or self._taken_back(changed):
                return
        raise Unavailable

    def _hold(self, submission: Submission) -> None:
        if submission.content_deleted_at:
            # The same bytes may be there for others, whom this recall does not concern.
            return
        for sha256 in submission.content_digests:
            try:
                self.content.hold(sha256)
            except KeyError:
                # Its time was over before it was recalled. Whoever has opened it is asked all the same.
                if not self.rule.is_over(submission, self.clock.now()):
                    raise

    def _accepted(self, submission_id: str) -> Submission:
        submission = self.store.submission(submission_id)
        if submission is None or submission.state is not SubmissionState.ACCEPTED:
            raise IntegrityFault(
                what=f"routing message for submission {submission_id}, which is not accepted"
            )
        return submission

    # consignment ---------------------------------------------------------------------------------

    def _consignment(self, submission: Submission, recipients: Sequence[str]) -> Change:
        now = self.clock.now()
        holders = self._holders(recipients, now)
        replaced = copies_in_force(self.store, self.registry, submission, recipients, date_in_vietnam(now))
        deliveries, events, superseded = [], [], []
        for code in recipients:
            copies = replaced.get(code, ())
            delivery = self._delivery(submission, holders.get(code), code, copies, now)
            deliveries.append(delivery)
            events.append(self._consignment_event(submission, delivery, holders.get(code), now))
            if delivery.withheld is None:
                withheld = [supersede(copy, now) for copy in copies if _is_unopened(copy)]
                superseded += withheld
                events += [self._superseded_event(copy, submission, now) for copy in withheld]
        return Change(
            new_deliveries=tuple(deliveries),
            deliveries=tuple(superseded),
            # A recall between our reading and this commit must not find a fresh copy in an inbox.
            unrecalled=() if submission.recall else (submission.submission_id,),
            events=tuple(events),
        )

    def _holders(self, recipients: Sequence[str], now: datetime) -> Mapping[str, Agency]:
        """Who has each recipient's inbox today: itself, or its heir where it has ended meanwhile.

        The delivery stays the recipient's, as the sender's acceptance names it; its heir reads that inbox.
        """
        today = date_in_vietnam(now)
        agencies = self.registry.agencies(recipients)
        successors = heirs(self.registry, agencies.values(), today)
        holders = {code: successors.get(code, agency) for code, agency in agencies.items()}
        return {
            code: holder
            for code, holder in holders.items()
            if holder.state_on(today) is AgencyState.ACTIVE and holder.roles & EXCHANGING
        }

    def _delivery(
        self,
        submission: Submission,
        holder: Agency | None,
        code: str,
        copies: Sequence[Delivery],
        now: datetime,
    ) -> Delivery:
        envelope = submission.envelope
        withheld = _withheld_from_the_start(submission, holder)
        asks = withheld is None and any(copy.opened_at for copy in copies)
        return Delivery(
            submission_id=submission.submission_id,
            recipient=code,
            sender=submission.sender,
            document_id=envelope.document_id,
            subject=envelope.subject,
            number=envelope.number,
            notation=envelope.notation,
            priority=int(envelope.priority),
            consigned_at=now,
            business=envelope.business,
            question=question_of(envelope.business) if asks else None,
            withheld=withheld,
            for_information=_is_for_information(submission),
            notify_sender=submission.notify_sender,
            received_at=submission.received_at,
            inherits=tuple(dict.fromkeys(copy.recipient for copy in copies if copy.recipient != code)),
            addressed_as=submission.addressed_as(code),
            successor=holder.code if holder and holder.code != code else None,
        )

    def _consignment_event(
        self, submission: Submission, delivery: Delivery, holder: Agency | None, now: datetime
    ) -> Event:
        kind = {
            None: EventType.CONTENT_CONSIGNMENT,
            Withholding.RECALLED: EventType.COPY_WITHHOLDING,
        }.get(delivery.withheld, EventType.CONTENT_CONSIGNMENT_FAILURE)
        notified = [holder.code] if holder and holder.is_notified and delivery.withheld is None else []
        if kind is EventType.CONTENT_CONSIGNMENT_FAILURE and submission.notify_sender:
            notified.append(submission.sender)
        details: dict[str, JsonValue] = {
            "document_id": delivery.document_id,
            "envelope_digest": submission.envelope_digest,
            "question": delivery.question.value if delivery.question else None,
        }
        if delivery.addressed_as:
            details["addressed_as"] = list(delivery.addressed_as)
        if delivery.successor:
            details["successor"] = delivery.successor
        if delivery.withheld:
            details["reason"] = delivery.withheld.value
        return self._event(kind, delivery, now, tuple(notified), details)

    def _superseded_event(self, copy: Delivery, by: Submission, now: datetime) -> Event:
        details: dict[str, JsonValue] = {"reason": "superseded", "by": by.submission_id}
        return self._event(EventType.COPY_WITHHOLDING, copy, now, (), details)

    # take-back -----------------------------------------------------------------------------------

    def _taken_back(self, changed: Sequence[tuple[Delivery, Delivery]]) -> bool:
        now = self.clock.now()
        holders = self._holders([new.recipient for _, new in changed], now)
        events = []
        for _, delivery in changed:
            holder = holders.get(delivery.recipient)
            asked = delivery.question is Question.RECALL
            kind = EventType.RECALL_NOTIFICATION if asked else EventType.COPY_WITHHOLDING
            notified = (holder.code,) if asked and holder and holder.is_notified else ()
            details: dict[str, JsonValue] = {"document_id": delivery.document_id, "reason": "recalled"}
            events.append(self._event(kind, delivery, now, notified, details))
        change = Change(deliveries=tuple(new for _, new in changed), events=tuple(events))
        return self._refusal(change) is None

    def _event(
        self,
        kind: EventType,
        delivery: Delivery,
        now: datetime,
        notify: tuple[str, ...],
        details: Mapping[str, JsonValue],
    ) -> Event:
        return Event(
            event_id=self.ids.event_id(now),
            type=kind,
            subject=delivery.submission_id,
            at=now,
            actor="exchange",
            salt=self.ids.salt(),
            agency=delivery.recipient,
            notify=notify,
            details=details,
        )

    def _refusal(self, change: Change) -> CommitRefused | None:
        """Why the change did not stand: somebody opened, recalled or consigned meanwhile; decide anew."""
        try:
            self.store.commit(change)
        except CommitRefused as refused:
            return refused
        return None


def group_size(targets: int) -> int:
    """How many recipients fit one transaction: each takes a delivery and an event, and so does each target.

    One of DynamoDB's 100 places is the condition on the submission.
    """
    return max(1, min(_LARGEST_GROUP, 99 // (2 + 2 * targets)))


def _places(change: Change) -> int:
    return len(change.new_deliveries) + len(change.deliveries) + len(change.events)


def _is_unopened(copy: Delivery) -> bool:
    return copy.opened_at is None


def _withheld_from_the_start(submission: Submission, holder: Agency | None) -> Withholding | None:
    if submission.recall:
        return Withholding.RECALLED
    return None if holder else Withholding.UNDELIVERABLE


def _is_for_information(submission: Submission) -> bool:
    """Whether nothing in it may be taken for an original (D28 article 4)."""
    if submission.envelope.for_information or submission.verdict is None:
        return True
    return all(entry.for_information for entry in submission.verdict.attachments)
