"""What a validation is given to trust and to work with: anchors, other certificates, revocation data."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from lienthong.signatures import names
from lienthong.signatures.certificates import Certificate, UnreadableCertificate, load_certificate


class UnreadableTrust(ValueError):
    """A trust file that holds no certificate; the operator must mend it."""


@dataclass(frozen=True)
class TrustAnchors:
    """Roots (and sub-CAs trusted directly), found by subject name."""

    certificates: tuple[Certificate, ...] = ()
    intermediates: tuple[Certificate, ...] = ()
    """Known issuers that help to build paths but are not trusted by themselves."""
    _by_subject: dict[names.Key, tuple[Certificate, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index: dict[names.Key, tuple[Certificate, ...]] = {}
        for certificate in self.certificates:
            index[certificate.subject] = (*index.get(certificate.subject, ()), certificate)
        object.__setattr__(self, "_by_subject", index)

    def named(self, subject: names.Key) -> tuple[Certificate, ...]:
        return self._by_subject.get(subject, ())

    def __contains__(self, certificate: Certificate) -> bool:
        return certificate in self.named(certificate.subject)

    @classmethod
    def from_bytes(cls, anchors: Iterable[bytes], intermediates: Iterable[bytes] = ()) -> TrustAnchors:
        """From DER or PEM (several certificates in one PEM file are fine).

        Raises:
            UnreadableTrust: an item is no certificate.
        """
        return cls(tuple(_read_all(anchors)), tuple(_read_all(intermediates)))


@dataclass(frozen=True, slots=True)
class RevocationMaterial:
    """CRLs and OCSP responses as DER, in the order given; the source decides nothing, signatures do."""

    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()

    def __add__(self, other: RevocationMaterial) -> RevocationMaterial:
        return RevocationMaterial(
            tuple(dict.fromkeys(self.crls + other.crls)), tuple(dict.fromkeys(self.ocsps + other.ocsps))
        )

    def without(self, other: RevocationMaterial) -> RevocationMaterial:
        """What ``other`` does not hold as well."""
        crls, ocsps = set(other.crls), set(other.ocsps)
        return RevocationMaterial(
            tuple(item for item in self.crls if item not in crls),
            tuple(item for item in self.ocsps if item not in ocsps),
        )

    @property
    def fingerprints(self) -> frozenset[str]:
        """SHA-256 of each item in hex, as readers of CRLs and OCSP responses name them."""
        return frozenset(hashlib.sha256(item).hexdigest() for item in (*self.crls, *self.ocsps))

    @classmethod
    def from_bytes(cls, crls: Iterable[bytes], ocsps: Iterable[bytes] = ()) -> RevocationMaterial:
        """PEM CRLs become DER.

        Raises:
            UnreadableTrust: an item looks like PEM but is no CRL.
        """
        return cls(tuple(_crl_der(crl) for crl in crls), tuple(ocsps))


class CertificatePool:
    """Untrusted certificates to build paths from, by subject name; hostile ones only cost their parsing."""

    def __init__(self, encoded: Iterable[bytes] = (), known: Iterable[Certificate] = ()) -> None:
        self._by_subject: dict[names.Key, list[Certificate]] = {}
        self._seen: set[bytes] = set()
        for certificate in known:
            self.add(certificate)
        for item in encoded:
            self.add_bytes(item)

    def add(self, certificate: Certificate) -> None:
        if certificate.der not in self._seen:
            self._seen.add(certificate.der)
            self._by_subject.setdefault(certificate.subject, []).append(certificate)

    def add_bytes(self, encoded: bytes) -> None:
        """Add a certificate; one that cannot be read could not have helped and is left out."""
        try:
            self.add(load_certificate(encoded))
        except UnreadableCertificate:
            return

    def named(self, subject: names.Key) -> list[Certificate]:
        return self._by_subject.get(subject, [])

    def __iter__(self) -> Iterator[Certificate]:
        for group in self._by_subject.values():
            yield from group

    def __len__(self) -> int:
        return len(self._seen)


def _read_all(items: Iterable[bytes]) -> Iterator[Certificate]:
    for item in items:
        try:
            if item.lstrip().startswith(b"-----BEGIN"):
                for parsed in x509.load_pem_x509_certificates(item):
                    yield load_certificate(parsed.public_bytes(Encoding.DER))
            else:
                yield load_certificate(item)
        except ValueError as fault:
            raise UnreadableTrust(str(fault)) from fault


def _crl_der(item: bytes) -> bytes:
    if not item.lstrip().startswith(b"-----BEGIN"):
        return item
    try:
        return x509.load_pem_x509_crl(item).public_bytes(Encoding.DER)
    except ValueError as fault:
        raise UnreadableTrust(str(fault)) from fault
