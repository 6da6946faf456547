"""Problem responses (RFC 9457, ``application/problem+json``) read into values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from lienthong.errors import Fault
from lienthong_client.errors import Problem

_STANDARD = frozenset({"type", "title", "status", "detail", "detail_vi", "code", "instance", "faults"})


def read_problem(status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> Problem:
    """The problem in a response, or one of our own where the response holds none (a proxy's page)."""
    content = _json_object(body)
    if content is None or not isinstance(content.get("code"), str):
        return _foreign_problem(status)
    english = _text(content.get("detail")) or _text(content.get("title")) or _text(content["code"])
    return Problem(
        code=_text(content["code"]),
        status=status,
        en=english,
        vi=_text(content.get("detail_vi")) or english,
        faults=_faults(content.get("faults")),
        facts=_facts(content),
        clock_offset_seconds=_clock_offset(headers.get("date", ""), now),
    )


def _json_object(body: bytes) -> dict[str, object] | None:
    try:
        content = json.loads(body)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def _foreign_problem(status: int) -> Problem:
    return Problem(
        code=f"http.{status}",
        status=status,
        en=(
            f"The answer was HTTP {status} without an explanation. Try again shortly; "
            "if it stays, call the exchange's operator."
        ),
        vi=(
            f"Máy chủ trả lời HTTP {status} không kèm giải thích. Đề nghị thử lại sau ít phút; "
            "nếu vẫn lỗi, đề nghị báo đơn vị vận hành trục."
        ),
    )


def _faults(value: object) -> tuple[Fault, ...]:
    members = value if isinstance(value, list) else []
    return tuple(
        Fault(_text(one.get("pointer")), _text(one.get("code")), _text(one.get("en")), _text(one.get("vi")))
        for one in members
        if isinstance(one, dict)
    )


def _facts(content: Mapping[str, object]) -> dict[str, str | int | list[str]]:
    facts: dict[str, str | int | list[str]] = {}
    for name, value in content.items():
        if name in _STANDARD:
            continue
        if isinstance(value, str | int):
            facts[name] = value
        elif isinstance(value, list):
            facts[name] = [str(member) for member in value]
    return facts


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _clock_offset(date_header: str, now: datetime) -> int:
    try:
        sent = parsedate_to_datetime(date_header)
    except ValueError:
        return 0
    if sent.tzinfo is None:
        sent = sent.replace(tzinfo=UTC)
    return round((sent - now).total_seconds())
