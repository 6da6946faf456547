"""The one-stop's board: what is in hand, what will be late, why it was; and nobody sees beside or above."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from lienthong.calendar.data import CalendarData
from lienthong.calendar.reading import shipped
from lienthong.calendar.working import WorkingCalendar
from lienthong.onestop.warning import Outlook
from lienthong.services.dossier_reading import DossierReading
from lienthong.services.foreseeing import Foreseeing
from tests.builders.board_of_the_one_stop import (
    COUNTER,
    DISTRICT,
    INSPECTORATE,
    LAND_OFFICE,
    OTHER_DISTRICT,
    PROVINCE,
    REGISTRARS,
    TAX_OFFICE,
    asked,
    board,
    past,
    transfer,
    warned,
)
from tests.builders.dossier_log import VIEW, views_of
from tests.builders.dossiers import CENTRE, CLOCK, LAND, LEAD, TAX, Story, at, days, procedure

DUE = "2019-06-17T10:00:00Z"


def side_by_side(number: int = 1) -> Story:
    """With tax and land office at once."""
    story = transfer(number).finished("2019-06-05 10:00", 1, LAND)
    return story.handed_over("2019-06-05 11:00", 2).handed_over("2019-06-05 11:00", 3)


def outlooks(answer: dict[str, Any]) -> dict[str, str]:
    return {one["dossier"]: one["outlook"] for one in answer["warnings"]}


# --- what is in hand ------------------------------------------------------------------------------


def test_an_agency_reads_what_it_has_in_hand_by_what_is_due_first() -> None:
    first, second = transfer(1, "2019-06-04 08:00"), transfer(2)
    with board("2019-06-05 09:00", first, second) as exchange:
        path = f"/v1/agencies/{LAND}/dossiers"
        answer = asked(exchange, LAND_OFFICE, path)
        assert [one["code"] for one in answer["dossiers"]] == [second.dossier.code, first.dossier.code]
        assert answer["dossiers"][0]["steps"] == [1]
        page = asked(exchange, LAND_OFFICE, path, "limit=1")
        assert len(page["dossiers"]) == 1
        rest = asked(exchange, LAND_OFFICE, path, f"limit=1&cursor={quote(page['cursor'], safe='')}")
        assert [one["code"] for one in rest["dossiers"]] == [first.dossier.code]
        by_friday = asked(exchange, LAND_OFFICE, path, "due=2019-06-07")
        assert [one["code"] for one in by_friday["dossiers"]] == [second.dossier.code]


def test_ended_dossiers_are_read_from_the_last_one_on() -> None:
    early = transfer(1).stopped("2019-06-04 09:00")
    late = transfer(2).stopped("2019-06-05 09:00")
    with board("2019-06-06 09:00", early, late, transfer(3)) as exchange:
        path = f"/v1/agencies/{CENTRE}/dossiers"
        answer = asked(exchange, COUNTER, path, "ended=true")
        assert [one["code"] for one in answer["dossiers"]] == [late.dossier.code, early.dossier.code]
        until = asked(exchange, COUNTER, path, "ended=true&due=2019-06-04")
        assert [one["code"] for one in until["dossiers"]] == [early.dossier.code]


@pytest.mark.parametrize("part", ["dossiers", "warnings", "lateness"])
def test_who_stands_beside_or_below_an_agency_finds_nothing(part: str) -> None:
    with board("2019-06-05 09:00", transfer()) as exchange:
        for who, of in (
            (OTHER_DISTRICT, CENTRE),
            (OTHER_DISTRICT, LEAD),
            (TAX_OFFICE, LAND),
            (LAND_OFFICE, LEAD),
            (DISTRICT, PROVINCE.code),
            (DISTRICT, "000.99.99.H39"),
        ):
            answer = exchange.call(who, "GET", f"/v1/agencies/{of}/{part}")
            assert (answer.status, answer.code) == (404, "request.not-found")
        for who in (DISTRICT, PROVINCE, INSPECTORATE, REGISTRARS, LAND_OFFICE):
            assert exchange.call(who, "GET", f"/v1/agencies/{LAND}/{part}").status == 200


@pytest.mark.parametrize(
    ("part", "query", "where"),
    [
        ("dossiers", "due=2019-6-1", "?due"),
        ("dossiers", "due=0001-01-01", "?due"),
        ("dossiers", "ended=maybe", "?ended"),
        ("warnings", "scope=all", "?scope"),
        ("warnings", "cursor=nonsense", "?cursor"),
        ("lateness", "first=2019-06-01", "?first"),
        ("lateness", "first=2019-06-30&last=2019-06-01", "?first"),
        ("lateness", "first=2018-06-01&last=2019-06-02", "?first"),
        ("lateness", "first=2019-02-30&last=2019-06-02", "?first"),
        ("lateness", "first=2019-02-03&last=9999-12-31", "?last"),
    ],
)
def test_a_query_that_cannot_be_read_is_told_where(part: str, query: str, where: str) -> None:
    with board("2019-06-05 09:00", transfer()) as exchange:
        answer = exchange.call(DISTRICT, "GET", f"/v1/agencies/{LEAD}/{part}", query=query)
        assert answer.status == 400
        assert [fault["pointer"] for fault in answer.body["faults"]] == [where]


# --- early warning --------------------------------------------------------------------------------


def test_at_an_agency_s_slow_pace_the_warning_comes_before_the_deadline() -> None:
    # Nine working days for a step of four: what is left is too little for the six days that follow.
    story = transfer()
    with board("2019-06-06 09:00", story, *past(5, days=9)) as exchange:
        answer = warned(exchange, LAND_OFFICE, LAND_OFFICE)
        (one,) = answer["warnings"]
        assert one["outlook"] == "will-be-late"
        assert (one["holders"], one["steps"], one["due"]) == ([LAND], [1], DUE)
        assert one["expected"] > one["due"]
        assert one["over_minutes"] > 0
        assert one["apology_by"] == "2019-06-14T10:00:00Z"
        assert answer["totals"] == [{"agency": LAND, "late": 0, "will_be_late": 1}]
        assert answer["by_day"] == [{"day": "2019-06-17", "dossiers": 1}]
        assert answer["names"][LAND] == LAND_OFFICE.name


def test_with_too_few_finished_steps_an_agency_s_time_counts_as_used_up_and_nothing_is_foreseen() -> None:
    with board("2019-06-06 09:00", transfer(), *past(4, days=9)) as exchange:
        answer = warned(exchange, LAND_OFFICE, LAND_OFFICE)
        assert (answer["warnings"], answer["looked_at"]) == ([], 1)


def test_what_is_late_is_warned_of_until_it_ends_and_no_apology_is_in_time_any_more() -> None:
    with board("2019-06-18 09:00", side_by_side()) as exchange:
        (one,) = warned(exchange, DISTRICT, DISTRICT)["warnings"]
        assert (one["outlook"], one["apology_by"]) == ("late", None)
        # Two agencies side by side: it counts for both, and each sees it as its own.
        assert one["holders"] == [TAX, LAND]
    with board("2019-06-18 09:00", side_by_side().stopped("2019-06-17 09:00")) as exchange:
        assert warned(exchange, DISTRICT, DISTRICT)["warnings"] == []


def test_two_agencies_side_by_side_are_each_told_and_each_counted() -> None:
    with board("2019-06-18 09:00", side_by_side(), transfer(2)) as exchange:
        answer = warned(exchange, PROVINCE, PROVINCE, "scope=subtree")
        assert answer["totals"] == [
            {"agency": LAND, "late": 2, "will_be_late": 0},
            {"agency": TAX, "late": 1, "will_be_late": 0},
        ]
        # By the centre that took them in each counts once.
        assert answer["centres"] == [{"agency": CENTRE, "late": 2, "will_be_late": 0}]
        assert answer["names"][CENTRE] == COUNTER.name
        assert len(answer["warnings"]) == 2
        assert len(warned(exchange, TAX_OFFICE, TAX_OFFICE)["warnings"]) == 1
        assert warned(exchange, PROVINCE, PROVINCE)["warnings"] == []


def test_while_the_clock_stands_still_nothing_is_foreseen_but_what_was_late_before_stays_late() -> None:
    in_time = transfer(1).asked("2019-06-05 09:00")
    late = transfer(2).asked("2019-06-18 09:00")
    with board("2019-06-20 09:00", in_time, late, *past(5, days=9)) as exchange:
        answer = warned(exchange, COUNTER, COUNTER)
        assert outlooks(answer) == {late.dossier.code: "late"}
        assert answer["warnings"][0]["paused_since"] == "2019-06-18T02:00:00Z"


def test_warnings_come_in_pages_that_go_on_where_the_one_before_ended() -> None:
    stories = [transfer(number) for number in range(1, 8)]
    with board("2019-06-18 09:00", *stories) as exchange:
        seen: list[str] = []
        cursor: str | None = ""
        pages = 0
        while cursor is not None:
            query = "limit=3" + (f"&cursor={quote(cursor, safe='')}" if cursor else "")
            answer = warned(exchange, COUNTER, COUNTER, query)
            seen += [one["dossier"] for one in answer["warnings"]]
            cursor, pages = answer["cursor"], pages + 1
            assert answer["totals"] == [{"agency": LAND, "late": 7, "will_be_late": 0}]
        assert (pages, seen) == (3, [story.dossier.code for story in stories])


def test_reading_all_that_is_open_comes_to_what_the_agencies_own_lists_come_to() -> None:
    stories = [side_by_side(1), transfer(2), transfer(3, "2019-06-14 08:00"), Story(number=4), *past(5, 9)]
    stories += [transfer(5).asked("2019-06-18 07:00"), transfer(6).stopped("2019-06-05 09:00")]
    reading, now = DossierReading(views_of(*stories), VIEW), at("2019-06-18 09:00")
    for agencies in ({CENTRE}, {TAX}, {LAND, TAX}, {CENTRE, LEAD, LAND, TAX}, {PROVINCE.code}):
        from_lists = Foreseeing(reading, CLOCK.calendar).of(frozenset(agencies), now)
        from_all = Foreseeing(reading, CLOCK.calendar, many=-1).of(frozenset(agencies), now)
        assert from_all.foreseen == from_lists.foreseen
        assert bool(from_all.foreseen) == (PROVINCE.code not in agencies)


def test_of_more_open_dossiers_than_anybody_could_act_on_those_due_first_are_judged() -> None:
    stories = [transfer(1, "2019-06-05 08:00"), transfer(2), transfer(3, "2019-06-04 08:00")]
    reading = DossierReading(views_of(*stories), VIEW)
    for many in (-1, 40):
        foresight = Foreseeing(reading, CLOCK.calendar, most=2, many=many).of(
            frozenset({CENTRE}), at("2019-06-21 09:00")
        )
        assert (foresight.looked_at, foresight.left_out) == (2, 1)
        codes = [one.dossier.code for one in foresight.foreseen]
        assert codes == [stories[1].dossier.code, stories[2].dossier.code]


def without(year: int) -> WorkingCalendar:
    """The working days as they were before that year was decided."""
    years = {one: days for one, days in shipped().years.items() if one != year}
    return WorkingCalendar(CalendarData(years, shipped().hours))


def test_a_year_that_is_not_loaded_is_named_and_everything_else_is_still_served() -> None:
    # Late is late, also when nobody can say until when; what reaches into the next year cannot be foreseen.
    late, reaching = transfer(1), transfer(2, "2019-12-20 08:00")
    short = Story("2019-12-23 08:00", under=procedure(days(3)), number=3).accepted()
    reading = DossierReading(views_of(late, reaching, short, *in_no_hurry()), VIEW)
    foresight = Foreseeing(reading, without(2020)).of(frozenset({CENTRE}), at("2019-12-26 09:00"))
    assert {one.dossier.code: one.warning.outlook for one in foresight.foreseen} == {
        late.dossier.code: Outlook.LATE,
        short.dossier.code: Outlook.WILL_BE_LATE,
    }
    assert foresight.undated == (late.dossier.code, reaching.dossier.code)
    assert foresight.missing_years == (2020,)
    # Where not even its end's year is loaded, it is late by nobody knows how much.
    (one,) = (
        Foreseeing(DossierReading(views_of(reaching), VIEW), without(2020))
        .of(frozenset({CENTRE}), at("2021-03-01 09:00"))
        .foreseen
    )
    assert (one.warning.outlook, one.over) == (Outlook.LATE, None)


def in_no_hurry() -> list[Story]:
    """Dossiers without steps for which the committee took four days of three."""
    return [
        Story(f"2019-06-03 08:{n:02d}", under=procedure(days(3)), number=50 + n)
        .accepted()
        .decided("2019-06-07 09:00")
        for n in range(5)
    ]


# --- why it is late -------------------------------------------------------------------------------


def test_why_a_dossier_is_late_is_told_to_its_parties_and_those_above_and_to_nobody_else() -> None:
    story = transfer().finished("2019-06-13 10:00", 1, LAND)
    with board("2019-06-18 09:00", story) as exchange:
        path = f"/v1/dossiers/{story.dossier.code}/lateness"
        for who in (COUNTER, DISTRICT, LAND_OFFICE, PROVINCE, INSPECTORATE):
            answer = asked(exchange, who, path)
            assert answer["judgement"]["timeliness"] == "late"
            step = next(cause for cause in answer["causes"] if cause["kind"] == "step")
            assert (step["agency"], step["step"]) == (LAND, 1)
            assert answer["names"][LAND] == LAND_OFFICE.name
        # The tax office has not been handed anything yet.
        for who in (TAX_OFFICE, OTHER_DISTRICT):
            assert exchange.call(who, "GET", path).status == 404
        for unknown in ("000.13.30.H39-190603-0099", "nonsense", "%2e%2e"):
            assert exchange.call(COUNTER, "GET", f"/v1/dossiers/{unknown}/lateness").status == 404


def test_a_dossier_in_time_and_one_not_accepted_have_no_causes() -> None:
    new, running = Story(number=1), transfer(2)
    with board("2019-06-05 09:00", new, running) as exchange:
        for story, judged in ((new, None), (running, "on-time")):
            answer = asked(exchange, COUNTER, f"/v1/dossiers/{story.dossier.code}/lateness")
            assert answer["causes"] == []
            assert (answer["judgement"] or {}).get("timeliness") == judged


def test_the_causes_of_a_period_are_added_up_by_cause_agency_and_step() -> None:
    slow = [transfer(n).finished("2019-06-13 10:00", 1, LAND) for n in (1, 2)]
    ended = [
        story.handed_over("2019-06-13 11:00", 2)
        .finished("2019-06-14 10:00", 2, TAX)
        .stopped("2019-06-19 10:00")
        for story in slow
    ]
    in_time = transfer(3, "2019-06-17 08:00")
    with board("2019-06-20 09:00", *ended, in_time) as exchange:
        path, query = f"/v1/agencies/{LEAD}/lateness", "first=2019-06-01&last=2019-06-30"
        answer = asked(exchange, DISTRICT, path, query)
        assert (answer["counted"], answer["late"], answer["looked_into"]) == (3, 2, 2)
        by_step = {(one["kind"], one["agency"], one["step"]): one for one in answer["causes"]}
        step = by_step["step", LAND, 1]
        assert step["dossiers"] == 2
        assert sorted(step["worst"]) == [story.dossier.code for story in ended]
        # From the close of the 7th to ten o'clock of the 13th, each: three days and three hours.
        assert step["over_minutes"] == 2 * (3 * 510 + 180)
        # An office is shown what lies with it, of dossiers that others answer for.
        own = asked(exchange, LAND_OFFICE, f"/v1/agencies/{LAND}/lateness", query)
        assert (own["counted"], own["late"]) == (0, 0)
        assert {one["agency"] for one in own["causes"]} == {LAND}
        # Before that month nothing was late.
        may = asked(exchange, DISTRICT, path, "first=2019-05-01&last=2019-05-31")
        assert (may["counted"], may["causes"]) == (0, [])
