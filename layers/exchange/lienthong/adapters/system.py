"""Time and fresh identifiers from the machine."""

from __future__ import annotations

import secrets
import threading
from datetime import UTC, datetime, timedelta

from lienthong.model.identifiers import ulid
from lienthong.onestop.tracking import ALPHABET, LENGTH

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RANDOM_BITS = 80


class SystemClock:
    """:class:`lienthong.ports.Clock` of the machine."""

    def now(self) -> datetime:
        """The present, UTC, to the millisecond."""
        now = datetime.now(UTC)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)


class SystemIds:
    """:class:`lienthong.ports.Ids` from the machine's randomness; ULIDs of one process rise strictly.

    Within one millisecond the random part is counted up by a random step (ULID specification,
    "monotonicity"), so that the events of one transaction keep the order in which they were made.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = (-1, 0)

    def event_id(self, at: datetime) -> str:
        """A fresh ULID for an event at this time."""
        milliseconds = (at - _EPOCH) // timedelta(milliseconds=1)
        with self._lock:
            last, randomness = self._last
            if milliseconds == last:
                randomness += 1 + secrets.randbits(32)
            else:
                # Half of the room is left for counting up.
                randomness = secrets.randbits(_RANDOM_BITS - 1)
            self._last = (milliseconds, randomness)
        return ulid(milliseconds, randomness.to_bytes(_RANDOM_BITS // 8, "big"))

    def nonce(self) -> str:
        """192 random bits as URL-safe text."""
        return secrets.token_urlsafe(24)

    def salt(self) -> bytes:
        """256 random bits."""
        return secrets.token_bytes(32)

    def tracking_secret(self) -> str:
        """Eight characters, each drawn alone."""
        return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
