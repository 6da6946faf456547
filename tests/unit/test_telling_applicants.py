"""Applicants are told of their dossiers: once, while it is true, at a decent hour, at a capped cost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from lienthong.errors import Throttled, Unavailable
from lienthong.model.calendar import VIETNAM
from lienthong.model.event import Event, EventType
from lienthong.onestop.notices import NoticeRules
from lienthong.ports import ClaimState, NotTaken
from lienthong.services.one_stop_rules import folded
from tests.builders.agencies import ONE_STOP
from tests.builders.visits import COPY, NAME, NUMBER, PERMIT, STREET, TELEPHONE, Counter, handed, ready, visit
from tests.doubles.composed import ComposedExchange, composed
from tests.doubles.flaky import Disturbance, Strike
from tests.doubles.telling import Told

PERSONAL = (NAME, NUMBER, STREET, TELEPHONE, TELEPHONE[1:], "buoi@example.vn", "Bưởi", "Buoi")
DAY = date(2026, 3, 2)


class Office(Told):
    """A centre's counter, and what its applicants get to read."""

    visits = 0

    def take_in(self, *wishes: str, procedure: str = PERMIT, **changes: Any) -> Counter:
        """A dossier whose applicant wants to be told by these ways."""
        self.visits += 1
        body = visit(f"luot-{self.visits:013}", handed(procedure), confirm=True)
        body["applicant"] |= {"notices": list(wishes), **changes}
        answer = self.exchange.call(ONE_STOP, "POST", "/v1/dossiers", body)
        assert answer.status == 201, answer.text
        return Counter(self.exchange, str(answer.body["dossiers"][0]["code"]))

    def work(self) -> list[timedelta | None]:
        """Work off what the relay has put into the queue; each message's wait."""
        self.exchange.settle()
        self.messages = list(self.exchange.telling.take())
        return [self.again(number) for number in range(len(self.messages))]

    def again(self, number: int = 0) -> timedelta | None:
        """The same message once more."""
        message = self.messages[number]
        return self.telling.tell(message.submission_id, str(message.body["event_id"]))

    def persist(self, number: int = 0) -> None:
        """The message, as a queue brings it, until it is dealt with."""
        for _ in range(40):
            try:
                wait = self.again(number)
            except Unavailable:
                wait = timedelta(seconds=1)
            if wait is None:
                return
            self.exchange.clock.advance(wait)
        raise AssertionError("never over")

    def events(self) -> list[Event]:
        """What became of notices."""
        return [one for one in self.exchange.exchange.committed if one.type is EventType.APPLICANT_NOTICE]

    def outcomes(self) -> list[tuple[str, str, str, str | None]]:
        """Kind, way, outcome, and why, of each notice."""
        details: list[Any] = [event.details for event in self.events()]
        return [(one["notice"], one["channel"], one["outcome"], one["reason"]) for one in details]


@pytest.fixture
def exchange() -> Iterator[ComposedExchange]:
    with composed() as found:
        ready(found)
        yield found


@pytest.fixture
def office(exchange: ComposedExchange) -> Office:
    return Office(exchange)


# --- what is said ---------------------------------------------------------------------------------------


def test_an_applicant_who_wants_a_text_message_gets_one_when_the_dossier_is_accepted(office: Office) -> None:
    permit = office.take_in("sms")
    assert office.work() == [None]
    [told] = office.texts.carried
    assert told.address == "+84907123456"
    assert permit.code in told.text
    assert told.text.isascii(), "diacritics would double the price"
    assert office.outcomes() == [("received", "sms", "sent", None)]


def test_both_ways_are_told_each_by_itself(office: Office) -> None:
    office.take_in("sms", "email")
    assert office.work() == [None]
    assert [told.address for told in office.letters.carried] == ["buoi@example.vn"]
    assert "tiếp nhận" in office.letters.carried[0].text
    assert office.outcomes() == [("received", "sms", "sent", None), ("received", "email", "sent", None)]


def test_without_a_wish_nobody_is_told_and_nothing_is_recorded(office: Office) -> None:
    office.take_in()
    assert office.work() == [None]
    assert (office.texts.carried, office.letters.carried, office.events()) == ([], [], [])


def test_a_person_who_is_forgotten_is_not_told(office: Office, exchange: ComposedExchange) -> None:
    permit = office.take_in("sms")
    exchange.dossiers.forget(permit.code)
    assert office.work() == [None]
    assert (office.texts.carried, office.events()) == ([], [])


