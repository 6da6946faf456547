"""Torchwood's litewitness: a C2SP witness that others wrote, with its key in an ssh-agent of its own."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from lienthong.tlog.merkle import EMPTY_ROOT
from lienthong.tlog.notes import VerifierKey, parse_key
from lienthong_local.oracles.go_tools import find_tool
from lienthong_local.oracles.loopback_server import OracleDidNotStart, start_on_free_port, stop

NAME = "litewitness"
SECONDS = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """Its answer to add-checkpoint."""

    status: int
    content_type: str
    body: str


@dataclass(frozen=True, slots=True)
class Litewitness:
    """A running witness: the port of loopback where it listens, and the key it says it has."""

    port: int
    key: VerifierKey

    def add_checkpoint(self, body: bytes) -> Answer:
        """Send a request as it stands."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)) as connection:
            connection.request("POST", "/add-checkpoint", body)
            reply = connection.getresponse()
            return Answer(reply.status, reply.getheader("Content-Type", ""), reply.read().decode())


@contextmanager
def running_litewitness(name: str, logs: Iterable[VerifierKey]) -> Iterator[Litewitness]:
    """Start a witness of this name with a new key that knows these logs; all of it ends with the block.

    Raises:
        OracleAbsent: it has not been built here.
        OracleDidNotStart: it, or its ssh-agent, ended or stayed silent.
    """
    program = find_tool(NAME)
    with tempfile.TemporaryDirectory(prefix="litewitness-") as place:
        folder = Path(place)
        log, database = folder / "output.log", folder / "witness.db"
        with _agent_with_new_key(folder) as (agent, fingerprint):

            def command(port: int) -> tuple[str, ...]:
                flags = {"name": name, "ssh-agent": agent, "key": fingerprint, "db": database}
                listen = f"-listen=127.0.0.1:{port}"
                return (str(program), *(f"-{flag}={value}" for flag, value in flags.items()), listen)

            process, port = start_on_free_port(NAME, command, folder, log)
            try:
                _make_known(logs, database)
                yield Litewitness(port, _announced_key(log))
            finally:
                stop(process)


@contextmanager
def _agent_with_new_key(folder: Path) -> Iterator[tuple[Path, str]]:
    """An ssh-agent that holds one new Ed25519 key: its socket, and the key's fingerprint."""
    private = Ed25519PrivateKey.generate()
    key_file, agent = folder / "key", folder / "agent"
    key_file.touch(mode=0o600)
    key_file.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    public = private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).split()[1]
    digest = hashlib.sha256(base64.b64decode(public)).digest()
    fingerprint = f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}"
    process = subprocess.Popen(
        ("ssh-agent", "-D", "-a", str(agent)), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    try:
        # It tells its socket once it listens there, and nothing if it ends before.
        if process.stdout is None or not process.stdout.readline():
            raise OracleDidNotStart(name="ssh-agent", what=str(agent))
        subprocess.run(
            ("ssh-add", "-q", str(key_file)), env={**os.environ, "SSH_AUTH_SOCK": str(agent)}, check=True
        )
        yield agent, fingerprint
    finally:
        stop(process)
        if process.stdout is not None:
            process.stdout.close()


def _make_known(logs: Iterable[VerifierKey], database: Path) -> None:
    """Enter logs into its own tables; its tool for that draws in the library of another kind of log."""
    nothing = base64.b64encode(EMPTY_ROOT).decode()
    with closing(sqlite3.connect(database, timeout=SECONDS)) as connection, connection:
        for key in logs:
            connection.execute("INSERT INTO log VALUES (?, 0, ?)", (key.name, nothing))
            connection.execute("INSERT INTO key VALUES (?, ?)", (key.name, str(key)))


def _announced_key(log: Path) -> VerifierKey:
    found = re.search(r"vkey=(\S+)", log.read_text(encoding="utf-8"))
    if found is None:
        raise OracleDidNotStart(name=NAME, what="no verifier key")
    return parse_key(found[1].strip('"'))
