"""A dossier's way through the agencies: what is legal, by whom, and by which submission it is evidenced."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from lienthong.errors import Throttled
from lienthong.model.agency import Agency
from lienthong.model.event import EventType
from lienthong.ports import DossierChange
from tests.builders.agencies import AUDITOR, DEPARTMENT, DISTRICT, ONE_STOP, REGISTRAR, STRANGER
from tests.builders.visits import NAME, PERMIT, TRANSFER, Counter, handed, ready, taken_in
from tests.doubles.composed import ComposedExchange, composed
from tests.published_api import assert_as_published


@pytest.fixture
def exchange() -> Iterator[ComposedExchange]:
    with composed(watch=assert_as_published) as parts:
        ready(parts)
        yield parts


@pytest.fixture
def permit(exchange: ComposedExchange) -> Counter:
    """A building permit, accepted: construction office, then the committee."""
    return Counter(exchange, taken_in(exchange, handed(PERMIT))[0])


def at_the_office(permit: Counter) -> str:
    """Hand the permit's first step over; the submission that carried the papers."""
    papers = permit.sent(ONE_STOP, DEPARTMENT, document="HS-2026-0001")
    permit.done("handed-over", step=1, submission=papers)
    return papers


def worked_off(permit: Counter) -> None:
    """Finish both steps, each with the submission that carried what was handed on."""
    at_the_office(permit)
    opinion = permit.sent(DEPARTMENT, ONE_STOP, document="KQ-2026-0001")
    permit.done("step-finished", DEPARTMENT, step=1, submission=opinion)
    onwards = permit.sent(DEPARTMENT, DISTRICT, document="HS-2026-0002")
    permit.done("handed-over", DEPARTMENT, step=2, submission=onwards)
    signed = permit.sent(DISTRICT, DEPARTMENT, document="GP-2026-0001")
    permit.done("step-finished", DISTRICT, step=2, submission=signed)


def events(exchange: ComposedExchange) -> list[Any]:
    return [one for one in exchange.exchange.committed if one.type is EventType.DOSSIER_EVENT]


# --- the way ------------------------------------------------------------------------------------------


def test_a_permit_goes_through_two_agencies_and_back_to_the_applicant(permit: Counter) -> None:
    worked_off(permit)
    assert permit.done("decided", granted=True)["status"] == 9
    dossier = permit.done("returned")

    assert (dossier["status"], dossier["granted"]) == (10, True)
    assert [step["agency"] for step in dossier["steps"]] == [DEPARTMENT.code, DISTRICT.code]
    assert not any(step["late"] for step in dossier["steps"])
    [person] = permit.exchange.dossiers.people([permit.code]).values()
    assert person.expires_at is not None, "from here on the person is forgotten by rule"


def test_the_story_leads_to_the_submissions_that_carried_it(
    exchange: ComposedExchange, permit: Counter
) -> None:
    papers = at_the_office(permit)
    story = exchange.call(ONE_STOP, "GET", f"/v1/dossiers/{permit.code}").body

    assert [event["details"].get("submission") for event in story["events"]] == [None, None, papers]
    assert exchange.call(ONE_STOP, "GET", f"/v1/submissions/{papers}").status == 200


def test_who_reads_is_told_what_it_may_do_now(exchange: ComposedExchange, permit: Counter) -> None:
    at_the_office(permit)
    path = f"/v1/dossiers/{permit.code}"
    centre, office = (exchange.call(who, "GET", path).body for who in (ONE_STOP, DEPARTMENT))

    assert "step-finished" in office["legal"]
    assert "step-finished" not in centre["legal"]
    assert "withdrawn" in centre["legal"]
    assert "withdrawn" not in office["legal"]
    assert centre["person"]["applicant"]["name"] == NAME
    assert office["person"] is None, "who applies is the centre's to know"


def test_a_supplement_stops_the_clock_and_its_answer_moves_the_appointment(permit: Counter) -> None:
    at_the_office(permit)
    asked = permit.done("supplement-requested", DEPARTMENT, reason="papers-missing")
    assert (asked["status"], asked["paused_since"] is not None) == (5, True)
    permit.exchange.clock.advance(timedelta(days=3))
    goes_on = permit.done("supplement-received")

    assert (goes_on["status"], goes_on["paused_since"]) == (4, None)
    assert goes_on["promised"] > asked["promised"]


def test_a_financial_obligation_pauses_until_it_is_met(permit: Counter) -> None:
    at_the_office(permit)
    assert permit.done("obligation-imposed", DEPARTMENT)["status"] == 6
    assert permit.act("decided", granted=True).code == "dossier.illegal-move"
    assert permit.done("obligation-met")["status"] == 4


