"""At seven each agency is told once what is late or will be: its own, what it answers for, what is below."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lienthong.calendar.errors import CalendarYearMissing
from lienthong.errors import Unavailable
from lienthong.model.agency import Channel, ChannelKind
from lienthong.model.event import Event, EventType
from lienthong.ports import Change
from lienthong.services.morning import MOST_NAMED, Morning
from lienthong.services.relaying import Relaying
from tests.builders.board_of_the_one_stop import (
    AGENCIES,
    COUNTER,
    DISTRICT,
    LAND_OFFICE,
    OTHER_DISTRICT,
    PROVINCE,
    TAX_OFFICE,
    past,
    transfer,
)
from tests.builders.dossier_log import VIEW, views_of
from tests.builders.dossiers import CENTRE, CLOCK, LAND, LEAD, TAX, Story, at
from tests.doubles.fixed_clock import FixedClock
from tests.doubles.memory_exchange import MemoryExchange
from tests.doubles.memory_queue import MemoryQueue
from tests.doubles.memory_registry import MemoryRegistry
from tests.doubles.memory_telemetry import MemoryTelemetry
from tests.doubles.memory_topic import MemoryTopic
from tests.doubles.seeded_ids import SeededIds
from tests.published_api import complaints, schema

#: A Tuesday; the transfers of 3 June were due the day before.
SEVEN = "2019-06-18 07:00"
BY_MAIL = (Channel(ChannelKind.EMAIL, "vanthu@longan.example"),)


class Desk:
    """The function's service over doubles; ``told`` is what it has recorded."""

    def __init__(self, *stories: Story, now: str = SEVEN, agencies: Any = AGENCIES) -> None:
        self.exchange, self.clock = MemoryExchange(), FixedClock(at(now))
        self.telemetry = MemoryTelemetry()
        self.morning = Morning(
            views_of(*stories),
            VIEW,
            CLOCK.calendar,
            self.exchange,
            MemoryRegistry(agencies),
            self.telemetry,
            self.clock,
            SeededIds(),
        )

    @property
    def told(self) -> dict[str, Event]:
        return {event.subject: event for event in self.exchange.committed}


def counts(late: int = 0, soon: int = 0) -> dict[str, int]:
    return {"late": late, "will_be_late": soon}


def side_by_side(number: int) -> Story:
    story = transfer(number).finished("2019-06-05 10:00", 1, LAND)
    return story.handed_over("2019-06-05 11:00", 2).handed_over("2019-06-05 11:00", 3)


def test_holders_centre_settling_agency_and_those_above_are_each_told_once_of_their_own() -> None:
    late, both = transfer(1), side_by_side(2)
    desk = Desk(late, both)
    assert desk.morning.warn() == 5
    told = {code: event.details for code, event in desk.told.items()}
    assert set(told) == {CENTRE, LEAD, LAND, TAX, PROVINCE.code}
    assert told[LAND]["in_hand"] == counts(2)
    assert told[TAX]["in_hand"] == counts(1)
    assert told[TAX]["dossiers"] == [both.dossier.code]
    assert (told[CENTRE]["in_hand"], told[CENTRE]["answers_for"]) == (counts(), counts(2))
    # Above, a dossier counts once, whoever has it; by the agencies just below it counts for each of them.
    assert (told[LEAD]["answers_for"], told[LEAD]["below"]) == (counts(2), counts(2))
    assert told[LEAD]["agencies"] == [
        {"agency": LAND, **counts(2)},
        {"agency": CENTRE, **counts(2)},
        {"agency": TAX, **counts(1)},
    ]
    assert told[PROVINCE.code]["below"] == counts(2)
    assert told[PROVINCE.code]["agencies"] == [{"agency": LEAD, **counts(2)}]
    assert told[PROVINCE.code]["dossiers"] == []
    for event in desk.exchange.committed:
        assert complaints(schema("event.schema.json"), event.to_json()) == []
        assert (event.type, event.agency) == (EventType.DOSSIER_WARNINGS, event.subject)


def test_what_will_be_late_is_told_apart_from_what_is() -> None:
    desk = Desk(transfer(1), *past(5, days=9), now="2019-06-06 07:00")
    desk.morning.warn()
    assert desk.told[LAND].details["in_hand"] == counts(0, 1)


def test_where_nothing_is_foreseen_nobody_is_told_anything() -> None:
    desk = Desk(transfer(1), now="2019-06-04 07:00")
    assert desk.morning.warn() == 0
    assert desk.told == {}


@pytest.mark.parametrize("day_off", ["2019-06-22 07:00", "2019-06-23 07:00", "2019-09-02 07:00"])
def test_on_weekends_and_holidays_nobody_is_told(day_off: str) -> None:
    desk = Desk(transfer(1), now=day_off)
    assert desk.morning.warn() == 0


def test_a_saturday_that_is_worked_has_its_morning() -> None:
    """4 May 2019 made up for 29 April."""
    desk = Desk(transfer(1, "2019-04-08 08:00"), now="2019-05-04 07:00")
    assert desk.morning.warn() > 0


def test_a_second_run_of_the_day_tells_nobody_again_and_the_next_day_is_another() -> None:
    desk = Desk(transfer(1))
    first = desk.morning.warn()
    desk.clock.advance(timedelta(hours=3))
    assert desk.morning.warn() == 0
    desk.clock.advance(timedelta(hours=21))
    assert desk.morning.warn() == first
    assert desk.telemetry.total("AgenciesWarned") == 2 * first


