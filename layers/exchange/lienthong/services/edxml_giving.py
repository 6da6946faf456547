"""Giving submissions, deliveries and events as messages of the national format, to who asks for them so.

A recipient's message is an opening of the delivery like any other: it is recorded (ContentHandover), and
refused where opening is. Numbered plan of :meth:`EdxmlGiving.delivery`:

1. The delivery is there and may be opened; what is too large for the format is told before anything counts.
2. The message is made: what was received, byte for byte, where this recipient was the only one; else a copy
   that names no other recipient (agencies learn their fellow recipients only from the document itself).
3. The opening is recorded, by the service that records every opening.
4. What is larger than an answer is had from a short-lived address.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from lienthong.edxml.mapping import event_message
from lienthong.edxml.writing import write_message
from lienthong.errors import NotFound, Rejected, SubmissionNotAccepted
from lienthong.model.codes import SubmissionState
from lienthong.model.event import Event
from lienthong.model.identifiers import is_ulid
from lienthong.model.limits import LIMITS, MIB
from lienthong.model.submission import Submission
from lienthong.ports import Clock, ContentStore, ExchangeStore, Registry, StagingStore
from lienthong.services.authentication import Authentication, Caller
from lienthong.services.edxml_copies import EdxmlCopies, is_as_received
from lienthong.services.edxml_sent import as_sent
from lienthong.services.handling import Handling, require_openable
from lienthong.services.reading import may_read

MEDIA_TYPE = "application/xml"
#: API Gateway takes at most 6 MB from a function, and a file goes there in base64.
_ANSWER_BYTES = 4 * MIB


class NoStatusCode(Rejected):
    """The national format has no code for such an event."""

    code = "edxml.no-status-code"
    http_status = 406
    en = "Event {event} ({type}) has no status code in the national format. Read it as JSON."
    vi = "Sự kiện {event} ({type}) không có mã trạng thái trong quy chuẩn edXML. Đề nghị đọc ở dạng JSON."


@dataclass(frozen=True, slots=True)
class Given:
    """A message: its bytes or, where it is larger than an answer, a short-lived address of it."""

    content: bytes
    url: str = ""


@dataclass(frozen=True, slots=True)
class EdxmlGiving:
    """Gives messages."""

    store: ExchangeStore
    registry: Registry
    content: ContentStore
    staging: StagingStore
    handling: Handling
    authentication: Authentication
    clock: Clock
    copies: EdxmlCopies

    def delivery(self, caller: Caller, submission_id: str) -> Given:
        """The delivery as a document message (see the module's plan); the first time is recorded.

        Raises:
            NotFound: no such delivery to the caller.
            DeliveryWithheld, ContentDeleted: as opening it says.
            TooLargeForMessage: its files are more than a message holds.
            MessageUnwritable: it has no form that the format allows.
        """
        found = self.store.delivery(submission_id, caller.holder)
        if found is None:
            raise NotFound
        require_openable(*found)
        submission = found[0]
        self.handling.require_kept(submission, self.clock.now())
        received = is_as_received(submission, caller)
        copy = b"" if received else self.copies.for_reader(submission, caller)
        self.handling.open(caller, submission_id)
        return self._received(submission) if received else self._handed_out(copy)

    def submission(self, caller: Caller, submission_id: str) -> Given:
        """The sender's own submission as a document message: exactly as it came, where it came as one.

        Raises:
            NotFound: no such submission of the caller's.
            SubmissionNotAccepted: its files are still being uploaded.
            ContentDeleted, TooLargeForMessage, MessageUnwritable: as above.
        """
        self.authentication.spend(caller)
        submission = self.store.submission(submission_id)
        if submission is None or submission.sender != caller.holder:
            raise NotFound
        if submission.uploads and submission.state is not SubmissionState.ACCEPTED:
            # Until validation has looked at them, uploads are nobody's content.
            raise SubmissionNotAccepted(submission=submission_id, state=submission.state.value)
        self.handling.require_kept(submission, self.clock.now())
        if submission.message_sha256:
            return self._received(submission)
        return self._handed_out(self.copies.for_all(submission))

    def event(self, caller: Caller, submission_id: str, event_id: str) -> bytes:
        """An event as a status message, to the sender or an auditor.

        Raises:
            NotFound: no such event that the caller may see.
            NoStatusCode: the format has no code for it.
        """
        self.authentication.spend(caller)
        submission = self.store.submission(submission_id)
        if submission is None or not may_read(caller, submission):
            raise NotFound
        return self._status(submission, self._event(submission_id, event_id))

    def event_received(self, caller: Caller, submission_id: str, event_id: str) -> bytes:
        """An event of its own delivery as a status message, to the recipient.

        Raises:
            NotFound, NoStatusCode: as above.
        """
        self.authentication.spend(caller)
        found = self.store.delivery(submission_id, caller.holder)
        if found is None:
            raise NotFound
        event = self._event(submission_id, event_id)
        if not event.concerns(caller.holder):
            raise NotFound
        return self._status(found[0], event)

    # documents ---------------------------------------------------------------------------------

    def _received(self, submission: Submission) -> Given:
        """What was received, byte for byte."""
        sha256 = submission.message_sha256
        with self.copies.stored(sha256) as stream:
            content = stream.read(_ANSWER_BYTES + 1)
        if len(content) <= _ANSWER_BYTES:
            return Given(content)
        name = f"{submission.submission_id}.edxml"
        url = self.content.link(sha256, name=name, media_type=MEDIA_TYPE, seconds=LIMITS.download_seconds)
        return Given(b"", url)

    def _handed_out(self, content: bytes) -> Given:
        if len(content) <= _ANSWER_BYTES:
            return Given(content)
        # The same bytes lie at the same place; they are forgotten like every upload.
        key = f"edxml/{hashlib.sha256(content).hexdigest()}.out"
        self.staging.lay(key, content)
        return Given(b"", self.staging.link(key, media_type=MEDIA_TYPE, seconds=LIMITS.download_seconds))

    # events ------------------------------------------------------------------------------------

    def _event(self, submission_id: str, event_id: str) -> Event:
        event = self.store.event(submission_id, event_id) if is_ulid(event_id) else None
        if event is None:
            raise NotFound
        return event

    def _status(self, submission: Submission, event: Event) -> bytes:
        message = event_message(as_sent(submission, submission.recipients, self.registry), event)
        if message is None:
            raise NoStatusCode(event=event.event_id, type=event.type.value)
        return write_message(message)
