"""Uploads in memory; tickets are redeemed through :meth:`MemoryStaging.upload`."""

from __future__ import annotations

import hashlib
import io
import itertools
import threading
from collections.abc import Mapping
from urllib.parse import parse_qs, quote, urlsplit

from lienthong.errors import UploadIncomplete
from lienthong.ports import PartTicket, StagedFile


class MemoryStaging:
    """Parts by (key, upload id, number); joined files by key and version."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._serial = itertools.count(1)
        self._open: dict[tuple[str, str], dict[int, bytes]] = {}
        self._joined: dict[tuple[str, str], dict[int, str]] = {}
        self._versions: dict[tuple[str, str], bytes] = {}
        self._latest: dict[str, str] = {}

    def begin(self, key: str) -> str:
        with self._lock:
            upload_id = f"upload-{next(self._serial)}"
            self._open[key, upload_id] = {}
            return upload_id

    def tickets(
        self, key: str, upload_id: str, parts: Mapping[int, str], *, seconds: int
    ) -> tuple[PartTicket, ...]:
        return tuple(
            PartTicket(
                number,
                f"https://staging.invalid/{key}?upload={upload_id}&part={number}",
                {"x-amz-checksum-sha256": digest},
                digest,
            )
            for number, digest in sorted(parts.items())
        )

    def whole_ticket(self, key: str, sha256: str, *, size: int, seconds: int) -> PartTicket:
        headers = {"x-amz-checksum-sha256": sha256, "content-length": str(size)}
        return PartTicket(1, f"https://staging.invalid/{key}?upload=&part=1", headers, sha256)

    def upload(self, ticket: PartTicket, content: bytes) -> bool:
        """PUT the bytes to a ticket's address; false where the store refuses them."""
        if hashlib.sha256(content).hexdigest() != ticket.sha256:
            return False
        if ticket.headers.get("content-length", str(len(content))) != str(len(content)):
            return False
        address = urlsplit(ticket.url)
        key = address.path.lstrip("/")
        upload_id = parse_qs(address.query, keep_blank_values=True)["upload"][0]
        with self._lock:
            if not upload_id:
                self._store(key, bytes(content))
                return True
            if (key, upload_id) not in self._open:
                return False
            self._open[key, upload_id][ticket.number] = bytes(content)
            return True

    def _store(self, key: str, content: bytes) -> None:
        version = f"version-{next(self._serial)}"
        self._versions[key, version] = content
        self._latest[key] = version

    def uploaded_parts(self, key: str, upload_id: str) -> Mapping[int, str]:
        with self._lock:
            if not upload_id:
                return {1: hashlib.sha256(self._current(key)).hexdigest()} if key in self._latest else {}
            if (key, upload_id) in self._joined:
                return dict(self._joined[key, upload_id])
            parts = self._open.get((key, upload_id), {})
            return {number: hashlib.sha256(part).hexdigest() for number, part in sorted(parts.items())}

    def complete(self, key: str, upload_id: str, parts: Mapping[int, str]) -> None:
        arrived = self.uploaded_parts(key, upload_id)
        missing = sum(arrived.get(number) != digest for number, digest in parts.items())
        if missing:
            raise UploadIncomplete(missing=missing)
        with self._lock:
            held = self._open.pop((key, upload_id), None)
            if held is not None:
                self._store(key, b"".join(held[number] for number in sorted(parts)))
                self._joined[key, upload_id] = dict(parts)

    def remove(self, key: str, version: str) -> None:
        with self._lock:
            self._versions.pop((key, version), None)
            left = [one for of, one in self._versions if of == key]
            if left:
                self._latest[key] = left[-1]
            else:
                self._latest.pop(key, None)

    def lay(self, key: str, content: bytes) -> None:
        with self._lock:
            self._store(key, bytes(content))

    def link(self, key: str, *, media_type: str, seconds: int) -> str:
        return f"https://staging.invalid/{key}?media_type={quote(media_type, safe='')}&seconds={seconds}"

    def fetch(self, url: str) -> bytes:
        """What is had from a link."""
        return self.open(urlsplit(url).path.lstrip("/")).stream.read()

    def open(self, key: str) -> StagedFile:
        with self._lock:
            content = self._current(key)
            return StagedFile(io.BytesIO(content), len(content), self._latest[key])

    def _current(self, key: str) -> bytes:
        return self._versions[key, self._latest[key]]

    def version(self, key: str, version: str) -> bytes:
        """The bytes of one version."""
        with self._lock:
            return self._versions[key, version]
