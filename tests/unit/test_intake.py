"""Intake at the one-stop: numbers without gap or double, a visit whole or not at all, and nobody's name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from lienthong.errors import Throttled
from lienthong.model.agency import Agency
from lienthong.model.event import EventType
from lienthong.onestop.tracking import opens
from lienthong.ports import DossierChange
from tests.builders.agencies import AUDITOR, DISTRICT, ONE_STOP, PROVINCE, REGISTRAR, agency
from tests.builders.visits import (
    COPY,
    NAME,
    NUMBER,
    PERMIT,
    SETTLED_BY,
    STREET,
    TELEPHONE,
    TRANSFER,
    handed,
    ready,
    visit,
)
from tests.doubles.composed import ComposedExchange, Response, composed
from tests.doubles.fixed_clock import FixedClock
from tests.published_api import assert_as_published

DOSSIERS = "/v1/dossiers"
DAY = "260302"


@pytest.fixture
def exchange() -> Iterator[ComposedExchange]:
    with composed(watch=assert_as_published) as parts:
        ready(parts)
        yield parts


def at(text: str) -> FixedClock:
    """A clock that stands at an hour of Vietnam's."""
    return FixedClock(datetime.fromisoformat(f"{text}+07:00").astimezone(UTC))


def take_in(exchange: ComposedExchange, body: object, who: Agency = ONE_STOP) -> Response:
    return exchange.call(who, "POST", DOSSIERS, body)


def codes(answer: Response) -> list[str]:
    return [one["code"] for one in answer.body["dossiers"]]


def kinds(exchange: ComposedExchange) -> list[tuple[str, str]]:
    """Dossier and kind of every event, in the order of their commit."""
    events = [one for one in exchange.exchange.committed if one.type is EventType.DOSSIER_EVENT]
    return [(event.subject, str(event.details["kind"])) for event in events]


# --- what is recorded ---------------------------------------------------------------------------------


def test_a_dossier_is_received_and_accepted_with_its_appointment(exchange: ComposedExchange) -> None:
    answer = take_in(exchange, visit("luot-0000000000001", handed(PERMIT)))

    assert answer.status == 201
    [dossier] = answer.body["dossiers"]
    assert dossier["code"] == f"{ONE_STOP.code}-{DAY}-0001"
    assert (dossier["status"], dossier["promised"]) == (2, "2026-03-23T10:00:00Z")
    assert [step["agency"] for step in dossier["steps"]] == list(SETTLED_BY["agencies"].values())[:2]
    assert kinds(exchange) == [(dossier["code"], "received"), (dossier["code"], "accepted")]


def test_a_certified_copy_after_fifteen_hundred_is_for_the_next_working_day() -> None:
    with composed(clock=at("2026-03-06T15:01")) as exchange:
        ready(exchange)
        [dossier] = take_in(exchange, visit()).body["dossiers"]

    assert dossier["promised"] == "2026-03-09T10:00:00Z", "Monday, when the office closes"


def test_several_procedures_of_one_visit_share_it_and_its_secret(exchange: ComposedExchange) -> None:
    answer = take_in(exchange, visit("luot-0000000000001", handed(PERMIT), handed(COPY)))

    assert [code[-4:] for code in codes(answer)] == ["0001", "0002"]
    events = [one for one in exchange.exchange.committed if one.type is EventType.DOSSIER_EVENT]
    assert {event.details["visit"] for event in events} == {answer.body["visit"]}
    people = exchange.dossiers.people(codes(answer)).values()
    assert all(opens(person, answer.body["secret"]) for person in people)


def test_the_secret_is_shown_once_and_kept_as_a_slow_hash(exchange: ComposedExchange) -> None:
    answer = take_in(exchange, visit())
    secret = answer.body["secret"]
    [person] = exchange.dossiers.people(codes(answer)).values()

    assert len(secret) == 8
    assert secret.encode() not in person.secret_hash
    assert opens(person, f" {secret[:4].lower()}-{secret[4:].lower()} ")
    assert not opens(person, secret[::-1] + "2")
    story = exchange.call(ONE_STOP, "GET", f"{DOSSIERS}/{codes(answer)[0]}")
    assert secret not in story.text


