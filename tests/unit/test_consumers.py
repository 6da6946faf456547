"""Consumers: each message by itself, none lost, none in the others' way."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from lienthong.adapters.sqs_queue import message_from_text
from lienthong.errors import IntegrityFault, Throttled, Unavailable
from lienthong.runtime.consumers import PoisonMessage, internal_wait, patient_wait, queue_handler, understood
from tests.doubles.memory_telemetry import Failed, MemoryTelemetry


@dataclass
class MemoryConsumption:
    """The consumer's side of a queue in memory."""

    laid_down: list[tuple[str, str, int]] = field(default_factory=list)
    postponed: list[tuple[str, int]] = field(default_factory=list)

    def put(self, body: str, *, reason: str, attempts: int) -> None:
        self.laid_down.append((body, reason, attempts))

    def postpone(self, receipt_handle: str, seconds: int) -> None:
        self.postponed.append((receipt_handle, seconds))


class BrokenConsumption(MemoryConsumption):
    """A queue that cannot be reached either."""

    def put(self, body: str, *, reason: str, attempts: int) -> None:
        raise Throttled

    def postpone(self, receipt_handle: str, seconds: int) -> None:
        raise Unavailable


def body(name: str) -> str:
    return json.dumps({"kind": "validate", "submission_id": name})


def batch(*names: str, attempts: int = 1) -> dict[str, Any]:
    return {
        "Records": [
            {
                "messageId": name,
                "receiptHandle": f"handle of {name}",
                "body": body(name),
                "attributes": {"ApproximateReceiveCount": str(attempts)},
                "eventSource": "aws:sqs",
            }
            for name in names
        ]
    }


class Consumer:
    """A handler whose work fails as the test says, by message."""

    def __init__(self, queue: MemoryConsumption | None = None, **errors: Exception) -> None:
        self.queue, self.log, self.done = queue or MemoryConsumption(), MemoryTelemetry(), list[str]()
        self._errors = errors
        self.handler = queue_handler(self._work, lambda: self.queue, lambda: self.log)

    def _work(self, text: str) -> None:
        name = json.loads(text)["submission_id"]
        if name in self._errors:
            raise self._errors[name]
        self.done.append(name)

    def failures_of(self, event: dict[str, Any]) -> list[str]:
        answer = self.handler(event, None)
        return [entry["itemIdentifier"] for entry in answer["batchItemFailures"]]


def test_a_batch_that_succeeds_reports_no_failure() -> None:
    consumer = Consumer()
    assert consumer.failures_of(batch("a", "b")) == []
    assert (consumer.done, consumer.log.failures) == (["a", "b"], [])


@pytest.mark.parametrize("error", [PoisonMessage(), IntegrityFault(what="absent")], ids=["poison", "fault"])
def test_a_final_error_is_laid_down_with_its_reason_and_the_rest_goes_on(
    error: PoisonMessage | IntegrityFault,
) -> None:
    consumer = Consumer(b=error)
    assert consumer.failures_of(batch("a", "b", "c", attempts=3)) == []
    assert consumer.done == ["a", "c"]
    assert consumer.queue.laid_down == [(body("b"), f"{error.code}: {error}", 3)]
    assert consumer.log.failures == [Failed("b", error.code, 3, given_up=True)]


@pytest.mark.parametrize("error", [Unavailable(), Throttled(), KeyError("content"), ZeroDivisionError()])
def test_what_may_pass_by_itself_is_postponed_and_the_rest_goes_on(error: Exception) -> None:
    consumer = Consumer(a=error)
    assert consumer.failures_of(batch("a", "b")) == ["a"]
    assert (consumer.done, consumer.queue.laid_down) == (["b"], [])
    ((handle, seconds),) = consumer.queue.postponed
    assert (handle, seconds) == ("handle of a", 1)


@pytest.mark.parametrize("attempts", [1, 60])
def test_a_message_for_which_it_is_not_time_yet_waits_and_has_not_failed(attempts: int) -> None:
    queue, log = MemoryConsumption(), MemoryTelemetry()
    handler = queue_handler(lambda _: timedelta(hours=10, milliseconds=1), lambda: queue, lambda: log)
    answer = handler(batch("a", attempts=attempts), None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "a"}]}
    assert (queue.postponed, queue.laid_down, log.failures) == ([("handle of a", 36001)], [], [])


def test_a_message_that_has_waited_for_days_is_not_given_up_for_its_count() -> None:
    queue, log = MemoryConsumption(), MemoryTelemetry()

    def away(_: str) -> timedelta | None:
        raise Unavailable

    handler = queue_handler(away, lambda: queue, lambda: log, patient_wait)
    handler(batch("a", attempts=150), None)
    assert queue.laid_down == []
    ((_, seconds),) = queue.postponed
    assert 720 <= seconds <= 1080


def test_a_whole_batch_that_fails_is_postponed_message_by_message() -> None:
    consumer = Consumer(a=Unavailable(), b=Unavailable())
    assert consumer.failures_of(batch("a", "b", attempts=2)) == ["a", "b"]
    assert [handle for handle, _ in consumer.queue.postponed] == ["handle of a", "handle of b"]


def test_a_message_is_given_up_when_its_waits_are_used_up() -> None:
    attempts = 1
    while internal_wait(attempts) is not None:
        attempts += 1
    consumer = Consumer(a=Unavailable())
    assert consumer.failures_of(batch("a", attempts=attempts - 1)) == ["a"]
    assert consumer.failures_of(batch("a", attempts=attempts)) == []
    ((_, reason, counted),) = consumer.queue.laid_down
    assert (reason.partition(":")[0], counted) == ("exchange.unavailable", attempts)


def test_internal_waits_grow_to_half_an_hour_in_all() -> None:
    waits: list[int] = []
    while (wait := internal_wait(len(waits) + 1)) is not None:
        waits.append(wait)
    assert waits == sorted(waits)
    assert 0.8 * 1766 <= sum(waits) <= 1.2 * 1766 + len(waits)


def test_an_unforeseen_errors_own_words_are_not_repeated() -> None:
    consumer = Consumer(a=ValueError("Nguyễn Văn Mẫu"))
    consumer.failures_of(batch("a", attempts=99))
    assert consumer.queue.laid_down == [(body("a"), "unforeseen: ValueError", 99)]
    assert consumer.log.failures == [Failed("a", "ValueError", 99, given_up=True)]


@pytest.mark.parametrize("error", [Unavailable(), PoisonMessage()])
def test_a_message_that_can_be_neither_postponed_nor_laid_down_comes_again(error: Exception) -> None:
    consumer = Consumer(BrokenConsumption(), a=error)
    assert consumer.failures_of(batch("a", "b")) == ["a"]
    assert consumer.done == ["b"]


def test_each_batch_is_judged_by_itself() -> None:
    consumer = Consumer(a=Unavailable())
    assert consumer.failures_of(batch("a")) == ["a"]
    assert consumer.failures_of(batch("b")) == []


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', "1", "{}", '{"kind":"validate"}'])
def test_a_message_of_somebody_else_is_laid_down_at_once_whatever_it_holds(text: str) -> None:
    queue, log = MemoryConsumption(), MemoryTelemetry()

    def work(received: str) -> None:
        understood(message_from_text, received)

    event = batch("a")
    event["Records"][0]["body"] = text
    handler = queue_handler(work, lambda: queue, lambda: log)
    assert handler(event, None)["batchItemFailures"] == []
    ((laid_down, reason, _),) = queue.laid_down
    assert (laid_down, reason.partition(":")[0]) == (text, PoisonMessage.code)
