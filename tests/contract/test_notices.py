"""The contracts of lienthong.ports.NoticeTopic, ChannelSubscriptions and WebhookSigner."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lienthong.adapters.kms_webhook_signer import KmsWebhookSigner
from lienthong.adapters.sns_subscriptions import SnsSubscriptions
from lienthong.adapters.sns_topic import SnsTopic, notice_texts, read_notice
from lienthong.model.agency import Agency, Channel, ChannelFormat, ChannelKind
from lienthong.model.codes import AgencyState
from lienthong.ports import Notice
from tests.contract.builders import Builder
from tests.contract.engines import Aws


def notice(agency: str, number: int = 1) -> Notice:
    return Notice(
        notice_id=f"01J-{number:03}.{agency}",
        agency=agency,
        payload={"type": "ContentConsignment", "submission_id": "lt-1", "status": None},
        subject_vi="Văn bản đến mới trên trục liên thông",
        text_vi="Có văn bản đến mới trên trục liên thông, mã lt-1. Đề nghị tiếp nhận trong ngày.",
    )


def agency_with(build: Builder, name: str, *channels: Channel) -> Agency:
    return replace(build.agency(name), channels=channels)


def queue_channel(engine: Aws) -> tuple[Channel, str]:
    """A queue of an agency's own, open to the topic; as a channel, and its URL."""
    url = engine.new_queue()
    arn = engine.arn_of_queue(url)
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    engine.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    return Channel(ChannelKind.QUEUE, arn), url


def arrived(engine: Aws, url: str) -> list[Notice]:
    """The notices that lie in a queue."""
    found: list[Notice] = []
    while batch := engine.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1).get(
        "Messages"
    ):
        found += [read_notice(message["Body"]) for message in batch]
    return sorted(found, key=lambda one: one.notice_id)


def endpoints(engine: Aws, topic: str) -> set[tuple[str, str]]:
    pages = engine.sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    return {(one["Protocol"], one["Endpoint"]) for page in pages for one in page["Subscriptions"]}


def test_an_agency_reads_in_its_own_queue_what_concerns_it_and_nothing_else(
    engine: Aws, build: Builder
) -> None:
    topic = engine.new_topic()
    channel, url = queue_channel(engine)
    agency = agency_with(build, "A", channel)
    SnsSubscriptions(engine.sns, topic).reconcile(agency)
    mine = [notice(agency.code, number) for number in range(12)]
    SnsTopic(engine.sns, topic).publish([*mine, notice("somebody else")])
    assert arrived(engine, url) == mine


def test_a_queue_that_asks_for_edxml_gets_that_and_no_json(engine: Aws, build: Builder) -> None:
    topic = engine.new_topic()
    channel, url = queue_channel(engine)
    other, other_url = queue_channel(engine)
    as_edxml = replace(channel, format=ChannelFormat.EDXML)
    agency, beside = agency_with(build, "A", as_edxml), agency_with(build, "B", other)
    subscriptions = SnsSubscriptions(engine.sns, topic)
    for one in (agency, beside):
        subscriptions.reconcile(one)
    publishing = SnsTopic(engine.sns, topic)
    publishing.publish([notice(agency.code), notice(beside.code)])
    publishing.publish_edxml(notice(agency.code), "<edXML>Đã tiếp nhận</edXML>")
    assert bodies(engine, url) == ["<edXML>Đã tiếp nhận</edXML>"]
    assert arrived(engine, other_url) == [notice(beside.code)]

    subscriptions.reconcile(replace(agency, channels=(channel,), version=2))
    publishing.publish([notice(agency.code)])
    publishing.publish_edxml(notice(agency.code), "<edXML/>")
    assert arrived(engine, url) == [notice(agency.code)]


def bodies(engine: Aws, url: str) -> list[str]:
    """What lies in a queue, as it is."""
    answer = engine.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1)
    return [message["Body"] for message in answer.get("Messages", [])]


