"""Inspecting what a centre has posted: who may, what is found, and the evidence of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import rfc8785

from lienthong.model.codes import Role
from lienthong.model.event import Event, EventType
from lienthong.onestop.detail_rows import ProcedureTables
from lienthong.onestop.errors import PostingsRejected
from lienthong.onestop.posting_rows import read_postings
from lienthong.onestop.procedure_records import posting_json
from lienthong.services.inspections import MOST_FINDINGS
from tests.builders.agencies import AUDITOR, DISTRICT, ONE_STOP, PROVINCE, REGISTRAR, STRANGER, agency
from tests.builders.visits import COPY, PERMIT, posted, ready
from tests.doubles.composed import ComposedExchange, Response, composed
from tests.published_api import assert_as_published

#: Procedures of communes and of the province.
ELSEWHERE = ("1.001193", "2.001610", "2.000488")
#: A centre below a district.
CENTRE = replace(
    agency("000.13.30.H39", "Trung tâm Hành chính công huyện Cần Giuộc", Role.ONE_STOP), parent=DISTRICT.code
)


@pytest.fixture
def exchange() -> Iterator[ComposedExchange]:
    with composed(watch=assert_as_published, agencies=(*PROVINCE, CENTRE)) as parts:
        ready(parts, centre=CENTRE)
        yield parts


def inspected(exchange: ComposedExchange, tables: Any, who: Any = DISTRICT, centre: Any = CENTRE) -> Response:
    return exchange.call(who, "POST", f"/v1/centres/{centre.code}/postings/inspections", tables)


def evidence(exchange: ComposedExchange) -> list[Event]:
    return [one for one in exchange.exchange.committed if one.type is EventType.POSTING_INSPECTION]


def without(tables: Any, *codes: str) -> Any:
    """The tables with these procedures' lines taken out."""
    return {
        name: "\n".join(line for line in text.splitlines() if not line.startswith(codes))
        for name, text in tables.items()
    }


def of_a_district() -> Any:
    """What hangs in a district's centre where everything is right."""
    return without(posted(), *ELSEWHERE)


def test_where_everything_hangs_rightly_nothing_is_found(exchange: ComposedExchange) -> None:
    answer = inspected(exchange, of_a_district())

    assert answer.status == 201, answer.text
    assert (answer.body["found"], answer.body["share"]) == (0, "100.00")
    assert answer.body["right"] == answer.body["expected"] > 3


def test_missing_late_wrong_and_ended_postings_are_told_in_both_languages(exchange: ComposedExchange) -> None:
    tables = without(posted(), PERMIT)
    late = re.sub(rf"(?m)^({COPY},.*),2018-01-01$", r"\1,2018-02-01", tables["procedures"])
    wrong = tables["fees"].replace("2000,trang", "3000,trang")
    answer = inspected(exchange, tables | {"procedures": late, "fees": wrong})
    found = {(one["procedure"], one["aspect"], one["flaw"]): one for one in answer.body["findings"]}

    assert (PERMIT, "posting", "missing") in found
    assert (COPY, "posting", "late") in found
    assert ("1.001193", "posting", "ended") in found
    fee = found[COPY, "fee", "wrong"]
    assert "3.000 đ" in fee["posted"]
    assert "2.000 đ" in fee["in_force"]
    assert "Đề nghị sửa" in fee["vi"]
    assert "Correct the posting" in fee["en"]
    assert answer.body["expected"] - answer.body["right"] == 2


def test_the_outcome_is_an_event_under_the_inspectors_signature(exchange: ComposedExchange) -> None:
    tables = without(posted(), PERMIT)
    answer = inspected(exchange, tables)
    [event] = evidence(exchange)

    assert (event.subject, event.actor) == (CENTRE.code, DISTRICT.code)
    assert event.proof is not None
    assert "/postings/inspections" in event.proof.signature_base
    told = [{name: one[name] for name in ("procedure", "aspect", "flaw")} for one in answer.body["findings"]]
    assert event.details["findings"] == told
    postings = read_postings(ProcedureTables(**tables))
    compared = rfc8785.dumps([posting_json(one) for one in postings])
    assert event.details["posted"] == hashlib.sha256(compared).hexdigest() == answer.body["posted"]


