"""The board: who owes what, what is late and since when; nobody sees beside or above."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from lienthong.model.codes import Role
from tests.builders.agencies import AUDITOR, DEPARTMENT, DISTRICT, REGISTRAR, STRANGER, agency
from tests.builders.deadlines import local
from tests.builders.letters import letter
from tests.doubles.composed import ComposedExchange, composed
from tests.published_api import assert_as_published

COMMITTEE = agency("000.00.00.H39", "Ủy ban nhân dân tỉnh Long An")
PROVINCE = (
    COMMITTEE,
    replace(DISTRICT, parent=COMMITTEE.code),
    replace(DEPARTMENT, parent=COMMITTEE.code),
    replace(STRANGER, parent=DISTRICT.code),
    AUDITOR,
    REGISTRAR,
)


@pytest.fixture
def exchange() -> Iterator[ComposedExchange]:
    """Monday, 2 March 2026, eight o'clock in Vietnam."""
    with composed(watch=assert_as_published, agencies=PROVINCE) as parts:
        yield parts


def send(exchange: ComposedExchange, number: int, *to: str) -> str:
    body = letter(f"VB-2026-{number:04}", number=str(number), issued_on="2026-03-02", recipients=list(to))
    answer = exchange.call(DISTRICT, "POST", "/v1/submissions", body)
    assert answer.status == 202, answer.text
    exchange.settle()
    return str(answer.body["submission_id"])


def board(exchange: ComposedExchange, caller: Any, query: str = "") -> list[dict[str, Any]]:
    """Every page of it."""
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        whole = query + (f"&cursor={cursor}" if cursor else "")
        answer = exchange.call(caller, "GET", "/v1/deadlines", query=whole.lstrip("&"))
        assert answer.status == 200, answer.text
        found += answer.body["deadlines"]
        cursor = (answer.body["cursor"] or "").replace("|", "%7C").replace("#", "%23").replace("/", "%2F")
        if not cursor:
            return found


def at(exchange: ComposedExchange, moment: str) -> None:
    exchange.clock.advance(local(moment) - exchange.clock.now())
    exchange.project()
    exchange.tell_deadlines()
    exchange.project()


def test_what_is_owed_shows_by_when_and_turns_from_open_to_due_soon_to_late(
    exchange: ComposedExchange,
) -> None:
    sent = send(exchange, 1, DEPARTMENT.code)
    seen, owed = [], {}
    for moment in ("2026-03-02 09:00", "2026-03-02 15:00", "2026-03-02 17:00", "2026-03-04 09:00"):
        at(exchange, moment)
        (owed,) = board(exchange, DEPARTMENT)
        seen.append((owed["state"], owed["late_minutes"], owed["late_days"]))
    assert seen == [("open", 0, 0), ("due-soon", 0, 0), ("late", 0, 0), ("late", 510 + 120, 2)]
    assert (owed["submission_id"], owed["duty"], owed["number"]) == (sent, "receipt", "1")
    assert owed["due"] == "2026-03-02T10:00:00Z"


def test_each_state_can_be_asked_for_alone(exchange: ComposedExchange) -> None:
    send(exchange, 1, DEPARTMENT.code)
    at(exchange, "2026-03-03 09:00")
    second = send(exchange, 2, DEPARTMENT.code)
    at(exchange, "2026-03-03 09:30")
    for scope in ("self", "subtree"):
        states = {
            state: len(board(exchange, DEPARTMENT, f"scope={scope}&state={state}"))
            for state in ("open", "due-soon", "late", "done-late")
        }
        assert states == {"open": 1, "due-soon": 0, "late": 1, "done-late": 0}
    exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{second}/status", {"status": "03"})
    at(exchange, "2026-03-03 10:00")
    assert len(board(exchange, DEPARTMENT)) == 1


def test_what_was_met_late_is_shown_for_a_month(exchange: ComposedExchange) -> None:
    sent = send(exchange, 1, DEPARTMENT.code)
    at(exchange, "2026-03-03 08:00")
    exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{sent}/status", {"status": "03"})
    at(exchange, "2026-03-03 09:00")
    assert board(exchange, DEPARTMENT) == []
    (done,) = board(exchange, DEPARTMENT, "state=done-late")
    assert (done["late_minutes"], done["late_days"], done["done_at"]) == (60, 1, "2026-03-03T01:00:00Z")
    at(exchange, "2026-04-03 09:00")
    assert board(exchange, DEPARTMENT, "state=done-late") == []


def test_who_stands_above_sees_everybody_below_and_nobody_sees_beside_or_above(
    exchange: ComposedExchange,
) -> None:
    send(exchange, 1, DEPARTMENT.code, STRANGER.code)
    at(exchange, "2026-03-03 09:00")

    def seen(caller: Any, query: str) -> set[str]:
        return {owed["agency"] for owed in board(exchange, caller, query)}

    everybody = {DEPARTMENT.code, STRANGER.code}
    assert seen(COMMITTEE, "scope=subtree") == everybody
    assert seen(DISTRICT, "scope=subtree&state=late") == {STRANGER.code}
    assert seen(DEPARTMENT, "scope=subtree") == {DEPARTMENT.code}
    assert seen(AUDITOR, f"agency={COMMITTEE.code}&scope=subtree") == everybody
    assert seen(COMMITTEE, f"agency={STRANGER.code}") == {STRANGER.code}
    for path in ("/v1/deadlines", "/v1/deadlines/summary"):
        for other in (COMMITTEE.code, STRANGER.code, "000.00.99.H39", "x" * 500, "a%00b"):
            answer = exchange.call(DEPARTMENT, "GET", path, query=f"agency={other}&scope=subtree")
            assert (answer.status, answer.code) == (404, "request.not-found")