@pytest.mark.parametrize(
    ("act", "members", "kind"),
    [
        ("supplement-requested", {"reason": "papers-missing"}, "supplement-needed"),
        ("obligation-imposed", {}, "fee-due"),
        ("stopped", {"reason": "no-answer"}, "stopped"),
        ("reappointed", {"reason": "workload", "day": "2026-05-29"}, "delayed"),
    ],
)
def test_each_turn_that_concerns_the_applicant_is_told(
    office: Office, act: str, members: dict[str, Any], kind: str
) -> None:
    permit = office.take_in("sms")
    office.work()
    permit.done(act, **members)
    assert office.work() == [None]
    assert [outcome[:3] for outcome in office.outcomes()[1:]] == [(kind, "sms", "sent")]
    assert permit.code in office.texts.carried[-1].text


def test_what_the_applicant_did_at_the_desk_is_not_told(office: Office) -> None:
    permit = office.take_in("sms")
    office.work()
    permit.done("withdrawn")
    assert office.work() == []


def test_who_is_refused_at_the_desk_has_the_form_and_gets_no_message(office: Office) -> None:
    body = visit("luot-0000000009999", handed(COPY, outcome="refuse", reason="not-eligible"))
    answer = office.exchange.call(ONE_STOP, "POST", "/v1/dossiers", body)
    assert answer.status == 201, answer.text
    assert office.work() == [None]
    assert office.events() == []


def test_nothing_of_the_person_is_in_the_text_or_in_the_record(office: Office) -> None:
    office.take_in("sms", "email")
    office.work()
    said = [*office.texts.carried, *office.letters.carried]
    seen = [*(one.subject + one.text for one in said), *(repr(event.to_json()) for event in office.events())]
    assert len(seen) == 4
    assert not [word for word in PERSONAL for text in seen if word in text]


def test_what_became_of_a_notice_changes_nothing_of_the_dossier(office: Office) -> None:
    permit = office.take_in("sms")
    story = office.exchange.dossiers.story(permit.code)
    assert story is not None
    before = folded(story.events)
    office.work()
    after = office.exchange.dossiers.story(permit.code)
    assert after is not None
    assert len(after.events) == len(story.events) + 1
    assert folded(after.events) == before
    permit.done("supplement-requested", reason="papers-missing")


def test_the_centre_sees_in_the_story_what_was_told(office: Office) -> None:
    permit = office.take_in("sms")
    office.work()
    story = office.exchange.call(ONE_STOP, "GET", f"/v1/dossiers/{permit.code}").body
    [notice] = [one for one in story["events"] if one["type"] == "ApplicantNotice"]
    assert (notice["actor"], notice["details"]["outcome"]) == ("exchange", "sent")
    assert notice["details"]["segments"] == 1
    assert notice["details"]["of"] in {one["event_id"] for one in story["events"]}


@pytest.mark.parametrize("telephone", ["", "+12025550123", "0243 825 4136", "0907 12 34 567 890"])
def test_a_number_that_no_text_message_reaches_is_told_to_the_centre(office: Office, telephone: str) -> None:
    office.take_in("sms", telephone=telephone)
    assert office.work() == [None]
    assert office.texts.carried == []
    assert office.outcomes() == [("received", "sms", "suppressed", "no-address")]


# --- when -----------------------------------------------------------------------------------------------


def at_night(exchange: ComposedExchange) -> None:
    """To 21:30 in Vietnam."""
    exchange.clock.advance(datetime(2026, 3, 2, 14, 30, tzinfo=UTC) - exchange.clock.now())


def test_at_night_a_notice_waits_for_the_morning_and_has_not_failed(office: Office) -> None:
    office.take_in("sms")
    at_night(office.exchange)
    assert office.work() == [timedelta(hours=9, minutes=30)]
    assert (office.texts.carried, office.notices.claims) == ([], {})
    office.exchange.clock.advance(timedelta(hours=9, minutes=30))
    assert office.again() is None
    assert len(office.texts.carried) == 1


def test_a_queue_that_brings_it_early_is_told_what_is_left(office: Office) -> None:
    office.take_in("sms")
    at_night(office.exchange)
    office.work()
    office.exchange.clock.advance(timedelta(hours=4))
    assert office.again() == timedelta(hours=5, minutes=30)


def test_a_supplement_that_came_before_the_morning_is_not_asked_for_any_more(office: Office) -> None:
    permit = office.take_in("sms")
    office.work()
    at_night(office.exchange)
    permit.done("supplement-requested", reason="papers-missing")
    office.work()
    permit.done("supplement-received")
    office.exchange.clock.advance(timedelta(hours=10))
    assert office.again() is None
    assert office.outcomes()[1:] == [("supplement-needed", "sms", "suppressed", "overtaken")]
    assert len(office.texts.carried) == 1


