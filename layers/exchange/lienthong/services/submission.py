"""Submitting: the sender's act, recorded once whatever happens to the request on its way.

The API's JSON and the national format's messages come to the same :meth:`Submitting.submit`.

Numbered plan of :meth:`Submitting.submit`:

0. Time-stamps have not been missing for too long; otherwise nothing new is taken in.
1. Recipients are known, active today, able to receive, and each named once under whatever alias; the heir
   stands for an agency that has ended.
2. The documents that an update or a replacement is about are standing submissions of the same sender.
   What has been recorded before is not judged anew by 1 and 2: a repetition is answered as one, whoever
   has been locked since.
3. Content is in the store under its digest (inline) or has a place to go to (ticketed).
4. One transaction: nonce, submission, event. Whether it was refused tells what the request was:
   a replay, a repetition of the same document, a conflict, or a new attempt after a rejection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lienthong.errors import DocumentIdConflict, EnvelopeRejected, Fault, Unauthenticated
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.codes import Business, SubmissionState
from lienthong.model.envelope import Envelope
from lienthong.model.event import Event, EventType
from lienthong.model.identifiers import submission_id
from lienthong.model.limits import LIMITS
from lienthong.model.retention import FOR_EVER, RetentionRule
from lienthong.model.submission import Submission, Upload
from lienthong.ports import (
    Change,
    Clock,
    CommitRefused,
    ContentStore,
    ExchangeStore,
    Ids,
    NonceStore,
    Registry,
    StagingStore,
)
from lienthong.services.addressing import Addressed, resolve_recipients, target_fault
from lienthong.services.authentication import Caller
from lienthong.services.standing import MAX_ATTEMPTS, attempts_of, standing_submission
from lienthong.services.timestamp_grace import TimestampGrace


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """A message of the national format as it came, and its SHA-256 in hex."""

    content: bytes = field(repr=False)
    sha256: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What the sender sent: the parsed envelope, inline bytes by name, or part digests (hex) by name.

    Attributes:
        message: what all of it came in; None for the API's own JSON.
        paper_stated: whether the sender said anything about paper.
    """

    envelope: Envelope
    inline: Mapping[str, bytes] = field(repr=False)
    part_digests: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    message: ReceivedMessage | None = None
    paper_stated: bool = True


@dataclass(frozen=True, slots=True)
class Submitted:
    """The outcome: the recorded submission, and whether it had been recorded before."""

    submission: Submission
    repeated: bool


