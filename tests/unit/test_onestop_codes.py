"""Dossier codes, procedure codes, and the counter of each day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.onestop.codes import DossierCode, SequenceKey, is_procedure_code
from lienthong.onestop.errors import DossierCodeMalformed, SequenceExhausted
from tests.builders.dossiers import at


def test_a_code_says_agency_day_and_number() -> None:
    code = DossierCode.parse("000.00.14.H20-200703-0002")
    assert (code.agency, code.key.day, code.number) == ("000.00.14.H20", date(2020, 7, 3), 2)
    assert str(code) == "000.00.14.H20-200703-0002"


def test_what_a_hurried_applicant_types_is_forgiven() -> None:
    assert DossierCode.parse(" 000.00.14.h20-200703-0002\n") == DossierCode.parse("000.00.14.H20-200703-0002")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "000.00.14.H20-200703-0000",
        "000.00.14.H20-200230-0001",
        "000.00.14.H20-201301-0001",
        "000.00.14.H20-200703-001",
        "000.00.14.H20-20200703-0001",
        "H20.14-200703-0001",
        "000.00.14.H20-200703-0001x",
        "000.00.14.H20-20070３-0001",
        "000.00.14.H20-200703-0001" * 1000,
    ],
)
def test_what_is_no_code_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(DossierCodeMalformed) as refused:
        DossierCode.parse(text)
    assert "000.00.14.H20-200703-0002" in refused.value.sentence("vi")
    assert len(refused.value.sentence("en")) < 200


def test_1_november_and_11_january_have_counters_of_their_own() -> None:
    """The incumbent keyed its counter by unpadded day and month, so both were '111'."""
    november = SequenceKey("000.13.30.H39", date(2019, 11, 1))
    january = SequenceKey("000.13.30.H39", date(2019, 1, 11))
    assert str(november) != str(january)
    assert {str(november), str(january)} == {"000.13.30.H39-191101", "000.13.30.H39-190111"}


def test_no_two_days_and_no_two_agencies_share_a_counter() -> None:
    days = [date.fromordinal(n) for n in range(date(2018, 1, 1).toordinal(), date(2021, 1, 1).toordinal())]
    keys = {str(SequenceKey(agency, day)) for agency in ("000.13.30.H39", "000.13.31.H39") for day in days}
    assert len(keys) == 2 * len(days)


def test_the_day_changes_at_midnight_in_vietnam() -> None:
    before, after = at("2019-06-03 23:59:59"), at("2019-06-04 00:00")
    assert after == datetime(2019, 6, 3, 17, 0, tzinfo=UTC)
    assert SequenceKey.at("000.13.30.H39", before).day == date(2019, 6, 3)
    assert SequenceKey.at("000.13.30.H39", after).day == date(2019, 6, 4)


def test_a_day_has_at_most_9999_numbers() -> None:
    key = SequenceKey("000.13.30.H39", date(2019, 6, 3))
    assert str(DossierCode.of(key, 9999)).endswith("-9999")
    for number in (0, 10_000):
        with pytest.raises(SequenceExhausted, match="2019-06-03"):
            DossierCode.of(key, number)


def test_an_agency_known_only_by_its_later_code_can_give_no_dossier_codes() -> None:
    with pytest.raises(DossierCodeMalformed):
        DossierCode.of(SequenceKey("H39.30.13", date(2019, 6, 3)), 1)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, 9999))
def test_a_code_is_read_back_as_it_was_written(day: date, number: int) -> None:
    code = DossierCode.of(SequenceKey("000.13.30.H39", day), number)
    assert DossierCode.parse(str(code)) == code


def parsed(text: str) -> DossierCode | DossierCodeMalformed:
    try:
        return DossierCode.parse(text)
    except DossierCodeMalformed as refused:
        return refused


@given(st.text(max_size=60))
def test_no_text_makes_parsing_fail_otherwise_than_with_its_own_error(text: str) -> None:
    found = parsed(text)
    if isinstance(found, DossierCode):
        assert str(found) == text.strip().upper()
    else:
        assert found.sentence("en").isprintable()


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("1.011443.000.00.00.H38", True),
        ("1.001193", True),
        ("1.00119", False),
        ("1.001193.", False),
        ("1.011443.000.00.00", False),
        ("１.001193", False),
    ],
)
def test_procedure_codes_are_told_by_their_form(text: str, is_one: bool) -> None:
    assert is_procedure_code(text) is is_one
