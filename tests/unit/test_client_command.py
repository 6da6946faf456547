from __future__ import annotations

import base64
import hashlib
import json
from functools import partial
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lienthong_client import patience, sdk
from lienthong_client.command.application import cli
from lienthong_client.command.exit_codes import ExitCode
from lienthong_client.credentials import RequestSigner
from tests.builders.client_world import (
    AGENCY,
    NOW,
    SUBMISSION,
    World,
    agency,
    dead_letter,
    delivery,
    event,
    problem,
    reply,
    story,
    submission,
    submitted,
    verdict,
)

DOCUMENT = [
    *("--to", "000.00.12.H39", "--to", "000.00.16.H39"),
    *("--number", "1234", "--notation", "UBND-VP", "--subject", "Về việc xây dựng kế hoạch năm 2019"),
    *("--place", "Cần Giuộc", "--signer-name", "Nguyễn Văn A", "--signer-position", "Chủ tịch"),
    *("--issued-on", "23/11/2018"),
]


class Desk:
    """A clerk's computer: a configuration, a folder, and the command."""

    def __init__(self, folder: Path, world: World) -> None:
        self.folder = folder
        self.world = world
        self.configuration = world.write_configuration(folder)
        self.letter = folder / "1234.pdf"
        self.letter.write_bytes(b"%PDF-1.7 letter")

    def run(self, *arguments: str | Path, lang: str = "vi") -> Result:
        environment = {"LIENTHONG_CONFIG": str(self.configuration), "LIENTHONG_LANG": lang}
        return CliRunner(env=environment).invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    world = World()
    monkeypatch.setattr(sdk, "open_http", lambda _ca_bundle: world.http())
    monkeypatch.setattr(sdk, "RequestSigner", partial(RequestSigner, now=lambda: NOW))
    monkeypatch.setattr(patience, "Patience", partial(patience.Patience, pause=world.waits.append))
    return Desk(tmp_path, world)


def sending(world: World, state: str = "accepted", **changes: object) -> None:
    world.on("POST /v1/submissions", lambda _: reply(202, submitted()))
    world.on(f"GET /v1/submissions/{SUBMISSION}", lambda _: reply(body=story(state, **changes)))


def test_a_sent_document_is_told_accepted(desk: Desk) -> None:
    sending(desk.world)
    result = desk.run("send", *DOCUMENT, desk.letter)
    assert result.exit_code == ExitCode.DONE, result.stderr
    assert "Đã chấp nhận" in result.stdout
    assert "giá trị như bản gốc" in result.stdout
    assert "Phong bì: đã được ký bằng khóa của cơ quan gửi" in result.stdout, (
        "apart from the files' signatures"
    )
    body = json.loads(desk.world.asked("POST /v1/submissions")[0].content)
    assert body["document_id"] == f"{AGENCY},2018/11/23,1234/UBND-VP"
    assert body["sender"] == AGENCY
    assert body["recipients"] == ["000.00.12.H39", "000.00.16.H39"]
    assert body["document_type"] == {"group": 2, "detail": 18, "name": "Công văn"}
    assert body["issued_on"] == "2018-11-23"
    assert base64.b64decode(body["attachments"][0]["content"]) == b"%PDF-1.7 letter"
    assert body["attachments"][0]["purpose"] == "original"


@pytest.mark.parametrize(("lang", "word"), [("vi", "BỊ TỪ CHỐI"), ("en", "REJECTED")])
def test_a_rejected_document_is_told_with_every_reason(desk: Desk, lang: str, word: str) -> None:
    reasons = ("attachment.digest-mismatch", "signature.value-wrong", "of.next-year")
    sending(desk.world, "rejected", verdict=verdict(reasons, ("signature.value-wrong",)))
    result = desk.run("send", *DOCUMENT, desk.letter, lang=lang)
    assert result.exit_code == ExitCode.REFUSED
    assert word in result.stdout
    assert all(reason in result.stdout for reason in reasons)


