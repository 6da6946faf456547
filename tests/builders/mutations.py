"""Changes that leave a signed file well formed: the tree is changed, and written anew with right lengths.

Byte flips die in the first parser. These go further in: an element more or fewer, moved, of another kind,
empty or enormous, in DER, XML, ZIP and PDF, and in what is nested in each of them.
"""

# pyHanko leaves many of its functions without types.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import base64
import binascii
import io
import re
import warnings
import zipfile
from collections.abc import Callable
from random import Random

from lxml import etree
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from lienthong.signatures import der
from lienthong.signatures.pdf_objects import PDF_FAULTS
from tests.builders.mutated_der import mutate_bytes, mutate_der


def mutate(content: bytes, random: Random) -> bytes:
    """One to three changes of the structure that the bytes have; of single bytes where they have none."""
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        content = _mutate_once(content, random)
    return content


def _mutate_once(content: bytes, random: Random) -> bytes:
    if content.startswith(b"%PDF"):
        return mutate_pdf(content, random)
    if content.startswith(b"PK"):
        return mutate_zip(content, random)
    if content.lstrip().startswith(b"<"):
        return mutate_xml(content, random)
    if content[:1] == b"\x30":
        return mutate_der(content, random)
    return mutate_bytes(content, random)


# --- XML ------------------------------------------------------------------------------------------

_VALUES = (
    "",
    "#",
    "#sig-1",
    "#sig-1-props",
    "#xpointer(/)",
    "a.txt",
    "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
    "http://www.w3.org/TR/1999/REC-xpath-19991116",
    "http://www.w3.org/2000/09/xmldsig#sha1",
    "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
    "\u00e9" * 300,
    "2026-02-30T25:61:61Z",
    "99999999999999999999",
)


def mutate_xml(content: bytes, random: Random) -> bytes:
    """A change of one element, attribute or text; or a document type declaration before all of it."""
    if random.randrange(25) == 0:
        return b'<!DOCTYPE x [<!ENTITY e "e">]>' + content
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, huge_tree=False))
    except etree.XMLSyntaxError:
        return mutate_bytes(content, random)
    _change_element(root, random)
    return etree.tostring(root)


def _change_element(root: etree._Element, random: Random) -> None:
    elements = list(root.iter(etree.Element))
    one, other = random.choice(elements), random.choice(elements)
    parent = one.getparent()
    match random.randrange(9):
        case 0 if parent is not None:
            parent.remove(one)
        case 1 if parent is not None:
            parent.insert(random.randrange(len(parent) + 1), _copy(one))
        case 2 if one is not root and one not in other.iterancestors() and one is not other:
            other.append(one)
        case 3:
            one.tag = random.choice((other.tag, "x", "{urn:x}x"))
        case 4:
            name = random.choice((*one.attrib, "Id", "URI", "Algorithm", "Type", "Target"))
            one.set(name, random.choice((*_VALUES, *other.attrib.values())))
        case 5 if one.attrib:
            del one.attrib[random.choice(list(one.attrib))]
        case 6:
            one.text = random.choice((*_VALUES, other.text or ""))
        case 7:
            _mutate_text(random.choice([e for e in elements if len(e.text or "") > 40] or [one]), random)
        case _:
            one.insert(0, random.choice((etree.Comment("x"), etree.ProcessingInstruction("x"), _copy(other))))


def _copy(element: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(element, with_tail=False))


def _mutate_text(element: etree._Element, random: Random) -> None:
    """What is nested in base64 is changed as what it is."""
    try:
        inner = base64.b64decode(element.text or "", validate=True)
    except (binascii.Error, ValueError):
        element.text = "".join(random.sample(element.text or "x", k=len(element.text or "x")))
        return
    element.text = base64.b64encode(_mutate_once(inner, random)).decode()


# --- ZIP ------------------------------------------------------------------------------------------

_NAMES = (
    "../a.txt",
    "/a.txt",
    "A.TXT",
    "a.txt ",
    "b.txt",
    "mimetype",
    "META-INF/ASiCManifest002.xml",
    "META-INF/signature002.p7s",
    "META-INF/signatures1.xml",
    "META-INF/timestamp.tst",
    "META-INF/evidencerecord.ers",
    "META-INF/evidencerecord.xml",
)


