"""Dead letters: what could not be processed, why, and sending it on its way again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lienthong.model.codes import Role
from lienthong.ports import DeadLetter, DeadLetters
from lienthong.services.authentication import Authentication, Caller

_OPERATORS = frozenset({Role.REGISTRAR})


@dataclass(frozen=True, slots=True)
class DeadLetterDesk:
    """A person's view of the dead-letter queues; consumers are idempotent, so redriving is always safe."""

    letters: DeadLetters
    authentication: Authentication

    def list(self, caller: Caller) -> Sequence[DeadLetter]:
        """What lies in every dead-letter queue, oldest first.

        Raises:
            NotFound: the caller is no registrar.
        """
        caller.require(_OPERATORS)
        self.authentication.spend(caller)
        return self.letters.list()

    def redrive(self, caller: Caller, queue: str) -> None:
        """Send everything of one dead-letter queue back to where it came from.

        Raises:
            NotFound: the caller is no registrar, or there is no such queue.
        """
        caller.require(_OPERATORS)
        self.authentication.spend(caller)
        self.letters.redrive(queue)
