"""A bundle is collected through the API, by each side from its own: what it holds verifies offline."""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from lienthong.model.agency import Agency
from lienthong.signatures.checkpoint_stamps import judging
from lienthong_client.bundle_checks import BundleChecker
from lienthong_client.bundling import collect, write_bundle
from lienthong_client.command.application import cli
from lienthong_client.credentials import RequestSigner
from lienthong_client.errors import DownloadMismatch, FileUnwritable, ReceiptsPending
from lienthong_client.patience import Patience
from lienthong_client.receipts import ReceiptChecker
from lienthong_client.sdk import Exchange
from lienthong_client.transport import Transport
from lienthong_client.verification import RevocationFiles
from tests.builders import bundles
from tests.builders.agencies import DEPARTMENT, DISTRICT, key_id, request_key
from tests.builders.letters import CONTENT, letter
from tests.builders.signing_pki import NOW
from tests.doubles.attesting import attest
from tests.doubles.composed import LOG_SIGNER, ComposedExchange, composed, unsigned_event
from tests.doubles.fixed_clock import FixedClock


@pytest.fixture
def exchange() -> Iterator[ComposedExchange]:
    with composed(clock=FixedClock(NOW)) as parts:
        yield parts


def client(exchange: ComposedExchange, agency: Agency) -> Exchange:
    """The SDK over the functions themselves; S3's links are read from memory."""

    def handle(request: httpx.Request) -> httpx.Response:
        if request.url.host == "content.invalid":
            return httpx.Response(200, content=exchange.content.fetch(str(request.url))[0])
        path, _, query = request.url.raw_path.decode().partition("?")
        event = unsigned_event(request.method, path, request.read(), query)
        event["headers"] = {name.lower(): value for name, value in request.headers.items()}
        if event["routeKey"] == "$default":
            return httpx.Response(404, json={"code": "request.not-found"})
        answer = exchange.handlers[event["routeKey"]](event, None)
        body = answer["body"]
        if answer.get("isBase64Encoded"):
            return httpx.Response(answer["statusCode"], content=base64.b64decode(body))
        return httpx.Response(answer["statusCode"], text=body, headers=answer["headers"])

    http = httpx.Client(transport=httpx.MockTransport(handle))
    signer = RequestSigner(key_id(agency.code), request_key(agency.code), now=exchange.clock.now)
    return Exchange(Transport("https://exchange.example", http, signer, Patience(attempts=1)))


def sent(exchange: ComposedExchange) -> str:
    """A letter that was sent and opened."""
    answer = exchange.call(DISTRICT, "POST", "/v1/submissions", letter())
    exchange.settle()
    submission_id = str(answer.body["submission_id"])
    assert exchange.call(DEPARTMENT, "POST", f"/v1/inbox/{submission_id}/open").status == 200
    return submission_id


def log(exchange: ComposedExchange) -> None:
    exchange.log()
    attest(exchange.log_table, exchange.log_files, exchange.clock.now())


def codes(exchange: ComposedExchange, file: Path) -> dict[str, str]:
    """What is found, by code; nothing may fail."""
    at = exchange.clock.now()
    receipts = ReceiptChecker(LOG_SIGNER.key, judging([], (), (), at))
    report = BundleChecker(receipts, (), RevocationFiles(), at).check(file)
    assert report.holds, report.to_json()
    return {finding.code: finding.subject for finding in report.findings}


