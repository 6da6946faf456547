"""Messages that are too large for a request: uploaded by ticket, then named in one.

The ticket's address follows from the caller and the message's SHA-256, and both S3 and this module hold the
bytes against it; nothing has to be remembered between the two requests, and nobody can name what somebody
else has uploaded.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from lienthong.errors import RequestTooLarge, Unavailable, UploadIncomplete, UploadMismatch
from lienthong.model.limits import LIMITS
from lienthong.ports import Clock, PartTicket, StagingStore
from lienthong.services.authentication import Authentication, Caller

#: A ticket can be used again for an hour, and every time leaves a version.
_MOST_VERSIONS = 100


@dataclass(frozen=True, slots=True)
class UploadTicket:
    """Where the message goes, and until when."""

    part: PartTicket
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class EdxmlUploads:
    """Tickets for messages, and what was put there."""

    staging: StagingStore
    authentication: Authentication
    clock: Clock

    def ticket(self, caller: Caller, sha256: str, size: int) -> UploadTicket:
        """A ticket for exactly these bytes."""
        self.authentication.spend(caller)
        part = self.staging.whole_ticket(
            _key(caller, sha256), sha256, size=size, seconds=LIMITS.ticket_seconds
        )
        return UploadTicket(part, self.clock.now() + timedelta(seconds=LIMITS.ticket_seconds))

    def read(self, caller: Caller, sha256: str) -> bytes:
        """The message that the caller has uploaded.

        Raises:
            UploadIncomplete: the caller has uploaded nothing of this digest.
            RequestTooLarge: more than any message has.
            UploadMismatch: other bytes lie there.
        """
        try:
            staged = self.staging.open(_key(caller, sha256))
        except KeyError as absent:
            raise UploadIncomplete(missing=1) from absent
        with staged.stream as stream:
            if staged.size > LIMITS.edxml_bytes:
                raise RequestTooLarge(limit=LIMITS.edxml_bytes)
            content = stream.read()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise UploadMismatch(name=sha256)
        return content

    def discard(self, caller: Caller, sha256: str) -> None:
        """Delete what the caller has uploaded: of a state secret nothing is kept (D28 1.2).

        Raises:
            Unavailable: it kept coming back; the next request deletes the rest.
        """
        key = _key(caller, sha256)
        for _ in range(_MOST_VERSIONS):
            try:
                staged = self.staging.open(key)
            except KeyError:
                return
            staged.stream.close()
            # Whoever has uploaded it twice has left a version below this one.
            self.staging.remove(key, staged.version)
        raise Unavailable


def _key(caller: Caller, sha256: str) -> str:
    """No metadata in keys: who may ask is part of what was hashed."""
    return "edxml/" + hashlib.sha256(f"{caller.code}\x00{sha256}".encode()).hexdigest()
