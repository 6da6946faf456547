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


def first_child(data: bytes, parent: Element) -> Element:
    """The first element inside a constructed one; an empty one is a fault."""
    return read_element(data, parent.content, parent.end)


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
    """A SET OF with its members in the order of X.690 11.6.

    Raises:
        DerFault: cannot be followed.
    """
    members = [raw(encoded, member) for member in children(encoded, root(encoded))]
    return encode(0x31, b"".join(sorted(members)))


MOST_NESTING = 64


def to_definite(encoded: bytes) -> bytes:
    """BER with indefinite lengths and cut-up octet strings (X.690 8.1.3.6, 8.7.3) as definite lengths.

    Zeros may follow: /Contents of a PDF signature is padded with them (ISO 32000-2 12.8.3.3.1).

    Raises:
        DerFault: cannot be followed, or nests deeper than any real signature.
    """
    converted, end = _definite(encoded, 0, len(encoded), 0)
    if encoded[end:].strip(b"\0"):
        raise DerFault("bytes after the end")
    return converted


def _definite(data: bytes, offset: int, limit: int, depth: int) -> tuple[bytes, int]:
    """The element at ``offset`` in definite form, and where it ends in the input."""
    if depth > MOST_NESTING:
        raise DerFault("nested too deep")
    if data[offset : offset + 1] and not data[offset] & 0x20:
        element = read_element(data, offset, limit)
        return encode(element.tag, data[element.content : element.end]), element.end
    is_indefinite = data[offset + 1 : offset + 2] == b"\x80"
    if is_indefinite:
        position, stop = offset + 2, limit
    else:
        _, _, position, stop = read_element(data, offset, limit)
    members: list[bytes] = []
    while position < stop:
        if is_indefinite and data[position : position + 2] == b"\0\0":
            return _joined(data[offset], members), position + 2
        member, position = _definite(data, position, stop, depth + 1)
        members.append(member)
    if is_indefinite:
        raise DerFault("indefinite length without end")
    return _joined(data[offset], members), stop


def _joined(tag: int, members: list[bytes]) -> bytes:
    if tag == 0x24:
        parts = [member[read_element(member, 0, len(member)).content :] for member in members]
        return encode(0x04, b"".join(parts))
    return encode(tag, b"".join(members))
