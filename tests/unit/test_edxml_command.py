"""``lienthong edxml``: what a clerk is told of a message, in both languages and as JSON; its exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lienthong.edxml.limits import EDXML_LIMITS
from lienthong.edxml.mapping import SubmissionAct, act_of
from lienthong.edxml.message import BusinessType, Extension, Party
from lienthong.edxml.reading import read_message
from lienthong.model.codes import Priority, Purpose, Status
from lienthong_client.command.application import cli
from tests.builders.edxml_messages import (
    DOCUMENT_ID,
    PDF,
    changed,
    letter,
    recall,
    replacement,
    status,
    update,
    without,
    xml,
)


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIENTHONG_CONFIG", str(tmp_path / "no-such.toml"))
    monkeypatch.setenv("LIENTHONG_LANG", "vi")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["edxml", *arguments])


def saved(raw: bytes | str, name: str = "512.edxml") -> str:
    Path(name).write_bytes(raw.encode() if isinstance(raw, str) else raw)
    return name


# --- read -----------------------------------------------------------------------------------------


def test_a_clerk_reads_what_the_document_is_in_vietnamese() -> None:
    result = run("read", saved(xml()))
    assert (result.exit_code, result.stderr) == (0, "")
    for text in (
        "Đọc được: văn bản mới. Không có điểm cần lưu ý.",
        "512/UBND-TNMT",
        "Cần Giuộc, 12/06/2019",
        "KT. CHỦ TỊCH PHÓ CHỦ TỊCH Nguyễn Văn Mẫu",
        "Sở Tài nguyên và Môi trường (000.00.12.H39)",
        "khẩn",
        "20/06/2019",
        "512-UBND-TNMT.signed.pdf (application/pdf, 34 B)",
        "không có (thường là vậy)",
        "chưa kiểm tra; dùng lệnh 'lienthong verify'",
    ):
        assert text in result.stdout


def test_the_same_in_english() -> None:
    result = run("read", saved(xml()), "--lang", "en")
    assert "Readable: a new document. Nothing to remark." in result.stdout
    assert "2019-06-20" in result.stdout


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (xml(recall()), "yêu cầu thu hồi văn bản"),
        (xml(update()), "cập nhật văn bản"),
        (xml(replacement()), "văn bản thay thế"),
        (xml(status(Status.REFUSED, "Sai nơi nhận")), "trạng thái 02 – Từ chối nhận"),
    ],
)
def test_every_kind_of_message_is_called_by_its_name(text: str, sentence: str) -> None:
    result = run("read", saved(text))
    assert (result.exit_code, sentence in result.stdout) == (0, True)


def test_findings_are_told_with_their_place_and_do_not_refuse() -> None:
    result = run("read", saved(changed(xml(), "2019/06/20<", "2019-06-20<")))
    assert result.exit_code == 0
    assert "Có 1 điểm cần lưu ý" in result.stdout
    assert "! DueDate: '2019-06-20' không đúng dạng yyyy/MM/dd" in result.stdout
    assert "MessageHeader/DueDate" in result.stdout


def test_a_refused_message_ends_with_1_and_every_reason_before_the_remarks() -> None:
    text = without(without(xml(), "From"), "PromulgationInfo").replace(DOCUMENT_ID, "x")
    result = run("read", saved(text.replace("JVBERi0", "****")))
    assert result.exit_code == 1
    marks = [line.strip()[0] for line in result.stdout.splitlines() if line.strip()[:2] in ("✗ ", "! ")]
    assert marks == ["✗", "✗", "✗", "!"]
    assert "Không nhận, vì 3 lý do" in result.stdout


def test_as_json_everything_is_there_but_the_content_of_files() -> None:
    result = run("read", saved(changed(xml(), ">H39.16<", ">28.22.H17<")), "--json")
    told: dict[str, Any] = json.loads(result.stdout)
    assert (told["readable"], told["kind"], told["file"]) == (True, "document", "512.edxml")
    message = told["message"]
    assert message["document_id"] == DOCUMENT_ID
    assert message["issued_on"] == "2019-06-12"
    assert message["traces"][0]["at"] == "2019-06-12T15:40:00+07:00"
    assert message["business"]["type"] == int(BusinessType.NEW)
    assert message["files"][0]["size"] == len(PDF)
    assert "content" not in message["files"][0]
    [finding] = told["findings"]
    assert finding["code"] == "party.legacy-id"
    assert finding["xpath"].endswith("/To[2]/OrganId")
    assert finding["en"]
    assert finding["vi"]


def test_a_refusal_as_json_has_no_message() -> None:
    result = run("read", saved("<a/>"), "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["readable"], told["message"], told["kind"]) == (1, False, None, None)
    assert [one["code"] for one in told["findings"]] == ["xml.not-edxml"]


def test_what_others_wrote_cannot_steer_the_terminal() -> None:
    raw = changed(xml(), "V/v phối hợp", "V/v &#x9b;31m\u202e phối hợp")
    assert all(char.isprintable() or char == "\n" for char in run("read", saved(raw)).stdout)


def test_a_file_larger_than_any_message_is_refused_without_being_read_whole() -> None:
    with Path("big.edxml").open("wb") as file:
        file.truncate(EDXML_LIMITS.message_bytes * 100)
    result = run("read", "big.edxml", "--json")
    assert [one["code"] for one in json.loads(result.stdout)["findings"]] == ["xml.too-large", "xml.nul"]


def test_no_file_is_a_misuse() -> None:
    assert run("read", "nowhere.edxml").exit_code == 2
    assert run("read").exit_code == 2


def test_hundreds_of_recipients_are_counted_not_listed() -> None:
    many = tuple(Party(f"H39.{number}", f"Xã {number}") for number in range(1, 301))
    result = run("read", saved(xml(replace(letter(), recipients=many))))
    assert "và 288 nơi khác" in result.stdout


def test_a_document_for_information_only_says_so() -> None:
    result = run("read", saved(xml(replace(letter(), extension=Extension(for_information=True)))))
    assert "chỉ để tham khảo" in result.stdout


# --- validate -------------------------------------------------------------------------------------


def test_a_valid_message_ends_with_0() -> None:
    assert (run("validate", saved(xml())).exit_code, run("validate", saved(xml(status()))).exit_code) == (
        0,
        0,
    )


def test_what_the_reader_forgives_the_strict_check_does_not() -> None:
    raw = changed(xml(), "2019/06/20<", "2019-06-20<").decode().replace(">H39.16<", ">28.22.H17<")
    assert run("read", saved(raw)).exit_code == 0
    result = run("validate", saved(raw))
    assert (result.exit_code, "có 2 lỗi" in result.stdout) == (1, True)
    told = json.loads(run("validate", saved(raw), "--json").stdout)
    assert told["valid"] is False
    assert {one["code"] for one in told["findings"]} == {"date.form", "schema.value", "party.legacy-id"}


# --- write ----------------------------------------------------------------------------------------

ENVELOPE: Mapping[str, Any] = {
    "sender": "000.00.30.H39",
    "number": "512",
    "notation": "UBND-TNMT",
    "issued_on": "2019-06-12",
    "place": "Cần Giuộc",
    "document_type": {"group": 2, "detail": 18, "name": "Công văn"},
    "subject": "V/v phối hợp giải quyết hồ sơ",
    "signer": {"name": "Nguyễn Văn Mẫu", "position": "Chủ tịch", "authority": "TM. UBND"},
    "recipients": ["000.00.12.H39", "so-xay-dung"],
    "priority": 2,
    "for_information": True,
    "attachments": [{"file": "512.pdf"}, {"file": "512.pdf.p7s"}],
}


def drafted(**changes: Any) -> str:
    Path("512.pdf").write_bytes(PDF)
    Path("512.pdf.p7s").write_bytes(b"0\x80")
    facts = {name: value for name, value in {**ENVELOPE, **changes}.items() if value is not None}
    Path("envelope.json").write_text(json.dumps(facts), encoding="utf-8")
    return "envelope.json"


def test_a_draft_as_send_takes_it_becomes_a_valid_message_that_says_the_same() -> None:
    Path("agencies.json").write_text(
        json.dumps({"agencies": [{"code": "000.00.30.H39", "name": "UBND huyện Cần Giuộc"}]}),
        encoding="utf-8",
    )
    draft = drafted(recipients=["000.00.12.H39"])
    result = run("write", draft, "--out", "out.edxml", "--agencies", "agencies.json")
    assert result.exit_code == 0, result.output
    assert "Chưa có tên của 000.00.12.H39" in result.stderr
    assert run("validate", "out.edxml").exit_code == 0
    message = read_message(Path("out.edxml").read_bytes()).message
    assert message is not None
    assert message.sender.name == "UBND huyện Cần Giuộc"
    act = act_of(message)
    assert isinstance(act, SubmissionAct)
    envelope = act.envelope
    assert (envelope.document_id, envelope.priority, envelope.for_information) == (
        DOCUMENT_ID,
        Priority.VERY_URGENT,
        True,
    )
    assert [(one.name, one.purpose, one.signature_for) for one in envelope.attachments] == [
        ("512.pdf", Purpose.ORIGINAL, None),
        ("512.pdf.p7s", Purpose.SIGNATURE, "512.pdf"),
    ]
    assert act.contents["512.pdf"] == PDF


def test_a_folder_with_its_envelope_is_a_draft_too() -> None:
    drafted(recipients=["000.00.12.H39"])
    result = run("write", ".", "--out", "out.edxml", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["file"]) == (0, "out.edxml")
    assert told["size"] == Path("out.edxml").stat().st_size


def test_what_the_format_does_not_allow_is_not_written_and_ends_with_1() -> None:
    result = run("write", drafted(subject="x" * 501), "--out", "out.edxml")
    assert (result.exit_code, Path("out.edxml").exists()) == (1, False)
    assert "Subject" in result.stderr
    assert "OrganId" in result.stderr  # 'so-xay-dung' is no code


def test_every_fault_of_a_draft_is_told_and_ends_with_2() -> None:
    draft = drafted(
        sender=None, issued_on="12/06/2019", document_type={"group": "2"}, recipients=[], priority=7
    )
    result = run("write", draft, "--out", "out.edxml", "--json")
    assert (result.exit_code, Path("out.edxml").exists()) == (2, False)
    faults = json.loads(result.stderr)["error"]["faults"]
    assert [one["pointer"] for one in faults] == [
        "/sender",
        "/issued_on",
        "/document_type/group",
        "/document_type/detail",
        "/document_type/name",
        "/recipients",
        "/priority",
    ]


def test_a_secret_is_not_written() -> None:
    result = run("write", drafted(secrecy="Mật"), "--out", "out.edxml")
    assert (result.exit_code, Path("out.edxml").exists()) == (1, False)
    assert "28/2018/QĐ-TTg" in result.stderr


def test_names_that_are_no_list_of_agencies_are_a_misuse() -> None:
    Path("agencies.json").write_text("[]", encoding="utf-8")
    assert run("write", drafted(), "--out", "o.edxml", "--agencies", "agencies.json").exit_code == 2


# --- what it needs --------------------------------------------------------------------------------


def test_it_needs_neither_network_nor_aws_nor_configuration() -> None:
    saved(xml())
    program = (
        "import sys, socket\n"
        "socket.socket = None\n"
        "from lienthong_client.command.application import cli\n"
        "try:\n    cli.main(['edxml', 'read', '512.edxml', '--quiet'])\n"
        "except SystemExit as end:\n    assert end.code == 0\n"
        "assert not {'boto3', 'httpx', 'cryptography'} & set(sys.modules), sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
