"""What operators do by command, done on the embedded stack."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from infra import first_registrar, replay
from infra.deployed import Clients
from lienthong.model.codes import Role
from lienthong_client.configuration import Profile
from lienthong_client.sdk import Exchange
from lienthong_local.demo.desk import Desk
from lienthong_local.demo.webhook_receiver import webhook_receiver
from lienthong_local.seeding import ProvinceOnline
from lienthong_local.stack.stack import STACK_NAME, EmbeddedStack

SENDER, RECIPIENT, CODE = "000.00.30.H39", "000.00.02.H39", "000.00.99.H39"


def operator(stack: EmbeddedStack) -> Clients:
    return Clients(stack.aws.cloudformation, stack.aws.dynamodb, stack.aws.functions)


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
