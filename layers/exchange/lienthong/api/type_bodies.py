"""Types of documents in an agency's entry: what it must get on paper, what its product makes of them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, StrictBool, StringConstraints

from lienthong.api.bodies import Strict, clean
from lienthong.model.limits import LIMITS
from lienthong.model.type_rules import PaperType, TypeRule

#: Stands after the constraints, so that these see the cleaned text.
_CLEAN = BeforeValidator(clean)
Group = Annotated[int, Field(ge=1, le=2, strict=True)]
WrittenNumber = Annotated[int, Field(ge=0, le=99, strict=True)]
WrittenName = Annotated[
    str, StringConstraints(max_length=LIMITS.type_name_length, pattern=r"^[^;\n]*$", strict=True), _CLEAN
]
#: Tables separate several by semicolons.
Basis = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^;\n]*$", strict=True), _CLEAN]


class PaperTypeBody(Strict):
    """A type of document that the agency must still get on paper, and the published list that says so."""

    group: Group
    detail: Annotated[int, Field(ge=1, le=99, strict=True)]
    basis: Basis = ""


class TypeRuleBody(Strict):
    """What the agency's product makes of a type; detail 0 is every type of the group."""

    group: Group
    detail: WrittenNumber
    accepted: StrictBool = True
    written_group: Group | None = None
    written_detail: WrittenNumber | None = None
    written_name: WrittenName = ""


def read_paper_type(body: PaperTypeBody) -> PaperType:
    """The type to be sent on paper as well."""
    return PaperType(body.group, body.detail, body.basis)


def read_type_rule(body: TypeRuleBody) -> TypeRule:
    """The rule for a type."""
    return TypeRule(
        group=body.group,
        detail=body.detail,
        accepted=body.accepted,
        written_group=body.written_group,
        written_detail=body.written_detail,
        written_name=body.written_name,
    )
