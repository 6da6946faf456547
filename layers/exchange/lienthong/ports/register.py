"""What agencies report to their outgoing registers, as a contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from lienthong.model.event import Event
from lienthong.model.register import EntryPlace, RegisterEntry
from lienthong.ports.exchange import Nonce


@dataclass(frozen=True, slots=True)
class RegisterChange:
    """One transaction. At most 100 entries, events and nonce together (DynamoDB's limit).

    ``version`` 1 is written only where nothing is, any other only over ``version - 1``.
    """

    entries: tuple[RegisterEntry, ...]
    events: tuple[Event, ...]
    nonce: Nonce | None = None


@dataclass(eq=False)
class RegisterRefused(Exception):
    """The transaction's conditions did not hold; nothing was written.

    Attributes:
        nonce_spent: the request was seen before.
        moved: an entry stood where a new one was to go, or had moved on since it was read.
    """

    nonce_spent: bool = False
    moved: bool = False


class RegisterStore(Protocol):
    """Reported entries, each in the place that its number gives it."""

    def record(self, change: RegisterChange) -> None:
        """Write the change as one transaction.

        Raises:
            RegisterRefused: a condition did not hold; nothing was written.
        """
        ...

    def standing(self, places: Sequence[EntryPlace]) -> Mapping[EntryPlace, RegisterEntry]:
        """The entries in these places, withdrawn ones included, read consistently."""
        ...
