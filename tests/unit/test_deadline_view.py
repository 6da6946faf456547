"""Who owes what by when: what opens an obligation, and what meets, moves, suspends or voids it."""

from __future__ import annotations

from typing import Any

import pytest

from lienthong.calendar.data import CalendarData
from lienthong.calendar.reading import calendar_of, shipped
from lienthong.calendar.working import WorkingCalendar
from lienthong.deadlines.rules import Duty
from lienthong.model.event import EventType
from lienthong.services.following import Entry
from tests.builders.deadlines import RECIPIENT, SENDER, Folded, local
from tests.builders.logged import submission_id

CONSIGNED = EventType.CONTENT_CONSIGNMENT
ACCEPTED, REFUSED = EventType.CONSIGNMENT_ACCEPTANCE, EventType.CONSIGNMENT_REJECTION
WARNING, EXPIRY = EventType.DEADLINE_WARNING, EventType.DEADLINE_EXPIRY


def delivered(at: str = "2026-11-27 09:00", question: str | None = None, **facts: Any) -> Folded:
    """A document of that day, consigned at that time."""
    folded = Folded().accept(1, at=at, issued_on=at[:10], **facts)
    return folded.delivery(CONSIGNED, 1, at=at, question=question)


# --- the sender ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issued_on", "received", "late_minutes"),
    [
        ("2026-11-26", "2026-11-26 16:00", None),
        ("2026-11-26", "2026-11-27 11:30", None),  # the last moment is in time
        ("2026-11-26", "2026-11-27 14:00", 60),
        ("2026-11-27", "2026-11-30 08:00", None),
        ("2026-11-20", "2026-11-27 11:30", 5 * 510 - 270 + 270 - 510),
    ],
)
def test_sending_is_judged_when_the_document_comes(
    issued_on: str, received: str, late_minutes: int | None
) -> None:
    folded = Folded().accept(1, at="2026-11-30 09:00", issued_on=issued_on, received_at=received)
    (counted,) = folded.counts("2026-11").values()
    assert (counted["in_time"], counted["late"]) == ((1, 0) if late_minutes is None else (0, 1))
    if late_minutes is None:
        assert folded.past() == []
    else:
        (done,) = folded.past()
        assert (done.agency, done.duty, done.done_at) == (SENDER, Duty.SENDING, local(received))
        assert counted["late_minutes"] == late_minutes


def test_an_urgent_document_sent_the_next_morning_is_late_and_told_although_it_is_done() -> None:
    folded = Folded().accept(1, at="2026-11-27 07:30", issued_on="2026-11-26", priority=2)
    assert folded.next_alarms() == [("2026-11-27 00:00", "urgent-sending")]
    (done,) = folded.past()
    folded.alarm(EXPIRY, done, at="2026-11-27 07:35")
    assert folded.next_alarms() == []
    assert folded.past() == [done]


def test_a_rejected_document_has_not_been_sent_and_its_time_goes_on() -> None:
    folded = Folded().accept(1, at="2026-11-26 09:00", issued_on="2026-11-26", rejected=True)
    owed = folded.only(Duty.SENDING, SENDER)
    assert (owed.due, owed.warn_at) == (local("2026-11-27 11:30"), local("2026-11-27 09:30"))
    # The corrected document comes under another DocumentId: number and day say which it is.
    folded.accept(2, at="2026-11-27 10:00", issued_on="2026-11-26", number="1")
    assert folded.owed(SENDER) == {}
    assert folded.next_alarms() == []
    (counted,) = folded.counts("2026-11").values()
    assert (counted["in_time"], counted["late"]) == (1, 0)


def test_a_document_rejected_twice_is_one_obligation() -> None:
    folded = Folded().accept(1, at="2026-11-26 09:00", issued_on="2026-11-26", rejected=True)
    first = folded.only(Duty.SENDING, SENDER)
    folded.accept(2, at="2026-11-26 10:00", issued_on="2026-11-26", rejected=True, number="1")
    assert folded.only(Duty.SENDING, SENDER) == first


