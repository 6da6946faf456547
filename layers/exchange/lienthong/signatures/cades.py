"""CAdES: what the attributes of a CMS signature say (EN 319 122-1), as evidence for the judge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lienthong.signatures import algorithms, der, names
from lienthong.signatures.archive_timestamps import archive_imprint
from lienthong.signatures.cms import (
    CONTENT_TYPE,
    ID_DATA,
    Attributes,
    MalformedCms,
    SignedData,
    SignerInfo,
    TooMuch,
    VerifiedSigner,
    read_signer,
    verify_signer,
)
from lienthong.signatures.content import Content
from lienthong.signatures.der import DerFault
from lienthong.signatures.evidence import SignatureEvidence, TimestampEvidence
from lienthong.signatures.findings import Findings
from lienthong.signatures.policy import Policy
from lienthong.signatures.timestamps import check_token
from lienthong.signatures.trust import RevocationMaterial

CONTENT_TIMESTAMP = "1.2.840.113549.1.9.16.2.20"
SIGNATURE_TIMESTAMP = "1.2.840.113549.1.9.16.2.14"
ARCHIVE_TIMESTAMP_V3 = "0.4.0.1733.2.4"
COUNTER_SIGNATURE = "1.2.840.113549.1.9.6"
CERTIFICATE_VALUES = "1.2.840.113549.1.9.16.2.23"
REVOCATION_VALUES = "1.2.840.113549.1.9.16.2.24"


def gather(
    data: SignedData,
    info: SignerInfo,
    content: Content | None,
    policy: Policy,
    *,
    name: str,
    family: str = "CAdES",
    extra_certificates: Sequence[bytes] = (),
) -> SignatureEvidence:
    """Verify one signer and collect its timestamps, certificates and revocation values.

    Raises:
        lienthong.signatures.cms.TooMuch: more timestamps than the policy allows.
    """
    findings = Findings(policy, name)
    certificates = (*data.certificates, *_certificate_values(info.unsigned))
    verified = verify_signer(info, content, data.content_type, (*certificates, *extra_certificates), findings)
    if info.digest_oid not in data.digest_oids:
        findings.add("signature.digest-not-listed")
    material = data.material + _revocation_values(info.unsigned)
    timestamps = tuple(_timestamps(data, info, content, policy, findings))
    return SignatureEvidence(
        name,
        family,
        verified.intact,
        verified.signer,
        verified.digest,
        verified.algorithm,
        verified.claimed_time,
        certificates,
        material,
        findings,
        timestamps,
        is_baseline=verified.has_reference and info.raw_signed is not None,
        has_validation_data=bool(material.crls or material.ocsps),
        counter_signatures=tuple(_counter_signatures(info, certificates, policy, findings)),
    )


def _timestamps(
    data: SignedData, info: SignerInfo, content: Content | None, policy: Policy, findings: Findings
) -> Iterable[TimestampEvidence]:
    tokens = [
        *((token, "content") for token in info.signed.get(CONTENT_TIMESTAMP, [])),
        *((token, "signature") for token in info.unsigned.get(SIGNATURE_TIMESTAMP, [])),
        *((token, "archive") for token in info.unsigned.get(ARCHIVE_TIMESTAMP_V3, [])),
    ]
    if len(tokens) > policy.limits.timestamps:
        raise TooMuch(f"{len(tokens)} timestamps")
    for token, kind in tokens:

        def imprint(digest: str, token: bytes = token, kind: str = kind) -> bytes | None:
            return _imprint(data, info, content, token, kind, digest)

        checked = check_token(token, kind, imprint, policy, findings, other_certificates=data.certificates)
        if checked is not None:
            yield checked


def _imprint(
    data: SignedData, info: SignerInfo, content: Content | None, token: bytes, kind: str, digest: str
) -> bytes | None:
    """The bytes each kind covers: EN 319 122-1 5.2.8 (content), 5.3 (signature value), 5.5.3 (archive)."""
    if kind == "signature":
        return algorithms.digest_of(digest, info.signature)
    if kind == "content":
        return content.digest(digest) if content else None
    return archive_imprint(data, info, content, token, digest)


def _certificate_values(unsigned: Attributes) -> tuple[bytes, ...]:
    """EN 319 122-1 A.1.1.2: SEQUENCE OF Certificate."""
    found: list[bytes] = []
    for value in unsigned.get(CERTIFICATE_VALUES, []):
        try:
            found.extend(der.raw(value, element) for element in der.children(value, der.root(value)))
        except DerFault:
            continue
    return tuple(found)


def _revocation_values(unsigned: Attributes) -> RevocationMaterial:
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


def _counter_signatures(
    info: SignerInfo, certificates: Sequence[bytes], policy: Policy, findings: Findings
) -> Iterable[str]:
    """EN 319 122-1 5.2.7: verified over the signature value and listed; they decide nothing about the
    signature.
    """
    for value in info.unsigned.get(COUNTER_SIGNATURE, []):
        try:
            counter = read_signer(value)
        except MalformedCms as fault:
            findings.add("signature.counter-signature", signer="?", integrity=fault)
            continue
        own = Findings(policy)
        verified = _verify_counter(counter, info, certificates, own)
        signer = names.common_name(verified.signer.raw_subject) if verified.signer else "?"
        integrity = "intact" if verified.intact else "broken"
        findings.add("signature.counter-signature", signer=signer, integrity=integrity)
        yield f"{signer} ({integrity})"


def _verify_counter(
    counter: SignerInfo, info: SignerInfo, certificates: Sequence[bytes], findings: Findings
) -> VerifiedSigner:
    """RFC 5652 11.4: over the signature octets; contentType is absent, so none is compared."""
    if CONTENT_TYPE not in counter.signed:
        counter.signed[CONTENT_TYPE] = [bytes.fromhex("06092a864886f70d010701")]
    return verify_signer(counter, Content(info.signature), ID_DATA, certificates, findings)
