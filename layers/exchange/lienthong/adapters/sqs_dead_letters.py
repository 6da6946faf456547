"""Dead-letter queues in SQS: looked into without taking anything away, and sent back to their sources.

Letters are moved here, one batch after another, and not by SQS's own move task: that one refuses letters
which a consumer laid down itself, and SQS-compatible engines do not have it. A letter is sent before it is
deleted, so a cut in between doubles it (consumers expect that) and never loses it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lienthong.adapters.failures import named_failures
from lienthong.adapters.sqs_consumption import ATTEMPTS, REASON
from lienthong.adapters.sqs_queue import BATCH, send_entries
from lienthong.errors import Conflict, NotFound
from lienthong.ports import DeadLetter

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType
    from mypy_boto3_sqs.type_defs import (
        MessageAttributeValueOutputTypeDef,
        MessageTypeDef,
        SendMessageBatchRequestEntryTypeDef,
    )

#: Seconds for which a look hides the letters; they are shown again as soon as it ends.
_LOOK_SECONDS = 20
#: Seconds for which a letter on its way back is hidden.
_MOVE_SECONDS = 60
#: A person reads no longer list; the rest comes once these have been dealt with.
_LONGEST_LIST = 200
UNKNOWN = "unknown: the function ended without an answer"


class NotRedrivable(Conflict):
    """The letters of this queue tell what was left out; they are no messages that a queue could take."""

    code = "dead-letters.not-redrivable"
    en = (
        "The dead letters of {queue} are reports of stream records and cannot be sent back. "
        "Send those records again as the runbook of this queue says."
    )
    vi = (
        "Các thông điệp lỗi của hàng đợi {queue} chỉ là báo cáo về bản ghi chưa xử lý, không thể gửi lại. "
        "Đề nghị xử lý lại các bản ghi đó theo hướng dẫn vận hành của hàng đợi này."
    )


@dataclass(frozen=True, slots=True)
class SqsDeadLetters:
    """:class:`lienthong.ports.DeadLetters` over the queues at ``urls``, by name."""

    client: SQSClient
    urls: Mapping[str, str]

    def list(self) -> tuple[DeadLetter, ...]:
        """What lies there, at most 200 letters of each queue.

        One AWS call for each queue, two more for ten letters. SQS counts every look as an attempt; the look
        itself is subtracted.
        """
        letters = [letter for queue, url in self.urls.items() for letter in self._letters(queue, url)]
        return tuple(sorted(letters, key=lambda letter: (letter.first_sent_at, letter.letter_id)))

    def _letters(self, queue: str, url: str) -> Sequence[DeadLetter]:
        if not self._count(url):
            return ()
        with self._looking(url) as messages:
            return [_letter(queue, message) for message in messages]

    def _count(self, url: str) -> int:
        return int(self._attribute(url, "ApproximateNumberOfMessages") or "0")

    def _attribute(self, url: str, name: QueueAttributeNameType) -> str | None:
        with named_failures():
            answer = self.client.get_queue_attributes(QueueUrl=url, AttributeNames=[name])
        return answer.get("Attributes", {}).get(name)

    @contextmanager
    def _looking(self, url: str) -> Iterator[Sequence[MessageTypeDef]]:
        """The letters, visible again at the end whatever happens in between."""
        messages: list[MessageTypeDef] = []
        try:
            while len(messages) < _LONGEST_LIST and (batch := self._receive(url, _LOOK_SECONDS)):
                messages += batch
            yield messages
        finally:
            for start in range(0, len(messages), BATCH):
                self._show_again(url, messages[start : start + BATCH])

    def _receive(self, url: str, seconds: int) -> Sequence[MessageTypeDef]:
        with named_failures():
            # Waiting a second makes SQS ask all of its servers, not a sample.
            answer = self.client.receive_message(
                QueueUrl=url,
                MaxNumberOfMessages=BATCH,
                VisibilityTimeout=seconds,
                WaitTimeSeconds=1,
                MessageSystemAttributeNames=["SentTimestamp", "ApproximateReceiveCount"],
                MessageAttributeNames=["All"],
            )
        return answer.get("Messages", [])

    def _show_again(self, url: str, messages: Sequence[MessageTypeDef]) -> None:
        with named_failures():
            self.client.change_message_visibility_batch(
                QueueUrl=url,
                Entries=[
                    {"Id": str(index), "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": 0}
                    for index, message in enumerate(messages)
                ],
            )

    def redrive(self, queue: str) -> None:
        """Send back what lay there when it began. Two AWS calls, three more for ten letters.

        Raises:
            NotFound: no such queue.
            NotRedrivable: it has no source queue.
        """
        url = self.urls.get(queue)
        if url is None:
            raise NotFound
        source, waiting = self._source_of(queue, url), self._count(url)
        while waiting > 0 and (letters := self._receive(url, _MOVE_SECONDS)):
            send_entries(self.client, source, [_entry(index, one) for index, one in enumerate(letters)])
            self._delete(url, letters)
            waiting -= len(letters)

    def _source_of(self, queue: str, url: str) -> str:
        """The one queue that may redrive into this one (RedriveAllowPolicy); both are of one account."""
        policy = json.loads(self._attribute(url, "RedriveAllowPolicy") or "{}")
        sources = policy.get("sourceQueueArns", [])
        if len(sources) != 1:
            raise NotRedrivable(queue=queue)
        return f"{url.rpartition('/')[0]}/{sources[0].rpartition(':')[2]}"

    def _delete(self, url: str, letters: Sequence[MessageTypeDef]) -> None:
        with named_failures():
            self.client.delete_message_batch(
                QueueUrl=url,
                Entries=[
                    {"Id": str(index), "ReceiptHandle": letter["ReceiptHandle"]}
                    for index, letter in enumerate(letters)
                ],
            )


def _entry(index: int, letter: MessageTypeDef) -> SendMessageBatchRequestEntryTypeDef:
    return {"Id": str(index), "MessageBody": letter["Body"]}


def _letter(queue: str, message: MessageTypeDef) -> DeadLetter:
    system = message.get("Attributes", {})
    attributes = message.get("MessageAttributes", {})
    content = _read(message["Body"])
    attempts = _text(attributes, ATTEMPTS) or str(int(system["ApproximateReceiveCount"]) - 1)
    return DeadLetter(
        letter_id=message["MessageId"],
        queue=queue,
        kind=_kind(content),
        subject=str(content.get("submission_id", "")),
        reason=_text(attributes, REASON) or _reported_reason(content) or UNKNOWN,
        attempts=int(attempts),
        first_sent_at=datetime.fromtimestamp(int(system["SentTimestamp"]) / 1000, UTC),
    )


def _kind(content: Mapping[str, object]) -> str:
    """A message's kind, a notice's type, or the report that Lambda makes of a stream's records."""
    return str(
        content.get("kind") or content.get("type") or ("report" if "requestContext" in content else "")
    )


def _read(body: str) -> Mapping[str, object]:
    """The letter's JSON; nothing where it is none, for a list must show every letter."""
    try:
        content = json.loads(body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _reported_reason(content: Mapping[str, object]) -> str:
    """Why Lambda gave up a stream's records, where the letter is such a report."""
    context = content.get("requestContext")
    return str(context.get("condition", "")) if isinstance(context, dict) else ""


def _text(attributes: Mapping[str, MessageAttributeValueOutputTypeDef], name: str) -> str:
    return attributes[name].get("StringValue", "") if name in attributes else ""
