"""The emulator as a child process: started on a port of its own, stopped without leaving anything."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import os
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lienthong_local.stack.certificates import ServerCertificate, issue_server_certificate
from lienthong_local.stack.errors import EmulatorDidNotStart

SECONDS_TO_START = 20.0
SECONDS_TO_STOP = 5.0
LOOPBACK = "127.0.0.1"
LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Credentials:
    """The account's root in the emulator, whose secret nobody else on the machine knows."""

    access_key: str
    secret_key: str

    @classmethod
    def invent(cls) -> Credentials:
        """Fresh ones for one run."""
        return cls(f"LT{secrets.token_hex(9).upper()}", secrets.token_urlsafe(30))


@dataclass(frozen=True, slots=True)
class Emulator:
    """A running emulator.

    Attributes:
        port: on 127.0.0.1.
        folder: its scratch folder; it removes it itself when it ends.
        certificate: with the authority that clients trust.
        log: where it writes what it does.
    """

    process: subprocess.Popen[bytes]
    port: int
    folder: Path
    certificate: ServerCertificate
    credentials: Credentials
    region: str

    @property
    def endpoint(self) -> str:
        """For AWS clients. The API itself answers at 127.0.0.1: by its name the emulator tells them apart."""
        return f"https://localhost:{self.port}"

    @property
    def log(self) -> Path:
        """What the emulator printed."""
        return self.folder / "emulator.log"

    def wait_until_ready(self) -> None:
        """Return when it answers.

        The socket has been listening since before the process was started: the first connection waits in
        its queue until the emulator accepts it, so there is nothing to poll.

        Raises:
            EmulatorDidNotStart: it ended, or did not answer in time.
        """
        try:
            answer_of(self, "/_ministack/ready", seconds=SECONDS_TO_START)
        except OSError as error:
            last = self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""
            self.stop()
            raise EmulatorDidNotStart(what=f"{error} {last}", log=str(self.log)) from error

    def stop(self) -> None:
        """End it and whatever it started; harmless when it has ended."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.process.terminate()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            # Its session holds nothing but it and the functions it runs.
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def start_emulator(state: Path, *, region: str) -> Emulator:
    """Start an emulator whose scratch folder lies in ``state``; it is not ready yet.

    Raises:
        EmulatorDidNotStart: no process could be made.
    """
    state.mkdir(parents=True, exist_ok=True)
    remove_left_overs(state)
    folder = Path(tempfile.mkdtemp(prefix="stack-", dir=state))
    (folder / "tmp").mkdir()
    certificate = issue_server_certificate(folder)
    credentials = Credentials.invent()
    with (
        _listening_socket() as listening,
        _locked(folder) as lock,
        (folder / "emulator.log").open("wb") as log,
    ):
        port = int(listening.getsockname()[1])
        process = subprocess.Popen(
            _command(folder, listening, certificate),
            env=_environment(folder, port, certificate, credentials, region),
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=(listening.fileno(), lock.fileno()),
            # Ctrl-C at the terminal reaches the parent alone, which stops things in order.
            start_new_session=True,
        )
    return Emulator(process, port, folder, certificate, credentials, region)


def answer_of(emulator: Emulator, path: str, *, seconds: float) -> tuple[int, bytes]:
    """Status and body of a GET.

    Raises:
        OSError: no answer in time.
    """
    context = ssl.create_default_context(cafile=emulator.certificate.authority)
    connection = http.client.HTTPSConnection("localhost", emulator.port, timeout=seconds, context=context)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except http.client.HTTPException as error:
        raise ConnectionError(str(error)) from error
    finally:
        connection.close()


def remove_left_overs(state: Path) -> None:
    """Remove scratch folders whose emulator is gone: even it can be killed before it cleans up."""
    for folder in state.glob("stack-*"):
        with contextlib.suppress(FileNotFoundError), (folder / LOCK).open("rb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(folder, ignore_errors=True)


def _listening_socket() -> socket.socket:
    return socket.create_server((LOOPBACK, 0), backlog=1024)


def _locked(folder: Path) -> IO[bytes]:
    """A file locked for as long as any process holds this descriptor, the emulator among them."""
    lock = (folder / LOCK).open("wb")
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def _command(folder: Path, listening: socket.socket, certificate: ServerCertificate) -> list[str]:
    module = "lienthong_local.stack.emulator"
    arguments = [str(folder), str(listening.fileno()), str(certificate.chain), str(certificate.key)]
    return [sys.executable, "-m", module, *arguments]


def _environment(
    folder: Path, port: int, certificate: ServerCertificate, credentials: Credentials, region: str
) -> dict[str, str]:
    """All that the emulator and the functions it runs get to see: nothing of the developer's own account."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "TMPDIR": str(folder / "tmp"),
        "HOME": str(folder),
        # The emulator: IAM on, TLS on, loopback only, no listener that nobody asked for.
        "AUTH": "true",
        "USE_SSL": "1",
        "MINISTACK_SSL_CERT": str(certificate.chain),
        "MINISTACK_SSL_KEY": str(certificate.key),
        "BIND_HOST": LOOPBACK,
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": region,
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": "INFO",
        "S3_DATA_DIR": str(folder / "s3"),
        "STATE_DIR": str(folder / "state"),
        # The functions it runs find AWS here, and trust its certificate.
        "AWS_ENDPOINT_URL": f"https://localhost:{port}",
        "AWS_CA_BUNDLE": str(certificate.authority),
        "AWS_ACCESS_KEY_ID": credentials.access_key,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_key,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
