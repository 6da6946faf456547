"""``lienthong dossier form`` and ``notice``: printed from a file, or every fault told in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lienthong_client.command.exit_codes import ExitCode
from lienthong_client.errors import FormFactsInvalid
from lienthong_client.forms.reading import LARGEST, sheets_of
from tests.builders.command_office import Office, office
from tests.builders.forms import APPLICANT, FACTS, MATTER, SECRET, facts


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def written(desk: Office, said: object) -> Path:
    path = desk.folder / "facts.json"
    path.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    return path


def faults_of(form: str, said: object) -> dict[str, str]:
    with pytest.raises(FormFactsInvalid) as refused:
        sheets_of(form, json.dumps(said).encode())
    return {fault.pointer: fault.code for fault in refused.value.faults}


@pytest.mark.parametrize("form", ["01", "02", "03", "04", "05", "06"])
def test_a_clerk_prints_a_form_from_its_facts(desk: Office, form: str) -> None:
    path = desk.folder / "form.pdf"
    result = desk.run("dossier", "form", form, "--facts", written(desk, FACTS[form]), "--pdf", path)
    assert result.exit_code == ExitCode.DONE, result.stderr
    assert f"Đã ghi mẫu {form}" in result.stdout
    assert path.read_bytes().startswith(b"%PDF")


def test_a_clerk_prints_a_notice_and_a_program_is_told_where(desk: Office) -> None:
    path = desk.folder / "notice.pdf"
    facts_file = written(desk, FACTS["notice"])
    result = desk.run("--json", "dossier", "notice", "--facts", facts_file, "--pdf", path)
    assert result.exit_code == ExitCode.DONE, result.stderr
    assert json.loads(result.stdout) == {"form": "notice", "pdf": str(path), "sheets": 1}


@pytest.mark.parametrize(
    ("lang", "told"), [("vi", ("còn thiếu", "phải là mã hồ sơ")), ("en", ("is missing", "dossier code"))]
)
def test_every_fault_is_told_at_once_in_the_readers_language(
    desk: Office, lang: str, told: tuple[str, ...]
) -> None:
    said = facts("01", matter=MATTER | {"code": "H39"})
    del said["due_at"]
    path = desk.folder / "form.pdf"
    result = desk.run("dossier", "form", "01", "--facts", written(desk, said), "--pdf", path, lang=lang)
    assert result.exit_code == ExitCode.REFUSED
    for text in told:
        assert text in result.stderr
    assert not path.exists()


def test_a_complaint_about_facts_repeats_nothing_personal(desk: Office) -> None:
    said = facts("01", applicant=APPLICANT | {"identity": "079000000000"}, surprise=APPLICANT["name"])
    result = desk.run("dossier", "form", "01", "--facts", written(desk, said), "--pdf", desk.folder / "a.pdf")
    assert result.exit_code == ExitCode.REFUSED
    for secret in (APPLICANT["name"], "079000000000", SECRET):
        assert secret not in result.stderr


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"received_at": "2026-03-02T09:05:00"}, "/received_at", "form.timezone_aware"),
        ({"due_at": "2026-03-01T09:05:00+07:00"}, "", "form.appointment_too_early"),
        (
            {"matter": MATTER | {"tracking": "http://a.example/x"}},
            "/matter/tracking",
            "form.tracking_address",
        ),
        (
            {"matter": MATTER | {"tracking": f"https://a.example/x?secret={SECRET}"}},
            "/matter/tracking",
            "form.tracking_address",
        ),
        ({"matter": MATTER | {"tracking": f"https://a.example/{SECRET}"}}, "", "form.secret_in_address"),
        ({"papers": [{"name": " \u200b "}]}, "/papers/0/name", "form.string_too_short"),
        ({"papers": [{"name": "x"}] * 501}, "/papers", "form.too_long"),
        ({"time": "x" * 2001}, "/time", "form.string_too_long"),
        ({"fee": -1}, "/fee", "form.greater_than_equal"),
        ({"office": "x"}, "/office", "form.dataclass_type"),
    ],
)
def test_what_a_slip_cannot_say_is_refused_with_its_place(
    changes: dict[str, Any], pointer: str, code: str
) -> None:
    assert faults_of("01", facts("01", **changes)) == {pointer: code}


def test_a_new_appointment_that_is_no_later_is_refused() -> None:
    earlier = facts("04", new_due_at=FACTS["04"]["was_due_at"])
    assert faults_of("04", earlier) == {"": "form.appointment_too_early"}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b"null", b"{" * 100_000, b" " * (LARGEST + 1)])
def test_what_is_no_facts_at_all_is_refused(content: bytes) -> None:
    with pytest.raises(FormFactsInvalid):
        sheets_of("01", content)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_help_tells_what_each_number_is(desk: Office, lang: str) -> None:
    result = desk.run("dossier", "form", "--help", lang=lang)
    assert result.exit_code == ExitCode.DONE
    assert ("giấy tiếp nhận" if lang == "vi" else "receipt and appointment") in result.stdout
