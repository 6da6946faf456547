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


def nesting_within(data: bytes, limit: int) -> bool:
    """Whether constructed elements (BER allowed) nest at most ``limit`` deep; linear in the input.

    Primitive content is not looked into, so octet strings that merely resemble ASN.1 do not count.
    """
    ends: list[int] = []
    offset, size = 0, len(data)
    while offset + 1 < size:
        while ends and ends[-1] != -1 and offset >= ends[-1]:
            ends.pop()
        tag, length, content = data[offset], data[offset + 1], offset + 2
        if tag == 0 and length == 0 and ends and ends[-1] == -1:
            ends.pop()
            offset = content
            continue
        if tag & 0x1F == 0x1F:
            while content - 1 < size and data[content - 1] & 0x80:
                content += 1
            if content >= size:
                return True
            length, content = data[content], content + 1
        if length == 0x80:
            ends.append(-1)
            offset = content
        else:
            if length & 0x80:
                count = length & 0x7F
                length = int.from_bytes(data[content : content + count], "big")
                content += count
            if tag & 0x20:
                ends.append(content + length)
                offset = content
            else:
                offset = content + length
        if len(ends) > limit:
            return False
    return True
