"""``lienthong ratios``: what is told to a person, to a sheet, to a program, and as a chart."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from lienthong_client.command.desk import Desk
from lienthong_client.command.exit_codes import ExitCode
from lienthong_client.command.ratio_pages import show_ratios
from lienthong_client.ratio_calls import RatiosAnswer, RatioValue
from lienthong_client.ratio_charts import MOST_BARS, rank_of, ratios_svg
from lienthong_client.ratio_sheets import ratios_xlsx
from tests.builders.agencies import DEPARTMENT, DISTRICT
from tests.builders.command_office import Office, office
from tests.builders.letters import letter
from tests.builders.ratio_answers import LAGGARD, province_answer
from tests.builders.register_entries import entries, paper, secrets

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """A district that has sent a letter, and reported another on paper, and four secrets."""
    with office(tmp_path) as made:
        exchange = made.exchange
        exchange.call(DISTRICT, "POST", "/v1/submissions", letter(recipients=[DEPARTMENT.code]))
        exchange.settle()
        exchange.call(DISTRICT, "POST", "/v1/register/entries", entries(paper(), secrets()))
        exchange.project()
        yield made


def test_a_clerk_reads_numerators_denominators_and_what_stands_beside_them(desk: Office) -> None:
    told = desk.run("ratios", "--period", "2026").output
    assert "(1/2)" in told
    assert "văn bản" in told
    assert "Văn bản mật (chỉ đếm)" in told
    english = desk.run("ratios", "--period", "2026", lang="en").output
    assert "50.0 % (1/2)" in english
    assert "Secrets, by count alone" in english


def test_a_period_without_documents_is_told_as_not_applicable(desk: Office) -> None:
    told = desk.run("ratios", "--period", "2019-Q1", lang="en").output
    assert "not applicable" in told
    assert "n/a" in told
    assert " %" not in told.replace("80 %", "")


def test_a_program_gets_the_answer_as_the_api_gives_it(desk: Office) -> None:
    answer = json.loads(desk.run("ratios", "--period", "2026", "--json").output)
    assert answer["total"]["by"]["document"]["ratios"]["R1"] == {
        "numerator": 1,
        "denominator": 2,
        "percent": "50.0",
    }


def test_table_workbook_and_chart_are_written_where_one_says(desk: Office, tmp_path: Path) -> None:
    files = {kind: tmp_path / f"r.{kind}" for kind in ("csv", "xlsx", "svg")}
    options = [word for kind, path in files.items() for word in (f"--{kind}", path)]
    result = desk.run("ratios", "--period", "2026", "--scope", "subtree", *options)
    assert result.exit_code == ExitCode.DONE, result.output
    assert files["csv"].read_bytes().startswith(b"\xef\xbb\xbfrow,agency,")
    assert load_workbook(files["xlsx"]).sheetnames == ["Tỷ lệ", "Theo tháng"]
    assert ElementTree.parse(files["svg"]).getroot().tag == f"{SVG}svg"


def test_nobody_is_told_of_anothers_ratios(desk: Office) -> None:
    result = desk.run("ratios", "--agency", DISTRICT.code, who=DEPARTMENT)
    assert result.exit_code == ExitCode.NOT_FOUND


def test_a_misspelt_period_is_told_with_what_it_may_be(desk: Office) -> None:
    result = desk.run("ratios", "--period", "2026-13")
    assert result.exit_code == ExitCode.REFUSED
    assert "2020-Q1" in result.output


def test_the_documents_behind_a_number_are_listed_with_what_they_count(desk: Office) -> None:
    result = desk.run("ratios", "documents", "--period", "2026")
    assert result.exception is None, repr(result.exception)
    told = result.output
    assert "R1 R2" in told
    assert "bản giấy" in told
    page = json.loads(desk.run("ratios", "documents", "--period", "2026", "--json").output)
    assert {one["kind"] for one in page["documents"]} == {"submission", "paper"}


# --- the chart ------------------------------------------------------------------------------------


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_of_equal_ratios_the_one_that_rests_on_more_documents_comes_first() -> None:
    def ratio(numerator: int, denominator: int) -> RatioValue:
        percent = f"{100 * numerator / denominator:.1f}" if denominator else None
        return {"numerator": numerator, "denominator": denominator, "percent": percent}

    ratios = [ratio(0, 0), ratio(1, 2), ratio(0, 1), ratio(4, 8), ratio(0, 8)]
    ordered = [(one["numerator"], one["denominator"]) for one in sorted(ratios, key=rank_of)]
    assert ordered == [(0, 8), (0, 1), (4, 8), (1, 2), (0, 0)]


def test_the_chart_names_the_laggard_first_and_whoever_issued_nothing_last() -> None:
    found = texts(ratios_svg(province_answer(), "vi"))
    names = [text for text in found if text.startswith("Ủy ban nhân dân huyện")]
    assert names[0] == LAGGARD
    assert names[-1] == "Ủy ban nhân dân huyện Vĩnh Hưng"
    assert found[found.index(names[-1]) + 1] == "không tính"


@pytest.mark.parametrize(("language", "goal"), [("vi", "mục tiêu 80 %"), ("en", "goal 80 %")])
def test_the_chart_is_text_that_can_be_read_aloud(language: str, goal: str) -> None:
    svg = ratios_svg(province_answer(), language)
    root = ElementTree.fromstring(svg)
    assert root.attrib["role"] == "img"
    described = {root.attrib["aria-labelledby"]}
    assert described == {"title description"}
    description = root.findtext(f"{SVG}desc")
    assert description is not None
    assert LAGGARD in description
    assert goal in texts(svg)


def test_a_month_without_documents_interrupts_the_lines() -> None:
    root = ElementTree.fromstring(ratios_svg(province_answer(), "en"))
    assert len(list(root.iter(f"{SVG}polyline"))) == 4 * 2


def test_the_chart_is_the_same_for_the_same_figures_and_holds_no_markup_of_names() -> None:
    answer = province_answer()
    assert ratios_svg(answer, "vi") == ratios_svg(province_answer(), "vi")
    answer["rows"][0]["name"] = "<script>&"
    assert "<script>" not in ratios_svg(answer, "vi")
    assert "<script>&" in texts(ratios_svg(answer, "vi"))


def test_of_very_many_agencies_the_lowest_are_drawn_and_the_others_counted() -> None:
    answer = province_answer()
    answer["rows"] = [dict(answer["rows"][0]) for _ in range(MOST_BARS + 7)]  # type: ignore[misc]
    found = texts(ratios_svg(answer, "en"))
    assert "7 with higher R4 are not shown" in found
    assert found.count(answer["rows"][0]["name"]) == MOST_BARS


# --- tables and sheets ----------------------------------------------------------------------------


def test_numbers_stand_below_each_other_and_the_laggard_on_top(capsys: pytest.CaptureFixture[str]) -> None:
    show_ratios(province_answer(), Desk(language="en"))
    lines = [line for line in capsys.readouterr().out.splitlines() if "huyện" in line]
    assert LAGGARD in lines[0]
    assert {line.rstrip()[-1] for line in lines} == {")", "a"}
    assert len({line.index("district") for line in lines}) == 1
    assert {len(line.rstrip()) for line in lines[:13]} == {len(lines[0].rstrip())}


def test_a_level_stands_in_for_the_name_where_rows_are_levels(capsys: pytest.CaptureFixture[str]) -> None:
    answer = province_answer()
    for row in answer["rows"]:
        row["agency"], row["name"] = "", ""
    show_ratios(answer, Desk(language="vi"))
    assert "cấp huyện" in capsys.readouterr().out


def workbook(answer: RatiosAnswer) -> list[list[object]]:
    sheet = load_workbook(io.BytesIO(ratios_xlsx(answer, "en"))).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_workbook_computes_no_name_and_says_what_is_not_applicable() -> None:
    answer = province_answer()
    answer["rows"][0]["name"] = "=1+1"
    content = ratios_xlsx(answer, "en")
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    (cell,) = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value == "=1+1"][:1]
    assert cell.data_type == "s"
    rows = workbook(answer)
    assert len(rows) == 1 + 2 * (1 + len(answer["rows"]))
    assert "n/a" in rows[-1]
    assert rows[1][5:8] == [799, 942, 84.8]
