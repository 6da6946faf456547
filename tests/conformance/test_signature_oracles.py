"""Independent programs judge the same signatures; where we are stricter, the test says why."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from lienthong.signatures.report import FileReport
from lienthong.signatures.validator import validate_file
from tests.builders.signed_pdf import plain_pdf, sign_pdf
from tests.builders.signed_xml import XmlPlan, enveloped, enveloped_reference
from tests.builders.signing_pki import NOW, CmsPlan, Party, issue, province

LETTER = "Kính gửi: Sở Nội vụ".encode()


def validate(content: bytes, detached: bytes | None = None) -> FileReport:
    return validate_file(
        content,
        name="x",
        trust=province().trust,
        revocation=province().revocation(),
        at=NOW,
        detached_content=detached,
    )


def run(*command: str | Path) -> bool:
    done = subprocess.run([str(part) for part in command], capture_output=True, check=False, timeout=60)
    return done.returncode == 0


# --- openssl ----------------------------------------------------------------------------------------


def openssl_accepts(folder: Path, signature: bytes, content: bytes) -> bool:
    """``openssl cms -verify -cades`` with the root as the only trust."""
    files = {"s.p7s": signature, "c": content, "root.pem": province().root.pem}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return run(
        *("openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", folder / "s.p7s"),
        *("-content", folder / "c", "-CAfile", folder / "root.pem", "-purpose", "any", "-out", "/dev/null"),
    )


@pytest.mark.oracle("openssl")
@pytest.mark.parametrize("kind", ["ec", "ec384", "rsa2048", "rsa3072"])
@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_openssl_and_we_accept_the_same_sound_signatures(tmp_path: Path, kind: str, digest: str) -> None:
    signer = issue(f"Người ký {kind}", province().ca, kind=kind)
    signature = CmsPlan(signer, LETTER, digest=digest).build()
    assert openssl_accepts(tmp_path, signature, LETTER)
    assert validate(signature, LETTER).signatures[0].indication == "TOTAL-PASSED"


@pytest.mark.oracle("openssl")
@pytest.mark.parametrize(
    "plan",
    [
        CmsPlan(province().agency, LETTER, signing_certificate=None),
        CmsPlan(province().agency, LETTER, message_digests=[bytes(32)]),
        CmsPlan(province().agency, LETTER, message_digests=[]),
        CmsPlan(province().agency, LETTER, referenced=province().leader),
        CmsPlan(issue("Tự ký", None), LETTER),
    ],
    ids=["no signing-certificate", "wrong digest", "no digest", "other certificate", "untrusted"],
)
def test_openssl_and_we_refuse_the_same_unsound_signatures(tmp_path: Path, plan: CmsPlan) -> None:
    signature = plan.build()
    assert not openssl_accepts(tmp_path, signature, LETTER)
    assert validate(signature, LETTER).signatures[0].indication != "TOTAL-PASSED"


@pytest.mark.oracle("openssl")
def test_we_are_stricter_than_openssl_about_what_a_key_is_for(tmp_path: Path) -> None:
    """EN 319 102-1 5.2.6: a certificate for encipherment does not sign documents; openssl is told not to
    look."""
    cipher = issue("Mã hóa", province().ca, usage=frozenset({"key_encipherment"}))
    signature = CmsPlan(cipher, LETTER).build()
    assert openssl_accepts(tmp_path, signature, LETTER)
    assert validate(signature, LETTER).signatures[0].indication == "INDETERMINATE"


# --- xmlsec1 ----------------------------------------------------------------------------------------


def xmlsec_accepts(folder: Path, document: bytes) -> bool:
    (folder / "d.xml").write_bytes(document)
    (folder / "root.pem").write_bytes(province().root.pem)
    properties = "http://uri.etsi.org/01903/v1.3.2#:SignedProperties"
    return run(
        *("xmlsec1", "--verify", "--trusted-pem", folder / "root.pem"),
        *("--id-attr:Id", properties, folder / "d.xml"),
    )


def xml_signatures() -> Sequence[tuple[bytes, bool]]:
    sound = enveloped(XmlPlan(province().leader, [enveloped_reference()]))
    return ((sound, True), (sound.replace(b"123/UBND", b"999/UBND"), False))


@pytest.mark.oracle("xmlsec1")
@pytest.mark.parametrize("index", [0, 1], ids=["sound", "changed"])
def test_xmlsec1_and_we_agree(tmp_path: Path, index: int) -> None:
    document, is_sound = xml_signatures()[index]
    assert xmlsec_accepts(tmp_path, document) is is_sound
    assert (validate(document).indication == "TOTAL-PASSED") is is_sound


# --- pdfsig -----------------------------------------------------------------------------------------


def pdfsig_accepts(folder: Path, document: bytes) -> bool:
    (folder / "d.pdf").write_bytes(document)
    done = subprocess.run(
        ["pdfsig", "-nocert", str(folder / "d.pdf")], capture_output=True, text=True, check=False, timeout=60
    )
    return "Signature is Valid" in done.stdout and "Invalid" not in done.stdout.replace("is Valid", "")


@pytest.mark.oracle("pdfsig")
@pytest.mark.parametrize("party", [province().leader, province().agency], ids=["rsa", "ecdsa"])
def test_pdfsig_and_we_accept_the_same_sound_files(tmp_path: Path, party: Party) -> None:
    signed = sign_pdf(plain_pdf(), party)
    assert pdfsig_accepts(tmp_path, signed)
    assert validate(signed).signatures[0].integrity == "intact"


@pytest.mark.oracle("pdfsig")
def test_pdfsig_and_we_refuse_changed_content(tmp_path: Path) -> None:
    changed = sign_pdf(plain_pdf(), province().leader).replace(b"Cong van so 123", b"Cong van so 999")
    assert not pdfsig_accepts(tmp_path, changed)
    assert validate(changed).signatures[0].integrity == "broken"