def test_a_refused_dossier_has_its_number_its_reason_and_a_person_that_will_be_forgotten(
    exchange: ComposedExchange,
) -> None:
    refused = handed(outcome="refuse", reason="wrong-authority", papers=[], remark="Hướng dẫn đến xã")
    answer = take_in(exchange, visit("luot-0000000000001", refused))
    [dossier] = answer.body["dossiers"]

    assert (dossier["status"], dossier["accepted_at"]) == (3, None)
    [person] = exchange.dossiers.people([dossier["code"]]).values()
    assert person.expires_at == int(exchange.clock.now().timestamp()) + 90 * 86_400
    assert [remark.text for remark in person.remarks] == ["Hướng dẫn đến xã"]


def test_an_online_dossier_waits_for_the_centre(exchange: ComposedExchange) -> None:
    online = handed(PERMIT, channel="online", outcome="receive")
    [dossier] = take_in(exchange, visit("luot-0000000000001", online)).body["dossiers"]

    assert (dossier["status"], dossier["promised"], dossier["steps"]) == (1, None, [])


# --- numbers ------------------------------------------------------------------------------------------


def test_twelve_desks_at_once_leave_no_gap_and_give_no_number_twice() -> None:
    with composed() as exchange:
        ready(exchange)
        bodies = [visit(f"luot-000000000{number:04}", confirm=True) for number in range(12)]
        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(lambda body: take_in(exchange, body), bodies))

    assert {answer.status for answer in answers} == {201}
    assert sorted(code for answer in answers for code in codes(answer)) == [
        f"{ONE_STOP.code}-{DAY}-{number:04}" for number in range(1, 13)
    ]


def test_the_number_begins_anew_at_midnight_in_vietnam() -> None:
    with composed(clock=at("2026-03-02T23:59:59")) as exchange:
        ready(exchange)
        before = take_in(exchange, visit("luot-0000000000001"))
        exchange.clock.advance(1)
        after = take_in(exchange, visit("luot-0000000000002"))

    assert codes(before) == [f"{ONE_STOP.code}-260302-0001"]
    assert codes(after) == [f"{ONE_STOP.code}-260303-0001"]


def test_the_first_of_november_and_the_eleventh_of_january_have_counters_of_their_own() -> None:
    with composed(clock=at("2026-01-12T08:00")) as exchange:
        ready(exchange)
        take_in(exchange, visit("luot-0000000000001"))
        exchange.clock.advance((at("2026-11-02T08:00").now() - exchange.clock.now()).total_seconds())
        later = take_in(exchange, visit("luot-0000000000002"))

    assert codes(later) == [f"{ONE_STOP.code}-261102-0001"]


def test_an_intake_that_fails_takes_no_number(exchange: ComposedExchange) -> None:
    record = exchange.dossiers.record

    def fails(change: DossierChange) -> None:
        raise Throttled

    exchange.dossiers.record = fails  # type: ignore[method-assign]
    assert take_in(exchange, visit()).code == "exchange.throttled"
    exchange.dossiers.record = record  # type: ignore[method-assign]
    assert take_in(exchange, visit("luot-0000000000001", handed("9.999999"))).status == 422

    assert codes(take_in(exchange, visit()))[0].endswith("-0001")


# --- the same again -----------------------------------------------------------------------------------


def test_an_intake_whose_answer_was_lost_is_the_same_intake_with_a_new_secret(
    exchange: ComposedExchange,
) -> None:
    record = exchange.dossiers.record

    def answers_nothing(change: DossierChange) -> None:
        record(change)
        raise Throttled

    exchange.dossiers.record = answers_nothing  # type: ignore[method-assign]
    assert take_in(exchange, visit()).status == 503
    exchange.dossiers.record = record  # type: ignore[method-assign]
    again = take_in(exchange, visit())
    last = take_in(exchange, visit())

    assert (again.status, again.body["repeated"], codes(again)) == (200, True, codes(last))
    assert codes(again)[0].endswith("-0001")
    assert len(kinds(exchange)) == 2
    [person] = exchange.dossiers.people(codes(again)).values()
    assert opens(person, last.body["secret"])
    assert not opens(person, again.body["secret"]), "the slip that was printed last counts"


def test_another_content_under_its_key_is_a_conflict_that_names_both(exchange: ComposedExchange) -> None:
    first = take_in(exchange, visit())
    other = visit("luot-0000000000001", handed(PERMIT))
    answer = take_in(exchange, other)

    assert (answer.status, answer.code) == (409, "dossier.intake-conflict")
    for sentence in (answer.body["detail"], answer.body["detail_vi"]):
        assert codes(first)[0] in sentence
        assert other["key"] in sentence
    assert len(kinds(exchange)) == 2


