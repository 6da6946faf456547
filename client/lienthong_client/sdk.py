"""The exchange as an agency's program uses it.

::

    with Exchange.connect(load_profile(path)) as exchange:
        answer = exchange.send(Draft(facts.to_json(), (DraftFile(Path("1234.pdf")),)))
        story = exchange.wait_for_verdict(answer["submission_id"])

Every method may raise what :meth:`lienthong_client.transport.Transport.call` raises; what it raises besides
is said with it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from types import TracebackType

from lienthong.errors import UploadIncomplete
from lienthong.model.codes import Business, Status, SubmissionState
from lienthong.model.event import JsonValue
from lienthong.model.limits import Limits
from lienthong.model.text import normalise
from lienthong_client.answers import (
    DeliveryAnswer,
    Inbox,
    Link,
    OpenedDelivery,
    Outbox,
    RecallAnswer,
    Reports,
    StatusAnswer,
    Story,
    SubmissionAnswer,
    SubmissionRecord,
    Uploads,
    read_answer,
)
from lienthong_client.calls import segment
from lienthong_client.centre_calls import CentreCalls
from lienthong_client.configuration import Profile
from lienthong_client.credentials import RequestSigner, load_private_key
from lienthong_client.deadlines import DeadlineCalls
from lienthong_client.dossier_boards import BoardCalls
from lienthong_client.dossiers import DossierCalls
from lienthong_client.downloads import Downloader
from lienthong_client.drafts import Draft
from lienthong_client.edxml_calls import EdxmlCalls
from lienthong_client.errors import DownloadFailed, ProblemConflict, UploadFailed, VerdictPending
from lienthong_client.measuring import MeasuredFile, measure
from lienthong_client.packing import fits_inline, inline_body, ticketed_body
from lienthong_client.patience import Patience
from lienthong_client.progress import SILENT, Progress
from lienthong_client.ratio_calls import RatioCalls
from lienthong_client.receipt_calls import ReceiptCalls
from lienthong_client.register import RegisterCalls
from lienthong_client.registry import RegistryCalls
from lienthong_client.tracking_calls import TrackingCalls
from lienthong_client.transport import Query, Transport, open_http
from lienthong_client.uploads import Uploader

_UNDECIDED = frozenset({SubmissionState.AWAITING_UPLOADS.value, SubmissionState.RECEIVED.value})
#: A verdict takes half a second when all goes well; a large file minutes.
_FIRST_POLL, _LONGEST_POLL = 0.3, 5.0
#: A part may be lost between the last look and the completion (staged parts expire); then it is sent again.
_COMPLETIONS = 3


def _look_away(story: Story) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened delivery and the files it was saved as, in the order of its links."""

    answer: OpenedDelivery
    files: tuple[Path, ...]


