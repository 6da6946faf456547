"""Slips printed at the intake: the tracking secret is on the applicant's paper, and nowhere else."""

from __future__ import annotations

import json
import os
import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result

from lienthong.errors import Throttled
from lienthong.onestop.tracking import opens
from lienthong_client.command.exit_codes import ExitCode
from tests.builders.agencies import ONE_STOP
from tests.builders.command_office import Office, office
from tests.builders.visits import COPY, NAME, PERMIT, ready
from tests.unit.test_forms import codes_on, words_of

pytestmark = pytest.mark.oracle("pdftotext")

_SECRET = re.compile(r"Mã tra cứu: ([2-9A-Z]{8})")
_FIRST, _SECOND = f"{ONE_STOP.code}-260302-0001", f"{ONE_STOP.code}-260302-0002"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        ready(made.exchange)
        yield made


def take_in(desk: Office, *options: str, lang: str = "vi", as_json: bool = False) -> Result:
    who = ("--name", NAME, "--id-number", "080195001234", "--all-papers")
    begin = ("--json",) if as_json else ()
    arguments = (*begin, "dossier", "take-in", *who, "--slips", desk.folder / "giay", *options)
    return desk.run(*arguments, who=ONE_STOP, lang=lang)


def slips(desk: Office) -> dict[str, Path]:
    return {path.name: path for path in sorted((desk.folder / "giay").iterdir())}


def secret_on(path: Path) -> str:
    [secret] = set(_SECRET.findall(words_of(path.read_bytes())))
    return str(secret)


def opened_by(desk: Office, code: str, secret: str) -> bool:
    return opens(desk.exchange.dossiers.people([code])[code], secret)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_dossier_of_a_visit_has_its_slip_with_the_secret_that_no_screen_shows(
    desk: Office, lang: str
) -> None:
    result = take_in(desk, "--procedure", PERMIT, "--procedure", COPY, lang=lang)

    assert result.exit_code == ExitCode.DONE, result.output
    found = slips(desk)
    assert list(found) == [f"{_FIRST}-mau-01.pdf", f"{_SECOND}-mau-01.pdf"]
    for code, path in zip((_FIRST, _SECOND), found.values(), strict=True):
        secret = secret_on(path)
        assert opened_by(desk, code, secret)
        assert secret not in result.output
        assert str(path) in result.stdout.replace("\n", "")
        assert codes_on(path.read_bytes(), desk.folder) == [[f"https://exchange.example/v1/track/{code}"]] * 2
    assert len({secret_on(path) for path in found.values()}) == 1, "one visit has one secret"


def test_programs_are_told_the_files_and_no_secret(desk: Office) -> None:
    told = json.loads(take_in(desk, "--procedure", COPY, as_json=True).stdout)

    assert "secret" not in told
    assert told["slips"] == [str(desk.folder / "giay" / f"{_FIRST}-mau-01.pdf")]


def test_slips_are_the_clerks_own_to_read(desk: Office) -> None:
    take_in(desk, "--procedure", COPY)

    [path] = slips(desk).values()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_intake_that_comes_again_prints_new_slips_over_none_and_says_that_they_count(desk: Office) -> None:
    first = take_in(desk, "--procedure", COPY, "--key", "a" * 32)
    before = {name: path.read_bytes() for name, path in slips(desk).items()}
    again = take_in(desk, "--procedure", COPY, "--key", "a" * 32)

    assert (first.exit_code, again.exit_code) == (0, 0)
    found = slips(desk)
    assert list(found) == [f"{_FIRST}-mau-01-2.pdf", f"{_FIRST}-mau-01.pdf"]
    assert found[f"{_FIRST}-mau-01.pdf"].read_bytes() == before[f"{_FIRST}-mau-01.pdf"]
    assert opened_by(desk, _FIRST, secret_on(found[f"{_FIRST}-mau-01-2.pdf"]))
    assert not opened_by(desk, _FIRST, secret_on(found[f"{_FIRST}-mau-01.pdf"]))
    assert "giấy tiếp nhận in lần này mới có giá trị" in " ".join(again.stderr.split())


