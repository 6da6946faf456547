from __future__ import annotations

import io
import json
import re
import sys

import pytest

from lienthong_client.answers import Inbox, Outbox, read_answer
from lienthong_client.command.screen import Screen, local_date, local_time, plain, size_text
from lienthong_client.command.stories import show_deliveries, show_submissions
from tests.builders.client_world import delivery, submission


class Terminal(io.StringIO):
    """A terminal of some width."""

    def isatty(self) -> bool:
        return True


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> tuple[Terminal, Terminal]:
    out, aside = Terminal(), Terminal()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", aside)
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm")
    return out, aside


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_lists_keep_identifiers_whole_on_every_width(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    out, _ = on_a_terminal(monkeypatch, width)
    page = {"deliveries": [delivery(subject="Về việc " * 20)], "cursor": None}
    outbox = {"submissions": [submission()], "cursor": None}
    desk = Screen("vi")
    show_deliveries(read_answer(Inbox, json.dumps(page).encode(), "")["deliveries"], desk)
    show_submissions(read_answer(Outbox, json.dumps(outbox).encode(), "")["submissions"], desk)
    text = re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue())
    assert text.count("lt-" + "a" * 26) == 2
    assert text.count("1234/UBND-VP") == 2
    assert max(len(line) for line in text.splitlines()) <= width
    assert "chưa mở" in text


def test_progress_is_shown_to_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    _, aside = on_a_terminal(monkeypatch, 100)
    with Screen("vi").progress() as progress:
        progress.begin("1234.pdf", 100, 10)
        progress.advance("1234.pdf", 50)
        progress.finish("1234.pdf")
        progress.finish("never begun")
    assert "1234.pdf" in aside.getvalue()

    for quiet, as_json in ((True, False), (False, True)):
        _, silent = on_a_terminal(monkeypatch, 100)
        with Screen("vi", quiet=quiet, as_json=as_json).progress() as progress:
            progress.begin("1234.pdf", 100)
            progress.advance("1234.pdf", 50)
            progress.finish("1234.pdf")
        assert silent.getvalue() == ""


def test_progress_is_not_written_into_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    aside = io.StringIO()
    monkeypatch.setattr(sys, "stderr", aside)
    with Screen("vi").progress() as progress, Screen("vi").waiting("send.waiting"):
        progress.begin("1234.pdf", 100)
    assert aside.getvalue() == ""


@pytest.mark.parametrize(
    ("instant", "language", "expected"),
    [
        ("2018-11-23T17:30:00Z", "vi", "24/11/2018 00:30"),
        ("2018-11-23T17:30:00.123Z", "en", "2018-11-24 00:30"),
        ("sometime", "vi", "sometime"),
        (None, "vi", ""),
    ],
)
def test_times_are_those_of_vietnam(instant: str | None, language: str, expected: str) -> None:
    assert local_time(instant, language) == expected


def test_dates_and_sizes_are_written_as_people_read_them() -> None:
    assert local_date("2018-11-23", "vi") == "23/11/2018"
    assert local_date("2018-11-23", "en") == "2018-11-23"
    assert local_date(None, "vi") == ""
    assert [size_text(size) for size in (0, 1023, 1536, 5 << 20, 3 << 30, 5 << 40)] == [
        "0 B",
        "1023 B",
        "1.5 KiB",
        "5.0 MiB",
        "3.0 GiB",
        "5120.0 GiB",
    ]


def test_plain_text_keeps_vietnamese_and_drops_what_steers() -> None:
    assert plain("Đề nghị\u202e\x1b[31m\nphúc đáp\u200b") == "Đề nghị··[31m\nphúc đáp·"
