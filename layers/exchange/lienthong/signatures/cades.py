"""CAdES: what the attributes of a CMS signature say (EN 319 122-1), as evidence for the judge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lienthong.signatures import names
from lienthong.signatures.cades_records import embedded_records
from lienthong.signatures.cades_timestamps import is_extended, timestamps_of
from lienthong.signatures.cades_values import certificate_values, revocation_values
from lienthong.signatures.cms import (
    ID_DATA,
    MalformedCms,
    SignedData,
    SignerInfo,
    read_signer,
)
from lienthong.signatures.cms_signer import CONTENT_TYPE, VerifiedSigner, verify_signer
from lienthong.signatures.content import Content
from lienthong.signatures.evidence import SignatureEvidence
from lienthong.signatures.evidence_records import capped
from lienthong.signatures.findings import Findings
from lienthong.signatures.policy import Policy

COUNTER_SIGNATURE = "1.2.840.113549.1.9.6"


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
    certificates = (*data.certificates, *certificate_values(info.unsigned))
    verified = verify_signer(info, content, data.content_type, (*certificates, *extra_certificates), findings)
    if info.digest_oid not in data.digest_oids:
        findings.add("signature.digest-not-listed")
    material = data.material + revocation_values(info.unsigned)
    timestamps = tuple(timestamps_of(data, info, content, policy, findings))
    inside = embedded_records(data, info, content, policy, name=name, inner=timestamps, material=material)
    records = tuple(capped(inside, policy.limits))
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
        (*timestamps, *(stamp for record in records for stamp in record.timestamps)),
        is_baseline=verified.has_reference and info.raw_signed is not None,
        has_validation_data=bool(material.crls or material.ocsps),
        is_extended=is_extended(info.unsigned),
        counter_signatures=tuple(_counter_signatures(info, certificates, policy, findings)),
        records=records,
    )


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