def test_programs_get_the_story_as_json_and_nothing_else(desk: Desk) -> None:
    sending(desk.world)
    result = desk.run("--json", "send", *DOCUMENT, desk.letter)
    assert json.loads(result.stdout) == story()
    assert desk.run("send", *DOCUMENT, desk.letter, "--json", "--quiet").stderr == ""


def test_without_waiting_the_answer_comes_at_once(desk: Desk) -> None:
    desk.world.on("POST /v1/submissions", lambda _: reply(200, submitted(repeated=True)))
    result = desk.run("send", *DOCUMENT, "--no-wait", desk.letter)
    assert result.exit_code == ExitCode.DONE
    assert "không gửi trùng" in result.stdout
    assert (
        json.loads(desk.run("send", *DOCUMENT, "--no-wait", "--json", desk.letter).stdout)["repeated"] is True
    )


def test_a_verdict_that_does_not_come_is_unavailable_not_refused(desk: Desk) -> None:
    sending(desk.world, "received")
    result = desk.run("send", *DOCUMENT, "--wait", "1", desk.letter)
    assert result.exit_code == ExitCode.UNAVAILABLE
    assert f"lienthong submission {SUBMISSION}" in result.stderr


def test_everything_that_is_missing_is_named_at_once(desk: Desk) -> None:
    result = desk.run("send", "--number", "5")
    assert result.exit_code == ExitCode.MISUSE
    for name in (
        "--to",
        "--notation",
        "--subject",
        "--place",
        "--signer-name",
        "--signer-position",
        "MAIN_FILE",
    ):
        assert name in result.stderr
    assert "--number" not in result.stderr
    assert desk.world.requests == []


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--type", "Công vắn lạ"], "--type"),
        (["--type", "1.3"], "--type-name"),
        (["--due", "32/13/2018"], "--due"),
        (["--priority", "9"], "--priority"),
        (["--wait", "0"], "--wait"),
        (["--attach", "/absent/file"], "--attach"),
        (["--nmber", "5"], "--number"),
    ],
)
def test_a_value_that_cannot_be_read_is_explained_in_vietnamese(
    desk: Desk, options: list[str], word: str
) -> None:
    result = desk.run("send", *DOCUMENT, *options, desk.letter)
    assert result.exit_code == ExitCode.MISUSE
    assert result.stderr.startswith("Lỗi: ")
    assert word in result.stderr
    assert "lienthong send --help" in result.stderr
    assert desk.world.requests == []


def test_a_type_may_be_given_by_its_name_without_diacritics(desk: Desk) -> None:
    sending(desk.world)
    desk.run("send", *DOCUMENT, "--type", "quyet dinh", desk.letter)
    body = json.loads(desk.world.asked("POST /v1/submissions")[0].content)
    assert body["document_type"] == {"group": 2, "detail": 2, "name": "Quyết định"}


def test_attachments_have_the_purpose_that_was_meant(desk: Desk) -> None:
    sending(desk.world)
    signature, table = desk.folder / "1234.pdf.p7s", desk.folder / "bang.xlsx"
    signature.write_bytes(b"0\x80 some CMS")
    table.write_bytes(b"PK\x03\x04 some table")
    desk.run("send", *DOCUMENT, desk.letter, "--attach", signature, "--attach-information", table)
    body = json.loads(desk.world.asked("POST /v1/submissions")[0].content)
    purposes = [(one["name"], one["purpose"], one.get("signature_for")) for one in body["attachments"]]
    assert purposes == [
        ("1234.pdf", "original", None),
        ("1234.pdf.p7s", "signature", "1234.pdf"),
        ("bang.xlsx", "information", None),
    ]