def test_of_two_requests_only_the_one_that_still_stands_is_told(office: Office) -> None:
    permit = office.take_in("sms")
    office.work()
    at_night(office.exchange)
    permit.done("obligation-imposed")
    permit.done("obligation-met")
    permit.done("obligation-imposed")
    office.work()
    office.exchange.clock.advance(timedelta(hours=10))
    assert [office.again(0), office.again(1)] == [None, None]
    assert [one[2] for one in office.outcomes()[1:]] == ["suppressed", "sent"]


def test_beyond_the_days_budget_a_notice_waits_for_the_next_days(exchange: ComposedExchange) -> None:
    office = Office(exchange, NoticeRules(most_segments_a_day=2))
    for _ in range(3):
        office.take_in("sms")
    waits = office.work()
    assert waits[:2] == [None, None]
    assert waits[2] is not None
    assert exchange.clock.now() + waits[2] == datetime(2026, 3, 3, 0, tzinfo=UTC), "07:00 in Vietnam"
    assert exchange.telemetry.total("NoticeBudgetUsedUp") == 1
    exchange.clock.advance(waits[2])
    assert office.again(2) is None
    assert office.notices.spent == {(ONE_STOP.code, DAY): 2, (ONE_STOP.code, DAY + timedelta(days=1)): 1}


def test_two_runs_side_by_side_do_not_spend_more_than_the_day_has(exchange: ComposedExchange) -> None:
    office = Office(exchange, NoticeRules(most_segments_a_day=1))
    office.take_in("sms")
    office.take_in("sms")
    exchange.settle()
    first, second = exchange.telling.take()
    # The second run claims between the first one's reading and its claim.
    office.flakiness.arm(
        Strike(1, Disturbance.IS_OUTRUN),
        lambda: office.telling.tell(second.submission_id, str(second.body["event_id"])),
    )
    wait = office.telling.tell(first.submission_id, str(first.body["event_id"]))
    assert wait is not None
    assert len(office.texts.carried) == 1
    assert office.notices.spent == {(ONE_STOP.code, DAY): 1}


def test_two_days_of_a_full_budget_are_waited_out_and_seven_end_with_a_record(
    exchange: ComposedExchange,
) -> None:
    office = Office(exchange, NoticeRules(most_segments_a_day=0))
    office.take_in("sms")
    [wait] = office.work()
    for day in (3, 4):
        assert wait is not None
        exchange.clock.advance(wait)
        assert exchange.clock.now() == datetime(2026, 3, day, 0, tzinfo=UTC)
        wait = office.again()
    assert office.events() == []
    office.persist()
    assert office.outcomes() == [("received", "sms", "suppressed", "too-late")]
    assert exchange.clock.now() - datetime(2026, 3, 2, 1, tzinfo=UTC) < timedelta(days=8)


def test_letters_cost_no_segments(exchange: ComposedExchange) -> None:
    office = Office(exchange, NoticeRules(most_segments_a_day=0))
    office.take_in("email")
    assert office.work() == [None]
    assert office.notices.spent == {}


# --- once -----------------------------------------------------------------------------------------------


def test_a_message_that_comes_again_tells_nobody_again(office: Office) -> None:
    office.take_in("sms", "email")
    office.work()
    assert [office.again() for _ in range(3)] == [None, None, None]
    assert len(office.texts.carried) == len(office.letters.carried) == 1
    assert len(office.events()) == 2


def test_one_way_that_waits_does_not_repeat_the_other(office: Office) -> None:
    office.take_in("sms", "email")
    office.texts.failing = [NotTaken(for_ever=False)]
    assert office.work() == [timedelta(minutes=1)]
    office.exchange.clock.advance(timedelta(minutes=1))
    assert office.again() is None
    assert len(office.texts.carried) == len(office.letters.carried) == 1


def test_a_run_beside_another_leaves_the_sending_to_it(office: Office) -> None:
    office.take_in("sms")
    office.exchange.settle()
    office.messages = list(office.exchange.telling.take())
    office.flakiness.arm(Strike(1, Disturbance.IS_OUTRUN), office.again)
    assert office.again() is None
    assert len(office.texts.carried) == 1
    assert len(office.events()) == 1


#: Read, claim, send, outcome.
CALLS = range(4)


