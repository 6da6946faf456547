"""The clock: one algorithm for whole dossiers, single steps, pauses and re-appointments.

Two measures count it. *Working days*: day 0 is the day of receipt, counting starts on the next working day,
and the time is up when the office closes on the last one. *Office time*: hours and 8-hour days, from the
instant of receipt, or from the next opening where that was after the cut-off (15:00). All instants are UTC.

Four things hold whatever the dates are, and are tested as properties: a later start is never due earlier; a
pause never brings a deadline forward; after a pause that resumes exactly the remainder is left; restarting is
never due before resuming.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from lienthong.calendar.working import WorkingCalendar
from lienthong.model.calendar import VIETNAM, date_in_vietnam
from lienthong.model.event import JsonValue
from lienthong.onestop.errors import NewDateNotLater
from lienthong.onestop.rules import CentreRules

_MICROSECOND = timedelta(microseconds=1)
EIGHT_HOURS = timedelta(hours=8)


class PausePolicy(StrEnum):
    """What a supplement does to the clock; the decrees leave it open, so it is each procedure's."""

    RESUME = "resume"
    RESTART = "restart"


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """An allowance in working days; none means the same day."""

    count: int

    def due(self, start: datetime, clock: Clock) -> datetime:
        """When the office closes on the last day."""
        if self.count == 0:
            return clock.calendar.closes_at(clock.working_day_of(start))
        return clock.calendar.closes_at(clock.calendar.add_working_days(date_in_vietnam(start), self.count))

    def left(self, start: datetime, at: datetime, clock: Clock) -> WorkingDays:
        """What remains of it; a day that has begun is used up, but for day 0."""
        used = clock.calendar.working_days_between(date_in_vietnam(start), date_in_vietnam(at))
        return WorkingDays(max(0, self.count - used))

    def until(self, start: datetime, due: datetime, clock: Clock) -> WorkingDays:
        """The allowance that would be due then."""
        days = clock.calendar.working_days_between(date_in_vietnam(start), date_in_vietnam(due))
        return WorkingDays(max(0, days))

    def to_json(self) -> dict[str, JsonValue]:
        """As events carry it."""
        return {"working_days": self.count}


@dataclass(frozen=True, slots=True)
class OfficeTime:
    """An allowance in office time."""

    amount: timedelta

    def due(self, start: datetime, clock: Clock) -> datetime:
        """When so much office time has passed since counting began."""
        return clock.calendar.add_working_time(clock.counts_from(start), self.amount)

    def left(self, start: datetime, at: datetime, clock: Clock) -> OfficeTime:
        """What remains of it."""
        used = clock.calendar.working_time_between(clock.counts_from(start), at)
        return OfficeTime(max(timedelta(0), self.amount - max(timedelta(0), used)))

    def until(self, start: datetime, due: datetime, clock: Clock) -> OfficeTime:
        """The allowance that would be due then."""
        amount = clock.calendar.working_time_between(clock.counts_from(start), due)
        return OfficeTime(max(timedelta(0), amount))

    def to_json(self) -> dict[str, JsonValue]:
        """As events carry it, in microseconds of office time."""
        return {"office_time": self.amount // _MICROSECOND}


Allowance = WorkingDays | OfficeTime


def allowance_of(value: JsonValue) -> Allowance:
    """Read what :meth:`WorkingDays.to_json` or :meth:`OfficeTime.to_json` wrote."""
    members = value if isinstance(value, dict) else {}
    if "working_days" in members:
        return WorkingDays(int(str(members["working_days"])))
    return OfficeTime(timedelta(microseconds=int(str(members["office_time"]))))


@dataclass(frozen=True, slots=True)
class Running:
    """A running deadline: ``allowance`` counts from ``start``, and is up at ``due``."""

    start: datetime
    allowance: Allowance
    due: datetime


@dataclass(frozen=True)
class Clock:
    """Working calendar and the rules in force; raises CalendarYearMissing wherever a year is not loaded."""

    calendar: WorkingCalendar
    rules: CentreRules

    @cached_property
    def _cut_off(self) -> timedelta:
        return timedelta(hours=self.rules.cut_off.hour, minutes=self.rules.cut_off.minute)

    def run(self, start: datetime, allowance: Allowance) -> Running:
        """The deadline that begins here."""
        return Running(start, allowance, allowance.due(start, self))

    def go_on(
        self,
        running: Running,
        paused_at: datetime,
        resumed_at: datetime,
        policy: PausePolicy,
        whole: Allowance,
    ) -> Running:
        """The deadline after a pause; ``whole`` is what a restart counts anew.

        What was late before it paused stays late: no supplement makes up for that.
        """
        if paused_at > running.due:
            return running
        resumed = self.run(resumed_at, running.allowance.left(running.start, paused_at, self))
        if policy is PausePolicy.RESUME:
            return resumed
        # After a re-appointment more may be left than the procedure gives: a restart never takes it away.
        return max(self.run(resumed_at, whole), resumed, key=lambda one: one.due)

    def move(self, running: Running, at: datetime, day: date) -> Running:
        """The deadline after a re-appointment to the close of a day.

        Raises:
            NewDateNotLater: that is not after the present one and after now.
        """
        due = self.calendar.closes_at(day)
        if due <= max(running.due, at):
            raise NewDateNotLater(wanted=day.isoformat(), due=_day_and_hour(max(running.due, at)))
        return Running(at, running.allowance.until(at, due, self), due)

    def working_day_of(self, instant: datetime) -> date:
        """The working day on which something is dealt with: the 15:00 rule.

        At 15:00 sharp it is still that day; on a half-day, once the office has closed, it is not.
        """
        day = date_in_vietnam(instant)
        if self.calendar.is_working(day) and not self._is_late_in(day, instant):
            return day
        return self.calendar.next_working_day(day)

    def counts_from(self, instant: datetime) -> datetime:
        """Since when office time counts: at once, or from the next opening."""
        day = self.working_day_of(instant)
        return instant if day == date_in_vietnam(instant) else self.calendar.opens_at(day)

    def forward_by(self, received: datetime) -> datetime:
        """Until when it is to be forwarded: the same day, or the start of the next working day."""
        day = self.working_day_of(received)
        if day == date_in_vietnam(received):
            return self.calendar.closes_at(day)
        return self.calendar.opens_at(day) + timedelta(minutes=self.rules.forward_within_minutes)

    def apology_by(self, due: datetime) -> datetime:
        """The last instant at which an apology with a new date is in time (Circular 01/2018, form 04)."""
        day = self.calendar.add_working_days(date_in_vietnam(due), -self.rules.apology_days)
        return self.calendar.closes_at(day)

    def supplement_by(self, accepted: datetime) -> datetime:
        """Until when a supplement is to be asked for."""
        return WorkingDays(self.rules.supplement_within_days).due(accepted, self)

    def _is_late_in(self, day: date, instant: datetime) -> bool:
        local = instant.astimezone(VIETNAM)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        return local - midnight > self._cut_off or instant >= self.calendar.closes_at(day)


def _day_and_hour(instant: datetime) -> str:
    return f"{instant.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
