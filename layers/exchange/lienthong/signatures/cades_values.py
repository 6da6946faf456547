"""Certificate and revocation values of CAdES: what a signature brings for its validation years later."""

from __future__ import annotations

from lienthong.signatures import der
from lienthong.signatures.cms import Attributes
from lienthong.signatures.der import DerFault
from lienthong.signatures.trust import RevocationMaterial

CERTIFICATE_VALUES = "1.2.840.113549.1.9.16.2.23"
REVOCATION_VALUES = "1.2.840.113549.1.9.16.2.24"


def certificate_values(unsigned: Attributes) -> tuple[bytes, ...]:
    """EN 319 122-1 A.1.1.2: SEQUENCE OF Certificate."""
    found: list[bytes] = []
    for value in unsigned.get(CERTIFICATE_VALUES, []):
        try:
            found.extend(der.raw(value, element) for element in der.children(value, der.root(value)))
        except DerFault:
            continue
    return tuple(found)


def revocation_values(unsigned: Attributes) -> RevocationMaterial:
    """EN 319 122-1 A.1.2.2: crlVals [0], ocspVals [1] of BasicOCSPResponse."""
    crls: list[bytes] = []
    ocsps: list[bytes] = []
    for value in unsigned.get(REVOCATION_VALUES, []):
        try:
            for group in der.children(value, der.root(value)):
                items = [
                    der.raw(value, item)
                    for sequence in der.children(value, group)
                    for item in der.children(value, sequence)
                ]
                if group.tag == 0xA0:
                    crls.extend(items)
                elif group.tag == 0xA1:
                    ocsps.extend(wrap_basic_ocsp(item) for item in items)
        except DerFault:
            continue
    return RevocationMaterial(tuple(crls), tuple(ocsps))


_ID_PKIX_OCSP_BASIC = bytes.fromhex("06092b0601050507300101")


def wrap_basic_ocsp(basic: bytes) -> bytes:
    """An OCSPResponse around a BasicOCSPResponse (RFC 6960 4.2.1), the form that libraries read."""
    body = der.encode(0x30, _ID_PKIX_OCSP_BASIC + der.encode(0x04, basic))
    return der.encode(0x30, b"\x0a\x01\x00" + der.encode(0xA0, body))
