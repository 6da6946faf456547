"""`make up`: it prints what one needs, its commands work, and Ctrl-C leaves nothing behind."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lienthong_local.up import SENDER

ROOT = Path(__file__).resolve().parents[2]
READY = "Ctrl-C stops everything."


@pytest.fixture
def running() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`make up` in English, and what it has printed once it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", "lienthong_local.up", "--lang", "en"],
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if READY in line:
            break
    yield process, "".join(lines)
    if process.poll() is None:
        process.kill()
    process.wait()
    process.stdout.close()


def test_its_client_configuration_works_and_ctrl_c_leaves_nothing(
    running: tuple[subprocess.Popen[str], str],
) -> None:
    process, printed = running
    assert READY in printed
    assert "not a store" in printed
    (configuration,) = re.findall(r"LIENTHONG_CONFIG=(\S+)", printed)
    commands = re.findall(r"^ +(\S+/lienthong .*)$", printed, re.MULTILINE)
    assert commands
    for command in commands:
        answer = subprocess.run(
            shlex.split(command),
            env={**os.environ, "LIENTHONG_CONFIG": configuration},
            capture_output=True,
            check=False,
            text=True,
        )
        assert answer.returncode == 0, answer.stderr
    assert SENDER in commands[0]
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 0
    assert not Path(configuration).parent.exists()


def test_it_says_so_when_the_stack_ends_by_itself(running: tuple[subprocess.Popen[str], str]) -> None:
    process, printed = running
    (log,) = re.findall(r"^ +Log +(\S+)$", printed, re.MULTILINE)
    emulator, *witnesses = _children_of(process.pid)
    os.kill(emulator, signal.SIGKILL)
    assert process.wait(timeout=30) == 1
    assert len(witnesses) == 2
    assert not any(Path(f"/proc/{pid}").exists() for pid in witnesses)
    assert process.stdout is not None
    assert "has ended by itself" in process.stdout.read()
    assert not Path(log).parent.exists()


def _children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
