"""``lienthong report``: what the exchange found, in full, kept, and confirmed without it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from lienthong.signatures.isolation.pool import ValidationPool
from lienthong_client import sdk
from lienthong_client.command.application import cli
from lienthong_client.command.exit_codes import ExitCode
from lienthong_client.credentials import RequestSigner
from tests.builders.client_world import NOW, STAGING, SUBMISSION, World, reply
from tests.builders.recorded_verdicts import Recorded, recorded
from tests.builders.signed_pdf import plain_pdf, sign_pdf
from tests.builders.signing_pki import province

NAME = "cong-van.pdf"


@pytest.fixture(scope="module")
def passed() -> Iterator[Recorded]:
    with ValidationPool() as pool:
        yield recorded(pool, sign_pdf(sign_pdf(plain_pdf(), province().leader), province().agency, "Agency"))


@pytest.fixture(scope="module")
def unsigned() -> Iterator[Recorded]:
    with ValidationPool() as pool:
        yield recorded(pool, plain_pdf())


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Desk:
    """A clerk's computer, and an exchange that has one report."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.world = folder, World()
        self.configuration = self.world.write_configuration(folder)
        self.content: dict[str, bytes] = {}
        self.world.on("GET *", lambda request: httpx.Response(200, content=self.content[request.url.path]))

    def has(self, document: bytes, *blobs: bytes, side: str = "submissions") -> None:
        for content in (document, *blobs):
            self.content[f"/{sha256(content)}"] = content
        links = [{"sha256": sha256(blob), "url": f"{STAGING}/{sha256(blob)}"} for blob in (document, *blobs)]
        report = {**links[0], "attachment": NAME, "material": links[1:]}
        body = {"submission_id": SUBMISSION, "expires_at": "2018-11-23T02:15:00Z", "reports": [report]}
        self.world.on(f"GET /v1/{side}/{SUBMISSION}/reports", reply(body=body))

    def run(self, *arguments: str | Path, lang: str = "vi") -> Result:
        environment = {"LIENTHONG_CONFIG": str(self.configuration), "LIENTHONG_LANG": lang}
        return CliRunner(env=environment).invoke(cli, ["report", *map(str, arguments)])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk(tmp_path)
    monkeypatch.setattr(
        sdk, "open_http", lambda _ca: httpx.Client(transport=httpx.MockTransport(made.world.handle))
    )
    monkeypatch.setattr(sdk, "RequestSigner", partial(RequestSigner, now=lambda: NOW))
    return made


def test_a_report_tells_the_verdict_and_each_finding_with_its_facts(desk: Desk, passed: Recorded) -> None:
    desk.has(passed.document)
    shown = desk.run("show", SUBMISSION)
    assert shown.exit_code == ExitCode.DONE, shown.output
    assert "HỢP LỆ" in shown.stdout
    assert "Nguyễn Văn Mẫu" in shown.stdout, "the envelope names somebody else, and both names are told"
    assert "Nguyễn Văn An" in shown.stdout


def test_a_recipient_reads_the_report_on_what_has_arrived(desk: Desk, unsigned: Recorded) -> None:
    desk.has(unsigned.document, side="inbox")
    shown = desk.run("show", SUBMISSION, "--received")
    assert "KHÔNG CÓ CHỮ KÝ" in shown.stdout
    assert shown.exit_code == ExitCode.REFUSED, "what has not passed ends as a refusal"


def test_a_program_gets_the_document_as_it_is_recorded(desk: Desk, passed: Recorded) -> None:
    desk.has(passed.document)
    shown = desk.run("show", SUBMISSION, "--json")
    assert json.loads(shown.stdout)["reports"] == [json.loads(passed.document)]


def test_a_report_of_another_version_is_told_and_still_readable_as_json(desk: Desk) -> None:
    desk.has(b'{"indication":"TOTAL-PASSED","reports":[{}]}')
    shown = desk.run("show", SUBMISSION)
    assert shown.exit_code == ExitCode.MISUSE
    assert NAME in shown.stderr
    desk.has(b'{"indication":"TOTAL-PASSED","reports":[{}]}')
    assert desk.run("show", SUBMISSION, "--json").exit_code == ExitCode.DONE


def test_what_is_not_the_recorded_report_is_not_shown(desk: Desk, passed: Recorded) -> None:
    desk.has(passed.document)
    desk.content[f"/{sha256(passed.document)}"] += b" "
    assert desk.run("show", SUBMISSION).exit_code == ExitCode.INTEGRITY


# --- kept, and confirmed -----------------------------------------------------------------------------


def keep(desk: Desk, one: Recorded) -> tuple[Path, Path]:
    """The report and the file, saved as the command saves them."""
    desk.has(one.document, *one.blobs.values())
    folder = desk.folder / "kept"
    assert desk.run("show", SUBMISSION, "--save", folder).exit_code in (ExitCode.DONE, ExitCode.REFUSED)
    (folder / NAME).write_bytes(one.content)
    return folder / f"{NAME}.report.json", folder / NAME


def test_a_kept_report_comes_out_again_without_the_exchange(desk: Desk, passed: Recorded) -> None:
    report, file = keep(desk, passed)
    asked = len(desk.world.requests)
    assert report.read_bytes() == passed.document
    assert desk.run("confirm", report, file).exit_code == ExitCode.DONE
    assert len(desk.world.requests) == asked


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_changed_report_is_told_with_what_was_changed(desk: Desk, unsigned: Recorded, lang: str) -> None:
    report, file = keep(desk, unsigned)
    report.write_bytes(unsigned.document.replace(b'"leader_valid":false', b'"leader_valid":true'))
    confirmed = desk.run("confirm", report, file, lang=lang)
    assert confirmed.exit_code == ExitCode.REFUSED
    assert "/leader_valid" in confirmed.stdout


def test_material_that_was_lost_is_named(desk: Desk, passed: Recorded) -> None:
    report, file = keep(desk, passed)
    lost = next(iter(passed.blobs))
    (report.parent / "material" / lost).unlink()
    confirmed = desk.run("confirm", report, file, "--json")
    assert confirmed.exit_code == ExitCode.REFUSED
    [finding] = json.loads(confirmed.stdout)["findings"]
    assert (finding["code"], lost in finding["en"]) == ("record.material-missing", True)


def test_a_report_that_is_not_there_is_misuse(desk: Desk) -> None:
    assert desk.run("confirm", "nosuch.json", desk.configuration).exit_code == ExitCode.MISUSE
