"""PDF files signed in memory, and everything that is done to them afterwards."""

# pyHanko leaves many of its functions without types.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils import generic, writer
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_signer import PdfSigningSession, PdfTimeStamper
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.builders.signing_pki import NOW, Party, province


def plain_pdf(text: str = "Cong van so 123", *, title: str = "Cong van") -> bytes:
    """One A4 page with a line of text and document information."""
    out = writer.PdfFileWriter(stream_xrefs=False)
    font = out.add_object(
        generic.DictionaryObject(
            {
                generic.pdf_name("/Type"): generic.pdf_name("/Font"),
                generic.pdf_name("/Subtype"): generic.pdf_name("/Type1"),
                generic.pdf_name("/BaseFont"): generic.pdf_name("/Helvetica"),
            }
        )
    )
    stream = generic.StreamObject(stream_data=f"BT /F1 14 Tf 72 720 Td ({text}) Tj ET".encode())
    page = writer.PageObject(
        contents=out.add_object(stream),
        media_box=(0, 0, 595, 842),
        resources=generic.DictionaryObject(
            {generic.pdf_name("/Font"): generic.DictionaryObject({generic.pdf_name("/F1"): font})}
        ),
    )
    out.insert_page(page)
    info = generic.DictionaryObject({generic.pdf_name("/Title"): generic.pdf_string(title)})
    out.set_info(out.add_object(info))
    buffer = io.BytesIO()
    out.write(buffer)
    return buffer.getvalue()


def signer_of(party: Party) -> signers.SimpleSigner:
    encoded = party.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    store = SimpleCertificateStore()
    store.register_multiple([asn1_x509.Certificate.load(der) for der in party.chain])
    return signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(party.der),
        signing_key=keys.PrivateKeyInfo.load(encoded),
        cert_registry=store,
    )


def timestamper(authority: Party, time: datetime = NOW) -> DummyTimeStamper:
    encoded = authority.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    store = SimpleCertificateStore()
    store.register_multiple([asn1_x509.Certificate.load(der) for der in authority.chain])
    return DummyTimeStamper(
        tsa_cert=asn1_x509.Certificate.load(authority.der),
        tsa_key=keys.PrivateKeyInfo.load(encoded),
        certs_to_embed=store,
        fixed_dt=time,
    )


class _SignerAt(signers.PdfSigner):
    """A signer whose claimed signing time is given, instead of the clock's on the wall."""

    def __init__(self, time: datetime, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._time = time

    def init_signing_session(self, *arguments: Any, **named: Any) -> PdfSigningSession:
        session = super().init_signing_session(*arguments, **named)
        session.system_time = self._time
        return session


def sign_pdf(
    pdf: bytes,
    party: Party,
    field: str = "Leader",
    *,
    stamped: bool = True,
    box: tuple[int, int, int, int] | None = None,
    certify: bool = False,
    time: datetime = NOW,
) -> bytes:
    """A further PAdES-B-T (or B-B) signature as an incremental update, whatever was prepared before it, made
    and stamped at ``time``."""
    out = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    if box is not None:
        fields.append_signature_field(out, fields.SigFieldSpec(field, box=box))
    metadata = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=certify,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES if certify else fields.MDPPerm.FILL_FORMS,
    )
    pdf_signer = _SignerAt(
        time, metadata, signer_of(party), timestamper=timestamper(province().tsa, time) if stamped else None
    )
    return bytes(asyncio.run(pdf_signer.async_sign_pdf(out, in_place=False)).getvalue())


def stamp_pdf(pdf: bytes, *, time: datetime = NOW, authority: Party | None = None) -> bytes:
    """A document timestamp as an incremental update, which makes an LTA file of an LT one."""
    out = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    stamper = PdfTimeStamper(timestamper(authority or province().tsa, time))
    return bytes(asyncio.run(stamper.async_timestamp_pdf(out, "sha256", in_place=False)).getvalue())


def update_pdf(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """An unsigned incremental update."""
    out = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    change(out)
    buffer = io.BytesIO()
    out.write(buffer)
    return buffer.getvalue()


def reader_of(pdf: bytes) -> PdfFileReader:
    return PdfFileReader(io.BytesIO(pdf), strict=False)
