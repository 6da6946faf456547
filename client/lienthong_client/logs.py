"""Reading an evidence log, from its address or from a folder, with nothing of the exchange behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lienthong.tlog.checkpoints import VerifiedCheckpoint, parse_checkpoint, verify_checkpoint
from lienthong.tlog.faults import TlogFault
from lienthong.tlog.notes import VerifierKey
from lienthong.tlog.tiles import Read
from lienthong_client.errors import FileUnreadable, LogUnreachable

if TYPE_CHECKING:
    import httpx

CHECKPOINT = "checkpoint"
#: A bundle of 256 entries of the largest size is 16 MiB.
_MOST_BYTES = 17 * 1024 * 1024


class NoCheckpoint(TlogFault):
    """A folder or address at which no log is published."""

    code = "log.checkpoint-missing"
    en = "There is no checkpoint at {what}. Give the folder or address under which the log is published."
    vi = "Không có điểm kiểm tra tại {what}. Đề nghị nêu đúng thư mục hoặc địa chỉ công bố nhật ký."


@contextmanager
def opened_log(place: str, ca_bundle: Path | None = None) -> Iterator[Read]:
    """How files of the log at this place are read: an ``http(s)`` address, or a folder.

    What is read raises KeyError for what is not there, LogUnreachable and FileUnreadable otherwise.
    """
    if urlsplit(place).scheme in ("http", "https"):
        # Who checks a folder needs no HTTP.
        from lienthong_client.transport import open_http

        with open_http(ca_bundle) as http:
            yield _AddressReader(http, place.rstrip("/")).read
    else:
        yield _FolderReader(Path(place)).read


def newest_checkpoint(read: Read, key: VerifierKey, place: str) -> VerifiedCheckpoint:
    """The log's newest checkpoint, signed by its key.

    Raises:
        TlogFault: there is none, or it is not this log's.
    """
    try:
        note = read(CHECKPOINT)
    except KeyError:
        raise NoCheckpoint(place) from None
    return verify_checkpoint(parse_checkpoint(note), key)


class _FolderReader:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, path: str) -> bytes:
        file = self._folder / path
        try:
            return file.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise KeyError(path) from None
        except OSError as refused:
            raise FileUnreadable(path=str(file), why=refused.strerror or str(refused)) from refused


class _AddressReader:
    def __init__(self, http: httpx.Client, url: str) -> None:
        self._http, self._url = http, url

    def read(self, path: str) -> bytes:
        import httpx

        from lienthong_client.transport import describe

        url = f"{self._url}/{path}"
        try:
            with self._http.stream("GET", url) as response:
                if response.status_code == httpx.codes.NOT_FOUND:
                    raise KeyError(path)
                if not response.is_success:
                    raise LogUnreachable(url=url, why=f"HTTP {response.status_code}")
                return _read_capped(response, url)
        except (httpx.TransportError, httpx.DecodingError) as failure:
            raise LogUnreachable(url=url, why=describe(failure)) from failure


def _read_capped(response: httpx.Response, url: str) -> bytes:
    """The body, of which no more is read than any file of a log can have."""
    content = bytearray()
    for chunk in response.iter_bytes():
        content += chunk
        if len(content) > _MOST_BYTES:
            raise LogUnreachable(url=url, why=f"> {_MOST_BYTES} bytes")
    return bytes(content)