def test_of_two_identical_intakes_at_once_one_is_recorded() -> None:
    with composed() as exchange:
        ready(exchange)
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda body: take_in(exchange, body), [visit(), visit()]))

    assert sorted(answer.status for answer in answers) == [200, 201]
    assert codes(answers[0]) == codes(answers[1])


def test_a_replayed_request_is_refused(exchange: ComposedExchange) -> None:
    event = exchange.signed(ONE_STOP, "POST", DOSSIERS, visit())
    assert exchange.send(event).status == 201

    assert exchange.send(event).code == "request.unauthenticated"
    assert len(kinds(exchange)) == 2


def test_the_same_applicant_procedure_and_day_is_a_warning_to_confirm(exchange: ComposedExchange) -> None:
    first = take_in(exchange, visit("luot-0000000000001"))
    warned = take_in(exchange, visit("luot-0000000000002"))

    assert (warned.status, warned.code) == (409, "dossier.possible-double")
    assert codes(first)[0] in warned.body["detail_vi"]
    assert warned.body["dossiers"] == codes(first)
    confirmed = take_in(exchange, visit("luot-0000000000002", confirm=True))
    assert codes(confirmed)[0].endswith("-0002")
    third = take_in(exchange, visit("luot-0000000000003"))
    assert third.body["dossiers"] == [*codes(first), *codes(confirmed)]


@pytest.mark.parametrize("number", ["", "080195001235"])
def test_others_and_who_gave_no_number_are_no_doubles(exchange: ComposedExchange, number: str) -> None:
    take_in(exchange, visit("luot-0000000000001"))
    other = visit("luot-0000000000002")
    other["applicant"]["id_number"] = number

    assert take_in(exchange, other).status == 201


def test_who_was_refused_and_comes_back_with_the_right_papers_is_no_double(
    exchange: ComposedExchange,
) -> None:
    refused = handed(outcome="refuse", reason="papers-missing", papers=[])
    take_in(exchange, visit("luot-0000000000001", refused))

    assert take_in(exchange, visit("luot-0000000000002")).status == 201


def test_the_next_day_it_is_no_double(exchange: ComposedExchange) -> None:
    take_in(exchange, visit("luot-0000000000001"))
    exchange.clock.advance(86_400)

    assert take_in(exchange, visit("luot-0000000000002")).status == 201


# --- all or nothing -----------------------------------------------------------------------------------


def test_missing_papers_are_listed_all_and_nothing_of_the_visit_is_recorded(
    exchange: ComposedExchange,
) -> None:
    lacking = handed(PERMIT, papers=[{"code": "don", "originals": 1}, {"code": "ban-ve", "originals": 1}])
    answer = take_in(exchange, visit("luot-0000000000001", handed(COPY), lacking))

    assert (answer.status, answer.code) == (422, "dossier.intake-rejected")
    [fault] = answer.body["faults"]
    assert (fault["pointer"], fault["code"]) == ("/dossiers/1/papers", "dossier.papers-missing")
    for sentence in (fault["en"], fault["vi"]):
        assert all(told in sentence for told in (PERMIT, "quyền sử dụng đất", "Bản vẽ")), sentence
    assert kinds(exchange) == []
    assert codes(take_in(exchange, visit()))[0].endswith("-0001")


def test_an_unknown_procedure_is_refused(exchange: ComposedExchange) -> None:
    answer = take_in(exchange, visit("luot-0000000000001", handed("9.999999")))

    assert (answer.status, kinds(exchange)) == (422, [])
    assert answer.fault_codes == {"/dossiers/0/procedure": "procedure.not-in-force"}


def test_an_ended_procedure_is_refused_and_its_editions_are_named(exchange: ComposedExchange) -> None:
    header = "code,name,field,levels,effective_from,effective_until,time,unit,online_level\n"
    row = "2.000815,Chứng thực bản sao,Chứng thực,district,2018-01-01,2026-02-28,0,days,2\n"
    exchange.call(REGISTRAR, "POST", "/v1/procedures", {"procedures": header + row})
    answer = take_in(exchange, visit())

    assert answer.fault_codes == {"/dossiers/0/procedure": "procedure.not-in-force"}
    assert "2026-02-28" in answer.body["faults"][0]["vi"]


