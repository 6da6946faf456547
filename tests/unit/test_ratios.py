"""Ratios as an agency asks for them: whose, of when, told apart how, and by which documents."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from lienthong.errors import Unavailable
from lienthong.measures.periods import Month, Period
from lienthong.model.agency_level import AgencyLevel
from lienthong.services.measures_reading import MeasuresReading
from tests.builders.agencies import (
    AUDITOR,
    DEPARTMENT,
    DISTRICT,
    PROVINCE,
    REGISTRAR,
    STRANGER,
    agency,
)
from tests.builders.letters import letter
from tests.builders.register_entries import entries, paper, secrets
from tests.doubles.composed import ComposedExchange, Response, composed
from tests.doubles.memory_views import MemoryViews
from tests.published_api import assert_as_published

TOP = agency("000.00.00.H39", "Ủy ban nhân dân tỉnh Long An")
BELOW = replace(DISTRICT, parent=TOP.code)
ENTRY = {
    "effective_from": "2018-01-01",
    "roles": ["agency"],
}


@pytest.fixture
def exchange() -> Iterator[ComposedExchange]:
    """A province in which a district has sent two letters, one of them accepted, and one on paper."""
    known = [one for one in PROVINCE if one.code != DISTRICT.code]
    with composed(watch=assert_as_published, agencies=(*known, BELOW, TOP)) as parts:
        _into_the_log(parts, TOP.code, None, AgencyLevel.PROVINCE)
        _into_the_log(parts, DISTRICT.code, TOP.code, AgencyLevel.DISTRICT)
        first = _submit(parts, "VB-2026-0001")
        _submit(parts, "VB-2026-0002")
        parts.call(DEPARTMENT, "POST", f"/v1/inbox/{first}/status", {"status": "03"})
        parts.call(DISTRICT, "POST", "/v1/register/entries", entries(paper(), secrets()))
        parts.project()
        yield parts


def _into_the_log(parts: ComposedExchange, code: str, parent: str | None, level: AgencyLevel) -> None:
    """Have a registrar write the entry anew, so that the log tells of it."""
    version = parts.registry.agencies([code])[code].version
    body = {"code": code, "name": f"Cơ quan {code}", "level": level.value, "version": version} | ENTRY
    keys = parts.call(REGISTRAR, "GET", f"/v1/agencies/{code}").body["agency"]["keys"]
    answer = parts.call(REGISTRAR, "PUT", f"/v1/agencies/{code}", body | {"parent": parent, "keys": keys})
    assert answer.status == 200, answer.text


def _submit(parts: ComposedExchange, document_id: str) -> str:
    sent = letter(document_id, recipients=[DEPARTMENT.code])
    answer = parts.call(DISTRICT, "POST", "/v1/submissions", sent)
    parts.settle()
    return str(answer.body["submission_id"])


def ask(exchange: ComposedExchange, who: Any, query: str = "", path: str = "/v1/ratios") -> Response:
    return exchange.call(who, "GET", path, query=query)


def counted(answer: Response) -> dict[str, tuple[int, int]]:
    ratios = answer.body["total"]["by"]["document"]["ratios"]
    return {name: (value["numerator"], value["denominator"]) for name, value in ratios.items()}


def test_an_agency_learns_its_own_ratios_of_the_present_month(exchange: ComposedExchange) -> None:
    answer = ask(exchange, DISTRICT)
    assert answer.status == 200
    assert answer.body["period"] == "2026-03"
    assert counted(answer)["R1"][1] == 2
    whole = ask(exchange, DISTRICT, "period=2026")
    assert counted(whole)["R1"][1] == 3
    assert whole.body["total"]["excluded"]["secrets"] >= 1
    assert answer.body["entries"] == MeasuresReading(exchange.views).position() > 0
    assert len(answer.body["trend"]) == 12


def test_whoever_stands_above_sees_those_below_and_the_sum_of_them(exchange: ComposedExchange) -> None:
    answer = ask(exchange, TOP, "scope=subtree")
    assert counted(answer) == counted(ask(exchange, TOP, f"agency={DISTRICT.code}"))
    assert [row["agency"] for row in answer.body["rows"]] == [TOP.code, DISTRICT.code]
    assert answer.body["rows"][1]["name"] == f"Cơ quan {DISTRICT.code}"
    assert counted(ask(exchange, TOP))["R1"] == (0, 0)
    levels = ask(exchange, TOP, "scope=subtree&by=level").body["rows"]
    assert [row["level"] for row in levels] == ["district", "province"]


@pytest.mark.parametrize("path", ["/v1/ratios", "/v1/ratios.csv", "/v1/ratios/documents"])
def test_nobody_else_has_ratios_to_show(exchange: ComposedExchange, path: str) -> None:
    for name in (TOP.code, DEPARTMENT.code, "000.00.99.H39", "x" * 200):
        assert ask(exchange, DISTRICT, f"agency={name}", path).code == "request.not-found"
    assert ask(exchange, STRANGER, f"agency={DISTRICT.code}", path).status == 404
    assert ask(exchange, AUDITOR, f"agency={DISTRICT.code}&period=2026", path).status == 200


def test_every_parameter_that_cannot_be_understood_is_told_at_once(exchange: ComposedExchange) -> None:
    answer = ask(exchange, DISTRICT, "period=2026-13&scope=all&by=colour")
    assert answer.status == 400
    assert answer.fault_codes == {
        "?period": "query.period",
        "?scope": "query.scope",
        "?by": "query.by",
    }


def test_a_period_without_documents_is_not_applicable(exchange: ComposedExchange) -> None:
    answer = ask(exchange, DISTRICT, "period=2019")
    assert answer.body["total"]["by"]["document"]["ratios"]["R1"] == {
        "numerator": 0,
        "denominator": 0,
        "percent": None,
    }
    assert answer.body["forecasts"]["document"]["R1"]["state"] == "too-few-months"


def test_each_number_is_traced_to_its_documents_and_each_document_to_the_log(
    exchange: ComposedExchange,
) -> None:
    answer = ask(exchange, DISTRICT, "period=2026", "/v1/ratios/documents")
    documents = answer.body["documents"]
    total = counted(ask(exchange, DISTRICT, "period=2026"))
    for name, (numerator, denominator) in total.items():
        assert sum(one["counts"] for one in documents) == denominator
        assert sum(one["ratios"][name] for one in documents if one["kind"] == "submission") == numerator
    accepted = [one for one in documents if one["kind"] == "submission" and one["recipients"][0]["accepted"]]
    assert len(accepted) == 1
    story = exchange.call(DISTRICT, "GET", f"/v1/submissions/{accepted[0]['id']}").body["events"]
    assert accepted[0]["event_id"] in [event["event_id"] for event in story]


def test_documents_come_in_pages_that_miss_none_and_repeat_none(exchange: ComposedExchange) -> None:
    whole = ask(exchange, TOP, "period=2026&scope=subtree", "/v1/ratios/documents").body["documents"]
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        query = f"period=2026&scope=subtree&limit=1&cursor={cursor}"
        page = ask(exchange, TOP, query, "/v1/ratios/documents").body
        found += [one["id"] for one in page["documents"]]
        cursor = page["cursor"]
    assert found == [one["id"] for one in whole]
    assert len(found) == len(set(found)) >= 4


@pytest.mark.parametrize(
    "cursor",
    ["", "2019-01|", "2026", "2026-03|x", f"2026-03|{TOP.code}#2026-03-01#x", "2026-03|000.00.99#a#b", "|"],
)
def test_a_cursor_that_no_page_gave_out_is_refused(exchange: ComposedExchange, cursor: str) -> None:
    encoded = base64.urlsafe_b64encode(cursor.encode()).decode() or "x%C3%A9"
    answer = ask(exchange, DISTRICT, f"period=2026&cursor={encoded}", "/v1/ratios/documents")
    assert answer.fault_codes == {"?cursor": "query.cursor"}


def test_the_table_says_the_same_as_the_answer_and_computes_nothing(exchange: ComposedExchange) -> None:
    name = "=HYPERLINK(0)"
    entry = exchange.call(REGISTRAR, "GET", f"/v1/agencies/{DISTRICT.code}").body["agency"]
    body = {**ENTRY, "code": DISTRICT.code, "name": name, "version": entry["version"], "keys": entry["keys"]}
    exchange.call(REGISTRAR, "PUT", f"/v1/agencies/{DISTRICT.code}", body | {"parent": TOP.code})
    exchange.project()
    answer = ask(exchange, TOP, "period=2026&scope=subtree", "/v1/ratios.csv")
    written = answer.content.decode()
    lines = written.removeprefix("\ufeff").split("\r\n")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert lines[0].startswith("row,agency,name,level,period,unit,total,R1,R1_percent,")
    assert len(lines) == 1 + 2 * 3 + 1
    assert f",'{name}," in written


def test_figures_of_two_positions_of_the_view_are_never_mixed() -> None:
    views = MemoryViews()
    reading = MeasuresReading(views)
    seen: list[int] = []

    def read() -> int:
        if len(seen) < 2:
            views.commit(reading.view, views.position(reading.view), _next(views, reading), {})
        seen.append(reading.position())
        return seen[-1]

    assert reading.at_one_position(read) == (2, 2)
    assert seen == [1, 2, 2]

    def always() -> None:
        views.commit(reading.view, views.position(reading.view), _next(views, reading), {})

    with pytest.raises(Unavailable):
        reading.at_one_position(always)


def _next(views: MemoryViews, reading: MeasuresReading) -> Any:
    before = views.position(reading.view)
    return replace(before, index=before.index + 1)


def test_a_quarter_is_its_three_months_and_a_year_its_twelve(exchange: ComposedExchange) -> None:
    months = [counted(ask(exchange, DISTRICT, f"period={Month(2026, at)}"))["R1"] for at in range(1, 13)]
    for text in ("2026-Q1", "2026-Q2", "2026"):
        numbers = [month.number for month in Period.parse(text).months]
        expected = tuple(sum(months[number - 1][at] for number in numbers) for at in (0, 1))
        assert counted(ask(exchange, DISTRICT, f"period={text}"))["R1"] == expected
