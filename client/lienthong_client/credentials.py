"""The private key with which an agency signs its requests."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from lienthong.model.http_signatures import PrivateKey, algorithm_of, sign_request
from lienthong_client.errors import FileUnreadable, KeyUnusable


def _now() -> datetime:
    return datetime.now(UTC)


def _nonce() -> str:
    return secrets.token_urlsafe(18)


@dataclass(frozen=True, slots=True)
class RequestSigner:
    """Signs requests as one agency. ``now`` and ``nonce`` are ports, so that a run can be replayed."""

    key_id: str
    private_key: PrivateKey = field(repr=False)
    now: Callable[[], datetime] = _now
    nonce: Callable[[], str] = _nonce

    def headers(self, method: str, path: str, query: str, body: bytes) -> dict[str, str]:
        """The headers that sign this request; every call has its own time and nonce."""
        return sign_request(
            method,
            path,
            query,
            body,
            key_id=self.key_id,
            private_key=self.private_key,
            created=self.now(),
            nonce=self.nonce(),
        )


def load_private_key(path: Path, password: str | None = None) -> PrivateKey:
    """The key in a PEM file.

    Raises:
        FileUnreadable: the file cannot be read.
        KeyUnusable: not a private key of a supported kind, or its password is missing or wrong.
    """
    try:
        content = path.read_bytes()
    except OSError as refused:
        raise FileUnreadable(path=str(path), why=refused.strerror or type(refused).__name__) from refused
    try:
        key = load_pem_private_key(content, password.encode() if password else None)
    except TypeError as encrypted:
        raise _password_fault(path, password) from encrypted
    except ValueError as malformed:
        raise KeyUnusable(
            path=str(path), why="it is no PEM private key, or the password is wrong", why_vi=_NOT_A_KEY_VI
        ) from malformed
    return _supported(key, path)


_NOT_A_KEY_VI = "tệp không phải khóa bí mật PEM, hoặc sai mật khẩu"


def _password_fault(path: Path, password: str | None) -> KeyUnusable:
    if password:
        return KeyUnusable(
            path=str(path),
            why="it is not encrypted, yet a password was given",
            why_vi="khóa không mã hóa nhưng lại có mật khẩu",
        )
    return KeyUnusable(
        path=str(path),
        why="it is encrypted and no password was given",
        why_vi="khóa đã mã hóa nhưng chưa có mật khẩu",
    )


def _supported(key: object, path: Path) -> PrivateKey:
    if isinstance(key, Ed25519PrivateKey | EllipticCurvePrivateKey | RSAPrivateKey):
        try:
            algorithm_of(key)
        except UnsupportedAlgorithm as unsupported:
            raise KeyUnusable(
                path=str(path), why=str(unsupported), why_vi="đường cong của khóa chưa được hỗ trợ"
            ) from unsupported
        return key
    raise KeyUnusable(
        path=str(path),
        why=f"keys of kind {type(key).__name__} are not supported",
        why_vi="loại khóa chưa được hỗ trợ",
    )


def others_may_read(path: Path) -> bool:
    """Whether the key file's rights let other accounts of the machine read it (POSIX)."""
    return bool(path.stat().st_mode & 0o077)
