"""What operators do by command, done on the embedded stack."""

from __future__ import annotations

import json
import re
import secrets
import ssl
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from infra import first_registrar, log, measures, rebuild, replay
from infra.deployed import Clients
from lienthong.adapters.attribute_values import as_streamed
from lienthong.adapters.dynamodb_log import DynamoDbLog
from lienthong.model.codes import Role, Status
from lienthong_client.configuration import Profile
from lienthong_client.sdk import Exchange
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.webhook_receiver import webhook_receiver
from lienthong_local.seeding import ProvinceOnline
from lienthong_local.stack.stack import STACK_NAME, EmbeddedStack
from tests.end_to_end import one_stop_probes as one_stop

SENDER, RECIPIENT, CODE = "000.00.30.H39", "000.00.02.H39", "000.00.99.H39"


def operator(stack: EmbeddedStack) -> Clients:
    return Clients(stack.aws.cloudformation, stack.aws.dynamodb, stack.aws.functions, stack.aws.s3)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[EmbeddedStack]:
    """A stack whose registry is empty, as after the first deployment."""
    with EmbeddedStack.start(tmp_path) as running:
        yield running


def send(desk: Desk) -> str:
    """Send a letter under a number that no other test of the session takes."""
    written = desk.letter(SENDER, [RECIPIENT], "Gửi lại sự kiện")
    letter = replace(written, number=str(secrets.randbelow(10**9)))
    return desk.send(SENDER, desk.draft(letter, desk.signed(letter, SENDER), SENDER, [RECIPIENT]))[
        "submission_id"
    ]


def test_the_first_registrar_is_entered_once_and_can_then_sign(empty: EmbeddedStack, tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    private, public = tmp_path / "key.pem", tmp_path / "key.pub.pem"
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    arguments = ["--stack", STACK_NAME, "--code", CODE, "--name", "Sở Thông tin và Truyền thông"]
    arguments += ["--key-name", "k1", "--public-key", str(public)]

    assert first_registrar.main(arguments, operator(empty)) == 0
    assert first_registrar.main(arguments, operator(empty)) == 1

    profile = Profile(empty.api_url, CODE, f"{CODE}#k1", private, empty.ca_bundle)
    with Exchange.connect(profile) as exchange:
        (agency,) = exchange.agencies()
    assert Role.REGISTRAR in agency["roles"]


def test_events_that_are_replayed_change_nothing_that_stands(online: ProvinceOnline, tmp_path: Path) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    with webhook_receiver() as receiver:
        desk = Desk(online, receiver, tmp_path)
        submission_id = send(desk)
        desk.settle()
    told = desk.story(submission_id)
    period = ["--since", before.isoformat(), "--until", datetime.now(UTC).isoformat()]
    assert replay.main(["relay", "--stack", STACK_NAME, *period], operator(online.stack)) == 0
    online.stack.wait_until_idle()
    assert desk.story(submission_id) == told


def test_a_record_that_the_relay_had_given_up_goes_on_after_a_replay(
    online: ProvinceOnline, tmp_path: Path
) -> None:
    stack = online.stack
    (mapping,) = stack.aws.functions.list_event_source_mappings(
        FunctionName=stack.deployment.physical_ids["RelayFunction"]
    )["EventSourceMappings"]
    before = datetime.now(UTC) - timedelta(seconds=1)
    stack.aws.functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    with webhook_receiver() as receiver:
        desk = Desk(online, receiver, tmp_path)
        submission_id = send(desk)
    try:
        assert desk.story(submission_id)["submission"]["state"] == "received"
        period = ["--since", before.isoformat(), "--until", datetime.now(UTC).isoformat()]
        assert replay.main(["relay", "--stack", STACK_NAME, *period], operator(stack)) == 0
        stack.wait_until_idle()
        assert desk.story(submission_id)["submission"]["state"] == "accepted"
    finally:
        stack.aws.functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)
        stack.wait_until_idle()


def test_channels_are_reconciled_with_the_registry_as_it_stands(online: ProvinceOnline) -> None:
    assert replay.main(["channels", "--stack", STACK_NAME], operator(online.stack)) == 0


