"""The contract of lienthong.ports.RetirementRecord."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lienthong.adapters.dynamodb_retirement import DynamoDbRetirement
from lienthong.ports import Retirement, RetirementRecord
from tests.contract.conftest import DYNAMODB_ENGINES, aws
from tests.doubles.memory_retirement import MemoryRetirement

FIRST = Retirement(
    days=365,
    done="bundles/00000000000000000007-~",
    renewing_since=datetime(2026, 3, 2, 1, 0, 0, 1000, tzinfo=UTC),
    renewed="bundles/00000000000000000009-~",
    version=1,
)


@pytest.fixture(params=DYNAMODB_ENGINES)
def record(request: pytest.FixtureRequest) -> RetirementRecord:
    engine = aws(request)
    if engine is None:
        return MemoryRetirement()
    return DynamoDbRetirement(engine.dynamodb, engine.new_log_table())


def test_it_is_new_before_the_first_run(record: RetirementRecord) -> None:
    assert record.read() == Retirement()


def test_it_is_read_as_it_was_written(record: RetirementRecord) -> None:
    assert record.write(FIRST)
    assert record.read() == FIRST
    assert record.write(Retirement(days=30, version=2))
    assert record.read() == Retirement(days=30, version=2)


def test_of_two_runs_one_writes(record: RetirementRecord) -> None:
    assert record.write(FIRST)
    assert not record.write(Retirement(days=1, version=1))
    assert record.read() == FIRST