@pytest.mark.parametrize("received", [False, True], ids=["sender", "recipient"])
def test_each_side_makes_a_bundle_of_what_it_may_see(
    exchange: ComposedExchange, tmp_path: Path, received: bool
) -> None:
    submission_id = sent(exchange)
    log(exchange)
    (tmp_path / "luu").mkdir()
    (tmp_path / "luu" / "ten-khac.pdf").write_bytes(CONTENT)
    (tmp_path / "luu" / "khac.pdf").write_bytes(b"khac")
    own = client(exchange, DEPARTMENT if received else DISTRICT)

    contents = collect(own, submission_id, [tmp_path / "luu"], received=received, seconds=0)
    out = tmp_path / "luu.asice"
    write_bundle(contents, out, bundles.stamped, NOW)

    found = codes(exchange, out)
    assert found["bundle.document-proven"] == f"documents/{letter()['attachments'][0]['name']}"
    assert ("bundle.report-proven" in found) is not received, "a recipient has no receipt of the decision"
    assert ("bundle.report-unproven" in found) is received
    assert "bundle.request-proven" in found
    with zipfile.ZipFile(out) as archive:
        names = archive.namelist()
        record = json.loads(archive.read("submission.json"))
    assert f"registry/{DISTRICT.code}.json" in names
    assert "log/checkpoint" in names
    assert ("submission" in record) is not received
    assert len([name for name in names if name.startswith("receipts/")]) == len(contents.receipts) > 2
    assert not any("khac" in name for name in names)


def test_a_recipient_proves_the_exchange_after_the_document_was_taken_back(
    exchange: ComposedExchange, tmp_path: Path
) -> None:
    submission_id = sent(exchange)
    recalled = exchange.call(
        DISTRICT, "POST", f"/v1/submissions/{submission_id}/recall", {"reason": "Gửi nhầm nơi nhận"}
    )
    assert recalled.status == 200, recalled
    exchange.settle()
    log(exchange)
    contents = collect(client(exchange, DEPARTMENT), submission_id, [], received=True, seconds=0)
    assert contents.reports == {}
    out = tmp_path / "luu.asice"
    write_bundle(contents, out, bundles.stamped, NOW)
    assert "bundle.document-absent" in codes(exchange, out)
    assert "RecallNotification" in {one.event["type"] for one in contents.receipts}


def test_no_bundle_is_made_while_receipts_are_still_to_come(exchange: ComposedExchange) -> None:
    submission_id = sent(exchange)
    with pytest.raises(ReceiptsPending):
        collect(client(exchange, DISTRICT), submission_id, [], received=False, seconds=0)


def test_a_report_that_is_not_what_its_link_says_stops_it(exchange: ComposedExchange) -> None:
    submission_id = sent(exchange)
    log(exchange)
    for digest in list(exchange.content._content):
        if digest != hashlib.sha256(CONTENT).hexdigest():
            exchange.content._content[digest] = b"khac"
    with pytest.raises(DownloadMismatch):
        collect(client(exchange, DISTRICT), submission_id, [], received=False, seconds=0)


def test_nothing_is_left_of_a_bundle_that_could_not_be_finished(tmp_path: Path) -> None:
    contents = bundles.contents(tmp_path)

    def fails(_sha256: bytes) -> bytes:
        raise OSError("no time-stamp")

    out = tmp_path / "luu.asice"
    with pytest.raises(FileUnwritable):
        write_bundle(contents, out, fails, NOW)
    assert not list(tmp_path.glob("luu*"))


def test_the_command_writes_one_that_the_other_command_confirms(
    exchange: ComposedExchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission_id = sent(exchange)
    log(exchange)
    own = client(exchange, DISTRICT)
    monkeypatch.setattr("lienthong_client.command.desk.Desk.exchange", lambda _desk, _context: own)
    monkeypatch.setattr("lienthong_client.exporting.TimeStamper.stamp", lambda _, sha: bundles.stamped(sha))
    out = tmp_path / "luu.asice"
    words = ["--lang", "vi", "bundle"]

    got = CliRunner().invoke(
        cli, [*words, "get", submission_id, "--tsa", "http://tsa.example", "--out", str(out)]
    )
    assert (got.exit_code, "Đã ghi gói bằng chứng" in got.stdout) == (0, True), got.output
    assert "Không tìm thấy 1 tệp văn bản" in got.stderr

    confirmed = CliRunner().invoke(cli, [*words, "verify", str(out), "--key", str(LOG_SIGNER.key)])
    assert (confirmed.exit_code, "gói bằng chứng HỢP LỆ" in confirmed.stdout) == (0, True), confirmed.output
