"""The published XSD, and what it says about a message, in words."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from lxml import etree

from lienthong.edxml.findings import Findings, Severity
from lienthong.edxml.parsing import Element

_QUOTED = re.compile(r"\{[^}]{0,200}\}(\w{1,60})")
_EXPECTED = re.compile(r"Expected is (?:one of )?\( (.{1,600}) \)")
_STEP = re.compile(r"/(?:([^/:\[\]]+):)?([^/:\[\]]+)(?:\[(\d{1,9})\])?")
_CODES = {
    "SCHEMAV_ELEMENT_CONTENT": "schema.structure",
    "SCHEMAV_CVC_ELT_1": "schema.root",
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": "schema.attribute",
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_2": "schema.attribute",
    "SCHEMAV_CVC_IDC": "schema.repeated",
    "SCHEMAV_CVC_MINLENGTH_VALID": "schema.length",
    "SCHEMAV_CVC_MAXLENGTH_VALID": "schema.length",
}


def schema_text() -> str:
    """The schema as it is published."""
    return resources.files("lienthong.edxml").joinpath("edxml.xsd").read_text(encoding="utf-8")


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.fromstring(schema_text().encode()))


def judge_by_schema(root: Element, findings: Findings) -> None:
    """Add what the schema has against the message; what was found about a place before is not said again.

    A wrong value breaks several of its type's rules at once, for a reader it is one fault.
    """
    schema = _schema()
    if schema.validate(root):
        return
    known = frozenset(one.xpath for one in findings if one.severity is not Severity.INFO)
    for entry in schema.error_log:  # type: ignore[attr-defined]  # lxml-stubs call the log opaque
        place = _place(root, str(entry.path or ""))
        code = _CODES.get(entry.type_name, "schema.value")
        if place in known or (code != "schema.structure" and findings.has(place)):
            continue
        message = str(entry.message)
        name = place.rpartition("/")[2].partition("[")[0]
        if code == "schema.structure":
            code = "schema.incomplete" if "Missing child" in message else code
            findings.add(code, place, name=name, expected=_expected(message))
        else:
            findings.add(code, place, name=name)


def _place(root: Element, path: str) -> str:
    """libxml2's path as ours: names without prefixes, a number only where several have the name."""
    element = _element_at(root, path)
    above = [_step(parent) for parent in element.iterancestors()]
    return "/" + "/".join([*reversed(above), _step(element)])


def _element_at(root: Element, path: str) -> Element:
    """The element that libxml2 means, or the last on the way: ``/p:a/*[2]/b``, with prefixes as written.

    A star stands for a name in a default namespace, and its number then counts all elements.
    """
    element = root
    for prefix, name, number in _STEP.findall(path)[1:]:
        found = [
            child
            for child in element
            if name == "*" or (child.tag.rpartition("}")[2] == name and (child.prefix or "") == prefix)
        ]
        if len(found) < int(number or 1):
            break
        element = found[int(number or 1) - 1]
    return element


def _step(element: Element) -> str:
    name = element.tag.rpartition("}")[2]
    before = sum(1 for _ in element.itersiblings(f"{{*}}{name}", preceding=True))
    after = next(element.itersiblings(f"{{*}}{name}"), None)
    return f"{name[:60]}[{before + 1}]" if before or after is not None else name[:60]


def _expected(message: str) -> tuple[str, str]:
    """What the schema expected instead, where it is short enough to help."""
    match = _EXPECTED.search(message)
    names = _QUOTED.findall(match[1]) if match else []
    listed = ", ".join(names)
    return (f" (expected: {listed})", f" (cần: {listed})") if names and len(names) <= 6 else ("", "")
