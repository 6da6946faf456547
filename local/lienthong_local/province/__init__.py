"""The demonstration province: agencies, their keys and certificates, and the letters they sign.

`Province.open` gives all of it; everything in it is invented or marked as a specimen.
"""

from __future__ import annotations

from lienthong_local.province.letters import Letter
from lienthong_local.province.pki_plan import Purpose
from lienthong_local.province.province import AgencyCertificates, Province
from lienthong_local.province.registry import AgencyKind, AgencyRow, load_agencies
from lienthong_local.province.tampering import alter_by_update, alter_in_place

__all__ = [
    "AgencyCertificates",
    "AgencyKind",
    "AgencyRow",
    "Letter",
    "Province",
    "Purpose",
    "alter_by_update",
    "alter_in_place",
    "load_agencies",
]
