"""Files to measure with, made from the tests' own public key infrastructure."""

# pyHanko leaves many of its functions without types.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import io
import os
import random
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic, writer

from lienthong.signatures.isolation.pool import ValidationContext
from tests.builders.signed_pdf import sign_pdf
from tests.builders.signed_xml import XmlPlan, asic_e, enveloped, enveloped_reference, zip_of
from tests.builders.signing_pki import DAY, NOW, CmsPlan, digest_of, province

KIB, MIB = 1024, 1024 * 1024
_LINE = "<dong><so>{}</so><noidung>Phối hợp giải quyết hồ sơ cấp phép xây dựng</noidung></dong>"


@dataclass(frozen=True, slots=True)
class Detached:
    """Content and the signature over it."""

    content: bytes
    signature: bytes


@cache
def noise(size: int) -> bytes:
    """Bytes that no compression makes smaller, always the same."""
    return random.Random(size).randbytes(size)


def context() -> ValidationContext:
    """The root and the CRLs of the infrastructure."""
    return ValidationContext((province().root.der,), (), tuple(c for c in province().revocation().crls))


def cades(size: int) -> Detached:
    """CAdES-B-T, detached, RSA-2048 under a sub-CA."""
    content = noise(size)
    plan = CmsPlan(province().leader, content, stamp_with=province().tsa)
    return Detached(content, plan.build())


def xades(size: int) -> bytes:
    """XAdES-B-B, enveloped in a document of about this size."""
    lines = "".join(_LINE.format(number) for number in range(size // len(_LINE.encode())))
    text = f'<congvan xmlns="urn:vn:congvan">{lines}</congvan>'
    return enveloped(XmlPlan(province().leader, [enveloped_reference(text)]), text)


def asic(size: int) -> bytes:
    """ASiC-E with CAdES-B-T over two files of this size together."""
    files = [(f"phu-luc-{number}.bin", noise(size // 2 + number)) for number in range(2)]
    return zip_of(asic_e(files, province().leader, province().tsa))


def pades(size: int, *, pages: int = 1, signatures: int = 1) -> bytes:
    """PAdES-B-B, with a stream of this size on the first page."""
    pdf = _pdf(size, pages)
    for number in range(signatures):
        pdf = sign_pdf(pdf, province().leader, f"Ky{number}", stamped=False)
    return pdf


def _pdf(size: int, pages: int) -> bytes:
    out = writer.PdfFileWriter(stream_xrefs=False)
    for number in range(pages):
        data = noise(size) if number == 0 else f"BT ({number}) Tj ET".encode()
        contents = out.add_object(generic.StreamObject(stream_data=data))
        page = writer.PageObject(contents=contents, media_box=(0, 0, 595, 842))
        out.insert_page(page)
    buffer = io.BytesIO()
    out.write(buffer)
    return buffer.getvalue()


def crl(entries: int) -> tuple[bytes, int]:
    """A CRL of the sub-CA with so many revoked serials, and one of them."""
    issuer = province().ca
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(NOW - timedelta(hours=1))
        .next_update(NOW + DAY)
    )
    serials = [int.from_bytes(os.urandom(16), "big") >> 1 for _ in range(entries)]
    for serial in serials:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(NOW - DAY)
        builder = builder.add_revoked_certificate(entry.build())
    signed = builder.sign(issuer.key, digest_of(issuer.key))
    return signed.public_bytes(Encoding.DER), serials[entries // 2]
