"""Every row of the benches can be measured; how fast it is, the bench itself says."""

from __future__ import annotations

import pytest
from rich.console import Console

from bench.edxml import rows as edxml
from bench.onestop import rows as onestop
from bench.validation.__main__ import measure
from bench.validation.inputs import KIB
from bench.validation.rows import Sizes

TRIAL = Sizes(
    small=KIB,
    large=256 * KIB,
    xml=16 * KIB,
    crl_entries=200,
    pages=3,
    signatures=2,
    attachment=512 * KIB,
    seconds=0.01,
)


@pytest.mark.oracle("pdfsig")
def test_every_row_is_measured_on_files_that_pass() -> None:
    rows = measure(TRIAL, Console(quiet=True))
    assert len({row.name for row in rows}) == len(rows) == 12
    assert all(row.measured > 0 and row.bar > 0 for row in rows)


def test_every_row_of_reading_is_measured() -> None:
    measured = list(edxml.rows(edxml.Sizes(message=64 * KIB, hostile=256 * KIB, seconds=0.01)))
    assert len({row.name for row in measured}) == len(measured) == 4
    assert all(row.measured > 0 and row.bar > 0 for row in measured)


def test_every_row_of_the_one_stop_is_measured() -> None:
    measured = list(onestop.rows(onestop.Sizes(settled=1_000, reported=500, dates=50)))
    assert len({row.name for row in measured}) == len(measured) == 11
    assert all(row.measured > 0 and row.bar > 0 for row in measured)
