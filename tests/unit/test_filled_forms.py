"""Forms printed from the exchange: a dossier is taken in, worked on, and each form says what happened."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lienthong.model.calendar import date_in_vietnam
from lienthong.onestop.timeliness import Timeliness
from lienthong_client.command.exit_codes import ExitCode
from lienthong_client.errors import FormNotDue
from lienthong_client.forms.facts import Office as FormOffice
from lienthong_client.forms.filled import (
    Printing,
    control_slip,
    dossier_of,
    log_row,
    place_of,
    receipt_slip,
)
from tests.builders.agencies import DEPARTMENT, DISTRICT, ONE_STOP, STRANGER
from tests.builders.command_office import Office, office
from tests.builders.dossiers import CENTRE, LAND, TAX, TRANSFER, Story
from tests.builders.visits import NAME, PERMIT, Counter, ready
from tests.unit.test_forms import codes_on, words_of

pytestmark = pytest.mark.oracle("pdftotext")

WHERE = "https://exchange.example/v1/track"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        ready(made.exchange)
        yield made


def taken_in(desk: Office) -> tuple[str, str]:
    """Code and secret of a building permit."""
    arguments = ("--procedure", PERMIT, "--name", NAME, "--all-papers", "--fee", "75000")
    result = desk.run("--json", "dossier", "take-in", *arguments, "--receipt-number", "BL-7", who=ONE_STOP)
    assert result.exit_code == 0, result.output
    taken = json.loads(result.stdout)
    return taken["dossiers"][0]["code"], taken["secret"]


def printed(
    desk: Office, number: str, code: str, *options: str, who: Any = ONE_STOP, typed: str = ""
) -> bytes:
    path = desk.folder / f"{number}.pdf"
    result = desk.run("dossier", "form", number, code, "--pdf", path, *options, who=who, typed=typed)
    assert result.exit_code == ExitCode.DONE, result.stderr
    return path.read_bytes()


def test_a_slip_is_printed_from_the_intake_with_secret_and_tracking_address(desk: Office) -> None:
    code, secret = taken_in(desk)
    options = ("--ask-secret", "--tracking", "https://dvc.example/ho-so", "--place", "Cần Giuộc")
    pdf = printed(desk, "01", code, *options, typed=f" {secret[:4].lower()}-{secret[4:]}\n")
    said = words_of(pdf)
    for told in (
        f"Mã hồ sơ: {code}",
        f"Tiếp nhận hồ sơ của: {NAME}",
        "Số: 0001/TNHS",
        "Thời gian nhận hồ sơ: 08 giờ 00 phút, ngày 02 tháng 3 năm 2026",
        "hồ sơ: 17 giờ 00 phút, ngày 23 tháng 3 năm 2026",
        "75.000 đồng (biên lai số BL-7)",
        "Cần Giuộc, ngày 02 tháng 3 năm 2026",
    ):
        assert told in said
    assert said.count(f"Mã tra cứu: {secret}") == 1
    assert codes_on(pdf, desk.folder) == [[f"https://dvc.example/ho-so/{code}"]] * 2


def test_a_form_leads_to_the_exchanges_own_tracking_page_unless_another_is_named(desk: Office) -> None:
    code, _ = taken_in(desk)
    assert codes_on(printed(desk, "01", code), desk.folder) == [[f"{WHERE}/{code}"]] * 2


@pytest.mark.parametrize("typed", ["", "\n", "K7WX3MQ\n", "K7WX3MQO\n", "K7WX3MQPP\n", "x" * 5000])
def test_what_cannot_be_a_secret_is_refused_and_not_told_back(desk: Office, typed: str) -> None:
    code, _ = taken_in(desk)
    path = desk.folder / "a.pdf"
    form = ("dossier", "form", "01", code, "--ask-secret", "--pdf", path)
    for lang, said in (("vi", "gồm 8 chữ và số"), ("en", "8 letters and digits")):
        result = desk.run(*form, who=ONE_STOP, typed=typed, lang=lang)
        assert result.exit_code == ExitCode.MISUSE
        assert said in result.stderr
        assert not typed.strip() or typed.strip() not in result.output
    assert not path.exists()


def test_a_request_a_new_appointment_and_a_refusal_say_reason_and_remark(desk: Office) -> None:
    code, _ = taken_in(desk)
    counter = Counter(desk.exchange, code)
    counter.done("reappointed", day="2026-03-27", reason="site-visit", remark="mưa kéo dài")
    counter.done("supplement-requested", reason="papers-missing", remark="Bản vẽ móng; Cam kết")
    asked = words_of(printed(desk, "02", code))
    assert "1. Bản vẽ móng 2. Cam kết Lý do: thành phần hồ sơ chưa đầy đủ" in asked
    sorry = words_of(printed(desk, "04", code))
    assert "17 giờ 00 phút, ngày 23 tháng 3 năm 2026." in sorry
    assert "Lý do: cần kiểm tra thực địa: mưa kéo dài." in sorry
    assert "Thời gian trả kết quả mới: 17 giờ 00 phút, ngày 27 tháng 3 năm 2026" in sorry
    # The slip says what was promised that day, also when it is printed again.
    assert "ngày 23 tháng 3 năm 2026" in words_of(printed(desk, "01", code))
    counter.done("not-accepted", reason="wrong-authority")
    assert "1. Không thuộc thẩm quyền giải quyết" in words_of(printed(desk, "03", code))


def test_a_control_slip_is_filled_from_the_hand_overs_for_every_party(desk: Office) -> None:
    code, _ = taken_in(desk)
    counter = Counter(desk.exchange, code)
    papers = counter.sent(ONE_STOP, DEPARTMENT, document="HS-1")
    counter.done("handed-over", step=1, submission=papers)
    for who in (ONE_STOP, DEPARTMENT):
        said = words_of(printed(desk, "05", code, who=who), "-layout")
        assert "08:00" in said
        assert NAME not in said


def test_each_step_is_given_and_given_back_with_its_own_timeliness() -> None:
    story = Story(under=TRANSFER).accepted().handed_over("2019-06-03 14:00", 1)
    story.finished("2019-06-06 10:00", 1, LAND).handed_over("2019-06-06 10:30", 2)
    story.handed_over("2019-06-06 11:00", 3).finished("2019-06-11 09:00", 3, LAND)
    story.finished("2019-06-12 09:00", 2, TAX)
    slip = control_slip(known_of(story))
    assert [(way.giver, way.receiver, way.outcome) for way in slip.hand_overs] == [
        (CENTRE, "Đất đai", None),
        ("Đất đai", CENTRE, Timeliness.EARLY),
        (CENTRE, TAX, None),
        (CENTRE, "Đất đai", None),
        ("Đất đai", CENTRE, Timeliness.ON_TIME),
        (TAX, CENTRE, Timeliness.LATE),
    ]
    assert slip.with_others == ("Đất đai", TAX)


def test_a_slip_whose_person_was_deleted_is_not_printed() -> None:
    with pytest.raises(FormNotDue):
        receipt_slip(known_of(Story().accepted()))


def known_of(story: Story) -> Printing:
    office_ = FormOffice("Trung tâm Hành chính công", "Cần Giuộc")
    events = tuple(story.events)
    return Printing(events, dossier_of(events), story.procedure, office_, {LAND: "Đất đai"}, None)


@pytest.mark.parametrize(
    ("number", "who"), [("02", ONE_STOP), ("03", ONE_STOP), ("04", ONE_STOP), ("01", DEPARTMENT)]
)
def test_a_form_about_what_nobody_knows_is_refused_and_says_what_lacks(
    desk: Office, number: str, who: Any
) -> None:
    code, _ = taken_in(desk)
    counter = Counter(desk.exchange, code)
    papers = counter.sent(ONE_STOP, DEPARTMENT, document="HS-1")
    counter.done("handed-over", step=1, submission=papers)
    path = desk.folder / "form.pdf"
    result = desk.run("dossier", "form", number, code, "--pdf", path, who=who)
    assert result.exit_code == ExitCode.REFUSED
    assert "client.form-not-due" in result.stderr
    assert not path.exists()


def test_somebody_elses_dossier_does_not_exist(desk: Office) -> None:
    code, _ = taken_in(desk)
    result = desk.run("dossier", "form", "05", code, "--pdf", desk.folder / "a.pdf", who=STRANGER)
    assert result.exit_code == ExitCode.NOT_FOUND


@pytest.mark.parametrize(
    "arguments",
    [("form", "01"), ("form", "06", "000.00.14.H39-260302-0001"), ("notice",)],
)
def test_without_one_source_it_is_a_misuse(desk: Office, arguments: tuple[str, ...]) -> None:
    result = desk.run("dossier", *arguments, "--pdf", desk.folder / "a.pdf")
    assert result.exit_code == ExitCode.MISUSE
    assert "--facts" in result.stderr


def test_a_secret_in_the_tracking_address_is_refused(desk: Office) -> None:
    code, secret = taken_in(desk)
    options = ("--pdf", desk.folder / "a.pdf", "--ask-secret", "--tracking", f"{WHERE}/{secret}")
    result = desk.run("dossier", "form", "01", code, *options, who=ONE_STOP, typed=secret)
    assert result.exit_code == ExitCode.REFUSED
    assert secret not in result.stderr


@pytest.mark.parametrize(
    "options",
    [
        ("05", "CODE", "--ask-secret"),
        ("05", "CODE", "--from", "02/03/2026"),
        ("06", "--from", "03/03/2026", "--to", "02/03/2026"),
        ("06", "--facts", "facts.json", "--to", "02/03/2026"),
        ("01", "--facts", "facts.json", "--ask-secret"),
    ],
)
def test_options_that_mean_nothing_for_a_form_are_a_misuse(desk: Office, options: tuple[str, ...]) -> None:
    code, secret = taken_in(desk)
    (desk.folder / "facts.json").write_text("{}")
    named = [desk.folder / one if one == "facts.json" else code if one == "CODE" else one for one in options]
    result = desk.run("dossier", "form", *named, "--pdf", desk.folder / "a.pdf", who=ONE_STOP, typed=secret)
    assert result.exit_code == ExitCode.MISUSE


# --- form 06, from the centre's dossiers ------------------------------------------------------------


def log_of(desk: Office, *options: str) -> str:
    path = desk.folder / "06.pdf"
    result = desk.run("dossier", "form", "06", "--pdf", path, *options, who=ONE_STOP)
    assert result.exit_code == ExitCode.DONE, result.stderr
    return words_of(path.read_bytes(), "-layout")


def test_the_log_of_days_has_a_line_for_each_dossier_that_came_in_on_them(desk: Office) -> None:
    first, _ = taken_in(desk)
    counter = Counter(desk.exchange, first)
    papers = counter.sent(ONE_STOP, DEPARTMENT, document="HS-1")
    counter.done("handed-over", step=1, submission=papers)
    desk.exchange.clock.advance(86_400)
    second, _ = taken_in(desk)
    Counter(desk.exchange, second).done("withdrawn")
    said = log_of(desk, "--from", "01/03/2026", "--to", "03/03/2026")
    assert "Từ ngày 01/03/2026 đến ngày 03/03/2026" in said
    for code, told in ((first, "23/03/2026"), (second, "24/03/2026")):
        assert code.partition("-")[2] in said
        assert told in said
    assert "rút hồ sơ" in said
    alone = log_of(desk, "--from", "03/03/2026", "--to", "03/03/2026")
    assert "260303-0001" in alone
    assert "260302-0001" not in alone
    assert NAME in desk.run("dossier", "show", second, who=ONE_STOP).stdout


def test_a_line_says_when_a_dossier_went_on_came_back_and_was_fetched() -> None:
    story = Story(under=TRANSFER).accepted().handed_over("2019-06-03 14:00", 1)
    row = log_row(known_of(story))
    assert (row.passed_on, row.result_on, row.returned_on) == (date(2019, 6, 3), None, None)
    assert row.applicant == "(đã xóa theo thời hạn lưu)", "who is forgotten by the rule is not made up"
    assert row.due_on == date_in_vietnam(dossier_of(story.events).appointments[0].promised)


def test_a_day_without_dossiers_is_an_empty_log_and_who_is_no_centre_has_none(desk: Office) -> None:
    said = log_of(desk, "--from", "07/03/2026", "--to", "08/03/2026")
    assert "SỔ THEO DÕI HỒ SƠ" in said
    assert "-260" not in said
    result = desk.run("dossier", "form", "06", "--pdf", desk.folder / "b.pdf", who=DEPARTMENT)
    assert result.exit_code == ExitCode.NOT_FOUND
    assert not (desk.folder / "b.pdf").exists()


def test_a_notice_is_printed_from_the_procedure_in_force(desk: Office) -> None:
    path = desk.folder / "notice.pdf"
    roles = [f"--role=construction-office={DEPARTMENT.code}", f"--role=district-committee={DISTRICT.code}"]
    lacking = desk.run("dossier", "notice", PERMIT, "--pdf", path, roles[0], who=ONE_STOP)
    assert lacking.exit_code == ExitCode.MISUSE
    assert "district-committee" in lacking.stderr
    result = desk.run("dossier", "notice", PERMIT, "--pdf", path, *roles, who=ONE_STOP)
    assert result.exit_code == ExitCode.DONE, result.stderr
    said = words_of(path.read_bytes(), "-layout")
    assert "Thời hạn giải quyết: 15 ngày làm việc" in said
    assert "75.000 đồng" in said
    assert "Sở Lao động" in said
    assert "construction-office" not in said
    unknown = desk.run("dossier", "notice", "9.999999", "--pdf", path, who=ONE_STOP)
    assert unknown.exit_code == ExitCode.MISUSE


def test_the_place_of_the_date_line_is_the_units_name() -> None:
    assert place_of("Ủy ban nhân dân huyện Cần Giuộc") == "Cần Giuộc"
    assert place_of("UBND tỉnh Long An") == "Long An"
    assert place_of("Văn phòng Chính phủ") == "Văn phòng Chính phủ"
