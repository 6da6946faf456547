"""The query parameters of listings."""

from __future__ import annotations

from collections.abc import Mapping

from lienthong.api.faults import fault
from lienthong.errors import CURSOR_FAULT, Fault, MalformedRequest
from lienthong.model.codes import Status
from lienthong.model.limits import LIMITS

#: Cursors are base64 of a key; longer ones are not ours.
_LONGEST_CURSOR = 1024


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


def _parameter(name: str, en: str, vi: str) -> Fault:
    return fault(f"?{name}", f"query.{name}", en, vi)


_LIMIT = _parameter(
    "limit",
    f"'limit' is a whole number from 1 to {LIMITS.page_size}; correct it.",
    f"'limit' phải là số nguyên từ 1 đến {LIMITS.page_size}; đề nghị sửa lại.",
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
