"""``lienthong dossier warnings``, ``why``, ``lateness``, ``list --agency``: a clerk's morning."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from lienthong.model.codes import Role
from lienthong_client.command.exit_codes import ExitCode
from tests.builders.agencies import agency
from tests.builders.board_of_the_one_stop import (
    AGENCIES,
    COUNTER,
    DISTRICT,
    LAND_OFFICE,
    OTHER_DISTRICT,
    PROVINCE,
    at_centre,
    of_2018,
    past,
    transfer,
)
from tests.builders.command_office import Office, office
from tests.builders.dossier_log import views_of
from tests.builders.dossiers import CENTRE, LAND, TAX, Story, at
from tests.doubles.fixed_clock import FixedClock


@contextmanager
def desk_at(folder: Path, now: str, *stories: Story, agencies: Any = AGENCIES) -> Iterator[Office]:
    with office(folder, agencies=agencies, clock=FixedClock(at(now)), views=views_of(*stories)) as made:
        yield made


def side_by_side(number: int) -> Story:
    story = transfer(number).finished("2019-06-05 10:00", 1, LAND)
    return story.handed_over("2019-06-05 11:00", 2).handed_over("2019-06-05 11:00", 3)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """Tuesday, 18 June 2019: two transfers are late, one will be at the land office's pace."""
    stories = (side_by_side(1), transfer(2), transfer(3, "2019-06-14 08:00"), *past(5, days=9))
    with desk_at(tmp_path, "2019-06-18 07:30", *stories) as made:
        yield made


def test_a_district_reads_who_has_to_act_and_what_is_due_first(desk: Office) -> None:
    shown = desk.run("dossier", "warnings", who=DISTRICT)
    assert shown.exit_code == ExitCode.DONE, shown.output
    assert LAND_OFFICE.name in shown.output
    assert "đã quá hạn" in shown.output
    assert "sẽ quá hạn" in shown.output
    assert "Đã quá hạn: 2; sẽ quá hạn: 1; số hồ sơ đang giải quyết đã xét: 3." in shown.output
    lines = [line for line in shown.output.splitlines() if "-1906" in line]
    assert [line.split()[0][-4:] for line in lines] == ["0001", "0002", "0003"]
    assert len({line.index("17:00") for line in lines}) == 1
    english = desk.run("dossier", "warnings", CENTRE, who=PROVINCE, lang="en").output
    assert "Late: 2; will be late: 1; open dossiers looked at: 3." in english
    assert "will be late" in english


def test_own_dossiers_alone_are_shown_where_it_is_asked_and_strangers_find_nothing(desk: Office) -> None:
    own = json.loads(desk.run("--json", "dossier", "warnings", "--scope", "self", who=DISTRICT).output)
    assert (own["agency"], len(own["warnings"]), own["cursor"]) == (DISTRICT.code, 3, None)
    province = json.loads(desk.run("--json", "dossier", "warnings", "--scope", "self", who=PROVINCE).output)
    assert province["warnings"] == []
    refused = desk.run("dossier", "warnings", CENTRE, who=OTHER_DISTRICT)
    assert refused.exit_code == ExitCode.NOT_FOUND


def test_a_province_reads_it_by_centre_on_the_screen_and_on_the_page(tmp_path: Path) -> None:
    branch = of_2018(agency("000.14.30.H39", "Bộ phận một cửa Long Thượng", Role.ONE_STOP), DISTRICT.code)
    stories = (transfer(1), transfer(2), at_centre(branch.code, transfer(3)))
    with desk_at(tmp_path, "2019-06-18 08:00", *stories, agencies=(*AGENCIES, branch)) as made:
        path = tmp_path / "tinh.html"
        shown = made.run("dossier", "warnings", "--html", path, who=PROVINCE).output
        assert "Theo trung tâm tiếp nhận" in shown
        (line,) = [line for line in shown.splitlines() if branch.name in line]
        assert line.split()[-2:] == ["1", "0"]
        text = Seen(path.read_text(encoding="utf-8")).text
        assert f"{COUNTER.name} ({CENTRE})20" in text
        assert f"{branch.name} ({branch.code})10" in text


def test_nothing_late_is_good_news_in_both_languages(tmp_path: Path) -> None:
    with desk_at(tmp_path, "2019-06-04 08:00", transfer(1)) as made:
        assert "Không có hồ sơ quá hạn" in made.run("dossier", "warnings", who=COUNTER).output
        assert "Nothing is late" in made.run("dossier", "warnings", who=COUNTER, lang="en").output


def test_all_pages_are_read(tmp_path: Path) -> None:
    stories = [transfer(number) for number in range(1, 61)]
    with desk_at(tmp_path, "2019-06-18 08:00", *stories) as made:
        answer = json.loads(made.run("--json", "dossier", "warnings", who=COUNTER).output)
        assert len({one["dossier"] for one in answer["warnings"]}) == 60
        listed = json.loads(made.run("--json", "dossier", "list", "--agency", LAND, who=DISTRICT).output)
        assert len({one["code"] for one in listed["dossiers"]}) == 60


