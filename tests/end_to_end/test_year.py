"""A small year of the province through the whole stack: its ratios are what was planned, to the digit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lienthong_local.demo.errors import Difference
from lienthong_local.province import Province
from lienthong_local.seeding import ProvinceOnline, province_online
from lienthong_local.stack.stack import EmbeddedStack
from lienthong_local.stack.witnesses import witnessed
from lienthong_local.year.chapter import Chapter
from lienthong_local.year.expected import Month
from lienthong_local.year.plan import Year
from lienthong_local.year.playing import planned_today
from lienthong_local.year.replay import Replay, steps_of
from tests.end_to_end.conftest import STATE

#: Small, and with paper and electronic documents, recalls and refusals.
_DOCUMENTS, _SEED = 60, 2021


class Interrupted(Exception):
    """Somebody pressed Ctrl-C."""


@pytest.fixture
def fresh(province: Province) -> Iterator[ProvinceOnline]:
    """A stack of its own: other tests' documents are of no month of the year, but their time counts."""
    with (
        EmbeddedStack.start(
            STATE,
            revocation_hosts=sorted(province.allowed_hosts),
            time_stamping_url=province.time_stamping_url,
        ) as stack,
        witnessed(stack),
        province_online(stack, province) as seeded,
    ):
        yield seeded


def acceptances(online: ProvinceOnline) -> int:
    """How many documents the exchange has accepted."""
    return sum(
        1
        for row in online.province.agencies
        for one in online.client(row.code).every_submission()
        if one["state"] == "accepted"
    )


def chapter_of(online: ProvinceOnline, year: Year, folder: Path, steps: list[int]) -> Chapter:
    """The year to be played; what it ends with goes into the folder ``year``."""
    return Chapter(
        online=online,
        year=year,
        scratch=folder,
        into=folder / "year",
        advance=steps.append,
        at_start=steps.clear,
        at_month=lambda _: None,
        language="en",
    )


@pytest.mark.sweep
def test_an_interrupted_year_goes_on_without_doubling_and_every_number_is_as_planned(
    fresh: ProvinceOnline, tmp_path: Path
) -> None:
    year = planned_today(fresh, _DOCUMENTS, _SEED)
    months: list[Month] = []

    def interrupt(month: Month) -> None:
        months.append(month)
        if len(months) == 6:
            raise Interrupted

    with pytest.raises(Interrupted):
        Replay(fresh, year, tmp_path, lambda _: None, interrupt).run()
    fresh.stack.wait_until_idle(120)
    assert 0 < acceptances(fresh) < sum(document.is_sent for document in year.documents)

    steps: list[int] = []
    chapter = chapter_of(fresh, year, tmp_path, steps)
    chapter.replayed()
    assert sum(steps) == steps_of(year)
    assert acceptances(fresh) == sum(document.is_sent for document in year.documents)
    assert list(tmp_path.glob("*.pdf")) == []
    chapter.as_planned()
    assert chapter.same_from_the_log().endswith(" 0 differ")
    chapter.last_is_found()
    written = {path.suffix for path in (tmp_path / "year").iterdir()}
    assert written == {".json", ".svg", ".csv", ".xlsx", ".txt"}

    # What was not planned is found out: one document less on the way is one count that differs.
    shorter = replace(year, documents=year.documents[1:])
    with pytest.raises(Difference, match="counts that differ"):
        chapter_of(fresh, shorter, tmp_path, steps).as_planned()
