"""The query parameters of a centre's list of dossiers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lienthong.api.faults import fault
from lienthong.errors import MalformedRequest


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
    text = query.get("due")
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if len(text) == len("2026-03-01") else None
    except ValueError:
        day = None
    if day is None:
        raise MalformedRequest([_DUE])
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
