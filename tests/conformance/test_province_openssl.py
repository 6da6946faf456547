"""The demonstration's PKI and signatures, judged by OpenSSL and pdfsig, which share no code with it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from asn1crypto import pem

from lienthong_local.province import Province, Purpose, alter_in_place

DISTRICT = "000.00.30.H39"
IN_THE_SCENARIO = datetime(2019, 6, 12, 8, 40, tzinfo=UTC)
AT_THAT_TIME = ("-attime", str(int(IN_THE_SCENARIO.timestamp())))


class Desk:
    """A folder with the province's certificates as files, and the programs run in it."""

    def __init__(self, folder: Path, province: Province) -> None:
        self.folder = folder
        self.province = province
        self.put("root.pem", pem.armor("CERTIFICATE", province.trust_anchors()[0]))
        self.put("issuing.pem", pem.armor("CERTIFICATE", province.intermediates()[0]))

    def put(self, name: str, content: bytes) -> str:
        (self.folder / name).write_bytes(content)
        return name

    def certificate(self, purpose: Purpose) -> str:
        held = self.province.credential(DISTRICT, purpose).certificate
        return self.put(f"{purpose}.pem", pem.armor("CERTIFICATE", held.dump()))

    def crl(self, authority: str) -> str:
        address = f"{self.province.pki_url}/lien-thong/crls/{authority}/latest.crl"
        return self.put(f"{authority}.crl", pem.armor("X509 CRL", fetched(address)))

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)


def fetched(address: str) -> bytes:
    return httpx.get(address, trust_env=False).raise_for_status().content


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with Province.open(tmp_path_factory.mktemp("state"), now=lambda: IN_THE_SCENARIO) as province:
        yield Desk(tmp_path_factory.mktemp("desk"), province)


@pytest.mark.oracle("openssl")
@pytest.mark.parametrize(
    ("purpose", "verdict"),
    [
        (Purpose.LEADER, "leader.pem: OK"),
        (Purpose.AGENCY, "agency.pem: OK"),
        (Purpose.REVOKED, "certificate revoked"),
        (Purpose.EXPIRED, "certificate has expired"),
    ],
)
def test_openssl_builds_the_chain_and_reads_the_crl(desk: Desk, purpose: Purpose, verdict: str) -> None:
    files = ("-CAfile", "root.pem", "-untrusted", "issuing.pem", "-CRLfile", desk.crl("issuing"))
    judged = desk.run(
        "openssl", "verify", "-x509_strict", "-crl_check", *AT_THAT_TIME, *files, desk.certificate(purpose)
    )
    assert verdict in judged.stdout + judged.stderr


@pytest.mark.oracle("openssl")
def test_openssl_reads_the_roots_crl(desk: Desk) -> None:
    files = ("-CAfile", "root.pem", "-CRLfile", desk.crl("root"))
    judged = desk.run("openssl", "verify", "-x509_strict", "-crl_check", *AT_THAT_TIME, *files, "issuing.pem")
    assert "issuing.pem: OK" in judged.stdout, judged.stderr


@pytest.mark.oracle("openssl")
@pytest.mark.parametrize(("purpose", "status"), [(Purpose.AGENCY, "good"), (Purpose.REVOKED, "revoked")])
def test_openssl_verifies_the_ocsp_responses(desk: Desk, purpose: Purpose, status: str) -> None:
    held = desk.certificate(purpose)
    url = f"{desk.province.pki_url}/lien-thong/ocsp/issuing"
    # OpenSSL compares the response with the machine's clock whatever -attime says: decades of leeway.
    leeway = ("-validity_period", str(50 * 365 * 86400))
    trusted = ("-CAfile", "root.pem", "-verify_other", "issuing.pem", *AT_THAT_TIME, *leeway)
    judged = desk.run("openssl", "ocsp", "-issuer", "issuing.pem", "-cert", held, "-url", url, *trusted)
    assert "Response verify OK" in judged.stderr
    assert f"{held}: {status}" in judged.stdout


@pytest.mark.oracle("openssl")
def test_openssl_verifies_a_time_stamp(desk: Desk) -> None:
    desk.put("content", b"as sent")
    assert (
        desk.run("openssl", "ts", "-query", "-data", "content", "-sha256", "-cert", "-out", "q").returncode
        == 0
    )
    asked = httpx.post(
        desk.province.time_stamping_url, content=(desk.folder / "q").read_bytes(), trust_env=False
    )
    desk.put("reply", asked.raise_for_status().content)
    trusted = ("-CAfile", "root.pem", "-untrusted", "issuing.pem", *AT_THAT_TIME)
    judged = desk.run("openssl", "ts", "-verify", "-queryfile", "q", "-in", "reply", *trusted)
    assert "Verification: OK" in judged.stdout, judged.stderr
    told = desk.run("openssl", "ts", "-reply", "-in", "reply", "-text")
    assert "Time stamp: Jun 12 08:40:00 2019 GMT" in told.stdout

    other = desk.put("other", b"as received")
    assert desk.run("openssl", "ts", "-verify", "-data", other, "-in", "reply", *trusted).returncode != 0


@pytest.mark.oracle("openssl")
def test_openssl_verifies_the_detached_cms_over_its_content_only(desk: Desk) -> None:
    desk.put("signature", desk.province.sign_content(b"as sent", DISTRICT))
    trusted = ("-CAfile", "root.pem", "-purpose", "any", *AT_THAT_TIME)
    verify = ("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "signature", *trusted)
    assert "successful" in desk.run(*verify, "-content", desk.put("sent", b"as sent")).stderr
    assert desk.run(*verify, "-content", desk.put("received", b"as received")).returncode != 0


@pytest.mark.oracle("pdfsig")
def test_pdfsig_finds_both_signatures_valid_and_the_altered_letters_broken(desk: Desk) -> None:
    province = desk.province
    letter = province.compose_letter(
        DISTRICT, number="7", notation="UBND-VP", subject="V/v họp", to=["H39.16"], paragraphs=["Mời họp."]
    )
    signed = province.sign_letter(province.write_letter(letter), DISTRICT)
    told = desk.run("pdfsig", desk.put("signed.pdf", signed)).stdout
    assert told.count("Signature Validation: Signature is Valid.") == 2
    assert told.count("Signature Type: ETSI.CAdES.detached") == 2
    told = desk.run("pdfsig", desk.put("altered.pdf", alter_in_place(signed))).stdout
    assert told.count("Signature Validation: Digest Mismatch.") == 2
