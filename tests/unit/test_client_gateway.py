"""``lienthong edxml send`` and ``get``: messages go and come as they are, whatever their size."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from lienthong.model.limits import LIMITS
from lienthong_client import sdk
from lienthong_client.command.application import cli
from lienthong_client.credentials import RequestSigner
from lienthong_client.errors import (
    AnswerUnreadable,
    DownloadFailed,
    ProblemRejected,
    UploadFailed,
)
from tests.builders.client_world import NOW, STAGING, SUBMISSION, World, problem, reply

MESSAGE = "<edXML>Công văn</edXML>".encode()
DOCUMENT = "000.00.30.H39,2018/11/23,512/UBND-VP"
FINDING = {
    "code": "paper.unsaid",
    "xpath": "/edXML",
    "severity": "info",
    "en": "The message does not speak of paper.",
    "vi": "Thông điệp không nêu bản giấy.",
}


def taken(**changes: object) -> dict[str, object]:
    return {
        "type": "edoc",
        "submission_id": SUBMISSION,
        "document_id": DOCUMENT,
        "state": "received",
        "status": None,
        "repeated": False,
        "message_sha256": hashlib.sha256(MESSAGE).hexdigest(),
        "findings": [],
        "findings_left_out": 0,
        **changes,
    }


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def run(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command, whose network is the world."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIENTHONG_CONFIG", str(world.write_configuration(tmp_path)))
    monkeypatch.setattr(sdk, "open_http", lambda _bundle: world.http())
    monkeypatch.setattr(sdk, "RequestSigner", partial(RequestSigner, now=lambda: NOW))
    Path("512.edxml").write_bytes(MESSAGE)

    def invoke(*arguments: str, lang: str = "vi") -> Result:
        return CliRunner().invoke(cli, ["--lang", lang, *arguments])

    return invoke


# --- the command --------------------------------------------------------------------------------------


def test_a_clerk_is_told_what_was_taken_and_what_is_to_be_minded(
    world: World, run: Callable[..., Result]
) -> None:
    world.on("POST /v1/edxml", reply(202, taken(findings=[FINDING])))

    result = run("edxml", "send", "512.edxml")

    assert result.exit_code == 0, result.output
    assert f"Đã nhận: văn bản {DOCUMENT}, lần gửi {SUBMISSION}." in result.stdout
    assert FINDING["vi"] in result.stdout
    [request] = world.asked("POST /v1/edxml")
    assert (request.content, request.headers["content-type"]) == (MESSAGE, "application/xml")


def test_a_repetition_is_told_as_one_in_both_languages(world: World, run: Callable[..., Result]) -> None:
    again = taken(repeated=True, type="status", status="03")
    world.on("POST /v1/edxml", reply(200, again), reply(200, again))

    assert "không xử lý hai lần: trạng thái của văn bản" in run("edxml", "send", "512.edxml").stdout
    assert "nothing was done twice: status of" in run("edxml", "send", "512.edxml", lang="en").stdout


def test_a_program_gets_the_answer_as_it_is(world: World, run: Callable[..., Result]) -> None:
    world.on("POST /v1/edxml", reply(202, taken()))

    assert json.loads(run("--json", "edxml", "send", "512.edxml").stdout) == taken()


def test_a_refusal_lists_every_reason_with_its_place(world: World, run: Callable[..., Result]) -> None:
    faults = [
        {"pointer": "/edXML/To[1]", "code": "recipient.locked", "en": "Locked.", "vi": "Đang tạm khóa."},
        {"pointer": "/edXML/To[2]", "code": "recipient.unknown", "en": "Unknown.", "vi": "Không có."},
    ]
    world.on("POST /v1/edxml", problem(422, "edxml.refused", faults=faults, count=2))

    result = run("edxml", "send", "512.edxml")

    assert result.exit_code == 1
    for text in ("/edXML/To[1]: Đang tạm khóa.", "/edXML/To[2]: Không có."):
        assert text in result.stderr


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        ((), f"/v1/submissions/{SUBMISSION}/edxml"),
        (("--received",), f"/v1/inbox/{SUBMISSION}/edxml"),
        (("--event", "01CX"), f"/v1/submissions/{SUBMISSION}/edxml/events/01CX"),
        (("--event", "01CX", "--received"), f"/v1/inbox/{SUBMISSION}/edxml/events/01CX"),
    ],
    ids=["own", "received", "event", "event received"],
)
def test_what_is_got_is_saved_byte_for_byte(
    world: World, run: Callable[..., Result], arguments: tuple[str, ...], path: str
) -> None:
    world.on(f"GET {path}", httpx.Response(200, content=MESSAGE))

    result = run("edxml", "get", SUBMISSION, *arguments, "--out", "got.edxml")

    assert result.exit_code == 0, result.output
    assert Path("got.edxml").read_bytes() == MESSAGE
    [request] = world.asked(f"GET {path}")
    assert request.headers["accept"].startswith("application/xml")


def test_what_does_not_exist_ends_with_its_own_code(world: World, run: Callable[..., Result]) -> None:
    world.on(f"GET /v1/inbox/{SUBMISSION}/edxml", problem(404, "request.not-found"))

    assert run("edxml", "get", SUBMISSION, "--received", "--out", "got.edxml").exit_code == 4
    assert not Path("got.edxml").exists()


# --- large messages -----------------------------------------------------------------------------------


def ticket(content: bytes) -> dict[str, object]:
    sha256 = hashlib.sha256(content).hexdigest()
    headers = {"x-bound-sha256": sha256, "content-length": str(len(content))}
    return {
        "upload": sha256,
        "url": f"{STAGING}/edxml",
        "headers": headers,
        "expires_at": "2018-11-23T03:00:00Z",
    }


@pytest.mark.parametrize(
    "message",
    [b"<edXML>" + b"A" * LIMITS.request_bytes + b"</edXML>", "<edXML>Công văn</edXML>".encode("utf-16")],
    ids=["large", "no UTF-8"],
)
def test_what_no_request_carries_goes_by_ticket_and_is_tried_again(world: World, message: bytes) -> None:
    world.on("POST /v1/edxml/uploads", reply(201, ticket(message)))
    world.on("POST /v1/edxml", reply(202, taken()))
    answers = iter([httpx.Response(503), None])
    world.on_parts(lambda request: next(answers) or world.take_part(request))

    assert world.exchange().send_edxml(message)["submission_id"] == SUBMISSION

    assert world.parts == {f"{STAGING}/edxml": message}
    [request] = world.asked("POST /v1/edxml")
    assert json.loads(request.content) == {"upload": hashlib.sha256(message).hexdigest()}


def test_an_upload_that_is_refused_says_so(world: World) -> None:
    message = "<edXML/>".encode("utf-16")
    world.on("POST /v1/edxml/uploads", reply(201, ticket(message)))
    world.on_parts(lambda _: httpx.Response(403))

    with pytest.raises(UploadFailed):
        world.exchange().send_edxml(message)
    assert world.asked("POST /v1/edxml") == []


def test_a_large_message_is_had_from_elsewhere(world: World) -> None:
    elsewhere = httpx.Response(303, headers={"location": f"{STAGING}/out"})
    world.on(f"GET /v1/inbox/{SUBMISSION}/edxml", elsewhere)
    world.on("GET *", httpx.Response(503), httpx.Response(200, content=MESSAGE))

    assert world.exchange().edxml_of_delivery(SUBMISSION) == MESSAGE
    assert "signature" not in world.asked("GET *")[-1].headers


@pytest.mark.parametrize(
    ("location", "answer", "error"),
    [
        ("http://staging.example/out", httpx.Response(200), AnswerUnreadable),
        (f"{STAGING}/out", httpx.Response(403), DownloadFailed),
        (f"{STAGING}/out", httpx.Response(200, content=bytes(80 * 1024 * 1024)), AnswerUnreadable),
    ],
    ids=["unencrypted", "expired", "endless"],
)
def test_nothing_is_taken_from_an_address_that_is_not_what_it_must_be(
    world: World, location: str, answer: httpx.Response, error: type[Exception]
) -> None:
    world.on(f"GET /v1/inbox/{SUBMISSION}/edxml", httpx.Response(303, headers={"location": location}))
    world.on("GET *", answer)

    with pytest.raises(error):
        world.exchange().edxml_of_delivery(SUBMISSION)


def test_a_redirection_of_anything_else_is_no_answer(world: World) -> None:
    world.on("POST /v1/edxml", httpx.Response(303, headers={"location": f"{STAGING}/out"}))

    with pytest.raises(AnswerUnreadable):
        world.exchange().send_edxml(MESSAGE)


def test_what_the_exchange_refuses_keeps_its_code(world: World) -> None:
    world.on("POST /v1/edxml", problem(422, "envelope.state-secret"))

    with pytest.raises(ProblemRejected) as refused:
        world.exchange().send_edxml(MESSAGE)
    assert refused.value.code == "envelope.state-secret"
