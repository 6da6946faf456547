"""``lienthong dossier``: a clerk's morning at the desk, in both languages and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lienthong.errors import Throttled
from lienthong.model.event import EventType
from lienthong.onestop.notices import NoticeKind
from lienthong.onestop.people import NoticeWish
from lienthong.onestop.telling import NoticeOutcome, NoticeReason
from lienthong.ports import DossierChange
from lienthong_client.command.exit_codes import ExitCode
from lienthong_client.messages import MESSAGES
from tests.builders.agencies import DEPARTMENT, DISTRICT, ONE_STOP, REGISTRAR, STRANGER
from tests.builders.command_office import Office, office
from tests.builders.visits import COPY, NAME, PERMIT, Counter, ready, tables
from tests.doubles.telling import Told

WHO = ("--name", NAME, "--id-number", "080195001234")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        ready(made.exchange)
        yield made


def taken_in(desk: Office, *arguments: str) -> str:
    result = desk.run("--json", "dossier", "take-in", *WHO, *arguments, who=ONE_STOP)
    assert result.exit_code == 0, result.output
    return str(json.loads(result.stdout)["dossiers"][0]["code"])


@pytest.mark.parametrize(
    ("lang", "sentences"),
    [
        ("vi", ("được tiếp nhận", "Hẹn trả kết quả: 23/03/2026 17:00", "mã tra cứu")),
        ("en", ("accepted", "Result on 2026-03-23 17:00", "tracking secret")),
    ],
)
def test_a_dossier_is_taken_in_and_the_slip_gets_its_secret(
    desk: Office, lang: str, sentences: tuple[str, ...]
) -> None:
    result = desk.run(
        "dossier", "take-in", "--procedure", PERMIT, *WHO, "--all-papers", who=ONE_STOP, lang=lang
    )

    assert result.exit_code == 0, result.output
    assert f"{ONE_STOP.code}-260302-0001" in result.stdout
    for sentence in sentences:
        assert sentence in result.stdout


def test_papers_are_counted_one_by_one_and_missing_ones_are_told(desk: Office) -> None:
    copy = ("--procedure", COPY, "--paper", "ban-chinh=1")
    lacking = desk.run("dossier", "take-in", *WHO, *copy, who=ONE_STOP)
    assert lacking.exit_code == ExitCode.REFUSED
    assert "Bản sao cần chứng thực" in lacking.stderr
    assert taken_in(desk, *copy, "--paper", "ban-sao=0/3").endswith("-0001")


def test_the_same_key_finds_the_same_dossier(desk: Office) -> None:
    copy = ("--procedure", COPY, "--all-papers", "--key", "a" * 32)
    first = taken_in(desk, *copy)
    again = desk.run("dossier", "take-in", *WHO, *copy, who=ONE_STOP)

    assert first in again.stdout
    assert "Đã tiếp nhận trước đó" in again.stderr


def test_where_the_answer_is_lost_the_key_is_told_and_finds_what_was_recorded(desk: Office) -> None:
    record = desk.exchange.dossiers.record

    def answers_nothing(change: DossierChange) -> None:
        try:
            record(change)
        finally:
            raise Throttled

    copy = ("dossier", "take-in", "--procedure", COPY, "--all-papers", *WHO)
    desk.exchange.dossiers.record = answers_nothing  # type: ignore[method-assign]
    lost = desk.run(*copy, who=ONE_STOP)
    assert lost.exit_code == ExitCode.UNAVAILABLE
    desk.exchange.dossiers.record = record  # type: ignore[method-assign]
    key = lost.stderr.partition("--key ")[2].partition(";")[0]
    again = desk.run(*copy, "--key", key, who=ONE_STOP)

    assert again.exit_code == 0, again.output
    assert f"{ONE_STOP.code}-260302-0001" in again.stdout
    assert desk.run("dossier", "list", who=ONE_STOP).stdout.count("260302") == 1


def test_a_double_is_a_conflict_until_it_is_confirmed(desk: Office) -> None:
    copy = ("--procedure", COPY, "--all-papers")
    first = taken_in(desk, *copy)
    doubled = desk.run("dossier", "take-in", *WHO, *copy, who=ONE_STOP)

    assert doubled.exit_code == ExitCode.CONFLICT
    assert first in doubled.stderr
    assert taken_in(desk, *copy, "--confirm").endswith("-0002")


@pytest.mark.parametrize(
    "wrong",
    [
        ("--procedure", COPY, "--paper", "ban-chinh"),
        ("--procedure", COPY, "--refuse"),
        ("--procedure", COPY, "--reason", "other"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_sent(
    desk: Office, wrong: tuple[str, ...]
) -> None:
    result = desk.run("dossier", "take-in", *WHO, *wrong, who=ONE_STOP)

    assert result.exit_code == ExitCode.MISUSE
    kinds = {event.type for event in desk.exchange.exchange.committed}
    assert EventType.DOSSIER_EVENT not in kinds


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_all_that_speaks_against_a_visit_is_told_at_once(desk: Office, lang: str) -> None:
    wanted = ("--procedure", COPY, "--procedure", "9.999999", "--procedure", PERMIT)
    lacking = desk.run("dossier", "take-in", *WHO, *wanted, "--paper", "don=1", who=ONE_STOP, lang=lang)

    assert lacking.exit_code == ExitCode.REFUSED
    for told in ("Bản sao cần chứng thực", "9.999999", "Bản vẽ", "/dossiers/2/papers"):
        assert told in lacking.stderr
    kinds = {event.type for event in desk.exchange.exchange.committed}
    assert EventType.DOSSIER_EVENT not in kinds


def test_a_dossier_refused_at_the_desk_says_so(desk: Office) -> None:
    refused = ("--procedure", COPY, "--refuse", "--reason", "wrong-authority")
    result = desk.run("dossier", "take-in", *WHO, *refused, who=ONE_STOP)
    assert "không được tiếp nhận" in result.stdout


def test_the_way_of_a_dossier_is_shown_with_what_is_possible_now(desk: Office) -> None:
    code = taken_in(desk, "--procedure", PERMIT, "--all-papers")
    papers = Counter(desk.exchange, code).sent(ONE_STOP, DEPARTMENT, document="HS-1")
    step = ("--step", "1", "--submission", papers)
    handed = desk.run("dossier", "act", code, "handed-over", *step, who=ONE_STOP)
    assert "đang xử lý" in handed.stdout, handed.output

    centre = desk.run("dossier", "show", code, who=ONE_STOP)
    office_ = desk.run("dossier", "show", code, who=DEPARTMENT)
    for text in (papers, DEPARTMENT.code, DISTRICT.code, "chuyển bước xử lý 1"):
        assert text in centre.stdout
    assert NAME in centre.stdout
    assert NAME not in office_.stdout
    assert "hoàn thành bước xử lý" in office_.stdout
    assert desk.run("dossier", "show", code, who=STRANGER).exit_code == ExitCode.NOT_FOUND


@pytest.mark.parametrize(
    ("lang", "sentences"),
    [
        ("vi", ("thông báo qua tin nhắn: đã tiếp nhận – đã gửi", "thay đổi cách nhận thông báo")),
        ("en", ("told by text message: received – sent", "how the applicant is told")),
    ],
)
def test_the_centre_reads_what_its_applicant_was_told(
    desk: Office, lang: str, sentences: tuple[str, ...]
) -> None:
    tell = ("--telephone", "0907123456", "--notice", "sms")
    code = taken_in(desk, *tell, "--procedure", PERMIT, "--all-papers")
    Told(desk.exchange).work_off()
    wishes = {"notices": ["sms"], "only_needed": True}
    assert desk.exchange.call(ONE_STOP, "PUT", f"/v1/dossiers/{code}/notices", wishes).status == 200
    shown = " ".join(desk.run("dossier", "show", code, who=ONE_STOP, lang=lang).stdout.split())
    for sentence in sentences:
        assert sentence in shown


def test_every_word_of_a_notice_has_its_words() -> None:
    words = [*NoticeKind, *NoticeOutcome, *NoticeWish]
    assert [one.value for one in words if f"notice.{one.value}" not in MESSAGES] == []
    assert [one.value for one in NoticeReason if f"notice-reason.{one.value}" not in MESSAGES] == []


def test_the_receipts_of_a_dossier_are_kept_whole_or_one_by_one(desk: Office, tmp_path: Path) -> None:
    code = taken_in(desk, "--procedure", PERMIT, "--all-papers")
    desk.exchange.log()
    kept = tmp_path / "kept"
    whole = desk.run("--json", "receipt", "get", code, "--out", kept, who=ONE_STOP)
    saved = json.loads(whole.stdout)["saved"]
    assert len(saved) == 2
    event = json.loads(Path(saved[1]).read_text())["event"]
    assert event["details"]["kind"] == "accepted"
    one = desk.run("--json", "receipt", "get", code, event["event_id"], "--out", kept, who=ONE_STOP)
    assert json.loads(one.stdout)["saved"] == [saved[1]]
    assert desk.run("receipt", "get", code, "--out", kept, who=STRANGER).exit_code == ExitCode.NOT_FOUND


def test_an_act_that_is_not_possible_says_what_would_be(desk: Office) -> None:
    code = taken_in(desk, "--procedure", PERMIT, "--all-papers")
    early = desk.run("dossier", "act", code, "returned", who=ONE_STOP, lang="en")

    assert early.exit_code == ExitCode.CONFLICT
    assert "Possible now" in early.stderr


def test_the_same_act_by_its_key_is_told_as_such(desk: Office) -> None:
    code = taken_in(desk, "--procedure", PERMIT, "--all-papers")
    act = ("dossier", "act", code, "reappointed", "--day", "27/03/2026", "--reason", "site-visit")
    desk.run(*act, "--key", "b" * 32, who=ONE_STOP)
    again = desk.run(*act, "--key", "b" * 32, who=ONE_STOP)
    assert "Đã ghi nhận trước đó" in again.stdout


def test_the_list_shows_what_is_due_first(desk: Office) -> None:
    permit = taken_in(desk, "--procedure", PERMIT, "--all-papers")
    copy = taken_in(desk, "--procedure", COPY, "--all-papers")
    listed = desk.run("dossier", "list", who=ONE_STOP).stdout

    assert listed.index(copy) < listed.index(permit)
    assert permit not in desk.run("dossier", "list", "--due", "02/03/2026", who=ONE_STOP).stdout
    assert "Không có hồ sơ" in desk.run("dossier", "list", "--ended", who=ONE_STOP).stdout
    whole = json.loads(desk.run("--json", "dossier", "list", who=ONE_STOP).stdout)
    assert [one["code"] for one in whole["dossiers"]] == [copy, permit]


def test_procedures_are_loaded_from_a_folder_and_listed(desk: Office, tmp_path: Path) -> None:
    for name, text in tables().items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    loaded = desk.run("dossier", "procedures", "--load", tmp_path, who=REGISTRAR)
    assert "0 thủ tục, 8 thủ tục không đổi" in loaded.stdout
    shown = desk.run("dossier", "procedures", lang="en").stdout
    assert "15 working days" in shown
    (tmp_path / "steps.csv").write_text("procedure,number\n9,x\n", "utf-8")
    assert desk.run("dossier", "procedures", "--load", tmp_path, who=REGISTRAR).exit_code != 0


def test_a_centre_is_set_up_at_the_command_line(desk: Office) -> None:
    base = ("dossier", "centre", ONE_STOP.code, "--lead", DISTRICT.code, "--level", "district")
    assert desk.run(*base, "--role", f"land-office={DEPARTMENT.code}", who=REGISTRAR).exit_code == 0
    assert desk.run(*base, "--role", "land-office", who=REGISTRAR).exit_code == ExitCode.MISUSE
    assert desk.run(*base, who=DISTRICT).exit_code == ExitCode.NOT_FOUND


@pytest.mark.parametrize(
    ("options", "said", "kept"),
    [
        (("--by", "email", "--by", "email"), "qua thư điện tử", {"notices": ["email"], "only_needed": False}),
        (("--by", "sms", "--only-needed"), "chỉ những việc", {"notices": ["sms"], "only_needed": True}),
        (("--none",), "không thông báo nữa", {"notices": [], "only_needed": False}),
    ],
)
def test_an_applicant_is_told_otherwise_from_now_on(
    desk: Office, options: tuple[str, ...], said: str, kept: dict[str, object]
) -> None:
    code = taken_in(desk, "--procedure", PERMIT, "--all-papers", "--telephone", "0907123456")
    changed = desk.run("dossier", "notices", code, *options, who=ONE_STOP)
    assert changed.exit_code == ExitCode.DONE, changed.output
    assert said in " ".join(changed.stdout.split())
    again = desk.run("dossier", "notices", code, *options, "--json", who=ONE_STOP)
    assert json.loads(again.stdout) == kept
    events = [one for one in desk.exchange.exchange.committed if one.type is EventType.NOTICE_WISHES]
    assert len(events) == (1 if kept["notices"] else 0), "who had no wish and has none has changed nothing"


@pytest.mark.parametrize("options", [(), ("--none", "--by", "sms"), ("--none", "--only-needed")])
def test_what_is_no_wish_is_a_misuse(desk: Office, options: tuple[str, ...]) -> None:
    result = desk.run("dossier", "notices", "000.02.01.H39-260302-0001", *options, who=ONE_STOP)
    assert result.exit_code == ExitCode.MISUSE


def test_only_the_centre_changes_how_its_applicant_is_told(desk: Office) -> None:
    code = taken_in(desk, "--procedure", PERMIT, "--all-papers")
    result = desk.run("dossier", "notices", code, "--by", "sms", who=DISTRICT)
    assert result.exit_code == ExitCode.NOT_FOUND
