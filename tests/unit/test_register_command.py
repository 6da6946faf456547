"""``lienthong register``: what a clerk reports, row by row, and what is told of it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from lienthong.model.event import EventType
from lienthong.model.text import fold_diacritics
from lienthong_client import sheets
from lienthong_client.command.exit_codes import ExitCode
from lienthong_client.register_import import COLUMNS
from tests.builders.agencies import AUDITOR, DEPARTMENT
from tests.builders.command_office import Office, office

HEADING = ("Hình thức", "Số", "Ký hiệu", "Ngày ban hành", "Loại văn bản", "Lý do", "Nơi nhận", "Số nơi nhận")
REPORT = ("giấy", "57", "BC-UBND", "27/02/2026", "Báo cáo", "other", DEPARTMENT.code, "3")
DECISION = (
    "song song",
    "12",
    "QĐ-UBND",
    "2026-02-26",
    "2",
    "thuộc danh mục văn bản phải gửi bản giấy",
    "",
    "",
)
ADD = (
    "register",
    "add",
    "--number",
    "57",
    "--notation",
    "BC-UBND",
    "--issued-on",
    "27/02/2026",
    "--type",
    "14",
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def recorded(desk: Office) -> list[str | int | bool | list[object] | dict[str, object] | None]:
    return [
        event.details["number"]  # type: ignore[misc]
        for event in desk.exchange.exchange.committed
        if event.type is EventType.REGISTER_ENTRY
    ]


def table(desk: Office, *rows: Sequence[str], heading: Sequence[str] = HEADING, name: str = "so.csv") -> Path:
    path = desk.folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heading, *rows])
    return path


def workbook(desk: Office, *rows: Sequence[object], heading: Sequence[str] = HEADING) -> Path:
    path = desk.folder / "so.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (heading, *rows):
        sheet.append(list(row))
    book.save(path)
    return path


# --- one entry ------------------------------------------------------------------------------------------


def test_a_clerk_adds_a_paper_document_and_learns_the_entrys_id(desk: Office) -> None:
    result = desk.run(*ADD, "--reason", "other", "--to", "H39.7")
    assert result.exit_code == ExitCode.DONE, result.stderr
    assert "Đã ghi vào sổ: Báo cáo số 57/BC-UBND ngày 27/02/2026 (bản giấy, 1 nơi nhận)." in result.stdout
    [event] = desk.exchange.exchange.committed
    assert f"Mã mục: {event.event_id}" in result.stdout


def test_added_again_it_is_told_that_it_stood(desk: Office) -> None:
    desk.run(*ADD, "--reason", "other")
    again = desk.run(*ADD, "--reason", "other", lang="en")
    assert again.exit_code == ExitCode.DONE
    assert "Recorded before, nothing changed: Báo cáo 57/BC-UBND of 2026-02-27" in again.stdout


def test_another_document_under_the_number_ends_with_the_code_of_a_conflict(desk: Office) -> None:
    desk.run(*ADD, "--reason", "other")
    other = desk.run(*ADD, "--reason", "leaders-decision", "--parallel")
    assert other.exit_code == ExitCode.CONFLICT
    assert "Đã ghi nhận Báo cáo số 57/BC-UBND" in other.stderr
    assert "điện tử và bản giấy" in other.stderr


def test_secrets_are_added_by_month_and_count(desk: Office) -> None:
    result = desk.run("register", "add", "--secret", "02/2026", "--count", "4")
    assert (result.exit_code, "4 văn bản mật tháng 02/2026" in result.stdout) == (ExitCode.DONE, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--secret", "02/2026", "--count", "4", "--number", "57"),
        ("--secret", "02/2026", "--count", "4", "--subject", "về việc mật"),
        ("--secret", "02/2026"),
        ("--count", "4"),
    ],
)
def test_nothing_but_month_and_count_may_be_told_of_secrets(desk: Office, arguments: tuple[str, ...]) -> None:
    result = desk.run("register", "add", *arguments)
    assert result.exit_code == ExitCode.MISUSE
    assert "Với --secret chỉ ghi thêm --count" in result.stderr
    assert desk.exchange.holds_nothing


def test_what_is_missing_is_named_at_once(desk: Office) -> None:
    result = desk.run("register", "add", "--number", "57")
    assert result.exit_code == ExitCode.MISUSE
    assert "'--notation', '--reason'" in result.stderr


def test_a_mistake_is_withdrawn_by_its_id(desk: Office) -> None:
    added = desk.run(*ADD, "--reason", "other", "--json")
    entry_id = json.loads(added.stdout)["entry"]["entry_id"]
    result = desk.run("register", "withdraw", entry_id, "--reason", "Ghi nhầm số")
    assert (result.exit_code, result.stdout.startswith("Đã hủy: Báo cáo số 57/BC-UBND")) == (0, True)
    assert desk.run("register", "withdraw", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "--reason", "x").exit_code == 4


def test_whoever_has_no_register_is_told_that_there_is_none(desk: Office) -> None:
    assert desk.run(*ADD, "--reason", "other", who=AUDITOR).exit_code == ExitCode.NOT_FOUND


# --- a table ---------------------------------------------------------------------------------------------


def test_a_table_is_imported_whole_and_again_without_effect(desk: Office) -> None:
    path = table(desk, REPORT, DECISION)
    first, again = desk.run("register", "import", path), desk.run("register", "import", path)
    assert first.exit_code == ExitCode.DONE, first.stderr
    assert "Đã ghi nhận 2 mục mới; 0 mục đã ghi từ trước." in first.stdout
    assert "Đã ghi nhận 0 mục mới; 2 mục đã ghi từ trước." in again.stdout
    assert recorded(desk) == ["57", "12"]


def test_a_dry_run_judges_and_records_nothing(desk: Office) -> None:
    path = table(desk, REPORT, DECISION)
    result = desk.run("register", "import", path, "--dry-run", lang="en")
    assert (result.exit_code, "2 would be recorded" in result.stdout) == (ExitCode.DONE, True)
    assert desk.exchange.holds_nothing
    bad = table(
        desk, REPORT, ("giấy", "58", "BC-UBND", "27/02/2099", "Báo cáo", "other", "000.00.99.H39", "")
    )
    refused = desk.run("register", "import", bad, "--dry-run")
    assert refused.exit_code == ExitCode.MISUSE
    assert desk.exchange.holds_nothing


def test_excel_is_read_as_people_fill_it(desk: Office) -> None:
    path = workbook(
        desk,
        ("giấy", 57, "BC-UBND", datetime(2026, 2, 27, 8, 30), "Báo cáo", "other", DEPARTMENT.code, 3.0),  # noqa: DTZ001
        (None, "012", "QĐ-UBND", date(2026, 2, 26), 2, "LÝ DO KHÁC", None, None),
        (None,) * 8,
    )
    result = desk.run("register", "import", path)
    assert result.exit_code == ExitCode.DONE, result.stderr
    assert recorded(desk) == ["57", "012"]


def test_number_and_notation_may_stand_in_one_column_and_secrets_among_the_rest(desk: Office) -> None:
    heading = ("Hình thức", "Số, ký hiệu", "Ngày, tháng", "Loại văn bản", "Lý do", "Tháng", "Số lượng")
    document = ("giấy", "57/BC-UBND", "27/02/2026", "Báo cáo", "lý do khác", "", "")
    secret = ("mật", "", "", "", "", "02/2026", "4")
    result = desk.run("register", "import", table(desk, document, secret, heading=heading), "--json")
    assert result.exit_code == ExitCode.DONE, result.stderr
    said = json.loads(result.stdout)
    assert (said["new"], [entry["carriage"] for entry in said["entries"]]) == (2, ["paper", "secret"])


def test_one_bad_row_imports_nothing_and_every_fault_is_told_by_row_and_column(desk: Office) -> None:
    path = table(
        desk,
        REPORT,
        ("thư", "", "BC-UBND", "31/02/2026", "Thư tình", "vì thích", "", "ba"),
        ("", "58", "BC-UBND", "", "Báo cáo", "other", "", ""),
    )
    result = desk.run("register", "import", path)
    assert result.exit_code == ExitCode.MISUSE
    assert "Bảng có 7 lỗi; chưa ghi nhận dòng nào." in result.stderr
    for place in (
        "dòng 3, cột 'Hình thức': Ghi một trong các giá trị: giấy, song song, mật.",
        "dòng 3, cột 'Số': Không được để trống; đề nghị điền.",
        "dòng 3, cột 'Ngày ban hành': Ngày phải có dạng 23/11/2026.",
        "dòng 3, cột 'Loại văn bản': ",
        "dòng 3, cột 'Lý do': Ghi một trong các lý do: mandatory-list",
        "dòng 3, cột 'Số nơi nhận': Ghi một số nguyên.",
        "dòng 4, cột 'Ngày ban hành': Không được để trống; đề nghị điền.",
    ):
        assert place in result.stderr
    assert desk.exchange.holds_nothing


def test_what_the_exchange_finds_is_told_by_row_as_well_and_nothing_is_imported(desk: Office) -> None:
    good = [("giấy", str(n), "BC-UBND", "27/02/2026", "Báo cáo", "other", "", "") for n in range(1, 300)]
    late = ("giấy", "400", "BC-UBND", "27/02/2099", "Báo cáo", "other", "000.00.99.H39", "")
    result = desk.run("register", "import", table(desk, *good, late), lang="en")
    assert result.exit_code == ExitCode.MISUSE
    assert "row 301, column 'issued_on': The date of issue is in the future" in result.stderr
    assert "row 301, column 'recipients': No agency of the registry has the code" in result.stderr
    assert desk.exchange.holds_nothing, "not even the two hundred rows of the first request"


def test_rows_whose_numbers_stand_otherwise_are_a_conflict_that_names_the_rows(desk: Office) -> None:
    desk.run(*ADD, "--reason", "leaders-decision")
    result = desk.run("register", "import", table(desk, DECISION, REPORT))
    assert result.exit_code == ExitCode.CONFLICT
    assert "dòng 3: Đã ghi nhận Báo cáo số 57/BC-UBND" in result.stderr
    assert recorded(desk) == ["57"]


def test_two_rows_under_one_number_are_told_however_far_apart(desk: Office) -> None:
    rows = [("giấy", str(n), "BC-UBND", "27/02/2026", "Báo cáo", "other", "", "") for n in range(1, 300)]
    again = ("giấy", "007", "bc-ubnd", "01/02/2026", "Báo cáo", "other", "", "")
    result = desk.run("register", "import", table(desk, *rows, again))
    assert result.exit_code == ExitCode.MISUSE
    assert "dòng 301: Trùng số, năm, loại văn bản (hoặc tháng) với dòng 8" in result.stderr


def test_a_secret_that_says_more_than_its_count_never_leaves_the_computer(desk: Office) -> None:
    heading = ("Hình thức", "Số", "Trích yếu", "Tháng", "Số lượng")
    path = table(desk, ("mật", "", "Kế hoạch tuyệt mật", "02/2026", "4"), heading=heading)
    result = desk.run("register", "import", path)
    assert result.exit_code == ExitCode.MISUSE
    assert "dòng 2, cột 'Trích yếu': Văn bản mật chỉ khai báo tháng và số lượng" in result.stderr
    assert "tuyệt mật" not in result.stderr


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        (("Số", "Ký hiệu", "Màu mực"), "dòng 1, cột 'Màu mực': Không có cột này"),
        (("Số", "Ký hiệu", "number"), "dòng 1, cột 'number': Đã có cột khác cùng nghĩa"),
        (("Ký hiệu", "Ngày ban hành"), "dòng 1: Thiếu cột số văn bản"),
    ],
)
def test_a_heading_that_is_not_understood_is_told_before_any_row(
    desk: Office, heading: tuple[str, ...], told: str
) -> None:
    result = desk.run("register", "import", table(desk, ("1", "2", "3")[: len(heading)], heading=heading))
    assert (result.exit_code, told in result.stderr) == (ExitCode.MISUSE, True)


def test_no_heading_means_two_columns() -> None:
    headings = [fold_diacritics(heading) for listed in COLUMNS.values() for heading in listed]
    assert len(set(headings)) == len(headings)


def test_an_unknown_column_is_told_the_known_ones_as_a_clerk_writes_them(desk: Office) -> None:
    result = desk.run("register", "import", table(desk, ("1", "2"), heading=("Số", "Màu")))
    assert "Hình thức, Số, Ký hiệu" in " ".join(result.stderr.split())


# --- files from anywhere ------------------------------------------------------------------------------------


def zipped(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "không có dòng dữ liệu"),
        ("Số,Ký hiệu\n".encode(), "không có dòng dữ liệu"),
        ("Số,Ký hiệu\n57,BÁO CÁO\n".encode("cp1258", errors="replace"), "không phải mã UTF-8"),
        (b"\x00\x01\x02", "không phải văn bản hay bảng tính"),
        (b"So\n\x00\n", "không phải văn bản hay bảng tính"),
        (b'So\n"57\n', "không phải CSV"),
        (("So\n" + "x" * 5000).encode(), "dài hơn 4000 ký tự"),
        (b"So\n" + b"1\n" * 20_001, "hơn 20000 dòng"),
        (b"PK\x03\x04 and no archive", "bị hỏng hoặc sai định dạng"),
        (zipped(a=b"1"), "bị hỏng hoặc sai định dạng"),
        (zipped(xl__workbook=b"<!DOCTYPE a [<!ENTITY b 'c'>]>"), "DOCTYPE"),
        (zipped(a=b"\xff\xfe" + "<!DOCTYPE a>".encode("utf-16-le")), "DOCTYPE"),
        (zipped(a=bytes(201 * 1024 * 1024)), "sau giải nén quá lớn"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "file",
)
def test_a_file_that_is_no_table_is_refused_with_the_cause(desk: Office, content: bytes, told: str) -> None:
    path = desk.folder / "la.csv"
    path.write_bytes(content)
    result = desk.run("register", "import", path)
    assert result.exit_code == ExitCode.MISUSE, result.output
    assert told in result.stderr


def test_a_damaged_workbook_is_refused_wherever_it_is_damaged(desk: Office) -> None:
    path = workbook(desk, REPORT)
    sound = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(sound)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in parts:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for other, content in parts.items():
                archive.writestr(other, content[: len(content) // 2] if other == name else content)
        path.write_bytes(made.getvalue())
        result = desk.run("register", "import", path, "--dry-run")
        assert result.exit_code in (ExitCode.DONE, ExitCode.MISUSE), (name, result.output)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_excel_calls_csv_is_read_in_each_of_its_forms(
    desk: Office, encoding: str, delimiter: str
) -> None:
    path = desk.folder / "so.csv"
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows([HEADING, REPORT])
    path.write_bytes(written.getvalue().encode(encoding))
    assert desk.run("register", "import", path, "--dry-run").exit_code == ExitCode.DONE


def test_formulas_are_never_computed_nor_taken_for_text(desk: Office) -> None:
    path = workbook(desk, (*REPORT[:1], '=HYPERLINK("https://a.example","57")', *REPORT[2:]))
    result = desk.run("register", "import", path, "--dry-run")
    assert result.exit_code == ExitCode.MISUSE, "what Excel has not computed is empty"
    assert "dòng 2, cột 'Số'" in result.stderr


def test_texts_are_nfc_without_zero_width_characters(desk: Office) -> None:
    path = table(desk, ("gia\u0301\u0302y\u200b".replace("\u0302", ""), *REPORT[1:]))
    rows = sheets.read_sheet(path).rows
    assert rows[0].cells[0] == "giáy"