def test_parallel_steps_are_handed_over_side_by_side(exchange: ComposedExchange) -> None:
    transfer = Counter(exchange, taken_in(exchange, handed(TRANSFER))[0])
    papers = transfer.sent(ONE_STOP, DEPARTMENT, document="HS-1")
    transfer.done("handed-over", step=1, submission=papers)
    back = transfer.sent(DEPARTMENT, ONE_STOP, document="KQ-1")
    transfer.done("step-finished", DEPARTMENT, step=1, submission=back)
    transfer.done("handed-over", step=2, submission=papers)
    dossier = transfer.done("handed-over", step=3, submission=papers)

    assert len([step for step in dossier["steps"] if step["handed_at"] and not step["finished_at"]]) == 2


def test_an_online_dossier_is_accepted_by_the_centre_once_its_papers_are_complete(
    exchange: ComposedExchange,
) -> None:
    whole, lacking = taken_in(
        exchange,
        handed(PERMIT, channel="online", outcome="receive"),
        handed(PERMIT, channel="online", outcome="receive", papers=[]),
    )
    exchange.clock.advance(3_600)

    assert Counter(exchange, whole).done("accepted")["promised"] == "2026-03-23T10:00:00Z"
    missing = Counter(exchange, lacking).act("accepted", key="thao-tac-999999999999")
    assert missing.code == "dossier.papers-missing"


@pytest.mark.parametrize(
    ("kind", "members", "status"),
    [
        ("withdrawn", {}, 7),
        ("stopped", {"reason": "no-answer"}, 8),
        ("not-accepted", {"reason": "not-eligible"}, 3),
    ],
)
def test_a_dossier_that_ends_early_is_among_the_ended(
    exchange: ComposedExchange, permit: Counter, kind: str, members: Any, status: int
) -> None:
    assert permit.done(kind, **members)["status"] == status
    ended = exchange.call(ONE_STOP, "GET", "/v1/dossiers", query="ended=true").body["dossiers"]
    assert [one["code"] for one in ended] == [permit.code]
    assert exchange.call(ONE_STOP, "GET", "/v1/dossiers").body["dossiers"] == []


def test_the_portal_is_told_status_and_times_and_nobody(exchange: ComposedExchange, permit: Counter) -> None:
    answer = exchange.call(ONE_STOP, "GET", f"/v1/dossiers/{permit.code}/portal")

    assert (answer.body["status"], answer.body["fields"]["MaHoSo"]) == (2, permit.code)
    assert answer.body["fields"]["NgayHenTra"] == "20260323170000"
    assert NAME not in answer.text


# --- what the rules refuse ----------------------------------------------------------------------------


def test_a_second_reappointment_is_refused_and_the_first_is_named(permit: Counter) -> None:
    permit.done("reappointed", day="2026-03-27", reason="workload")
    refused = permit.act("reappointed", day="2026-03-31", reason="workload")

    assert (refused.status, refused.code) == (409, "dossier.second-reappointment")
    assert "27/03/2026" in refused.body["detail_vi"]


def test_an_earlier_day_is_no_new_appointment(permit: Counter) -> None:
    assert permit.act("reappointed", day="2026-03-20", reason="workload").code == "dossier.new-date-not-later"


def test_no_supplement_is_asked_for_after_the_decision(permit: Counter) -> None:
    worked_off(permit)
    permit.done("decided", granted=True)

    refused = permit.act("supplement-requested", reason="papers-missing")
    assert (refused.status, refused.code) == (409, "dossier.illegal-move")


def test_nothing_is_granted_before_every_step_is_finished(permit: Counter) -> None:
    at_the_office(permit)
    assert permit.act("decided", granted=True).code == "dossier.steps-unfinished"


def test_a_step_is_handed_over_by_who_has_it_and_in_its_turn(permit: Counter) -> None:
    assert permit.act("handed-over", step=2).code == "dossier.step-not-open"
    assert permit.act("step-finished", DISTRICT, step=1).code == "dossier.step-not-open"
    assert permit.act("step-finished", DEPARTMENT, step=1).status == 404, "before it has it, it knows nothing"
    assert permit.act("handed-over", DISTRICT, step=1).code == "dossier.wrong-agency"
    at_the_office(permit)
    wrong = permit.act("step-finished", DISTRICT, step=1)
    assert (wrong.status, wrong.code) == (409, "dossier.wrong-agency")
    assert DEPARTMENT.code in wrong.body["detail_vi"]


# --- the submission that carried it -------------------------------------------------------------------


