"""``lienthong-ops calendar``: what is loaded comes into the release whole, or not at all."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from infra import calendar, ops
from lienthong.calendar.reading import FORMAT, calendar_json, read_calendar, shipped
from lienthong.calendar.working import WorkingCalendar
from lienthong_local.schemas.calendars import calendar_schema

TET = {"first": "2027-02-05", "last": "2027-02-11", "kind": "off", "vi": "Tết Nguyên đán", "en": "Tết"}
HALF = {"first": "2027-03-03", "kind": "morning", "vi": "Nghỉ chiều", "en": "afternoon off"}


@pytest.fixture
def release(tmp_path: Path) -> Path:
    path = tmp_path / "civil-service.json"
    path.write_bytes(calendar.SHIPPED.read_bytes())
    return path


def written(tmp_path: Path, value: Any) -> str:
    path = tmp_path / "lich.json"
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return str(path)


def year(*days: dict[str, str]) -> dict[str, Any]:
    return {"format": FORMAT, "years": {"2027": list(days)}}


def test_a_loaded_year_is_in_the_release_beside_all_that_was_there(
    release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert calendar.main(["load", written(tmp_path, year(TET, HALF))], release) == 0
    data = read_calendar(release.read_bytes())
    assert {**shipped().years, 2027: data.years[2027]} == dict(data.years)
    assert not WorkingCalendar(data).is_working(date(2027, 2, 8))
    told = capsys.readouterr().out
    assert "2027 (new / mới)" in told
    assert "Tết Nguyên đán" in told
    assert calendar.main(["load", written(tmp_path, year(TET, HALF))], release) == 0
    assert "2027" not in capsys.readouterr().out


def test_what_is_written_is_written_the_same_again(release: Path, tmp_path: Path) -> None:
    nothing = {"format": FORMAT, "years": {}}
    assert calendar.main(["load", written(tmp_path, nothing)], release) == 0
    assert release.read_bytes() == calendar.SHIPPED.read_bytes()


def test_a_check_says_the_same_and_writes_nothing(
    release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert calendar.main(["check", written(tmp_path, year(TET))], release) == 0
    assert "2027 (new / mới)" in capsys.readouterr().out
    assert release.read_bytes() == calendar.SHIPPED.read_bytes()


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (year({**TET, "kind": "nghỉ"}, {**HALF, "first": "2027-03-06"}), "/years/2027/0/kind"),
        ({"format": FORMAT, "years": {"2017": [{**HALF, "first": "2017-03-03"}]}}, "2017"),
        ({"format": "ics"}, "/format"),
    ],
)
def test_with_any_fault_nothing_is_loaded_and_all_are_told(
    release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], value: Any, told: str
) -> None:
    assert calendar.main(["load", written(tmp_path, value)], release) == 1
    assert told in capsys.readouterr().out
    assert release.read_bytes() == calendar.SHIPPED.read_bytes()


def test_a_file_that_is_not_there_is_said_so(release: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert calendar.main(["check", "khong-co.json"], release) == 1
    assert "khong-co.json" in capsys.readouterr().out


def test_operators_find_the_command_by_its_name(release: Path, tmp_path: Path) -> None:
    assert ops.main(["calendar", "check", written(tmp_path, year(TET))]) == 0


def test_the_shipped_calendar_and_loaded_ones_have_the_published_form() -> None:
    validator = Draft202012Validator(calendar_schema())
    for value in (calendar_json(shipped()), year(TET, HALF), json.loads(calendar.SHIPPED.read_bytes())):
        assert list(validator.iter_errors(value)) == []
    assert list(validator.iter_errors(year({**TET, "kind": "x"})))
