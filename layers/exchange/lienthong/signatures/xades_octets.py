"""The octets of a XAdES signature that timestamps and evidence records are made over (EN 319 132-1 4.5)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from lienthong.signatures.content import Content
from lienthong.signatures.xml_c14n import INCLUSIVE, METHODS, C14nMethod, Element, NodeSet, canonicalize
from lienthong.signatures.xmldsig import DS, Reference

Part = bytes | Content
"""Octets in memory, or a file beside the signature."""


def digest_of_parts(digest: str, parts: Sequence[Part]) -> bytes | None:
    """The digest of the parts joined; None where a file is known only by digests of its own."""
    running = hashlib.new(digest)
    for part in parts:
        if isinstance(part, bytes):
            running.update(part)
        elif not part.feed(running):
            return None
    return running.digest()


def method_of(holder: Element) -> C14nMethod:
    """5.1.4.4: inclusive canonicalisation where none is named."""
    found = holder.find(f"{{{DS}}}CanonicalizationMethod")
    return METHODS.get(found.get("Algorithm", "") if found is not None else "", INCLUSIVE)


def processed(references: Sequence[Reference], method: C14nMethod) -> list[Part] | None:
    """The references' processed data in order; None where one of them was not found."""
    parts: list[Part] = []
    for reference in references:
        if reference.octets is not None:
            parts.append(reference.octets(method))
        elif reference.outside is not None:
            parts.append(reference.outside)
        else:
            return None
    return parts


def signature_parts(signature: Element, names: Sequence[str], method: C14nMethod) -> list[Part]:
    """Children of the signature by their local names, those that are there."""
    found = (signature.find(f"{{{DS}}}{name}") for name in names)
    return [canonical(element, method) for element in found if element is not None]


def canonical(element: Element, method: C14nMethod) -> bytes:
    return canonicalize(NodeSet(element, False, True), method)


def properties_before(holder: Element) -> Iterator[Element]:
    """The qualifying properties before this one, in the order in which they stand."""
    parent = holder.getparent()
    for earlier in parent if parent is not None else ():
        if earlier is holder:
            return
        if isinstance(earlier.tag, str):
            yield earlier


def other_objects(signature: Element) -> Iterator[Element]:
    """The Objects but that with the qualifying properties."""
    for item in signature.iterfind(f"{{{DS}}}Object"):
        if not any("QualifyingProperties" in str(child.tag) for child in item):
            yield item
