"""Attachments downloaded: resumable, checked against what the sender declared, never under a name of its own.

1. The name must be a plain file name; nothing that came over the network chooses a path.
2. Bytes go to ``<name>.part``; an earlier run's bytes there are hashed and continued by ``Range``.
3. Only when size and SHA-256 agree does the file get its name, in one step.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from lienthong.model.text import is_safe_file_name
from lienthong_client.answers import Link
from lienthong_client.errors import (
    DownloadFailed,
    DownloadMismatch,
    ExchangeUntrusted,
    FileInTheWay,
    FileUnwritable,
    UnsafeName,
)
from lienthong_client.patience import PASSING_STATUSES, Patience, retry_after
from lienthong_client.progress import SILENT, Progress
from lienthong_client.transport import certificate_fault, describe, now, require_encrypted

_BLOCK = 256 * 1024
#: S3's answers to a link whose time is over.
_EXPIRED = frozenset({400, 401, 403})


class _Partial:
    """The bytes of a download so far, on disk, with their running digest."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self.digest = hashlib.sha256()

    def load(self, limit: int) -> None:
        """Take over an earlier run's bytes, unless they are more than the whole."""
        if not self.path.exists() or self.path.stat().st_size > limit:
            self.restart()
            return
        with self.path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                self.digest.update(block)
                self.size += len(block)

    def restart(self) -> None:
        """Forget what is there."""
        self.path.write_bytes(b"")
        self.size, self.digest = 0, hashlib.sha256()

    def append(self, response: httpx.Response, limit: int, advance: Callable[[int], None]) -> None:
        """Add the response's body; stop as soon as it is longer than declared."""
        with self.path.open("ab") as stream:
            # Blocks as they come: gathering larger ones would lose what came before a break.
            for block in response.iter_raw():
                stream.write(block)
                self.digest.update(block)
                self.size += len(block)
                advance(len(block))
                if self.size > limit:
                    return


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why an attempt did not end the download, and what the next one has to mind."""

    why: str
    asked_to_wait: float = 0.0
    expired: bool = False


class Downloader:
    """Downloads links into a folder."""

    def __init__(self, http: httpx.Client, patience: Patience, progress: Progress = SILENT) -> None:
        self._http = http
        self._patience = patience
        self._progress = progress

    def download(
        self, link: Link, folder: Path, renew: Callable[[], Link], *, overwrite: bool = False
    ) -> Path:
        """The attachment as a file in ``folder``; ``renew`` gives a fresh link when this one has expired.

        Raises:
            FileInTheWay: another file has the name, and ``overwrite`` is not set.
            DownloadMismatch: what came is not what was declared; nothing is kept.
            DownloadFailed: no connection; what came is kept for the next run.
            FileUnwritable: the folder or the file cannot be written.
        """
        name = link["name"]
        if not is_safe_file_name(name):
            raise UnsafeName(name=repr(name))
        target = folder / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if target.exists() and not overwrite:
                return self._keep(target, link)
            partial = _Partial(folder / f"{name}.part")
            partial.load(link["size"])
            self._progress.begin(name, link["size"], partial.size)
            self._fetch(link, partial, renew)
            _verify(link, partial)
            partial.path.replace(target)
        except OSError as refused:
            raise FileUnwritable(
                path=str(target), why=refused.strerror or type(refused).__name__
            ) from refused
        self._progress.finish(name)
        return target

    def _keep(self, target: Path, link: Link) -> Path:
        """The file that is there already, if it is the very same."""
        with target.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != link["sha256"]:
                raise FileInTheWay(path=str(target))
        self._progress.begin(link["name"], link["size"], link["size"])
        self._progress.finish(link["name"])
        return target

    def _fetch(self, link: Link, partial: _Partial, renew: Callable[[], Link]) -> None:
        attempt = 1
        while partial.size < link["size"]:
            before = partial.size
            failure = self._attempt(link, partial)
            if failure is None:
                continue
            # What brought bytes was no failure: a long download may break more often than we have patience.
            attempt = 1 if partial.size > before else attempt
            if not self._patience.allows_another(attempt, failure.asked_to_wait):
                raise DownloadFailed(name=link["name"], why=failure.why)
            self._patience.wait(attempt, failure.asked_to_wait)
            link = renew() if failure.expired else link
            attempt += 1

    def _attempt(self, link: Link, partial: _Partial) -> _Failure | None:
        """One request; None when its body came to its end."""
        require_encrypted(link["url"])
        headers = {"accept-encoding": "identity"}
        if partial.size:
            headers["range"] = f"bytes={partial.size}-"
        try:
            with self._http.stream("GET", link["url"], headers=headers) as response:
                return self._take(link, partial, response)
        except httpx.TransportError as failure:
            if untrusted := certificate_fault(failure):
                raise ExchangeUntrusted(url=httpx.URL(link["url"]).host, why=untrusted) from failure
            return _Failure(describe(failure))

    def _take(self, link: Link, partial: _Partial, response: httpx.Response) -> _Failure | None:
        status, before = response.status_code, partial.size
        if status == httpx.codes.OK:
            self._restart(link, partial)
            self._append(link, partial, response)
        elif status == httpx.codes.PARTIAL_CONTENT and _continues(response, partial.size):
            self._append(link, partial, response)
        elif status in (httpx.codes.PARTIAL_CONTENT, httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE):
            self._restart(link, partial)
        elif status not in _EXPIRED | PASSING_STATUSES:
            raise DownloadFailed(name=link["name"], why=f"HTTP {status}")
        if response.is_success and partial.size > before:
            return None
        asked = retry_after(response.headers.get("retry-after"), now())
        return _Failure(f"HTTP {status}", asked, expired=status in _EXPIRED)

    def _append(self, link: Link, partial: _Partial, response: httpx.Response) -> None:
        partial.append(response, link["size"], lambda count: self._progress.advance(link["name"], count))

    def _restart(self, link: Link, partial: _Partial) -> None:
        self._progress.advance(link["name"], -partial.size)
        partial.restart()


def _continues(response: httpx.Response, offset: int) -> bool:
    """Whether the body goes on exactly where we stopped (RFC 9110 14.4)."""
    content_range: str = response.headers.get("content-range", "")
    return content_range.startswith(f"bytes {offset}-")


def _verify(link: Link, partial: _Partial) -> None:
    found = partial.digest.hexdigest()
    if partial.size != link["size"] or found != link["sha256"]:
        partial.path.unlink()
        raise DownloadMismatch(name=link["name"], found=found, declared=link["sha256"])
