"""Options of an agency's entry about types: what goes on paper, what its product makes of them."""

from __future__ import annotations

from collections.abc import Iterable

import click

from lienthong.model.event import JsonValue
from lienthong.model.type_rules import PaperType, TypeRule
from lienthong.model.type_texts import UnreadableTypeRule, read_paper_type, read_type_rule
from lienthong_client.command.complaints import BadValue
from lienthong_client.command.parameters import name_of


class PaperTypeOption(click.ParamType[PaperType]):
    """``2.16`` or ``2.16=<the list that says so>``."""

    name = "paper type"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> PaperType:
        """The type.

        Raises:
            BadValue: no type of the list.
        """
        try:
            return value if isinstance(value, PaperType) else read_paper_type(str(value))
        except UnreadableTypeRule as unreadable:
            raise BadValue(name_of(param), "misuse.paper-type", ctx) from unreadable


class TypeRuleOption(click.ParamType[TypeRule]):
    """``2.18=1.1 Công văn``, or ``1.*=-``."""

    name = "type rule"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> TypeRule:
        """The rule.

        Raises:
            BadValue: no type, or no rule.
        """
        try:
            return value if isinstance(value, TypeRule) else read_type_rule(str(value))
        except UnreadableTypeRule as unreadable:
            raise BadValue(name_of(param), "misuse.type-rule", ctx) from unreadable


def paper_types_json(kinds: Iterable[PaperType]) -> list[JsonValue]:
    """The types as the API takes them."""
    return [{"group": kind.group, "detail": kind.detail, "basis": kind.basis} for kind in kinds]


def type_rules_json(rules: Iterable[TypeRule]) -> list[JsonValue]:
    """The rules as the API takes them."""
    return [
        {
            "group": rule.group,
            "detail": rule.detail,
            "accepted": rule.accepted,
            "written_group": rule.written_group,
            "written_detail": rule.written_detail,
            "written_name": rule.written_name,
        }
        for rule in rules
    ]
