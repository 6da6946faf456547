"""What topics send by e-mail and SMS can be read, as a person would read it.

The emulator only notes in its log that something went to an address; its own mailboxes, read at
`/_ministack/ses/messages` and `/_ministack/sns/sms-messages`, hold what is sent without a topic. Its pinned
release is completed here, in its own process, so that a notice can be looked at word by word.
"""

# ruff: noqa: SLF001 (an emulator has no public door to what it sends)

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ministack.services import ses, sns

#: The sender that SNS puts into its e-mails (SNS developer guide, "Email notifications").
SENDER: Final = "no-reply@sns.amazonaws.com"

_fanout = sns._fanout


def fan_out(
    topic_arn: str,
    message_id: str,
    message: str,
    subject: str,
    message_structure: str = "",
    message_attributes: dict[str, object] | None = None,
    message_group_id: str = "",
    message_dedup_id: str = "",
) -> None:
    """Send to a topic's subscriptions, as the emulator's own function of this name, people included."""
    attributes = message_attributes or {}
    _fanout(
        topic_arn,
        message_id,
        message,
        subject,
        message_structure,
        attributes,
        message_group_id,
        message_dedup_id,
    )
    for subscription in _of_people(topic_arn):
        text = sns._resolve_message_for_protocol(message, message_structure, subscription["protocol"])
        if sns._matches_filter_policy(subscription, attributes, text):
            _lay_into_mailbox(subscription, message_id, subject, text)


def _of_people(topic_arn: str) -> Iterator[Mapping[str, str]]:
    topic = sns._topic_by_arn_any_scope(topic_arn) or {"subscriptions": ()}
    for subscription in topic["subscriptions"]:
        if subscription["confirmed"] and subscription["protocol"] in ("email", "sms"):
            yield subscription


def _lay_into_mailbox(subscription: Mapping[str, str], message_id: str, subject: str, text: str) -> None:
    address = subscription["endpoint"]
    if subscription["protocol"] == "email":
        ses.send_internal_email(SENDER, [address], subject, text, type_name="Notification")
        return
    sns._sms_log_for(address).append(
        {
            "PhoneNumber": address,
            "TopicArn": subscription["topic_arn"],
            "SubscriptionArn": subscription["arn"],
            "MessageId": message_id,
            # SNS sends no subject by SMS.
            "Message": text,
            "Subject": None,
        }
    )


def install() -> None:
    """Let the emulator, which looks the function up at every publication, find this one."""
    sns._fanout = fan_out
