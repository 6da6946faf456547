"""Evidence records: what each proves since when, over renewals, and what breaks the chain of proof."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest

from lienthong.signatures.policy import DIGESTS_UNTIL, Limits, Policy
from lienthong.signatures.rendering.etsi import render_xml
from lienthong.signatures.rendering.html import render_html
from lienthong.signatures.rendering.page import Checked, make_page
from lienthong.signatures.report import EvidenceRecordReport, FileReport, Indication, SubIndication
from lienthong.signatures.validator import validate_file
from tests.builders.long_term import INTERNAL_RECORD, Record, XmlRecord, add_unsigned, archive_v2
from tests.builders.signed_xml import ASIC_NS, SHA256, asic_e, zip_of
from tests.builders.signing_pki import DAY, NOW, CmsPlan, province
from tests.etsi_schema import schema_faults
from tests.unit.test_signatures_long_term import LETTER, SIGNED, authority, revocation, signer, stamped

PASSED, INDETERMINATE, FAILED = Indication.TOTAL_PASSED, Indication.INDETERMINATE, Indication.TOTAL_FAILED
FILES = [("cong-van.pdf", b"%PDF-1.7 ..."), ("phu luc/bang.csv", b"a;b\n1;2\n")]
CONTENTS = [content for _, content in FILES]
ONE = CONTENTS[:1]
KEPT = NOW - 250 * DAY


def record(objects: list[bytes] | None = None, **changes: object) -> Record:
    return Record(objects or CONTENTS, authority("kho"), KEPT, **changes)  # type: ignore[arg-type]


def manifest(record_name: str, files: list[tuple[str, bytes]]) -> bytes:
    entries = "".join(
        f'<asic:DataObjectReference URI="{name}"><ds:DigestMethod Algorithm="{SHA256}"/><ds:DigestValue>'
        f"{base64.b64encode(hashlib.sha256(content).digest()).decode()}</ds:DigestValue>"
        "</asic:DataObjectReference>"
        for name, content in files
    )
    return (
        f'<asic:ASiCManifest xmlns:asic="{ASIC_NS}" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'
        f'<asic:SigReference URI="{record_name}"/>{entries}</asic:ASiCManifest>'
    ).encode()


def container(
    encoded: bytes, *, files: list[tuple[str, bytes]] | None = None, suffix: str = "ers"
) -> list[tuple[str, bytes]]:
    """An ASiC-E that holds files, a record over them and no signature."""
    name = f"META-INF/evidencerecord001.{suffix}"
    return [
        ("mimetype", b"application/vnd.etsi.asic-e+zip"),
        *(files or FILES),
        ("META-INF/ASiCEvidenceRecordManifest001.xml", manifest(name, files or FILES)),
        (name, encoded),
    ]


def validate(members: list[tuple[str, bytes]], policy: Policy | None = None) -> FileReport:
    return validate_file(
        zip_of(members),
        name="kho.asice",
        trust=province().trust,
        revocation=revocation(),
        at=NOW,
        policy=policy or Policy(),
    )


def only(report: FileReport) -> EvidenceRecordReport:
    [found] = report.evidence_records
    return found


def failing(found: EvidenceRecordReport) -> set[str]:
    return {finding.code for finding in found.findings if finding.severity == "fail"}


# --- sound ----------------------------------------------------------------------------------------

SOUND = {
    "one archive timestamp": lambda: record().asn1(),
    "a timestamp renewal": lambda: record().renew_timestamp(authority("2"), NOW - 100 * DAY).asn1(),
    "a hash-tree renewal": lambda: record().renew_tree(authority("2"), NOW - 100 * DAY).asn1(),
    "both": lambda: (
        record()
        .renew_timestamp(authority("2"), NOW - 100 * DAY)
        .renew_tree(authority("3"), NOW - 50 * DAY)
        .renew_timestamp(authority("4"), NOW - 20 * DAY)
        .asn1()
    ),
    "no tree": lambda: record(with_tree=False).asn1(),
}
SOUND_XML = {
    "one archive timestamp": lambda: XmlRecord(CONTENTS, authority("kho"), KEPT).xml(),
    "both renewals": lambda: (
        XmlRecord(CONTENTS, authority("kho"), KEPT)
        .renew_timestamp(authority("2"), NOW - 100 * DAY)
        .renew_tree(authority("3"), NOW - 50 * DAY)
        .renew_timestamp(authority("4"), NOW - 20 * DAY)
        .xml()
    ),
}


@pytest.mark.parametrize("build", SOUND.values(), ids=SOUND)
def test_a_record_proves_that_the_files_existed_by_its_first_timestamp(build: Callable[[], bytes]) -> None:
    found = only(validate(container(build())))
    assert (found.integrity, found.indication, found.syntax) == ("intact", PASSED, "ERS"), found.findings
    assert found.proven_time == KEPT
    assert found.covers == ("cong-van.pdf", "phu luc/bang.csv")


@pytest.mark.parametrize("build", SOUND_XML.values(), ids=SOUND_XML)
def test_a_record_in_xml_proves_the_same(build: Callable[[], bytes]) -> None:
    found = only(validate(container(build(), suffix="xml")))
    assert (found.integrity, found.indication, found.syntax) == ("intact", PASSED, "XMLERS"), found.findings
    assert found.proven_time == KEPT


def test_a_container_with_nothing_but_a_record_is_still_unsigned() -> None:
    report = validate(container(record().asn1()))
    assert (report.indication, report.sub_indication) == (INDETERMINATE, SubIndication.NO_SIGNATURE_FOUND)
    assert (report.signatures, report.format) == ((), "ASiC-E")
    assert "evidence-record.proves" in {finding.code for finding in only(report).findings}
    assert FileReport.from_json(report.to_json()) == report


def test_the_single_file_of_an_asic_s_needs_no_manifest() -> None:
    members = [("a.txt", b"x"), ("META-INF/evidencerecord.ers", record([b"x"]).asn1())]
    assert only(validate(members)).proven_time == KEPT


def test_several_files_without_a_manifest_are_not_guessed_at() -> None:
    members = [*FILES, ("META-INF/evidencerecord.ers", record().asn1())]
    assert failing(only(validate(members))) == {"evidence-record.data-missing"}


# --- changed --------------------------------------------------------------------------------------


def test_a_changed_file_is_not_what_the_record_proves() -> None:
    changed = [(name, b"khac" if name == "cong-van.pdf" else content) for name, content in FILES]
    report = validate(container(record().asn1(), files=changed))
    assert (report.indication, report.sub_indication) == (FAILED, SubIndication.HASH_FAILURE)
    assert "evidence-record.hash-mismatch" in failing(only(report))
    assert only(report).proven_time is None


def test_a_missing_file_is_named() -> None:
    members = [one for one in container(record().asn1()) if one[0] != "cong-van.pdf"]
    report = validate(members)
    assert "evidence-record.data-missing" in failing(only(report))
    assert any("cong-van.pdf" in finding.en for finding in only(report).findings)


def test_a_tree_that_leads_elsewhere_than_its_timestamp_is_broken() -> None:
    made = record()
    digest, lists, token = made.chains[0][0]
    made.chains[0][0] = (digest, [*lists, [b"\1" * 32]], token)
    assert failing(only(validate(container(made.asn1())))) == {"evidence-record.tree"}


def test_a_renewal_that_does_not_cover_the_timestamp_before_cuts_the_chain() -> None:
    made = record().renew_timestamp(authority("2"), NOW - 100 * DAY, of=b"khac")
    found = only(validate(container(made.asn1())))
    assert (found.integrity, found.proven_time) == ("broken", None)
    assert failing(found) == {"evidence-record.renewal"}


def test_a_renewed_tree_that_does_not_cover_the_older_chains_proves_nothing() -> None:
    made = record().renew_tree(authority("2"), NOW - 100 * DAY)
    made.chains[0] = record().renew_timestamp(authority("x"), NOW - 200 * DAY).chains[0]
    found = only(validate(container(made.asn1())))
    assert (found.integrity, found.indication) == ("broken", FAILED)


def test_one_chain_with_two_algorithms_breaks_the_rules() -> None:
    made = record().renew_timestamp(authority("2"), NOW - 100 * DAY)
    _, lists, token = made.chains[0][1]
    made.chains[0][1] = ("sha512", lists, token)
    assert "evidence-record.structure" in failing(only(validate(container(made.asn1()))))


# --- trust over the years -------------------------------------------------------------------------


def test_a_renewal_before_the_first_authority_expired_keeps_the_proof() -> None:
    first = authority("1", not_after=NOW - 100 * DAY)
    made = Record(CONTENTS, first, KEPT)
    assert only(validate(container(made.asn1()))).indication is INDETERMINATE
    renewed = made.renew_timestamp(authority("2"), NOW - 105 * DAY)
    found = only(validate(container(renewed.asn1())))
    assert (found.indication, found.proven_time) == (PASSED, KEPT), found.findings


def test_a_renewal_after_it_expired_does_not() -> None:
    made = Record(CONTENTS, authority("1", not_after=NOW - 100 * DAY), KEPT)
    found = only(validate(container(made.renew_tree(authority("2"), NOW - 50 * DAY).asn1())))
    assert (found.integrity, found.indication, found.proven_time) == ("intact", INDETERMINATE, None)


def test_a_tree_of_a_broken_algorithm_proves_nothing_unless_it_was_renewed_before_it_broke() -> None:
    """SHA-1 counts here until 90 days ago, beyond the policy's own date."""
    policy = Policy(digests_until={**DIGESTS_UNTIL, "sha1": NOW - 90 * DAY})
    weak = record(digest="sha1")
    assert only(validate(container(weak.asn1()), policy)).indication is INDETERMINATE
    late = record(digest="sha1").renew_tree(authority("2"), NOW - 80 * DAY, "sha256")
    assert only(validate(container(late.asn1()), policy)).proven_time is None
    in_time = record(digest="sha1").renew_tree(authority("2"), NOW - 100 * DAY, "sha256")
    assert only(validate(container(in_time.asn1()), policy)).proven_time == KEPT


