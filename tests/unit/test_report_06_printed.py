"""Report 06 as people get it: table, CSV, Excel, PDF; and never a figure that contradicts another."""

from __future__ import annotations

import csv
import io
import json
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from lienthong.errors import ExchangeError, IntegrityFault
from lienthong.model.agency_level import AgencyLevel
from lienthong.onestop.errors import ReportDoesNotAddUp
from lienthong.onestop.report import Counts, Report, UnitKey
from lienthong_client.messages import Language
from lienthong_client.report_06 import COLUMNS, print_report
from lienthong_client.report_06_files import to_csv, to_pdf, to_xlsx
from lienthong_local.half_year.targets import PERIOD
from tests.builders.printed import text_of_pdf

AT = datetime(2019, 1, 5, 2, 0, tzinfo=UTC)
#: A provincial centre's published half-year; how it came and how the rest stands was not published.
DEPARTMENT = Counts(9_344, 33_130, 2_381, 16_110, 24_885, 116, 3_720, 24)
DISTRICT = Counts(17, 291, 5, 68, 237, 2, 5, 1)
LINES = {
    UnitKey(AgencyLevel.PROVINCE, "000.00.14.H39"): DEPARTMENT,
    UnitKey(AgencyLevel.DISTRICT, "000.00.30.H39"): DISTRICT,
}
NAMES = {"000.00.14.H39": "Sở Tư pháp", "000.00.30.H39": "=Ủy ban nhân dân huyện Cần Giuộc"}


def share(part: int, whole: int) -> dict[str, Any]:
    return {"part": part, "whole": whole, "share": None}


def answer() -> dict[str, Any]:
    """As the exchange answers, with what belongs to it."""
    report: dict[str, Any] = json.loads(json.dumps(Report(PERIOD, LINES).to_json()))
    votes = {"satisfied": 1614, "acceptable": 16, "dissatisfied": 15, "total": 1645}
    return report | {
        "name": "Ủy ban nhân dân tỉnh Long An",
        "entries": 238_740,
        "desk": {"visits": 18_250, "consultations": 7, "votes": votes, "postings": share(0, 0)},
        "indicators": [{"number": 1, "vi": "thời gian giải quyết", "en": "in time", **share(1, 3)}],
        "coverage": {**share(15, 16), "without": []},
    }


def test_levels_stand_above_their_units_and_the_total_last() -> None:
    printed = print_report(answer(), "vi", NAMES)
    assert [(line.kind, line.name) for line in printed.lines] == [
        ("level", "Cấp tỉnh"),
        ("unit", "Sở Tư pháp"),
        ("level", "Cấp huyện"),
        ("unit", "=Ủy ban nhân dân huyện Cần Giuộc"),
        ("total", "Tổng số"),
    ]
    assert printed.lines[-1].counts == DEPARTMENT + DISTRICT


@pytest.mark.parametrize(
    ("language", "received", "early", "votes"),
    [
        ("vi", "44.855", "39,19", "1.614 / 1.645 (98,12 %)"),
        ("en", "44,855", "39.19", "1,614 / 1,645 (98.12 %)"),
    ],
)
def test_numbers_are_written_as_the_language_has_them(
    language: Language, received: str, early: str, votes: str
) -> None:
    printed = print_report(answer(), language, NAMES)
    texts = printed.lines[1].texts(language)
    assert (texts[0], texts[11]) == (received, early)
    assert votes in [text for _, facts in printed.beside for _, text in facts]


def test_where_there_is_nothing_to_divide_by_there_is_no_share() -> None:
    empty = Report(PERIOD, {}).to_json()
    printed = print_report(empty, "vi")
    assert printed.lines[-1].texts("vi")[-3:] == ("–", "–", "–")
    assert ("Thủ tục niêm yết đúng, kịp thời", "không có") in print_report(answer(), "vi").beside[0][1]


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        (("lines", 0, "received", "online"), ReportDoesNotAddUp),
        (("lines", 1, "resolved", "early"), ReportDoesNotAddUp),
        (("lines", 0, "received", "total"), IntegrityFault),
        (("total", "in_progress", "total"), IntegrityFault),
    ],
)
def test_one_figure_that_is_another_is_an_error_and_no_report(
    place: tuple[Any, ...], fault: type[ExchangeError]
) -> None:
    wrong = deepcopy(answer())
    target: Any = wrong
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] += 1
    with pytest.raises(fault):
        print_report(wrong, "vi", NAMES)


