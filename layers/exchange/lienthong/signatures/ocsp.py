"""OCSP responses: parsed once, answers bound to certificate, issuer and responder (RFC 6960)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from lienthong.signatures import algorithms, names
from lienthong.signatures.certificates import Certificate, UnreadableCertificate, load_certificate


class UnreadableOcsp(ValueError):
    """The bytes are not a successful OCSP response."""


@dataclass(frozen=True, slots=True)
class OcspAnswer:
    """What a response says of one certificate."""

    status: ocsp.OCSPCertStatus
    this_update: datetime
    next_update: datetime | None
    revoked: datetime | None
    reason: x509.ReasonFlags | None


@dataclass(frozen=True, slots=True)
class _Subject:
    """A CertID (4.1.1): the certificate that an answer is about, by serial number and its issuer's hashes."""

    serial: int
    digest: str
    issuer_name_hash: bytes
    issuer_key_hash: bytes

    def is_about(self, certificate: Certificate, issuer: Certificate) -> bool:
        return (
            certificate.serial == self.serial
            and hashlib.new(self.digest, certificate.raw_issuer).digest() == self.issuer_name_hash
            and hashlib.new(self.digest, issuer.key_bits).digest() == self.issuer_key_hash
        )


def _require_processable(extensions: x509.Extensions) -> None:
    for extension in extensions:
        if extension.critical and not isinstance(extension.value, _PROCESSED):
            raise UnreadableOcsp(f"critical extension {extension.oid.dotted_string}")


_PROCESSED = (x509.OCSPNonce,)
_UNREADABLE = (
    ValueError,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
    UnsupportedAlgorithm,
)
"""What the library raises on responses that it cannot read."""


class OcspResponse:
    """One basic OCSP response.

    Raises:
        UnreadableOcsp: not parseable, or not successful.
    """

    def __init__(self, encoded: bytes) -> None:
        self.der = encoded
        self.fingerprint = hashlib.sha256(encoded).hexdigest()
        try:
            self.response = ocsp.load_der_ocsp_response(encoded)
            if self.response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
                raise UnreadableOcsp(f"status {self.response.response_status.name}")
            self.produced_at: datetime = self.response.produced_at_utc
            self._answers = tuple(self._read_answers())
            self._responder_key = self.response.responder_key_hash
            name = self.response.responder_name
            self._responder_name = None if name is None else names.name_key(name.public_bytes())
            self.certificates = tuple(self._read_certificates())
            self.algorithm = algorithms.signature_algorithm(
                self.response.signature_algorithm_oid.dotted_string, None, None
            )
        except _UNREADABLE as fault:
            raise UnreadableOcsp(str(fault)[:200]) from fault

    def _read_answers(self) -> Iterator[tuple[_Subject, OcspAnswer]]:
        """Every single response (4.2.1), and whom it is about.

        Raises:
            UnreadableOcsp: a critical extension that nothing here processes (4.4).
        """
        singles = list(self.response.responses)
        _require_processable(self.response.extensions)
        if len(singles) == 1:
            # The library reads the extensions of a single response only where there is no other.
            _require_processable(self.response.single_extensions)
        for single in singles:
            subject = _Subject(
                single.serial_number,
                single.hash_algorithm.name.replace("-", "_"),
                single.issuer_name_hash,
                single.issuer_key_hash,
            )
            yield (
                subject,
                OcspAnswer(
                    single.certificate_status,
                    single.this_update_utc,
                    single.next_update_utc,
                    single.revocation_time_utc,
                    single.revocation_reason,
                ),
            )

    def _read_certificates(self) -> Iterator[Certificate]:
        for brought in self.response.certificates[:8]:
            try:
                yield load_certificate(brought.public_bytes(Encoding.DER))
            except UnreadableCertificate:
                continue

    def answer_for(self, certificate: Certificate, issuer: Certificate) -> OcspAnswer | None:
        """The single response whose CertID is this certificate's (RFC 6960 4.1.1)."""
        return next((said for subject, said in self._answers if subject.is_about(certificate, issuer)), None)

    def responders(self, issuer: Certificate) -> Iterator[Certificate]:
        """Who may have signed: the issuer itself, or a delegate that the response brought (RFC 6960
        4.2.2.2).
        """
        for candidate in (issuer, *self.certificates):
            if self._is_named(candidate):
                yield candidate

    def _is_named(self, candidate: Certificate) -> bool:
        if self._responder_key is not None:
            return hashlib.sha1(candidate.key_bits, usedforsecurity=False).digest() == self._responder_key
        return self._responder_name == candidate.subject

    def is_signed_by(self, responder: Certificate) -> bool:
        try:
            algorithms.verify_value(
                responder.public_key,
                self.algorithm,
                self.response.signature,
                self.response.tbs_response_bytes,
            )
        except (algorithms.WrongSignature, algorithms.UnknownAlgorithm):
            return False
        return True


@lru_cache(maxsize=512)
def load_ocsp(encoded: bytes) -> OcspResponse:
    """The response of these bytes, parsed once per process.

    Raises:
        UnreadableOcsp: see :class:`OcspResponse`.
    """
    return OcspResponse(encoded)
