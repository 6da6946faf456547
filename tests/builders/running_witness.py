"""``lienthong witness serve`` as a process of its own on a free port of loopback."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from lienthong.tlog.notes import VerifierKey, parse_key

SECONDS = 30


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content_type: str
    body: str


@dataclass(frozen=True, slots=True)
class RunningWitness:
    """A process that serves, and what it announced."""

    process: subprocess.Popen[str]
    announced: dict[str, Any]

    @property
    def port(self) -> int:
        port: int = self.announced["port"]
        return port

    @property
    def key(self) -> VerifierKey:
        return parse_key(self.announced["key"])

    def add_checkpoint(self, body: bytes) -> Answer:
        return self.ask("POST", "/add-checkpoint", body)

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)) as connection:
            connection.request(method, path, body, headers or {})
            reply = connection.getresponse()
            return Answer(reply.status, reply.getheader("Content-Type", ""), reply.read().decode())

    def next_line(self) -> dict[str, Any]:
        """What it writes about its next decision."""
        assert self.process.stdout is not None
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told

    def stop(self, by: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Ask it to stop: the exit code, and what it wrote on standard error."""
        self.process.send_signal(by)
        _, errors = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, errors


def serve_command(key: Path, state: Path, logs: Sequence[VerifierKey], *more: str) -> list[str]:
    command = [sys.executable, "-m", "lienthong_client", "--json", "witness", "serve"]
    command += ["--key", str(key), "--state", str(state), "--listen", "127.0.0.1:0"]
    return [*command, *(word for log in logs for word in ("--log", str(log))), *more]


@contextmanager
def running_witness(
    key: Path, state: Path, logs: Sequence[VerifierKey], *more: str
) -> Iterator[RunningWitness]:
    """Start it, and end it with the block whatever happens."""
    process = subprocess.Popen(
        serve_command(key, state, logs, *more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.communicate(timeout=SECONDS)[1]
        yield RunningWitness(process, json.loads(line))
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