# --- beside and inside signatures -----------------------------------------------------------------


def signed_container(*, tsa_expired: bool = True) -> list[tuple[str, bytes]]:
    tsa = authority("ký", not_after=NOW - 100 * DAY) if tsa_expired else authority("ký")
    members = asic_e(FILES, signer())
    return [
        (name, stamped(content, tsa, SIGNED) if name.endswith(".p7s") else content)
        for name, content in members
    ]


def with_record(members: list[tuple[str, bytes]], covered: list[str]) -> list[tuple[str, bytes]]:
    files = [(name, content) for name, content in members if name in covered]
    made = Record([content for _, content in files], authority("kho"), NOW - 150 * DAY).asn1()
    name = "META-INF/evidencerecord001.ers"
    extra = ("META-INF/ASiCEvidenceRecordManifest001.xml", manifest(name, files))
    return [*members, extra, (name, made)]


def test_a_record_over_a_signature_protects_the_timestamp_inside() -> None:
    members = signed_container()
    assert validate(members).signatures[0].best_signature_time == NOW
    report = validate(with_record(members, ["META-INF/signature001.p7s", *(n for n, _ in FILES)]))
    assert report.signatures[0].best_signature_time == SIGNED
    assert report.indication is PASSED, [f for s in report.signatures for f in s.findings]


