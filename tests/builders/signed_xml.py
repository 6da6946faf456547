"""XAdES signatures and ASiC containers made in memory, sound or deliberately wrong."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree

from lienthong.signatures.xml_c14n import METHODS, NodeSet, canonicalize
from lienthong.signatures.xmldsig import DS
from tests.builders.signing_pki import NOW, CmsPlan, Party, sign_value, stamp

XADES = "http://uri.etsi.org/01903/v1.3.2#"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = DS + "enveloped-signature"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
SHA1 = DS + "sha1"
PROPERTIES_TYPE = "http://uri.etsi.org/01903#SignedProperties"

LETTER = '<congvan xmlns="urn:vn:congvan"><so>123/UBND-VP</so><noidung>Kính gửi</noidung></congvan>'


@dataclass
class XmlReference:
    """A reference to write: URI, transforms, and the octets that are digested."""

    uri: str | None
    data: bytes
    transforms: Sequence[str] = ()
    type: str = ""
    transform_body: str = ""
    id: str = ""

    def xml(self, digest_uri: str, digest: str) -> str:
        uri = "" if self.uri is None else f' URI="{self.uri}"'
        kind = f' Type="{self.type}"' if self.type else ""
        kind += f' Id="{self.id}"' if self.id else ""
        transforms = "".join(
            f'<ds:Transform Algorithm="{t}">{self.transform_body}</ds:Transform>' for t in self.transforms
        )
        value = base64.b64encode(hashlib.new(digest, self.data).digest()).decode()
        return (
            f"<ds:Reference{uri}{kind}>"
            + (f"<ds:Transforms>{transforms}</ds:Transforms>" if transforms else "")
            + f'<ds:DigestMethod Algorithm="{digest_uri}"/>'
            + f"<ds:DigestValue>{value}</ds:DigestValue></ds:Reference>"
        )


@dataclass
class XmlPlan:
    """How an XML signature is made."""

    signer: Party
    references: Sequence[XmlReference]
    id: str = "sig-1"
    objects: str = ""
    stamp_with: Party | None = None
    stamp_time: datetime = NOW - timedelta(hours=1)
    signing_time: datetime = NOW - timedelta(hours=2)
    with_properties: bool = True
    sign_properties: bool = True
    extra_properties: str = ""
    data_properties: str = ""
    """Content of SignedDataObjectProperties."""
    digest_uri: str = SHA256
    digest: str = "sha256"
    referenced: Party | None = field(default=None)

    def build(self) -> str:
        """The ds:Signature element as text, ready to be put anywhere."""
        properties = self._properties()
        references = [*self.references]
        if self.with_properties and self.sign_properties:
            octets = self._canonical(self._wrapped(properties), f".//{{{XADES}}}SignedProperties")
            references.append(XmlReference(f"#{self.id}-props", octets, [EXCLUSIVE], PROPERTIES_TYPE))
        signed_info = (
            f'<ds:SignedInfo xmlns:ds="{DS}"><ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}"/>'
            f'<ds:SignatureMethod Algorithm="{self._method()}"/>'
            + "".join(r.xml(self.digest_uri, self.digest) for r in references)
            + "</ds:SignedInfo>"
        )
        data = self._canonical(signed_info, None)
        value = base64.b64encode(self._value(data)).decode()
        signature_value = (
            f'<ds:SignatureValue xmlns:ds="{DS}" Id="{self.id}-value">{value}</ds:SignatureValue>'
        )
        certificates = "".join(
            f"<ds:X509Certificate>{base64.b64encode(c).decode()}</ds:X509Certificate>"
            for c in self.signer.chain
        )
        holder = ""
        if self.with_properties:
            holder = (
                f'<ds:Object><xades:QualifyingProperties xmlns:xades="{XADES}" '
                f'Target="#{self.id}">{properties}{self.extra_properties}{self._unsigned(signature_value)}'
                "</xades:QualifyingProperties></ds:Object>"
            )
        return (
            f'<ds:Signature xmlns:ds="{DS}" Id="{self.id}">{signed_info}{signature_value}'
            f"<ds:KeyInfo><ds:X509Data>{certificates}</ds:X509Data></ds:KeyInfo>{self.objects}{holder}</ds:Signature>"
        )

    def _method(self) -> str:
        more = "http://www.w3.org/2001/04/xmldsig-more#"
        if self.digest == "sha1":
            return DS + "rsa-sha1"
        kind = "ecdsa" if isinstance(self.signer.key, ec.EllipticCurvePrivateKey) else "rsa"
        return f"{more}{kind}-{self.digest}"

    def _value(self, data: bytes) -> bytes:
        value = sign_value(self.signer.key, data, self.digest)
        if isinstance(self.signer.key, ec.EllipticCurvePrivateKey):
            size = (self.signer.key.key_size + 7) // 8
            return b"".join(part.to_bytes(size, "big") for part in decode_dss_signature(value))
        return value

    def _properties(self) -> str:
        digest = base64.b64encode(hashlib.sha256((self.referenced or self.signer).der).digest()).decode()
        return (
            f'<xades:SignedProperties xmlns:xades="{XADES}" '
            f'Id="{self.id}-props"><xades:SignedSignatureProperties>'
            f"<xades:SigningTime>{self.signing_time:%Y-%m-%dT%H:%M:%SZ}</xades:SigningTime>"
            f'<xades:SigningCertificateV2><xades:Cert><xades:CertDigest><ds:DigestMethod xmlns:ds="{DS}" '
            f'Algorithm="{SHA256}"/><ds:DigestValue '
            f'xmlns:ds="{DS}">{digest}</ds:DigestValue></xades:CertDigest>'
            "</xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties>"
            + (
                f"<xades:SignedDataObjectProperties>{self.data_properties}</xades:SignedDataObjectProperties>"
                if self.data_properties
                else ""
            )
            + "</xades:SignedProperties>"
        )

    def _wrapped(self, properties: str) -> str:
        return f'<ds:Object xmlns:ds="{DS}">{properties}</ds:Object>'

    def _unsigned(self, signature_value: str) -> str:
        if self.stamp_with is None:
            return ""
        token = stamp(self.stamp_with, self._canonical(signature_value, None), self.stamp_time)
        return (
            "<xades:UnsignedProperties><xades:UnsignedSignatureProperties><xades:SignatureTimeStamp>"
            f'<ds:CanonicalizationMethod xmlns:ds="{DS}" Algorithm="{EXCLUSIVE}"/>'
            f"<xades:EncapsulatedTimeStamp>{base64.b64encode(token).decode()}</xades:EncapsulatedTimeStamp>"
            "</xades:SignatureTimeStamp></xades:UnsignedSignatureProperties></xades:UnsignedProperties>"
        )

    @staticmethod
    def _canonical(text: str, path: str | None) -> bytes:
        root = etree.fromstring(text.encode())
        target = root if path is None else root.find(path)
        assert target is not None
        return canonicalize(NodeSet(target, False, True), METHODS[EXCLUSIVE])


def octets(text: str, method: str = C14N) -> bytes:
    """A whole document in canonical form."""
    root = etree.fromstring(text.encode())
    return canonicalize(NodeSet(root, True, True), METHODS[method])


def enveloped(plan: XmlPlan, text: str = LETTER) -> bytes:
    """The signature as last child of the document's root."""
    opening, closing = text.rsplit("</", 1)
    return f"{opening}{plan.build()}</{closing}".encode()