def test_what_was_signed_before_the_decree_owes_nothing() -> None:
    folded = Folded().accept(1, at="2018-08-31 09:00", issued_on="2018-08-20")
    assert folded.counts("2018-08") == {}


# --- receipt --------------------------------------------------------------------------------------------


def test_receipt_is_owed_from_the_consignment_and_met_by_accepting_or_refusing() -> None:
    for answer in (ACCEPTED, REFUSED):
        folded = delivered()
        owed = folded.only(Duty.RECEIPT)
        assert (owed.due, owed.warn_at) == (local("2026-11-27 17:00"), local("2026-11-27 15:00"))
        assert (owed.number, owed.notation, owed.sender) == ("1", "UBND-VP", SENDER)
        folded.delivery(answer, 1, at="2026-11-27 16:00", status="03")
        assert (folded.owed(), folded.next_alarms(), folded.past()) == ({}, [], [])
        assert folded.counts("2026-11")[f"{RECIPIENT}#receipt"]["in_time"] == 1


def test_what_is_met_late_is_counted_with_its_office_time_in_the_month_of_its_end() -> None:
    folded = delivered("2026-11-30 09:00").delivery(ACCEPTED, 1, at="2026-12-01 09:00", status="03")
    counted = folded.counts("2026-11")[f"{RECIPIENT}#receipt"]
    assert counted == {"in_time": 0, "late": 1, "late_minutes": 120, "latest_minutes": 120}
    assert [done.done_at for done in folded.past()] == [local("2026-12-01 09:00")]


def test_who_has_less_time_than_the_warning_is_not_warned() -> None:
    owed = delivered("2026-11-27 16:30").only(Duty.RECEIPT)
    assert owed.warn_at is None
    assert owed.next_alarm == owed.due


def test_a_consignment_that_comes_twice_opens_nothing_new() -> None:
    folded = delivered()
    before = dict(folded.records)
    folded.delivery(CONSIGNED, 1, at="2026-11-27 10:00", question=None)
    assert folded.records == before


def test_a_document_that_the_evidence_does_not_describe_is_received_all_the_same() -> None:
    folded = Folded().delivery(CONSIGNED, 1, at="2026-11-27 09:00")
    assert folded.only(Duty.RECEIPT).number is None


def test_other_recipients_and_other_documents_owe_for_themselves() -> None:
    folded = delivered()
    folded.delivery(CONSIGNED, 1, at="2026-11-27 09:00", agency="000.00.17.H39", question=None)
    folded.accept(2, at="2026-11-27 09:00", issued_on="2026-11-27")
    folded.delivery(CONSIGNED, 2, at="2026-11-27 09:05", question=None)
    folded.delivery(ACCEPTED, 1, at="2026-11-27 10:00", status="03")
    assert folded.only(Duty.RECEIPT).submission_id == submission_id(2)
    assert folded.only(Duty.RECEIPT, "000.00.17.H39").submission_id == submission_id(1)


# --- due dates ------------------------------------------------------------------------------------------


def test_a_due_date_is_owed_until_status_06() -> None:
    folded = delivered(due_on="2026-12-04").delivery(ACCEPTED, 1, at="2026-11-27 10:00", status="03")
    owed = folded.only(Duty.COMPLETION)
    assert (owed.due, owed.warn_at) == (local("2026-12-04 17:00"), local("2026-12-03 07:00"))
    folded.delivery(EventType.STATUS_CHANGE, 1, at="2026-12-01 09:00", status="05")
    assert folded.only(Duty.COMPLETION) == owed
    folded.delivery(EventType.STATUS_CHANGE, 1, at="2026-12-02 09:00", status="06")
    assert folded.owed() == {}


