"""Plain data ↔ DynamoDB attribute values."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from lienthong.adapters.frozen_values import Plain

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    Attribute: TypeAlias = AttributeValueTypeDef
    Item: TypeAlias = dict[str, AttributeValueTypeDef]


def to_item(data: Mapping[str, Plain]) -> Item:
    """An item of these attributes."""
    return {name: _to_attribute(value) for name, value in data.items()}


def from_item(item: Mapping[str, Attribute]) -> dict[str, Plain]:
    """The attributes of an item, as plain data."""
    return {name: _from_attribute(attribute) for name, attribute in item.items()}


def as_streamed(value: object) -> Any:
    """An item, or a part of one, as a table's stream shows it to a function: bytes in base64."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        return {name: as_streamed(inner) for name, inner in value.items()}
    return [as_streamed(inner) for inner in value] if isinstance(value, list) else value


def _to_attribute(value: Plain) -> Attribute:
    if value is None:
        return {"NULL": True}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, int):
        return {"N": str(value)}
    if isinstance(value, bytes):
        return {"B": value}
    if isinstance(value, list):
        return {"L": [_to_attribute(one) for one in value]}
    return {"M": to_item(value)}


def _from_attribute(attribute: Attribute) -> Plain:
    if "S" in attribute:
        return attribute["S"]
    if "N" in attribute:
        return int(attribute["N"])
    if "BOOL" in attribute:
        return attribute["BOOL"]
    if "M" in attribute:
        return from_item(attribute["M"])
    if "L" in attribute:
        return [_from_attribute(one) for one in attribute["L"]]
    if "B" in attribute:
        # A table's stream reaches a function as JSON, where bytes are base64.
        raw: object = attribute["B"]
        return base64.b64decode(raw) if isinstance(raw, str) else bytes(cast("bytes", raw))
    return None
