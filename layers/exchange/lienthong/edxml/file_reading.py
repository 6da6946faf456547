"""Reading the attached files: listed and attached are matched, decoded, unpacked, given safe names.

The order of :func:`read_files`:

1. Listed (Reference) and attached (Attachment) are matched by ContentId, else by name, else by order.
2. What is listed and not attached makes the document incomplete (D28 5.4).
3. Each content is decoded as long as the whole stays below the cap; a one-entry zip is unpacked.
4. Names become plain file names, each once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from lienthong.edxml.base64_text import ContentTooLarge, NotBase64, decode
from lienthong.edxml.limits import EDXML_LIMITS
from lienthong.edxml.message import EncodedFile
from lienthong.edxml.one_entry_zip import UnsafeZip, unpack
from lienthong.edxml.tree import Node
from lienthong.edxml.whole import Whole
from lienthong.model.limits import LIMITS
from lienthong.model.text import is_safe_file_name

_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
_UNKNOWN_TYPE = "application/octet-stream"
_FORBIDDEN = re.compile(r'[/\\:*?"<>|]')
_LISTED = ("ContentId", "ContentType", "Description", "AttachmentName")
_ATTACHED = (*_LISTED, "ContentTransferEncoded")


@dataclass(frozen=True, slots=True)
class _Pair:
    """A file as it is attached, and as it is listed where it is."""

    attached: Node
    listed: Node | None

    def text(self, name: str, limit: int = 0) -> str:
        """What the attachment says, or else the list."""
        said = self.attached.text(name, limit)
        return said or (self.listed.text(name, limit) if self.listed else "")


def read_files(whole: Whole, *, needed: bool, as_is: Sequence[str] = ()) -> tuple[EncodedFile, ...]:
    """The files, in the order in which they are listed; every reason why one cannot be had is a finding."""
    if max(len(whole.references), len(whole.attachments)) > EDXML_LIMITS.attachments:
        number = max(len(whole.references), len(whole.attachments))
        whole.findings.add("file.too-many", count=number, limit=EDXML_LIMITS.attachments)
        return ()
    if needed and not whole.references and not whole.attachments:
        whole.findings.add("file.none", f"{whole.root.path}/AttachmentEncoded")
    for node in whole.references:
        node.tell_unknown(_LISTED)
    for node in whole.attachments:
        node.tell_unknown(_ATTACHED)
    names, ids = _Names(), _Ids()
    left = EDXML_LIMITS.content_bytes
    files = []
    for pair in _match(whole):
        file = _read_file(pair, names, ids, left, as_is)
        if file is not None:
            left -= len(file.content)
            files.append(file)
    return tuple(files)


# 1. and 2. --------------------------------------------------------------------------------------


def content_id(node: Node) -> str:
    """The ContentId without ``cid:``, which some write and some do not."""
    written = node.text("ContentId", 100)
    return written[4:] if written[:4].lower() == "cid:" else written


def _name(node: Node) -> str:
    return node.text("AttachmentName")


def _match(whole: Whole) -> list[_Pair]:
    listed, attached = list(whole.references), list(whole.attachments)
    pairs: dict[int, Node] = {}
    for how in (_same_id_and_name, _same_id, _same_name):
        for reference in [node for node in listed if id(node) not in map(id, pairs.values())]:
            found = next(
                (i for i, node in enumerate(attached) if i not in pairs and how(reference, node)), None
            )
            if found is not None:
                pairs[found] = reference
                if how is _same_name:
                    words = ("name", "tên tệp")
                    whole.findings.add("file.matched-otherwise", attached[found].path, how=words)
    _match_by_order(whole, listed, attached, pairs)
    order = {id(node): number for number, node in enumerate(listed)}
    positions = sorted(
        range(len(attached)), key=lambda i: (order[id(pairs[i])] if i in pairs else len(order), i)
    )
    return [_Pair(attached[i], pairs.get(i)) for i in positions]


def _match_by_order(whole: Whole, listed: list[Node], attached: list[Node], pairs: dict[int, Node]) -> None:
    """What is left on both sides in the same number belongs together; what is only listed is missing."""
    taken = {id(node) for node in pairs.values()}
    rest = [node for node in listed if id(node) not in taken]
    free = [i for i in range(len(attached)) if i not in pairs]
    if len(rest) == len(free):
        for reference, i in zip(rest, free, strict=True):
            pairs[i] = reference
            whole.findings.add("file.matched-otherwise", attached[i].path, how=("order", "thứ tự"))
        return
    for reference in rest:
        whole.findings.add("file.missing", reference.path, name=_name(reference) or content_id(reference))
    for i in free if listed else []:
        whole.findings.add("file.unlisted", attached[i].path, name=_name(attached[i]))


def _same_id_and_name(listed: Node, attached: Node) -> bool:
    return _same_id(listed, attached) and _same_name(listed, attached)


def _same_id(listed: Node, attached: Node) -> bool:
    return bool(content_id(listed)) and content_id(listed) == content_id(attached)


def _same_name(listed: Node, attached: Node) -> bool:
    return bool(_name(listed)) and _name(listed) == _name(attached)


# 3. ---------------------------------------------------------------------------------------------


def _read_file(pair: _Pair, names: _Names, ids: _Ids, left: int, as_is: Sequence[str]) -> EncodedFile | None:
    node = pair.attached
    written = pair.text("AttachmentName")
    name = names.safe(written, node)
    node_of_content = node.one("ContentTransferEncoded")
    encoded = node_of_content.raw_text() if node_of_content else ""
    place = node_of_content.path if node_of_content else f"{node.path}/ContentTransferEncoded"
    if not encoded or encoded.isspace():
        node.findings.add("file.empty", place, name=name)
        return None
    try:
        content, sha256 = decode(encoded, left)
        unpacked = None if content_id(node) in as_is else unpack(content, name, left)
    except NotBase64:
        node.findings.add("file.base64", place, name=name)
        return None
    except ContentTooLarge:
        node.findings.add("file.too-large", place, limit=EDXML_LIMITS.content_bytes)
        return None
    except UnsafeZip as unsafe:
        node.findings.add("file.unsafe-zip", place, name=name, why=tuple(unsafe.why))
        return None
    if unpacked is not None:
        node.findings.add("file.unpacked", place, name=name, inner=unpacked.name)
        content, sha256 = unpacked.content, unpacked.sha256
    if not content:
        node.findings.add("file.empty", place, name=name)
        return None
    return EncodedFile(
        content_id=ids.unique(content_id(node) or (content_id(pair.listed) if pair.listed else ""), node),
        name=name,
        media_type=_media_type(pair, name, was_packed=unpacked is not None),
        content=content,
        sha256=sha256,
        description=pair.text("Description"),
    )


def _media_type(pair: _Pair, name: str, *, was_packed: bool) -> str:
    written = pair.text("ContentType").lower()
    if was_packed and "zip" in written:
        return _BY_SUFFIX.get(name.rpartition(".")[2].lower(), _UNKNOWN_TYPE)
    if _MEDIA_TYPE.fullmatch(written) and len(written) <= 127:
        return written
    read = _BY_SUFFIX.get(name.rpartition(".")[2].lower(), _UNKNOWN_TYPE)
    place = pair.attached.place("ContentType")
    pair.attached.findings.add("file.type", place, name=name, found=written or "–", read=read)
    return read


_OFFICE = "application/vnd.openxmlformats-officedocument."
#: Only the announcement; validation determines the type from the bytes.
_BY_SUFFIX = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "zip": "application/zip",
    "xml": "application/xml",
    "txt": "text/plain",
    "p7s": "application/pkcs7-signature",
}


# 4. ---------------------------------------------------------------------------------------------


class _Names:
    """Plain file names, each once whatever its case."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def safe(self, written: str, node: Node) -> str:
        """The name as it is used here; where it had to change, that is a finding."""
        name, why = written, ("", "")
        if not is_safe_file_name(name) or len(name) > LIMITS.attachment_name_length:
            name = _plain(written)
            why = ("is no plain file name", "không phải tên tệp đơn thuần")
        if name.casefold() in self._taken:
            name = next(other for other in _numbered(name) if other.casefold() not in self._taken)
            why = ("occurs twice", "bị trùng")
        self._taken.add(name.casefold())
        if name != written:
            place = node.place("AttachmentName")
            node.findings.add("file.renamed", place, found=written or "–", why=why, name=name)
        return name


def _plain(written: str) -> str:
    """The last part of a path without what file systems do not take; never empty."""
    last = re.split(r"[/\\]", written)[-1]
    name = _FORBIDDEN.sub("_", last.replace("\n", " ").replace("\t", " ")).strip(". ")
    stem, dot, suffix = name.rpartition(".")
    if dot and len(suffix) <= 10:
        return f"{stem[: LIMITS.attachment_name_length - 30].rstrip('. ') or 'tep'}.{suffix}"
    return name[: LIMITS.attachment_name_length - 30].rstrip(". ") or "tep"


def _numbered(name: str) -> Iterator[str]:
    stem, dot, suffix = name.rpartition(".")
    for number in count(2):
        yield f"{stem or name} ({number}){dot if stem else ''}{suffix if stem else ''}"


class _Ids:
    """ContentIds, each once: what has none, or one that is taken, gets a number."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def unique(self, written: str, node: Node) -> str:
        """The id as it is used here."""
        chosen = written
        if not written or written in self._taken:
            if written:
                node.findings.add("file.repeated-id", node.place("ContentId"), id=written)
            chosen = next(str(n) for n in count(1) if str(n) not in self._taken)
        self._taken.add(chosen)
        return chosen
