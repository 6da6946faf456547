"""The demonstration province's agencies: Long An as it was organised in 2018, read from `agencies.csv`.

The codes follow the pattern a neighbouring province published (committee, office, centre, departments,
districts); every number below `.H39` is invented, and so is every person.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Final

from lienthong.model.agency_level import AgencyLevel
from lienthong_local.province.errors import RegistryFileInvalid

AGENCY_CODE: Final = re.compile(r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}")
"""An agency's code before Decision 20/2020, the form edXML's OrganId carries (QCVN 102:2016)."""


class AgencyKind(StrEnum):
    """What an agency is; decides the letterhead and the formula above the signature."""

    PROVINCE_COMMITTEE = "province-committee"
    OFFICE = "office"
    ONE_STOP_CENTRE = "one-stop-centre"
    DEPARTMENT = "department"
    DISTRICT_COMMITTEE = "district-committee"
    DISTRICT_CENTRE = "district-centre"


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One agency as the province registers it.

    `code` has the form of `AGENCY_CODE`; `parent` is the code of the agency it reports to, `None` for the
    People's Committee of the province; `aliases` are the other identifiers it is known by (top-down ids after
    Decision 20/2020, and ids of older products); `place` is what its letters put before the date;
    `channel` is how it is told of deliveries: pull, webhook, queue or email; `mandatory_paper` and
    `document_types` are written as registrars write them (`lienthong.model.type_texts`). All text is NFC.
    """

    code: str
    name: str
    short_name: str
    kind: AgencyKind
    parent: str | None
    aliases: tuple[str, ...]
    roles: frozenset[str]
    place: str
    leader_position: str
    receives_electronically: bool
    channel: str
    notation: str
    leader_name: str
    email: str
    mandatory_paper: tuple[str, ...] = ()
    document_types: tuple[str, ...] = ()

    @property
    def level(self) -> AgencyLevel:
        """The level of the administration: a department's is its province's, a centre's its district's."""
        below = (AgencyKind.DISTRICT_COMMITTEE, AgencyKind.DISTRICT_CENTRE)
        return AgencyLevel.DISTRICT if self.kind in below else AgencyLevel.PROVINCE


def load_agencies() -> tuple[AgencyRow, ...]:
    """All agencies, in the order of the file: the province, its departments, the districts, their centres.

    Raises `RegistryFileInvalid` when the file breaks a rule, so that a slip of the pen is not exchanged.
    """
    content = resources.files(__package__).joinpath("agencies.csv").read_text(encoding="utf-8")
    return read_agencies(content)


def read_agencies(content: str) -> tuple[AgencyRow, ...]:
    """The agencies written in `content`, a CSV with the columns of `agencies.csv`.

    Raises `RegistryFileInvalid`.
    """
    if not unicodedata.is_normalized("NFC", content) or "\u200b" in content:
        raise RegistryFileInvalid(
            where="the whole file",
            why="text must be in Unicode form NFC, without zero-width spaces",
            why_vi="văn bản phải ở dạng Unicode NFC, không có khoảng trắng độ rộng bằng không",
        )
    rows = tuple(_row(fields) for fields in csv.DictReader(io.StringIO(content)))
    _check_identifiers(rows)
    _check_parents(rows)
    return rows


def _row(fields: dict[str, str]) -> AgencyRow:
    return AgencyRow(
        code=fields["code"],
        name=fields["name"],
        short_name=fields["short_name"],
        kind=AgencyKind(fields["kind"]),
        parent=fields["parent"] or None,
        aliases=_items(fields["aliases"]),
        roles=frozenset(_items(fields["roles"])),
        place=fields["place"],
        leader_position=fields["leader_position"],
        receives_electronically=fields["receives"] == "yes",
        channel=fields["channel"],
        notation=fields["notation"],
        leader_name=fields["leader_name"],
        email=fields["email"],
        mandatory_paper=_items(fields["mandatory_paper"]),
        document_types=_items(fields["document_types"]),
    )


def _items(joined: str) -> tuple[str, ...]:
    return tuple(item for item in joined.split(";") if item)


def _check_identifiers(rows: tuple[AgencyRow, ...]) -> None:
    """A code or alias that named two agencies would send a document to the wrong one."""
    taken: dict[str, str] = {}
    for row in rows:
        if not AGENCY_CODE.fullmatch(row.code):
            raise RegistryFileInvalid(
                where=row.code, why="not of the form 000.00.00.H39", why_vi="không đúng dạng 000.00.00.H39"
            )
        for identifier in (row.code, *row.aliases):
            if identifier in taken:
                raise RegistryFileInvalid(
                    where=row.code,
                    why=f"{identifier} already names {taken[identifier]}",
                    why_vi=f"{identifier} đã dùng cho {taken[identifier]}",
                )
            taken[identifier] = row.code


def _check_parents(rows: tuple[AgencyRow, ...]) -> None:
    codes = {row.code for row in rows}
    for row in rows:
        if row.parent is not None and row.parent not in codes:
            raise RegistryFileInvalid(
                where=row.code,
                why=f"its parent {row.parent} is not in the registry",
                why_vi=f"cơ quan cấp trên {row.parent} không có trong danh bạ",
            )
