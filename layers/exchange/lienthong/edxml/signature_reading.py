"""Reading a message's own signature: what is wrong with it on its face. It is never believed here.

Products put signatures into messages that nobody could ever check: without the namespace of XML signatures,
with a wrong URI for the canonical form, with SHA-1, with one and the same digest in every message.
"""

from __future__ import annotations

from lienthong.edxml.limits import EDXML_LIMITS
from lienthong.edxml.message import EnvelopeSignature
from lienthong.edxml.tree import Node
from lienthong.edxml.whole import Whole

_DS = "http://www.w3.org/2000/09/xmldsig#"
_CANONICAL = frozenset(
    form + comments
    for form in (
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        "http://www.w3.org/2001/10/xml-exc-c14n#",
        "http://www.w3.org/2006/12/xml-c14n11",
    )
    for comments in ("", "#WithComments", "WithComments")
)
_SHA1 = ("rests on SHA-1, which can be forged", "dựa trên SHA-1, có thể bị giả mạo")
_NO_METHOD = ("is no canonical form of XML", "không phải phép chuẩn hóa XML")


def read_signature(whole: Whole) -> EnvelopeSignature | None:
    """The signature's own statements, with what is wrong about them as findings; None without a signature."""
    node = next(
        (found for parent in (whole.outer, whole.header, whole.root) if (found := _signature_in(parent))),
        None,
    )
    if node is None:
        return None
    place, findings = node.path, node.findings
    findings.add("signature.present", place)
    if node.namespace != _DS:
        findings.add("signature.namespace", place)
    algorithm = _algorithm(node, "SignatureMethod")
    digest = _algorithm(node, "DigestMethod")
    canonical = _algorithm(node, "CanonicalizationMethod")
    for name, uri in (("SignatureMethod", algorithm), ("DigestMethod", digest)):
        if uri.lower().endswith("sha1"):
            findings.add("signature.algorithm", f"{place}/{name}", found=uri, why=_SHA1)
    if canonical not in _CANONICAL:
        facts = {"found": canonical or "–", "why": _NO_METHOD}
        findings.add("signature.algorithm", f"{place}/CanonicalizationMethod", **facts)
    # Each reference has the whole message written canonically: many of them would cost seconds.
    is_cheap = len(whole.raw) * len(_elements(node, "Reference")) <= EDXML_LIMITS.message_bytes
    if node.namespace == _DS and is_cheap and _digests_something_else(whole.raw):
        findings.add("signature.digest", place)
    return EnvelopeSignature(node.namespace, algorithm, digest, canonical)


def _signature_in(parent: Node) -> Node | None:
    found = parent.all("Signature") or parent.all("DigitalSignature")
    return found[0] if found else None


def _elements(node: Node, name: str) -> list[Node]:
    return [Node(found, node.path, node.findings) for found in node.element.iter(f"{{*}}{name}")]


def _algorithm(node: Node, name: str) -> str:
    found = _elements(node, name)
    return (found[0].element.get("Algorithm") or "")[:200] if found else ""


def _digests_something_else(raw: bytes) -> bool:
    """Whether a reference of the signature is to this message and has another digest than it.

    What cannot be resolved or transformed is another matter: then nothing is known.
    """
    # Only messages with a signature pay for what checking one loads.
    from lienthong.signatures.cms import MalformedCms, TooMuch
    from lienthong.signatures.findings import Findings
    from lienthong.signatures.policy import DEFAULT
    from lienthong.signatures.xmldsig import parse_xml, verify_references

    try:
        document = parse_xml(raw, DEFAULT.limits)
        signature = next(document.root.iter(f"{{{_DS}}}Signature"), None)
        signed = signature.find(f"{{{_DS}}}SignedInfo") if signature is not None else None
        if signature is None or signed is None:
            return False
        references = verify_references(
            signature, signed, document, lambda _: None, Findings(DEFAULT), DEFAULT.limits
        )
    except (MalformedCms, TooMuch):
        return False
    return any(reference.found and not reference.intact for reference in references)
