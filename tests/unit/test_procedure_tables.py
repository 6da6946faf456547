"""Procedures in the tables that people keep: an Excel workbook or a folder, out and in again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from lienthong.model.event import EventType
from lienthong_client.command.exit_codes import ExitCode
from tests.builders.agencies import REGISTRAR
from tests.builders.command_office import Office, office
from tests.builders.visits import COPY, PERMIT, ready, tables


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        ready(made.exchange)
        yield made


def load(desk: Office, path: Path, *options: str, lang: str = "vi") -> Any:
    return desk.run("dossier", "procedures", "--load", path, *options, who=REGISTRAR, lang=lang)


def changes(desk: Office) -> int:
    return sum(one.type is EventType.PROCEDURE_CHANGE for one in desk.exchange.exchange.committed)


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def rows_of(name: str) -> list[list[object]]:
    return [list(row) for row in csv.reader(io.StringIO(tables()[name]))]


@pytest.mark.parametrize("name", ["thu-tuc.xlsx", "thu-tuc"])
def test_what_is_exported_loads_back_as_unchanged(desk: Office, name: str) -> None:
    before = changes(desk)
    exported = desk.run("dossier", "procedures", "--export", desk.folder / name)
    assert exported.exit_code == ExitCode.DONE, exported.output
    assert "Đã ghi 8 thủ tục" in exported.stdout
    loaded = load(desk, desk.folder / name, "--json")

    assert json.loads(loaded.stdout) == {"changed": [], "unchanged": 8}
    assert changes(desk) == before


def test_a_workbook_reads_as_people_do_headings_in_vietnamese_and_days_as_days(desk: Office) -> None:
    path = desk.folder / "thu-tuc.xlsx"
    desk.run("dossier", "procedures", "--export", path)
    book = load_workbook(path)
    assert book.sheetnames == ["Thủ tục", "Giấy tờ", "Phí, lệ phí", "Các bước"]
    heading = [cell.value for cell in book["Các bước"][1]]
    assert heading[:3] == ["Mã thủ tục", "Hiệu lực từ", "Bước"]
    sheet = book["Thủ tục"]
    (permit,) = [row for row in sheet.iter_rows(min_row=2) if row[0].value == PERMIT]
    # As Excel keeps what is typed into it.
    permit[6].value, permit[4].value = 20, "01/04/2026"
    book.save(path)
    loaded = load(desk, path, "--json")

    assert json.loads(loaded.stdout)["changed"] == [PERMIT]
    then = desk.run("--json", "dossier", "procedures", "--on", "02/04/2026")
    durations = {one["code"]: one["duration"] for one in json.loads(then.stdout)["procedures"]}
    assert durations[PERMIT] == {"amount": 20, "unit": "days"}


def test_a_fault_in_a_workbook_is_told_with_sheet_row_and_column_and_nothing_is_loaded(desk: Office) -> None:
    steps = rows_of("steps")
    steps[2:2] = [[], []]
    steps[5][6] = "hai ngày"
    path = workbook(
        desk.folder / "thu-tuc.xlsx",
        {"procedures": rows_of("procedures"), "steps": steps, "Ghi chú": [["…"]]},
    )
    before = changes(desk)
    result = load(desk, path)

    assert result.exit_code == ExitCode.REFUSED
    assert "bảng steps, dòng 6, cột Thời hạn: phải là số nguyên" in " ".join(result.stderr.split())
    assert changes(desk) == before


def test_a_folder_of_another_programs_csv_is_read_as_well(desk: Office) -> None:
    for name, text in tables().items():
        cells = list(csv.reader(io.StringIO(text)))
        written = io.StringIO()
        csv.writer(written, delimiter="\t").writerows(cells)
        (desk.folder / f"{name}.csv").write_bytes(written.getvalue().encode("utf-16"))
    assert json.loads(load(desk, desk.folder, "--json").stdout) == {"changed": [], "unchanged": 8}


def test_without_a_table_of_procedures_the_next_step_is_told(desk: Office) -> None:
    (desk.folder / "trong").mkdir()
    path = workbook(desk.folder / "khac.xlsx", {"Danh sách": [["mã"], [COPY]]})
    for where in (desk.folder / "trong", path):
        refused = load(desk, where, lang="en")
        assert refused.exit_code == ExitCode.MISUSE
        assert "--export" in refused.stderr


def test_what_is_no_workbook_is_told_and_not_fallen_over(desk: Office) -> None:
    path = desk.folder / "thu-tuc.xlsx"
    for content in (b"", b"PK\x03\x04 hong", b"ma;ten\n"):
        path.write_bytes(content)
        assert "thu-tuc.xlsx" in load(desk, path).stderr
    desk.run("dossier", "procedures", "--export", path)
    path.write_bytes(path.read_bytes()[:-200])
    damaged = load(desk, path)
    assert damaged.exit_code == ExitCode.MISUSE
    assert "bị hỏng" in damaged.stderr


def test_loading_goes_with_nothing_else(desk: Office) -> None:
    assert load(desk, desk.folder, "--on", "02/03/2026").exit_code == ExitCode.MISUSE
