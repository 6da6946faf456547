"""The engine under the sweep: an emulator on loopback, and the functions' own clients over the wire."""

from __future__ import annotations

import hashlib
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from botocore.retries.standard import ExponentialBackoff

from lienthong.adapters import clients
from lienthong.api import envelope_reader
from lienthong.model.limits import LIMITS
from lienthong.services import submission
from lienthong_local.stack.process import Emulator, start_emulator
from tests.builders.documents import parts_of
from tests.contract.engines import REGION, Aws, Place
from tests.faults.evidence import Picture, picture, require_everything
from tests.faults.exchange import Redelivery, deployed
from tests.faults.journeys import AGENCIES, JOURNEYS, LARGE, PART
from tests.faults.wire import Fault, Wire

_CLIENTS = ("dynamodb", "s3", "sqs", "sns")


@dataclass(frozen=True, slots=True)
class Run:
    """What a run left behind: its calls, the functions invoked, whether its fault struck, and the records."""

    calls: tuple[str, ...]
    invocations: tuple[str, ...]
    struck: bool
    records: Picture


class Engine:
    """Runs journeys, each on a deployment of its own."""

    def __init__(self, place: Place) -> None:
        assert place.verify
        self._wire = Wire(place.verify)
        self._aws = Aws("ministack", place)
        self._applicant_key = self._aws.applicant_key
        for make in (clients.dynamodb, clients.s3, clients.s3_copying, clients.sqs, clients.sns, clients.kms):
            self._wire.watch(make())
        clients.s3().meta.events.register("after-call.s3.GetObjectAttributes", _list_checksums)

    def run(self, journey: str, fault: Fault | None = None, redelivery: Redelivery | None = None) -> Run:
        """The journey; everything that must hold afterwards is checked."""
        self._wire.begin(None)
        with deployed(self._fresh(), self._applicant_key, self._wire, redelivery) as exchange:
            exchange.register(AGENCIES)
            self._wire.begin(fault)
            JOURNEYS[journey](exchange)
            exchange.finish()
            calls, struck = tuple(self._wire.calls), self._wire.struck
            self._wire.begin(None)
            require_everything(exchange)
            return Run(calls, tuple(exchange.invocations), struck, picture(exchange))

    def _fresh(self) -> Aws:
        """Tables, buckets, queues and topic of nobody else, through the same connections."""
        fresh = Aws("ministack", self._aws.place)
        fresh.__dict__.update({name: getattr(self._aws, name) for name in _CLIENTS})
        return fresh


def _list_checksums(parsed: dict[str, Any], **_: object) -> None:
    """S3 lists the parts of a joined upload with their checksums; this emulator without."""
    for part in parsed.get("ObjectParts", {}).get("Parts", []):
        content = parts_of(LARGE, PART)[part["PartNumber"] - 1]
        part["ChecksumSHA256"] = b64encode(hashlib.sha256(content).digest()).decode()


@contextmanager
def running_engine() -> Iterator[Engine]:
    """An engine with small parts, whose clients repeat without waiting."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        emulator = start_emulator(Path(folder), region=REGION)
        try:
            emulator.wait_until_ready()
            _prepare(patch, emulator)
            credentials = emulator.credentials
            yield Engine(
                Place(
                    emulator.endpoint,
                    credentials.access_key,
                    credentials.secret_key,
                    str(emulator.certificate.authority),
                )
            )
        finally:
            emulator.stop()
            _forget_clients()


def _prepare(patch: pytest.MonkeyPatch, emulator: Emulator) -> None:
    _forget_clients()
    for name, value in {
        "AWS_ENDPOINT_URL": emulator.endpoint,
        "AWS_ACCESS_KEY_ID": emulator.credentials.access_key,
        "AWS_SECRET_ACCESS_KEY": emulator.credentials.secret_key,
        "AWS_CA_BUNDLE": str(emulator.certificate.authority),
        "AWS_DEFAULT_REGION": REGION,
    }.items():
        patch.setenv(name, value)
    patch.setattr(ExponentialBackoff, "delay_amount", lambda _self, _context: 0)
    small = replace(LIMITS, single_upload_bytes=PART, part_bytes=PART)
    for module in (submission, envelope_reader):
        patch.setattr(module, "LIMITS", small)


def _forget_clients() -> None:
    for maker in vars(clients).values():
        if hasattr(maker, "cache_clear"):
            maker.cache_clear()
