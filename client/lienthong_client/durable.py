"""Files that are there after a crash: whole, and never older than what somebody was told.

A file is replaced by writing another beside it, forcing that to the disk, renaming it over the first, and
forcing the folder to the disk. Whatever happens in between, the first or the second stands there.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

_PRIVATE = 0o600


class Disk(Protocol):
    """The four steps of which replacing a file consists. All raise OSError."""

    def write(self, path: Path, content: bytes) -> None:
        """Write a file that nobody else can read, over whatever is there, and force it to the disk."""
        ...

    def rename(self, source: Path, target: Path) -> None:
        """Put a file in place of another, at once."""
        ...

    def sync_folder(self, folder: Path) -> None:
        """Force the folder's names to the disk."""
        ...

    def read(self, path: Path) -> bytes:
        """A whole file."""
        ...


class LocalDisk:
    """:class:`Disk` of this computer (POSIX)."""

    def write(self, path: Path, content: bytes) -> None:
        """See :class:`Disk`."""
        _write(path, content, os.O_TRUNC)

    def rename(self, source: Path, target: Path) -> None:
        """See :class:`Disk`."""
        source.replace(target)

    def sync_folder(self, folder: Path) -> None:
        """See :class:`Disk`."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def read(self, path: Path) -> bytes:
        """See :class:`Disk`."""
        return path.read_bytes()


def _write(path: Path, content: bytes, how: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | how, _PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def replace(path: Path, content: bytes, disk: Disk) -> None:
    """Put this content in the file's place; when it returns, a crash no longer undoes it.

    Raises:
        OSError: the old content or the new one stands there, whole.
    """
    beside = path.with_name(f"{path.name}.new")
    disk.write(beside, content)
    disk.rename(beside, path)
    disk.sync_folder(path.parent)


def create(path: Path, content: bytes) -> None:
    """Write a new private file to the disk; never over one that is there.

    Raises:
        FileExistsError: something is there. OSError: it could not be written, and nothing is left of it.
    """
    try:
        _write(path, content, os.O_EXCL)
        LocalDisk().sync_folder(path.parent)
    except FileExistsError:
        raise
    except OSError:
        path.unlink(missing_ok=True)
        raise
