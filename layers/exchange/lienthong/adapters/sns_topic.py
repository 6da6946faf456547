"""Notices through SNS: one publication, in the words that each kind of channel carries.

An agency's own queue gets the JSON, e-mail and SMS get the Vietnamese sentence, the webhook queue gets the
whole notice. The attribute ``agency`` is what subscriptions filter by.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lienthong.adapters.failures import named_failures
from lienthong.errors import Unavailable
from lienthong.ports import Notice

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sns.type_defs import PublishBatchRequestEntryTypeDef

#: SNS's limit of one PublishBatch.
_BATCH = 10
_ROUNDS = 3
_SUBJECT_LENGTH = 99
AGENCY_ATTRIBUTE, WEBHOOK_ATTRIBUTE = "agency", "webhook"


@dataclass(frozen=True, slots=True)
class SnsTopic:
    """:class:`lienthong.ports.NoticeTopic` over the topic ``arn``."""

    client: SNSClient
    arn: str

    def publish(self, notices: Sequence[Notice]) -> None:
        """Publish all. One AWS call for ten notices."""
        for start in range(0, len(notices), _BATCH):
            batch = notices[start : start + _BATCH]
            self._publish_batch([_entry(index, notice) for index, notice in enumerate(batch)])

    def publish_edxml(self, notice: Notice, message: str) -> None:
        """Publish to the agency's queue that asks for edXML. One AWS call."""
        attributes = {AGENCY_ATTRIBUTE: edxml_reader(notice.agency), "notice_id": notice.notice_id}
        with named_failures():
            self.client.publish(
                TopicArn=self.arn,
                Message=message,
                MessageAttributes={
                    name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()
                },
            )

    def _publish_batch(self, entries: Sequence[PublishBatchRequestEntryTypeDef]) -> None:
        waiting = list(entries)
        for _ in range(_ROUNDS):
            with named_failures():
                answer = self.client.publish_batch(TopicArn=self.arn, PublishBatchRequestEntries=waiting)
            failed = {failure["Id"]: failure for failure in answer["Failed"]}
            if not failed:
                return
            for failure in failed.values():
                if failure["SenderFault"]:
                    raise ValueError(f"SNS refuses a notice: {failure['Code']}")
            waiting = [entry for entry in waiting if entry["Id"] in failed]
        raise Unavailable


def _entry(index: int, notice: Notice) -> PublishBatchRequestEntryTypeDef:
    return {
        "Id": str(index),
        "MessageStructure": "json",
        "Message": notice_texts(notice),
        "Subject": notice.subject_vi[:_SUBJECT_LENGTH],
        "MessageAttributes": {
            AGENCY_ATTRIBUTE: {"DataType": "String", "StringValue": notice.agency},
            # Which of its channels an agency uses is the registry's business when the notice arrives.
            WEBHOOK_ATTRIBUTE: {"DataType": "String", "StringValue": "yes"},
        },
    }


def edxml_reader(agency: str) -> str:
    """The agency as reader of edXML: what its queue's subscription filters by instead of its code."""
    return f"{agency}+edxml"


def notice_texts(notice: Notice) -> str:
    """The notice for each kind of channel (SNS's message structure ``json``)."""
    payload = {"notice_id": notice.notice_id, "agency": notice.agency, **notice.payload}
    queue_text = _compact({**payload, "subject_vi": notice.subject_vi, "text_vi": notice.text_vi})
    return _compact(
        {"default": notice.text_vi, "sqs": queue_text, "email": notice.text_vi, "sms": notice.text_vi}
    )


def read_notice(text: str) -> Notice:
    """The notice of a message in a subscribed queue, raw or in SNS's envelope.

    Raises:
        ValueError: it is not a notice.
    """
    fields = json.loads(text)
    try:
        if "TopicArn" in fields:
            fields = json.loads(fields["Message"])
        own = {name: fields.pop(name) for name in ("notice_id", "agency", "subject_vi", "text_vi")}
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a notice of the exchange") from error
    return Notice(payload=fields, **own)


def _compact(fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