def test_channels_that_are_given_up_are_unsubscribed(engine: Aws, build: Builder) -> None:
    topic = engine.new_topic()
    subscriptions = SnsSubscriptions(engine.sns, topic)
    queue, _ = queue_channel(engine)
    sms = Channel(ChannelKind.SMS, "+84912345678")
    agency = agency_with(build, "A", queue, sms, Channel(ChannelKind.WEBHOOK, "https://a.vn"))
    subscriptions.reconcile(agency)
    assert endpoints(engine, topic) == {("sqs", queue.target), ("sms", sms.target)}
    subscriptions.reconcile(replace(agency, channels=(sms,), version=2))
    assert endpoints(engine, topic) == {("sms", sms.target)}
    # What another instance of the function knows does not matter.
    SnsSubscriptions(engine.sns, topic).reconcile(replace(agency, channels=(), version=3))
    assert endpoints(engine, topic) == set()


@pytest.mark.parametrize("state", [AgencyState.LOCKED, AgencyState.ENDED])
def test_an_agency_that_is_not_active_is_told_nothing(
    engine: Aws, build: Builder, state: AgencyState
) -> None:
    topic = engine.new_topic()
    subscriptions = SnsSubscriptions(engine.sns, topic)
    queue, _ = queue_channel(engine)
    agency = agency_with(build, "A", queue)
    subscriptions.reconcile(agency)
    subscriptions.reconcile(replace(agency, state=state, version=2))
    assert endpoints(engine, topic) == set()
    subscriptions.reconcile(replace(agency, version=3))
    assert endpoints(engine, topic) == {("sqs", queue.target)}


def test_two_agencies_behind_one_queue_share_it(engine: Aws, build: Builder) -> None:
    topic = engine.new_topic()
    subscriptions = SnsSubscriptions(engine.sns, topic)
    queue, url = queue_channel(engine)
    first, second = agency_with(build, "A", queue), agency_with(build, "B", queue)
    for agency in (first, second, second):
        subscriptions.reconcile(agency)
    both = [notice(first.code, 1), notice(second.code, 2)]
    SnsTopic(engine.sns, topic).publish(both)
    assert arrived(engine, url) == both
    subscriptions.reconcile(replace(first, channels=()))
    SnsTopic(engine.sns, topic).publish(both)
    assert arrived(engine, url) == [both[1]]


def test_the_subscription_of_the_exchange_itself_is_left_alone(engine: Aws, build: Builder) -> None:
    topic = engine.new_topic()
    queue, url = queue_channel(engine)
    engine.sns.subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=queue.target,
        Attributes={"RawMessageDelivery": "true", "FilterPolicy": json.dumps({"webhook": ["yes"]})},
    )
    agency = agency_with(build, "A", queue)
    subscriptions = SnsSubscriptions(engine.sns, topic)
    subscriptions.reconcile(agency)
    subscriptions.reconcile(replace(agency, channels=()))
    SnsTopic(engine.sns, topic).publish([notice("anybody")])
    assert arrived(engine, url) == [notice("anybody")]


def test_every_kind_of_channel_gets_its_own_words() -> None:
    sent = notice("H39.1")
    texts = json.loads(notice_texts(sent))
    assert texts["email"] == texts["sms"] == texts["default"] == sent.text_vi
    assert read_notice(texts["sqs"]) == sent
    assert "H39.1" not in texts["sms"]


def test_a_notice_is_read_from_sns_own_envelope_too() -> None:
    sent = notice("H39.1")
    wrapped = {"Type": "Notification", "TopicArn": "arn:x", "Message": json.loads(notice_texts(sent))["sqs"]}
    assert read_notice(json.dumps(wrapped)) == sent


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"TopicArn": "arn:x"}', '{"notice_id": "1"}', "1"])
def test_what_is_no_notice_is_not_read_as_one(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_notice(text)


def test_a_webhook_signature_verifies_with_the_published_key(engine: Aws) -> None:
    signer = KmsWebhookSigner(engine.kms, engine.webhook_key)
    signature = signer.sign("nội dung".encode())
    assert len(signature) == 64
    Ed25519PublicKey.from_public_bytes(signer.public_key()).verify(signature, "nội dung".encode())


def test_a_key_of_another_kind_is_not_published(engine: Aws) -> None:
    signer = KmsWebhookSigner(engine.kms, engine.new_key("ECC_NIST_P256"))
    with pytest.raises(ValueError, match="Ed25519"):
        signer.public_key()
