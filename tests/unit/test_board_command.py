"""``lienthong board``: a clerk sees what is late, since when, and how a month was kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lienthong_client.command.board import due_text
from lienthong_client.command.exit_codes import ExitCode
from tests.builders.agencies import DEPARTMENT, DISTRICT
from tests.builders.command_office import Office, office
from tests.builders.deadlines import local
from tests.builders.letters import letter


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """Two letters came on Monday, one of them urgent and signed on Friday; it is Wednesday morning."""
    with office(tmp_path) as made:
        exchange = made.exchange
        for number, (issued_on, priority) in enumerate((("2026-03-02", 0), ("2026-02-27", 2)), 1):
            body = letter(
                f"VB-2026-{number:04}",
                number=str(number),
                notation="UBND-VP",
                issued_on=issued_on,
                priority=priority,
                recipients=[DEPARTMENT.code],
            )
            assert exchange.call(DISTRICT, "POST", "/v1/submissions", body).status == 202
        exchange.settle()
        exchange.project()
        exchange.clock.advance(local("2026-03-04 09:00") - exchange.clock.now())
        exchange.tell_deadlines()
        exchange.project()
        yield made


def test_the_board_names_what_is_late_and_by_how_much_in_both_languages(desk: Office) -> None:
    shown = desk.run("board", who=DEPARTMENT)
    assert shown.exit_code == ExitCode.DONE, shown.output
    assert "1/UBND-VP" in shown.output
    assert "tiếp nhận văn bản đến" in shown.output
    assert "02/03/2026 17:00" in shown.output
    assert "10:30 giờ (2 ngày làm việc)" in shown.output
    assert "Quá hạn: 2 việc; số cơ quan: 1." in shown.output
    english = desk.run("board", "--late", who=DEPARTMENT, lang="en").output
    assert "confirm receipt" in english
    assert "10:30 h (2 working days)" in english


def test_columns_stand_under_each_other(desk: Office) -> None:
    lines = desk.run("board", who=DEPARTMENT).output.splitlines()
    rows = [line for line in lines if "UBND-VP" in line]
    assert len({line.index("quá hạn") for line in rows}) == 1


def test_what_was_sent_late_is_among_what_was_done_late(desk: Office) -> None:
    shown = desk.run("board", "--done-late", who=DISTRICT).output
    assert "gửi văn bản khẩn" in shown
    assert "27/02/2026 24:00" in shown
    assert desk.run("board", who=DISTRICT).output.strip() == "Không có việc nào phải theo dõi thời hạn."
    assert "Nothing is late." in desk.run("board", "--late", who=DISTRICT, lang="en").output


def test_a_month_is_counted_in_a_table(desk: Office) -> None:
    shown = desk.run("board", "--month", "02/2026", who=DISTRICT).output
    assert "gửi văn bản khẩn" in shown
    assert "0,0%" in shown
    assert "Tháng 05/2026 không có việc nào đến hạn." in desk.run("board", "--month", "05/2026").output
    assert "0.0%" in desk.run("board", "--month", "2026-02", who=DISTRICT, lang="en").output


def test_everything_speaks_json(desk: Office) -> None:
    owed = json.loads(desk.run("--json", "board", "--scope", "subtree", who=DEPARTMENT).output)
    assert [one["late_minutes"] for one in owed["deadlines"]] == [630, 630]
    assert owed["missing_years"] == []
    month = json.loads(desk.run("--json", "board", "--month", "03/2026", who=DISTRICT).output)
    assert month["duties"][0]["in_time"] == 1


def test_agencies_have_their_names_where_several_are_asked_for(desk: Office) -> None:
    shown = desk.run("board", "--scope", "subtree", who=DEPARTMENT).output
    assert DEPARTMENT.code in shown
    assert DEPARTMENT.name.split(" - ")[0] in shown


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--late", "--done-late"), ExitCode.MISUSE),
        (("--late", "--month", "03/2026"), ExitCode.MISUSE),
        (("--month", "13/2026"), ExitCode.MISUSE),
        (("--scope", "all"), ExitCode.MISUSE),
    ],
)
def test_what_cannot_be_asked_together_is_told(desk: Office, arguments: tuple[str, ...], code: int) -> None:
    for language in ("vi", "en"):
        assert desk.run("board", *arguments, lang=language).exit_code == code


def test_somebody_elses_board_is_not_there(desk: Office) -> None:
    refused = desk.run("board", "--agency", DEPARTMENT.code, who=DISTRICT)
    assert refused.exit_code != ExitCode.DONE
    assert "request.not-found" in refused.output


def test_midnight_is_the_end_of_the_day_before() -> None:
    assert due_text("2026-03-02T17:00:00Z") == "02/03/2026 24:00"
    assert due_text("2026-03-02T10:00:00Z") == "02/03/2026 17:00"
