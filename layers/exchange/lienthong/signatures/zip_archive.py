"""ZIP archives of strangers: names, sizes and ratios are checked before anything is read (APPNOTE 6.3)."""

from __future__ import annotations

import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.cms import MalformedCms, TooMuch
from lienthong.signatures.content import CHUNK, Content
from lienthong.signatures.policy import Limits

_RATIO_FLOOR = 1024 * 1024
_READING_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


class MalformedArchive(MalformedCms):
    """Not an archive that can be taken in safely; the text says why."""


class SafeArchive:
    """The members of an archive whose directory holds no tricks.

    Raises:
        MalformedArchive: not a ZIP; duplicate, absolute, parent or otherwise misleading names; links;
        encryption.
        TooMuch: too many entries, too many bytes, or a compression ratio of a bomb.
    """

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        try:
            self._zip = zipfile.ZipFile(stream)
            entries = self._zip.infolist()
        except _READING_FAULTS as fault:
            raise MalformedArchive(Bilingual("the ZIP is damaged", "tệp ZIP bị hỏng")) from fault
        _check_amount(entries, limits)
        for entry in entries:
            _check_entry(entry)
        self._entries = {entry.filename: entry for entry in entries if not entry.is_dir()}
        if len(self._entries) + sum(entry.is_dir() for entry in entries) != len(entries):
            raise _bad("a name occurs twice", "có tên tệp bị trùng")
        self._limits = limits

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._entries)

    @property
    def comment(self) -> bytes:
        return self._zip.comment

    def size(self, name: str) -> int:
        return self._entries[name].file_size

    def is_stored(self, name: str) -> bool:
        return self._entries[name].compress_type == zipfile.ZIP_STORED

    def content(self, name: str) -> Content | None:
        """A member as content to digest; None where there is none of that name."""
        return _MemberContent(self, name) if name in self._entries else None

    def read(self, name: str, most: int) -> bytes:
        """A whole member.

        Raises:
            TooMuch: larger than ``most`` bytes.
            MalformedArchive: damaged.
        """
        if self.size(name) > most:
            raise TooMuch(Bilingual(f"{name} is larger than {most} bytes", f"{name} lớn hơn {most} byte"))
        return b"".join(self.chunks(name))

    def head(self, name: str, length: int) -> bytes:
        """The first bytes of a member.

        Raises:
            MalformedArchive: damaged.
        """
        taken = b""
        for chunk in self.chunks(name):
            taken += chunk
            if len(taken) >= length:
                break
        return taken[:length]

    @contextmanager
    def unpacked(self, name: str) -> Iterator[BinaryIO]:
        """A member as a file of its own, for as long as it is needed; nobody else can open it.

        Raises:
            MalformedArchive: damaged.
        """
        with tempfile.TemporaryFile() as stream:
            for chunk in self.chunks(name):
                stream.write(chunk)
            stream.seek(0)
            yield stream

    def chunks(self, name: str) -> Iterable[bytes]:
        """The member's bytes; never more than its directory entry announced."""
        entry = self._entries[name]
        remaining = entry.file_size
        try:
            with self._zip.open(entry) as member:
                while chunk := member.read(CHUNK):
                    remaining -= len(chunk)
                    if remaining < 0:
                        raise _bad(f"{name} is larger than announced", f"{name} lớn hơn dung lượng khai báo")
                    yield chunk
        except MalformedArchive:
            raise
        except _READING_FAULTS as fault:
            raise MalformedArchive(
                Bilingual(f"{name} cannot be unpacked", f"không giải nén được {name}")
            ) from fault


class _MemberContent(Content):
    """Digests over a member without unpacking it anywhere."""

    def __init__(self, archive: SafeArchive, name: str) -> None:
        super().__init__(b"")
        self._archive = archive
        self._name = name
        self.label = name

    def _chunks(self) -> Iterable[bytes]:
        return self._archive.chunks(self._name)

    def read_all(self, limit: int) -> bytes | None:
        return None if self._archive.size(self._name) > limit else b"".join(self._chunks())


def _bad(en: str, vi: str) -> MalformedArchive:
    return MalformedArchive(Bilingual(en, vi))


def _check_amount(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.zip_entries:
        raise TooMuch(Bilingual(f"{len(entries)} files in the container", f"gói chứa {len(entries)} tệp"))
    total = sum(entry.file_size for entry in entries)
    if total > limits.zip_bytes:
        raise TooMuch(Bilingual(f"{total} bytes in the container", f"gói chứa {total} byte"))
    packed = sum(entry.compress_size for entry in entries)
    if total > _RATIO_FLOOR and total > limits.zip_ratio * max(packed, 1):
        raise TooMuch(
            Bilingual("a compression ratio that only bombs have", "tỷ lệ nén bất thường, giống tệp phá hoại")
        )


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\\" in name:
        raise _bad("a name leads out of the container", "có tên tệp trỏ ra ngoài gói")
    if not name.isprintable() or entry.orig_filename != name:
        raise _bad("a name holds control characters", "có tên tệp chứa ký tự điều khiển")
    if entry.flag_bits & 0x1:
        raise _bad("a file is encrypted", "có tệp bị mã hóa")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise _bad("a file is a link", "có tệp là liên kết")
