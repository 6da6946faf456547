"""Handling: what a recipient does with a delivery: look, open, set a status, answer the sender.

A recipient addresses a delivery by the submission's id in its own inbox, so there is no address under which
another agency's delivery could even be asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lienthong.errors import ContentDeleted, DeliveryWithheld, NotFound, Unauthenticated, Unavailable
from lienthong.model.codes import Business, Question, Status, Withholding
from lienthong.model.delivery import Delivery, apply_status, legal_codes, open_copy, supersede
from lienthong.model.envelope import Attachment
from lienthong.model.event import Event, EventType, JsonValue, text_of
from lienthong.model.limits import LIMITS
from lienthong.model.retention import FOR_EVER, RetentionRule
from lienthong.model.submission import Submission
from lienthong.ports import Change, Clock, CommitRefused, ContentStore, ExchangeStore, Ids
from lienthong.services.authentication import Authentication, Caller

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Link:
    """A short-lived address of one attachment's content."""

    attachment: Attachment
    media_type: str
    url: str
    expires_at: datetime
    for_information: bool

    def to_json(self) -> dict[str, JsonValue]:
        """The link with what is needed to check the download."""
        return {
            "name": self.attachment.name,
            "media_type": self.media_type,
            "size": self.attachment.size,
            "sha256": self.attachment.sha256,
            "url": self.url,
            "expires_at": text_of(self.expires_at),
            "for_information": self.for_information,
        }


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened delivery."""

    submission: Submission
    delivery: Delivery
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Handling:
    """The recipient's side of a delivery."""

    store: ExchangeStore
    content: ContentStore
    authentication: Authentication
    clock: Clock
    ids: Ids
    rule: RetentionRule = FOR_EVER

    def view(self, caller: Caller, submission_id: str) -> tuple[Submission, Delivery]:
        """The delivery with its submission, without opening it.

        Raises:
            NotFound: no such delivery to the caller.
        """
        found = self._delivery(caller, submission_id)
        self.authentication.spend(caller)
        return found

    def open(self, caller: Caller, submission_id: str) -> Opened:
        """Open the delivery: the first time is recorded (ContentHandover); links are made each time.

        Raises:
            NotFound: no such delivery to the caller.
            DeliveryWithheld: recalled or replaced, or the sender's take-back waits for an answer.
            ContentDeleted: it was kept for as long as the rule says.
        """
        for _ in range(_TRIES):
            submission, delivery = self._delivery(caller, submission_id)
            require_openable(submission, delivery)
            now = self.clock.now()
            self.require_kept(submission, now)
            opened = open_copy(delivery, now)
            if opened is delivery:
                self.authentication.spend(caller)
            elif not self._recorded(caller, submission, opened, now):
                continue
            return Opened(submission, opened, self._links(submission, now))
        raise Unavailable

    def set_status(
        self, caller: Caller, submission_id: str, code: Status, reason: str, message: str = ""
    ) -> Delivery:
        """Set a status code, or answer (15, 16) what the sender has asked.

        Args:
            caller: the recipient.
            submission_id: the delivery's address in its inbox.
            code: the status.
            reason: needed with 02 and 16.
            message: SHA-256 (hex) of the edXML message that says so, if one does.

        Raises:
            NotFound: no such delivery to the caller.
            IllegalTransition, ReasonRequired: by the automaton.
        """
        for _ in range(_TRIES):
            submission, delivery = self._delivery(caller, submission_id)
            now = self.clock.now()
            changed = apply_status(delivery, code, reason, now)
            if changed is delivery:
                self.authentication.spend(caller)
                return delivery
            copies = self._copies_to_supersede(submission, delivery, code)
            change = Change(
                deliveries=(changed, *(supersede(copy, now) for copy in copies)),
                events=tuple(
                    self._status_events(caller, submission, delivery, code, reason, message, copies, now)
                ),
                nonce=caller.nonce,
            )
            if self._commits(change):
                return changed
        raise Unavailable

    def _delivery(self, caller: Caller, submission_id: str) -> tuple[Submission, Delivery]:
        found = self.store.delivery(submission_id, caller.holder)
        if found is None:
            raise NotFound
        return found

    def require_kept(self, submission: Submission, now: datetime) -> None:
        """Return while the content is there, by the rule and without looking: no link leads to nothing.

        Raises:
            ContentDeleted: it was kept for as long as the rule says.
        """
        if not self.rule.is_over(submission, now):
            return
        until = self.rule.openable_until(submission.received_at)
        deleted = submission.content_deleted_at
        ended = min(at for at in (until, deleted) if at is not None)
        raise ContentDeleted(
            submission=submission.submission_id,
            until=text_of(ended),
            digests=[entry.sha256 for entry in submission.envelope.attachments],
        )

    def _recorded(self, caller: Caller, submission: Submission, opened: Delivery, now: datetime) -> bool:
        event = Event(
            event_id=self.ids.event_id(now),
            type=EventType.CONTENT_HANDOVER,
            subject=submission.submission_id,
            at=now,
            actor=caller.code,
            salt=self.ids.salt(),
            agency=caller.holder,
            details={"attachments": [entry.sha256 for entry in submission.envelope.attachments]},
            proof=caller.proof,
        )
        # The recall decides here, not when its take-back message has been worked off.
        return self._commits(
            Change(
                deliveries=(opened,),
                unrecalled=(submission.submission_id,),
                events=(event,),
                nonce=caller.nonce,
            )
        )

    def _commits(self, change: Change) -> bool:
        try:
            self.store.commit(change)
        except CommitRefused as refused:
            if refused.nonce_spent:
                raise Unauthenticated from refused
            return False
        return True

    def _links(self, submission: Submission, now: datetime) -> tuple[Link, ...]:
        verdicts = (
            {entry.name: entry for entry in submission.verdict.attachments} if submission.verdict else {}
        )
        expires_at = now + timedelta(seconds=LIMITS.download_seconds)
        links = []
        for attachment in submission.envelope.attachments:
            verdict = verdicts.get(attachment.name)
            media_type = verdict.media_type if verdict else "application/octet-stream"
            url = self.content.link(
                attachment.sha256,
                name=attachment.name,
                media_type=media_type,
                seconds=LIMITS.download_seconds,
            )
            links.append(
                Link(attachment, media_type, url, expires_at, verdict.for_information if verdict else True)
            )
        return tuple(links)

    def _copies_to_supersede(
        self, submission: Submission, delivery: Delivery, code: Status
    ) -> Sequence[Delivery]:
        agrees = code is Status.AGREES and delivery.question in (Question.UPDATE, Question.REPLACEMENT)
        if not agrees or delivery.business is Business.NEW:
            return ()
        owners = (delivery.recipient, *delivery.inherits)
        keys = [(target, owner) for target in submission.target_ids for owner in owners]
        found: list[Delivery] = []
        for start in range(0, len(keys), 100):
            found += self.store.deliveries(keys[start : start + 100]).values()
        return [copy for copy in found if copy.withheld is None]

    def _status_events(
        self,
        caller: Caller,
        submission: Submission,
        delivery: Delivery,
        code: Status,
        reason: str,
        message: str,
        copies: Sequence[Delivery],
        now: datetime,
    ) -> Sequence[Event]:
        kind = _event_type(delivery, code)
        notify = (submission.sender,) if submission.notify_sender else ()
        digests: list[JsonValue] = [entry.sha256 for entry in submission.envelope.attachments]
        details: dict[str, JsonValue] = {
            "document_id": delivery.document_id,
            "status": code.value,
            "previous": delivery.status.value,
            "reason": reason,
            **({"message": message} if message else {}),
        }
        events = [self._event(kind, delivery, caller, now, notify, details)]
        if kind is EventType.RECALL_AGREEMENT:
            events.append(
                self._event(EventType.COPY_DESTRUCTION, delivery, caller, now, (), {"attachments": digests})
            )
        events += [
            self._event(
                EventType.COPY_DESTRUCTION,
                copy,
                caller,
                now,
                (),
                {"reason": "superseded", "by": submission.submission_id},
            )
            for copy in copies
        ]
        return events

    def _event(
        self,
        kind: EventType,
        delivery: Delivery,
        caller: Caller,
        now: datetime,
        notify: tuple[str, ...],
        details: dict[str, JsonValue],
    ) -> Event:
        return Event(
            event_id=self.ids.event_id(now),
            type=kind,
            subject=delivery.submission_id,
            at=now,
            actor=caller.code,
            salt=self.ids.salt(),
            agency=caller.holder,
            notify=notify,
            details=details,
            proof=caller.proof,
        )


