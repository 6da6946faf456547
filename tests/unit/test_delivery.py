"""A delivery and the automaton of its status codes, every cell (QCVN 102:2016; D28 5.4, 9; ND30 18.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lienthong.errors import IllegalTransition, ReasonRequired
from lienthong.model.codes import Business, Question, Status, Withholding
from lienthong.model.delivery import (
    Delivery,
    apply_status,
    legal_codes,
    open_copy,
    question_of,
    supersede,
    take_back,
)

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)
ARRIVED = Delivery(
    submission_id="lt-aaaaaaaaaaaaaaaaaaaaaaaaaa",
    recipient="000.00.07.H39",
    sender="000.00.30.H39",
    document_id="VB-1",
    subject="V/v báo cáo",
    number="12",
    notation="UBND-VP",
    priority=0,
    consigned_at=datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
)
ORDINARY = {
    "01": {"02", "03"},
    "02": set(),
    "03": {"04", "05", "06"},
    "04": {"05", "06"},
    "05": {"05", "06"},
    "06": set(),
}
ANSWERS = {"15", "16"}
QUESTIONS: dict[Question | None, set[str]] = {
    None: set(),
    Question.UPDATE: ANSWERS,
    Question.REPLACEMENT: ANSWERS,
}
CELLS = [
    (status, question, code.value) for status in ORDINARY for question in (None, *Question) for code in Status
]


def expected(status: str, question: Question | None) -> set[str]:
    return ANSWERS if question is Question.RECALL else ORDINARY[status] | QUESTIONS[question]


@pytest.mark.parametrize(("status", "question", "code"), CELLS)
def test_a_code_is_taken_exactly_where_the_table_has_it(
    status: str, question: Question | None, code: str
) -> None:
    delivery = replace(ARRIVED, status=Status(status), question=question, opened_at=NOW, version=4)
    repeated = status == code and code not in ("01", "05") and question is not Question.RECALL
    if code in expected(status, question):
        changed = apply_status(delivery, Status(code), "lý do", LATER)
        assert changed.version == 5
    elif repeated:
        assert apply_status(delivery, Status(code), "lý do", LATER) is delivery
    else:
        with pytest.raises(IllegalTransition) as refused:
            apply_status(delivery, Status(code), "lý do", LATER)
        assert refused.value.facts["legal"] == (sorted(expected(status, question)) or ["-"])


@pytest.mark.parametrize("status", list(ORDINARY))
@pytest.mark.parametrize("question", [None, *Question])
def test_the_legal_codes_are_those_that_are_taken(status: str, question: Question | None) -> None:
    delivery = replace(ARRIVED, status=Status(status), question=question)
    assert {code.value for code in legal_codes(delivery)} == expected(status, question)


@pytest.mark.parametrize("cause", list(Withholding))
@pytest.mark.parametrize("code", [code for code in Status if code is not Status.ARRIVED])
def test_a_withheld_delivery_takes_no_code(cause: Withholding, code: Status) -> None:
    delivery = replace(ARRIVED, withheld=cause)
    assert legal_codes(delivery) == frozenset()
    with pytest.raises(IllegalTransition):
        apply_status(delivery, code, "lý do", NOW)


@pytest.mark.parametrize(
    ("status", "question", "code"),
    [("01", None, "02"), ("01", Question.RECALL, "16"), ("03", Question.UPDATE, "16")],
)
def test_a_refusal_needs_a_reason(status: str, question: Question | None, code: str) -> None:
    delivery = replace(ARRIVED, status=Status(status), question=question)
    with pytest.raises(ReasonRequired):
        apply_status(delivery, Status(code), "", NOW)


@pytest.mark.parametrize(
    ("status", "question", "code"),
    [("01", None, "03"), ("03", None, "04"), ("05", None, "06"), ("01", Question.RECALL, "15")],
)
def test_what_is_no_refusal_needs_no_reason(status: str, question: Question | None, code: str) -> None:
    delivery = replace(ARRIVED, status=Status(status), question=question)
    assert apply_status(delivery, Status(code), "", NOW) is not delivery


def test_agreeing_to_a_recall_withholds_the_copy_and_records_its_destruction() -> None:
    asked = take_back(open_copy(ARRIVED, NOW))
    agreed = apply_status(asked, Status.AGREES, "", LATER)
    assert (agreed.withheld, agreed.destroyed_at, agreed.question) == (Withholding.RECALLED, LATER, None)


def test_refusing_a_recall_leaves_the_copy_and_the_ordinary_way_goes_on() -> None:
    asked = take_back(apply_status(open_copy(ARRIVED, NOW), Status.ACCEPTED, "", NOW))
    refused = apply_status(asked, Status.DISAGREES, "đã thi hành", LATER)
    assert (refused.withheld, refused.question, refused.answered) == (None, None, Question.RECALL)
    assert apply_status(refused, Status.PROCESSING, "", LATER).status is Status.PROCESSING


@pytest.mark.parametrize("code", [Status.AGREES, Status.DISAGREES])
@pytest.mark.parametrize("question", list(Question))
def test_the_same_answer_again_changes_nothing_and_the_other_one_is_refused(
    question: Question, code: Status
) -> None:
    other = Status.AGREES if code is Status.DISAGREES else Status.DISAGREES
    answered = apply_status(replace(ARRIVED, question=question), code, "lý do", NOW)
    assert apply_status(answered, code, "lý do", LATER) is answered
    with pytest.raises(IllegalTransition):
        apply_status(answered, other, "lý do", LATER)


def test_a_status_repeated_beside_an_open_question_is_still_recognised() -> None:
    accepted = apply_status(replace(ARRIVED, question=Question.UPDATE), Status.ACCEPTED, "", NOW)
    assert apply_status(accepted, Status.ACCEPTED, "", LATER) is accepted


def test_processing_may_really_happen_more_than_once() -> None:
    processing = replace(ARRIVED, status=Status.PROCESSING)
    assert apply_status(processing, Status.PROCESSING, "", NOW).version == processing.version + 1


def test_only_the_first_opening_counts() -> None:
    opened = open_copy(ARRIVED, NOW)
    assert (opened.opened_at, opened.version) == (NOW, 2)
    assert open_copy(opened, LATER) is opened


def test_a_take_back_withholds_an_unopened_copy_and_asks_for_an_opened_one() -> None:
    assert take_back(ARRIVED).withheld is Withholding.RECALLED
    asked = take_back(open_copy(ARRIVED, NOW))
    assert (asked.withheld, asked.question) == (None, Question.RECALL)


def test_a_take_back_that_comes_again_changes_nothing() -> None:
    for taken_back in (take_back(ARRIVED), take_back(open_copy(ARRIVED, NOW))):
        assert take_back(taken_back) is taken_back


def test_a_take_back_suspends_an_open_question_and_forgets_an_earlier_answer() -> None:
    answered = apply_status(
        replace(ARRIVED, question=Question.REPLACEMENT, opened_at=NOW), Status.DISAGREES, "sai", NOW
    )
    asked = take_back(answered)
    assert (asked.question, asked.answer, asked.answered) == (Question.RECALL, None, None)


def test_a_superseded_copy_counts_as_destroyed_only_where_it_had_been_opened() -> None:
    unopened, opened = supersede(ARRIVED, LATER), supersede(open_copy(ARRIVED, NOW), LATER)
    assert (unopened.withheld, unopened.destroyed_at) == (Withholding.SUPERSEDED, None)
    assert (opened.withheld, opened.destroyed_at) == (Withholding.SUPERSEDED, LATER)
    assert supersede(opened, LATER) is opened


def test_only_updates_and_replacements_ask_something() -> None:
    assert [question_of(business) for business in Business] == [None, Question.UPDATE, Question.REPLACEMENT]
