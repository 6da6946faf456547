"""The internal queues in SQS, and the form of their messages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lienthong.adapters.failures import named_failures
from lienthong.errors import Unavailable
from lienthong.ports import Message

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

#: SQS's limit of one SendMessageBatch.
BATCH = 10
#: Rounds for messages of a batch that SQS itself could not take.
_ROUNDS = 3


def message_to_text(message: Message) -> str:
    """A message as it lies in a queue. The submission id is the correlation of everything that follows."""
    fields = {"kind": message.kind, "submission_id": message.submission_id, "body": dict(message.body)}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def message_from_text(text: str) -> Message:
    """The message of a queue's text.

    Raises:
        ValueError: it is not one of ours.
    """
    fields = json.loads(text)
    try:
        return Message(fields["kind"], fields["submission_id"], fields["body"])
    except (KeyError, TypeError) as error:
        raise ValueError("not a message of the exchange") from error


@dataclass(frozen=True, slots=True)
class SqsQueue:
    """:class:`lienthong.ports.MessageQueue` over the queue at ``url``."""

    client: SQSClient
    url: str

    def send(self, messages: Sequence[Message]) -> None:
        """Enqueue all. One AWS call for ten messages."""
        for start in range(0, len(messages), BATCH):
            entries: list[SendMessageBatchRequestEntryTypeDef] = [
                {"Id": str(index), "MessageBody": message_to_text(message)}
                for index, message in enumerate(messages[start : start + BATCH])
            ]
            send_entries(self.client, self.url, entries)


def send_entries(client: SQSClient, url: str, entries: Sequence[SendMessageBatchRequestEntryTypeDef]) -> None:
    """Send at most ten entries, those that SQS could not take up to three times. One AWS call each time.

    Raises:
        Unavailable: SQS took some of them only, or none.
    """
    waiting = list(entries)
    for _ in range(_ROUNDS):
        with named_failures():
            answer = client.send_message_batch(QueueUrl=url, Entries=waiting)
        failed = {failure["Id"]: failure for failure in answer.get("Failed", [])}
        if not failed:
            return
        for failure in failed.values():
            if failure["SenderFault"]:
                raise ValueError(f"SQS refuses a message: {failure['Code']}")
        waiting = [entry for entry in waiting if entry["Id"] in failed]
    raise Unavailable
