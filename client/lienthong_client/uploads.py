"""Ticketed attachments: parts uploaded in parallel, repeated where they fail, never twice where they arrived.

1. Ask what is missing; the exchange answers with a ticket (presigned PUT, bound to the part's SHA-256) each.
2. PUT each part with exactly the ticket's headers, a few at a time, read from the file in blocks.
3. Ask again, until nothing is missing: tickets expire, and one answer need not list every part.

A part that has arrived is never sent again, not even by another run of the same command.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Event
from typing import BinaryIO

import httpx

from lienthong_client.answers import FileUploads, Uploads, UploadTicket
from lienthong_client.errors import ExchangeUntrusted, FileChanged, FileUnreadable, UploadFailed
from lienthong_client.measuring import MeasuredFile
from lienthong_client.patience import PASSING_STATUSES, Patience, retry_after
from lienthong_client.progress import SILENT, Progress
from lienthong_client.transport import certificate_fault, describe, now, require_encrypted

_BLOCK = 256 * 1024
#: More at once would not fill the line better and would hold more in flight.
WORKERS = 3
#: S3's codes for content that is not what the ticket is bound to.
_MISMATCH_CODES = (
    b"BadDigest",
    b"XAmzContentChecksumMismatch",
    b"XAmzContentSHA256Mismatch",
    b"InvalidDigest",
)


class _Stopped(Exception):
    """Another part failed for good; this one need not be finished."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One part: which bytes of which file go where."""

    file: MeasuredFile
    ticket: UploadTicket
    offset: int
    length: int


class Uploader:
    """Uploads what a submission awaits. ``http`` carries no signature of ours: the tickets are the right."""

    def __init__(
        self, http: httpx.Client, patience: Patience, progress: Progress = SILENT, workers: int = WORKERS
    ) -> None:
        self._http = http
        self._patience = patience
        self._progress = progress
        self._workers = workers
        self._stop = Event()

    def upload(self, files: Mapping[str, MeasuredFile], read_tickets: Callable[[], Uploads]) -> None:
        """Upload until nothing is missing of ``files`` (by attachment name).

        Raises:
            UploadFailed: a part cannot be sent now; what has arrived stays.
            FileChanged: a file is no longer what was measured.
        """
        tickets = read_tickets()
        for upload in tickets["uploads"]:
            self._begin(files, upload, tickets["part_bytes"])
        while not tickets["complete"]:
            parts = list(_parts(files, tickets))
            if not parts or not self._upload_all(parts):
                raise UploadFailed(name=", ".join(sorted(files)), why="no ticket was accepted")
            tickets = read_tickets()
        for name in files:
            self._progress.finish(name)

    def _begin(self, files: Mapping[str, MeasuredFile], upload: FileUploads, part_bytes: int) -> None:
        file = _file_of(files, upload["name"])
        missing = sum(_span(file, number, part_bytes)[1] for number in upload["missing"])
        self._progress.begin(file.name, file.size, file.size - missing)

    def _upload_all(self, parts: list[_Part]) -> int:
        """How many parts were accepted. The first failure stops what has not begun and raises."""
        with ThreadPoolExecutor(self._workers, thread_name_prefix="upload") as pool:
            futures = [pool.submit(self._upload_or_stop, part) for part in parts]
            try:
                wait(futures, return_when=FIRST_EXCEPTION)
            except KeyboardInterrupt:
                self._stop.set()
                raise
            finally:
                pool.shutdown(cancel_futures=self._stop.is_set())
        failures = [one for future in futures if not future.cancelled() and (one := future.exception())]
        for failure in failures:
            if not isinstance(failure, _Stopped):
                raise failure
        return sum(future.result() for future in futures)

    def _upload_or_stop(self, part: _Part) -> bool:
        try:
            return self._upload_part(part)
        except BaseException:
            self._stop.set()
            raise

    def _upload_part(self, part: _Part) -> bool:
        """Whether the part was accepted; False when its ticket no longer holds."""
        require_encrypted(part.ticket["url"])
        attempt = 1
        while True:
            if self._stop.is_set():
                raise _Stopped
            response = self._attempt(part, attempt)
            if response is not None and response.is_success:
                return True
            if response is not None and response.status_code == httpx.codes.FORBIDDEN:
                return False
            if response is not None:
                self._raise_unless_passing(part, response, attempt)
            asked = retry_after(response.headers.get("retry-after"), now()) if response is not None else 0.0
            self._patience.wait(attempt, asked)
            attempt += 1

    def _attempt(self, part: _Part, attempt: int) -> httpx.Response | None:
        sent = _Counter()
        headers = {**part.ticket["headers"], "content-length": str(part.length)}
        try:
            content = self._content(part, sent)
            response = self._http.put(part.ticket["url"], headers=headers, content=content)
        except httpx.TransportError as failure:
            self._progress.advance(part.file.name, -sent.count)
            if untrusted := certificate_fault(failure):
                raise ExchangeUntrusted(url=_origin(part), why=untrusted) from failure
            if not self._patience.allows_another(attempt):
                raise UploadFailed(name=part.file.name, why=describe(failure)) from failure
            return None
        if not response.is_success:
            self._progress.advance(part.file.name, -sent.count)
        return response

    def _raise_unless_passing(self, part: _Part, response: httpx.Response, attempt: int) -> None:
        if response.status_code == httpx.codes.BAD_REQUEST and any(
            code in response.content for code in _MISMATCH_CODES
        ):
            raise FileChanged(path=str(part.file.path))
        passing = response.status_code in PASSING_STATUSES
        if not (passing and self._patience.allows_another(attempt)):
            raise UploadFailed(name=part.file.name, why=f"HTTP {response.status_code}")

    def _content(self, part: _Part, sent: _Counter) -> Iterator[bytes]:
        """The part's bytes in blocks."""
        try:
            with part.file.path.open("rb") as stream:
                stream.seek(part.offset)
                for block in _blocks(stream, part):
                    if self._stop.is_set():
                        raise _Stopped
                    yield block
                    sent.count += len(block)
                    self._progress.advance(part.file.name, len(block))
        except OSError as refused:
            raise FileUnreadable(path=str(part.file.path), why=refused.strerror or "?") from refused


@dataclass(slots=True)
class _Counter:
    """Bytes handed over in one attempt."""

    count: int = 0


def _blocks(stream: BinaryIO, part: _Part) -> Iterator[bytes]:
    left = part.length
    while left:
        block = stream.read(min(_BLOCK, left))
        if not block:
            raise FileChanged(path=str(part.file.path))
        left -= len(block)
        yield block


def _parts(files: Mapping[str, MeasuredFile], tickets: Uploads) -> Iterator[_Part]:
    for upload in tickets["uploads"]:
        file = _file_of(files, upload["name"])
        for ticket in upload["parts"]:
            yield _Part(file, ticket, *_span(file, ticket["number"], tickets["part_bytes"]))


def _span(file: MeasuredFile, number: int, part_bytes: int) -> tuple[int, int]:
    """Offset and length of a part; a file declared with one digest is one part."""
    if len(file.part_digests) == 1:
        return 0, file.size
    offset = (number - 1) * part_bytes
    return offset, min(part_bytes, file.size - offset)


def _file_of(files: Mapping[str, MeasuredFile], name: str) -> MeasuredFile:
    if name not in files:
        raise UploadFailed(name=name, why="this file is not among those given")
    return files[name]


def _origin(part: _Part) -> str:
    url = httpx.URL(part.ticket["url"])
    return f"{url.scheme}://{url.netloc.decode('ascii')}"
