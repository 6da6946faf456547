"""The rules: by when each duty is due, since when, by which clause, and when to warn.

The decrees name no period for answers to take-backs, updates and replacements; the periods in ``rules.json``
are the exchange's proposal, and data like the others.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

from lienthong.calendar.working import WorkingCalendar
from lienthong.model.calendar import VIETNAM, date_in_vietnam


class Duty(StrEnum):
    """What an agency owes."""

    #: D28 6.2: the same day, at latest the morning of the next working day after signing.
    SENDING = "sending"
    #: D28 6.2: urgent documents at once after signing.
    URGENT_SENDING = "urgent-sending"
    #: ND30 21.2c: receipt is confirmed (03), or refused (02), the same day.
    RECEIPT = "receipt"
    #: QCVN 102 DueDate: status 06 by then.
    COMPLETION = "completion"
    #: 15 or 16 to a take-back (13).
    RECALL_ANSWER = "recall-answer"
    #: 15 or 16 to an update or a replacement.
    UPDATE_ANSWER = "update-answer"


class Term(StrEnum):
    """How a rule's end is reckoned."""

    #: The end of the first session of the working day after a date.
    NEXT_MORNING = "next-morning"
    #: Midnight at the end of a date, worked or not. "At once" is measured so: a document says the day of its
    #: signing and not the hour, and urgency asks for no office hours.
    SAME_DATE = "same-date"
    #: The close of the working day of an instant, or of the ``working_days``-th after it.
    WORKING_DAYS = "working-days"
    #: The close of a date; where that is a day off, of the next working day (Civil Code 2015, 148.5).
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Lead:
    """How long before the end an agency is warned: office time, or from the morning so many days before."""

    working_minutes: int = 0
    working_days: int = 0

    def before(self, due: datetime, calendar: WorkingCalendar) -> datetime:
        """When to warn (UTC)."""
        if self.working_days:
            day = calendar.add_working_days(date_in_vietnam(due), -self.working_days)
            return calendar.opens_at(day)
        return calendar.add_working_time(due, -timedelta(minutes=self.working_minutes))


@dataclass(frozen=True, slots=True)
class Rule:
    """One duty's rule while it is in force; ``source`` is the clause, ``vi`` and ``en`` what it asks."""

    duty: Duty
    effective_from: date
    effective_until: date | None
    term: Term
    working_days: int
    warning: Lead
    source: str
    vi: str
    en: str

    def is_in_force(self, day: date) -> bool:
        """Whether it binds what arises on this day."""
        return self.effective_from <= day and (self.effective_until is None or day <= self.effective_until)

    def due_of_date(self, day: date, calendar: WorkingCalendar) -> datetime:
        """When what a date begins (signing) or names (DueDate) is due, UTC.

        Raises:
            CalendarYearMissing: the calendar does not reach there.
        """
        if self.term is Term.NEXT_MORNING:
            return calendar.morning_ends_at(calendar.next_working_day(day))
        if self.term is Term.SAME_DATE:
            midnight = datetime(day.year, day.month, day.day, tzinfo=VIETNAM) + timedelta(days=1)
            return midnight.astimezone(UTC)
        return calendar.closes_at(day)

    def due_from(self, instant: datetime, calendar: WorkingCalendar) -> datetime:
        """When what arises at an instant is due, UTC.

        Raises:
            CalendarYearMissing: the calendar does not reach there.
        """
        first = working_day_of(instant, calendar)
        return calendar.closes_at(calendar.add_working_days(first, self.working_days))


def working_day_of(instant: datetime, calendar: WorkingCalendar) -> date:
    """The working day to which an instant counts: before the office closes it is that day, else the next."""
    day = date_in_vietnam(instant)
    if calendar.is_working(day) and instant < calendar.closes_at(day):
        return day
    return calendar.next_working_day(day)


@dataclass(frozen=True, slots=True)
class Rules:
    """Every rule, past ones included; ``digest`` (hex SHA-256 of the published bytes) names this edition."""

    rules: tuple[Rule, ...]
    digest: str

    def in_force(self, duty: Duty, day: date) -> Rule | None:
        """The duty's rule for what arises on this day; ``None`` where it is no duty then."""
        return next((rule for rule in self.rules if rule.duty is duty and rule.is_in_force(day)), None)


@lru_cache(maxsize=1)
def shipped_rules() -> Rules:
    """The rules that come with the exchange."""
    content = (files("lienthong.deadlines") / "rules.json").read_bytes()
    value: Mapping[str, Any] = json.loads(content)
    return Rules(tuple(_rule(entry) for entry in value["rules"]), hashlib.sha256(content).hexdigest())


def _rule(entry: Mapping[str, Any]) -> Rule:
    until = entry["effective_until"]
    return Rule(
        duty=Duty(entry["duty"]),
        effective_from=date.fromisoformat(entry["effective_from"]),
        effective_until=date.fromisoformat(until) if until else None,
        term=Term(entry["term"]),
        working_days=entry["working_days"],
        warning=Lead(**entry["warning"]),
        source=entry["source"],
        vi=entry["vi"],
        en=entry["en"],
    )