def pause_workers(stack: EmbeddedStack) -> None:
    """As the runbook has it: nothing is sent on from what is restored."""
    for mapping in stack.aws.functions.list_event_source_mappings()["EventSourceMappings"]:
        stack.aws.functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)


def items_of(stack: EmbeddedStack, output: str) -> list[str]:
    table = stack.output(output)
    pages = stack.aws.dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    return sorted(json.dumps(as_streamed(item), sort_keys=True) for page in pages for item in page["Items"])


@dataclass(slots=True)
class Callers:
    """The agencies' clients at a stack."""

    online: ProvinceOnline
    stack: EmbeddedStack
    open_clients: ExitStack = field(default_factory=ExitStack)

    def client(self, code: str) -> Exchange:
        profile = self.online.profile(code)
        here = replace(profile, url=self.stack.api_url, ca_bundle=self.stack.ca_bundle)
        return self.open_clients.enter_context(Exchange.connect(here))


@pytest.fixture
def before_and_after(online: ProvinceOnline, empty: EmbeddedStack) -> Iterator[tuple[Callers, Callers]]:
    """Who calls the stack that is lost, and the one that takes its place."""
    lost, anew = Callers(online, online.stack), Callers(online, empty)
    with lost.open_clients, anew.open_clients:
        yield lost, anew


def log_key(stack: EmbeddedStack) -> str:
    context = ssl.create_default_context(cafile=str(stack.ca_bundle))
    with urllib.request.urlopen(f"{stack.api_url}/v1/log", context=context) as answer:
        return str(json.load(answer)["key"])


def test_the_tables_are_restored_from_s3_alone(
    online: ProvinceOnline,
    empty: EmbeddedStack,
    before_and_after: tuple[Callers, Callers],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    centre, anew = before_and_after
    with webhook_receiver() as receiver:
        desk = Desk(online, receiver, tmp_path)
        submission_id = send(desk)
        desk.settle()
        told = desk.story(submission_id)
    lost = online.stack
    one_stop.set_up(centre)
    permit = one_stop.take_in(centre, one_stop.PERMIT)
    one_stop.act(centre, permit, kind="supplement-requested", reason="papers-missing")
    lost.wait_until_idle()
    path = f"/v1/dossiers/{permit}"
    dossier = centre.client(one_stop.CENTRE).get(dict[str, Any], path)
    pause_workers(empty)
    clients = Clients(empty.aws.cloudformation, empty.aws.dynamodb, empty.aws.functions, online.stack.aws.s3)
    buckets = ["--log-bucket", lost.output("LogBucket"), "--content-bucket", lost.output("ContentBucket")]
    arguments = ["--stack", STACK_NAME, "--key", log_key(lost), *buckets]

    assert rebuild.main(arguments, clients) == 0, capsys.readouterr().out
    for table in ("ExchangeTable", "RegistryTable"):
        assert items_of(empty, table) == items_of(lost, table)
    before, after = (
        [item for item in items_of(stack, "LogTable") if '"E#' in item] for stack in (lost, empty)
    )
    assert after == before
    assert len(after) > 50
    stood, restored = (
        DynamoDbLog(stack.aws.dynamodb, stack.output("LogTable")).publication() for stack in (lost, empty)
    )
    assert (restored.size, restored.attested_token) == (stood.size, stood.attested_token)
    profile = replace(online.profile(SENDER), url=empty.api_url, ca_bundle=empty.ca_bundle)
    with Exchange.connect(profile) as exchange:
        assert exchange.submission(submission_id) == told
    # Dossiers go on where they were; the people behind them come from their own table's backup alone.
    assert dossier["person"]
    assert anew.client(one_stop.CENTRE).get(dict[str, Any], path) == dossier | {"person": None}
    one_stop.act(anew, permit, kind="supplement-received", remark="Đã nộp bản vẽ")
    another = one_stop.take_in(anew, one_stop.COPY)
    begun = int(permit[-4:]) if another[:-4] == permit[:-4] else 0
    assert int(another[-4:]) == begun + 1, "the day's numbers go on without a gap"

    # What stands is never written over.
    assert rebuild.main(arguments, clients) == 1
    assert "rebuild.tables-not-empty" in capsys.readouterr().out


def test_what_the_streams_have_forgotten_comes_into_the_log(online: ProvinceOnline, tmp_path: Path) -> None:
    stack = online.stack
    mappings = stack.aws.functions.list_event_source_mappings(
        FunctionName=stack.deployment.physical_ids["SequenceFunction"]
    )["EventSourceMappings"]
    for mapping in mappings:
        stack.aws.functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    before = datetime.now(UTC) - timedelta(seconds=1)
    with webhook_receiver() as receiver:
        desk = Desk(online, receiver, tmp_path)
        submission_id = send(desk)
    events = [event["event_id"] for event in desk.story(submission_id)["events"]]
    table = DynamoDbLog(stack.aws.dynamodb, stack.output("LogTable"))
    try:
        assert events
        assert not table.read(events).indexes
        arguments = ["catch-up", "--stack", STACK_NAME, "--since", before.isoformat()]
        assert log.main(arguments, operator(stack)) == 0
        assert table.read(events).indexes.keys() == set(events)
    finally:
        for mapping in mappings:
            stack.aws.functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)
        stack.wait_until_idle()


