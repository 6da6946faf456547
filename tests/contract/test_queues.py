"""The contracts of lienthong.ports.MessageQueue, DeadLetterSink and DeadLetters, and the consumers' side."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from lienthong.adapters.sqs_consumption import SqsConsumption
from lienthong.adapters.sqs_dead_letters import UNKNOWN, NotRedrivable, SqsDeadLetters
from lienthong.adapters.sqs_queue import SqsQueue, message_from_text, message_to_text
from lienthong.errors import NotFound
from lienthong.ports import DeadLetter, Message
from tests.contract.engines import Aws
from tests.doubles.memory_queue import MemoryDeadLetters

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageTypeDef


def receive(engine: Aws, url: str, *, hide: int = 30) -> list[MessageTypeDef]:
    """Everything that is visible."""
    received: list[MessageTypeDef] = []
    while batch := engine.sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=hide, MessageAttributeNames=["All"]
    ).get("Messages"):
        received += batch
    return received


def bodies(engine: Aws, url: str) -> list[str]:
    return sorted(message["Body"] for message in receive(engine, url))


def message(number: int) -> Message:
    return Message("consign", f"lt-{number:03}", {"recipients": ["H39.1", "H39.2"], "số": number})


def test_every_message_arrives_in_batches_of_any_size(engine: Aws) -> None:
    url = engine.new_queue()
    sent = [message(number) for number in range(23)]
    SqsQueue(engine.sqs, url).send(sent)
    assert [message_from_text(body) for body in bodies(engine, url)] == sent


def test_nothing_to_send_sends_nothing(engine: Aws) -> None:
    url = engine.new_queue()
    SqsQueue(engine.sqs, url).send([])
    assert bodies(engine, url) == []


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"kind": "x"}', "không phải JSON"])
def test_what_is_no_message_is_not_read_as_one(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        message_from_text(text)


def test_a_message_given_up_tells_why_and_a_look_takes_nothing_away(engine: Aws) -> None:
    source, dead = engine.new_dead_letter_queue()
    before = datetime.now(UTC) - timedelta(seconds=2)
    SqsConsumption(engine.sqs, source, dead).put(
        message_to_text(message(1)), reason="webhook.abandoned: không trả lời", attempts=11
    )
    letters = SqsDeadLetters(engine.sqs, {"webhook": dead})
    (letter,) = letters.list()
    assert (letter.queue, letter.kind, letter.subject) == ("webhook", "consign", "lt-001")
    assert (letter.reason, letter.attempts) == ("webhook.abandoned: không trả lời", 11)
    assert before < letter.first_sent_at < datetime.now(UTC) + timedelta(seconds=2)
    assert letters.list() == (letter,)


def test_a_message_that_only_failed_says_that_nobody_knows_why(engine: Aws) -> None:
    source, dead = engine.new_dead_letter_queue()
    SqsQueue(engine.sqs, source).send([message(1)])
    for _ in range(3):
        engine.sqs.receive_message(QueueUrl=source, VisibilityTimeout=0)
    (letter,) = SqsDeadLetters(engine.sqs, {"routing": dead}).list()
    assert letter.reason == UNKNOWN
    assert letter.attempts >= 2
    assert letter.subject == "lt-001"


def test_letters_of_all_queues_are_listed_whatever_they_hold(engine: Aws) -> None:
    source, first = engine.new_dead_letter_queue()
    _, second = engine.new_dead_letter_queue()
    report = {"requestContext": {"condition": "RetryAttemptsExhausted"}, "DDBStreamBatchInfo": {}}
    SqsConsumption(engine.sqs, source, first).put("no JSON at all", reason="message.malformed", attempts=1)
    engine.sqs.send_message(QueueUrl=second, MessageBody=json.dumps(report))
    SqsConsumption(engine.sqs, source, second).put('["a list"]', reason="", attempts=1)
    letters = SqsDeadLetters(engine.sqs, {"webhook": first, "relay": second, "routing": engine.new_queue()})
    listed = letters.list()
    assert {(letter.queue, letter.kind, letter.reason) for letter in listed} == {
        ("webhook", "", "message.malformed"),
        ("relay", "report", "RetryAttemptsExhausted"),
        ("relay", "", "-"),
    }
    assert list(listed) == sorted(listed, key=lambda letter: (letter.first_sent_at, letter.letter_id))


def test_redriving_sends_every_letter_back_to_its_source(engine: Aws) -> None:
    source, dead = engine.new_dead_letter_queue()
    consumption = SqsConsumption(engine.sqs, source, dead)
    sent = [message_to_text(message(number)) for number in range(12)]
    for body in sent:
        consumption.put(body, reason="unforeseen: ValueError", attempts=8)
    letters = SqsDeadLetters(engine.sqs, {"webhook": dead})
    letters.redrive("webhook")
    assert letters.list() == ()
    back = receive(engine, source)
    assert sorted(one["Body"] for one in back) == sent
    assert not any("MessageAttributes" in one for one in back)


def test_only_queues_with_a_source_can_be_redriven(engine: Aws) -> None:
    letters = SqsDeadLetters(engine.sqs, {"relay": engine.new_queue()})
    with pytest.raises(NotRedrivable):
        letters.redrive("relay")
    with pytest.raises(NotFound):
        letters.redrive("unknown")


def test_a_postponed_message_is_hidden(engine: Aws) -> None:
    url = engine.new_queue({"VisibilityTimeout": "0"})
    SqsQueue(engine.sqs, url).send([message(1)])
    (received,) = engine.sqs.receive_message(QueueUrl=url, VisibilityTimeout=1)["Messages"]
    SqsConsumption(engine.sqs, url, url).postpone(received["ReceiptHandle"], 90_000)
    attributes = engine.sqs.get_queue_attributes(
        QueueUrl=url, AttributeNames=["ApproximateNumberOfMessagesNotVisible"]
    )["Attributes"]
    assert attributes["ApproximateNumberOfMessagesNotVisible"] == "1"
    assert receive(engine, url) == []


def test_the_double_lists_in_order_and_redrives() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    newer = DeadLetter("2", "webhook", "k", "lt-2", "r", 1, at + timedelta(seconds=1))
    older = DeadLetter("1", "routing", "k", "lt-1", "r", 1, at)
    letters = MemoryDeadLetters("webhook", "routing")
    letters.bury(newer)
    letters.bury(older)
    assert letters.list() == (older, newer)
    letters.redrive("webhook")
    assert letters.list() == (older,)
    assert letters.redriven == [newer]
    with pytest.raises(NotFound):
        letters.redrive("unknown")
