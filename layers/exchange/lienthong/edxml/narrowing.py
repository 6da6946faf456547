"""A received message for one of its recipients: the others are taken out, and nothing else is touched.

It is for messages that were understood and have no strict form: one without Paper, or with an empty Place,
must reach each of its recipients all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lxml import etree

from lienthong.edxml.extension import EXTENSION
from lienthong.edxml.findings import Findings
from lienthong.edxml.limits import EDXML_LIMITS
from lienthong.edxml.parsing import Element, parse_message
from lienthong.edxml.texts import clean

#: Elements that name a recipient, by the lower-case names of themselves and their parents.
_NAMING = frozenset({("messageheader", "to"), ("receiverlist", "receiver"), ("organidlist", "organid")})


def narrowed(raw: bytes, names: Collection[str]) -> bytes | None:
    """The message without recipients other than these, as they are written; None where none would be left."""
    root = parse_message(raw, EDXML_LIMITS, Findings())
    if root is None:
        return None
    for element in [one for one in _naming(root) if _named(one) not in names]:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    if not any(_name(element) == "to" for element in _naming(root)):
        return None
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _naming(root: Element) -> Iterator[Element]:
    for element in root.iter(etree.Element):
        parent = element.getparent()
        if parent is None:
            continue
        is_recipient = (_name(parent), _name(element)) in _NAMING
        if is_recipient or element.tag == f"{{{EXTENSION}}}Recipient":
            yield element


def _name(element: Element) -> str:
    return etree.QName(element).localname.lower()


def _named(element: Element) -> str:
    """The code that the element writes, itself or in its OrganId."""
    codes = [child for child in element.iterchildren(etree.Element) if _name(child) == "organid"]
    return clean((codes[0] if codes else element).text or "")[0]
