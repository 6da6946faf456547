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
            self.singles = list(self.response.responses)
            self.certificates = tuple(self._read_certificates())
            self.algorithm = algorithms.signature_algorithm(
                self.response.signature_algorithm_oid.dotted_string, None, None
            )
        except (ValueError, UnsupportedAlgorithm) as fault:
            raise UnreadableOcsp(str(fault)[:200]) from fault

    def _read_certificates(self) -> Iterator[Certificate]:
        for brought in self.response.certificates[:8]:
            try:
                yield load_certificate(brought.public_bytes(Encoding.DER))
            except UnreadableCertificate:
                continue

    def answer_for(self, certificate: Certificate, issuer: Certificate) -> OcspAnswer | None:
        """The single response whose CertID is this certificate's (RFC 6960 4.1.1)."""
        for single in self.singles:
            if single.serial_number != certificate.serial:
                continue
            digest = single.hash_algorithm.name.replace("-", "_")
            if hashlib.new(digest, certificate.raw_issuer).digest() != single.issuer_name_hash:
                continue
            if hashlib.new(digest, issuer.key_bits).digest() != single.issuer_key_hash:
                continue
            return OcspAnswer(
                single.certificate_status,
                single.this_update_utc,
                single.next_update_utc,
                single.revocation_time_utc,
                single.revocation_reason,
            )
        return None

    def responders(self, issuer: Certificate) -> Iterator[Certificate]:
        """Who may have signed: the issuer itself, or a delegate that the response brought (RFC 6960
        4.2.2.2).
        """
        for candidate in (issuer, *self.certificates):
            if self._is_named(candidate):
                yield candidate

    def _is_named(self, candidate: Certificate) -> bool:
        key_hash = self.response.responder_key_hash
        if key_hash is not None:
            return hashlib.sha1(candidate.key_bits, usedforsecurity=False).digest() == key_hash
        name = self.response.responder_name
        return name is not None and names.name_key(name.public_bytes()) == candidate.subject

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
