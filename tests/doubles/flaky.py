"""What stands between services and ports: a call that fails, or one before which somebody else acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from lienthong.errors import Unavailable


class Disturbance(Enum):
    """What happens at a call of a port."""

    FAILS_BEFORE = "fails before it took effect"
    FAILS_AFTER = "took effect, and its answer is lost"
    IS_OUTRUN = "somebody else acts just before it"


@dataclass(frozen=True, slots=True)
class Strike:
    """A disturbance of one of the next calls, counted from 0."""

    call: int
    disturbance: Disturbance


class Flakiness:
    """Disturbs one call when told to; what happens meanwhile is not disturbed itself."""

    def __init__(self) -> None:
        self._calls = 0
        self._strike: Strike | None = None
        self._meanwhile: Callable[[], object] = lambda: None

    def arm(self, strike: Strike | None, meanwhile: Callable[[], object] = lambda: None) -> None:
        """Count anew, and disturb as said."""
        self._calls, self._strike, self._meanwhile = 0, strike, meanwhile

    @property
    def armed(self) -> bool:
        """Whether the disturbance is still to come."""
        return self._strike is not None

    def around(self, _name: str, port: object) -> object:
        """The port behind this flakiness."""
        return _Disturbed(port, self)

    def behind(self, port: object) -> Any:
        """The port behind this flakiness, taken for the port itself."""
        return _Disturbed(port, self)

    def call(self, method: Callable[..., object], *arguments: object, **named: object) -> object:
        """One call of a port."""
        strike, number = self._strike, self._calls
        self._calls += 1
        if strike is None or strike.call != number:
            return method(*arguments, **named)
        self._strike = None
        if strike.disturbance is Disturbance.FAILS_BEFORE:
            raise Unavailable
        if strike.disturbance is Disturbance.IS_OUTRUN:
            self._meanwhile()
        answer = method(*arguments, **named)
        if strike.disturbance is Disturbance.FAILS_AFTER:
            raise Unavailable
        return answer


class _Disturbed:
    def __init__(self, port: object, flakiness: Flakiness) -> None:
        self._port, self._flakiness = port, flakiness

    def __getattr__(self, name: str) -> Callable[..., object]:
        method: Callable[..., Any] = getattr(self._port, name)
        return lambda *arguments, **named: self._flakiness.call(method, *arguments, **named)
