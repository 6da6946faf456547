"""Tessera's fsck: reads a whole log over HTTP, builds every tile and the root anew, and compares."""

from __future__ import annotations

import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from lienthong.tlog.notes import VerifierKey
from lienthong_local.oracles.go_tools import find_tool

SECONDS = 120
# A reader of fsck 1.0.4 that finds a fault ends, and with the last of them fsck waits for ever.
READERS = 16


@dataclass(frozen=True, slots=True)
class Finding:
    """What fsck says about a log.

    Attributes:
        whole: whether everything holds.
        words: its own account.
    """

    whole: bool
    words: str


def check_log(folder: Path, key: VerifierKey) -> Finding:
    """Let fsck read the log that lies in ``folder`` as it would be served.

    Raises:
        OracleAbsent: fsck has not been built here.
    """
    program = find_tool("fsck")
    with _served(folder) as url, tempfile.TemporaryDirectory(prefix="fsck-") as place:
        key_file = Path(place) / "log.vkey"
        key_file.write_text(str(key), encoding="utf-8")
        where = (f"-storage_url={url}", f"-public_key={key_file}")
        command = (program, "-ui=false", "-v=1", f"-N={READERS}", *where)
        finished = subprocess.run(
            command, cwd=place, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    words = finished.stdout + finished.stderr
    # It ends with 0 whatever it found; only its words tell.
    whole = finished.returncode == 0 and "Successfully fsck'd log" in words and "fsck failed" not in words
    return Finding(whole, words)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """A request that was answered is nothing to tell."""


class _Server(ThreadingHTTPServer):
    # With the usual five, connections of all the readers at once are dropped, and tried again after a second.
    request_queue_size = 128


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """The folder as static files on loopback."""
    with _Server(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
