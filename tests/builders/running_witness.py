"""``lienthong witness serve`` as a process of its own on a free port of loopback."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from queue import Queue
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
    """A process that serves, what it announced, and the lines it has written since."""

    process: subprocess.Popen[str]
    announced: dict[str, Any]
    lines: Queue[str] = field(default_factory=Queue)

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
        told: dict[str, Any] = json.loads(self.lines.get(timeout=SECONDS))
        return told

    def stop(self, by: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Ask it to stop: the exit code, and what it wrote on standard error."""
        self.process.send_signal(by)
        return self.end()

    def end(self) -> tuple[int, str]:
        """Wait for its end: the exit code, and what it wrote on standard error."""
        assert self.process.stderr is not None
        errors = self.process.stderr.read()
        return self.process.wait(timeout=SECONDS), errors

    def collect_lines(self) -> None:
        """Read all it writes, so that a full pipe never makes it wait."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line)


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
        running = RunningWitness(process, json.loads(line))
        collector = threading.Thread(target=running.collect_lines)
        collector.start()
        try:
            yield running
        finally:
            process.kill()
            collector.join()
    finally:
        process.kill()
        process.communicate()
