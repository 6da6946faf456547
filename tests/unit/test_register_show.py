"""``lienthong register show`` and ``next``: what a clerk sees and prints, whatever others have written."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pyhanko.pdf_utils.reader import PdfFileReader

from lienthong.model.register import Carriage
from lienthong_client.answers import OutgoingRow
from lienthong_client.command.exit_codes import ExitCode
from lienthong_client.printed_register import PrintedRegister, print_outgoing
from lienthong_client.register_files import to_csv, to_pdf, to_xlsx
from tests.builders.agencies import DEPARTMENT, DISTRICT, STRANGER
from tests.builders.command_office import Office, office
from tests.builders.letters import letter
from tests.builders.register_entries import entries, paper, secrets
from tests.doubles.fixed_clock import FixedClock

#: Subjects that a spreadsheet, a terminal or a printer could take for something else.
HOSTILE = (
    '=HYPERLINK("https://a.example","xem")',
    "+84 123",
    "-1+1",
    "@SUM(A1:A9)",
    "\t=1+1",
    "#set page(fill: red)",
    "\\ #panic[x] $x$ `y` *z*",
    "đảo \u202eđảo\u200b",
    "một\x00hai\x1b[31m",
    "ữ ợ ẵ ỹ Ặ " * 60,
)
AT = FixedClock().now()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def fill(desk: Office) -> None:
    """A letter that was accepted and recalled, a paper report, and secrets; folded into the registers."""
    exchange = desk.exchange
    sent = exchange.call(DISTRICT, "POST", "/v1/submissions", letter(number="7")).body["submission_id"]
    exchange.settle()
    exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{sent}/open")
    exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{sent}/status", {"status": "03"})
    exchange.call(DISTRICT, "POST", "/v1/register/entries", entries(paper(), secrets()))
    exchange.project()


def row(**changes: Any) -> OutgoingRow:
    made: dict[str, Any] = {
        "number": "7",
        "notation": "UBND-VP",
        "issued_on": "2026-02-27",
        "group": 2,
        "detail": 18,
        "type_name": "Công văn",
        "carriage": "electronic",
        "count": 1,
        "recipients": [DEPARTMENT.code],
        "recipient_count": 1,
        "reason": None,
        "submission_id": "lt-" + "a" * 26,
        "entry_id": None,
        # The 28th in Vietnam.
        "recorded_at": "2026-02-27T17:00:00Z",
        "recalled": False,
        "replaced_by": None,
        "updated_by": None,
        "withdrawn": None,
        "duplicates": [],
        "subject": "V/v họp",
        "signer": "Nguyễn Văn Mẫu",
    } | changes
    return made  # type: ignore[return-value]  # the keys are those of the answer


def printed(*rows: OutgoingRow, language: str = "vi") -> PrintedRegister:
    names = {DEPARTMENT.code: DEPARTMENT.name}
    return print_outgoing(rows, names, DISTRICT.name, "Năm 2026", language)


# --- on the screen ----------------------------------------------------------------------------------


def test_a_clerk_reads_what_was_sent_with_its_notes(desk: Office) -> None:
    fill(desk)
    result = desk.run("register", "show", "outgoing")
    assert result.exit_code == ExitCode.DONE, result.stderr
    for told in (
        "07/UBND-VP",
        "01/03/2026",
        "Công văn. V/v báo cáo tình hình thực hiện",
        "Sở Lao động - Thương binh và Xã hội",
        "57/BC-UBND",
        "bản giấy; tài liệu kèm theo không số hóa được",
        "4 văn bản mật tháng 02/2026",
    ):
        assert told in result.stdout


def test_a_clerk_reads_what_was_received_with_its_numbers_of_arrival(desk: Office) -> None:
    fill(desk)
    result = desk.run("register", "show", "incoming", who=DEPARTMENT, lang="en")
    assert result.exit_code == ExitCode.DONE, result.stderr
    for told in (
        "Number of arrival",
        "01",
        "02/03/2026",
        DISTRICT.name,
        "07/UBND-VP",
        "accepted and registered",
    ):
        assert told in result.stdout
    assert "chưa có văn bản nào" in desk.run("register", "show", "incoming").stdout


def test_programs_get_the_rows_of_all_pages_as_json(desk: Office) -> None:
    listed = [paper(str(number)) for number in range(1, 121)]
    desk.exchange.call(DISTRICT, "POST", "/v1/register/entries", entries(*listed))
    desk.exchange.project()
    said = json.loads(desk.run("register", "show", "outgoing", "--json").stdout)
    assert [one["number"] for one in said["rows"]] == [one["number"] for one in listed]
    assert "cursor" not in said


def test_days_and_year_bound_what_is_shown(desk: Office) -> None:
    fill(desk)
    assert "57/BC-UBND" not in desk.run("register", "show", "outgoing", "--from", "01/03/2026").stdout
    assert "57/BC-UBND" in desk.run("register", "show", "outgoing", "--to", "28/02/2026").stdout
    assert "chưa có" in desk.run("register", "show", "outgoing", "--year", "2025").stdout
    two_years = desk.run("register", "show", "outgoing", "--from", "2025-12-31", "--to", "2026-01-01")
    assert (two_years.exit_code, "Mỗi sổ là của một năm" in two_years.stderr) == (ExitCode.REFUSED, True)


def test_anothers_register_does_not_exist(desk: Office) -> None:
    fill(desk)
    result = desk.run("register", "show", "outgoing", "--agency", DISTRICT.code, who=STRANGER)
    assert (result.exit_code, result.stdout) == (ExitCode.NOT_FOUND, "")


def test_the_next_number_of_each_type_is_told_with_what_is_missing(desk: Office) -> None:
    fill(desk)
    result = desk.run("register", "next")
    assert result.exit_code == ExitCode.DONE, result.stderr
    letters, reports = (
        line.split() for line in result.stdout.splitlines() if line.strip().startswith(("Công", "Báo"))
    )
    assert letters == ["Công", "văn", "8", "1", "6", "1–6"]
    assert reports == ["Báo", "cáo", "58", "1", "56", "1–56"]
    assert "không giữ chỗ" in result.stderr
    assert "chưa dùng số" in desk.run("register", "next", "--year", "2025").stdout


# --- as files ---------------------------------------------------------------------------------------


def test_a_register_is_saved_in_every_form_at_once(desk: Office) -> None:
    fill(desk)
    paths = {name: desk.folder / f"so.{name}" for name in ("csv", "xlsx", "pdf")}
    options = [part for name, path in paths.items() for part in (f"--{name}", str(path))]
    result = desk.run("register", "show", "outgoing", *options)
    assert result.exit_code == ExitCode.DONE, result.stderr
    assert result.stdout.count("Đã ghi 3 dòng vào") == 3
    assert paths["csv"].read_bytes().startswith(b"\xef\xbb\xbf")
    assert paths["xlsx"].read_bytes().startswith(b"PK")
    assert paths["pdf"].read_bytes().startswith(b"%PDF")


def test_a_file_that_cannot_be_written_is_told(desk: Office) -> None:
    fill(desk)
    result = desk.run("register", "show", "outgoing", "--csv", desk.folder / "no" / "so.csv")
    assert result.exit_code == ExitCode.MISUSE


def test_columns_are_those_of_the_decree() -> None:
    assert printed().heading == (
        "Số, ký hiệu văn bản",
        "Ngày tháng văn bản",
        "Tên loại và trích yếu nội dung văn bản",
        "Người ký",
        "Nơi nhận văn bản",
        "Đơn vị, người nhận bản lưu",
        "Số lượng bản",
        "Ngày chuyển",
        "Ký nhận",
        "Ghi chú",
    )


def test_a_row_has_what_the_book_has() -> None:
    [cells] = printed(row(recalled=True, duplicates=["lt-b"])).rows
    assert cells == (
        "07/UBND-VP",
        "27/02/2026",
        "Công văn. V/v họp",
        "Nguyễn Văn Mẫu",
        DEPARTMENT.name,
        "",
        "",
        "28/02/2026",
        "",
        "điện tử; đã thu hồi; trùng số, ký hiệu",
    )


def test_many_recipients_are_named_as_far_as_a_row_goes_and_counted() -> None:
    codes = [f"000.00.{number:02}.H39" for number in range(1, 31)]
    [cells] = printed(row(carriage=Carriage.PAPER.value, recipients=codes, recipient_count=63)).rows
    assert cells[4].endswith("000.00.06.H39; và 57 nơi khác")
    [unnamed] = printed(row(recipients=[], recipient_count=9), language="en").rows
    assert unnamed[4] == "9 state bodies"


def test_in_excel_every_cell_is_a_text_whatever_it_begins_with() -> None:
    book = load_workbook(
        io.BytesIO(to_xlsx(printed(*(row(type_name=None, subject=text) for text in HOSTILE))))
    )
    sheet = book.worksheets[0]
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    subjects = [str(sheet.cell(number, 3).value) for number in range(6, 6 + len(HOSTILE))]
    assert subjects[:4] == list(HOSTILE[:4])
    assert all(text.isprintable() for text in subjects)
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$5:$5")


def test_in_csv_no_cell_begins_like_a_formula() -> None:
    rows = [row(type_name=None, subject=text, signer=text, recipients=[text]) for text in HOSTILE]
    read = list(csv.reader(io.StringIO(to_csv(printed(*rows)).decode("utf-8-sig"))))
    assert len(read) == 1 + len(HOSTILE)
    assert [cell for line in read for cell in line if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert read[1][2] == "'" + HOSTILE[0]


def test_a_pdf_is_landscape_numbered_and_the_same_each_time() -> None:
    register = printed(*(row(subject=text) for text in HOSTILE * 8))
    content = to_pdf(register, AT)
    assert content == to_pdf(register, AT)
    reader = PdfFileReader(io.BytesIO(content))
    pages = reader.root["/Pages"]
    assert pages["/Count"] > 3
    *_, width, height = pages["/Kids"][0].get_object()["/MediaBox"]
    assert (round(float(width)), round(float(height))) == (842, 595)


def test_an_empty_register_prints_as_an_empty_book() -> None:
    register = replace(printed(), rows=())
    assert to_pdf(register, AT).startswith(b"%PDF")
    assert len(list(csv.reader(io.StringIO(to_csv(register).decode("utf-8-sig"))))) == 1
