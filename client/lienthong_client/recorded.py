"""Recorded verdicts: fetched from the exchange, kept in a folder, and confirmed from it without network.

A folder holds ``<attachment>.report.json`` for each attachment, and below ``material`` what the reports rest
on, each file named by its SHA-256.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import httpx

from lienthong.model.text import is_safe_file_name
from lienthong.signatures.isolation.pool import ValidationPool
from lienthong.signatures.policy import DEFAULT
from lienthong.signatures.verdict_confirmation import Confirmation, confirm
from lienthong_client.answers import BlobLink
from lienthong_client.errors import DownloadFailed, DownloadMismatch, UnsafeName
from lienthong_client.patience import PASSING_STATUSES, Patience
from lienthong_client.transport import describe, require_encrypted
from lienthong_client.verification import content_of, open_file, sha256_of, silent_children

MATERIAL = "material"
_LARGEST = 64 * 1024 * 1024
_SHA256_DIGITS = 64


def fetch(http: httpx.Client, blob: BlobLink, name: str, patience: Patience) -> bytes:
    """The bytes behind a link, checked against their SHA-256.

    Raises:
        DownloadMismatch: they are others.
        DownloadFailed: they cannot be had.
    """
    require_encrypted(blob["url"])
    attempt = 1
    while True:
        try:
            response = http.get(blob["url"])
            why = "" if response.is_success else f"HTTP {response.status_code}"
            passing = response.status_code in PASSING_STATUSES
        except httpx.TransportError as failure:
            why, passing, response = describe(failure), True, None
        if response is not None and not why:
            return _checked(response.content, blob["sha256"], name)
        if not passing or not patience.allows_another(attempt):
            raise DownloadFailed(name=name, why=why)
        patience.wait(attempt)
        attempt += 1


def _checked(content: bytes, sha256: str, name: str) -> bytes:
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise DownloadMismatch(name=name, found=found, declared=sha256)
    return content


def report_path(folder: Path, attachment: str) -> Path:
    """Where an attachment's report lies.

    Raises:
        UnsafeName: a name that leads elsewhere.
    """
    if not is_safe_file_name(attachment):
        raise UnsafeName(name=repr(attachment))
    return folder / f"{attachment}.report.json"


def read_material(folders: Iterable[Path]) -> dict[str, bytes]:
    """The files that are named by a SHA-256, by name; whether they are what they are called is seen later."""
    found = {}
    for folder in folders:
        for file in sorted(folder.iterdir()) if folder.is_dir() else ():
            if len(file.name) == _SHA256_DIGITS and file.is_file() and file.stat().st_size <= _LARGEST:
                found[file.name] = content_of(file)
    return found


def confirm_recorded(
    report: Path, file: Path, signatures: Sequence[Path], material: Sequence[Path]
) -> Confirmation:
    """Validate again what a recorded report is about, in a child process, and compare.

    Args:
        report: as the exchange gave it.
        file: the attachment.
        signatures: its detached signatures, in any order.
        material: folders with what the report rests on.

    Raises:
        FileUnreadable: a file cannot be read.
    """
    detached = [content_of(signature) for signature in signatures]
    with ValidationPool() as pool, open_file(file) as stream:
        with silent_children():
            pool.warm()
        return confirm(
            content_of(report),
            read_material(material),
            stream,
            sha256_of(stream, file),
            detached,
            pool.validate,
            DEFAULT,
        )
