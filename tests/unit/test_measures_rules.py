"""Periods, the administration as of a day, the goal's forecast, and what is published of it all."""

from __future__ import annotations

from datetime import date

import pytest

from lienthong.measures.figures import figures, forecasts, public_figures, trend
from lienthong.measures.forecasts import Expected, NoForecast, Reached, forecast
from lienthong.measures.periods import MalformedPeriod, Month, Period, months_before
from lienthong.measures.ratios import NOT_APPLICABLE, Ratio, Share, ratio_of
from lienthong.measures.tallies import Tally
from lienthong.measures.tree import AgencyEntry, AgencyHistory, Tree
from tests.builders.measured import Counted

JANUARY = Month(2018, 1)


# --- ratios ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"),
    [
        (0, 3, "0.0"),
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (1, 2000, "0.1"),
        (1, 100_000, "0.1"),
        (1999, 2000, "99.9"),
        (99_999, 100_000, "99.9"),
        (7, 7, "100.0"),
        (1, 16, "6.3"),
    ],
)
def test_percent_is_rounded_half_up_and_is_all_or_nothing_only_when_it_is(
    numerator: int, denominator: int, percent: str
) -> None:
    assert Share(numerator, denominator).percent == percent


@pytest.mark.parametrize(("numerator", "denominator"), [(1, 0), (0, 0), (3, 2), (-1, 2)])
def test_no_share_is_of_nothing_or_beyond_all(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match=f"{numerator} of {denominator}"):
        Share(numerator, denominator)


def test_the_goal_is_reached_at_eighty_and_not_at_what_is_written_as_eighty() -> None:
    assert Share(4, 5).reaches()
    assert Share(79_996, 100_000).percent == "80.0"
    assert not Share(79_996, 100_000).reaches()


# --- periods --------------------------------------------------------------------------------------


def test_a_period_is_a_month_a_quarter_or_a_year() -> None:
    assert Period.parse("2020-03").months == (Month(2020, 3),)
    assert [str(month) for month in Period.parse("2020-Q4").months] == ["2020-10", "2020-11", "2020-12"]
    assert len(Period.parse("2020").months) == 12
    assert Period.parse("2020-02").last_day == date(2020, 2, 29)
    assert Period.parse("2020-Q1").first_day == date(2020, 1, 1)


@pytest.mark.parametrize(
    "text",
    ["", "20", "2020-13", "2020-00", "2020-Q5", "2020-q1", "2020-3", "٢٠٢٠", "2020-03-01", "3000", " 2020"],
)
def test_whatever_else_is_no_period(text: str) -> None:
    with pytest.raises(MalformedPeriod):
        Period.parse(text)


def test_months_go_on_over_the_year_in_both_directions() -> None:
    assert Month(2019, 12).plus(1) == Month(2020, 1)
    assert [str(month) for month in months_before(Month(2020, 2), 3)] == ["2019-12", "2020-01", "2020-02"]
    assert Month(2019, 12).reporting_ends == date(2020, 1, 5)
    assert str(Month.parse("2020-03")) == "2020-03"
    with pytest.raises(MalformedPeriod):
        Month.parse("2020")


# --- forecasts ------------------------------------------------------------------------------------


def rising(*percents: int | None) -> list[tuple[Month, Ratio]]:
    return [
        (JANUARY.plus(at), NOT_APPLICABLE if percent is None else ratio_of(percent, 100))
        for at, percent in enumerate(percents)
    ]


def test_a_steady_rise_reaches_the_goal_where_its_line_does() -> None:
    # 50, 55, 60, 65 in April: 80 is three months further on.
    july = Month(2018, 7)
    assert forecast(rising(50, 55, 60, 65)) == Expected(july, july, july)


def test_one_month_in_which_the_exchange_stood_still_moves_no_forecast() -> None:
    found = forecast(rising(40, 45, 50, 5, 60, 65))
    assert isinstance(found, Expected)
    assert found.month == Month(2018, 9)


def test_months_without_documents_are_left_out_of_the_line() -> None:
    assert forecast(rising(50, 55, None, 65, 70)) == forecast(rising(50, 55, 60, 65, 70))
    assert forecast(rising(50, None, None, 65)) is NoForecast.TOO_FEW_MONTHS


def test_nothing_is_forecast_from_few_months_or_a_fall_or_a_rise_that_takes_a_generation() -> None:
    assert forecast([]) is NoForecast.TOO_FEW_MONTHS
    assert forecast(rising(10, 20, 30)) is NoForecast.TOO_FEW_MONTHS
    assert forecast(rising(70, 60, 50, 40)) is NoForecast.NOT_RISING
    assert forecast(rising(50, 50, 50, 50)) is NoForecast.NOT_RISING
    thousandths = [(JANUARY.plus(at), ratio_of(at + 1, 10_000)) for at in range(6)]
    assert forecast(thousandths) is NoForecast.TOO_FAR


def test_a_goal_that_the_newest_month_reaches_is_reached() -> None:
    assert forecast(rising(10, 80)) == Reached(Month(2018, 2))
    assert forecast(rising(10, 80, None)) == Reached(Month(2018, 2))


def test_a_spread_of_slopes_gives_a_range_that_may_be_open() -> None:
    found = forecast(rising(30, 50, 40, 42, 60, 48, 61))
    assert isinstance(found, Expected)
    assert found.earliest < found.month
    assert found.latest is None or found.latest > found.month


