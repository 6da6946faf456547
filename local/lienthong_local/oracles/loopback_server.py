"""Starting an oracle that serves a port of loopback, and stopping it whatever happens."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from lienthong.errors import Unavailable

SECONDS_TO_START = 30.0
# Somebody else may take a free port between our asking for it and the program's binding it.
ATTEMPTS = 3


class OracleAbsent(Unavailable):
    """An oracle, or what it runs on, is not on this machine."""

    code = "oracle.absent"
    en = "{name} is not installed. Install {needs}, then run `make oracles`."
    vi = "Máy chưa cài {name}. Đề nghị cài {needs}, sau đó chạy lệnh `make oracles`."


class OracleDidNotStart(Unavailable):
    """An oracle is installed but did not answer in time."""

    code = "oracle.did-not-start"
    en = "{name} did not start: {what}"
    vi = "{name} không khởi động được: {what}"


def start_on_free_port(
    name: str, command: Callable[[int], Sequence[str]], folder: Path, log: Path
) -> tuple[subprocess.Popen[bytes], int]:
    """Start a program in ``folder``, its output in ``log``, and wait until it accepts connections.

    Args:
        command: the command line for a port.

    Raises:
        OracleDidNotStart: it ended or stayed silent for half a minute; the message ends with its own words.
    """
    for _ in range(ATTEMPTS):
        port = _free_port()
        with log.open("wb") as output:
            process = subprocess.Popen(
                command(port), cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        try:
            if _answers(process, port):
                return process, port
        except BaseException:
            stop(process)
            raise
        stop(process)
    raise OracleDidNotStart(name=name, what=_tail(log))


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the program: asked first, forced after five seconds."""
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    """Whether the process accepts connections before it ends and before the time is up."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process.poll() is None
        try:
            process.wait(timeout=0.05)
        except subprocess.TimeoutExpired:
            continue
        return False
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _tail(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace").strip()[-500:]