def test_an_envelope_file_says_everything(desk: Desk) -> None:
    sending(desk.world)
    envelope = desk.folder / "envelope.json"
    content = {
        "document_id": "x",
        "subject": "Về việc",
        "attachments": [{"file": "1234.pdf", "name": "a.pdf"}],
    }
    envelope.write_text(json.dumps(content), "utf-8")
    assert desk.run("send", "--envelope", envelope).exit_code == ExitCode.DONE
    body = json.loads(desk.world.asked("POST /v1/submissions")[0].content)
    assert (body["document_id"], body["attachments"][0]["name"]) == ("x", "a.pdf")

    both = desk.run("send", "--envelope", envelope, "--number", "5")
    assert both.exit_code == ExitCode.MISUSE
    assert "--number" in both.stderr


@pytest.mark.parametrize(
    ("content", "pointer"),
    [
        ("[]", ""),
        ("{", ""),
        ('{"attachments": [{"name": "a"}]}', "/attachments/0/file"),
        ('{"attachments": [{"file": "1234.pdf", "purpose": "fun"}]}', "/attachments/0/purpose"),
        ('{"attachments": []}', "/attachments"),
    ],
)
def test_an_envelope_file_with_faults_is_not_sent(desk: Desk, content: str, pointer: str) -> None:
    envelope = desk.folder / "envelope.json"
    envelope.write_text(content)
    result = desk.run("send", "--envelope", envelope, "--json")
    assert result.exit_code == ExitCode.MISUSE
    error = json.loads(result.stderr)["error"]
    assert [fault["pointer"] for fault in error["faults"]] == [pointer]
    assert desk.world.asked("POST /v1/submissions") == []


def test_a_replacement_may_name_the_submission_instead_of_the_document(desk: Desk) -> None:
    sending(desk.world)
    options = [*DOCUMENT, "--document-id", "new", "--target", SUBMISSION, "--reason", "sai số liệu"]
    assert desk.run("replace", *options, desk.letter).exit_code == ExitCode.DONE
    body = json.loads(desk.world.asked("POST /v1/submissions")[0].content)
    assert body["business"] == "replacement"
    assert body["targets"] == [f"{AGENCY},2018/11/23,1234/UBND-VP"]


def test_a_document_cannot_update_itself(desk: Desk) -> None:
    sending(desk.world)
    options = [*DOCUMENT, "--target", f"{AGENCY},2018/11/23,1234/UBND-VP", "--reason", "bổ sung"]
    result = desk.run("update", *options, desk.letter)
    assert result.exit_code == ExitCode.MISUSE
    assert "--document-id" in result.stderr


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (problem(422, "envelope.rejected"), ExitCode.REFUSED),
        (problem(403, "agency.not-active"), ExitCode.REFUSED),
        (problem(409, "submission.document-id-conflict"), ExitCode.CONFLICT),
        (problem(404, "request.not-found"), ExitCode.NOT_FOUND),
        (problem(401, "request.unauthenticated"), ExitCode.NOT_FOUND),
        (problem(503, "exchange.unavailable"), ExitCode.UNAVAILABLE),
        (httpx.ConnectError("refused"), ExitCode.UNAVAILABLE),
        (problem(500, "exchange.integrity-fault"), ExitCode.INTEGRITY),
        (httpx.Response(200, text="<html>"), ExitCode.INTEGRITY),
    ],
)
def test_every_family_of_errors_has_its_exit_code(
    desk: Desk, answer: httpx.Response | Exception, code: ExitCode
) -> None:
    desk.world.on("GET /v1/inbox", lambda _: answer)
    result = desk.run("inbox")
    assert result.exit_code == code
    assert result.stdout == ""
    assert result.stderr.startswith("Lỗi: ") or "Lỗi: " in result.stderr
    told = json.loads(desk.run("inbox", "--json", "-q").stderr.splitlines()[-1])
    assert told["exit_code"] == code
    assert told["error"]["vi"]
    assert told["error"]["en"]


def test_a_clock_that_is_off_is_named_beside_the_refusal(desk: Desk) -> None:
    refused = problem(401, "request.unauthenticated")
    refused.headers["date"] = "Fri, 23 Nov 2012 02:00:00 GMT"
    desk.world.on("GET /v1/inbox", refused)
    assert "Đồng hồ máy này lệch" in desk.run("inbox").stderr