@pytest.mark.parametrize("disturbance", [Disturbance.FAILS_BEFORE, Disturbance.FAILS_AFTER])
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("wish", ["sms", "email"])
def test_whatever_call_fails_the_applicant_is_told_and_it_is_recorded_once(
    office: Office, wish: str, call: int, disturbance: Disturbance
) -> None:
    office.take_in(wish)
    office.exchange.settle()
    office.messages = list(office.exchange.telling.take())
    office.flakiness.arm(Strike(call, disturbance))
    office.persist()
    assert not office.flakiness.armed
    # A second one only where nobody can know whether the first went out.
    unknown = (call, disturbance) in {(2, Disturbance.FAILS_AFTER), (3, Disturbance.FAILS_BEFORE)}
    carried = [*office.texts.carried, *office.letters.carried]
    assert len(carried) == (2 if unknown else 1)
    assert [outcome[1:3] for outcome in office.outcomes()] == [(wish, "sent")]
    [claim] = office.notices.claims.values()
    assert claim.state is ClaimState.OVER
    assert sum(office.notices.spent.values()) >= len(office.texts.carried), "the cap holds, come what may"


def test_a_claim_whose_run_died_counts_as_an_attempt_and_is_tried_again(office: Office) -> None:
    office.take_in("sms")
    office.exchange.settle()
    office.messages = list(office.exchange.telling.take())
    office.flakiness.arm(Strike(3, Disturbance.FAILS_BEFORE))
    with pytest.raises(Unavailable):
        office.again()
    assert office.again() == timedelta(minutes=10), "whoever is at work may still be"
    office.exchange.clock.advance(timedelta(minutes=10))
    assert office.again() == timedelta(minutes=1)
    office.persist()
    [event] = office.events()
    assert event.details["attempts"] == 2


# --- failures -------------------------------------------------------------------------------------------


def test_failed_attempts_come_further_and_further_apart_until_it_is_given_up(office: Office) -> None:
    office.take_in("sms")
    office.texts.failing = [NotTaken(for_ever=False)] * 5
    [wait] = office.work()
    waits = []
    while wait is not None:
        waits.append(wait)
        office.exchange.clock.advance(wait)
        wait = office.again()
    assert waits == [timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6)]
    assert office.outcomes() == [("received", "sms", "failed", "given-up")]
    assert office.events()[0].details["attempts"] == 5
    assert sum(office.notices.spent.values()) == 0, "nothing was sent, nothing was spent"


def test_what_the_provider_will_never_take_is_not_tried_again_and_costs_nothing(office: Office) -> None:
    office.take_in("sms")
    office.texts.failing = [NotTaken(for_ever=True)]
    assert office.work() == [None]
    assert office.outcomes() == [("received", "sms", "failed", "refused")]
    assert sum(office.notices.spent.values()) == 0


def test_an_answer_that_was_lost_has_been_spent(office: Office) -> None:
    office.take_in("sms")
    office.texts.failing = ["lost"]
    assert office.work() == [timedelta(minutes=1)]
    assert sum(office.notices.spent.values()) == 1
    office.exchange.clock.advance(timedelta(minutes=1))
    office.again()
    assert sum(office.notices.spent.values()) == len(office.texts.carried) == 2


def test_while_another_attempt_waits_news_may_overtake_it(office: Office) -> None:
    permit = office.take_in("sms")
    office.work()
    permit.done("supplement-requested", reason="papers-missing")
    office.texts.failing = [Throttled()]
    office.work()
    permit.done("supplement-received")
    office.persist()
    assert office.outcomes()[1:] == [("supplement-needed", "sms", "suppressed", "overtaken")]


def test_an_event_or_a_dossier_that_is_not_there_is_nothing_to_tell(office: Office) -> None:
    permit = office.take_in("sms")
    assert office.telling.tell(permit.code, "01ARZ3NDEKTSV4RRFFQ69G5FAV") is None
    assert office.telling.tell("000.13.30.H39-190101-0001", "01ARZ3NDEKTSV4RRFFQ69G5FAV") is None


def test_a_text_names_the_appointment_as_it_stands_now(office: Office) -> None:
    permit = office.take_in("sms")
    at_night(office.exchange)
    office.work()
    permit.done("obligation-imposed")
    office.exchange.clock.advance(timedelta(days=2))
    promised = permit.done("obligation-met")["promised"]
    office.persist()
    day = datetime.fromisoformat(promised).astimezone(VIETNAM).strftime("%d/%m/%Y")
    assert any(day in told.text for told in office.texts.carried)
