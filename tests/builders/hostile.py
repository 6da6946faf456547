"""Sound signed files of every kind, and what must hold of the verdict on whatever is made of them."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from random import Random

from lxml import etree

from lienthong.signatures import cms
from lienthong.signatures.media_types import ASIC_E
from lienthong.signatures.policy import DEFAULT
from lienthong.signatures.report import FileReport, Finding, Indication
from lienthong.signatures.trust import RevocationMaterial
from lienthong.signatures.validator import validate_file
from lienthong.signatures.xmldsig import DS
from tests.builders.long_term import INTERNAL_RECORD, Record, XmlRecord, add_unsigned, archive_v2, archive_v3
from tests.builders.mutated_der import mutate_ocsp, mutate_signed_list
from tests.builders.mutations import mutate
from tests.builders.signed_pdf import plain_pdf, sign_pdf, stamp_pdf
from tests.builders.signed_xml import (
    XmlPlan,
    asic_e,
    asic_e_xades,
    enveloped,
    enveloped_reference,
    zip_of,
)
from tests.builders.signing_pki import NOW, CmsPlan, crl_of, ocsp_of, province

LETTER = "Kính gửi: Văn phòng UBND tỉnh".encode()


@cache
def samples() -> dict[str, bytes]:
    """A file of each kind."""
    agency, tsa = province().agency, province().tsa
    lists = (crl_of(province().ca), crl_of(province().root))
    pdf = sign_pdf(plain_pdf(), province().leader)
    return {
        "cms": CmsPlan(agency, LETTER, detached=False, stamp_with=tsa).build(),
        "cms, with revocation": CmsPlan(agency, LETTER, detached=False, stamp_with=tsa, crls=lists).build(),
        "pdf": pdf,
        "pdf, stamped": stamp_pdf(sign_pdf(pdf, agency, "Agency")),
        "xml": enveloped(XmlPlan(agency, [enveloped_reference()], stamp_with=tsa)),
        "asic": zip_of(asic_e([("a.txt", LETTER)], agency, tsa)),
        "asic, xades": zip_of(asic_e_xades([("a.txt", LETTER)], agency, tsa)),
        **_long_term_samples(),
    }


def _long_term_samples() -> dict[str, bytes]:
    """Archive timestamps of both versions and a record in a CMS; records in both syntaxes in containers."""
    tsa = province().tsa
    plain = CmsPlan(province().agency, LETTER, detached=False, stamp_with=tsa).build()
    kept = add_unsigned(plain, INTERNAL_RECORD, Record([plain], tsa, NOW).asn1())
    kept = archive_v3(archive_v2(kept, LETTER, tsa, NOW), LETTER, tsa, NOW)
    asn1 = Record([LETTER], tsa, NOW).renew_timestamp(tsa, NOW).renew_tree(tsa, NOW).asn1()
    xml = XmlRecord([LETTER], tsa, NOW).renew_timestamp(tsa, NOW).renew_tree(tsa, NOW).xml()
    containers = {
        kind: [
            ("mimetype", ASIC_E.encode()),
            ("a.txt", LETTER),
            (f"META-INF/evidencerecord.{kind}", encoded),
        ]
        for kind, encoded in (("ers", asn1), ("xml", xml))
    }
    return {
        "cms, kept": kept,
        # Stored, so that changes reach the records and not only the compression.
        **{f"asic, {kind}": zip_of(m, stored=[n for n, _ in m]) for kind, m in containers.items()},
    }


KINDS = [
    "cms",
    "cms, with revocation",
    "pdf",
    "pdf, stamped",
    "xml",
    "asic",
    "asic, xades",
    "cms, kept",
    "asic, ers",
    "asic, xml",
]
ONLY_RECORDS = frozenset({"asic, ers", "asic, xml"})


def validate(content: bytes, revocation: RevocationMaterial | None = None) -> FileReport:
    """The report, whose Vietnamese sentences quote nobody's English."""
    report = validate_file(
        content,
        name="x",
        trust=province().trust,
        revocation=province().revocation() if revocation is None else revocation,
        at=NOW,
    )
    quoted = [f.vi for f in findings_of(report) if _ENGLISH.search(f.vi)]
    assert not quoted, quoted
    return report


_ENGLISH = re.compile(
    # Parts of URIs and of attributes' names are no sentences.
    r"(?<![-/#])\b(the|not|is|was|of|with|than|invalid|expected|unexpected|error|cannot|unable|unknown|missing|found|"
    r"incomplete|truncated|bytes|after|past|bad|object|stream|signature|content)\b(?![-/])"
)


def findings_of(report: FileReport) -> Iterator[Finding]:
    """All of a report: the file's, the signatures' with their timestamps, the records'."""
    yield from report.findings
    for signature in report.signatures:
        yield from signature.findings
        for stamp in signature.timestamps:
            yield from stamp.findings
    for record in report.evidence_records:
        yield from record.findings
        for stamp in record.timestamps:
            yield from stamp.findings


def check_verdict(kind: str, content: bytes) -> None:
    """Whatever the bytes have become: a verdict, and reassurance about nothing but what was signed.

    It passes as a whole only with the very content that the sample's signers signed and by them alone, and
    nothing is proved for another time than the authority's.
    """
    report = validate(content)
    assert {record.proven_time for record in report.evidence_records} <= {None, NOW}
    if report.indication is not Indication.TOTAL_PASSED:
        return
    signers = {province().leader.fingerprint, province().agency.fingerprint}
    assert report.signatures
    for signature in report.signatures:
        assert signature.chain, signature
        assert signature.chain[0].sha256 in signers, signature
    assert what_is_signed(kind, content) == what_is_signed(kind, samples()[kind])


def what_is_signed(kind: str, content: bytes) -> object:
    """What a reader would see as the signed content of a file of this kind."""
    if content.startswith(b"%PDF"):
        [start, length, after, rest] = map(int, _RANGE.findall(samples()[kind])[0])
        return hashlib.sha256(content[start:length] + content[after : after + rest]).hexdigest()
    if content.startswith(b"PK"):
        return _members(content)
    if content.lstrip().startswith(b"<"):
        root = etree.fromstring(content)
        for signature in list(root.iter(f"{{{DS}}}Signature")):
            holder = signature.getparent()
            assert holder is not None
            holder.remove(signature)
        # Without comments: the canonical form that is signed leaves them out (C14N 2.3), as readers do.
        return etree.tostring(root, method="c14n", with_comments=False)
    return cms.read_signed_data(content, DEFAULT.limits).content


_RANGE = re.compile(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)")


def _members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name: archive.read(name)
            for name in archive.namelist()
            if name != "mimetype" and not name.startswith("META-INF/") and not name.endswith("/")
        }


def check_changed(kind: str, seed: int) -> None:
    """Change a sample well-formedly and look at the verdict; the same seed is the same change."""
    check_verdict(kind, mutate(samples()[kind], Random(seed)))


def check_with_revocation(seed: int, *, is_crl: bool) -> None:
    """Revocation data of any shape, signed by the authority: a verdict, and no English in it."""
    random = Random(seed)
    ca = province().ca
    assert ca.issuer is not None
    upper = crl_of(ca.issuer)
    if is_crl:
        made = mutate_signed_list(crl_of(ca, [(province().leader, NOW)]), ca, random)
        material = RevocationMaterial.from_bytes([made, upper])
    else:
        made = mutate_ocsp(ocsp_of(province().agency), ca, random)
        material = RevocationMaterial.from_bytes([upper], [made])
    assert validate(samples()["cms"], material).indication in Indication
