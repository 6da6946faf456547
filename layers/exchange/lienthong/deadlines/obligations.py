"""Obligations: what one agency owes about one document, by when, and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from lienthong.calendar.working import WorkingCalendar
from lienthong.deadlines.rules import Duty, Rule
from lienthong.model.event import JsonValue, text_of


class Standing(StrEnum):
    """How an obligation stands at an instant."""

    OPEN = "open"
    DUE_SOON = "due-soon"
    LATE = "late"
    #: Met, but after its end.
    DONE_LATE = "done-late"


@dataclass(frozen=True, slots=True)
class Obligation:
    """One agency's duty about one submission.

    Attributes:
        identity: names it among its agency's obligations, the same each time.
        opened_at, due, warn_at: UTC; ``warn_at`` is ``None`` where less time was left from the start.
        number, notation, sender: by which people know the document; ``None`` where the evidence does not say.
        warned: the warning has been recorded. expired: its end has been recorded.
        suspended: a take-back waits for an answer; until then nothing is due.
        done_at: when it was met; only what was late is kept then.
    """

    agency: str
    submission_id: str
    duty: Duty
    identity: str
    opened_at: datetime
    due: datetime
    warn_at: datetime | None
    sender: str | None = None
    number: str | None = None
    notation: str | None = None
    priority: int = 0
    warned: bool = False
    expired: bool = False
    suspended: bool = False
    done_at: datetime | None = None

    @property
    def next_alarm(self) -> datetime | None:
        """When something is to be said about it next; ``None`` when all has been said."""
        if self.expired or self.suspended:
            return None
        return self.due if self.warned or self.warn_at is None else self.warn_at

    def state_at(self, now: datetime) -> Standing:
        """How it stands."""
        if self.done_at:
            return Standing.DONE_LATE
        if self.due <= now:
            return Standing.LATE
        return Standing.DUE_SOON if self.warn_at is None or self.warn_at <= now else Standing.OPEN

    def with_due(self, due: datetime, rule: Rule, calendar: WorkingCalendar, at: datetime) -> Obligation:
        """The obligation with its end, and when to warn of it."""
        warn_at = rule.warning.before(due, calendar)
        return replace(self, due=due, warn_at=warn_at if at < warn_at else None, warned=False, expired=False)

    def to_json(self) -> dict[str, JsonValue]:
        """As the view keeps it; :meth:`from_json` reads it back."""
        return {
            "agency": self.agency,
            "submission_id": self.submission_id,
            "duty": self.duty.value,
            "identity": self.identity,
            "opened_at": text_of(self.opened_at),
            "due": text_of(self.due),
            "warn_at": _text(self.warn_at),
            "sender": self.sender,
            "number": self.number,
            "notation": self.notation,
            "priority": self.priority,
            "warned": self.warned,
            "expired": self.expired,
            "suspended": self.suspended,
            "done_at": _text(self.done_at),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, JsonValue]) -> Obligation:
        """Read :meth:`to_json`'s form."""
        return cls(
            agency=str(value["agency"]),
            submission_id=str(value["submission_id"]),
            duty=Duty(str(value["duty"])),
            identity=str(value["identity"]),
            opened_at=datetime.fromisoformat(str(value["opened_at"])),
            due=datetime.fromisoformat(str(value["due"])),
            warn_at=_instant(value["warn_at"]),
            sender=_optional(value["sender"]),
            number=_optional(value["number"]),
            notation=_optional(value["notation"]),
            priority=int(str(value["priority"])),
            warned=value["warned"] is True,
            expired=value["expired"] is True,
            suspended=value["suspended"] is True,
            done_at=_instant(value["done_at"]),
        )


def _text(instant: datetime | None) -> str | None:
    return text_of(instant) if instant else None


def _instant(value: JsonValue) -> datetime | None:
    return datetime.fromisoformat(str(value)) if value else None


def _optional(value: JsonValue) -> str | None:
    return str(value) if value is not None else None
