"""The days of which a report of the one-stop is asked; apart, for only reports load what they are made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from lienthong.api.dossier_queries import day_of
from lienthong.api.faults import fault
from lienthong.errors import MalformedRequest
from lienthong.onestop.report import Period
from lienthong.services.dossier_records import month_after

#: A leap year whole.
_LONGEST = timedelta(days=366)


def read_period(query: Mapping[str, str], today: date) -> Period:
    """The days from ``first`` to ``last``; the month of ``today`` up to its end where neither is named.

    Raises:
        MalformedRequest: not two days, the wrong way round, or more than a year.
    """
    first, last = day_of(query, "first", _FIRST), day_of(query, "last", _LAST)
    if first is None and last is None:
        begin = today.replace(day=1)
        return Period(begin, month_after(begin) - timedelta(days=1))
    if first is None or last is None or not timedelta(0) <= last - first < _LONGEST:
        raise MalformedRequest([_PERIOD])
    return Period(first, last)


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