def test_a_record_over_the_files_alone_does_nothing_for_the_signature() -> None:
    report = validate(with_record(signed_container(), [name for name, _ in FILES]))
    assert only(report).indication is PASSED
    assert report.signatures[0].best_signature_time == NOW


def test_a_wrong_record_beside_a_sound_signature_is_told_and_needs_a_person() -> None:
    members = signed_container(tsa_expired=False)
    wrong = [*container(record([b"khac"]).asn1())[-2:]]
    report = validate([*members, *wrong])
    assert report.signatures[0].indication is PASSED
    assert (report.indication, report.sub_indication) == (
        INDETERMINATE,
        SubIndication.SIG_CONSTRAINTS_FAILURE,
    )
    assert "evidence-record.no-proof" in {finding.code for finding in report.findings}


def cms_with_record(encoded: bytes) -> FileReport:
    return validate_file(
        encoded,
        name="a.p7s",
        trust=province().trust,
        revocation=revocation(),
        at=NOW,
        detached_content=LETTER,
    )


def test_a_record_inside_a_cms_signature_proves_when_it_existed() -> None:
    signature = CmsPlan(signer(), LETTER, signing_time=SIGNED - timedelta(hours=1)).build()
    made = Record([signature], authority("kho"), SIGNED)
    [report] = cms_with_record(add_unsigned(signature, INTERNAL_RECORD, made.asn1())).signatures
    assert (report.indication, report.best_signature_time) == (PASSED, SIGNED), report.findings
    [found] = report.evidence_records
    assert (found.name, found.proven_time) == ("signer-1/evidence-record-1", SIGNED)


def test_what_is_added_after_a_record_leaves_its_proof_alone() -> None:
    signature = CmsPlan(signer(), LETTER, signing_time=SIGNED - timedelta(hours=1)).build()
    kept = add_unsigned(signature, INTERNAL_RECORD, Record([signature], authority("kho"), SIGNED).asn1())
    kept = archive_v2(kept, LETTER, authority("lưu"), NOW - 100 * DAY)
    [report] = cms_with_record(kept).signatures
    assert (report.indication, report.best_signature_time) == (PASSED, SIGNED), report.findings


def test_a_record_of_another_signature_inside_this_one_proves_nothing() -> None:
    signature = CmsPlan(signer(), LETTER, signing_time=SIGNED - timedelta(hours=1)).build()
    made = Record([signature + b"x"], authority("kho"), SIGNED)
    [report] = cms_with_record(add_unsigned(signature, INTERNAL_RECORD, made.asn1())).signatures
    assert report.integrity == "intact"
    assert (report.indication, report.best_signature_time) == (INDETERMINATE, NOW)
    assert "evidence-record.no-proof" in {finding.code for finding in report.findings}


