"""The registers: what was sent, reported and received, in the decree's order, and what is missing in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from lienthong.model.agency import Agency
from lienthong.model.event import Event, EventType
from lienthong.ports import JsonObject, ViewKey
from lienthong.services.register_view import RegisterView, incoming, outgoing
from lienthong.services.viewing import Held
from tests.builders.agencies import AUDITOR, DEPARTMENT, DISTRICT, PROVINCE, REGISTRAR, STRANGER, agency
from tests.builders.letters import letter
from tests.builders.logged import Logged, entries, submission_id
from tests.builders.register_entries import entries as reported
from tests.builders.register_entries import paper, secrets
from tests.doubles.composed import ComposedExchange, composed
from tests.doubles.memory_views import MemoryViews
from tests.published_api import assert_as_published

COMMUNE = agency("000.30.01.H39", "Ủy ban nhân dân xã Phước Lý")
CHIEF = agency("000.00.00.H39", "Ủy ban nhân dân tỉnh")


@pytest.fixture
def exchange() -> Iterator[ComposedExchange]:
    under = [replace(one, parent=CHIEF.code) if one is DISTRICT else one for one in PROVINCE]
    with composed(watch=assert_as_published, agencies=(*under, COMMUNE, CHIEF)) as parts:
        yield parts


def send(exchange: ComposedExchange, number: str, who: Agency = DISTRICT, **changes: Any) -> str:
    body = letter(f"VB-{number}-{len(exchange.exchange.committed)}", number=number, **changes)
    answer = exchange.call(who, "POST", "/v1/submissions", body)
    assert answer.status == 202, answer.text
    exchange.settle()
    return str(answer.body["submission_id"])


def accept(exchange: ComposedExchange, submission: str, who: Agency = DEPARTMENT) -> None:
    exchange.call(who, "POST", f"/v1/inbox/{submission}/open")
    assert exchange.call(who, "POST", f"/v1/inbox/{submission}/status", {"status": "03"}).status == 200


def report(exchange: ComposedExchange, *listed: dict[str, Any]) -> list[str]:
    answer = exchange.call(DISTRICT, "POST", "/v1/register/entries", reported(*listed))
    assert answer.status == 201, answer.text
    return [entry["entry_id"] for entry in answer.body["entries"]]


def rows(
    exchange: ComposedExchange, register: str, query: str = "", who: Agency = DISTRICT
) -> list[dict[str, Any]]:
    exchange.project()
    answer = exchange.call(who, "GET", f"/v1/register/{register}", query=query)
    assert answer.status == 200, answer.text
    found: list[dict[str, Any]] = answer.body["rows"]
    return found


# --- outgoing -------------------------------------------------------------------------------------


def test_sent_and_reported_documents_stand_in_one_register_by_day_and_number(
    exchange: ComposedExchange,
) -> None:
    send(exchange, "10", issued_on="2026-02-27")
    send(exchange, "9", issued_on="2026-02-27")
    report(exchange, paper("3", issued_on="2026-02-26"), secrets("2026-02", 4))

    found = rows(exchange, "outgoing")

    assert [(row["number"], row["carriage"]) for row in found] == [
        (None, "secret"),
        ("3", "paper"),
        ("9", "electronic"),
        ("10", "electronic"),
    ]
    assert found[0]["count"] == 4
    assert found[1]["reason"] == "attachment-not-digitisable"
    assert (found[1]["subject"], found[1]["signer"]) == (paper()["subject"], paper()["signer"])
    assert (found[2]["subject"], found[2]["signer"]) == (letter()["subject"], letter()["signer"]["name"])
    assert found[2]["recipients"] == [DEPARTMENT.code]


def test_a_document_sent_and_reported_as_parallel_is_one_row_whichever_came_first(
    exchange: ComposedExchange,
) -> None:
    kind = {"notation": letter()["notation"], "document_type": letter()["document_type"]}
    day: dict[str, Any] = {"issued_on": "2026-02-27"}
    [before] = report(exchange, paper("1", carriage="parallel", **kind, **day))
    first = send(exchange, "1", **day)
    second = send(exchange, "2", **day)
    [after] = report(exchange, paper("02", carriage="parallel", **kind, **day))

    found = rows(exchange, "outgoing")

    assert [(row["submission_id"], row["entry_id"], row["carriage"]) for row in found] == [
        (first, before, "parallel"),
        (second, after, "parallel"),
    ]
    assert [row["duplicates"] for row in found] == [[], []]
    assert duplicates(exchange) == []


def test_taken_back_replaced_and_withdrawn_documents_stay_and_say_so(exchange: ComposedExchange) -> None:
    recalled, replaced = send(exchange, "1"), send(exchange, "2")
    document_id = exchange.exchange.submission(replaced)
    assert document_id
    new = send(
        exchange,
        "3",
        business="replacement",
        targets=[document_id.envelope.document_id],
        reason="Sai số liệu",
    )
    [mistaken] = report(exchange, paper("4", issued_on=letter()["issued_on"]))
    exchange.call(DISTRICT, "POST", f"/v1/submissions/{recalled}/recall", {"reason": "Gửi nhầm"})
    exchange.call(DISTRICT, "POST", f"/v1/register/entries/{mistaken}/withdraw", {"reason": "Ghi nhầm số"})
    exchange.settle()

    by_number = {row["number"]: row for row in rows(exchange, "outgoing")}

    assert [by_number[number]["recalled"] for number in "1234"] == [True, False, False, False]
    assert by_number["2"]["replaced_by"] == new
    assert by_number["4"]["withdrawn"] == "Ghi nhầm số"


# --- duplicates -----------------------------------------------------------------------------------


def duplicates(exchange: ComposedExchange) -> list[Event]:
    return [e for e in exchange.exchange.committed if e.type is EventType.DUPLICATE_NUMBER]


def test_a_number_borne_twice_is_told_to_its_issuer_and_in_both_registers(exchange: ComposedExchange) -> None:
    first, second = send(exchange, "7"), send(exchange, "07")
    accept(exchange, second)

    found = rows(exchange, "outgoing")

    assert {row["submission_id"]: row["duplicates"] for row in found} == {first: [second], second: [first]}
    [told] = duplicates(exchange)
    assert (told.subject, told.details["earlier"]) == (second, first)
    [received] = rows(exchange, "incoming", who=DEPARTMENT)
    assert received["duplicate"]
    exchange.project()
    assert len(duplicates(exchange)) == 1


def test_a_paper_document_under_the_number_of_a_sent_one_is_told_as_well(exchange: ComposedExchange) -> None:
    sent = send(exchange, "7")
    kind = {"notation": letter()["notation"], "document_type": letter()["document_type"]}
    [entry] = report(exchange, paper("7", **kind))

    assert [row["duplicates"] for row in rows(exchange, "outgoing")] in ([[sent], [entry]], [[entry], [sent]])
    [told] = duplicates(exchange)
    assert (told.subject, told.details["earlier"]) == (DISTRICT.code, sent)
    exchange.call(DISTRICT, "POST", f"/v1/register/entries/{entry}/withdraw", {"reason": "Ghi nhầm"})
    assert [row["duplicates"] for row in rows(exchange, "outgoing") if row["submission_id"]] == [[]]


# --- incoming -------------------------------------------------------------------------------------


def test_documents_get_their_numbers_of_arrival_in_the_order_in_which_they_were_accepted(
    exchange: ComposedExchange,
) -> None:
    first, second, third = (send(exchange, number) for number in "123")
    for accepted in (second, third, first):
        accept(exchange, accepted)
    exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{third}/status", {"status": "05"})

    found = rows(exchange, "incoming", who=DEPARTMENT)

    assert [(row["arrival"], row["submission_id"]) for row in found] == [(1, second), (2, third), (3, first)]
    assert {row["arrived_on"] for row in found} == {"2026-03-02"}
    assert [row["status"] for row in found] == ["03", "05", "03"]
    assert {(row["sender"], row["subject"]) for row in found} == {(DISTRICT.code, letter()["subject"])}
    assert rows(exchange, "incoming") == [], "the sender has received nothing"


def test_a_document_that_was_not_accepted_stands_in_no_incoming_register(exchange: ComposedExchange) -> None:
    opened, refused = send(exchange, "1"), send(exchange, "2")
    exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{opened}/open")
    reason = {"status": "02", "reason": "Không đúng thẩm quyền"}
    exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{refused}/status", reason)

    assert rows(exchange, "incoming", who=DEPARTMENT) == []


def test_a_take_back_of_what_stands_in_the_register_is_noted_there(exchange: ComposedExchange) -> None:
    sent = send(exchange, "1")
    accept(exchange, sent)
    exchange.call(DISTRICT, "POST", f"/v1/submissions/{sent}/recall", {"reason": "Gửi nhầm"})
    exchange.settle()
    assert rows(exchange, "incoming", who=DEPARTMENT)[0]["recall"] == "asked"
    exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{sent}/status", {"status": "15"})

    assert rows(exchange, "incoming", who=DEPARTMENT)[0]["recall"] == "agreed"


def test_numbers_of_arrival_begin_anew_when_the_year_begins_in_vietnam(exchange: ComposedExchange) -> None:
    first, second, third = (send(exchange, number) for number in "123")
    for instant, accepted in (
        (datetime(2026, 12, 31, 16, 59, 58, tzinfo=UTC), first),
        (datetime(2026, 12, 31, 17, 0, 1, tzinfo=UTC), second),
        (datetime(2027, 1, 1, 16, 59, 59, tzinfo=UTC), third),
    ):
        exchange.clock.advance(instant - exchange.clock.now())
        accept(exchange, accepted)

    old = rows(exchange, "incoming", "year=2026", DEPARTMENT)
    new = rows(exchange, "incoming", "year=2027", DEPARTMENT)

    assert [(row["arrived_on"], row["arrival"]) for row in old] == [("2026-12-31", 1)]
    assert [(row["arrived_on"], row["arrival"]) for row in new] == [("2027-01-01", 1), ("2027-01-01", 2)]
    assert rows(exchange, "incoming", "", DEPARTMENT) == new, "the year it is in Vietnam"


# --- pages and spans ------------------------------------------------------------------------------


def test_a_register_is_read_page_by_page(exchange: ComposedExchange) -> None:
    report(exchange, *(paper(str(number)) for number in range(1, 8)))
    exchange.project()
    seen, query = list[str](), "limit=3"
    while True:
        page = exchange.call(DISTRICT, "GET", "/v1/register/outgoing", query=query).body
        seen += [row["number"] for row in page["rows"]]
        if page["cursor"] is None:
            break
        query = f"limit=3&cursor={page['cursor']}"

    assert seen == [str(number) for number in range(1, 8)]


def test_days_bound_a_register_both_included(exchange: ComposedExchange) -> None:
    days = ["2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01"]
    report(exchange, *(paper(str(number), issued_on=day) for number, day in enumerate(days, 1)))

    found = rows(exchange, "outgoing", "from=2026-02-01&to=2026-02-28")

    assert [row["issued_on"] for row in found] == days[1:3]
    assert [row["number"] for row in rows(exchange, "outgoing", "from=2026-03-01")] == ["4"]


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("year=26", "?year"),
        ("year=2026%27", "?year"),
        ("from=2026-02-30", "?from"),
        ("to=01/02/2026", "?to"),
        ("from=2025-12-31&to=2026-01-01", "?from"),
        ("from=2026-02-02&to=2026-02-01", "?from"),
        ("year=2025&from=2026-02-02", "?from"),
        ("limit=51", "?limit"),
        ("cursor=%00", "?cursor"),
        ("cursor=MjAyNy0wMS0wMQ", "?cursor"),
        ("cursor=zzz%F0%9F", "?cursor"),
    ],
)
def test_a_question_that_makes_no_sense_is_told_what_is_wrong(
    exchange: ComposedExchange, query: str, fault: str
) -> None:
    for register in ("outgoing", "incoming"):
        answer = exchange.call(DISTRICT, "GET", f"/v1/register/{register}", query=query)
        assert (answer.status, list(answer.fault_codes)) == (400, [fault])


# --- whose ----------------------------------------------------------------------------------------


def test_an_agency_sees_its_own_those_above_see_it_and_nobody_else(exchange: ComposedExchange) -> None:
    send(exchange, "1")
    report(exchange, paper("2"))
    exchange.project()
    query = f"agency={DISTRICT.code}"

    def seen(who: Agency) -> int:
        return exchange.call(who, "GET", "/v1/register/outgoing", query=query).status

    assert {who.code: seen(who) for who in (DISTRICT, CHIEF, AUDITOR, REGISTRAR, STRANGER, COMMUNE)} == {
        DISTRICT.code: 200,
        CHIEF.code: 200,
        AUDITOR.code: 200,
        REGISTRAR.code: 200,
        STRANGER.code: 404,
        COMMUNE.code: 404,
    }
    for register in ("outgoing", "incoming", "numbers"):
        foreign = exchange.call(STRANGER, "GET", f"/v1/register/{register}", query=query)
        absent = exchange.call(STRANGER, "GET", f"/v1/register/{register}", query="agency=000.99.99.H39")
        assert foreign == absent


def test_what_a_document_is_about_is_told_to_its_agency_and_to_auditors_only(
    exchange: ComposedExchange,
) -> None:
    sent = send(exchange, "1")
    accept(exchange, sent)
    report(exchange, paper("2"))
    query = f"agency={DISTRICT.code}"

    for who, told in ((DISTRICT, True), (AUDITOR, True), (CHIEF, False), (REGISTRAR, False)):
        found = rows(exchange, "outgoing", query, who)
        assert len(found) == 2
        assert {row[name] is not None for row in found for name in ("subject", "signer")} == {told}


# --- the sequence ---------------------------------------------------------------------------------


def sequences(exchange: ComposedExchange, query: str = "year=2026") -> list[dict[str, Any]]:
    exchange.project()
    found: list[dict[str, Any]] = exchange.call(DISTRICT, "GET", "/v1/register/numbers", query=query).body[
        "sequences"
    ]
    return found


def test_gaps_in_the_sequence_are_shown_and_the_next_number_is(exchange: ComposedExchange) -> None:
    kind = {"document_type": letter()["document_type"]}
    send(exchange, "2")
    send(exchange, "3", notation="UBND-KT")
    report(exchange, paper("10", **kind), paper("11a", **kind), paper("5", notation="KH-UBND"))

    letters, reports = sequences(exchange)

    assert letters["gaps"] == [{"first": 1, "last": 1}, {"first": 4, "last": 9}]
    assert (letters["used"], letters["highest"], letters["next"], letters["missing"]) == (3, 10, 11, 7)
    assert (reports["type_name"], reports["gaps"]) == ("Báo cáo", [{"first": 1, "last": 4}])
    assert letters["whole"]
    assert sequences(exchange, "year=2025") == []


def test_a_recalled_number_was_used_and_a_withdrawn_one_never_was(exchange: ComposedExchange) -> None:
    recalled = send(exchange, "1")
    exchange.call(DISTRICT, "POST", f"/v1/submissions/{recalled}/recall", {"reason": "Gửi nhầm"})
    [mistaken] = report(exchange, paper("2", document_type=letter()["document_type"]))
    exchange.call(DISTRICT, "POST", f"/v1/register/entries/{mistaken}/withdraw", {"reason": "Ghi nhầm"})
    exchange.settle()

    [letters] = sequences(exchange)

    assert (letters["used"], letters["highest"], letters["gaps"]) == (1, 1, [])


def test_more_gaps_than_are_listed_are_counted(exchange: ComposedExchange) -> None:
    report(exchange, *(paper(str(2 * number)) for number in range(1, 151)))

    [found] = sequences(exchange)

    assert (len(found["gaps"]), found["missing"], found["highest"]) == (100, 150, 300)


def test_a_number_out_of_all_proportion_costs_no_more(exchange: ComposedExchange) -> None:
    report(exchange, paper("99999999999"))

    [found] = sequences(exchange)

    assert found["gaps"] == [{"first": 1, "last": 99999999998}]


# --- the fold by itself ---------------------------------------------------------------------------


def folded(*events: Event) -> dict[tuple[str, str], Any]:
    view, held = RegisterView(), Held("registers.1", MemoryViews())
    for entry in entries(*events):
        view.fold(entry, held)
    return dict(held.changes)


def test_events_that_come_twice_change_nothing() -> None:
    log = Logged()
    sent = log.acceptance(1)
    accepted = log.event(
        EventType.CONSIGNMENT_ACCEPTANCE, submission_id(1), agency=DEPARTMENT.code, details={"status": "03"}
    )
    assert folded(sent, accepted) == folded(sent, sent, accepted, accepted)


def test_what_was_accepted_before_events_said_so_still_gets_its_number_of_arrival() -> None:
    log = Logged()
    accepted = log.event(
        EventType.CONSIGNMENT_ACCEPTANCE, submission_id(9), agency=DEPARTMENT.code, details={"status": "03"}
    )
    [row] = [value for (partition, _), value in folded(accepted).items() if partition.startswith("IN#")]
    assert (row["arrival"], row["number"], row["submission"]) == (1, None, submission_id(9))


def test_a_fold_prefetches_what_it_reads() -> None:
    log = Logged()
    view, store = RegisterView(), CountedViews()
    sent = log.acceptance(1)
    replacing = log.acceptance(2, business="replacement", targets=[submission_id(9)])
    accepted = log.event(
        EventType.CONSIGNMENT_ACCEPTANCE, submission_id(1), agency=DEPARTMENT.code, details={"status": "03"}
    )
    written: dict[str, Any] = {"number": "1", "issued_on": "2026-02-27", "group": 2, "detail": 14}
    entry = log.event(EventType.REGISTER_ENTRY, DISTRICT.code, details=written | {"type_name": "Báo cáo"})
    mistake = log.event(
        EventType.REGISTER_CORRECTION,
        DISTRICT.code,
        details={"entry": entry.event_id, "withdrawn": written, "reason": "Ghi nhầm"},
    )
    for one in entries(sent, replacing, accepted, entry, mistake):
        held = Held("registers.1", store)
        held.fetch(view.keys(one))
        before = store.reads
        view.fold(one, held)
        assert store.reads == before, one.event.type


class CountedViews(MemoryViews):
    """Counts how often it is read."""

    reads = 0

    def items(self, view: str, keys: Sequence[ViewKey]) -> Mapping[ViewKey, JsonObject]:
        self.reads += 1
        return super().items(view, keys)


def test_partitions_of_two_agencies_and_years_differ() -> None:
    names = {of(code, year) for of in (incoming, outgoing) for code in ("A", "B") for year in (2026, 2027)}
    assert len(names) == 8