def test_papers_that_leave_the_centre_need_the_submission_that_carried_them(permit: Counter) -> None:
    refused = permit.act("handed-over", step=1)

    assert (refused.status, refused.code) == (422, "dossier.submission-unfit")
    assert DEPARTMENT.code in refused.body["detail"]


def test_a_submission_of_somebody_else_is_told_like_one_that_does_not_exist(permit: Counter) -> None:
    others = permit.sent(DISTRICT, DEPARTMENT, document="VB-1")
    unknown = "lt-" + "a" * 26
    told = {
        permit.act("handed-over", step=1, submission=one).body["detail"].replace(one, "…")
        for one in (others, unknown)
    }
    assert len(told) == 1


@pytest.mark.parametrize("fate", ["elsewhere", "recalled"])
def test_a_submission_that_did_not_carry_them_is_refused(permit: Counter, fate: str) -> None:
    to = STRANGER if fate == "elsewhere" else DEPARTMENT
    submission = permit.sent(ONE_STOP, to, document="HS-1")
    if fate == "recalled":
        body = {"reason": "Gửi nhầm"}
        permit.exchange.call(ONE_STOP, "POST", f"/v1/submissions/{submission}/recall", body)

    assert permit.act("handed-over", step=1, submission=submission).code == "dossier.submission-unfit"
    assert len(events(permit.exchange)) == 2


def test_a_result_names_the_submission_by_which_the_agency_answered(permit: Counter) -> None:
    at_the_office(permit)
    assert permit.act("step-finished", DEPARTMENT, step=1).code == "dossier.submission-unfit"
    away = permit.sent(DEPARTMENT, STRANGER, document="KQ-1")
    assert permit.act("step-finished", DEPARTMENT, step=1, submission=away).code == "dossier.submission-unfit"
    answer = permit.sent(DEPARTMENT, ONE_STOP, document="KQ-2")
    assert permit.done("step-finished", DEPARTMENT, step=1, submission=answer)["steps"][0]["finished_at"]


# --- twice, at once, broken off -----------------------------------------------------------------------


def test_the_same_act_again_is_one_act(permit: Counter) -> None:
    key = "thao-tac-000000000abc"
    first = permit.act("withdrawn", key=key, remark="Xin rút")
    again = permit.act("withdrawn", key=key, remark="Xin rút")

    assert (first.status, again.status, again.body["repeated"]) == (201, 200, True)
    assert first.body["event_id"] == again.body["event_id"]
    assert len(events(permit.exchange)) == 3


def test_another_content_under_an_acts_key_is_a_conflict(permit: Counter) -> None:
    key = "thao-tac-000000000abc"
    first = permit.act("reappointed", key=key, day="2026-03-27", reason="workload")
    other = permit.act("reappointed", key=key, day="2026-03-30", reason="workload")

    assert (other.status, other.code) == (409, "dossier.act-conflict")
    assert first.body["event_id"] in other.body["detail_vi"]


def test_an_act_whose_answer_was_lost_stands_once(permit: Counter) -> None:
    record = permit.exchange.dossiers.record

    def answers_nothing(change: DossierChange) -> None:
        record(change)
        raise Throttled

    permit.exchange.dossiers.record = answers_nothing  # type: ignore[method-assign]
    key = "thao-tac-000000000abc"
    assert permit.act("withdrawn", key=key).status == 503
    permit.exchange.dossiers.record = record  # type: ignore[method-assign]

    assert permit.act("withdrawn", key=key).status == 200
    assert len(events(permit.exchange)) == 3


def test_of_two_different_acts_at_once_the_second_is_held_to_what_the_first_has_done() -> None:
    with composed() as exchange:
        ready(exchange)
        permit = Counter(exchange, taken_in(exchange, handed(PERMIT))[0])
        barrier, read, readers = Barrier(2), exchange.dossiers.story, list[int]()

        def both_have_read(code: str) -> Any:
            found = read(code)
            readers.append(1)
            if len(readers) <= 2:
                barrier.wait(timeout=10)
            return found

        exchange.dossiers.story = both_have_read  # type: ignore[method-assign]
        with ThreadPoolExecutor(2) as pool:
            tried = [
                pool.submit(permit.act, "withdrawn", key="thao-tac-00000000000a"),
                pool.submit(permit.act, "stopped", key="thao-tac-00000000000b", reason="no-answer"),
            ]
            answers = [one.result() for one in tried]

    assert sorted(answer.status for answer in answers) == [201, 409]
    assert len(events(exchange)) == 3