# --- hostile --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoded",
    [b"", b"\x30\x00", b"\x30\x80" * 4000, b"\x30\x03\x02\x01\x01", b"\x30\x82\xff\xff", b"\x04\x00" * 50],
    ids=["empty", "empty sequence", "deep", "no sequence", "truncated", "other"],
)
def test_what_is_no_record_ends_as_a_finding(encoded: bytes) -> None:
    report = validate(container(encoded))
    assert failing(only(report)) == {"evidence-record.unreadable"}
    assert (report.indication, report.sub_indication) == (INDETERMINATE, SubIndication.NO_SIGNATURE_FOUND)


@pytest.mark.parametrize(
    "encoded",
    [
        b"<a/>",
        b"<EvidenceRecord xmlns='urn:ietf:params:xml:ns:ers'/>",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    ],
    ids=["other", "empty", "entities"],
)
def test_what_is_no_record_in_xml_ends_as_a_finding(encoded: bytes) -> None:
    assert failing(only(validate(container(encoded, suffix="xml")))) == {"evidence-record.unreadable"}


def test_a_record_with_more_renewals_than_any_archive_makes_is_refused() -> None:
    made = record()
    made.chains[0] *= 40
    report = validate(container(made.asn1()))
    assert report.sub_indication is SubIndication.RESOURCE_LIMIT


def test_a_record_with_more_hashes_than_any_tree_needs_is_refused() -> None:
    made = record()
    digest, lists, token = made.chains[0][0]
    made.chains[0][0] = (digest, [*lists, [n.to_bytes(8, "big") for n in range(100_001)]], token)
    assert validate(container(made.asn1())).sub_indication is SubIndication.RESOURCE_LIMIT


def test_a_record_larger_than_any_is_not_read() -> None:
    report = validate(container(b"\x30" + bytes(5 * 1024 * 1024)))
    assert report.sub_indication is SubIndication.RESOURCE_LIMIT


def test_every_changed_octet_of_a_record_leaves_a_verdict_and_no_other_time() -> None:
    encoded = record().renew_tree(authority("2"), NOW - 100 * DAY).asn1()
    for position in range(0, len(encoded), 97):
        broken = bytearray(encoded)
        broken[position] ^= 0x15
        for found in validate(container(bytes(broken))).evidence_records:
            assert found.proven_time in (None, KEPT)


def test_a_signature_with_records_without_end_is_refused() -> None:
    signature = CmsPlan(signer(), LETTER).build()
    made = Record([signature], authority("kho"), SIGNED).asn1()
    report = cms_with_record(add_unsigned(signature, INTERNAL_RECORD, *[made] * 40))
    assert report.sub_indication is SubIndication.RESOURCE_LIMIT


def test_limits_hold_for_all_records_of_a_container_together() -> None:
    many = [(f"META-INF/evidencerecord{n}.ers", record().asn1()) for n in range(Limits().signatures + 1)]
    assert validate([*FILES, *many]).sub_indication is SubIndication.RESOURCE_LIMIT


# --- reports --------------------------------------------------------------------------------------


def test_reports_for_people_and_validators_say_what_the_record_proves() -> None:
    report = validate(container(record().asn1()))
    checked = Checked(report, NOW, "ab" * 32)
    document = render_xml([checked])
    assert schema_faults(document) == []
    assert b"evidence-record.proves" in document
    page = make_page(checked, "vi")
    assert any("chứng minh" in item.sentence for item in page.findings)
    assert "META-INF/evidencerecord001.ers" in render_html([page], "vi")


def test_every_kind_of_timestamp_has_its_place_in_the_standard_report() -> None:
    members = with_record(signed_container(), ["META-INF/signature001.p7s"])
    assert schema_faults(render_xml([Checked(validate(members), NOW, "ab" * 32)])) == []


def test_a_record_that_is_broken_inside_takes_nothing_from_the_one_beside_it() -> None:
    """Two values of one attribute: the first proves what it did, the second is told to be none."""
    signature = CmsPlan(province().agency, LETTER, detached=False, stamp_with=province().tsa).build()
    made = Record([signature], authority("kho"), KEPT).asn1()
    broken = bytes.fromhex("3006") + bytes.fromhex("300a02010130")
    [report] = cms_with_record(add_unsigned(signature, INTERNAL_RECORD, made, broken)).signatures
    assert report.integrity == "intact"
    assert [one.proven_time is not None for one in report.evidence_records] == [True, False]
