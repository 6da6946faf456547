"""Just enough DER to walk a structure without building objects (X.690): headers, bounds, caps.

Used where raw bytes matter (names, keys, attributes as signed) and before a full parser sees hostile input.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class DerFault(ValueError):
    """The bytes are not the ASN.1 encoding that they claim to be."""


class Element(NamedTuple):
    """One TLV inside ``data``: identifier octet(s), and offsets of header, content and end."""

    tag: int
    start: int
    content: int
    end: int


def read_element(data: bytes, offset: int, limit: int) -> Element:
    """The definite-length element at ``offset``.

    Raises:
        DerFault: truncated, indefinite or over-long.
    """
    if offset + 2 > limit:
        raise DerFault("truncated header")
    tag, length, content = data[offset], data[offset + 1], offset + 2
    if tag & 0x1F == 0x1F:
        raise DerFault("multi-byte tag")
    if length & 0x80:
        count = length & 0x7F
        if not 0 < count <= 8 or content + count > limit:
            raise DerFault("bad length")
        length = int.from_bytes(data[content : content + count], "big")
        content += count
    if content + length > limit:
        raise DerFault("element runs past its parent")
    return Element(tag, offset, content, content + length)


def children(data: bytes, parent: Element) -> Iterator[Element]:
    """The elements inside a constructed element, in order."""
    offset = parent.content
    while offset < parent.end:
        child = read_element(data, offset, parent.end)
        yield child
        offset = child.end


def root(data: bytes) -> Element:
    """The single outermost element; trailing bytes are a fault."""
    element = read_element(data, 0, len(data))
    if element.end != len(data):
        raise DerFault("bytes after the end")
    return element


def raw(data: bytes, element: Element) -> bytes:
    return data[element.start : element.end]


def encode(tag: int, content: bytes) -> bytes:
    """One definite-length element."""
    if len(content) < 0x80:
        return bytes((tag, len(content))) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def canonical_set(encoded: bytes) -> bytes:
    """A SET OF in DER: definite lengths throughout, members in the order of X.690 11.6.

    Raises:
        DerFault: cannot be followed, or nests deeper than any real attribute.
    """
    content, end = _canonical_content(encoded, 0, len(encoded), 0)
    if end != len(encoded):
        raise DerFault("bytes after the end")
    return encode(0x31, b"".join(sorted(content)))


def _canonical_content(data: bytes, offset: int, limit: int, depth: int) -> tuple[list[bytes], int]:
    """The canonical members of the constructed element at ``offset``, and where it ends."""
    if depth > 32:
        raise DerFault("nested too deep")
    is_indefinite = data[offset + 1 : offset + 2] == b"\x80"
    if is_indefinite:
        position, stop = offset + 2, limit
    else:
        element = read_element(data, offset, limit)
        position, stop = element.content, element.end
    members: list[bytes] = []
    while position < stop:
        if is_indefinite and data[position : position + 2] == b"\0\0":
            return members, position + 2
        if data[position] & 0x20:
            inner, end = _canonical_content(data, position, stop, depth + 1)
            members.append(encode(data[position], b"".join(inner)))
        else:
            primitive = read_element(data, position, stop)
            members.append(encode(primitive.tag, data[primitive.content : primitive.end]))
            end = primitive.end
        position = end
    if is_indefinite:
        raise DerFault("indefinite length without end")
    return members, stop
