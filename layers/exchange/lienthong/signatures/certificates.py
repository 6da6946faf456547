"""Certificates as the path algorithm needs them: parsed once, cached by their bytes (RFC 5280)."""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, ExtensionOID

from lienthong.signatures import algorithms, der, names
from lienthong.signatures.algorithms import SignatureAlgorithm, UnknownAlgorithm
from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.report import ChainLink

_Extension = TypeVar("_Extension", bound=x509.ExtensionType)

PROCESSED_EXTENSIONS = frozenset(
    oid.dotted_string
    for oid in (
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.NAME_CONSTRAINTS,
        ExtensionOID.CERTIFICATE_POLICIES,
        ExtensionOID.POLICY_MAPPINGS,
        ExtensionOID.POLICY_CONSTRAINTS,
        ExtensionOID.INHIBIT_ANY_POLICY,
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
        ExtensionOID.ISSUER_ALTERNATIVE_NAME,
        ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
        ExtensionOID.SUBJECT_KEY_IDENTIFIER,
        ExtensionOID.CRL_DISTRIBUTION_POINTS,
        ExtensionOID.FRESHEST_CRL,
        ExtensionOID.AUTHORITY_INFORMATION_ACCESS,
        ExtensionOID.SUBJECT_INFORMATION_ACCESS,
        ExtensionOID.OCSP_NO_CHECK,
    )
) | {"1.3.6.1.5.5.7.1.3"}  # qcStatements (RFC 3739): informs, restricts nothing


class UnreadableCertificate(ValueError):
    """The bytes are not a certificate that RFC 5280 allows."""


@dataclass(frozen=True)
class KeyPurpose:
    """What a certificate's key may be used for; None where the extension is absent (no restriction)."""

    usages: frozenset[str] | None
    extended: frozenset[str] | None
    extended_critical: bool

    @property
    def may_sign_documents(self) -> bool:
        """EN 319 412-2 4.3.2: digitalSignature or nonRepudiation; a key usage must be stated."""
        return self.usages is not None and bool(self.usages & {"digital_signature", "content_commitment"})

    @property
    def is_for_servers_only(self) -> bool:
        """Extended key usages that name TLS and nothing a document could be signed with."""
        tls = {ExtendedKeyUsageOID.SERVER_AUTH.dotted_string, ExtendedKeyUsageOID.CLIENT_AUTH.dotted_string}
        return (
            self.extended is not None
            and ExtendedKeyUsageOID.SERVER_AUTH.dotted_string in self.extended
            and (self.extended <= tls)
        )

    @property
    def may_stamp_time(self) -> bool:
        """RFC 3161 2.3: exactly one purpose, id-kp-timeStamping, in a critical extension."""
        only = frozenset({ExtendedKeyUsageOID.TIME_STAMPING.dotted_string})
        return self.extended_critical and self.extended == only

    @property
    def may_sign_ocsp(self) -> bool:
        """RFC 6960 4.2.2.2."""
        return self.extended is not None and ExtendedKeyUsageOID.OCSP_SIGNING.dotted_string in self.extended

    def allows(self, usage: str) -> bool:
        return self.usages is None or usage in self.usages