@pytest.mark.parametrize(
    ("dossier", "place", "code"),
    [
        (handed("2.000488"), "procedure", "dossier.procedure-not-offered"),
        (handed(COPY, channel="online"), "channel", "dossier.procedure-not-offered"),
        (handed("1.001612"), "procedure", "procedure.steps-unassigned"),
    ],
)
def test_what_is_not_settled_here_is_not_taken_in(
    exchange: ComposedExchange, dossier: Any, place: str, code: str
) -> None:
    answer = take_in(exchange, visit("luot-0000000000001", dossier))

    assert answer.fault_codes[f"/dossiers/0/{place}"] == code
    assert kinds(exchange) == []


def test_every_fault_of_every_dossier_is_told_at_once_with_its_place(exchange: ComposedExchange) -> None:
    bad = visit(
        "luot-0000000000001",
        handed(COPY, channel="online", papers=[]),
        handed("9.999999"),
        handed(PERMIT, papers=[]),
        handed(TRANSFER),
        handed("2.000488"),
    )
    answer = take_in(exchange, bad)

    assert (answer.status, answer.code) == (422, "dossier.intake-rejected")
    assert {(fault["pointer"], fault["code"]) for fault in answer.body["faults"]} >= {
        ("/dossiers/0/channel", "dossier.procedure-not-offered"),
        ("/dossiers/0/papers", "dossier.papers-missing"),
        ("/dossiers/1/procedure", "procedure.not-in-force"),
        ("/dossiers/2/papers", "dossier.papers-missing"),
        ("/dossiers/4/procedure", "dossier.procedure-not-offered"),
    }
    assert not [one for one in answer.body["faults"] if one["pointer"].startswith("/dossiers/3")]
    assert answer.body["count"] == len(answer.body["faults"])
    assert kinds(exchange) == []
    assert codes(take_in(exchange, visit()))[0].endswith("-0001")


def test_a_dossier_that_is_refused_at_the_desk_needs_no_papers_but_a_procedure(
    exchange: ComposedExchange,
) -> None:
    refused = handed("9.999999", outcome="refuse", reason="papers-missing", papers=[])
    lacking = handed(COPY, outcome="refuse", reason="papers-missing", papers=[])
    answer = take_in(exchange, visit("luot-0000000000001", lacking, refused))

    assert answer.fault_codes == {"/dossiers/1/procedure": "procedure.not-in-force"}
    assert kinds(exchange) == []


def test_faults_are_told_before_a_double_is_asked_about(exchange: ComposedExchange) -> None:
    take_in(exchange, visit("luot-0000000000001"))
    again = visit("luot-0000000000002", handed(COPY, papers=[]), confirm=True)

    for body in (again, again | {"confirm": False}):
        assert take_in(exchange, body).fault_codes == {"/dossiers/0/papers": "dossier.papers-missing"}


def test_a_centre_that_nobody_has_set_up_takes_nothing_in() -> None:
    with composed() as exchange:
        assert take_in(exchange, visit()).code == "dossier.centre-not-set-up"
        assert exchange.holds_nothing


def test_a_year_without_a_calendar_is_refused_and_named() -> None:
    with composed(clock=at("2026-12-30T08:00")) as exchange:
        ready(exchange)
        answer = take_in(exchange, visit("luot-0000000000001", handed(PERMIT)))

    assert (answer.status, kinds(exchange)) == (422, [])
    assert "2027" in answer.body["detail_vi"]


def test_every_fault_of_a_visit_is_told_and_none_quotes_what_was_typed(exchange: ComposedExchange) -> None:
    bad = visit("luot")
    bad["applicant"] |= {"telephone": f"gọi {NAME}", "name": ""}
    bad["dossiers"] = [{"procedure": COPY, "channel": "fax", "extra": 1}]
    answer = take_in(exchange, bad)

    assert answer.status == 400
    assert answer.fault_codes == {
        "/key": "text.empty",
        "/applicant/name": "text.empty",
        "/applicant/telephone": "text.form",
        "/dossiers/0/channel": "value.unknown",
        "/dossiers/0/extra": "field.unknown",
    }
    assert NAME not in answer.text