def test_a_refused_signature_points_to_the_key_in_the_configuration(desk: Desk) -> None:
    desk.world.on("GET /v1/inbox", lambda _: problem(401, "request.unauthenticated"))
    assert "'key_file' trong cấu hình" in desk.run("inbox").stderr
    assert "'key_file' in the configuration" in desk.run("inbox", lang="en").stderr


def test_faults_are_listed_in_the_readers_language(desk: Desk) -> None:
    faults = [{"pointer": "/place", "code": "x.y", "en": "Place is missing.", "vi": "Thiếu địa danh."}]
    desk.world.on("POST /v1/submissions", lambda _: problem(422, "envelope.rejected", faults=faults))
    assert "• /place: Thiếu địa danh." in desk.run("send", *DOCUMENT, desk.letter).stderr
    assert "• /place: Place is missing." in desk.run("send", *DOCUMENT, desk.letter, lang="en").stderr


def test_the_inbox_is_a_table_with_vietnamese_time(desk: Desk) -> None:
    waiting = delivery(question="recall", for_information=True)
    desk.world.on("GET /v1/inbox", lambda _: reply(body={"deliveries": [waiting], "cursor": "abc"}))
    result = desk.run("inbox", "--unopened", "--status", "01", "--limit", "5")
    assert SUBMISSION in result.stdout
    assert "23/11/2018 09:00" in result.stdout
    assert "01 Đã đến" in result.stdout
    assert "khẩn" in result.stdout
    assert "bên gửi yêu cầu lấy lại; chỉ để tham khảo" in result.stdout
    assert "--cursor abc" in result.stderr
    query = dict(desk.world.requests[0].url.params)
    assert query == {"status": "01", "unopened": "true", "limit": "5"}
    assert "2018-11-23 09:00" in desk.run("inbox", lang="en").stdout


def test_an_empty_inbox_is_said_to_be_empty(desk: Desk) -> None:
    desk.world.on("GET /v1/inbox", reply(body={"deliveries": [], "cursor": None}))
    assert "Không có văn bản đến" in desk.run("inbox").stdout


def test_what_others_wrote_cannot_steer_the_terminal(desk: Desk) -> None:
    evil = delivery(subject="a\x1b[2Jb [red]x[/red] :smile:", sender="\x07bell")
    desk.world.on("GET /v1/inbox", reply(body={"deliveries": [evil], "cursor": None}))
    result = desk.run("inbox")
    assert "\x1b" not in result.stdout
    assert "\x07" not in result.stdout
    assert "a·[2Jb [red]x[/red] :smile:" in result.stdout


def test_an_opened_document_is_saved_and_its_verdict_shown(desk: Desk) -> None:
    content = b"%PDF-1.7 letter"
    link = {
        "name": "1234.pdf",
        "media_type": "application/pdf",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "url": "https://content.example/x",
        "expires_at": "2018-11-23T02:05:00Z",
        "for_information": True,
    }
    answer = {
        "delivery": delivery(),
        "envelope": submission()["envelope"],
        "verdict": verdict(),
        "links": [link],
    }
    desk.world.on(f"POST /v1/inbox/{SUBMISSION}/open", lambda _: reply(body=answer))
    desk.world.routes["GET *"] = lambda _: httpx.Response(200, stream=httpx.ByteStream(content))
    into = desk.folder / "den"
    result = desk.run("open", SUBMISSION, "--into", into)
    assert result.exit_code == ExitCode.DONE, result.stderr
    assert (into / "1234.pdf").read_bytes() == content
    assert str(into / "1234.pdf") in result.stdout
    assert "chỉ để tham khảo" in result.stdout
    told = json.loads(desk.run("open", SUBMISSION, "--into", into, "--json").stdout)
    assert told["files"] == [str(into / "1234.pdf")]
    assert f"lienthong status {SUBMISSION} 03" in result.stdout
    answer["delivery"] = delivery(status="02")
    assert f"lienthong status {SUBMISSION} 03" not in desk.run("open", SUBMISSION, "--into", into).stdout


