"""The query parameters of the one-stop's lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lienthong.api.faults import fault
from lienthong.errors import Fault, MalformedRequest

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
    return day_of(query, "due", _DUE)


def day_of(query: Mapping[str, str], name: str, wrong: Fault) -> date | None:
    """A day that a parameter names; ``None`` without it.

    Raises:
        MalformedRequest: not a day: the fault ``wrong``.
    """
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
