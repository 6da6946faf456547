"""The registry from a table and to a table: all of it or none, row by row; the same again changes nothing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from lienthong.model.agency import Agency
from lienthong.model.limits import LIMITS
from lienthong.ports import RegistryChange, RegistryRefused
from lienthong.services.import_rules import ImportedRow
from lienthong.services.registry_import import RegistryImport
from lienthong_client.command.exit_codes import ExitCode
from lienthong_client.registry_table import COLUMNS
from tests.builders.agencies import DEPARTMENT, DISTRICT, ENDED, LOCKED, PROVINCE, REGISTRAR, STRANGER
from tests.builders.command_office import Office, office
from tests.doubles.composed import ComposedExchange, composed
from tests.doubles.memory_registry import MemoryRegistry
from tests.doubles.services import Services
from tests.published_api import assert_as_published

COMMITTEE = {"code": "H39.50", "name": "Ủy ban nhân dân xã A", "effective_from": "2026-03-01"}
BELOW = {"code": "H39.50.1", "name": "Trạm A", "parent": "H39.50", "effective_from": "2026-03-01"}


@pytest.fixture
def exchange() -> Iterator[ComposedExchange]:
    with composed(watch=assert_as_published) as parts:
        yield parts


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def imported(exchange: ComposedExchange, *rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = exchange.call(REGISTRAR, "POST", "/v1/registry/imports", {"rows": list(rows), **more})
    return dict(answer.body)


def faults_of(exchange: ComposedExchange, *rows: dict[str, Any]) -> list[tuple[str, str]]:
    before = list(exchange.registry.committed)
    body = imported(exchange, *rows)
    assert exchange.registry.committed == before
    return [(fault["pointer"], fault["code"]) for fault in body["faults"]]


# --- what is planned and recorded ---------------------------------------------------------------------


def test_new_changed_ended_and_unchanged_agencies_are_told_and_recorded_each_with_its_event(
    exchange: ComposedExchange,
) -> None:
    rows = (
        BELOW,
        {"code": STRANGER.code, "ended_on": "2026-03-02", "successor": "H39.50"},
        {"code": DEPARTMENT.code, "name": "Sở Nội vụ", "receives_electronically": True},
        {"code": DISTRICT.code, "name": DISTRICT.name, "aliases": ["H39.30"]},
        COMMITTEE,
    )
    dry = imported(exchange, *rows, dry_run=True)
    assert exchange.registry.committed == []
    report = imported(exchange, *rows, reason="Sắp xếp")
    told = {name: report[name] for name in ("added", "changed", "ended", "unchanged")}
    assert told == {
        "added": ["H39.50.1", "H39.50"],
        "changed": [
            {"code": STRANGER.code, "fields": ["ended_on", "successor"]},
            {"code": DEPARTMENT.code, "fields": ["name"]},
        ],
        "ended": [STRANGER.code],
        "unchanged": [DISTRICT.code],
    }
    assert {name: dry[name] for name in told} == told
    assert (report["complete"], dry["complete"], len(dry["remaining"])) == (True, False, 4)
    acts = [(event.subject, event.details["act"]) for event in exchange.registry.committed]
    # Parents and heirs first, ends last.
    assert acts == [
        ("H39.50", "registered"),
        ("H39.50.1", "registered"),
        (DEPARTMENT.code, "changed"),
        (STRANGER.code, "ended"),
    ]
    assert {event.details["reason"] for event in exchange.registry.committed} == {"Sắp xếp"}
    kept = exchange.registry.agencies([DEPARTMENT.code])[DEPARTMENT.code]
    assert (kept.keys, kept.channels, kept.former[0].name) == (
        DEPARTMENT.keys,
        DEPARTMENT.channels,
        DEPARTMENT.name,
    )


def test_the_same_table_again_is_unchanged(exchange: ComposedExchange) -> None:
    imported(exchange, COMMITTEE, BELOW)
    events = len(exchange.registry.committed)
    again = imported(exchange, BELOW, COMMITTEE)
    assert (again["unchanged"], again["added"], again["complete"]) == (["H39.50.1", "H39.50"], [], True)
    assert len(exchange.registry.committed) == events


def test_what_a_table_leaves_out_stays_as_it_is(exchange: ComposedExchange) -> None:
    imported(exchange, {"code": DEPARTMENT.code, "level": "commune", "parent": None, "aliases": None})
    kept = exchange.registry.agencies([DEPARTMENT.code])[DEPARTMENT.code]
    assert (kept.aliases, kept.name, kept.roles) == (DEPARTMENT.aliases, DEPARTMENT.name, DEPARTMENT.roles)


# --- one bad row -----------------------------------------------------------------------------------------


def test_one_bad_row_imports_nothing_and_every_fault_of_every_row_is_told(exchange: ComposedExchange) -> None:
    rows: tuple[dict[str, Any], ...] = (
        COMMITTEE,
        {"code": "H39.51"},
        {"code": "H39.52", "name": "x", "effective_from": "2026-01-01", "parent": "H39.404"},
        {"code": "H39.53", "name": "x", "effective_from": "2026-01-01", "aliases": ["H39.7", "H39.50"]},
        {"code": "H39.50", "name": "lại"},
        {"code": "H39.30", "name": "mã của huyện"},
        {"code": DISTRICT.code, "parent": "H39.54"},
        {"code": "H39.54", "name": "x", "effective_from": "2026-01-01", "parent": DISTRICT.code},
        {"code": DEPARTMENT.code, "ended_on": "2018-01-01", "successor": "H39.404"},
        {"code": STRANGER.code, "successor": DISTRICT.code},
        {"code": ENDED.code, "ended_on": "2027-01-01"},
        {"code": LOCKED.code, "ended_on": "2026-02-01", "successor": "H39.50"},
    )
    assert faults_of(exchange, *rows) == [
        ("/rows/1/name", "import.incomplete"),
        ("/rows/1/effective_from", "import.incomplete"),
        ("/rows/2/parent", "import.unknown"),
        ("/rows/3/aliases", "import.taken"),
        ("/rows/3/aliases", "import.doubled"),
        ("/rows/4/effective_from", "import.incomplete"),
        ("/rows/4/code", "import.doubled"),
        ("/rows/5/effective_from", "import.incomplete"),
        ("/rows/5/code", "import.taken"),
        ("/rows/6/aliases", "import.doubled"),
        ("/rows/6/parent", "import.circle"),
        ("/rows/7/parent", "import.circle"),
        ("/rows/8/aliases", "import.doubled"),
        ("/rows/8/ended_on", "import.dates"),
        ("/rows/8/successor", "import.unknown"),
        ("/rows/9/successor", "import.no-end"),
        ("/rows/10/ended_on", "import.ended"),
        ("/rows/11/successor", "import.no-heir"),
    ]


def test_a_circle_of_successors_in_a_table_is_refused(exchange: ComposedExchange) -> None:
    first = {"code": DISTRICT.code, "ended_on": "2027-01-01", "successor": DEPARTMENT.code}
    second = {"code": DEPARTMENT.code, "ended_on": "2028-01-01", "successor": DISTRICT.code}
    assert faults_of(exchange, first, second) == [
        ("/rows/0/successor", "import.circle"),
        ("/rows/1/successor", "import.circle"),
    ]


@pytest.mark.parametrize(
    "row",
    [
        {"code": "x"},
        {"code": "H39.50", "name": ""},
        {"code": "H39.50", "name": "x" * 201},
        {"code": "H39.50", "level": "làng"},
        {"code": "H39.50", "ended_on": "01/07/2025"},
        {"code": "H39.50", "keys": []},
        {"name": "không mã"},
        {"code": "H39.50", "mandatory_paper": [{"group": 2, "detail": 1, "basis": "a;b"}]},
    ],
)
def test_a_row_that_is_no_agency_is_told_with_its_place(
    exchange: ComposedExchange, row: dict[str, Any]
) -> None:
    answer = exchange.call(REGISTRAR, "POST", "/v1/registry/imports", {"rows": [COMMITTEE, row]})
    assert answer.code == "request.malformed"
    assert all(fault["pointer"].startswith("/rows/1/") for fault in answer.body["faults"])
    assert exchange.registry.committed == []


def test_more_rows_than_one_request_takes_are_refused(exchange: ComposedExchange) -> None:
    row = {"code": "H39.50"}
    answer = exchange.call(
        REGISTRAR, "POST", "/v1/registry/imports", {"rows": [row] * (LIMITS.registry_rows + 1)}
    )
    assert [fault["code"] for fault in answer.body["faults"]] == ["list.too-long"]


# --- cut off in the middle ------------------------------------------------------------------------


class Moving(MemoryRegistry):
    """A registry that somebody else changes before the third entry of an import is recorded."""

    records = 0

    def record(self, change: RegistryChange) -> None:
        self.records += 1
        if self.records == 3:
            raise RegistryRefused(stale=True)
        super().record(change)


def rows(count: int) -> list[ImportedRow]:
    said = frozenset({"name", "effective_from"})
    return [
        ImportedRow(Agency(f"H39.{60 + number}", f"Xã {number}", effective_from=date(2026, 1, 1)), said)
        for number in range(count)
    ]


def test_an_import_that_somebody_else_crosses_says_what_stands_and_goes_on_when_it_is_sent_again() -> None:
    services = Services(around=lambda name, port: Moving(PROVINCE) if name == "registry" else port)
    importing = RegistryImport(services.registering)
    caller = services.caller(REGISTRAR)
    first = importing.run(caller, rows(5), dry_run=False, reason="")
    assert (first.added, first.conflict) == (("H39.60", "H39.61"), "H39.62")
    assert first.remaining == ("H39.62", "H39.63", "H39.64")
    again = importing.run(services.caller(REGISTRAR), rows(5), dry_run=False, reason="")
    assert (again.unchanged, again.added) == (first.added, first.remaining)
    assert (again.conflict, again.remaining) == ("", ())


class SlowRegistry(MemoryRegistry):
    """A registry in which each entry takes ten seconds of the given clock."""

    clock: Any = None

    def record(self, change: RegistryChange) -> None:
        self.clock.advance(10)
        super().record(change)


def test_an_import_stops_before_the_gateway_gives_up_and_the_next_request_goes_on() -> None:
    slow = SlowRegistry(PROVINCE)
    services = Services(around=lambda name, port: slow if name == "registry" else port)
    slow.clock = services.clock
    importing = RegistryImport(services.registering)
    runs = [importing.run(services.caller(REGISTRAR), rows(5), dry_run=False, reason="") for _ in range(3)]
    assert [len(report.added) for report in runs] == [2, 2, 1]
    assert [len(report.remaining) for report in runs] == [3, 1, 0]
    assert {report.conflict for report in runs} == {""}


# --- the command: tables as people keep them ------------------------------------------------------

HEADING = ("Mã", "Tên cơ quan", "Trực thuộc", "Cấp", "Mã khác", "Ngày hiệu lực", "Nhận điện tử")
FIRST = (
    "000.20.31.H39",
    "Ủy ban nhân dân phường Long An",
    DISTRICT.code,
    "xã",
    "H39.31.20",
    "01/07/2025",
    "có",
)
SECOND = ("000.21.31.H39", "Ủy ban nhân dân xã Tân Trụ", "000.20.31.H39", "cấp xã", "", "2025-07-01", "không")


def csv_file(folder: Path, *table: Sequence[str], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(table)
    path = folder / "danh-ba.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def workbook(folder: Path, *table: Sequence[object]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in table:
        sheet.append(list(row))
    path = folder / "danh-ba.xlsx"
    book.save(path)
    return path


def entries(desk: Office) -> dict[str, Agency]:
    return {agency.code: agency for agency in desk.exchange.registry.all()}


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t")], ids=str
)
def test_a_csv_of_any_honest_encoding_is_imported(desk: Office, encoding: str, delimiter: str) -> None:
    path = csv_file(desk.folder, HEADING, FIRST, SECOND, encoding=encoding, delimiter=delimiter)
    dry = desk.run("registry", "import", path, "--dry-run", who=REGISTRAR)
    assert (dry.exit_code, "Chưa thay đổi gì" in dry.stdout) == (ExitCode.DONE, True)
    assert FIRST[0] not in entries(desk)
    result = desk.run("registry", "import", path, who=REGISTRAR)
    assert result.exit_code == ExitCode.DONE, result.stderr
    assert "Thêm mới 2, thay đổi 0, kết thúc hoạt động 0, giữ nguyên 0" in result.stdout
    second = entries(desk)[SECOND[0]]
    assert (second.name, second.parent, second.effective_from) == (SECOND[1], FIRST[0], date(2025, 7, 1))
    assert (second.receives_electronically, second.level.value) == (False, "commune")


def test_text_in_an_old_encoding_is_told_and_not_garbled(desk: Office) -> None:
    path = desk.folder / "cu.csv"
    path.write_bytes("Mã,Tên\nH39.50,UBND xã Đức Hòa Đông\n".encode("cp1258", errors="replace"))
    result = desk.run("registry", "import", path, who=REGISTRAR, lang="en")
    assert (result.exit_code, "CSV UTF-8" in result.stderr) == (ExitCode.MISUSE, True)
    assert desk.exchange.registry.committed == []


def test_excels_days_and_numbers_are_read_as_what_they_say(desk: Office) -> None:
    day = datetime(2025, 7, 1)  # noqa: DTZ001  # Excel knows no zones
    path = workbook(desk.folder, HEADING, (*FIRST[:5], day, 1), (*SECOND[:5], day.date(), 0.0))
    assert desk.run("registry", "import", path, who=REGISTRAR).exit_code == ExitCode.DONE
    found = entries(desk)
    assert (found[FIRST[0]].effective_from, found[SECOND[0]].receives_electronically) == (
        date(2025, 7, 1),
        False,
    )


def test_hidden_characters_and_other_unicode_forms_are_cleaned_and_told(desk: Office) -> None:
    dirty = (
        "000.20.31.H39\u200b",
        "U\u0309y ban nha\u0302n da\u0302n phường\ufeff X",
        "",
        "xã",
        "",
        "01/07/2025",
        "",
    )
    path = csv_file(desk.folder, HEADING, (*SECOND[:2], "", *SECOND[3:]), dirty)
    result = desk.run("registry", "import", path, who=REGISTRAR)
    assert "các dòng: 3" in result.stdout
    assert entries(desk)["000.20.31.H39"].name == "Ủy ban nhân dân phường X"


def test_every_fault_is_told_by_row_and_column_in_both_languages(desk: Office) -> None:
    broken = ("000.22.31.H39", "x", "", "làng", "", "31/02/2025", "có lẽ")
    nameless = ("", "Không mã", "", "", "", "", "")
    path = csv_file(desk.folder, HEADING, FIRST, broken, nameless)
    result = desk.run("registry", "import", path, who=REGISTRAR)
    assert result.exit_code == ExitCode.MISUSE
    for place in (
        "dòng 3, cột 'Cấp'",
        "dòng 3, cột 'Ngày hiệu lực'",
        "dòng 3, cột 'Nhận điện tử'",
        "dòng 4, cột 'Mã'",
    ):
        assert place in result.stderr
    english = desk.run("registry", "import", path, who=REGISTRAR, lang="en")
    assert "row 3, column 'Cấp': Write province, district or commune." in english.stderr
    assert desk.exchange.registry.committed == []


def test_faults_against_the_registry_bear_the_rows_and_columns_of_the_file(desk: Office) -> None:
    orphan = (SECOND[0], SECOND[1], "H39.404", *SECOND[3:])
    result = desk.run("registry", "import", csv_file(desk.folder, HEADING, FIRST, orphan), who=REGISTRAR)
    assert "dòng 3, cột 'Trực thuộc': H39.404" in result.stderr
    assert desk.exchange.registry.committed == []


@pytest.mark.parametrize(
    ("heading", "code"),
    [(("Mã", "Màu"), "column.unknown"), (("Mã", "code"), "column.doubled"), (("Tên",), "column.missing")],
)
def test_a_heading_that_cannot_be_understood_is_told(
    desk: Office, heading: tuple[str, ...], code: str
) -> None:
    path = csv_file(desk.folder, heading, ("H39.50",) * len(heading))
    result = desk.run("registry", "import", path, "--json", who=REGISTRAR)
    assert [fault["code"] for fault in json.loads(result.stderr)["error"]["faults"]] == [code]


def test_nobody_but_a_registrar_imports(desk: Office) -> None:
    path = csv_file(desk.folder, HEADING, FIRST)
    assert desk.run("registry", "import", path, who=DISTRICT).exit_code == ExitCode.NOT_FOUND
    assert desk.exchange.registry.committed == []


@pytest.mark.parametrize("name", ["danh-ba.csv", "danh-ba.xlsx"])
def test_an_export_imports_back_as_unchanged(desk: Office, name: str) -> None:
    rich = {
        "code": "H39.50",
        "name": "=SUM(A1) là tên",
        "effective_from": "2025-07-01",
        "parent": DISTRICT.code,
        "aliases": ["UBND.X", "H39.X"],
        "roles": ["agency", "one-stop"],
        "mandatory_paper": [{"group": 2, "detail": 16, "basis": "QĐ 45/QĐ-UBND"}, {"group": 1, "detail": 3}],
        "document_types": [
            {"group": 2, "detail": 18, "written_group": 2, "written_detail": 0},
            {"group": 1, "detail": 0, "accepted": False},
        ],
        "ended_on": "2027-01-01",
        "successor": DEPARTMENT.code,
    }
    imported(desk.exchange, rich)
    path = desk.folder / name
    assert desk.run("registry", "export", path, who=STRANGER).exit_code == ExitCode.DONE
    result = desk.run("registry", "import", path, "--json", who=REGISTRAR)
    report = json.loads(result.stdout)
    assert (report["added"], report["changed"], len(report["unchanged"])) == ([], [], len(PROVINCE) + 1)
    assert len(desk.exchange.registry.committed) == 1


def test_an_export_is_a_table_that_people_can_read(desk: Office) -> None:
    path = desk.folder / "danh-ba.xlsx"
    desk.run("registry", "export", path)
    sheet = load_workbook(path).worksheets[0]
    table = list(sheet.iter_rows(values_only=True))
    assert table[0] == tuple(headings[0] for headings in COLUMNS.values())
    by_code = {row[0]: row for row in table[1:]}
    assert by_code[DEPARTMENT.code][1:5] == (DEPARTMENT.name, None, "cấp tỉnh", "H39.7; SLĐTBXH.H39")


def test_an_export_of_a_day_holds_who_existed_then(desk: Office) -> None:
    path = desk.folder / "danh-ba.csv"
    desk.run("registry", "export", path, "--on", "01/02/2026")
    assert ENDED.code not in path.read_text(encoding="utf-8-sig")
    desk.run("registry", "export", path, "--on", "31/12/2025")
    assert ENDED.code in path.read_text(encoding="utf-8-sig")
    missing = desk.run("registry", "export", desk.folder / "không-có" / "x.csv")
    assert missing.exit_code == ExitCode.MISUSE


def test_an_entry_is_shown_with_whom_it_succeeds_and_what_it_was_called(desk: Office) -> None:
    imported(desk.exchange, {"code": STRANGER.code, "ended_on": "2026-03-02", "successor": DEPARTMENT.code})
    imported(
        desk.exchange,
        {"code": DEPARTMENT.code, "name": "Sở Nội vụ", "mandatory_paper": [{"group": 2, "detail": 16}]},
    )
    shown = desk.run("registry", "show", DEPARTMENT.code).stdout
    for part in (STRANGER.code, DEPARTMENT.name, "2.16 Tờ trình", "Sở Nội vụ"):
        assert part in shown
    then = desk.run("registry", "show", DEPARTMENT.code, "--on", "2026-03-01").stdout
    assert DEPARTMENT.name in then
    assert STRANGER.name in desk.run("registry", "list", "--on", "01/03/2026").stdout
    assert STRANGER.name not in desk.run("registry", "list", "--on", "02/03/2026").stdout


def test_an_end_to_come_is_entered_and_withdrawn_from_the_command(desk: Office) -> None:
    end = ("registry", "end", DEPARTMENT.code, "--reason", "Sáp nhập")
    assert desk.run(*end, "--on", "01/07/2026", "--successor", STRANGER.code, who=REGISTRAR).exit_code == 0
    assert entries(desk)[DEPARTMENT.code].ended_on == date(2026, 7, 1)
    assert desk.run(*end, "--withdraw", who=REGISTRAR).exit_code == 0
    assert entries(desk)[DEPARTMENT.code].ended_on is None
    for wrong in ((), ("--withdraw", "--on", "01/07/2026"), ("--withdraw", "--successor", STRANGER.code)):
        assert desk.run(*end, *wrong, who=REGISTRAR).exit_code == ExitCode.MISUSE
