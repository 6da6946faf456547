"""Counting in working days and working time.

Positions make it fast: every working instant has a place on a line of office time, in microseconds since the
first loaded morning. Adding and measuring are then one search in sorted lists. Years that follow each other
make one line; nothing is counted across a year that is not loaded.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from lienthong.calendar.data import CalendarData, DayKind, OfficeHours, Session, SpecialDays
from lienthong.calendar.errors import CalendarYearMissing
from lienthong.model.calendar import VIETNAM

_SATURDAY = 5
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Line:
    """Consecutive loaded years.

    Attributes:
        days: ordinals of the working days.
        starts, ends: sessions in Unix microseconds; ``places`` is the office time before each session.
        of_day: index of the first session of each working day.
    """

    first_year: int
    last_year: int
    days: tuple[int, ...]
    of_day: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    places: tuple[int, ...]

    def day_at(self, at: int) -> date:
        """The working day with this index.

        Raises:
            CalendarYearMissing: it lies beyond the loaded years.
        """
        if at < 0:
            raise CalendarYearMissing(year=self.first_year - 1)
        if at >= len(self.days):
            raise CalendarYearMissing(year=self.last_year + 1)
        return date.fromordinal(self.days[at])


class WorkingCalendar:
    """A loaded calendar. Days are Vietnam's; instants timezone-aware, those returned in UTC.

    Every method raises CalendarYearMissing where it would need a year that is not loaded.
    """

    def __init__(self, data: CalendarData) -> None:
        self.data = data
        self._lines: dict[int, _Line] = {}
        for first, last in _runs(_known_years(data)):
            line = _line(data, first, last)
            self._lines.update(dict.fromkeys(range(first, last + 1), line))

    # days ------------------------------------------------------------------------------------------

    def is_working(self, day: date) -> bool:
        """Whether any of the day is worked."""
        line = self._of(day)
        at = bisect_left(line.days, day.toordinal())
        return at < len(line.days) and line.days[at] == day.toordinal()

    def next_working_day(self, day: date) -> date:
        """The first working day after this day."""
        line = self._of(day)
        return line.day_at(bisect_right(line.days, day.toordinal()))

    def working_day_from(self, day: date) -> date:
        """The day itself where it is worked, else the next working day."""
        line = self._of(day)
        return line.day_at(bisect_left(line.days, day.toordinal()))

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after this day (before it: negative); 0 is the day itself."""
        line, ordinal = self._of(day), day.toordinal()
        if count == 0:
            return day
        at = bisect_right(line.days, ordinal) - 1 if count > 0 else bisect_left(line.days, ordinal)
        return line.day_at(at + count)

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie after ``first`` up to and with ``last``; negative the other way."""
        line = self._over(first, last)
        return bisect_right(line.days, last.toordinal()) - bisect_right(line.days, first.toordinal())

    # hours -----------------------------------------------------------------------------------------

    def opens_at(self, day: date) -> datetime:
        """When the office opens on the first working day from this day on."""
        line, at = self._sessions_from(day)
        return _instant(line.starts[line.of_day[at]])

    def morning_ends_at(self, day: date) -> datetime:
        """When the first session of a working day ends; from a day off, that of the next working day."""
        line, at = self._sessions_from(day)
        return _instant(line.ends[line.of_day[at]])

    def closes_at(self, day: date) -> datetime:
        """When the office closes on a working day; from a day off, on the next working day."""
        line, at = self._sessions_from(day)
        following = line.of_day[at + 1] if at + 1 < len(line.of_day) else len(line.ends)
        return _instant(line.ends[following - 1])

    def is_office_time(self, instant: datetime) -> bool:
        """Whether somebody is at work then."""
        moment = _unix(instant)
        line = self._of(_day_of(instant))
        at = bisect_right(line.starts, moment) - 1
        return at >= 0 and moment < line.ends[at]

    def add_working_time(self, instant: datetime, amount: timedelta) -> datetime:
        """The instant at which this much office time has passed; negative amounts go back.

        What falls outside office hours counts from the next opening. Where a session ends exactly then, it is
        that end and not the next opening.
        """
        line = self._of(_day_of(instant))
        if not amount:
            return instant.astimezone(UTC)
        target = _place(line, _unix(instant)) + amount // _MICROSECOND
        at = (bisect_left if amount > timedelta(0) else bisect_right)(line.places, target) - 1
        if at < 0:
            raise CalendarYearMissing(year=line.first_year - 1)
        moment = line.starts[at] + target - line.places[at]
        if moment > line.ends[at]:
            raise CalendarYearMissing(year=line.last_year + 1)
        return _instant(moment)

    def working_time_between(self, first: datetime, last: datetime) -> timedelta:
        """The office time from one instant to another; negative the other way round."""
        line = self._over(_day_of(first), _day_of(last))
        return timedelta(microseconds=_place(line, _unix(last)) - _place(line, _unix(first)))

    # -----------------------------------------------------------------------------------------------

    def _of(self, day: date) -> _Line:
        line = self._lines.get(day.year)
        if line is None:
            raise CalendarYearMissing(year=day.year)
        return line

    def _over(self, first: date, last: date) -> _Line:
        """The line on which both days lie."""
        line = self._of(first)
        if self._of(last) is not line:
            raise CalendarYearMissing(year=line.last_year + 1 if first < last else line.first_year - 1)
        return line

    def _sessions_from(self, day: date) -> tuple[_Line, int]:
        line = self._of(day)
        at = bisect_left(line.days, day.toordinal())
        line.day_at(at)
        return line, at


def _known_years(data: CalendarData) -> list[int]:
    """The loaded years whose office hours are known from their first day on."""
    since = data.hours[0].effective_from if data.hours else date.max
    return sorted(year for year in data.years if since <= date(year, 1, 1))


def _runs(years: list[int]) -> Iterator[tuple[int, int]]:
    """First and last of each stretch of years without a gap."""
    start = 0
    for at in range(1, len(years) + 1):
        if at == len(years) or years[at] != years[at - 1] + 1:
            yield years[start], years[at - 1]
            start = at


def _line(data: CalendarData, first_year: int, last_year: int) -> _Line:
    special = {
        ordinal: entry
        for year in range(first_year, last_year + 1)
        for entry in data.years[year]
        for ordinal in range(entry.first.toordinal(), entry.last.toordinal() + 1)
    }
    days: list[int] = []
    of_day: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    places: list[int] = []
    place = 0
    for ordinal in range(date(first_year, 1, 1).toordinal(), date(last_year, 12, 31).toordinal() + 1):
        day = date.fromordinal(ordinal)
        sessions = _sessions(day, special.get(ordinal), data.hours)
        if sessions:
            days.append(ordinal)
            of_day.append(len(starts))
        for session in sessions:
            start = _unix(datetime.combine(day, session.start, VIETNAM))
            end = _unix(datetime.combine(day, session.end, VIETNAM))
            starts.append(start)
            ends.append(end)
            places.append(place)
            place += end - start
    return _Line(first_year, last_year, tuple(days), tuple(of_day), tuple(starts), tuple(ends), tuple(places))


def _sessions(day: date, special: SpecialDays | None, hours: tuple[OfficeHours, ...]) -> tuple[Session, ...]:
    kind = special.kind if special else None
    if kind is DayKind.OFF or (kind is None and day.weekday() >= _SATURDAY):
        return ()
    sessions = next(entry.sessions for entry in reversed(hours) if entry.effective_from <= day)
    if kind is DayKind.MORNING:
        return sessions[:1]
    return sessions[1:] if kind is DayKind.AFTERNOON else sessions


def _place(line: _Line, moment: int) -> int:
    """The office time before this moment."""
    at = bisect_right(line.starts, moment) - 1
    if at < 0:
        return 0
    return line.places[at] + min(moment, line.ends[at]) - line.starts[at]


def _day_of(instant: datetime) -> date:
    return instant.astimezone(VIETNAM).date()


def _unix(instant: datetime) -> int:
    return (instant - _EPOCH) // _MICROSECOND


def _instant(moment: int) -> datetime:
    return _EPOCH + timedelta(microseconds=moment)