# --- the page -------------------------------------------------------------------------------------


class Seen(HTMLParser):
    """What a page is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "rect"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def page_of(desk: Office, folder: Path, *arguments: str, lang: str = "vi") -> str:
    path = folder / "canh-bao.html"
    shown = desk.run("dossier", "warnings", *arguments, "--html", path, who=DISTRICT, lang=lang)
    assert shown.exit_code == ExitCode.DONE, shown.output
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_stands_alone_without_scripts_and_says_everything_in_words(
    desk: Office, tmp_path: Path, lang: str
) -> None:
    page = page_of(desk, tmp_path, lang=lang)
    seen = Seen(page)
    names = [name for name, _ in seen.tags]
    assert not {"script", "link", "img", "iframe"} & set(names)
    assert not re.search(r"(src|href|url\()", page)
    assert ("html", {"lang": lang}) in seen.tags
    assert names.count("h1") == names.count("title") - names.count("svg") == 1
    assert all(attributes.get("scope") == "col" for name, attributes in seen.tags if name == "th")
    for said in ("000.13.30.H39-190603-0001", LAND_OFFICE.name, "17:00"):
        assert said in seen.text
    assert ("đã quá hạn" if lang == "vi" else "late") in seen.text
    # The chart's number and day can be read without seeing its bars.
    assert "28/06: 1" in seen.text


def test_a_name_that_looks_like_markup_stays_a_name(tmp_path: Path) -> None:
    hostile = replace(LAND_OFFICE, name='Văn phòng <script>alert("1")</script> & đất đai')
    agencies = tuple(hostile if one.code == LAND else one for one in AGENCIES)
    with desk_at(tmp_path, "2019-06-18 08:00", transfer(1), agencies=agencies) as made:
        page = page_of(made, tmp_path)
        assert "<script" not in page
        assert "&lt;script&gt;" in page


def test_a_page_that_cannot_be_written_is_told(desk: Office, tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "canh-bao.html"
    shown = desk.run("dossier", "warnings", "--html", path, who=DISTRICT)
    assert shown.exit_code == ExitCode.MISUSE


# --- why ------------------------------------------------------------------------------------------


def test_why_a_dossier_is_late_names_the_step_and_the_agency(tmp_path: Path) -> None:
    story = transfer(1).finished("2019-06-13 10:00", 1, LAND)
    others = transfer(2, "2019-06-14 08:00"), Story(number=3)
    with desk_at(tmp_path, "2019-06-18 08:00", story, *others) as made:
        shown = made.run("dossier", "why", story.dossier.code, who=COUNTER).output
        assert "quá hạn: hạn 17/06/2019 17:00" in shown
        assert "bước xử lý quá thời hạn" in shown
        assert LAND_OFFICE.name in shown
        english = made.run("dossier", "why", story.dossier.code, who=COUNTER, lang="en").output
        assert "a step took longer than its time" in english
        for code, said in (("190614-0002", "không quá hạn"), ("190603-0003", "chưa được tiếp nhận")):
            assert said in made.run("dossier", "why", f"{CENTRE}-{code}", who=COUNTER).output
        answer = json.loads(made.run("--json", "dossier", "why", story.dossier.code, who=COUNTER).output)
        assert answer["judgement"]["timeliness"] == "late"
        assert made.run("dossier", "why", "khong-co", who=COUNTER).exit_code == ExitCode.NOT_FOUND


def test_the_causes_of_a_month_are_a_table(tmp_path: Path) -> None:
    stories = [transfer(n).finished("2019-06-13 10:00", 1, LAND) for n in (1, 2)]
    with desk_at(tmp_path, "2019-06-18 08:00", *stories) as made:
        shown = made.run("dossier", "lateness", who=DISTRICT).output
        assert "Từ 01/06/2019 đến 30/06/2019: 2 hồ sơ quá hạn trong 2 hồ sơ." in shown
        assert "57:00 giờ" in shown
        days = ("--first", "01/05/2019", "--last", "31/05/2019")
        assert "Không có nguyên nhân nào." in made.run("dossier", "lateness", *days, who=DISTRICT).output
        misuse = made.run("dossier", "lateness", "--first", "01/05/2019", who=DISTRICT)
        assert misuse.exit_code == ExitCode.MISUSE
        assert "cả hai ngày" in misuse.output


def test_a_list_of_an_agency_says_its_step_since_when_and_until_when(tmp_path: Path) -> None:
    with desk_at(tmp_path, "2019-06-06 08:00", side_by_side(1), transfer(2)) as made:
        shown = made.run("dossier", "list", "--agency", TAX, who=DISTRICT).output
        (line,) = [line for line in shown.splitlines() if "-1906" in line]
        assert "05/06/2019 11:00" in line
        assert "10/06/2019 17:00" in line
        ended = made.run("dossier", "list", "--agency", TAX, "--ended", who=DISTRICT).output
        assert "Không có hồ sơ." in ended
