"""The planned year of the province: the same each time, whole, lawful, and in the same shape at any size."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.model.codes import Status
from lienthong_local.province import load_agencies
from lienthong_local.year.expected import expected_counts
from lienthong_local.year.plan import Way, Year, apportion, last_months, plan_year

AGENCIES = load_agencies()
ROWS = {row.code: row for row in AGENCIES}
SEEDS = st.integers(0, 2**32)
SIZES = st.integers(1, 700)
DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))
TODAY = date(2020, 4, 15)


def shares(year: Year, name: str, unit: str) -> dict[str, float]:
    """The share of each district, its centre included."""
    counts: dict[str, Counter[str]] = {}
    for (agency, _), found in expected_counts(year, TODAY).items():
        row = ROWS[agency]
        district = {"district-committee": row.code, "district-centre": row.parent}.get(row.kind.value)
        if district:
            counts.setdefault(district, Counter()).update(found)
    return {code: one[f"{unit}.{name}"] / one[f"{unit}.total"] for code, one in counts.items()}


@given(SIZES, SEEDS, DAYS)
def test_the_same_seed_size_and_day_give_the_same_year(size: int, seed: int, today: date) -> None:
    assert plan_year(AGENCIES, size, seed, today) == plan_year(AGENCIES, size, seed, today)


def test_another_seed_gives_another_year() -> None:
    assert plan_year(AGENCIES, 300, 1, TODAY).documents != plan_year(AGENCIES, 300, 2, TODAY).documents


@given(SIZES, SEEDS, DAYS)
def test_a_year_has_as_many_documents_as_asked_for_in_twelve_whole_months(
    size: int, seed: int, today: date
) -> None:
    year = plan_year(AGENCIES, size, seed, today)
    assert len(year.documents) == size
    assert len(year.months) == 12
    assert {document.month for document in year.documents} <= set(year.months)
    assert year.months[-1] < (today.year, today.month)
    assert sum(1 for month in year.months for _ in year.of_month(month)) == size


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2020, 1, 1), (2019, 1), (2019, 12)),
        (date(2020, 1, 31), (2019, 1), (2019, 12)),
        (date(2020, 3, 1), (2019, 3), (2020, 2)),
        (date(2020, 12, 31), (2019, 12), (2020, 11)),
    ],
)
def test_the_year_ends_with_the_last_whole_month(
    today: date, first: tuple[int, int], last: tuple[int, int]
) -> None:
    months = last_months(today)
    assert (months[0], months[-1]) == (first, last)


@given(SIZES, SEEDS)
def test_numbers_are_one_sequence_for_each_agency_and_year_of_paper_and_electronic_documents(
    size: int, seed: int
) -> None:
    numbers: dict[tuple[str, int], list[int]] = {}
    for document in plan_year(AGENCIES, size, seed, TODAY).documents:
        numbers.setdefault((document.sender, document.issued_on.year), []).append(int(document.number))
    for found in numbers.values():
        assert found == list(range(1, len(found) + 1))


@given(SIZES, SEEDS)
def test_nobody_is_sent_what_it_cannot_receive_or_writes_to_itself_or_to_one_twice(
    size: int, seed: int
) -> None:
    for document in plan_year(AGENCIES, size, seed, TODAY).documents:
        assert document.recipients
        assert len(set(document.recipients)) == len(document.recipients)
        assert document.sender not in document.recipients
        if document.is_sent:
            assert all(ROWS[code].receives_electronically for code in document.recipients)


@given(SIZES, SEEDS)
def test_paper_alone_always_has_a_reason_and_electronic_documents_none(size: int, seed: int) -> None:
    for document in plan_year(AGENCIES, size, seed, TODAY).documents:
        assert document.is_reported or document.way is not Way.PAPER
        assert not (document.is_reported and document.way is Way.ELECTRONIC)


@given(SIZES, SEEDS)
def test_a_replacement_comes_in_a_later_month_to_the_same_recipients_and_is_not_replaced_itself(
    size: int, seed: int
) -> None:
    documents = plan_year(AGENCIES, size, seed, TODAY).documents
    by_id = {document.document_id: document for document in documents}
    assert len(by_id) == len(documents)
    replacing = [document for document in documents if document.replaces]
    assert len(replacing) == sum(document.replaced for document in documents)
    for document in replacing:
        target = by_id[document.replaces]
        assert (target.sender, target.recipients) == (document.sender, document.recipients)
        assert target.month < document.month
        assert target.is_sent
        assert target.replaced
        assert not target.recalled
        assert not any(copy.late for copy in target.copies)


@given(SIZES, SEEDS)
def test_a_refused_copy_says_why_and_an_accepted_one_goes_on_in_order(size: int, seed: int) -> None:
    for document in plan_year(AGENCIES, size, seed, TODAY).documents:
        for copy in document.copies:
            assert (copy.statuses == (Status.REFUSED,)) is bool(copy.reason)
            assert list(copy.statuses) == sorted(copy.statuses)
            assert copy.opens or not copy.statuses


@settings(max_examples=25)
@given(st.integers(300, 1500), SEEDS)
def test_the_lagging_district_is_last_by_every_ratio_at_every_size_from_300_on(size: int, seed: int) -> None:
    year = plan_year(AGENCIES, size, seed, TODAY)
    for unit in ("document", "recipient"):
        for name in ("R1", "R2", "R3"):
            ranked = sorted(shares(year, name, unit).items(), key=lambda one: one[1])
            assert ranked[0][0] == year.lagging
            assert ranked[0][1] < ranked[1][1]


@cache
def ways(size: int) -> dict[Way, float]:
    """The shares of the ways."""
    found = Counter(document.way for document in plan_year(AGENCIES, size, 2021, TODAY).documents)
    return {way: found[way] / size for way in Way}


@pytest.mark.parametrize("way", list(Way))
def test_300_documents_have_the_shape_of_10000(way: Way) -> None:
    assert abs(ways(300)[way] - ways(10_000)[way]) < 0.03


def test_the_province_is_on_its_way_to_80_per_cent() -> None:
    year = plan_year(AGENCIES, 10_000, 2021, TODAY)
    counts = expected_counts(year, TODAY)
    months = [
        sum((found for (_, at), found in counts.items() if at == month), Counter[str]())
        for month in year.months
    ]
    electronic = [one["document.R1"] / one["document.total"] for one in months]
    assert electronic[0] < 0.55
    assert electronic[-1] > 0.8
    assert all(after > before - 0.03 for before, after in pairwise(electronic))


@given(SIZES, SEEDS)
def test_what_is_expected_adds_up_document_by_document(size: int, seed: int) -> None:
    year = plan_year(AGENCIES, size, seed, TODAY)
    total = sum(expected_counts(year, TODAY).values(), Counter[str]())
    standing = [document for document in year.documents if not document.replaced]
    assert total["document.total"] + total["superseded"] == size
    assert total["document.R1"] == sum(document.is_sent for document in standing)
    assert total["recipient.total"] == sum(len(document.copies) for document in standing)
    assert total["secrets"] == sum(one.count for one in year.secrets) > 0
    for unit in ("document", "recipient"):
        assert total[f"{unit}.R4"] <= total[f"{unit}.R2"] <= total[f"{unit}.R1"] <= total[f"{unit}.total"]


@given(st.integers(0, 10_000), st.lists(st.integers(0, 50), min_size=1, max_size=60).filter(any))
def test_apportioned_numbers_add_up_and_are_within_one_of_their_share(total: int, weights: list[int]) -> None:
    parts = apportion(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / sum(weights)) < 1