def test_a_total_that_is_not_its_lines_sum_is_an_error() -> None:
    wrong = answer() | {"total": json.loads(json.dumps(DEPARTMENT.to_json()))}
    with pytest.raises(IntegrityFault):
        print_report(wrong, "vi", NAMES)


def test_csv_has_plain_numbers_and_no_formula() -> None:
    rows = list(csv.reader(io.StringIO(to_csv(print_report(answer(), "vi", NAMES)).decode("utf-8-sig"))))
    assert len(rows) == 4
    assert rows[1][:4] == ["cấp tỉnh", "000.00.14.H39", "Sở Tư pháp", "44855"]
    assert rows[1][-3:] == ["39.19", "60.53", "0.28"]
    assert rows[2][2].startswith("'=")
    assert rows[3][2:4] == ["Tổng số", str(44_855 + DISTRICT.received)]


def test_the_workbook_computes_with_numbers_and_its_texts_stay_texts() -> None:
    book = load_workbook(io.BytesIO(to_xlsx(print_report(answer(), "vi", NAMES))))
    sheet = book.worksheets[0]
    rows = {sheet.cell(row, 2).value: row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 2).value}
    row = rows["Sở Tư pháp"]
    figures = [sheet.cell(row, at).value for at in range(3, 3 + len(COLUMNS))]
    assert figures[:5] == [44_855, 9_344, 33_130, 2_381, 41_111]
    assert figures[11:] == [39.19, 60.53, 0.28]
    assert sheet.cell(rows["=Ủy ban nhân dân huyện Cần Giuộc"], 2).data_type == "s"
    assert sheet.page_setup.orientation == "landscape"


@pytest.mark.oracle("pdftotext")
@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "vi",
            (
                "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                "ỦY BAN NHÂN DÂN TỈNH LONG AN",
                "Kỳ báo cáo: từ ngày 01/07/2018 đến ngày 31/12/2018",
                "ngày 05 tháng 01 năm 2019",
                "44.855",
                "số tiếp nhận bằng số đã giải quyết cộng số đang giải quyết, ở cả 5 dòng",
                "238.740",
            ),
        ),
        ("en", ("from 2018-07-01 to 2018-12-31", "44,855", "the total is the sum of the 2 units")),
    ],
)
def test_the_pdf_says_what_was_checked_and_is_the_same_again(
    language: Language, sentences: tuple[str, ...]
) -> None:
    printed = print_report(answer(), language, NAMES)
    pdf = to_pdf(printed, AT)
    assert pdf == to_pdf(printed, AT)
    said = text_of_pdf(pdf)
    for sentence in sentences:
        assert sentence in said


@pytest.mark.oracle("pdftotext")
def test_a_hundred_units_go_over_several_pages_with_their_heading() -> None:
    many = {UnitKey(AgencyLevel.COMMUNE, f"000.20.{n:02}.H39"): DISTRICT for n in range(90)}
    pdf = to_pdf(print_report(Report(PERIOD, many).to_json(), "vi"), AT)
    assert text_of_pdf(pdf).count("Đơn vị giải quyết") > 2


@pytest.mark.oracle("pdftotext")
def test_a_name_that_would_be_markup_is_only_a_name() -> None:
    names = NAMES | {"000.00.14.H39": '#panic("!") $x$ *đậm* <a> \u202egnol'}
    said = text_of_pdf(to_pdf(print_report(answer(), "vi", names), AT))
    assert '#panic("!")' in said.replace("“", '"').replace("”", '"')