def test_a_status_is_set_and_what_may_follow_is_named(desk: Desk) -> None:
    answer = {"delivery": delivery(status="03"), "legal": ["04", "06"]}
    desk.world.on(f"POST /v1/inbox/{SUBMISSION}/status", lambda _: reply(body=answer))
    result = desk.run("status", SUBMISSION, "03")
    assert "03 Đã tiếp nhận" in result.stdout
    assert "04 Đã phân công xử lý; 06 Hoàn thành" in result.stdout
    desk.run("status", SUBMISSION, "02", "--reason", "không thuộc thẩm quyền")
    assert json.loads(desk.world.requests[-1].content) == {"status": "02", "reason": "không thuộc thẩm quyền"}
    assert desk.run("status", SUBMISSION, "13").exit_code == ExitCode.MISUSE


@pytest.mark.parametrize("code", ["02", "16"])
def test_a_refusal_without_a_reason_is_not_even_sent(desk: Desk, code: str) -> None:
    result = desk.run("status", SUBMISSION, code)
    assert (result.exit_code, "--reason" in result.stderr) == (ExitCode.MISUSE, True)
    assert desk.world.requests == []


def test_a_file_that_is_not_there_is_named(desk: Desk) -> None:
    result = desk.run("send", *DOCUMENT, desk.folder / "khong-co.pdf")
    assert result.exit_code == ExitCode.MISUSE
    assert "MAIN_FILE: " in result.stderr
    assert "khong-co.pdf không tồn tại" in result.stderr


def test_agreeing_to_a_take_back_reminds_of_the_saved_files(desk: Desk) -> None:
    destroyed = delivery(withheld="recalled", destroyed_at="2018-11-23T04:00:00Z")
    answer = {"delivery": destroyed, "legal": []}
    desk.world.on(f"POST /v1/inbox/{SUBMISSION}/status", lambda _: reply(body=answer))
    result = desk.run("status", SUBMISSION, "15")
    assert "xóa cả các tệp đã lưu" in result.stdout
    assert "Không còn trạng thái nào" in result.stdout


def test_events_are_told_in_words_and_reasons_as_they_were_given(desk: Desk) -> None:
    changes = [
        event("RegistryChange", details={"act": "locked", "reason": "mất khóa"}),
        event("StatusChange", agency="000.00.12.H39", details={"status": "05"}),
        event("SubmissionAcceptance", actor="exchange", details={"reasons": []}),
    ]
    desk.world.on("GET /v1/agencies/30.H39/history", reply(body={"events": changes}))
    told = desk.run("registry", "history", "30.H39").stdout
    for text in ("tạm khóa; mất khóa", "05 Đang xử lý", "trục liên thông"):
        assert text in told


def test_a_story_tells_every_recipient_and_every_step(desk: Desk) -> None:
    told = story(recall={"requested_at": "2018-11-23T03:00:00Z", "reason": "gửi nhầm"})
    told["events"] = [event("ContentHandover", agency="000.00.12.H39"), event("OfNextYear")]
    desk.world.on(f"GET /v1/submissions/{SUBMISSION}", lambda _: reply(body=told))
    result = desk.run("submission", SUBMISSION)
    assert result.exit_code == ExitCode.DONE
    for text in ("000.00.12.H39", "000.00.16.H39", "đang chuyển", "đã mở", "OfNextYear", "gửi nhầm"):
        assert text in result.stdout
    assert json.loads(desk.run("submission", SUBMISSION, "--json").stdout) == told


def test_a_rejected_story_ends_with_the_code_of_a_refusal(desk: Desk) -> None:
    told = story("rejected", verdict=verdict(("attachment.digest-mismatch",)))
    desk.world.on(f"GET /v1/submissions/{SUBMISSION}", reply(body=told))
    assert desk.run("submission", SUBMISSION).exit_code == ExitCode.REFUSED


