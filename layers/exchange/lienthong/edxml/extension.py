"""The exchange's own element in a message: what it knows and the format has no place for.

It stands in edXMLHeader after the format's elements, in a namespace of its own, and only where there is
something to say; software that does not know it leaves it out and loses nothing that the format could say.
"""

from __future__ import annotations

from lxml import etree

from lienthong.edxml.message import NO_EXTENSION, Extension, FilePurpose
from lienthong.edxml.parsing import Element
from lienthong.edxml.tree import Node
from lienthong.edxml.whole import Whole
from lienthong.model.codes import Purpose
from lienthong.model.limits import LIMITS

EXTENSION = "urn:lienthong:edxml:1"
_PREFIX = "lienthong"


def _tag(name: str) -> str:
    return f"{{{EXTENSION}}}{name}"


def read_extension(whole: Whole) -> Extension:
    """What an exchange has added; nothing where it cannot be read, or is not there."""
    nodes = [node for node in whole.outer.all("Extension") if node.namespace == EXTENSION]
    if len(nodes) != 1:
        return NO_EXTENSION
    (node,) = nodes
    try:
        purposes = tuple(_read_purpose(child) for child in node.all("Attachment"))
    except ValueError:
        node.findings.add("extension.unreadable", node.path)
        return NO_EXTENSION
    return Extension(
        document_id=node.text("DocumentId", LIMITS.document_id_length),
        recipients=node.texts("Recipient", LIMITS.document_id_length),
        targets=node.texts("Target", LIMITS.document_id_length),
        in_reply_to=node.texts("InReplyTo", LIMITS.document_id_length),
        for_information=node.text("ForInformation") == "true",
        purposes=purposes,
        as_is=node.texts("AsIs"),
    )


def _read_purpose(node: Node) -> FilePurpose:
    return FilePurpose(node.text("ContentId"), Purpose(node.text("Purpose")), node.text("SignatureFor"))


def extension_element(extension: Extension) -> Element:
    """The element of an extension that is not empty."""
    element = etree.Element(_tag("Extension"), nsmap={_PREFIX: EXTENSION})
    texts = [
        *([("DocumentId", extension.document_id)] if extension.document_id else []),
        *(("Recipient", name) for name in extension.recipients),
        *(("Target", name) for name in extension.targets),
        *(("InReplyTo", name) for name in extension.in_reply_to),
        *([("ForInformation", "true")] if extension.for_information else []),
        *(("AsIs", content_id) for content_id in extension.as_is),
    ]
    for name, text in texts:
        etree.SubElement(element, _tag(name)).text = text
    for purpose in extension.purposes:
        attachment = etree.SubElement(element, _tag("Attachment"))
        etree.SubElement(attachment, _tag("ContentId")).text = purpose.content_id
        etree.SubElement(attachment, _tag("Purpose")).text = purpose.purpose.value
        if purpose.signature_for:
            etree.SubElement(attachment, _tag("SignatureFor")).text = purpose.signature_for
    return element
