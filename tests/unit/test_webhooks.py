"""Webhooks: signed as Standard Webhooks says (v1a, Ed25519), tried for about a day."""

from __future__ import annotations

import base64
import json
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lienthong.errors import Unavailable
from lienthong.model.agency import Agency, Channel, ChannelFormat, ChannelKind
from lienthong.model.codes import AgencyState
from lienthong.ports import Notice
from lienthong.services.webhooks import WebhookRefused, Webhooks, wait_before_next
from tests.builders.agencies import DEPARTMENT
from tests.doubles.fixed_clock import FixedClock
from tests.doubles.memory_metrics import MemoryMetrics
from tests.doubles.memory_registry import MemoryRegistry
from tests.doubles.memory_topic import MemoryTopic, MemoryWebhookSigner, MemoryWebhookTransport, Posted

NOTICE = Notice(
    "01H.000.00.07.H39",
    DEPARTMENT.code,
    {"type": "ContentConsignment", "submission_id": "lt-a", "at": "2026-03-02T01:00:00Z"},
    "Văn bản đến mới",
    "Có văn bản đến mới.",
)


class Posting:
    """The service over doubles."""

    def __init__(self, agency: Agency = DEPARTMENT, status: int = 204) -> None:
        self.signer, self.metrics, self.clock = MemoryWebhookSigner(), MemoryMetrics(), FixedClock()
        self.transport, self.topic = MemoryWebhookTransport(lambda _: status), MemoryTopic()
        self.webhooks = Webhooks(
            MemoryRegistry([agency]),
            self.signer,
            self.transport,
            self.topic,
            lambda notice: f"<edXML>{notice.notice_id}</edXML>".encode(),
            self.metrics,
            self.clock,
        )

    def post(self) -> Posted:
        self.webhooks.post(NOTICE)
        (posted,) = self.transport.posted
        return posted


def verify(posted: Posted, public_key: bytes) -> None:
    """A recipient's check, written from the specification (Standard Webhooks, "Signature scheme")."""
    version, _, signature = posted.headers["webhook-signature"].partition(",")
    assert version == "v1a"
    signed = b".".join(
        (
            posted.headers["webhook-id"].encode(),
            posted.headers["webhook-timestamp"].encode(),
            posted.body,
        )
    )
    Ed25519PublicKey.from_public_bytes(public_key).verify(base64.b64decode(signature), signed)


def test_the_recipient_verifies_the_signature_with_the_published_key() -> None:
    posting = Posting()
    verify(posting.post(), posting.signer.public_key())


@pytest.mark.parametrize("header", ["webhook-id", "webhook-timestamp"])
def test_a_changed_header_or_body_does_not_verify(header: str) -> None:
    posting = Posting()
    posted = posting.post()
    changed = {**posted.headers, header: posted.headers[header] + "1"}
    for forged in (replace(posted, headers=changed), replace(posted, body=posted.body + b" ")):
        with pytest.raises(InvalidSignature):
            verify(forged, posting.signer.public_key())


def test_the_notice_is_posted_to_the_agencys_address_in_the_standard_form() -> None:
    posting = Posting()
    posted = posting.post()
    assert posted.url == "https://sld.longan.example/lt"
    assert json.loads(posted.body) == {
        "type": "ContentConsignment",
        "timestamp": "2026-03-02T01:00:00Z",
        "data": NOTICE.payload,
    }
    assert posted.headers["content-type"] == "application/json"
    assert posted.headers["webhook-timestamp"] == str(int(posting.clock.now().timestamp()))
    assert posting.metrics.total("WebhookDelivered") == 1


def test_every_attempt_carries_the_same_id_and_a_time_of_its_own() -> None:
    posting = Posting()
    posting.webhooks.post(NOTICE)
    posting.clock.advance(30)
    posting.webhooks.post(NOTICE)
    first, second = posting.transport.posted
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == NOTICE.notice_id
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]
    verify(second, posting.signer.public_key())


