"""Where the parts of a message stand: found by name, in the format's place or else anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lienthong.edxml.findings import Findings
from lienthong.edxml.message import NAMESPACE
from lienthong.edxml.parsing import Element
from lienthong.edxml.tree import Node

#: What these hold is not looked through for anything else.
_CLOSED = frozenset({"Signature", "DigitalSignature", "Attachment", "Extension"})


@dataclass(frozen=True, slots=True)
class Whole:
    """The parts that a message is read from."""

    root: Node
    outer: Node
    header: Node
    traces: Node | None
    business: Node | None
    references: tuple[Node, ...]
    attachments: tuple[Node, ...]
    raw: bytes = field(repr=False)

    @property
    def findings(self) -> Findings:
        """What has been found so far."""
        return self.root.findings


def find_parts(element: Element, raw: bytes, findings: Findings) -> Whole | None:
    """The parts; None, with the reason, where this is no message."""
    root = Node.root(element, findings)
    if root.name != "edXML":
        findings.add("xml.not-edxml", name=root.name)
        return None
    envelope = root.one("edXMLEnvelope") or root
    outer = envelope.one("edXMLHeader") or envelope
    header = _seek(root, outer, "MessageHeader")
    if header is None:
        findings.add("message.no-header", f"{outer.path}/MessageHeader")
        return None
    for node in (root, header):
        if node.namespace != NAMESPACE:
            findings.add("xml.namespace", found=node.namespace or "–")
    traces = outer.one("TraceHeaderList") or header.one("TraceHeaderList")
    return Whole(
        root=root,
        outer=outer,
        header=header,
        traces=traces,
        business=_seek(root, traces or outer, "Bussiness"),
        references=_seek_all(root, ("edXMLEnvelope", "edXMLBody", "edXMLManifest"), "Reference"),
        attachments=_seek_all(root, ("AttachmentEncoded",), "Attachment"),
        raw=raw,
    )


def _seek(root: Node, parent: Node, name: str) -> Node | None:
    """The element in its place, or else the only one anywhere."""
    found = parent.one(name)
    if found is not None:
        return found
    other = next((node for node in _descendants(root) if node.name == name), None)
    if other is not None:
        root.findings.add("element.misplaced", other.path, name=name)
    return other


def _seek_all(root: Node, steps: tuple[str, ...], name: str) -> tuple[Node, ...]:
    node: Node | None = root
    for step in steps:
        node = node.one(step) if node is not None else None
    found = node.all(name) if node is not None else []
    if found:
        return tuple(found)
    others = [node for node in _descendants(root) if node.name == name]
    if others:
        root.findings.add("element.misplaced", others[0].path, name=name)
    return tuple(others)


def _descendants(node: Node) -> Iterator[Node]:
    for child in node.children():
        yield child
        if child.name not in _CLOSED:
            yield from _descendants(child)
