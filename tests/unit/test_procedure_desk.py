"""Procedures and centres as data: loaded whole or not at all, each change evidence, the past kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lienthong.model.agency import Agency
from lienthong.model.event import EventType
from tests.builders.agencies import AUDITOR, DISTRICT, ONE_STOP, REGISTRAR
from tests.builders.visits import COPY, SETTLED_BY, tables
from tests.doubles.composed import ComposedExchange, Response, composed
from tests.published_api import assert_as_published

HEADER = "code,name,field,levels,effective_from,effective_until,time,unit,online_level\n"


@pytest.fixture
def exchange() -> Iterator[ComposedExchange]:
    with composed(watch=assert_as_published) as parts:
        yield parts


def load(exchange: ComposedExchange, rows: str, who: Agency = REGISTRAR) -> Response:
    return exchange.call(who, "POST", "/v1/procedures", {"procedures": HEADER + rows})


def changes(exchange: ComposedExchange) -> list[tuple[str, object, object]]:
    events = [one for one in exchange.exchange.committed if one.type is EventType.PROCEDURE_CHANGE]
    return [(e.subject, e.details["effective_from"], e.details["effective_until"]) for e in events]


def row(code: str, first: str, last: str = "", time: int = 3) -> str:
    return f"{code},Chứng thực bản sao,Chứng thực,district,{first},{last},{time},days,2\n"


def test_the_provinces_procedures_are_loaded_and_shown_to_everybody(exchange: ComposedExchange) -> None:
    answer = exchange.call(REGISTRAR, "POST", "/v1/procedures", tables())
    assert (len(answer.body["changed"]), answer.body["unchanged"]) == (8, 0)

    for who in (DISTRICT, ONE_STOP, AUDITOR, REGISTRAR):
        shown = exchange.call(who, "GET", "/v1/procedures").body
        assert (shown["on"], len(shown["procedures"])) == ("2026-03-02", 8)
    assert len(changes(exchange)) == 8


def test_the_same_again_changes_nothing(exchange: ComposedExchange) -> None:
    exchange.call(REGISTRAR, "POST", "/v1/procedures", tables())
    again = exchange.call(REGISTRAR, "POST", "/v1/procedures", tables())

    assert again.body == {"changed": [], "unchanged": 8}
    assert len(changes(exchange)) == 8


def test_a_new_edition_ends_the_one_before_it_on_the_day_before(exchange: ComposedExchange) -> None:
    load(exchange, row(COPY, "2018-01-01", time=3))
    load(exchange, row(COPY, "2026-07-01", time=1))

    assert changes(exchange) == [
        (COPY, "2018-01-01", None),
        (COPY, "2018-01-01", "2026-06-30"),
        (COPY, "2026-07-01", None),
    ]
    times = []
    for day in ("2017-12-31", "2026-06-30", "2026-07-01"):
        shown = exchange.call(DISTRICT, "GET", "/v1/procedures", query=f"on={day}").body
        times.append([one["duration"]["amount"] for one in shown["procedures"]])
    assert times == [[], [3], [1]]


def test_one_bad_row_imports_nothing_and_every_fault_is_named(exchange: ComposedExchange) -> None:
    answer = load(exchange, row(COPY, "2018-01-01") + row("không", "2018-13-01"))

    assert (answer.status, answer.code) == (422, "procedure.rejected")
    assert answer.body["faults"]
    assert exchange.holds_nothing
    assert exchange.call(DISTRICT, "GET", "/v1/procedures").body["procedures"] == []


def test_more_procedures_than_one_transaction_takes_are_loaded_whole(exchange: ComposedExchange) -> None:
    answer = load(exchange, "".join(row(f"2.{number:06}", "2018-01-01") for number in range(1, 121)))

    assert len(answer.body["changed"]) == 120
    assert len(exchange.call(DISTRICT, "GET", "/v1/procedures").body["procedures"]) == 120


@pytest.mark.parametrize("who", [DISTRICT, ONE_STOP, AUDITOR])
def test_only_registrars_load_procedures_and_set_up_centres(exchange: ComposedExchange, who: Agency) -> None:
    assert load(exchange, row(COPY, "2018-01-01"), who).status == 404
    assert exchange.call(who, "PUT", f"/v1/centres/{ONE_STOP.code}", SETTLED_BY).status == 404


def test_a_centre_is_set_up_once_and_each_change_is_evidence(exchange: ComposedExchange) -> None:
    path = f"/v1/centres/{ONE_STOP.code}"
    for body in (SETTLED_BY, SETTLED_BY, SETTLED_BY | {"agencies": {}}):
        assert exchange.call(REGISTRAR, "PUT", path, body).status == 200

    events = [one for one in exchange.exchange.committed if one.type is EventType.CENTRE_CHANGE]
    assert [event.details["agencies"] for event in events] == [SETTLED_BY["agencies"], {}]
    assert {event.subject for event in events} == {ONE_STOP.code}


def test_a_centre_must_be_one_and_its_agencies_registered(exchange: ComposedExchange) -> None:
    assert exchange.call(REGISTRAR, "PUT", f"/v1/centres/{DISTRICT.code}", SETTLED_BY).status == 404
    stranger = SETTLED_BY | {"lead": "000.99.99.H39"}
    answer = exchange.call(REGISTRAR, "PUT", f"/v1/centres/{ONE_STOP.code}", stranger)
    assert answer.status == 409
    assert "000.99.99.H39" in answer.body["detail_vi"]
    assert exchange.holds_nothing
