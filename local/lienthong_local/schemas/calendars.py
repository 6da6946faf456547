"""The form in which working days and office hours are published and loaded."""

from __future__ import annotations

from typing import Any

from lienthong.calendar.data import DayKind
from lienthong.calendar.reading import FORMAT
from lienthong_local.schemas.problems import DIALECT

Json = dict[str, Any]
_DAY: Json = {"type": "string", "format": "date"}
_TEXT: Json = {"type": "string", "maxLength": 200}
_TIME: Json = {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"}


def calendar_schema() -> Json:
    """The JSON Schema of a working calendar."""
    return {
        "$schema": DIALECT,
        "$id": "urn:lienthong:schema:working-calendar",
        "title": "WorkingCalendar",
        "description": "Working days and office hours in Vietnam (+07:00). Days not named are what their "
        "weekday is; a year that is not named is not loaded.",
        "x-description-vi": "Lịch và giờ làm việc (+07:00). Ngày không nêu thì theo thứ trong tuần; năm "
        "không nêu là chưa nạp.",
        "type": "object",
        "required": ["format"],
        "properties": {
            "format": {"const": FORMAT},
            "hours": {"type": "array", "items": _hours()},
            "years": {
                "type": "object",
                "propertyNames": {"pattern": r"^(19|20|21)\d\d$"},
                "additionalProperties": {"type": "array", "items": _special(), "maxItems": 366},
            },
        },
        "additionalProperties": False,
    }


def _hours() -> Json:
    session = {"type": "array", "items": _TIME, "minItems": 2, "maxItems": 2}
    return {
        "type": "object",
        "required": ["effective_from", "sessions"],
        "properties": {
            "effective_from": _DAY,
            "sessions": {"type": "array", "items": session, "minItems": 1, "maxItems": 4},
        },
    }


def _special() -> Json:
    return {
        "type": "object",
        "required": ["en", "first", "kind", "vi"],
        "properties": {
            "first": _DAY,
            "last": _DAY,
            "kind": {
                "enum": [kind.value for kind in DayKind],
                "description": "work is for Saturdays and Sundays; morning and afternoon say what is worked.",
            },
            "vi": _TEXT,
            "en": _TEXT,
        },
        "additionalProperties": False,
    }
