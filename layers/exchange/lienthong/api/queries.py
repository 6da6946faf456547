"""The query parameters of listings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Literal

from lienthong.api.faults import fault
from lienthong.errors import CURSOR_FAULT, Fault, MalformedRequest
from lienthong.model.codes import Status
from lienthong.model.limits import LIMITS

#: Cursors are base64 of a key; longer ones are not ours.
_LONGEST_CURSOR = 1024
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def read_limit(query: Mapping[str, str]) -> int:
    """How many items a page holds: 1 to the page size, which is the default.

    Raises:
        MalformedRequest: not such a number.
    """
    text = query.get("limit", str(LIMITS.page_size))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= LIMITS.page_size:
        raise MalformedRequest([_LIMIT])
    return int(text)


def read_cursor(query: Mapping[str, str]) -> str | None:
    """Where the page begins, as an earlier page said.

    Raises:
        MalformedRequest: longer than any cursor.
    """
    cursor = query.get("cursor") or None
    if cursor and len(cursor) > _LONGEST_CURSOR:
        raise MalformedRequest([CURSOR_FAULT])
    return cursor


def read_language(query: Mapping[str, str]) -> Literal["vi", "en"]:
    """The language of a page; Vietnamese unless English is asked for."""
    return "en" if query.get("lang") == "en" else "vi"


def read_status(query: Mapping[str, str]) -> Status | None:
    """The status code to filter by.

    Raises:
        MalformedRequest: not a status code.
    """
    text = query.get("status")
    if not text:
        return None
    if text not in {code.value for code in Status}:
        raise MalformedRequest([_STATUS])
    return Status(text)


def read_unopened(query: Mapping[str, str]) -> bool:
    """Whether only unopened deliveries are wanted (``true`` or ``1``).

    Raises:
        MalformedRequest: neither yes nor no.
    """
    text = query.get("unopened", "false").lower()
    if text not in ("true", "false", "1", "0"):
        raise MalformedRequest([_UNOPENED])
    return text in ("true", "1")


def read_day(query: Mapping[str, str]) -> date | None:
    """The day in Vietnam of which something is asked (``on``).

    Raises:
        MalformedRequest: not a day.
    """
    text = query.get("on")
    if not text:
        return None
    if not _DAY.fullmatch(text):
        raise MalformedRequest([_ON])
    try:
        return date.fromisoformat(text)
    except ValueError as impossible:
        raise MalformedRequest([_ON]) from impossible


def _parameter(name: str, en: str, vi: str) -> Fault:
    return fault(f"?{name}", f"query.{name}", en, vi)


def read_span(query: Mapping[str, str], today: date) -> tuple[date, date]:
    """The days that a register is asked for: ``from`` and ``to`` within ``year``, else the whole year.

    Without any of them it is the present year; ``year`` may be left out where a day says it.

    Raises:
        MalformedRequest: no such year or day, or days of two years.
    """
    first, last = _day_of(query, "from", _FROM), _day_of(query, "to", _TO)
    named = query.get("year") or str((first or last or today).year)
    if not _YEAR.fullmatch(named):
        raise MalformedRequest([_YEAR_FAULT])
    year = int(named)
    span = first or date(year, 1, 1), last or date(year, 12, 31)
    if {day.year for day in span} != {year} or span[0] > span[1]:
        raise MalformedRequest([_SPAN])
    return span


def _day_of(query: Mapping[str, str], name: str, wrong: Fault) -> date | None:
    text = query.get(name)
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise MalformedRequest([wrong])
    return day


_YEAR = re.compile(r"(19|20|21)\d\d", re.ASCII)
_DAY = re.compile(_YEAR.pattern + r"-\d\d-\d\d", re.ASCII)
_LIMIT = _parameter(
    "limit",
    f"'limit' is a whole number from 1 to {LIMITS.page_size}; correct it.",
    f"'limit' phải là số nguyên từ 1 đến {LIMITS.page_size}; đề nghị sửa lại.",
)
_ON = _parameter(
    "on",
    "'on' is a day, YYYY-MM-DD; correct it.",
    "'on' phải là ngày ở dạng YYYY-MM-DD; đề nghị sửa lại.",
)
_STATUS = _parameter(
    "status",
    "'status' is one of the codes 01 to 06, 13, 15, 16; correct it.",
    "'status' phải là một trong các mã 01 đến 06, 13, 15, 16; đề nghị sửa lại.",
)
_UNOPENED = _parameter(
    "unopened",
    "'unopened' is true or false; correct it.",
    "'unopened' phải là true hoặc false; đề nghị sửa lại.",
)
_YEAR_FAULT = _parameter(
    "year",
    "'year' is a year, such as 2026; correct it.",
    "'year' phải là năm, ví dụ 2026; đề nghị sửa lại.",
)
_FROM = _parameter(
    "from",
    "'from' is a day, YYYY-MM-DD; correct it.",
    "'from' phải là ngày, dạng YYYY-MM-DD; đề nghị sửa lại.",
)
_TO = _parameter(
    "to", "'to' is a day, YYYY-MM-DD; correct it.", "'to' phải là ngày, dạng YYYY-MM-DD; đề nghị sửa lại."
)
_SPAN = _parameter(
    "from",
    "A register is one year's: 'from' and 'to' are days of it, the first not after the second.",
    "Mỗi sổ là của một năm: 'from' và 'to' phải thuộc năm đó, ngày đầu không sau ngày cuối.",
)