@pytest.mark.parametrize("who", [CENTRE, DISTRICT, AUDITOR, REGISTRAR], ids=lambda one: one.code)
def test_the_centre_those_above_it_and_who_sees_all_may_inspect(exchange: ComposedExchange, who: Any) -> None:
    assert inspected(exchange, posted(), who).status == 201


def test_to_all_others_there_is_no_such_centre(exchange: ComposedExchange) -> None:
    foreign = inspected(exchange, posted(), STRANGER)
    absent = inspected(exchange, posted(), STRANGER, agency("000.13.99.H39", "Không có"))
    assert foreign.status == 404
    assert foreign == absent
    assert evidence(exchange) == []


def test_an_agency_that_is_no_centre_has_no_postings(exchange: ComposedExchange) -> None:
    assert inspected(exchange, posted(), DISTRICT, DISTRICT).status == 404


def test_a_centre_that_is_not_set_up_is_told_to_be(exchange: ComposedExchange) -> None:
    assert inspected(exchange, posted(), ONE_STOP, ONE_STOP).code == "dossier.centre-not-set-up"


def test_what_was_in_force_on_the_day_of_looking_counts(exchange: ComposedExchange) -> None:
    assert inspected(exchange, posted(on="2017-12-31")).body["expected"] == 0
    to_come = inspected(exchange, posted(on="2099-01-01"))
    assert to_come.fault_codes == {"/on": "inspection.day"}
    assert len(evidence(exchange)) == 1


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"procedures": "code,time,posted_on\n1.000,3,2018-01-01\n"}, "/procedures/2/code"),
        ({"procedures": f"code,time,posted_on\n{COPY},3,\n"}, "/procedures/2/posted_on"),
        ({"procedures": f"code,time,posted_on\n{COPY},x,2018-01-01\n"}, "/procedures/2/time"),
        (
            {"procedures": f"code,time,posted_on\n{COPY},0,1/1/2018\n{COPY},0,1/1/2018\n"},
            "/procedures/3/code",
        ),
        ({"procedures": "code,time\n"}, "/procedures/1/posted_on"),
        (
            {"procedures": f"code,time,posted_on\n{COPY},0,1/1/2018\n", "fees": "procedure,code\n"},
            "/fees/1/amount",
        ),
    ],
)
def test_tables_with_faults_are_refused_whole_with_each_place(
    exchange: ComposedExchange, changed: dict[str, str], pointer: str
) -> None:
    answer = inspected(exchange, changed)
    assert answer.code == "posting.rejected"
    assert pointer in answer.fault_codes
    assert evidence(exchange) == []


def test_thousands_of_findings_are_counted_and_the_first_ones_told(exchange: ComposedExchange) -> None:
    lines = [f"9.{number:06},1,2018-01-01" for number in range(MOST_FINDINGS + 50)]
    answer = inspected(exchange, {"procedures": "\n".join(["code,time,posted_on", *lines])})

    assert len(answer.body["findings"]) == MOST_FINDINGS
    assert answer.body["found"] > MOST_FINDINGS + 50
    assert len(rfc8785.dumps(evidence(exchange)[0].to_json())) < 100_000


def test_a_posting_may_lack_its_officer_for_that_is_what_is_looked_for(exchange: ComposedExchange) -> None:
    tables = of_a_district()
    steps = tables["steps"].replace("Phó Chủ tịch Ủy ban nhân dân huyện", "")
    answer = inspected(exchange, tables | {"steps": steps})
    assert {one["aspect"] for one in answer.body["findings"]} == {"officer"}


def test_the_same_lines_are_read_whatever_the_order_of_a_tables_columns() -> None:
    straight = read_postings(ProcedureTables("code,time,posted_on\n2.000815,0,2018-01-01\n"))
    turned = read_postings(ProcedureTables("Ngày niêm yết;Thời hạn;Mã thủ tục\n01/01/2018;0;2.000815\n"))
    assert straight == turned
    assert straight[0].posted_on == date(2018, 1, 1)


def test_a_line_of_an_unposted_procedure_is_a_fault() -> None:
    tables = ProcedureTables(
        "code,time,posted_on\n2.000815,0,2018-01-01\n",
        papers="procedure,code,name,originals,copies\n9.9,a,b,1,0\n",
    )
    with pytest.raises(PostingsRejected) as refused:
        read_postings(tables)
    assert [one.code for one in refused.value.faults] == ["procedure.unknown"]
