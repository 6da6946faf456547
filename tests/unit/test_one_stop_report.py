"""Report 06 from the log: the published half-year to the digit, whose figures one sees, what is beside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from lienthong.errors import IntegrityFault
from lienthong.model.agency_level import AgencyLevel
from lienthong.model.codes import Role
from lienthong.model.event import Event
from lienthong.onestop.assessment import Votes
from lienthong.onestop.report import Period, Reporting, UnitKey
from lienthong.onestop.timeliness import judge
from lienthong.ports import Change
from lienthong.services.desk_reading import DeskReading
from lienthong.services.desk_view import DeskView
from lienthong.services.dossier_reading import DossierReading
from lienthong.services.dossier_view import DossierView
from lienthong.services.one_stop_report import OneStopReports
from lienthong.services.viewing import stored_name
from lienthong_local.half_year.targets import PERIOD, PROVINCE, province_plan, scaled
from tests.builders.agencies import AUDITOR, DEPARTMENT, DISTRICT, ONE_STOP, REGISTRAR, STRANGER, agency
from tests.builders.half_years import events_of, fold_into, votes_of
from tests.builders.visits import COPY, PERMIT, Counter, handed, posted, ready, taken_in, visit
from tests.doubles.composed import ComposedExchange, composed
from tests.doubles.memory_views import MemoryViews
from tests.published_api import assert_as_published

Json = dict[str, Any]
COMMITTEE = agency("000.00.00.H39", "Ủy ban nhân dân tỉnh Long An")
CENTRE = replace(ONE_STOP, parent=COMMITTEE.code)
HUYEN = replace(DISTRICT, parent=COMMITTEE.code)
TTHCC = replace(
    agency("000.13.30.H39", "Trung tâm Hành chính công huyện Cần Giuộc", Role.ONE_STOP), parent=HUYEN.code
)
OFFICES = [replace(one, parent=COMMITTEE.code) for one in (DEPARTMENT, STRANGER, AUDITOR, REGISTRAR)]
PROVINCE_OF = (COMMITTEE, CENTRE, HUYEN, TTHCC, *OFFICES)
HALF_YEAR = f"first={PERIOD.first}&last={PERIOD.last}"


@pytest.fixture
def exchange() -> Iterator[ComposedExchange]:
    with composed(watch=assert_as_published, agencies=PROVINCE_OF) as parts:
        yield parts


def record(exchange: ComposedExchange, events: list[Event]) -> None:
    """Into the exchange as its transactions would, then into log and views."""
    for start in range(0, len(events), 90):
        exchange.exchange.commit(Change(events=tuple(events[start : start + 90])))
    exchange.project()


def report(
    exchange: ComposedExchange, who: Any = AUDITOR, code: str = COMMITTEE.code, query: str = ""
) -> Json:
    answer = exchange.call(who, "GET", f"/v1/agencies/{code}/report-06", query=query)
    assert answer.status == 200, answer.text
    return answer.body


def at_the_counter(exchange: ComposedExchange) -> list[str]:
    """One visit with two dossiers and one online; a consultation and two votes; postings inspected."""
    ready(exchange, centre=CENTRE, lead=HUYEN)
    codes = taken_in(exchange, handed(COPY), handed(PERMIT), key="luot-0000000000001")
    online = visit("luot-0000000000002", handed(PERMIT, channel="online"), confirm=True)
    assert exchange.call(CENTRE, "POST", "/v1/dossiers", online).status == 201
    exchange.call(CENTRE, "POST", "/v1/consultations", {"key": "tu-van-000000000001"})
    for number, vote in enumerate(("satisfied", "dissatisfied")):
        exchange.call(CENTRE, "POST", "/v1/votes", {"key": f"y-kien-0000000000{number}", "vote": vote})
    path = f"/v1/centres/{CENTRE.code}/postings/inspections"
    inspected = exchange.call(COMMITTEE, "POST", path, posted(fees="procedure,code,name,amount\n"))
    assert inspected.status == 201, inspected.text
    return codes


# --- the published half-year ----------------------------------------------------------------------------


def test_a_part_of_the_published_half_year_goes_the_whole_way_and_comes_out_exactly(
    exchange: ComposedExchange,
) -> None:
    target = scaled(PROVINCE, 300)
    events = [*events_of([replace(province_plan(), target=target)])]
    record(exchange, [*events, *votes_of(CENTRE.code, PERIOD.start, Votes(40, 3, 2))])
    said = report(exchange, query=HALF_YEAR)

    assert said["total"]["received"] == {
        "total": target.total,
        "online": target.online,
        "direct_and_postal": target.total - target.carried_over - target.online,
        "carried_over": target.carried_over,
    }
    assert said["total"]["resolved"] == {
        "total": target.early + target.on_time + target.late,
        "early": target.early,
        "on_time": target.on_time,
        "overdue": target.late,
    }
    assert said["total"]["in_progress"]["total"] == target.open_in_time + target.open_overdue
    assert {line["agency"] for line in said["lines"]} == {"000.00.14.H39", "000.00.05.H39"}
    assert said["desk"]["votes"]["total"] == 45
    assert said["entries"] == said["desk_entries"] == len(events) + 45


@pytest.mark.sweep
def test_the_published_half_year_comes_out_of_its_events_to_the_digit() -> None:
    """44,855 = 2,381 + 42,474; 41,111 = 16,110 (39.19 %) + 24,885 (60.53 %) + 116 (0.28 %); 1,614/16/15."""
    views = MemoryViews()
    plan = province_plan()
    fold_into(views, DossierView(), events_of([plan]))
    fold_into(views, DeskView(), votes_of(plan.centre, PERIOD.start, Votes(1_614, 16, 15)))
    reporting = Reporting(PERIOD)
    for dossier in DossierReading(views, stored_name(DossierView())).of_period(PERIOD):
        judgement = judge(dossier, PERIOD.end)
        assert judgement is not None
        reporting.add(dossier, judgement)
    total = reporting.report().total

    assert (total.received, total.carried_over, total.new) == (44_855, 2_381, 42_474)
    assert (total.resolved, total.early, total.on_time, total.overdue) == (41_111, 16_110, 24_885, 116)
    shares = (total.early_share, total.on_time_share, total.overdue_share)
    assert [share.plain() for share in shares] == ["39.19", "60.53", "0.28"]
    figures = DeskReading(views).of_period(PERIOD, {plan.centre})[plan.centre]
    assert figures.votes == Votes(1_614, 16, 15)
    assert figures.votes.total == 1_645


# --- what is counted --------------------------------------------------------------------------------------


def test_visits_consultations_votes_and_postings_stand_beside_the_dossiers(
    exchange: ComposedExchange,
) -> None:
    at_the_counter(exchange)
    exchange.project()
    said = report(exchange)
    [centre] = said["centres"]

    assert said["total"]["received"]["total"] == 3
    assert centre["centre"] == CENTRE.code
    assert (centre["desk"]["visits"], centre["desk"]["consultations"]) == (1, 1)
    assert centre["desk"]["votes"] == {
        "satisfied": 1,
        "acceptable": 0,
        "dissatisfied": 1,
        "total": 2,
        "satisfied_share": "50.00",
    }
    postings = centre["desk"]["postings"]
    assert 0 < postings["part"] < postings["whole"]
    assert said["desk"] == centre["desk"]
    told = {one["number"]: one for one in said["indicators"]}
    assert told[7]["share"] == "50.00"
    assert told[6] == told[6] | postings
    assert told[9] == told[9] | {"part": 1, "whole": 3}
    assert told[5]["share"] is told[8]["share"] is None, "nobody but an applicant can tell"


def test_the_steps_of_agencies_are_held_to_their_own_time(exchange: ComposedExchange) -> None:
    [_, permit] = at_the_counter(exchange)
    counter = Counter(exchange, permit)
    papers = counter.sent(CENTRE, DEPARTMENT, document="HS-1")
    counter.done("handed-over", CENTRE, step=1, submission=papers)
    exchange.clock.advance(timedelta(days=1))
    opinion = counter.sent(DEPARTMENT, CENTRE, document="KQ-1")
    counter.done("step-finished", DEPARTMENT, step=1, submission=opinion)
    exchange.project()
    told = {one["number"]: one for one in report(exchange)["indicators"]}
    assert (told[2]["part"], told[2]["whole"]) == (1, 1)


def test_what_is_still_open_is_held_to_now_where_the_period_is_not_over(exchange: ComposedExchange) -> None:
    at_the_counter(exchange)
    exchange.project()
    before = report(exchange)
    assert before["total"]["in_progress"] == {"total": 3, "in_time": 3, "overdue": 0}
    assert before["as_of"] < "2026-03-31"
    exchange.clock.advance(timedelta(days=2))
    after = report(exchange)
    assert after["total"]["in_progress"] == {"total": 3, "in_time": 2, "overdue": 1}, "the copy"
    # A report of a past day is the past's.
    first_day = report(exchange, query="first=2026-03-02&last=2026-03-02")
    assert first_day["as_of"] < after["as_of"]
    assert first_day["total"] == after["total"], "it was to be done on that day"


def test_a_day_on_which_nothing_was_is_nothing_and_no_full_mark(exchange: ComposedExchange) -> None:
    at_the_counter(exchange)
    exchange.project()
    said = report(exchange, query="first=2026-02-01&last=2026-02-28")
    assert said["lines"] == said["centres"] == []
    assert said["total"]["shares"] == {"early": None, "on_time": None, "overdue": None, "portal": None}
    assert said["desk"]["postings"] == {"part": 0, "whole": 0, "share": None}


# --- coverage ----------------------------------------------------------------------------------------------


def test_a_unit_is_covered_once_its_centre_takes_dossiers_in(exchange: ComposedExchange) -> None:
    exchange.project()
    nobody = report(exchange)["coverage"]
    assert (nobody["part"], nobody["whole"]) == (0, 2), "province and district"
    at_the_counter(exchange)
    exchange.project()
    covered = report(exchange)["coverage"]
    assert (covered["part"], covered["whole"], covered["share"]) == (1, 2, "50.00")
    assert covered["without"] == [{"agency": HUYEN.code, "name": HUYEN.name}]


def test_a_centre_that_is_set_up_and_takes_nothing_in_is_not_live(exchange: ComposedExchange) -> None:
    ready(exchange, centre=TTHCC, lead=HUYEN)
    exchange.project()
    assert report(exchange)["coverage"]["part"] == 0


# --- whose figures ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (CENTRE, CENTRE.code),
        (HUYEN, HUYEN.code),
        (COMMITTEE, COMMITTEE.code),
        (COMMITTEE, CENTRE.code),
        (REGISTRAR, HUYEN.code),
    ],
    ids=str,
)
def test_who_takes_in_who_settles_and_those_above_see_the_same_dossiers(
    exchange: ComposedExchange, who: Any, code: str
) -> None:
    at_the_counter(exchange)
    exchange.project()
    assert report(exchange, who, code)["total"]["received"]["total"] == 3


def test_who_settles_for_anothers_centre_sees_the_dossiers_and_not_the_centres_votes(
    exchange: ComposedExchange,
) -> None:
    at_the_counter(exchange)
    exchange.project()
    said = report(exchange, HUYEN, HUYEN.code)
    assert [(line["centre"], line["desk"]) for line in said["centres"]] == [(CENTRE.code, None)]
    assert said["desk"]["votes"]["total"] == said["desk"]["visits"] == 0


@pytest.mark.parametrize(
    ("who", "code"), [(HUYEN, COMMITTEE.code), (STRANGER, HUYEN.code), (CENTRE, HUYEN.code)]
)
def test_to_all_others_there_is_no_report(exchange: ComposedExchange, who: Any, code: str) -> None:
    at_the_counter(exchange)
    exchange.project()
    foreign, absent = (
        exchange.call(who, "GET", f"/v1/agencies/{one}/report-06") for one in (code, "000.99.99.H39")
    )
    assert foreign.status == 404
    assert foreign == absent


def test_an_agency_without_dossiers_sees_its_own_empty_report_and_nobody_elses(
    exchange: ComposedExchange,
) -> None:
    at_the_counter(exchange)
    exchange.project()
    said = report(exchange, STRANGER, STRANGER.code)
    assert said["total"]["received"]["total"] == said["desk"]["visits"] == 0


@pytest.mark.parametrize(
    "query",
    [
        "first=2026-03-02",
        "first=2026-03-02&last=2026-03-01",
        "first=2020-01-01&last=2026-01-01",
        "first=x&last=y",
    ],
)
def test_days_that_are_no_period_are_refused(exchange: ComposedExchange, query: str) -> None:
    answer = exchange.call(AUDITOR, "GET", f"/v1/agencies/{COMMITTEE.code}/report-06", query=query)
    assert answer.status == 400


# --- the last inspection -----------------------------------------------------------------------------------


def test_the_last_inspection_is_shown_to_the_centre_and_those_above(exchange: ComposedExchange) -> None:
    at_the_counter(exchange)
    path = f"/v1/centres/{CENTRE.code}/postings"
    exchange.project()
    first = exchange.call(CENTRE, "GET", path).body["inspection"]
    assert (first["inspected_by"], first["found"] > 0) == (COMMITTEE.code, True)
    exchange.call(CENTRE, "POST", f"{path}/inspections", posted())
    exchange.project()
    last = exchange.call(COMMITTEE, "GET", path).body["inspection"]
    assert last["inspected_by"] == CENTRE.code
    assert last["found"] < first["found"]
    assert exchange.call(STRANGER, "GET", path).status == 404
    assert exchange.call(COMMITTEE, "GET", f"/v1/centres/{HUYEN.code}/postings").status == 404
    assert exchange.call(TTHCC, "GET", f"/v1/centres/{TTHCC.code}/postings").body["inspection"] is None


# --- never a silent figure ---------------------------------------------------------------------------------


def test_figures_that_do_not_add_up_are_an_error_that_names_the_unit(exchange: ComposedExchange) -> None:
    reporting = Reporting(Period(date(2026, 3, 1), date(2026, 3, 31)))
    unit = UnitKey(AgencyLevel.DISTRICT, HUYEN.code)
    reporting._tallies[unit]["online"] += 1
    with pytest.raises(IntegrityFault) as fault:
        reporting.report()
    assert HUYEN.code in fault.value.sentence("en")


def test_a_view_that_moves_on_while_it_is_read_is_read_again(exchange: ComposedExchange) -> None:
    at_the_counter(exchange)
    exchange.project()
    positions = iter([1, 2, 2])

    class Moving(DossierReading):
        def position(self) -> int:
            return next(positions)

    reports = OneStopReports(
        Moving(exchange.views, stored_name(DossierView())),
        DeskReading(exchange.views),
        exchange.registry,
        _Unasked(),  # type: ignore[arg-type]
        exchange.clock,
    )
    found = reports.report(_Who(), COMMITTEE.code, Period(date(2026, 3, 1), date(2026, 3, 31)))  # type: ignore[arg-type]
    assert found.folded.dossiers == 2


class _Unasked:
    """Authentication has been done."""

    def spend(self, _caller: object) -> None:
        """Nothing to be spent."""


class _Who:
    """Whoever may see all."""

    agency = AUDITOR
    code = AUDITOR.code
