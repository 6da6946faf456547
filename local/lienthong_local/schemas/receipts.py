"""The log's leaf, and the receipt that opens one."""

from __future__ import annotations

from typing import Any

from lienthong.tlog.receipts import MOST_RENEWALS
from lienthong_local.schemas.events import event_shape, proof_shape
from lienthong_local.schemas.problems import DIALECT
from lienthong_local.schemas.words import RECEIPT

Json = dict[str, Any]


def leaf_schema() -> Json:
    """The JSON Schema of an entry of the evidence log."""
    return {
        "$schema": DIALECT,
        "$id": "urn:lienthong:schema:leaf",
        "title": "Leaf",
        "description": "An entry of the evidence log, as RFC 8785 JSON: the commitment to one event, which "
        "tells nothing about it to who does not hold its salt.",
        "x-description-vi": "Một bản ghi của nhật ký bằng chứng (JSON RFC 8785): cam kết về một sự kiện, "
        "không tiết lộ gì nếu không có giá trị mở cam kết.",
        "type": "object",
        "required": ["commitment", "v"],
        "properties": {
            "commitment": {
                "type": "string",
                "pattern": "^[0-9a-f]{64}$",
                "description": "SHA-256(salt ‖ event): 32 bytes of salt, then the event as RFC 8785 JSON.",
            },
            "v": {"const": 1},
        },
        "additionalProperties": False,
    }


def receipt_schema() -> Json:
    """The JSON Schema of a receipt; `lienthong receipt verify` says whether one holds."""
    return {
        "$schema": DIALECT,
        "$id": "urn:lienthong:schema:receipt",
        "title": "Receipt",
        "description": "One event, and everything that proves it offline.",
        "x-description-vi": "Một sự kiện và mọi căn cứ để kiểm tra mà không cần mạng.",
        **_receipt({"type": ["string", "null"]}, {"$ref": "#/$defs/Renewal"}),
        "$defs": {
            "Event": event_shape(),
            "Renewal": _receipt({"type": "string"}, False),
            "RequestProof": proof_shape(),
        },
    }


def _receipt(token: Json, renewals: Json | bool) -> Json:
    most = MOST_RENEWALS if renewals else 0
    members: Json = {
        "v": {"const": 1},
        "event": {"$ref": "#/$defs/Event"},
        "salt": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "proof": {"type": "string"},
        "timestamp": {**token, "contentEncoding": "base64"},
        "renewals": {"type": "array", "items": renewals, "maxItems": most},
    }
    for name, (en, vi) in RECEIPT.items():
        members[name] |= {"description": en, "x-description-vi": vi}
    return {
        "type": "object",
        "required": sorted(members),
        "properties": members,
        "additionalProperties": False,
    }