def test_a_recall_needs_a_reason_and_tells_what_follows(desk: Desk) -> None:
    assert desk.run("recall", SUBMISSION).exit_code == ExitCode.MISUSE
    desk.world.on(f"POST /v1/submissions/{SUBMISSION}/recall", reply(body={"submission": submission()}))
    result = desk.run("recall", SUBMISSION, "--reason", "gửi nhầm nơi nhận")
    assert result.exit_code == ExitCode.DONE
    assert "lấy lại" in result.stdout


def test_the_outbox_lists_what_was_sent(desk: Desk) -> None:
    desk.world.on("GET /v1/submissions", reply(body={"submissions": [submission()], "cursor": None}))
    result = desk.run("outbox")
    assert "1234/UBND-VP" in result.stdout
    assert "đã chấp nhận" in result.stdout


def test_agencies_are_found_and_shown(desk: Desk) -> None:
    desk.world.on("GET /v1/agencies", lambda _: reply(body={"agencies": [agency()]}))
    desk.world.on("GET /v1/agencies/12.H39", lambda _: reply(body={"agency": agency(state="locked")}))
    assert "Sở Tài nguyên và Môi trường" in desk.run("registry", "list", "tai nguyen").stdout
    assert desk.world.requests[0].url.params["search"] == "tai nguyen"
    shown = desk.run("registry", "show", "12.H39").stdout
    assert "tạm khóa" in shown
    assert "ed25519" in shown