class Certificate:
    """One X.509 certificate. Equality and hash are those of its bytes.

    Raises:
        UnreadableCertificate: not parseable.
    """

    defect: str
    """What is wrong with its extensions; such a certificate identifies a key but is never part of a valid
    path."""

    def __init__(self, encoded: bytes) -> None:
        self.der = encoded
        self.fingerprint = hashlib.sha256(encoded).hexdigest()
        try:
            self.x509 = _parsed(encoded)
            self.extensions, self.defect = _extensions(self.x509)
            self.not_before: datetime = self.x509.not_valid_before_utc
            self.not_after: datetime = self.x509.not_valid_after_utc
            self._read_tbs()
        except (
            ValueError,
            IndexError,
            StopIteration,
            x509.InvalidVersion,
            x509.DuplicateExtension,
            UnsupportedAlgorithm,
        ) as fault:
            raise UnreadableCertificate(str(fault)[:200]) from fault

    def _read_tbs(self) -> None:
        tbs, algorithm, signature = der.children(self.der, der.root(self.der))
        self.raw_tbs = der.raw(self.der, tbs)
        self.signature_value = self.der[signature.content + 1 : signature.end]
        self.signature_algorithm_raw = der.raw(self.der, algorithm)
        fields = [field for field in der.children(self.der, tbs) if field.tag != 0xA0]
        self.raw_serial = der.raw(self.der, fields[0])
        self.serial = int.from_bytes(self.der[fields[0].content : fields[0].end], "big", signed=True)
        self.raw_issuer = der.raw(self.der, fields[2])
        self.raw_subject = der.raw(self.der, fields[4])
        self.raw_key_info = der.raw(self.der, fields[5])
        self.subject = names.name_key(self.raw_subject)
        self.issuer = names.name_key(self.raw_issuer)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Certificate) and self.der == other.der

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __repr__(self) -> str:
        return f"<Certificate {self.label}>"

    @property
    def label(self) -> str:
        return names.common_name(self.raw_subject)

    @property
    def readable_subject(self) -> str:
        return names.readable(self.raw_subject)

    @property
    def is_self_issued(self) -> bool:
        return self.subject == self.issuer

    @cached_property
    def signature_algorithm(self) -> SignatureAlgorithm:
        return algorithm_from(self.signature_algorithm_raw, None)

    @cached_property
    def public_key(self) -> PublicKeyTypes:
        """Raises UnknownAlgorithm for keys that cannot be used here."""
        try:
            if _inherits_dsa_parameters(self.raw_key_info):
                raise UnknownAlgorithm(
                    Bilingual(
                        "a DSA key with the parameters of its issuer", "khóa DSA dùng tham số của tổ chức cấp"
                    )
                )
            return self.x509.public_key()
        except (ValueError, UnsupportedAlgorithm) as fault:
            raise UnknownAlgorithm(
                Bilingual("the public key of a certificate", "khóa công khai của chứng thư")
            ) from fault

    @property
    def usable_key(self) -> PublicKeyTypes | None:
        """The public key, None where it cannot be used here."""
        try:
            return self.public_key
        except UnknownAlgorithm:
            return None

    @cached_property
    def key_bits(self) -> bytes:
        """The subjectPublicKey bits, whose SHA-1 OCSP uses as responder key hash (RFC 6960 4.2.1)."""
        _, bits = der.children(self.raw_key_info, der.root(self.raw_key_info))
        return self.raw_key_info[bits.content + 1 : bits.end]

    @cached_property
    def purpose(self) -> KeyPurpose:
        usage = self.extension(x509.KeyUsage)
        extended = self._extension(x509.ExtendedKeyUsage)
        return KeyPurpose(
            None if usage is None else frozenset(n for n in _USAGES if _usage(usage, n)),
            None if extended is None else frozenset(oid.dotted_string for oid in extended.value),
            extended is not None and extended.critical,
        )

    @cached_property
    def path_length(self) -> int | None:
        """The CA's path length constraint, None for no limit; -1 where it is no CA at all."""
        basic = self.extension(x509.BasicConstraints)
        if basic is None or not basic.ca:
            return -1
        return basic.path_length

    @cached_property
    def key_identifier(self) -> bytes | None:
        found = self.extension(x509.SubjectKeyIdentifier)
        return found.digest if found else None

    @cached_property
    def authority_key_identifier(self) -> bytes | None:
        found = self.extension(x509.AuthorityKeyIdentifier)
        return found.key_identifier if found else None

    @cached_property
    def unprocessed_critical(self) -> tuple[str, ...]:
        """Critical extensions that nothing here processes (RFC 5280 6.1.4 o, 6.1.5 f)."""
        return tuple(
            extension.oid.dotted_string
            for extension in self.extensions
            if extension.critical and extension.oid.dotted_string not in PROCESSED_EXTENSIONS
        )

    @cached_property
    def publishes_revocation(self) -> bool:
        """Whether the issuer names a CRL or an OCSP responder for this certificate."""
        access = self.extension(x509.AuthorityInformationAccess)
        return self.extension(x509.CRLDistributionPoints) is not None or (
            access is not None and any(d.access_method == AuthorityInformationAccessOID.OCSP for d in access)
        )

    def extension(self, kind: type[_Extension]) -> _Extension | None:
        found = self._extension(kind)
        return found.value if found else None

    def _extension(self, kind: type[_Extension]) -> x509.Extension[_Extension] | None:
        try:
            return self.extensions.get_extension_for_class(kind)
        except x509.ExtensionNotFound:
            return None

    def raw_extension(self, oid: x509.ObjectIdentifier) -> bytes | None:
        """The extension's value where the library has no class of its own for it."""
        for extension in self.extensions:
            if extension.oid == oid:
                return bytes(extension.value.public_bytes())
        return None

    def key_inheriting(self, issuer_key: PublicKeyTypes | None) -> PublicKeyTypes:
        """The public key; DSA parameters left out are the issuer's (RFC 3279 2.3.2).

        Raises:
            UnknownAlgorithm: no usable key.
        """
        try:
            return self.public_key
        except UnknownAlgorithm:
            if not isinstance(issuer_key, dsa.DSAPublicKey):
                raise
            y = der.root(self.key_bits)
            value = int.from_bytes(self.key_bits[y.content : y.end], "big")
            return dsa.DSAPublicNumbers(value, issuer_key.public_numbers().parameter_numbers).public_key()

    def verify_issued_by(self, issuer_key: PublicKeyTypes) -> None:
        """RFC 5280 6.1.3 (a)(1). Raises WrongSignature or UnknownAlgorithm."""
        algorithms.verify_value(issuer_key, self.signature_algorithm, self.signature_value, self.raw_tbs)

    def link(self) -> ChainLink:
        return ChainLink(
            self.readable_subject,
            names.readable(self.raw_issuer),
            format(self.serial, "x"),
            self.fingerprint,
            self.not_before,
            self.not_after,
        )


