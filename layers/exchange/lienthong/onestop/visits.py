"""A visit at the desk: one applicant, one or several procedures, taken in together or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import rfc8785

from lienthong.model.event import JsonValue
from lienthong.onestop.people import Applicant, HandedPaper, Payment
from lienthong.onestop.words import Channel, Reason


class Outcome(StrEnum):
    """What the desk does with what is handed in."""

    ACCEPT = "accept"
    #: Online dossiers wait until the centre has looked at them.
    RECEIVE = "receive"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, repr=False)
class Handed:
    """One dossier as it was handed in; ``reason`` where it is refused."""

    procedure: str
    channel: Channel
    outcome: Outcome
    papers: tuple[HandedPaper, ...] = ()
    payment: Payment | None = None
    reason: Reason | None = None
    remark: str = ""

    def counts(self) -> Mapping[str, tuple[int, int]]:
        """Originals and copies by paper."""
        return {paper.code: (paper.originals, paper.copies) for paper in self.papers}

    def to_json(self) -> dict[str, JsonValue]:
        """All that was said of it."""
        return {
            "procedure": self.procedure,
            "channel": self.channel.value,
            "outcome": self.outcome.value,
            "papers": [paper.to_json() for paper in self.papers],
            "payment": self.payment.to_json() if self.payment else None,
            "reason": self.reason.value if self.reason else None,
            "remark": self.remark,
        }


@dataclass(frozen=True, slots=True, repr=False)
class Visit:
    """An intake as it is asked for.

    Attributes:
        key: the client's own id of it, at least 16 random characters: the same again is the same intake.
        confirm: the clerk has looked at what seems to be a double and knows it for another dossier.
    """

    key: str
    applicant: Applicant
    dossiers: tuple[Handed, ...]
    confirm: bool = False

    @property
    def key_digest(self) -> str:
        """The key as it is kept, SHA-256 in hex: a client may have put anything into it."""
        return hashlib.sha256(self.key.encode()).hexdigest()

    @property
    def content_digest(self) -> str:
        """SHA-256 (hex) of all that was said; confirming is no other content."""
        said: dict[str, JsonValue] = {
            "applicant": self.applicant.to_json(),
            "dossiers": [one.to_json() for one in self.dossiers],
        }
        return hashlib.sha256(rfc8785.dumps(said)).hexdigest()
