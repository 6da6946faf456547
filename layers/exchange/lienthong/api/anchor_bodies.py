"""The bodies about trust anchors; apart, because reading certificates is what costs a cold start most."""

from __future__ import annotations

from typing import Annotated

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from pydantic import StrictBool, StringConstraints, model_validator

from lienthong.api.actions import read_body
from lienthong.api.bodies import Instant, Strict
from lienthong.api.faults import FaultError
from lienthong.api.registry_bodies import utc, utc_or_none
from lienthong.ports import TrustAnchor


class AnchorBody(Strict):
    """A certificate to trust (root) or to build paths with (intermediate), as PEM."""

    certificate: Annotated[str, StringConstraints(max_length=10_000)]
    is_root: StrictBool
    valid_from: Instant
    valid_until: Instant | None = None

    @model_validator(mode="after")
    def _is_a_certificate(self) -> AnchorBody:
        try:
            x509.load_pem_x509_certificate(self.certificate.encode())
        except (ValueError, x509.InvalidVersion) as unreadable:
            raise FaultError(
                "certificate.unreadable",
                "This is not an X.509 certificate in PEM; export it again.",
                "Đây không phải chứng thư số X.509 dạng PEM; đề nghị xuất lại.",
            ) from unreadable
        return self


def read_anchor(body: bytes) -> TrustAnchor:
    """A trust anchor from a request body."""
    entry = read_body(body, AnchorBody)
    certificate = x509.load_pem_x509_certificate(entry.certificate.encode())
    return TrustAnchor(
        fingerprint=certificate.fingerprint(SHA256()).hex(),
        certificate=certificate.public_bytes(Encoding.DER),
        is_root=entry.is_root,
        valid_from=utc(entry.valid_from),
        valid_until=utc_or_none(entry.valid_until),
    )


def pem_of(anchor: TrustAnchor) -> str:
    """The anchor's certificate as PEM."""
    return x509.load_der_x509_certificate(anchor.certificate).public_bytes(Encoding.PEM).decode()
