"""Months, quarters and years: ``2020-03``, ``2020-Q1``, ``2020``, as the calendar has them in Vietnam.

A document belongs to the month in which it was issued, not sent: so a document on paper and an electronic one
of the same day belong to the same month.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_WRITTEN = re.compile(r"([12]\d{3})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?", re.ASCII)
#: Until the end of this day of the month that follows, entries of the paper register are in time.
REPORTING_ENDS = 5


class MalformedPeriod(ValueError):
    """Neither a month, nor a quarter, nor a year."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of the years 1000 to 2999."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        """The month of a day."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``2020-03``.

        Raises:
            MalformedPeriod: it is none.
        """
        months = Period.parse(text).months
        if len(months) != 1:
            raise MalformedPeriod(text)
        return months[0]

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def plus(self, months: int) -> Month:
        """So many months later, or earlier."""
        years, month = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(years, month + 1)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return self.plus(1).first_day - timedelta(days=1)

    @property
    def reporting_ends(self) -> date:
        """The last day on which an entry of the paper register is in time."""
        return self.plus(1).first_day.replace(day=REPORTING_ENDS)


@dataclass(frozen=True, slots=True)
class Period:
    """A month, a quarter or a year, as it was written."""

    text: str
    months: tuple[Month, ...]

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read it.

        Raises:
            MalformedPeriod: it is none.
        """
        written = _WRITTEN.fullmatch(text)
        if written is None:
            raise MalformedPeriod(text[:20])
        year, month, quarter = int(written[1]), written[2], written[3]
        if month:
            return cls(text, (Month(year, int(month)),))
        first, count = (3 * int(quarter) - 2, 3) if quarter else (1, 12)
        return cls(text, tuple(Month(year, first + at) for at in range(count)))

    @property
    def first_day(self) -> date:
        """Its first day."""
        return self.months[0].first_day

    @property
    def last_day(self) -> date:
        """Its last day."""
        return self.months[-1].last_day


def months_before(last: Month, count: int) -> tuple[Month, ...]:
    """So many months up to and with this one, in their order."""
    return tuple(last.plus(at - count + 1) for at in range(count))
