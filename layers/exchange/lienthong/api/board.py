"""The board's queries and answers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lienthong.api.faults import fault
from lienthong.deadlines.obligations import Standing
from lienthong.errors import Fault, MalformedRequest, NotFound
from lienthong.model.event import JsonValue, text_of
from lienthong.model.limits import LIMITS
from lienthong.model.text import has_control_characters, normalise
from lienthong.services.board import BoardPage, Kept, Owed, Summary
from lienthong.services.oversight import Scope

Body = dict[str, JsonValue]
_MONTH_FORM = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)


def read_agency(query: Mapping[str, str]) -> str | None:
    """The agency asked for; ``None`` for the caller's own.

    Raises:
        NotFound: nothing of ours has such a name.
    """
    text = query.get("agency")
    if not text:
        return None
    name = normalise(text)
    if len(name) > LIMITS.document_id_length or has_control_characters(name):
        raise NotFound
    return name


def read_scope(query: Mapping[str, str]) -> Scope:
    """Whose obligations: its own, unless those below it are asked for too.

    Raises:
        MalformedRequest: neither.
    """
    text = query.get("scope") or Scope.SELF.value
    if text not in {scope.value for scope in Scope}:
        raise MalformedRequest([_SCOPE])
    return Scope(text)


def read_state(query: Mapping[str, str]) -> Standing | None:
    """Only what stands so; everything that is owed where nothing is said.

    Raises:
        MalformedRequest: no such state.
    """
    text = query.get("state")
    if not text:
        return None
    if text not in {state.value for state in Standing}:
        raise MalformedRequest([_STATE])
    return Standing(text)


def read_month(query: Mapping[str, str]) -> str | None:
    """A month, ``YYYY-MM``.

    Raises:
        MalformedRequest: no month.
    """
    text = query.get("month") or None
    if text and not _MONTH_FORM.fullmatch(text):
        raise MalformedRequest([_MONTH])
    return text


def board_page(page: BoardPage) -> Body:
    """A page of the board."""
    return {
        "agency": page.agency,
        "as_of": text_of(page.as_of),
        "deadlines": [_owed(item) for item in page.items],
        "missing_years": list(page.missing_years),
        "cursor": page.cursor,
    }


def _owed(owed: Owed) -> Body:
    one = owed.obligation
    return {
        "agency": one.agency,
        "submission_id": one.submission_id,
        "duty": one.duty.value,
        "state": owed.state.value,
        "sender": one.sender,
        "number": one.number,
        "notation": one.notation,
        "priority": one.priority,
        "opened_at": text_of(one.opened_at),
        "due": text_of(one.due),
        "done_at": text_of(one.done_at) if one.done_at else None,
        "suspended": one.suspended,
        "late_minutes": owed.late_minutes,
        "late_days": owed.late_days,
    }


def summary_of(summary: Summary) -> Body:
    """A month's counts."""
    return {
        "agency": summary.agency,
        "month": summary.month,
        "duties": [_kept(kept) for kept in summary.kept],
    }


def _kept(kept: Kept) -> Body:
    return {
        "agency": kept.agency,
        "duty": kept.duty,
        "in_time": kept.in_time,
        "late": kept.late,
        "late_minutes": kept.late_minutes,
        "latest_minutes": kept.latest_minutes,
    }


def _parameter(name: str, en: str, vi: str) -> Fault:
    return fault(f"?{name}", f"query.{name}", en, vi)


_SCOPE = _parameter(
    "scope",
    "'scope' is self or subtree; correct it.",
    "'scope' phải là self hoặc subtree; đề nghị sửa lại.",
)
_STATE = _parameter(
    "state",
    "'state' is one of open, due-soon, late, done-late; correct it.",
    "'state' phải là open, due-soon, late hoặc done-late; đề nghị sửa lại.",
)
_MONTH = _parameter(
    "month", "'month' is a month, YYYY-MM; correct it.", "'month' phải có dạng YYYY-MM; đề nghị sửa lại."
)
