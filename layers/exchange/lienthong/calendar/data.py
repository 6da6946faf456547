"""What a calendar says: years of special days, and office hours (``working-calendar.schema.json``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class DayKind(StrEnum):
    """How a special day differs from what its weekday would be."""

    #: A holiday, or a working day exchanged for a Saturday.
    OFF = "off"
    #: A Saturday or Sunday that is worked, to make up for a day off (Labour Code 2019, article 111).
    WORK = "work"
    #: Only the first session, or only those after it, is worked.
    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True)
class SpecialDays:
    """One or more days in a row, within a year; ``vi`` and ``en`` say why."""

    first: date
    last: date
    kind: DayKind
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Session:
    """A stretch of office hours, Vietnam's time; its end is no longer part of it."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The sessions of every working day from a day on; the first is the morning."""

    effective_from: date
    sessions: tuple[Session, ...]


@dataclass(frozen=True, slots=True)
class CalendarData:
    """Everything that was loaded: special days by year (an empty year is a loaded one), hours in order."""

    years: Mapping[int, tuple[SpecialDays, ...]]
    hours: tuple[OfficeHours, ...]

    def with_loaded(self, other: CalendarData) -> CalendarData:
        """This calendar with another's years in the place of its own, and the other's office hours."""
        hours = {entry.effective_from: entry for entry in (*self.hours, *other.hours)}
        return CalendarData(
            dict(sorted({**self.years, **other.years}.items())),
            tuple(hours[day] for day in sorted(hours)),
        )
