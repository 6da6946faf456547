"""What a document counts, by what is known of it: R1 to R4 by document, and by document × recipient."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lienthong.measures.documents import MOST_REPLACEMENTS
from lienthong.measures.periods import Month
from lienthong.measures.ratios import NOT_APPLICABLE, Measure, Unit
from lienthong.measures.tallies import (
    LATE_ENTRIES,
    RECALLED,
    SECRETS,
    SUPERSEDED,
    UNDELIVERED,
    Tally,
    numerator_of,
    sum_of,
    total_of,
)
from lienthong.model.event import EventType, JsonValue
from lienthong.services.measures_view import MeasuresView, listing
from lienthong.services.viewing import MOST_OF_AN_ENTRY, Held
from tests.builders.agencies import DEPARTMENT, DISTRICT, STRANGER
from tests.builders.logged import submission_id
from tests.builders.measured import Counted
from tests.doubles.memory_views import MemoryViews

BOTH = (DEPARTMENT.code, STRANGER.code)
RECIPIENT = Unit.RECIPIENT


def test_an_agency_that_issued_nothing_has_no_ratio_rather_than_none_or_all() -> None:
    tally = Counted().tally()
    assert {tally.ratio(unit, measure) for unit in Unit for measure in Measure} == {NOT_APPLICABLE}


def test_a_document_counts_in_every_ratio_once_all_recipients_have_accepted_it() -> None:
    assert Counted().sent(1, *BOTH).ratios() == [1, 1, 1, 1, 1]
    half = Counted().accepted(1, *BOTH).consigned(1, *BOTH).copy(EventType.CONSIGNMENT_ACCEPTANCE, 1, BOTH[0])
    assert half.ratios() == [1, 1, 1, 1, 0]
    assert half.ratios(RECIPIENT) == [2, 2, 2, 2, 1]


def test_what_was_accepted_and_reached_nobody_is_in_the_denominators_alone() -> None:
    assert Counted().accepted(1, *BOTH).ratios() == [1, 0, 0, 0, 0]
    failed = Counted().accepted(1, *BOTH).copy(EventType.CONTENT_CONSIGNMENT_FAILURE, 1, *BOTH)
    assert failed.ratios(RECIPIENT) == [2, 0, 0, 0, 0]
    assert failed.tally()[UNDELIVERED] == 2


def test_a_document_that_one_recipient_got_is_electronic_and_the_other_recipient_is_not() -> None:
    counted = Counted().accepted(1, *BOTH).consigned(1, BOTH[0])
    assert counted.ratios() == [1, 1, 1, 1, 0]
    assert counted.ratios(RECIPIENT) == [2, 1, 1, 1, 0]


def test_a_document_that_says_it_goes_on_paper_as_well_is_electronic_but_not_only() -> None:
    counted = Counted().sent(1, also_on_paper=True)
    assert counted.ratios() == [1, 1, 0, 1, 0]
    assert counted.tally().reasons == {"unstated": 1}


def test_a_document_that_does_not_say_that_it_went_without_paper_is_not_believed_to() -> None:
    assert Counted().sent(1, paper_known=False).ratios() == [1, 1, 0, 1, 0]


def test_without_both_signatures_a_document_is_not_legally_valid() -> None:
    assert Counted().sent(1, original_equivalent=False).ratios() == [1, 1, 1, 0, 0]


def test_a_refusal_is_no_acceptance() -> None:
    counted = Counted().accepted(1).consigned(1).copy(EventType.CONSIGNMENT_REJECTION, 1)
    assert counted.ratios() == [1, 1, 1, 1, 0]


def test_acceptances_from_before_they_told_of_their_document_are_left_out() -> None:
    counted = Counted().accepted(1)
    details = {name: value for name, value in counted.events[0].details.items() if name != "document"}
    old = counted.logged.event(EventType.SUBMISSION_ACCEPTANCE, submission_id(1), details=details)
    counted.events = [old]
    assert counted.taken_in(1).ratios() == [0, 0, 0, 0, 0]


def test_a_delivery_to_whom_the_acceptance_does_not_name_counts_nothing_in_either_order() -> None:
    counted = Counted().accepted(1).consigned(1, *BOTH)
    assert counted.ratios(RECIPIENT) == [1, 1, 1, 1, 0]
    counted.events.reverse()
    assert counted.ratios(RECIPIENT) == [1, 1, 1, 1, 0]


# --- recalled and replaced ------------------------------------------------------------------------


def test_a_recalled_document_counts_once_and_is_listed() -> None:
    counted = Counted().sent(1).recalled(1).recalled(1)
    assert counted.ratios() == [1, 1, 1, 1, 1]
    assert counted.tally()[RECALLED] == 1


def test_a_replaced_document_and_its_replacement_count_once_as_what_the_replacement_is() -> None:
    counted = Counted().sent(1, original_equivalent=False).sent(2, targets=[submission_id(1)])
    assert counted.ratios() == [1, 1, 1, 1, 1]
    assert counted.ratios(RECIPIENT) == [1, 1, 1, 1, 1]
    assert counted.tally()[SUPERSEDED] == 1


def test_a_recipient_to_whom_the_replacement_does_not_go_still_counts_with_the_replaced() -> None:
    counted = Counted().sent(1, *BOTH).accepted(2, BOTH[0], targets=[submission_id(1)])
    assert counted.ratios() == [1, 0, 0, 0, 0]
    assert counted.ratios(RECIPIENT) == [2, 1, 1, 1, 1]


def test_a_chain_of_replacements_counts_once() -> None:
    counted = Counted().sent(1)
    for number in range(2, 6):
        counted.sent(number, targets=[submission_id(number - 1)])
    assert counted.ratios() == counted.ratios(RECIPIENT) == [1, 1, 1, 1, 1]


def test_a_recalled_document_gives_way_to_the_next_under_its_number() -> None:
    counted = Counted().sent(1, number="7", original_equivalent=False).recalled(1).sent(2, number="07")
    assert counted.ratios() == counted.ratios(RECIPIENT) == [1, 1, 1, 1, 1]
    assert (counted.tally()[RECALLED], counted.tally()[SUPERSEDED]) == (1, 1)


def test_of_two_recalled_documents_under_one_number_the_later_counts() -> None:
    counted = Counted().sent(1, number="7", original_equivalent=False).recalled(1)
    counted.sent(2, number="7").recalled(2)
    assert counted.ratios() == counted.ratios(RECIPIENT) == [1, 1, 1, 1, 1]


def test_two_documents_under_one_number_that_nobody_recalled_are_two() -> None:
    assert Counted().sent(1, number="7").sent(2, number="7").ratios() == [2, 2, 2, 2, 2]


def test_a_document_may_be_replaced_more_often_than_replacements_are_listed() -> None:
    counted = Counted().sent(1)
    for number in range(2, MOST_REPLACEMENTS + 7):
        counted.accepted(number, targets=[submission_id(1)])
    facts = counted.records()[f"D#{submission_id(1)}", "FACTS"]
    listed = facts["replaced_by"]
    assert isinstance(listed, list)
    assert len(listed) == MOST_REPLACEMENTS


def test_the_widest_acceptance_stays_within_what_one_entry_may_change() -> None:
    counted = Counted()
    for number in range(1, 24):
        month = f"{2000 + number}-0{1 + number % 9}-05"
        counted.sent(number, number=str(number if number < 20 else 99), issued_on=month)
    targets: list[JsonValue] = [submission_id(number) for number in range(1, 21)]
    counted.on_paper(99, issued_on="2023-01-05").accepted(30, number="99", targets=targets)
    view, held = MeasuresView(), Held("measures.1", MemoryViews())
    for entry in counted.entries()[:-1]:
        view.fold(entry, held)
    held.settle()
    view.fold(counted.entries()[-1], held)
    assert len(held.changes) <= MOST_OF_AN_ENTRY


# --- the paper register ---------------------------------------------------------------------------


def test_a_document_on_paper_is_in_the_denominators_and_in_no_numerator() -> None:
    counted = Counted().sent(1).on_paper(2)
    assert counted.ratios() == [2, 1, 1, 1, 1]
    assert counted.ratios(RECIPIENT) == [3, 1, 1, 1, 1]
    assert counted.tally().reasons == {"mandatory-list": 1}


def test_paper_beside_an_electronic_document_is_one_document_that_is_not_electronic_only() -> None:
    for counted in (
        Counted().sent(5).on_paper(5, carriage="parallel"),
        Counted().on_paper(5, number="05", carriage="parallel").sent(5),
    ):
        assert counted.ratios() == [1, 1, 0, 1, 0]
        # Two got the paper, one of them electronically as well.
        assert counted.ratios(RECIPIENT) == [2, 1, 0, 1, 0]


def test_a_withdrawn_entry_counts_nothing_in_either_order() -> None:
    counted = Counted().sent(5).on_paper(5, carriage="parallel").withdrawn()
    assert counted.ratios() == [1, 1, 1, 1, 1]
    alone = Counted().on_paper(6).withdrawn()
    assert alone.ratios() == [0, 0, 0, 0, 0]
    alone.events.reverse()
    assert alone.ratios() == [0, 0, 0, 0, 0]


def test_secrets_are_counted_beside_the_ratios_and_never_in_them() -> None:
    counted = Counted().sent(1)
    counted.on_paper(0, carriage="secret", number=None, notation=None, issued_on="2018-11-01", count=9)
    assert counted.ratios() == [1, 1, 1, 1, 1]
    assert counted.tally()[SECRETS] == 9


def test_an_entry_reported_after_its_months_reporting_has_ended_is_counted_and_shown_as_late() -> None:
    # In Vietnam it is the sixth at 17:00 UTC of the fifth.
    late = datetime(2018, 12, 5, 17, 0, tzinfo=UTC).isoformat()
    in_time = datetime(2018, 12, 5, 16, 59, tzinfo=UTC).isoformat()
    counted = Counted().on_paper(1, reported_at=late).on_paper(2, reported_at=in_time)
    assert counted.ratios() == [2, 0, 0, 0, 0]
    assert counted.tally()[LATE_ENTRIES] == 1


@pytest.mark.parametrize(
    ("issued_on", "month"), [("2018-12-31", Month(2018, 12)), ("2019-01-01", Month(2019, 1))]
)
def test_a_document_belongs_to_the_month_in_which_it_was_issued(issued_on: str, month: Month) -> None:
    counted = Counted().sent(1, issued_on=issued_on).on_paper(2, issued_on=issued_on)
    assert counted.tally(month)[total_of(Unit.DOCUMENT)] == 2
    assert counted.tally()[total_of(Unit.DOCUMENT)] == 0


def test_what_is_counted_is_listed_by_agency_and_day() -> None:
    counted = Counted().accepted(1, issued_on="2018-11-24").on_paper(2)
    listed = sorted(sort for partition, sort in counted.records() if partition == listing(Month(2018, 11)))
    assert listed == [
        f"{DISTRICT.code}#2018-11-23#{counted.events[1].event_id}",
        f"{DISTRICT.code}#2018-11-24#{submission_id(1)}",
    ]


def test_tallies_add_up_and_what_is_taken_away_leaves_no_trace() -> None:
    one, other = Counted().sent(1).tally(), Counted().on_paper(2).tally()
    assert one + other == sum_of([other, one])
    assert one + other - other == one
    assert (one - one) == Tally()
    assert not (one - one)
    assert one[numerator_of(Unit.DOCUMENT, Measure.COMPLETE)] == 1