def test_a_stopped_log_goes_on_only_by_a_persons_word(
    empty: EmbeddedStack, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["resume", "--stack", STACK_NAME, "--reason", "Đã phục hồi tệp theo biên bản 12"]
    assert log.main(arguments, operator(empty)) == 1
    stopping = ["stop", "--stack", STACK_NAME, "--reason", "tile/0/000 holds other bytes"]
    assert log.main(stopping, operator(empty)) == 0
    table = DynamoDbLog(empty.aws.dynamodb, empty.output("LogTable"))
    assert table.read([]).stopped == "tile/0/000 holds other bytes"
    assert log.main(arguments, operator(empty)) == 0
    assert table.read([]).stopped == ""
    told = capsys.readouterr().out
    assert "tile/0/000" in told
    assert "biên bản 12" in told


def test_the_ratios_come_out_of_the_log_alone_as_the_view_has_them_to_the_digit(
    online: ProvinceOnline, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stack = online.stack
    with webhook_receiver() as receiver:
        desk = Desk(online, receiver, tmp_path)
        sent = [send(desk), send(desk)]
        desk.settle()
        desk.set_status(RECIPIENT, sent[0], Status.ACCEPTED)
        desk.settle()
    centre = Callers(online, stack)
    with centre.open_clients:
        one_stop.set_up(centre)
        copy = one_stop.take_in(centre, one_stop.COPY)
        one_stop.act(centre, copy, kind="decided", granted=True)
        stack.wait_until_idle()
        invoke(stack, "project")
        path = f"/v1/agencies/{one_stop.CENTRE}/dossiers"
        ended = centre.client(one_stop.CENTRE).get(dict[str, Any], path, {"ended": "true"})
        assert copy in [one["code"] for one in ended["dossiers"]]
    recompute = ["recompute", "--stack", STACK_NAME]
    assert measures.main(recompute, operator(stack)) == 0, capsys.readouterr().out
    counted = capsys.readouterr().out
    for view in ("measures", "dossiers", "desk"):
        assert re.search(rf"^{view}: \d+ entries, \d+ records, 0 differ$", counted, re.MULTILINE), counted
        assert not re.search(rf"^{view}: \d+ entries, 0 records", counted, re.MULTILINE), counted

    table = stack.output("ViewsTable")
    found = stack.aws.dynamodb.scan(
        TableName=table,
        FilterExpression="contains(PK, :c)",
        ExpressionAttributeValues={":c": {"S": "measures.1#C#"}},
    )["Items"]
    broken = found[0] | {"value": {"M": {"document.total": {"N": "1000000"}}}}
    stack.aws.dynamodb.put_item(TableName=table, Item=broken)
    try:
        assert measures.main(recompute, operator(stack)) == 1
    finally:
        stack.aws.dynamodb.put_item(TableName=table, Item=found[0])
    assert "1000000" in capsys.readouterr().out


def invoke(stack: EmbeddedStack, function: str) -> None:
    answer = stack.aws.functions.invoke(FunctionName=f"{STACK_NAME}-{function}", Payload=b"{}")
    assert "FunctionError" not in answer, answer["Payload"].read()
