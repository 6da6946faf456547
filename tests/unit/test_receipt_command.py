"""``lienthong receipt``: what was got from the exchange verifies with nothing but keys had elsewhere."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.serialization import Encoding

from lienthong.tlog.receipts import UnverifiedReceipt
from lienthong_client import sdk
from lienthong_client.command.application import cli
from lienthong_client.credentials import RequestSigner
from lienthong_client.errors import AnswerUnreadable
from lienthong_client.receipts import name_of
from tests.builders.client_world import NOW as THEN
from tests.builders.client_world import SUBMISSION, World, problem, reply
from tests.builders.note_keys import signer
from tests.builders.receipts import LOG, POLICY, WITNESSES, EvidenceLog, event, one_receipt
from tests.builders.signing_pki import NOW, crl_of, province

KEY = str(LOG.key)
ROUTE = f"GET /v1/submissions/{SUBMISSION}/receipts"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder of three receipts, and beside it what they are held against."""
    folder = tmp_path / "kept"
    folder.mkdir()
    log = EvidenceLog().append(*map(event, range(3)))
    attestation = log.attest()
    for number in range(3):
        one = log.receipt(number, attestation)
        (folder / name_of(one)).write_bytes(one.to_bytes())
    (tmp_path / "policy").write_bytes(POLICY)
    (tmp_path / "root.pem").write_bytes(province().root.certificate.public_bytes(Encoding.PEM))
    (tmp_path / "crls").mkdir()
    (tmp_path / "crls" / "root.crl").write_bytes(crl_of(province().root))
    (tmp_path / "crls" / "ca.crl").write_bytes(crl_of(province().ca))
    return folder


def demanding(kept: Path) -> list[str]:
    beside = kept.parent
    return [
        *("--key", KEY, "--witnesses", str(beside / "policy"), "--require-quorum"),
        *("--trust", str(beside / "root.pem"), "--crl", str(beside / "crls"), "--require-time"),
        *("--at", NOW.isoformat()),
    ]


def verify(*arguments: str, lang: str = "vi") -> Result:
    return CliRunner().invoke(cli, ["--lang", lang, "receipt", "verify", *arguments])


def results(*arguments: str) -> list[dict[str, object]]:
    answer = CliRunner().invoke(cli, ["--json", "receipt", "verify", *arguments])
    return [json.loads(line) for line in answer.stdout.splitlines()]


# --- verify --------------------------------------------------------------------------------------


def test_a_folder_of_receipts_is_confirmed_and_says_who_did_what_when_and_since_when_it_is_proven(
    kept: Path,
) -> None:
    done = verify(str(kept), *demanding(kept))
    assert done.exit_code == 0, done.output
    assert done.stdout.count("HỢP LỆ") == 3
    since = (NOW - timedelta(hours=1) + timedelta(hours=7)).strftime("%d/%m/%Y %H:%M")
    for fact in ("H38.7", "văn bản 1", "lienthong.example/log: 1 / 3", since, WITNESSES[0].key.name):
        assert fact in done.stdout


def test_a_program_reads_the_same_facts(kept: Path) -> None:
    [first, *_] = results(str(kept), *demanding(kept))
    assert first["holds"] is True
    assert first["quorum_met"] is True
    assert (first["log"], first["index"], first["size"]) == (LOG.key.name, 0, 3)
    assert first["cosigned_by"] == [witness.key.name for witness in WITNESSES[:2]]
    assert first["proven_since"] == (NOW - timedelta(hours=1)).isoformat().replace("+00:00", "Z")


def test_what_is_not_proven_is_told_and_refused_only_where_it_is_demanded(kept: Path, tmp_path: Path) -> None:
    lonely = EvidenceLog().append(event())
    file = tmp_path / "one.receipt.json"
    one = replace(lonely.receipt(0, lonely.attest(witnesses=())), token=None)
    file.write_bytes(one.to_bytes())
    told = verify(str(file), "--key", KEY, "--witnesses", str(tmp_path / "policy"), lang="en")
    assert told.exit_code == 0
    assert "receipt.quorum-missing" in told.stdout
    assert "receipt.timestamp-waiting" in told.stdout
    demands = demanding(kept)
    assert verify(str(file), *demands).exit_code == 1
    without_quorum = [word for word in demands if word != "--require-quorum"]
    assert verify(str(file), *without_quorum).exit_code == 1
    without_either = [word for word in without_quorum if word != "--require-time"]
    assert verify(str(file), *without_either).exit_code == 0