# --- the tree -------------------------------------------------------------------------------------


def entry(version: int, since: str, parent: str | None, ended_on: str | None = None) -> AgencyEntry:
    ended = date.fromisoformat(ended_on) if ended_on else None
    return AgencyEntry(version, date.fromisoformat(since), f"tên {version}", parent, "district", ended)


def history(*changes: AgencyEntry) -> AgencyHistory:
    found = AgencyHistory()
    for change in reversed(changes):
        found = found.with_entry(change)
    return found


def test_a_period_is_counted_by_the_tree_of_its_last_day() -> None:
    histories = {
        "P": history(entry(1, "2018-01-01", None)),
        "A": history(entry(1, "2018-01-01", "P")),
        "B": history(entry(1, "2018-01-01", "P")),
        "C": history(entry(1, "2018-01-01", "A"), entry(2, "2019-03-15", "B")),
    }
    february, march = (
        Tree.of_period(histories.items(), Period.parse(text)) for text in ("2019-02", "2019-03")
    )
    assert february.below("A") == ("A", "C")
    assert march.below("A") == ("A",)
    assert march.below("P") == ("A", "B", "C", "P")
    assert (february.name("C"), march.name("C")) == ("tên 1", "tên 2")


def test_an_agency_that_ended_in_the_period_is_still_in_it_and_later_is_not() -> None:
    histories = {
        "P": history(entry(1, "2018-01-01", None)),
        "A": history(entry(1, "2018-01-01", "P"), entry(2, "2025-07-01", "P", ended_on="2025-07-01")),
    }
    july, august = (Tree.of_period(histories.items(), Period.parse(text)) for text in ("2025-07", "2025-08"))
    assert july.below("P") == ("A", "P")
    assert august.below("P") == ("P",)
    assert (august.name("A"), august.level("A")) == ("A", "")


def test_an_agency_is_not_there_before_it_began() -> None:
    begun = {"A": history(entry(1, "2019-05-01", None))}
    assert Tree.of_period(begun.items(), Period.parse("2019-04")).agencies == {}


def test_a_loop_of_parents_ends() -> None:
    loop = {"A": history(entry(1, "2018-01-01", "B")), "B": history(entry(1, "2018-01-01", "A"))}
    assert Tree.of_period(loop.items(), Period.parse("2019")).below("A") == ("A", "B")


def test_histories_and_facts_come_back_as_they_were_kept() -> None:
    kept = history(entry(1, "2018-01-01", None), entry(2, "2019-03-15", "B", ended_on="2019-03-15"))
    assert AgencyHistory.from_json(kept.to_json()) == kept
    assert AgencyHistory.from_json(None) == AgencyHistory()


def test_registry_changes_that_tell_of_no_entry_change_no_tree() -> None:
    assert AgencyEntry.of_details({"act": "trust-anchor", "fingerprint": "00"}, date(2020, 1, 1)) is None
    counted = Counted().registered("A", "Huyện A", "P").registered("A", "Huyện A", "Q", version=2)
    assert set(AgencyHistory.from_json(counted.records()["T", "A"]).entries) == {1, 2}


# --- figures --------------------------------------------------------------------------------------


def test_figures_tell_numerators_and_denominators_and_nothing_of_nothing() -> None:
    empty = figures(Tally())
    assert isinstance(empty["by"], dict)
    assert empty["by"]["document"] == {
        "total": 0,
        "ratios": {
            name: {"numerator": 0, "denominator": 0, "percent": None} for name in ("R1", "R2", "R3", "R4")
        },
    }
    told = figures(Counted().sent(1).on_paper(2).on_paper(3, reason="recipient-cannot-receive").tally())
    assert isinstance(told["by"], dict)
    assert isinstance(document := told["by"]["document"], dict)
    assert isinstance(document["ratios"], dict)
    assert document["ratios"]["R4"] == {"numerator": 1, "denominator": 3, "percent": "33.3"}
    assert told["shown"] == {"mandatory_paper": 1, "cannot_receive": 1, "undelivered": 0}
    assert told["reasons"] == {"mandatory-list": 1, "recipient-cannot-receive": 1}


def test_the_public_is_told_nothing_of_secrets_not_even_how_many() -> None:
    counted = Counted().on_paper(0, carriage="secret", number=None, issued_on="2018-11-01", count=9)
    assert figures(counted.tally())["excluded"] == {"secrets": 9}
    assert "excluded" not in public_figures(counted.tally())
    assert "9" not in str(public_figures(counted.tally()))


def test_a_trend_and_its_forecasts_are_of_both_units_and_all_ratios() -> None:
    months = [(Month(2018, 10), Tally()), (Month(2018, 11), Counted().sent(1).tally())]
    first = trend(months)[0]
    assert isinstance(first, dict)
    assert first["month"] == "2018-10"
    assert forecasts(months)["document"] == {
        name: {"state": "reached", "month": "2018-11", "earliest": None, "latest": None}
        for name in ("R1", "R2", "R3", "R4")
    }
    assert forecasts(months[:1])["recipient"] == {
        name: {"state": "too-few-months", "month": None, "earliest": None, "latest": None}
        for name in ("R1", "R2", "R3", "R4")
    }