def test_an_act_by_a_clock_behind_the_last_one_still_comes_after_it(permit: Counter) -> None:
    permit.exchange.clock.advance(-60)
    permit.done("withdrawn")

    told = [event.event_id for event in events(permit.exchange)]
    assert told == sorted(told)


def test_a_replayed_act_is_refused(exchange: ComposedExchange, permit: Counter) -> None:
    body = {"kind": "withdrawn", "key": "thao-tac-000000000abc"}
    event = exchange.signed(ONE_STOP, "POST", f"/v1/dossiers/{permit.code}/acts", body)
    assert exchange.send(event).status == 201
    assert exchange.send(event).code == "request.unauthenticated"


# --- somebody else's, bad bodies ----------------------------------------------------------------------


@pytest.mark.parametrize("who", [STRANGER, AUDITOR, REGISTRAR])
@pytest.mark.parametrize("path", ["", "/portal", "/receipts", "/receipts/01JD0YX3Z0000000000000000Z"])
def test_to_who_is_no_party_a_dossier_does_not_exist(
    exchange: ComposedExchange, permit: Counter, who: Agency, path: str
) -> None:
    for code in (permit.code, f"{ONE_STOP.code}-260302-9999"):
        assert exchange.call(who, "GET", f"/v1/dossiers/{code}{path}").status == 404
    assert permit.act("withdrawn", who).status == 404


def test_receipts_of_a_dossier_are_its_parties(exchange: ComposedExchange, permit: Counter) -> None:
    at_the_office(permit)
    exchange.log()
    for who in (ONE_STOP, DEPARTMENT, DISTRICT):
        answer = exchange.call(who, "GET", f"/v1/dossiers/{permit.code}/receipts")
        assert len(answer.body["receipts"]) == 3


def test_one_event_of_a_dossier_has_its_receipt_by_its_id_for_its_parties(
    exchange: ComposedExchange, permit: Counter
) -> None:
    at_the_office(permit)
    path = f"/v1/dossiers/{permit.code}/receipts"
    wanted = exchange.call(ONE_STOP, "GET", f"/v1/dossiers/{permit.code}").body["events"][-1]["event_id"]
    pending = exchange.call(DEPARTMENT, "GET", f"{path}/{wanted}")
    exchange.log()
    told = [exchange.call(who, "GET", f"{path}/{wanted}") for who in (ONE_STOP, DEPARTMENT, DISTRICT)]

    assert (pending.status, pending.body["event_id"]) == (202, wanted)
    assert pending.headers["retry-after"]
    whole = exchange.call(ONE_STOP, "GET", path).body["receipts"]
    assert [one.body for one in told] == [whole[-1]] * 3


@pytest.mark.parametrize("event_id", ["01JD0YX3Z0000000000000000Z", "x", "0" * 26, "DOSSIER", "%00"])
def test_an_event_that_is_not_the_dossiers_has_no_receipt(
    exchange: ComposedExchange, permit: Counter, event_id: str
) -> None:
    other = taken_in(exchange, handed(), key="luot-0000000000009")[0]
    others = exchange.call(ONE_STOP, "GET", f"/v1/dossiers/{other}").body["events"][0]["event_id"]
    exchange.log()
    for one in (event_id, others):
        answer = exchange.call(ONE_STOP, "GET", f"/v1/dossiers/{permit.code}/receipts/{one}")
        assert answer.status == 404


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({}, {"": "field.missing"}),
        ({"kind": "eaten", "key": "thao-tac-000000000abc"}, {"": "value.unknown"}),
        ({"kind": "decided", "key": "x"}, {"/key": "text.empty", "/granted": "field.missing"}),
        (
            {"kind": "stopped", "key": "thao-tac-000000000abc", "reason": "because"},
            {"/reason": "value.unknown"},
        ),
        ({"kind": "withdrawn", "key": "thao-tac-000000000abc", "step": 1}, {"/step": "field.unknown"}),
    ],
)
def test_each_kind_of_act_has_one_form(permit: Counter, body: Any, faults: Any) -> None:
    path = f"/v1/dossiers/{permit.code}/acts"
    assert permit.exchange.call(ONE_STOP, "POST", path, body).fault_codes == faults


def test_a_remark_is_the_centres_and_stands_in_no_event(exchange: ComposedExchange, permit: Counter) -> None:
    permit.done("supplement-requested", reason="papers-missing", remark=f"Bà {NAME} thiếu bản vẽ")
    story = exchange.call(ONE_STOP, "GET", f"/v1/dossiers/{permit.code}").body

    assert story["person"]["remarks"][0]["event_id"] == story["events"][-1]["event_id"]
    assert NAME not in json.dumps([one.to_json() for one in events(exchange)], ensure_ascii=False)
