"""Recall (13): from the instant of its commit no unopened copy can be opened; the rest follows by queue.

The sender's copy is frozen by the content store's lock and a legal hold; every recipient that had opened the
document is asked, and answers 15 with the destruction of its copy, or 16 with a reason (D28 9.2; ND30 18.4b).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from lienthong.errors import (
    AlreadyRecalled,
    NotFound,
    ReasonRequired,
    SubmissionNotAccepted,
    Unauthenticated,
    Unavailable,
)
from lienthong.model.codes import Status, SubmissionState
from lienthong.model.event import Event, EventType
from lienthong.model.submission import Recall, Submission
from lienthong.ports import Change, Clock, CommitRefused, ExchangeStore, Ids
from lienthong.services.authentication import Authentication, Caller


@dataclass(frozen=True, slots=True)
class Recalling:
    """The sender's take-back."""

    store: ExchangeStore
    authentication: Authentication
    clock: Clock
    ids: Ids

    def recall(self, caller: Caller, submission_id: str, reason: str, message: str = "") -> Submission:
        """Recall the submission from all its recipients; the same reason again answers the same.

        Args:
            caller: its sender.
            submission_id: what is taken back.
            reason: why.
            message: SHA-256 (hex) of the edXML message that asks for it, if one does.

        Raises:
            NotFound: no such submission of the caller's.
            ReasonRequired: no reason.
            SubmissionNotAccepted: not accepted yet, or rejected.
            AlreadyRecalled: recalled before, for another reason.
        """
        submission = self.store.submission(submission_id)
        if submission is None or submission.sender != caller.holder:
            raise NotFound
        if not reason:
            raise ReasonRequired(wanted=Status.TAKE_BACK.value)
        if submission.recall:
            return self._repeated(caller, submission, reason)
        if submission.state is not SubmissionState.ACCEPTED:
            raise SubmissionNotAccepted(submission=submission_id, state=submission.state.value)
        return self._record(caller, submission, reason, message)

    def _repeated(self, caller: Caller, submission: Submission, reason: str) -> Submission:
        if submission.recall and submission.recall.reason != reason:
            raise AlreadyRecalled(submission=submission.submission_id)
        self.authentication.spend(caller)
        return submission

    def _record(self, caller: Caller, submission: Submission, reason: str, message: str) -> Submission:
        now = self.clock.now()
        recalled = replace(submission, recall=Recall(now, reason), version=submission.version + 1)
        event = Event(
            event_id=self.ids.event_id(now),
            type=EventType.RECALL_REQUEST,
            subject=submission.submission_id,
            at=now,
            actor=caller.code,
            salt=self.ids.salt(),
            details={
                "document_id": submission.envelope.document_id,
                "reason": reason,
                "recipients": list(submission.recipients),
                **({"message": message} if message else {}),
            },
            proof=caller.proof,
        )
        try:
            self.store.commit(Change(submissions=(recalled,), events=(event,), nonce=caller.nonce))
        except CommitRefused as refused:
            if refused.nonce_spent:
                raise Unauthenticated from refused
            raise Unavailable from refused
        return recalled
