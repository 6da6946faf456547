"""Queues and streams as calls of one service: each message by itself, none lost, none in the others' way.

What a failure means is decided once, here:

* :class:`~lienthong.errors.Unavailable`, and anything unforeseen: the message becomes visible again after a
  growing wait; when the waits are used up it is laid among the dead letters with the reason.
* Any other error of the exchange is final: the message is laid among the dead letters at once.

Work for which it is not time yet is no failure: it says how long it waits, and nothing is counted or logged.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType
from typing import Any, Protocol, TypeVar

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.batch.base import FailureResponse, SuccessResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from lienthong.errors import ExchangeError, Unavailable
from lienthong.ports import DeadLetterSink

LambdaEvent = Mapping[str, Any]
ExceptionInfo = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]
Waits = Callable[[int], int | None]
#: Waits of internal queues in seconds: half an hour in all, then a person looks.
_INTERNAL_WAITS = (1, 5, 20, 60, 180, 600, 900)
#: No jitter of these waits needs to be unguessable.
_jitter = random.Random()


class Consumption(DeadLetterSink, Protocol):
    """The consumer's side of its queue."""

    def postpone(self, receipt_handle: str, seconds: int) -> None:
        """Make the message visible again after this long."""
        ...


class FailureLog(Protocol):
    """Where each failure leaves one line."""

    def failed(self, subject: str, code: str, attempts: int, *, given_up: bool) -> None:
        """A message could not be processed."""
        ...


def patient_wait(attempts: int) -> int:
    """Seconds before a message is tried again that may have waited before, so that no count gives it up."""
    return internal_wait(min(attempts, len(_INTERNAL_WAITS))) or _INTERNAL_WAITS[-1]


def internal_wait(attempts: int) -> int | None:
    """Seconds before an internal message is tried again after this many attempts, ± 20 %."""
    if attempts > len(_INTERNAL_WAITS):
        return None
    return max(1, round(_INTERNAL_WAITS[attempts - 1] * _jitter.uniform(0.8, 1.2)))


@dataclass(eq=False)
class _NotItsTime(Exception):
    """The message waits for so long; what SQS cannot wait in one go, it is asked again for."""

    seconds: int


class _Explaining(BatchProcessor):
    """The batch processor, which records why a message failed and when it is tried again."""

    def __init__(self, queue: Consumption, waits: Waits, log: FailureLog) -> None:
        super().__init__(event_type=EventType.SQS)
        self._queue = queue
        self._waits = waits
        self._log = log

    def failure_handler(
        self, record: SQSRecord, exception: ExceptionInfo
    ) -> FailureResponse | SuccessResponse:
        """Postpone the message, or lay it down with the reason; then it counts as dealt with."""
        error = exception[1]
        if isinstance(error, _NotItsTime):
            with suppress(Unavailable):
                self._queue.postpone(record.receipt_handle, error.seconds)
            return super().failure_handler(record, exception)
        attempts = int(record.attributes.approximate_receive_count)
        wait = None if _is_final(error) else self._waits(attempts)
        self._log.failed(_subject_of(record.body), _code_of(error), attempts, given_up=wait is None)
        # A message that can be neither laid down nor postponed now comes again when its visibility ends, and
        # the rest of the batch goes on.
        with suppress(Unavailable):
            if wait is None:
                self._queue.put(record.body, reason=_reason_of(error), attempts=attempts)
                return self.success_handler(record=record, result=None)
            self._queue.postpone(record.receipt_handle, wait)
        return super().failure_handler(record, exception)


def queue_handler(
    work: Callable[[str], timedelta | None],
    queue: Callable[[], Consumption],
    log: Callable[[], FailureLog],
    waits: Waits = internal_wait,
) -> Callable[[LambdaEvent, Any], Mapping[str, Any]]:
    """A handler of SQS batches that calls ``work`` with each message's body.

    What ``work`` returns is how long the message still waits; nothing, where it is dealt with.
    """

    def in_time(record: SQSRecord) -> None:
        wait = work(record.body)
        if wait is not None:
            raise _NotItsTime(math.ceil(wait.total_seconds()))

    def handler(event: LambdaEvent, context: Any) -> Mapping[str, Any]:
        processor = _Explaining(queue(), waits, log())
        processor.raise_on_entire_batch_failure = False
        return process_partial_response(
            event=dict(event),
            record_handler=in_time,
            processor=processor,
            context=context,
        )

    return handler


Read = TypeVar("Read")


def understood(read: Callable[[str], Read], body: str) -> Read:
    """What ``read`` makes of a message's body.

    Raises:
        PoisonMessage: nothing; no attempt will ever understand it.
    """
    try:
        return read(body)
    except ValueError as malformed:
        raise PoisonMessage from malformed


class PoisonMessage(ExchangeError):
    """A message that no attempt will ever understand."""

    code = "message.malformed"
    en = "The message is not one of the exchange's. Find out who wrote to this queue, then delete it."
    vi = "Thông điệp không thuộc trục liên thông. Đề nghị kiểm tra nguồn ghi vào hàng đợi rồi xóa."


def _is_final(error: BaseException | None) -> bool:
    return isinstance(error, ExchangeError) and not isinstance(error, Unavailable)


def _code_of(error: BaseException | None) -> str:
    return error.code if isinstance(error, ExchangeError) else type(error).__name__


def _reason_of(error: BaseException | None) -> str:
    # An unforeseen error's own words may quote content; its name does not.
    return (
        f"{error.code}: {error}"
        if isinstance(error, ExchangeError)
        else f"unforeseen: {type(error).__name__}"
    )


def _subject_of(body: str) -> str:
    try:
        value = json.loads(body)
    except ValueError:
        return ""
    return str(value.get("submission_id", "")) if isinstance(value, dict) else ""
