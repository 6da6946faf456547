"""The one-stop's data of the demonstration province: eight procedures, and who settles them in a district.

Fees and times are those a centre posted; codes that no source named, steps and officers are illustrative.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

from lienthong.model.agency_level import AgencyLevel
from lienthong.onestop.detail_rows import ProcedureTables
from lienthong.onestop.moves import Settling
from lienthong.onestop.procedure_rows import read_procedures
from lienthong.onestop.procedures import Catalogue
from lienthong_local.province.registry import AgencyKind, AgencyRow

#: The district divisions' first numbers, by the pattern ``000.01–12.31`` of published registries.
_DIVISIONS = {
    "planning-office": (3, "Phòng Tài chính - Kế hoạch"),
    "construction-office": (6, "Phòng Kinh tế và Hạ tầng"),
    "land-office": (9, "Chi nhánh VPĐK đất đai"),
    "tax-office": (12, "Chi cục Thuế"),
}


def load_procedures() -> Catalogue:
    """The eight procedures, read as a registrar's import reads them."""
    folder = resources.files("lienthong_local.province") / "procedures"
    names = ("procedures", "papers", "fees", "steps")
    texts = {name: (folder / f"{name}.csv").read_text(encoding="utf-8") for name in names}
    return read_procedures(ProcedureTables(**texts))


def district_settling(district: str) -> Settling:
    """Who settles a district's dossiers; ``district`` is its committee's code, ``000.00.30.H39``."""
    divisions = {role: _division(district, role) for role in _DIVISIONS}
    return Settling(district, AgencyLevel.DISTRICT, {"district-committee": district, **divisions})


def division_names(agencies: Sequence[AgencyRow]) -> dict[str, str]:
    """What the districts' divisions are called, by code; they are no members of the exchange of their own."""
    return {
        _division(row.code, role): f"{name} {row.short_name.removeprefix('UBND ')}"
        for row in agencies
        if row.kind is AgencyKind.DISTRICT_COMMITTEE
        for role, (_, name) in _DIVISIONS.items()
    }


def _division(district: str, role: str) -> str:
    return f"000.{_DIVISIONS[role][0]:02d}.{district[7:9]}.{district[10:]}"
