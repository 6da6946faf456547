"""The view ``dossiers`` comes to the same in any order of the log, and says what the folded dossiers say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lienthong.onestop.dossier import Dossier
from lienthong.onestop.folding import fold
from lienthong.onestop.procedures import Procedure
from lienthong.onestop.report import Period, report_06
from lienthong.onestop.report_records import report_record_of, reported_dossier_of
from lienthong.onestop.timeliness import judge
from lienthong.onestop.warning import Pace, warnings
from lienthong.ports import JsonObject, ViewKey
from lienthong.services.dossier_records import AGENCIES, dossier_key, folded_dossier
from lienthong.services.foreseeing import Foreseeing
from tests.builders.dossier_log import events_of, folded, reading_of
from tests.builders.dossiers import CENTRE, CLOCK, LAND, TRANSFER, Story
from tests.builders.lives import PROCEDURES, lived

ACTS = st.lists(st.tuples(st.integers(0, 999), st.integers(0, 60 * 24 * 20)), max_size=14)
DAYS = st.dates(date(2018, 11, 1), date(2019, 9, 30))


def life(day: date, under: Procedure, acts: list[tuple[int, int]], number: int) -> Story:
    return lived(f"{day} 08:00", under, acts, number)


LIVES = st.lists(st.tuples(DAYS, st.sampled_from(PROCEDURES), ACTS), min_size=1, max_size=4).map(
    lambda drawn: [life(day, under, acts, n) for n, (day, under, acts) in enumerate(drawn, start=1)]
)


def without_agencies(records: Mapping[ViewKey, JsonObject]) -> dict[ViewKey, JsonObject]:
    return {key: record for key, record in records.items() if key[0] != AGENCIES}


@given(LIVES, st.randoms(use_true_random=False))
def test_any_order_of_the_log_comes_to_the_same_records(lives: list[Story], random: object) -> None:
    events = events_of(lives)
    in_order = folded(events)
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    records = folded(shuffled)
    assert without_agencies(records) == without_agencies(in_order)
    # Who has a dossier is noted, and may be noted of a state that the log showed for a moment.
    noted = {agency for where, agency in records if where == AGENCIES}
    listed = {where.partition("#")[2] for where, _ in records if where.startswith(("HAND#", "TAKEN#"))}
    assert listed <= noted


@given(LIVES)
def test_every_dossier_is_kept_as_its_events_fold_and_twice_changes_nothing(lives: list[Story]) -> None:
    events = events_of(lives)
    records = folded(events)
    assert folded([one for event in events for one in (event, event)]) == records
    for story in lives:
        assert folded_dossier(records[dossier_key(story.dossier.code)]) == fold(story.events)


@given(LIVES, DAYS, st.integers(0, 100))
def test_a_report_of_any_period_read_from_the_view_is_the_report_of_the_dossiers(
    lives: list[Story], first: date, days: int
) -> None:
    period = Period(first, first + timedelta(days=days))
    read = list(reading_of(*lives).of_period(period))
    assert len({one.code for one in read}) == len(read)
    assert report_06(read, period) == report_06([story.dossier for story in lives], period)


@given(LIVES, st.integers(0, 60 * 24 * 30), st.integers(2, 9))
def test_warnings_read_from_the_view_are_those_of_the_dossiers_and_of_their_whole_history(
    lives: list[Story], later: int, finished: int
) -> None:
    # Enough of the same kind for the agencies to have a pace.
    stories = lives + [quick(number) for number in range(50, 50 + finished)]
    dossiers = [story.dossier for story in stories]
    now = max(dossier.last_at for dossier in dossiers) + timedelta(minutes=later)
    expected = warnings(dossiers, now, Pace.of(dossiers, CLOCK), CLOCK)
    foresight = Foreseeing(reading_of(*stories), CLOCK.calendar).of(frozenset({CENTRE}), now)
    assert tuple(one.warning for one in foresight.foreseen) == expected
    assert (foresight.left_out, foresight.undated) == (0, ())


def quick(number: int) -> Story:
    """The land office's step of a transfer, some hours later for each number."""
    story = Story("2018-10-01 08:00", under=TRANSFER, number=number).accepted()
    story = story.handed_over("2018-10-01 09:00", 1)
    return story.finished(f"2018-10-{2 + number % 4:02d} {8 + number % 3:02d}:00", 1, LAND)


@given(LIVES, DAYS)
def test_what_a_report_reads_is_judged_as_the_whole_dossier_is(lives: list[Story], day: date) -> None:
    as_of = Period(day, day).end
    for dossier in [story.dossier for story in lives if story.dossier.accepted_at]:
        read = reported_dossier_of(report_record_of(dossier))
        assert judge(read, as_of) == judge(dossier, as_of)
        assert _heading(read) == _heading(dossier)
        assert json.loads(report_record_of(read)) == json.loads(report_record_of(dossier))


def _heading(one: Dossier) -> tuple[object, ...]:
    return one.code, one.procedure, one.centre, one.lead, one.level, one.channel, one.status, one.granted
