"""How long the exchange goes on without time-stamps (docs/adr/0008).

While the time-stamping authority is away the log goes on, and receipts say that they wait. After the grace
period nothing new is taken in: what only the operator can date is no evidence against the operator. Where no
authority is set up nothing waits for one, and receipts say so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lienthong.errors import TimestampsOverdue
from lienthong.model.event import text_of
from lienthong.ports import Clock, LogTable

#: A warm function asks the table this often; a refusal or its end may come so much later.
_REMEMBERED = timedelta(seconds=60)


@dataclass(slots=True)
class TimestampGrace:
    """Asks since when something published waits for its time-stamp, and remembers the answer for a minute.

    Attributes:
        grace: for how long it may; ``None`` where no time-stamping authority is set up.
    """

    table: LogTable
    clock: Clock
    grace: timedelta | None
    _asked_at: datetime | None = field(default=None, init=False)
    _waiting_since: datetime | None = field(default=None, init=False)

    def require(self) -> None:
        """Return while time-stamps come, or have not been missing for too long.

        Raises:
            TimestampsOverdue: since when they are missing.
        """
        if self.grace is None:
            return
        now = self.clock.now()
        if self._asked_at is None or now - self._asked_at >= _REMEMBERED:
            self._waiting_since, self._asked_at = self.table.publication().waiting_since, now
        if self._waiting_since and now - self._waiting_since > self.grace:
            # Asked anew next time: the authority may be back at any moment.
            self._asked_at = None
            raise TimestampsOverdue(since=text_of(self._waiting_since))
