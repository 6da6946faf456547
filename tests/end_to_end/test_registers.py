"""Registers in the embedded stack: clerks report, send and accept at the command line, and print the book."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from lienthong.model.codes import Status
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.stories_of_sending import CAN_GIUOC, FINANCE
from lienthong_local.demo.webhook_receiver import webhook_receiver
from lienthong_local.seeding import ProvinceOnline, client_configuration
from lienthong_local.stack.stack import EmbeddedStack
from tests.end_to_end.office import Clerk

RECIPIENT = "000.00.09.H39"
#: Others write on the same stack.
FIRST_NUMBER = 40_001


@pytest.fixture
def desk(online: ProvinceOnline, tmp_path: Path) -> Iterator[Desk]:
    with webhook_receiver() as receiver:
        yield Desk(online, receiver, tmp_path, first_number=FIRST_NUMBER)


def project(stack: EmbeddedStack) -> None:
    """What the scheduler does each minute, now."""
    stack.wait_until_idle(60)
    answer = stack.aws.functions.invoke(FunctionName=stack.deployment.physical_ids["ProjectFunction"])
    assert "FunctionError" not in answer, answer["Payload"].read()


def test_clerks_report_import_withdraw_and_print(desk: Desk, tmp_path: Path) -> None:
    configuration = client_configuration(desk.online, tmp_path)
    sender, recipient, stranger = (Clerk(configuration, code) for code in (CAN_GIUOC, RECIPIENT, FINANCE))
    table = tmp_path / "giay.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [
                (
                    "Hình thức",
                    "Số, ký hiệu",
                    "Ngày ban hành",
                    "Loại văn bản",
                    "Lý do",
                    "Nơi nhận",
                    "Trích yếu",
                ),
                ("giấy", "901/KH-UBND", "05/01/2026", "Kế hoạch", "other", RECIPIENT, '=HYPERLINK("a")'),
                ("giấy", "903/KH-UBND", "06/01/2026", "Kế hoạch", "other", "H39.9", "Báo cáo quý"),
            ]
        )
    checked = sender.json("register", "import", str(table), "--dry-run")
    assert (checked["new"], checked["entries"]) == (2, [])
    imported = sender.json("register", "import", str(table))
    assert [entry["number"] for entry in imported["entries"]] == ["901", "903"]
    assert sender.json("register", "import", str(table))["repeated"] == 2
    secret = sender.run("register", "add", "--secret", "01/2026", "--count", "3")
    assert (secret.returncode, "3 văn bản mật tháng 01/2026" in secret.stdout) == (0, True), secret.stderr
    taken = sender.run(
        *("register", "add", "--number", "901", "--notation", "KH-UBND", "--issued-on", "07/01/2026"),
        *("--type", "10", "--reason", "other"),
    )
    assert (taken.returncode, "Kế hoạch số 901/KH-UBND ngày 05/01/2026" in taken.stderr) == (3, True)
    mistaken = imported["entries"][1]["entry_id"]
    assert stranger.run("register", "withdraw", mistaken, "--reason", "x").returncode == 4
    assert sender.run("register", "withdraw", mistaken, "--reason", "Ghi nhầm").returncode == 0

    sent = desk.send_letter(CAN_GIUOC, [RECIPIENT], "Đề nghị phối hợp kiểm kê")["submission_id"]
    desk.online.client(RECIPIENT).open_links(sent)
    desk.online.client(RECIPIENT).status(sent, Status.ACCEPTED)
    project(desk.online.stack)

    outgoing = sender.json("register", "show", "outgoing", "--year", "2026")
    by_number = {row["number"]: row for row in outgoing["rows"] if row["carriage"] == "paper"}
    assert by_number["901"]["subject"] == '=HYPERLINK("a")'
    assert by_number["903"]["withdrawn"] == "Ghi nhầm"
    (row,) = [
        row for row in sender.json("register", "show", "outgoing")["rows"] if row["submission_id"] == sent
    ]
    assert (row["carriage"], row["subject"]) == ("electronic", "V/v đề nghị phối hợp kiểm kê")
    (arrived,) = [
        row for row in recipient.json("register", "show", "incoming")["rows"] if row["submission_id"] == sent
    ]
    assert (arrived["sender"], arrived["status"], arrived["arrival"] >= 1) == (CAN_GIUOC, "03", True)
    assert stranger.run("register", "show", "outgoing", "--agency", CAN_GIUOC).returncode == 4

    book, page = tmp_path / "so.xlsx", tmp_path / "so.pdf"
    saved = sender.run(
        "register", "show", "outgoing", "--year", "2026", "--xlsx", str(book), "--pdf", str(page)
    )
    assert saved.returncode == 0, saved.stderr
    cells = [cell for line in load_workbook(book).worksheets[0].iter_rows() for cell in line if cell.value]
    assert 'Kế hoạch. =HYPERLINK("a")' in {cell.value for cell in cells}
    assert page.read_bytes().startswith(b"%PDF")
    numbers = json.loads(sender.run("--json", "register", "next", "--year", "2026").stdout)
    (plans,) = [one for one in numbers["sequences"] if one["type_name"] == "Kế hoạch"]
    assert (plans["highest"], plans["next"]) == (901, 902)
