"""Node sets and their canonical form: one tree, never serialised and parsed again (XML-C14N 1.0, 1.1,
exclusive).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from lxml import etree

from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.cms import MalformedCms

Element = etree._Element  # noqa: SLF001  the stubs know elements by this name

_XML = "http://www.w3.org/XML/1998/namespace"
_INHERITED = tuple(f"{{{_XML}}}{name}" for name in ("lang", "space", "base"))


@dataclass(frozen=True, slots=True)
class C14nMethod:
    """One canonicalisation method: exclusive or not, with comments or not."""

    exclusive: bool
    with_comments: bool


METHODS: dict[str, C14nMethod] = {
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315": C14nMethod(False, False),
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments": C14nMethod(False, True),
    "http://www.w3.org/2006/12/xml-c14n11": C14nMethod(False, False),
    "http://www.w3.org/2006/12/xml-c14n11#WithComments": C14nMethod(False, True),
    "http://www.w3.org/2001/10/xml-exc-c14n#": C14nMethod(True, False),
    "http://www.w3.org/2001/10/xml-exc-c14n#WithComments": C14nMethod(True, True),
}
INCLUSIVE = METHODS["http://www.w3.org/TR/2001/REC-xml-c14n-20010315"]


@dataclass(frozen=True, slots=True)
class NodeSet:
    """An element with everything under it, or the whole document, but for some left-out elements."""

    apex: Element
    is_document: bool
    keeps_comments: bool
    without: tuple[Element, ...] = ()

    def excluding(self, elements: Sequence[Element]) -> NodeSet:
        return NodeSet(self.apex, self.is_document, self.keeps_comments, (*self.without, *elements))


def canonicalize(nodes: NodeSet, method: C14nMethod, inclusive_prefixes: Sequence[str] = ()) -> bytes:
    """The canonical octets of a node set.

    Raises:
        lienthong.signatures.cms.MalformedCms: it has no canonical form (relative namespace names).
    """
    with_comments = method.with_comments and nodes.keeps_comments
    with _left_out(nodes):
        target = nodes.apex.getroottree() if nodes.is_document else nodes.apex
        if not nodes.is_document and not method.exclusive and nodes.apex.getparent() is not None:
            target = _standalone(nodes.apex)
        try:
            return etree.tostring(
                target,
                method="c14n",
                exclusive=method.exclusive,
                with_comments=with_comments,
                inclusive_ns_prefixes=list(inclusive_prefixes) or None,
                with_tail=False,
            )
        except etree.C14NError as fault:
            raise MalformedCms(
                Bilingual("the XML has no canonical form", "không chuẩn hóa được nội dung XML")
            ) from fault


def _standalone(apex: Element) -> Element:
    """The element as a document of its own, with all namespaces and xml: attributes in scope (C14N 1.0 2.4).

    lxml canonicalises an inclusive subset in place wrongly: it writes ``xmlns=""`` where an outer default
    namespace was redeclared further in.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    alone = etree.fromstring(etree.tostring(apex, encoding="utf-8", with_tail=False), parser)
    for name in _INHERITED:
        if alone.get(name) is None:
            value = next((a.get(name) for a in apex.iterancestors() if a.get(name) is not None), None)
            if value is not None:
                alone.set(name, value)
    return alone


@contextmanager
def _left_out(nodes: NodeSet) -> Iterator[None]:
    """Take elements out of the tree while their text neighbours stay where they are, and put them back."""
    undo = [restore for element in nodes.without if (restore := _detach(element)) is not None]
    try:
        yield
    finally:
        for element, parent, index, previous, text in reversed(undo):
            _attach(element, parent, index, previous, text)


_Detached = tuple[Element, Element, int, Element | None, str | None]


def _detach(element: Element) -> _Detached | None:
    parent = element.getparent()
    if parent is None:
        return None
    previous, tail, index = element.getprevious(), element.tail, parent.index(element)
    before = parent.text if previous is None else previous.tail
    joined = (before or "") + (tail or "")
    parent.remove(element)
    element.tail = tail
    _set_text(parent, previous, joined or None)
    return element, parent, index, previous, before


def _attach(
    element: Element, parent: Element, index: int, previous: Element | None, before: str | None
) -> None:
    tail = element.tail
    _set_text(parent, previous, before)
    parent.insert(index, element)
    element.tail = tail


def _set_text(parent: Element, previous: Element | None, text: str | None) -> None:
    if previous is None:
        parent.text = text
    else:
        previous.tail = text
