"""Signing as the agencies do: PAdES baseline B-T for letters, CAdES B-T detached for any other file.

The leader signs first, then the agency (Decree 30/2020 5.1); the agency's signature is an incremental update
that leaves the leader's bytes as they are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final

import httpx
from asn1crypto import cms, tsp, x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from lienthong_local.province.errors import TimeStampUnavailable
from lienthong_local.province.keys import SigningKey
from lienthong_local.province.letters import RenderedLetter, SignatureBox
from lienthong_local.province.pki import Credential

DIGEST: Final = "sha256"
#: Hexadecimal digits kept free for a signature with its chain and time-stamp: half as much again as it needs.
#: Without a number each signature would be made twice, the first time to see how long it is.
_ROOM: Final = 18_432


@dataclass(frozen=True, slots=True)
class SigningRequest:
    """One signature to be put into a PDF: in which field, by whom, when, shown how.

    `drawing` is a PDF page shown in the field, or `None` for a signature without an image; `reason` and
    `place` stand in the signature dictionary.
    """

    field: str
    credential: Credential
    at: datetime
    reason: str
    place: str
    drawing: bytes | None = None


class LocalTimeStamper(TimeStamper):
    """Asks an RFC 3161 service over HTTP (RFC 3161 3.4)."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._url = url
        self._client = httpx.Client(timeout=10, trust_env=False)

    def close(self) -> None:
        """Ends the connections to the service."""
        self._client.close()

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        # Signing is one straight line of work here: nothing else waits on this event loop.
        headers = {"Content-Type": "application/timestamp-query"}
        try:
            reply = self._client.post(self._url, content=req.dump(), headers=headers).raise_for_status()
        except httpx.HTTPError as failure:
            raise TimeStampUnavailable(url=self._url) from failure
        return tsp.TimeStampResp.load(reply.content)


def prepare_fields(letter: RenderedLetter) -> bytes:
    """The letter with an empty signature field at each place the decree gives to a signature."""
    writer = IncrementalPdfFileWriter(BytesIO(letter.pdf))
    pages = writer.root["/Pages"]["/Kids"]
    for box in letter.boxes:
        height = float(pages[box.page]["/MediaBox"][3])
        append_signature_field(writer, SigFieldSpec(box.name, on_page=box.page, box=_from_below(box, height)))
    return _written(writer)


def sign_pdf(
    pdf: bytes, request: SigningRequest, timestamper: TimeStamper, chain: Sequence[x509.Certificate]
) -> bytes:
    """The PDF with one more PAdES B-T signature, as an incremental update.

    The field is taken where the PDF has it; else a new one without image is made. Raises
    `TimeStampUnavailable`.
    """
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    metadata = PdfSignatureMetadata(
        field_name=request.field,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        reason=request.reason,
        location=request.place,
        contact_info=request.credential.identity.agency.email,
        name=request.credential.certificate.subject.native["common_name"],
    )
    signer = _PunctualPdfSigner(
        metadata, _HolderSigner(request.credential, chain), request.at, timestamper, _stamp(request.drawing)
    )
    output = BytesIO()
    signer.sign_pdf(writer, output=output, bytes_reserved=_ROOM)
    return output.getvalue()


def sign_detached(
    content: bytes,
    credentials: Sequence[Credential],
    at: datetime,
    timestamper: TimeStamper,
    chain: Sequence[x509.Certificate],
) -> bytes:
    """One detached CMS over the content (DER), with a CAdES B-T signature of each credential side by side.

    Raises `TimeStampUnavailable`.
    """
    signed = [_sign_content(content, credential, at, timestamper, chain) for credential in credentials]
    return bytes(_side_by_side(signed).dump())


def _sign_content(
    content: bytes,
    credential: Credential,
    at: datetime,
    timestamper: TimeStamper,
    chain: Sequence[x509.Certificate],
) -> cms.ContentInfo:
    return asyncio.run(
        _HolderSigner(credential, chain).async_sign_general_data(
            content,
            DIGEST,
            use_cades=True,
            timestamper=timestamper,
            signed_attr_settings=PdfCMSSignedAttributes(signing_time=at),
        )
    )


def _side_by_side(signed: Sequence[cms.ContentInfo]) -> cms.ContentInfo:
    """RFC 5652 5.1: one SignedData with every signer; the sets of certificates and algorithms are united."""
    parts = [info["content"] for info in signed]
    merged = parts[0].copy()
    certificates = {choice.dump(): choice for part in parts for choice in part["certificates"]}
    merged["certificates"] = cms.CertificateSet(certificates.values())
    merged["signer_infos"] = cms.SignerInfos([signer for part in parts for signer in part["signer_infos"]])
    return cms.ContentInfo({"content_type": "signed_data", "content": merged})


class _HolderSigner(Signer):
    """Signs with a key that is in memory already; loading one anew costs up to 160 ms each time."""

    def __init__(self, credential: Credential, chain: Sequence[x509.Certificate]) -> None:
        known = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        known.register_multiple(chain)
        super().__init__(signing_cert=credential.certificate, cert_registry=known, embed_roots=False)
        self._key: SigningKey = credential.key

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,  # noqa: ARG002
        dry_run: bool = False,  # noqa: ARG002
    ) -> bytes:
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), SHA256())
        return self._key.sign(data, ec.ECDSA(SHA256()))


class _PunctualPdfSigner(PdfSigner):
    """States the province's time as the time of signing, not the machine's."""

    def __init__(
        self,
        metadata: PdfSignatureMetadata,
        signer: Signer,
        at: datetime,
        timestamper: TimeStamper,
        stamp: StaticStampStyle | None,
    ) -> None:
        super().__init__(metadata, signer, timestamper=timestamper, stamp_style=stamp)
        self._at = at

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session


class _DrawnPage(PdfContent):
    """The first page of a PDF in memory as the content of a stamp."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self._pdf = pdf

    def render(self) -> bytes:
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self._pdf)))
        self.resources.xobject[pdf_name("/Drawing")] = page
        left, bottom, right, top = page.get_object()["/BBox"]
        self.box = BoxConstraints(width=right - left, height=top - bottom)
        return b"/Drawing Do"


def _stamp(drawing: bytes | None) -> StaticStampStyle | None:
    if drawing is None:
        return None
    filling = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins())
    return StaticStampStyle(border_width=0, background=_DrawnPage(drawing), background_layout=filling)


def _from_below(box: SignatureBox, page_height: float) -> tuple[int, int, int, int]:
    """PDF counts from the lower left corner of the page (ISO 32000-1 8.3.2.3)."""
    upper = page_height - box.top
    return round(box.left), round(upper - box.height), round(box.left + box.width), round(upper)


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    output = BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]
    return output.getvalue()