def test_an_agency_is_registered_with_its_public_key(desk: Desk) -> None:
    public = desk.folder / "clerk.pub.pem"
    public.write_bytes(
        desk.world.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    answer = {"agency": agency(), "effective_by": "2018-11-23T02:00:05Z"}
    desk.world.on("POST /v1/agencies", reply(201, answer))
    result = desk.run(
        *("registry", "register", "000.00.45.H39", "--name", "UBND huyện Mới", "--parent", "000.00.00.H39"),
        *("--key", f"clerk-1={public}", "--channel", "webhook=https://moi.example/hook", "--role", "agency"),
    )
    assert result.exit_code == ExitCode.DONE, result.stderr
    entry = json.loads(desk.world.requests[-1].content)
    assert entry["keys"][0]["key_id"] == "000.00.45.H39#clerk-1"
    assert entry["keys"][0]["algorithm"] == "ed25519"
    assert entry["channels"] == [{"kind": "webhook", "target": "https://moi.example/hook"}]
    assert "state" not in entry
    assert "version" not in entry


def test_a_private_key_is_never_registered(desk: Desk) -> None:
    result = desk.run(
        *("registry", "register", "000.00.45.H39", "--name", "x"),
        *("--key", f"clerk-1={desk.folder / 'clerk-1.pem'}"),
    )
    assert result.exit_code == ExitCode.MISUSE
    assert desk.world.requests == []


def test_a_change_keeps_what_it_does_not_name(desk: Desk) -> None:
    desk.world.on("GET /v1/agencies/12.H39", lambda _: reply(body={"agency": agency()}))
    desk.world.on("PUT /v1/agencies/000.00.12.H39", reply(body={"agency": agency(version=4)}))
    result = desk.run("registry", "change", "12.H39", "--add-alias", "H39.12", "--end-key", "clerk-1")
    assert result.exit_code == ExitCode.DONE, result.stderr
    entry = json.loads(desk.world.requests[-1].content)
    assert entry["version"] == 3
    assert entry["aliases"] == ["12.H39", "H39.12"]
    assert entry["name"] == "Sở Tài nguyên và Môi trường"
    assert entry["keys"][0]["valid_until"] is not None
    assert entry["certificates"] == [{"fingerprint": "ab" * 32, "role": "leader"}]
    for kept in ("level", "mandatory_paper", "document_types"):
        assert entry[kept] == agency()[kept]
    assert not {"state", "ended_on", "successor"} & set(entry)


def test_a_change_that_names_nothing_changes_nothing(desk: Desk) -> None:
    assert desk.run("registry", "change", "12.H39").exit_code == ExitCode.MISUSE
    assert desk.world.requests == []


@pytest.mark.parametrize("act", ["lock", "unlock"])
def test_locking_states_its_reason(desk: Desk, act: str) -> None:
    answer = {"agency": agency(), "effective_by": "2018-11-23T02:00:05Z"}
    desk.world.on(f"POST /v1/agencies/12.H39/{act}", reply(body=answer))
    result = desk.run("registry", act, "12.H39", "--reason", "mất khóa")
    assert result.exit_code == ExitCode.DONE
    assert "23/11/2018 09:00" in result.stdout
    assert desk.run("registry", act, "12.H39").exit_code == ExitCode.MISUSE


def test_an_agency_ends_with_its_successor(desk: Desk) -> None:
    desk.world.on("POST /v1/agencies/30.H39/end", reply(body={"agency": agency(state="ended")}))
    desk.run(
        *("registry", "end", "30.H39", "--on", "01/07/2025"),
        *("--successor", "000.00.46.H39", "--reason", "sáp nhập"),
    )
    assert json.loads(desk.world.requests[-1].content) == {
        "ended_on": "2025-07-01",
        "successor": "000.00.46.H39",
        "reason": "sáp nhập",
    }


def test_dead_letters_are_listed_explained_and_sent_back(desk: Desk) -> None:
    desk.world.on("GET /v1/dead-letters", lambda _: reply(body={"dead_letters": [dead_letter()]}))
    desk.world.on(
        "POST /v1/dead-letters/validation/redrive",
        lambda _: reply(body={"queue": "validation", "redriven": True}),
    )
    assert "letter-1" in desk.run("deadletters", "list").stdout
    explained = desk.run("deadletters", "explain", "letter-1").stdout
    assert "exchange.integrity-fault" in explained
    assert "lienthong deadletters redrive validation" in explained
    assert desk.run("deadletters", "explain", "other").exit_code == ExitCode.NOT_FOUND
    unconfirmed = desk.run("deadletters", "redrive", "validation")
    assert unconfirmed.exit_code == ExitCode.MISUSE
    assert "--yes" in unconfirmed.stderr
    assert desk.run("deadletters", "redrive", "validation", "--yes").exit_code == ExitCode.DONE


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_ask_the_command_itself(shell: str, desk: Desk) -> None:
    result = desk.run("completion", shell)
    assert result.exit_code == ExitCode.DONE
    assert "_LIENTHONG_COMPLETE" in result.stdout


def test_a_missing_configuration_says_where_it_was_looked_for(tmp_path: Path) -> None:
    environment = {"LIENTHONG_CONFIG": str(tmp_path / "absent.toml"), "LANG": "vi_VN.UTF-8", "LC_ALL": ""}
    result = CliRunner(env=environment).invoke(cli, ["inbox"])
    assert result.exit_code == ExitCode.MISUSE
    assert "absent.toml" in result.stderr
    assert result.stderr.startswith("Lỗi")


def test_a_key_that_others_can_read_is_pointed_out(desk: Desk) -> None:
    (desk.folder / "clerk-1.pem").chmod(0o644)
    desk.world.on("GET /v1/inbox", lambda _: reply(body={"deliveries": [], "cursor": None}))
    assert "chmod 600" in desk.run("inbox").stderr
    assert "chmod 600" not in desk.run("inbox", "--quiet").stderr


def test_an_interruption_says_that_nothing_is_lost(desk: Desk) -> None:
    def interrupted(_: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    desk.world.on("GET /v1/inbox", interrupted)
    result = desk.run("inbox")
    assert result.exit_code == ExitCode.INTERRUPTED
    assert "Đã dừng" in result.stderr