def test_a_run_that_comes_after_midnight_is_still_of_its_own_morning() -> None:
    desk = Desk(transfer(1), now="2019-06-22 00:30")
    scheduled = at("2019-06-21 07:00")
    assert desk.morning.warn(scheduled) == 4
    assert desk.morning.warn(scheduled) == 0
    assert {event.details["day"] for event in desk.exchange.committed} == {"2019-06-21"}


def test_a_run_that_broke_off_is_finished_by_the_next_one_and_nobody_is_told_twice() -> None:
    desk = Desk(transfer(1))
    whole, commit = 4, desk.exchange.commit

    def away_after_two(change: Change) -> None:
        if len(desk.exchange.committed) == 2:
            raise Unavailable
        commit(change)

    desk.exchange.commit = away_after_two  # type: ignore[method-assign]
    with pytest.raises(Unavailable):
        desk.morning.warn()
    desk.exchange.commit = commit  # type: ignore[method-assign]
    assert desk.morning.warn() == whole - 2
    assert len(desk.told) == len(desk.exchange.committed) == whole


def test_of_many_dossiers_and_agencies_a_hundred_are_named_and_all_are_counted() -> None:
    desk = Desk(*(transfer(number) for number in range(1, MOST_NAMED + 6)))
    desk.morning.warn()
    details: Any = desk.told[LAND].details
    assert (details["in_hand"], len(details["dossiers"])) == (counts(MOST_NAMED + 5), MOST_NAMED)


def test_a_day_of_a_year_that_nobody_has_loaded_is_refused_and_names_the_year() -> None:
    desk = Desk(transfer(1), now="2035-06-18 07:00")
    with pytest.raises(CalendarYearMissing) as refused:
        desk.morning.warn()
    assert refused.value.year == 2035


# --- whom it reaches ------------------------------------------------------------------------------


def notified(*changed: Any) -> dict[str, tuple[str, ...]]:
    by_code = {one.code: one for one in AGENCIES} | {one.code: one for one in changed}
    desk = Desk(transfer(1), agencies=tuple(by_code.values()))
    desk.morning.warn()
    return {code: event.notify for code, event in desk.told.items() if event.notify}


def test_only_who_has_a_channel_is_notified() -> None:
    assert notified() == {}
    assert notified(replace(LAND_OFFICE, channels=BY_MAIL), replace(TAX_OFFICE, channels=BY_MAIL)) == {
        LAND: (LAND,)
    }


def test_for_an_agency_that_has_ended_its_heir_is_notified() -> None:
    at_may = at("2019-05-31 08:00").date()
    ended = replace(LAND_OFFICE, ended_on=at_may, successor=OTHER_DISTRICT.code)
    heir = replace(OTHER_DISTRICT, channels=BY_MAIL)
    assert notified(ended, heir) == {LAND: (heir.code,)}
    assert notified(replace(ended, successor=None), heir) == {}
    # A registry in which two succeed each other leads nowhere, and the morning goes on.
    circle = replace(OTHER_DISTRICT, ended_on=at_may, successor=LAND, channels=BY_MAIL)
    assert notified(ended, circle) == {}


def test_two_agencies_that_are_above_each_other_do_not_keep_the_morning_busy_for_ever() -> None:
    looped = replace(DISTRICT, parent=CENTRE)
    desk = Desk(transfer(1), agencies=(looped, COUNTER, LAND_OFFICE, TAX_OFFICE))
    assert desk.morning.warn() == 3


def test_the_notice_says_how_many_and_what_to_do_and_has_the_published_form() -> None:
    desk = Desk(side_by_side(1), transfer(2), agencies=(DISTRICT, COUNTER, *changed_offices()))
    desk.morning.warn()
    topic = MemoryTopic()
    Relaying(MemoryQueue(), MemoryQueue(), MemoryQueue(), topic).relay([desk.told[LAND], desk.told[TAX]])
    land, tax = topic.notices
    assert land.subject_vi == "Cảnh báo hồ sơ một cửa sáng 18/06/2019"
    assert land.text_vi == (
        f"Sáng 18/06/2019, cơ quan {LAND}: đang giữ 2 hồ sơ đã quá hạn. "
        "Đề nghị xử lý, đôn đốc hoặc xin lỗi, hẹn lại trước hạn."
    )
    assert "1 hồ sơ đã quá hạn" in tax.text_vi
    body = {"type": land.payload["type"], "timestamp": land.payload["at"], "data": land.payload}
    assert complaints(schema("notice.schema.json"), json.loads(json.dumps(body))) == []
    assert (land.payload["submission_id"], land.payload["recipient"]) == (None, LAND)


def test_who_answers_for_dossiers_and_who_stands_above_read_that_apart() -> None:
    desk = Desk(transfer(1), agencies=(replace(DISTRICT, channels=BY_MAIL), COUNTER, LAND_OFFICE))
    desk.morning.warn()
    topic = MemoryTopic()
    Relaying(MemoryQueue(), MemoryQueue(), MemoryQueue(), topic).relay([desk.told[LEAD]])
    (notice,) = topic.notices
    assert (
        f"cơ quan {LEAD}: chịu trách nhiệm 1 hồ sơ đã quá hạn; cấp dưới có 1 hồ sơ đã quá hạn. "
        in notice.text_vi
    )


def changed_offices() -> tuple[Any, ...]:
    return tuple(replace(one, channels=BY_MAIL) for one in (LAND_OFFICE, TAX_OFFICE))
