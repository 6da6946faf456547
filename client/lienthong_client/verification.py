"""Checking signatures on this computer: no network, no configuration, nothing of the exchange behind it.

Every file is read in a child process that can be ended, so that a hostile one costs seconds at most.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from lienthong.signatures.isolation.pool import ValidationContext, ValidationPool
from lienthong.signatures.policy import DEFAULT, Policy
from lienthong.signatures.rendering.page import Checked
from lienthong_client.errors import (
    FileUnreadable,
    PolicyFileInvalid,
    RevocationUnreadable,
    TrustedListUnusable,
    TrustUnreadable,
)

_CHUNK = 1024 * 1024
_PEM = b"-----BEGIN"


@dataclass(frozen=True, slots=True)
class RevocationFiles:
    """CRLs and OCSP responses as DER."""

    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()


def verify_files(
    files: Iterable[Path],
    *,
    trust: Sequence[bytes],
    revocation: RevocationFiles,
    at: datetime,
    policy: Policy = DEFAULT,
    content: Path | None = None,
) -> Iterator[Checked]:
    """Check one file after the other; each result comes as soon as it is there.

    Args:
        files: what to check.
        trust: certificates (DER) that are trusted; without any, no signer can be trusted.
        revocation: what says whether certificates were revoked, beside what the files carry.
        at: the time of validation, with time zone.
        policy: what fails, warns, informs or is ignored.
        content: what detached signatures have signed.

    Raises:
        FileUnreadable: a file cannot be opened or read.
    """
    context = ValidationContext(tuple(trust), (), revocation.crls, revocation.ocsps)
    with ValidationPool() as pool, ExitStack() as opened:
        with silent_children():
            pool.warm()
        detached = opened.enter_context(open_file(content)) if content is not None else None
        for file in files:
            with open_file(file) as stream:
                sha256 = sha256_of(stream, file)
                report = pool.validate(
                    stream, name=_name(file), context=context, at=at, policy=policy, detached_content=detached
                )
            yield Checked(report, at, sha256)


@contextmanager
def silent_children() -> Iterator[None]:
    """Processes started within inherit a standard error that goes nowhere.

    What a library logs about a hostile file, tracebacks and all, is nothing for a reader who gets findings.
    """
    shown = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(shown, 2)
        os.close(shown)
        os.close(nowhere)


def read_policy_file(path: Path) -> Policy:
    """The policy in a YAML file.

    Raises:
        FileUnreadable, PolicyFileInvalid
    """
    from lienthong.signatures.policy_file import PolicyInvalid, read_policy

    try:
        return read_policy(content_of(path), path.name)
    except PolicyInvalid as invalid:
        raise PolicyFileInvalid(faults=invalid.faults, path=str(path), count=len(invalid.faults)) from invalid


def read_trust(paths: Iterable[Path]) -> tuple[bytes, ...]:
    """The certificates (DER) in files and folders; what else lies in a folder is passed over.

    Raises:
        FileUnreadable: a file cannot be read.
        TrustUnreadable: a file, or a whole folder, holds no certificate.
    """
    found: dict[bytes, None] = {}
    for path in paths:
        certificates = [der for file in _files_of(path) for der in _certificates(content_of(file))]
        if not certificates:
            raise TrustUnreadable(path=str(path))
        found.update(dict.fromkeys(certificates))
    return tuple(found)


def read_trusted_lists(
    paths: Iterable[Path], *, signers: Sequence[bytes], now: datetime, at: datetime
) -> tuple[bytes, ...]:
    """The certificates (DER) of authorities that trusted lists (TS 119 612) trusted at a moment.

    Args:
        paths: lists as their operators publish them.
        signers: certificates (DER) that may sign them.
        now: the lists must be current now; what was granted and withdrawn earlier stands in them.
        at: the moment that is asked for.

    Raises:
        FileUnreadable: a file cannot be read.
        TrustedListUnusable: a list is not signed by one of the signers, past its date, or malformed.
    """
    paths = tuple(paths)
    if not paths:
        # Reading a list loads an XML parser, which nobody else needs in this process.
        return ()
    from lienthong.signatures.trusted_lists import (
        ISSUERS,
        TIMESTAMPERS,
        TrustedListRefused,
        read_trusted_list,
    )

    found: dict[bytes, None] = {}
    for path in paths:
        try:
            listed = read_trusted_list(content_of(path), signers=signers, at=now)
        except TrustedListRefused as refused:
            why, why_vi = refused.facts["why"], refused.facts["why_vi"]
            raise TrustedListUnusable(path=str(path), why=why, why_vi=why_vi) from refused
        found.update(dict.fromkeys(listed.certificates_at(at, ISSUERS | TIMESTAMPERS)))
    return tuple(found)


def read_revocation(paths: Iterable[Path]) -> RevocationFiles:
    """The CRLs and OCSP responses in files and folders; what else lies in a folder is passed over.

    Raises:
        FileUnreadable: a file cannot be read.
        RevocationUnreadable: a file, or a whole folder, holds neither.
    """
    crls: dict[bytes, None] = {}
    ocsps: dict[bytes, None] = {}
    for path in paths:
        contents = [content_of(file) for file in _files_of(path)]
        lists = [der for content in contents if (der := _crl(content)) is not None]
        answers = [content for content in contents if _is_ocsp_response(content)]
        if not lists and not answers:
            raise RevocationUnreadable(path=str(path))
        crls.update(dict.fromkeys(lists))
        ocsps.update(dict.fromkeys(answers))
    return RevocationFiles(tuple(crls), tuple(ocsps))


# --- files ----------------------------------------------------------------------------------------


def _name(path: Path) -> str:
    """The path as it was given; a name that is not UTF-8 stays printable."""
    return os.fsencode(path).decode("utf-8", "replace")


def open_file(path: Path) -> BinaryIO:
    """A regular file, for reading.

    Raises:
        FileUnreadable
    """
    try:
        if not path.is_file():
            # A pipe or a device has no end that could be relied on.
            raise FileUnreadable(path=str(path), why="not a regular file")
        return path.open("rb")
    except OSError as fault:
        raise FileUnreadable(path=str(path), why=fault.strerror or str(fault)) from fault


def content_of(path: Path) -> bytes:
    """The whole file.

    Raises:
        FileUnreadable
    """
    try:
        with open_file(path) as stream:
            return stream.read()
    except OSError as fault:
        raise FileUnreadable(path=str(path), why=fault.strerror or str(fault)) from fault


def sha256_of(stream: BinaryIO, path: Path) -> str:
    """The stream's SHA-256 in hex; then it stands at its start.

    Raises:
        FileUnreadable
    """
    running = hashlib.sha256()
    try:
        while chunk := stream.read(_CHUNK):
            running.update(chunk)
        stream.seek(0)
    except OSError as fault:
        raise FileUnreadable(path=str(path), why=fault.strerror or str(fault)) from fault
    return running.hexdigest()


def _files_of(path: Path) -> list[Path]:
    return sorted(inner for inner in path.iterdir() if inner.is_file()) if path.is_dir() else [path]


# --- their contents -------------------------------------------------------------------------------


def _certificates(content: bytes) -> list[bytes]:
    try:
        if _PEM in content:
            parsed = x509.load_pem_x509_certificates(content)
        else:
            parsed = [x509.load_der_x509_certificate(content)]
    except ValueError:
        return []
    return [certificate.public_bytes(Encoding.DER) for certificate in parsed]


def _crl(content: bytes) -> bytes | None:
    try:
        if _PEM in content:
            return x509.load_pem_x509_crl(content).public_bytes(Encoding.DER)
        x509.load_der_x509_crl(content)
    except ValueError:
        return None
    return content


def _is_ocsp_response(content: bytes) -> bool:
    try:
        ocsp.load_der_ocsp_response(content)
    except ValueError:
        return False
    return True
