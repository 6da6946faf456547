"""The one entry that no registrar makes is evidence like every other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lienthong.errors import RegistryConflict
from lienthong.measures.tree import AgencyEntry
from lienthong.model.agency import Agency
from lienthong.model.calendar import date_in_vietnam
from lienthong.model.codes import Role
from lienthong.services.first_registrar import enter_first_registrar
from tests.builders.agencies import agency
from tests.doubles.fixed_clock import FixedClock
from tests.doubles.memory_registry import MemoryRegistry
from tests.doubles.seeded_ids import SeededIds

REGISTRAR = replace(
    agency("000.00.13.H39", "Sở Thông tin và Truyền thông", Role.AGENCY, Role.REGISTRAR),
    parent="000.00.00.H39",
)


def test_the_first_registrar_stands_in_the_administration_as_its_event_tells_it() -> None:
    registry = MemoryRegistry()
    enter_first_registrar(registry, REGISTRAR, FixedClock(), SeededIds())
    (event,) = registry.committed
    entry = AgencyEntry.of_details(event.details, date_in_vietnam(event.at))
    assert entry is not None
    assert (entry.version, entry.since, entry.parent) == (1, date(2018, 1, 1), "000.00.00.H39")


def test_there_is_no_second_first_registrar() -> None:
    registry = MemoryRegistry()
    enter_first_registrar(registry, REGISTRAR, FixedClock(), SeededIds())
    with pytest.raises(RegistryConflict):
        enter_first_registrar(registry, replace(REGISTRAR, code="000.00.14.H39"), FixedClock(), SeededIds())
    assert len(registry.committed) == 1


@pytest.mark.parametrize("unfit", [replace(REGISTRAR, keys=()), agency("000.00.14.H39", "Sở Tư pháp")])
def test_who_has_no_key_or_is_no_registrar_is_not_entered(unfit: Agency) -> None:
    registry = MemoryRegistry()
    with pytest.raises(RegistryConflict):
        enter_first_registrar(registry, unfit, FixedClock(), SeededIds())
    assert registry.committed == []
