"""Frozen values ↔ plain data, by their type hints: lossless in both directions.

* A field that is empty (``None``, ``""``, ``()``, false, 0) and whose default is the same is left out;
  what is absent takes its default. So old items stay readable when a value gains a field.
* Instants are UTC with microseconds, of one width, so that their texts sort as they do.
* Digests in :data:`PACKED` fields become one run of bytes: 160 parts take 5 KB instead of 11.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Hashable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import TypeVar, Union, cast, get_args, get_origin, get_type_hints

from lienthong.model.submission import Upload

Plain = str | int | bool | bytes | None | list["Plain"] | dict[str, "Plain"]
Decoder = Callable[[Plain], object]
T = TypeVar("T")

#: Fields of SHA-256 digests in hex that are kept as one run of bytes.
PACKED = frozenset({(Upload, "part_digests")})
_DIGEST_BYTES = 32


def encode(value: object) -> dict[str, Plain]:
    """The fields of a frozen dataclass as plain data."""
    encoded: dict[str, Plain] = {}
    for field in dataclasses.fields(value):  # type: ignore[arg-type]
        content = getattr(value, field.name)
        if content or content != _default_of(field):
            packed = (type(value), field.name) in PACKED
            encoded[field.name] = bytes.fromhex("".join(content)) if packed else _encode(content)
    return encoded


def instant_text(instant: datetime) -> str:
    """An instant as text of fixed width, so that texts sort as instants do."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _encode(value: object) -> Plain:
    if isinstance(value, Enum):
        return _encode(value.value)
    if value is None or isinstance(value, str | int | bytes):
        return value
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted((_encode(one) for one in value), key=str)
    if isinstance(value, tuple | list):
        return [_encode(one) for one in value]
    if isinstance(value, Mapping):
        return {str(name): _encode(one) for name, one in value.items()}
    return encode(value)


def _default_of(field: dataclasses.Field[object]) -> object:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def decode(kind: type[T], data: Mapping[str, Plain]) -> T:
    """The frozen value of this class; fields it does not know are ignored.

    Raises:
        KeyError, ValueError: the data is not what :func:`encode` made of such a value.
    """
    known = {
        name: decoder(data[name])
        for name, decoder in _decoders(cast("Hashable", kind)).items()
        if name in data
    }
    return kind(**known)


@cache
def _decoders(kind: Hashable) -> Mapping[str, Decoder]:
    hints = get_type_hints(kind)
    return {
        field.name: _unpack if (kind, field.name) in PACKED else _decoder(hints[field.name])
        for field in dataclasses.fields(kind)  # type: ignore[arg-type]
    }


def _unpack(packed: Plain) -> tuple[str, ...]:
    run = cast("bytes", packed)
    return tuple(run[at : at + _DIGEST_BYTES].hex() for at in range(0, len(run), _DIGEST_BYTES))


def _decoder(hint: object) -> Decoder:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        # Optional is the only union there is: the other kind, or nothing.
        (inner,) = (one for one in get_args(hint) if one is not type(None))
        decoder = _decoder(inner)
        return lambda data: None if data is None else decoder(data)
    if origin in (tuple, frozenset):
        one, sequence = _decoder(get_args(hint)[0]), cast("type[tuple[object, ...]]", origin)
        return lambda data: sequence(one(element) for element in cast("list[Plain]", data))
    if dataclasses.is_dataclass(hint):
        return lambda data: decode(cast("type[object]", hint), cast("dict[str, Plain]", data))
    if hint is datetime:
        return lambda data: datetime.fromisoformat(cast("str", data))
    if hint is date:
        return lambda data: date.fromisoformat(cast("str", data))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    # str, int, bool, bytes, and the JSON of an event's details are plain data already.
    return lambda data: data