class Exchange(
    RegistryCalls,
    ReceiptCalls,
    RegisterCalls,
    DossierCalls,
    TrackingCalls,
    CentreCalls,
    BoardCalls,
    DeadlineCalls,
    RatioCalls,
    EdxmlCalls,
):
    """One exchange, seen by one agency."""

    def __init__(self, transport: Transport, predecessor: str | None = None) -> None:
        super().__init__(transport)
        self._predecessor = predecessor
        self._limits: Limits | None = None

    @classmethod
    def connect(cls, profile: Profile, *, patience: Patience | None = None) -> Exchange:
        """The exchange of a profile. Nothing is sent yet.

        Raises:
            KeyUnusable, FileUnreadable, TrustFileUnusable: a file that the profile names.
        """
        key = load_private_key(profile.key_file, os.environ.get("LIENTHONG_KEY_PASSWORD"))
        signer = RequestSigner(profile.key_id, key)
        return cls(Transport(profile.url, open_http(profile.ca_bundle), signer, patience))

    def in_place_of(self, predecessor: str | None) -> Exchange:
        """The same exchange, with inbox and outbox of an ended agency that this one succeeds.

        None is the agency's own. What is submitted is always its own.
        """
        return Exchange(self.transport, predecessor)

    def _held(self, query: Query | None = None) -> Query:
        """The query of what may be a predecessor's."""
        return {**(query or {}), "predecessor": self._predecessor}

    def __enter__(self) -> Exchange:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.transport.http.close()

    # --- sending ---------------------------------------------------------------------------------

    def limits(self) -> Limits:
        """The exchange's limits, read once. Limits of newer versions that we do not know are left out."""
        if self._limits is None:
            published = self.get(dict[str, int], "/v1/limits", signed=False)
            known = {field.name for field in fields(Limits)}
            self._limits = Limits(**{name: value for name, value in published.items() if name in known})
        return self._limits

    def send(self, draft: Draft, *, progress: Progress = SILENT) -> SubmissionAnswer:
        """Submit a document: inside one request where it fits, else by upload tickets.

        Sending the same draft again continues where the last attempt stopped; nothing is doubled.

        Raises:
            DraftInvalid, FileUnreadable, FileChanged: what is to be sent is not fit for it.
            ProblemConflict: the DocumentId already names another document.
            UploadFailed: parts could not be uploaded; send again to continue.
        """
        files = measure(draft, self.limits())
        inline = fits_inline(draft, files, self.limits())
        body = inline_body(draft, files) if inline else ticketed_body(draft, files)
        answer = self._submission(self.transport.send("POST", "/v1/submissions", body).body)
        if answer["state"] != SubmissionState.AWAITING_UPLOADS:
            return answer
        return self._upload(answer, files, progress)

    def _submission(self, body: bytes) -> SubmissionAnswer:
        return read_answer(SubmissionAnswer, body, self.transport.url)

    def _upload(
        self, answer: SubmissionAnswer, files: Sequence[MeasuredFile], progress: Progress
    ) -> SubmissionAnswer:
        path = f"/v1/submissions/{segment(answer['submission_id'])}/uploads"
        uploader = Uploader(self.transport.http, self.transport.patience, progress)
        named = {file.name: file for file in files}
        for _ in range(_COMPLETIONS):
            uploader.upload(named, lambda: self.get(Uploads, path))
            try:
                return self.post(SubmissionAnswer, f"{path}/complete", {})
            except ProblemConflict as conflict:
                if conflict.code != UploadIncomplete.code:
                    raise
        raise UploadFailed(name=", ".join(named), why="the exchange keeps missing parts that it had")

    def update(
        self, draft: Draft, targets: Sequence[str], reason: str, *, progress: Progress = SILENT
    ) -> SubmissionAnswer:
        """Send a document that updates earlier ones (DocumentIds)."""
        return self.send(draft.about(Business.UPDATE, targets, reason), progress=progress)

    def replace(
        self, draft: Draft, targets: Sequence[str], reason: str, *, progress: Progress = SILENT
    ) -> SubmissionAnswer:
        """Send a document that replaces earlier ones (DocumentIds); recipients agree or refuse (15, 16)."""
        return self.send(draft.about(Business.REPLACEMENT, targets, reason), progress=progress)

    def submission(self, submission_id: str) -> Story:
        """A submission with its verdict, the state of every delivery, and every event."""
        return self.get(Story, f"/v1/submissions/{segment(submission_id)}", self._held())

    def reports(self, submission_id: str, *, received: bool = False) -> Reports:
        """Links to the full reports of a submission, and to what they rest on.

        Args:
            received: ask as its recipient, not as its sender.

        Raises:
            ProblemConflict: as recipient, when the document was taken back or replaced.
        """
        side = "inbox" if received else "submissions"
        return self.get(Reports, f"/v1/{side}/{segment(submission_id)}/reports", self._held())

    def wait_for_verdict(
        self,
        submission_id: str,
        seconds: float = 120.0,
        *,
        pause: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        on_poll: Callable[[Story], None] = _look_away,
    ) -> Story:
        """The submission once it is accepted or rejected, asked for at growing intervals.

        Raises:
            VerdictPending: not decided within ``seconds``.
        """
        deadline, interval = clock() + seconds, _FIRST_POLL
        while True:
            story = self.submission(submission_id)
            on_poll(story)
            if story["submission"]["state"] not in _UNDECIDED:
                return story
            if clock() + interval > deadline:
                raise VerdictPending(submission=submission_id, seconds=round(seconds))
            pause(interval)
            interval = min(_LONGEST_POLL, interval * 1.5)

    def outbox(self, *, cursor: str | None = None, limit: int | None = None) -> Outbox:
        """A page of what the agency has submitted, newest first."""
        return self.get(Outbox, "/v1/submissions", self._held({"cursor": cursor, "limit": limit}))

    def every_submission(self) -> Iterator[SubmissionRecord]:
        """All that the agency has submitted, newest first."""
        page = self.outbox()
        yield from page["submissions"]
        while page["cursor"]:
            page = self.outbox(cursor=page["cursor"])
            yield from page["submissions"]

    def recall(self, submission_id: str, reason: str) -> SubmissionRecord:
        """Take a submission back (13) from all its recipients; the same reason again answers the same.

        Raises:
            ProblemConflict: it was taken back for another reason, or has not been accepted.
        """
        path = f"/v1/submissions/{segment(submission_id)}/recall"
        return self.post(RecallAnswer, path, {"reason": normalise(reason)}, self._held())["submission"]

    # --- receiving -------------------------------------------------------------------------------

    def inbox(
        self,
        *,
        status: Status | None = None,
        unopened: bool = False,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Inbox:
        """A page of the agency's deliveries: the unopened first, each group oldest first."""
        query = {
            "status": status.value if status else None,
            "unopened": "true" if unopened else None,
            "cursor": cursor,
            "limit": limit,
        }
        return self.get(Inbox, "/v1/inbox", self._held(query))

    def delivery(self, submission_id: str) -> DeliveryAnswer:
        """A delivery with its verdict and the codes that may be set now. Reading it does not open it."""
        return self.get(DeliveryAnswer, f"/v1/inbox/{segment(submission_id)}", self._held())

    def open_links(self, submission_id: str) -> OpenedDelivery:
        """Open a delivery (an event; the sender sees it) and get its short-lived links.

        Raises:
            ProblemConflict: the sender has taken it back or replaced it.
        """
        path = f"/v1/inbox/{segment(submission_id)}/open"
        return self.post(OpenedDelivery, path, {}, self._held())

    def open(
        self, submission_id: str, into: Path, *, overwrite: bool = False, progress: Progress = SILENT
    ) -> Opened:
        """Open a delivery and save its attachments in a folder, each checked against size and SHA-256.

        An interrupted download goes on where it stopped. A file that is there already is kept.

        Raises:
            ProblemConflict: the sender has taken it back or replaced it.
            DownloadMismatch, DownloadFailed, FileInTheWay, FileUnwritable, UnsafeName
        """
        answer = self.open_links(submission_id)
        downloader = Downloader(self.transport.http, self.transport.patience, progress)
        files = tuple(
            downloader.download(link, into, self._renewal(submission_id, link), overwrite=overwrite)
            for link in answer["links"]
        )
        return Opened(answer, files)

    def _renewal(self, submission_id: str, link: Link) -> Callable[[], Link]:
        def renew() -> Link:
            for fresh in self.open_links(submission_id)["links"]:
                if fresh["name"] == link["name"]:
                    return fresh
            raise DownloadFailed(name=link["name"], why="the exchange gives no link to it any more")

        return renew

    def status(self, submission_id: str, code: Status, reason: str = "") -> StatusAnswer:
        """Set a delivery's status (02 to 06, 15, 16); the status that stands already changes nothing.

        Raises:
            ProblemConflict: the code is not legal now; the problem names those that are.
        """
        body: dict[str, JsonValue] = {"status": code.value}
        if reason:
            body["reason"] = normalise(reason)
        path = f"/v1/inbox/{segment(submission_id)}/status"
        return self.post(StatusAnswer, path, body, self._held())
