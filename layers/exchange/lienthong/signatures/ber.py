"""BER elements with their lengths as they stand, for what was hashed in that very form (X.690 8.1.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lienthong.signatures import der
from lienthong.signatures.der import MOST_NESTING, DerFault

_END_OF_CONTENTS = b"\0\0"


class BerElement(NamedTuple):
    """One element: identifier octet, and offsets of header, content, the content's end, and the end."""

    tag: int
    start: int
    content: int
    content_end: int
    end: int

    @property
    def is_indefinite(self) -> bool:
        return self.content_end != self.end


def read_element(data: bytes, offset: int, limit: int, depth: int = 0) -> BerElement:
    """The element at ``offset``, of definite or indefinite length.

    Raises:
        DerFault: cannot be followed, or nests too deep.
    """
    if depth > MOST_NESTING:
        raise DerFault("nested too deep")
    if data[offset + 1 : offset + 2] != b"\x80":
        element = der.read_element(data, offset, limit)
        return BerElement(element.tag, offset, element.content, element.end, element.end)
    position = offset + 2
    while data[position : position + 2] != _END_OF_CONTENTS:
        position = read_element(data, position, limit, depth + 1).end
    return BerElement(data[offset], offset, offset + 2, position, position + 2)


def children(data: bytes, parent: BerElement) -> Iterator[BerElement]:
    """The elements inside a constructed element, in order."""
    offset = parent.content
    while offset < parent.content_end:
        child = read_element(data, offset, parent.content_end)
        yield child
        offset = child.end


def raw(data: bytes, element: BerElement) -> bytes:
    return data[element.start : element.end]


def encode_like(data: bytes, element: BerElement, content: bytes) -> bytes:
    """The element with other content, its length in the same form as before."""
    if element.is_indefinite:
        return data[element.start : element.content] + content + _END_OF_CONTENTS
    return der.encode(element.tag, content)