@pytest.mark.parametrize("status", [100, 199, 300, 301, 308, 400, 404, 410, 429, 500, 503])
def test_any_answer_but_success_is_tried_again(status: int) -> None:
    posting = Posting(status=status)
    with pytest.raises(WebhookRefused) as refused:
        posting.post()
    assert isinstance(refused.value, Unavailable)
    assert refused.value.facts == {"agency": DEPARTMENT.code, "status": status}
    assert posting.metrics.total("WebhookRefused") == 1


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_success_is_success(status: int) -> None:
    Posting(status=status).post()


@pytest.mark.parametrize(
    "agency",
    [
        replace(DEPARTMENT, channels=(Channel(ChannelKind.PULL),)),
        replace(DEPARTMENT, state=AgencyState.LOCKED),
        replace(DEPARTMENT, code="H39.99"),
    ],
    ids=["no webhook any more", "locked", "gone"],
)
def test_nothing_is_posted_where_nobody_may_hear_it(agency: Agency) -> None:
    posting = Posting(agency)
    posting.webhooks.post(NOTICE)
    assert posting.transport.posted == []


class Middle(random.Random):
    """Randomness without jitter."""

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


def waits(randomness: random.Random) -> list[int]:
    """Every wait until the service gives up."""
    found: list[int] = []
    while (wait := wait_before_next(len(found) + 1, randomness)) is not None:
        found.append(wait)
    return found


def test_attempts_go_on_for_about_a_day_and_then_end() -> None:
    total = timedelta(seconds=sum(waits(Middle())))
    assert timedelta(hours=23) < total < timedelta(hours=25)


def test_each_wait_is_longer_than_the_one_before_and_fits_a_queues_visibility() -> None:
    found = waits(Middle())
    assert found == sorted(set(found))
    assert max(found) * 1.2 <= 43_200


def test_jitter_parts_those_that_failed_together_by_no_more_than_a_fifth() -> None:
    plain = waits(Middle())
    runs = [waits(random.Random(seed)) for seed in range(50)]
    for run in runs:
        assert all(
            0.79 * wait <= jittered <= 1.21 * wait for wait, jittered in zip(plain[1:], run[1:], strict=True)
        )
    assert len({run[-1] for run in runs}) > 40


# --- notices as edXML -----------------------------------------------------------------------------


def reached_by(*channels: Channel) -> Agency:
    return replace(DEPARTMENT, channels=channels)


WEBHOOK = Channel(ChannelKind.WEBHOOK, "https://sld.longan.example/lt", ChannelFormat.EDXML)
QUEUE = Channel(ChannelKind.QUEUE, "arn:aws:sqs:ap-southeast-1:1:sld", ChannelFormat.EDXML)


def test_a_webhook_that_asks_for_edxml_is_posted_it_under_the_same_signature() -> None:
    posting = Posting(reached_by(WEBHOOK))
    posted = posting.post()
    assert posted.body == f"<edXML>{NOTICE.notice_id}</edXML>".encode()
    assert posted.headers["content-type"] == "application/xml"
    verify(posted, posting.signer.public_key())
    assert posting.topic.edxml == {}


def test_a_queue_that_asks_for_edxml_gets_it_whatever_becomes_of_the_webhook() -> None:
    posting = Posting(reached_by(QUEUE, Channel(ChannelKind.WEBHOOK, "https://a.vn")), status=503)
    with pytest.raises(WebhookRefused):
        posting.post()
    assert posting.topic.edxml == {NOTICE.notice_id: f"<edXML>{NOTICE.notice_id}</edXML>"}
    assert json.loads(posting.transport.posted[0].body)["type"] == "ContentConsignment"


def test_nothing_is_worded_as_edxml_for_who_does_not_ask_for_it() -> None:
    posting = Posting(reached_by(Channel(ChannelKind.QUEUE, QUEUE.target)))
    posting.webhooks.post(NOTICE)
    assert posting.topic.edxml == {}
    assert posting.transport.posted == []
