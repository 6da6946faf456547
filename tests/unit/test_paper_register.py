"""The paper register: reported once, told the same again, never two under one number, never deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest

from lienthong.errors import Throttled
from lienthong.model.agency import Agency
from lienthong.model.event import Event, EventType
from lienthong.model.limits import LIMITS
from lienthong.model.register import RegisterEntry
from lienthong.ports import RegisterChange
from tests.builders.agencies import AUDITOR, DEPARTMENT, DISTRICT, ONE_STOP, REGISTRAR, STRANGER
from tests.builders.letters import letter
from tests.builders.register_entries import Json, entries, paper, secrets
from tests.doubles.composed import ComposedExchange, Response, composed
from tests.published_api import assert_as_published

ENTRIES = "/v1/register/entries"
CHECKS = "/v1/register/checks"


@pytest.fixture
def exchange() -> Iterator[ComposedExchange]:
    with composed(watch=assert_as_published) as parts:
        yield parts


def report(exchange: ComposedExchange, *listed: Json, who: Agency = DISTRICT) -> Response:
    return exchange.call(who, "POST", ENTRIES, entries(*listed))


def withdraw(
    exchange: ComposedExchange, entry_id: str, reason: str = "Ghi nhầm", who: Agency = DISTRICT
) -> Response:
    return exchange.call(who, "POST", f"{ENTRIES}/{entry_id}/withdraw", {"reason": reason})


def recorded(exchange: ComposedExchange, kind: EventType = EventType.REGISTER_ENTRY) -> list[Event]:
    return [event for event in exchange.exchange.committed if event.type is kind]


# --- what is recorded -------------------------------------------------------------------------------


def test_a_paper_document_becomes_an_entry_and_an_event_that_says_what_is_counted(
    exchange: ComposedExchange,
) -> None:
    answer = report(exchange, paper())

    assert answer.status == 201
    [event] = recorded(exchange)
    assert (event.subject, event.actor, event.agency) == (DISTRICT.code, DISTRICT.code, None)
    assert event.details == {
        "number": "57",
        "notation": "BC-UBND",
        "issued_on": "2026-02-27",
        "group": 2,
        "detail": 14,
        "type_name": "Báo cáo",
        "carriage": "paper",
        "count": 1,
        "reason": "attachment-not-digitisable",
        "recipients": [DEPARTMENT.code],
        "recipient_count": 3,
        "reported_at": event.to_json()["at"],
    }
    [entry] = answer.body["entries"]
    assert (entry["entry_id"], entry["repeated"]) == (event.event_id, False)
    assert event.proof


def test_what_a_document_is_about_and_who_signed_it_stand_in_no_event(exchange: ComposedExchange) -> None:
    report(exchange, paper(subject="Về việc kỷ luật", signer="Trần Thị Kín"))

    told = json.dumps([event.to_json() for event in recorded(exchange)], ensure_ascii=False)
    assert "kỷ luật" not in told
    assert "Trần Thị Kín" not in told


def test_of_secrets_there_is_a_month_a_count_and_nothing_else(exchange: ComposedExchange) -> None:
    report(exchange, secrets("2026-02", 4))

    [event] = recorded(exchange)
    said = {name: value for name, value in event.details.items() if value}
    assert said == {
        "carriage": "secret",
        "issued_on": "2026-02-01",
        "count": 4,
        "reported_at": event.to_json()["at"],
    }


@pytest.mark.parametrize("field", ["number", "subject", "signer", "recipients", "issued_on", "reason"])
def test_whatever_more_is_said_of_a_secret_is_refused_and_not_kept(
    exchange: ComposedExchange, field: str
) -> None:
    answer = report(exchange, secrets() | {field: paper()[field]})

    assert answer.fault_codes == {f"/entries/0/{field}": "field.unknown"}
    assert exchange.holds_nothing


def test_recipients_are_kept_by_their_codes_each_once(exchange: ComposedExchange) -> None:
    named = ["H39.7", DEPARTMENT.code, STRANGER.code]
    answer = report(exchange, paper(recipients=named))

    assert answer.body["entries"][0]["recipients"] == [DEPARTMENT.code, STRANGER.code]


def test_without_a_number_of_recipients_those_listed_are_counted(exchange: ComposedExchange) -> None:
    written = paper(recipients=[DEPARTMENT.code, STRANGER.code])
    del written["recipient_count"]

    assert report(exchange, written).body["entries"][0]["recipient_count"] == 2


def test_a_one_stop_centre_keeps_a_register_too(exchange: ComposedExchange) -> None:
    assert report(exchange, paper(), who=ONE_STOP).status == 201


@pytest.mark.parametrize("count", [1, 49, 50, 99, LIMITS.register_entries])
def test_some_hundred_entries_are_reported_at_once(exchange: ComposedExchange, count: int) -> None:
    listed = [paper(str(number)) for number in range(1, count + 1)]

    answer = report(exchange, *listed)

    assert answer.status == 201
    assert [entry["number"] for entry in answer.body["entries"]] == [one["number"] for one in listed]
    assert len(recorded(exchange)) == count


# --- the same again, another under its number -----------------------------------------------------------


def test_the_same_again_answers_the_same_and_records_nothing(exchange: ComposedExchange) -> None:
    first = report(exchange, paper(), secrets()).body["entries"]
    exchange.clock.advance(86_400)
    again = report(exchange, paper(), secrets())

    assert again.status == 200
    assert again.body["entries"] == [entry | {"repeated": True} for entry in first]
    assert len(recorded(exchange)) == 2


def test_what_is_new_beside_what_stands_is_recorded(exchange: ComposedExchange) -> None:
    report(exchange, paper("1"))
    answer = report(exchange, paper("1"), paper("2"))

    assert (answer.status, [entry["repeated"] for entry in answer.body["entries"]]) == (201, [True, False])
    assert [event.details["number"] for event in recorded(exchange)] == ["1", "2"]


@pytest.mark.parametrize(
    "change",
    [
        {"issued_on": "2026-02-26"},
        {"reason": "other"},
        {"carriage": "parallel"},
        {"recipient_count": 4},
        {"recipients": []},
        {"subject": "Văn bản khác"},
        {"number": "057", "reason": "other"},
        {"notation": " bc - ubnd", "reason": "other"},
    ],
)
def test_another_document_under_its_number_is_a_conflict_that_names_both(
    exchange: ComposedExchange, change: Json
) -> None:
    standing = report(exchange, paper()).body["entries"][0]["entry_id"]
    answer = report(exchange, paper("58"), paper() | change)

    assert (answer.status, answer.code) == (409, "register.number-taken")
    [fault] = answer.body["faults"]
    assert fault["pointer"] == "/entries/1"
    for sentence in (fault["en"], fault["vi"]):
        assert standing in sentence
        assert "57/BC-UBND" in sentence
    assert len(recorded(exchange)) == 1, "not even what was free is recorded"


@pytest.mark.parametrize(
    "change",
    [
        {"issued_on": "2025-12-31"},
        {"notation": "QĐ-UBND"},
        {"number": "58"},
        {"document_type": {"group": 2, "detail": 10, "name": "Kế hoạch"}},
    ],
)
def test_year_type_notation_and_number_together_make_a_number_another(
    exchange: ComposedExchange, change: Json
) -> None:
    report(exchange, paper())

    assert report(exchange, paper() | change).status == 201


def test_a_number_is_another_agencys_as_well(exchange: ComposedExchange) -> None:
    report(exchange, paper())

    assert report(exchange, paper(recipients=[]), who=STRANGER).status == 201


def test_no_separator_in_number_or_notation_makes_two_documents_one(exchange: ComposedExchange) -> None:
    report(exchange, paper("1#2", notation="X"))

    assert report(exchange, paper("1", notation="2#X")).status == 201


def test_a_month_of_secrets_is_reported_once(exchange: ComposedExchange) -> None:
    report(exchange, secrets("2026-01", 4))

    assert report(exchange, secrets("2026-01", 5)).code == "register.number-taken"
    assert report(exchange, secrets("2026-02", 5)).status == 201


def test_the_same_number_twice_in_one_request_is_told_by_its_places(exchange: ComposedExchange) -> None:
    answer = report(exchange, paper("1"), paper("2"), paper("01", reason="other"))

    assert (answer.status, answer.fault_codes) == (422, {"/entries/2": "register.repeated"})
    assert exchange.holds_nothing


def test_of_two_reports_of_one_number_at_once_exactly_one_stands() -> None:
    with composed() as exchange:
        barrier = Barrier(2)
        read = exchange.register.standing

        def both_have_read(places: Any) -> Any:
            found = read(places)
            if not found:
                barrier.wait(timeout=10)
            return found

        exchange.register.standing = both_have_read  # type: ignore[method-assign]
        with ThreadPoolExecutor(2) as pool:
            counts = (1, 3)
            tried = [pool.submit(report, exchange, paper(recipient_count=count)) for count in counts]
            answers = [one.result() for one in tried]

    assert sorted(answer.status for answer in answers) == [201, 409]
    assert len(recorded(exchange)) == 1


def test_two_identical_reports_at_once_are_one_entry() -> None:
    with composed() as exchange:
        barrier = Barrier(2)
        read = exchange.register.standing

        def both_have_read(places: Any) -> Any:
            found = read(places)
            if not found:
                barrier.wait(timeout=10)
            return found

        exchange.register.standing = both_have_read  # type: ignore[method-assign]
        with ThreadPoolExecutor(2) as pool:
            tried = [pool.submit(report, exchange, paper()) for _ in range(2)]
            answers = [one.result() for one in tried]

    assert sorted(answer.status for answer in answers) == [200, 201]
    assert len({answer.body["entries"][0]["entry_id"] for answer in answers}) == 1


def test_a_report_that_broke_off_between_two_groups_is_finished_by_its_repetition(
    exchange: ComposedExchange,
) -> None:
    listed = [paper(str(number)) for number in range(1, 121)]
    record, groups = exchange.register.record, list[int]()

    def breaks_off(change: RegisterChange) -> None:
        if len(groups) == 1:
            groups.append(0)
            raise Throttled
        groups.append(len(change.entries))
        record(change)

    exchange.register.record = breaks_off  # type: ignore[method-assign]
    assert report(exchange, *listed).code == "exchange.throttled"
    assert len(recorded(exchange)) == 49
    answer = report(exchange, *listed)

    assert answer.status == 201
    assert [entry["repeated"] for entry in answer.body["entries"]] == [True] * 49 + [False] * 71
    assert len(recorded(exchange)) == 120


def test_who_is_outrun_between_two_groups_goes_on_with_the_same_request(exchange: ComposedExchange) -> None:
    listed = [paper(str(number)) for number in range(1, 121)]
    record, calls = exchange.register.record, list[int]()

    def outrun(change: RegisterChange) -> None:
        calls.append(len(change.entries))
        if len(calls) == 2:
            # Another clerk of the agency reports one of the rest, in the same words.
            exchange.register.record = record  # type: ignore[method-assign]
            assert report(exchange, listed[100]).status == 201
            exchange.register.record = outrun  # type: ignore[method-assign]
        record(change)

    exchange.register.record = outrun  # type: ignore[method-assign]
    answer = report(exchange, *listed)

    assert answer.status == 201, answer.text
    assert [entry["number"] for entry in answer.body["entries"] if entry["repeated"]] == ["101"]
    assert len(recorded(exchange)) == 120


def test_a_replayed_request_is_refused_and_records_nothing_more(exchange: ComposedExchange) -> None:
    event = exchange.signed(DISTRICT, "POST", ENTRIES, entries(paper()))
    assert exchange.send(event).status == 201

    assert exchange.send(event).code == "request.unauthenticated"
    assert len(recorded(exchange)) == 1


# --- judged without being recorded -----------------------------------------------------------------------


def test_a_check_says_what_would_be_new_and_records_nothing(exchange: ComposedExchange) -> None:
    report(exchange, paper("1"))
    committed = len(exchange.exchange.committed)
    answer = exchange.call(DISTRICT, "POST", CHECKS, entries(paper("1"), paper("2"), secrets()))

    assert (answer.status, answer.body) == (200, {"new": 2, "repeated": 1})
    assert len(exchange.exchange.committed) == committed


@pytest.mark.parametrize(
    ("listed", "code"),
    [
        ([paper("1", reason="other")], "register.number-taken"),
        ([paper("2", issued_on="2099-01-01")], "register.rejected"),
        ([paper("2", issued_on="02/03/2026")], "request.malformed"),
    ],
)
def test_a_check_refuses_what_a_report_would(
    exchange: ComposedExchange, listed: list[Json], code: str
) -> None:
    report(exchange, paper("1"))
    checked = exchange.call(DISTRICT, "POST", CHECKS, entries(*listed))

    assert checked.code == code
    assert checked == report(exchange, *listed)


# --- bad input ----------------------------------------------------------------------------------------


def test_every_fault_of_every_entry_is_told_at_once_and_nothing_recorded(exchange: ComposedExchange) -> None:
    bad = paper(number="", reason="because")
    del bad["issued_on"]
    answer = report(exchange, paper(), bad, secrets("2026-13", 0), {"carriage": "e-mail"}, {})

    assert answer.status == 400
    assert answer.fault_codes == {
        "/entries/1/number": "text.empty",
        "/entries/1/reason": "value.unknown",
        "/entries/1/issued_on": "field.missing",
        "/entries/2/month": "month.form",
        "/entries/2/count": "number.too-small",
        "/entries/3": "value.unknown",
        "/entries/4": "field.missing",
    }
    assert exchange.holds_nothing


def test_what_only_the_exchange_can_judge_is_told_at_once_too(exchange: ComposedExchange) -> None:
    answer = report(
        exchange,
        paper("1", issued_on="2099-01-01"),
        paper("2", recipients=["H39.7", "000.00.99.H39"], recipient_count=1),
        secrets("2099-01"),
    )

    assert answer.status == 422
    assert answer.fault_codes == {
        "/entries/0/issued_on": "date.in-future",
        "/entries/1/recipients": "register.unknown-recipient",
        "/entries/1/recipient_count": "register.recipient-count",
        "/entries/2/month": "date.in-future",
    }
    assert exchange.holds_nothing


@pytest.mark.parametrize("size", [0, LIMITS.register_entries + 1])
def test_no_entries_and_too_many_are_refused(exchange: ComposedExchange, size: int) -> None:
    answer = report(exchange, *(paper(str(number)) for number in range(size)))

    assert (answer.status, set(answer.fault_codes)) == (400, {"/entries"})


@pytest.mark.parametrize("value", ["5\x00", "5\u202e7", "x" * 12, 57, None, ["57"]])
def test_a_number_that_is_no_plain_text_is_refused(exchange: ComposedExchange, value: object) -> None:
    answer = report(exchange, paper() | {"number": value})

    assert (answer.status, set(answer.fault_codes)) == (400, {"/entries/0/number"})


@pytest.mark.parametrize("who", [AUDITOR, REGISTRAR])
def test_whoever_exchanges_no_documents_has_no_register(exchange: ComposedExchange, who: Agency) -> None:
    assert report(exchange, paper(), who=who).status == 404
    assert exchange.call(who, "POST", ENTRIES, b"{").status == 404


# --- the year's end in Vietnam --------------------------------------------------------------------------


def test_a_day_that_has_begun_in_vietnam_is_not_in_the_future(exchange: ComposedExchange) -> None:
    exchange.clock.advance(datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC) - exchange.clock.now())
    assert report(exchange, paper("1", issued_on="2027-01-01")).status == 422
    exchange.clock.advance(1)

    assert report(exchange, paper("1", issued_on="2027-01-01")).status == 201


def test_numbers_begin_anew_on_the_first_of_january(exchange: ComposedExchange) -> None:
    exchange.clock.advance(datetime(2027, 1, 4, tzinfo=UTC) - exchange.clock.now())

    assert report(exchange, paper("1", issued_on="2026-12-31")).status == 201
    assert report(exchange, paper("1", issued_on="2027-01-01")).status == 201


# --- mistakes ------------------------------------------------------------------------------------------


def test_a_mistake_is_withdrawn_by_an_event_and_the_entry_stays(exchange: ComposedExchange) -> None:
    entry = report(exchange, paper()).body["entries"][0]
    answer = withdraw(exchange, entry["entry_id"], "Ghi nhầm số văn bản")

    assert answer.status == 200
    assert answer.body["entry"]["withdrawal_reason"] == "Ghi nhầm số văn bản"
    [correction] = recorded(exchange, EventType.REGISTER_CORRECTION)
    [reported] = recorded(exchange)
    assert correction.details == {
        "entry": reported.event_id,
        "reason": "Ghi nhầm số văn bản",
        "withdrawn": dict(reported.details),
    }
    assert correction.subject == DISTRICT.code


def test_a_withdrawn_number_can_be_reported_anew(exchange: ComposedExchange) -> None:
    entry_id = report(exchange, paper()).body["entries"][0]["entry_id"]
    withdraw(exchange, entry_id)
    anew = report(exchange, paper(reason="other"))

    assert anew.status == 201
    assert anew.body["entries"][0]["withdrawn_at"] is None
    assert withdraw(exchange, entry_id).status == 404, "its place is another entry's"
    assert withdraw(exchange, anew.body["entries"][0]["entry_id"]).status == 200


def test_the_same_withdrawal_again_answers_the_same_and_another_is_a_conflict(
    exchange: ComposedExchange,
) -> None:
    entry_id = report(exchange, secrets()).body["entries"][0]["entry_id"]
    first = withdraw(exchange, entry_id, "Đếm nhầm")
    exchange.clock.advance(60)

    assert withdraw(exchange, entry_id, "Đếm nhầm").body == first.body
    assert withdraw(exchange, entry_id, "Lý do khác").code == "register.already-withdrawn"
    assert len(recorded(exchange, EventType.REGISTER_CORRECTION)) == 1


def test_a_withdrawal_needs_a_reason(exchange: ComposedExchange) -> None:
    entry_id = report(exchange, paper()).body["entries"][0]["entry_id"]

    assert withdraw(exchange, entry_id, "").code == "status.reason-required"


def test_anothers_entry_and_none_are_answered_alike(exchange: ComposedExchange) -> None:
    entry_id = report(exchange, paper()).body["entries"][0]["entry_id"]
    foreign = withdraw(exchange, entry_id, who=STRANGER)

    assert foreign.status == 404
    assert foreign == withdraw(exchange, "01ARZ3NDEKTSV4RRFFQ69G5FAV", who=STRANGER)
    assert foreign == withdraw(exchange, "khong-co", who=STRANGER)
    assert exchange.register.standing([_place(exchange)])[_place(exchange)].withdrawal is None


def _place(exchange: ComposedExchange) -> Any:
    [entry] = exchange.register._entries.values()
    return entry.place


def test_no_other_event_of_the_agency_passes_for_an_entry(exchange: ComposedExchange) -> None:
    entry_id = report(exchange, paper()).body["entries"][0]["entry_id"]
    withdraw(exchange, entry_id)
    [correction] = recorded(exchange, EventType.REGISTER_CORRECTION)

    assert withdraw(exchange, correction.event_id).status == 404


# --- beside the rest -------------------------------------------------------------------------------------


def test_an_agencys_entries_are_no_submission(exchange: ComposedExchange) -> None:
    report(exchange, paper())
    sent = exchange.call(DISTRICT, "POST", "/v1/submissions", letter())
    exchange.settle()

    assert exchange.call(DISTRICT, "GET", f"/v1/submissions/{DISTRICT.code}").status == 404
    assert sent.status == 202
    assert [
        one["submission_id"] for one in exchange.call(DISTRICT, "GET", "/v1/submissions").body["submissions"]
    ]


def test_every_entry_has_a_receipt_for_its_agency_and_for_auditors(exchange: ComposedExchange) -> None:
    entry_id = report(exchange, paper(), secrets()).body["entries"][0]["entry_id"]
    withdraw(exchange, entry_id)
    exchange.log()
    own = exchange.call(DISTRICT, "GET", "/v1/register/receipts")

    told = [receipt["event"]["type"] for receipt in own.body["receipts"]]
    assert told == ["RegisterEntry", "RegisterEntry", "RegisterCorrection"]
    query = f"agency={DISTRICT.code}"
    assert exchange.call(AUDITOR, "GET", "/v1/register/receipts", query=query).body == own.body
    assert exchange.call(STRANGER, "GET", "/v1/register/receipts", query=query).status == 404
    assert exchange.call(STRANGER, "GET", "/v1/register/receipts").body["receipts"] == []


def test_an_entry_says_itself_in_both_languages() -> None:
    with composed() as exchange:
        report(exchange, paper(), secrets())
        document, secret = exchange.register._entries.values()
    assert isinstance(document, RegisterEntry)
    assert document.named("vi") == "Báo cáo số 57/BC-UBND ngày 27/02/2026 (bản giấy, 3 nơi nhận)"
    assert document.named("en") == "Báo cáo 57/BC-UBND of 27/02/2026 (on paper, 3 recipient(s))"
    assert secret.named("vi") == "4 văn bản mật tháng 02/2026"
