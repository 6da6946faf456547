"""Attesting over the real adapters: which AWS calls it makes, and that two at once write one attestation."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from lienthong.adapters.dynamodb_log import DynamoDbLog
from lienthong.adapters.s3_log import S3Log
from lienthong.model.event import Event, EventType
from lienthong.services.attesting import Attesting
from lienthong.services.sequencing import Sequencing
from lienthong.tlog.attestations import PREFIX, Attestation, path_of
from lienthong.tlog.checkpoints import parse_checkpoint, verify_checkpoint
from lienthong.tlog.witness_policy import parse_policy
from tests.builders.note_keys import signer
from tests.contract.engines import Aws
from tests.doubles.fixed_clock import FixedClock
from tests.doubles.memory_metrics import MemoryMetrics
from tests.doubles.memory_witness import MemoryTimeStamping, MemoryWitnesses
from tests.doubles.seeded_ids import SeededIds

LOG = signer("lienthong.example/log")


class World:
    """A log on an engine, with witnesses and an authority in memory."""

    def __init__(self, engine: Aws) -> None:
        self.engine, self.clock, self.metrics, self.ids = engine, FixedClock(), MemoryMetrics(), SeededIds()
        self.table = DynamoDbLog(engine.dynamodb, engine.new_log_table())
        self.files = S3Log(engine.s3, engine.new_log_bucket())
        self.witnesses = MemoryWitnesses(LOG.key, self.clock, ("north", "south"))
        self.authority = MemoryTimeStamping(self.clock)
        self.files.put_once("witness-policy", self.witnesses.policy())

    def attester(self) -> Attesting:
        return Attesting(
            self.table, self.files, LOG, self.witnesses, self.authority, self.clock, self.metrics
        )

    def publish(self, count: int) -> None:
        at = self.clock.advance(1)
        events = [
            Event(self.ids.event_id(at), EventType.STATUS_CHANGE, "lt-a", at, "H39", self.ids.salt())
            for _ in range(count)
        ]
        Sequencing(self.table, self.files, LOG, self.clock, self.metrics).sequence(events)

    def is_whole(self) -> None:
        published = self.files.checkpoint()
        assert published
        checkpoint = verify_checkpoint(parse_checkpoint(published.note), LOG.key)
        size = checkpoint.head.size
        assert parse_policy(self.witnesses.policy()).judge(checkpoint).met
        attestation = Attestation.from_bytes(self.files.read(path_of(size)))
        assert verify_checkpoint(parse_checkpoint(attestation.note), LOG.key).head == checkpoint.head
        publication = self.table.publication()
        assert (publication.attested_size, publication.waiting_since) == (size, None)
        assert not self.table.read([]).stopped

    def calls_of(self, act: Callable[[], object]) -> list[str]:
        """The AWS operations that reach the engine, retries included, in their order."""
        calls: list[str] = []

        def count(**sent: Any) -> None:
            calls.append(str(sent["event_name"]).rpartition(".")[2])

        clients = (self.engine.dynamodb, self.engine.s3)
        for client in clients:
            client.meta.events.register("before-send", count)
        try:
            act()
        finally:
            for client in clients:
                client.meta.events.unregister("before-send", count)
        return calls


@pytest.fixture
def world(engine: Aws) -> World:
    return World(engine)


def test_an_attestation_is_four_aws_calls_and_a_tile_a_level(world: World) -> None:
    world.publish(300)
    attester = world.attester()
    attester.attest()
    world.publish(2)
    seen = world.table.publication()
    calls = world.calls_of(lambda: attester.attest(seen))
    assert calls[0] == "GetObject"
    assert calls[1:-3] == ["GetObject", "GetObject"]
    assert calls[-3:] == ["PutObject", "PutObject", "UpdateItem"]
    world.is_whole()


def test_a_minute_in_which_nothing_happened_is_two_aws_calls(world: World) -> None:
    world.publish(3)
    attester = world.attester()
    attester.attest()
    assert world.calls_of(attester.attest) == ["GetItem", "GetObject"]


def test_of_many_attesters_at_once_one_writes_the_attestation_and_all_go_on_from_it(world: World) -> None:
    world.publish(3)
    barrier = threading.Barrier(4)

    def attest(_number: int) -> None:
        attester = world.attester()
        barrier.wait()
        attester.attest()

    with ThreadPoolExecutor(4) as attesters:
        list(attesters.map(attest, range(4)))
    assert list(world.files.paths(PREFIX)) == [path_of(3)]
    world.attester().attest()
    world.is_whole()
