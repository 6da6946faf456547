"""What the exchange says about deadlines: in events, in notices, and on the board."""

from __future__ import annotations

from typing import Any

from lienthong.deadlines.rules import Duty

Json = dict[str, Any]
_INSTANT: Json = {"type": "string", "format": "date-time"}


def deadline_members() -> Json:
    """The duty, its end, and when it was met."""
    return {
        "duty": {"enum": [duty.value for duty in Duty]},
        "due": _INSTANT,
        "done_at": {
            "anyOf": [_INSTANT, {"type": "null"}],
            "description": "When it was met after its end; null while it is owed.",
        },
    }


def alarm_details() -> Json:
    """What a warning and an expiry say, for the agency that owes it."""
    members = deadline_members() | {
        "identity": {"type": "string", "description": "Names the obligation among its agency's."},
        "source": {"anyOf": [{"type": "string"}, {"type": "null"}], "description": "The clause."},
    }
    return {
        "type": "object",
        "required": sorted(members),
        "properties": members,
        "additionalProperties": False,
    }
