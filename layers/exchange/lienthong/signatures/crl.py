"""CRLs: parsed once, looked up without building the whole list (RFC 5280 5, 6.3)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509.oid import ExtensionOID

from lienthong.signatures import algorithms, der, names
from lienthong.signatures.certificates import Certificate, algorithm_from

_Extension = TypeVar("_Extension", bound=x509.ExtensionType)

ALL_REASONS = frozenset(x509.ReasonFlags) - {x509.ReasonFlags.unspecified, x509.ReasonFlags.remove_from_crl}

_PROCESSED = frozenset(
    oid.dotted_string
    for oid in (
        ExtensionOID.ISSUING_DISTRIBUTION_POINT,
        ExtensionOID.DELTA_CRL_INDICATOR,
        ExtensionOID.CRL_NUMBER,
        ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
        ExtensionOID.ISSUER_ALTERNATIVE_NAME,
        ExtensionOID.FRESHEST_CRL,
    )
)
_PROCESSED_IN_ENTRIES = (x509.CRLReason, x509.InvalidityDate, x509.CertificateIssuer)
_CRITICAL = b"\x01\x01\xff"
_UNREADABLE = (
    ValueError,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
    UnsupportedAlgorithm,
)
"""What the library raises on lists and extensions that it cannot read."""


class UnreadableCrl(ValueError):
    """The bytes are not a CRL."""


@dataclass(frozen=True, slots=True)
class CrlEntry:
    """A revoked certificate as one CRL lists it."""

    revoked: datetime
    reason: x509.ReasonFlags


class Crl:
    """One certificate revocation list.

    Raises:
        UnreadableCrl: not parseable, or its extensions are not.
    """

    def __init__(self, encoded: bytes) -> None:
        self.der = encoded
        self.fingerprint = hashlib.sha256(encoded).hexdigest()
        try:
            self.x509 = x509.load_der_x509_crl(encoded)
            self.extensions: x509.Extensions = self.x509.extensions
            self.this_update: datetime = self.x509.last_update_utc
            self.next_update: datetime | None = self.x509.next_update_utc
            tbs, algorithm, signature = der.children(encoded, der.root(encoded))
            self._tbs, self._signature = tbs, encoded[signature.content + 1 : signature.end]
            self.raw_algorithm = der.raw(encoded, algorithm)
            fields = [f for f in der.children(encoded, tbs) if f.tag != 0x02]
            self.issuer = names.name_key(der.raw(encoded, fields[1]))
            self._entries = next((f for f in fields[3:] if f.tag == 0x30), None)
        except (*_UNREADABLE, IndexError) as fault:
            raise UnreadableCrl(str(fault)[:200]) from fault
        self._signed_by: dict[bytes, bool] = {}
        self._looked_up: dict[tuple[int, names.Key], CrlEntry | None] = {}

    def extension(self, kind: type[_Extension]) -> _Extension | None:
        try:
            return self.extensions.get_extension_for_class(kind).value
        except x509.ExtensionNotFound:
            return None

    @cached_property
    def scope(self) -> x509.IssuingDistributionPoint | None:
        return self.extension(x509.IssuingDistributionPoint)

    @cached_property
    def number(self) -> int | None:
        found = self.extension(x509.CRLNumber)
        return found.crl_number if found else None

    @cached_property
    def base_number(self) -> int | None:
        """The base that a delta CRL completes; None for a complete CRL."""
        found = self.extension(x509.DeltaCRLIndicator)
        return found.crl_number if found else None

    @cached_property
    def is_processable(self) -> bool:
        """RFC 5280 5.2, 5.3: with an unknown critical extension the CRL must not be used; nor may one whose
        entries cannot be attributed.
        """
        unknown = any(e.critical and e.oid.dotted_string not in _PROCESSED for e in self.extensions)
        return not unknown and not self._has_unknown_critical_entry()

    @property
    def _is_indirect(self) -> bool:
        return self.scope is not None and self.scope.indirect_crl

    def _has_unknown_critical_entry(self) -> bool:
        if self._entries is None:
            return False
        marked = self.der.find(_CRITICAL, self._entries.start, self._entries.end) >= 0
        if not marked and not self._is_indirect:
            return False
        try:
            return any(
                extension.critical and not isinstance(extension.value, _PROCESSED_IN_ENTRIES)
                for entry in self.x509
                for extension in entry.extensions
            )
        except _UNREADABLE:
            return True

    def is_signed_by(self, signer: Certificate) -> bool:
        """Whether this certificate's key signed the list; the same bytes give the same answer, so it is
        kept.
        """
        if signer.raw_key_info not in self._signed_by:
            self._signed_by[signer.raw_key_info] = self._verify(signer)
        return self._signed_by[signer.raw_key_info]

    @cached_property
    def algorithm(self) -> algorithms.SignatureAlgorithm:
        """Raises UnknownAlgorithm where it is none of ours."""
        return algorithm_from(self.raw_algorithm, None)

    def _verify(self, signer: Certificate) -> bool:
        try:
            algorithm = self.algorithm
            # The library would build the signed part anew from its entries.
            signed = der.raw(self.der, self._tbs)
            algorithms.verify_value(signer.public_key, algorithm, self._signature, signed)
        except (algorithms.WrongSignature, algorithms.UnknownAlgorithm):
            return False
        return True

    def entry_for(self, certificate: Certificate) -> CrlEntry | None:
        """The entry of this certificate, None where it is not listed.

        A serial number whose DER does not occur among the entries is not listed; only a hit is worth
        walking through a list of tens of thousands.
        """
        key = (certificate.serial, certificate.issuer)
        if key not in self._looked_up:
            self._looked_up[key] = self._look_up(certificate)
        return self._looked_up[key]

    def _look_up(self, certificate: Certificate) -> CrlEntry | None:
        if self._entries is None:
            return None
        if self.der.find(certificate.raw_serial, self._entries.start, self._entries.end) < 0:
            return None
        if self._is_indirect:
            return self._look_up_indirect(certificate)
        if certificate.serial < 0:
            # The library's look-up takes no negative numbers, its entries do (RFC 5280 4.1.2.2).
            found = next((entry for entry in self.x509 if entry.serial_number == certificate.serial), None)
        else:
            found = self.x509.get_revoked_certificate_by_serial_number(certificate.serial)
        return None if found is None else _entry(found)

    def _look_up_indirect(self, certificate: Certificate) -> CrlEntry | None:
        """RFC 5280 5.3.3: an entry's issuer is the last one named, at first the CRL's own."""
        issuer, result = self.issuer, None
        for entry in self.x509:
            try:
                stated = entry.extensions.get_extension_for_class(x509.CertificateIssuer).value
                for name in stated.get_values_for_type(x509.DirectoryName):
                    issuer = names.name_key(name.public_bytes())
            except x509.ExtensionNotFound:
                pass
            if entry.serial_number == certificate.serial and issuer == certificate.issuer:
                result = _entry(entry)
        return result


def _entry(revoked: x509.RevokedCertificate) -> CrlEntry:
    """What cannot be read of an entry makes it no less revoked."""
    try:
        reason = revoked.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except (x509.ExtensionNotFound, *_UNREADABLE):
        reason = x509.ReasonFlags.unspecified
    return CrlEntry(revoked.revocation_date_utc.astimezone(UTC), reason)


@lru_cache(maxsize=64)
def load_crl(encoded: bytes) -> Crl:
    """The CRL of these bytes, parsed once per process.

    Raises:
        UnreadableCrl: see :class:`Crl`.
    """
    return Crl(encoded)


def covers(crl: Crl, certificate: Certificate) -> frozenset[x509.ReasonFlags]:
    """The reasons for which this CRL speaks about this certificate (RFC 5280 6.3.3 b, d); empty for none."""
    scope = crl.scope
    if scope is not None:
        is_authority = certificate.path_length != -1
        if scope.only_contains_attribute_certs:
            return frozenset()
        if (scope.only_contains_ca_certs and not is_authority) or (
            scope.only_contains_user_certs and is_authority
        ):
            return frozenset()
    points = certificate.extension(x509.CRLDistributionPoints)
    reasons: frozenset[x509.ReasonFlags] = frozenset()
    for point in points or ():
        reasons |= _covered_by_point(crl, certificate, point)
    if not reasons and _covers_by_issuer(crl, certificate):
        reasons = ALL_REASONS if scope is None else scope.only_some_reasons or ALL_REASONS
    return reasons


def _covers_by_issuer(crl: Crl, certificate: Certificate) -> bool:
    """The implied distribution point: the certificate's issuer itself (RFC 5280 6.3.3, last paragraph)."""
    if crl.issuer != certificate.issuer:
        return False
    scope = crl.scope
    if scope is None or (scope.full_name is None and scope.relative_name is None):
        return True
    return certificate.issuer in _point_names(scope.full_name, scope.relative_name, crl.issuer)


