"""The view ``desk``: what is counted at centres, whatever order the log has it in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest

from lienthong.model.event import Event, EventType, JsonValue
from lienthong.onestop.assessment import Votes
from lienthong.onestop.figures import Share
from lienthong.onestop.report import Period
from lienthong.services.desk_reading import DeskFigures, DeskReading
from lienthong.services.desk_view import DeskView
from lienthong.services.following import Entry
from lienthong.services.viewing import MOST_OF_AN_ENTRY, Held, stored_name
from tests.builders.half_years import fold_into
from tests.doubles.memory_views import MemoryViews

CENTRE, OTHER = "000.13.30.H39", "000.13.31.H39"
JULY = Period(date(2019, 7, 1), date(2019, 7, 31))
#: Half past eleven at night in Vietnam is still July.
LAST_MINUTES = datetime(2019, 7, 31, 16, 30, tzinfo=UTC)


def event(number: int, kind: EventType, at: datetime, centre: str = CENTRE, **details: JsonValue) -> Event:
    return Event(f"{number:026}", kind, centre, at, centre, bytes(32), details=details)


def voted(number: int, vote: str, at: datetime = LAST_MINUTES, centre: str = CENTRE) -> Event:
    return event(number, EventType.SATISFACTION_VOTE, at, centre, vote=vote, procedure=None)


def received(
    number: int, visit: str, channel: int = 1, at: datetime = LAST_MINUTES, centre: str = CENTRE
) -> Event:
    code = f"{centre}-190731-{number:04}"
    return Event(
        f"{number:026}",
        EventType.DOSSIER_EVENT,
        code,
        at,
        centre,
        bytes(32),
        details={"kind": "received", "visit": visit, "details": {"channel": channel}},
    )


def inspected(number: int, on: str, expected: int, right: int) -> Event:
    return event(
        number,
        EventType.POSTING_INSPECTION,
        LAST_MINUTES,
        centre=CENTRE,
        on=on,
        expected=expected,
        right=right,
        found=expected - right,
        findings=[],
    )


def set_up(number: int, at: datetime, centre: str = CENTRE) -> Event:
    return event(number, EventType.CENTRE_CHANGE, at, centre, level="district")


def reading(*events: Event) -> DeskReading:
    views = MemoryViews()
    fold_into(views, DeskView(), events)
    return DeskReading(views)


def july(*events: Event) -> DeskFigures:
    return reading(*events).of_period(JULY, {CENTRE}).get(CENTRE, DeskFigures())


def test_days_are_vietnams_and_the_periods_ends_are_exact() -> None:
    before = voted(1, "satisfied", datetime(2019, 6, 30, 16, 59, tzinfo=UTC))
    after = voted(2, "satisfied", LAST_MINUTES + timedelta(minutes=30))
    first = voted(3, "satisfied", datetime(2019, 6, 30, 17, tzinfo=UTC))
    assert july(before, first, voted(4, "acceptable"), after).votes == Votes(1, 1, 0)


def test_a_visit_with_several_dossiers_is_one_visit_and_what_comes_online_or_by_post_is_none() -> None:
    told = [
        received(1, "V1"),
        received(2, "V1"),
        received(3, "V2"),
        received(4, "V3", 2),
        received(5, "V4", 3),
    ]
    assert july(*told).visits == 2


def test_votes_are_counted_by_what_was_pressed() -> None:
    pressed = [
        voted(n, vote) for n, vote in enumerate(["satisfied"] * 3 + ["acceptable"] + ["dissatisfied"] * 2)
    ]
    assert july(*pressed).votes == Votes(3, 1, 2)


def test_of_inspections_the_last_day_counts_and_of_one_day_the_last_inspection() -> None:
    told = [
        inspected(1, "2019-07-10", 8, 3),
        inspected(3, "2019-07-10", 8, 5),
        inspected(2, "2019-07-10", 8, 4),
        inspected(4, "2019-06-30", 8, 8),
    ]
    for order in permutations(told):
        assert july(*order).postings == Share(5, 8)
        last = reading(*order).inspection(CENTRE)
        assert last is not None
        assert (last["on"], last["right"]) == ("2019-07-10", 5)


def test_the_order_of_the_log_does_not_matter() -> None:
    told = [voted(1, "satisfied"), received(2, "V1"), received(3, "V1"), set_up(4, JULY.start)]
    views = []
    for order in permutations(told):
        store = MemoryViews()
        fold_into(store, DeskView(), order)
        views.append(
            {key: one for key, one in store.records[stored_name(DeskView())].items() if key[0] != "VISIT#V1"}
        )
    assert all(one == views[0] for one in views)


def test_what_others_counted_is_not_a_centres() -> None:
    found = reading(voted(1, "satisfied"), voted(2, "satisfied", centre=OTHER))
    assert set(found.of_period(JULY, {CENTRE})) == {CENTRE}
    assert found.of_period(JULY, set()) == {}


@pytest.mark.parametrize(
    ("set_up_at", "first_dossier", "is_live"),
    [
        (JULY.start, JULY.start, True),
        (JULY.start, LAST_MINUTES + timedelta(days=1), False),
        (None, JULY.start, False),
    ],
)
def test_live_is_what_is_set_up_and_has_taken_a_dossier_in_by_then(
    set_up_at: datetime | None, first_dossier: datetime, is_live: bool
) -> None:
    told = [received(1, "V1", at=first_dossier)]
    if set_up_at:
        told.append(set_up(2, set_up_at))
    assert (CENTRE in reading(*told).live(JULY.end, {CENTRE, OTHER})) is is_live


def test_the_first_day_counts_whichever_is_told_first() -> None:
    for order in permutations([set_up(1, LAST_MINUTES), set_up(2, JULY.start), received(3, "V")]):
        assert CENTRE in reading(*order).live(LAST_MINUTES, {CENTRE})


def test_every_record_that_a_fold_wants_is_named_before_and_few_change() -> None:
    told = [voted(1, "satisfied"), received(2, "V1"), set_up(3, JULY.start), inspected(4, "2019-07-10", 8, 5)]
    told.append(event(5, EventType.CONSULTATION, LAST_MINUTES, procedure=None))
    for one in told:
        held = Held(stored_name(DeskView()), MemoryViews())
        DeskView().fold(Entry(0, one), held)
        assert set(held.changes) <= set(DeskView().keys(Entry(0, one)))
        assert 0 < len(held.changes) <= MOST_OF_AN_ENTRY


def test_other_events_change_nothing() -> None:
    other = event(1, EventType.STATUS_CHANGE, LAST_MINUTES)
    assert list(DeskView().keys(Entry(0, other))) == []
    held = Held(stored_name(DeskView()), MemoryViews())
    DeskView().fold(Entry(0, other), held)
    assert not held.changes
