"""Whatever the order, the batches, the repetitions and the crashes: the same events count the same."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.errors import Unavailable
from lienthong.measures.documents import DocumentFacts
from lienthong.measures.forecasts import MONTHS, Expected, Reached, forecast
from lienthong.measures.paper import NumberFacts
from lienthong.measures.periods import Month
from lienthong.measures.ratios import GOAL, Measure, Share, Unit, ratio_of
from lienthong.measures.tallies import Tally, numerator_of, sum_of, total_of
from lienthong.model.event import EventType, JsonValue
from lienthong.ports import JsonObject, ViewKey, ViewStore
from lienthong.services.following import Entry
from lienthong.services.measures_view import MeasuresView, tally_of
from lienthong.services.viewing import Viewing
from tests.builders.agencies import DEPARTMENT, DISTRICT, PROVINCE, STRANGER
from tests.builders.logged import Logged, submission_id
from tests.builders.measured import Counted, folded
from tests.doubles.flaky import Disturbance, Flakiness, Strike
from tests.doubles.memory_exchange import MemoryExchange
from tests.doubles.memory_nonces import MemoryNonces
from tests.doubles.memory_registry import MemoryRegistry
from tests.doubles.memory_views import MemoryViews

RECIPIENTS = (DEPARTMENT.code, STRANGER.code, "000.00.31.H39")
DOCUMENTS = range(1, 5)
COPIES = (
    EventType.CONTENT_CONSIGNMENT,
    EventType.CONTENT_CONSIGNMENT_FAILURE,
    EventType.CONSIGNMENT_ACCEPTANCE,
    EventType.CONSIGNMENT_REJECTION,
)


@st.composite
def stories(draw: st.DrawFn) -> Counted:
    """Some documents with whatever may become of them, some paper, in an order that makes no sense."""
    counted = Counted()
    for document in DOCUMENTS:
        targets: list[JsonValue] = [
            submission_id(one) for one in DOCUMENTS if one < document and draw(st.booleans())
        ]
        counted.accepted(
            document,
            *draw(st.lists(st.sampled_from(RECIPIENTS), min_size=1, max_size=3, unique=True)),
            number=draw(st.sampled_from(("7", "07", "8"))),
            issued_on=draw(st.sampled_from(("2018-11-30", "2018-12-01", "2019-01-01"))),
            also_on_paper=draw(st.booleans()),
            original_equivalent=draw(st.booleans()),
            targets=targets,
        )
    for kind in draw(st.lists(st.sampled_from(COPIES), max_size=12)):
        counted.copy(kind, draw(st.sampled_from(DOCUMENTS)), draw(st.sampled_from(RECIPIENTS)))
    for document in draw(st.lists(st.sampled_from(DOCUMENTS), max_size=3)):
        counted.recalled(document)
    for number in draw(st.lists(st.sampled_from((7, 8, 9)), max_size=4)):
        day = draw(st.sampled_from(("2018-11-30", "2019-01-01")))
        counted.on_paper(number, issued_on=day, recipient_count=draw(st.integers(2, 4)))
        if draw(st.booleans()):
            counted.withdrawn()
    return counted


def tallies(records: dict[ViewKey, JsonObject]) -> dict[ViewKey, Tally]:
    found = {key: tally_of(value) for key, value in records.items() if key[0].startswith("C#")}
    return {key: tally for key, tally in found.items() if tally}


@given(stories(), st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_come_to_the_same_facts_and_the_same_numbers(
    counted: Counted, chance: random.Random
) -> None:
    entries = counted.entries()
    again = [*entries, *chance.sample(entries, len(entries) // 2)]
    chance.shuffle(again)
    one, other = folded(entries), folded(again)
    assert tallies(other) == tallies(one)
    for records in (one, other):
        for key in [key for key in records if key[0].startswith("C#")]:
            del records[key]
    assert other == one


@given(stories())
def test_a_tally_is_what_its_documents_and_its_paper_contribute_and_nothing_else(counted: Counted) -> None:
    records = counted.records()
    from_facts: dict[ViewKey, list[Tally]] = {}
    for (partition, _), value in records.items():
        facts = DocumentFacts.from_json(value) if partition.startswith("D#") else None
        if facts and facts.issue:
            from_facts.setdefault((f"C#{facts.issue.month}", DISTRICT.code), []).append(facts.contribution())
        alone = NumberFacts.from_json(DISTRICT.code, value).alone() if partition.startswith("N#") else None
        if alone:
            from_facts.setdefault((f"C#{alone.month}", DISTRICT.code), []).append(alone.contribution())
    summed = {key: sum_of(found) for key, found in from_facts.items()}
    assert {key: tally for key, tally in summed.items() if tally} == tallies(records)


@given(stories())
def test_no_numerator_is_above_its_denominator_and_none_is_below_zero(counted: Counted) -> None:
    for tally in tallies(counted.records()).values():
        assert min(tally.counts.values()) > 0
        for unit in Unit:
            sent, only, valid, complete = (tally[numerator_of(unit, one)] for one in Measure)
            assert complete <= min(only, valid) <= max(only, valid) <= sent <= tally[total_of(unit)]


@settings(deadline=timedelta(seconds=5), max_examples=40)
@given(stories(), st.lists(st.integers(1, 9), max_size=6), st.integers(0, 12))
def test_any_batches_with_a_crash_between_any_two_steps_come_to_the_same_view(
    counted: Counted, sizes: Sequence[int], crash: int
) -> None:
    logged, events = counted.logged, list(counted.events)
    whole = folded(counted.entries())
    views = MemoryViews()
    for size in [*sizes, len(events)]:
        logged.append(*events[:size])
        events = events[size:]
        for disturbance in (Disturbance.FAILS_BEFORE, Disturbance.FAILS_AFTER):
            flaky = Flakiness()
            flaky.arm(Strike(crash, disturbance))
            with suppress(Unavailable):
                store = cast("ViewStore", flaky.around("views", views))
                _viewing(logged, store).fold_on([MeasuresView()])
        _viewing(logged, views).fold_on([MeasuresView()])
    assert views.records.get("measures.1", {}) == whole


def _viewing(logged: Logged, store: ViewStore) -> Viewing:
    return Viewing(
        logged.following,
        store,
        MemoryExchange(MemoryNonces()),
        MemoryRegistry(PROVINCE),
        logged.clock,
        logged.ids,
    )


# --- ratios and forecasts -------------------------------------------------------------------------


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_written_ratio_is_near_the_very_one_and_never_says_all_or_nothing_of_less(
    numerator: int, above: int
) -> None:
    ratio = ratio_of(numerator, numerator + above)
    if not isinstance(ratio, Share):
        assert numerator == above == 0
        return
    assert (ratio.percent == "100.0") == (above == 0)
    assert (ratio.percent == "0.0") == (numerator == 0)
    assert abs(float(ratio.percent) - 100 * numerator / (numerator + above)) <= 0.1
    assert ratio.reaches() == (100 * numerator >= GOAL * (numerator + above))


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=16))
def test_a_forecast_lies_ahead_and_within_its_range(counts: Sequence[tuple[int, int]]) -> None:
    months = [
        (Month(2018, 1).plus(at), ratio_of(part, part + rest)) for at, (part, rest) in enumerate(counts)
    ]
    found = forecast(months)
    if isinstance(found, Expected):
        assert months[-1][0] < found.earliest <= found.month
        assert found.latest is None or found.month <= found.latest
    if isinstance(found, Reached):
        known = [ratio for _, ratio in months[-MONTHS:] if isinstance(ratio, Share)]
        assert known[-1].reaches()


def test_entries_are_folded_in_any_order_only_with_the_numbers_that_the_log_gave_them() -> None:
    counted = Counted().sent(1).recalled(1)
    renumbered = [Entry(entry.index + 5, entry.event) for entry in counted.entries()]
    assert tallies(folded(renumbered)) == tallies(counted.records())
