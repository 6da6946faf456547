"""The query of the ratios: agency, period, scope, breakdown; every fault at once."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from lienthong.api.faults import fault
from lienthong.errors import Fault, MalformedRequest
from lienthong.measures.periods import MalformedPeriod, Period
from lienthong.services.oversight import Scope
from lienthong.services.ratios import Breakdown, Question

C = TypeVar("C", bound=StrEnum)
#: Codes and aliases are shorter; longer ones name nobody.
_LONGEST_NAME = 40


def read_question(query: Mapping[str, str]) -> Question:
    """What is asked for.

    Raises:
        MalformedRequest: with every parameter that cannot be understood.
    """
    faults: list[Fault] = []
    period = _read_period(query.get("period", ""), faults)
    scope = _read_choice(query.get("scope"), Scope.SELF, _SCOPE, faults)
    by = _read_choice(query.get("by"), Breakdown.AGENCY, _BY, faults)
    if faults:
        raise MalformedRequest(faults)
    return Question(query.get("agency", "")[:_LONGEST_NAME], period, scope, by)


def _read_period(text: str, faults: list[Fault]) -> Period | None:
    try:
        return Period.parse(text) if text else None
    except MalformedPeriod:
        faults.append(_PERIOD)
        return None


def _read_choice(text: str | None, default: C, misread: Fault, faults: list[Fault]) -> C:
    if text and text not in {choice.value for choice in type(default)}:
        faults.append(misread)
        return default
    return type(default)(text) if text else default


_PERIOD = fault(
    "?period",
    "query.period",
    "'period' is a month (2020-03), a quarter (2020-Q1) or a year (2020); correct it.",
    "'period' phải là tháng (2020-03), quý (2020-Q1) hoặc năm (2020); đề nghị sửa lại.",
)
_SCOPE = fault(
    "?scope",
    "query.scope",
    "'scope' is self or subtree; correct it.",
    "'scope' phải là self hoặc subtree; đề nghị sửa lại.",
)
_BY = fault(
    "?by",
    "query.by",
    "'by' is agency or level; correct it.",
    "'by' phải là agency hoặc level; đề nghị sửa lại.",
)
