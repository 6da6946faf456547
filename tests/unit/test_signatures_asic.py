"""ASiC containers: the sound ones pass; bombs, misleading names and uncovered files do not."""

from __future__ import annotations

import io
import zipfile

import pytest

from lienthong.signatures.media_types import ASIC_E, ASIC_S
from lienthong.signatures.report import FileReport, Indication, SubIndication
from lienthong.signatures.validator import validate_file
from tests.builders.signed_xml import asic_e, asic_e_xades, asic_s, manifest_of, zip_of
from tests.builders.signing_pki import NOW, CmsPlan, province

PASSED, INDETERMINATE, FAILED = Indication.TOTAL_PASSED, Indication.INDETERMINATE, Indication.TOTAL_FAILED
FILES = [("cong-van.pdf", b"%PDF-1.7 ..."), ("phu luc/bang.csv", b"a;b\n1;2\n")]


def validate(container: bytes) -> FileReport:
    return validate_file(
        container, name="goi.asice", trust=province().trust, revocation=province().revocation(), at=NOW
    )


def failing(report: FileReport) -> set[str]:
    everything = [*report.findings, *(f for s in report.signatures for f in s.findings)]
    return {f.code for f in everything if f.severity == "fail"}


def cades() -> list[tuple[str, bytes]]:
    return asic_e(FILES, province().agency, province().tsa)


BUILDS = {
    "ASiC-E with CAdES": lambda: asic_e(FILES, province().agency, province().tsa),
    "ASiC-E with XAdES": lambda: asic_e_xades(FILES, province().agency, province().tsa),
    "ASiC-S with CAdES": lambda: asic_s("cong-van.pdf", b"%PDF-1.7 ...", province().agency, province().tsa),
}


@pytest.mark.parametrize("kind", BUILDS)
def test_a_sound_container_passes(kind: str) -> None:
    report = validate(zip_of(BUILDS[kind]()))
    assert report.indication is PASSED, failing(report)
    assert report.format == kind.split(" ", maxsplit=1)[0]
    assert report.signatures[0].covers_whole_file
    assert report.media_type.startswith("application/vnd.etsi.asic-")


@pytest.mark.parametrize("kind", BUILDS)
def test_a_changed_file_fails(kind: str) -> None:
    members = [(n, b"%PDF-1.7 KHAC" if n == "cong-van.pdf" else c) for n, c in BUILDS[kind]()]
    report = validate(zip_of(members))
    assert (report.indication, report.sub_indication) == (FAILED, SubIndication.HASH_FAILURE)


@pytest.mark.parametrize("kind", ["ASiC-E with CAdES", "ASiC-E with XAdES"])
def test_a_file_that_no_signature_covers_is_named(kind: str) -> None:
    report = validate(zip_of([*BUILDS[kind](), ("them.docx", b"x")]))
    assert report.indication is INDETERMINATE
    assert "container.uncovered" in failing(report)
    assert "them.docx" in next(f.en for f in report.findings)


def test_a_file_that_the_manifest_lists_must_be_there() -> None:
    members = [(n, c) for n, c in cades() if n != "phu luc/bang.csv"]
    report = validate(zip_of(members))
    assert report.signatures[0].integrity == "broken"
    assert report.indication is INDETERMINATE


def test_a_changed_manifest_fails() -> None:
    other = manifest_of([("cong-van.pdf", b"khac")])
    members = [(n, other if n.endswith("Manifest001.xml") else c) for n, c in cades()]
    assert validate(zip_of(members)).indication is FAILED


def test_two_signatures_of_which_one_is_broken_do_not_pass() -> None:
    manifest = manifest_of(FILES, "META-INF/signature002.p7s")
    second = CmsPlan(province().leader, manifest + b" ").build()
    members = [*cades(), ("META-INF/ASiCManifest002.xml", manifest), ("META-INF/signature002.p7s", second)]
    report = validate(zip_of(members))
    assert sorted(s.integrity for s in report.signatures) == ["broken", "intact"]
    assert report.indication is FAILED


