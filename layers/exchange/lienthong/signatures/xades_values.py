"""Certificate and revocation values of XAdES (EN 319 132-1 5.4): what a signature brings for later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lienthong.signatures import xmldsig
from lienthong.signatures.cades_values import wrap_basic_ocsp
from lienthong.signatures.trust import RevocationMaterial
from lienthong.signatures.xml_c14n import Element
from lienthong.signatures.xmldsig import DS

_VERSIONS = tuple(
    f"http://uri.etsi.org/01903/v{version}#" for version in ("1.3.2", "1.2.2", "1.1.1", "1.4.1")
)


def certificate_values(signature: Element) -> Iterator[bytes]:
    """5.4.1: the certificates in the signature's Objects."""
    for holder in signature.iterfind(f"{{{DS}}}Object"):
        yield from _decoded([holder], "EncapsulatedX509Certificate")


def revocation_values(holders: Iterable[Element]) -> RevocationMaterial:
    """5.4.2: the CRLs and OCSP responses anywhere inside these elements."""
    inside = list(holders)
    # OCSPResponse by the standard; some wrote the BasicOCSPResponse alone.
    ocsps = (
        value if b"\x0a\x01\x00" in value[:12] else wrap_basic_ocsp(value)
        for value in _decoded(inside, "EncapsulatedOCSPValue")
    )
    return RevocationMaterial(tuple(_decoded(inside, "EncapsulatedCRLValue")), tuple(ocsps))


def _decoded(holders: Iterable[Element], name: str) -> Iterator[bytes]:
    for holder in holders:
        for version in _VERSIONS:
            for item in holder.iterfind(f".//{{{version}}}{name}"):
                if encoded := xmldsig.decode_base64(item.text):
                    yield encoded
