"""What DynamoDB charges for, by its own rules (developer guide: item sizes and formats, request units)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

KIB: Final = 1024
#: An empty or absent item still takes one unit.
_SMALLEST = 1


def size_of(item: Mapping[str, Any]) -> int:
    """Bytes of an item in DynamoDB's own JSON: names and values, numbers packed two digits to a byte."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    if kind == "S":
        return len(content.encode())
    if kind == "N":
        return len(content.lstrip("-").replace(".", "").strip("0")) // 2 + 2
    if kind == "B":
        return len(content)
    if kind == "L":
        return 3 + sum(1 + _value_size(element) for element in content)
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + _value_size(element) for name, element in content.items())
    if kind in ("SS", "NS", "BS"):
        return sum(_value_size({kind[0]: element}) for element in content)
    return 1  # BOOL and NULL


def key_text(item: Mapping[str, Any]) -> str:
    """Partition and sort key as one text, to know an item again."""
    return f"{item['PK']['S']} {item.get('SK', {}).get('S', '')}".rstrip()


def write_units(size: int, *, transaction: bool) -> int:
    """Units of writing, or of checking, an item: one for each KiB begun, twice that in a transaction."""
    units = max(_SMALLEST, -(-size // KIB))
    return 2 * units if transaction else units


def read_units(size: int, *, consistent: bool) -> float:
    """Units of a read: one for each 4 KiB begun, half where it need not be consistent."""
    units = max(_SMALLEST, -(-size // (4 * KIB)))
    return units if consistent else units / 2