@pytest.mark.parametrize("scope", ["self", "subtree"])
def test_pages_hold_everything_once_and_their_cursors_name_nobody_else(
    exchange: ComposedExchange, scope: str
) -> None:
    for number in range(1, 6):
        send(exchange, number, DEPARTMENT.code, STRANGER.code)
    at(exchange, "2026-03-03 09:00")
    at(exchange, "2026-03-03 09:05")
    late = send(exchange, 7, DEPARTMENT.code)
    at(exchange, "2026-03-03 09:10")
    owed = board(exchange, DEPARTMENT, f"scope={scope}&limit=2")
    assert len({one["submission_id"] for one in owed}) == len(owed) == 6
    assert late in {one["submission_id"] for one in owed}
    answer = exchange.call(DEPARTMENT, "GET", "/v1/deadlines", query=f"scope={scope}&limit=1")
    assert STRANGER.code not in answer.text


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("scope=all", "query.scope"),
        ("state=overdue", "query.state"),
        ("limit=0", "query.limit"),
        ("cursor=x", "query.cursor"),
        ("cursor=7%7Cx", "query.cursor"),
        ("cursor=0%7C", "query.cursor"),
    ],
)
def test_a_query_that_says_nothing_sensible_is_told_what_it_may_say(
    exchange: ComposedExchange, query: str, code: str
) -> None:
    answer = exchange.call(DEPARTMENT, "GET", "/v1/deadlines", query=query)
    assert answer.status == 400
    assert list(answer.fault_codes.values()) == [code]


def test_a_month_is_summed_up_by_agency_and_duty(exchange: ComposedExchange) -> None:
    in_time, late = send(exchange, 1, DEPARTMENT.code), send(exchange, 2, DEPARTMENT.code)
    exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{in_time}/status", {"status": "03"})
    at(exchange, "2026-03-03 08:00")
    exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{late}/status", {"status": "03"})
    at(exchange, "2026-03-03 09:00")
    answer = exchange.call(COMMITTEE, "GET", "/v1/deadlines/summary", query="scope=subtree&month=2026-03")
    told = {(one["agency"], one["duty"]): (one["in_time"], one["late"]) for one in answer.body["duties"]}
    assert told == {(DEPARTMENT.code, "receipt"): (1, 1), (DISTRICT.code, "sending"): (2, 0)}
    own = exchange.call(DEPARTMENT, "GET", "/v1/deadlines/summary")
    assert {one["agency"] for one in own.body["duties"]} == {DEPARTMENT.code}
    assert exchange.call(COMMITTEE, "GET", "/v1/deadlines/summary", query="month=2026-13").status == 400


def test_lateness_that_reaches_into_a_year_not_loaded_is_not_told(exchange: ComposedExchange) -> None:
    exchange.clock.advance(local("2026-12-31 08:00") - exchange.clock.now())
    body = letter("VB-2026-0001", issued_on="2026-12-31", recipients=[DEPARTMENT.code])
    exchange.call(DISTRICT, "POST", "/v1/submissions", body)
    exchange.settle()
    at(exchange, "2027-01-04 09:00")
    answer = exchange.call(DEPARTMENT, "GET", "/v1/deadlines")
    (owed,) = answer.body["deadlines"]
    assert (owed["state"], owed["late_minutes"], owed["late_days"]) == ("late", None, None)
    # When the document was to be sent nobody can say.
    assert answer.body["missing_years"] == [2027]


def test_every_role_may_ask_for_its_own(exchange: ComposedExchange) -> None:
    assert {Role.AUDITOR, Role.REGISTRAR} <= AUDITOR.roles | REGISTRAR.roles
    for caller in (AUDITOR, REGISTRAR, COMMITTEE):
        assert board(exchange, caller) == []


def test_an_heir_sees_what_its_predecessor_owes_by_naming_it_and_nobody_else_does(
    exchange: ComposedExchange,
) -> None:
    sent = send(exchange, 1, DEPARTMENT.code)
    at(exchange, "2026-03-02 18:00")
    ending = {"ended_on": "2026-03-02", "successor": STRANGER.code, "reason": "Sáp nhập"}
    ended = exchange.call(REGISTRAR, "POST", f"/v1/agencies/{DEPARTMENT.code}/end", ending)
    assert ended.status == 200, ended.text
    at(exchange, "2026-03-04 09:00")
    (owed,) = board(exchange, STRANGER, f"predecessor={DEPARTMENT.code}")
    assert (owed["agency"], owed["submission_id"]) == (DEPARTMENT.code, sent)
    answer = exchange.call(DISTRICT, "GET", "/v1/deadlines", query=f"predecessor={DEPARTMENT.code}")
    assert answer.status == 404
