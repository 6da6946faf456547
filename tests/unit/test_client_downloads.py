from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from lienthong_client.errors import (
    AnswerUnreadable,
    DownloadFailed,
    DownloadMismatch,
    FileInTheWay,
    FileUnwritable,
    ProblemConflict,
    UnsafeName,
)
from tests.builders.client_world import SUBMISSION, World, delivery, problem, reply, submission, verdict

CONTENT = bytes(range(256)) * 5000
OPEN = f"POST /v1/inbox/{SUBMISSION}/open"
STORE = "https://content.example/object"


def link(content: bytes = CONTENT, name: str = "1234.pdf", **changes: object) -> dict[str, object]:
    return {
        "name": name,
        "media_type": "application/pdf",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "url": STORE,
        "expires_at": "2018-11-23T02:05:00Z",
        "for_information": False,
        **changes,
    }


def world_with(*links: dict[str, object]) -> World:
    world = World()
    opened = {
        "delivery": delivery(opened_at="2018-11-23T02:01:00Z"),
        "envelope": submission()["envelope"],
        "verdict": verdict(),
        "links": list(links),
    }
    world.on(OPEN, lambda _: reply(body=opened))
    world.routes["GET *"] = lambda request: ranged(request, CONTENT)
    return world


def ranged(request: httpx.Request, content: bytes) -> httpx.Response:
    """S3's answer to GET with or without Range."""
    wanted = request.headers.get("range")
    if not wanted:
        return streamed(200, content)
    start = int(wanted.removeprefix("bytes=").removesuffix("-"))
    if start >= len(content):
        return httpx.Response(416)
    headers = {"content-range": f"bytes {start}-{len(content) - 1}/{len(content)}"}
    return streamed(206, content[start:], headers)


def streamed(status: int, content: bytes, headers: dict[str, str] | None = None) -> httpx.Response:
    """A response whose body is still to come."""
    return httpx.Response(status, stream=httpx.ByteStream(content), headers=headers)


def breaking_after(count: int) -> Callable[[httpx.Request], httpx.Response]:
    """Every answer breaks off after so many bytes."""

    def answer(request: httpx.Request) -> httpx.Response:
        whole = ranged(request, CONTENT)
        content = whole.read()

        def body() -> Iterator[bytes]:
            yield content[:count]
            if len(content) > count:
                raise httpx.ReadError("connection reset")

        return httpx.Response(whole.status_code, content=body(), headers=_range_of(whole))

    return answer


def _range_of(response: httpx.Response) -> dict[str, str]:
    value = response.headers.get("content-range")
    return {"content-range": value} if value else {}


def test_an_opened_document_is_saved_byte_for_byte(tmp_path: Path) -> None:
    world = world_with(link())
    opened = world.exchange().open(SUBMISSION, tmp_path / "new" / "folder")
    assert [path.read_bytes() for path in opened.files] == [CONTENT]
    assert [path.name for path in opened.files] == ["1234.pdf"]
    assert [path.name for path in (tmp_path / "new" / "folder").iterdir()] == ["1234.pdf"]
    (download,) = world.asked("GET *")
    assert "signature" not in download.headers


