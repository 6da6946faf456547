"""How long transfers report that they go on, to whoever shows it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told from several threads at once about named pieces of work, in bytes."""

    def begin(self, name: str, total: int, done: int = 0) -> None:
        """A piece of work starts; ``done`` bytes of it were there already."""
        ...

    def advance(self, name: str, count: int) -> None:
        """So many bytes more; negative when an attempt failed and starts again."""
        ...

    def finish(self, name: str) -> None:
        """This piece is complete."""
        ...


class Silent:
    """Shows nothing."""

    def begin(self, name: str, total: int, done: int = 0) -> None:
        """Nothing to show."""

    def advance(self, name: str, count: int) -> None:
        """Nothing to show."""

    def finish(self, name: str) -> None:
        """Nothing to show."""


SILENT = Silent()
