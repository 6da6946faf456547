"""One entry of the catalogue."""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """A finding's code, weight (``fail``, ``warn``, ``info``) and sentences with places for facts."""

    code: str
    severity: str
    en: str
    vi: str


def fail(code: str, en: str, vi: str) -> Rule:
    """Refuses the message."""
    return Rule(code, "fail", en, vi)


def warn(code: str, en: str, vi: str) -> Rule:
    """A departure from the format that was read all the same."""
    return Rule(code, "warn", en, vi)


def info(code: str, en: str, vi: str) -> Rule:
    """A remark."""
    return Rule(code, "info", en, vi)
