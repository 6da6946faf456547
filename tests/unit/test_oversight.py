"""Who may see whose registers, deadlines and figures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lienthong.errors import NotFound
from lienthong.model.agency import Agency
from lienthong.model.codes import Role
from lienthong.services.oversight import Oversight, below
from tests.builders.agencies import agency
from tests.doubles.services import Services

PROVINCE = agency("000.00.00.H39", "Ủy ban nhân dân tỉnh Long An")
DISTRICT = replace(agency("000.00.30.H39", "UBND huyện Cần Giuộc"), parent=PROVINCE.code, aliases=("H39.30",))
COMMUNE = replace(agency("000.01.30.H39", "UBND xã Long An"), parent="H39.30")
OTHER = replace(agency("000.00.31.H39", "UBND huyện Cần Đước"), parent=PROVINCE.code)
ORPHAN = replace(agency("000.00.32.H39", "UBND huyện Tân Trụ"), parent="000.00.99.H39")
AUDITOR = replace(agency("000.00.01.H39", "Văn phòng UBND tỉnh"), roles=frozenset({Role.AUDITOR}))
ALL = (PROVINCE, DISTRICT, COMMUNE, OTHER, ORPHAN, AUDITOR)


def sees(caller: Agency, name: str) -> str:
    exchange = Services(agencies=ALL)
    return Oversight(exchange.registry).agency(exchange.caller(caller), name).code


@pytest.mark.parametrize(
    ("caller", "seen"),
    [
        (DISTRICT, DISTRICT),
        (DISTRICT, COMMUNE),
        (PROVINCE, COMMUNE),
        (PROVINCE, OTHER),
        (ORPHAN, ORPHAN),
        (AUDITOR, ORPHAN),
    ],
)
def test_an_agency_sees_itself_and_what_stands_below_it(caller: Agency, seen: Agency) -> None:
    assert sees(caller, seen.code) == seen.code


def test_an_alias_is_as_good_as_a_code() -> None:
    assert sees(PROVINCE, "H39.30") == DISTRICT.code


@pytest.mark.parametrize(
    ("caller", "hidden"),
    [
        (COMMUNE, DISTRICT.code),
        (DISTRICT, OTHER.code),
        (DISTRICT, PROVINCE.code),
        (PROVINCE, ORPHAN.code),
        (AUDITOR, "000.00.77.H39"),
    ],
)
def test_everybody_else_does_not_exist(caller: Agency, hidden: str) -> None:
    with pytest.raises(NotFound):
        sees(caller, hidden)


def test_a_loop_of_parents_ends() -> None:
    first = replace(agency("000.00.40.H39", "Một"), parent="000.00.41.H39")
    second = replace(agency("000.00.41.H39", "Hai"), parent="000.00.40.H39")
    exchange = Services(agencies=(first, second, DISTRICT))
    oversight = Oversight(exchange.registry)
    assert oversight.agency(exchange.caller(second), first.code) == first
    with pytest.raises(NotFound):
        oversight.agency(exchange.caller(DISTRICT), first.code)
    assert below(first.code, (first, second)) == (first.code, second.code)


def test_below_an_agency_stand_its_children_and_theirs() -> None:
    named = tuple(replace(one, parent=DISTRICT.code) if one is COMMUNE else one for one in ALL)
    assert below(DISTRICT.code, named) == (DISTRICT.code, COMMUNE.code)
    assert below(PROVINCE.code, named) == (PROVINCE.code, DISTRICT.code, OTHER.code, COMMUNE.code)
    assert below(COMMUNE.code, named) == (COMMUNE.code,)