def enveloped_reference(text: str = LETTER) -> XmlReference:
    return XmlReference("", octets(text, EXCLUSIVE), [ENVELOPED, EXCLUSIVE])


# --- ASiC -----------------------------------------------------------------------------------------

ASIC_NS = "http://uri.etsi.org/02918/v1.2.1#"


def zip_of(members: Sequence[tuple[str, bytes]], *, stored: Sequence[str] = ("mimetype",)) -> bytes:
    """A ZIP archive with exactly these members, duplicates included."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members:
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, kind)
    return buffer.getvalue()


def manifest_of(files: Sequence[tuple[str, bytes]], signature: str = "META-INF/signature001.p7s") -> bytes:
    entries = "".join(
        f'<asic:DataObjectReference URI="{name}"><ds:DigestMethod Algorithm="{SHA256}"/>'
        f"<ds:DigestValue>{base64.b64encode(hashlib.sha256(content).digest()).decode()}</ds:DigestValue>"
        "</asic:DataObjectReference>"
        for name, content in files
    )
    return (
        f'<asic:ASiCManifest xmlns:asic="{ASIC_NS}" xmlns:ds="{DS}">'
        f'<asic:SigReference URI="{signature}" '
        f'MimeType="application/pkcs7-signature"/>{entries}</asic:ASiCManifest>'
    ).encode()


def asic_e(
    files: Sequence[tuple[str, bytes]], signer: Party, authority: Party | None = None
) -> list[tuple[str, bytes]]:
    """The members of an ASiC-E container with CAdES."""
    manifest = manifest_of(files)
    return [
        ("mimetype", b"application/vnd.etsi.asic-e+zip"),
        *files,
        ("META-INF/ASiCManifest001.xml", manifest),
        ("META-INF/signature001.p7s", CmsPlan(signer, manifest, stamp_with=authority).build()),
    ]


def asic_s(
    name: str, content: bytes, signer: Party, authority: Party | None = None
) -> list[tuple[str, bytes]]:
    """The members of an ASiC-S container with CAdES."""
    return [
        ("mimetype", b"application/vnd.etsi.asic-s+zip"),
        (name, content),
        ("META-INF/signature.p7s", CmsPlan(signer, content, stamp_with=authority).build()),
    ]


def asic_e_xades(
    files: Sequence[tuple[str, bytes]], signer: Party, authority: Party | None = None
) -> list[tuple[str, bytes]]:
    """The members of an ASiC-E container with XAdES."""
    plan = XmlPlan(signer, [XmlReference(name, content) for name, content in files], stamp_with=authority)
    document = f'<asic:XAdESSignatures xmlns:asic="{ASIC_NS}">{plan.build()}</asic:XAdESSignatures>'
    return [
        ("mimetype", b"application/vnd.etsi.asic-e+zip"),
        *files,
        ("META-INF/signatures0.xml", document.encode()),
    ]
