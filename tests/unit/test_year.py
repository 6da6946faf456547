"""What a year counts, document by document, and how the last district is found."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from lienthong.measures.documents import DocumentFacts
from lienthong.measures.figures import figures
from lienthong.model.codes import Status
from lienthong.model.register import PaperReason
from lienthong_local.province import load_agencies
from lienthong_local.year.expected import Counts, expected_counts
from lienthong_local.year.found import counts_of, differences, less
from lienthong_local.year.plan import PlannedCopy, PlannedDocument, PlannedSecrets, Way, Year
from lienthong_local.year.ranking import ranked
from lienthong_local.year.shapes import OFFICIAL_LETTER

MONTH = (2020, 3)
REPORTED = date(2020, 4, 5)
ACCEPTED = (Status.ACCEPTED, Status.FINISHED)
LETTER = PlannedDocument(
    sender="000.00.30.H39",
    number="1",
    notation="UBND-TH",
    issued_on=date(2020, 3, 2),
    form=OFFICIAL_LETTER,
    subject="Rà soát tiến độ giải ngân",
    way=Way.ELECTRONIC,
    copies=(PlannedCopy("000.00.11.H39", ACCEPTED), PlannedCopy("000.00.12.H39")),
)


def counted(*documents: PlannedDocument, on: date = REPORTED) -> Counter[str]:
    """What the documents count in their month."""
    year = Year((MONTH,), documents, (), "")
    return expected_counts(year, on)[LETTER.sender, MONTH]


def test_an_electronic_letter_that_one_of_two_has_accepted_counts_whole_and_by_recipient() -> None:
    assert counted(LETTER) == {
        "document.total": 1,
        "document.R1": 1,
        "document.R2": 1,
        "document.R3": 1,
        "recipient.total": 2,
        "recipient.R1": 2,
        "recipient.R2": 2,
        "recipient.R3": 2,
        "recipient.R4": 1,
    }


def test_a_letter_on_both_ways_is_electronic_and_not_without_paper() -> None:
    both = replace(LETTER, way=Way.PARALLEL, paper_reason=PaperReason.MANDATORY_LIST)
    found = counted(both)
    assert (found["document.R1"], found["document.R2"], found["document.R4"]) == (1, 0, 0)
    assert found["reason.mandatory-list"] == 1
    assert counted(replace(both, paper_reason=None))["reason.unstated"] == 1


@pytest.mark.parametrize(("day", "late"), [(date(2020, 4, 5), 0), (date(2020, 4, 6), 1)])
def test_paper_is_late_from_the_sixth_of_the_following_month_on(day: date, late: int) -> None:
    paper = replace(LETTER, way=Way.PAPER, paper_reason=PaperReason.OTHER)
    found = counted(paper, on=day)
    assert (found["document.total"], found["document.R1"], found["late_entries"]) == (1, 0, late)


def test_a_replaced_letter_counts_nothing_but_that_it_was() -> None:
    assert counted(replace(LETTER, replaced=True)) == {"superseded": 1}


def test_a_recalled_letter_counts_as_what_it_was() -> None:
    assert counted(replace(LETTER, recalled=True)) == counted(LETTER) | {"recalled": 1}


def test_secrets_are_in_no_denominator() -> None:
    year = Year((MONTH,), (), (PlannedSecrets(LETTER.sender, MONTH, 3),), "")
    assert expected_counts(year, REPORTED) == {(LETTER.sender, MONTH): Counter(secrets=3)}


def test_figures_of_nothing_count_nothing() -> None:
    assert counts_of(figures(DocumentFacts().contribution())) == {}


def test_every_count_that_is_not_as_planned_is_named() -> None:
    key = (LETTER.sender, MONTH)
    expected: Counts = {key: Counter({"document.total": 2, "document.R1": 1})}
    found: Counts = {key: Counter({"document.total": 3}), ("000.00.31.H39", MONTH): Counter(recalled=1)}
    assert differences(expected, found) == [
        "000.00.30.H39 2020-03 document.R1: 1 ≠ 0",
        "000.00.30.H39 2020-03 document.total: 2 ≠ 3",
        "000.00.31.H39 2020-03 recalled: 0 ≠ 1",
    ]
    assert differences(found, found) == []
    assert less(found, expected)[key] == {"document.total": 1}


def test_districts_are_ranked_with_their_centres_and_who_issued_nothing_is_not_last() -> None:
    counts: Counts = {
        ("000.00.30.H39", MONTH): Counter({"document.total": 4, "document.R2": 3}),
        ("000.13.30.H39", MONTH): Counter({"document.total": 6, "document.R2": 0}),
        ("000.00.31.H39", MONTH): Counter({"document.total": 2, "document.R2": 1}),
    }
    order = [one.code for one in ranked(load_agencies(), counts, (MONTH,))]
    assert len(order) == 15
    assert order[-2:] == ["000.00.31.H39", "000.00.30.H39"]
