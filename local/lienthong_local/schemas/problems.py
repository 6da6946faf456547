"""Every problem the exchange can name: the subclasses of its one base error, wherever they are defined."""

from __future__ import annotations

import importlib
import pkgutil
import string
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import lienthong
from lienthong.errors import Conflict, ExchangeError, IntegrityFault, Rejected, Unavailable
from lienthong.model.limits import LIMITS

Json = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FAMILIES: tuple[tuple[type[ExchangeError], str], ...] = (
    (Rejected, "rejected"),
    (Conflict, "conflict"),
    (Unavailable, "unavailable"),
    (IntegrityFault, "integrity-fault"),
)
_COUNTED = "count"


class CodeTwiceDefined(ValueError):
    """Two errors share a stable code, so nobody could tell them apart."""

    def __init__(self, code: str) -> None:
        super().__init__(f"two errors have the code {code}; give one of them a code of its own")


@cache
def all_problems() -> tuple[type[ExchangeError], ...]:
    """Every error with a code of its own, by code.

    Raises:
        CodeTwiceDefined: a code is not unique.
    """
    for module in pkgutil.walk_packages(lienthong.__path__, "lienthong."):
        importlib.import_module(module.name)
    named: dict[str, type[ExchangeError]] = {}
    for error in _subclasses(ExchangeError):
        is_named = "code" in vars(error) and error.__module__.startswith("lienthong.")
        if is_named and named.setdefault(error.code, error) is not error:
            raise CodeTwiceDefined(error.code)
    return tuple(error for _, error in sorted(named.items()))


def _subclasses(error: type[ExchangeError]) -> Iterator[type[ExchangeError]]:
    for child in error.__subclasses__():
        yield child
        yield from _subclasses(child)


def family_of(error: type[ExchangeError]) -> str:
    """What a caller can do about it: rejected, conflict, unavailable or integrity-fault."""
    return next((name for family, name in _FAMILIES if issubclass(error, family)), "integrity-fault")


def facts_of(error: type[ExchangeError]) -> list[str]:
    """The facts that the English sentence tells and that stand in the problem as members, sorted."""
    return sorted({name for _, name, _, _ in string.Formatter().parse(error.en) if name})


def problem_schema(fault_codes: Sequence[str]) -> Json:
    """The JSON Schema of a problem (RFC 9457), with every code and its sentences."""
    return {
        "$schema": DIALECT,
        "$id": "urn:lienthong:schema:problem",
        "title": "Problem",
        "description": "What the exchange refused, why, and what to do next (RFC 9457).",
        "x-description-vi": "Nội dung trục liên thông từ chối, nguyên nhân và việc cần làm tiếp (RFC 9457).",
        **problem_shape(),
        "$defs": {"Fault": fault_shape(fault_codes)},
        "oneOf": [_case(error) for error in all_problems()],
    }


def problem_shape(fault: str = "#/$defs/Fault") -> Json:
    """The members that every problem has."""
    return {
        "type": "object",
        "required": ["type", "title", "status", "code", "detail", "detail_vi"],
        "properties": {
            "type": {"type": "string", "pattern": "^urn:lienthong:problem:[a-z0-9.-]+$"},
            "title": {"type": "string", "description": "The name of the HTTP status."},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "code": {"type": "string", "description": "The stable code."},
            "detail": {"type": "string", "description": "Cause and next step in English."},
            "detail_vi": {"type": "string", "description": "Nguyên nhân và việc cần làm tiếp, tiếng Việt."},
            "instance": {"type": "string"},
            "faults": {"type": "array", "items": {"$ref": fault}, "maxItems": LIMITS.faults},
        },
    }


def fault_shape(codes: Sequence[str]) -> Json:
    """One fault in an input."""
    return {
        "type": "object",
        "description": "One fault of an input: where it is, its stable code, and what to do about it.",
        "required": ["pointer", "code", "en", "vi"],
        "properties": {
            "pointer": {
                "type": "string",
                "description": "RFC 6901 pointer into the body, XPath into a message, or ?name of the query.",
            },
            "code": {"enum": list(codes)},
            "en": {"type": "string"},
            "vi": {"type": "string"},
        },
        "additionalProperties": False,
    }


def _case(error: type[ExchangeError]) -> Json:
    facts = facts_of(error)
    return {
        "title": error.code,
        "description": error.en,
        "x-description-vi": error.vi,
        "x-family": family_of(error),
        "properties": {
            "code": {"const": error.code},
            "type": {"const": f"urn:lienthong:problem:{error.code}"},
            "status": {"const": error.http_status},
            **{name: _fact(name) for name in facts},
        },
        "required": ["code", *facts],
    }


def _fact(name: str) -> Json:
    if name == _COUNTED:
        return {"type": "integer"}
    return {"type": ["string", "integer", "array"], "items": {"type": "string"}}
