"""A document for the archive: one container, time-stamped, in which everything still confirms the verdict."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from asn1crypto import tsp

from lienthong.signatures.isolation.pool import ValidationPool
from lienthong.signatures.report import SubIndication
from lienthong.signatures.validator import validate_file
from lienthong_client.errors import TimestampUnavailable
from lienthong_client.exporting import TimeStamper, export
from lienthong_client.recorded import MATERIAL, confirm_recorded
from tests.builders.recorded_verdicts import recorded
from tests.builders.signing_pki import NOW, CmsPlan, province, stamp

LETTER = b"K\xc3\xadnh g\xe1\xbb\xadi"


def _authority(request: httpx.Request) -> httpx.Response:
    """A real token of the province's authority over whatever is asked."""
    asked = tsp.TimeStampReq.load(request.content)
    token = tsp.ContentInfo.load(
        stamp(
            province().tsa,
            b"",
            NOW,
            imprint=asked["message_imprint"]["hashed_message"].native,
            nonce=asked["nonce"].native,
        )
    )
    answer = tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token})
    return httpx.Response(200, content=answer.dump())


@pytest.fixture(scope="module")
def pool() -> Iterator[ValidationPool]:
    with ValidationPool() as running:
        yield running


@pytest.fixture
def kept(pool: ValidationPool, tmp_path: Path) -> Path:
    """A folder with a document, its detached signature, the report and the material."""
    one = recorded(pool, LETTER, CmsPlan(province().leader, LETTER, stamp_with=province().tsa).build())
    (tmp_path / "cong-van.txt").write_bytes(one.content)
    (tmp_path / "cong-van.p7s").write_bytes(one.detached[0])
    (tmp_path / "cong-van.report.json").write_bytes(one.document)
    (tmp_path / MATERIAL).mkdir()
    for digest, blob in one.blobs.items():
        (tmp_path / MATERIAL / digest).write_bytes(blob)
    return tmp_path


def _export(kept: Path, http: httpx.Client) -> Path:
    out = kept / "luu.asice"
    files = (kept / "cong-van.report.json", kept / "cong-van.txt", [kept / "cong-van.p7s"])
    export(*files, [kept / MATERIAL], TimeStamper(http, "http://tsa.example/"), out)
    return out


def test_the_container_is_time_stamped_as_a_whole(kept: Path) -> None:
    with httpx.Client(transport=httpx.MockTransport(_authority)) as http:
        out = _export(kept, http)
    report = validate_file(
        out.read_bytes(),
        name="luu.asice",
        trust=province().trust,
        revocation=province().revocation(),
        at=NOW + timedelta(minutes=1),
    )
    assert report.format == "ASiC-E"
    # Its files are signed, not the container; what the time-stamp proves is told beside.
    assert report.sub_indication is SubIndication.NO_SIGNATURE_FOUND
    (proof,) = report.evidence_records
    assert (proof.integrity, proof.proven_time) == ("intact", NOW)
    material = [f"{MATERIAL}/{path.name}" for path in (kept / MATERIAL).iterdir()]
    assert sorted(proof.covers) == sorted(
        ["cong-van.txt", "cong-van.p7s", "report/cong-van.report.json", *material]
    )


def test_what_was_unpacked_from_it_confirms_the_verdict(kept: Path, tmp_path: Path) -> None:
    with httpx.Client(transport=httpx.MockTransport(_authority)) as http:
        out = _export(kept, http)
    unpacked = tmp_path / "unpacked"
    with zipfile.ZipFile(out) as archive:
        archive.extractall(unpacked)
    confirmed = confirm_recorded(
        unpacked / "report" / "cong-van.report.json",
        unpacked / "cong-van.txt",
        [unpacked / "cong-van.p7s"],
        [unpacked / MATERIAL],
    )
    assert confirmed.same


@pytest.mark.parametrize("answer", [httpx.Response(503), httpx.Response(200, content=b"no token")])
def test_without_a_time_stamp_nothing_is_written(kept: Path, answer: httpx.Response) -> None:
    before = sorted(kept.iterdir())
    with (
        httpx.Client(transport=httpx.MockTransport(lambda _: answer)) as http,
        pytest.raises(TimestampUnavailable, match=r"tsa\.example"),
    ):
        _export(kept, http)
    assert sorted(kept.iterdir()) == before
