"""The schema of ETSI TS 119 102-2 as pyHanko's generated classes hold it, to check documents against.

The classes were generated from the official XSD (v1.2.1): names, order, cardinality and attributes stand in
their fields' metadata. The library that would read XML by them is not needed, only the date types it defines.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import Field, fields, is_dataclass
from functools import cache
from types import ModuleType, NoneType
from typing import Any, get_args, get_type_hints
from unittest.mock import patch

from lxml import etree

_DATES = ("XmlDate", "XmlDateTime", "XmlDuration", "XmlPeriod", "XmlTime")


@cache
def _generated() -> ModuleType:
    stand_ins = {name: ModuleType(name) for name in ("xsdata", "xsdata.models", "xsdata.models.datatype")}
    for name in _DATES:
        setattr(stand_ins["xsdata.models.datatype"], name, type(name, (), {}))
    absent = {name: module for name, module in stand_ins.items() if name not in sys.modules}
    with patch.dict(sys.modules, absent):
        from pyhanko.generated.etsi import ts_11910202
    return ts_11910202


def schema_faults(document: bytes) -> list[str]:
    """Where a validation report departs from the schema; empty when it does not."""
    root = etree.fromstring(document)
    return [*_faults(root, _generated().ValidationReport, ""), *_broken_references(root)]


def _faults(element: etree._Element, kind: Any, path: str) -> Iterator[str]:
    here = f"{path}/{etree.QName(element).localname}"
    hints = get_type_hints(kind)
    children, attributes, any_child = _described(kind)
    yield from _attribute_faults(element, attributes, here)
    place, seen = 0, dict.fromkeys(children, 0)
    for child in element:
        name = etree.QName(child)
        found = children.get(str(name.text))
        if found is None:
            if not any_child:
                yield f"{here}: {name.text} is unknown"
            continue
        position = list(children).index(str(name.text))
        if position < place:
            yield f"{here}: {name.localname} stands too late"
        place, seen[str(name.text)] = position, seen[str(name.text)] + 1
        inner = _inner(hints[found.name])
        if is_dataclass(inner):
            yield from _faults(child, inner, here)
    for name_text, count in seen.items():
        metadata = children[name_text].metadata
        least = 1 if metadata.get("required") else metadata.get("min_occurs", 0)
        many = "tuple" in str(hints[children[name_text].name])
        if count < least or (count > 1 and not many):
            yield f"{here}: {name_text} stands {count} times"


def _described(kind: Any) -> tuple[dict[str, Field[Any]], dict[str, Field[Any]], bool]:
    children, attributes, any_child = {}, {}, False
    for one in fields(kind):
        metadata = one.metadata
        if metadata.get("type") == "Element":
            children[f"{{{metadata['namespace']}}}{metadata.get('name', one.name)}"] = one
        elif metadata.get("type") == "Attribute":
            attributes[metadata.get("name", one.name)] = one
        elif metadata.get("type") == "Wildcard":
            any_child = True
    return children, attributes, any_child


def _attribute_faults(element: etree._Element, attributes: dict[str, Field[Any]], here: str) -> Iterator[str]:
    plain = {str(name) for name in element.attrib if not str(name).startswith("{")}
    yield from (f"{here}: attribute {name} is unknown" for name in plain - attributes.keys())
    required = {name for name, one in attributes.items() if one.metadata.get("required")}
    yield from (f"{here}: attribute {name} is missing" for name in required - plain)


def _inner(hint: Any) -> Any:
    """The class inside ``X | None`` or ``tuple[X, ...]``."""
    choices = [one for one in get_args(hint) if one not in (NoneType, Ellipsis)]
    return _inner(choices[0]) if choices else hint


def _broken_references(root: etree._Element) -> Iterator[str]:
    """VOReference is a list of IDREF: each names an object of the report, and ids are unique names."""
    identifiers = [str(element.get("id")) for element in root.iter() if element.get("id")]
    yield from (f"id {one} stands twice" for one in set(identifiers) if identifiers.count(one) > 1)
    yield from (f"id {one} is no name" for one in identifiers if not (one[0].isalpha() and one.isascii()))
    for element in root.iter():
        for one in str(element.get("VOReference") or "").split():
            if one not in identifiers:
                yield f"{one} names nothing"
