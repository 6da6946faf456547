"""The log's oracles, which others wrote in Go: tessera's fsck and torchwood's litewitness.

``requirements/go-oracles`` pins them by hash; ``make oracles`` builds them under ``.cache/``.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from lienthong_local.oracles.loopback_server import OracleAbsent

ROOT = Path(__file__).resolve().parents[3]
LOCK = ROOT / "requirements" / "go-oracles" / "go.mod"
INSTALLED = ROOT / ".cache" / "go-oracles"


def are_installed() -> bool:
    """Whether they have been built here."""
    return (INSTALLED / ".installed").exists()


def can_be_built() -> bool:
    """Whether this machine has a Go that is new enough for them."""
    found = re.search(r"^go (\S+)$", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    return found is not None and _numbers(_go_version()) >= _numbers(found[1])


def find_tool(name: str) -> Path:
    """The program ``fsck`` or ``litewitness``.

    Raises:
        OracleAbsent: it has not been built here.
    """
    if not are_installed():
        raise OracleAbsent(name=name, needs="Go (https://go.dev/dl/)")
    return INSTALLED / "bin" / name


def _go_version() -> str:
    """What the machine's own Go is: ``1.26.8``; ``0`` where there is none."""
    go = shutil.which("go")
    if go is None:
        return "0"
    told = subprocess.run((go, "version"), capture_output=True, text=True, check=False)
    found = re.search(r"\bgo(\d+(?:\.\d+)*)", told.stdout)
    return found[1] if found else "0"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