@dataclass(frozen=True, slots=True)
class Submitting:
    """Takes submissions in."""

    store: ExchangeStore
    registry: Registry
    nonces: NonceStore
    content: ContentStore
    staging: StagingStore
    grace: TimestampGrace
    clock: Clock
    ids: Ids
    rule: RetentionRule = FOR_EVER

    def submit(self, caller: Caller, draft: Draft) -> Submitted:
        """Record the submission (see the module's plan).

        Raises:
            EnvelopeRejected: recipients or targets do not stand; every fault.
            DocumentIdConflict: other bytes stand under the sender's DocumentId.
            Unauthenticated: the request is a replay.
            TimestampsOverdue: the log has been without time-stamps for too long.
        """
        self.grace.require()
        try:
            addressed, targets = self._resolve(caller, draft.envelope)
        except EnvelopeRejected:
            recorded = self._recorded_before(caller, draft.envelope)
            if recorded is None:
                raise
            return Submitted(recorded, repeated=True)
        if draft.part_digests:
            return self._submit_ticketed(caller, draft, addressed, targets)
        needed_until = self.rule.needed_until(self.clock.now())
        for attachment in draft.envelope.attachments:
            self.content.put(attachment.sha256, draft.inline[attachment.name], needed_until)
        if draft.message:
            self.content.put(draft.message.sha256, draft.message.content, needed_until)
        return self._record(caller, self._submission(caller, draft, addressed, targets))

    def _recorded_before(self, caller: Caller, envelope: Envelope) -> Submission | None:
        digest = envelope.digest()
        for found in attempts_of(self.store, envelope.sender, envelope.document_id):
            if found.envelope_digest == digest:
                self._spend(caller)
                return found
        return None

    def faults_of(self, caller: Caller, envelope: Envelope) -> tuple[Fault, ...]:
        """What 1 and 2 of the module's plan have against the envelope, for who refuses it anyway."""
        try:
            self._resolve(caller, envelope)
        except EnvelopeRejected as rejected:
            return rejected.faults
        return ()

    # 1. and 2. ---------------------------------------------------------------------------------

    def _resolve(self, caller: Caller, envelope: Envelope) -> tuple[Addressed, tuple[str, ...]]:
        """The recipients with what is to be told of them, and the submission ids of the targets.

        Raises:
            EnvelopeRejected: with the faults of both.
        """
        addressed = Addressed((), ())
        faults: list[Fault] = []
        today = date_in_vietnam(self.clock.now())
        names, kind = envelope.recipients, envelope.document_type
        try:
            addressed = resolve_recipients(self.registry, caller.code, names, kind, today)
        except EnvelopeRejected as rejected:
            faults += rejected.faults
        named = () if envelope.business is Business.NEW else envelope.targets
        targets = [self._target(envelope.sender, document_id) for document_id in named]
        faults += [target_fault(index) for index, target in enumerate(targets) if target is None]
        if faults:
            raise EnvelopeRejected(faults)
        return addressed, tuple(target.submission_id for target in targets if target)

    def _target(self, sender: str, document_id: str) -> Submission | None:
        found = standing_submission(self.store, sender, document_id)
        is_open = found is not None and found.state is SubmissionState.ACCEPTED and not found.recall
        return found if is_open else None

    # 3. ----------------------------------------------------------------------------------------

    def _submit_ticketed(
        self, caller: Caller, draft: Draft, addressed: Addressed, targets: tuple[str, ...]
    ) -> Submitted:
        submission = self._submission(caller, draft, addressed, targets)
        # Looked at first, so that a repetition opens no second set of multipart uploads.
        standing = self.store.submission(submission.submission_id)
        if standing and self._is_answer(caller, standing, submission):
            return Submitted(standing, repeated=True)
        return self._record(caller, self._with_uploads(submission, draft))

    def _with_uploads(self, submission: Submission, draft: Draft) -> Submission:
        uploads = []
        for index, attachment in enumerate(draft.envelope.attachments):
            # The key holds no metadata: an id derived by hashing, and a position.
            key = f"{submission.submission_id}/{index}"
            digests = draft.part_digests[attachment.name]
            upload_id = self.staging.begin(key) if attachment.size > LIMITS.single_upload_bytes else ""
            uploads.append(Upload(attachment.name, key, upload_id, digests))
        return replace(submission, state=SubmissionState.AWAITING_UPLOADS, uploads=tuple(uploads))

    # 4. ----------------------------------------------------------------------------------------

    def _submission(
        self, caller: Caller, draft: Draft, addressed: Addressed, targets: tuple[str, ...]
    ) -> Submission:
        envelope = draft.envelope
        return Submission(
            submission_id=submission_id(envelope.sender, envelope.document_id),
            envelope=envelope,
            envelope_digest=envelope.digest(),
            recipients=addressed.recipients,
            notes=addressed.notes,
            received_at=self.clock.now(),
            target_ids=targets,
            sender_certificates=caller.agency.certificates,
            notify_sender=caller.agency.is_notified,
            message_sha256=draft.message.sha256 if draft.message else "",
            paper_stated=draft.paper_stated,
        )

    def _record(self, caller: Caller, submission: Submission) -> Submitted:
        for attempt in range(1, MAX_ATTEMPTS + 1):
            candidate = replace(
                submission,
                attempt=attempt,
                submission_id=submission_id(submission.sender, submission.envelope.document_id, attempt),
            )
            try:
                self.store.commit(
                    Change(
                        new_submissions=(candidate,),
                        events=(self._event(caller, candidate),),
                        nonce=caller.nonce,
                    )
                )
                return Submitted(candidate, repeated=False)
            except CommitRefused as refused:
                standing = self._standing_instead(caller, candidate, refused)
            if standing:
                return Submitted(standing, repeated=True)
        raise _conflict(submission, submission)

    def _standing_instead(
        self, caller: Caller, candidate: Submission, refused: CommitRefused
    ) -> Submission | None:
        """The same document recorded earlier, or ``None`` where only a rejected one stands in the way."""
        if refused.nonce_spent or not refused.existing_submissions:
            raise Unauthenticated from refused
        (standing,) = refused.existing_submissions
        return standing if self._is_answer(caller, standing, candidate) else None

    def _is_answer(self, caller: Caller, standing: Submission, candidate: Submission) -> bool:
        """Whether the recorded submission is what was sent now; false where it only stands in the way."""
        if standing.envelope_digest == candidate.envelope_digest:
            self._spend(caller)
            return True
        if standing.state is SubmissionState.REJECTED:
            return False
        self._tell_conflict(caller, standing, candidate)
        raise _conflict(standing, candidate)

    def _tell_conflict(self, caller: Caller, standing: Submission, sent: Submission) -> None:
        """The alert on a doubled id (ND30 Annex VI, III.1h) becomes part of the standing document's story."""
        now = self.clock.now()
        event = Event(
            event_id=self.ids.event_id(now),
            type=EventType.DUPLICATE_DOCUMENT_ID,
            subject=standing.submission_id,
            at=now,
            actor=caller.code,
            salt=self.ids.salt(),
            notify=(standing.sender,) if standing.notify_sender else (),
            details={"document_id": sent.envelope.document_id, "envelope_digest": sent.envelope_digest},
            proof=caller.proof,
        )
        try:
            self.store.commit(Change(events=(event,), nonce=caller.nonce))
        except CommitRefused as refused:
            raise Unauthenticated from refused

    def _spend(self, caller: Caller) -> None:
        if not self.nonces.spend(caller.nonce):
            raise Unauthenticated

    def _event(self, caller: Caller, submission: Submission) -> Event:
        awaiting = submission.state is SubmissionState.AWAITING_UPLOADS
        return arrival_event(
            EventType.UPLOAD_REQUEST if awaiting else EventType.SUBMISSION_ARRIVAL,
            submission,
            caller,
            self.ids,
        )


def arrival_event(kind: EventType, submission: Submission, caller: Caller, ids: Ids) -> Event:
    """The event of a submission's arrival, or of its announcement before the uploads."""
    return Event(
        event_id=ids.event_id(submission.received_at),
        type=kind,
        subject=submission.submission_id,
        at=submission.received_at,
        actor=caller.code,
        salt=ids.salt(),
        details={
            "document_id": submission.envelope.document_id,
            "envelope_digest": submission.envelope_digest,
            "attachments": [attachment.sha256 for attachment in submission.envelope.attachments],
            "attempt": submission.attempt,
            **({"message": submission.message_sha256} if submission.message_sha256 else {}),
        },
        proof=caller.proof,
    )


def _conflict(standing: Submission, sent: Submission) -> DocumentIdConflict:
    return DocumentIdConflict(
        document_id=sent.envelope.document_id,
        existing=standing.submission_id,
        existing_digest=standing.envelope_digest,
        sent_digest=sent.envelope_digest,
    )
