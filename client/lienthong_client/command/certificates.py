"""Certificates and public keys as the registry takes them, from the files a registrar has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

import click
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from cryptography.x509 import Certificate, load_der_x509_certificate, load_pem_x509_certificate

from lienthong_client.command.complaints import BilingualMisuse

_VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class RegisteredCertificate:
    """A certificate: PEM, SHA-256 of its DER in hex, start of its validity (RFC 3339, UTC)."""

    pem: str
    fingerprint: str
    valid_from: str


@dataclass(frozen=True, slots=True)
class RegisteredKey:
    """A public key (PEM SubjectPublicKeyInfo) and the algorithm that requests are signed with by it."""

    pem: str
    algorithm: str


def read_certificate(path: Path, context: click.Context | None = None) -> RegisteredCertificate:
    """The certificate in a PEM or DER file.

    Raises:
        BilingualMisuse: no certificate.
    """
    certificate = _load_certificate(path, context)
    return RegisteredCertificate(
        pem=certificate.public_bytes(Encoding.PEM).decode("ascii"),
        fingerprint=certificate.fingerprint(SHA256()).hex(),
        valid_from=_instant(certificate.not_valid_before_utc),
    )


def _load_certificate(path: Path, context: click.Context | None) -> Certificate:
    content = path.read_bytes()
    try:
        if content.lstrip().startswith(b"-----BEGIN"):
            return load_pem_x509_certificate(content)
        return load_der_x509_certificate(content)
    except ValueError as malformed:
        raise BilingualMisuse("misuse.certificate", context, path=path) from malformed


def read_public_key(path: Path, context: click.Context | None = None) -> RegisteredKey:
    """The public key in a PEM file.

    Raises:
        BilingualMisuse: no public key, or none that requests can be signed with.
    """
    try:
        key = load_pem_public_key(path.read_bytes())
    except (ValueError, UnsupportedAlgorithm) as malformed:
        raise BilingualMisuse("misuse.public-key", context, path=path) from malformed
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")
    if isinstance(key, Ed25519PublicKey):
        return RegisteredKey(pem, "ed25519")
    if isinstance(key, RSAPublicKey):
        return RegisteredKey(pem, "rsa-pss-sha512")
    if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        return RegisteredKey(pem, "ecdsa-p256-sha256")
    raise BilingualMisuse("misuse.public-key", context, path=path)


def start_of_day(day: date) -> str:
    """The start of a day in Vietnam, as RFC 3339 in UTC."""
    return _instant(datetime.combine(day, time(), _VIETNAM))


def present_instant() -> str:
    """Now, as RFC 3339 in UTC."""
    return _instant(datetime.now(UTC))


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
