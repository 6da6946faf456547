"""For how long documents are kept, and what follows from it (docs/adr/0010).

A document can be opened for as long as the rule says after it has arrived. Its bytes go a day later at the
earliest: links given out at the last minute are used up by then, and no two clocks are that far apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from lienthong.errors import RetentionTooShort
from lienthong.model.submission import Submission

#: Between the last opening and the first deletion; a lock ends half way, so that it never outlasts its use.
_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """Documents are kept for ``lasting`` after their arrival; with ``None`` for ever."""

    lasting: timedelta | None = None

    @classmethod
    def of_days(cls, days: int, locked_days: int) -> RetentionRule:
        """The rule of a deployment; 0 days are for ever.

        Raises:
            RetentionTooShort: the store locks documents for longer than they are to be kept.
        """
        if 0 < days < locked_days:
            raise RetentionTooShort(days=days, locked=locked_days)
        return cls(timedelta(days=days) if days else None)

    @property
    def days(self) -> int:
        """Whole days; 0 for ever."""
        return self.lasting.days if self.lasting else 0

    def openable_until(self, received_at: datetime) -> datetime | None:
        """Until when what arrived then can be opened; ``None`` for ever."""
        return received_at + self.lasting if self.lasting else None

    def needed_until(self, used_at: datetime) -> datetime | None:
        """Until when bytes that are put to use now must not be deleted; ``None`` where nothing ever is."""
        return used_at + self.lasting + _AFTER / 2 if self.lasting else None

    def is_due(self, decided_at: datetime, now: datetime) -> bool:
        """Whether the documents of a submission that was decided then may go."""
        return self.lasting is not None and decided_at + self.lasting + _AFTER <= now

    def is_over(self, submission: Submission, now: datetime) -> bool:
        """Whether its documents can no longer be opened, deleted yet or not."""
        until = self.openable_until(submission.received_at)
        return submission.content_deleted_at is not None or (until is not None and until <= now)


FOR_EVER = RetentionRule()
