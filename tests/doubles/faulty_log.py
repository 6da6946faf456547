"""A log whose calls fail, before or after they have done their work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lienthong.errors import Unavailable


@dataclass
class Faults:
    """Counts the calls; the one at ``at`` fails, ``after`` it was carried out or instead of it.

    ``between`` runs just before that call: somebody else's turn.
    """

    at: int = -1
    after: bool = False
    between: Callable[[], None] | None = None
    calls: list[str] = field(default_factory=list)

    def around(self, port: object) -> Any:
        """The port, with the fault in its calls."""
        return _Faulty(port, self)


class _Faulty:
    def __init__(self, port: object, faults: Faults) -> None:
        self._port, self._faults = port, faults

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        if not callable(method):
            return method

        def call(*arguments: Any, **named: Any) -> Any:
            faults = self._faults
            faults.calls.append(name)
            if len(faults.calls) - 1 != faults.at:
                return method(*arguments, **named)
            if faults.between:
                faults.between()
                return method(*arguments, **named)
            if faults.after:
                method(*arguments, **named)
            raise Unavailable

        return call