def require_openable(submission: Submission, delivery: Delivery) -> None:
    """Return while the recipient may see the document.

    Raises:
        DeliveryWithheld: recalled or replaced.
    """
    cause = delivery.withheld or (Withholding.RECALLED if submission.recall else None)
    if cause and not _was_refused_recall(delivery):
        reason = submission.recall.reason if submission.recall else "-"
        raise DeliveryWithheld(cause=cause.value, cause_vi=cause.vi, reason=reason)


def _was_refused_recall(delivery: Delivery) -> bool:
    """Whether the recipient has refused (16) the take-back: the copy stays with it, and so do its links."""
    refused = delivery.answer is Status.DISAGREES and delivery.answered is Question.RECALL
    return refused and delivery.withheld is None


def _event_type(delivery: Delivery, code: Status) -> EventType:
    if code in (Status.AGREES, Status.DISAGREES):
        agrees = code is Status.AGREES
        if delivery.question is Question.RECALL:
            return EventType.RECALL_AGREEMENT if agrees else EventType.RECALL_REFUSAL
        return EventType.REPLACEMENT_AGREEMENT if agrees else EventType.REPLACEMENT_REFUSAL
    return {
        Status.ACCEPTED: EventType.CONSIGNMENT_ACCEPTANCE,
        Status.REFUSED: EventType.CONSIGNMENT_REJECTION,
    }.get(code, EventType.STATUS_CHANGE)


def legal_now(delivery: Delivery) -> list[str]:
    """The codes that the recipient may set now, sorted, for the answer."""
    return sorted(code.value for code in legal_codes(delivery))
