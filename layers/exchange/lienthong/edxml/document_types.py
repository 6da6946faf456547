"""Types of documents as senders write them and as the national list has them (QCVN 102, Amendment 1:2022).

``Công văn`` comes as type 1, as type 18, and as 2 with detail 18, which it is. The name decides where the
list has it; but names that legal documents have too (Nghị quyết, Quyết định, Chỉ thị) do not tell the group.
"""

from __future__ import annotations

from lienthong.edxml.tree import Node
from lienthong.model.document_types import (
    ADMINISTRATIVE,
    LEGAL,
    NAMES,
    UnknownDocumentType,
    read_document_type,
)
from lienthong.model.envelope import DocumentType
from lienthong.model.limits import LIMITS
from lienthong.model.text import fold_diacritics

#: What is issued in both groups (Law on legal documents 2015, article 4; until 2015 Chỉ thị too).
_OF_BOTH_GROUPS = frozenset({"nghi quyet", "quyet dinh", "chi thi"})
_MOST = 99


def read_type(header: Node) -> DocumentType:
    """The type; group 2, detail 0 and an empty name for what is not said at all."""
    node = header.one("DocumentType")
    if node is None:
        header.findings.add("type.unknown", f"{header.path}/DocumentType", found="–")
        return DocumentType(ADMINISTRATIVE, 0, "")
    node.tell_unknown(("Type", "TypeDetail", "TypeName"))
    group, detail = node.whole_number("Type", _MOST), node.whole_number("TypeDetail", _MOST)
    name = node.text("TypeName", LIMITS.type_name_length)
    read = _by_name(group, name) or _by_number(group, detail, name)
    written = ".".join(str(number) for number in (group, detail) if number is not None)
    if (read.group, read.detail) != (group, detail or 0) and read.detail:
        facts = {"name": read.name, "found": written or "–", "read": f"{read.group}.{read.detail}"}
        node.findings.add("type.disagrees", node.path, **facts)
    if not read.name or not read.detail:
        node.findings.add("type.unknown", node.path, found=name or written or "–")
    return read


def _by_name(group: int | None, name: str) -> DocumentType | None:
    """The listed type of this name, unless the group is said to be the other one and could be."""
    folded = fold_diacritics(name)
    if group == LEGAL and folded in _OF_BOTH_GROUPS:
        return None
    try:
        listed = read_document_type(name) if folded and not folded[0].isdigit() else None
    except UnknownDocumentType:
        return None
    return DocumentType(listed.group, listed.detail, name) if listed else None


def _by_number(group: int | None, detail: int | None, name: str) -> DocumentType:
    """By numbers; a type that is no group is the detail of an administrative document."""
    if group in (LEGAL, ADMINISTRATIVE):
        number = detail or 0
        return DocumentType(group, number, name or _listed(group, number))
    number = detail or group or 0
    return DocumentType(ADMINISTRATIVE, number, name or _listed(ADMINISTRATIVE, number))


def _listed(group: int, detail: int) -> str:
    is_listed = group == ADMINISTRATIVE and 0 < detail <= len(NAMES)
    return NAMES[detail - 1].removesuffix(" (cá biệt)") if is_listed else ""
