"""A public key infrastructure in memory, and signatures made with it, sound or deliberately wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from lienthong.signatures import der
from lienthong.signatures.trust import RevocationMaterial, TrustAnchors

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey

NOW = datetime.now(UTC).replace(second=0, microsecond=0)
"""The moment at which the tests sign and validate; everything is placed around it, and nothing asks the
clock on the wall again, however long the run takes."""

YEAR = timedelta(days=365)
DAY = timedelta(days=1)


@cache
def key_named(name: str, kind: str = "ec") -> Key:
    """One key per name and kind for the whole run; RSA keys take a while to find."""
    if kind == "ec":
        return ec.generate_private_key(ec.SECP256R1())
    if kind == "ec384":
        return ec.generate_private_key(ec.SECP384R1())
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(65537, int(kind.removeprefix("rsa")))


def digest_of(key: Key) -> hashes.SHA256 | None:
    return None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()


@dataclass
class Party:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Key
    issuer: Party | None = None

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.der).hexdigest()

    @property
    def chain(self) -> list[bytes]:
        """DER of this certificate and of every issuer below the root."""
        own = [self.der]
        return own if self.issuer is None or self.issuer.issuer is None else own + self.issuer.chain


SIGNING_USAGE = frozenset({"digital_signature", "content_commitment"})
_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def issue(
    name: str,
    issuer: Party | None,
    *,
    is_ca: bool = False,
    usage: frozenset[str] | None = SIGNING_USAGE,
    extended: Sequence[x509.ObjectIdentifier] = (),
    extended_critical: bool = False,
    not_before: datetime = NOW - YEAR,
    not_after: datetime = NOW + YEAR,
    kind: str = "ec",
    serial: int | None = None,
    publishes: bool = True,
    organization: str = "UBND huyện Cần Giuộc",
    extensions: Sequence[tuple[x509.ExtensionType, bool]] = (),
    key: Key | None = None,
) -> Party:
    """A certificate of ``name`` under ``issuer`` (self-signed without one)."""
    key = key or key_named(name, kind)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    signer = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.BasicConstraints(is_ca, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if is_ca:
        usage = frozenset({"key_cert_sign", "crl_sign"})
    if usage is not None:
        flags = {flag: flag in usage for flag in _USAGES}
        builder = builder.add_extension(x509.KeyUsage(**flags), critical=True)
    if extended:
        builder = builder.add_extension(x509.ExtendedKeyUsage(extended), critical=extended_critical)
    if publishes and issuer is not None:
        point = x509.DistributionPoint(
            [x509.UniformResourceIdentifier("http://crl.example.vn/ca.crl")], None, None, None
        )
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return Party(builder.sign(signer, digest_of(signer)), key, issuer)


def crl_of(
    issuer: Party,
    revoked: Sequence[tuple[Party, datetime]] = (),
    *,
    this_update: datetime = NOW - DAY,
    next_update: datetime = NOW + 30 * DAY,
    reason: x509.ReasonFlags | None = None,
    signer: Party | None = None,
) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(this_update)
        .next_update(next_update)
        .add_extension(x509.CRLNumber(1), critical=False)
    )
    for party, when in revoked:
        entry = (
            x509.RevokedCertificateBuilder()
            .serial_number(party.certificate.serial_number)
            .revocation_date(when)
        )
        if reason is not None:
            entry = entry.add_extension(x509.CRLReason(reason), critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    key = (signer or issuer).key
    return builder.sign(key, digest_of(key)).public_bytes(Encoding.DER)


def ocsp_of(
    party: Party,
    *,
    responder: Party | None = None,
    revoked: datetime | None = None,
    this_update: datetime = NOW - DAY,
    next_update: datetime | None = NOW + DAY,
) -> bytes:
    assert party.issuer is not None
    signer = responder or party.issuer
    builder = ocsp.OCSPResponseBuilder().add_response(
        party.certificate,
        party.issuer.certificate,
        hashes.SHA1(),
        ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD,
        this_update,
        next_update,
        revoked,
        x509.ReasonFlags.key_compromise if revoked else None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, signer.certificate)
    if responder is not None:
        builder = builder.certificates([responder.certificate])
    return builder.sign(signer.key, digest_of(signer.key)).public_bytes(Encoding.DER)


@dataclass
class Province:
    """A root, a sub-CA, a time-stamping authority and two signers of one district."""

    root: Party = field(
        default_factory=lambda: issue("Gốc thử nghiệm", None, is_ca=True, not_after=NOW + 20 * YEAR)
    )
    ca: Party = field(init=False)
    tsa: Party = field(init=False)
    leader: Party = field(init=False)
    agency: Party = field(init=False)

    def __post_init__(self) -> None:
        self.ca = issue("CA chuyên dùng thử nghiệm", self.root, is_ca=True, not_after=NOW + 10 * YEAR)
        self.tsa = self.issue_tsa()
        self.leader = issue("Nguyễn Văn An", self.ca, kind="rsa2048")
        self.agency = issue("UBND huyện Cần Giuộc", self.ca)

    def issue_tsa(self, **changes: object) -> Party:
        settings: dict[str, object] = {
            "usage": frozenset({"digital_signature"}),
            "extended": [ExtendedKeyUsageOID.TIME_STAMPING],
            "extended_critical": True,
            "kind": "rsa2048",
            "not_after": NOW + 5 * YEAR,
        }
        return issue("Dịch vụ cấp dấu thời gian", self.ca, **(settings | changes))  # type: ignore[arg-type]

    @property
    def trust(self) -> TrustAnchors:
        return TrustAnchors.from_bytes([self.root.der])

    def revocation(
        self, revoked: Sequence[tuple[Party, datetime]] = (), *, reason: x509.ReasonFlags | None = None
    ) -> RevocationMaterial:
        return RevocationMaterial.from_bytes([crl_of(self.root), crl_of(self.ca, revoked, reason=reason)])


@cache
def province() -> Province:
    """One province for the whole run."""
    return Province()


# --- CMS ------------------------------------------------------------------------------------------


def sign_value(key: Key, data: bytes, digest: str = "sha256", *, pss: bool = False) -> bytes:
    algorithm = getattr(hashes, digest.upper())()
    if isinstance(key, rsa.RSAPrivateKey):
        mode = padding.PSS(padding.MGF1(algorithm), algorithm.digest_size) if pss else padding.PKCS1v15()
        return key.sign(data, mode, algorithm)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(algorithm))
    return key.sign(data)


def algorithm_identifier(key: Key, digest: str, *, pss: bool = False) -> algos.SignedDigestAlgorithm:
    if isinstance(key, rsa.RSAPrivateKey) and pss:
        parameters = algos.RSASSAPSSParams(
            {
                "hash_algorithm": {"algorithm": digest},
                "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": digest}},
                "salt_length": hashlib.new(digest).digest_size,
            }
        )
        return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})
    if isinstance(key, rsa.RSAPrivateKey):
        return algos.SignedDigestAlgorithm({"algorithm": f"{digest}_rsa"})
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return algos.SignedDigestAlgorithm({"algorithm": f"{digest}_ecdsa"})
    return algos.SignedDigestAlgorithm({"algorithm": "ed25519"})


@dataclass
class CmsPlan:
    """How a CMS signature is made; every deviation from a sound one is a field."""

    signer: Party
    content: bytes
    detached: bool = True
    digest: str = "sha256"
    pss: bool = False
    signed_attributes: bool = True
    signing_certificate: str | None = "v2"
    referenced: Party | None = None
    """The certificate named under the signature; the signer's own unless another is given."""
    embedded: Sequence[bytes] | None = None
    content_type: str = "data"
    stated_type: str | None = None
    message_digests: Sequence[bytes] | None = None
    signing_time: datetime | None = NOW - timedelta(hours=2)
    timestamps: Sequence[bytes] | None = None
    stamp_with: Party | None = None
    stamp_time: datetime = NOW - timedelta(hours=1)
    content_stamp: bytes | None = None
    crls: Sequence[bytes] = ()
    encapsulated: bytes | None = None
    """Other bytes to encapsulate than were signed."""

    def build(self) -> bytes:
        info = self._signer_info()
        certificates = self.signer.chain if self.embedded is None else list(self.embedded)
        body: dict[str, object] = {
            "version": "v1" if self.content_type == "data" else "v3",
            "digest_algorithms": [{"algorithm": self.digest}],
            "encap_content_info": self._encapsulated(),
            "certificates": [
                cms.CertificateChoices("certificate", asn1_x509.Certificate.load(c)) for c in certificates
            ],
            "signer_infos": [info],
        }
        if self.crls:
            body["crls"] = cms.RevocationInfoChoices.load(der.encode(0x31, b"".join(self.crls)))
        data = cms.SignedData(body)
        return bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())

    def _encapsulated(self) -> dict[str, object]:
        if self.encapsulated is not None:
            return {"content_type": self.content_type, "content": self.encapsulated}
        if self.detached:
            return {"content_type": self.content_type}
        if self.content_type == "data":
            return {"content_type": "data", "content": self.content}
        return {"content_type": self.content_type, "content": core.ParsableOctetString(self.content)}

    def _signer_info(self) -> cms.SignerInfo:
        certificate = asn1_x509.Certificate.load(self.signer.der)
        attributes = self._attributes() if self.signed_attributes else None
        signed = attributes.dump() if attributes is not None else self.content
        value = sign_value(self.signer.key, signed, self.digest, pss=self.pss)
        fields: dict[str, object] = {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                cms.IssuerAndSerialNumber(
                    {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
                ),
            ),
            "digest_algorithm": {"algorithm": self.digest},
            "signature_algorithm": algorithm_identifier(self.signer.key, self.digest, pss=self.pss),
            "signature": value,
        }
        if attributes is not None:
            fields["signed_attrs"] = attributes
        tokens = list(self.timestamps or ())
        if self.stamp_with is not None:
            tokens.append(stamp(self.stamp_with, value, self.stamp_time))
        if tokens:
            fields["unsigned_attrs"] = [raw_attribute("1.2.840.113549.1.9.16.2.14", tokens)]
        return cms.SignerInfo(fields)

    def _attributes(self) -> cms.CMSAttributes:
        digests = self.message_digests
        if digests is None:
            digests = [hashlib.new(self.digest, self.content).digest()]
        attributes = [
            cms.CMSAttribute({"type": "content_type", "values": [self.stated_type or self.content_type]}),
        ]
        if digests:
            attributes.append(cms.CMSAttribute({"type": "message_digest", "values": list(digests)}))
        if self.signing_time is not None:
            time = cms.Time({"utc_time": core.UTCTime(self.signing_time)})
            attributes.append(cms.CMSAttribute({"type": "signing_time", "values": [time]}))
        referenced = (self.referenced or self.signer).der
        if self.signing_certificate == "v2":
            identifier = tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(referenced).digest()})
            value = tsp.SigningCertificateV2({"certs": [identifier]})
            attributes.append(cms.CMSAttribute({"type": "signing_certificate_v2", "values": [value]}))
        elif self.signing_certificate == "v1":
            old = tsp.ESSCertID({"cert_hash": hashlib.sha1(referenced).digest()})
            attributes.append(
                cms.CMSAttribute(
                    {"type": "signing_certificate", "values": [tsp.SigningCertificate({"certs": [old]})]}
                )
            )
        if self.content_stamp is not None:
            attributes.append(raw_attribute("1.2.840.113549.1.9.16.2.20", [self.content_stamp]))
        return cms.CMSAttributes(attributes)


def raw_attribute(oid: str, values: Sequence[bytes]) -> cms.CMSAttribute:
    """An attribute of encoded values; asn1crypto takes exponential time to encode nested objects anew."""
    encoded = der.encode(0x30, core.ObjectIdentifier(oid).dump() + der.encode(0x31, b"".join(values)))
    return cms.CMSAttribute.load(encoded)


def stamp(
    authority: Party,
    data: bytes,
    time: datetime,
    *,
    digest: str = "sha256",
    imprint: bytes | None = None,
    nonce: int | None = None,
) -> bytes:
    """An RFC 3161 token over ``data``, or for the hash value ``imprint``."""
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": "1.2.3.4.1",
            "message_imprint": {
                "hash_algorithm": {"algorithm": digest},
                "hashed_message": imprint or hashlib.new(digest, data).digest(),
            },
            "serial_number": 1,
            "gen_time": time,
            "nonce": nonce,
        }
    )
    plan = CmsPlan(authority, info.dump(), detached=False, content_type="tst_info", signing_time=None)
    return plan.build()
