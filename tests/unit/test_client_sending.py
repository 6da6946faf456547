from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from threading import Lock

import httpx
import pytest

from lienthong.model.codes import Business
from lienthong.model.limits import Limits
from lienthong_client.drafts import Draft, DraftFile
from lienthong_client.errors import (
    AnswerUnreadable,
    DraftInvalid,
    FileChanged,
    FileUnreadable,
    ProblemConflict,
    UploadFailed,
    VerdictPending,
)
from lienthong_client.uploads import WORKERS
from tests.builders.client_world import (
    STAGING,
    SUBMISSION,
    World,
    facts,
    problem,
    reply,
    story,
    submission,
    submitted,
)

#: Small enough that a few hundred bytes need parts.
SMALL = Limits(request_bytes=600, single_upload_bytes=100, part_bytes=64)


class Recorded:
    """A progress that adds up."""

    def __init__(self) -> None:
        self.totals: dict[str, int] = {}
        self.done: dict[str, int] = {}
        self.finished: set[str] = set()
        self.lock = Lock()

    def begin(self, name: str, total: int, done: int = 0) -> None:
        self.totals[name], self.done[name] = total, done

    def advance(self, name: str, count: int) -> None:
        with self.lock:
            self.done[name] += count

    def finish(self, name: str) -> None:
        self.finished.add(name)


def draft(folder: Path, **files: bytes) -> Draft:
    paths = []
    for name, content in files.items():
        path = folder / f"{name}.bin"
        path.write_bytes(content)
        paths.append(DraftFile(path))
    return Draft(dict(facts()), tuple(paths))


def test_a_small_document_travels_inside_one_request(tmp_path: Path) -> None:
    world = World()
    world.on("POST /v1/submissions", reply(202, submitted()))

    answer = world.exchange().send(draft(tmp_path, letter=b"%PDF-1.7 letter", annex=b"numbers"))

    assert answer["submission_id"] == SUBMISSION
    body = json.loads(world.asked("POST /v1/submissions")[0].content)
    assert [base64.b64decode(one["content"]) for one in body["attachments"]] == [
        b"%PDF-1.7 letter",
        b"numbers",
    ]
    assert [one["sha256"] for one in body["attachments"]] == [
        hashlib.sha256(b"%PDF-1.7 letter").hexdigest(),
        hashlib.sha256(b"numbers").hexdigest(),
    ]
    assert body["document_id"] == facts()["document_id"]
    assert len(world.requests) == 2, "limits and the submission, nothing else"


def test_a_large_document_is_uploaded_in_parts_that_join_to_the_very_bytes(tmp_path: Path) -> None:
    world = World(limits=SMALL)
    world.accept_parts()
    large, small = bytes(range(256)) * 3, b"s" * 90
    progress = Recorded()

    answer = world.exchange().send(draft(tmp_path, large=large, small=small), progress=progress)

    assert answer["state"] == "received"
    assert world.staged(hashlib.sha256(large).hexdigest()) == large
    assert world.staged(hashlib.sha256(small).hexdigest()) == small
    assert all("content" not in one for one in world.declared())
    assert progress.totals == progress.done == {"large.bin": 768, "small.bin": 90}
    assert progress.finished == {"large.bin", "small.bin"}


def test_parts_carry_exactly_the_ticket_and_no_signature_of_ours(tmp_path: Path) -> None:
    world = World(limits=SMALL)
    world.accept_parts()
    world.exchange().send(draft(tmp_path, large=b"x" * 700))
    for request in world.asked("PUT *"):
        assert "signature" not in request.headers
        assert "transfer-encoding" not in request.headers
        assert int(request.headers["content-length"]) == len(request.content)


def test_what_has_arrived_is_not_sent_again_by_another_run(tmp_path: Path) -> None:
    world = World(limits=SMALL)
    world.accept_parts()
    content = bytes(range(256)) * 3
    world.on_parts(_failing_from(3, world))
    with pytest.raises(UploadFailed):
        world.exchange(attempts=1).send(draft(tmp_path, large=content))
    arrived = len(world.parts)
    assert arrived == 2

    world.on_parts(world.take_part)
    before = len(world.asked("PUT *"))
    progress = Recorded()
    world.exchange().send(draft(tmp_path, large=content), progress=progress)

    assert world.staged(hashlib.sha256(content).hexdigest()) == content
    assert len(world.asked("PUT *")) - before == 12 - arrived
    assert progress.totals == progress.done


def _failing_from(count: int, world: World) -> Callable[[httpx.Request], httpx.Response | Exception]:
    def handler(request: httpx.Request) -> httpx.Response | Exception:
        if len(world.asked("PUT *")) >= count:
            return httpx.Response(501)
        return world.take_part(request)

    return handler


