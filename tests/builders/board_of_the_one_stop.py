"""A district with its centre and offices, below the province, and dossiers in its view."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from lienthong.model.agency import Agency
from lienthong.model.codes import Role
from lienthong.onestop.folding import fold
from tests.builders.agencies import AUDITOR, REGISTRAR, STRANGER, agency
from tests.builders.dossier_log import views_of
from tests.builders.dossiers import CENTRE, LAND, LEAD, TAX, TRANSFER, Story, at
from tests.doubles.composed import ComposedExchange, composed
from tests.doubles.fixed_clock import FixedClock
from tests.published_api import assert_as_published


def of_2018(one: Agency, parent: str | None = None) -> Agency:
    """The agency with keys that were valid when the stories of 2019 happened."""
    keys = tuple(replace(key, valid_from=datetime(2018, 1, 1, tzinfo=UTC)) for key in one.keys)
    return replace(one, keys=keys, parent=parent)


PROVINCE = of_2018(agency("000.00.00.H39", "Ủy ban nhân dân tỉnh Long An"))
DISTRICT = of_2018(agency(LEAD, "Ủy ban nhân dân huyện Cần Giuộc"), PROVINCE.code)
COUNTER = of_2018(agency(CENTRE, "Trung tâm Hành chính công huyện Cần Giuộc", Role.ONE_STOP), LEAD)
LAND_OFFICE = of_2018(agency(LAND, "Chi nhánh Văn phòng Đăng ký đất đai"), LEAD)
TAX_OFFICE = of_2018(agency(TAX, "Chi cục Thuế huyện Cần Giuộc"), LEAD)
OTHER_DISTRICT = of_2018(STRANGER, PROVINCE.code)
INSPECTORATE, REGISTRARS = of_2018(AUDITOR), of_2018(REGISTRAR)
AGENCIES = (
    PROVINCE,
    DISTRICT,
    COUNTER,
    LAND_OFFICE,
    TAX_OFFICE,
    OTHER_DISTRICT,
    INSPECTORATE,
    REGISTRARS,
)


def transfer(number: int = 1, received: str = "2019-06-03 08:00") -> Story:
    """A land transfer: ten working days, through the land office first."""
    story = Story(received, under=TRANSFER, number=number).accepted()
    return story.handed_over(f"{received[:10]} 09:00", 1)


def past(count: int, days: int = 1) -> list[Story]:
    """Transfers of May for which the land office took so many working days (9:00 to 9:00) each."""
    found = []
    for number in range(count):
        first = at("2019-05-06 08:00") + timedelta(days=number % 5)
        day = first.date().isoformat()
        done = (first + timedelta(days=days + (2 if first.weekday() + days > 4 else 0))).date().isoformat()
        story = transfer(100 + number, f"{day} 08:00").finished(f"{done} 09:00", 1, LAND)
        found.append(story.stopped(f"{done} 10:00"))
    return found


def at_centre(centre: str, story: Story) -> Story:
    """The same dossier, taken in at another centre of the district."""
    story.events = [
        replace(
            event,
            dossier=event.dossier.replace(CENTRE, centre),
            by=centre if event.by == CENTRE else event.by,
        )
        for event in story.events
    ]
    folded = fold(story.events)
    assert folded is not None
    story.dossier = folded
    return story


@contextmanager
def board(now: str, *stories: Story, agencies: tuple[Agency, ...] = AGENCIES) -> Iterator[ComposedExchange]:
    """The exchange at that moment, with these dossiers in its view."""
    with composed(
        watch=assert_as_published, agencies=agencies, clock=FixedClock(at(now)), views=views_of(*stories)
    ) as exchange:
        yield exchange


def asked(exchange: ComposedExchange, who: Agency, path: str, query: str = "") -> dict[str, Any]:
    """An answer that must succeed."""
    answer = exchange.call(who, "GET", path, query=query)
    assert answer.status == 200, answer.text
    return answer.body


def warned(exchange: ComposedExchange, who: Agency, of: Agency, query: str = "") -> dict[str, Any]:
    """The warnings of an agency."""
    return asked(exchange, who, f"/v1/agencies/{of.code}/warnings", query)
