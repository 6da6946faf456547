"""How far documents have been retired, as a contract (docs/adr/0010)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Retirement:
    """How far earlier runs came.

    Attributes:
        days: the rule under which every document that is in use is locked for as long as it is needed.
        done: the log's bundles up to this path are done with.
        renewing_since: since when locks are renewed for a longer rule; ``None`` when they have been.
        renewed: the bundles up to this path have had their locks renewed.
        version: rises with every write.
    """

    days: int = 0
    done: str = ""
    renewing_since: datetime | None = None
    renewed: str = ""
    version: int = 0


class RetirementRecord(Protocol):
    """The one record of it, beside the log's head."""

    def read(self) -> Retirement:
        """The record, read consistently; as new where there is none."""
        ...

    def write(self, record: Retirement) -> bool:
        """Write it over ``version - 1``; false where another run has written meanwhile."""
        ...
