"""An act on a dossier as somebody asks for it, before the rules have looked at it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

import rfc8785

from lienthong.model.event import JsonValue
from lienthong.onestop.words import Kind, Reason


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to happen; which members count depends on the kind, and the body's form says so.

    Attributes:
        key: the client's own id of the act, at least 16 random characters: the same again is the same act.
        submission: which submission of the exchange carried the papers, or the result.
        remark: for people; may name some, so it stands in no event.
    """

    kind: Kind
    key: str
    step: int | None = None
    reason: Reason | None = None
    day: date | None = None
    granted: bool | None = None
    submission: str | None = None
    remark: str = ""

    @property
    def key_digest(self) -> str:
        """The key as its event carries it: SHA-256 in hex, for a client may have put anything into it."""
        return hashlib.sha256(self.key.encode()).hexdigest()

    @property
    def content_digest(self) -> str:
        """SHA-256 (hex) of what is asked for; the remark is left out, because this stands in the event."""
        said: dict[str, JsonValue] = {
            "kind": self.kind.value,
            "step": self.step,
            "reason": self.reason.value if self.reason else None,
            "day": self.day.isoformat() if self.day else None,
            "granted": self.granted,
            "submission": self.submission,
        }
        return hashlib.sha256(rfc8785.dumps(said)).hexdigest()
