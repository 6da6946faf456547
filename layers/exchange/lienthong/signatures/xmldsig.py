"""XML signatures: one parse, a whitelist of transforms, references resolved by position (XMLDSIG core).

The order of :func:`verify_references` and :func:`verify_signed_info`:

1. each Reference is resolved inside the one tree, or among the files the caller holds; never fetched
2. its transforms are carried out if every one of them is on the whitelist
3. digests are compared; then SignedInfo is canonicalised and its signature checked
What a reference covers is kept as elements of the tree, so that nobody has to trust an Id afterwards.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import dsa, ec
from lxml import etree

from lienthong.signatures import algorithms
from lienthong.signatures.algorithms import SignatureAlgorithm, UnknownAlgorithm, WrongSignature
from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.certificates import Certificate
from lienthong.signatures.cms import MalformedCms, TooMuch
from lienthong.signatures.content import Content
from lienthong.signatures.findings import Findings
from lienthong.signatures.policy import Limits
from lienthong.signatures.xml_c14n import INCLUSIVE, METHODS, C14nMethod, Element, NodeSet, canonicalize

DS = "http://www.w3.org/2000/09/xmldsig#"
_ENVELOPED = DS + "enveloped-signature"
_BASE64 = DS + "base64"
_XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116"
_XPATH_FILTER = "http://www.w3.org/2002/06/xmldsig-filter2"
_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"

_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_MORE07 = "http://www.w3.org/2007/05/xmldsig-more#"
_MORE21 = "http://www.w3.org/2021/04/xmldsig-more#"
_ENC = "http://www.w3.org/2001/04/xmlenc#"

DIGEST_URIS: dict[str, str] = {
    DS + "sha1": "sha1",
    _MORE + "sha224": "sha224",
    _ENC + "sha256": "sha256",
    _MORE + "sha384": "sha384",
    _ENC + "sha512": "sha512",
    _MORE07 + "sha3-224": "sha3_224",
    _MORE07 + "sha3-256": "sha3_256",
    _MORE07 + "sha3-384": "sha3_384",
    _MORE07 + "sha3-512": "sha3_512",
    _MORE + "md5": "md5",
}

SIGNATURE_URIS: dict[str, tuple[str, str]] = {
    DS + "rsa-sha1": ("rsa", "sha1"),
    DS + "dsa-sha1": ("dsa", "sha1"),
    "http://www.w3.org/2009/xmldsig11#dsa-sha256": ("dsa", "sha256"),
    _MORE + "rsa-md5": ("rsa", "md5"),
    **{f"{_MORE}rsa-sha{bits}": ("rsa", f"sha{bits}") for bits in (224, 256, 384, 512)},
    **{f"{_MORE}ecdsa-sha{bits}": ("ecdsa", f"sha{bits}") for bits in (1, 224, 256, 384, 512)},
    **{f"{_MORE07}sha{bits}-rsa-MGF1": ("rsa-pss", f"sha{bits}") for bits in (1, 224, 256, 384, 512)},
    **{f"{_MORE07}sha3-{bits}-rsa-MGF1": ("rsa-pss", f"sha3_{bits}") for bits in (224, 256, 384, 512)},
    **{f"{_MORE21}ecdsa-sha3-{bits}": ("ecdsa", f"sha3_{bits}") for bits in (224, 256, 384, 512)},
    _MORE21 + "eddsa-ed25519": ("eddsa", "sha512"),
    _MORE21 + "eddsa-ed448": ("eddsa", "shake256"),
}

_SALT = {"sha1": 20, "sha224": 28, "sha256": 32, "sha384": 48, "sha512": 64} | {
    f"sha3_{bits}": bits // 8 for bits in (224, 256, 384, 512)
}

Detached = Callable[[str | None], Content | None]
"""The file that a reference names (None for a reference without URI), or None where the caller has none."""


class MalformedXml(MalformedCms):
    """Not XML that can be taken in safely, or not a signature that can be read."""


class UnsupportedTransform(ValueError):
    """A transform beyond the whitelist."""


@dataclass(slots=True)
class XmlDocument:
    """A parsed document and where its Ids stand."""

    root: Element
    ids: dict[str, list[Element]]

    def by_id(self, value: str) -> Element | None:
        """The one element of this Id.

        Raises:
            MalformedXml: several carry it, so that what was signed is a matter of taste.
        """
        found = self.ids.get(value, [])
        if len(found) > 1:
            raise MalformedXml(
                Bilingual(f"Id {value} is used {len(found)} times", f"Id {value} bị lặp {len(found)} lần")
            )
        return found[0] if found else None


@dataclass(slots=True)
class Reference:
    """One Reference after verification."""

    uri: str | None
    type: str
    digest: str
    intact: bool = False
    found: bool = False
    covers: Element | None = None
    """The element in the tree that was digested; None for a file outside."""
    whole_document: bool = False
    octets: Callable[[C14nMethod], bytes] | None = field(default=None, repr=False)
    """The processed data, for timestamps over references."""
    outside: Content | None = field(default=None, repr=False)
    """The processed data where it is a file outside the tree."""
    element: Element | None = field(default=None, repr=False)
    """The Reference itself."""


def parse_xml(encoded: bytes, limits: Limits) -> XmlDocument:
    """Parse without DTD, entities, network or whitespace games.

    Raises:
        MalformedXml: not well-formed, or with a document type declaration.
        TooMuch: larger or deeper than the limits.
    """
    if len(encoded) > limits.xml_bytes:
        raise TooMuch(
            Bilingual(f"XML larger than {limits.xml_bytes} bytes", f"tệp XML lớn hơn {limits.xml_bytes} byte")
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_blank_text=False
    )
    try:
        root = etree.fromstring(encoded, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise MalformedXml(Bilingual("it is not well-formed XML", "tệp XML sai cú pháp")) from fault
    if root.getroottree().docinfo.internalDTD is not None:
        raise MalformedXml(
            Bilingual(
                "a document type declaration is not allowed", "không chấp nhận khai báo DTD trong tệp XML"
            )
        )
    return XmlDocument(root, _index_ids(root, encoded, limits))


_ID_NAMES = ("Id", "ID", "id", "{http://www.w3.org/XML/1998/namespace}id")
#: By the attribute and up again: a predicate on every element takes five times as long.
_WITH_ID = {name: etree.XPath(f"descendant-or-self::*/@{name}/..") for name in ("Id", "ID", "id", "xml:id")}
_ID_WRITTEN = {name: re.compile(name.encode() + rb"\s*=") for name in _WITH_ID}
_ASCII_SUPERSETS = ("UTF-8", "ASCII", "US-ASCII")


def _index_ids(root: Element, encoded: bytes, limits: Limits) -> dict[str, list[Element]]:
    """Every element that carries an Id of any spelling; libxml2 walks the tree, not Python.

    Spellings that the bytes do not hold are not looked for: attribute names cannot be escaped.
    """
    if root.xpath(f"boolean({'/*' * (limits.xml_depth + 1)})"):
        raise TooMuch(Bilingual("XML is nested too deep", "tệp XML lồng nhau quá nhiều tầng"))
    ids: dict[str, list[Element]] = {}
    # What libxml2 reports for UTF-16 by byte order mark alone cannot be relied upon; NUL bytes tell.
    stated = root.getroottree().docinfo.encoding
    readable = (stated is None or stated.upper() in _ASCII_SUPERSETS) and b"\0" not in encoded
    spellings = [name for name in _WITH_ID if not readable or _ID_WRITTEN[name].search(encoded)]
    elements = {element for name in spellings for element in _elements(_WITH_ID[name](root))}
    for element in elements:
        for value in {element.get(name) for name in _ID_NAMES} - {None}:
            ids.setdefault(str(value), []).append(element)
    return ids


def _elements(found: object) -> list[Element]:
    """The elements of an XPath result."""
    return [item for item in found if isinstance(item, Element)] if isinstance(found, list) else []


# --- references -----------------------------------------------------------------------------------


def verify_references(
    signature: Element,
    container: Element,
    document: XmlDocument,
    detached: Detached,
    findings: Findings,
    limits: Limits,
) -> list[Reference]:
    """Digest every Reference that stands directly in ``container`` (SignedInfo or Manifest)."""
    elements = container.findall(f"{{{DS}}}Reference")
    if len(elements) > limits.xml_references:
        raise TooMuch(Bilingual(f"{len(elements)} references", f"chữ ký có {len(elements)} tham chiếu"))
    return [_verify_reference(element, signature, document, detached, findings) for element in elements]


def _verify_reference(
    element: Element, signature: Element, document: XmlDocument, detached: Detached, findings: Findings
) -> Reference:
    method = element.find(f"{{{DS}}}DigestMethod")
    name = DIGEST_URIS.get(method.get("Algorithm", "") if method is not None else "", "")
    reference = Reference(element.get("URI"), element.get("Type", ""), name, element=element)
    if not name:
        findings.add(
            "signature.algorithm-unknown", algorithm=method.get("Algorithm") if method is not None else "?"
        )
        return reference
    try:
        value = _process(element, reference, signature, document, detached)
    except UnsupportedTransform as fault:
        findings.add("signature.structure", why=fault)
        return reference
    if value is None:
        findings.add("signature.data-missing", what=reference.uri or "Reference")
        return reference
    reference.found = True
    reference.intact = value.digest(name) == decode_base64(element.findtext(f"{{{DS}}}DigestValue"))
    if not reference.intact:
        findings.add("signature.hash-mismatch", what=reference.uri or "URI=''")
    return reference


def _process(
    element: Element, reference: Reference, signature: Element, document: XmlDocument, detached: Detached
) -> Content | None:
    """Dereference and transform (XMLDSIG 4.4.3.1, 4.4.3.2); None where the data is not here."""
    transforms = element.findall(f"{{{DS}}}Transforms/{{{DS}}}Transform")
    if len(transforms) > 8:
        raise UnsupportedTransform(Bilingual("too many transforms", "quá nhiều phép biến đổi"))
    nodes = _dereference(reference.uri, document)
    if nodes is None:
        if reference.uri is not None and reference.uri.startswith("#"):
            return None
        reference.outside = _process_file(detached(reference.uri), transforms)
        return reference.outside
    reference.covers, reference.whole_document = nodes.apex, nodes.is_document
    octets: bytes | None = None
    for transform in transforms:
        if octets is not None:
            raise UnsupportedTransform(Bilingual("a transform after octets", "phép biến đổi sai thứ tự"))
        nodes, octets = _apply(transform, nodes, signature)
    reference.octets = _octets_of(nodes, octets)
    return Content(octets if octets is not None else canonicalize(nodes, INCLUSIVE))


def _octets_of(nodes: NodeSet, octets: bytes | None) -> Callable[[C14nMethod], bytes]:
    """Processed data as a timestamp digests it: octets as they are, node sets by the timestamp's own
    method.
    """
    if octets is not None:
        return lambda _: octets
    return lambda method: canonicalize(nodes, method)


def _process_file(content: Content | None, transforms: list[Element]) -> Content | None:
    """A file outside the tree: only canonicalisation would change it, and files are signed as they are."""
    if content is None:
        return None
    for transform in transforms:
        algorithm = transform.get("Algorithm", "")
        if algorithm not in METHODS:
            raise _beyond(algorithm)
        data = content.read_all(64 * 1024 * 1024)
        if data is None:
            raise _beyond(algorithm)
        parsed = parse_xml(data, Limits())
        nodes = NodeSet(parsed.root, True, True)
        content = Content(canonicalize(nodes, METHODS[algorithm], _prefixes(transform)))
    return content


def _dereference(uri: str | None, document: XmlDocument) -> NodeSet | None:
    """XMLDSIG 4.4.3.3: same-document references only."""
    if uri is None:
        return None
    if uri in ("", "#xpointer(/)"):
        return NodeSet(document.root, True, uri != "")
    if not uri.startswith("#"):
        return None
    value, keeps_comments = uri[1:], False
    for quote in ("'", '"'):
        opening, closing = f"xpointer(id({quote}", f"{quote}))"
        if value.startswith(opening) and value.endswith(closing):
            value, keeps_comments = value[len(opening) : -len(closing)], True
    found = document.by_id(value)
    if found is None or _is_misplaced(found):
        return None
    return NodeSet(found, False, keeps_comments)


def _is_misplaced(element: Element) -> bool:
    """An Object belongs right into a Signature (XMLDSIG 4.6); moved elsewhere it is a wrapped copy."""
    parent = element.getparent()
    return element.tag == f"{{{DS}}}Object" and (parent is None or parent.tag != f"{{{DS}}}Signature")


def _apply(transform: Element, nodes: NodeSet, signature: Element) -> tuple[NodeSet, bytes | None]:
    algorithm = transform.get("Algorithm", "")
    if algorithm == _ENVELOPED:
        return nodes.excluding([signature]), None
    if algorithm in METHODS:
        return nodes, canonicalize(nodes, METHODS[algorithm], _prefixes(transform))
    if algorithm == _BASE64:
        return nodes, decode_base64("".join(map(str, nodes.apex.itertext())))
    if algorithm == _XPATH and _removes_signatures(transform):
        return nodes.excluding(list(nodes.apex.iter(f"{{{DS}}}Signature"))), None
    if algorithm == _XPATH_FILTER and (subtracted := _subtracted_signatures(transform, nodes)) is not None:
        return nodes.excluding(subtracted), None
    raise _beyond(algorithm)


def _beyond(algorithm: str) -> UnsupportedTransform:
    return UnsupportedTransform(
        Bilingual(f"the transform {algorithm} is not allowed", f"phép biến đổi {algorithm} không được phép")
    )


def _xpath(transform: Element) -> str:
    return (
        # Comments and processing instructions say nothing and have no text of their own to ask for.
        "".join(str(text) for child in transform.iterchildren("*") for text in child.itertext())
        .replace(" ", "")
        .replace("\n", "")
    )


def _removes_signatures(transform: Element) -> bool:
    """The one XPath in common use, which means the same as the enveloped transform for all signatures."""
    filter_ = next(transform.iterchildren("*"), None)
    return (
        filter_ is not None
        and DS in set(filter_.nsmap.values())
        and _xpath(transform)
        in ("not(ancestor-or-self::ds:Signature)", "not(ancestor-or-self::dsig:Signature)")
    )


_SUBTRACTED = ("/descendant::", "/*/", "//")


def _subtracted_signatures(transform: Element, nodes: NodeSet) -> list[Element] | None:
    """XPath filter 2.0 that subtracts signatures, as written for parallel ones; None for any other filter."""
    if len(transform) != 1 or transform[0].get("Filter") != "subtract":
        return None
    for axis in _SUBTRACTED:
        prefix, _, name = _xpath(transform).removeprefix(axis).partition(":")
        if (
            _xpath(transform).startswith(axis)
            and name == "Signature"
            and transform[0].nsmap.get(prefix) == DS
        ):
            tag = f"{{{DS}}}Signature"
            root = nodes.apex.getroottree().getroot()
            return root.findall(tag) if axis == "/*/" else list(root.iter(tag))
    return None


def _prefixes(transform: Element) -> list[str]:
    listed = transform.find(f"{{{_EXCLUSIVE}}}InclusiveNamespaces")
    return (listed.get("PrefixList") or "").split() if listed is not None else []


# --- SignedInfo -----------------------------------------------------------------------------------


def signature_algorithm(signature: Element) -> SignatureAlgorithm:
    """Raises UnknownAlgorithm for methods that cannot be checked here."""
    method = signature.find(f"{{{DS}}}SignedInfo/{{{DS}}}SignatureMethod")
    uri = method.get("Algorithm", "") if method is not None else ""
    if uri == _MORE07 + "rsa-pss" and method is not None:
        return _pss(method)
    known = SIGNATURE_URIS.get(uri)
    if known is None:
        raise UnknownAlgorithm(uri or "no SignatureMethod")
    family, digest = known
    if family == "rsa-pss":
        return SignatureAlgorithm(family, digest, _SALT[digest], digest)
    return SignatureAlgorithm(family, digest)


def _pss(method: Element) -> SignatureAlgorithm:
    """RFC 9231 2.3.9: parameters default to SHA-256 and a salt as long as the digest."""
    digest_element = method.find(f".//{{{DS}}}DigestMethod")
    digest = "sha256" if digest_element is None else DIGEST_URIS.get(digest_element.get("Algorithm", ""), "")
    if digest not in _SALT:
        raise UnknownAlgorithm(Bilingual("the digest of RSASSA-PSS", "hàm băm của RSASSA-PSS"))
    salt = method.findtext(f".//{{{_MORE07}}}SaltLength")
    return SignatureAlgorithm(
        "rsa-pss", digest, int(salt) if salt and salt.isdigit() else _SALT[digest], digest
    )


def verify_signed_info(signature: Element, signer: Certificate, algorithm: SignatureAlgorithm) -> None:
    """XMLDSIG 3.2.2: the signature value over the canonical SignedInfo.

    Raises:
        WrongSignature: it does not verify.
        UnknownAlgorithm: the key is of another kind.
        UnsupportedTransform: an unknown canonicalisation method.
    """
    signed_info = signature.find(f"{{{DS}}}SignedInfo")
    if signed_info is None:
        raise WrongSignature("no SignedInfo")
    method = signed_info.find(f"{{{DS}}}CanonicalizationMethod")
    uri = method.get("Algorithm", "") if method is not None else ""
    if method is None or uri not in METHODS:
        raise _beyond(uri or "?")
    data = canonicalize(NodeSet(signed_info, False, True), METHODS[uri], _prefixes(method))
    value = decode_base64(signature.findtext(f"{{{DS}}}SignatureValue"))
    key = signer.public_key
    if (isinstance(key, ec.EllipticCurvePublicKey | dsa.DSAPublicKey) and not value.startswith(b"\x30")) or (
        isinstance(key, ec.EllipticCurvePublicKey) and len(value) == 2 * ((key.key_size + 7) // 8)
    ):
        value = algorithms.raw_ecdsa_to_der(value)
    algorithms.verify_value(key, algorithm, value, data)


def decode_base64(text: str | None) -> bytes:
    """Base64 with white space; empty where it is not."""
    try:
        return base64.b64decode("".join((text or "").split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def certificates_of(signature: Element) -> Iterator[bytes]:
    """KeyInfo/X509Data/X509Certificate (XMLDSIG 4.5.4)."""
    for item in signature.iterfind(f"{{{DS}}}KeyInfo//{{{DS}}}X509Certificate"):
        encoded = decode_base64(item.text)
        if encoded:
            yield encoded
