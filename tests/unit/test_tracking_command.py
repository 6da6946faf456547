"""``lienthong dossier track``: a slip's two codes at the command line, the secret never an argument."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lienthong.onestop.look_limits import ONE_CODE_FROM_ONE_ADDRESS
from lienthong_client.command.exit_codes import ExitCode
from tests.builders.agencies import DISTRICT, ONE_STOP
from tests.builders.command_office import Office, office
from tests.builders.visits import NAME, PERMIT, Counter, handed, ready, visit

WRONG = "2" * 8


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        ready(made.exchange)
        yield made


@pytest.fixture
def slip(desk: Office) -> tuple[str, str]:
    """Code and secret of a permit's slip."""
    body = visit("luot-0000000000001", handed(PERMIT))
    taken = desk.exchange.call(ONE_STOP, "POST", "/v1/dossiers", body).body
    return taken["dossiers"][0]["code"], taken["secret"]


@pytest.mark.parametrize(
    ("lang", "sentences"),
    [
        ("vi", ("Đang ở", "tiếp nhận", "chưa đến", "23/03/2026 17:00")),
        ("en", ("Where it is", "accepted", "not begun", "2026-03-23 17:00")),
    ],
)
def test_a_slip_is_looked_up_and_nobody_is_named(
    desk: Office, slip: tuple[str, str], lang: str, sentences: tuple[str, ...]
) -> None:
    code, secret = slip
    result = desk.run("dossier", "track", code, lang=lang, typed=f"{secret}\n")

    assert result.exit_code == 0, result.output
    shown = " ".join(result.stdout.split())
    assert [said for said in (*sentences, ONE_STOP.name) if said.lower() not in shown.lower()] == []
    assert [said for said in (NAME, secret) if said in result.output] == []


def test_a_program_gets_what_the_api_answers(desk: Office, slip: tuple[str, str]) -> None:
    code, secret = slip
    Counter(desk.exchange, code).done("withdrawn")
    result = desk.run("--json", "dossier", "track", code, typed=f"{secret[:4].lower()}-{secret[4:]}\n")

    told = json.loads(result.stdout)
    assert (told["code"], told["status"], told["centre"]) == (code, 7, ONE_STOP.name)


def test_the_request_is_not_signed_so_whoever_asks_is_nobody(desk: Office, slip: tuple[str, str]) -> None:
    code, secret = slip
    desk.exchange.telemetry.requests.clear()
    assert desk.run("dossier", "track", code, who=DISTRICT, typed=secret).exit_code == 0

    assert [(one.route, one.caller) for one in desk.exchange.telemetry.requests] == [("POST /v1/track", "")]


def test_a_wrong_secret_and_an_unknown_code_are_told_alike(desk: Office, slip: tuple[str, str]) -> None:
    code, secret = slip
    wrong = desk.run("dossier", "track", code, typed=WRONG)
    unknown = desk.run("dossier", "track", f"{code[:-4]}9999", typed=secret)

    assert wrong.exit_code == unknown.exit_code == ExitCode.NOT_FOUND
    assert wrong.stderr == unknown.stderr
    assert "Không tìm thấy hồ sơ" in wrong.stderr
    assert WRONG not in wrong.output


def test_what_cannot_be_a_secret_is_not_sent(desk: Office, slip: tuple[str, str]) -> None:
    result = desk.run("dossier", "track", slip[0], typed="mã của tôi\n")

    assert result.exit_code == ExitCode.MISUSE
    assert "8 chữ và số" in result.stderr
    assert desk.exchange.tracking.calls == []


def test_who_looks_up_too_often_is_told_when_to_try_again(desk: Office, slip: tuple[str, str]) -> None:
    for _ in range(ONE_CODE_FROM_ONE_ADDRESS.most):
        desk.exchange.call(None, "POST", "/v1/track", {"code": slip[0], "secret": WRONG})
    result = desk.run("dossier", "track", slip[0], typed=slip[1])

    assert result.exit_code == ExitCode.UNAVAILABLE
    assert "Đề nghị thử lại sau" in result.stderr
