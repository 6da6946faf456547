"""Handing out verdicts in full: the report of each attachment and what it rests on, to whoever may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lienthong.errors import NotFound
from lienthong.model.limits import LIMITS
from lienthong.model.submission import AttachmentVerdict, Submission
from lienthong.ports import Clock, ContentStore, ExchangeStore
from lienthong.services.authentication import Authentication, Caller
from lienthong.services.handling import require_openable
from lienthong.services.reading import may_read
from lienthong.signatures.verdict_record import UnreadableRecord, VerdictRecord

_JSON = "application/json"
_BYTES = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Blob:
    """Something of the content store by its SHA-256 (hex), and where it can be read for a short time."""

    sha256: str
    url: str


@dataclass(frozen=True, slots=True)
class Report:
    """The recorded verdict about one attachment: its document, and the material that it names."""

    attachment: str
    document: Blob
    material: tuple[Blob, ...]


@dataclass(frozen=True, slots=True)
class Reports:
    """All reports of a submission; their links end at ``expires_at``."""

    submission_id: str
    expires_at: datetime
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Reporting:
    """Gives reports to senders, recipients and auditors."""

    store: ExchangeStore
    content: ContentStore
    authentication: Authentication
    clock: Clock

    def of_submission(self, caller: Caller, submission_id: str) -> Reports:
        """To the sender or an auditor; of a rejected submission as well.

        Raises:
            NotFound: neither the caller's own nor an auditor's request.
        """
        self.authentication.spend(caller)
        submission = self.store.submission(submission_id)
        if submission is None or not may_read(caller, submission):
            raise NotFound
        return self._reports(submission)

    def of_delivery(self, caller: Caller, submission_id: str) -> Reports:
        """To a recipient, for as long as the document itself can be opened.

        Raises:
            NotFound: no such delivery to the caller.
            DeliveryWithheld: recalled or replaced.
        """
        self.authentication.spend(caller)
        found = self.store.delivery(submission_id, caller.holder)
        if found is None:
            raise NotFound
        require_openable(*found)
        return self._reports(found[0])

    def _reports(self, submission: Submission) -> Reports:
        expires_at = self.clock.now() + timedelta(seconds=LIMITS.download_seconds)
        verdicts = submission.verdict.attachments if submission.verdict else ()
        # What was stored otherwise than declared has no report: nothing was validated.
        reports = tuple(self._report(verdict) for verdict in verdicts if verdict.report_sha256)
        return Reports(submission.submission_id, expires_at, reports)

    def _report(self, verdict: AttachmentVerdict) -> Report:
        name = f"{verdict.name}.report.json"
        document = self._blob(verdict.report_sha256, name, _JSON)
        return Report(
            verdict.name,
            document,
            tuple(self._blob(digest, digest, _BYTES) for digest in self._material(document.sha256)),
        )

    def _material(self, sha256: str) -> Sequence[str]:
        with self.content.open(sha256) as stream:
            document = stream.read()
        try:
            return VerdictRecord.from_document(document).blobs
        except UnreadableRecord:
            # Of a release that recorded otherwise; the report itself can still be read.
            return ()

    def _blob(self, sha256: str, name: str, media_type: str) -> Blob:
        url = self.content.link(sha256, name=name, media_type=media_type, seconds=LIMITS.download_seconds)
        return Blob(sha256, url)