def test_a_connection_that_breaks_many_times_still_ends_with_the_whole_file(tmp_path: Path) -> None:
    world = world_with(link())
    world.routes["GET *"] = breaking_after(100_000)
    opened = world.exchange(attempts=2).open(SUBMISSION, tmp_path)
    assert opened.files[0].read_bytes() == CONTENT
    assert len(world.asked("GET *")) == -(-len(CONTENT) // 100_000)


def test_an_interrupted_download_goes_on_in_the_next_run(tmp_path: Path) -> None:
    (tmp_path / "1234.pdf.part").write_bytes(CONTENT[:1_000_000])
    world = world_with(link())
    opened = world.exchange().open(SUBMISSION, tmp_path)
    assert opened.files[0].read_bytes() == CONTENT
    assert world.asked("GET *")[0].headers["range"] == "bytes=1000000-"


def test_a_store_that_ignores_ranges_starts_the_file_again(tmp_path: Path) -> None:
    (tmp_path / "1234.pdf.part").write_bytes(CONTENT[:1000])
    world = world_with(link())
    world.routes["GET *"] = lambda _: streamed(200, CONTENT)
    assert world.exchange().open(SUBMISSION, tmp_path).files[0].read_bytes() == CONTENT


def test_a_store_that_answers_another_range_is_asked_from_the_start(tmp_path: Path) -> None:
    (tmp_path / "1234.pdf.part").write_bytes(CONTENT[:1000])
    world = world_with(link())
    answers = [streamed(206, b"elsewhere", {"content-range": "bytes 5-13/99"})]
    world.routes["GET *"] = lambda request: answers.pop() if answers else ranged(request, CONTENT)
    assert world.exchange().open(SUBMISSION, tmp_path).files[0].read_bytes() == CONTENT


def test_an_expired_link_is_renewed(tmp_path: Path) -> None:
    world = world_with(link())
    expired = [httpx.Response(403)]
    world.routes["GET *"] = lambda request: expired.pop() if expired else ranged(request, CONTENT)
    assert world.exchange().open(SUBMISSION, tmp_path).files[0].read_bytes() == CONTENT
    assert len(world.asked(OPEN)) == 2


def test_a_withheld_document_cannot_be_renewed(tmp_path: Path) -> None:
    world = world_with(link())
    first = world.routes[OPEN]
    assert callable(first)
    answers = [problem(409, "delivery.withheld"), first(httpx.Request("POST", STORE))]
    world.routes[OPEN] = answers[::-1]
    world.routes["GET *"] = lambda _: httpx.Response(403)
    with pytest.raises(ProblemConflict):
        world.exchange().open(SUBMISSION, tmp_path)
    assert not (tmp_path / "1234.pdf").exists()


@pytest.mark.parametrize("content", [CONTENT[:-1] + b"!", CONTENT + b"more"])
def test_what_is_not_what_was_declared_is_not_kept(content: bytes, tmp_path: Path) -> None:
    world = world_with(link())
    world.routes["GET *"] = lambda request: ranged(request, content)
    with pytest.raises(DownloadMismatch):
        world.exchange().open(SUBMISSION, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_endless_answer_is_cut_off(tmp_path: Path) -> None:
    sent = [0]

    def endless(_: httpx.Request) -> httpx.Response:
        def body() -> Iterator[bytes]:
            while True:
                sent[0] += 65536
                yield b"x" * 65536

        return httpx.Response(200, content=body())

    world = world_with(link())
    world.routes["GET *"] = endless
    with pytest.raises(DownloadMismatch):
        world.exchange().open(SUBMISSION, tmp_path)
    assert sent[0] < 3 * len(CONTENT)


def test_a_download_without_end_of_failures_keeps_what_came(tmp_path: Path) -> None:
    (tmp_path / "1234.pdf.part").write_bytes(CONTENT[:1000])
    world = world_with(link())
    world.routes["GET *"] = lambda _: httpx.Response(503)
    with pytest.raises(DownloadFailed):
        world.exchange(attempts=3).open(SUBMISSION, tmp_path)
    assert (tmp_path / "1234.pdf.part").read_bytes() == CONTENT[:1000]


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/passwd", "a\\b", ".bashrc", "a\x1b[2Jb", "con\u202efdp.exe", ""]
)
def test_a_name_that_would_leave_the_folder_is_never_written(name: str, tmp_path: Path) -> None:
    world = world_with(link(name=name))
    with pytest.raises(UnsafeName):
        world.exchange().open(SUBMISSION, tmp_path / "in")
    assert not list(tmp_path.rglob("*"))


def test_the_same_file_is_kept_and_not_fetched_again(tmp_path: Path) -> None:
    (tmp_path / "1234.pdf").write_bytes(CONTENT)
    world = world_with(link())
    assert world.exchange().open(SUBMISSION, tmp_path).files == (tmp_path / "1234.pdf",)
    assert world.asked("GET *") == []


def test_another_file_of_the_same_name_is_not_overwritten_unasked(tmp_path: Path) -> None:
    (tmp_path / "1234.pdf").write_bytes(b"mine")
    world = world_with(link())
    with pytest.raises(FileInTheWay):
        world.exchange().open(SUBMISSION, tmp_path)
    assert (tmp_path / "1234.pdf").read_bytes() == b"mine"

    world.exchange().open(SUBMISSION, tmp_path, overwrite=True)
    assert (tmp_path / "1234.pdf").read_bytes() == CONTENT


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileUnwritable):
        world_with(link()).exchange().open(SUBMISSION, tmp_path / "file")


def test_a_link_over_an_open_line_is_not_followed(tmp_path: Path) -> None:
    world = world_with(link(url="http://content.example/object"))
    with pytest.raises(AnswerUnreadable, match="unencrypted"):
        world.exchange().open(SUBMISSION, tmp_path)
    assert world.asked("GET *") == []
