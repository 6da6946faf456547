"""Every row of the validation bench can be measured; how fast it is, the bench itself says."""

from __future__ import annotations

import pytest
from rich.console import Console

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
