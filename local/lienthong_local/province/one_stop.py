"""The one-stop's data of the demonstration province: eight procedures, and who settles them in a district.

Fees and times are those a centre posted; codes that no source named, steps and officers are illustrative.
"""

from __future__ import annotations

from importlib import resources

from lienthong.model.agency_level import AgencyLevel
from lienthong.onestop.moves import Settling
from lienthong.onestop.procedure_rows import ProcedureTables, read_procedures
from lienthong.onestop.procedures import Catalogue

#: The district divisions' first numbers, by the pattern ``000.01–12.31`` of published registries.
_DIVISIONS = {"planning-office": 3, "construction-office": 6, "land-office": 9, "tax-office": 12}


def load_procedures() -> Catalogue:
    """The eight procedures, read as a registrar's import reads them."""
    folder = resources.files("lienthong_local.province") / "procedures"
    names = ("procedures", "papers", "fees", "steps")
    texts = {name: (folder / f"{name}.csv").read_text(encoding="utf-8") for name in names}
    return read_procedures(ProcedureTables(**texts))


def district_settling(district: str) -> Settling:
    """Who settles a district's dossiers; ``district`` is its committee's code, ``000.00.30.H39``."""
    number = district[7:9]
    divisions = {role: f"000.{first:02d}.{number}.{district[10:]}" for role, first in _DIVISIONS.items()}
    return Settling(district, AgencyLevel.DISTRICT, {"district-committee": district, **divisions})