def test_a_file_or_a_link_of_somebody_elses_is_not_written_over(desk: Office) -> None:
    folder = desk.folder / "giay"
    folder.mkdir()
    (folder / f"{_FIRST}-mau-01.pdf").write_text("của người khác")
    (folder / f"{_FIRST}-mau-01-2.pdf").symlink_to(desk.folder / "elsewhere.pdf")
    assert take_in(desk, "--procedure", COPY).exit_code == 0

    assert (folder / f"{_FIRST}-mau-01.pdf").read_text() == "của người khác"
    assert not (desk.folder / "elsewhere.pdf").exists()
    assert opened_by(desk, _FIRST, secret_on(folder / f"{_FIRST}-mau-01-3.pdf"))


def test_who_is_refused_at_the_desk_gets_form_03_and_the_secret_is_shown_as_before(desk: Office) -> None:
    result = take_in(desk, "--procedure", COPY, "--refuse", "--reason", "wrong-authority")

    [(name, path)] = slips(desk).items()
    assert name == f"{_FIRST}-mau-03.pdf"
    assert "Không thuộc thẩm quyền" in words_of(path.read_bytes())
    assert "mã tra cứu" in result.stdout


def test_what_the_centre_has_still_to_look_at_has_no_slip_and_shows_its_secret(desk: Office) -> None:
    result = take_in(desk, "--procedure", COPY, "--receive")

    assert slips(desk) == {}
    assert "mã tra cứu" in result.stdout


# --- nothing half-done, and nothing lost --------------------------------------------------------------


def nothing_is_recorded(desk: Office) -> bool:
    return desk.run("dossier", "list", who=ONE_STOP).stdout.count("260302") == 0


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--tracking", "http://dvc.example/ho-so"),
        ("--tracking", "https://dvc.example/ho-so?ma="),
        ("--tracking", "https://dvc.example/" + "a" * 180),
        ("--place", "Cần Giuộc " * 40),
        ("--place", "\u200b"),
    ],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_cannot_stand_on_a_slip_is_told_before_anything_is_taken_in(
    desk: Office, option: str, value: str, lang: str
) -> None:
    result = take_in(desk, "--procedure", COPY, option, value, lang=lang)

    assert result.exit_code == ExitCode.MISUSE
    assert option in result.stderr
    assert nothing_is_recorded(desk)


def test_where_no_slip_could_be_printed_nothing_is_taken_in(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk.folder / "giay").write_text("không phải thư mục")
    assert take_in(desk, "--procedure", COPY).exit_code != 0
    assert nothing_is_recorded(desk)
    (desk.folder / "giay").unlink()
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "client.file-unwritable" in take_in(desk, "--procedure", COPY).stderr
    assert nothing_is_recorded(desk)
    monkeypatch.undo()
    monkeypatch.setitem(sys.modules, "typst", None)
    assert "client.pdf-writer-missing" in take_in(desk, "--procedure", COPY).stderr
    assert nothing_is_recorded(desk)


def test_a_disk_that_fills_up_leaves_no_torn_slip_and_the_key_prints_them_all(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fails)
    full = take_in(desk, "--procedure", PERMIT, "--procedure", COPY)
    monkeypatch.undo()

    assert full.exit_code == ExitCode.MISUSE
    assert slips(desk) == {}
    key = full.stderr.replace("\n", " ").partition("--key ")[2].split()[0]
    again = take_in(desk, "--procedure", PERMIT, "--procedure", COPY, "--key", key)
    assert again.exit_code == 0, again.output
    for code in (_FIRST, _SECOND):
        assert opened_by(desk, code, secret_on(slips(desk)[f"{code}-mau-01.pdf"]))
    assert desk.run("dossier", "list", who=ONE_STOP).stdout.count("260302") == 2


def test_an_exchange_that_goes_away_after_the_intake_leaves_the_key(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(code: str) -> None:
        raise Throttled

    monkeypatch.setattr(desk.exchange.dossiers, "story", away)
    lost = take_in(desk, "--procedure", COPY)
    monkeypatch.undo()

    assert lost.exit_code == ExitCode.UNAVAILABLE
    assert "chưa in được giấy tiếp nhận" in lost.stderr.replace("\n", " ")
    assert slips(desk) == {}
    key = lost.stderr.replace("\n", " ").partition("--key ")[2].split()[0]
    assert take_in(desk, "--procedure", COPY, "--key", key).exit_code == 0
    assert opened_by(desk, _FIRST, secret_on(slips(desk)[f"{_FIRST}-mau-01.pdf"]))
