"""Half a year through the rules: the published figures to the digit, the same from the same seed."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.model.agency_level import AgencyLevel
from lienthong.model.calendar import VIETNAM
from lienthong.onestop.codes import DossierCode
from lienthong.onestop.dossier import Dossier
from lienthong.onestop.lateness import causes_of
from lienthong.onestop.timeliness import Timeliness, judge
from lienthong.onestop.words import Kind
from lienthong_local.half_year.__main__ import main
from lienthong_local.half_year.errors import NoSuchLife
from lienthong_local.half_year.replay import replay
from lienthong_local.half_year.targets import (
    DISTRICTS,
    PERIOD,
    PROVINCE,
    Target,
    district_plans,
    province_plan,
    scaled,
    share_out,
)
from lienthong_local.province.registry import load_agencies
from tests.builders.dossiers import CLOCK


def lived(settled: int, seed: int = 1) -> list[Dossier]:
    return replay(district_plans(load_agencies(), scaled(DISTRICTS, settled)), seed, lambda: None).dossiers


def test_a_provincial_centre_s_published_half_year_comes_out_to_the_digit() -> None:
    played = replay([province_plan()], 1, lambda: None)
    counts = played.report.total
    assert (counts.received, counts.carried_over, counts.new) == (44_855, 2_381, 42_474)
    assert (counts.resolved, counts.early, counts.on_time, counts.overdue) == (41_111, 16_110, 24_885, 116)
    shares = [
        share.written("vi") for share in (counts.early_share, counts.on_time_share, counts.overdue_share)
    ]
    assert shares == ["39,19 %", "60,53 %", "0,28 %"]
    assert len({dossier.code for dossier in played.dossiers}) == len(played.dossiers) == 44_855
    assert {unit.level for unit in played.report.lines} == {AgencyLevel.PROVINCE}


def test_what_is_asked_for_comes_out_exactly_at_every_size() -> None:
    for settled in (1_000, 3_000):
        target = scaled(DISTRICTS, settled)
        played = replay(district_plans(load_agencies(), target), 1, lambda: None)
        counts = played.report.total
        assert (counts.early, counts.on_time, counts.overdue) == (target.early, target.on_time, target.late)
        assert (counts.open_in_time, counts.open_overdue) == (target.open_in_time, target.open_overdue)
        assert (counts.carried_over, counts.online) == (target.carried_over, target.online)
        assert counts.received == len(played.dossiers)


def test_the_districts_have_15_lines_that_add_up_to_34_000_settled_and_7_500_early() -> None:
    plans = district_plans(load_agencies())
    settled = sum(plan.target.early + plan.target.on_time + plan.target.late for plan in plans)
    assert len(plans) == 15
    assert (settled, sum(plan.target.early for plan in plans)) == (34_000, 7_500)
    assert sum(plan.target.total for plan in plans) == DISTRICTS.total
    assert scaled(DISTRICTS, 34_000) == DISTRICTS
    assert PROVINCE.total == 44_855


def test_the_same_seed_gives_the_same_dossiers_and_another_gives_others() -> None:
    assert lived(1_000) == lived(1_000)
    assert lived(1_000) != lived(1_000, seed=2)


def test_the_lagging_district_is_found() -> None:
    played = replay(district_plans(load_agencies(), scaled(DISTRICTS, 3_000)), 1, lambda: None)
    worst = max(played.report.lines.items(), key=lambda line: line[1].overdue_share.basis_points or 0)
    assert worst[0].agency == "000.00.37.H39"


def test_the_lives_are_lives_acts_in_office_hours_with_pauses_and_causes_for_what_is_late() -> None:
    dossiers = lived(3_000)
    kinds = {pause.cause for dossier in dossiers for pause in dossier.pauses}
    assert kinds == {Kind.SUPPLEMENT_REQUESTED, Kind.OBLIGATION_IMPOSED}
    for dossier in dossiers:
        assert str(DossierCode.parse(dossier.code)) == dossier.code
        assert dossier.accepted_at is not None
        assert CLOCK.calendar.is_working(dossier.accepted_at.astimezone(VIETNAM).date())
        judgement = judge(dossier, PERIOD.end)
        assert judgement is not None
        late = judgement.timeliness is Timeliness.LATE
        assert bool(causes_of(dossier, PERIOD.end, CLOCK)) is late


def test_numbers_that_no_life_comes_to_are_refused() -> None:
    nobody = Target(0, 0, 0, 0, 0, 0, 0)
    plan = province_plan(nobody)
    assert replay([plan], 1, lambda: None).dossiers == []
    impossible = province_plan(Target(0, 0, 0, 1, 0, 1, 0))
    with pytest.raises(NoSuchLife) as refused:
        replay([impossible], 1, lambda: None)
    assert "open_in_time" in refused.value.sentence("vi")


@given(st.integers(0, 100_000), st.lists(st.integers(1, 60), min_size=1, max_size=20))
def test_what_is_shared_out_adds_up_and_nobody_is_a_whole_one_off(total: int, weights: list[int]) -> None:
    shares = share_out(total, weights)
    assert sum(shares) == total
    whole = sum(weights)
    assert all(
        abs(share * whole - total * weight) < whole for share, weight in zip(shares, weights, strict=True)
    )


# --- what is printed --------------------------------------------------------------------------------


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["--dossiers", "1000", *arguments]) == 0
    return capsys.readouterr().out


def test_the_report_is_printed_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    vi = printed(capsys, "--lang", "vi")
    assert "Báo cáo 06: tình hình, kết quả giải quyết thủ tục hành chính" in vi
    assert "UBND huyện Cần Giuộc" in vi
    assert "Hồ sơ quá hạn: nguyên nhân chính" in vi
    assert "000." not in vi
    assert "…" not in vi
    en = printed(capsys, "--lang", "en")
    assert "Report 06, from 2018-07-01 to 2018-12-31" in en
    assert "…" not in en


def test_json_and_csv_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    report = json.loads(printed(capsys, "--json"))
    rows = list(csv.DictReader(io.StringIO(printed(capsys, "--csv"))))
    assert [row["agency"] for row in rows[:-1]] == [line["agency"] for line in report["lines"]]
    assert int(rows[-1]["received"]) == report["total"]["received"]["total"]
    assert rows[-1]["early_share"] == report["total"]["shares"]["early"]
    assert sum(blame["dossiers"] for blame in report["late"]) == (
        report["total"]["resolved"]["overdue"] + report["total"]["in_progress"]["overdue"]
    )
    assert datetime.fromisoformat(report["first"]).year == 2018


def test_the_report_is_saved_as_a_workbook_and_as_a_pdf_that_is_the_same_again(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    first, second, book = (tmp_path / name for name in ("1.pdf", "2.pdf", "1.xlsx"))
    for path in (first, second):
        assert printed(capsys, "--pdf", str(path)) == ""
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes().startswith(b"%PDF")
    printed(capsys, "--xlsx", str(book))
    assert book.read_bytes().startswith(b"PK")


def test_a_size_out_of_bounds_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for size in ("10", "1000000", "x"):
        with pytest.raises(SystemExit):
            main(["--dossiers", size])
        assert "--dossiers" in capsys.readouterr().err
