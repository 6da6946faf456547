"""Algorithms: identifiers, digests, signature values, and until when each is strong enough."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from lienthong.signatures import der
from lienthong.signatures.bilingual import Bilingual
from lienthong.signatures.policy import Policy

_UNPROVEN = Bilingual("the signature value does not verify", "giá trị chữ ký không khớp")

DIGESTS: dict[str, str] = {
    "1.2.840.113549.2.5": "md5",
    "1.3.14.3.2.26": "sha1",
    "2.16.840.1.101.3.4.2.4": "sha224",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
    "2.16.840.1.101.3.4.2.7": "sha3_224",
    "2.16.840.1.101.3.4.2.8": "sha3_256",
    "2.16.840.1.101.3.4.2.9": "sha3_384",
    "2.16.840.1.101.3.4.2.10": "sha3_512",
}

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "md5": hashes.MD5(),  # noqa: S303  read to be refused by date, never made
    "sha1": hashes.SHA1(),  # noqa: S303
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
    "sha3_224": hashes.SHA3_224(),
    "sha3_256": hashes.SHA3_256(),
    "sha3_384": hashes.SHA3_384(),
    "sha3_512": hashes.SHA3_512(),
}

_RSA, _PSS, _ECDSA, _DSA, _EDDSA = "rsa", "rsa-pss", "ecdsa", "dsa", "eddsa"

SIGNATURES: dict[str, tuple[str, str | None]] = {
    "1.2.840.113549.1.1.1": (_RSA, None),
    "1.2.840.113549.1.1.4": (_RSA, "md5"),
    "1.2.840.113549.1.1.5": (_RSA, "sha1"),
    "1.3.14.3.2.29": (_RSA, "sha1"),
    "1.2.840.113549.1.1.14": (_RSA, "sha224"),
    "1.2.840.113549.1.1.11": (_RSA, "sha256"),
    "1.2.840.113549.1.1.12": (_RSA, "sha384"),
    "1.2.840.113549.1.1.13": (_RSA, "sha512"),
    "2.16.840.1.101.3.4.3.13": (_RSA, "sha3_224"),
    "2.16.840.1.101.3.4.3.14": (_RSA, "sha3_256"),
    "2.16.840.1.101.3.4.3.15": (_RSA, "sha3_384"),
    "2.16.840.1.101.3.4.3.16": (_RSA, "sha3_512"),
    "1.2.840.113549.1.1.10": (_PSS, None),
    "1.2.840.10045.2.1": (_ECDSA, None),
    "1.2.840.10045.4.1": (_ECDSA, "sha1"),
    "1.2.840.10045.4.3.1": (_ECDSA, "sha224"),
    "1.2.840.10045.4.3.2": (_ECDSA, "sha256"),
    "1.2.840.10045.4.3.3": (_ECDSA, "sha384"),
    "1.2.840.10045.4.3.4": (_ECDSA, "sha512"),
    "2.16.840.1.101.3.4.3.9": (_ECDSA, "sha3_224"),
    "2.16.840.1.101.3.4.3.10": (_ECDSA, "sha3_256"),
    "2.16.840.1.101.3.4.3.11": (_ECDSA, "sha3_384"),
    "2.16.840.1.101.3.4.3.12": (_ECDSA, "sha3_512"),
    "0.4.0.127.0.7.1.1.4.1.3": (_ECDSA, "sha256"),
    "1.2.840.10040.4.1": (_DSA, None),
    "1.2.840.10040.4.3": (_DSA, "sha1"),
    "2.16.840.1.101.3.4.3.1": (_DSA, "sha224"),
    "2.16.840.1.101.3.4.3.2": (_DSA, "sha256"),
    "1.3.101.112": (_EDDSA, "sha512"),
    "1.3.101.113": (_EDDSA, None),
}
"""OID → family and, where the OID fixes it, digest."""

PSS_OID = "1.2.840.113549.1.1.10"


class UnknownAlgorithm(ValueError):
    """An identifier, a parameter or a key that cannot be checked here."""


class WrongSignature(ValueError):
    """The signature value does not belong to the key and the data."""


@dataclass(frozen=True, slots=True)
class SignatureAlgorithm:
    """A signature algorithm with its digest; ``salt`` and ``mgf`` only for RSASSA-PSS."""

    family: str
    digest: str
    salt: int = 0
    mgf: str = ""

    @property
    def label(self) -> str:
        return self.family if self.family == _EDDSA else f"{self.family}-{self.digest.replace('_', '-')}"


@dataclass(frozen=True, slots=True)
class Weakness:
    """Something that is strong enough only for signatures proven older than ``until``."""

    algorithm: str
    until: datetime


def digest_name(oid: str) -> str:
    """Our name of a digest OID.

    Raises:
        UnknownAlgorithm: none that we compute.
    """
    name = DIGESTS.get(oid)
    if name is None:
        raise UnknownAlgorithm(Bilingual(f"digest {oid}", f"hàm băm {oid}"))
    return name


def digest_of(name: str, data: bytes | memoryview) -> bytes:
    return hashlib.new(name, data).digest()


@lru_cache(maxsize=256)
def signature_algorithm(oid: str, parameters: bytes | None, digest: str | None) -> SignatureAlgorithm:
    """The algorithm that an AlgorithmIdentifier names, completed by ``digest`` where the OID leaves it open.

    Where the OID and the separately named digest disagree, the signature was not made by any conforming
    signer.

    Raises:
        UnknownAlgorithm: unknown OID or parameters, or contradicting digests.
    """
    known = SIGNATURES.get(oid)
    if known is None:
        raise UnknownAlgorithm(Bilingual(f"signature {oid}", f"thuật toán ký {oid}"))
    family, fixed = known
    if family == _PSS:
        return _pss(parameters, digest)
    if family == _EDDSA:
        return SignatureAlgorithm(family, fixed or "shake256")
    if fixed and digest and fixed != digest:
        raise UnknownAlgorithm(
            Bilingual(
                f"{family} with {fixed} over a {digest} digest", f"{family} với {fixed} trên mã băm {digest}"
            )
        )
    chosen = fixed or digest
    if chosen is None:
        raise UnknownAlgorithm(Bilingual(f"{family} without digest", f"{family} không có hàm băm"))
    return SignatureAlgorithm(family, chosen)


def _pss(parameters: bytes | None, digest: str | None) -> SignatureAlgorithm:
    """RFC 4055 3.1: hash [0], mask generation [1], salt length [2], trailer [3], each with a default."""
    fields = {"hash": "sha1", "mgf": "sha1"}
    salt = 20
    if parameters:
        try:
            for part in der.children(parameters, der.root(parameters)):
                inner = der.read_element(parameters, part.content, part.end)
                if part.tag == 0xA0:
                    fields["hash"] = digest_name(_first_oid(parameters, inner))
                elif part.tag == 0xA1:
                    _, mask_hash = der.children(parameters, inner)
                    fields["mgf"] = digest_name(_first_oid(parameters, mask_hash))
                elif part.tag == 0xA2:
                    salt = int.from_bytes(parameters[inner.content : inner.end], "big")
        except (der.DerFault, ValueError) as fault:
            raise UnknownAlgorithm(Bilingual("the parameters of RSASSA-PSS", "tham số RSASSA-PSS")) from fault
    if digest and digest != fields["hash"]:
        raise UnknownAlgorithm(
            Bilingual(
                f"RSASSA-PSS with {fields['hash']} over a {digest} digest",
                f"RSASSA-PSS với {fields['hash']} trên mã băm {digest}",
            )
        )
    return SignatureAlgorithm(_PSS, fields["hash"], salt, fields["mgf"])


def _first_oid(data: bytes, sequence: der.Element) -> str:
    return dotted(data, der.first_child(data, sequence))


def dotted(data: bytes, element: der.Element) -> str:
    """The dotted form of an OBJECT IDENTIFIER element (X.690 8.19)."""
    if element.tag != 0x06 or element.content == element.end or element.end - element.content > 64:
        raise der.DerFault("not an object identifier")
    if data[element.end - 1] & 0x80:
        raise der.DerFault("an object identifier that breaks off")
    arcs, value = [], 0
    for octet in data[element.content : element.end]:
        value = value << 7 | octet & 0x7F
        if not octet & 0x80:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))


def verify_value(key: PublicKeyTypes, algorithm: SignatureAlgorithm, signature: bytes, data: bytes) -> None:
    """Check a signature value over ``data``.

    Raises:
        WrongSignature: it does not verify.
        UnknownAlgorithm: the key is of another family, or the library refuses the combination.
    """
    try:
        _verify(key, algorithm, signature, data)
    except InvalidSignature as fault:
        raise WrongSignature(_UNPROVEN) from fault
    except UnsupportedAlgorithm as fault:
        raise UnknownAlgorithm(
            Bilingual(f"{algorithm.label} with this key", f"{algorithm.label} với khóa này")
        ) from fault
    except (ValueError, OverflowError) as fault:
        if isinstance(fault, UnknownAlgorithm | WrongSignature):
            raise
        raise WrongSignature(_UNPROVEN) from fault


def _verify(key: PublicKeyTypes, algorithm: SignatureAlgorithm, signature: bytes, data: bytes) -> None:
    digest = _HASHES.get(algorithm.digest)
    if isinstance(key, rsa.RSAPublicKey) and algorithm.family == _RSA and digest:
        key.verify(signature, data, padding.PKCS1v15(), digest)
    elif isinstance(key, rsa.RSAPublicKey) and algorithm.family == _PSS and digest:
        mask = padding.MGF1(_HASHES[algorithm.mgf])
        key.verify(signature, data, padding.PSS(mask, algorithm.salt), digest)
    elif isinstance(key, ec.EllipticCurvePublicKey) and algorithm.family == _ECDSA and digest:
        key.verify(signature, data, ec.ECDSA(digest))
    elif isinstance(key, dsa.DSAPublicKey) and algorithm.family == _DSA and digest:
        key.verify(signature, data, digest)
    elif isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey) and algorithm.family == _EDDSA:
        key.verify(signature, data)
    else:
        raise UnknownAlgorithm(
            Bilingual(
                f"{algorithm.label} with a {type(key).__name__}",
                f"{algorithm.label} với khóa {type(key).__name__}",
            )
        )


def raw_ecdsa_to_der(signature: bytes) -> bytes:
    """XML signatures carry r‖s (RFC 4051 2.3.6); libraries want the SEQUENCE."""
    half = len(signature) // 2
    return utils.encode_dss_signature(
        int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
    )


def weaknesses(
    key: PublicKeyTypes | None, algorithm: SignatureAlgorithm, policy: Policy, at: datetime
) -> Iterator[Weakness]:
    """What of this algorithm and key was no longer accepted at ``at``."""
    if algorithm.family != _EDDSA:
        until = policy.digest_accepted_until(algorithm.digest)
        if at >= until:
            yield Weakness(algorithm.digest.replace("_", "-").upper(), until)
    if key is not None:
        yield from _key_weaknesses(key, policy, at)


def digest_weakness(digest: str, policy: Policy, at: datetime) -> Weakness | None:
    until = policy.digest_accepted_until(digest)
    return Weakness(digest.replace("_", "-").upper(), until) if at >= until else None


def _key_weaknesses(key: PublicKeyTypes, policy: Policy, at: datetime) -> Iterator[Weakness]:
    if isinstance(key, rsa.RSAPublicKey | dsa.DSAPublicKey):
        until = policy.rsa_accepted_until(key.key_size)
        if at >= until:
            yield Weakness(f"{type(key).__name__[:3]} {key.key_size}", until)
    elif isinstance(key, ec.EllipticCurvePublicKey) and key.key_size < policy.ec_bits_minimum:
        yield Weakness(f"EC {key.key_size}", datetime(1970, 1, 1, tzinfo=UTC))
