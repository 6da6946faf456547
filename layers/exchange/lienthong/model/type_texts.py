"""Types of documents, and rules about them, as a registrar writes them: on the command line and in tables.

``2.16`` or ``Tờ trình`` is a type, ``1.*`` every type of a group. ``2.16=QĐ 45/QĐ-UBND`` is a type that still
goes on paper, with the list that says so. ``2.18=1.1 Công văn`` is a type and how a product has it in edXML
(``2.18=2``: without TypeDetail), ``1.*=-`` one that it does not take.
"""

from __future__ import annotations

import re

from lienthong.model.document_types import (
    ADMINISTRATIVE,
    LEGAL,
    UnknownDocumentType,
    read_document_type,
)
from lienthong.model.text import normalise
from lienthong.model.type_rules import EVERY_TYPE, PaperType, TypeRule

_NUMBERED = re.compile(r"([12])\.(\d{1,2}|\*)", re.ASCII)
_WRITTEN = re.compile(r"([12])(?:\.(\d{1,2}))?(?:\s+(\S.*))?", re.ASCII)
_NOT_TAKEN = "-"


class UnreadableTypeRule(ValueError):
    """Not a type, or not a rule about one."""


def read_paper_type(text: str) -> PaperType:
    """A type that must go on paper as well: ``2.16`` or ``2.16=<the list that says so>``.

    Raises:
        UnreadableTypeRule: no type of the list.
    """
    kind, _, basis = normalise(text).partition("=")
    group, detail = _read_type(kind.strip())
    if detail == EVERY_TYPE:
        raise UnreadableTypeRule(text)
    return PaperType(group, detail, basis.strip())


def paper_type_text(kind: PaperType) -> str:
    """The type as :func:`read_paper_type` reads it."""
    return f"{kind.group}.{kind.detail}" + (f"={kind.basis}" if kind.basis else "")


def read_type_rule(text: str) -> TypeRule:
    """What a product makes of a type: ``2.18=1.1``, ``2.18=2 Công văn``, ``1.*=-``.

    Raises:
        UnreadableTypeRule: no type, or no rule.
    """
    kind, sign, rule = normalise(text).partition("=")
    group, detail = _read_type(kind.strip())
    if sign and rule.strip() == _NOT_TAKEN:
        return TypeRule(group, detail, accepted=False)
    written = _WRITTEN.fullmatch(rule.strip())
    if written is None:
        raise UnreadableTypeRule(text)
    return TypeRule(
        group,
        detail,
        written_group=int(written[1]),
        written_detail=int(written[2] or 0),
        written_name=written[3] or "",
    )


def type_rule_text(rule: TypeRule) -> str:
    """The rule as :func:`read_type_rule` reads it."""
    kind = f"{rule.group}.{rule.detail or '*'}"
    if not rule.accepted:
        return f"{kind}={_NOT_TAKEN}"
    group = rule.group if rule.written_group is None else rule.written_group
    detail = rule.detail if rule.written_detail is None else rule.written_detail
    written = f"{group}.{detail}" if detail else str(group)
    return f"{kind}={written}" + (f" {rule.written_name}" if rule.written_name else "")


def _read_type(text: str) -> tuple[int, int]:
    numbered = _NUMBERED.fullmatch(text)
    if numbered:
        detail = EVERY_TYPE if numbered[2] == "*" else int(numbered[2])
        if detail == EVERY_TYPE and numbered[2] != "*":
            raise UnreadableTypeRule(text)
        return int(numbered[1]), detail
    try:
        kind = read_document_type(text)
    except UnknownDocumentType as unknown:
        raise UnreadableTypeRule(text) from unknown
    if kind.group not in (LEGAL, ADMINISTRATIVE) or kind.detail > 99:
        raise UnreadableTypeRule(text)
    return kind.group, kind.detail