@pytest.mark.parametrize("failure", [httpx.Response(503), httpx.WriteError("reset"), httpx.Response(500)])
def test_a_part_that_fails_in_passing_is_sent_again(
    failure: httpx.Response | Exception, tmp_path: Path
) -> None:
    world = World(limits=SMALL)
    world.accept_parts()
    failures = [failure]
    world.on_parts(lambda request: failures.pop() if failures else world.take_part(request))
    progress = Recorded()

    world.exchange().send(draft(tmp_path, large=b"y" * 700), progress=progress)

    assert world.staged(hashlib.sha256(b"y" * 700).hexdigest()) == b"y" * 700
    assert progress.totals == progress.done
    assert len(world.waits) == 1


def test_expired_tickets_are_renewed(tmp_path: Path) -> None:
    world = World(limits=SMALL)
    world.accept_parts()
    expired = [httpx.Response(403)] * 5
    world.on_parts(lambda request: expired.pop() if expired else world.take_part(request))

    world.exchange().send(draft(tmp_path, large=b"z" * 700))

    assert world.staged(hashlib.sha256(b"z" * 700).hexdigest()) == b"z" * 700
    assert len(world.asked(f"GET /v1/submissions/{SUBMISSION}/uploads")) == 3


def test_tickets_that_are_never_accepted_end_the_upload(tmp_path: Path) -> None:
    world = World(limits=SMALL)
    world.accept_parts()
    world.on_parts(lambda _: httpx.Response(403))
    with pytest.raises(UploadFailed):
        world.exchange().send(draft(tmp_path, large=b"z" * 700))


def test_a_part_lost_before_completion_is_sent_again(tmp_path: Path) -> None:
    world = World(limits=SMALL)
    world.accept_parts()
    lost = [True]

    def complete(_: httpx.Request) -> httpx.Response:
        if lost.pop() if lost else False:
            world.parts.popitem()
            return problem(409, "upload.incomplete", missing=1)
        return reply(body=submitted("received"))

    world.on(f"POST /v1/submissions/{SUBMISSION}/uploads/complete", complete)
    world.exchange().send(draft(tmp_path, large=b"w" * 700))
    assert world.staged(hashlib.sha256(b"w" * 700).hexdigest()) == b"w" * 700


def test_a_file_that_changes_between_measuring_and_uploading_is_not_sent(tmp_path: Path) -> None:
    world = World(limits=SMALL)
    world.accept_parts()
    outgoing = draft(tmp_path, large=b"a" * 700)

    def tickets_after_a_change(_: httpx.Request) -> httpx.Response:
        (tmp_path / "large.bin").write_bytes(b"b" * 700)
        return reply(body=world.missing())

    world.on(f"GET /v1/submissions/{SUBMISSION}/uploads", tickets_after_a_change)
    with pytest.raises(FileChanged):
        world.exchange().send(outgoing)
    assert not world.asked(f"POST /v1/submissions/{SUBMISSION}/uploads/complete")


def test_a_file_that_becomes_shorter_is_not_sent(tmp_path: Path) -> None:
    world = World(limits=SMALL)
    world.accept_parts()
    outgoing = draft(tmp_path, large=b"a" * 700)

    def tickets_after_a_change(_: httpx.Request) -> httpx.Response:
        (tmp_path / "large.bin").write_bytes(b"")
        return reply(body=world.missing())

    world.on(f"GET /v1/submissions/{SUBMISSION}/uploads", tickets_after_a_change)
    with pytest.raises(FileChanged):
        world.exchange().send(outgoing)


def test_the_content_of_a_document_marked_secret_never_leaves_the_agency(tmp_path: Path) -> None:
    world = World()
    world.on("POST /v1/submissions", problem(422, "envelope.state-secret"))
    secret = draft(tmp_path, letter=b"the content")
    marked = Draft({**secret.facts, "secrecy": "Mật"}, secret.files)
    with pytest.raises(Exception, match="What happened"):
        world.exchange().send(marked)
    (request,) = world.asked("POST /v1/submissions")
    assert base64.b64encode(b"the content") not in request.content


def test_the_same_document_with_other_bytes_is_a_conflict(tmp_path: Path) -> None:
    world = World()
    world.on("POST /v1/submissions", problem(409, "submission.document-id-conflict"))
    with pytest.raises(ProblemConflict):
        world.exchange().send(draft(tmp_path, letter=b"other"))


def test_limits_are_read_once_and_may_hold_more_than_we_know(tmp_path: Path) -> None:
    world = World()
    world.on("POST /v1/submissions", lambda _: reply(202, submitted()))
    with world.exchange() as exchange:
        exchange.send(draft(tmp_path, letter=b"1"))
        exchange.send(draft(tmp_path, letter=b"1"))
    assert len(world.asked("GET /v1/limits")) == 1


