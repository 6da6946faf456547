"""What an agency must get on paper, and what its product makes of types of documents, for people to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lienthong.model.document_types import listed_name
from lienthong.model.type_rules import EVERY_TYPE
from lienthong_client.messages import Language, say

if TYPE_CHECKING:
    from lienthong_client.answers import AgencyRecord, TypeRuleRecord


def paper_lines(agency: AgencyRecord) -> Iterator[str]:
    """One line for each type that must go on paper as well, with the list that says so."""
    for kind in agency["mandatory_paper"]:
        named = " ".join(
            filter(None, (f"{kind['group']}.{kind['detail']}", listed_name(kind["group"], kind["detail"])))
        )
        yield f"{named} ({kind['basis']})" if kind["basis"] else named


def type_rule_lines(agency: AgencyRecord, language: Language) -> Iterator[str]:
    """One line for each rule: the type by the national list, and what the agency's product has instead."""
    for rule in agency["document_types"]:
        yield f"{_type(rule, language)} → {_written(rule, language)}"


def _type(rule: TypeRuleRecord, language: Language) -> str:
    if rule["detail"] == EVERY_TYPE:
        return say("types.every", language, group=rule["group"])
    number = f"{rule['group']}.{rule['detail']}"
    return " ".join(filter(None, (number, listed_name(rule["group"], rule["detail"]))))


def _written(rule: TypeRuleRecord, language: Language) -> str:
    if not rule["accepted"]:
        return say("types.not-taken", language)
    group = rule["group"] if rule["written_group"] is None else rule["written_group"]
    detail = rule["detail"] if rule["written_detail"] is None else rule["written_detail"]
    number = f"{group}.{detail}" if detail else str(group)
    return " ".join(filter(None, (number, rule["written_name"])))
