"""The fault sweep: every AWS call on the way of a document fails in every way, every message comes again.

A dry run of each journey finds the calls and the messages; nothing about them is written down here. Each run
of the sweep lets one of them fail, lets agencies and AWS repeat what they repeat, drives everything to rest
and compares the records with those of the dry run.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TypeVar

import pytest

from tests.faults.engine import Engine, Run, running_engine
from tests.faults.exchange import Redelivery
from tests.faults.journeys import JOURNEYS
from tests.faults.wire import Fault, Kind

T = TypeVar("T")
#: Runs of each kind on each journey in `make test`; `make sweep` makes them all.
SAMPLE = 2
_FAULTS = pytest.mark.parametrize(("journey", "kind"), [(name, kind) for name in JOURNEYS for kind in Kind])
_REDELIVERIES = pytest.mark.parametrize(
    ("journey", "at_once"), [(name, at_once) for name in JOURNEYS for at_once in (True, False)]
)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running_engine() as engine:
        yield engine


class DryRuns:
    """The journeys without a fault, each run once."""

    def __init__(self, engine: Engine) -> None:
        self.of = cache(engine.run)


@pytest.fixture(scope="module")
def dry(engine: Engine) -> DryRuns:
    return DryRuns(engine)


def _sample(points: Sequence[T], seed: str) -> Sequence[T]:
    return random.Random(seed).sample(points, min(SAMPLE, len(points)))


def _require_same(faulty: Run, dry: Run) -> None:
    assert faulty.records == dry.records


def _fail_at(engine: Engine, dry: Run, journey: str, fault: Fault) -> None:
    faulty = engine.run(journey, fault)
    assert faulty.calls[: fault.call + 1] == dry.calls[: fault.call + 1], "the run is not a repetition"
    assert faulty.struck, f"call {fault.call} ({dry.calls[fault.call]}) was never reached"
    _require_same(faulty, dry)


@pytest.mark.parametrize("journey", list(JOURNEYS))
def test_a_journey_repeated_without_a_fault_makes_the_same_calls_and_records(
    engine: Engine, dry: DryRuns, journey: str
) -> None:
    again = engine.run(journey)
    assert (again.calls, again.invocations) == (dry.of(journey).calls, dry.of(journey).invocations)
    _require_same(again, dry.of(journey))


@_FAULTS
def test_a_failing_call_loses_doubles_and_receipts_nothing(
    engine: Engine, dry: DryRuns, journey: str, kind: Kind
) -> None:
    run = dry.of(journey)
    for call in _sample(range(len(run.calls)), f"{journey} {kind}"):
        _fail_at(engine, run, journey, Fault(call, kind))


@_REDELIVERIES
def test_a_message_that_comes_again_changes_nothing(
    engine: Engine, dry: DryRuns, journey: str, at_once: bool
) -> None:
    run = dry.of(journey)
    for invocation in _sample(range(len(run.invocations)), f"{journey} {at_once}"):
        _require_same(engine.run(journey, redelivery=Redelivery(invocation, at_once)), run)


@pytest.mark.sweep
@_FAULTS
def test_every_call_may_fail(engine: Engine, dry: DryRuns, journey: str, kind: Kind) -> None:
    run = dry.of(journey)
    for call in range(len(run.calls)):
        _fail_at(engine, run, journey, Fault(call, kind))


@pytest.mark.sweep
@_REDELIVERIES
def test_every_message_may_come_again(engine: Engine, dry: DryRuns, journey: str, at_once: bool) -> None:
    run = dry.of(journey)
    for invocation in range(len(run.invocations)):
        _require_same(engine.run(journey, redelivery=Redelivery(invocation, at_once)), run)
