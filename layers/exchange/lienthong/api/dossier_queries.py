"""The query parameters of the one-stop's lists and reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from lienthong.api.faults import fault
from lienthong.errors import Fault, MalformedRequest
from lienthong.onestop.report import Period
from lienthong.services.dossier_records import month_after

#: A leap year whole.
_LONGEST = timedelta(days=366)
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


def read_ended(query: Mapping[str, str]) -> bool:
    """Whether ended dossiers are wanted instead of open ones (``true`` or ``1``).

    Raises:
        MalformedRequest: neither yes nor no.
    """
    text = query.get("ended", "false").lower()
    if text not in ("true", "false", "1", "0"):
        raise MalformedRequest([_ENDED])
    return text in ("true", "1")


def read_due_by(query: Mapping[str, str]) -> date | None:
    """Up to and with which day in Vietnam dossiers are wanted (``due``).

    Raises:
        MalformedRequest: not a day.
    """
    return _day_of(query, "due", _DUE)


def read_period(query: Mapping[str, str], today: date) -> Period:
    """The days from ``first`` to ``last``; the month of ``today`` up to its end where neither is named.

    Raises:
        MalformedRequest: not two days, the wrong way round, or more than a year.
    """
    first, last = _day_of(query, "first", _FIRST), _day_of(query, "last", _LAST)
    if first is None and last is None:
        begin = today.replace(day=1)
        return Period(begin, month_after(begin) - timedelta(days=1))
    if first is None or last is None or not timedelta(0) <= last - first < _LONGEST:
        raise MalformedRequest([_PERIOD])
    return Period(first, last)


def _day_of(query: Mapping[str, str], name: str, wrong: Fault) -> date | None:
    text = query.get(name)
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if len(text) == len("2026-03-01") else None
    except ValueError:
        day = None
    # A day before the first year of any rules, or after the last of any code, is nobody's.
    if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise MalformedRequest([wrong])
    return day


_ENDED = fault(
    "?ended",
    "query.ended",
    "'ended' is true or false; correct it.",
    "'ended' phải là true hoặc false; đề nghị sửa lại.",
)
_DUE = fault(
    "?due",
    "query.due",
    "'due' is a day, YYYY-MM-DD; correct it.",
    "'due' phải là ngày ở dạng YYYY-MM-DD; đề nghị sửa lại.",
)
_FIRST = fault(
    "?first",
    "query.first",
    "'first' is a day, YYYY-MM-DD; correct it.",
    "'first' phải là ngày ở dạng YYYY-MM-DD; đề nghị sửa lại.",
)
_LAST = fault(
    "?last",
    "query.last",
    "'last' is a day, YYYY-MM-DD; correct it.",
    "'last' phải là ngày ở dạng YYYY-MM-DD; đề nghị sửa lại.",
)
_PERIOD = fault(
    "?first",
    "query.period",
    "'first' and 'last' are both named, the first not after the second, at most 366 days; correct them.",
    "Phải nêu cả 'first' và 'last', ngày đầu không sau ngày cuối, tối đa 366 ngày; đề nghị sửa lại.",
)
