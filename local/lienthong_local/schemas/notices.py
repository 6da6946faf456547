"""What agencies receive: the webhook's body, and the message in an agency's own queue."""

from __future__ import annotations

from typing import Any

from lienthong.model.codes import Status
from lienthong.model.event import EventType
from lienthong_local.schemas.deadlines import deadline_members
from lienthong_local.schemas.problems import DIALECT

Json = dict[str, Any]


def notice_schema() -> Json:
    """The JSON Schema of a webhook's body; ``$defs/QueueMessage`` is what an agency's own queue gets."""
    return {
        "$schema": DIALECT,
        "$id": "urn:lienthong:schema:notice",
        "title": "Webhook",
        "description": "The body of a webhook (Standard Webhooks, signature v1a over id.timestamp.body). "
        "It never holds content or personal data; webhook-id is the same on every attempt.",
        "x-description-vi": "Nội dung webhook (Standard Webhooks, chữ ký v1a trên id.timestamp.body); không "
        "chứa nội dung văn bản, dữ liệu cá nhân; webhook-id giữ nguyên qua các lần gửi lại.",
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"enum": [kind.value for kind in EventType]},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": {"$ref": "#/$defs/News"},
        },
        "additionalProperties": False,
        "$defs": {
            "News": {"type": "object", **_members(_news()), "additionalProperties": False},
            "QueueMessage": {
                "type": "object",
                **_members(_news() | _queue_members()),
                "additionalProperties": False,
            },
        },
    }


def _members(properties: Json) -> Json:
    return {"required": sorted(properties), "properties": properties}


def _news() -> Json:
    statuses: list[str | None] = [code.value for code in Status]
    return {
        "type": {"enum": [kind.value for kind in EventType]},
        "event_id": {"type": "string", "pattern": "^[0-9A-HJKMNP-TV-Z]{26}$"},
        "submission_id": {
            "anyOf": [{"type": "string", "pattern": "^lt-[a-z2-7]{26}$"}, {"type": "null"}],
            "description": "Null where the news is of no submission, such as the morning's warnings.",
        },
        "recipient": {
            "type": ["string", "null"],
            "description": "The recipient whose delivery the news is about.",
        },
        "status": {"enum": [*statuses, None], "description": "The status code that was set, if one was."},
        "at": {"type": "string", "format": "date-time"},
        "deadline": {
            "description": "Of a warning or an expiry: the duty, its end, and when it was met, if late.",
            "anyOf": [{"type": "object", **_members(deadline_members())}, {"type": "null"}],
        },
    }


def _queue_members() -> Json:
    return {
        "notice_id": {"type": "string", "description": "The same on every delivery of the notice."},
        "agency": {"type": "string", "maxLength": 40},
        "subject_vi": {"type": "string"},
        "text_vi": {"type": "string"},
    }