def test_a_refusal_ends_the_due_date_and_counts_nothing_for_it() -> None:
    folded = delivered(due_on="2026-12-04").delivery(REFUSED, 1, at="2026-11-27 10:00", status="02")
    assert (folded.owed(), folded.next_alarms()) == ({}, [])
    assert f"{RECIPIENT}#completion" not in folded.counts("2026-12")


def test_a_due_date_that_was_over_before_the_document_came_binds_nobody() -> None:
    assert list(delivered(due_on="2026-11-26").owed()) == [Duty.RECEIPT]


# --- take-back, update, replacement ---------------------------------------------------------------------


def recalled(**facts: Any) -> Folded:
    folded = delivered(**facts)
    return folded.delivery(EventType.RECALL_NOTIFICATION, 1, at="2026-11-27 11:00", reason="recalled")


def test_a_take_back_suspends_what_was_owed_and_asks_for_an_answer() -> None:
    folded = recalled(due_on="2026-12-04")
    owed = folded.owed()
    assert owed[Duty.RECEIPT].suspended
    assert owed[Duty.COMPLETION].suspended
    assert owed[Duty.RECALL_ANSWER].due == local("2026-11-30 17:00")
    assert folded.next_alarms() == [("2026-11-30 15:00", "recall-answer")]


def test_agreeing_to_a_take_back_meets_the_answer_and_ends_the_rest() -> None:
    folded = recalled(due_on="2026-12-04")
    folded.delivery(EventType.RECALL_AGREEMENT, 1, at="2026-11-27 14:00", status="15")
    folded.delivery(EventType.COPY_DESTRUCTION, 1, at="2026-11-27 14:00", attachments=[])
    assert (folded.owed(), folded.next_alarms()) == ({}, [])
    assert list(folded.counts("2026-11")) == [f"{SENDER}#sending", f"{RECIPIENT}#recall-answer"][::-1]


def test_after_a_refused_take_back_receipt_is_due_by_the_end_of_that_day() -> None:
    folded = recalled(due_on="2026-12-04")
    folded.delivery(EventType.RECALL_REFUSAL, 1, at="2026-12-01 09:00", status="16")
    owed = folded.owed()
    assert set(owed) == {Duty.RECEIPT, Duty.COMPLETION}
    assert owed[Duty.RECEIPT].due == local("2026-12-01 17:00")
    assert owed[Duty.COMPLETION].due == local("2026-12-04 17:00")
    assert not any(one.suspended for one in owed.values())
    assert len(folded.next_alarms()) == 2


def test_a_withheld_copy_owes_nothing() -> None:
    folded = delivered(due_on="2026-12-04")
    folded.delivery(EventType.COPY_WITHHOLDING, 1, at="2026-11-27 11:00", reason="recalled")
    assert (folded.owed(), folded.next_alarms()) == ({}, [])
    assert f"{RECIPIENT}#receipt" not in folded.counts("2026-11")


@pytest.mark.parametrize("answer", [EventType.REPLACEMENT_AGREEMENT, EventType.REPLACEMENT_REFUSAL])
def test_an_update_or_a_replacement_asks_for_an_answer_within_three_working_days(answer: EventType) -> None:
    folded = delivered(question="replacement")
    assert folded.owed()[Duty.UPDATE_ANSWER].due == local("2026-12-02 17:00")
    folded.delivery(answer, 1, at="2026-12-03 09:00", status="15")
    assert Duty.UPDATE_ANSWER not in folded.owed()
    assert folded.counts("2026-12")[f"{RECIPIENT}#update-answer"]["late"] == 1


# --- alarms ---------------------------------------------------------------------------------------------


def test_a_warning_moves_the_next_alarm_to_the_end_and_an_expiry_to_what_is_late() -> None:
    folded = delivered()
    owed = folded.only(Duty.RECEIPT)
    assert folded.next_alarms() == [("2026-11-27 15:00", "receipt")]
    folded.alarm(WARNING, owed, at="2026-11-27 15:05")
    assert folded.next_alarms() == [("2026-11-27 17:00", "receipt")]
    folded.alarm(EXPIRY, owed, at="2026-11-27 17:05")
    assert folded.next_alarms() == []
    assert len(folded.partition("LATE")) == 1
    folded.delivery(ACCEPTED, 1, at="2026-11-30 09:00", status="03")
    assert folded.partition("LATE") == {}
    assert len(folded.past()) == 1


