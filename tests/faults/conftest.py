"""The sweep's checks live in modules of their own; their assertions explain themselves like a test's."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite(
    "tests.faults.evidence", "tests.faults.exchange", "tests.faults.journeys", "tests.invariants"
)
