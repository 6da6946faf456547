"""Calendars as they are published and loaded: JSON, read whole or refused with all faults."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from functools import lru_cache
from importlib.resources import files

from lienthong.calendar.data import CalendarData, DayKind, OfficeHours, Session, SpecialDays
from lienthong.calendar.errors import MalformedCalendar
from lienthong.errors import Fault
from lienthong.model.event import JsonValue

FORMAT = "lienthong-calendar/1"
#: A year has at most as many special days as days; a calendar of 200 years is an error, not a plan.
MOST_BYTES = 256 * 1024
_MOST_YEARS = 200
_LONGEST_NOTE = 200
_SATURDAY = 5
_YEAR = re.compile(r"(19|20|21)\d\d", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MEMBERS = {"format", "years", "hours"}
_DAY_MEMBERS = {"first", "last", "kind", "vi", "en"}


@lru_cache(maxsize=1)
def shipped() -> CalendarData:
    """The calendar that comes with the exchange (``civil-service.json``, with its provenance)."""
    return read_calendar((files("lienthong.calendar") / "civil-service.json").read_bytes())


def read_calendar(content: bytes) -> CalendarData:
    """The calendar of these bytes.

    Raises:
        MalformedCalendar: with every fault.
    """
    if len(content) > MOST_BYTES:
        raise MalformedCalendar([fault("", "calendar.size", f"larger than {MOST_BYTES} bytes", "quá lớn")])
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise MalformedCalendar(
            [fault("", "calendar.json", "no JSON text in UTF-8", "không phải JSON")]
        ) from error
    return calendar_of(value)


def calendar_of(value: JsonValue) -> CalendarData:
    """The calendar of this JSON value.

    Raises:
        MalformedCalendar: with every fault.
    """
    reading = _Reading()
    data = reading.calendar(value)
    if reading.faults or data is None:
        raise MalformedCalendar(reading.faults)
    return data


def calendar_json(data: CalendarData) -> dict[str, JsonValue]:
    """The published form of a calendar; :func:`calendar_of` reads it back."""
    return {
        "format": FORMAT,
        "hours": [
            {
                "effective_from": entry.effective_from.isoformat(),
                "sessions": [[f"{part.start:%H:%M}", f"{part.end:%H:%M}"] for part in entry.sessions],
            }
            for entry in data.hours
        ],
        "years": {str(year): [_day_json(entry) for entry in days] for year, days in data.years.items()},
    }


def _day_json(entry: SpecialDays) -> JsonValue:
    return {
        "first": entry.first.isoformat(),
        "last": entry.last.isoformat(),
        "kind": entry.kind.value,
        "vi": entry.vi,
        "en": entry.en,
    }


class _Reading:
    """One reading; every fault is noted, and the reading goes on."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def calendar(self, value: JsonValue) -> CalendarData | None:
        if not isinstance(value, dict) or value.get("format") != FORMAT:
            self.faults.append(
                fault("/format", "calendar.format", f"'format' is '{FORMAT}'", f"'format' phải là '{FORMAT}'")
            )
            return None
        for name in sorted(value.keys() - _MEMBERS):
            self.faults.append(
                fault(f"/{_escaped(name)}", "calendar.unknown", "no such member", "không có mục này")
            )
        hours = tuple(self._hours(value.get("hours", [])))
        years = self._years(value.get("years", {}))
        return CalendarData(years, hours)

    # office hours ----------------------------------------------------------------------------------

    def _hours(self, value: JsonValue) -> Iterator[OfficeHours]:
        before = date.min
        for at, entry in enumerate(_list(value)):
            pointer = f"/hours/{at}"
            members = entry if isinstance(entry, dict) else {}
            day = self._date(members.get("effective_from"), f"{pointer}/effective_from")
            sessions = self._sessions(members.get("sessions"), f"{pointer}/sessions")
            if day and day <= before:
                self.faults.append(
                    fault(
                        pointer, "calendar.order", "not after the one before it", "không sau mục đứng trước"
                    )
                )
            elif day and sessions:
                before = day
                yield OfficeHours(day, sessions)

    def _sessions(self, value: JsonValue, pointer: str) -> tuple[Session, ...]:
        pairs = [_session(pair) for pair in _list(value)]
        sessions = [pair for pair in pairs if pair]
        ends = [time.min, *(session.end for session in sessions)]
        in_order = all(a <= b.start < b.end for a, b in zip(ends, sessions, strict=False))
        if not 1 <= len(pairs) <= 4 or len(sessions) < len(pairs) or not in_order:
            self.faults.append(
                fault(
                    pointer,
                    "calendar.sessions",
                    "one to four pairs of times (HH:MM), each after the one before",
                    "cần một đến bốn cặp giờ (HH:MM) theo thứ tự trước sau",
                )
            )
            return ()
        return tuple(sessions)

    # years -----------------------------------------------------------------------------------------

    def _years(self, value: JsonValue) -> Mapping[int, tuple[SpecialDays, ...]]:
        years: dict[int, tuple[SpecialDays, ...]] = {}
        entries = value if isinstance(value, dict) else {}
        if not isinstance(value, dict) or len(entries) > _MOST_YEARS:
            self.faults.append(
                fault("/years", "calendar.years", "an object of years", "'years' phải là các năm")
            )
            return years
        for name, days in sorted(entries.items()):
            pointer = f"/years/{_escaped(name)}"
            if not _YEAR.fullmatch(name):
                self.faults.append(fault(pointer, "calendar.year", "not a year", "không phải là năm"))
            else:
                years[int(name)] = self._days(int(name), days, pointer)
        return years

    def _days(self, year: int, value: JsonValue, pointer: str) -> tuple[SpecialDays, ...]:
        days: list[SpecialDays] = []
        taken: set[int] = set()
        if not isinstance(value, list) or len(value) > 366:
            self.faults.append(
                fault(pointer, "calendar.days", "a list of special days", "phải là danh sách ngày")
            )
            return ()
        for at, entry in enumerate(value):
            special = self._special(year, entry, f"{pointer}/{at}")
            if special is None:
                continue
            covered = set(range(special.first.toordinal(), special.last.toordinal() + 1))
            if covered & taken:
                self.faults.append(
                    fault(
                        f"{pointer}/{at}", "calendar.overlap", "a day named twice", "có ngày bị nêu hai lần"
                    )
                )
            taken |= covered
            days.append(special)
        return tuple(sorted(days, key=lambda entry: entry.first))

    def _special(self, year: int, entry: JsonValue, pointer: str) -> SpecialDays | None:
        members = entry if isinstance(entry, dict) else {}
        for name in sorted(members.keys() - _DAY_MEMBERS):
            self.faults.append(
                fault(f"{pointer}/{_escaped(name)}", "calendar.unknown", "no such member", "không có mục này")
            )
        first = self._date(members.get("first"), f"{pointer}/first")
        last = self._date(members["last"], f"{pointer}/last") if "last" in members else first
        kind = self._kind(members.get("kind"), f"{pointer}/kind")
        vi, en = (self._text(members.get(name), f"{pointer}/{name}") for name in ("vi", "en"))
        if first is None or last is None or kind is None:
            return None
        if not first <= last or {first.year, last.year} != {year}:
            self.faults.append(
                fault(pointer, "calendar.range", f"not within {year}", f"không nằm trong năm {year}")
            )
            return None
        if not _is_meant(first, last, kind):
            self.faults.append(
                fault(
                    pointer,
                    "calendar.weekday",
                    "'work' is for Saturdays and Sundays, half-days for other days",
                    "'work' chỉ dùng cho thứ Bảy, Chủ nhật; nửa ngày chỉ dùng cho ngày khác",
                )
            )
            return None
        return SpecialDays(first, last, kind, vi, en)

    def _date(self, value: JsonValue, pointer: str) -> date | None:
        try:
            # ``fromisoformat`` would take week dates as well.
            if isinstance(value, str) and _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self.faults.append(
            fault(pointer, "calendar.date", "a day, YYYY-MM-DD", "ngày phải có dạng YYYY-MM-DD")
        )
        return None

    def _kind(self, value: JsonValue, pointer: str) -> DayKind | None:
        if value in {kind.value for kind in DayKind}:
            return DayKind(value)
        names = ", ".join(kind.value for kind in DayKind)
        self.faults.append(fault(pointer, "calendar.kind", f"one of {names}", f"phải là một trong {names}"))
        return None

    def _text(self, value: JsonValue, pointer: str) -> str:
        if isinstance(value, str) and len(value) <= _LONGEST_NOTE and value.isprintable():
            return value
        self.faults.append(
            fault(
                pointer,
                "calendar.text",
                f"a text of at most {_LONGEST_NOTE} characters",
                "thiếu hoặc quá dài",
            )
        )
        return ""


def _session(pair: JsonValue) -> Session | None:
    parts = _list(pair)
    try:
        start, end = (_time(part) for part in parts)
    except ValueError:
        return None
    return Session(start, end)


def _time(value: JsonValue) -> time:
    text = value if isinstance(value, str) else ""
    if not re.fullmatch(r"\d\d:\d\d", text, re.ASCII):
        raise ValueError(text)
    return time.fromisoformat(text)


def _is_meant(first: date, last: date, kind: DayKind) -> bool:
    """A weekend is worked only where it is said, and no half of a weekend is taken off."""
    if kind is DayKind.OFF:
        return True
    days = [date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1)]
    return all((day.weekday() >= _SATURDAY) is (kind is DayKind.WORK) for day in days)


def _list(value: JsonValue) -> Sequence[JsonValue]:
    return value if isinstance(value, list) else []


def _escaped(name: str) -> str:
    return name[:80].replace("~", "~0").replace("/", "~1")


def fault(pointer: str, code: str, en: str, vi: str) -> Fault:
    """A fault with its next step."""
    return Fault(pointer, code, f"{en}; correct it.", f"{vi}; đề nghị sửa lại.")
