"""A consumer's side of its queue in SQS: later again, or given up with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lienthong.adapters.failures import named_failures

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageAttributeValueTypeDef

#: Names of the attributes by which a dead letter says why and after how many attempts.
REASON, ATTEMPTS = "reason", "attempts"
#: SQS hides a message for 12 hours in all, counted from when it was received; a function runs 15 minutes.
_LONGEST_WAIT = 12 * 3600 - 1200
#: SQS counts attributes into a message's size; no reason needs more.
_REASON_LENGTH = 1_000


@dataclass(frozen=True, slots=True)
class SqsConsumption:
    """The queue at ``url`` as its consumer handles it; what is given up goes to ``dead_letters_url``."""

    client: SQSClient
    url: str
    dead_letters_url: str

    def put(self, body: str, *, reason: str, attempts: int) -> None:
        """Lay a message down among the dead letters. One AWS call."""
        attributes: Mapping[str, MessageAttributeValueTypeDef] = {
            REASON: {"DataType": "String", "StringValue": reason[:_REASON_LENGTH] or "-"},
            ATTEMPTS: {"DataType": "Number", "StringValue": str(attempts)},
        }
        with named_failures():
            self.client.send_message(
                QueueUrl=self.dead_letters_url, MessageBody=body, MessageAttributes=attributes
            )

    def postpone(self, receipt_handle: str, seconds: int) -> None:
        """Make the message visible again after this long, at most 11 h 40 min. One AWS call."""
        with named_failures():
            self.client.change_message_visibility(
                QueueUrl=self.url,
                ReceiptHandle=receipt_handle,
                VisibilityTimeout=min(seconds, _LONGEST_WAIT),
            )