def _covered_by_point(
    crl: Crl, certificate: Certificate, point: x509.DistributionPoint
) -> frozenset[x509.ReasonFlags]:
    scope = crl.scope
    if point.crl_issuer:
        issuers = {
            names.name_key(n.value.public_bytes())
            for n in point.crl_issuer
            if isinstance(n, x509.DirectoryName)
        }
        if crl.issuer not in issuers or scope is None or not scope.indirect_crl:
            return frozenset()
    elif crl.issuer != certificate.issuer:
        return frozenset()
    if scope is not None and (scope.full_name is not None or scope.relative_name is not None):
        named = _point_names(scope.full_name, scope.relative_name, crl.issuer)
        if point.full_name is None and point.relative_name is None:
            wanted = _point_names(point.crl_issuer, None, crl.issuer)
        else:
            wanted = _point_names(point.full_name, point.relative_name, crl.issuer)
        if not named & wanted:
            return frozenset()
    stated = scope.only_some_reasons if scope is not None and scope.only_some_reasons else ALL_REASONS
    return stated & (point.reasons or ALL_REASONS)


def _point_names(
    full: list[x509.GeneralName] | None, relative: x509.RelativeDistinguishedName | None, issuer: names.Key
) -> set[object]:
    """Comparable forms of a distribution point's names; a relative name hangs under the CRL's issuer."""
    if relative is not None:
        return {(*issuer, *names.name_key(x509.Name([relative]).public_bytes()))}
    return {
        names.name_key(name.value.public_bytes()) if isinstance(name, x509.DirectoryName) else str(name.value)
        for name in full or ()
    }
