"""What an agency's own product makes of types of documents, and which of them it must still get on paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lienthong.model.envelope import DocumentType

#: A rule with this detail is for every type of its group.
EVERY_TYPE = 0


@dataclass(frozen=True, slots=True)
class TypeRule:
    """How one type of document stands with an agency.

    Products differ: some refuse any Type but 1 and 2, some number ``Công văn`` 1 or 18 instead of 2 with
    detail 18 (QCVN 102:2016). The exchange keeps the national number; this says what that agency reads.

    Attributes:
        group, detail: the type by the national list; detail 0 is every type of the group.
        accepted: whether the agency's product takes it; senders see it, nothing is held back because of it.
        written_group, written_detail: Type and TypeDetail in edXML to this agency; ``None`` is the national
            number, detail 0 leaves TypeDetail out. The published schema knows the Types 1 and 2 only.
        written_name: TypeName in edXML to this agency; empty is the name as printed on the document.
    """

    group: int
    detail: int
    accepted: bool = True
    written_group: int | None = None
    written_detail: int | None = None
    written_name: str = ""

    def is_about(self, kind: DocumentType) -> bool:
        """Whether the rule is for this type."""
        return self.group == kind.group and self.detail in (EVERY_TYPE, kind.detail)


def rule_about(rules: Iterable[TypeRule], kind: DocumentType) -> TypeRule | None:
    """The rule for a type: the one that names it goes before the one for its whole group."""
    about = [rule for rule in rules if rule.is_about(kind)]
    return max(about, key=lambda rule: rule.detail, default=None)


def type_as_written(rules: Iterable[TypeRule], kind: DocumentType) -> DocumentType:
    """The type as edXML to this agency has it; detail 0 where its TypeDetail is left out."""
    rule = rule_about(rules, kind)
    if rule is None:
        return kind
    return DocumentType(
        kind.group if rule.written_group is None else rule.written_group,
        kind.detail if rule.written_detail is None else rule.written_detail,
        rule.written_name or kind.name,
    )


@dataclass(frozen=True, slots=True)
class PaperType:
    """A type of document that an agency must still get on paper as well, and the published list that says so.

    Senders are shown it before and after they send (D28 5.3, 7.2); it excludes nothing.
    """

    group: int
    detail: int
    basis: str = ""
