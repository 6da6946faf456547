"""Consigning: a delivery for every recipient of an accepted submission, and taking deliveries back.

Both work on a group of recipients named by one routing message; a message that comes again finds the
deliveries standing and leaves them as they are. Order does not matter: a take-back that comes before the
consignment leaves nothing to take back, and the consignment then sees the recall on the submission; an update
or a replacement that comes before what it is about waits for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lienthong.errors import IntegrityFault, Unavailable
from lienthong.model.agency import Agency
from lienthong.model.codes import AgencyState, Question, SubmissionState, Withholding
from lienthong.model.delivery import Delivery, question_of, supersede, take_back
from lienthong.model.event import Event, EventType, JsonValue
from lienthong.model.retention import FOR_EVER, RetentionRule
from lienthong.model.submission import Submission
from lienthong.ports import Change, Clock, CommitRefused, ContentStore, ExchangeStore, Ids, Registry

_TRIES = 5
#: Smaller than the limit, so that few transactions meet on the same submission and each is cheap to repeat.
_LARGEST_GROUP = 24

DeliveryKey = tuple[str, str]


class OriginalNotConsigned(Unavailable):
    """What an update or a replacement is about has not reached the recipient yet; the message comes again."""

    code = "delivery.original-not-consigned"
    en = (
        "The document is about submission {original}, which has not been delivered to {agency} yet. "
        "It follows by itself; if it stays here, redrive the original's routing message first."
    )
    vi = (
        "Văn bản này liên quan đến lần gửi {original}, hiện chưa chuyển đến {agency}. "
        "Hệ thống sẽ tự chuyển sau; nếu vẫn còn ở đây, đề nghị gửi lại thông điệp của lần gửi gốc trước."
    )


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
            refused = self._refusal(self._consignment(self._accepted(submission_id), missing))
            if refused is None:
                return
            missing = [code for code in missing if (submission_id, code) not in refused.existing_deliveries]
            if not missing:
                return
        raise Unavailable

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
        agencies = self.registry.agencies(recipients)
        replaced = self._replaced_copies(submission, recipients)
        deliveries, events, superseded = [], [], []
        for code in recipients:
            copies = [copy for key, copy in replaced.items() if key[1] == code]
            delivery = self._delivery(submission, agencies.get(code), code, copies, now)
            deliveries.append(delivery)
            events.append(self._consignment_event(submission, delivery, agencies.get(code), now))
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

    def _replaced_copies(
        self, submission: Submission, recipients: Sequence[str]
    ) -> Mapping[DeliveryKey, Delivery]:
        keys = [(target, code) for target in submission.target_ids for code in recipients]
        found: dict[DeliveryKey, Delivery] = {}
        for start in range(0, len(keys), 100):
            found.update(self.store.deliveries(keys[start : start + 100]))
        self._require_originals([key for key in keys if key not in found])
        return {key: copy for key, copy in found.items() if copy.withheld is None}

    def _require_originals(self, missing: Sequence[DeliveryKey]) -> None:
        # An original consigned after its replacement would lie in the inbox as if it were in force.
        for target in dict.fromkeys(target for target, _ in missing):
            original = self.store.submission(target)
            for code in (code for of, code in missing if of == target):
                if original and code in original.recipients:
                    raise OriginalNotConsigned(original=target, agency=code)

    def _delivery(
        self,
        submission: Submission,
        agency: Agency | None,
        code: str,
        copies: Sequence[Delivery],
        now: datetime,
    ) -> Delivery:
        envelope = submission.envelope
        withheld = _withheld_from_the_start(submission, agency)
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
        )

    def _consignment_event(
        self, submission: Submission, delivery: Delivery, agency: Agency | None, now: datetime
    ) -> Event:
        kind = {
            None: EventType.CONTENT_CONSIGNMENT,
            Withholding.RECALLED: EventType.COPY_WITHHOLDING,
        }.get(delivery.withheld, EventType.CONTENT_CONSIGNMENT_FAILURE)
        notified = [delivery.recipient] if agency and agency.is_notified and delivery.withheld is None else []
        if kind is EventType.CONTENT_CONSIGNMENT_FAILURE and submission.notify_sender:
            notified.append(submission.sender)
        details: dict[str, JsonValue] = {
            "document_id": delivery.document_id,
            "envelope_digest": submission.envelope_digest,
            "question": delivery.question.value if delivery.question else None,
        }
        if delivery.withheld:
            details["reason"] = delivery.withheld.value
        return self._event(kind, delivery, now, tuple(notified), details)

    def _superseded_event(self, copy: Delivery, by: Submission, now: datetime) -> Event:
        details: dict[str, JsonValue] = {"reason": "superseded", "by": by.submission_id}
        return self._event(EventType.COPY_WITHHOLDING, copy, now, (), details)

    # take-back -----------------------------------------------------------------------------------

    def _taken_back(self, changed: Sequence[tuple[Delivery, Delivery]]) -> bool:
        now = self.clock.now()
        agencies = self.registry.agencies([new.recipient for _, new in changed])
        events = []
        for _, delivery in changed:
            agency = agencies.get(delivery.recipient)
            asked = delivery.question is Question.RECALL
            kind = EventType.RECALL_NOTIFICATION if asked else EventType.COPY_WITHHOLDING
            notified = (delivery.recipient,) if asked and agency and agency.is_notified else ()
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


def _is_unopened(copy: Delivery) -> bool:
    return copy.opened_at is None


def _withheld_from_the_start(submission: Submission, agency: Agency | None) -> Withholding | None:
    if submission.recall:
        return Withholding.RECALLED
    if agency is None or agency.state is not AgencyState.ACTIVE:
        return Withholding.UNDELIVERABLE
    return None


def _is_for_information(submission: Submission) -> bool:
    """Whether nothing in it may be taken for an original (D28 article 4)."""
    if submission.envelope.for_information or submission.verdict is None:
        return True
    return all(entry.for_information for entry in submission.verdict.attachments)
