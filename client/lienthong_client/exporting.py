"""A document for the archive: the file as it was signed, its verdict and all that it rests on, in one ASiC-E.

A time-stamp over the manifest proves since when all of it exists, so the signatures outlive their
certificates (EN 319 162-1 4.4). The signed file itself is not touched.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import httpx

from lienthong.signatures import media_types
from lienthong.signatures.asic_writer import Member, write_container
from lienthong.signatures.timestamp_requests import (
    TimestampRefused,
    read_timestamp_response,
    timestamp_request,
)
from lienthong.signatures.verdict_record import UnreadableRecord, VerdictRecord
from lienthong_client.errors import FileUnwritable, TimestampUnavailable
from lienthong_client.recorded import MATERIAL, read_material
from lienthong_client.transport import describe
from lienthong_client.verification import content_of, open_file

_BYTES, _JSON, _SIGNATURE = "application/octet-stream", "application/json", "application/pkcs7-signature"


class TimeStamper:
    """An RFC 3161 authority at one address."""

    def __init__(self, http: httpx.Client, url: str) -> None:
        self._http, self._url = http, url

    def stamp(self, sha256: bytes) -> bytes:
        """The token (DER) over a SHA-256 digest; whether its authority is trusted is judged by the reader.

        Raises:
            TimestampUnavailable: no token for this very request.
        """
        nonce = secrets.randbits(63) | 1
        headers = {"content-type": "application/timestamp-query", "accept": "application/timestamp-reply"}
        try:
            answer = self._http.post(self._url, content=timestamp_request(sha256, nonce), headers=headers)
            if not answer.is_success:
                raise TimestampUnavailable(url=self._url, why=f"HTTP {answer.status_code}")
            return read_timestamp_response(answer.content, sha256, nonce)
        except httpx.TransportError as failure:
            raise TimestampUnavailable(url=self._url, why=describe(failure)) from failure
        except TimestampRefused as refused:
            raise TimestampUnavailable(url=self._url, why=str(refused)) from refused


def export(
    report: Path,
    file: Path,
    signatures: Sequence[Path],
    material: Sequence[Path],
    stamper: TimeStamper,
    out: Path,
) -> None:
    """Write the container; nothing is left of one that could not be finished.

    Args:
        report, file, signatures, material: as :func:`lienthong_client.recorded.confirm_recorded` takes them;
            the caller has confirmed them.

    Raises:
        FileUnreadable, FileUnwritable, TimestampUnavailable
    """
    partial = out.with_name(f"{out.name}.partial")
    try:
        with ExitStack() as opened, partial.open("w+b") as stream:
            write_container(stream, _members(report, file, signatures, material, opened), stamper.stamp)
        partial.replace(out)
    except OSError as refused:
        raise FileUnwritable(path=str(out), why=refused.strerror or str(refused)) from refused
    finally:
        partial.unlink(missing_ok=True)


def _members(
    report: Path, file: Path, signatures: Sequence[Path], material: Sequence[Path], opened: ExitStack
) -> Iterator[Member]:
    stream = opened.enter_context(open_file(file))
    yield Member(file.name, media_types.detect_media_type(stream), file.stat().st_size, _at_start(stream))
    for signature in signatures:
        yield _small(signature.name, _SIGNATURE, content_of(signature))
    document = content_of(report)
    yield _small(f"report/{report.name}", _JSON, document)
    kept = read_material(material)
    for digest in _named_in(document):
        if digest in kept:
            yield _small(f"{MATERIAL}/{digest}", _BYTES, kept[digest])


def _named_in(document: bytes) -> Sequence[str]:
    try:
        return sorted(set(VerdictRecord.from_document(document).blobs))
    except UnreadableRecord:
        return ()


def _small(name: str, media_type: str, content: bytes) -> Member:
    return Member(name, media_type, len(content), BytesIO(content))


def _at_start(stream: BinaryIO) -> BinaryIO:
    stream.seek(0)
    return stream
