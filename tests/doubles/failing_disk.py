"""A disk that fails at a step, or loses power there."""

from __future__ import annotations

import errno
from pathlib import Path

from lienthong_client.durable import LocalDisk


class PowerLost(BaseException):
    """The machine is off; nobody catches this."""


class FailingDisk:
    """:class:`lienthong_client.durable.Disk` over a real folder, counting the steps that change anything.

    Args:
        fail_at: this step (0 is the first) is not carried out, and says so.
        fail_after: this step is carried out, and says it was not.
        cut_at: at this step the power goes. A write has then written half of its bytes.
        forgets: the power takes with it every renaming that was not forced to the disk.

    Attributes:
        is_unreadable: for the moment nothing can be read, as when a process has too many files open.
    """

    def __init__(
        self,
        *,
        fail_at: int | None = None,
        fail_after: int | None = None,
        cut_at: int | None = None,
        forgets: bool = False,
    ) -> None:
        self.steps = 0
        self.is_unreadable = False
        self._fail_at, self._fail_after, self._cut_at, self._forgets = fail_at, fail_after, cut_at, forgets
        self._disk = LocalDisk()
        self._renamed: dict[Path, bytes | None] = {}

    def write(self, path: Path, content: bytes) -> None:
        if self.steps == self._cut_at:
            path.write_bytes(content[: len(content) // 2])
        step = self._begin()
        self._disk.write(path, content)
        self._end(step)

    def rename(self, source: Path, target: Path) -> None:
        step = self._begin()
        self._renamed.setdefault(target, target.read_bytes() if target.exists() else None)
        self._disk.rename(source, target)
        self._end(step)

    def sync_folder(self, folder: Path) -> None:
        step = self._begin()
        self._disk.sync_folder(folder)
        self._renamed = {path: old for path, old in self._renamed.items() if path.parent != folder}
        self._end(step)

    def read(self, path: Path) -> bytes:
        if self.is_unreadable:
            raise OSError(errno.EMFILE, "Too many open files")
        return self._disk.read(path)

    def _begin(self) -> int:
        step, self.steps = self.steps, self.steps + 1
        if self._cut_at is not None and step >= self._cut_at:
            self._forget()
            raise PowerLost
        if step == self._fail_at:
            raise OSError(errno.ENOSPC, "No space left on device")
        return step

    def _end(self, step: int) -> None:
        if step == self._fail_after:
            raise OSError(errno.EIO, "Input/output error")

    def _forget(self) -> None:
        for path, old in self._renamed.items() if self._forgets else ():
            if old is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(old)
        self._renamed.clear()
