"""A message and its reading as programs read them: fields by their names, files without content."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum

from lienthong.edxml.message import EncodedFile, StatusMessage
from lienthong.edxml.reading import Reading
from lienthong.model.event import JsonValue


def reading_to_json(reading: Reading) -> dict[str, JsonValue]:
    """What was understood, and everything that was found."""
    message = reading.message
    kind = None if message is None else "status" if isinstance(message, StatusMessage) else "document"
    findings: list[JsonValue] = [dict(finding.to_json()) for finding in reading.findings]
    return {
        "readable": message is not None,
        "kind": kind,
        "message": _json(message),
        "findings": findings,
        "findings_left_out": reading.left_out,
    }


def _json(value: object) -> JsonValue:
    if isinstance(value, EncodedFile):
        shown = {one.name: getattr(value, one.name) for one in fields(value) if one.name != "content"}
        return {**{name: _json(one) for name, one in shown.items()}, "size": len(value.content)}
    if is_dataclass(value):
        names = [one.name for one in fields(value) if one.name != "source"]
        return {name: _json(getattr(value, name)) for name in names}
    if isinstance(value, Enum):
        return _json(value.value)
    if isinstance(value, tuple):
        return [_json(one) for one in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | bool) else None
