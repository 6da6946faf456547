"""``lienthong dossier vote|inspect|postings|report``: in both languages and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lienthong.errors import Throttled
from lienthong.model.event import EventType
from lienthong.ports import DossierChange
from lienthong_client.command.exit_codes import ExitCode
from tests.builders.agencies import DISTRICT, ONE_STOP, STRANGER
from tests.builders.command_office import Office, office
from tests.builders.visits import COPY, posted, ready, taken_in

#: Procedures that hang in communes or in the province's departments only.
ELSEWHERE = ("1.001193", "2.001610", "2.000488")
MARCH = ("--first", "01/03/2026", "--last", "31/03/2026")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        ready(made.exchange)
        yield made


def hanging(folder: Path, **changes: str) -> Path:
    """A folder with what hangs out; what belongs elsewhere is left out."""
    folder.mkdir(exist_ok=True)
    for name, text in posted(**changes).items():
        lines = [line for line in text.splitlines() if not line.startswith(ELSEWHERE)]
        (folder / f"{name}.csv").write_text("\n".join(lines), "utf-8")
    return folder


# --- votes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "sentence"), [("vi", "Đã đếm: hài lòng."), ("en", "Counted: satisfied.")])
def test_a_vote_is_counted(desk: Office, lang: str, sentence: str) -> None:
    result = desk.run("dossier", "vote", "satisfied", who=ONE_STOP, lang=lang)
    assert result.exit_code == 0, result.output
    assert sentence in result.stdout


def test_the_same_key_is_told_as_counted_before(desk: Office) -> None:
    vote = ("dossier", "vote", "dissatisfied", "--key", "a" * 32)
    desk.run(*vote, who=ONE_STOP)
    again = desk.run(*vote, who=ONE_STOP)
    assert "Đã đếm trước đó: không hài lòng." in again.stdout
    other = desk.run("dossier", "vote", "satisfied", "--key", "a" * 32, who=ONE_STOP)
    assert other.exit_code == ExitCode.CONFLICT


def test_a_vote_for_a_dossier_of_the_centres_own(desk: Office) -> None:
    [code] = taken_in(desk.exchange)
    told = desk.run("--json", "dossier", "vote", "acceptable", "--dossier", code, who=ONE_STOP)
    assert json.loads(told.stdout)["repeated"] is False
    unknown = desk.run("dossier", "vote", "acceptable", "--dossier", f"{code[:-4]}9999", who=ONE_STOP)
    assert unknown.exit_code == ExitCode.NOT_FOUND


def test_where_the_answer_to_a_vote_is_lost_the_next_try_finds_it_and_it_counts_once(desk: Office) -> None:
    record = desk.exchange.dossiers.record

    def answers_nothing(change: DossierChange) -> None:
        record(change)
        raise Throttled

    desk.exchange.dossiers.record = answers_nothing  # type: ignore[method-assign]
    told = desk.run("dossier", "vote", "satisfied", who=ONE_STOP)

    assert "Đã đếm trước đó" in told.stdout
    kinds = [event.type for event in desk.exchange.exchange.committed]
    assert kinds.count(EventType.SATISFACTION_VOTE) == 1


# --- postings ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [("vi", "thủ tục đều niêm yết đúng và kịp thời"), ("en", "procedures are posted rightly and in time")],
)
def test_what_hangs_rightly_is_told_as_flawless(
    desk: Office, tmp_path: Path, lang: str, sentence: str
) -> None:
    tables = hanging(tmp_path / "niem-yet")
    result = desk.run("dossier", "inspect", ONE_STOP.code, tables, who=ONE_STOP, lang=lang)
    assert result.exit_code == ExitCode.DONE, result.output
    assert sentence in result.stdout


def test_findings_are_shown_with_what_ought_to_be_and_the_exit_code_says_so(
    desk: Office, tmp_path: Path
) -> None:
    fees = f"procedure,code,name,amount\n{COPY},p,Phí,1\n"
    tables = hanging(tmp_path / "niem-yet", fees=fees)
    result = desk.run("dossier", "inspect", ONE_STOP.code, tables, who=ONE_STOP)

    assert result.exit_code == ExitCode.REFUSED
    assert "niêm yết sai" in result.stdout
    assert "2.000 đ" in result.stdout
    desk.exchange.project()
    last = desk.run("dossier", "postings", ONE_STOP.code, who=ONE_STOP)
    assert last.exit_code == 0, last.output
    assert "niêm yết sai" in last.stdout
    assert "Kiểm tra ngày 02/03/2026" in last.stdout
    whole = json.loads(desk.run("--json", "dossier", "postings", ONE_STOP.code, who=ONE_STOP).stdout)
    assert whole["inspection"]["inspected_by"] == ONE_STOP.code


def test_a_workbook_of_what_hangs_out_is_read_as_well(desk: Office, tmp_path: Path) -> None:
    from lienthong_client.workbooks import workbook

    book = tmp_path / "niem-yet.xlsx"
    rows = [["Mã thủ tục", "Thời hạn", "Ngày niêm yết"], [COPY, "0", "01/01/2018"]]
    book.write_bytes(workbook({"Thủ tục": rows}))
    result = desk.run("--json", "dossier", "inspect", ONE_STOP.code, book, who=ONE_STOP)
    found = json.loads(result.stdout)
    assert result.exit_code == ExitCode.REFUSED
    assert {one["flaw"] for one in found["findings"]} == {"missing", "wrong"}


def test_tables_with_faults_and_centres_of_others_are_refused(desk: Office, tmp_path: Path) -> None:
    bad = tmp_path / "sai"
    bad.mkdir()
    (bad / "procedures.csv").write_text("code,time,posted_on\nx,y,z\n", "utf-8")
    result = desk.run("dossier", "inspect", ONE_STOP.code, bad, who=ONE_STOP)
    assert result.exit_code == ExitCode.REFUSED
    assert "dòng 2" in result.stderr
    tables = hanging(tmp_path / "niem-yet")
    other = desk.run("dossier", "inspect", ONE_STOP.code, tables, who=STRANGER)
    assert other.exit_code == ExitCode.NOT_FOUND
    never = desk.run("dossier", "postings", ONE_STOP.code, who=ONE_STOP)
    assert "Chưa kiểm tra niêm yết" in never.stdout


# --- Report 06 --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "sentences"),
    [
        ("vi", ("Báo cáo 06", "Kỳ báo cáo: từ ngày 01/03/2026 đến ngày 31/03/2026", "Đơn vị giải quyết")),
        ("en", ("Report 06", "from 2026-03-01 to 2026-03-31", "Unit that settles")),
    ],
)
def test_the_report_is_shown_with_its_sums_and_what_was_checked(
    desk: Office, lang: str, sentences: tuple[str, ...]
) -> None:
    taken_in(desk.exchange)
    desk.exchange.project()
    result = desk.run("dossier", "report", *MARCH, who=ONE_STOP, lang=lang)
    assert result.exit_code == 0, result.output
    for sentence in (*sentences, DISTRICT.name, "(1) = (5) + (9)"):
        assert sentence in result.stdout


def test_the_report_is_saved_in_every_form_and_told_to_programs(desk: Office, tmp_path: Path) -> None:
    taken_in(desk.exchange)
    desk.exchange.project()
    paths = {name: tmp_path / f"bao-cao.{name}" for name in ("csv", "xlsx", "pdf")}
    options = [part for name, path in paths.items() for part in (f"--{name}", path)]
    result = desk.run("dossier", "report", *MARCH, *options, who=ONE_STOP)

    assert result.exit_code == 0, result.output
    assert result.stdout.count("Đã ghi Báo cáo 06") == 3
    beginnings = [paths[name].read_bytes()[:4] for name in ("csv", "xlsx", "pdf")]
    assert beginnings == ["\ufeffC".encode(), b"PK\x03\x04", b"%PDF"]
    whole = json.loads(desk.run("--json", "dossier", "report", *MARCH, who=ONE_STOP).stdout)
    assert whole["total"]["received"]["total"] == 1
    assert whole["agency"] == ONE_STOP.code


def test_an_empty_period_says_so_and_another_agencys_report_does_not_exist(desk: Office) -> None:
    desk.exchange.project()
    empty = desk.run("dossier", "report", *MARCH, who=ONE_STOP)
    assert "Không có hồ sơ trong kỳ" in empty.stdout
    foreign = desk.run("dossier", "report", DISTRICT.code, *MARCH, who=STRANGER)
    assert foreign.exit_code == ExitCode.NOT_FOUND
    turned = desk.run("dossier", "report", "--first", "31/03/2026", "--last", "01/03/2026", who=ONE_STOP)
    assert turned.exit_code == ExitCode.MISUSE


def test_a_day_alone_is_completed_to_its_month(desk: Office) -> None:
    told = desk.run("--json", "dossier", "report", "--first", "05/12/2025", who=ONE_STOP)
    days = json.loads(told.stdout)
    assert (days["first"], days["last"]) == ("2025-12-05", "2025-12-31")
    told = desk.run("--json", "dossier", "report", "--last", "20/02/2026", who=ONE_STOP)
    days = json.loads(told.stdout)
    assert (days["first"], days["last"]) == ("2026-02-01", "2026-02-20")


def test_a_report_that_contradicts_itself_is_not_shown(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from lienthong.onestop.report import Counts

    monkeypatch.setattr(Counts, "to_json", lambda _: WRONG)
    taken_in(desk.exchange)
    desk.exchange.project()
    result = desk.run("dossier", "report", *MARCH, who=ONE_STOP)
    assert result.exit_code == ExitCode.REFUSED
    assert "Báo cáo 06" in result.stderr


#: Two received, one in progress.
WRONG = {
    "received": {"total": 2, "online": 0, "direct_and_postal": 2, "carried_over": 0},
    "resolved": {"total": 0, "early": 0, "on_time": 0, "overdue": 0},
    "in_progress": {"total": 1, "in_time": 1, "overdue": 0},
    "shares": {"early": None, "on_time": None, "overdue": None, "portal": None},
}
