"""Receipts and bundles of the embedded stack, with its own sequencer, witnesses and authority behind them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lienthong.adapters.revocation_http import HttpRevocationSource
from lienthong.signatures.checkpoint_stamps import judging
from lienthong.tlog.notes import parse_key
from lienthong.tlog.receipt_checks import examine_receipt
from lienthong.tlog.receipts import UnverifiedReceipt
from lienthong_client.bundling import collect, write_bundle
from lienthong_client.command.application import cli
from lienthong_client.exporting import TimeStamper
from lienthong_client.receipts import name_of
from lienthong_client.transport import open_http
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.stories_of_sending import CAN_GIUOC, FINANCE
from lienthong_local.demo.webhook_receiver import webhook_receiver
from lienthong_local.seeding import ProvinceOnline

#: An entry of the log is itself an event that the stream brings, so one rest may follow another.
_ROUNDS = 5
FIRST_NUMBER = 20_001


@pytest.fixture(scope="module")
def desk(online: ProvinceOnline, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with webhook_receiver() as receiver:
        yield Desk(online, receiver, tmp_path_factory.mktemp("desk"), first_number=FIRST_NUMBER)


@pytest.fixture(scope="module")
def sent(desk: Desk) -> str:
    """A letter that its recipient has opened."""
    submission_id = desk.send_letter(CAN_GIUOC, [FINANCE], "Báo cáo tình hình thu ngân sách")["submission_id"]
    desk.online.client(FINANCE).open(submission_id, desk.folder / "den")
    return submission_id


def stamped(desk: Desk, who: str, submission_id: str, *, received: bool) -> tuple[UnverifiedReceipt, ...]:
    """The whole story's receipts, once every one has its time-stamp."""
    waiting: list[object] = []
    for _ in range(_ROUNDS):
        # At rest means: sequenced, published, and attested.
        desk.settle()
        found = desk.online.client(who).every_receipt(submission_id, received=received)
        waiting = [*found.pending, *(one.event["type"] for one in found.receipts if not one.token)]
        if not waiting:
            return found.receipts
    raise AssertionError(waiting)


def against(desk: Desk, receipt: UnverifiedReceipt, folder: Path) -> list[str]:
    """The key, policy, roots and lists that an auditor would have had elsewhere, as words of the command."""
    client, root = desk.online.client(CAN_GIUOC), desk.online.province.trust_anchors()[0]
    key = client.get(dict[str, str], "/v1/log", signed=False)["key"]
    folder.mkdir(exist_ok=True)
    policy = client.transport.call("GET", "/v1/log/witness-policy", signed=False).body
    (folder / "policy").write_bytes(policy)
    (folder / "root.der").write_bytes(root)
    judge = judging([root], (), (), datetime.now(UTC))
    examine_receipt(receipt, parse_key(key), judge)
    (folder / "crls").mkdir(exist_ok=True)
    hosts = desk.online.province.allowed_hosts
    for number in range(2):
        # The authority's own list first; then, with it at hand, what is still wanted.
        found = HttpRevocationSource(hosts).fetch(list(judge.context.wanted))
        for at, encoded in enumerate((*found.crls, *found.ocsps)):
            (folder / "crls" / f"{number}-{at}").write_bytes(encoded)
        judge = judging([root], found.crls, found.ocsps, datetime.now(UTC))
        examine_receipt(receipt, parse_key(key), judge)
    return [
        *("--key", key, "--witnesses", str(folder / "policy"), "--require-quorum"),
        *("--trust", str(folder / "root.der"), "--crl", str(folder / "crls"), "--require-time"),
    ]


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["--lang", "vi", *words])


@pytest.mark.parametrize(
    ("who", "received"), [(CAN_GIUOC, False), (FINANCE, True)], ids=["sender", "recipient"]
)
def test_each_side_proves_its_story_offline_with_quorum_and_time(
    desk: Desk, sent: str, tmp_path: Path, who: str, received: bool
) -> None:
    receipts = stamped(desk, who, sent, received=received)
    kept = tmp_path / "kept"
    kept.mkdir()
    for one in receipts:
        (kept / name_of(one)).write_bytes(one.to_bytes())
    words = against(desk, receipts[0], tmp_path / "elsewhere")

    done = run("receipt", "verify", str(kept), *words)

    assert done.exit_code == 0, done.output
    assert done.stdout.count("HỢP LỆ") == len(receipts) > 2


def test_a_bundle_of_the_exchange_and_its_authority_holds(desk: Desk, sent: str, tmp_path: Path) -> None:
    client = desk.online.client(FINANCE)
    receipts = stamped(desk, FINANCE, sent, received=True)
    contents = collect(client, sent, [desk.folder / "den"], received=True, seconds=10)
    out = tmp_path / "luu.asice"
    with open_http() as http:
        stamper = TimeStamper(http, desk.online.province.time_stamping_url)
        write_bundle(contents, out, stamper.stamp, datetime.now(UTC).replace(microsecond=0))
    words = against(desk, receipts[0], tmp_path / "elsewhere")

    answer = CliRunner().invoke(cli, ["--json", "bundle", "verify", str(out), *words])

    told = json.loads(answer.stdout)
    assert answer.exit_code == 0, [one for one in told["findings"] if one["severity"] == "fail"]
    codes = {one["code"] for one in told["findings"]}
    assert {"bundle.document-proven", "bundle.time-proven", "bundle.request-proven"} <= codes
    assert told["submission"] == sent
