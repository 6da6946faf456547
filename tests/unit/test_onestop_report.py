"""Report 06: its columns, its invariant, its units; the published half-year to the digit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lienthong.model.agency_level import AgencyLevel
from lienthong.onestop.assessment import Indicator, Votes, assess, coverage
from lienthong.onestop.errors import ReportDoesNotAddUp
from lienthong.onestop.figures import Share
from lienthong.onestop.report import Counts, Period, UnitKey, report_06
from lienthong.onestop.words import Channel
from tests.builders.dossiers import LAND, LEAD, TAX, TRANSFER, Story

JUNE = Period(date(2019, 6, 1), date(2019, 6, 30))
DISTRICT = UnitKey(AgencyLevel.DISTRICT, LEAD)


def counted(*stories: Story, period: Period = JUNE) -> Counts:
    return report_06([story.dossier for story in stories], period).total


def test_new_dossiers_are_told_apart_by_how_they_came() -> None:
    counts = counted(*(Story(channel=channel).accepted() for channel in Channel))
    assert (counts.online, counts.direct_and_postal, counts.carried_over) == (1, 2, 0)


def test_what_was_accepted_before_and_not_ended_is_carried_over() -> None:
    before = Story("2019-05-30 08:00", channel=Channel.ONLINE).accepted()
    assert counted(before).carried_over == 1
    assert counted(before.decided("2019-05-31 10:00")).received == 0


def test_the_period_s_midnights_are_vietnam_s_and_its_last_day_belongs_to_it() -> None:
    last = Story().accepted().decided("2019-06-30 23:59:59")
    next_month = Story().accepted().decided("2019-07-01 00:00")
    assert counted(last).resolved == 1
    assert counted(next_month).in_progress == 1
    first = Story("2019-06-01 00:00").accepted()
    assert counted(first).new == 1
    assert counted(Story("2019-05-31 23:59:59").accepted()).carried_over == 1
    ended_with_it = Story("2019-05-30 08:00").accepted().decided("2019-06-01 00:00")
    assert counted(ended_with_it).resolved == 1


def test_each_outcome_has_its_column() -> None:
    counts = counted(
        Story().accepted().decided("2019-06-13 10:00"),
        Story().accepted().decided("2019-06-14 10:00"),
        Story().accepted().decided("2019-06-17 10:00"),
        Story().accepted().decided("2019-06-18 10:00"),
        Story("2019-06-28 08:00").accepted(),
        Story().accepted(),
        Story().accepted().asked("2019-06-05 09:00"),
        Story().refused("2019-06-03 09:00"),
    )
    assert counts == Counts(
        direct_and_postal=7, early=2, on_time=1, overdue=1, open_in_time=2, open_overdue=1
    )


def test_received_is_resolved_and_in_progress_or_there_is_no_report() -> None:
    with pytest.raises(ReportDoesNotAddUp) as refused:
        Counts(direct_and_postal=5, on_time=3, open_in_time=1)
    assert refused.value.facts == {"received": 5, "resolved": 3, "in_progress": 1}


def test_what_is_in_progress_at_a_period_s_end_is_carried_over_into_the_next() -> None:
    stories = [
        Story("2019-06-03 08:00").accepted().decided("2019-07-02 10:00"),
        Story("2019-06-28 08:00").accepted(),
        Story("2019-07-01 08:00").accepted(),
    ]
    july = Period(date(2019, 7, 1), date(2019, 7, 31))
    assert counted(*stories).in_progress == counted(*stories, period=july).carried_over == 2


def test_units_stand_by_level_and_code_and_add_up_to_the_total() -> None:
    here = Story().accepted().dossier
    other = replace(here, lead="000.00.31.H39")
    commune = replace(here, lead="000.20.30.H39", level=AgencyLevel.COMMUNE)
    department = replace(here, lead="000.00.05.H39", level=AgencyLevel.PROVINCE)
    report = report_06([commune, other, here, department, here], JUNE)
    assert [unit.agency for unit in report.lines] == [
        "000.00.05.H39",
        "000.00.30.H39",
        "000.00.31.H39",
        "000.20.30.H39",
    ]
    assert report.lines[DISTRICT].received == 2
    assert report.of_level(AgencyLevel.DISTRICT).received == 3
    assert report.total.received == 5
    assert report == report_06([here, department, here, other, commune], JUNE)


def test_a_report_of_nothing_has_no_shares() -> None:
    shares = report_06([], JUNE).total.to_json()["shares"]
    assert shares == {"early": None, "on_time": None, "overdue": None, "portal": None}


def test_the_portal_s_share_counts_what_is_not_finished_by_the_period_s_end() -> None:
    counts = counted(
        Story().accepted().decided("2019-06-17 10:00"),
        Story().accepted(),
        Story("2019-06-28 08:00").accepted(),
        Story().refused("2019-06-03 09:00"),
    )
    assert counts.portal_share == Share(2, 3)
    assert counts.on_time_share == Share(1, 1)


def test_a_report_of_the_past_comes_out_the_same_later() -> None:
    story = Story().accepted().asked("2019-06-05 09:00").supplied("2019-06-10 09:00")
    before = report_06([story.dossier], JUNE)
    story.decided("2019-07-05 10:00").returned("2019-07-08 09:00")
    assert report_06([story.dossier], JUNE) == before


def test_the_published_figures_make_a_report_with_the_published_shares() -> None:
    counts = Counts(
        online=9_344,
        direct_and_postal=33_130,
        carried_over=2_381,
        early=16_110,
        on_time=24_885,
        overdue=116,
        open_in_time=3_720,
        open_overdue=24,
    )
    assert (counts.received, counts.new, counts.resolved) == (44_855, 42_474, 41_111)
    shares = [share.written() for share in (counts.early_share, counts.on_time_share, counts.overdue_share)]
    assert shares == ["39.19 %", "60.53 %", "0.28 %"]


# --- votes, coverage, assessment --------------------------------------------------------------------


def test_votes_are_shared_among_those_who_voted() -> None:
    votes = Votes(1_614, 16, 15)
    assert votes.total == 1_645
    assert votes.satisfied_share.written() == "98.12 %"
    assert Votes().satisfied_share.plain() is None
    assert Votes(1, 0, 0) + Votes(0, 2, 3) == Votes(1, 2, 3)


def test_coverage_counts_centres_that_are_live_and_no_others() -> None:
    assert coverage(["a", "b", "x"], ["a", "b", "c", "d"]) == Share(2, 4)
    assert coverage([], []).plain() is None


def test_the_nine_indicators_are_facts_or_not_available() -> None:
    early = Story(under=TRANSFER).accepted().handed_over("2019-06-03 09:00", 1)
    early.finished("2019-06-10 09:00", 1, by=LAND).handed_over("2019-06-10 10:00", 2)
    early.to_be_paid("2019-06-10 11:00", by=TAX).paid("2019-06-11 09:00").finished(
        "2019-06-11 10:00", 2, by=TAX
    )
    asked = Story(channel=Channel.ONLINE).accepted().asked("2019-06-05 09:00")
    before = Story("2019-05-31 09:00").accepted()
    found = assess(
        [early.dossier, asked.dossier, before.dossier, Story().dossier], JUNE, Share(7, 8), Votes(9, 1, 0)
    )
    assert list(found) == list(Indicator)
    assert found[Indicator.WHOLE_TIME] == Share(1, 2)
    assert found[Indicator.AGENCIES_TIME] == Share(1, 2)
    assert found[Indicator.CONTACTS] == Share(1, 2)
    assert found[Indicator.AGENCIES_CONTACTED] == Share(1, 2)
    assert found[Indicator.PUBLICITY] == Share(7, 8)
    assert found[Indicator.ATTITUDE] == Share(9, 10)
    assert found[Indicator.ONLINE] == Share(1, 2)
    assert (found[Indicator.GUIDANCE], found[Indicator.ANSWERS]) == (None, None)