def test_an_expiry_without_a_warning_leaves_no_note_behind() -> None:
    folded = delivered()
    folded.alarm(EXPIRY, folded.only(Duty.RECEIPT), at="2026-11-30 08:00")
    assert folded.next_alarms() == []
    assert len(folded.partition("LATE")) == 1


def test_an_alarm_of_another_end_or_of_what_is_met_changes_nothing() -> None:
    folded = recalled()
    before = folded.owed()[Duty.RECEIPT]
    folded.delivery(EventType.RECALL_REFUSAL, 1, at="2026-12-01 09:00", status="16")
    records = dict(folded.records)
    folded.alarm(EXPIRY, before, at="2026-12-01 09:05")
    assert folded.records == records
    folded.delivery(ACCEPTED, 1, at="2026-12-01 10:00", status="03")
    records = dict(folded.records)
    folded.alarm(WARNING, before, at="2026-12-01 10:05")
    assert folded.records == records


# --- calendars ------------------------------------------------------------------------------------------


def without_2026() -> WorkingCalendar:
    years = {year: days for year, days in shipped().years.items() if year < 2026}
    return WorkingCalendar(CalendarData(years, shipped().hours))


def test_what_nobody_can_date_is_counted_under_the_missing_year_and_dated_once_it_is_loaded() -> None:
    undated = Folded(without_2026())
    undated.accept(1, at="2026-11-27 09:00", issued_on="2026-11-27")
    undated.delivery(CONSIGNED, 1, at="2026-11-27 09:00", question=None)
    undated.delivery(ACCEPTED, 1, at="2026-11-27 10:00", status="03")
    assert undated.partition("MISSING") == {"2026": {"count": 2}}
    assert (undated.owed(), undated.counts("2026-11")) == ({}, {})
    # A version of its own, made anew from the same events.
    dated = Folded()
    assert dated.view.version != undated.view.version
    for index, event in enumerate(undated.events):
        dated.fold(Entry(index, event))
    assert dated.counts("2026-11")[f"{RECIPIENT}#receipt"]["in_time"] == 1
    assert dated.partition("MISSING") == {}


def test_what_is_met_in_a_year_that_is_not_loaded_is_no_longer_owed() -> None:
    """Neither by how much receipt was late can be said, nor by when that day's document was to be sent."""
    folded = delivered("2026-12-31 09:00").delivery(ACCEPTED, 1, at="2027-01-04 09:00", status="03")
    assert folded.owed() == {}
    assert len(folded.past()) == 1
    assert folded.partition("MISSING") == {"2027": {"count": 2}}


def test_a_day_off_that_is_decided_later_moves_the_ends_it_concerns() -> None:
    off: dict[str, Any] = {"first": "2026-11-27", "kind": "off", "vi": "Nghỉ đột xuất", "en": "storm"}
    storm = calendar_of({"format": "lienthong-calendar/1", "years": {"2026": [off]}})
    folded = Folded(WorkingCalendar(shipped().with_loaded(storm)))
    folded.delivery(CONSIGNED, 1, at="2026-11-27 09:00", question=None)
    assert folded.only(Duty.RECEIPT).due == local("2026-11-30 17:00")


def test_the_same_calendar_and_rules_are_the_same_version() -> None:
    assert Folded().view.version == Folded(WorkingCalendar(shipped())).view.version


def test_documents_that_are_deleted_leave_no_record_of_them() -> None:
    folded = delivered()
    assert folded.partition("DOCUMENT")
    folded.delivery(EventType.CONTENT_DELETION, 1, at="2031-11-27 09:00", agency="")
    assert folded.partition("DOCUMENT") == {}