def test_one_wrong_receipt_among_right_ones_refuses_all_and_is_named(kept: Path) -> None:
    wrong = kept / "wrong.receipt.json"
    wrong.write_bytes(replace(one_receipt(), salt=bytes(32)).to_bytes())
    refused = verify(str(kept), *demanding(kept))
    assert refused.exit_code == 1
    assert f"{wrong}: biên nhận KHÔNG hợp lệ" in refused.stdout
    assert "log.proof-wrong" in refused.stdout
    [last] = results(str(wrong), *demanding(kept))
    assert last["event"] is None, "nothing of a receipt that does not hold is given out as a fact"


@pytest.mark.parametrize("content", [b"", b"{}", b"\x00" * 100, b"[" * 100_000])
def test_a_file_that_is_no_receipt_is_a_finding(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.receipt.json"
    file.write_bytes(content)
    answer = verify(str(file), "--key", KEY)
    assert (answer.exit_code, "receipt.malformed" in answer.stdout) == (1, True), answer.output


def test_another_logs_key_refuses(kept: Path) -> None:
    answer = verify(str(kept), "--key", str(signer("other.example/log").key))
    assert answer.exit_code == 1
    assert "log.origin-wrong" in answer.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["--key", "không phải khóa"],
        ["--key", KEY, "--require-quorum"],
        ["--key", KEY, "--require-time"],
        ["--key", KEY, "--witnesses", "root.pem"],
        ["--key", KEY, "--trust", "policy"],
        ["--key", KEY, "--crl", "policy"],
        [],
    ],
    ids=str,
)
def test_misuse_is_told_from_a_refusal(kept: Path, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(kept.parent)
    assert verify(str(kept), *words).exit_code == 2


def test_an_empty_folder_proves_nothing(tmp_path: Path) -> None:
    answer = verify(str(tmp_path), "--key", KEY)
    assert (answer.exit_code, "Không có biên nhận" in answer.stdout) == (1, True)


def test_an_auditor_without_network_and_without_aws_reaches_the_verdict_in_one_command(kept: Path) -> None:
    program = (
        "import sys, socket\n"
        "def refused(*a, **k): raise AssertionError('the network')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refused\n"
        "for name in ('boto3', 'botocore', 'aws_lambda_powertools', 'httpx'): sys.modules[name] = None\n"
        "from lienthong_client.command.application import cli\n"
        f"cli.main({['--lang', 'vi', 'receipt', 'verify', str(kept), *demanding(kept)]!r})\n"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=False, encoding="utf-8"
    )
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.count("HỢP LỆ") == 3


# --- get -----------------------------------------------------------------------------------------


def page(*receipts: UnverifiedReceipt, pending: list[str] | None = None, cursor: str | None = None) -> object:
    return {
        "subject": SUBMISSION,
        "receipts": [one.to_json() for one in receipts],
        "pending": pending or [],
        "cursor": cursor,
    }


def test_a_whole_story_is_fetched_page_by_page_and_comes_out_unchanged() -> None:
    world, receipts = World(), [one_receipt(number) for number in range(3)]
    world.on(ROUTE, reply(body=page(*receipts[:2], cursor="01A")), reply(body=page(receipts[2])))
    found = world.exchange().every_receipt(SUBMISSION)
    assert (found.receipts, found.pending) == (tuple(receipts), ())
    assert [one.url.params.get("cursor") for one in world.asked(ROUTE)] == [None, "01A"]


def test_what_is_pending_is_waited_for_but_not_for_ever() -> None:
    world, now, waits = World(), [0.0], list[float]()

    def pause(seconds: float) -> None:
        waits.append(seconds)
        now[0] += seconds

    exchange = world.exchange()
    world.on(ROUTE, reply(body=page(pending=["A"])), reply(body=page(one_receipt())))
    found = exchange.every_receipt(SUBMISSION, seconds=3, pause=pause, clock=lambda: now[0])
    assert (len(found.receipts), found.pending, len(waits)) == (1, (), 1)
    world.on(f"{ROUTE}/A", lambda _: reply(202, {"event_id": "A", "state": "pending"}))
    gone = exchange.receipt(SUBMISSION, "A", seconds=3, pause=pause, clock=lambda: now[0])
    assert (gone.receipts, gone.pending) == ((), ("A",))
    assert len(world.asked(f"{ROUTE}/A")) == 4


def test_a_recipient_asks_on_its_own_side() -> None:
    world = World()
    route = f"GET /v1/inbox/{SUBMISSION}/receipts/A"
    world.on(route, reply(body=one_receipt().to_json()))
    assert world.exchange().receipt(SUBMISSION, "A", received=True).receipts == (one_receipt(),)


@pytest.mark.parametrize("body", [{}, {"receipts": [{}], "subject": "x", "pending": [], "cursor": None}])
def test_an_answer_that_holds_no_receipt_is_told(body: object) -> None:
    world = World()
    world.on(ROUTE, reply(body=body))
    with pytest.raises(AnswerUnreadable):
        world.exchange().every_receipt(SUBMISSION)


@dataclass
class Agent:
    """A clerk at a computer with a profile, and the exchange it reaches."""

    world: World
    config: Path
    folder: Path

    def get(self, *arguments: str, lang: str = "vi") -> Result:
        words = ["--config", str(self.config), "--lang", lang, "receipt", "get", SUBMISSION, *arguments]
        return CliRunner().invoke(cli, [*words, "--out", str(self.folder), "--wait", "0"])


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Agent:
    world = World()
    monkeypatch.setattr(sdk, "open_http", lambda _ca_bundle: world.http())
    monkeypatch.setattr(sdk, "RequestSigner", partial(RequestSigner, now=lambda: THEN))
    return Agent(world, world.write_configuration(tmp_path), tmp_path / "kept")


def test_receipts_are_saved_in_the_order_of_their_events_and_verify(agent: Agent) -> None:
    log = EvidenceLog().append(*(event(number, NOW - timedelta(hours=9 - number)) for number in range(3)))
    attestation = log.attest()
    receipts = [log.receipt(number, attestation) for number in range(3)]
    agent.world.on(ROUTE, lambda _: reply(body=page(*receipts)))
    done = agent.get()
    assert (done.exit_code, "Đã lưu 3 biên nhận" in done.stdout) == (0, True), done.output
    files = sorted(agent.folder.iterdir())
    assert [UnverifiedReceipt.from_bytes(file.read_bytes()) for file in files] == receipts
    assert verify(str(agent.folder), "--key", KEY).exit_code == 0
    assert agent.get().exit_code == 0, "again, over what is there"


def test_one_event_is_saved_by_its_id(agent: Agent) -> None:
    one = one_receipt()
    event_id = str(one.event["event_id"])
    agent.world.on(f"{ROUTE}/{event_id}", reply(body=one.to_json()))
    assert agent.get(event_id).exit_code == 0
    assert [file.name for file in agent.folder.iterdir()] == [f"{event_id}-ContentConsignment.receipt.json"]


def test_what_is_not_there_yet_ends_with_the_code_for_later(agent: Agent) -> None:
    agent.world.on(ROUTE, reply(body=page(one_receipt(), pending=["A"])))
    later = agent.get()
    assert later.exit_code == 5
    assert "Còn 1 biên nhận chưa có" in later.stdout
    assert len(list(agent.folder.iterdir())) == 1


def test_what_one_may_not_see_is_not_there(agent: Agent) -> None:
    agent.world.on(ROUTE, problem(404, "request.not-found"))
    assert agent.get().exit_code == 4