_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
)


def _usage(usage: x509.KeyUsage, name: str) -> bool:
    return bool(getattr(usage, name))


def _extensions(certificate: x509.Certificate) -> tuple[x509.Extensions, str]:
    """The extensions, all or none: the library refuses to read some when one breaks its own rules."""
    try:
        return certificate.extensions, ""
    except (
        ValueError,
        x509.DuplicateExtension,
        x509.UnsupportedGeneralNameType,
        UnsupportedAlgorithm,
    ) as fault:
        return x509.Extensions([]), str(fault)[:160]


def _parsed(encoded: bytes) -> x509.Certificate:
    """RFC 5280 4.1.2.2 asks to be prepared for serial numbers that are not positive; the library only
    warns.
    """
    encoded = _with_dsa_parameters(encoded)
    if not _has_odd_serial(encoded):
        return x509.load_der_x509_certificate(encoded)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        return x509.load_der_x509_certificate(encoded)


_DSA_WITHOUT_PARAMETERS = bytes.fromhex("300906072a8648ce380401")
_DSA_PLACEHOLDER = bytes.fromhex("301406072a8648ce3804013009020101020101020101")


def _inherits_dsa_parameters(key_info: bytes) -> bool:
    return key_info.find(_DSA_WITHOUT_PARAMETERS, 0, 16) > 0


def _with_dsa_parameters(encoded: bytes) -> bytes:
    """RFC 3279 2.3.2 lets a certificate leave its DSA parameters to the issuer's; the library cannot read
    that.

    For reading the other fields placeholders stand in; signatures are checked over the bytes as they came.
    """
    if _DSA_WITHOUT_PARAMETERS not in encoded:
        return encoded
    tbs, *rest = der.children(encoded, der.root(encoded))
    fields = [der.raw(encoded, field) for field in der.children(encoded, tbs)]
    for i, raw in enumerate(fields):
        if _inherits_dsa_parameters(raw):
            _, bits = der.children(raw, der.root(raw))
            fields[i] = der.encode(0x30, _DSA_PLACEHOLDER + der.raw(raw, bits))
    return der.encode(0x30, der.encode(0x30, b"".join(fields)) + b"".join(der.raw(encoded, e) for e in rest))


def _has_odd_serial(encoded: bytes) -> bool:
    tbs = der.first_child(encoded, der.root(encoded))
    serial = next(field for field in der.children(encoded, tbs) if field.tag == 0x02)
    return encoded[serial.content] & 0x80 != 0 or not any(encoded[serial.content : serial.end])


def algorithm_from(raw_identifier: bytes, digest: str | None) -> SignatureAlgorithm:
    """The signature algorithm of a DER AlgorithmIdentifier.

    Raises:
        UnknownAlgorithm: not one of ours, or not an AlgorithmIdentifier.
    """
    try:
        parts = list(der.children(raw_identifier, der.root(raw_identifier)))
        oid = algorithms.dotted(raw_identifier, parts[0])
    except (der.DerFault, IndexError) as fault:
        raise UnknownAlgorithm(
            Bilingual("an algorithm identifier that cannot be read", "mã thuật toán không đọc được")
        ) from fault
    parameters = der.raw(raw_identifier, parts[1]) if len(parts) > 1 else None
    return algorithms.signature_algorithm(oid, parameters, digest)


@lru_cache(maxsize=4096)
def load_certificate(encoded: bytes) -> Certificate:
    """The certificate of these bytes, parsed once per process.

    Raises:
        UnreadableCertificate: see :class:`Certificate`.
    """
    return Certificate(encoded)