def mutate_zip(content: bytes, random: Random) -> bytes:
    """A member changed as what it is, dropped, doubled, renamed, exchanged, or one more."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, RuntimeError):
        return mutate_bytes(content, random)
    if not members:
        return mutate_bytes(content, random)
    at, other = random.randrange(len(members)), random.randrange(len(members))
    name, data = members[at]
    match random.randrange(9):
        case 0:
            del members[at]
        case 1:
            members.append((random.choice((name, *_NAMES)), data))
        case 2:
            members[at] = (random.choice(_NAMES), data)
        case 3:
            members[at], members[other] = (name, members[other][1]), (members[other][0], data)
        case 4:
            members.append((random.choice(_NAMES), random.randbytes(20)))
        case _:
            members[at] = (name, _mutate_once(data, random))
    stored = [n for n, _ in members if random.randrange(2) or n == "mimetype"]
    return _zip(members, stored)


def _zip(members: list[tuple[str, bytes]], stored: list[str]) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w") as archive:
        warnings.filterwarnings("ignore", message="Duplicate name")
        for name, data in members:
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), data, kind)
    return buffer.getvalue()


# --- PDF ------------------------------------------------------------------------------------------

_CONTENTS = re.compile(rb"/Contents <((?:[0-9a-fA-F]{2})+)>")
_TOKENS = re.compile(rb"/[A-Z][A-Za-z]{2,}|\b\d{1,6}\b")


def mutate_pdf(content: bytes, random: Random) -> bytes:
    """A further revision with a changed object, the signature changed inside, or a token exchanged."""
    change: Callable[[bytes, Random], bytes] = random.choice(
        (_revise, _revise, _revise, _mutate_signature, _exchange_token, mutate_bytes)
    )
    return change(content, random)


def _revise(content: bytes, random: Random) -> bytes:
    """A revision as an ordinary writer makes it."""
    out = io.BytesIO()
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
        holder = _some_holder(writer, random)
        key = random.choice(list(holder))
        if random.randrange(4) == 0 and isinstance(holder, generic.DictionaryObject):
            del holder[key]
        else:
            holder[key] = _replacement(writer, random)
        writer.update_container(holder)
        writer.write(out)
    except (*PDF_FAULTS, RecursionError):
        return mutate_bytes(content, random)
    return out.getvalue()


def _some_holder(
    writer: IncrementalPdfFileWriter, random: Random
) -> generic.DictionaryObject | generic.ArrayObject:
    """A dictionary or array somewhere below the catalogue, whose entries can be changed."""
    here: generic.PdfObject = writer.root
    chosen: generic.DictionaryObject | generic.ArrayObject = writer.root
    for _ in range(random.randrange(1, 9)):
        if not isinstance(here, generic.DictionaryObject | generic.ArrayObject) or not len(here):
            break
        chosen = here
        key = random.choice(list(here) if isinstance(here, generic.DictionaryObject) else range(len(here)))
        here = here[key]
    if isinstance(chosen, generic.ArrayObject):
        return writer.root
    return chosen


def _replacement(writer: IncrementalPdfFileWriter, random: Random) -> generic.PdfObject:
    if random.randrange(3) == 0:
        number = random.randrange(1, 40)
        return generic.IndirectObject(number, 0, writer)
    names = ("/Sig", "/DocTimeStamp", "/Page", "/XRef", "/Identity", "/" + "x" * 300)
    made: generic.PdfObject = random.choice(
        (
            generic.NullObject(),
            generic.BooleanObject(True),
            generic.NumberObject(random.choice((-1, 0, 1, 2**31, 10**40))),
            generic.ArrayObject([]),
            generic.DictionaryObject({}),
            generic.NameObject(random.choice(names)),
            generic.pdf_string(random.choice(("", "D:20260101000000Z", "Văn thư"))),
            generic.StreamObject(stream_data=random.randbytes(30)),
        )
    )
    is_stream = isinstance(made, generic.StreamObject)
    return writer.add_object(made) if is_stream or random.randrange(3) == 0 else made


def _mutate_signature(content: bytes, random: Random) -> bytes:
    """The CMS in /Contents changed as DER, where the place reserved for it is large enough."""
    places = list(_CONTENTS.finditer(content))
    if not places:
        return mutate_bytes(content, random)
    place = random.choice(places)
    padded = bytes.fromhex(place[1].decode())
    try:
        whole = der.raw(padded, der.read_element(padded, 0, len(padded)))
    except der.DerFault:
        return mutate_bytes(content, random)
    written = mutate_der(whole, random).hex().encode()
    if len(written) > len(place[1]):
        return mutate_bytes(content, random)
    return content[: place.start(1)] + written.ljust(len(place[1]), b"0") + content[place.end(1) :]


def _exchange_token(content: bytes, random: Random) -> bytes:
    """A name or number replaced by another of the same length, so that every offset stays right."""
    found = list(_TOKENS.finditer(content))
    if not found:
        return mutate_bytes(content, random)
    place = random.choice(found)
    same = [token[0] for token in found if len(token[0]) == len(place[0]) and token[0] != place[0]]
    instead = random.choice(same or [bytes(len(place[0]) * b"9")])
    return content[: place.start()] + instead + content[place.end() :]