def test_a_replacement_names_what_it_replaces_and_why(tmp_path: Path) -> None:
    world = World()
    world.on("POST /v1/submissions", lambda _: reply(202, submitted()))
    world.exchange().replace(draft(tmp_path, letter=b"1"), ["old-id"], "sai số liệu")
    body = json.loads(world.asked("POST /v1/submissions")[0].content)
    assert (body["business"], body["targets"], body["reason"]) == (
        Business.REPLACEMENT,
        ["old-id"],
        "sai số liệu",
    )


def test_the_verdict_is_asked_for_at_growing_intervals() -> None:
    world = World()
    pauses: list[float] = []
    states = ["received", "received", "received", "rejected"]
    world.on(f"GET /v1/submissions/{SUBMISSION}", lambda _: reply(body=story(states.pop(0))))
    seen: list[str] = []

    decided = world.exchange().wait_for_verdict(
        SUBMISSION,
        pause=pauses.append,
        clock=lambda: sum(pauses),
        on_poll=lambda told: seen.append(told["submission"]["state"]),
    )

    assert decided["submission"]["state"] == "rejected"
    assert seen == ["received", "received", "received", "rejected"]
    assert pauses == sorted(pauses)
    assert len(set(pauses)) == 3


def test_waiting_for_a_verdict_ends() -> None:
    world = World()
    pauses: list[float] = []
    world.on(f"GET /v1/submissions/{SUBMISSION}", lambda _: reply(body=story("received")))
    with pytest.raises(VerdictPending) as caught:
        world.exchange().wait_for_verdict(SUBMISSION, 10, pause=pauses.append, clock=lambda: sum(pauses))
    assert sum(pauses) <= 10
    assert SUBMISSION in caught.value.sentence("vi")


def test_a_page_after_the_other_is_read() -> None:
    world = World()
    world.on(
        "GET /v1/submissions",
        reply(body={"submissions": [submission()], "cursor": "next"}),
        reply(body={"submissions": [submission(), submission()], "cursor": None}),
    )
    assert len(list(world.exchange().every_submission())) == 3
    assert world.requests[1].url.params["cursor"] == "next"


@pytest.mark.parametrize("name", ["absent.pdf", "a folder"])
def test_a_file_that_cannot_be_read_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "a folder").mkdir()
    with pytest.raises(FileUnreadable) as caught:
        World().exchange().send(Draft(dict(facts()), (DraftFile(tmp_path / name),)))
    assert name in caught.value.sentence("vi")


def test_two_files_of_one_name_are_both_named_before_anything_is_sent(tmp_path: Path) -> None:
    world = World()
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    paths = [tmp_path / "a" / "letter.pdf", tmp_path / "b" / "Letter.pdf"]
    for path in paths:
        path.write_bytes(b"%PDF-")
    with pytest.raises(DraftInvalid) as caught:
        world.exchange().send(Draft(dict(facts()), tuple(DraftFile(path) for path in paths)))
    assert [fault.pointer for fault in caught.value.faults] == ["/attachments/1/name"]
    assert not world.asked("POST /v1/submissions")


def test_a_ticket_for_a_file_that_we_do_not_send_stops_the_upload(tmp_path: Path) -> None:
    world = World(limits=SMALL)
    world.accept_parts()
    uploads = {
        "submission_id": SUBMISSION,
        "complete": False,
        "part_bytes": 64,
        "uploads": [{"name": "../../etc/passwd", "missing": [1], "parts": []}],
    }
    world.on(f"GET /v1/submissions/{SUBMISSION}/uploads", reply(body=uploads))
    with pytest.raises(UploadFailed):
        world.exchange().send(draft(tmp_path, large=b"a" * 700))
    assert not [request for request in world.requests if str(request.url).startswith(STAGING)]


def test_a_ticket_over_an_open_line_is_not_used(tmp_path: Path) -> None:
    world = World(limits=SMALL)
    world.accept_parts()

    def open_line(_: httpx.Request) -> httpx.Response:
        return reply(
            body=json.loads(json.dumps(world.missing()).replace("https://staging", "http://staging"))
        )

    world.on(f"GET /v1/submissions/{SUBMISSION}/uploads", open_line)
    with pytest.raises(AnswerUnreadable, match="unencrypted"):
        world.exchange().send(draft(tmp_path, large=b"a" * 700))
    assert world.asked("PUT *") == []


def test_stopping_one_upload_stops_the_others(tmp_path: Path) -> None:
    world = World(limits=SMALL)
    world.accept_parts()
    world.on_parts(lambda _: httpx.Response(501))
    with pytest.raises(UploadFailed):
        world.exchange().send(draft(tmp_path, large=bytes(range(256)) * 10))
    assert len(world.asked("PUT *")) <= WORKERS, "of 40 parts, those in flight when the first failed"