@pytest.mark.parametrize("name", ["/etc/passwd", "../ra.txt", "a/../../b", "C:/x", "a\\b", "a\nb", "..\\x"])
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    report = validate(zip_of([*cades(), (name, b"x")]))
    assert (report.indication, report.sub_indication) == (FAILED, SubIndication.FORMAT_FAILURE)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_occurs_twice_is_refused() -> None:
    report = validate(zip_of([*cades(), ("cong-van.pdf", b"%PDF-1.7 KHAC")]))
    assert report.indication is FAILED


def test_a_bomb_is_not_unpacked() -> None:
    report = validate(zip_of([*cades(), ("bom", bytes(300 * 1024 * 1024))]))
    assert report.sub_indication is SubIndication.RESOURCE_LIMIT


def test_thousands_of_files_are_refused() -> None:
    report = validate(zip_of([*cades(), *((f"f{i}", b"") for i in range(2500))]))
    assert report.sub_indication is SubIndication.RESOURCE_LIMIT


def test_a_member_larger_than_announced_is_refused() -> None:
    """The directory says 12 bytes; the member unpacks to more."""
    honest = bytearray(zip_of(asic_s("cong-van.pdf", b"A" * 4000, province().agency), stored=["mimetype"]))
    position = honest.rindex(b"cong-van.pdf") - 46
    assert honest[position : position + 4] == b"PK\x01\x02"
    honest[position + 24 : position + 28] = (12).to_bytes(4, "little")
    assert validate(bytes(honest)).indication is not PASSED


@pytest.mark.parametrize(
    "mimetype", [b"application/vnd.etsi.asic-s+zip", b"not a type"], ids=["simple", "nonsense"]
)
def test_a_wrong_mimetype_is_noticed(mimetype: bytes) -> None:
    members = [(n, mimetype if n == "mimetype" else c) for n, c in cades()]
    assert "container.mimetype" in failing(validate(zip_of(members)))


def test_a_compressed_mimetype_is_noticed() -> None:
    assert "container.mimetype" in failing(validate(zip_of(cades(), stored=[])))


def test_an_ordinary_zip_is_a_file_without_signature() -> None:
    report = validate(zip_of([("a.txt", b"x")]))
    assert (report.format, report.sub_indication) == ("unsigned", SubIndication.NO_SIGNATURE_FOUND)


def test_an_archive_of_which_half_is_missing_is_unreadable() -> None:
    whole = zip_of(cades())
    assert validate(whole[: len(whole) // 2]).indication is FAILED


def test_an_encrypted_member_is_refused() -> None:
    whole = bytearray(zip_of(cades()))
    with zipfile.ZipFile(io.BytesIO(bytes(whole))) as archive:
        local = archive.getinfo("cong-van.pdf").header_offset
    whole[local + 6] |= 1
    central = bytes(whole).rindex(b"cong-van.pdf") - 46
    whole[central + 8] |= 1
    assert validate(bytes(whole)).indication is FAILED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("mimetype", [ASIC_E.encode(), ASIC_S.encode(), b""])
def test_a_manifest_in_place_of_the_document_is_not_what_was_signed(encoding: str, mimetype: bytes) -> None:
    """The signature over a manifest would fit as that of a single file: signed, but never as a document."""
    manifest = manifest_of(FILES).decode().encode(encoding)
    signature = CmsPlan(province().agency, manifest, stamp_with=province().tsa).build()
    members = [("cong-van.xml", manifest), ("META-INF/signature001.p7s", signature)]
    report = validate(zip_of([("mimetype", mimetype), *members] if mimetype else members))
    assert report.indication is not PASSED
    assert report.signatures[0].indication is not PASSED
    assert "container.structure" in failing(report)


def test_an_asic_e_signature_without_a_manifest_is_told() -> None:
    members = asic_s("cong-van.pdf", b"%PDF-1.7 ...", province().agency, province().tsa)
    members[0] = ("mimetype", b"application/vnd.etsi.asic-e+zip")
    assert "container.mimetype" in {finding.code for finding in validate(zip_of(members)).findings}
