"""The body of an import: agencies as a table has them, and what is left out stays as it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from pydantic import Field, StrictBool

from lienthong.api.actions import read_body
from lienthong.api.bodies import AgencyName, Day, Reason, Strict
from lienthong.api.registry_bodies import AgencyCode, FullName
from lienthong.api.type_bodies import PaperTypeBody, TypeRuleBody, read_paper_type, read_type_rule
from lienthong.model.agency import Agency
from lienthong.model.agency_level import AgencyLevel, level_of_code
from lienthong.model.codes import Role
from lienthong.model.limits import LIMITS
from lienthong.services.import_rules import ImportedRow


class AgencyRowBody(Strict):
    """One agency; a field that is left out stays as it is, and has its usual value for a new agency."""

    code: AgencyCode
    name: FullName = ""
    parent: AgencyCode | None = None
    level: AgencyLevel | None = None
    aliases: Annotated[list[AgencyName], Field(max_length=20, default_factory=list)]
    roles: Annotated[list[Role], Field(min_length=1, default_factory=lambda: [Role.AGENCY])]
    effective_from: Day | None = None
    ended_on: Day | None = None
    successor: AgencyCode | None = None
    receives_electronically: StrictBool = True
    mandatory_paper: Annotated[list[PaperTypeBody], Field(max_length=100, default_factory=list)]
    document_types: Annotated[list[TypeRuleBody], Field(max_length=100, default_factory=list)]


class ImportBody(Strict):
    """A table of agencies: all of its rows are recorded, or none; with ``dry_run`` none."""

    rows: Annotated[list[AgencyRowBody], Field(min_length=1, max_length=LIMITS.registry_rows)]
    dry_run: StrictBool = False
    reason: Reason = ""


def read_import(body: bytes) -> tuple[list[ImportedRow], ImportBody]:
    """The rows and the whole body.

    Raises:
        MalformedRequest: with every fault.
    """
    read = read_body(body, ImportBody)
    return [_row(row) for row in read.rows], read


def _row(row: AgencyRowBody) -> ImportedRow:
    # A member that is null says no more than one that is left out: no table clears anything by an empty cell.
    said = {name for name in row.model_fields_set if getattr(row, name) is not None}
    given = Agency(
        code=row.code,
        name=row.name,
        parent=row.parent,
        aliases=tuple(row.aliases),
        roles=frozenset(row.roles),
        ended_on=row.ended_on,
        successor=row.successor,
        receives_electronically=row.receives_electronically,
        level=row.level or level_of_code(row.code),
        mandatory_paper=tuple(map(read_paper_type, row.mandatory_paper)),
        document_types=tuple(map(read_type_rule, row.document_types)),
    )
    if row.effective_from:
        given = replace(given, effective_from=row.effective_from)
    return ImportedRow(given, frozenset(said - {"code"}))