# --- who may ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [DISTRICT, AUDITOR, REGISTRAR])
def test_to_all_but_centres_there_is_no_intake(exchange: ComposedExchange, who: Agency) -> None:
    for body in (visit(), b"{"):
        assert take_in(exchange, body, who).status == 404


def test_a_centre_sees_its_own_dossiers_and_no_others(exchange: ComposedExchange) -> None:
    own = codes(take_in(exchange, visit("luot-0000000000001", handed(PERMIT), handed(COPY))))
    other = agency("000.13.30.H39", "Trung tâm Hành chính công huyện Cần Giuộc", *ONE_STOP.roles)
    with composed(agencies=(*PROVINCE, other), watch=assert_as_published) as parts:
        ready(parts)
        taken = codes(take_in(parts, visit()))
        assert parts.call(other, "GET", DOSSIERS).body["dossiers"] == []
        assert parts.call(other, "GET", f"{DOSSIERS}/{taken[0]}").status == 404

    listed = exchange.call(ONE_STOP, "GET", DOSSIERS).body["dossiers"]
    assert [one["code"] for one in listed] == [own[1], own[0]], "what is due first comes first"
    due = exchange.call(ONE_STOP, "GET", DOSSIERS, query="due=2026-03-02").body["dossiers"]
    assert [one["code"] for one in due] == [own[1]]
    assert exchange.call(ONE_STOP, "GET", DOSSIERS, query="ended=true").body["dossiers"] == []


def test_the_list_comes_in_pages(exchange: ComposedExchange) -> None:
    for number in range(3):
        take_in(exchange, visit(f"luot-000000000000{number}", confirm=True))
    first = exchange.call(ONE_STOP, "GET", DOSSIERS, query="limit=2").body
    second = exchange.call(ONE_STOP, "GET", DOSSIERS, query=f"limit=2&cursor={first['cursor']}").body

    found = [one["code"][-4:] for one in (*first["dossiers"], *second["dossiers"])]
    assert (found, second["cursor"]) == (["0001", "0002", "0003"], None)
    assert exchange.call(ONE_STOP, "GET", DOSSIERS, query="cursor=bay").status == 400
    assert exchange.call(ONE_STOP, "GET", DOSSIERS, query="ended=late").fault_codes == {
        "?ended": "query.ended"
    }
    assert exchange.call(ONE_STOP, "GET", DOSSIERS, query="due=2026-02-30").fault_codes == {
        "?due": "query.due"
    }


# --- nobody's name ------------------------------------------------------------------------------------


def test_no_event_no_log_line_and_no_refusal_names_the_applicant(exchange: ComposedExchange) -> None:
    answers = [
        take_in(exchange, visit("luot-0000000000001", handed(PERMIT, remark=f"Của {NAME}"))),
        take_in(exchange, visit("luot-0000000000001")),
        take_in(exchange, visit("luot-0000000000002", handed(PERMIT))),
        exchange.call(ONE_STOP, "GET", DOSSIERS),
    ]
    committed = [event.to_json() for event in exchange.exchange.committed]
    said = [*(json.dumps(one, ensure_ascii=False) for one in committed), *(one.text for one in answers)]
    said.append(repr(vars(exchange.telemetry)))
    said.append(repr(list(exchange.dossiers._people.values())))

    for secret in (NAME, NUMBER, STREET, "buoi@", TELEPHONE):
        assert not [text for text in said if secret in text], secret


# --- consultations ------------------------------------------------------------------------------------


def test_a_consultation_is_counted_once_and_names_nobody(exchange: ComposedExchange) -> None:
    body = {"key": "tu-van-000000000001", "procedure": PERMIT}
    first = exchange.call(ONE_STOP, "POST", "/v1/consultations", body)
    again = exchange.call(ONE_STOP, "POST", "/v1/consultations", body)

    assert (first.status, again.status) == (201, 200)
    assert first.body["event_id"] == again.body["event_id"]
    [event] = [one for one in exchange.exchange.committed if one.type is EventType.CONSULTATION]
    assert (event.subject, event.details) == (ONE_STOP.code, {"procedure": PERMIT})
    other = exchange.call(ONE_STOP, "POST", "/v1/consultations", {"key": "tu-van-000000000001"})
    assert other.code == "dossier.intake-conflict"
    assert exchange.call(DISTRICT, "POST", "/v1/consultations", body).status == 404
