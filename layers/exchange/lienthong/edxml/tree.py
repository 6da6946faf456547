"""A tolerant view of the tree: children by name, whatever their namespace, prefix, order or case."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from lienthong.edxml.findings import Findings
from lienthong.edxml.limits import EDXML_LIMITS
from lienthong.edxml.parsing import Element
from lienthong.edxml.texts import clean

#: Every name of the format, by which other spellings of it are recognised.
_NAMES = [
    "edXML",
    "edXMLEnvelope",
    "edXMLHeader",
    "edXMLBody",
    "edXMLManifest",
    "MessageHeader",
    "TraceHeaderList",
    "TraceHeader",
    "Bussiness",
    "Signature",
    "AttachmentEncoded",
    "Attachment",
    "Reference",
    "From",
    "To",
    "OrganId",
    "OrganName",
    "OrganizationInCharge",
    "OrganAdd",
    "Email",
    "Telephone",
    "Fax",
    "Website",
    "DocumentId",
    "Code",
    "CodeNumber",
    "CodeNotation",
    "PromulgationInfo",
    "Place",
    "PromulgationDate",
    "DocumentType",
    "Type",
    "TypeDetail",
    "TypeName",
    "Subject",
    "Content",
    "SignerInfo",
    "Competence",
    "Position",
    "FullName",
    "DueDate",
    "ToPlaces",
    "SteeringType",
    "OtherInfo",
    "Priority",
    "SphereOfPromulgation",
    "TyperNotation",
    "PromulgationAmount",
    "PageAmount",
    "Direction",
    "Appendixes",
    "Appendix",
    "ResponseFor",
    "BussinessDocType",
    "BussinessDocReason",
    "Paper",
    "StaffInfo",
    "Department",
    "Staff",
    "Mobile",
    "BussinessDocumentInfo",
    "DocumentInfo",
    "DocumentReceiver",
    "ReceiverList",
    "Receiver",
    "ReceiverType",
    "ReplacementInfoList",
    "ReplacementInfo",
    "OrganIdList",
    "ContentId",
    "ContentType",
    "AttachmentName",
    "Description",
    "ContentTransferEncoded",
    "StatusCode",
    "Timestamp",
]
_BY_FOLDED = {name.lower(): name for name in _NAMES}
_BY_FOLDED |= {folded.replace("bussiness", "business"): name for folded, name in _BY_FOLDED.items()}


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


class Node:
    """An element, its place, and the findings that looking at it leads to."""

    def __init__(self, element: Element, path: str, findings: Findings) -> None:
        self.element = element
        self.path = path
        self.findings = findings

    @classmethod
    def root(cls, element: Element, findings: Findings) -> Node:
        """The root of a message."""
        return cls(element, f"/{_local(element)[:60]}", findings)

    @property
    def name(self) -> str:
        """The name as the format spells it; as written where it knows none like it."""
        written = _local(self.element)
        return _BY_FOLDED.get(written.lower(), written)

    @property
    def namespace(self) -> str:
        """The namespace, empty where there is none."""
        return self.element.tag.rpartition("}")[0].removeprefix("{")

    @cached_property
    def _children(self) -> dict[str, list[Node]]:
        """The children by the format's names, each with its place."""
        written: dict[str, list[Element]] = {}
        for child in self.element:
            written.setdefault(_local(child), []).append(child)
        found: dict[str, list[Node]] = {}
        for local, elements in written.items():
            for number, element in enumerate(elements, 1):
                step = f"{local[:60]}[{number}]" if len(elements) > 1 else local[:60]
                node = Node(element, f"{self.path}/{step}", self.findings)
                found.setdefault(node.name, []).append(node)
                if node.name != local:
                    self.findings.add("element.spelling", node.path, found=local, name=node.name)
        return found

    def children(self) -> list[Node]:
        """All child elements, those of one name together."""
        return [node for nodes in self._children.values() for node in nodes]

    def all(self, name: str) -> list[Node]:
        """The children of this name, in their order."""
        return self._children.get(name, [])

    def one(self, name: str) -> Node | None:
        """The child of this name. Several that differ are a contradiction, of which the first is taken."""
        found = self.all(name)
        if len(found) > 1:
            same = len({_content(node.element) for node in found}) == 1
            code = "element.repeated" if same else "element.contradicts"
            self.findings.add(code, found[1].path, name=name, count=len(found))
        return found[0] if found else None

    def text(self, name: str, limit: int = 0) -> str:
        """The cleaned text of the child of this name; empty where there is none."""
        child = self.one(name)
        return child.own_text(limit) if child is not None else ""

    def texts(self, name: str, limit: int = 0) -> tuple[str, ...]:
        """The cleaned texts of all children of this name that have one."""
        found = (node.own_text(limit) for node in self.all(name))
        return tuple(text for text in found if text)

    def own_text(self, limit: int = 0) -> str:
        """The element's text, cleaned and measured against the format's limit (0: none of its own)."""
        written = self.raw_text()
        if len(written) > EDXML_LIMITS.text_length:
            facts = {"name": self.name, "length": len(written), "limit": EDXML_LIMITS.text_length}
            self.findings.add("text.far-too-long", self.path, **facts)
            return ""
        text, changed = clean(written)
        if changed:
            self.findings.add("text.invisible", self.path, name=self.name)
        if limit and len(text) > limit:
            self.findings.add("text.too-long", self.path, name=self.name, length=len(text), limit=limit)
        return text

    def raw_text(self) -> str:
        """All text in the element, as it stands."""
        if len(self.element) == 0:
            return self.element.text or ""
        return "".join(map(str, self.element.itertext()))

    def whole_number(self, name: str, most: int = 1_000_000) -> int | None:
        """The child's text as a number from 0 to ``most``; None where there is none."""
        text = self.text(name)
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= most:
            return int(text)
        form = (f"a number from 0 to {most}", f"số từ 0 đến {most}")
        self.findings.add(
            "value.unreadable", self.place(name), name=name, found=text, form=form[0], form_vi=form[1]
        )
        return None

    def place(self, name: str) -> str:
        """Where the child of this name stands, or would."""
        found = self.all(name)
        return found[0].path if found else f"{self.path}/{name}"

    def tell_unknown(self, known: Iterable[str]) -> None:
        """Remark on every child beyond these."""
        names = set(known)
        for name, nodes in self._children.items():
            if name not in names:
                self.findings.add("element.unknown", nodes[0].path, name=name)


def _content(element: Element) -> tuple[object, ...]:
    """What an element says, without the white space around it."""
    own = (element.text or "").strip()
    return (own, *((_local(child), _content(child)) for child in element))
