"""Uploads by ticket: what is still missing, and the moment when everything has arrived.

S3 itself checks each part against the digest bound into its ticket; the digest of the whole is checked by
validation, which reads the file before anything counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lienthong.errors import NotFound, Unauthenticated, Unavailable, UploadIncomplete
from lienthong.model.codes import SubmissionState
from lienthong.model.event import EventType, JsonValue
from lienthong.model.limits import LIMITS
from lienthong.model.submission import Submission, Upload
from lienthong.ports import Change, Clock, CommitRefused, ExchangeStore, Ids, PartTicket, StagingStore
from lienthong.services.authentication import Authentication, Caller
from lienthong.services.submission import Submitted, arrival_event


@dataclass(frozen=True, slots=True)
class Tickets:
    """The tickets for the parts of one attachment that are still missing."""

    name: str
    missing: tuple[PartTicket, ...]

    def to_json(self) -> dict[str, JsonValue]:
        """The tickets as the API hands them out."""
        return {
            "name": self.name,
            "missing": [part.number for part in self.missing],
            "parts": [
                {"number": part.number, "url": part.url, "headers": dict(part.headers), "sha256": part.sha256}
                for part in self.missing
            ],
        }


@dataclass(frozen=True, slots=True)
class Uploading:
    """Hands out tickets and closes uploads."""

    store: ExchangeStore
    staging: StagingStore
    authentication: Authentication
    clock: Clock
    ids: Ids

    def tickets(self, caller: Caller, submission_id: str) -> tuple[Tickets, ...]:
        """Fresh tickets for whatever is missing; empty once the submission has been received.

        Raises:
            NotFound: no such submission of the caller's.
        """
        submission = self._own(caller, submission_id)
        self.authentication.spend(caller)
        if submission.state is not SubmissionState.AWAITING_UPLOADS:
            return ()
        return tuple(
            Tickets(
                upload.name,
                self.staging.tickets(
                    upload.staging_key, upload.upload_id, missing, seconds=LIMITS.ticket_seconds
                ),
            )
            for upload in submission.uploads
            if (missing := self._missing(upload))
        )

    def complete(self, caller: Caller, submission_id: str) -> Submitted:
        """Close the uploads: the submission is received and goes to validation.

        Raises:
            NotFound: no such submission of the caller's.
            UploadIncomplete: parts are missing.
        """
        submission = self._own(caller, submission_id)
        if submission.state is not SubmissionState.AWAITING_UPLOADS:
            self.authentication.spend(caller)
            return Submitted(submission, repeated=True)
        missing = sum(self._close(upload) for upload in submission.uploads)
        if missing:
            raise UploadIncomplete(missing=missing)
        return self._receive(caller, submission)

    def _receive(self, caller: Caller, submission: Submission) -> Submitted:
        received = replace(
            submission,
            state=SubmissionState.RECEIVED,
            received_at=self.clock.now(),
            version=submission.version + 1,
        )
        event = arrival_event(EventType.SUBMISSION_ARRIVAL, received, caller, self.ids)
        try:
            self.store.commit(Change(submissions=(received,), events=(event,), nonce=caller.nonce))
        except CommitRefused as refused:
            if refused.nonce_spent:
                raise Unauthenticated from refused
            # Another request completed it meanwhile; the next one sees that.
            raise Unavailable from refused
        return Submitted(received, repeated=False)

    def _own(self, caller: Caller, submission_id: str) -> Submission:
        submission = self.store.submission(submission_id)
        if submission is None or submission.sender != caller.code:
            raise NotFound
        return submission

    def _missing(self, upload: Upload) -> Mapping[int, str]:
        arrived = self.staging.uploaded_parts(upload.staging_key, upload.upload_id)
        wanted = dict(enumerate(upload.part_digests, start=1))
        return {number: sha256 for number, sha256 in wanted.items() if arrived.get(number) != sha256}

    def _close(self, upload: Upload) -> int:
        """Join the parts of a multipart upload; a single PUT only has to have arrived. How many are missing.

        Joining is repeatable and says itself what is missing. Its parts cannot be asked for once they are
        joined, so a completion that failed after this step and comes again must not ask.
        """
        if not upload.upload_id:
            return len(self._missing(upload))
        parts = dict(enumerate(upload.part_digests, start=1))
        try:
            self.staging.complete(upload.staging_key, upload.upload_id, parts)
        except UploadIncomplete:
            # Never none: what arrived just now has still to be joined.
            return len(self._missing(upload)) or len(parts)
        return 0
